//! Offerings with more subscribers than one step of their job settles.

use crate::crowd::{Crowd, HOME, ROOM};
use crate::market::Answer;
use crate::properties::{same, snapshot};
use crate::world::{self, INSTRUMENTS, STOCK};
use exchange::limits;
use money::{Bps, Quantity, Won};
use protocol::command::*;
use protocol::event::{Event, OfferingOutcome};
use protocol::ids::InstrumentId;
use protocol::order::Side;
use protocol::rejection::Reason;
use std::collections::BTreeSet;

const PEOPLE: u32 = 4_100;
const UNITS_EACH: i64 = 2;
const SUBSCRIBED: i64 = PEOPLE as i64 * UNITS_EACH;
const TOTAL_UNITS: i64 = 20_000;
const OFFERED: i64 = 9_600;
const UNIT_PRICE: i64 = 5_000;

fn tower() -> InstrumentId {
    InstrumentId::new(HOME, INSTRUMENTS.len() as u16 + 1)
}

/// Everybody has subscribed, and the offering has just ended.
fn subscribed_by_all(target: i64) -> Crowd {
    let mut crowd = Crowd::gather(PEOPLE, STOCK, 10 * 3_600);
    let instrument = tower();
    let owner = world::person(HOME, "Dave").expect("one of the people");
    let (opens_at, closes_at) = (crowd.at, crowd.at.plus_seconds(60));
    let (minimum, maximum, target) = (Quantity(1), Quantity(OFFERED), Quantity(target));
    for command in [
        Box::new(world::asset_listing("TOWER", OFFERED, UNIT_PRICE)).into(),
        HaltInstrument { instrument, reason: world::note("test") }.into(),
        RegisterAsset {
            instrument,
            owner,
            class: AssetClass::RealEstate,
            appraisal: Won(TOTAL_UNITS * UNIT_PRICE),
            total_units: Quantity(TOTAL_UNITS),
            share: Bps(4_800),
        }
        .into(),
        ScheduleOffering { instrument, opens_at, closes_at, minimum, maximum, target }.into(),
    ] {
        crowd.submit(&command);
    }
    for person in 0..PEOPLE {
        crowd.submit(&Subscribe { account: crowd.account(person), instrument, quantity: Quantity(UNITS_EACH) }.into());
    }
    let ended = crowd.pass(60);
    assert!(ended.iter().any(|event| matches!(event, Event::OfferingEnded(_))), "{ended:?}");
    crowd
}

fn refused(crowd: &mut Crowd, command: Command) -> Reason {
    match crowd.market.submit(crowd.at, &command, None) {
        Ok(Answer::Refused(rejection)) => rejection.reason,
        other => panic!("{command:?}: {other:?}"),
    }
}

/// Runs the job to its end; gives the postings of each step. After each, a market read from a snapshot is the same; after the first, `meanwhile` runs.
fn settle(crowd: &mut Crowd, mut meanwhile: impl FnMut(&mut Crowd)) -> Vec<Vec<Event>> {
    let mut steps = Vec::new();
    loop {
        let mut events = Vec::new();
        if !crowd.market.continue_job(&mut events).expect("a job goes on") {
            return steps;
        }
        events.retain(|event| matches!(event, Event::Allotted(_) | Event::SubscriptionRefunded(_) | Event::OfferingClosed(_)));
        steps.push(events);
        crowd.market.scan().expect("the market holds together between two steps");
        same(&crowd.market.exchange, &snapshot(&crowd.market.exchange, ROOM), "read from a snapshot between two steps");
        if steps.len() == 1 {
            meanwhile(crowd);
        }
    }
}

fn sizes(steps: &[Vec<Event>]) -> Vec<usize> {
    steps.iter().map(|step| step.iter().filter(|event| !matches!(event, Event::OfferingClosed(_))).count()).collect()
}

