//! Every command against the other market, with ids that exist in both: refused as of another market, and nothing changes in either.

use crate::market::{Answer, Market};
use crate::script;
use crate::world::{self, FIRST_PERSON, STOCK};
use money::{Bps, Price, Quantity, Won};
use protocol::command::*;
use protocol::ids::{AccountId, DepositId, ExternalId, Home, InstrumentId, OrderId, OwnerId, ProposalId, WithdrawalId};
use protocol::order::{OrderKind, SelfTradePrevention, Side, Size};
use protocol::time::Day;

/// Both markets, played alike: the same records, and so the same local numbers of accounts, instruments and orders.
fn markets() -> (Market, Market, u64) {
    let at = world::korea(2026, 11, 20, 10 * 3_600);
    let mut last_order = 0;
    let [live, practice] = [Home::LIVE, Home::PRACTICE].map(|home| {
        let mut market = Market::alone(home);
        let submit = |market: &mut Market, command: &Command| match market.submit(at, command, None) {
            Ok(Answer::Done(seq, _)) => seq.0,
            other => panic!("{command:?}: {other:?}"),
        };
        for command in world::prologue(home, at, 1_000) {
            submit(&mut market, &command);
        }
        let account = AccountId::new(home, FIRST_PERSON);
        submit(&mut market, &world::units(home, account, STOCK, 100, 0));
        // Until both have come as far: the live market's prologue is longer by the verifications.
        while market.exchange.last_seq().0 < 50 {
            submit(&mut market, &SetSelfTradePrevention { account, mode: SelfTradePrevention::CancelNewest }.into());
        }
        last_order = submit(&mut market, &ask(home));
        market
    });
    assert_eq!(live.exchange.last_seq(), practice.exchange.last_seq());
    (live, practice, last_order)
}

fn ask(home: Home) -> Command {
    let (account, instrument) = (AccountId::new(home, FIRST_PERSON), InstrumentId::new(home, STOCK));
    script::order(account, instrument, Side::Sell, OrderKind::Limit { price: Price(1_990) }, Size::Quantity(Quantity(1))).into()
}

/// Every command that names something, once for each id that could be of the other market. Ids in `here` are right, the rest is of `there`.
fn foreign(here: Home, there: Home, order: u64) -> Vec<Command> {
    let account = |home| AccountId::new(home, FIRST_PERSON);
    let instrument = |home| InstrumentId::new(home, STOCK);
    let payment = order;
    let order = OrderId::new(there, order);
    let reason = || world::note("test");
    let kind = OrderKind::Limit { price: Price(1_990) };
    let size = Size::Quantity(Quantity(1));
    vec![
        OpenAccount { owner: OwnerId(9), kind: AccountKind::Company, own_instrument: Some(instrument(there)) }.into(),
        SetVerification { account: account(there), verified_until: Day::LAST, country: 410, class: InvestorClass::General }.into(),
        SetSelfTradePrevention { account: account(there), mode: SelfTradePrevention::Decrement }.into(),
        RequestDeposit { account: account(there), amount: Won(5), external_id: ExternalId([3; 16]) }.into(),
        RequestWithdrawal { account: account(there), amount: Won(5) }.into(),
        CreditDeposit { deposit: DepositId::new(there, payment) }.into(),
        CancelDeposit { deposit: DepositId::new(there, payment) }.into(),
        CompleteWithdrawal { withdrawal: WithdrawalId::new(there, payment) }.into(),
        CancelWithdrawal { withdrawal: WithdrawalId::new(there, payment) }.into(),
        GrantCash { account: account(there), amount: Won(5) }.into(),
        world::units(there, account(here), STOCK, 5, 0),
        IssueUnits { instrument: instrument(here), account: account(there), quantity: Quantity(5), cost: Won(0) }.into(),
        HaltInstrument { instrument: instrument(there), reason: reason() }.into(),
        ResumeInstrument { instrument: instrument(there) }.into(),
        DelistInstrument { instrument: instrument(there), reason: reason() }.into(),
        script::order(account(there), instrument(here), Side::Sell, kind, size).into(),
        script::order(account(here), instrument(there), Side::Sell, kind, size).into(),
        script::order(account(there), instrument(there), Side::Sell, kind, size).into(),
        AmendOrder { account: account(here), order, price: None, quantity: Some(Quantity(2)) }.into(),
        AmendOrder { account: account(there), order, price: None, quantity: Some(Quantity(2)) }.into(),
        CancelOrder { account: account(here), order }.into(),
        CancelOrder { account: account(there), order }.into(),
        CancelOrders { account: Some(account(there)), instrument: None, side: None }.into(),
        CancelOrders { account: Some(account(here)), instrument: Some(instrument(there)), side: None }.into(),
        CancelOrders { account: None, instrument: Some(instrument(there)), side: None }.into(),
        PayDistribution { instrument: instrument(there), payer: account(here), total: Won(100) }.into(),
        PayDistribution { instrument: instrument(here), payer: account(there), total: Won(100) }.into(),
        register(instrument(there), account(here)),
        register(instrument(here), account(there)),
        schedule(instrument(there)),
        Subscribe { account: account(there), instrument: instrument(here), quantity: Quantity(1) }.into(),
        Subscribe { account: account(here), instrument: instrument(there), quantity: Quantity(1) }.into(),
        CancelSubscription { account: account(there), instrument: instrument(here) }.into(),
        CancelSubscription { account: account(here), instrument: instrument(there) }.into(),
        CancelOffering { instrument: instrument(there), reason: reason() }.into(),
        ApproveAction { by: OwnerId(9), proposal: ProposalId::new(there, payment) }.into(),
        RejectAction { by: OwnerId(9), proposal: ProposalId::new(there, payment), reason: reason() }.into(),
        ReleaseProceeds { instrument: instrument(there), amount: Won(1), evidence: [0; 32] }.into(),
    ]
}

