//! Who may use which route: the one table, and the layer that goes by it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;
use people::{Role, Session, Token};
use protocol::StaffAction;

use crate::app::App;
use crate::bearer_keys::Bearer;
use crate::own_codes::OwnCode;
use crate::problem::Problem;

/// The cookie of a session. The prefix makes browsers refuse it without `Secure`, with a `Domain`, or below a path.
pub(crate) const SESSION_COOKIE: &str = "__Host-session";

/// Who sends a request, as far as its credentials say. Handlers find it among the request's extensions.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    Nobody,
    /// A program with the key of an account.
    Key(Arc<Bearer>),
    /// A program with the staff's token.
    StaffToken,
    /// A person in a browser.
    Session(Session),
}

/// Whom a route admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admits {
    Everybody,
    /// Everybody, but from a page of this server: it begins a session, or makes a person.
    EverybodyFromHere,
    /// The key of an account, or a person who may have accounts.
    Traders,
    /// Any person by a session.
    SignedIn,
    /// Persons of these roles.
    Roles(&'static [Role]),
    /// The staff's token, and staff of these roles.
    Staff(&'static [Role]),
    /// It moves money or the market: done at once for the staff's token, proposed by staff of these roles and approved by another of them.
    Proposers(&'static [Role]),
    /// The staff's token alone.
    StaffToken,
}

const ALL_STAFF: &[Role] = &[Role::Reviewer, Role::Treasurer, Role::MarketOperator, Role::Auditor, Role::Administrator];
/// Who may have accounts.
pub(crate) const TRADERS: &[Role] = &[Role::Investor, Role::Agent];
const AGENTS: &[Role] = &[Role::Agent];
const REVIEWERS: &[Role] = &[Role::Reviewer];
/// Who looks at what reviewers decide.
const SEES_REVIEWS: &[Role] = &[Role::Reviewer, Role::Auditor];
const ADMINISTRATORS: &[Role] = &[Role::Administrator];
const TREASURERS: &[Role] = &[Role::Treasurer];
const MARKET_OPERATORS: &[Role] = &[Role::MarketOperator];
/// Who lists what is traded.
const LISTERS: &[Role] = &[Role::Reviewer, Role::MarketOperator];
/// Who decides on what another proposed, each on the actions that [`roles_of`] gives their role.
const DECIDERS: &[Role] = &[Role::Reviewer, Role::Treasurer, Role::MarketOperator];

/// Who proposes an action, and who else approves it.
pub(crate) fn roles_of(action: &StaffAction) -> &'static [Role] {
    use StaffAction as S;
    match action {
        S::GrantCash(_) | S::IssueUnits(_) | S::PayDistribution(_) | S::ReleaseProceeds(_) => TREASURERS,
        S::SetPolicy(_) | S::HaltInstrument(_) | S::ResumeInstrument(_) | S::DelistInstrument(_) => MARKET_OPERATORS,
        S::ScheduleOffering(_) | S::CancelOffering(_) => MARKET_OPERATORS,
        S::ListInstrument(_) => LISTERS,
        S::RegisterAsset(_) => REVIEWERS,
    }
}

use Admits as A;

/// Every route of `/api/v1` with whom it admits.
pub const ACCESS: &[(&str, &str, Admits)] = &[
    ("get", "/instruments", A::Everybody),
    ("get", "/instruments/{code}", A::Everybody),
    ("get", "/instruments/{code}/book", A::Everybody),
    ("get", "/instruments/{code}/trades", A::Everybody),
    ("get", "/instruments/{code}/ticker", A::Everybody),
    ("get", "/instruments/{code}/candles", A::Everybody),
    ("get", "/tickers", A::Everybody),
    ("get", "/markets/{market}/policies", A::Everybody),
    ("get", "/limits", A::Everybody),
    ("get", "/assets", A::Everybody),
    ("get", "/assets/{code}", A::Everybody),
    ("get", "/descriptions", A::Everybody),
    ("get", "/assets/{code}/description", A::Everybody),
    ("get", "/assets/{code}/document", A::Everybody),
    ("get", "/listings", A::Roles(AGENTS)),
    ("post", "/listings", A::Roles(AGENTS)),
    ("get", "/staff/listings", A::Roles(SEES_REVIEWS)),
    ("get", "/staff/listings/{listing}", A::Roles(SEES_REVIEWS)),
    ("get", "/staff/listings/{listing}/document", A::Roles(SEES_REVIEWS)),
    ("post", "/staff/listings/{listing}/review", A::Roles(REVIEWERS)),
    ("post", "/staff/listings/{listing}/confirmation", A::Roles(REVIEWERS)),
    ("post", "/staff/evidence", A::Roles(TREASURERS)),
    ("get", "/staff/evidence/{evidence}", A::Roles(ALL_STAFF)),
    ("get", "/consents", A::Everybody),
    ("post", "/sign-up/investor", A::EverybodyFromHere),
    ("post", "/sign-up/agent", A::EverybodyFromHere),
    ("post", "/sign-up/staff", A::EverybodyFromHere),
    ("post", "/sessions", A::EverybodyFromHere),
    ("get", "/sessions", A::SignedIn),
    ("delete", "/sessions/{session}", A::SignedIn),
    ("delete", "/session", A::SignedIn),
    ("get", "/me", A::SignedIn),
    ("get", "/kyc", A::Roles(TRADERS)),
    ("post", "/kyc", A::Roles(TRADERS)),
    ("get", "/virtual-bank/account", A::Roles(TRADERS)),
    ("post", "/virtual-bank/transfers", A::Roles(TRADERS)),
    ("get", "/staff/kyc", A::Roles(SEES_REVIEWS)),
    ("get", "/staff/kyc/{case}", A::Roles(SEES_REVIEWS)),
    ("get", "/staff/kyc/{case}/document", A::Roles(SEES_REVIEWS)),
    ("post", "/staff/kyc/{case}/decision", A::Roles(REVIEWERS)),
    ("post", "/staff/invitations", A::Roles(ADMINISTRATORS)),
    ("get", "/orders", A::Traders),
    ("post", "/orders", A::Traders),
    ("delete", "/orders", A::Traders),
    ("post", "/orders/batch", A::Traders),
    ("get", "/orders/{order}", A::Traders),
    ("patch", "/orders/{order}", A::Traders),
    ("delete", "/orders/{order}", A::Traders),
    ("get", "/fills", A::Traders),
    ("get", "/account", A::Traders),
    ("get", "/statement", A::Traders),
    ("get", "/history/orders", A::Traders),
    ("get", "/history/fills", A::Traders),
    ("get", "/history/statement", A::Traders),
    ("get", "/history/distributions", A::Traders),
    ("put", "/account/self-trade-prevention", A::Traders),
    ("get", "/payments", A::Traders),
    ("post", "/withdrawals", A::Traders),
    ("get", "/subscriptions", A::Traders),
    ("post", "/assets/{code}/subscriptions", A::Traders),
    ("delete", "/assets/{code}/subscriptions", A::Traders),
    ("get", "/accounts/{account}", A::Staff(ALL_STAFF)),
    ("get", "/accounts/{account}/statement", A::Staff(ALL_STAFF)),
    ("get", "/markets/{market}/jobs", A::Staff(ALL_STAFF)),
    ("get", "/accounts/{account}/keys", A::Staff(ADMINISTRATORS)),
    ("delete", "/accounts/{account}/keys/{key_id}", A::Staff(ADMINISTRATORS)),
    ("post", "/accounts/{account}/keys", A::StaffToken),
    ("post", "/accounts", A::StaffToken),
    ("post", "/accounts/{account}/verification", A::StaffToken),
    ("post", "/accounts/{account}/grants", A::Proposers(TREASURERS)),
    ("post", "/deposits", A::StaffToken),
    ("post", "/deposits/{deposit}/credit", A::StaffToken),
    ("post", "/deposits/{deposit}/cancel", A::StaffToken),
    ("post", "/withdrawals/{withdrawal}/complete", A::StaffToken),
    ("post", "/withdrawals/{withdrawal}/cancel", A::StaffToken),
    ("post", "/policies", A::Proposers(MARKET_OPERATORS)),
    ("post", "/instruments", A::Proposers(LISTERS)),
    ("post", "/instruments/{code}/halt", A::Proposers(MARKET_OPERATORS)),
    ("post", "/instruments/{code}/resume", A::Proposers(MARKET_OPERATORS)),
    ("post", "/instruments/{code}/delist", A::Proposers(MARKET_OPERATORS)),
    ("post", "/instruments/{code}/units", A::Proposers(TREASURERS)),
    ("post", "/instruments/{code}/distributions", A::Proposers(TREASURERS)),
    ("get", "/instruments/{code}/distributions/preview", A::Staff(ALL_STAFF)),
    ("post", "/assets", A::Proposers(REVIEWERS)),
    ("post", "/assets/{code}/offering", A::Proposers(MARKET_OPERATORS)),
    ("post", "/assets/{code}/offering/cancel", A::Proposers(MARKET_OPERATORS)),
    ("post", "/assets/{code}/proceeds", A::Proposers(TREASURERS)),
    ("post", "/cancellations", A::StaffToken),
    ("get", "/staff/reconciliation", A::Staff(ALL_STAFF)),
    ("get", "/staff/settlements", A::Staff(ALL_STAFF)),
    ("get", "/proposals", A::Staff(ALL_STAFF)),
    ("post", "/proposals/{proposal}/approval", A::Roles(DECIDERS)),
    ("post", "/proposals/{proposal}/rejection", A::Roles(DECIDERS)),
];

/// Where the routes of the table lie.
const PREFIX: &str = "/api/v1";

/// Finds out who calls, and whether the table admits them.
pub(crate) async fn authorize(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let path = request.extensions().get::<MatchedPath>();
    // What the table does not have admits nobody; a test compares it with the description.
    let admits = path.and_then(|path| admits(request.method(), path.as_str())).ok_or_else(|| Problem::new(OwnCode::MethodNotAllowed))?;
    let caller = match admits {
        A::Everybody | A::EverybodyFromHere => Caller::Nobody,
        _ => caller(&app, request.headers()).await?,
    };
    check(admits, &caller)?;
    let is_by_browser = matches!(caller, Caller::Session(_)) || admits == A::EverybodyFromHere;
    if is_by_browser && !request.method().is_safe() && !is_from_here(request.headers()) {
        return Err(Problem::new(OwnCode::OriginRefused));
    }
    request.extensions_mut().insert(caller);
    Ok(next.run(request).await)
}

fn admits(method: &Method, path: &str) -> Option<Admits> {
    static TABLE: OnceLock<HashMap<(Method, &'static str), Admits>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let row = |(method, path, admits): &(&str, &'static str, Admits)| {
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).expect("the table has methods of HTTP");
            ((method, *path), *admits)
        };
        ACCESS.iter().map(row).collect()
    });
    let method = if method == Method::HEAD { Method::GET } else { method.clone() };
    table.get(&(method, path.strip_prefix(PREFIX)?)).copied()
}

