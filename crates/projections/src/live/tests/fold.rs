use money::{Price, Quantity, Won};
use protocol::event::*;
use protocol::ids::{DepositId, ExternalId, JobId, TradeId, WithdrawalId};
use protocol::policy::{Phase, SessionState};
use protocol::text::Note;
use protocol::*;

use super::shared::*;
use crate::live::account::{Balance, Cause};
use crate::live::limits::{ENDED_ORDERS_MAX, FILLS_MAX, STATEMENT_LINES_MAX, TRADES_MAX};
use crate::live::order::Stage;
use crate::live::postings::{Asset, BANK_CLEARING, FEES, GRANT, TAX};
use crate::live::{FoldError, Live, LiveState, SavedStateError};

fn cash(script: &Script, local: u32) -> (i64, i64) {
    let Balance { available, held } = script.state.account(account(local)).unwrap().cash;
    (available, held)
}

fn units(script: &Script, local: u32) -> (i64, i64, i64) {
    let account = script.state.account(account(local)).unwrap();
    account.holding(instrument()).map_or((0, 0, 0), |h| (h.units.available, h.units.held, h.cost.0))
}

fn bids(script: &Script) -> Vec<(i64, i64, u32)> {
    let depth = &script.state.instruments()[0].depth;
    depth.bids.iter().map(|(price, level)| (price.0, level.quantity.0, level.orders)).collect()
}

#[test]
fn f31_a_trade_moves_cash_and_units_and_leaves_nothing_held() {
    let mut script = Script::with_alice_and_bob(100_000, 50);
    let sell = script.rest(BOB, Side::Sell, 1_000, 20);
    assert_eq!(units(&script, BOB), (30, 20, 45_000));
    // Alice asks 1,010 × 20 and gets Bob's 1,000: the difference and the won of caution come back.
    let buy = OrderId::new(HOME, script.state.seq().0 + 1);
    let seq = script.record(&[placed(buy, ALICE, Side::Buy, 1_010, 20, Entry::Taking).into(), fill(buy, sell, 1_000, 20, 208).into()]);
    assert_eq!(cash(&script, ALICE), (100_000 - 20_002, 0));
    assert_eq!(units(&script, ALICE), (20, 0, 20_002));
    assert_eq!(units(&script, BOB), (30, 0, 45_000 - 18_000));
    assert_eq!(cash(&script, BOB), (20_000 - 3 - 11, 0));
    assert_eq!((cash(&script, FEES), cash(&script, TAX), cash(&script, GRANT)), ((5, 0), (11, 0), (-100_000, 0)));
    assert_eq!(script.state.units_held(instrument()), script.state.instruments()[0].issued);

    let alice = script.state.account(account(ALICE)).unwrap();
    assert_eq!(script.state.own_order(alice, buy).map(|o| (o.stage, o.filled, o.fee)), Some((Stage::Filled, Quantity(20), Won(2))));
    assert_eq!(script.state.own_order(alice, sell), None, "another's order is not shown");
    assert_eq!(script.state.fills_of(alice).next().map(|fill| fill.trade), Some(TradeId::new(seq, 0)));
    let lines: Vec<_> = script.state.statement_of(alice).map(|l| (l.cause, l.asset, l.amount, l.balance_after, l.fee.0)).collect();
    assert_eq!(
        lines,
        [
            (Cause::Grant, Asset::Cash, 100_000, 100_000, 0),
            (Cause::Trade, Asset::Cash, -20_002, 79_998, 2),
            (Cause::Trade, Asset::Units(instrument()), 20, 20, 0),
        ]
    );
    let shown = &script.state.instruments()[0];
    assert!(shown.depth.asks.is_empty() && shown.depth.bids.is_empty());
    assert_eq!((shown.ticker.last, shown.ticker.volume, shown.ticker.value), (Some(Price(1_000)), Quantity(20), Won(20_000)));
}

