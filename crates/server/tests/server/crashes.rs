//! The real process, aborted at every named point of its work while clients of every kind wait for answers; restarted, and compared with their ledgers.

use crate::lane::{Keys, Lane, Load, settle, total};
use crate::market::{DemoMarket, Kept, block_on};
use crate::process::{Folder, QUIET, Server, run, text};
use crate::shapes::mixed;
use crash_points::CrashPoint;
use journal::ArchiveMode;
use money::Won;
use protocol::command::GrantCash;
use protocol::{AccountId, Home, Time};
use sequencer::TestClock;
use server::folder::{DataFolder, FolderKind};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A point that is not reached within this time is not reached.
/// The inspector works at the lowest priority, beside the load and every other test.
const PATIENCE: Duration = Duration::from_mins(10);
const ATTEMPTS_MAX: u64 = 5;
/// Commands answered before the server is told to stop, for the points on its way down.
const ACKS_BEFORE_STOP: u64 = 300;
/// Of the segments that are old enough to be recycled: more than two may be spares.
const OLD_FRAMES: usize = 2_400;
const OLD_SECONDS: i64 = 3 * 86_400;
/// What SIGABRT leaves of a process.
const ABORTED: i32 = 6;

/// At which turn the process is aborted. Common points are passed some times, so that requests of all kinds are under way; rare ones are not.
fn turn(point: CrashPoint) -> u64 {
    use CrashPoint as P;
    match point {
        P::FrameEncoded | P::FrameWritten | P::FrameSynced | P::FramePublished | P::FrameAnswered => 60,
        P::FrameHalfAnswered => 400,
        // It begins with what lies after the last snapshot.
        P::InspectorTookFrame | P::InspectorCompared => 2_000,
        P::TriggeredUnwritten | P::TriggeredUnanswered => 3,
        _ if (P::DepositRequestedUnwritten..=P::JobStepUnanswered).contains(&point) => 3,
        _ if (P::SnapshotBegun..=P::SnapshotOldRemoved).contains(&point) => 4,
        _ if (P::LiveSnapshotBegun..=P::LiveSnapshotOldRemoved).contains(&point) => 2,
        _ => 1,
    }
}

/// The turn of an attempt, after others that came to the point before anybody was there.
fn turn_of_attempt(point: CrashPoint, attempt: u64) -> u64 {
    match point {
        // A market that waits for the other at a slow start is idle for a second, and is sealed too.
        CrashPoint::JournalSealed => attempt.min(3),
        CrashPoint::StopCompared => 1,
        _ => attempt * turn(point),
    }
}

fn is_on_the_way_down(point: CrashPoint) -> bool {
    matches!(point, CrashPoint::JournalSealed | CrashPoint::StopCompared)
}

/// These have people and their payments around them; `outbox.rs` goes through them.
fn is_of_the_outbox(point: CrashPoint) -> bool {
    (CrashPoint::OutboxRead..=CrashPoint::OutboxMarked).contains(&point)
}

/// `settling.rs` goes through these.
fn is_of_a_follower(point: CrashPoint) -> bool {
    crate::settling::points().any(|of_a_follower| of_a_follower == point)
}

/// A demo's folder whose practice market has segments that are older than the window of keys.
fn aged(folder: &Folder) {
    let data = DataFolder::open(folder.path(), FolderKind::Demo).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as i64;
    let clock = TestClock::new(Time(now - OLD_SECONDS * 1_000_000));
    block_on(async {
        let kept = Kept::of(&data, Home::PRACTICE, ArchiveMode::Keep).with_keys(4_096);
        let market = DemoMarket::start(kept, Home::PRACTICE, clock, 1).await;
        let account = AccountId::new(Home::PRACTICE, 16);
        for _ in 0..OLD_FRAMES {
            // One frame, and so one page of the journal, each.
            market.desk.give(GrantCash { account, amount: Won(1) }).await.unwrap();
        }
        market.stop();
    });
}

/// `snapshot_records`: nothing is recycled before the second snapshot.
fn arguments(snapshot_records: &'static str) -> Vec<&'static str> {
    let small = ["--segment-mib", "2", "--idempotency-keys-max", "4096", "--snapshot-records", snapshot_records];
    [QUIET, &["--orders-per-s", "1000000", "--orders-burst", "1000000"], &small].concat()
}

const SNAPSHOTS_OFTEN: &str = "1500";
const SNAPSHOTS_LATER: &str = "100000000";

/// When a point was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// Clients had been answered.
    UnderLoad,
    /// A slow start, or one with much to catch up, came to it first.
    Early,
}

