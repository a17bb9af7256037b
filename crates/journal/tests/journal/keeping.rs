//! Archive, recycling, and reading through both.

use journal::{ArchiveMode, Journal, JournalConfig, JournalError, Opened, Start};

use crate::fixture::{Folder, append, config, headers_from, identity, seal};

fn filled(folder: &Folder) -> (Opened, Vec<journal::FrameHeader>) {
    let mut opened = folder.create();
    let mut written = Vec::new();
    for at in 0..150_u32 {
        written.push(append(&mut opened.writer, 1 + at % 5, 900));
        if at % 20 == 0 {
            written.push(seal(&mut opened.writer));
        }
    }
    (opened, written)
}

#[test]
fn reading_from_the_first_record_goes_through_the_archive_into_the_segments() {
    let folder = Folder::new();
    let (mut opened, mut written) = filled(&folder);
    let tip = opened.writer.tip();
    let archived = opened.journal.archive_closed().expect("archived");
    assert_eq!(archived, written.last().expect("written").segment_epoch - 1);
    assert_eq!(opened.journal.archive_closed().expect("nothing left"), 0);
    assert_eq!(headers_from(&opened.journal, 1), written);

    let recycled = opened.journal.retain(tip.seq - 60).expect("recycled");
    assert!((5..archived).contains(&recycled), "{recycled} of {archived}");
    assert!(opened.journal.first_seq() > 1);
    written.push(append(&mut opened.writer, 2, 900));
    assert_eq!(headers_from(&opened.journal, 1), written);
    drop(opened);

    let again = folder.open(Start::Oldest).expect("recovers");
    assert!(again.recovered.start.seq > 0);
    assert_eq!(headers_from(&again.journal, 1), written);
    for at in [0, 1, 7, 30, 31, 80, written.len() - 2] {
        let header = &written[at];
        let mut reader = again.journal.reader_after(header.last_seq(), header.hash).expect("kept");
        assert_eq!(reader.next().expect("sound").map(|frame| frame.header).as_ref(), Some(&written[at + 1]));
        if !header.is_seal() {
            assert_eq!(headers_from(&again.journal, header.last_seq())[0], *header);
        }
    }
    let mut reader = again.journal.reader_after(0, identity().genesis()).expect("kept");
    assert_eq!(reader.next().expect("sound").map(|frame| frame.header).as_ref(), Some(&written[0]));
}

#[test]
fn a_reader_whose_segments_are_recycled_goes_on_in_the_archive() {
    let folder = Folder::new();
    let (opened, written) = filled(&folder);
    let mut reader = opened.journal.reader_from(1).expect("kept");
    for header in &written[..5] {
        assert_eq!(reader.next().expect("sound").map(|frame| frame.header).as_ref(), Some(header));
    }
    opened.journal.archive_closed().expect("archived");
    opened.journal.retain(opened.journal.durable_seq()).expect("recycled");
    assert!(opened.journal.first_seq() > 100);
    for header in &written[5..] {
        assert_eq!(reader.next().expect("sound").map(|frame| frame.header).as_ref(), Some(header));
    }
    assert_eq!(reader.next().expect("sound"), None);
}

#[test]
fn nothing_is_recycled_before_it_is_archived_or_passed() {
    let folder = Folder::new();
    let (opened, written) = filled(&folder);
    assert_eq!(opened.journal.retain(opened.journal.durable_seq()).expect("nothing"), 0);
    opened.journal.archive_closed().expect("archived");
    assert_eq!(opened.journal.retain(1).expect("nothing"), 0);
    let second = written.iter().find(|header| header.segment_epoch == 2).expect("a second segment");
    assert_eq!(opened.journal.retain(second.first_seq - 1).expect("nothing"), 0);
    assert_eq!(opened.journal.retain(second.first_seq).expect("the first"), 1);
    assert_eq!(opened.journal.first_seq(), second.first_seq);
    opened.journal.retain(u64::MAX).expect("all but the one being written");
    assert_eq!(headers_from(&opened.journal, opened.journal.durable_seq()).len(), 1);
}

#[test]
fn recycled_segments_are_written_again_and_what_they_held_is_not_read() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let mut written = Vec::new();
    for _ in 0..20 {
        for _ in 0..16 {
            written.push(append(&mut opened.writer, 3, 1300));
        }
        opened.journal.archive_closed().expect("archived");
        opened.journal.retain(opened.journal.durable_seq()).expect("recycled");
    }
    let files = std::fs::read_dir(folder.path().join("journal")).expect("listed").count();
    assert!(files <= 4, "{files} files: segments are used again");
    assert_eq!(headers_from(&opened.journal, 1), written);
    drop(opened);
    let again = folder.open(Start::Oldest).expect("recovers");
    assert_eq!(again.recovered.cut, None);
    assert_eq!(headers_from(&again.journal, 1), written);
}

