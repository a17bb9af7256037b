//! From a command to its answer.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gateway::{Answer, Busy, Gateway, Keys, Origin, Outcome, Submission, Unanswered};
use people::PersonId;
use protocol::command::ProposeAction;
use protocol::ids::ProposalId;
use protocol::{AccountId, Command, Event, Home, KeyHash, OwnerId, StaffAction, Time};

use crate::app::{App, Shard};
use crate::extract::{KeyText, Staff};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::Problem;

/// A command that was accepted, now or the first time its key was used.
pub(crate) struct Accepted {
    pub(crate) position: Position,
    pub(crate) at: Time,
    pub(crate) events: Box<[Event]>,
    pub(crate) origin: Origin,
}

const CLOSED_RETRY_AFTER_S: u32 = 5;

/// The account that staff commands stand under in the key table.
pub(crate) const STAFF: AccountId = AccountId(0);

/// The number a person has in the journal.
pub(crate) fn owner_of(person: PersonId) -> OwnerId {
    OwnerId(u64::try_from(person.0).unwrap_or_default())
}

impl App {
    /// Hands a command in and waits until its outcome is durable.
    pub(crate) async fn submit(&self, shard: &Shard, command: Command, key: Option<KeyHash>) -> Result<Accepted, Problem> {
        let receipt = shard.gateway.submit(Submission { command, key }).map_err(|busy| self.busy(busy))?;
        accepted(shard.home(), receipt.answer().await)
    }

    /// As [`App::submit`], for a command of staff.
    pub(crate) async fn submit_as_staff(
        &self,
        shard: &Shard,
        command: impl Into<Command>,
        key: Option<KeyText>,
    ) -> Result<Accepted, Problem> {
        let key = match key {
            Some(key) => Some(keys(&shard.gateway)?.idempotency_key(STAFF, key.as_str())),
            None => None,
        };
        self.submit(shard, command.into(), key).await
    }

    /// Does what staff ask for: at once for the staff's token, after the approval of a second person for a person. `answer` makes the answer of what was
    /// done.
    pub(crate) async fn act<T: serde::Serialize>(
        &self,
        shard: &Shard,
        staff: &Staff,
        action: impl Into<StaffAction>,
        key: Option<KeyText>,
        answer: impl FnOnce(&Accepted) -> Result<(StatusCode, T), Problem>,
    ) -> Result<Response, Problem> {
        let action = action.into();
        let Staff::Person(person) = staff else {
            let accepted = self.submit_as_staff(shard, action, key).await?;
            // Whatever is asked next sees it, such as a new instrument by its code.
            shard.reached(accepted.position.seq).await?;
            let (status, body) = answer(&accepted)?;
            return Ok(accepted.done(status, body).into_response());
        };
        let command = ProposeAction { by: owner_of(*person), action: Box::new(action) };
        let accepted = self.submit_as_person(shard, *person, command, key).await?;
        let proposal = accepted.find(|event| match event {
            Event::ActionProposed(proposed) => Some(proposed.proposal),
            _ => None,
        })?;
        let proposed = Proposed { proposal, position: accepted.position, at: accepted.at };
        Ok(accepted.done(StatusCode::ACCEPTED, proposed).into_response())
    }

    /// As [`App::submit`], for a person of staff, whose keys are nobody else's.
    pub(crate) async fn submit_as_person(
        &self,
        shard: &Shard,
        person: PersonId,
        command: impl Into<Command>,
        key: Option<KeyText>,
    ) -> Result<Accepted, Problem> {
        let key = match key {
            // The sign between the two is in no key, so that no key of the token's can be taken for it.
            Some(key) => Some(keys(&shard.gateway)?.idempotency_key(STAFF, &format!("{}\u{1f}{}", person.0, key.as_str()))),
            None => None,
        };
        let accepted = self.submit(shard, command.into(), key).await?;
        shard.reached(accepted.position.seq).await?;
        Ok(accepted)
    }

    pub(crate) fn busy(&self, busy: Busy) -> Problem {
        self.metering.busy.increment(1);
        self::busy(busy)
    }
}

/// Nothing was taken; the same command may be sent again.
pub(crate) fn busy(busy: Busy) -> Problem {
    match busy {
        Busy::RingFull => Problem::new(OwnCode::Busy),
        Busy::Closed(reason) => Problem::new(OwnCode::DoorClosed).with_particulars(reason.to_string()).retry_after(CLOSED_RETRY_AFTER_S),
    }
}

/// Hashes keys; not before the market is founded.
pub(crate) fn keys(gateway: &Gateway) -> Result<&Keys, Problem> {
    gateway.keys().ok_or_else(|| Problem::new(OwnCode::DoorClosed))
}

pub(crate) fn accepted(home: Home, answer: Result<Answer, Unanswered>) -> Result<Accepted, Problem> {
    let answer = answer.map_err(|unanswered| match unanswered {
        Unanswered::NotTaken(reason) => Problem::new(OwnCode::DoorClosed).with_particulars(reason.to_string()),
        Unanswered::Unknown => Problem::new(OwnCode::OutcomeUnknown),
        Unanswered::Unreadable { .. } => Problem::new(OwnCode::FirstAnswerUnreadable).with_particulars(unanswered.to_string()),
    })?;
    match answer.outcome {
        Outcome::Accepted(events) => {
            Ok(Accepted { position: Position { home, seq: answer.seq }, at: answer.at, events, origin: answer.origin })
        }
        Outcome::Rejected(rejection) => Err(Problem::from(rejection).replayed(answer.origin)),
        Outcome::KeyConflict => Err(Problem::of_field(OwnCode::IdempotencyKeyReused, "Idempotency-Key")),
        Outcome::KeyCollision => Err(Problem::of_field(OwnCode::IdempotencyKeyCollision, "Idempotency-Key")),
    }
}

pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// A success with its JSON, and whether it is the first answer again.
pub(crate) struct Done<T> {
    pub(crate) status: StatusCode,
    pub(crate) origin: Origin,
    pub(crate) body: T,
}

impl<T: serde::Serialize> IntoResponse for Done<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        if self.origin == Origin::Replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

/// The answer to a person of staff: a second one has to approve it.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Proposed {
    #[schema(value_type = String)]
    pub proposal: ProposalId,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// The answer of a command that has nothing to say but where it stands.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Receipt {
    /// `market.shard:seq`; reads take it as `at_least`.
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

impl Accepted {
    pub(crate) fn receipt(&self) -> Receipt {
        Receipt { position: self.position, at: self.at }
    }

    pub(crate) fn done<T>(&self, status: StatusCode, body: T) -> Done<T> {
        Done { status, origin: self.origin, body }
    }

    /// The one event a command of this kind always has.
    pub(crate) fn find<T>(&self, wanted: impl Fn(&Event) -> Option<T>) -> Result<T, Problem> {
        self.events.iter().find_map(wanted).ok_or_else(|| Problem::new(OwnCode::Failed).with_particulars("the answer has no such event"))
    }
}
