//! The inspector agrees with what was done, and says so loudly where it does not.

use crate::fixture::{Folder, HOME, START, cancel_deposit, genesis, keyed, open_account, plain, settings};
use exchange::{Capacity, Exchange};
use gateway::{Gateway, Moved, NoHistory};
use protocol::record::encode_record;
use protocol::wire::Encoder;
use protocol::{Header, Seq};
use sequencer::{
    Core, Difference, Inspection, Inspector, RULES_VERSION, RecoveredShard, SequencerError, Settings, SnapshotDistance, TestClock, recover,
    start,
};
use std::time::Duration;

fn trade(gateway: &Gateway) {
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    for n in 1..200 {
        let command = if n % 4 == 0 { cancel_deposit(n) } else { open_account(n) };
        gateway.submit(keyed(command, n)).expect("open").wait().expect("answered");
    }
}

fn traded(folder: &Folder) -> (Gateway, Core) {
    let shard = recover(folder.disk(), &settings()).expect("recovers");
    let (gateway, running) = start(shard, Box::new(TestClock::new(START)), Settings::default()).expect("threads");
    trade(&gateway);
    (gateway, running.stop().expect("stops"))
}

#[test]
fn executing_everything_again_comes_to_the_same() {
    let folder = Folder::new();
    let (gateway, core) = traded(&folder);
    let mut inspector = Inspector::new(Exchange::new(HOME, Capacity::DEMO), gateway.follow(Seq(0)));
    let mut last = Seq(0);
    while let Some(inspected) = inspector.step().expect("no difference") {
        assert!(inspected.last > last);
        last = inspected.last;
    }
    assert_eq!((last, inspector.position()), (Seq(200), Seq(200)));
    assert_eq!(inspector.exchange().component_hashes(), core.exchange().component_hashes());
    assert_eq!(inspector.wait(Duration::from_secs(60)), Moved::Stopped);
}

#[test]
fn another_state_is_noticed() {
    let folder = Folder::new();
    let (gateway, core) = traded(&folder);
    let mut follower = gateway.follow(Seq(0));
    let mut exchange = Exchange::new(HOME, Capacity::DEMO);
    while let Some(record) = follower.try_next().expect("sound") {
        if record.header.seq > Seq(100) {
            break;
        }
        for event in record.outcome.iter().flatten() {
            exchange.apply(&record.header, event);
        }
        exchange.finish(&record.header);
    }
    // One event too many, as after a replay that applies twice.
    let record = gateway.record(Seq(2)).expect("kept");
    let header = Header { seq: Seq(100), ..record.header };
    record.outcome.expect("an account").iter().for_each(|event| exchange.apply(&header, event));
    let mut inspector = Inspector::new(exchange, gateway.follow(Seq(100)));
    let noticed = std::iter::from_fn(|| inspector.step().transpose()).find_map(Result::err);
    assert!(
        matches!(noticed, Some(SequencerError::Difference(Difference::Outcome { .. } | Difference::ControlTotals { .. }))),
        "{noticed:?}"
    );
    drop(core);
}

/// In a frame of two records the time of the second is stated although it is that of the first, as it was before the short forms.
#[test]
fn f72_frames_in_earlier_forms_are_executed_again_and_not_compared_by_their_bytes() {
    const SAME_TIME: u8 = 8;
    let mut executed = Exchange::new(HOME, Capacity::DEMO);
    let (mut payload, mut second) = (Vec::new(), 0);
    let mut to = Encoder::new(&mut payload, HOME);
    for (seq, command) in (1..).zip([genesis(), open_account(1)]) {
        let header = Header { seq: Seq(seq), at: START, key: None };
        let mut events = Vec::new();
        executed.execute(&header, &command, &mut events).expect("accepted");
        executed.finish(&header);
        second = to.len();
        encode_record(&mut to, &header, &command, Ok(&events));
    }
    assert!(payload[second] & SAME_TIME != 0);
    payload[second] &= !SAME_TIME;
    payload.insert(second + 1, 0);
    let inspect = |rules_version| {
        let (gateway, _intake, mut outlet) = gateway::open(HOME, Seq(0), Box::new(NoHistory));
        outlet.publish_with(|frame| {
            (frame.first_seq, frame.count, frame.rules_version) = (Seq(1), 2, rules_version);
            frame.control_totals = executed.control_totals();
            frame.payload.extend_from_slice(&payload);
        });
        let mut inspector = Inspector::new(Exchange::new(HOME, Capacity::DEMO), gateway.follow(Seq(0)));
        inspector.step().map(|_| inspector.exchange().component_hashes())
    };
    assert_eq!(inspect(1).expect("no difference"), executed.component_hashes());
    let today = inspect(RULES_VERSION);
    assert!(matches!(today, Err(SequencerError::Difference(Difference::Encoding { first_seq: Seq(1) }))), "{today:?}");
}

