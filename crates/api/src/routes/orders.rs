//! Placing one order: the route that has to be quick.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use protocol::OrderId;

use crate::app::App;
use crate::extract::{Actor, JsonBody, OptionalKey, Owner};
use crate::order_answer::{OrderAnswer, Outline};
use crate::order_body::PlaceOrderBody;
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::rate::Admission;
use crate::submit::keys;

pub(crate) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Place an order.
///
/// It needs an `Idempotency-Key` or a `client_order_id`; sent again with the same, it gets the first answer again.
#[utoipa::path(
    post, path = "/orders", tag = "orders", request_body = PlaceOrderBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 64 printable ASCII characters")),
    responses(
        (status = 201, description = "Accepted; durable", body = OrderAnswer),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn place_order(
    State(app): State<App>,
    owner: Owner,
    OptionalKey(key): OptionalKey,
    JsonBody(body): JsonBody<PlaceOrderBody>,
) -> Result<Response, Problem> {
    let owner = owner.acting_on(body.instrument.as_str())?;
    let left = admit(&app, &owner, 1)?;
    let shard = app.shard_of(owner.account())?;
    let keys = keys(&shard.gateway)?;
    let order = body.read(&app, owner.account(), keys)?;
    let key = key.map(|key| keys.idempotency_key(owner.account(), key.as_str())).or(order.client);
    let key = key.ok_or_else(|| Problem::of_field(OwnCode::IdempotencyKeyRequired, "Idempotency-Key"))?;
    app.metering.orders.increment(1);
    let accepted = app.submit(shard, order.command.into(), Some(key)).await?;
    let id = OrderId::new(shard.home(), accepted.position.seq.0);
    let outline = Outline::of(id, &accepted.events).ok_or_else(|| Problem::new(OwnCode::Failed))?;
    let answer = outline.answer(&accepted, body.instrument, order.scale);
    let mut response = accepted.done(StatusCode::CREATED, answer).into_response();
    response.headers_mut().insert(RATE_LIMIT, left);
    Ok(response)
}

/// Takes `orders` out of the account's bucket; gives the `RateLimit` header of what is left.
pub(crate) fn admit(app: &App, actor: &Actor, orders: u32) -> Result<HeaderValue, Problem> {
    match app.rate.admit(&actor.bucket, orders) {
        Admission::Admitted { left } => {
            let text = format!("\"orders\";r={left};t=1");
            Ok(HeaderValue::try_from(text).expect("digits and letters are a header"))
        }
        Admission::Refused { retry_after_s } => {
            app.metering.rate_limited.increment(1);
            let limit = app.rate.limit();
            let particulars = format!("{} orders a second, {} at once", limit.orders_per_s, limit.burst);
            Err(Problem::new(OwnCode::RateLimited).with_particulars(particulars).retry_after(retry_after_s))
        }
    }
}
