//! A small live market and what settles it: for the tests, and for the process that crashes.

#![allow(dead_code, clippy::unwrap_used)]

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, sol};
use chain::{Call, Chain, EmbeddedChain};
use money::{Bps, Price, Quantity, Won};
use projections::live::{Live, LiveState};
use protocol::command::*;
use protocol::event::OfferingOutcome;
use protocol::ids::{DepositId, ExternalId, PolicyId, WithdrawalId};
use protocol::policy::{Calendar, Fees, Phase, PhaseStart, PolicyBody, Rules, TickStep, TickTable};
use protocol::text::{Code, Note};
use protocol::{
    AccountId, Command, Day, Event, Home, InstrumentId, OrderKind, OwnerId, SelfTradePrevention, Seq, Side, Size, Time, TimeInForce,
};
use scratch::Core;
use settlement::{Asset, Ledger, LedgerReader, MIGRATIONS, Settings, Settlement, Step, wallet_of};
use signer::{Password, Signer};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::{Database, DatabaseUrl};

pub(crate) const CHAIN_ID: u64 = 21_127;
pub(crate) const HOME: Home = Home::LIVE;
pub(crate) const UNITS: InstrumentId = InstrumentId(1);
/// What is offered, where something is.
pub(crate) const OFFERED: InstrumentId = InstrumentId(2);

/// How long an offering is open.
const OFFERING_S: i64 = 3_600;

/// Accounts of people begin after the house's.
pub(crate) const ALICE: AccountId = AccountId(16);
pub(crate) const BOB: AccountId = AccountId(17);
pub(crate) const CAROL: AccountId = AccountId(18);

/// The market's first moment; see `scratch::Core`.
const START: Time = Time(1_795_395_600_000_000);

sol! {
    function balanceOf(address account) external view returns (uint256);
}

pub(crate) struct World {
    pub(crate) core: Core,
    pub(crate) database: Database,
    pub(crate) chain: Arc<dyn Chain>,
    pub(crate) signer: Arc<Signer>,
    pub(crate) settlement: Settlement,
}

impl World {
    /// Opens what lies in the folder, or founds it, on the embedded chain.
    pub(crate) async fn open(folder: &Path, url: &DatabaseUrl) -> Self {
        let chain = EmbeddedChain::open(&folder.join("chain.sqlite"), CHAIN_ID).await.unwrap();
        Self::open_on(folder, url, Arc::new(chain)).await
    }

    pub(crate) async fn open_on(folder: &Path, url: &DatabaseUrl, chain: Arc<dyn Chain>) -> Self {
        let core = Core::start(folder, HOME).await;
        let database = Database::open(url, &[("settlement", MIGRATIONS)]).await.unwrap();
        let signer = Arc::new(Signer::open(folder, &Password::new("of the tests".into()).unwrap()).unwrap());
        let settlement = reopened(&core, &database, &chain, &signer).await;
        Self { core, database, chain, signer, settlement }
    }

