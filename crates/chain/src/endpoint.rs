//! JSON-RPC over HTTP for tools that read the embedded chain, such as `cast`. It takes no transactions: those come from the server itself.

mod methods;
mod shapes;

use crate::embedded::EmbeddedChain;
use crate::error::ChainError;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;
use serde_json::{Value, json};

/// The most bytes of a request.
pub const REQUEST_BYTES_MAX: usize = 1 << 20;

/// The most questions of one request.
pub const BATCH_MAX: usize = 100;

/// The code for a transaction: there are endpoints that take none.
pub const READ_ONLY: i64 = -32004;

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMETERS: i64 = -32602;
const INTERNAL_ERROR: i64 = -32603;
const SERVER_ERROR: i64 = -32000;
const LIMIT_EXCEEDED: i64 = -32005;
const REVERTED: i64 = 3;

/// `POST /` of the chain's own address.
pub fn router(chain: EmbeddedChain) -> Router {
    Router::new().route("/", post(answer_request)).layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX)).with_state(chain)
}

async fn answer_request(State(chain): State<EmbeddedChain>, body: Bytes) -> Response {
    let reply = match serde_json::from_slice::<Value>(&body) {
        Err(error) => Refusal::new(PARSE_ERROR, error.to_string()).reply(Value::Null),
        Ok(Value::Array(questions)) if questions.is_empty() => Refusal::new(INVALID_REQUEST, "an empty batch").reply(Value::Null),
        Ok(Value::Array(questions)) if questions.len() > BATCH_MAX => {
            Refusal::new(LIMIT_EXCEEDED, format!("more than {BATCH_MAX} questions")).reply(Value::Null)
        }
        Ok(Value::Array(questions)) => {
            let mut replies = Vec::with_capacity(questions.len());
            for question in questions {
                replies.push(answer(&chain, question).await);
            }
            Value::Array(replies)
        }
        Ok(question) => answer(&chain, question).await,
    };
    ([(CONTENT_TYPE, "application/json")], reply.to_string()).into_response()
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    method: String,
    #[serde(default)]
    params: Value,
}

async fn answer(chain: &EmbeddedChain, question: Value) -> Value {
    let Question { id, method, params } = match serde_json::from_value(question) {
        Ok(question) => question,
        Err(error) => return Refusal::new(INVALID_REQUEST, error.to_string()).reply(Value::Null),
    };
    match methods::call(chain, &method, params).await {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(refusal) => refusal.reply(id),
    }
}

/// An error of JSON-RPC.
#[derive(Debug)]
struct Refusal {
    code: i64,
    message: String,
    data: Option<Value>,
}

impl Refusal {
    fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None }
    }

    fn unknown_method(method: &str) -> Self {
        Self::new(METHOD_NOT_FOUND, format!("there is no method {method}"))
    }

    fn read_only(method: &str) -> Self {
        let message = format!("{method} is refused: this endpoint is read-only");
        Self { data: Some(json!({ "code": "chain_read_only" })), ..Self::new(READ_ONLY, message) }
    }

    fn parameters(why: impl ToString) -> Self {
        Self::new(INVALID_PARAMETERS, why.to_string())
    }

    fn reply(self, id: Value) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(data) = self.data {
            error["data"] = data;
        }
        json!({ "jsonrpc": "2.0", "id": id, "error": error })
    }
}

impl From<ChainError> for Refusal {
    fn from(error: ChainError) -> Self {
        let message = error.to_string();
        match error {
            // The words that tools look for.
            ChainError::Reverted(data) => Self { data: Some(json!(data)), ..Self::new(REVERTED, "execution reverted") },
            ChainError::Halted(_) | ChainError::Refused(_) | ChainError::StateNotKept(_) => Self::new(SERVER_ERROR, message),
            ChainError::TooManyLogs => Self::new(LIMIT_EXCEEDED, message),
            _ => {
                tracing::error!(%message, "a question to the chain failed");
                Self::new(INTERNAL_ERROR, "the chain cannot be read")
            }
        }
    }
}
