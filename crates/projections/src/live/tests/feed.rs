use std::sync::Arc;

use money::Quantity;
use protocol::event::*;
use protocol::*;

use super::shared::*;
use crate::live::limits::NEWS_KEPT_ROWS_MAX;
use crate::live::news::{Change, News, Topic};
use crate::live::order::Stage;
use crate::live::{Live, Outbox, Overflowed};

/// A shared state that is folded record by record.
struct Watched {
    live: Live,
}

impl Watched {
    fn new(script: Script) -> Self {
        Self { live: Live::new(script.state) }
    }

    fn record(&self, events: &[Event]) -> Seq {
        let seq = Seq(self.live.position().0 + 1);
        let header = Header { seq, at: Time(1_795_219_200_000_000).plus_seconds(seq.0 as i64), key: None };
        self.live.fold(std::iter::once((header, events))).unwrap();
        seq
    }

    fn next_order(&self) -> OrderId {
        OrderId::new(HOME, self.live.position().0 + 1)
    }

    fn rest(&self, local: u32, side: Side, price: i64, quantity: i64) -> OrderId {
        let order = self.next_order();
        self.record(&[placed(order, local, side, price, quantity, Entry::Resting).into()]);
        order
    }

    fn watch(&self, topic: Topic, outbox: &Arc<Outbox>, after: Option<Seq>) -> (Seq, Option<Vec<Arc<News>>>) {
        self.live.watch(topic, outbox, after, |state, missed| (state.seq(), missed))
    }
}

fn market() -> Watched {
    Watched::new(Script::with_alice_and_bob(100_000_000, 5_000))
}

#[test]
fn f40_each_side_of_a_trade_hears_of_its_own_and_all_of_the_trade() {
    let market = market();
    let outboxes = [Outbox::new(100), Outbox::new(100), Outbox::new(100)];
    let topics = [Topic::Account(account(ALICE)), Topic::Account(account(BOB)), Topic::Trades(instrument())];
    for (topic, outbox) in topics.into_iter().zip(&outboxes) {
        assert_eq!(market.watch(topic, outbox, None).1, None);
    }
    let sell = market.rest(BOB, Side::Sell, 1_000, 20);
    let buy = market.next_order();
    let fills = [fill(buy, sell, 1_000, 8, 0), fill(buy, sell, 1_000, 12, 208)];
    let seq =
        market.record(&[placed(buy, ALICE, Side::Buy, 1_010, 20, Entry::Taking).into(), fills[0].clone().into(), fills[1].clone().into()]);

    let [of_alice, of_bob, of_trades] = outboxes.each_ref().map(|outbox| outbox.take().unwrap());
    assert_eq!((of_alice.len(), of_bob.len(), of_trades.len()), (1, 2, 1));
    let Change::Account(alice) = &of_alice[0].change else { panic!("{of_alice:?}") };
    assert_eq!((of_alice[0].seq, alice.account), (seq, account(ALICE)));
    assert_eq!(alice.fills.iter().map(|fill| (fill.order, fill.quantity.0)).collect::<Vec<_>>(), [(buy, 8), (buy, 12)]);
    assert_eq!(
        alice.orders.iter().map(|order| (order.id, order.stage, order.filled)).collect::<Vec<_>>(),
        [(buy, Stage::Filled, Quantity(20))]
    );
    let balances = alice.balances.as_ref().unwrap();
    let shown = market.live.read(|state| state.account(account(ALICE)).unwrap().clone());
    assert_eq!((balances.cash, &balances.holdings), (shown.cash, &shown.holdings));
    let Change::Account(bob) = &of_bob[1].change else { panic!("{of_bob:?}") };
    assert_eq!((bob.orders[0].id, bob.orders[0].stage, bob.fills.len()), (sell, Stage::Filled, 2));
    let Change::Traded(traded) = &of_trades[0].change else { panic!("{of_trades:?}") };
    assert_eq!((traded.trades.len(), traded.minute.volume, traded.minute.trades), (2, Quantity(20), 2));
}