    /// Settles until nothing is left; how many steps that took.
    pub(crate) async fn settle(&mut self) -> usize {
        let mut steps = 0;
        loop {
            match self.settlement.step().await {
                Ok(Step::Idle) => return steps,
                Ok(_) => steps += 1,
                // A node needs a moment for a block.
                Err(settlement::SettlementError::Pending { .. }) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// A new settlement over the same tables, as after a restart.
    pub(crate) async fn reopen(&mut self) {
        self.settlement = reopened(&self.core, &self.database, &self.chain, &self.signer).await;
    }

    /// Policies, one instrument of 1,000 units, three verified people.
    pub(crate) async fn found(&self) {
        for command in policies() {
            self.core.give(command).await;
        }
        self.core.give(Box::new(listing("KRW-JG0127", 1_000))).await;
        for owner in 1..=3 {
            self.account(owner).await;
        }
        for account in [ALICE, BOB, CAROL] {
            self.verify(account, Day::from_civil(2027, 12, 31).unwrap()).await;
        }
    }

    pub(crate) async fn account(&self, owner: u64) -> AccountId {
        let events = self.core.give(OpenAccount { owner: OwnerId(owner), kind: AccountKind::Investor, own_instrument: None }).await;
        let Event::AccountOpened(opened) = &events[0] else { panic!("{events:?}") };
        opened.account
    }

    /// An asset of 1,000 units, of which 480 are offered for an hour at 5,000 won, if at least `target` are subscribed. Gives the owner's account.
    pub(crate) async fn offer(&self, target: i64) -> AccountId {
        let owner = self.account(9).await;
        self.core.give(Box::new(listing("KRW-JG0141", 480))).await;
        self.core.give(HaltInstrument { instrument: OFFERED, reason: Note::new("before its offering").unwrap() }).await;
        let (class, share) = (AssetClass::RealEstate, Bps(4_800));
        let register = RegisterAsset { instrument: OFFERED, owner, class, appraisal: Won(5_000_000), total_units: Quantity(1_000), share };
        self.core.give(register).await;
        let opens_at = self.core.clock.now();
        let [minimum, maximum, target] = [1, 480, target].map(Quantity);
        let closes_at = opens_at.plus_seconds(OFFERING_S);
        self.core.give(ScheduleOffering { instrument: OFFERED, opens_at, closes_at, minimum, maximum, target }).await;
        owner
    }

    pub(crate) async fn subscribe(&self, account: AccountId, quantity: i64) {
        self.core.give(Subscribe { account, instrument: OFFERED, quantity: Quantity(quantity) }).await;
    }

    /// Lets the offering's time run out, and waits until everybody is allotted or refunded.
    pub(crate) async fn close_offering(&self) -> OfferingOutcome {
        let mut follower = self.core.gateway.follow(self.core.gateway.durable_seq());
        self.core.clock.advance_seconds(OFFERING_S);
        // Any command lets the market look at its clock.
        self.core.give(SetSelfTradePrevention { account: ALICE, mode: SelfTradePrevention::CancelNewest }).await;
        loop {
            let events = follower.next().await.unwrap().outcome.unwrap();
            let closed =
                events.iter().find_map(|event| if let Event::OfferingClosed(closed) = event { Some(closed.outcome) } else { None });
            if let Some(outcome) = closed {
                return outcome;
            }
        }
    }

    pub(crate) async fn release(&self, amount: i64) {
        self.core.give(ReleaseProceeds { instrument: OFFERED, amount: Won(amount), evidence: [7; 32] }).await;
    }

    pub(crate) async fn verify(&self, account: AccountId, verified_until: Day) {
        self.core.give(SetVerification { account, verified_until, country: 410, class: InvestorClass::General }).await;
    }

    pub(crate) async fn deposit(&self, account: AccountId, amount: i64, external: u64) -> DepositId {
        let external_id = ExternalId(external.to_be_bytes().repeat(2).try_into().unwrap());
        let events = self.core.give(RequestDeposit { account, amount: Won(amount), external_id }).await;
        let Event::DepositRequested(requested) = &events[0] else { panic!("{events:?}") };
        self.core.give(CreditDeposit { deposit: requested.deposit }).await;
        requested.deposit
    }

    pub(crate) async fn withdraw(&self, account: AccountId, amount: i64) -> WithdrawalId {
        let events = self.core.give(RequestWithdrawal { account, amount: Won(amount) }).await;
        let Event::WithdrawalRequested(requested) = &events[0] else { panic!("{events:?}") };
        self.core.give(CompleteWithdrawal { withdrawal: requested.withdrawal }).await;
        requested.withdrawal
    }

    pub(crate) async fn issue(&self, account: AccountId, quantity: i64) {
        self.core.give(IssueUnits { instrument: UNITS, account, quantity: Quantity(quantity), cost: Won(quantity * 5_000) }).await;
    }

    pub(crate) async fn order(&self, account: AccountId, side: Side, price: i64, quantity: i64) -> Box<[Event]> {
        self.order_of(UNITS, account, side, price, quantity).await
    }

    pub(crate) async fn order_of(
        &self,
        instrument: InstrumentId,
        account: AccountId,
        side: Side,
        price: i64,
        quantity: i64,
    ) -> Box<[Event]> {
        let order = PlaceOrder {
            account,
            instrument,
            side,
            kind: OrderKind::Limit { price: Price(price) },
            time_in_force: TimeInForce::Gtc,
            size: Size::Quantity(Quantity(quantity)),
            prevention: None,
            client: None,
        };
        self.core.give(order).await
    }

    pub(crate) async fn distribute(&self, payer: AccountId, total: i64) {
        self.distribute_on(UNITS, payer, total).await;
    }

    pub(crate) async fn distribute_on(&self, instrument: InstrumentId, payer: AccountId, total: i64) {
        let mut follower = self.core.gateway.follow(self.core.gateway.durable_seq());
        self.core.give(PayDistribution { instrument, payer, total: Won(total) }).await;
        // The steps of the job come by themselves.
        let closes = |event: &Event| matches!(event, Event::DistributionClosed(_));
        while !follower.next().await.unwrap().outcome.unwrap().iter().any(closes) {}
    }

    /// What an account holds on the chain.
    pub(crate) async fn on_chain(&self, contract: &str, account: AccountId) -> u64 {
        let address = self.address(contract).await;
        let input = balanceOfCall { account: wallet_of(account) }.abi_encode().into();
        let output = self.chain.call(Call { from: Address::ZERO, to: Some(address), input }).await.unwrap();
        U256::from_be_slice(&output).to()
    }

    /// Won and units of the three people, on the chain.
    pub(crate) async fn holdings(&self) -> [(u64, u64); 3] {
        let mut found = [(0, 0); 3];
        for (found, account) in found.iter_mut().zip([ALICE, BOB, CAROL]) {
            *found = (self.on_chain("won", account).await, self.on_chain("1", account).await);
        }
        found
    }

    /// Whether the first action that is not done is of a kind, by its name in the tables.
    pub(crate) async fn next_action_is(&self, kind: &str) -> bool {
        let text = "SELECT action FROM settlement_actions WHERE state <> 'done' ORDER BY lane, id LIMIT 1";
        let mut connection = self.database.read().await.unwrap();
        let action: Option<String> = sqlx::query_scalar(text).fetch_optional(&mut *connection).await.unwrap();
        action.is_some_and(|action| action.starts_with(&format!("{{\"{kind}\"")))
    }

    /// Changes the tables by hand.
    pub(crate) async fn execute(&self, statement: &str) {
        let mut tx = self.database.begin().await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(tx.sql()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) fn clock_forward_days(&self, days: i64) {
        self.core.clock.advance_seconds(days * 86_400);
    }

    pub(crate) async fn address(&self, contract: &str) -> Address {
        let text = "SELECT address FROM settlement_contracts WHERE name = $1";
        let mut connection = self.database.read().await.unwrap();
        let bytes: Vec<u8> = sqlx::query_scalar(text).bind(contract.to_owned()).fetch_one(&mut *connection).await.unwrap();
        Address::from_slice(&bytes)
    }
}

/// A settlement over what is there.
pub(crate) async fn reopened(core: &Core, database: &Database, chain: &Arc<dyn Chain>, signer: &Arc<Signer>) -> Settlement {
    Settlement::open(database.clone(), core.gateway.clone(), Arc::clone(chain), Arc::clone(signer), settings(core)).await.unwrap()
}

pub(crate) fn settings(core: &Core) -> Settings {
    Settings { gather: Duration::ZERO, ledger: Some(ledger_reader(core)), ..Settings::default() }
}

/// What the read model has, as the server reads it.
fn ledger_reader(core: &Core) -> LedgerReader {
    let live = Live::new(LiveState::new(HOME));
    let follower = Mutex::new(core.gateway.follow(Seq(0)));
    Arc::new(move || {
        live.catch_up(&mut follower.lock().unwrap()).unwrap();
        live.read(|state| {
            let of_account = |account: &projections::live::account::Account| {
                let units = account.holdings.iter().map(|holding| (Asset::Units(holding.instrument), holding.units.total()));
                let held = std::iter::once((Asset::Won, account.cash.total())).chain(units);
                let id = account.id;
                held.filter(|(_, amount)| *amount != 0).map(move |(asset, amount)| ((asset, id), amount)).collect::<Vec<_>>()
            };
            Ledger { seq: state.seq(), balances: state.accounts().iter().flat_map(of_account).collect() }
        })
    })
}

fn policies() -> Vec<Command> {
    let policy = |number: u16, body: PolicyBody| -> Command {
        Box::new(SetPolicy { policy: PolicyId(number), valid_from: START, source: Note::new("test").unwrap(), body }).into()
    };
    let phases = vec![PhaseStart { second: 32_400, phase: Phase::Continuous }];
    let calendar =
        Calendar { utc_offset_s: 32_400, day_starts_s: 32_400, weekdays: 127, phases, holidays: Vec::new(), shifted_days: Vec::new() };
    vec![
        policy(1, TickTable { price_decimals: 0, steps: vec![TickStep { from: Price(0), tick: Price(1) }] }.into()),
        policy(2, Fees { maker: Bps(5), taker: Bps(5) }.into()),
        policy(3, calendar.into()),
    ]
}

fn listing(code: &str, units: i64) -> ListInstrument {
    ListInstrument {
        code: Code::new(code).unwrap(),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(units),
        registered_supply: Quantity(units),
        reference_price: Price(5_000),
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
