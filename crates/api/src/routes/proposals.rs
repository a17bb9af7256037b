//! What one person of staff proposed and a second one approves or turns down.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use people::PersonId;
use projections::live::LiveState;
use projections::live::proposal::Proposal;
use protocol::command::{ApproveAction, RejectAction};
use protocol::ids::ProposalId;
use protocol::{OwnerId, Reason, StaffAction, Time};

use crate::access::roles_of;
use crate::app::{App, Shard};
use crate::extract::{JsonBody, Params, RequiredKey, SignedIn, numbered};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::listing::{ReasonBody, note};
use crate::routes::staff_actions::{ActionRow, show_action};
use crate::submit::{Receipt, owner_of};
use crate::words::MarketWord;

#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProposalsQuery {
    #[param(value_type = String)]
    pub market: MarketWord,
    /// A position; the answer is as of it or later.
    #[serde(default)]
    pub at_least: Option<String>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct ProposalList {
    /// Those that wait, the oldest first.
    pub open: Vec<ProposalRow>,
    /// The last that were decided, the newest first.
    pub decided: Vec<ProposalRow>,
    #[schema(value_type = String)]
    pub position: Position,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Proposal)]
pub(crate) struct ProposalRow {
    #[schema(value_type = String)]
    pub proposal: ProposalId,
    pub action: ActionRow,
    pub proposed_by: PersonRow,
    #[schema(value_type = String, format = DateTime)]
    pub proposed_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionRow>,
}

/// Somebody of staff.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = StaffPerson)]
pub(crate) struct PersonRow {
    pub person: String,
    pub name: String,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = ProposalDecision)]
pub(crate) struct DecisionRow {
    pub by: PersonRow,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
    pub is_approved: bool,
    /// Why it was turned down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Proposals of a market.
#[utoipa::path(
    get, path = "/proposals", tag = "staff", params(ProposalsQuery),
    responses((status = 200, body = ProposalList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn list_proposals(State(app): State<App>, Params(query): Params<ProposalsQuery>) -> Result<Json<ProposalList>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let (position, found) = app
        .market(query.market.into())?
        .read(|state| state.proposals().map(|proposal| (proposal.clone(), show_action(state, &proposal.action))).collect::<Vec<_>>());
    let people = found.iter().flat_map(|(proposal, _)| [Some(proposal.by), proposal.decision.as_ref().map(|decision| decision.by)]);
    let people: Vec<PersonId> = people.flatten().map(person_of).collect();
    let names = app.people.names(&people).await?;
    let rows = found.into_iter().map(|(proposal, action)| row(&names, proposal, action));
    let (open, decided) = rows.partition(|row| row.decision.is_none());
    Ok(Json(ProposalList { open, decided, position }))
}

fn row(names: &BTreeMap<PersonId, String>, proposal: Proposal, action: ActionRow) -> ProposalRow {
    let person = |owner: OwnerId| {
        let name = names.get(&person_of(owner)).cloned().unwrap_or_default();
        PersonRow { person: owner.0.to_string(), name }
    };
    ProposalRow {
        proposal: proposal.id,
        action,
        proposed_by: person(proposal.by),
        proposed_at: proposal.proposed_at,
        decision: proposal.decision.map(|decision| DecisionRow {
            by: person(decision.by),
            at: decision.at,
            is_approved: decision.rejected.is_none(),
            reason: decision.rejected.map(|reason| reason.to_string()),
        }),
    }
}

fn person_of(owner: OwnerId) -> PersonId {
    PersonId(i64::try_from(owner.0).unwrap_or(0))
}

/// Approve what another proposed; it is done at once, or refused for its own reason and stays open.
#[utoipa::path(
    post, path = "/proposals/{proposal}/approval", tag = "review", params(("proposal" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn approve(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    RequiredKey(key): RequiredKey,
    Path(proposal): Path<String>,
) -> Result<Response, Problem> {
    let id = proposal_id(&proposal)?;
    let shard = app.shard(id.home())?;
    may_decide(&app, shard, id, &session)?;
    let command = ApproveAction { by: owner_of(session.person), proposal: id };
    let accepted = app.submit_as_person(shard, session.person, command, Some(key)).await?;
    Ok(accepted.done(StatusCode::OK, accepted.receipt()).into_response())
}

/// Turn down what another proposed, or take back what oneself did.
#[utoipa::path(
    post, path = "/proposals/{proposal}/rejection", tag = "review", request_body = ReasonBody,
    params(("proposal" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = Receipt), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn reject(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    RequiredKey(key): RequiredKey,
    Path(proposal): Path<String>,
    JsonBody(body): JsonBody<ReasonBody>,
) -> Result<Response, Problem> {
    let id = proposal_id(&proposal)?;
    let shard = app.shard(id.home())?;
    may_decide(&app, shard, id, &session)?;
    let command = RejectAction { by: owner_of(session.person), proposal: id, reason: note(&body.reason, "reason")? };
    let accepted = app.submit_as_person(shard, session.person, command, Some(key)).await?;
    Ok(accepted.done(StatusCode::OK, accepted.receipt()).into_response())
}

fn proposal_id(text: &str) -> Result<ProposalId, Problem> {
    numbered(text, "proposal").map(|id| ProposalId(id.0))
}

/// Whether the role of a person goes with the action. What was decided is left to the core, which answers a repeated request as the first.
fn may_decide(app: &App, shard: &Shard, id: ProposalId, session: &people::Session) -> Result<(), Problem> {
    let found = |state: &LiveState| state.proposals().find(|proposal| proposal.id == id).map(|proposal| proposal.action.clone());
    let (_, action) = shard.read(found);
    let action = action.ok_or(Reason::UnknownProposal)?;
    if !roles_of(&action).contains(&session.role) {
        return Err(Problem::new(OwnCode::RoleNotAllowed));
    }
    // The core knows the codes of its own market only.
    if let StaffAction::ListInstrument(listing) = &*action
        && app.instrument(listing.code.as_str()).is_ok_and(|(other, _)| other.home() != shard.home())
    {
        return Err(Reason::CodeAlreadyUsed.into());
    }
    Ok(())
}
