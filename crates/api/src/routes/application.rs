//! The web application: every path that no other route has.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};

use crate::own_codes::OwnCode;
use crate::problem::Problem;

/// A file of the application or its page; what cannot be either is a problem as it is anywhere else.
pub(crate) async fn page_or_file(request: Request) -> Response {
    let found = web_bundle::answer(request.method(), request.uri().path(), request.headers());
    found.unwrap_or_else(|| Problem::new(OwnCode::NotFound).into_response())
}
