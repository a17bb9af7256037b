//! Frames, and when answers leave.

use crate::fixture::{
    Folder, HOME, Row, START, Told, cancel_deposit, distribution, genesis, key, market_with_holders, new_core, open_account, settings,
};
use exchange::{Capacity, Exchange};
use gateway::NoHistory;
use journal::frame::MAX_PAYLOAD_BYTES;
use journal::{FrameHeader, Journal, JournalError, Start};
use protocol::command::SetPolicy;
use protocol::ids::PolicyId;
use protocol::policy::{Calendar, Phase, PhaseStart};
use protocol::text::Note;
use protocol::{Command, Day, KeyHash, Seq};
use sequencer::{
    Batch, Begun, Core, Decision, FRAME_BYTES_TARGET, Flight, HAND_OVER_RECORDS, Inspector, RECORDS_MAX, RULES_VERSION, RecoveredShard,
    SequencerError, Writer, WriterSettings, encode_if_idle, recover,
};
use std::sync::Mutex;

const WRITER: WriterSettings = WriterSettings { home: HOME, term: 1, writer: 1, rules_version: RULES_VERSION };

fn fill(core: &mut Core, commands: &[(Command, Option<KeyHash>)]) -> Batch<u32> {
    let mut batch = Batch::new();
    let mut row = Row::new(commands);
    while core.process(&mut row, &mut batch, START).expect("sound") > 0 {}
    assert!(row.is_empty());
    core.close(&mut batch, START).expect("sound");
    batch
}

fn write(writer: &Writer, batch: &mut Batch<u32>, told: &mut Told) -> Result<(), SequencerError> {
    write_all(writer, std::slice::from_mut(batch), told)
}

fn write_all(writer: &Writer, batches: &mut [Batch<u32>], told: &mut Told) -> Result<(), SequencerError> {
    writer.write_all(&mut Flight::new(), batches, &Mutex::new(told), || {}).map(drop)
}

fn many(count: u64) -> Vec<(Command, Option<KeyHash>)> {
    let mut commands = vec![(genesis(), None)];
    commands.extend((1..count).map(|n| {
        let command = if n.is_multiple_of(3) { cancel_deposit(n) } else { open_account(n) };
        (command, (!n.is_multiple_of(5)).then(|| key(n)))
    }));
    commands
}

fn headers(journal: &Journal) -> Vec<FrameHeader> {
    let mut reader = journal.reader_from(1).expect("kept");
    let mut headers = Vec::new();
    while let Some(frame) = reader.next().expect("sound") {
        headers.push(frame.header);
    }
    headers
}

#[test]
fn a_large_batch_becomes_frames_of_the_wanted_size_that_replay_to_the_same_state() {
    let folder = Folder::new();
    let RecoveredShard { mut core, journal, journal_writer, .. } = folder.recover();
    let (gateway, _intake, outlet) = gateway::open(HOME, Seq(0), Box::new(NoHistory));
    let writer = Writer::new(WRITER, journal_writer, Some(outlet), [0; 4], settings().faults);
    let mut told = Told::default();
    let mut batch = fill(&mut core, &many(RECORDS_MAX as u64));
    let mut expected = Vec::new();
    for entry in batch.entries() {
        expected.push((entry.reply.expect("all are answered"), entry.decision.clone(), batch.events_of(entry).to_vec()));
    }
    let journaled: Vec<_> = batch.entries().iter().filter(|entry| entry.decision.is_journaled()).map(|entry| entry.header).collect();
    write(&writer, &mut batch, &mut told).expect("written");
    assert!(batch.is_empty());
    assert_eq!(told.0, expected);
    assert_eq!(journal.durable_seq(), core.last_seq().0);

    let frames = headers(&journal);
    assert!(frames.iter().all(|frame| (frame.payload_bytes as usize) < FRAME_BYTES_TARGET + (64 << 10)));
    assert_eq!(frames.iter().map(|frame| u64::from(frame.count)).sum::<u64>(), core.last_seq().0);
    assert_eq!(frames.last().map(|frame| frame.control_totals), Some(core.exchange().control_totals()));

    let mut follower = gateway.follow(Seq(0));
    for header in journaled {
        assert_eq!(follower.try_next().expect("sound").map(|record| record.header), Some(header));
        assert_eq!(gateway.record(header.seq).expect("in memory").header, header);
    }
    assert_eq!(follower.try_next(), Ok(None));

    drop((journal, writer));
    let again = folder.recover();
    assert_eq!(again.last_seq(), core.last_seq());
    assert_eq!(again.last_time(), core.exchange().last_time());
    assert_eq!(again.core.exchange().component_hashes(), core.exchange().component_hashes());
}

