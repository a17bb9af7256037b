//! The threads together, through the gateway.

use crate::fixture::{FailingDisk, Folder, START, cancel_deposit, genesis, keyed, open_account, plain, settings};
use gateway::{Busy, ClosedReason, Gateway, Origin, Outcome, Unanswered};
use protocol::{Record, Seq, Time};
use sequencer::{Clock, Doubt, Reading, Running, SequencerError, Settings, TestClock, recover, start};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

fn run(disk: Arc<FailingDisk>, clock: impl Clock + 'static) -> (Gateway, Running) {
    start(recover(disk, &settings()).expect("recovers"), Box::new(clock), Settings::default()).expect("threads")
}

fn clock() -> TestClock {
    TestClock::new(START)
}

#[test]
fn commands_are_answered_come_back_after_a_restart_and_repeated_keys_get_the_first_answer() {
    let folder = Folder::new();
    let (gateway, running) = run(folder.disk(), clock());
    assert!(gateway.keys().is_none());
    let founded = gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    assert_eq!((founded.seq, founded.at), (Seq(1), START));
    assert!(gateway.keys().is_some());
    let receipts: Vec<_> = (1..=500).map(|n| gateway.submit(keyed(open_account(n), n)).expect("room")).collect();
    let batch = gateway.submit_batch((1..=500).map(|n| keyed(cancel_deposit(n), 1_000 + n)).collect()).expect("room");
    let mut first = Vec::new();
    for (receipt, seq) in receipts.into_iter().zip(2..) {
        let answer = receipt.wait().expect("answered");
        assert_eq!((answer.seq, answer.origin), (Seq(seq), Origin::First));
        assert!(matches!(&answer.outcome, Outcome::Accepted(events) if events.len() == 1));
        first.push(answer);
    }
    for (answer, seq) in batch.wait().into_iter().zip(502..) {
        let answer = answer.expect("answered");
        assert_eq!(answer.seq, Seq(seq));
        assert!(matches!(answer.outcome, Outcome::Rejected(_)));
    }
    let mut follower = gateway.follow(Seq(0));
    let records: Vec<Record> = std::iter::from_fn(|| follower.try_next().expect("sound")).collect();
    assert_eq!(records.len(), 1_001);
    let core = running.stop().expect("stops");
    assert_eq!(gateway.submit(plain(open_account(9))).err(), Some(Busy::Closed(ClosedReason::Stopping)));

    let (gateway, running) = run(folder.disk(), clock());
    assert_eq!(gateway.durable_seq(), Seq(1_001));
    let mut follower = gateway.follow(Seq(0));
    for record in records {
        assert_eq!(follower.try_next(), Ok(Some(record)));
    }
    for (n, answer) in (1..).zip(first) {
        let again = gateway.submit(keyed(open_account(n), n)).expect("room").wait().expect("answered");
        assert_eq!((again.seq, again.at, again.outcome, again.origin), (answer.seq, answer.at, answer.outcome, Origin::Replayed));
    }
    let conflict = gateway.submit(keyed(open_account(77), 1)).expect("room").wait().expect("answered");
    assert_eq!(conflict.outcome, Outcome::KeyConflict);
    let again = running.stop().expect("stops");
    assert_eq!(again.exchange().component_hashes(), core.exchange().component_hashes());
}

