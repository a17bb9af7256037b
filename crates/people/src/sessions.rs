//! Logging in, and who a request comes from.

use std::collections::BTreeMap;

use protocol::{AccountId, Day, Market, Time};

use crate::error::{PeopleError, Refusal};
use crate::kyc::KycState;
use crate::passwords::Password;
use crate::role::Role;
use crate::sign_up::{email_place, name_place};
use crate::tokens::Token;
use crate::words::EmailAddress;
use crate::{People, PersonId, now};

/// A session ends so long after its login.
const SESSION_US: i64 = 12 * 3_600_000_000;
/// When a session was last used is noted so often at most.
const SEEN_EVERY_US: i64 = 60_000_000;
/// Sessions of a person at once; one more ends the oldest.
const SESSIONS_PER_PERSON_MAX: i64 = 20;

/// A session that has just begun.
#[derive(Debug)]
pub struct NewSession {
    pub token: Token,
    pub person: PersonId,
    pub role: Role,
    pub expires_at: Time,
}

/// Who a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub person: PersonId,
    pub role: Role,
    pub live_account: Option<AccountId>,
    pub practice_account: Option<AccountId>,
}

impl Session {
    pub fn account(&self, market: Market) -> Option<AccountId> {
        match market {
            Market::Live => self.live_account,
            Market::Practice => self.practice_account,
        }
    }
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub id: String,
    pub created_at: Time,
    pub seen_at: Time,
    pub expires_at: Time,
}

/// What a person is told of themselves.
#[derive(Debug)]
pub struct Me {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub kyc_state: KycState,
    pub verified_until: Option<Day>,
    pub live_account: Option<AccountId>,
    /// Why the core refused what the accounts needed.
    pub live_refusal: Option<String>,
    pub practice_account: Option<AccountId>,
    pub practice_refusal: Option<String>,
}

impl People {
    /// Begins a session.
    ///
    /// # Errors
    /// [`Refusal::LoginRefused`] if address and password do not belong together, whichever is wrong; [`Refusal::TooManyAttempts`] after too many.
    pub async fn log_in(&self, email: &EmailAddress, password: Password) -> Result<NewSession, PeopleError> {
        let index = self.vault.index("email", email.as_str());
        let attempt = self.throttle.attempt(index.clone(), now());
        attempt.map_err(|retry_after_s| Refusal::TooManyAttempts { retry_after_s })?;
        let text = "SELECT id, role, password_hash FROM people WHERE email_index = $1";
        let found: Option<(i64, String, String)> =
            sqlx::query_as(text).bind(index.clone()).fetch_optional(&mut *self.database.read().await?).await?;
        let stored = found.as_ref().map(|(_, _, hash)| hash.clone());
        let is_right = self.verify(password, stored).await?;
        let (person, role, _) = found.filter(|_| is_right).ok_or(Refusal::LoginRefused)?;
        self.throttle.succeeded(&index);
        let role = role_of(&role)?;
        self.begin_session(PersonId(person), role).await
    }

    async fn begin_session(&self, person: PersonId, role: Role) -> Result<NewSession, PeopleError> {
        let token = Token::random()?;
        let at = now();
        let expires_at = Time(at.0 + SESSION_US);
        let mut tx = self.database.begin().await?;
        sqlx::query("DELETE FROM sessions WHERE person_id = $1 AND expires_at_us <= $2")
            .bind(person.0)
            .bind(at.0)
            .execute(tx.sql())
            .await?;
        let text = "DELETE FROM sessions WHERE person_id = $1 AND token_hash NOT IN
            (SELECT token_hash FROM sessions WHERE person_id = $1 ORDER BY created_at_us DESC LIMIT $2)";
        sqlx::query(text).bind(person.0).bind(SESSIONS_PER_PERSON_MAX - 1).execute(tx.sql()).await?;
        let text =
            "INSERT INTO sessions (token_hash, id, person_id, created_at_us, seen_at_us, expires_at_us) VALUES ($1, $2, $3, $4, $4, $5)";
        sqlx::query(text).bind(token.hash()).bind(token.public_id()).bind(person.0).bind(at.0).bind(expires_at.0).execute(tx.sql()).await?;
        tx.commit().await?;
        Ok(NewSession { token, person, role, expires_at })
    }

