//! A small market driven as the sequencer drives it, with the live fold beside it, and commands made from numbers.

mod offerings;

use exchange::{Capacity, Exchange};
use money::{Bps, Price, Quantity, Won};
use projections::live::LiveState;
use protocol::command::*;
use protocol::event::Event;
use protocol::ids::{DepositId, ExternalId, OwnerId, PolicyId};
use protocol::order::ReservedUntil;
use protocol::policy::*;
use protocol::text::{Code, Note};
use protocol::{
    AccountId, Command, Day, Header, Home, InstrumentId, Market as MarketName, OrderId, OrderKind, SelfTradePrevention, Seq, Side, Size,
    Time, TimeInForce,
};

pub(crate) struct Market {
    pub(crate) exchange: Exchange,
    pub(crate) live: LiveState,
    pub(crate) records: Vec<(Header, Vec<Event>)>,
    pub(crate) now: Time,
}

const START: Time = Time(20_775 * 86_400_000_000);
const FIRST: u32 = 16;
const ACCOUNTS: u32 = 6;
const STOCK: u16 = 1;
const COIN: u16 = 2;

impl Market {
    pub(crate) fn new(home: Home) -> Self {
        Self { exchange: Exchange::new(home, Capacity::DEMO), live: LiveState::new(home), records: Vec::new(), now: START }
    }

    fn home(&self) -> Home {
        self.exchange.home()
    }

    /// Executes a command with the ticks before it, the steps after it and a step of a job; gives the events of each record.
    pub(crate) fn submit(&mut self, command: Command) -> Vec<Vec<Event>> {
        let mut out = Vec::new();
        while self.exchange.next_due() <= self.now {
            out.extend(self.record(Tick {}.into()));
            self.steps(&mut out);
        }
        out.extend(self.record(command));
        self.steps(&mut out);
        if let Some(job) = self.exchange.next_job() {
            out.extend(self.record(job));
            self.steps(&mut out);
        }
        out
    }

    fn steps(&mut self, out: &mut Vec<Vec<Event>>) {
        while let Some(step) = self.exchange.next_step() {
            out.extend(self.record(step));
        }
    }

    /// `None` when it is refused.
    fn record(&mut self, command: Command) -> Option<Vec<Event>> {
        let header = Header { seq: Seq(self.exchange.last_seq().0 + 1), at: self.now, key: None };
        let mut events = Vec::new();
        self.exchange.execute(&header, &command, &mut events).ok()?;
        self.exchange.finish(&header);
        self.live.apply(&header, &events).expect("the market's own record");
        self.records.push((header, events.clone()));
        Some(events)
    }

    pub(crate) fn live_of_all_records(&self) -> LiveState {
        let mut state = LiveState::new(self.home());
        for (header, events) in &self.records {
            state.apply(header, events).expect("it was folded before");
        }
        state
    }

    /// Rules, two instruments, six accounts of three owners with money and units.
    pub(crate) fn prologue(&mut self) {
        let home = self.home();
        let genesis = Genesis { key_secret: [7; 32], keys_max: 1_024, demo: Some(DemoMark { seed: 1 }) };
        self.must(genesis.into());
        for (number, body) in policies().into_iter().enumerate() {
            let (policy, source) = (PolicyId(number as u16 + 1), Note::new("test").expect("a short text"));
            self.must(Box::new(SetPolicy { policy, valid_from: START, source, body }).into());
        }
        for listing in listings() {
            self.must(Box::new(listing).into());
        }
        for n in 0..ACCOUNTS {
            self.must(OpenAccount { owner: OwnerId(u64::from(n / 2) + 1), kind: AccountKind::Investor, own_instrument: None }.into());
            let account = AccountId::new(home, FIRST + n);
            let verified_until = Day(30_000);
            self.must(SetVerification { account, verified_until, country: 410, class: InvestorClass::General }.into());
            let amount = Won(50_000_000);
            if home.market == MarketName::Practice {
                self.must(GrantCash { account, amount }.into());
            } else {
                let deposit = DepositId::new(self.exchange.home(), self.exchange.last_seq().0 + 1);
                self.must(RequestDeposit { account, amount, external_id: ExternalId([n as u8; 16]) }.into());
                self.must(CreditDeposit { deposit }.into());
            }
            for (number, quantity) in [(STOCK, 3_000), (COIN, 40_000)] {
                let instrument = InstrumentId::new(home, number);
                self.must(IssueUnits { instrument, account, quantity: Quantity(quantity), cost: Won(2_000_000) }.into());
            }
        }
    }

    /// Ends trading in the stock.
    pub(crate) fn delisting(&self) -> Command {
        let reason = Note::new("test").expect("a short text");
        DelistInstrument { instrument: InstrumentId::new(self.home(), STOCK), reason }.into()
    }