#[test]
fn f40_an_order_is_told_as_it_stands_after_each_record_and_others_are_not() {
    let market = market();
    let outbox = Outbox::new(100);
    market.watch(Topic::Account(account(BOB)), &outbox, None);
    let sell = market.rest(BOB, Side::Sell, 1_100, 10);
    let cancelled = OrderCancelled { order: sell, reason: CancelReason::ByOwner, released: money::Won(0), rest: 10 };
    market.record(&[cancelled.into()]);
    // Of another account, and of no account at all.
    market.rest(ALICE, Side::Buy, 990, 1);
    let news = outbox.take().unwrap();
    let stages: Vec<Stage> = news
        .iter()
        .map(|news| match &news.change {
            Change::Account(change) => change.orders[0].stage,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(stages, [Stage::Resting, Stage::Cancelled(CancelReason::ByOwner)]);
}

#[test]
fn f40_what_was_missed_is_given_if_all_of_it_is_kept() {
    let market = market();
    let topic = Topic::Account(account(ALICE));
    let first = Outbox::new(usize::MAX);
    let (began, missed) = market.watch(topic, &first, Some(market.live.position()));
    assert_eq!(missed, Some(Vec::new()), "nothing was missed since now");
    for price in 900..910 {
        market.rest(ALICE, Side::Buy, price, 1);
    }
    let middle = Seq(began.0 + 4);
    market.live.unwatch(topic, &first);
    for price in 910..915 {
        market.rest(ALICE, Side::Buy, price, 1);
    }
    let heard = first.take().unwrap();
    assert_eq!(heard.len(), 10, "nothing after it left");
    let second = Outbox::new(usize::MAX);
    let (now, missed) = market.watch(topic, &second, Some(middle));
    let missed = missed.unwrap();
    assert_eq!(missed.iter().map(|news| news.seq).collect::<Vec<_>>(), (middle.0 + 1..=now.0).map(Seq).collect::<Vec<_>>());
    assert_eq!(missed[..6], heard.iter().skip(4).cloned().collect::<Vec<_>>());
    // Before the beginning, and after the end.
    for after in [Seq(began.0 - 1), Seq(now.0 + 1)] {
        assert_eq!(market.watch(topic, &second, Some(after)).1, None);
    }
    for number in 0..NEWS_KEPT_ROWS_MAX {
        market.rest(ALICE, Side::Buy, 500 + (number % 100) as i64, 1);
    }
    assert_eq!(market.watch(topic, &second, Some(middle)).1, None, "the oldest made room");
    let recent = Seq(market.live.position().0 - 10);
    assert_eq!(market.watch(topic, &second, Some(recent)).1.map(|missed| missed.len()), Some(10));
    // An outbox that watches a topic twice gets each record once.
    second.take().unwrap();
    market.rest(ALICE, Side::Buy, 400, 1);
    assert_eq!(second.take().unwrap().len(), 1);
}

#[test]
fn f40_an_outbox_that_is_full_loses_all_and_says_so() {
    let market = market();
    let (small, large) = (Outbox::new(5), Outbox::new(1_000));
    for outbox in [&small, &large] {
        market.watch(Topic::Account(account(ALICE)), outbox, None);
    }
    market.rest(ALICE, Side::Buy, 900, 1);
    assert_eq!(small.take().map(|news| news.len()), Ok(1));
    for price in 901..910 {
        market.rest(ALICE, Side::Buy, price, 1);
    }
    assert!(small.has_overflowed());
    assert_eq!(small.take(), Err(Overflowed));
    market.rest(ALICE, Side::Buy, 910, 1);
    assert_eq!(small.take(), Err(Overflowed), "for ever: a gap is never passed over");
    assert_eq!(large.take().map(|news| news.len()), Ok(11));
    assert!(!small.take_mark());
    small.mark();
    assert!(small.take_mark() && !small.take_mark());
}
