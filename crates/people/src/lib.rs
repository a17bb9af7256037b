//! People: sign-up, passwords, sessions, roles, consents, identity checks. The core knows of them only a number and until when they are verified.
//!
//! * What is personal is sealed before it reaches SQL or the disk ([`vault::Vault`]); nothing of it is ever in a command, a log or an address.
//! * The server decides a role: by the way of signing up, or by the invitation that is used up.
//! * An approved identity check asks for the person's accounts through the outbox, in the transaction of the decision.
//! * It must never: tell by an answer or its time whether an address is registered; keep a password or a token, only their hashes; let a person decide
//!   on their own identity.
//!
//! Start at [`People`], then `sign_up.rs`, `sessions.rs`, `kyc.rs`.

mod accounts;
mod error;
mod invitations;
mod kyc;
mod passwords;
mod role;
mod sessions;
mod sign_up;
mod throttle;
mod tokens;
mod vault;
mod words;

use std::sync::Arc;

use protocol::Time;
use store::{Database, Migration, Objects};
use tokio::sync::Semaphore;

pub use error::{PeopleError, Refusal};
pub use kyc::{Decision, DocumentKind, KYC_DAYS, KYC_QUEUE_PAGE, KycCase, KycState, NewCase};
pub use passwords::{PASSWORD_CHARS_MIN, Password};
pub use role::Role;
pub use sessions::{Me, NewSession, Session, SessionRow};
pub use sign_up::{ConsentDocument, Newcomer, NewcomerRole};
pub use tokens::Token;
pub use vault::Vault;
pub use words::{EmailAddress, IdNumber, PersonName, ReasonText};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[Migration { name: "people", sql: include_str!("../migrations/0001_people.sql") }];
/// As this crate is called in the outbox.
pub const OWNER: &str = "people";

/// Passwords hashed at once: each takes 19 MiB and some 20 ms of a core.
const HASHINGS_MAX: usize = 2;

/// A person's number: the core's `OwnerId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub i64);

/// Everything about people. Clones share it.
#[derive(Clone, Debug)]
pub struct People {
    database: Database,
    objects: Objects,
    vault: Arc<Vault>,
    throttle: Arc<throttle::Throttle>,
    hashing: Arc<Semaphore>,
}

impl People {
    /// On a database that has [`MIGRATIONS`], with the folder of documents and the key of what is personal.
    pub fn new(database: Database, objects: Objects, vault: Vault) -> Self {
        let hashing = Arc::new(Semaphore::new(HASHINGS_MAX));
        Self { database, objects, vault: Arc::new(vault), throttle: Arc::default(), hashing }
    }
}

/// The machine's clock.
fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
