//! Whose private channels a connection may have. This is the one place where streams deal with credentials.

use std::sync::Arc;

use axum::http::HeaderMap;
use people::Token;
use protocol::{AccountId, Market, Reason};

use crate::access::{self, TRADERS};
use crate::app::App;
use crate::bearer_keys::Bearer;
use crate::own_codes::OwnCode;
use crate::problem::Problem;

/// Somebody with accounts.
pub(crate) enum Caller {
    /// A program with the key of an account.
    Key(Arc<Bearer>),
    /// A person by the session of this token.
    Session { session: people::Session, token: Token },
}

impl Caller {
    /// By the credentials of the request that opens the stream; `None` where it has none. A page does not learn why a socket was refused, so that a
    /// session that has ended makes nobody of its person, who is told as soon as a private channel is asked for.
    pub(crate) async fn of_request(headers: &HeaderMap, app: &App) -> Result<Option<Self>, Problem> {
        match access::caller(app, headers).await {
            Ok(access::Caller::Nobody) => Ok(None),
            Ok(access::Caller::Key(bearer)) => Ok(Some(Self::Key(bearer))),
            Ok(access::Caller::StaffToken) => Err(Problem::new(OwnCode::AccountKeyRequired)),
            // Staff have no accounts: to them the public channels are open.
            Ok(access::Caller::Session(session)) if !TRADERS.contains(&session.role) => Ok(None),
            Ok(access::Caller::Session(session)) => Ok(access::session_token(headers).map(|token| Self::Session { session, token })),
            Err(problem) if problem.code() == OwnCode::SessionUnknown.code() => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// By a key of an account.
    pub(crate) fn of_key(app: &App, key: &str) -> Result<Self, Problem> {
        if let Some(bearer) = app.keys.find(key) {
            return Ok(Self::Key(bearer));
        }
        Err(Problem::new(if app.is_staff(key) { OwnCode::AccountKeyRequired } else { OwnCode::KeyUnknown }))
    }

    /// The account that acts in a market. A key has but one, and names it by itself.
    pub(crate) fn account(&self, market: Option<Market>) -> Result<AccountId, Problem> {
        match (self, market) {
            (Self::Key(bearer), Some(market)) if bearer.account.home().is_none_or(|home| home.market != market) => {
                Err(Problem::from(Reason::WrongMarket).at_field("market"))
            }
            (Self::Key(bearer), _) => Ok(bearer.account),
            (Self::Session { session, .. }, Some(market)) => session.account(market).ok_or_else(|| Problem::new(OwnCode::NoAccount)),
            (Self::Session { .. }, None) => Err(Problem::of_field(OwnCode::MarketRequired, "market")),
        }
    }

    /// Whether both act for the same accounts.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Key(one), Self::Key(other)) => one.account == other.account,
            (Self::Session { session: one, .. }, Self::Session { session: other, .. }) => one.person == other.person,
            _ => false,
        }
    }

    /// False once its credentials were revoked. While the database cannot be asked, what held goes on to hold: the market goes on too.
    pub(crate) async fn still_holds(&self, app: &App) -> bool {
        match self {
            Self::Key(bearer) => app.keys.holds(bearer),
            Self::Session { token, .. } => !matches!(app.people.session(token).await, Ok(None)),
        }
    }
}