#[test]
fn batches_that_wait_share_frames_and_are_answered_in_order() {
    let folder = Folder::new();
    let RecoveredShard { mut core, journal, journal_writer, .. } = folder.recover();
    let writer = Writer::new(WRITER, journal_writer, None, [0; 4], settings().faults);
    let commands = many(30_000);
    let mut row = Row::new(&commands);
    let mut batches = Vec::new();
    while !row.is_empty() {
        let mut batch = Batch::new();
        while core.process(&mut row, &mut batch, START).expect("sound") > 0 {}
        core.close(&mut batch, START).expect("sound");
        batches.push(batch);
    }
    batches.insert(1, Batch::new());
    let mut told = Told::default();
    write_all(&writer, &mut batches, &mut told).expect("written");
    assert!(batches.iter().all(Batch::is_empty));
    assert!(told.0.iter().map(|(reply, ..)| *reply).eq(0..30_000));
    assert_eq!(journal.durable_seq(), core.last_seq().0);
    let frames = headers(&journal);
    assert!(frames.len() < batches.len() - 1, "{} frames of {} batches", frames.len(), batches.len());
    assert_eq!(frames.last().map(|frame| frame.control_totals), Some(core.exchange().control_totals()));
    drop((journal, writer));
    assert_eq!(folder.recover().core.exchange().component_hashes(), core.exchange().component_hashes());
}

/// Whoever has the time encodes: the core before it hands a batch over, or the writer.
#[test]
fn f72_batches_that_come_encoded_stand_in_frames_beside_those_that_do_not() {
    let folder = Folder::new();
    let RecoveredShard { mut core, journal, journal_writer, .. } = folder.recover();
    let (gateway, _intake, outlet) = gateway::open(HOME, Seq(0), Box::new(NoHistory));
    let writer = Writer::new(WRITER, journal_writer, Some(outlet), [0; 4], settings().faults);
    let commands = many(5_000);
    let mut row = Row::new(&commands);
    let mut batches = Vec::new();
    for (number, size) in [1, 2, 40, 7, 300, 1, 256, 33].into_iter().cycle().enumerate() {
        if row.is_empty() {
            break;
        }
        row.allowed = size;
        let mut batch = Batch::new();
        while core.process(&mut row, &mut batch, START).expect("sound") > 0 {}
        core.close(&mut batch, START).expect("sound");
        if number % 3 != 1 {
            batch.encode(HOME);
        }
        batches.push(batch);
    }
    let recorded = batches.iter().flat_map(|batch| batch.entries().iter().map(|entry| (entry, batch.events_of(entry))));
    let recorded = recorded.filter(|(entry, _)| entry.decision.is_journaled());
    let records: Vec<_> = recorded.map(|(entry, events)| (entry.header, entry.command.clone(), events.to_vec())).collect();
    for several in batches.chunks_mut(7) {
        write_all(&writer, several, &mut Told::default()).expect("written");
    }

    let mut follower = gateway.follow(Seq(0));
    for (header, command, events) in &records {
        let next = follower.try_next().expect("sound").expect("durable");
        assert_eq!((&next.header, &next.command, &next.outcome.unwrap_or_default()), (header, command, events));
        // Found from the mark before it, and not from the frame's beginning.
        let found = gateway.record(header.seq).expect("in memory");
        assert_eq!((&found.header, &found.command), (header, command));
    }
    assert_eq!(follower.try_next(), Ok(None));
    let mut inspector = Inspector::new(Exchange::new(HOME, Capacity::DEMO), gateway.follow(Seq(0)));
    while inspector.step().expect("the same, byte by byte").is_some() {}
    assert_eq!(inspector.exchange().component_hashes(), core.exchange().component_hashes());
    drop((journal, writer));
    assert_eq!(folder.recover().core.exchange().component_hashes(), core.exchange().component_hashes());
}