#[test]
fn many_threads_get_each_their_own_answer() {
    let folder = Folder::new();
    let (gateway, running) = run(folder.disk(), clock());
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    let threads: Vec<_> = (0..8_u64)
        .map(|thread| {
            let gateway = gateway.clone();
            std::thread::spawn(move || {
                for n in 0..100 {
                    let owner = 1 + thread * 1_000 + n;
                    let answer = gateway.submit(plain(open_account(owner))).expect("room").wait().expect("answered");
                    let Outcome::Accepted(events) = answer.outcome else { panic!("accepted") };
                    assert!(matches!(&events[0], protocol::Event::AccountOpened(opened) if opened.owner.0 == owner));
                    assert!(gateway.durable_seq() >= answer.seq);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    assert_eq!(running.stop().expect("stops").last_seq(), Seq(801));
}

/// Moves on by a second, and hands a command in, while it is being read.
struct MovesWhileRead {
    clock: TestClock,
    submit: mpsc::Receiver<Gateway>,
    receipts: mpsc::Sender<gateway::Receipt>,
}

impl Clock for MovesWhileRead {
    fn read(&mut self) -> Reading {
        let reading = self.clock.read();
        if let Ok(gateway) = self.submit.try_recv() {
            self.clock.advance_seconds(1);
            self.receipts.send(gateway.submit(plain(open_account(7))).expect("room")).expect("somebody waits for it");
        }
        reading
    }
}

#[test]
fn nothing_is_executed_at_a_time_before_it_was_submitted() {
    let folder = Folder::new();
    let (submit, asked) = mpsc::channel();
    let (receipts, given) = mpsc::channel();
    let (gateway, running) = run(folder.disk(), MovesWhileRead { clock: clock(), submit: asked, receipts });
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    submit.send(gateway).expect("the clock listens");
    running.nudge();
    let answer = given.recv().expect("submitted").wait().expect("answered");
    assert_eq!(answer.at, Time(START.0 + 1_000_000));
    running.stop().expect("stops");
}

#[test]
fn what_was_taken_before_the_stop_is_answered() {
    let folder = Folder::new();
    let (gateway, running) = run(folder.disk(), clock());
    let receipts: Vec<_> =
        [genesis()].into_iter().chain((1..2_000).map(open_account)).map(|c| gateway.submit(plain(c)).expect("room")).collect();
    running.stop().expect("stops");
    for (receipt, seq) in receipts.into_iter().zip(1..) {
        assert_eq!(receipt.wait().expect("answered").seq, Seq(seq));
    }
}

#[test]
fn f72_while_a_frame_is_on_its_way_a_second_one_goes_to_the_disk() {
    let folder = Folder::new();
    let disk = folder.disk();
    let (gateway, running) = run(disk.clone(), clock());
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    disk.seen.slow_down(4);
    let mut receipts = Vec::new();
    for burst in 0..40 {
        receipts.extend((0..40).map(|n| gateway.submit(keyed(open_account(1 + burst * 40 + n), burst * 40 + n)).expect("room")));
        std::thread::sleep(Duration::from_millis(1));
    }
    for (receipt, seq) in receipts.into_iter().zip(2..) {
        let answer = receipt.wait().expect("answered");
        assert_eq!((answer.seq, answer.origin), (Seq(seq), Origin::First));
    }
    let mut reader = running.journal().reader_from(1).expect("kept");
    let mut beside = Vec::new();
    while let Some(frame) = reader.next().expect("sound") {
        beside.push(frame.header.in_flight);
    }
    assert!(beside.contains(&1) && beside.iter().all(|&frames| frames <= 1), "{beside:?}");
    let core = running.stop().expect("stops");
    let again = folder.recover();
    assert_eq!(again.core.exchange().component_hashes(), core.exchange().component_hashes());
}

#[test]
fn a_failed_sync_closes_the_door_and_answers_nobody() {
    let folder = Folder::new();
    let disk = folder.disk();
    let shard = recover(disk.clone(), &settings()).expect("recovers");
    let (failed, failure) = mpsc::channel();
    let on_failure = Box::new(move |error: &SequencerError| failed.send(error.to_string()).expect("heard"));
    let (gateway, running) = start(shard, Box::new(clock()), Settings { on_failure, ..Settings::default() }).expect("threads");
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    disk.seen.fail_after(0);
    let lost = gateway.submit(keyed(open_account(1), 1)).expect("open");
    assert_eq!(lost.wait(), Err(Unanswered::Unknown));
    assert!(failure.recv().expect("told").contains("planted"));
    assert_eq!(gateway.submit(plain(open_account(2))).err(), Some(Busy::Closed(ClosedReason::Failed)));
    assert_eq!(gateway.durable_seq(), Seq(1));
    assert!(matches!(running.stop(), Err(SequencerError::Journal(_))));

    // The write itself may have reached the disk; asking again with the same key tells, and never does it twice.
    let (gateway, running) = run(folder.disk(), clock());
    let answer = gateway.submit(keyed(open_account(1), 1)).expect("open").wait().expect("answered");
    assert_eq!(answer.seq, Seq(2));
    assert_eq!(running.stop().expect("stops").last_seq(), Seq(2));
}

#[test]
fn a_journal_that_falls_idle_is_sealed() {
    let folder = Folder::new();
    let disk = folder.disk();
    let (gateway, running) = run(disk.clone(), clock());
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    let syncs = disk.seen.syncs();
    disk.seen.wait_for_syncs(syncs + 1);
    assert_eq!(gateway.durable_seq(), Seq(1));
    running.stop().expect("stops");
}

/// Doubtful until it is confirmed.
struct DoubtfulClock {
    confirmed: Arc<AtomicBool>,
    reads: Arc<AtomicU32>,
}

impl Clock for DoubtfulClock {
    fn read(&mut self) -> Reading {
        self.reads.fetch_add(1, Ordering::AcqRel);
        if self.confirmed.load(Ordering::Acquire) { Reading::At(START) } else { Reading::Unconfirmed(Doubt::Jumped { seconds: 7 }) }
    }
}

#[test]
fn with_a_doubtful_clock_nothing_is_executed_until_it_is_confirmed() {
    let folder = Folder::new();
    let (confirmed, reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let (gateway, running) = run(folder.disk(), DoubtfulClock { confirmed: Arc::clone(&confirmed), reads: Arc::clone(&reads) });
    match gateway.submit(plain(genesis())) {
        // Whoever came through before the door closed is told the same.
        Ok(receipt) => assert_eq!(receipt.wait(), Err(Unanswered::NotTaken(ClosedReason::ClockUnconfirmed))),
        Err(busy) => assert_eq!(busy, Busy::Closed(ClosedReason::ClockUnconfirmed)),
    }
    assert_eq!(gateway.durable_seq(), Seq(0));
    confirmed.store(true, Ordering::Release);
    running.nudge();
    while gateway.door().closed().is_some() {
        std::thread::yield_now();
    }
    assert_eq!(gateway.submit(plain(genesis())).expect("open").wait().expect("answered").at, START);
    running.stop().expect("stops");
}

#[test]
fn a_journals_time_never_lies_behind_its_last_record() {
    let folder = Folder::new();
    let (gateway, running) = run(folder.disk(), clock());
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    running.stop().expect("stops");
    let (gateway, running) = run(folder.disk(), TestClock::new(Time(START.0 - 1_000_000)));
    assert_eq!(gateway.submit(plain(open_account(1))).expect("open").wait().expect("answered").at, START);
    running.stop().expect("stops");
}
