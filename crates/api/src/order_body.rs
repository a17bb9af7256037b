//! The body of an order, and the command it asks for.

use gateway::Keys;
use money::{Scale, Won};
use protocol::command::{ClientOrder, PlaceOrder};
use protocol::order::ReservedUntil;
use protocol::text::ClientOrderId;
use protocol::{AccountId, KeyHash, OrderKind, Size, TimeInForce};

use crate::app::App;
use crate::numbers::{self, ClientId, CodeText, Decimal, Name};
use crate::own_codes::OwnCode;
use crate::problem::Problem;
use crate::words::{KindWord, PreventionWord, SideWord, TimeInForceWord};

/// An order. Prices and quantities are decimal strings with at most the instrument's decimals.
#[derive(Clone, Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlaceOrder)]
pub(crate) struct PlaceOrderBody {
    /// Such as `KRW-JG0127`.
    #[schema(value_type = String, max_length = 24)]
    pub instrument: CodeText,
    pub side: SideWord,
    pub kind: KindWord,
    /// Of a market or best order `ioc`, of others `gtc`, when it is left out.
    #[serde(default)]
    pub time_in_force: Option<TimeInForceWord>,
    /// Of limit, stop-limit and reserved orders.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub price: Option<Decimal>,
    /// This or `amount`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub quantity: Option<Decimal>,
    /// Won to buy for, the fee on top; market and best buys only.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub amount: Option<Decimal>,
    /// Of stop-limit orders.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub stop_price: Option<Decimal>,
    /// Of reserved orders: `next_session`, or a time in RFC 3339.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub until: Option<Name>,
    /// The account's own setting when it is left out.
    #[serde(default)]
    pub self_trade_prevention: Option<PreventionWord>,
    /// The client's own name for it: 1 to 64 printable ASCII characters without spaces.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 64)]
    pub client_order_id: Option<ClientId>,
}

/// An order ready to be handed in.
pub(crate) struct ReadOrder {
    pub(crate) command: PlaceOrder,
    pub(crate) scale: Scale,
    /// Hash of the client order id.
    pub(crate) client: Option<KeyHash>,
}

impl PlaceOrderBody {
    pub(crate) fn read(&self, app: &App, account: AccountId, keys: &Keys) -> Result<ReadOrder, Problem> {
        let (_, entry) = app.instrument(self.instrument.as_str())?;
        let kind = self.kind(entry.scale)?;
        let time_in_force = self.time_in_force.map_or_else(|| usual(kind), TimeInForce::from);
        let client = self.client(account, keys)?;
        let command = PlaceOrder {
            account,
            instrument: entry.id,
            side: self.side.into(),
            kind,
            time_in_force,
            size: self.size(entry.scale)?,
            prevention: self.self_trade_prevention.map(Into::into),
            client,
        };
        let client = command.client.as_ref().map(|client| client.hash);
        Ok(ReadOrder { command, scale: entry.scale, client })
    }

    fn kind(&self, scale: Scale) -> Result<OrderKind, Problem> {
        let price = || numbers::price(self.price.as_ref().ok_or_else(|| required("price"))?, scale, "price");
        let kind = match self.kind {
            KindWord::Limit => OrderKind::Limit { price: price()? },
            KindWord::Market => OrderKind::Market,
            KindWord::Best => OrderKind::Best,
            KindWord::StopLimit => {
                let stop = self.stop_price.as_ref().ok_or_else(|| required("stop_price"))?;
                OrderKind::StopLimit { price: price()?, stop: numbers::price(stop, scale, "stop_price")? }
            }
            KindWord::Reserved => {
                let until = self.until.as_ref().ok_or_else(|| required("until"))?;
                OrderKind::Reserved { price: price()?, until: until_of(until.as_str())? }
            }
        };
        let takes = |kinds: &[KindWord]| kinds.contains(&self.kind);
        if self.price.is_some() && takes(&[KindWord::Market, KindWord::Best]) {
            return Err(not_allowed("price"));
        }
        if self.stop_price.is_some() && !takes(&[KindWord::StopLimit]) {
            return Err(not_allowed("stop_price"));
        }
        if self.until.is_some() && !takes(&[KindWord::Reserved]) {
            return Err(not_allowed("until"));
        }
        Ok(kind)
    }

    fn size(&self, scale: Scale) -> Result<Size, Problem> {
        match (&self.quantity, &self.amount) {
            (Some(quantity), None) => numbers::quantity(quantity, scale, "quantity").map(Size::Quantity),
            (None, Some(amount)) => {
                let amount: Won = numbers::won(amount, "amount")?;
                Ok(Size::Amount(amount))
            }
            (None, None) => Err(required("quantity")),
            (Some(_), Some(_)) => Err(not_allowed("amount")),
        }
    }

    fn client(&self, account: AccountId, keys: &Keys) -> Result<Option<Box<ClientOrder>>, Problem> {
        let Some(id) = &self.client_order_id else { return Ok(None) };
        let is_plain = id.as_str().bytes().all(|byte| byte.is_ascii_graphic());
        let id = ClientOrderId::new(id.as_str()).filter(|_| is_plain);
        let id = id.ok_or_else(|| Problem::of_field(OwnCode::ClientOrderIdMalformed, "client_order_id"))?;
        let hash = keys.client_order_id(account, id.as_str());
        Ok(Some(Box::new(ClientOrder { id, hash })))
    }
}

fn usual(kind: OrderKind) -> TimeInForce {
    match kind {
        OrderKind::Market | OrderKind::Best => TimeInForce::Ioc,
        _ => TimeInForce::Gtc,
    }
}

fn until_of(text: &str) -> Result<ReservedUntil, Problem> {
    if text == "next_session" {
        return Ok(ReservedUntil::NextSession);
    }
    numbers::time(text).map(ReservedUntil::Time).ok_or_else(|| Problem::of_field(OwnCode::ValueMalformed, "until"))
}

fn required(field: &'static str) -> Problem {
    Problem::of_field(OwnCode::FieldRequired, field)
}

fn not_allowed(field: &'static str) -> Problem {
    Problem::of_field(OwnCode::FieldNotAllowed, field)
}