    fn must(&mut self, command: Command) {
        let seq = self.exchange.last_seq();
        self.submit(command.clone());
        assert!(self.exchange.last_seq() > seq && self.records.len() as u64 == self.exchange.last_seq().0, "{command:?}");
    }

    /// A command made from a number; time goes on by it too.
    pub(crate) fn command(&mut self, number: u64) -> Command {
        let mut pick = Pick(number);
        let home = self.home();
        self.now = self.now.plus_seconds([0, 1, 7, 60, 400][pick.below(5) as usize]);
        let account = AccountId::new(home, FIRST + pick.below(u64::from(ACCOUNTS)) as u32);
        let listed = self.live.instruments().len() as u16;
        let newest = if pick.chance(10) { listed } else { STOCK + pick.below(2) as u16 };
        let instrument = InstrumentId::new(home, newest);
        let amount = Won(pick.below(400_000) as i64);
        match pick.below(47) {
            46 => self.together(instrument, &mut pick),
            40.. => self.offering(account, &mut pick),
            0..=25 => self.order(account, instrument, &mut pick),
            26..=28 => match self.some_order(&mut pick) {
                Some((account, order)) => CancelOrder { account, order }.into(),
                None => Tick {}.into(),
            },
            29..=32 => match self.some_order(&mut pick) {
                Some((account, order)) => {
                    let price = pick.chance(2).then(|| price(&self.live, instrument, &mut pick));
                    let quantity = pick.chance(2).then(|| Quantity(pick.below(60) as i64 + 1));
                    AmendOrder { account, order, price, quantity }.into()
                }
                None => Tick {}.into(),
            },
            33 => {
                let side = pick.chance(2).then_some(Side::Buy);
                CancelOrders { account: Some(account), instrument: pick.chance(2).then_some(instrument), side }.into()
            }
            34 if pick.chance(4) => HaltInstrument { instrument, reason: Note::new("test").expect("a short text") }.into(),
            34 => ResumeInstrument { instrument }.into(),
            35 if home.market == MarketName::Live => RequestWithdrawal { account, amount }.into(),
            35 => GrantCash { account, amount }.into(),
            36 => self.decide_payment(&mut pick),
            37 if pick.chance(3) => PayDistribution { instrument, payer: account, total: Won(20_000 + amount.0) }.into(),
            37 => SetSelfTradePrevention { account, mode: SelfTradePrevention::ALL[pick.below(3) as usize] }.into(),
            38 => IssueUnits { instrument, account, quantity: Quantity(pick.below(50) as i64), cost: amount }.into(),
            _ => RequestDeposit { account, amount, external_id: ExternalId(u128::from(number).to_le_bytes()) }.into(),
        }
    }

    fn order(&self, account: AccountId, instrument: InstrumentId, pick: &mut Pick) -> Command {
        let price = price(&self.live, instrument, pick);
        let kind = match pick.below(12) {
            0..=6 => OrderKind::Limit { price },
            7 | 8 => OrderKind::Market,
            9 => OrderKind::Best,
            10 => OrderKind::StopLimit { price, stop: Price(price.0 + [-10, -5, 5, 10][pick.below(4) as usize]) },
            _ if pick.chance(2) => OrderKind::Reserved { price, until: ReservedUntil::NextSession },
            _ => OrderKind::Reserved { price, until: ReservedUntil::Time(self.now.plus_seconds(pick.below(4_000) as i64 + 1)) },
        };
        let side = [Side::Buy, Side::Sell][pick.below(2) as usize];
        let usual = match kind {
            OrderKind::Market => [TimeInForce::Ioc, TimeInForce::Fok, TimeInForce::Day][pick.below(3) as usize],
            OrderKind::Best => TimeInForce::Ioc,
            _ => [TimeInForce::Gtc, TimeInForce::Day][pick.below(2) as usize],
        };
        let time_in_force = if pick.chance(6) { TimeInForce::ALL[pick.below(5) as usize] } else { usual };
        let by_amount = side == Side::Buy && kind.limit().is_none() && pick.chance(3);
        let size =
            if by_amount { Size::Amount(Won(pick.below(300_000) as i64)) } else { Size::Quantity(Quantity(pick.below(60) as i64 + 1)) };
        let prevention = pick.chance(3).then(|| SelfTradePrevention::ALL[pick.below(3) as usize]);
        PlaceOrder { account, instrument, side, kind, time_in_force, size, prevention, client: None }.into()
    }

