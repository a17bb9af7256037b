//! Orders and fills as rows. Open orders are kept in memory too, because later events say only what changes of them.

use std::collections::{BTreeMap, BTreeSet};

use protocol::event::{CancelReason, Fill, OrderAmended, OrderPlaced};
use protocol::ids::TradeId;
use protocol::{AccountId, Header, InstrumentId, OrderId, OrderKind, Side, Size, Time};
use sqlx::AssertSqlSafe;
use store::{Database, Transaction};

use super::error::SqlError;
use super::generation::Generation;
use super::rows::{Cell, Existing, insert};

const COLUMNS: &[&str] = &[
    "id",
    "account",
    "instrument",
    "side",
    "kind",
    "time_in_force",
    "price",
    "quantity",
    "amount_won",
    "rest",
    "filled_quantity",
    "filled_value_won",
    "fee_won",
    "tax_won",
    "state",
    "cancel_reason",
    "client_order_id",
    "placed_at_us",
    "changed_at_us",
];
const FILL_COLUMNS: &[&str] =
    &["account", "trade", "side", "order_id", "instrument", "aggressor", "price", "quantity", "value_won", "fee_won", "tax_won", "at_us"];

/// An order as its row says.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) account: AccountId,
    pub(crate) instrument: InstrumentId,
    pub(crate) side: Side,
    kind: &'static str,
    time_in_force: &'static str,
    price: i64,
    quantity: Option<i64>,
    amount: Option<i64>,
    /// What has not traded: a quantity, or won for a buy by amount.
    rest: i64,
    filled_quantity: i64,
    filled_value: i64,
    fee: i64,
    tax: i64,
    cancelled: Option<CancelReason>,
    client_order_id: Option<String>,
    placed_at: Time,
    changed_at: Time,
}

/// Open orders, and the rows that came of them since the last flush. Orders of the demo's traders have rows as long as they are open, and leave none.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    open: BTreeMap<u64, Order>,
    changed: BTreeSet<u64>,
    ended: BTreeMap<u64, Order>,
    fills: Vec<Vec<Cell>>,
    /// Those of the demo's traders.
    quiet: BTreeSet<u64>,
    /// Those of them that have rows.
    quiet_rows: BTreeSet<u64>,
}

/// Both sides of a trade.
pub(crate) struct Sides {
    pub(crate) buyer: AccountId,
    pub(crate) seller: AccountId,
    pub(crate) instrument: InstrumentId,
}

