//! Many orders in one request. Each is accepted or refused for itself.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use gateway::{Keys, Origin, Submission};
use money::Scale;
use protocol::{AccountId, OrderId};

use crate::app::App;
use crate::extract::{JsonBody, KeyText, Object, OptionalKey, Owner};
use crate::numbers::Short;
use crate::order_answer::{OrderAnswer, Outline};
use crate::order_body::PlaceOrderBody;
use crate::own_codes::OwnCode;
use crate::problem::{Language, Problem, ProblemBody};
use crate::routes::orders::{RATE_LIMIT, admit};
use crate::submit::{accepted, keys};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// About as long is the answer to one order of a batch.
const ANSWER_BYTES: usize = 320;
/// The longest key, the mark, and a place.
const KEY_OF_ITEM_BYTES_MAX: usize = 64 + 1 + 20;
/// Orders of one batch.
pub(crate) const BATCH_MAX: usize = 1_000;

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceOrdersBody {
    /// 1 to 1,000.
    #[schema(max_items = 1000, min_items = 1, value_type = Vec<PlaceOrderBody>)]
    pub orders: Vec<Object<PlaceOrderBody>>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct PlaceOrdersAnswer {
    /// In the order of the request.
    pub results: Vec<BatchResult>,
}

/// What became of one order of a batch: an order or a problem.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct BatchResult {
    /// The status it would have had alone.
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderAnswer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemBody>,
    /// True if this is the first answer again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
}

/// Place up to 1,000 orders.
///
/// The batch's `Idempotency-Key` covers all of them: the order at place n, counted from 0, has the key `key#n`. Without it, each needs a
/// `client_order_id`.
#[utoipa::path(
    post, path = "/orders/batch", tag = "orders", request_body = PlaceOrdersBody,
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 64 printable ASCII characters")),
    responses(
        (status = 200, description = "What became of each", body = PlaceOrdersAnswer),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "None was taken", body = ProblemBody, content_type = "application/problem+json"),
    ),
    security(("account_key" = []), ("session" = []))
)]
pub(crate) async fn place_orders(
    State(app): State<App>,
    owner: Owner,
    OptionalKey(key): OptionalKey,
    headers: HeaderMap,
    JsonBody(body): JsonBody<PlaceOrdersBody>,
) -> Result<Response, Problem> {
    if body.orders.is_empty() {
        return Err(Problem::of_field(OwnCode::FieldRequired, "orders"));
    }
    if body.orders.len() > BATCH_MAX {
        return Err(Problem::of_field(OwnCode::TooManyItems, "orders"));
    }
    let owner = owner.acting_on(body.orders[0].0.instrument.as_str())?;
    let left = admit(&app, &owner, body.orders.len() as u32)?;
    let shard = app.shard_of(owner.account())?;
    let keys = keys(&shard.gateway)?;
    let reader = Reader { app: &app, account: owner.account(), keys, key };
    let mut submissions = Vec::with_capacity(body.orders.len());
    let read: Vec<Result<Scale, Problem>> = body
        .orders
        .iter()
        .enumerate()
        .map(|(number, Object(order))| {
            let (submission, scale) = reader.read(number, order)?;
            submissions.push(submission);
            Ok(scale)
        })
        .collect();
    app.metering.orders.increment(submissions.len() as u64);
    let receipt = shard.gateway.submit_batch(submissions).map_err(|busy| app.busy(busy))?;
    let mut answers = receipt.answers().await.into_iter();
    let language = Language::of(&headers);
    let results = read.into_iter().zip(&body.orders).map(|(read, Object(order))| {
        let answered = read.and_then(|scale| {
            let answer = answers.next().ok_or_else(|| Problem::new(OwnCode::OutcomeUnknown))?;
            let accepted = accepted(shard.home(), answer)?;
            let id = OrderId::new(shard.home(), accepted.position.seq.0);
            let outline = Outline::of(id, &accepted.events).ok_or_else(|| Problem::new(OwnCode::Failed))?;
            Ok((accepted.origin, outline.answer(&accepted, order.instrument, scale)))
        });
        match answered {
            Ok((origin, order)) => BatchResult {
                status: StatusCode::CREATED.as_u16(),
                order: Some(order),
                problem: None,
                replayed: origin == Origin::Replayed,
            },
            Err(problem) => problem_result(&problem, language),
        }
    });
    let answer = PlaceOrdersAnswer { results: results.collect() };
    // One growing buffer would be copied again and again.
    let mut json = Vec::with_capacity(ANSWER_BYTES * body.orders.len());
    serde_json::to_writer(&mut json, &answer).map_err(|error| Problem::new(OwnCode::Failed).with_particulars(error.to_string()))?;
    Ok(([(RATE_LIMIT, left), (CONTENT_TYPE, JSON)], json).into_response())
}

struct Reader<'a> {
    app: &'a App,
    account: AccountId,
    keys: &'a Keys,
    key: Option<KeyText>,
}

impl Reader<'_> {
    fn read(&self, number: usize, body: &PlaceOrderBody) -> Result<(Submission, Scale), Problem> {
        let order = body.read(self.app, self.account, self.keys)?;
        let of_batch = self.key.map(|key| self.keys.idempotency_key(self.account, numbered(key, number).as_str()));
        let key = of_batch.or(order.client).ok_or_else(|| Problem::of_field(OwnCode::IdempotencyKeyRequired, "client_order_id"))?;
        Ok((Submission { command: order.command.into(), key: Some(key) }, order.scale))
    }
}

/// The key of one order of a batch.
fn numbered(key: KeyText, number: usize) -> Short<KEY_OF_ITEM_BYTES_MAX> {
    let mut text = Short::empty();
    text.push(key.as_str());
    text.push("#");
    text.push_number(number as u64);
    text
}

fn problem_result(problem: &Problem, language: Language) -> BatchResult {
    BatchResult {
        status: problem.status().as_u16(),
        order: None,
        problem: Some(problem.body(language, crate::problem::new_request_id())),
        replayed: problem.is_replayed(),
    }
}
