//! Assets and offerings of the read model beside those of the market's canonical encoding, and beside the events alone.

use std::collections::BTreeMap;

use crate::script::Market;
use exchange::Exchange;
use money::{Bps, Quantity, Won};
use projections::live::offering::{Asset, Offering};
use protocol::command::AssetClass;
use protocol::event::{Event, OfferingOutcome};
use protocol::ids::JobId;
use protocol::rejection::Component;
use protocol::wire::{DecodeError, Decoder, Wire};
use protocol::{InstrumentId, Time};

#[derive(Debug, PartialEq, Eq)]
struct AssetState {
    owner: u32,
    class: AssetClass,
    /// Appraisal, total units, share, price a unit, units offered.
    terms: (Won, Quantity, Bps, Won, Quantity),
    stage: StageState,
}

#[derive(Debug, PartialEq, Eq)]
enum StageState {
    Registered,
    Offered(OfferingState),
    /// Won still in escrow.
    Funded(Won),
    Failed,
}

#[derive(Debug, PartialEq, Eq)]
struct OfferingState {
    window: (Time, Time),
    /// Minimum, maximum, target.
    limits: (Quantity, Quantity, Quantity),
    allotted: Quantity,
    raised: Won,
    outcome: Option<OfferingOutcome>,
    /// Units and won of those not settled.
    subscriptions: BTreeMap<u32, (Quantity, Won)>,
}

/// The read model has the market's assets, with everything that is known of them.
pub(crate) fn check(market: &Market) {
    let live: BTreeMap<u16, AssetState> = market.live.assets().map(|asset| (asset.instrument.local(), of_live(asset))).collect();
    assert_eq!(live, of_exchange(&market.exchange));
}

fn of_live(asset: &Asset) -> AssetState {
    let stage = match &asset.offering {
        None => StageState::Registered,
        Some(offering) if offering.closed_at.is_none() => StageState::Offered(under_way(offering)),
        Some(offering) if offering.outcome == Some(OfferingOutcome::Funded) => {
            assert_eq!(offering.raised.0, offering.subscribed.0 * asset.unit_price.0, "{offering:?}");
            StageState::Funded(offering.raised - offering.released)
        }
        Some(offering) => {
            assert_eq!((offering.raised, offering.released), (Won::ZERO, Won::ZERO), "{offering:?}");
            StageState::Failed
        }
    };
    let terms = (asset.appraisal, asset.total_units, asset.share, asset.unit_price, asset.offered_units);
    AssetState { owner: asset.owner.local(), class: asset.class, terms, stage }
}

fn under_way(offering: &Offering) -> OfferingState {
    let subscriptions: BTreeMap<_, _> =
        offering.subscriptions.iter().map(|(account, one)| (account.local(), (one.quantity, one.amount))).collect();
    let open: i64 = subscriptions.values().map(|subscription| subscription.0.0).sum();
    let settled = offering.subscribed.0 - open;
    assert!(settled == 0 || offering.outcome.is_some(), "{offering:?}");
    let allotted = if offering.outcome == Some(OfferingOutcome::Funded) { settled } else { 0 };
    OfferingState {
        window: (offering.opens_at, offering.closes_at),
        limits: (offering.minimum, offering.maximum, offering.target),
        allotted: Quantity(allotted),
        raised: offering.raised,
        outcome: offering.outcome,
        subscriptions,
    }
}

fn of_exchange(exchange: &Exchange) -> BTreeMap<u16, AssetState> {
    let mut bytes = Vec::new();
    exchange.write_components(&mut |component, chunk| {
        if component == Component::Offerings {
            bytes.extend_from_slice(chunk);
        }
    });
    let mut from = Decoder::new(&bytes, exchange.home());
    let assets = read(&mut from).expect("the offerings' encoding");
    assert_eq!(from.remaining(), 0);
    assets
}

