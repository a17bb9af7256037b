//! The web application, as it is served: every file of `web/dist` within the program, compressed beforehand.
//!
//! Names of built files carry a hash of their content and are kept by browsers for ever; `index.html` is asked for each time and answers all pages of the
//! application, since it is the application that knows them. It never answers for the API: whoever asks there for something that does not exist has to
//! be told so. Start at [`answer`].

use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::encoding::{Encoding, accepted};

mod encoding;
#[cfg(test)]
mod tests;

/// One file of the application.
struct File {
    /// Such as `/built/index-Bx1.js`.
    name: &'static str,
    /// Changes with the content.
    tag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Sorted by name; empty when the application was not built before this program.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

const INDEX: &str = "/index.html";
/// Where the files are whose names change with their content.
const BUILT: &str = "/built/";

/// Only what this server sends itself may run, be shown or be asked for, and nothing written into the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether the program was built with the application.
pub fn is_present() -> bool {
    file(INDEX).is_some()
}

/// The file that a request means, or the application's page. `None` where the path cannot be one of its pages, the method is not a read, or the program was
/// built without the application.
pub fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
    if method != Method::GET && method != Method::HEAD {
        return None;
    }
    let found = match file(path) {
        Some(found) => found,
        None if is_page(path) => file(INDEX)?,
        None => return None,
    };
    Some(response(found, headers))
}

/// Pages have no dot in their last part; what has one is a file that does not exist.
fn is_page(path: &str) -> bool {
    let of_the_server = path == "/api" || path.starts_with("/api/") || path.starts_with(BUILT);
    !of_the_server && !path.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn file(name: &str) -> Option<&'static File> {
    FILES.binary_search_by(|file| file.name.cmp(name)).ok().map(|at| &FILES[at])
}

fn response(file: &'static File, headers: &HeaderMap) -> Response {
    let (encoding, bytes) = chosen(file, headers.get(ACCEPT_ENCODING));
    let tag = format!("\"{}-{}\"", file.tag, encoding.map_or("plain", Encoding::name));
    let unchanged = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let kept = if file.name.starts_with(BUILT) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    let answer = response.headers_mut();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(kind(file.name)));
    answer.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    answer.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        answer.insert(ETAG, tag);
    }
    if let Some(encoding) = encoding {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    response
}

fn chosen(file: &'static File, header: Option<&HeaderValue>) -> (Option<Encoding>, &'static [u8]) {
    let accepted = accepted(header);
    match (file.brotli, file.gzip) {
        (Some(bytes), _) if accepted.brotli => (Some(Encoding::Brotli), bytes),
        (_, Some(bytes)) if accepted.gzip => (Some(Encoding::Gzip), bytes),
        _ => (None, file.plain),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}