/// Runs with an inspector that writes a snapshot every 100 records.
fn inspected(shard: RecoveredShard, work: impl FnOnce(&Gateway)) -> Core {
    let distance = SnapshotDistance { records: 100, bytes: u64::MAX };
    let inspection = Some(Inspection { distance, needed_from: Box::new(|| Seq(u64::MAX)) });
    let (gateway, running) =
        start(shard, Box::new(TestClock::new(START)), Settings { inspection, ..Settings::default() }).expect("threads");
    work(&gateway);
    running.stop().expect("live and replay are the same")
}

#[test]
fn a_restart_begins_with_the_newest_good_snapshot() {
    let folder = Folder::new();
    let live = inspected(folder.recover(), |gateway| {
        for n in 0..1_000 {
            let submission = if n == 0 { plain(genesis()) } else { keyed(open_account(n), n) };
            gateway.submit(submission).expect("open").wait().expect("answered");
        }
    });
    let shard = folder.recover();
    let seqs = shard.snapshots.seqs().expect("listed");
    let first = shard.snapshot.expect("there is one");
    assert_eq!((seqs.len(), seqs[0]), (2, first.seq));
    assert!(first.seq > 800);
    assert_eq!(shard.found.start.seq, first.seq);
    assert_eq!(shard.core.exchange().component_hashes(), live.exchange().component_hashes());
    drop(shard);

    let newest = folder.path().join(format!("snapshots/exchange-{:020}.snap", seqs[0]));
    let whole = std::fs::read(&newest).expect("there");
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        std::fs::write(&newest, bytes).expect("written");
        folder.recover()
    };
    // Where it names the journal it belongs to.
    assert_eq!(flipped(8).snapshot.map(|snapshot| snapshot.seq), Some(seqs[1]));
    let shard = flipped(whole.len() / 2);
    assert_eq!(shard.snapshot.map(|snapshot| snapshot.seq), Some(seqs[1]));
    assert_eq!(shard.unusable.len(), 1);
    assert_eq!(shard.core.exchange().component_hashes(), live.exchange().component_hashes());

    // The inspector begins with the same snapshot, and goes on.
    let live = inspected(shard, |gateway| {
        let again = gateway.submit(keyed(open_account(7), 7)).expect("open").wait().expect("answered");
        assert_eq!(again.seq, Seq(8));
        gateway.submit(plain(open_account(9))).expect("open").wait().expect("answered");
    });
    assert_eq!(live.last_seq(), Seq(1_001));
}

#[test]
fn segments_are_archived_and_recycled_once_nobody_needs_them() {
    let folder = Folder::new();
    let mut settings = settings();
    settings.journal.segment_bytes = 1 << 20;
    settings.journal.archive = journal::ArchiveMode::Keep;
    let recovered = || recover(folder.disk(), &settings).expect("recovers");
    let clock = TestClock::new(START);
    let distance = SnapshotDistance { records: 100, bytes: u64::MAX };
    let inspection = Some(Inspection { distance, needed_from: Box::new(|| Seq(u64::MAX)) });
    let shard = recovered();
    let (gateway, running) = start(shard, Box::new(clock.clone()), Settings { inspection, ..Settings::default() }).expect("threads");
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    for n in 1..1_000 {
        gateway.submit(keyed(open_account(n), n)).expect("open").wait().expect("answered");
        if n == 700 {
            assert_eq!(running.journal().first_seq(), 1, "all of it lies in the window of keys");
            clock.advance_seconds(3 * 24 * 3_600);
        }
    }
    let journal = running.journal().clone();
    running.stop().expect("live and replay are the same");
    assert!(journal.first_seq() > 200, "{}", journal.first_seq());
    // What is gone from the segments is read from the archive, by followers and by repeated keys.
    let mut follower = gateway.follow(Seq(0));
    let last = gateway.durable_seq();
    assert_eq!(last, Seq(1_001), "the keys were rotated once, by a tick");
    for seq in 1..=last.0 {
        let record = follower.try_next().expect("kept").expect("durable");
        assert_eq!(record.header.seq, Seq(seq));
    }
    drop(gateway);
    assert_eq!(recovered().last_seq(), last);
}
