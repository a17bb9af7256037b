//! Refusals of commands that are no orders, and those at the limits: each reason with a command that is refused, which changes nothing, and one like it
//! that is accepted.

use crate::market::{Answer, Market};
use crate::script;
use crate::world::{self, COIN, FEES, FIRST_PERSON, STOCK, note};
use exchange::{Capacity, limits};
use money::{Bps, Price, Quantity, Won};
use protocol::command::*;
use protocol::ids::{AccountId, DepositId, ExternalId, Home, InstrumentId, OwnerId, PolicyId, WithdrawalId};
use protocol::order::{OrderKind, Side, Size};
use protocol::policy::*;
use protocol::rejection::Reason;
use protocol::text::Code;
use protocol::time::Time;

pub struct Refusal {
    pub reason: Reason,
    pub test: &'static str,
}

const HOME: Home = Home::LIVE;
const ALICE: AccountId = AccountId(FIRST_PERSON as u64);

fn now() -> Time {
    world::korea(2026, 11, 20, 10 * 3_600)
}

fn market(capacity: Capacity) -> Market {
    let mut market = Market::with_capacity(HOME, capacity);
    for command in world::prologue(HOME, now(), 1_000) {
        done(&mut market, &command);
    }
    market
}

fn room() -> Capacity {
    Capacity { accounts: 1_000, holdings: 10_000, orders: 20_000 }
}

fn done(market: &mut Market, command: &Command) -> u64 {
    match market.submit(now(), command, None) {
        Ok(Answer::Done(seq, _)) => seq.0,
        other => panic!("{command:?}: {other:?}"),
    }
}

/// The same where the record's place does not matter.
fn repeat(market: &mut Market, command: &Command) {
    done(market, command);
}

/// Plays a refused command and an accepted one.
fn refuses(reason: Reason, mut market: Market, refused: Command, accepted: Option<Command>) {
    let before = market.hashes();
    match market.submit(now(), &refused, None) {
        Ok(Answer::Refused(rejection)) => assert_eq!((rejection.reason, market.hashes()), (reason, before), "{refused:?}"),
        other => panic!("{refused:?}: expected {}, got {other:?}", reason.code()),
    }
    if let Some(accepted) = accepted {
        done(&mut market, &accepted);
    }
    market.scan().expect("the market holds together");
}

macro_rules! refusals {
    ($($test:ident: $reason:ident, $case:expr;)*) => {
        pub const REFUSALS: &[Refusal] = &[$(Refusal { reason: Reason::$reason, test: stringify!($test) }),*];

        $(
            #[test]
            fn $test() {
                let (market, refused, accepted): (Market, Command, Option<Command>) = $case;
                refuses(Reason::$reason, market, refused, accepted);
            }
        )*
    };
}

