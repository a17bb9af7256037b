//! Offerings: announced and called off by staff, subscribed by investors.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use money::Won;
use projections::live::LiveState;
use projections::live::offering::Asset;
use protocol::command::{CancelOffering, CancelSubscription, ScheduleOffering, Subscribe};
use protocol::event::Event;
use protocol::{AccountId, Market, Time};

use crate::app::App;
use crate::extract::{JsonBody, Owner, Params, RequiredKey, Staff};
use crate::numbers::{self, Decimal, show_quantity};
use crate::own_codes::OwnCode;
use crate::position::Position;
use crate::problem::{Problem, ProblemBody};
use crate::routes::assets::{OfferingState, state_of};
use crate::routes::listing::{ReasonBody, note};
use crate::routes::order_changes::{show_job, submit_as_owner};
use crate::routes::own_orders::{code_and_scale, own};
use crate::routes::statement::AtLeast;
use crate::submit::{Accepted, Proposed, Receipt};

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScheduleOffering)]
pub(crate) struct ScheduleOfferingBody {
    /// Subscriptions are taken from here on; not in the past.
    pub opens_at: String,
    /// Until before here, within 365 days.
    pub closes_at: String,
    /// The fewest units of one subscription.
    #[schema(value_type = String)]
    pub minimum: Decimal,
    /// The most units of one person.
    #[schema(value_type = String)]
    pub maximum: Decimal,
    /// With fewer units subscribed at the close everybody is refunded.
    #[schema(value_type = String)]
    pub target: Decimal,
}

/// Offer an asset's units, first come first served.
#[utoipa::path(
    post, path = "/assets/{code}/offering", tag = "staff", request_body = ScheduleOfferingBody,
    params(("code" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = Receipt), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn schedule_offering(
    State(app): State<App>,
    staff: Staff,
    RequiredKey(key): RequiredKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<ScheduleOfferingBody>,
) -> Result<Response, Problem> {
    let (shard, entry) = app.instrument(&code)?;
    let time = |text: &str, field| numbers::time(text).ok_or_else(|| Problem::of_field(OwnCode::ValueMalformed, field));
    let units = |text: &Decimal, field| numbers::quantity(text, entry.scale, field);
    let command = ScheduleOffering {
        instrument: entry.id,
        opens_at: time(&body.opens_at, "opens_at")?,
        closes_at: time(&body.closes_at, "closes_at")?,
        minimum: units(&body.minimum, "minimum")?,
        maximum: units(&body.maximum, "maximum")?,
        target: units(&body.target, "target")?,
    };
    app.act(shard, &staff, command, Some(key), |accepted| Ok((StatusCode::CREATED, accepted.receipt()))).await
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct OfferingCancelled {
    /// The job that refunds everybody.
    pub job: String,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Call an offering off; everybody is refunded.
#[utoipa::path(
    post, path = "/assets/{code}/offering/cancel", tag = "staff", request_body = ReasonBody,
    params(("code" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = OfferingCancelled), (status = 202, description = "To a person of staff: it waits for a second one", body = Proposed), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("staff_token" = []), ("session" = []))
)]
pub(crate) async fn cancel_offering(
    State(app): State<App>,
    staff: Staff,
    RequiredKey(key): RequiredKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<ReasonBody>,
) -> Result<Response, Problem> {
    let (shard, entry) = app.instrument(&code)?;
    let command = CancelOffering { instrument: entry.id, reason: note(&body.reason, "reason")? };
    let answer = |accepted: &Accepted| {
        let job = accepted.find(|event| match event {
            Event::OfferingEnded(ended) => Some(ended.job),
            _ => None,
        })?;
        let answer = OfferingCancelled { job: show_job(accepted.position, job), position: accepted.position, at: accepted.at };
        Ok((StatusCode::OK, answer))
    };
    app.act(shard, &staff, command, Some(key), answer).await
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Subscribe)]
pub(crate) struct SubscribeBody {
    /// Units; with fewer left, those.
    #[schema(value_type = String)]
    pub quantity: Decimal,
}

/// What a subscription came to.
#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Subscription)]
pub(crate) struct SubscriptionAnswer {
    #[schema(value_type = String)]
    pub account: AccountId,
    /// Units; fewer than asked for if no more were left.
    pub quantity: String,
    /// Won, held until the offering ends.
    #[schema(value_type = String)]
    pub amount: Won,
    #[schema(value_type = String)]
    pub position: Position,
    #[schema(value_type = String, format = DateTime)]
    pub at: Time,
}