impl Orders {
    /// Those that were open when the last batch was committed.
    pub(crate) async fn load(database: &Database, generation: Generation, simulated: &BTreeSet<u32>) -> Result<Self, SqlError> {
        let text = format!("SELECT {} FROM {} WHERE state = 'open'", COLUMNS.join(", "), generation.table("orders"));
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&mut *database.read().await?).await?;
        let mut orders = Self::default();
        for row in rows {
            let (id, order) = read(generation, &row)?;
            if simulated.contains(&order.account.local()) {
                orders.quiet.insert(id);
                orders.quiet_rows.insert(id);
            }
            orders.open.insert(id, order);
        }
        Ok(orders)
    }

    pub(crate) fn place(&mut self, at: Time, placed: &OrderPlaced, is_quiet: bool) {
        let (quantity, amount) = match placed.size {
            Size::Quantity(quantity) => (Some(quantity.0), None),
            Size::Amount(amount) => (None, Some(amount.0)),
        };
        let order = Order {
            account: placed.account,
            instrument: placed.instrument,
            side: placed.side,
            kind: kind_name(&placed.kind),
            time_in_force: placed.time_in_force.name(),
            price: placed.limit.0,
            quantity,
            amount,
            rest: quantity.or(amount).unwrap_or(0),
            filled_quantity: 0,
            filled_value: 0,
            fee: 0,
            tax: 0,
            cancelled: None,
            client_order_id: placed.client.as_ref().map(|client| client.id.as_str().to_owned()),
            placed_at: at,
            changed_at: at,
        };
        let id = placed.order.local();
        if is_quiet {
            self.quiet.insert(id);
        }
        self.open.insert(id, order);
        self.changed.insert(id);
    }

    pub(crate) fn cancel(&mut self, header: &Header, id: OrderId, reason: CancelReason) -> Result<(), SqlError> {
        let order = self.change(header, id)?;
        order.cancelled = Some(reason);
        self.end(id.local());
        Ok(())
    }

    pub(crate) fn amend(&mut self, header: &Header, amended: &OrderAmended) -> Result<(), SqlError> {
        let order = self.change(header, amended.order)?;
        (order.price, order.quantity, order.rest) = (amended.limit.0, Some(amended.quantity.0), amended.rest.0);
        Ok(())
    }

    /// Takes from an order what self-trade prevention took; one with nothing left has ended.
    pub(crate) fn reduce(&mut self, header: &Header, id: OrderId, by: i64) -> Result<(), SqlError> {
        let order = self.change(header, id)?;
        order.rest -= by;
        if order.rest == 0 {
            order.cancelled = Some(CancelReason::SelfTrade);
            self.end(id.local());
        }
        Ok(())
    }

    /// Trades both orders of a fill, which is the record's `number`th.
    pub(crate) fn trade(&mut self, header: &Header, fill: &Fill, number: usize) -> Result<Sides, SqlError> {
        let tax = fill.income_tax.0 + fill.local_tax.0;
        let trade = TradeId::new(header.seq, number);
        let buyer = self.trade_one(header, fill, trade, fill.buy, (fill.buyer_fee.0, 0))?;
        let seller = self.trade_one(header, fill, trade, fill.sell, (fill.seller_fee.0, tax))?;
        Ok(Sides { buyer: buyer.0, seller: seller.0, instrument: buyer.1 })
    }

    fn trade_one(
        &mut self,
        header: &Header,
        fill: &Fill,
        trade: TradeId,
        id: OrderId,
        (fee, tax): (i64, i64),
    ) -> Result<(AccountId, InstrumentId), SqlError> {
        let order = self.change(header, id)?;
        order.rest -= if order.amount.is_some() { fill.value.0 } else { fill.quantity.0 };
        order.filled_quantity += fill.quantity.0;
        order.filled_value += fill.value.0;
        order.fee += fee;
        order.tax += tax;
        let (account, instrument, side, rest) = (order.account, order.instrument, order.side, order.rest);
        if !self.quiet.contains(&id.local()) {
            self.fills.push(vec![
                i64::from(account.local()).into(),
                i64::try_from(trade.0).unwrap_or(i64::MAX).into(),
                side.name().into(),
                number(id.local()).into(),
                i64::from(instrument.local()).into(),
                fill.aggressor.name().into(),
                fill.price.0.into(),
                fill.quantity.0.into(),
                fill.value.0.into(),
                fee.into(),
                tax.into(),
                header.at.0.into(),
            ]);
        }
        if rest == 0 {
            self.end(id.local());
        }
        Ok((account, instrument))
    }

    pub(crate) async fn flush(&mut self, tx: &mut Transaction, generation: Generation) -> Result<(), SqlError> {
        let (changed, ended) = (std::mem::take(&mut self.changed), std::mem::take(&mut self.ended));
        let open: Vec<(u64, &Order)> = changed.iter().filter_map(|id| self.open.get(id).map(|order| (*id, order))).collect();
        self.quiet_rows.extend(open.iter().map(|(id, _)| *id).filter(|id| self.quiet.contains(id)));
        let told = ended.iter().filter(|(id, _)| !self.quiet.contains(id));
        let rows = open.into_iter().map(|(id, order)| row(id, order, true)).chain(told.map(|(id, order)| row(*id, order, false))).collect();
        let forgotten: Vec<u64> = ended.keys().copied().filter(|id| self.quiet.remove(id) && self.quiet_rows.remove(id)).collect();
        remove(tx, generation, &forgotten).await?;
        insert(tx, &generation.table("orders"), COLUMNS, rows, Existing::ReplaceBy("id")).await?;
        let fills = std::mem::take(&mut self.fills);
        insert(tx, &generation.table("fills"), FILL_COLUMNS, fills, Existing::None).await
    }

    fn change(&mut self, header: &Header, id: OrderId) -> Result<&mut Order, SqlError> {
        let order = self.open.get_mut(&id.local());
        let order = order.ok_or(SqlError::DoesNotFit { seq: header.seq, what: "it speaks of an order that is not open" })?;
        order.changed_at = header.at;
        self.changed.insert(id.local());
        Ok(order)
    }

    fn end(&mut self, id: u64) {
        if let Some(order) = self.open.remove(&id) {
            self.ended.insert(id, order);
        }
    }
}