fn register(instrument: InstrumentId, owner: AccountId) -> Command {
    let (class, appraisal) = (AssetClass::Company, Won(1_000));
    RegisterAsset { instrument, owner, class, appraisal, total_units: Quantity(10), share: Bps(1_000) }.into()
}

fn schedule(instrument: InstrumentId) -> Command {
    let (opens_at, closes_at) = (world::korea(2026, 11, 21, 0), world::korea(2026, 11, 22, 0));
    ScheduleOffering { instrument, opens_at, closes_at, minimum: Quantity(1), maximum: Quantity(1), target: Quantity(1) }.into()
}

/// Why a command needs no line above: it names nothing that belongs to a market, or only the sequencer gives it.
fn names_nothing(command: &Command) -> bool {
    matches!(
        command,
        Command::Genesis(_)
            | Command::SetPolicy(_)
            | Command::ListInstrument(_)
            | Command::ProposeAction(_)
            | Command::Tick(_)
            | Command::ContinueOrder(_)
            | Command::FireTriggered(_)
            | Command::ContinueJob(_)
    )
}

#[test]
fn f17_every_command_with_an_id_of_the_other_market_is_refused() {
    let (mut live, mut practice, order) = markets();
    for (here, there) in [(Home::LIVE, Home::PRACTICE), (Home::PRACTICE, Home::LIVE)] {
        for command in foreign(here, there, order) {
            assert!(!names_nothing(&command));
            let before = (live.hashes(), practice.hashes());
            let market = if here == Home::LIVE { &mut live } else { &mut practice };
            let at = market.now();
            match market.submit(at, &command, None) {
                Ok(Answer::Refused(rejection)) => assert_eq!(rejection.reason.code(), "wrong_market", "{command:?}"),
                other => panic!("{command:?} in {here}: {other:?}"),
            }
            assert_eq!((live.hashes(), practice.hashes()), before, "{command:?} has changed something");
        }
    }
}

#[test]
fn f17_the_same_commands_with_ids_of_the_own_market_are_accepted() {
    let (mut live, mut practice, order) = markets();
    for (home, market) in [(Home::LIVE, &mut live), (Home::PRACTICE, &mut practice)] {
        let accepted = foreign(home, home, order).into_iter().filter(|command| {
            let at = market.now();
            matches!(market.submit(at, command, None), Ok(Answer::Done(..)))
        });
        // Money in and out is of one market each; resuming needs a halt; the order is amended and cancelled once; after the delisting little is left.
        assert!(accepted.count() >= 10, "ids of the own market are refused too, so the other test proves nothing");
    }
}
