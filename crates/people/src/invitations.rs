//! Links by which staff comes in, each good for once.

use crate::error::{PeopleError, Refusal};
use crate::role::Role;
use crate::tokens::Token;
use crate::{People, PersonId, now};

const DAY_US: i64 = 86_400_000_000;
/// How long an invitation is good.
const INVITATION_US: i64 = 7 * DAY_US;
/// The first administrator's link lies in the folder's secrets and waits until it is used.
const FIRST_LINK_US: i64 = 3_650 * DAY_US;

impl People {
    /// Invites somebody to a role of staff. The token is shown this once.
    ///
    /// # Errors
    /// If the role is none of staff.
    pub async fn invite(&self, by: PersonId, role: Role) -> Result<Token, PeopleError> {
        if !role.is_staff() {
            return Err(Refusal::LinkUnknown.into());
        }
        let token = Token::random()?;
        self.add_invitation(&token, role, Some(by), INVITATION_US).await?;
        Ok(token)
    }

    /// Whether an administrator is needed, because there is none yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn has_administrator(&self) -> Result<bool, PeopleError> {
        let text = "SELECT COUNT(*) FROM people WHERE role = 'administrator'";
        let count: i64 = sqlx::query_scalar(text).fetch_one(&mut *self.database.read().await?).await?;
        Ok(count > 0)
    }

    /// Makes `token` the first administrator's link, unless it is one already.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_first_link(&self, token: &Token) -> Result<(), PeopleError> {
        self.add_invitation(token, Role::Administrator, None, FIRST_LINK_US).await
    }

    async fn add_invitation(&self, token: &Token, role: Role, by: Option<PersonId>, good_us: i64) -> Result<(), PeopleError> {
        let mut tx = self.database.begin().await?;
        let text = "INSERT INTO invitations (token_hash, role, invited_by, created_at_us, expires_at_us) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (token_hash) DO NOTHING";
        let at = now().0;
        sqlx::query(text)
            .bind(token.hash())
            .bind(role.name())
            .bind(by.map(|person| person.0))
            .bind(at)
            .bind(at + good_us)
            .execute(tx.sql())
            .await?;
        Ok(tx.commit().await?)
    }
}
