//! One POST at a time over kept connections.

use crate::error::ChainError;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::time::Duration;

/// How long a node may take for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// The most bytes of an answer.
const ANSWER_BYTES_MAX: usize = 64 << 20;

#[derive(Clone, Debug)]
pub(super) struct Http {
    address: Uri,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Http {
    pub(super) fn new(address: &str) -> Result<Self, ChainError> {
        let bad = || ChainError::BadAddress(address.to_owned());
        let address: Uri = address.parse().map_err(|_| bad())?;
        if address.scheme_str() != Some("http") || address.host().is_none() {
            return Err(bad());
        }
        Ok(Self { address, client: Client::builder(TokioExecutor::new()).build_http() })
    }

    pub(super) async fn post(&self, method: &'static str, body: Vec<u8>) -> Result<Bytes, ChainError> {
        let bad = |why: String| ChainError::BadAnswer { method, why };
        let request = Request::post(self.address.clone()).header(CONTENT_TYPE, "application/json");
        let request = request.body(Full::from(body)).map_err(|error| bad(error.to_string()))?;
        let answered = tokio::time::timeout(ANSWER_TIMEOUT, async {
            let response = self.client.request(request).await.map_err(|error| ChainError::Unreachable(with_cause(&error)))?;
            let status = response.status();
            let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await.map_err(|error| bad(error.to_string()))?;
            let body = body.to_bytes();
            // Some nodes give a JSON-RPC error with an HTTP status of its own.
            if !status.is_success() && body.is_empty() {
                return Err(bad(format!("HTTP status {status}")));
            }
            Ok(body)
        });
        answered.await.unwrap_or_else(|_| Err(ChainError::Unreachable(format!("no answer to {method} within {ANSWER_TIMEOUT:?}"))))
    }
}

/// The client's own message says nothing; its cause does.
fn with_cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
