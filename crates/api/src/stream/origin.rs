//! Which pages may open streams. A browser names the page's origin and sends its cookies along, so that a foreign page could otherwise listen for who
//! visits it. Programs name none.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};

use crate::own_codes::OwnCode;
use crate::problem::Problem;

/// Same origin, or one of those allowed.
pub(crate) fn check(headers: &HeaderMap, uri: &Uri, allowed: &[String]) -> Result<(), Problem> {
    let Some(origin) = headers.get(ORIGIN) else { return Ok(()) };
    let refused = || Problem::new(OwnCode::OriginRefused);
    let origin = origin.to_str().map_err(|_| refused())?;
    if allowed.iter().any(|one| one.eq_ignore_ascii_case(origin)) {
        return Ok(());
    }
    // HTTP/2 has the host in the address.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    match (authority, host) {
        (Some(authority), Some(host)) if authority.eq_ignore_ascii_case(host) => Ok(()),
        _ => Err(refused()),
    }
}