#[test]
fn the_core_encodes_small_batches_while_few_commands_wait() {
    const HOLDERS: u32 = 1_000;
    let mut core = new_core();
    let mut small = fill(&mut core, &market_with_holders(HOLDERS)[..10]);
    encode_if_idle(&mut small, HOME, HAND_OVER_RECORDS);
    assert!(!small.is_encoded(), "commands wait");
    encode_if_idle(&mut small, HOME, HAND_OVER_RECORDS - 1);
    assert!(small.is_encoded());

    let mut long = fill(&mut core, &market_with_holders(HOLDERS)[10..]);
    encode_if_idle(&mut long, HOME, 0);
    assert!(!long.is_encoded(), "{} records", long.entries().len());

    let mut paying = fill(&mut core, &distribution(HOLDERS));
    while !paying.entries().iter().any(|entry| paying.events_of(entry).len() > HOLDERS as usize / 2) {
        paying.clear();
        core.close(&mut paying, START).expect("sound");
        assert!(!paying.is_empty(), "a step pays all holders");
    }
    encode_if_idle(&mut paying, HOME, 0);
    assert!(!paying.is_encoded(), "a record of a thousand payments");
}

/// Policies with long lists come to more than a frame holds, long before a batch is full.
#[test]
fn a_batch_that_is_longer_than_a_frame_goes_on_in_the_next() {
    for encodes in ["the core", "the writer"] {
        write_more_than_a_frame(encodes);
    }
}

fn write_more_than_a_frame(encodes: &str) {
    let folder = Folder::new();
    let RecoveredShard { mut core, journal, journal_writer, .. } = folder.recover();
    let writer = Writer::new(WRITER, journal_writer, None, [0; 4], settings().faults);
    let calendar = |number: u16| {
        let phases = vec![PhaseStart { second: 32_400, phase: Phase::Continuous }];
        let holidays = (0..4_000).map(|day| Day(20_000 + day)).collect();
        let body = Calendar { utc_offset_s: 32_400, day_starts_s: 32_400, weekdays: 127, phases, holidays, shifted_days: Vec::new() };
        let source = Note::new("test").expect("a note");
        (Command::from(Box::new(SetPolicy { policy: PolicyId(number), valid_from: START, source, body: body.into() })), None)
    };
    let mut commands = many(500);
    commands.extend((1..=100).map(calendar));
    commands.push((open_account(1_000), None));
    let mut told = Told::default();
    let mut batch = fill(&mut core, &commands);
    if encodes == "the core" {
        batch.encode(HOME);
    }
    write(&writer, &mut batch, &mut told).expect("written");
    assert!(told.0.iter().map(|(reply, ..)| *reply).eq(0..601));
    assert!(told.0[500..].iter().all(|(_, decision, _)| decision.is_journaled()));
    let frames = headers(&journal);
    assert!(frames.len() > 1 && frames.iter().all(|frame| frame.payload_bytes as usize <= MAX_PAYLOAD_BYTES), "{frames:?}");
    assert_eq!(frames.last().map(|frame| frame.control_totals), Some(core.exchange().control_totals()));
    drop((journal, writer));
    assert_eq!(folder.recover().core.exchange().component_hashes(), core.exchange().component_hashes());
}

