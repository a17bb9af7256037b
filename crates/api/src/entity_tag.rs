//! Reference data carry an `ETag`, so that who has them already need not get them again.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use crate::own_codes::OwnCode;
use crate::problem::Problem;

/// Answers that are larger go out without a tag; every policy with decades of holidays stays far below.
const TAGGED_BYTES_MAX: u64 = 8 << 20;
const TAG_BYTES: usize = 16;

/// Tags what a `GET` answers by its content, and answers 304 where the caller names that tag.
pub(crate) async fn tagged(request: Request, next: Next) -> Result<Response, Problem> {
    let known = (request.method() == Method::GET).then(|| request.headers().clone());
    let response = next.run(request).await;
    let Some(known) = known.filter(|_| response.status() == StatusCode::OK) else { return Ok(response) };
    let (mut head, body) = response.into_parts();
    if body.size_hint().upper().is_none_or(|bytes| bytes > TAGGED_BYTES_MAX) {
        return Ok(Response::from_parts(head, body));
    }
    let bytes = to_bytes(body, TAGGED_BYTES_MAX as usize).await.map_err(|_| Problem::new(OwnCode::Failed))?;
    let tag = tag_of(&bytes);
    let body = if names(&known, &tag) {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(CONTENT_TYPE);
        head.headers.remove(CONTENT_LENGTH);
        Body::empty()
    } else {
        Body::from(bytes)
    };
    head.headers.insert(ETAG, tag);
    head.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(Response::from_parts(head, body))
}

fn tag_of(bytes: &Bytes) -> HeaderValue {
    let hash = blake3::hash(bytes).to_hex();
    HeaderValue::try_from(format!("\"{}\"", &hash[..2 * TAG_BYTES])).expect("hexadecimal digits in quotes are a header")
}

/// By weak comparison, as a condition on reading has it.
fn names(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let stated = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    stated
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.trim_start_matches("W/").as_bytes() == tag.as_bytes())
}
