//! A running market with a database, and people who trade in it.

use money::{Bps, Price, Quantity, Won};
use policies::{Builtin, Family};
use projections::sql::{MIGRATIONS, OWNER, Projector};
use protocol::command::*;
use protocol::event::Event;
use protocol::policy::Rules;
use protocol::text::Code;
use protocol::{AccountId, Day, Home, InstrumentId, OrderId, OrderKind, OwnerId, Side, Size, StaffAction, Time, TimeInForce};
use scratch::{Core, Folder, Kind};
use store::Database;

pub(crate) struct World {
    pub(crate) core: Core,
    pub(crate) database: Database,
    _folder: Folder,
}

pub(crate) const ALICE: u32 = 16;
pub(crate) const BOB: u32 = 17;
/// One of the demo's traders.
pub(crate) const ROBOT: u32 = 18;
pub(crate) const OWNER_OF_TOWER: u32 = 19;

impl World {
    /// With rules, a coin, people with money and units of it, and an asset.
    pub(crate) async fn new(kind: Kind) -> Self {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        let url = kind.database_url(folder.path()).await;
        let database = Database::open(&url, &[(OWNER, MIGRATIONS)]).await.unwrap();
        let core = Core::start(folder.path(), Home::PRACTICE).await;
        let world = Self { core, database, _folder: folder };
        world.found().await;
        world
    }

    async fn found(&self) {
        for rule in [Builtin::CoinTicksWon, Builtin::KrxTicks, Builtin::Fees, Builtin::PracticeCoinCalendar, Builtin::KrFractionalReport] {
            for version in Family::of(rule).commands(self.core.clock.now()) {
                self.core.give(Box::new(version)).await;
            }
        }
        self.core.give(Box::new(listing("KRW-COIN", 1_000_000, 5_000))).await;
        self.core.give(Box::new(listing("KRW-TOWER", 480, 5_000))).await;
        for (number, kind) in (1..).zip([AccountKind::Investor, AccountKind::Investor, AccountKind::Simulated, AccountKind::Investor]) {
            self.core.give(OpenAccount { owner: OwnerId(number), kind, own_instrument: None }).await;
        }
        for local in [ALICE, BOB, ROBOT, OWNER_OF_TOWER] {
            let account = account(local);
            self.core.give(SetVerification { account, verified_until: Day::LAST, country: 410, class: InvestorClass::General }).await;
            self.core.give(GrantCash { account, amount: Won(100_000_000) }).await;
            self.core.give(IssueUnits { instrument: coin(), account, quantity: Quantity(1_000), cost: Won(4_000_000) }).await;
        }
    }

    /// A limit order; gives its id.
    pub(crate) async fn order(&self, local: u32, side: Side, price: i64, quantity: i64) -> OrderId {
        let order = PlaceOrder {
            account: account(local),
            instrument: coin(),
            side,
            kind: OrderKind::Limit { price: Price(price) },
            time_in_force: TimeInForce::Gtc,
            size: Size::Quantity(Quantity(quantity)),
            prevention: None,
            client: None,
        };
        let events = self.core.give(order).await;
        let placed = events.iter().find_map(|event| if let Event::OrderPlaced(placed) = event { Some(placed.order) } else { None });
        placed.unwrap()
    }

    /// Some of everything: trades, cancels, amendments, an offering that is sold, a distribution, a proposal.
    pub(crate) async fn trade(&self, round: i64) {
        let price = 4_000 + 5 * (round % 20);
        let ask = self.order(ALICE, Side::Sell, price, 30).await;
        self.order(BOB, Side::Buy, price, 10).await;
        self.order(ROBOT, Side::Buy, price, 5).await;
        let rest = self.order(ROBOT, Side::Buy, price - 100, 7).await;
        let bid = self.order(BOB, Side::Buy, price - 50, 3).await;
        self.core.give(AmendOrder { account: account(BOB), order: bid, price: None, quantity: Some(Quantity(2)) }).await;
        self.core.give(CancelOrder { account: account(ALICE), order: ask }).await;
        if round % 3 == 0 {
            self.core.give(CancelOrder { account: account(ROBOT), order: rest }).await;
        }
        if round % 5 == 0 {
            self.core.give(PayDistribution { instrument: coin(), payer: account(BOB), total: Won(40_000) }).await;
        }
    }

