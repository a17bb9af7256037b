//! Refusals and failures as RFC 9457 problems, in the caller's language.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gateway::Origin;
use protocol::ids::PolicyVersion;
use protocol::{Reason, Rejection};

use crate::korean::korean;
use crate::metering::Metering;
use crate::own_codes::OwnCode;
use crate::statuses::{status_of_own, status_of_reason};
use crate::submit::REPLAYED;

/// A problem as handlers return it. [`render`] writes it in the caller's language on the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    cause: Cause,
    field: Option<Cow<'static, str>>,
    /// Technical, in English, after the sentence in the caller's language.
    particulars: Option<String>,
    retry_after_s: Option<u32>,
    origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Market(Reason, PolicyVersion),
    Own(OwnCode),
}

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `urn:jogak:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The rule in English.
    pub title: &'static str,
    pub status: u16,
    /// Stable: what programs decide by.
    pub code: &'static str,
    /// For people, in Korean or English by `Accept-Language`.
    pub detail: String,
    /// The field of the request that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Version of the dated rule that refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_version: Option<String>,
    pub request_id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Korean,
    English,
}

const RETRY_AFTER_S: u32 = 1;

impl Problem {
    pub(crate) fn new(code: OwnCode) -> Self {
        let retry_after_s = (status_of_own(code) == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER_S);
        Self { cause: Cause::Own(code), field: None, particulars: None, retry_after_s, origin: Origin::First }
    }

    pub(crate) fn of_field(code: OwnCode, field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: Some(field.into()), ..Self::new(code) }
    }

    /// The same, blamed on a field.
    pub(crate) fn at_field(self, field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: Some(field.into()), ..self }
    }

    pub(crate) fn with_particulars(self, particulars: impl Into<String>) -> Self {
        Self { particulars: Some(particulars.into()), ..self }
    }

    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after_s: Some(seconds), ..self }
    }

    /// Marks the refusal as the answer its key got the first time.
    pub(crate) fn replayed(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    pub(crate) fn is_replayed(&self) -> bool {
        self.origin == Origin::Replayed
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self.cause {
            Cause::Market(reason, _) => status_of_reason(reason),
            Cause::Own(code) => status_of_own(code),
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        match self.cause {
            Cause::Market(reason, _) => reason.code(),
            Cause::Own(code) => code.code(),
        }
    }

    pub(crate) fn body(&self, language: Language, request_id: String) -> ProblemBody {
        let (title, sentence) = match (self.cause, language) {
            (Cause::Market(reason, _), Language::Korean) => (reason.rule(), korean(reason)),
            (Cause::Market(reason, _), Language::English) => (reason.rule(), reason.rule()),
            (Cause::Own(code), Language::Korean) => (code.english(), code.korean()),
            (Cause::Own(code), Language::English) => (code.english(), code.english()),
        };
        let detail = match &self.particulars {
            Some(particulars) => format!("{sentence}: {particulars}"),
            None => sentence.to_owned(),
        };
        let rule_version = match self.cause {
            Cause::Market(_, version) if version.0 > 0 => Some(version.to_string()),
            _ => None,
        };
        let code = self.code();
        ProblemBody {
            kind: format!("urn:jogak:problem:{code}"),
            title,
            status: self.status().as_u16(),
            code,
            detail,
            field: self.field.clone().map(Cow::into_owned),
            rule_version,
            request_id,
        }
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let field = rejection.reason.field();
        let field = (!field.is_empty()).then_some(Cow::Borrowed(field));
        Self {
            cause: Cause::Market(rejection.reason, rejection.rule_version),
            field,
            particulars: None,
            retry_after_s: None,
            origin: Origin::First,
        }
    }
}

impl From<Reason> for Problem {
    fn from(reason: Reason) -> Self {
        Rejection::from(reason).into()
    }
}

/// Only marks the response; [`render`] knows the request and writes the body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl Language {
    /// Korean unless English is named first.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let first = wanted.split([',', ';', '-']).next().unwrap_or("").trim();
        if first.eq_ignore_ascii_case("en") { Self::English } else { Self::Korean }
    }

    fn tag(self) -> &'static str {
        match self {
            Self::Korean => "ko",
            Self::English => "en",
        }
    }
}

/// The outermost layer: counts answers, and writes the bodies of problems.
pub(crate) async fn render(metering: axum::extract::State<Metering>, request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let request_id = stated_request_id(request.headers());
    let mut response = next.run(request).await;
    metering.count(response.status());
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) => write(&problem, language, request_id, response),
        None => response,
    }
}

fn write(problem: &Problem, language: Language, request_id: Option<String>, response: Response) -> Response {
    let body = problem.body(language, request_id.unwrap_or_else(new_request_id));
    if problem.status().is_server_error() {
        tracing::warn!(code = body.code, request_id = body.request_id, particulars = problem.particulars, "answered with a failure");
    }
    let (mut head, _) = response.into_parts();
    head.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    head.headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    head.headers.remove(axum::http::header::CONTENT_LENGTH);
    if let Some(seconds) = problem.retry_after_s {
        head.headers.insert(RETRY_AFTER, seconds.into());
    }
    if problem.origin == Origin::Replayed {
        head.headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    if problem.status() == StatusCode::UNAUTHORIZED {
        head.headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    let json = serde_json::to_vec(&body).expect("a problem has only strings and numbers");
    Response::from_parts(head, json.into())
}

const REQUEST_ID_MAX: usize = 64;

fn stated_request_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get("x-request-id")?.to_str().ok()?;
    let is_plain = !id.is_empty() && id.len() <= REQUEST_ID_MAX && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    is_plain.then(|| id.to_owned())
}

/// Differs between processes and within one.
pub(crate) fn new_request_id() -> String {
    static PROCESS: OnceLock<u32> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let process = PROCESS.get_or_init(|| getrandom::u32().unwrap_or_else(|_| std::process::id()));
    format!("{process:08x}-{:x}", COUNT.fetch_add(1, Ordering::Relaxed))
}