#[test]
fn f32_cancel_and_amend_give_back_what_they_held() {
    let mut script = Script::with_alice_and_bob(100_000, 50);
    let buy = script.rest(ALICE, Side::Buy, 1_000, 10);
    let sell = script.rest(BOB, Side::Sell, 1_100, 10);
    assert_eq!((cash(&script, ALICE), bids(&script)), ((89_990, 10_010), vec![(1_000, 10, 1)]));
    let amended = OrderAmended {
        order: buy,
        limit: Price(990),
        quantity: Quantity(7),
        rest: Quantity(7),
        hold: Won(6_940),
        queue: QueueChange::Lost,
        entry: Entry::Taking,
    };
    script.record(&[amended.into(), OrderRested { order: buy }.into()]);
    assert_eq!((cash(&script, ALICE), bids(&script)), ((93_060, 6_940), vec![(990, 7, 1)]));
    let fewer = OrderAmended {
        order: sell,
        limit: Price(1_100),
        quantity: Quantity(4),
        rest: Quantity(4),
        hold: Won(0),
        queue: QueueChange::Kept,
        entry: Entry::Resting,
    };
    script.record(&[fewer.into()]);
    assert_eq!(units(&script, BOB), (46, 4, 45_000));
    script.record(&[OrderCancelled { order: buy, reason: CancelReason::ByOwner, released: Won(6_940), rest: 7 }.into()]);
    script.record(&[OrderCancelled { order: sell, reason: CancelReason::ByStaff, released: Won(0), rest: 4 }.into()]);
    assert_eq!((cash(&script, ALICE), units(&script, BOB), bids(&script)), ((100_000, 0), (50, 0, 45_000), vec![]));
    let bob = script.state.account(account(BOB)).unwrap();
    let ended = script.state.own_order(bob, sell).unwrap();
    assert_eq!((ended.stage, ended.rest), (Stage::Cancelled(CancelReason::ByStaff), 4));
    assert!(bob.open_orders.is_empty() && script.state.open_order_count() == 0);
}

#[test]
fn f34_a_decrement_takes_from_both_without_a_trade() {
    let mut script = Script::with_alice_and_bob(100_000, 50);
    script.record(&[UnitsIssued { instrument: instrument(), account: account(ALICE), quantity: Quantity(9), cost: Won(0) }.into()]);
    let buy = script.rest(ALICE, Side::Buy, 1_000, 10);
    let sell = OrderId::new(HOME, script.state.seq().0 + 1);
    let both = OrdersDecremented { taker: sell, maker: buy, quantity: Quantity(4), released: Won(4_004), taker_rest: 4 };
    script.record(&[placed(sell, ALICE, Side::Sell, 1_000, 4, Entry::Taking).into(), both.into()]);
    assert_eq!((cash(&script, ALICE), bids(&script)), ((93_994, 6_006), vec![(1_000, 6, 1)]));
    assert_eq!(units(&script, ALICE), (9, 0, 0));
    assert_eq!(script.state.open_order_count(), 1);
    assert_eq!(script.state.instruments()[0].trade_count, 0);
}

#[test]
fn f13_payments_are_shown_under_way_and_booked_when_made() {
    let mut script = Script::with_alice_and_bob(100_000, 50);
    let (alice, deposit, withdrawal) = (account(ALICE), DepositId(9), WithdrawalId(10));
    script.record(&[DepositRequested { deposit, account: alice, amount: Won(500), external_id: ExternalId([1; 16]) }.into()]);
    script.record(&[WithdrawalRequested { withdrawal, account: alice, amount: Won(300) }.into()]);
    let row = script.state.account(alice).unwrap();
    let payments = row.payments.as_deref().unwrap();
    assert_eq!((payments.deposits.len(), payments.withdrawals.len(), row.statement.lines), (1, 1, 1));
    assert_eq!(cash(&script, ALICE), (99_700, 300));
    script.record(&[DepositCredited { deposit, account: alice, amount: Won(500) }.into()]);
    script.record(&[WithdrawalCompleted { withdrawal, account: alice, amount: Won(300) }.into()]);
    assert_eq!((cash(&script, ALICE), cash(&script, BANK_CLEARING)), ((100_200, 0), (-200, 0)));
    let row = script.state.account(alice).unwrap();
    let payments = row.payments.as_deref().unwrap();
    assert_eq!((payments.deposits.len(), payments.withdrawals.len()), (0, 0));
    let lines: Vec<_> = script.state.statement_of(row).map(|l| (l.cause, l.amount, l.balance_after, l.reference)).collect();
    assert_eq!(lines[lines.len() - 2..], [(Cause::Deposit, 500, 100_500, 9), (Cause::Withdrawal, -300, 100_200, 10)]);
}

