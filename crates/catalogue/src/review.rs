//! Two people decide on a listing, one after the other.

use protocol::command::ProposeAction;
use protocol::text::Code;
use protocol::{Home, OwnerId};
use store::outbox;

use crate::error::{CatalogueError, Refusal};
use crate::listing::{Listing, ListingState, listing};
use crate::words::ReasonText;
use crate::{Catalogue, OWNER, now};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Approve,
    Reject,
}

impl Catalogue {
    /// The first decision: an approval gives the instrument its code, and waits for a second person.
    ///
    /// # Errors
    /// If there is no such listing, it was decided, or the code is another's.
    pub async fn review(
        &self,
        id: i64,
        by: i64,
        decision: Decision,
        code: Option<&str>,
        reason: &ReasonText,
    ) -> Result<Listing, CatalogueError> {
        let code = match decision {
            Decision::Approve => Some(Code::new(code.ok_or(Refusal::CodeRequired)?).ok_or(Refusal::CodeMalformed)?.to_string()),
            Decision::Reject => None,
        };
        let mut tx = self.database.begin().await?;
        let known = sqlx::query("SELECT * FROM listings WHERE id = $1").bind(id).fetch_optional(tx.sql()).await?;
        if listing(&known.ok_or(Refusal::ListingUnknown)?)?.agent == by {
            return Err(Refusal::SamePerson.into());
        }
        if let Some(code) = &code {
            let taken: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM listings WHERE code = $1").bind(code).fetch_one(tx.sql()).await?;
            if taken > 0 {
                return Err(Refusal::CodeAlreadyUsed.into());
            }
        }
        let state = if decision == Decision::Approve { ListingState::Reviewed } else { ListingState::Rejected };
        let text = "UPDATE listings SET state = $2, code = $3, reviewed_by = $4, reviewed_at_us = $5, reason = $6
            WHERE id = $1 AND state = 'submitted'";
        let query = sqlx::query(text).bind(id).bind(state.name()).bind(code).bind(by).bind(now().0).bind(reason.as_str());
        if query.execute(tx.sql()).await?.rows_affected() == 0 {
            return Err(Refusal::ListingDecided.into());
        }
        tx.commit().await?;
        self.listing(id).await
    }

    /// The second decision, by another person: an approval sends the listing on its way into the journal, a rejection gives its code free.
    ///
    /// # Errors
    /// If there is no such listing, it does not wait for this, or the person is the one who reviewed it.
    pub async fn confirm(&self, id: i64, by: i64, decision: Decision, reason: &ReasonText) -> Result<Listing, CatalogueError> {
        let mut tx = self.database.begin().await?;
        let row = sqlx::query("SELECT * FROM listings WHERE id = $1").bind(id).fetch_optional(tx.sql()).await?;
        let known = listing(&row.ok_or(Refusal::ListingUnknown)?)?;
        let (ListingState::Reviewed, Some(reviewer), Some(code)) = (known.state, known.reviewed_by, known.code.as_deref()) else {
            return Err(Refusal::ListingDecided.into());
        };
        if reviewer == by || known.agent == by {
            return Err(Refusal::SamePerson.into());
        }
        let text = match decision {
            Decision::Approve => {
                "UPDATE listings SET state = 'confirmed', confirmed_by = $2, confirmed_at_us = $3, reason = $4 WHERE id = $1 AND state = 'reviewed'"
            }
            Decision::Reject => {
                "UPDATE listings SET state = 'rejected', code = NULL, confirmed_by = $2, confirmed_at_us = $3, reason = $4
                WHERE id = $1 AND state = 'reviewed'"
            }
        };
        let decided = sqlx::query(text).bind(id).bind(by).bind(now().0).bind(reason.as_str()).execute(tx.sql()).await?;
        if decided.rows_affected() == 0 {
            return Err(Refusal::ListingDecided.into());
        }
        if decision == Decision::Approve {
            let code = Code::new(code).ok_or(Refusal::CodeMalformed)?;
            let action = Box::new(known.instrument(code, self.rules.clone())).into();
            outbox::enqueue(&mut tx, Home::LIVE, OWNER, id, ProposeAction { by: owner(reviewer), action: Box::new(action) }).await?;
        }
        tx.commit().await?;
        self.listing(id).await
    }
}

/// The number a person has in the journal.
pub(crate) fn owner(person: i64) -> OwnerId {
    OwnerId(u64::try_from(person).unwrap_or_default())
}
