//! Records by hand: a practice market with one instrument and two accounts.

use money::{Accrual, Bps, Price, Quantity, Won};
use protocol::command::{AccountKind, Genesis, ListInstrument, TradingCircle};
use protocol::event::*;
use protocol::ids::{OwnerId, PolicyId, PolicyVersion};
use protocol::policy::{Fees, Phase, PolicyBody, Rules, TickStep, TickTable};
use protocol::text::{Code, Note};
use protocol::*;

use crate::live::LiveState;

pub(super) const HOME: Home = Home::LIVE;

/// Folds events as records of their own, one second apart.
pub(super) struct Script {
    pub(super) state: LiveState,
}

pub(super) fn account(local: u32) -> AccountId {
    AccountId::new(HOME, local)
}

pub(super) fn instrument() -> InstrumentId {
    InstrumentId::new(HOME, 1)
}

pub(super) const ALICE: u32 = 16;
pub(super) const BOB: u32 = 17;

impl Script {
    pub(super) fn record(&mut self, events: &[Event]) -> Seq {
        let seq = Seq(self.state.seq().0 + 1);
        let header = Header { seq, at: Time(1_795_219_200_000_000).plus_seconds(seq.0 as i64), key: None };
        self.state.apply(&header, events).unwrap();
        seq
    }

    /// Founded, with rules, an instrument in continuous trading, Alice with cash and Bob with units.
    pub(super) fn with_alice_and_bob(cash: i64, units: i64) -> Self {
        let mut script = Self { state: LiveState::new(HOME) };
        script.record(&[Box::new(Genesis { key_secret: [1; 32], keys_max: 1_024, demo: None }).into()]);
        let source = Note::new("a notice").unwrap();
        let table = TickTable { price_decimals: 0, steps: vec![step(0, 1), step(2_000, 5), step(5_000, 10), step(20_000, 50)] };
        let fees = Fees { maker: Bps(5), taker: Bps(5) };
        for (number, body) in [(1, PolicyBody::TickTable(table)), (2, PolicyBody::Fees(fees))] {
            let (policy, version) = (PolicyId(number), PolicyVersion(u32::from(number)));
            let added = PolicyAdded { policy, version, valid_from: Time(0), source: source.clone(), body };
            script.record(&[Box::new(added).into(), PolicyInForce { policy, version }.into()]);
        }
        let rules = RulesResolved {
            instrument: instrument(),
            tick_table: PolicyVersion(1),
            fees: PolicyVersion(2),
            calendar: PolicyVersion(0),
            price_band: PolicyVersion(0),
            volatility: PolicyVersion(0),
            withholding: PolicyVersion(0),
        };
        script.record(&[
            Box::new(InstrumentListed { instrument: instrument(), listing: listing() }).into(),
            rules.into(),
            PhaseChanged { instrument: instrument(), phase: Phase::Continuous, until: Time::NEVER, day: Day(20_000) }.into(),
            DayStarted {
                instrument: instrument(),
                day: Day(20_000),
                previous_close: Price(1_000),
                lower_limit: Price(700),
                upper_limit: Price(1_300),
            }
            .into(),
        ]);
        for local in [ALICE, BOB] {
            let (account, owner) = (account(local), OwnerId(u64::from(local)));
            script.record(&[AccountOpened { account, owner, kind: AccountKind::Investor, own_instrument: None }.into()]);
        }
        script.record(&[CashGranted { account: account(ALICE), amount: Won(cash) }.into()]);
        let cost = Won(units * 900);
        script.record(&[UnitsIssued { instrument: instrument(), account: account(BOB), quantity: Quantity(units), cost }.into()]);
        script
    }

    pub(super) fn rest(&mut self, local: u32, side: Side, price: i64, quantity: i64) -> OrderId {
        self.place(local, side, price, quantity, Entry::Resting)
    }

    pub(super) fn place(&mut self, local: u32, side: Side, price: i64, quantity: i64, entry: Entry) -> OrderId {
        let order = OrderId::new(HOME, self.state.seq().0 + 1);
        self.record(&[placed(order, local, side, price, quantity, entry).into()]);
        order
    }
}

pub(super) fn placed(order: OrderId, local: u32, side: Side, price: i64, quantity: i64, entry: Entry) -> OrderPlaced {
    OrderPlaced {
        order,
        account: account(local),
        instrument: instrument(),
        side,
        kind: OrderKind::Limit { price: Price(price) },
        time_in_force: TimeInForce::Gtc,
        size: Size::Quantity(Quantity(quantity)),
        prevention: SelfTradePrevention::CancelNewest,
        entry,
        limit: Price(price),
        hold: if side == Side::Buy { Won(price * quantity + 10) } else { Won(0) },
        fees: PolicyVersion(2),
        client: None,
    }
}

pub(super) fn fill(buy: OrderId, sell: OrderId, price: i64, quantity: i64, released: i64) -> Fill {
    Fill {
        buy,
        sell,
        aggressor: Aggressor::Buy,
        price: Price(price),
        quantity: Quantity(quantity),
        value: Won(price * quantity),
        buyer_fee: Won(2),
        seller_fee: Won(3),
        buyer_accrual: Accrual(0),
        seller_accrual: Accrual(0),
        released: Won(released),
        cost_removed: Won(900 * quantity),
        income_tax: Won(10),
        local_tax: Won(1),
    }
}

fn step(from: i64, tick: i64) -> TickStep {
    TickStep { from: Price(from), tick: Price(tick) }
}

fn listing() -> ListInstrument {
    ListInstrument {
        code: Code::new("KRW-JG0127").unwrap(),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(1_000_000),
        registered_supply: Quantity(1_000_000),
        reference_price: Price(1_000),
        circle: TradingCircle::Everyone,
        rules: Rules {
            tick_table: PolicyId(1),
            fees: PolicyId(2),
            calendar: PolicyId(3),
            price_band: None,
            volatility: None,
            withholding: None,
        },
    }
}
