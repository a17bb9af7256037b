//! How people come in.

use store::StoreError;

use crate::error::{PeopleError, Refusal};
use crate::passwords::Password;
use crate::role::Role;
use crate::tokens::Token;
use crate::words::{EmailAddress, PersonName};
use crate::{People, PersonId, now};

/// Who may sign up without an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewcomerRole {
    Investor,
    Agent,
}

/// A document that a person consents to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsentDocument {
    Terms,
    Privacy,
    Risk,
}

impl ConsentDocument {
    pub const ALL: [Self; 3] = [Self::Terms, Self::Privacy, Self::Risk];

    pub fn name(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Privacy => "privacy",
            Self::Risk => "risk",
        }
    }

    /// The version in force. Who has consented to an older one keeps that in the records.
    pub fn version(self) -> i64 {
        match self {
            Self::Terms | Self::Privacy | Self::Risk => 1,
        }
    }
}

/// Somebody who signs up.
#[derive(Debug)]
pub struct Newcomer {
    pub email: EmailAddress,
    pub name: PersonName,
    pub password: Password,
    /// Documents with their versions.
    pub consents: Vec<(ConsentDocument, i64)>,
}

impl People {
    /// Signs somebody up. If the address is registered already, nothing changes, and neither the answer nor its time says so.
    ///
    /// # Errors
    /// If a consent is missing.
    pub async fn sign_up(&self, newcomer: Newcomer, role: NewcomerRole) -> Result<(), PeopleError> {
        let role = match role {
            NewcomerRole::Investor => Role::Investor,
            NewcomerRole::Agent => Role::Agent,
        };
        check_consents(&newcomer.consents)?;
        let password_hash = self.hash(newcomer.password.clone()).await?;
        let mut tx = self.database.begin().await?;
        self.add(&mut tx, &newcomer, &password_hash, role).await?;
        // Committed in any case, so that it takes as long: a number is used up for nobody.
        Ok(tx.commit().await?)
    }

    /// Signs staff up by an invitation, which is used up.
    ///
    /// # Errors
    /// If the link is unknown, expired or used, or a consent is missing.
    pub async fn sign_up_staff(&self, link: &Token, newcomer: Newcomer) -> Result<(), PeopleError> {
        check_consents(&newcomer.consents)?;
        let password_hash = self.hash(newcomer.password.clone()).await?;
        let mut tx = self.database.begin().await?;
        // Taken first: who comes second with the same link waits here and finds it used.
        let text =
            "UPDATE invitations SET used_at_us = $2 WHERE token_hash = $1 AND used_at_us IS NULL AND expires_at_us > $2 RETURNING role";
        let role: Option<String> = sqlx::query_scalar(text).bind(link.hash()).bind(now().0).fetch_optional(tx.sql()).await?;
        let role = role.as_deref().and_then(Role::from_name).ok_or(Refusal::LinkUnknown)?;
        // Where the address is registered the link stays good for another.
        let Some(person) = self.add(&mut tx, &newcomer, &password_hash, role).await? else { return Ok(()) };
        let text = "UPDATE invitations SET used_by = $2 WHERE token_hash = $1";
        sqlx::query(text).bind(link.hash()).bind(person.0).execute(tx.sql()).await?;
        Ok(tx.commit().await?)
    }

    /// `None` if the address is registered.
    async fn add(
        &self,
        tx: &mut store::Transaction,
        newcomer: &Newcomer,
        password_hash: &str,
        role: Role,
    ) -> Result<Option<PersonId>, PeopleError> {
        let id = tx.next_number("people").await?;
        let text =
            "INSERT INTO people (id, email_index, email, name, password_hash, role, created_at_us) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (email_index) DO NOTHING";
        let added = sqlx::query(text)
            .bind(id)
            .bind(self.vault.index("email", newcomer.email.as_str()))
            .bind(self.vault.seal(&email_place(id), newcomer.email.as_str().as_bytes())?)
            .bind(self.vault.seal(&name_place(id), newcomer.name.as_str().as_bytes())?)
            .bind(password_hash)
            .bind(role.name())
            .bind(now().0)
            .execute(tx.sql())
            .await?;
        if added.rows_affected() == 0 {
            return Ok(None);
        }
        for (document, version) in &newcomer.consents {
            let text = "INSERT INTO consents (person_id, document, version, given_at_us) VALUES ($1, $2, $3, $4)";
            sqlx::query(text)
                .bind(id)
                .bind(document.name())
                .bind(version)
                .bind(now().0)
                .execute(tx.sql())
                .await
                .map_err(StoreError::from)?;
        }
        Ok(Some(PersonId(id)))
    }
}

/// Each document once, in the version in force.
fn check_consents(consents: &[(ConsentDocument, i64)]) -> Result<(), Refusal> {
    let is_given = |document: ConsentDocument| consents.iter().filter(|given| **given == (document, document.version())).count() == 1;
    let is_complete = consents.len() == ConsentDocument::ALL.len() && ConsentDocument::ALL.into_iter().all(is_given);
    if is_complete { Ok(()) } else { Err(Refusal::ConsentsIncomplete) }
}

pub(crate) fn email_place(person: i64) -> String {
    format!("people.email:{person}")
}

pub(crate) fn name_place(person: i64) -> String {
    format!("people.name:{person}")
}