refusals! {
    f72_second_genesis_is_refused: AlreadyFounded, (market(room()), world::genesis(), None);
    f72_nothing_comes_before_the_genesis: NotFounded, (Market::alone(HOME), open(9, AccountKind::Investor), Some(world::genesis()));
    f72_genesis_with_an_odd_key_table_is_refused: KeysMaxOutOfRange, {
        let odd = Genesis { key_secret: [7; 32], keys_max: 1_000, demo: None };
        (Market::alone(HOME), odd.into(), Some(world::genesis()))
    };
    f10_account_of_the_house_is_not_opened: AccountKindNotAllowed, (market(room()), open(9, AccountKind::House), Some(open(9, AccountKind::Simulated)));
    f37_company_without_its_instrument_is_refused: OwnInstrumentRequired,
        (market(room()), open(9, AccountKind::Company), Some(open(9, AccountKind::Investor)));
    f10_account_without_owner_is_refused: OwnerRequired, (market(room()), open(0, AccountKind::Investor), Some(open(9, AccountKind::Investor)));
    f10_shard_full_of_accounts_is_refused: TooManyAccounts,
        (market(Capacity { accounts: FIRST_PERSON + 7, ..room() }), open(9, AccountKind::Investor), None);
    f14_payment_is_announced_once: ExternalIdAlreadyUsed, {
        let mut market = market(room());
        done(&mut market, &deposit(1, 100));
        (market, deposit(1, 100), Some(deposit(2, 100)))
    };
    f14_deposit_is_credited_once: DepositNotOpen, {
        let mut market = market(room());
        let seq = done(&mut market, &deposit(1, 100));
        done(&mut market, &credit(seq));
        (market, credit(seq), Some(deposit(2, 100)))
    };
    f14_a_cancelled_deposit_keeps_its_outside_identity: ExternalIdAlreadyUsed, {
        let mut market = market(room());
        let seq = done(&mut market, &deposit(1, 100));
        done(&mut market, &CancelDeposit { deposit: DepositId::new(Home::LIVE, seq) }.into());
        (market, deposit(1, 100), Some(deposit(2, 100)))
    };
    f11_withdrawal_is_paid_once: WithdrawalNotOpen, {
        let mut market = rich(ALICE, 1_000);
        let seq = done(&mut market, &RequestWithdrawal { account: ALICE, amount: Won(100) }.into());
        let complete: Command = CompleteWithdrawal { withdrawal: WithdrawalId::new(Home::LIVE, seq) }.into();
        done(&mut market, &complete);
        (market, complete, Some(RequestWithdrawal { account: ALICE, amount: Won(100) }.into()))
    };
    f17_money_of_a_market_stays_within_its_bound: TotalTooLarge, {
        let mut market = rich(ALICE, Won::MAX.0 - 5);
        let more = done(&mut market, &deposit(77, 6));
        let fits = done(&mut market, &deposit(78, 5));
        (market, credit(more), Some(credit(fits)))
    };
    f11_payments_under_way_are_limited: TooManyTransfers, {
        let mut market = market(room());
        (0..u32::from(limits::TRANSFERS_PER_ACCOUNT)).for_each(|number| repeat(&mut market, &deposit(number, 100)));
        (market, deposit(1_000, 100), None)
    };
    f19_rule_is_not_changed_backwards: PolicyInPast, (market(room()), fees(5, Time(now().0 - 1)), Some(fees(5, now())));
    f19_rule_outside_its_range_is_refused: PolicyMalformed, (market(room()), fees(1_001, now()), Some(fees(1_000, now())));
    f19_policy_keeps_its_kind: PolicyKindDiffers, (market(room()), policy(FEES, PriceBand { limit: Bps(1_000) }), Some(policy(PolicyId(99), PriceBand { limit: Bps(1_000) })));
    f19_versions_are_limited: TooManyPolicies, {
        let mut market = market(room());
        (10..65_535).for_each(|_| repeat(&mut market, &fees(5, Time(now().0 + 1_000_000))));
        (market, fees(5, now()), None)
    };
    f35_listing_names_rules_that_are_there: UnknownPolicy, (market(room()), list(|l| l.rules.fees = PolicyId(98)), Some(list(|_| {})));
    f35_code_is_unique: CodeAlreadyUsed, (market(room()), list(|l| l.code = code("KRW-STOCK")), Some(list(|_| {})));
    f35_code_has_its_form: CodeMalformed, (market(room()), list(|l| l.code = code("krw-new")), Some(list(|_| {})));
    f17_scales_whose_products_do_not_fit_are_refused: ScaleOutOfRange,
        (market(room()), list(|l| l.max_order_quantity = Quantity(1 << 61)), Some(list(|_| {})));
    f35_lot_divides_the_largest_order: LotOutOfRange, (market(room()), list(|l| l.lot = Quantity(7)), Some(list(|l| l.lot = Quantity(10))));
    f35_supply_is_whole_lots: SupplyOutOfRange, (market(room()), list(|l| l.registered_supply = Quantity(0)), Some(list(|_| {})));
    f35_reference_is_a_price: ReferenceOffTick, (market(room()), list(|l| l.reference_price = Price(2_001)), Some(list(|_| {})));
    f35_band_of_too_many_prices_is_refused: BandTooWide, {
        let mut market = market(room());
        let step = TickStep { from: Price(0), tick: Price(1) };
        done(&mut market, &policy(PolicyId(97), TickTable { price_decimals: 0, steps: vec![step] }));
        let wide = |price| move |l: &mut ListInstrument| {
            l.rules.tick_table = PolicyId(97);
            l.reference_price = Price(price);
        };
        (market, list(wide(1_000_000)), Some(list(wide(400_000))))
    };
    f35_instruments_are_limited: TooManyInstruments, {
        let mut market = market(room());
        (5..limits::INSTRUMENTS).for_each(|n| repeat(&mut market, &list(|l| l.code = code(&format!("KRW-N{n}")))));
        (market, list(|_| {}), None)
    };
    f13_units_stay_within_the_registered_supply: BeyondRegisteredSupply,
        (market(room()), world::units(HOME, ALICE, STOCK, 1_000_001, 0), Some(world::units(HOME, ALICE, STOCK, 1_000_000, 0)));
    f31_open_orders_of_an_account_are_limited: TooManyOpenOrders, {
        let mut market = rich(ALICE, 1_000_000_000);
        (0..limits::OPEN_ORDERS_PER_ACCOUNT).for_each(|_| repeat(&mut market, &bid(ALICE, STOCK, 1_990)));
        (market, bid(ALICE, STOCK, 1_990), Some(CancelOrders { account: Some(ALICE), instrument: None, side: None }.into()))
    };
    f31_open_orders_of_a_shard_are_limited: TooManyOrders, {
        let mut market = funded(Capacity { orders: 1_024, ..room() }, ALICE, 1_000_000_000);
        (0..1_024).for_each(|_| repeat(&mut market, &bid(ALICE, STOCK, 1_990)));
        (market, bid(ALICE, STOCK, 1_990), None)
    };
    f13_holdings_of_an_account_are_limited: TooManyHoldings, {
        let mut market = rich(ALICE, 1_000_000_000);
        for number in 0..500 {
            done(&mut market, &list(|l| l.code = code(&format!("KRW-N{number}"))));
            done(&mut market, &world::units(HOME, ALICE, 6 + number, 5, 0));
        }
        (market, bid(ALICE, STOCK, 1_990), Some(bid(ALICE, 6, 1_990)))
    };
    f13_holdings_of_a_shard_are_limited: NoRoomForHoldings, {
        let mut market = funded(Capacity { holdings: 1, ..room() }, ALICE, 1_000_000);
        done(&mut market, &world::units(HOME, ALICE, STOCK, 10, 0));
        (market, bid(ALICE, COIN, 20), Some(bid(ALICE, STOCK, 1_990)))
    };
    f53_nothing_is_paid_on_nothing: NothingIssued, {
        let pay = |instrument| PayDistribution { instrument: InstrumentId::new(HOME, instrument), payer: ALICE, total: Won(1_000) };
        let mut market = rich(ALICE, 1_000_000);
        done(&mut market, &world::units(HOME, ALICE, STOCK, 10, 0));
        (market, pay(COIN).into(), Some(pay(STOCK).into()))
    };
    f53_jobs_under_way_are_limited: TooManyJobs, {
        let mut market = market(room());
        let cancel: Command = CancelOrders { account: None, instrument: Some(InstrumentId::new(HOME, STOCK)), side: None }.into();
        (0..limits::JOBS).for_each(|_| repeat(&mut market, &cancel));
        (market, cancel, None)
    };
    f53_record_dates_are_limited: TooManyEpochs, {
        let mut market = rich(ALICE, 1_000_000_000);
        done(&mut market, &world::units(HOME, ALICE, STOCK, 10, 0));
        let pay: Command = PayDistribution { instrument: InstrumentId::new(HOME, STOCK), payer: ALICE, total: Won(10) }.into();
        for _ in 0..u16::MAX {
            done(&mut market, &pay);
            market.finish_jobs().expect("a distribution ends");
        }
        (market, pay, None)
    };
    f10_open_proposals_are_limited: TooManyProposals, {
        let mut market = market(room());
        let halt = HaltInstrument { instrument: InstrumentId::new(HOME, STOCK), reason: note("test") };
        let propose: Command = ProposeAction { by: OwnerId(901), action: Box::new(halt.into()) }.into();
        (0..limits::PROPOSALS).for_each(|_| repeat(&mut market, &propose));
        (market, propose, None)
    };
    f31_steps_are_the_sequencers: NothingToContinue, (market(room()), Tick {}.into(), None);
}

