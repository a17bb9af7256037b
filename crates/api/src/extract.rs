//! What handlers take out of a request: who asks, under which key, and the body. Whatever does not fit is a problem that names the field.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use people::{PersonId, Session};
use protocol::{AccountId, Market, OrderId, Reason};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::access::Caller;
use crate::app::App;
use crate::numbers::Short;
use crate::own_codes::OwnCode;
use crate::problem::Problem;
use crate::rate::Bucket;

/// The caller is staff that the table in `access.rs` admits to this route.
pub(crate) enum Staff {
    /// A program with the staff's token: what it asks for is done at once.
    Token,
    /// A person: what moves money or the market waits for a second one.
    Person(PersonId),
}

/// The caller has accounts: one by its key, or those of a person by the session.
pub(crate) enum Owner {
    Key(Actor),
    Session { session: Session, app: App },
}

/// The account that acts.
#[derive(Clone)]
pub(crate) struct Actor {
    pub(crate) account: AccountId,
    pub(crate) bucket: Arc<Bucket>,
}

/// A person by the session.
pub(crate) struct SignedIn(pub(crate) Session);

impl Owner {
    /// The account that acts, where the request names a market. A key has one account: naming another market is a mistake.
    pub(crate) fn acting(&self, named: Option<Market>) -> Result<Actor, Problem> {
        match (self, named) {
            (Self::Key(actor), Some(market)) if actor.account.home().is_some_and(|home| home.market != market) => {
                Err(Reason::WrongMarket.into())
            }
            (Self::Key(actor), _) => Ok(actor.clone()),
            (Self::Session { .. }, Some(market)) => self.acting_in(market),
            (Self::Session { .. }, None) => Err(Problem::of_field(OwnCode::MarketRequired, "market")),
        }
    }

    /// The account that acts, where the matter is of a market: a key has but one account, and the market says whether it fits.
    pub(crate) fn acting_in(&self, market: Market) -> Result<Actor, Problem> {
        match self {
            Self::Key(actor) => Ok(actor.clone()),
            Self::Session { session, app } => {
                let account = session.account(market).ok_or_else(|| Problem::new(OwnCode::NoAccount))?;
                Ok(Actor { account, bucket: app.keys.bucket(account) })
            }
        }
    }

    /// As [`Owner::acting_in`], of the market of an order.
    pub(crate) fn acting_with(&self, order: OrderId) -> Result<Actor, Problem> {
        self.acting_in(order.home().ok_or(Reason::WrongMarket)?.market)
    }

    /// As [`Owner::acting_in`], of the market of an instrument.
    pub(crate) fn acting_on(&self, instrument: &str) -> Result<Actor, Problem> {
        match self {
            Self::Key(actor) => Ok(actor.clone()),
            Self::Session { app, .. } => self.acting_in(app.instrument(instrument)?.0.home().market),
        }
    }
}

impl Actor {
    pub(crate) fn account(&self) -> AccountId {
        self.account
    }
}

/// The `Idempotency-Key`, if one is given.
pub(crate) struct OptionalKey(pub(crate) Option<KeyText>);

/// The `Idempotency-Key` of a route that moves money.
pub(crate) struct RequiredKey(pub(crate) KeyText);

pub(crate) type KeyText = Short<64>;

/// A JSON object; unknown fields and wrong types are refused.
pub(crate) struct JsonBody<T>(pub(crate) T);

/// A JSON object and nothing else: what is derived for a struct would take a list of its fields' values as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// The query; unknown parameters are refused.
pub(crate) struct Params<T>(pub(crate) T);

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::StaffToken) => Ok(Self::Token),
            Some(Caller::Session(session)) if session.role.is_staff() => Ok(Self::Person(session.person)),
            _ => Err(Problem::new(OwnCode::StaffOnly)),
        }
    }
}

impl FromRequestParts<App> for Owner {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::Key(bearer)) => Ok(Self::Key(Actor { account: bearer.account, bucket: Arc::clone(&bearer.bucket) })),
            Some(Caller::Session(session)) => Ok(Self::Session { session: session.clone(), app: app.clone() }),
            _ => Err(Problem::new(OwnCode::AccountKeyRequired)),
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        match parts.extensions.get::<Caller>() {
            Some(Caller::Session(session)) => Ok(Self(session.clone())),
            _ => Err(Problem::new(OwnCode::AuthenticationRequired)),
        }
    }
}

