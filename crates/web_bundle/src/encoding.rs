//! Which compressed form a browser takes.

use axum::http::HeaderValue;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) brotli: bool,
    pub(crate) gzip: bool,
}

/// Reads `Accept-Encoding` (RFC 9110, 12.5.3). A weight of zero refuses; other weights do not matter to us. Without the header nothing but the plain form
/// is sent.
pub(crate) fn accepted(header: Option<&HeaderValue>) -> Accepted {
    let mut accepted = Accepted::default();
    for part in header.and_then(|value| value.to_str().ok()).unwrap_or_default().split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let name = pieces.next().unwrap_or_default();
        let refused = pieces.any(|piece| piece.strip_prefix("q=").is_some_and(|weight| weight.parse() == Ok(0.0)));
        match name.to_ascii_lowercase().as_str() {
            "br" => accepted.brotli = !refused,
            "gzip" => accepted.gzip = !refused,
            _ => {}
        }
    }
    accepted
}