#[test]
fn f35_the_strongest_of_what_holds_is_the_state_shown() {
    let mut script = Script::with_alice_and_bob(1, 1);
    let (instrument, reason) = (instrument(), Note::new("a reason").unwrap());
    let mut after = |event: Event| {
        script.record(&[event]);
        script.state.instruments()[0].state()
    };
    let job = JobId(77);
    let uncross = JobStarted { job, kind: JobKind::Uncross, account: None, instrument: Some(instrument), side: None };
    let day = Day(20_000);
    for (event, state) in [
        (VolatilityInterrupted { instrument, until: Time(1) }.into(), SessionState::VolatilityInterruption),
        (InterruptionEnded { instrument }.into(), SessionState::Uncrossing),
        (uncross.into(), SessionState::Uncrossing),
        (InstrumentHalted { instrument, reason: reason.clone() }.into(), SessionState::Halted),
        (InstrumentResumed { instrument }.into(), SessionState::Uncrossing),
        (AuctionEnded { instrument }.into(), SessionState::Uncrossing),
        (JobEnded { job }.into(), SessionState::Continuous),
        (PhaseChanged { instrument, phase: Phase::ClosingAuction, until: Time(2), day }.into(), SessionState::ClosingAuction),
        (PhaseChanged { instrument, phase: Phase::Closed, until: Time(3), day }.into(), SessionState::Uncrossing),
        (InstrumentDelisted { instrument, reason }.into(), SessionState::Delisted),
    ] {
        assert_eq!(after(event), state);
    }
}

#[test]
fn f43_a_new_day_keeps_the_last_price_and_begins_its_own_figures() {
    let mut script = Script::with_alice_and_bob(10_000_000, 500);
    for (price, quantity) in [(1_000, 1), (1_020, 2), (990, 3)] {
        let sell = script.rest(BOB, Side::Sell, price, quantity);
        let buy = script.place(ALICE, Side::Buy, price, quantity, Entry::Taking);
        script.record(&[fill(buy, sell, price, quantity, 8).into()]);
    }
    let ticker = &script.state.instruments()[0].ticker;
    assert_eq!([ticker.open, ticker.high, ticker.low, ticker.last].map(|p| p.unwrap().0), [1_000, 1_020, 990, 990]);
    assert_eq!((ticker.volume.0, ticker.trades), (6, 3));
    let minute = script.state.instruments()[0].minutes.back().unwrap();
    assert_eq!((minute.open.0, minute.high.0, minute.low.0, minute.close.0, minute.trades), (1_000, 1_020, 990, 990, 3));
    let day = DayStarted {
        instrument: instrument(),
        day: Day(20_000),
        previous_close: Price(990),
        lower_limit: Price(700),
        upper_limit: Price(1_280),
    };
    script.record(&[day.into()]);
    let ticker = &script.state.instruments()[0].ticker;
    assert_eq!((ticker.open, ticker.last, ticker.previous_close, ticker.volume.0), (None, Some(Price(990)), Price(990), 0));
}

