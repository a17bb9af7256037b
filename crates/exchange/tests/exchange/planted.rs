//! Negative controls: an exchange with a bug is found out by the naive model within one random script.

use crate::market::Market;
use crate::random;
use protocol::event::{CancelReason, Event, Fill, OfferingOutcome};
use protocol::ids::Home;

fn each_fill(events: &mut [Event], change: impl Fn(&mut Fill)) {
    for event in events {
        if let Event::Fill(fill) = event {
            change(fill);
        }
    }
}

/// What a bug does to a record's events.
pub type Plant = fn(&mut Vec<Event>);

/// What is planted.
const BUGS: &[(&str, Plant)] = &[
    ("the buyer's fee is a won too high", |events| each_fill(events, |fill| fill.buyer_fee.0 += 1)),
    ("the seller's fee is a won too low", |events| each_fill(events, |fill| fill.seller_fee.0 -= 1)),
    ("the price is a tick off", |events| each_fill(events, |fill| fill.price.0 += 1)),
    ("the value is rounded up", |events| each_fill(events, |fill| fill.value.0 += 1)),
    ("a won more is released", |events| each_fill(events, |fill| fill.released.0 += 1)),
    ("a won less of the cost is removed", |events| each_fill(events, |fill| fill.cost_removed.0 -= 1)),
    ("tax is taken from every sale", |events| each_fill(events, |fill| fill.income_tax.0 += 10)),
    ("the last trade of a record is lost", |events| {
        if let Some(place) = events.iter().rposition(|event| matches!(event, Event::Fill(_))) {
            events.remove(place);
        }
    }),
    ("two trades of a record change places", |events| {
        let fills: Vec<_> = (0..events.len()).filter(|&place| matches!(events[place], Event::Fill(_))).collect();
        if let [first, second, ..] = fills[..] {
            events.swap(first, second);
        }
    }),
    ("a rest is cancelled for another reason", |events| {
        for event in events {
            if let Event::OrderCancelled(cancelled) = event
                && cancelled.reason == CancelReason::SelfTrade
            {
                cancelled.reason = CancelReason::Immediate;
            }
        }
    }),
    ("an order holds a won too little", |events| {
        for event in events {
            if let Event::OrderPlaced(placed) = event {
                placed.hold.0 -= 1;
            }
        }
    }),
    ("an auction clears a tick higher", |events| {
        for event in events {
            if let Event::AuctionPriced(priced) = event {
                priced.price.0 += 1;
            }
        }
    }),
    ("a job leaves an order out", |events| {
        if events.iter().any(|event| matches!(event, Event::JobEnded(_))) {
            events.retain(|event| !matches!(event, Event::OrderCancelled(_)));
        }
    }),
    ("a stop does not enter", |events| events.retain(|event| !matches!(event, Event::OrderTriggered(_)))),
    ("a holder is paid a won more", |events| {
        for event in events {
            if let Event::DistributionPaid(paid) = event {
                paid.gross.0 += 1;
            }
        }
    }),
    ("an allotment is a unit short", |events| {
        for event in events {
            if let Event::Allotted(allotted) = event {
                allotted.quantity.0 -= 1;
            }
        }
    }),
    ("an allotment costs a won more", |events| {
        for event in events {
            if let Event::Allotted(allotted) = event {
                allotted.amount.0 += 1;
            }
        }
    }),
    ("a subscription is refunded twice", |events| {
        if let Some(place) = events.iter().position(|event| matches!(event, Event::SubscriptionRefunded(_))) {
            events.insert(place, events[place].clone());
        }
    }),
    ("a subscription is neither allotted nor refunded", |events| {
        if let Some(place) = events.iter().rposition(|event| matches!(event, Event::Allotted(_) | Event::SubscriptionRefunded(_))) {
            events.remove(place);
        }
    }),
    ("the owner's part is a won too high", |events| {
        for event in events {
            if let Event::OwnerPaid(paid) = event {
                paid.amount.0 += 1;
            }
        }
    }),
    ("the owner gets nothing", |events| events.retain(|event| !matches!(event, Event::OwnerPaid(_)))),
    ("more is subscribed than there is", |events| {
        for event in events {
            if let Event::Subscribed(subscribed) = event {
                subscribed.quantity.0 += 1;
            }
        }
    }),
    ("a missed target is funded", |events| {
        for event in events {
            if let Event::OfferingEnded(ended) = event
                && ended.outcome == OfferingOutcome::Missed
            {
                ended.outcome = OfferingOutcome::Funded;
            }
        }
    }),
    ("an interruption lasts a second longer", |events| {
        for event in events {
            if let Event::VolatilityInterrupted(interrupted) = event {
                interrupted.until = interrupted.until.plus_seconds(1);
            }
        }
    }),
];

#[test]
fn f31_naive_model_finds_every_planted_bug() {
    for &(bug, plant) in BUGS {
        let found = (5_000..5_010).any(|seed| {
            let mut market = Market::compared(Home::LIVE);
            market.planted = Some(plant);
            random::play_lines(&mut market, seed, 6_000).is_err()
        });
        assert!(found, "not found: {bug}");
    }
    let mut market = Market::compared(Home::LIVE);
    random::play_lines(&mut market, 5_000, 6_000).expect("without a bug there is no difference");
}
