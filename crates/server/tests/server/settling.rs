//! The real server around its chain and its history: aborted at every point of both, and killed at random, while simulated traders trade. Afterwards
//! ledger, chain, journal and history agree.

use crate::http::Ask;
use crate::process::{Folder, Server, rebuilt_the_same, run, text};
use crash_points::CrashPoint;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_mins(3);
const TRADED: &[&str] = &["--demo", "--port", "0"];
const QUIET: &[&str] = &["--demo", "--traders", "off", "--port", "0"];
/// At which pass of a point: in the set-up of the chain, or while trades are settled.
const TURNS: [u64; 2] = [1, 4];
/// At moments that nobody chose.
const KILLS: u64 = 24;
const AGREED_EVERY: u64 = 6;
/// Numbers of people that nobody else has.
const OWNERS: u64 = 5_000;

/// Of what follows the market's journal into SQL and onto the chain.
pub(crate) fn points() -> impl Iterator<Item = CrashPoint> {
    let follows = |point: &&CrashPoint| {
        (CrashPoint::RangeFolded..=CrashPoint::ActionMarked).contains(point)
            || (CrashPoint::HistoryUncommitted..=CrashPoint::HistoryCommitted).contains(point)
    };
    CrashPoint::ALL.iter().filter(follows).copied()
}

pub(crate) fn report(server: &Server) -> Value {
    server.staff(Ask::get("/api/v1/staff/reconciliation")).expect(200).body
}

/// The last record that is on the chain; `null` before the first.
pub(crate) fn settled_up_to(server: &Server) -> Value {
    server.staff(Ask::get("/api/v1/staff/settlements?limit=1")).expect(200).body.pointer("/ranges/0/last").cloned().unwrap_or_default()
}

/// Pays somebody in, and waits until that is on the chain too and compared; gives the comparison. What comes after it moves nothing, because nobody trades.
#[track_caller]
pub(crate) fn agreed(server: &Server, owner: u64) -> Value {
    let seq = |position: &str| position.rsplit(':').next().unwrap().parse::<u64>().unwrap();
    let (account, _) = server.open_account("live", owner, 1_000);
    let deadline = Instant::now() + PATIENCE;
    let last = loop {
        let statement = server.staff(Ask::get(format!("/api/v1/accounts/{account}/statement"))).expect(200).body;
        if let Some(position) = statement["lines"][0]["position"].as_str() {
            break position.to_owned();
        }
        assert!(Instant::now() < deadline, "{statement}");
    };
    loop {
        let mut found = report(server);
        let is_compared = found["comparison"]["position"].as_str().is_some_and(|position| seq(position) >= seq(&last));
        if found["waiting"] == 0 && is_compared {
            assert_eq!(found["comparison"]["differences"], json!([]), "{found}");
            return found["comparison"].take();
        }
        assert!(Instant::now() < deadline, "behind {last}: {found}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn f33_f45_f68_the_server_aborted_at_every_point_of_a_follower_does_everything_once() {
    let folder = Folder::new("settling");
    let mut aborted = 0;
    for point in points() {
        for turn in TURNS {
            let name = format!("{}:{turn}", point.name());
            let serve = [&["serve"], TRADED].concat();
            let ended = match Server::try_start_with(&folder, &serve, &[(crash_points::VARIABLE, &name)]) {
                Ok(mut server) => server.wait_at_most(PATIENCE),
                // What was left to be settled brought it there before it was ready.
                Err(output) => output,
            };
            assert!(ended.contains(&format!("crash point {}", point.name())), "{name}: {ended}");
            let server = Server::start(&folder, QUIET);
            agreed(&server, OWNERS + aborted);
            server.kill();
            aborted += 1;
        }
    }
    all_is_the_same(&folder, OWNERS + aborted);
    println!("{aborted} crashes at {} points; nothing lost, nothing twice", points().count());
}

/// Ledger, chain, journal and history of a folder that nobody serves.
#[track_caller]
fn all_is_the_same(folder: &Folder, owner: u64) {
    let server = Server::start(folder, QUIET);
    let compared = agreed(&server, owner);
    for total in compared["assets"].as_array().unwrap() {
        for field in ["held", "ledger", "supply", "in_wallets"] {
            assert_eq!(total[field], total["issued"], "{field} of {total}");
        }
    }
    assert!(server.terminate().success());
    let verified = run(&["verify"], folder, &[]);
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
    rebuilt_the_same(folder, None);
}

/// At any moment, while simulated traders trade, trades are settled and the history is written.
#[test]
fn f33_f45_f68_a_server_killed_at_random_settles_everything_once() {
    let folder = Folder::new("settling-kills");
    let mut settled = Vec::new();
    for kill in 0..KILLS {
        let server = Server::start(&folder, TRADED);
        std::thread::sleep(Duration::from_millis(20 + kill.wrapping_mul(2_654_435_761) % 1_200));
        settled.push(settled_up_to(&server));
        server.kill();
        if kill % AGREED_EVERY == AGREED_EVERY - 1 {
            let server = Server::start(&folder, QUIET);
            agreed(&server, OWNERS + kill);
            server.kill();
        }
    }
    all_is_the_same(&folder, OWNERS + KILLS);
    settled.dedup();
    println!("{KILLS} kills, {} of them with more settled than at the one before", settled.len() - 1);
    assert!(settled.len() as u64 > KILLS / 4, "settlement went on between kills: {settled:?}");
}