/// Subscribe units of an offering; their price is held until it ends.
#[utoipa::path(
    post, path = "/assets/{code}/subscriptions", tag = "account", request_body = SubscribeBody,
    params(("code" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 201, body = SubscriptionAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []))
)]
pub(crate) async fn subscribe(
    State(app): State<App>,
    owner: Owner,
    RequiredKey(key): RequiredKey,
    Path(code): Path<String>,
    JsonBody(body): JsonBody<SubscribeBody>,
) -> Result<Response, Problem> {
    let (_, entry) = app.instrument(&code)?;
    let owner = owner.acting_in(Market::Live)?;
    let account = owner.account();
    let quantity = numbers::quantity(&body.quantity, entry.scale, "quantity")?;
    let command = Subscribe { account, instrument: entry.id, quantity };
    let accepted = submit_as_owner(&app, app.shard_of(account)?, &owner, command, Some(key)).await?;
    let (quantity, amount) = accepted.find(|event| match event {
        Event::Subscribed(subscribed) => Some((subscribed.quantity, subscribed.amount)),
        _ => None,
    })?;
    let quantity = show_quantity(quantity, entry.scale);
    let answer = SubscriptionAnswer { account, quantity, amount, position: accepted.position, at: accepted.at };
    Ok(accepted.done(StatusCode::CREATED, answer).into_response())
}

/// Give up all that the own account has subscribed of an offering.
#[utoipa::path(
    delete, path = "/assets/{code}/subscriptions", tag = "account", params(("code" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = SubscriptionAnswer), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []))
)]
pub(crate) async fn cancel_subscription(
    State(app): State<App>,
    owner: Owner,
    RequiredKey(key): RequiredKey,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let (_, entry) = app.instrument(&code)?;
    let owner = owner.acting_in(Market::Live)?;
    let account = owner.account();
    let command = CancelSubscription { account, instrument: entry.id };
    let accepted = submit_as_owner(&app, app.shard_of(account)?, &owner, command, Some(key)).await?;
    let (quantity, amount) = accepted.find(|event| match event {
        Event::SubscriptionCancelled(cancelled) => Some((cancelled.quantity, cancelled.amount)),
        _ => None,
    })?;
    let quantity = show_quantity(quantity, entry.scale);
    let answer = SubscriptionAnswer { account, quantity, amount, position: accepted.position, at: accepted.at };
    Ok(accepted.done(StatusCode::OK, answer).into_response())
}

/// What the own account has subscribed and has not been allotted or refunded.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = OwnSubscription)]
pub(crate) struct SubscriptionRow {
    pub instrument: String,
    pub quantity: String,
    /// Won held for it.
    #[schema(value_type = String)]
    pub amount: Won,
    #[schema(value_type = String, format = DateTime)]
    pub subscribed_at: Time,
    /// Of the offering.
    pub state: OfferingState,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct SubscriptionList {
    pub subscriptions: Vec<SubscriptionRow>,
    #[schema(value_type = String)]
    pub position: Position,
}

/// Own subscriptions under way.
#[utoipa::path(
    get, path = "/subscriptions", tag = "account", params(AtLeast),
    responses((status = 200, body = SubscriptionList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("account_key" = []))
)]
pub(crate) async fn own_subscriptions(
    State(app): State<App>,
    owner: Owner,
    Params(query): Params<AtLeast>,
) -> Result<Json<SubscriptionList>, Problem> {
    app.at_least(query.at_least.as_deref()).await?;
    let account = owner.acting_in(Market::Live)?.account();
    let (position, subscriptions) = app.shard_of(account)?.read(|state| {
        own(state, account)?;
        Ok::<_, Problem>(state.assets().filter_map(|asset| show(state, asset, account)).collect())
    });
    Ok(Json(SubscriptionList { subscriptions: subscriptions?, position }))
}

fn show(state: &LiveState, asset: &Asset, account: AccountId) -> Option<SubscriptionRow> {
    let offering = asset.offering.as_ref()?;
    let subscription = offering.subscriptions.get(&account)?;
    let (instrument, scale) = code_and_scale(state, asset.instrument);
    Some(SubscriptionRow {
        instrument,
        quantity: show_quantity(subscription.quantity, scale),
        amount: subscription.amount,
        subscribed_at: subscription.subscribed_at,
        state: state_of(offering, state.at()),
    })
}