#[test]
fn f75_what_is_kept_is_bounded_and_says_that_more_existed() {
    let mut script = Script::with_alice_and_bob(1_000_000_000, 5_000);
    let count = STATEMENT_LINES_MAX.max(TRADES_MAX) + 5;
    for _ in 0..count {
        let sell = script.rest(BOB, Side::Sell, 1_000, 1);
        let buy = script.place(ALICE, Side::Buy, 1_000, 1, Entry::Taking);
        script.record(&[fill(buy, sell, 1_000, 1, 8).into()]);
    }
    let alice = script.state.account(account(ALICE)).unwrap();
    assert_eq!((script.state.statement_of(alice).count(), alice.statement.lines), (STATEMENT_LINES_MAX, 1 + 2 * count as u64));
    assert_eq!((script.state.fills_of(alice).count(), alice.fills.count), (FILLS_MAX, count as u64));
    assert_eq!((script.state.ended_orders_of(alice).count(), alice.ended_orders.count), (ENDED_ORDERS_MAX, count as u64));
    let ids: Vec<_> = script.state.ended_orders_of(alice).map(|order| order.id).collect();
    assert!(ids.is_sorted_by(|newer, older| newer > older));
    let shown = &script.state.instruments()[0];
    assert_eq!((shown.trades.len(), shown.trade_count), (TRADES_MAX, count as u64));
    let bytes = script.state.to_bytes();
    assert_eq!(LiveState::from_bytes(HOME, &bytes).unwrap().to_bytes(), bytes);
}

#[test]
fn f75_a_saved_state_is_read_back_and_goes_on_alike() {
    let mut script = Script::with_alice_and_bob(100_000, 50);
    let sell = script.rest(BOB, Side::Sell, 1_000, 20);
    script.rest(ALICE, Side::Buy, 900, 3);
    let bytes = script.state.to_bytes();
    let mut other = Script { state: LiveState::from_bytes(HOME, &bytes).unwrap() };
    for script in [&mut script, &mut other] {
        let buy = script.place(ALICE, Side::Buy, 1_000, 5, Entry::Taking);
        script.record(&[fill(buy, sell, 1_000, 5, 8).into()]);
    }
    assert_eq!(other.state.to_bytes(), script.state.to_bytes());
    assert_eq!(LiveState::from_bytes(Home::PRACTICE, &bytes).err(), Some(SavedStateError::OtherShard));
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        assert!(LiveState::from_bytes(HOME, &damaged).is_err(), "byte {place}");
        assert!(LiveState::from_bytes(HOME, &bytes[..place]).is_err(), "cut at {place}");
    }
}

#[test]
fn f75_a_record_that_does_not_fit_is_an_error() {
    let script = Script::with_alice_and_bob(1, 1);
    let last = script.state.seq();
    let header = |seq| Header { seq: Seq(seq), at: Time(0), key: None };
    for (seq, event, error) in [
        (last.0, None, FoldError::NotNext { last, got: last }),
        (last.0 + 2, None, FoldError::NotNext { last, got: Seq(last.0 + 2) }),
        (last.0 + 1, Some(OrderRested { order: OrderId::new(HOME, 3) }.into()), FoldError::UnknownOrder(Seq(last.0 + 1))),
        (last.0 + 1, Some(CashGranted { account: account(99), amount: Won(1) }.into()), FoldError::UnknownAccount(Seq(last.0 + 1))),
        (
            last.0 + 1,
            Some(InterruptionEnded { instrument: InstrumentId::new(HOME, 9) }.into()),
            FoldError::UnknownInstrument(Seq(last.0 + 1)),
        ),
    ] {
        let events: Vec<Event> = event.into_iter().collect();
        assert_eq!(script.state.clone().apply(&header(seq), &events), Err(error));
    }
}

#[test]
fn f38_levels_are_gathered_away_from_the_other_side() {
    let mut script = Script::with_alice_and_bob(10_000_000, 500);
    for price in [989, 990, 991, 1_000] {
        script.rest(ALICE, Side::Buy, price, 2);
    }
    for price in [1_001, 1_009, 1_010, 1_011] {
        script.rest(BOB, Side::Sell, price, 3);
    }
    let depth = &script.state.instruments()[0].depth;
    let shown = |side, count, step| -> Vec<(i64, i64, u32)> {
        depth.levels(side, count, Price(step)).iter().map(|(price, level)| (price.0, level.quantity.0, level.orders)).collect()
    };
    assert_eq!(shown(Side::Buy, 10, 10), [(1_000, 2, 1), (990, 4, 2), (980, 2, 1)]);
    assert_eq!(shown(Side::Sell, 10, 10), [(1_010, 9, 3), (1_020, 3, 1)]);
    assert_eq!(shown(Side::Buy, 2, 1), [(1_000, 2, 1), (991, 2, 1)]);
    assert_eq!((depth.total(Side::Buy), depth.total(Side::Sell)), (Quantity(8), Quantity(12)));
}