fn open(owner: u64, kind: AccountKind) -> Command {
    OpenAccount { owner: OwnerId(owner), kind, own_instrument: None }.into()
}

fn deposit(number: u32, amount: i64) -> Command {
    let mut external = [9; 16];
    external[..4].copy_from_slice(&number.to_le_bytes());
    RequestDeposit { account: ALICE, amount: Won(amount), external_id: ExternalId(external) }.into()
}

fn credit(seq: u64) -> Command {
    CreditDeposit { deposit: DepositId::new(Home::LIVE, seq) }.into()
}

fn rich(account: AccountId, amount: i64) -> Market {
    funded(room(), account, amount)
}

fn funded(capacity: Capacity, account: AccountId, amount: i64) -> Market {
    let mut market = market(capacity);
    let next = market.exchange.last_seq().0 + 1;
    world::cash(HOME, account, amount, next).iter().for_each(|command| repeat(&mut market, command));
    market
}

fn policy(policy: PolicyId, body: impl Into<PolicyBody>) -> Command {
    Box::new(SetPolicy { policy, valid_from: now(), source: note("test"), body: body.into() }).into()
}

fn fees(bps: u16, valid_from: Time) -> Command {
    let body = Fees { maker: Bps(bps), taker: Bps(bps) }.into();
    Box::new(SetPolicy { policy: FEES, valid_from, source: note("test"), body }).into()
}

fn code(text: &str) -> Code {
    Code::new(text).expect("a text")
}

fn list(change: impl FnOnce(&mut ListInstrument)) -> Command {
    let rules = Rules {
        tick_table: world::TICKS,
        fees: FEES,
        calendar: world::ROUND_THE_CLOCK,
        price_band: Some(world::BAND),
        volatility: None,
        withholding: None,
    };
    let mut listing = ListInstrument {
        code: code("KRW-NEW"),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(10_000),
        registered_supply: Quantity(1_000_000),
        reference_price: Price(1_990),
        circle: TradingCircle::Everyone,
        rules,
    };
    change(&mut listing);
    Box::new(listing).into()
}

fn bid(account: AccountId, number: u16, price: i64) -> Command {
    let kind = OrderKind::Limit { price: Price(price) };
    script::order(account, InstrumentId::new(HOME, number), Side::Buy, kind, Size::Quantity(Quantity(1))).into()
}
