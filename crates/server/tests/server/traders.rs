//! The demo's simulated traders.

use crate::http::Ask;
use crate::market::{DemoMarket, at, block_on};
use crate::process::{Folder, Server};
use projections::live::LiveState;
use protocol::command::{AccountKind, CancelOrder};
use protocol::event::Aggressor;
use protocol::{AccountId, Home, OrderId};
use serde_json::Value;
use server::demo::{Crowd, agents, instruments};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// Lets the crowds of a market look in turn, every 100 ms of its clock.
async fn trade(market: &DemoMarket, seed: u64, looks: usize) {
    let demo = instruments().into_iter().filter(|demo| demo.market == market.desk.home().market);
    let mut crowds: Vec<Crowd> = demo
        .filter_map(|demo| {
            let instrument = market.instrument(demo.listing.code.as_str());
            let members = market.desk.read(|state| agents(state, instrument));
            Some(Crowd::new(instrument, demo.trading?, members, seed))
        })
        .collect();
    for _ in 0..looks {
        for crowd in &mut crowds {
            market.clock.set(protocol::Time(market.clock.now().0 + 100_000));
            let mut commands = market.desk.read(|state| crowd.decide(state));
            if commands.is_empty() {
                // Refused and not journaled; but the clock is looked at, and jobs under way get on.
                commands.push(
                    CancelOrder { account: AccountId::new(market.desk.home(), 1), order: OrderId::new(market.desk.home(), 1) }.into(),
                );
            }
            market.desk.give_all(commands).await.unwrap();
        }
    }
}

fn trades_of(state: &LiveState) -> BTreeMap<String, u64> {
    state.instruments().iter().map(|shown| (shown.code().to_owned(), shown.trade_count)).collect()
}

#[test]
fn what_simulated_traders_do_follows_from_the_seed() {
    let run = |seed| {
        block_on(async move {
            let market = DemoMarket::new("crowd", Home::PRACTICE, at(3_600), seed).await;
            trade(&market, seed, 400).await;
            let trades = market.desk.read(trades_of);
            let mut hashes = market.stop();
            // Both contain the secret of the key table, which is drawn anew for each market.
            hashes.retain(|&component, _| component != "keys" && component != "steps");
            (trades, hashes)
        })
    };
    let (trades, hashes) = run(1);
    for code in ["KRW-BTC", "KRW-ETH", "KRW-XRP"] {
        assert!(trades[code] > 50, "{trades:?}");
    }
    assert_eq!(trades["KRW-LPJ"], 0, "the own coin is left alone");
    assert_eq!(run(1), (trades, hashes.clone()), "the same seed, the same market");
    assert_ne!(run(2).1["orders"], hashes["orders"]);
}

#[test]
fn f36_the_demo_passes_through_its_auctions() {
    block_on(async {
        // From a minute before 09:00 in Korea, which is midnight UTC, to a minute after the auction.
        let market = DemoMarket::new("auction", Home::LIVE, at(86_400 - 60), 3).await;
        trade(&market, 3, 1_400).await;
        market.desk.read(|state| {
            for shown in state.instruments() {
                let auctioned = shown.trades.iter().any(|trade| trade.aggressor == Aggressor::Auction);
                assert!(auctioned && shown.trade_count > 50, "{}: {} trades", shown.code(), shown.trade_count);
            }
            let simulated = |id| state.account(id).is_some_and(|account| account.kind == AccountKind::Simulated);
            let traded = state.accounts().iter().filter(|account| account.fills.count > 0);
            assert!(traded.map(|account| account.id).all(simulated));
        });
        market.stop();
    });
}

fn tickers(server: &Server, after: u64) -> Value {
    // A read that asks for the next position waits for it, so that nothing has to be slept through.
    let path = format!("/api/v1/tickers?at_least=practice.0:{after}");
    server.client().send(&Ask::get(path)).unwrap().body
}

#[test]
fn the_demo_is_alive_in_six_instruments_and_goes_on_after_a_restart() {
    let folder = Folder::new("alive");
    let arguments = ["--demo", "--port", "0"];
    let mut server = Server::start(&folder, &arguments);
    let mut accounts = Vec::new();
    for _ in 0..2 {
        // Should the securities just be in one of their five-minute auctions, it takes as long.
        let deadline = Instant::now() + Duration::from_secs(400);
        let mut seq = 0;
        loop {
            let shown = tickers(&server, seq);
            let empty = Vec::new();
            let rows = shown["tickers"].as_array().unwrap_or(&empty);
            let trades = |row: &Value| row["trades"].as_u64().or_else(|| row["trades"].as_str()?.parse().ok()).unwrap_or(0);
            let alive = rows.iter().filter(|row| trades(row) > 0).count();
            assert!(rows.iter().filter(|row| row["code"] == "KRW-LPJ").all(|row| trades(row) == 0), "{shown}");
            if alive == 6 {
                break;
            }
            assert!(Instant::now() < deadline, "{shown}");
            seq = server.account("P-1").seq() + 1;
        }
        let metrics = server.client().send(&Ask::get("/metrics")).unwrap().body;
        let lines = metrics.as_str().unwrap().lines().filter(|line| line.starts_with("jogak_accounts{")).map(str::to_owned);
        accounts.push(lines.collect::<BTreeSet<_>>());
        assert!(server.terminate().success());
        server = Server::start(&folder, &arguments);
    }
    assert_eq!(accounts[0], accounts[1], "a restart opens no further accounts");
    let refused = Server::try_start(&Folder::new("bars-refused"), &["replay-bars", "/nonexistent.csv", "--port", "0"]).err().unwrap();
    assert!(refused.contains("/nonexistent.csv"), "{refused}");
}