fn check(admits: Admits, caller: &Caller) -> Result<(), Problem> {
    let has_role = |roles: &[Role], session: &Session| {
        if roles.contains(&session.role) { Ok(()) } else { Err(Problem::new(OwnCode::RoleNotAllowed)) }
    };
    match (admits, caller) {
        (A::Everybody | A::EverybodyFromHere, _) => Ok(()),
        (_, Caller::Nobody) => Err(Problem::new(OwnCode::AuthenticationRequired)),
        (A::Traders, Caller::Key(_))
        | (A::Staff(_) | A::Proposers(_) | A::StaffToken, Caller::StaffToken)
        | (A::SignedIn, Caller::Session(_)) => Ok(()),
        (A::Traders, Caller::Session(session)) => has_role(TRADERS, session),
        (A::Traders, Caller::StaffToken) => Err(Problem::new(OwnCode::AccountKeyRequired)),
        (A::Staff(_) | A::Proposers(_) | A::StaffToken, Caller::Key(_)) => Err(Problem::new(OwnCode::StaffOnly)),
        (A::Staff(roles) | A::Proposers(roles) | A::Roles(roles), Caller::Session(session)) => has_role(roles, session),
        (A::StaffToken, Caller::Session(session)) if session.role.is_staff() => Err(Problem::new(OwnCode::SecondPersonRequired)),
        (A::StaffToken, Caller::Session(_)) => Err(Problem::new(OwnCode::RoleNotAllowed)),
        (A::SignedIn | A::Roles(_), Caller::Key(_) | Caller::StaffToken) => Err(Problem::new(OwnCode::SessionRequired)),
    }
}

