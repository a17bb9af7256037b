//! What describes an asset: handed in by its agent with a document, reviewed by two people of staff, and read by everybody once it is registered.
//!
//! * A confirmed listing becomes an instrument of the live market, halted, and its registered asset: three actions of staff, each proposed in the name of who
//!   reviewed the listing and approved in the name of who confirmed it, one after the other through the outbox.
//! * It must never: let one person decide alone; show what is not registered to the public; hold figures that the core decides, such as how many units exist.
//!
//! Start at [`Catalogue::submit`]; `settled.rs` has the way into the journal.

mod error;
mod evidence;
mod listing;
mod review;
mod settled;
mod words;

use protocol::Time;
use protocol::policy::Rules;
use store::{Database, Migration, Objects};

pub use error::{CatalogueError, Refusal};
pub use listing::{Description, LISTINGS_PAGE, Listing, ListingState, NewListing};
pub use review::Decision;
pub use words::{AssetName, Place, ReasonText, Summary};

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "catalogue", sql: include_str!("../migrations/0001_catalogue.sql") },
    Migration { name: "evidence", sql: include_str!("../migrations/0002_evidence.sql") },
];
/// As this crate is called in the outbox.
pub const OWNER: &str = "catalogue";

/// Listings with their documents, and evidence of what proceeds are released for. Clones share them.
#[derive(Clone, Debug)]
pub struct Catalogue {
    database: Database,
    objects: Objects,
    rules: Rules,
}

impl Catalogue {
    /// On a database that has [`MIGRATIONS`], with the folder of documents and the policies that new instruments trade under.
    pub fn new(database: Database, objects: Objects, rules: Rules) -> Self {
        Self { database, objects, rules }
    }
}

/// The machine's clock.
fn now() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