impl FromRequestParts<App> for OptionalKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let is_printable = |text: &&str| !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        let key = value.to_str().ok().filter(is_printable).and_then(Short::new);
        let key = key.ok_or_else(|| Problem::of_field(OwnCode::IdempotencyKeyMalformed, "Idempotency-Key"))?;
        Ok(Self(Some(key)))
    }
}

impl FromRequestParts<App> for RequiredKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let OptionalKey(key) = OptionalKey::from_request_parts(parts, app).await?;
        key.map(Self).ok_or_else(|| Problem::of_field(OwnCode::IdempotencyKeyRequired, "Idempotency-Key"))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|value| {
            let essence = value.to_str().unwrap_or("").split(';').next().unwrap_or("").trim();
            essence.eq_ignore_ascii_case("application/json")
        });
        if !is_json {
            return Err(Problem::new(OwnCode::ContentTypeNotJson));
        }
        let bytes = Bytes::from_request(request, app).await.map_err(|rejection| {
            let is_too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
            Problem::new(if is_too_large { OwnCode::BodyTooLarge } else { OwnCode::BodyMalformed })
        })?;
        read_object(&bytes).map(Self)
    }
}

/// A JSON object; unknown fields and wrong types are refused by name.
pub(crate) fn read_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice::<Object<T>>(bytes).map(|Object(body)| body).map_err(|_| problem_of_body::<T>(bytes))
}

/// Reads the body once more, now watching where it fails: the usual case does not pay for it.
fn problem_of_body<T: DeserializeOwned>(bytes: &[u8]) -> Problem {
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let error = match serde_path_to_error::deserialize::<_, Object<T>>(&mut from) {
        Err(error) => error,
        // What follows the object is at fault.
        Ok(_) => return Problem::new(OwnCode::BodyMalformed).with_particulars("something follows the JSON object"),
    };
    let path = error.path().to_string();
    let message = error.inner().to_string();
    // The place in the text says little to who made it with a program.
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let named =
        ["unknown field `", "missing field `", "duplicate field `"].iter().find_map(|said| message.strip_prefix(said)?.split('`').next());
    let field = match (path.as_str(), named) {
        ("." | "?", Some(name)) => Some(name.to_owned()),
        (path, Some(name)) if !path.ends_with(name) => Some(format!("{path}.{name}")),
        ("." | "?", None) => None,
        (path, _) => Some(path.to_owned()),
    };
    match field {
        Some(field) => Problem::of_field(OwnCode::BodyMalformed, field).with_particulars(message),
        None => Problem::new(OwnCode::BodyMalformed).with_particulars(message),
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let Query(query) = Query::try_from_uri(&parts.uri).map_err(|rejection| {
            let said = rejection.body_text();
            Problem::new(OwnCode::QueryMalformed).with_particulars(said.rsplit(": ").next().unwrap_or_default())
        })?;
        Ok(Self(query))
    }
}

/// An account in a path.
pub(crate) fn account_id(text: &str) -> Result<AccountId, Problem> {
    text.parse().map_err(|_| Problem::of_field(OwnCode::PathMalformed, "account"))
}

/// An order in a path.
pub(crate) fn order_id(text: &str) -> Result<OrderId, Problem> {
    text.parse().map_err(|_| Problem::of_field(OwnCode::PathMalformed, "order"))
}

/// A deposit, withdrawal or job in a path: its market and number, spelled as an order's id is.
pub(crate) fn numbered(text: &str, field: &'static str) -> Result<OrderId, Problem> {
    text.parse().map_err(|_| Problem::of_field(OwnCode::PathMalformed, field))
}

/// An account in a body.
pub(crate) fn account_in(text: &Short<64>, field: &'static str) -> Result<AccountId, Problem> {
    text.as_str().parse().map_err(|_| Problem::of_field(OwnCode::ValueMalformed, field))
}
