//! Logging in and out.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use people::{EmailAddress, Password, SessionRow};
use protocol::Time;

use crate::access::SESSION_COOKIE;
use crate::app::App;
use crate::extract::{JsonBody, SignedIn};
use crate::numbers::Short;
use crate::own_codes::OwnCode;
use crate::problem::{Problem, ProblemBody};
use crate::words::RoleWord;

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LogIn)]
pub(crate) struct LogInBody {
    #[schema(value_type = String)]
    pub email: Short<255>,
    #[schema(value_type = String)]
    pub password: Short<255>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct LoggedIn {
    pub person: String,
    pub role: RoleWord,
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Time,
}

/// Log in: the answer sets the cookie of the session.
#[utoipa::path(
    post, path = "/sessions", tag = "sign_up", request_body = LogInBody,
    responses((status = 201, body = LoggedIn), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub(crate) async fn log_in(
    State(app): State<App>,
    JsonBody(body): JsonBody<LogInBody>,
) -> Result<(StatusCode, HeaderMap, Json<LoggedIn>), Problem> {
    let email = EmailAddress::new(body.email.as_str())?;
    let session = app.people.log_in(&email, Password::typed(body.password.as_str())?).await?;
    let left_s = (session.expires_at.0 - now_us()) / 1_000_000;
    let headers = cookie(session.token.as_str(), left_s);
    let answer = LoggedIn { person: session.person.0.to_string(), role: session.role.into(), expires_at: session.expires_at };
    Ok((StatusCode::CREATED, headers, Json(answer)))
}

/// Log out: the session is of no use from the answer on.
#[utoipa::path(
    delete, path = "/session", tag = "people",
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn log_out(State(app): State<App>, SignedIn(session): SignedIn) -> Result<(StatusCode, HeaderMap), Problem> {
    app.people.end_session(session.person, &session.id).await?;
    Ok((StatusCode::NO_CONTENT, cookie("", 0)))
}

#[derive(serde::Serialize, utoipa::ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionAnswer {
    pub session: String,
    /// The one that asks.
    pub is_this: bool,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    #[schema(value_type = String, format = DateTime)]
    pub seen_at: Time,
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Time,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub(crate) struct SessionList {
    /// Newest first.
    pub sessions: Vec<SessionAnswer>,
}

/// The own sessions.
#[utoipa::path(
    get, path = "/sessions", tag = "people",
    responses((status = 200, body = SessionList), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn list_sessions(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Json<SessionList>, Problem> {
    let answer = |row: SessionRow| SessionAnswer {
        is_this: row.id == session.id,
        session: row.id,
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    };
    let sessions = app.people.sessions(session.person).await?.into_iter().map(answer).collect();
    Ok(Json(SessionList { sessions }))
}

/// End one of the own sessions.
#[utoipa::path(
    delete, path = "/sessions/{session}", tag = "people", params(("session" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")),
    security(("session" = []))
)]
pub(crate) async fn end_session(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    if app.people.end_session(session.person, &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::of_field(OwnCode::NotFound, "session"))
    }
}

/// Browsers keep it from scripts, from other sites and from ways that are not encrypted; loopback counts as encrypted to them.
fn cookie(token: &str, age_s: i64) -> HeaderMap {
    let text = format!("{SESSION_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={age_s}");
    let mut headers = HeaderMap::new();
    headers.insert(SET_COOKIE, HeaderValue::try_from(text).expect("hexadecimal digits are a header"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers
}

fn now_us() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