/// A key or token comes before a cookie: it is sent on purpose.
pub(crate) async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, Problem> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let token = token.ok_or_else(|| Problem::new(OwnCode::AuthenticationRequired))?;
        return match app.keys.find(token) {
            Some(bearer) => Ok(Caller::Key(bearer)),
            None if app.is_staff(token) => Ok(Caller::StaffToken),
            None => Err(Problem::new(OwnCode::KeyUnknown)),
        };
    }
    if session_cookie(headers).is_none() {
        return Ok(Caller::Nobody);
    }
    let unknown = || Problem::new(OwnCode::SessionUnknown);
    let token = session_token(headers).ok_or_else(unknown)?;
    app.people.session(&token).await?.map(Caller::Session).ok_or_else(unknown)
}

/// What the cookie says, if it can be the token of a session.
pub(crate) fn session_token(headers: &HeaderMap) -> Option<Token> {
    session_cookie(headers).and_then(Token::shown)
}

fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    let mut named = cookies.filter_map(|cookie| cookie.trim().strip_prefix(SESSION_COOKIE)?.strip_prefix('='));
    named.next()
}

/// Whether a page of this server sent it: browsers state the origin of every request that is not safe.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(host)) = (text(ORIGIN), text(HOST)) else { return false };
    let origin = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    origin.is_some_and(|origin| origin.eq_ignore_ascii_case(host))
}