    /// The session a token stands for; `None` if there is none, or it has ended.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn session(&self, token: &Token) -> Result<Option<Session>, PeopleError> {
        let text = "SELECT s.id, s.seen_at_us, p.id, p.role, p.live_account, p.practice_account FROM sessions s JOIN people p ON p.id = s.person_id
            WHERE s.token_hash = $1 AND s.expires_at_us > $2";
        let at = now();
        #[expect(clippy::type_complexity, reason = "a row, taken apart at once")]
        let found: Option<(String, i64, i64, String, Option<i64>, Option<i64>)> =
            sqlx::query_as(text).bind(token.hash()).bind(at.0).fetch_optional(&mut *self.database.read().await?).await?;
        let Some((id, seen_at_us, person, role, live, practice)) = found else { return Ok(None) };
        if at.0 - seen_at_us > SEEN_EVERY_US {
            let mut tx = self.database.begin().await?;
            sqlx::query("UPDATE sessions SET seen_at_us = $2 WHERE token_hash = $1")
                .bind(token.hash())
                .bind(at.0)
                .execute(tx.sql())
                .await?;
            tx.commit().await?;
        }
        let (live_account, practice_account) = (account_of(live), account_of(practice));
        Ok(Some(Session { id, person: PersonId(person), role: role_of(&role)?, live_account, practice_account }))
    }

    /// The sessions of a person, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sessions(&self, person: PersonId) -> Result<Vec<SessionRow>, PeopleError> {
        let text = "SELECT id, created_at_us, seen_at_us, expires_at_us FROM sessions WHERE person_id = $1 AND expires_at_us > $2
            ORDER BY created_at_us DESC";
        let rows: Vec<(String, i64, i64, i64)> =
            sqlx::query_as(text).bind(person.0).bind(now().0).fetch_all(&mut *self.database.read().await?).await?;
        let row =
            |(id, created, seen, expires)| SessionRow { id, created_at: Time(created), seen_at: Time(seen), expires_at: Time(expires) };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Ends a session of a person; false if the person has no such session. It is of no use from the answer on.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_session(&self, person: PersonId, id: &str) -> Result<bool, PeopleError> {
        let mut tx = self.database.begin().await?;
        let ended = sqlx::query("DELETE FROM sessions WHERE person_id = $1 AND id = $2").bind(person.0).bind(id).execute(tx.sql()).await?;
        tx.commit().await?;
        Ok(ended.rows_affected() > 0)
    }

    /// What a person is told of themselves.
    ///
    /// # Errors
    /// If the database fails, or what is sealed does not open.
    pub async fn me(&self, person: PersonId) -> Result<Me, PeopleError> {
        type Row = (Vec<u8>, Vec<u8>, String, String, Option<i64>, Option<i64>, Option<String>, Option<i64>, Option<String>);
        let text = "SELECT email, name, role, kyc_state, verified_until, live_account, live_refusal, practice_account, practice_refusal
            FROM people WHERE id = $1";
        let row: Row = sqlx::query_as(text).bind(person.0).fetch_one(&mut *self.database.read().await?).await?;
        let (email, name, role, kyc_state, verified_until, live, live_refusal, practice, practice_refusal) = row;
        Ok(Me {
            person,
            name: self.vault.open_text(&name_place(person.0), &name, "a name")?,
            email: self.vault.open_text(&email_place(person.0), &email, "an address")?,
            role: role_of(&role)?,
            kyc_state: KycState::from_name(&kyc_state)?,
            verified_until: verified_until.and_then(|day| day.try_into().ok()).map(Day),
            live_account: account_of(live),
            live_refusal,
            practice_account: account_of(practice),
            practice_refusal,
        })
    }

    /// What these people are called; whoever is not known is left out.
    ///
    /// # Errors
    /// If the database fails, or what is sealed does not open.
    pub async fn names(&self, people: &[PersonId]) -> Result<BTreeMap<PersonId, String>, PeopleError> {
        let mut names = BTreeMap::new();
        for &person in people {
            if names.contains_key(&person) {
                continue;
            }
            let text = "SELECT name FROM people WHERE id = $1";
            let found: Option<Vec<u8>> = sqlx::query_scalar(text).bind(person.0).fetch_optional(&mut *self.database.read().await?).await?;
            if let Some(sealed) = found {
                names.insert(person, self.vault.open_text(&name_place(person.0), &sealed, "a name")?);
            }
        }
        Ok(names)
    }
}

fn role_of(name: &str) -> Result<Role, PeopleError> {
    let unknown = || store::StoreError::Row { table: "people", what: format!("the role {name:?}") };
    Role::from_name(name).ok_or_else(|| unknown().into())
}

pub(crate) fn account_of(number: Option<i64>) -> Option<AccountId> {
    number.and_then(|number| u64::try_from(number).ok()).map(AccountId)
}
