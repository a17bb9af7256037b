//! The real process aborted at every named point of settlement: afterwards the chain is block for block what it is without a crash.

use crate::world::{CHAIN_ID, HOME};
use alloy_primitives::{Address, U256};
use chain::{Chain, EmbeddedChain};
use crash_points::CrashPoint;
use scratch::{Folder, Kind};
use settlement::{MIGRATIONS, Report, Settlement, Side};
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use store::{Database, DatabaseUrl};

scratch::both!(f45_f68_the_process_aborted_at_every_point_settles_everything_once);

const POINTS: [CrashPoint; 8] = [
    CrashPoint::RangeFolded,
    CrashPoint::RangeUncommitted,
    CrashPoint::RangeWritten,
    CrashPoint::ActionSigned,
    CrashPoint::ActionKept,
    CrashPoint::ActionSent,
    CrashPoint::ActionUnmarked,
    CrashPoint::ActionMarked,
];

/// At which pass of a point it crashes: in the setup, in the trading, in the offering. There are six ranges and forty actions.
fn turns(point: CrashPoint) -> [u64; 3] {
    if point <= CrashPoint::RangeWritten { [1, 3, 6] } else { [2, 26, 39] }
}

/// Where a process works: a chain in the folder, and a database.
struct Place {
    folder: Folder,
    url: String,
}

impl Place {
    async fn new(kind: Kind) -> Self {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        let url = kind.url(folder.path()).await;
        Self { folder, url }
    }

    async fn database(&self) -> Database {
        Database::open(&DatabaseUrl::new(&self.url).unwrap(), &[("settlement", MIGRATIONS)]).await.unwrap()
    }
}

/// Beside the folder of this test's own program.
fn program() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let path = own.parent().unwrap().parent().unwrap().join("examples/settle");
    assert!(path.exists(), "{} is built by `cargo test --package settlement`", path.display());
    path
}

fn run(place: &Place, crash: Option<(CrashPoint, u64)>) -> ExitStatus {
    let mut command = Command::new(program());
    command.arg(place.folder.path()).arg(&place.url);
    if let Some((point, turn)) = crash {
        command.env(crash_points::VARIABLE, format!("{}:{turn}", point.name()));
    }
    command.output().unwrap().status
}

/// What a chain has come to: blocks, and the comparison. Addresses follow from the keys, which each folder has for itself.
async fn outcome(place: &Place) -> (u64, Report) {
    let chain = EmbeddedChain::open(&place.folder.path().join("chain.sqlite"), CHAIN_ID).await.unwrap();
    let database = place.database().await;
    let blocks = chain.verify().await.unwrap();
    let mut report = Settlement::reconcile(&database, &chain, HOME, None).await.unwrap();
    report.totals.iter_mut().for_each(|total| total.contract = Address::ZERO);
    assert_eq!(chain.block_number().await.unwrap(), blocks);
    database.close().await;
    (blocks, report)
}

async fn f45_f68_the_process_aborted_at_every_point_settles_everything_once(kind: Kind) {
    assert_eq!(POINTS.len(), CrashPoint::ALL.iter().filter(|point| POINTS[0] <= **point && **point <= POINTS[7]).count(), "all of them");
    let calm = Place::new(kind).await;
    assert!(run(&calm, None).success());
    let (blocks, expected) = outcome(&calm).await;
    assert!(expected.is_complete && expected.differences.is_empty(), "{expected:?}");

    for point in POINTS {
        for turn in turns(point) {
            let place = Place::new(kind).await;
            let status = run(&place, Some((point, turn)));
            assert!(!status.success(), "{} is passed {turn} times", point.name());
            assert!(run(&place, None).success(), "after {}:{turn}", point.name());
            let found = outcome(&place).await;
            assert_eq!(found, (blocks, expected.clone()), "after {}:{turn}", point.name());
        }
    }
    println!("{} points, three turns each, {blocks} blocks each time", POINTS.len());
}

/// The contracts know what they were told, even if nobody remembers having sent it.
#[tokio::test(flavor = "multi_thread")]
async fn f45_an_action_that_was_forgotten_is_not_sent_again() {
    let (place, database) = crashed_after_an_issue().await;
    change(&database, "UPDATE settlement_actions SET state = 'waiting' WHERE state = 'signed'").await;
    database.close().await;
    assert!(run(&place, None).success());
    let (_, report) = outcome(&place).await;
    assert!(report.is_complete && report.differences.is_empty(), "{report:?}");
}

/// The negative control: an action that is forgotten after it was sent and then told by another name is done twice, and that is seen.
#[tokio::test(flavor = "multi_thread")]
async fn f45_an_action_sent_anew_is_seen() {
    let (place, database) = crashed_after_an_issue().await;
    change(
        &database,
        "UPDATE settlement_actions SET state = 'waiting', action = replace(action, '\"part\":0', '\"part\":7') WHERE state = 'signed'",
    )
    .await;
    database.close().await;
    assert!(run(&place, None).success());
    let (_, report) = outcome(&place).await;
    let supply = report.differences.iter().find(|difference| difference.side == Side::Supply).unwrap();
    assert_eq!((supply.journal, supply.found), (500, U256::from(1_000)));
}

async fn change(database: &Database, text: &'static str) {
    let mut tx = database.begin().await.unwrap();
    sqlx::query(text).execute(tx.sql()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Where a process was aborted when the chain had an issue of units, and nobody had looked for its receipt.
async fn crashed_after_an_issue() -> (Place, Database) {
    for turn in 24..30 {
        let place = Place::new(Kind::Sqlite).await;
        assert!(!run(&place, Some((CrashPoint::ActionSent, turn))).success());
        let database = place.database().await;
        let text = "SELECT action FROM settlement_actions WHERE state = 'signed'";
        let action: String = sqlx::query_scalar(text).fetch_one(&mut *database.read().await.unwrap()).await.unwrap();
        if action.starts_with("{\"issue\"") {
            return (place, database);
        }
    }
    panic!("there is an issue among the actions")
}
