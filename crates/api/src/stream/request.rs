//! What clients send over a WebSocket.

use serde_json::Value;

use crate::extract::read_object;
use crate::numbers::{CodeText, Decimal, Name, Short};
use crate::own_codes::OwnCode;
use crate::problem::Problem;
use crate::words::MarketWord;

use super::channel::{Channel, Interval};
use super::settings::MESSAGE_BYTES_MAX;

/// Names a request in its answer: 1 to 64 bytes.
pub(crate) type RequestId = Name;

/// A request that is of its form.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = StreamRequest)]
pub(crate) enum Request {
    Subscribe(Box<Subscribe>),
    Unsubscribe(Unsubscribe),
    Authenticate(Authenticate),
    Ping(Ping),
}

/// Begin to get a channel, or begin anew.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StreamSubscribe)]
pub(crate) struct Subscribe {
    #[schema(value_type = String)]
    pub id: RequestId,
    pub channel: Channel,
    /// Code of an instrument; a public channel needs it, or `instruments`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub instrument: Option<CodeText>,
    /// Up to 100 codes; either all are subscribed to or none.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub instruments: Option<Vec<CodeText>>,
    /// Of a private channel, for who has accounts in both markets.
    #[serde(default)]
    pub market: Option<MarketWord>,
    /// Of a private channel: the own account, which need not be named.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub account: Option<Name>,
    /// Of a book: levels of each side, 1 to 200; 10 if it is left out.
    #[serde(default)]
    pub levels: Option<usize>,
    /// Of a book: gathers levels at multiples of this price.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub group: Option<Decimal>,
    /// Of candles; `1m` if it is left out.
    #[serde(default)]
    pub interval: Option<Interval>,
    /// A position; the snapshot is as of it or later.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub at_least: Option<Name>,
    /// The last position seen before; gets what came after it, where that is still kept, and else a snapshot.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub resume_after: Option<Name>,
}

/// Get no more of it.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StreamUnsubscribe)]
pub(crate) struct Unsubscribe {
    #[schema(value_type = String)]
    pub id: RequestId,
    pub channel: Channel,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub instrument: Option<CodeText>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub instruments: Option<Vec<CodeText>>,
    #[serde(default)]
    pub market: Option<MarketWord>,
    #[serde(default)]
    pub interval: Option<Interval>,
}

/// Which subscriptions a message is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    pub(crate) channel: Channel,
    pub(crate) instrument: Option<&'a CodeText>,
    pub(crate) instruments: Option<&'a [CodeText]>,
    pub(crate) market: Option<MarketWord>,
    pub(crate) interval: Option<Interval>,
}

impl Subscribe {
    pub(crate) fn named(&self) -> Named<'_> {
        let Self { channel, market, interval, .. } = *self;
        Named { channel, instrument: self.instrument.as_ref(), instruments: self.instruments.as_deref(), market, interval }
    }
}

impl Unsubscribe {
    pub(crate) fn named(&self) -> Named<'_> {
        let Self { channel, market, interval, .. } = *self;
        Named { channel, instrument: self.instrument.as_ref(), instruments: self.instruments.as_deref(), market, interval }
    }
}

/// Act for an account: for pages, which cannot set a header.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StreamAuthenticate)]
pub(crate) struct Authenticate {
    #[schema(value_type = String)]
    pub id: RequestId,
    /// A key of an account.
    #[schema(value_type = String)]
    pub key: KeyOfAccount,
}

/// Longer than any key that is made.
type KeyOfAccount = Short<128>;

/// Is anybody there?
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StreamPing)]
pub(crate) struct Ping {
    #[schema(value_type = String)]
    pub id: RequestId,
}

/// Keys are not shown.
impl std::fmt::Debug for Authenticate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authenticate").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a message is refused, with its id where one could be read.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) id: Option<RequestId>,
    pub(crate) problem: Box<Problem>,
}

impl Refused {
    /// Where no id could be read.
    pub(crate) fn unnamed(problem: Problem) -> Self {
        Self { id: None, problem: Box::new(problem) }
    }

    pub(crate) fn named(id: RequestId, problem: Problem) -> Self {
        Self { id: Some(id), problem: Box::new(problem) }
    }
}

impl Request {
    pub(crate) fn read(text: &str) -> Result<Self, Refused> {
        if text.len() > MESSAGE_BYTES_MAX {
            return Err(Refused::unnamed(Problem::new(OwnCode::BodyTooLarge)));
        }
        let mut fields: serde_json::Map<String, Value> = read_object(text.as_bytes()).map_err(Refused::unnamed)?;
        let id = fields.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()).and_then(RequestId::new);
        let refused = |problem| Refused { id, problem: Box::new(problem) };
        if id.is_none() {
            let code = if fields.contains_key("id") { OwnCode::ValueMalformed } else { OwnCode::FieldRequired };
            return Err(refused(Problem::of_field(code, "id")));
        }
        let kind = fields.remove("type").ok_or_else(|| refused(Problem::of_field(OwnCode::FieldRequired, "type")))?;
        let rest = Value::Object(fields).to_string();
        let rest = rest.as_bytes();
        let read = match kind.as_str() {
            Some("subscribe") => read_object(rest).map(Box::new).map(Self::Subscribe),
            Some("unsubscribe") => read_object(rest).map(Self::Unsubscribe),
            Some("authenticate") => read_object(rest).map(Self::Authenticate),
            Some("ping") => read_object(rest).map(Self::Ping),
            _ => Err(Problem::of_field(OwnCode::ValueMalformed, "type")),
        };
        read.map_err(refused)
    }
}
