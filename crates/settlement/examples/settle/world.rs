//! A small live market and what settles it: for the tests, and for the process that crashes.

#![allow(dead_code, clippy::unwrap_used)]

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, sol};
use chain::{Call, Chain, EmbeddedChain};
use money::{Bps, Price, Quantity, Won};
use protocol::command::*;
use protocol::ids::{DepositId, ExternalId, PolicyId, WithdrawalId};
use protocol::policy::{Calendar, Fees, Phase, PhaseStart, PolicyBody, Rules, TickStep, TickTable};
use protocol::text::{Code, Note};
use protocol::{AccountId, Command, Day, Event, Home, InstrumentId, OrderKind, OwnerId, Side, Size, Time, TimeInForce};
use scratch::Core;
use settlement::{MIGRATIONS, Settlement, Step, wallet_of};
use signer::{Password, Signer};
use std::path::Path;
use std::sync::Arc;
use store::{Database, DatabaseUrl};

pub(crate) const CHAIN_ID: u64 = 21_127;
pub(crate) const HOME: Home = Home::LIVE;
pub(crate) const UNITS: InstrumentId = InstrumentId(1);

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
        let settlement = Settlement::open(core.gateway.clone(), database.clone(), Arc::clone(&chain), Arc::clone(&signer)).await.unwrap();
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
                Err(settlement::SettlementError::Pending { .. }) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// A new settlement over the same tables, as after a restart.
    pub(crate) async fn reopen(&mut self) {
        let (gateway, chain) = (self.core.gateway.clone(), Arc::clone(&self.chain));
        self.settlement = Settlement::open(gateway, self.database.clone(), chain, Arc::clone(&self.signer)).await.unwrap();
    }

    /// Policies, one instrument of 1,000 units, three verified people.
    pub(crate) async fn found(&self) {
        for command in policies_and_listing() {
            self.core.give(command).await;
        }
        for owner in 1..=3 {
            self.core.give(OpenAccount { owner: OwnerId(owner), kind: AccountKind::Investor, own_instrument: None }).await;
        }
        for account in [ALICE, BOB, CAROL] {
            self.verify(account, Day::from_civil(2027, 12, 31).unwrap()).await;
        }
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
        let order = PlaceOrder {
            account,
            instrument: UNITS,
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
        let mut follower = self.core.gateway.follow(self.core.gateway.durable_seq());
        self.core.give(PayDistribution { instrument: UNITS, payer, total: Won(total) }).await;
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
        let text = "SELECT action FROM settlement_actions WHERE state <> 'done' ORDER BY id LIMIT 1";
        let mut connection = self.database.read().await.unwrap();
        let action: Option<String> = sqlx::query_scalar(text).fetch_optional(&mut *connection).await.unwrap();
        action.is_some_and(|action| action.starts_with(&format!("{{\"{kind}\"")))
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

fn policies_and_listing() -> Vec<Command> {
    let policy = |number: u16, body: PolicyBody| -> Command {
        Box::new(SetPolicy { policy: PolicyId(number), valid_from: START, source: Note::new("test").unwrap(), body }).into()
    };
    let phases = vec![PhaseStart { second: 32_400, phase: Phase::Continuous }];
    let calendar =
        Calendar { utc_offset_s: 32_400, day_starts_s: 32_400, weekdays: 127, phases, holidays: Vec::new(), shifted_days: Vec::new() };
    let listing = ListInstrument {
        code: Code::new("KRW-JG0127").unwrap(),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(1_000),
        registered_supply: Quantity(1_000),
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
    };
    vec![
        policy(1, TickTable { price_decimals: 0, steps: vec![TickStep { from: Price(0), tick: Price(1) }] }.into()),
        policy(2, Fees { maker: Bps(5), taker: Bps(5) }.into()),
        policy(3, calendar.into()),
        Box::new(listing).into(),
    ]
}