fn read(from: &mut Decoder<'_>) -> Result<BTreeMap<u16, AssetState>, DecodeError> {
    let mut assets = BTreeMap::new();
    for _ in 0..u32::get(from)? {
        let (instrument, owner, class) = (u16::get(from)?, u32::get(from)?, AssetClass::get(from)?);
        let terms = (Won::get(from)?, Quantity::get(from)?, Bps::get(from)?, Won::get(from)?, Quantity::get(from)?);
        let stage = match u8::get(from)? {
            0 => StageState::Registered,
            1 => StageState::Offered(read_offering(from)?),
            2 => StageState::Funded(Won::get(from)?),
            3 => StageState::Failed,
            other => panic!("stage {other}"),
        };
        assets.insert(instrument, AssetState { owner, class, terms, stage });
    }
    Ok(assets)
}

fn read_offering(from: &mut Decoder<'_>) -> Result<OfferingState, DecodeError> {
    let mut offering = OfferingState {
        window: (Time::get(from)?, Time::get(from)?),
        limits: (Quantity::get(from)?, Quantity::get(from)?, Quantity::get(from)?),
        allotted: Quantity::get(from)?,
        raised: Won::get(from)?,
        outcome: Option::get(from)?,
        subscriptions: BTreeMap::new(),
    };
    for _ in 0..u32::get(from)? {
        offering.subscriptions.insert(u32::get(from)?, (Quantity::get(from)?, Won::get(from)?));
    }
    Ok(offering)
}

/// What the events of one offering come to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Happened {
    subscribed: i64,
    settled: u64,
    raised: i64,
    released: i64,
    closed_at: Option<Time>,
}

/// The sums of the read model are those of the events; gives how offerings ended.
pub(crate) fn check_sums(market: &Market) -> Vec<OfferingOutcome> {
    let mut offerings: BTreeMap<InstrumentId, Happened> = BTreeMap::new();
    let mut owners_parts: BTreeMap<JobId, i64> = BTreeMap::new();
    for (header, event) in market.records.iter().flat_map(|(header, events)| events.iter().map(move |event| (header, event))) {
        match event {
            Event::OfferingScheduled(e) => drop(offerings.entry(e.instrument).or_default()),
            Event::Subscribed(e) => offerings.entry(e.instrument).or_default().subscribed += e.quantity.0,
            Event::SubscriptionCancelled(e) => offerings.entry(e.instrument).or_default().subscribed -= e.quantity.0,
            Event::SubscriptionRefunded(e) => offerings.entry(e.instrument).or_default().settled += 1,
            Event::Allotted(e) => {
                let offering = offerings.entry(e.instrument).or_default();
                offering.settled += 1;
                offering.raised += e.amount.0;
            }
            Event::OfferingClosed(e) => offerings.entry(e.instrument).or_default().closed_at = Some(header.at),
            Event::ProceedsReleased(e) => offerings.entry(e.instrument).or_default().released += e.amount.0,
            Event::OwnerPaid(e) => *owners_parts.entry(e.job).or_default() += e.amount.0,
            _ => {}
        }
    }
    let shown = market.live.assets().filter_map(|asset| {
        let Offering { subscribed, settled, raised, released, closed_at, .. } = *asset.offering.as_ref()?;
        Some((asset.instrument, Happened { subscribed: subscribed.0, settled, raised: raised.0, released: released.0, closed_at }))
    });
    assert_eq!(shown.collect::<BTreeMap<_, _>>(), offerings);

    for job in market.live.jobs() {
        let Some(distribution) = &job.distribution else { continue };
        assert_eq!(distribution.owners_part.0, owners_parts.get(&job.id).copied().unwrap_or(0), "{job:?}");
        let left = distribution.total - distribution.owners_part - distribution.paid;
        assert!(left >= Won::ZERO, "{job:?} pays more than its total");
    }
    market.live.assets().filter_map(|asset| asset.offering.as_ref()?.outcome).collect()
}
