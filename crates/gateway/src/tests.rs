use crate::*;
use protocol::command::{AccountKind, CancelDeposit, OpenAccount};
use protocol::ids::DepositId;
use protocol::record::encode_record;
use protocol::wire::Encoder;
use protocol::{Command, Event, Header, Home, KeyHash, OwnerId, Reason, Record, Rejection, Seq, Time};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const HOME: Home = Home::LIVE;
const LONG: Duration = Duration::from_secs(60);

fn command(number: u64) -> Command {
    CancelDeposit { deposit: DepositId::new(HOME, number) }.into()
}

fn submission(number: u64) -> Submission {
    Submission { command: command(number), key: None }
}

fn key(number: u64) -> KeyHash {
    let mut bytes = [7; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    KeyHash(bytes)
}

/// A record that is refused, so that no event has to be made up.
fn record(seq: u64) -> Record {
    Record {
        header: Header { seq: Seq(seq), at: Time(1_000 + seq as i64), key: Some(key(seq)) },
        command: command(seq),
        outcome: Err(Rejection::from(Reason::DepositNotOpen)),
    }
}

fn answer(seq: u64) -> Answer {
    let outcome = Outcome::Rejected(Rejection::from(Reason::DepositNotOpen));
    Answer { seq: Seq(seq), at: Time(1_000 + seq as i64), outcome, origin: Origin::First }
}

fn frame(first: u64, count: u32) -> SealedFrame {
    let mut payload = Vec::new();
    let mut marks = Vec::new();
    let mut to = Encoder::new(&mut payload, HOME);
    for seq in first..first + u64::from(count) {
        if seq.is_multiple_of(3) {
            marks.push(Mark { seq: Seq(seq), offset: to.len(), bases: to.bases() });
        }
        let record = record(seq);
        encode_record(&mut to, &record.header, &record.command, record.outcome.as_deref());
    }
    SealedFrame { first_seq: Seq(first), count, rules_version: 1, control_totals: [0; 4], hash: [0; 32], payload, marks }
}

/// Frames of `each` records; counts how often it was asked.
#[derive(Clone, Debug)]
struct OldFrames {
    last: u64,
    each: u64,
    opened: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct OldCursor {
    frames: OldFrames,
    next: u64,
}

impl OldFrames {
    fn up_to(last: u64, each: u64) -> Self {
        Self { last, each, opened: Arc::default() }
    }
}

impl History for OldFrames {
    fn frames_from(&self, seq: Seq) -> Result<Box<dyn HistoryCursor>, HistoryError> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let next = (seq.0 - 1) / self.each * self.each + 1;
        Ok(Box::new(OldCursor { frames: self.clone(), next }))
    }
}

impl HistoryCursor for OldCursor {
    fn next_frame(&mut self) -> Result<Option<Arc<SealedFrame>>, HistoryError> {
        if self.next > self.frames.last {
            return Ok(None);
        }
        let first = self.next;
        self.next += self.frames.each;
        Ok(Some(Arc::new(frame(first, self.frames.each as u32))))
    }
}

#[test]
fn the_ring_takes_so_many_and_no_more() {
    let (gateway, mut intake, _outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    let receipts: Vec<_> = (0..RING_MAX as u64 - 2).map(|n| gateway.submit(submission(n)).expect("room")).collect();
    assert_eq!(gateway.submit_batch((0..3).map(submission).collect()).err(), Some(Busy::RingFull));
    let batch = gateway.submit_batch((0..2).map(submission).collect()).expect("room for two");
    assert_eq!(gateway.submit(submission(0)).err(), Some(Busy::RingFull));
    assert_eq!(gateway.waiting(), RING_MAX);

    assert_eq!(intake.refill(), RING_MAX);
    assert_eq!(intake.peek(16).map(|ticket| ticket.command.clone()), Some(command(16)));
    gateway.submit(submission(9)).expect("room again");
    assert_eq!(intake.refill(), RING_MAX, "what was taken comes first");
    for n in 0..RING_MAX as u64 - 2 {
        assert_eq!(intake.take().map(|ticket| ticket.command), Some(command(n)));
    }
    drop((receipts, batch));
}

#[test]
fn a_closed_door_takes_nothing_and_names_the_gravest_reason() {
    let (gateway, _intake, _outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    gateway.door().close(ClosedReason::ProjectionLagging);
    gateway.door().close(ClosedReason::ClockUnconfirmed);
    assert_eq!(gateway.submit(submission(1)).err(), Some(Busy::Closed(ClosedReason::ClockUnconfirmed)));
    gateway.door().open(ClosedReason::ClockUnconfirmed);
    assert_eq!(gateway.submit_batch(vec![submission(1)]).err(), Some(Busy::Closed(ClosedReason::ProjectionLagging)));
    assert_eq!(gateway.door().reasons(), [ClosedReason::ProjectionLagging]);
    gateway.door().open(ClosedReason::ProjectionLagging);
    gateway.submit(submission(1)).expect("open");
    assert_eq!(gateway.waiting(), 1);
}

#[test]
fn a_sleeping_core_is_woken_by_a_command_or_a_nudge() {
    let (gateway, mut intake, _outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    assert_eq!(intake.wait(1, Duration::ZERO), Woken::TimedOut);
    let nudge = intake.nudge();
    nudge.nudge();
    assert_eq!(intake.wait(1, LONG), Woken::Nudged);
    let core = std::thread::spawn(move || {
        let woken = intake.wait(1, LONG);
        intake.refill();
        intake.take().expect("one waits").reply.send(Told::Answer(answer(1)));
        woken
    });
    let receipt = gateway.submit(submission(1)).expect("room");
    assert_eq!(receipt.wait(), Ok(answer(1)));
    assert_eq!(core.join().expect("no panic"), Woken::Filled);
}

#[test]
fn a_core_that_wants_several_commands_sleeps_on_until_so_many_wait_or_somebody_nudges() {
    let (gateway, mut intake, _outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    let receipt = gateway.submit(submission(1)).expect("room");
    assert_eq!(intake.wait(2, Duration::from_millis(1)), Woken::Filled, "the time is over, and one waits");
    let nudge = intake.nudge();
    let core = std::thread::spawn(move || {
        let first = (intake.wait(3, LONG), intake.refill());
        while let Some(ticket) = intake.take() {
            ticket.reply.send(Told::Answer(answer(1)));
        }
        (first, intake.wait(2, LONG), intake.refill())
    });
    let others = [2, 3].map(|number| gateway.submit(submission(number)).expect("room"));
    assert_eq!(receipt.wait(), Ok(answer(1)));
    others.into_iter().for_each(|receipt| assert_eq!(receipt.wait(), Ok(answer(1))));
    let waiting = gateway.submit(submission(4)).expect("room");
    nudge.nudge();
    assert_eq!(core.join().expect("no panic"), ((Woken::Filled, 3), Woken::Filled, 1));
    drop(waiting);
}

#[test]
fn who_gets_no_answer_learns_that_the_outcome_is_unknown() {
    let (gateway, mut intake, _outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    let taken = gateway.submit(submission(1)).expect("room");
    intake.refill();
    drop(intake.take());
    assert_eq!(taken.wait(), Err(Unanswered::Unknown));

    let refused = gateway.submit(submission(1)).expect("room");
    intake.refill();
    intake.take().expect("one waits").reply.send(Told::NotTaken(ClosedReason::ClockUnconfirmed));
    assert_eq!(refused.wait(), Err(Unanswered::NotTaken(ClosedReason::ClockUnconfirmed)));

    let waiting = gateway.submit(submission(2)).expect("room");
    drop(intake);
    assert_eq!(waiting.wait(), Err(Unanswered::Unknown));
    assert_eq!(gateway.submit(submission(3)).err(), Some(Busy::Closed(ClosedReason::Stopping)));
}

#[test]
fn a_batch_is_answered_item_by_item_in_its_own_order() {
    let (gateway, mut intake, _outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    let batch = gateway.submit_batch((1..=4).map(submission).collect()).expect("room");
    intake.refill();
    let mut tickets: Vec<_> = std::iter::from_fn(|| intake.take()).collect();
    drop(tickets.remove(2));
    for (ticket, seq) in tickets.into_iter().zip([1, 2, 4]).rev() {
        assert!(ticket.reply.is_heard());
        ticket.reply.send(Told::Answer(answer(seq)));
    }
    assert_eq!(batch.wait(), [Ok(answer(1)), Ok(answer(2)), Err(Unanswered::Unknown), Ok(answer(4))]);
    assert_eq!(gateway.submit_batch(Vec::new()).expect("room").wait(), []);
}

#[test]
fn a_repeated_key_gets_the_first_answer_and_another_command_or_key_does_not() {
    for in_memory in [true, false] {
        let history = OldFrames::up_to(10, 10);
        let (gateway, mut intake, mut outlet) = open(HOME, Seq(if in_memory { 0 } else { 10 }), Box::new(history.clone()));
        if in_memory {
            outlet.publish(frame(1, 10));
        }
        let mut ask = |submission: Submission, first: u64| {
            let receipt = gateway.submit(submission).expect("room");
            intake.refill();
            let Ticket { command, key, reply } = intake.take().expect("one waits");
            let key = key.expect("a repeat has a key");
            reply.send(Told::Repeat(Box::new(Repeat { first: Seq(first), key, command })));
            receipt.wait()
        };
        for seq in 1..=10 {
            let same = Submission { command: command(seq), key: Some(key(seq)) };
            assert_eq!(ask(same, seq), Ok(Answer { origin: Origin::Replayed, ..answer(seq) }));
        }
        let other: Command = OpenAccount { owner: OwnerId(1), kind: AccountKind::Investor, own_instrument: None }.into();
        let conflict = ask(Submission { command: other, key: Some(key(4)) }, 4).expect("answered");
        assert_eq!((conflict.outcome, conflict.seq), (Outcome::KeyConflict, Seq(4)));
        let mut similar = key(5);
        similar.0[15] ^= 1;
        let collision = ask(Submission { command: command(5), key: Some(similar) }, 5).expect("answered");
        assert_eq!(collision.outcome, Outcome::KeyCollision);
        assert_eq!(history.opened.load(Ordering::Relaxed) == 0, in_memory);
    }
}

#[test]
fn an_unreadable_first_answer_is_said_to_be_one() {
    let (gateway, _intake, _outlet) = open(HOME, Seq(10), Box::new(NoHistory));
    let repeat = Repeat { first: Seq(3), key: key(3), command: command(3) };
    assert!(matches!(gateway.recall(&repeat), Err(Unanswered::Unreadable { first: Seq(3), .. })));
}

#[test]
fn a_follower_sees_every_record_once_from_the_journal_and_then_from_memory() {
    for each in [1, 7, 20] {
        for after in [0, 1, 6, 7, 139, 140, 141] {
            let history = OldFrames::up_to(140, each);
            let (gateway, _intake, mut outlet) = open(HOME, Seq(140), Box::new(history.clone()));
            outlet.publish(frame(141, 5));
            outlet.publish(frame(146, 1));
            let mut follower = gateway.follow(Seq(after));
            assert_eq!((follower.position(), follower.lag()), (Seq(after), 146 - after));
            for seq in after + 1..=146 {
                assert_eq!(follower.try_next(), Ok(Some(record(seq))));
                assert_eq!(follower.position(), Seq(seq));
            }
            assert_eq!(follower.try_next(), Ok(None));
            outlet.publish(frame(147, 2));
            assert_eq!(follower.try_next(), Ok(Some(record(147))));
            assert!(history.opened.load(Ordering::Relaxed) <= 1);
        }
    }
}

#[test]
fn frames_can_be_taken_whole_or_from_the_middle_and_events_land_in_one_buffer() {
    let (gateway, _intake, mut outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    outlet.publish(frame(1, 8));
    outlet.publish(frame(9, 8));
    let mut follower = gateway.follow(Seq(0));
    let mut events: Vec<Event> = Vec::new();
    for seq in 1..=3 {
        let Record { header, command, outcome } = record(seq);
        assert_eq!(follower.try_next_into(&mut events), Ok(Some((header, command, outcome.err()))));
    }
    let mut rest = follower.try_next_frame().expect("sound").expect("there is more");
    assert_eq!((rest.next_seq(), rest.frame().last_seq(), follower.position()), (Seq(4), Seq(8), Seq(8)));
    assert_eq!(rest.next_record(), Ok(record(4)));
    let whole = follower.try_next_frame().expect("sound").expect("there is more");
    assert_eq!((whole.next_seq(), follower.position()), (Seq(9), Seq(16)));
    assert!(follower.try_next_frame().expect("sound").is_none());
}

#[test]
fn a_gap_is_an_error_and_never_skipped() {
    let (gateway, _intake, mut outlet) = open(HOME, Seq(10), Box::new(OldFrames::up_to(8, 2)));
    outlet.publish(frame(11, 1));
    let mut follower = gateway.follow(Seq(7));
    assert_eq!(follower.try_next(), Ok(Some(record(8))));
    for _ in 0..2 {
        assert!(matches!(follower.try_next(), Err(FollowError::History(HistoryError::Unreadable(_)))));
        assert_eq!(follower.position(), Seq(8));
    }
}

#[test]
fn a_frame_that_does_not_decode_is_an_error() {
    let (gateway, _intake, mut outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    outlet.publish(SealedFrame { count: 9, ..frame(1, 8) });
    let mut follower = gateway.follow(Seq(0));
    (1..=8).for_each(|seq| assert_eq!(follower.try_next(), Ok(Some(record(seq)))));
    assert!(matches!(follower.try_next(), Err(FollowError::Undecodable { seq: Seq(9), .. })));
}

#[test]
fn threads_and_tasks_wait_for_more_and_learn_of_the_end() {
    let (gateway, _intake, mut outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut idle = gateway.follow(Seq(0));
    assert_eq!(idle.wait(Duration::ZERO), Moved::TimedOut);
    assert_eq!(idle.next_timeout(Duration::ZERO), Ok(None));
    let thread = std::thread::spawn({
        let mut follower = gateway.follow(Seq(0));
        move || (follower.next_timeout(LONG), follower.next_timeout(LONG), follower.next_timeout(LONG))
    });
    let task = std::thread::spawn({
        let mut follower = gateway.follow(Seq(0));
        move || runtime.block_on(async { (follower.next().await, follower.next().await, follower.next().await) })
    });
    outlet.publish(frame(1, 1));
    outlet.publish(frame(2, 1));
    drop(outlet);
    assert_eq!(thread.join().expect("no panic"), (Ok(Some(record(1))), Ok(Some(record(2))), Err(FollowError::Stopped)));
    assert_eq!(task.join().expect("no panic"), (Ok(record(1)), Ok(record(2)), Err(FollowError::Stopped)));
    assert_eq!(idle.next_timeout(LONG), Ok(Some(record(1))), "what is durable can be read after the end");
}

#[test]
fn memory_holds_so_many_bytes_and_forgets_the_oldest() {
    let (gateway, _intake, mut outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    let frame_bytes = RECENT_BYTES_MAX / 4;
    for first in [1, 9, 17, 25, 33] {
        let small = frame(first, 8);
        let mut payload = small.payload.to_vec();
        payload.resize(frame_bytes, 0);
        outlet.publish(SealedFrame { payload, ..small });
    }
    assert!(matches!(gateway.record(Seq(8)), Err(FollowError::History(HistoryError::NotKept(_)))));
    assert_eq!(gateway.record(Seq(9)), Ok(record(9)));
    assert_eq!(gateway.record(Seq(40)), Ok(record(40)));
}

#[test]
fn keys_of_accounts_kinds_and_secrets_differ() {
    let (gateway, _intake, _outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    assert!(gateway.keys().is_none());
    gateway.set_key_secret([1; 32]);
    gateway.set_key_secret([2; 32]);
    let keys = gateway.keys().expect("set");
    let [one, two] = [1, 2].map(|local| protocol::AccountId::new(HOME, local));
    let mut all = vec![
        keys.idempotency_key(one, "a"),
        keys.idempotency_key(two, "a"),
        keys.idempotency_key(one, "b"),
        keys.client_order_id(one, "a"),
        Keys::new([2; 32]).idempotency_key(one, "a"),
    ];
    assert_eq!(keys.idempotency_key(one, "a"), Keys::new([1; 32]).idempotency_key(one, "a"), "the first secret stays");
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 5);
}

#[test]
fn the_memory_of_a_forgotten_frame_is_used_again_unless_somebody_reads_it() {
    let (gateway, _intake, mut outlet) = open(HOME, Seq(0), Box::new(NoHistory));
    let mut publish = |first: u64| {
        let made = frame(first, 8);
        let mut reused = false;
        outlet.publish_with(|blank| {
            assert!(blank.payload.is_empty() && blank.marks.is_empty());
            reused = blank.payload.capacity() > 0;
            let SealedFrame { mut payload, marks, .. } = made;
            payload.resize(RECENT_BYTES_MAX / 4, 0);
            *blank = SealedFrame { payload: std::mem::take(&mut blank.payload), marks, ..frame(first, 8) };
            blank.payload.extend_from_slice(&payload);
        });
        reused
    };
    assert_eq!([1, 9, 17, 25, 33, 41].map(&mut publish), [false, false, false, false, false, true]);
    let mut follower = gateway.follow(Seq(24));
    assert_eq!(follower.try_next(), Ok(Some(record(25))));
    assert_eq!([49, 57, 65, 73].map(&mut publish), [true, true, false, true], "the frame from 25 on was still read");
    assert_eq!(follower.try_next(), Ok(Some(record(26))));
}