    /// One of staff proposes a halt or its end; another decides.
    fn together(&self, instrument: InstrumentId, pick: &mut Pick) -> Command {
        let reason = Note::new("together").expect("a short text");
        let open = self.live.proposals().find(|proposal| proposal.decision.is_none()).map(|proposal| proposal.id);
        match (open, pick.below(3)) {
            (Some(proposal), 0) => RejectAction { by: OwnerId(903), proposal, reason }.into(),
            (Some(proposal), 1) => ApproveAction { by: OwnerId(902), proposal }.into(),
            (_, number) => {
                let resume = ResumeInstrument { instrument };
                let action = if number == 2 { HaltInstrument { instrument, reason }.into() } else { resume.into() };
                ProposeAction { by: OwnerId(901), action: Box::new(action) }.into()
            }
        }
    }

    fn some_order(&self, pick: &mut Pick) -> Option<(AccountId, OrderId)> {
        let account = AccountId::new(self.home(), FIRST + pick.below(u64::from(ACCOUNTS)) as u32);
        let open = &self.live.account(account)?.open_orders;
        let place = pick.below(open.len().max(1) as u64) as usize;
        open.get(place).map(|&order| (account, order))
    }

    fn decide_payment(&self, pick: &mut Pick) -> Command {
        let mut payments = self.live.accounts().iter().filter_map(|account| account.payments.as_deref());
        let withdrawal = payments.clone().flat_map(|payments| &payments.withdrawals).map(|withdrawal| withdrawal.id).next();
        let deposit = payments.find_map(|payments| payments.deposits.first()).map(|deposit| deposit.id);
        match (withdrawal, deposit, pick.below(2)) {
            (Some(withdrawal), _, 0) if pick.chance(2) => CompleteWithdrawal { withdrawal }.into(),
            (Some(withdrawal), _, 0) => CancelWithdrawal { withdrawal }.into(),
            (_, Some(deposit), _) if pick.chance(2) => CreditDeposit { deposit }.into(),
            (_, Some(deposit), _) => CancelDeposit { deposit }.into(),
            _ => Tick {}.into(),
        }
    }
}

/// Near the last price, mostly on the tick.
fn price(live: &LiveState, instrument: InstrumentId, pick: &mut Pick) -> Price {
    let ticker = &live.instrument(instrument).expect("it is listed").ticker;
    let near = ticker.last.unwrap_or(ticker.previous_close).0 + pick.below(60) as i64 - 30;
    let wide = near + if pick.chance(12) { pick.below(400) as i64 - 200 } else { 0 };
    Price(if pick.chance(20) { wide } else { wide - wide.rem_euclid(5) })
}

/// Draws small numbers from a large one.
pub(crate) struct Pick(u64);

impl Pick {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % count
    }

    fn chance(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }
}

fn policies() -> Vec<PolicyBody> {
    let step = |from, tick| TickStep { from: Price(from), tick: Price(tick) };
    let cycle = [
        (0, Phase::PreOpen),
        (1_800, Phase::OpeningAuction),
        (3_600, Phase::Continuous),
        (10_800, Phase::ClosingAuction),
        (12_600, Phase::Closed),
    ];
    let phases = (0..6).flat_map(|n| cycle.map(|(second, phase)| PhaseStart { second: n * 14_400 + second, phase })).collect();
    let stock = Calendar { utc_offset_s: 32_400, day_starts_s: 0, weekdays: 127, phases, holidays: vec![], shifted_days: vec![] };
    let always = vec![PhaseStart { second: 32_400, phase: Phase::Continuous }];
    vec![
        TickTable { price_decimals: 0, steps: vec![step(0, 1), step(1_000, 5), step(2_000, 10)] }.into(),
        Fees { maker: Bps(5), taker: Bps(17) }.into(),
        stock.clone().into(),
        Calendar { day_starts_s: 32_400, phases: always, ..stock }.into(),
        PriceBand { limit: Bps(3_000) }.into(),
        Volatility { trigger: Bps(300), auction_s: 120 }.into(),
        Withholding {
            income: Bps(1_400),
            local: Bps(140),
            round_down_to: Won(10),
            not_below: Won(1_000),
            collection: Collection::Withheld,
        }
        .into(),
    ]
}

fn listings() -> [ListInstrument; 2] {
    let rules = Rules {
        tick_table: PolicyId(1),
        fees: PolicyId(2),
        calendar: PolicyId(3),
        price_band: Some(PolicyId(5)),
        volatility: Some(PolicyId(6)),
        withholding: Some(PolicyId(7)),
    };
    let stock = ListInstrument {
        code: Code::new("KRW-STOCK").expect("a code"),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(10_000),
        registered_supply: Quantity(1_000_000),
        reference_price: Price(1_500),
        circle: TradingCircle::Everyone,
        rules: rules.clone(),
    };
    let coin = ListInstrument {
        code: Code::new("KRW-COIN").expect("a code"),
        quantity_decimals: 2,
        rules: Rules { calendar: PolicyId(4), volatility: None, ..rules },
        ..stock.clone()
    };
    [stock, coin]
}
