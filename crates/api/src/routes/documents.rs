//! Files of strangers, shown as a picture or a document and never as a page of this server.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue};
use store::MediaType;

pub(crate) fn shown(media_type: MediaType, bytes: Vec<u8>) -> (HeaderMap, Vec<u8>) {
    let stated = [
        (CONTENT_TYPE, media_type.name()),
        (CONTENT_DISPOSITION, "inline; filename=\"document\""),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (CACHE_CONTROL, "no-store"),
    ];
    (stated.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect(), bytes)
}
