//! What is appended is durable, comes back after a restart, and can be read from any sequence.

use std::time::Duration;

use journal::{Frame, FrameBuffer, JournalError, Start};

use crate::fixture::{Folder, SEGMENT_BYTES, append, fields, headers_from, identity, seal};

#[test]
fn frames_come_back_after_a_restart_across_segments() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let mut written = Vec::new();
    for at in 0..100_u32 {
        written.push(append(&mut opened.writer, 1 + at % 7, 700 + 13 * at as usize));
        if at % 10 == 9 {
            written.push(seal(&mut opened.writer));
        }
    }
    assert!(written.last().is_some_and(|header| header.segment_epoch > 5));
    assert_eq!(headers_from(&opened.journal, 1), written);
    drop(opened);

    let again = folder.open(Start::Oldest).expect("recovers");
    assert_eq!(again.recovered.frames, written.len() as u64);
    assert_eq!(again.recovered.cut, None);
    assert_eq!(again.recovered.tip.hash, written.last().expect("written").hash);
    assert_eq!(headers_from(&again.journal, 1), written);
}

#[test]
fn the_writer_goes_on_where_it_stopped() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let before = append(&mut opened.writer, 3, 10);
    drop(opened);
    let mut again = folder.open(Start::Oldest).expect("recovers");
    let after = append(&mut again.writer, 2, 10);
    assert_eq!((after.first_seq, after.ordinal, after.previous), (4, 2, before.hash));
    assert_eq!(after.durable_seq, 3);
    assert_eq!(headers_from(&again.journal, 1), [before, after]);
}

/// No recovery looks at what lies before its start, so what is wrong there shows when it is read.
#[test]
fn f72_a_header_damaged_before_the_start_is_told_as_damage_and_read_once_it_is_whole() {
    let folder = Folder::new();
    let mut opened = folder.create();
    // Eight frames of two pages fill a segment.
    let written: Vec<_> = (0..60).map(|_| append(&mut opened.writer, 5, 1000)).collect();
    let segment = |frame: usize| folder.path().join(format!("journal/seg-{:010}.jnl", written[frame].segment_epoch));
    let start = Start::After { seq: written[42].last_seq(), hash: written[42].hash };
    drop(opened);
    for (case, damaged) in [("first of a segment", 8), ("in an earlier segment", 12), ("in the segment of the start", 41)] {
        let flip = || {
            let mut bytes = std::fs::read(segment(damaged)).expect("a segment");
            bytes[damaged % 8 * 8_192] ^= 1;
            std::fs::write(segment(damaged), bytes).expect("written");
        };
        flip();
        let journal = folder.open(start).expect("recovers").journal;
        let seq = written[damaged].first_seq + 2;
        let read = journal.reader_from(seq).expect("it is kept").next().map(|frame| frame.map(|frame| frame.header));
        assert!(matches!(read, Err(JournalError::Damage { .. })), "{case}: {read:?}");
        if damaged % 8 != 0 {
            assert_eq!(headers_from(&journal, written[damaged + 1].first_seq)[0], written[damaged + 1], "{case}");
        }
        flip();
        assert_eq!(headers_from(&journal, seq), written[damaged..], "{case}");
    }
}

#[test]
fn a_reader_begins_with_the_frame_that_holds_the_sequence() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let written: Vec<_> = (0..60).map(|_| append(&mut opened.writer, 5, 1000)).collect();
    for restart in [false, true] {
        let journal = if restart { folder.open(Start::Oldest).expect("recovers").journal } else { opened.journal.clone() };
        for seq in [1, 5, 6, 77, 299, 300] {
            let first = headers_from(&journal, seq).first().cloned().expect("a frame");
            assert_eq!(first, written[usize::try_from((seq - 1) / 5).expect("small")], "seq {seq}");
        }
        assert!(headers_from(&journal, 301).is_empty());
        assert!(matches!(journal.reader_from(302), Err(JournalError::NotKept { seq: 302, .. })));
        assert!(matches!(journal.reader_from(0), Err(JournalError::NotKept { seq: 0, .. })));
    }
}

#[test]
fn a_tailing_reader_sees_each_frame_once_it_is_durable() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let mut reader = opened.journal.reader_from(1).expect("the beginning");
    assert_eq!(reader.next().expect("sound"), None);
    for _ in 0..50 {
        let written = append(&mut opened.writer, 2, 1500);
        let Frame { header, payload } = reader.next().expect("sound").expect("a frame");
        assert_eq!((header, payload.len()), (written, 3000));
        assert_eq!(reader.next().expect("sound"), None);
    }
}