    /// An offering of 480 units that Alice and Bob buy, another's subscription given up.
    pub(crate) async fn offer(&self) {
        let reason = protocol::text::Note::new("before its offering").unwrap();
        self.core.give(HaltInstrument { instrument: tower(), reason: reason.clone() }).await;
        let register = RegisterAsset {
            instrument: tower(),
            owner: account(OWNER_OF_TOWER),
            class: AssetClass::RealEstate,
            appraisal: Won(5_000_000),
            total_units: Quantity(1_000),
            share: Bps(4_800),
        };
        self.core.give(register).await;
        let now = self.core.clock.now();
        let (opens_at, closes_at) = (now, now.plus_seconds(60));
        let (minimum, maximum, target) = (Quantity(1), Quantity(480), Quantity(480));
        self.core.give(ScheduleOffering { instrument: tower(), opens_at, closes_at, minimum, maximum, target }).await;
        let subscribe = |local, quantity| Subscribe { account: account(local), instrument: tower(), quantity: Quantity(quantity) };
        self.core.give(subscribe(ALICE, 100)).await;
        self.core.give(subscribe(BOB, 50)).await;
        self.core.give(CancelSubscription { account: account(BOB), instrument: tower() }).await;
        self.core.give(subscribe(BOB, 180)).await;
        self.core.give(subscribe(ALICE, 200)).await;
        self.pass(closes_at).await;
        let action = Box::new(StaffAction::from(ReleaseProceeds { instrument: tower(), amount: Won(2_400_000), evidence: [1; 32] }));
        let events = self.core.give(ProposeAction { by: OwnerId(91), action }).await;
        let Event::ActionProposed(proposed) = &events[0] else { panic!("{events:?}") };
        self.core.give(ApproveAction { by: OwnerId(92), proposal: proposed.proposal }).await;
        self.core.give(PayDistribution { instrument: tower(), payer: account(OWNER_OF_TOWER), total: Won(1_000_999) }).await;
    }

    /// Lets time pass, with what is due by then and the jobs that follow.
    async fn pass(&self, until: Time) {
        self.core.clock.set(until);
        // Anything wakes the core; what is due comes before it, and a step of a job after it.
        for _ in 0..4 {
            let account = account(ALICE);
            self.core.give(SetSelfTradePrevention { account, mode: protocol::SelfTradePrevention::CancelNewest }).await;
        }
    }

    pub(crate) async fn projector(&self) -> Projector {
        Projector::open(self.database.clone(), self.core.gateway.clone()).await.unwrap()
    }

    /// Every row of every table of the generation that is read, in an order of its own.
    pub(crate) async fn rows(&self) -> Vec<(String, Vec<String>)> {
        use sqlx::Row;
        let text = "SELECT generation FROM read_generations WHERE market = 'practice' AND state = 'active'";
        let generation: i64 = sqlx::query_scalar(text).fetch_one(&mut *self.database.read().await.unwrap()).await.unwrap();
        let mut all = Vec::new();
        for table in ["accounts", "orders", "fills", "statement", "balances", "offerings", "subscriptions", "distributions", "payments"] {
            let text = format!("SELECT * FROM {table}_practice_{generation}");
            let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&mut *self.database.read().await.unwrap()).await.unwrap();
            let shown = |row: &sqlx::any::AnyRow| {
                let cell = |place: usize| {
                    let number = row.try_get::<Option<i64>, _>(place).map(|number| format!("{number:?}"));
                    number.or_else(|_| row.try_get::<Option<String>, _>(place).map(|text| format!("{text:?}"))).unwrap()
                };
                (0..row.len()).map(cell).collect::<Vec<_>>().join(" ")
            };
            let mut rows: Vec<String> = rows.iter().map(shown).collect();
            rows.sort();
            all.push((table.to_owned(), rows));
        }
        all
    }
}

pub(crate) fn coin() -> InstrumentId {
    InstrumentId::new(Home::PRACTICE, 1)
}

/// A share of an asset.
pub(crate) fn tower() -> InstrumentId {
    InstrumentId::new(Home::PRACTICE, 2)
}

pub(crate) fn account(local: u32) -> AccountId {
    AccountId::new(Home::PRACTICE, local)
}

fn listing(code: &str, supply: i64, reference: i64) -> ListInstrument {
    let policy = |rule| Family::of(rule).policy;
    ListInstrument {
        code: Code::new(code).unwrap(),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(10_000),
        registered_supply: Quantity(supply),
        reference_price: Price(reference),
        circle: TradingCircle::Everyone,
        rules: Rules {
            tick_table: policy(Builtin::KrxTicks),
            fees: policy(Builtin::Fees),
            calendar: policy(Builtin::PracticeCoinCalendar),
            price_band: None,
            volatility: None,
            withholding: Some(policy(Builtin::KrFractionalReport)),
        },
    }
}

/// What the core's own records say an account has, cash and units of the coin.
pub(crate) fn balances(core: &Core) -> std::collections::BTreeMap<(u32, u16), i64> {
    let mut state = projections::live::LiveState::new(Home::PRACTICE);
    for record in core.records() {
        state.apply(&record.header, record.outcome.as_deref().unwrap_or(&[])).unwrap();
    }
    let mut all = std::collections::BTreeMap::new();
    for account in state.accounts() {
        all.insert((account.id.local(), 0), account.cash.total());
        for holding in &account.holdings {
            all.insert((account.id.local(), holding.instrument.local()), holding.units.total());
        }
    }
    all.retain(|_, total| *total != 0);
    all
}