#[test]
fn what_is_not_journaled_makes_no_frame_and_is_answered_in_its_turn() {
    let folder = Folder::new();
    let RecoveredShard { mut core, journal, journal_writer, .. } = folder.recover();
    let writer = Writer::new(WRITER, journal_writer, None, [0; 4], settings().faults);
    let mut told = Told::default();
    write(&writer, &mut fill(&mut core, &[(genesis(), None), (cancel_deposit(1), None)]), &mut told).expect("written");
    write(&writer, &mut fill(&mut core, &[(cancel_deposit(1), None), (cancel_deposit(2), None)]), &mut told).expect("written");
    assert_eq!(told.0.len(), 4);
    assert!(told.0[1..].iter().all(|(_, decision, _)| matches!(decision, Decision::Refused(_))));
    assert_eq!(headers(&journal).len(), 1);
    write(&writer, &mut Batch::new(), &mut told).expect("an empty batch is nothing");
}

#[test]
fn after_a_failed_sync_nobody_is_answered_and_nothing_is_written_any_more() {
    let folder = Folder::new();
    let disk = folder.disk();
    let RecoveredShard { mut core, journal, journal_writer, .. } = recover(disk.clone(), &settings()).expect("recovers");
    let (gateway, _intake, outlet) = gateway::open(HOME, Seq(0), Box::new(NoHistory));
    let writer = Writer::new(WRITER, journal_writer, Some(outlet), [0; 4], settings().faults);
    let mut told = Told::default();
    write(&writer, &mut fill(&mut core, &[(genesis(), None)]), &mut told).expect("written");
    disk.seen.fail_after(0);
    // A refusal without a key needs no record, and yet it waits for what was executed before it.
    let mut batch = fill(&mut core, &[(open_account(1), None), (cancel_deposit(1), None)]);
    assert!(matches!(write(&writer, &mut batch, &mut told), Err(SequencerError::Journal(_))));
    assert_eq!(told.0.len(), 1);
    assert_eq!((gateway.durable_seq(), journal.durable_seq()), (Seq(1), 1));
    disk.seen.fail_after(i64::MAX);
    let mut batch = fill(&mut core, &[(open_account(2), None)]);
    assert!(matches!(write(&writer, &mut batch, &mut told), Err(SequencerError::Journal(_) | SequencerError::OutOfStep { .. })));
    assert_eq!(told.0.len(), 1);
}

/// Two frames on their way, as far as one thread can see: the later one is durable first.
#[test]
fn f72_frames_in_flight_land_and_are_answered_in_the_order_in_which_they_were_begun() {
    let folder = Folder::new();
    let RecoveredShard { mut core, journal, journal_writer, .. } = folder.recover();
    let (gateway, _intake, outlet) = gateway::open(HOME, Seq(0), Box::new(NoHistory));
    let writer = Writer::new(WRITER, journal_writer, Some(outlet), [0; 4], settings().faults);
    write(&writer, &mut fill(&mut core, &many(3)), &mut Told::default()).expect("written");
    let commands: Vec<_> = (1..=4).map(|n| (open_account(100 + n), None)).collect();
    let mut batches = [
        [fill(&mut core, &commands[..2])],
        [fill(&mut core, &commands[2..])],
        // Of what is refused nothing is journaled, and its answer waits for what was executed before it all the same.
        [fill(&mut core, &[(cancel_deposit(9), None)])],
    ];
    let mut flights = [Flight::new(), Flight::new(), Flight::new()];
    for (flight, batch) in flights.iter_mut().zip(&batches) {
        flight.set_out();
        assert_eq!(writer.begin(batch, flight).expect("begun"), Begun::Last);
    }
    let [first, second, refused] = &mut flights;
    let [of_first, of_second, of_refused] = &mut batches;
    let told = Mutex::new(Told::default());
    let done = std::thread::scope(|scope| {
        let later = scope.spawn(|| {
            writer.write(second).expect("durable");
            writer.turn(second).expect("in turn").land(second, of_second, &mut *told.lock().expect("no panic"))
        });
        let last = scope.spawn(|| {
            writer.write(refused).expect("nothing to write");
            writer.turn(refused).expect("in turn").land(refused, of_refused, &mut *told.lock().expect("no panic"))
        });
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert_eq!((gateway.durable_seq(), journal.durable_seq()), (Seq(3), 3));
        assert!(told.lock().expect("no panic").0.is_empty());
        writer.write(first).expect("durable");
        writer.turn(first).expect("in turn").land(first, of_first, &mut *told.lock().expect("no panic")).expect("landed");
        [later.join().expect("no panic"), last.join().expect("no panic")]
    });
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    let told = told.into_inner().expect("no panic").0;
    let decided: Vec<_> = told.iter().map(|(reply, decision, _)| (*reply, decision.is_journaled())).collect();
    assert_eq!(decided, [(0, true), (1, true), (0, true), (1, true), (0, false)]);
    assert_eq!((gateway.durable_seq(), journal.durable_seq()), (Seq(7), 7));
    let frames = headers(&journal);
    assert_eq!(frames.iter().map(|frame| (frame.in_flight, frame.durable_seq)).collect::<Vec<_>>(), [(0, 0), (0, 3), (1, 3)]);
    drop((journal, writer));
    assert_eq!(folder.recover().core.exchange().component_hashes(), core.exchange().component_hashes());
}