#[test]
fn waiting_ends_with_the_append_or_with_the_time() {
    let folder = Folder::new();
    let mut opened = folder.create();
    assert_eq!(opened.journal.wait_beyond(0, Duration::ZERO), 0);
    let journal = opened.journal.clone();
    let waiting = std::thread::spawn(move || journal.wait_beyond(0, Duration::from_secs(60)));
    append(&mut opened.writer, 3, 1);
    assert_eq!(waiting.join().expect("no panic"), 3);
}

#[test]
fn recovery_starts_after_any_frame_that_a_snapshot_names() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let mut written = Vec::new();
    for _ in 0..40 {
        written.push(append(&mut opened.writer, 2, 3000));
        written.push(seal(&mut opened.writer));
    }
    drop(opened);
    for (at, header) in written.iter().enumerate() {
        let start = Start::After { seq: header.last_seq(), hash: header.hash };
        let again = folder.open(start).expect("recovers");
        assert_eq!(again.recovered.start.ordinal, header.ordinal);
        assert_eq!(again.recovered.frames as usize, written.len() - at - 1);
        // Records before the snapshot stay reachable, because repeated keys are answered from them.
        assert_eq!(headers_from(&again.journal, 1), written);
        let mut reader = again.journal.reader_after(header.last_seq(), header.hash).expect("known");
        assert_eq!(reader.next().expect("sound").map(|frame| frame.header), written.get(at + 1).cloned());
    }
    let genesis = Start::After { seq: 0, hash: identity().genesis() };
    assert_eq!(folder.open(genesis).expect("recovers").recovered.frames as usize, written.len());
    let unknown = Start::After { seq: 2, hash: written[5].hash };
    assert!(matches!(folder.open(unknown), Err(JournalError::PositionNotFound { seq: 2, .. })));
}

#[test]
fn a_frame_that_does_not_fit_is_refused_and_changes_nothing() {
    let folder = Folder::new();
    let mut opened = folder.create();
    append(&mut opened.writer, 1, 10);
    let tip = opened.writer.tip();
    let mut frame = FrameBuffer::new();
    frame.payload().extend_from_slice(&vec![1; usize::try_from(SEGMENT_BYTES).expect("small")]);
    assert!(matches!(opened.writer.append(&mut frame, &fields(1)), Err(JournalError::FrameTooLarge { .. })));
    frame.clear();
    assert!(matches!(opened.writer.append(&mut frame, &fields(1)), Err(JournalError::CountMismatch { .. })));
    frame.payload().push(1);
    assert!(matches!(opened.writer.append(&mut frame, &fields(0)), Err(JournalError::CountMismatch { .. })));
    assert_eq!(opened.writer.tip(), tip);
    append(&mut opened.writer, 1, 10);
}

#[test]
fn an_empty_folder_is_no_journal_and_a_journal_is_not_made_twice() {
    let folder = Folder::new();
    assert!(matches!(folder.open(Start::Oldest), Err(JournalError::Missing)));
    append(&mut folder.create().writer, 1, 1);
    assert!(matches!(journal::Journal::create(folder.disk(), crate::fixture::config()), Err(JournalError::Exists)));
}

#[test]
fn the_journal_of_another_market_is_refused_by_name() {
    let folder = Folder::new();
    append(&mut folder.create().writer, 1, 1);
    let mut config = crate::fixture::config();
    config.identity.market = 2;
    let opened = journal::Journal::open(folder.disk(), config, Start::Oldest);
    assert!(matches!(opened, Err(JournalError::WrongJournal { found, .. }) if found == identity()));
}

#[test]
fn room_counts_down_and_a_segment_is_made_ready_ahead() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let before = opened.journal.room().expect("measured");
    assert_eq!((before.segment_free_bytes, before.segments_ready), (SEGMENT_BYTES, 0));
    append(&mut opened.writer, 1, 1);
    opened.journal.prepare_ahead().expect("prepared");
    opened.journal.prepare_ahead().expect("a second time changes nothing");
    let after = opened.journal.room().expect("measured");
    assert_eq!((after.segment_free_bytes, after.segments_ready), (SEGMENT_BYTES - 4096, 1));
    assert!(after.disk_free_bytes <= after.disk_total_bytes && after.disk_free_per_mille() <= 1000);
    assert_eq!(after.segments_left(), after.segments_creatable + 1);
}

#[test]
fn through_the_page_cache_it_works_the_same() {
    let folder = Folder::new();
    let disk = || std::sync::Arc::new(journal::RealDisk::open_buffered(folder.path()).expect("a folder"));
    let mut opened = journal::Journal::create(disk(), crate::fixture::config()).expect("a new journal");
    assert_eq!(opened.journal.write_mode(), journal::WriteMode::Buffered);
    let written: Vec<_> = (0..60).map(|_| append(&mut opened.writer, 5, 1000)).collect();
    drop(opened);
    let again = journal::Journal::open(disk(), crate::fixture::config(), Start::Oldest).expect("recovers");
    assert_eq!(headers_from(&again.journal, 1), written);
}