#[test]
fn f29_an_offering_of_thousands_is_allotted_in_steps_while_others_trade() {
    let mut crowd = subscribed_by_all(SUBSCRIBED);
    let instrument = tower();
    let payer = crowd.account(0);
    let pay: Command = PayDistribution { instrument, payer, total: Won(TOTAL_UNITS) }.into();
    let release: Command = ReleaseProceeds { instrument, amount: Won(1), evidence: [1; 32] }.into();
    let steps = settle(&mut crowd, |crowd| {
        // Half of the units are there. Who has none yet would get nothing of a distribution now.
        assert_eq!(refused(crowd, pay.clone()), Reason::OfferingUnderWay);
        assert_eq!(refused(crowd, release.clone()), Reason::AssetNotFunded);
        assert_eq!(refused(crowd, ResumeInstrument { instrument }.into()), Reason::AssetNotFunded);
        assert_eq!(refused(crowd, CancelSubscription { account: payer, instrument }.into()), Reason::OfferingNotOpen);
        crowd.order(1, STOCK, Side::Sell, 1_990, 3);
        let traded = crowd.order(2, STOCK, Side::Buy, 1_990, 3);
        assert!(traded.iter().any(|event| matches!(event, Event::Fill(_))), "{traded:?}");
    });
    assert_eq!(sizes(&steps), [limits::POSTINGS_PER_STEP as usize, limits::POSTINGS_PER_STEP as usize, 100]);
    let mut allotted = BTreeSet::new();
    for event in steps.iter().flatten() {
        match event {
            Event::Allotted(one) => {
                assert!(allotted.insert(one.account), "{} is allotted twice", one.account);
                assert_eq!((one.quantity.0, one.amount.0), (UNITS_EACH, UNITS_EACH * UNIT_PRICE));
            }
            Event::OfferingClosed(closed) => {
                assert_eq!((closed.outcome, closed.quantity.0), (OfferingOutcome::Funded, SUBSCRIBED));
                assert_eq!(closed.raised.0, SUBSCRIBED * UNIT_PRICE);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(allotted.len(), PEOPLE as usize);
    crowd.submit(&ReleaseProceeds { instrument, amount: Won(SUBSCRIBED * UNIT_PRICE), evidence: [1; 32] }.into());
    assert_eq!(refused(&mut crowd, release), Reason::ProceedsExceeded);
    // Now it pays: one won a unit, and to the owner at once what was not sold.
    let paid = crowd.submit(&pay);
    let owners_part = paid.iter().find_map(|event| match event {
        Event::OwnerPaid(paid) => Some(paid.amount.0),
        _ => None,
    });
    assert_eq!(owners_part, Some(TOTAL_UNITS - SUBSCRIBED));
    let gross: i64 = crowd
        .finish()
        .iter()
        .map(|event| match event {
            Event::DistributionPaid(paid) => paid.gross.0,
            Event::DistributionClosed(closed) => closed.remainder.0,
            _ => 0,
        })
        .sum();
    assert_eq!(gross, SUBSCRIBED);
    crowd.market.scan().expect("the market holds together");
}

#[test]
fn f28_a_missed_offering_of_thousands_is_refunded_in_steps() {
    let mut crowd = subscribed_by_all(SUBSCRIBED + 1);
    let instrument = tower();
    let before = crate::balances::cash(&crowd.market.exchange).expect("it reads");
    let steps = settle(&mut crowd, |crowd| {
        let pay = PayDistribution { instrument, payer: crowd.account(0), total: Won(TOTAL_UNITS) };
        assert_eq!(refused(crowd, pay.into()), Reason::NothingIssued);
        let reason = world::note("test");
        assert_eq!(refused(crowd, DelistInstrument { instrument, reason }.into()), Reason::OfferingUnderWay);
    });
    assert_eq!(sizes(&steps), [limits::POSTINGS_PER_STEP as usize, limits::POSTINGS_PER_STEP as usize, 100]);
    let accounts: BTreeSet<_> = steps
        .iter()
        .flatten()
        .filter_map(|event| match event {
            Event::SubscriptionRefunded(refunded) => Some(refunded.account),
            _ => None,
        })
        .collect();
    assert_eq!(accounts.len(), PEOPLE as usize);
    let after = crate::balances::cash(&crowd.market.exchange).expect("it reads");
    for (place, ((available, held), (now, still_held))) in before.into_iter().zip(after).enumerate() {
        assert_eq!((available + held, 0), (now, still_held), "account {}", place + 1);
    }
}