/// One life of the server with the point armed: every lane sends until the process is gone.
fn crash_at(point: CrashPoint, turn: u64, folder: &Folder, lanes: &mut [Lane]) -> Reached {
    let armed = format!("{}:{turn}", point.name());
    let serve = [&["serve"], &arguments(SNAPSHOTS_OFTEN)[..]].concat();
    let (ended, reached) = match Server::try_start_with(folder, &serve, &[(crash_points::VARIABLE, &armed)]) {
        Err(output) => (output, Reached::Early),
        Ok(mut server) => {
            let address = server.address.clone();
            Load::new(&address, Keys::Kept).run(lanes, |load| {
                if is_on_the_way_down(point) {
                    let deadline = Instant::now() + PATIENCE;
                    while load.acknowledged() < ACKS_BEFORE_STOP && server.is_running() && Instant::now() < deadline {
                        std::thread::yield_now();
                    }
                    server.ask_to_end();
                }
                let ended = server.wait_at_most(PATIENCE);
                (ended, if load.acknowledged() > 0 { Reached::UnderLoad } else { Reached::Early })
            })
        }
    };
    assert!(ended.contains(&format!("crash point {}", point.name())), "{} was not reached: {ended}", point.name());
    assert!(ended.contains(&format!("signal: {ABORTED}")), "{}: {ended}", point.name());
    reached
}

/// The next life: every lane repeats what the crash left open, and its ledger is the server's. No lane sends anything else.
fn settle_after(point: CrashPoint, folder: &Folder, lanes: &mut [Lane]) {
    let server = Server::start(folder, &arguments(SNAPSHOTS_LATER));
    let differences = settle(&server.address, lanes, Keys::Kept);
    assert!(differences.is_empty(), "after {}: {differences:#?}", point.name());
    server.kill();
}

/// Goes through points on a folder of its own; gives its lanes.
fn go_through(points: &[CrashPoint]) -> Vec<Lane> {
    let folder = Folder::new("crashes");
    aged(&folder);
    let server = Server::start(&folder, &arguments(SNAPSHOTS_LATER));
    let mut lanes = mixed(&server, "x");
    server.kill();
    for &point in points {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let begin = Instant::now();
            let reached = crash_at(point, turn_of_attempt(point, attempt), &folder, &mut lanes);
            let crashed = begin.elapsed();
            settle_after(point, &folder, &mut lanes);
            println!("{}: {reached:?} after {crashed:.1?}, settled after {:.1?}", point.name(), begin.elapsed());
            // Before anybody is there the crash is as good, but it is not the one that is asked for.
            if reached == Reached::UnderLoad || point == CrashPoint::Recovered {
                break;
            }
            assert!(attempt < ATTEMPTS_MAX, "{} is never reached under load", point.name());
        }
    }
    let verified = run(&["verify"], &folder, &[]);
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
    lanes
}

#[test]
fn f33_f72_the_process_aborted_at_every_named_point_loses_nothing_and_does_nothing_twice() {
    let begin = Instant::now();
    // One run of the server recycles all segments that are old enough, so that each of these points needs a folder with some.
    let (of_old_segments, others): (Vec<_>, Vec<_>) = CrashPoint::ALL
        .iter()
        .filter(|point| !is_of_the_outbox(**point) && !is_of_a_follower(**point))
        .partition(|point| matches!(point, CrashPoint::SegmentRetired | CrashPoint::SegmentRecycled));
    let mut lanes = go_through(&others);
    of_old_segments.into_iter().for_each(|point| lanes.extend(go_through(&[point])));
    println!(
        "{} points in {:.0?}, each reached: {} acknowledged, {} repeated after a restart, of which {} had been done; 0 lost, 0 doubled",
        CrashPoint::ALL.iter().filter(|point| !is_of_the_outbox(**point) && !is_of_a_follower(**point)).count(),
        begin.elapsed(),
        total(&lanes, |counts| counts.acknowledged),
        total(&lanes, |counts| counts.repeated),
        total(&lanes, |counts| counts.replayed),
    );
}

#[test]
fn f72_a_point_that_is_not_known_keeps_the_server_from_starting() {
    let folder = Folder::new("no-crash");
    for (wanted, said) in [("nowhere:1", "there is no point nowhere"), ("frame_written", "is not POINT:N"), ("frame_written:0", "no turn")]
    {
        let refused = Server::try_start_with(&folder, &[&["serve"], QUIET].concat(), &[(crash_points::VARIABLE, wanted)]).err().unwrap();
        assert!(refused.contains(said), "{refused}");
    }
}