#[test]
fn without_an_archive_reading_from_the_first_record_is_refused_with_the_reason() {
    let folder = Folder::new();
    let (opened, _) = filled(&folder);
    drop(opened);
    let config = JournalConfig { archive: ArchiveMode::None, ..config() };
    let opened = Journal::open(folder.disk(), config, Start::Oldest).expect("recovers");
    assert_eq!(opened.journal.archive_closed().expect("off"), 0);
    assert!(opened.journal.retain(opened.journal.durable_seq()).expect("recycled") > 0);
    let refused = opened.journal.reader_from(1);
    assert!(matches!(&refused, Err(JournalError::NotKept { seq: 1, reason }) if reason.contains("archive none")), "{refused:?}");
    opened.journal.reader_from(opened.journal.first_seq()).expect("still in a segment");
}

#[test]
fn a_snapshot_at_the_end_of_a_recycled_segment_still_finds_its_place() {
    let folder = Folder::new();
    let (opened, written) = filled(&folder);
    let at = written.iter().position(|header| header.segment_epoch == 3).expect("a third segment");
    let (last, next) = (&written[at - 1], &written[at]);
    opened.journal.archive_closed().expect("archived");
    assert_eq!(opened.journal.retain(next.first_seq).expect("two"), 2);
    drop(opened);
    let again = folder.open(Start::After { seq: last.last_seq(), hash: last.hash }).expect("recovers");
    assert_eq!(again.recovered.start.ordinal, last.ordinal);
    assert_eq!(again.recovered.frames as usize, written.len() - at);
}

#[test]
fn a_changed_byte_in_the_archive_is_reported_or_changes_nothing() {
    let folder = Folder::new();
    let (opened, written) = filled(&folder);
    opened.journal.archive_closed().expect("archived");
    opened.journal.retain(opened.journal.durable_seq()).expect("recycled");
    let listed = std::fs::read_dir(folder.path().join("archive")).expect("listed");
    let mut files: Vec<_> = listed.map(|file| file.expect("listed").path()).collect();
    files.sort();
    let bytes = std::fs::read(&files[1]).expect("an archived segment");
    let mut reported = 0;
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x10;
        std::fs::write(&files[1], &changed).expect("written");
        let mut reader = opened.journal.reader_from(1).expect("the first is sound");
        let mut read = 0;
        loop {
            match reader.next() {
                Ok(Some(frame)) => assert_eq!(frame.header, written[read]),
                Ok(None) => break assert_eq!(read, written.len()),
                Err(JournalError::Archive { .. }) => break reported += 1,
                Err(error) => panic!("byte {at}: {error}"),
            }
            read += 1;
        }
    }
    // A few bits of a zstd stream mean nothing, or say the same in another way.
    assert!(reported >= bytes.len() * 99 / 100, "{reported} of {}", bytes.len());
}

#[test]
fn a_new_journal_is_not_made_beside_the_archive_of_a_lost_one() {
    let folder = Folder::new();
    let (opened, _) = filled(&folder);
    opened.journal.archive_closed().expect("archived");
    drop(opened);
    std::fs::remove_dir_all(folder.path().join("journal")).expect("removed");
    assert!(matches!(folder.open(Start::Oldest), Err(JournalError::Missing)));
    assert!(matches!(Journal::create(folder.disk(), config()), Err(JournalError::Exists)));
}

#[test]
fn records_of_more_segments_than_are_indexed_are_found() {
    let folder = Folder::new();
    let mut opened = folder.create();
    let mut written = Vec::new();
    while written.last().map_or(0, |header: &journal::FrameHeader| header.segment_epoch) <= 300 {
        written.push(append(&mut opened.writer, 3, 900));
    }
    // Twice, because the first look-up of an old one makes it one of those that are indexed, in another's stead.
    for round in 0..2 {
        for header in written.iter().step_by(7).chain(written.iter().rev().step_by(50)) {
            let reader = opened.journal.reader_from(header.first_seq + 1);
            let found = reader.and_then(|mut reader| Ok(reader.next()?.map(|frame| frame.header)));
            assert_eq!(found.expect("kept").as_ref(), Some(header), "round {round}");
        }
    }
    written.push(append(&mut opened.writer, 1, 900));
    assert_eq!(headers_from(&opened.journal, 1), written);
}
