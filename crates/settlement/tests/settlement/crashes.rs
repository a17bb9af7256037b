//! The real process aborted at every named point of settlement: afterwards the chain is block for block what it is without a crash.

use crate::world::{CHAIN_ID, HOME};
use alloy_primitives::U256;
use chain::{Chain, EmbeddedChain};
use crash_points::CrashPoint;
use scratch::Folder;
use settlement::{MIGRATIONS, Report, Settlement, Side};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use store::{Database, DatabaseUrl};

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

/// At which pass of a point it crashes: in the setup, and in the trading. There are five ranges and more than thirty actions.
fn turns(point: CrashPoint) -> [u64; 3] {
    if point <= CrashPoint::RangeWritten { [1, 3, 5] } else { [2, 26, 31] }
}

/// Beside the folder of this test's own program.
fn program() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let path = own.parent().unwrap().parent().unwrap().join("examples/settle");
    assert!(path.exists(), "{} is built by `cargo test --package settlement`", path.display());
    path
}

fn run(folder: &Path, crash: Option<(CrashPoint, u64)>) -> ExitStatus {
    let mut command = Command::new(program());
    command.arg(folder);
    if let Some((point, turn)) = crash {
        command.env(crash_points::VARIABLE, format!("{}:{turn}", point.name()));
    }
    command.output().unwrap().status
}

/// What a folder's chain has come to: blocks, and the comparison.
async fn outcome(folder: &Path) -> (u64, Report) {
    let chain = EmbeddedChain::open(&folder.join("chain.sqlite"), CHAIN_ID).await.unwrap();
    let database =
        Database::open(&DatabaseUrl::of_file(&folder.join("store.sqlite")).unwrap(), &[("settlement", MIGRATIONS)]).await.unwrap();
    let blocks = chain.verify().await.unwrap();
    let report = Settlement::reconcile(&database, &chain, HOME, None).await.unwrap();
    assert_eq!(chain.block_number().await.unwrap(), blocks);
    (blocks, report)
}

#[tokio::test(flavor = "multi_thread")]
async fn f45_f68_the_process_aborted_at_every_point_settles_everything_once() {
    assert_eq!(POINTS.len(), CrashPoint::ALL.iter().filter(|point| POINTS[0] <= **point && **point <= POINTS[7]).count(), "all of them");
    let calm = Folder::new(env!("CARGO_TARGET_TMPDIR"));
    assert!(run(calm.path(), None).success());
    let (blocks, expected) = outcome(calm.path()).await;
    assert!(expected.is_complete && expected.differences.is_empty(), "{expected:?}");

    for point in POINTS {
        for turn in turns(point) {
            let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
            let status = run(folder.path(), Some((point, turn)));
            assert!(!status.success(), "{} is passed {turn} times", point.name());
            assert!(run(folder.path(), None).success(), "after {}:{turn}", point.name());
            let found = outcome(folder.path()).await;
            assert_eq!(found, (blocks, expected.clone()), "after {}:{turn}", point.name());
        }
    }
    println!("{} points, three turns each, {blocks} blocks each time", POINTS.len());
}

/// The negative control: an action that is forgotten after it was sent is done twice, and that is seen.
#[tokio::test(flavor = "multi_thread")]
async fn f45_an_action_sent_anew_is_seen() {
    let (folder, database) = crashed_after_an_issue().await;
    let mut tx = database.begin().await.unwrap();
    sqlx::query("UPDATE settlement_actions SET state = 'waiting' WHERE state = 'signed'").execute(tx.sql()).await.unwrap();
    tx.commit().await.unwrap();
    database.close().await;
    assert!(run(folder.path(), None).success());
    let (_, report) = outcome(folder.path()).await;
    let supply = report.differences.iter().find(|difference| difference.side == Side::Supply).unwrap();
    assert_eq!((supply.journal, supply.found), (500, U256::from(1_000)));
}

/// A folder whose process was aborted when the chain had an issue of units, and nobody had looked for its receipt.
async fn crashed_after_an_issue() -> (Folder, Database) {
    for turn in 24..30 {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        assert!(!run(folder.path(), Some((CrashPoint::ActionSent, turn))).success());
        let url = DatabaseUrl::of_file(&folder.path().join("store.sqlite")).unwrap();
        let database = Database::open(&url, &[("settlement", MIGRATIONS)]).await.unwrap();
        let text = "SELECT action FROM settlement_actions WHERE state = 'signed'";
        let action: String = sqlx::query_scalar(text).fetch_one(&mut *database.read().await.unwrap()).await.unwrap();
        if action.starts_with("{\"issue\"") {
            return (folder, database);
        }
    }
    panic!("there is an issue among the actions")
}