/// Takes rows out.
async fn remove(tx: &mut Transaction, generation: Generation, ids: &[u64]) -> Result<(), SqlError> {
    let text = format!("DELETE FROM {} WHERE id = $1", generation.table("orders"));
    for id in ids {
        sqlx::query(AssertSqlSafe(text.clone())).bind(number(*id)).execute(tx.sql()).await?;
    }
    Ok(())
}

fn row(id: u64, order: &Order, is_open: bool) -> Vec<Cell> {
    let state = match order.cancelled {
        _ if is_open => "open",
        Some(_) => "cancelled",
        None => "filled",
    };
    vec![
        number(id).into(),
        i64::from(order.account.local()).into(),
        i64::from(order.instrument.local()).into(),
        order.side.name().into(),
        order.kind.into(),
        order.time_in_force.into(),
        order.price.into(),
        order.quantity.into(),
        order.amount.into(),
        order.rest.into(),
        order.filled_quantity.into(),
        order.filled_value.into(),
        order.fee.into(),
        order.tax.into(),
        state.into(),
        order.cancelled.map(CancelReason::name).into(),
        order.client_order_id.as_deref().into(),
        order.placed_at.0.into(),
        order.changed_at.0.into(),
    ]
}

fn read(generation: Generation, row: &sqlx::any::AnyRow) -> Result<(u64, Order), SqlError> {
    use sqlx::Row;
    let home = generation.home;
    let bad = |what: &str| SqlError::Row { table: "orders", what: what.to_owned() };
    let id: i64 = row.try_get("id")?;
    let (account, instrument): (i64, i64) = (row.try_get("account")?, row.try_get("instrument")?);
    let word = |column: &str| row.try_get::<String, _>(column);
    let order = Order {
        account: AccountId::new(home, u32::try_from(account).map_err(|_| bad("an account's number"))?),
        instrument: InstrumentId::new(home, u16::try_from(instrument).map_err(|_| bad("an instrument's number"))?),
        side: Side::from_name(&word("side")?).ok_or_else(|| bad("a side"))?,
        kind: KINDS.iter().find(|kind| word("kind").is_ok_and(|word| word == **kind)).ok_or_else(|| bad("a kind"))?,
        time_in_force: protocol::TimeInForce::from_name(&word("time_in_force")?).ok_or_else(|| bad("a time in force"))?.name(),
        price: row.try_get("price")?,
        quantity: row.try_get("quantity")?,
        amount: row.try_get("amount_won")?,
        rest: row.try_get("rest")?,
        filled_quantity: row.try_get("filled_quantity")?,
        filled_value: row.try_get("filled_value_won")?,
        fee: row.try_get("fee_won")?,
        tax: row.try_get("tax_won")?,
        cancelled: None,
        client_order_id: row.try_get("client_order_id")?,
        placed_at: Time(row.try_get("placed_at_us")?),
        changed_at: Time(row.try_get("changed_at_us")?),
    };
    Ok((u64::try_from(id).map_err(|_| bad("an order's number"))?, order))
}

const KINDS: [&str; 5] = ["limit", "market", "best", "stop_limit", "reserved"];

fn kind_name(kind: &OrderKind) -> &'static str {
    match kind {
        OrderKind::Limit { .. } => KINDS[0],
        OrderKind::Market => KINDS[1],
        OrderKind::Best => KINDS[2],
        OrderKind::StopLimit { .. } => KINDS[3],
        OrderKind::Reserved { .. } => KINDS[4],
    }
}

pub(crate) fn number(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}
