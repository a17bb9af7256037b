use super::{Agent, Random, instruments};
use protocol::command::TradingCircle;
use protocol::{Home, InstrumentId, Market};
use std::collections::BTreeSet;

#[test]
fn random_numbers_follow_from_seed_and_stream() {
    let draw = |seed, stream| {
        let mut random = Random::new(seed, stream);
        (0..8).map(|_| random.below(1_000)).collect::<Vec<_>>()
    };
    assert_eq!(draw(1, 2), draw(1, 2));
    assert_ne!(draw(1, 2), draw(1, 3));
    assert_ne!(draw(1, 2), draw(2, 2));
}

#[test]
fn random_numbers_stay_within_their_bounds_and_fill_them() {
    let mut random = Random::new(5, 5);
    let numbers: BTreeSet<i64> = (0..2_000).map(|_| random.between(-3, 3)).collect();
    assert_eq!(numbers, (-3..=3).collect());
    let bells: Vec<i64> = (0..2_000).map(|_| random.bell(100)).collect();
    let mean = bells.iter().sum::<i64>() / 2_000;
    assert!(mean.abs() < 15 && bells.iter().all(|bell| bell.abs() <= 300), "mean {mean}");
}

#[test]
fn seven_instruments_of_which_six_are_traded() {
    let all = instruments();
    let codes: Vec<&str> = all.iter().map(|demo| demo.listing.code.as_str()).collect();
    assert_eq!(codes, ["KRW-JG0127", "KRW-JG0141", "KRW-JG0152", "KRW-BTC", "KRW-ETH", "KRW-XRP", "KRW-LPJ"]);
    let live = all.iter().filter(|demo| demo.market == Market::Live).count();
    assert_eq!((live, all.iter().filter(|demo| demo.trading.is_some()).count()), (3, 6));
    assert!(all.iter().all(|demo| (demo.listing.circle == TradingCircle::OrdinaryUsers) == demo.trading.is_none()));
}

#[test]
fn every_trader_is_a_person_of_its_own_and_all_units_are_given() {
    let instruments = [1, 2, 3].map(|local| InstrumentId::new(Home::LIVE, local)).into_iter();
    let instruments = instruments.chain([1, 2].map(|local| InstrumentId::new(Home::PRACTICE, local)));
    let agents: Vec<Agent> = instruments.flat_map(Agent::all).collect();
    let owners: BTreeSet<_> = agents.iter().map(|agent| agent.owner).collect();
    assert_eq!(owners.len(), agents.len());
    assert_eq!(agents.iter().map(|agent| agent.share).sum::<i64>(), 500, "a hundred hundredths for each of five instruments");
}