#[tokio::test]
async fn f75_readers_learn_of_listings_and_of_how_far_the_fold_is() {
    let live = Live::new(LiveState::new(HOME));
    assert!(live.codes().get("KRW-JG0127").is_none());
    let patience = std::time::Duration::from_millis(1);
    assert!(live.reached(Seq(1), patience).await.is_err());
    let listed = Script::with_alice_and_bob(1, 1);
    let live = Live::new(listed.state);
    assert_eq!(live.codes().get("KRW-JG0127").map(|entry| entry.id), Some(instrument()));
    let last = live.position();
    let next = Header { seq: Seq(last.0 + 1), at: Time(0), key: None };
    let reader = tokio::spawn({
        let live = live.clone();
        async move { live.reached(next.seq, std::time::Duration::from_secs(10)).await }
    });
    live.fold([(next, [].as_slice())].into_iter()).unwrap();
    assert_eq!(reader.await.unwrap(), Ok(()));
}

/// More lines than are kept, of trades and others; a payment under way, and an account that once had one.
fn long_story() -> Script {
    let mut script = Script::with_alice_and_bob(1_000_000_000, 5_000);
    let requested = |deposit, local| DepositRequested {
        deposit: DepositId(deposit),
        account: account(local),
        amount: Won(500),
        external_id: ExternalId([deposit as u8; 16]),
    };
    script.record(&[requested(9, ALICE).into()]);
    script.record(&[requested(10, BOB).into()]);
    script.record(&[DepositCancelled { deposit: DepositId(10), account: account(BOB), amount: Won(500) }.into()]);
    script.record(&[requested(11, BOB).into()]);
    script.record(&[DepositCredited { deposit: DepositId(11), account: account(BOB), amount: Won(500) }.into()]);
    for _ in 0..STATEMENT_LINES_MAX / 2 + 3 {
        let sell = script.rest(BOB, Side::Sell, 1_000, 1);
        let buy = script.place(ALICE, Side::Buy, 1_000, 1, Entry::Taking);
        script.record(&[fill(buy, sell, 1_000, 1, 8).into()]);
    }
    script
}

#[test]
fn f75_a_state_that_was_saved_line_by_line_is_read_as_before() {
    // Of this story, written by the last program that saved line by line.
    let saved = include_bytes!("saved_line_by_line");
    let script = long_story();
    let loaded = LiveState::from_bytes(HOME, saved).unwrap();
    assert!(script.state.to_bytes() == loaded.to_bytes());
    for local in [ALICE, BOB, FEES] {
        let [was, is] =
            [&script.state, &loaded].map(|state| state.statement_of(state.account(account(local)).unwrap()).collect::<Vec<_>>());
        assert_eq!(was, is);
    }
}

#[test]
fn f75_a_saved_state_ends_amid_what_an_event_did_if_the_limit_is_there() {
    let mut script = long_story();
    // A line of cash alone: from now on the oldest line that is kept is one of units, whose line of cash is older.
    let alice = |state: &LiveState| state.account(account(ALICE)).unwrap().clone();
    script.record(&[CashGranted { account: account(ALICE), amount: Won(5) }.into()]);
    let oldest = |state: &LiveState| state.statement_of(&alice(state)).next().unwrap().asset;
    let other = LiveState::from_bytes(HOME, &script.state.to_bytes()).unwrap();
    assert_eq!((oldest(&script.state), oldest(&other)), (Asset::Units(instrument()), Asset::Units(instrument())));
    assert_eq!(other.to_bytes(), script.state.to_bytes());
    assert!(other.statement_of(&alice(&other)).eq(script.state.statement_of(&alice(&script.state))));
    assert_eq!((alice(&other).statement.lines, other.statement_of(&alice(&other)).count()), (2 + 206, STATEMENT_LINES_MAX));
}