#[test]
fn after_a_frame_that_failed_the_one_beside_it_is_not_answered_although_it_is_durable() {
    let folder = Folder::new();
    let disk = folder.disk();
    let RecoveredShard { mut core, journal, journal_writer, .. } = recover(disk.clone(), &settings()).expect("recovers");
    let writer = Writer::new(WRITER, journal_writer, None, [0; 4], settings().faults);
    let mut batches = [[fill(&mut core, &many(3))], [fill(&mut core, &[(open_account(100), None)])]];
    let mut flights = [Flight::new(), Flight::new()];
    for (flight, batch) in flights.iter_mut().zip(&batches) {
        flight.set_out();
        writer.begin(batch, flight).expect("begun");
    }
    let [first, second] = &mut flights;
    writer.write(second).expect("durable");
    disk.seen.fail_after(0);
    assert!(matches!(writer.write(first), Err(SequencerError::Journal(_))));
    disk.seen.fail_after(i64::MAX);
    assert!(matches!(writer.turn(second).map(drop), Err(SequencerError::Journal(JournalError::Poisoned))));
    assert!(matches!(writer.seal(), Err(SequencerError::Journal(JournalError::Poisoned))));
    let mut told = Told::default();
    assert!(write(&writer, &mut batches[0][0], &mut told).is_err());
    assert_eq!((told, journal.durable_seq()), (Told::default(), 0));
}

#[test]
fn a_seal_is_written_once_and_survives_a_restart() {
    let folder = Folder::new();
    let RecoveredShard { mut core, journal, journal_writer, .. } = folder.recover();
    let writer = Writer::new(WRITER, journal_writer, None, [0; 4], settings().faults);
    writer.seal().expect("sealed");
    assert_eq!(headers(&journal).len(), 0, "there is nothing to seal");
    write(&writer, &mut fill(&mut core, &[(genesis(), None)]), &mut Told::default()).expect("written");
    (0..3).for_each(|_| writer.seal().expect("sealed"));
    let frames = headers(&journal);
    assert_eq!(frames.iter().map(FrameHeader::is_seal).collect::<Vec<_>>(), [false, true]);
    assert_eq!(frames[1].control_totals, core.exchange().control_totals());
    drop((journal, writer));
    let shard = folder.recover();
    assert_eq!((shard.last_seq(), shard.found.start.seq, shard.found.cut), (Seq(1), 0, None));
    assert!(matches!(Start::Oldest, Start::Oldest));
}
