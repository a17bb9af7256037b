//! Snapshots come back as written or not at all; the folder belongs to one process.

use std::io::{Read, Write};
use std::sync::Arc;

use journal::snapshot::{COMPONENT_NAME_BYTES_MAX, EXCHANGE, LIVE};
use journal::{DataFolderLock, Disk, FrameHash, JournalError, SnapshotKind, SnapshotPosition, Snapshots};

use crate::fixture::{Folder, identity};

fn snapshots(disk: Arc<dyn Disk>, kind: SnapshotKind) -> Snapshots {
    Snapshots::new(disk, identity(), kind)
}

fn position(seq: u64) -> SnapshotPosition {
    SnapshotPosition { seq, hash: FrameHash([seq.to_le_bytes()[0]; 32]), time: 1_000 + i64::try_from(seq).expect("small") }
}

fn components(seq: u64) -> Vec<(&'static str, Vec<u8>)> {
    let large = (0..700_000_u32).map(|at| (at ^ (at >> 7)).to_le_bytes()[0]).collect();
    vec![("ledger", seq.to_le_bytes().to_vec()), ("empty", Vec::new()), ("orders", large), ("exactly_a_chunk", vec![5; 256 << 10])]
}

fn write(snapshots: &Snapshots, seq: u64, components: &[(&str, Vec<u8>)]) {
    let mut writer = snapshots.write(position(seq)).expect("begun");
    for (name, bytes) in components {
        writer.begin_component(name).expect("begun");
        // In uneven pieces, as an encoder would.
        for piece in bytes.chunks(1000 + bytes.len() / 3) {
            writer.write_all(piece).expect("written");
        }
        assert_eq!(writer.end_component().expect("ended"), Some(*blake3_of(bytes)));
    }
    writer.finish().expect("finished");
}

fn blake3_of(bytes: &[u8]) -> Box<[u8; 32]> {
    Box::new(*blake3::hash(bytes).as_bytes())
}

fn read(snapshots: &Snapshots, seq: u64) -> Result<Vec<(String, Vec<u8>)>, JournalError> {
    let mut reader = snapshots.read(seq)?;
    assert_eq!(reader.position(), position(seq));
    let mut found = Vec::new();
    while let Some(name) = reader.next_component()? {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|error| reader.error(error))?;
        found.push((name, bytes));
    }
    Ok(found)
}

#[test]
fn components_come_back_in_order_byte_for_byte() {
    let folder = Folder::new();
    let snapshots = snapshots(folder.disk(), EXCHANGE);
    write(&snapshots, 7, &components(7));
    let expected: Vec<_> = components(7).into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    assert_eq!(read(&snapshots, 7).expect("good"), expected);
    assert_eq!(snapshots.verify(7).expect("good"), position(7));
}

#[test]
fn the_last_two_of_each_kind_are_kept_and_the_older_bounds_what_the_journal_keeps() {
    let folder = Folder::new();
    let (exchange, live) = (snapshots(folder.disk(), EXCHANGE), snapshots(folder.disk(), LIVE));
    assert_eq!(exchange.seqs().expect("listed"), []);
    for seq in [100, 250, 300] {
        assert_eq!(exchange.retain_from().expect("listed"), if seq == 300 { 100 } else { 0 });
        write(&exchange, seq, &components(seq));
        write(&live, seq, &[("open_orders", vec![1])]);
    }
    assert_eq!(exchange.seqs().expect("listed"), [300, 250]);
    assert_eq!(exchange.retain_from().expect("listed"), 250);
    assert_eq!(live.good_seqs().expect("listed"), [300, 250]);
}

#[test]
fn an_unfinished_snapshot_is_not_listed_and_the_next_replaces_it() {
    let folder = Folder::new();
    let snapshots = snapshots(folder.disk(), EXCHANGE);
    write(&snapshots, 1, &components(1));
    let mut writer = snapshots.write(position(2)).expect("begun");
    writer.begin_component("ledger").expect("begun");
    writer.write_all(&[1; 300_000]).expect("written");
    drop(writer);
    assert_eq!(snapshots.good_seqs().expect("listed"), [1]);
    write(&snapshots, 2, &components(2));
    assert_eq!(snapshots.good_seqs().expect("listed"), [2, 1]);
}

#[test]
fn a_changed_or_missing_byte_anywhere_makes_it_bad_and_the_older_is_used() {
    let folder = Folder::new();
    let snapshots = snapshots(folder.disk(), EXCHANGE);
    let small = [("ledger", vec![1, 2, 3]), ("orders", vec![0; 40])];
    write(&snapshots, 1, &small);
    write(&snapshots, 2, &small);
    let path = folder.path().join("snapshots/exchange-00000000000000000002.snap");
    let bytes = std::fs::read(&path).expect("a snapshot");
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        std::fs::write(&path, &changed).expect("written");
        assert_eq!(snapshots.good_seqs().expect("listed"), [1], "byte {at}");
        std::fs::write(&path, &bytes[..at]).expect("written");
        assert_eq!(snapshots.good_seqs().expect("listed"), [1], "cut at {at}");
    }
    std::fs::write(&path, [&bytes[..], &[0]].concat()).expect("written");
    assert_eq!(snapshots.good_seqs().expect("listed"), [1], "a byte more");
    std::fs::write(&path, &bytes).expect("written");
    assert_eq!(snapshots.good_seqs().expect("listed"), [2, 1]);
}

#[test]
fn a_snapshot_of_another_journal_or_under_another_name_is_refused() {
    let folder = Folder::new();
    let mut foreign = identity();
    foreign.shard = 9;
    write(&Snapshots::new(folder.disk(), foreign, EXCHANGE), 4, &components(4));
    let snapshots = snapshots(folder.disk(), EXCHANGE);
    assert!(matches!(snapshots.verify(4), Err(JournalError::WrongJournal { found, .. }) if found == foreign));
    write(&snapshots, 5, &components(5));
    let name = |seq| folder.path().join(format!("snapshots/exchange-{seq:020}.snap"));
    std::fs::rename(name(5), name(6)).expect("renamed");
    assert!(matches!(snapshots.verify(6), Err(JournalError::Snapshot { .. })));
}

#[test]
fn names_out_of_range_and_bytes_without_a_component_are_refused() {
    let folder = Folder::new();
    let mut writer = snapshots(folder.disk(), EXCHANGE).write(position(1)).expect("begun");
    assert!(writer.write_all(b"lost").is_err());
    assert!(matches!(writer.begin_component(""), Err(JournalError::Snapshot { .. })));
    assert!(matches!(writer.begin_component(&"x".repeat(COMPONENT_NAME_BYTES_MAX + 1)), Err(JournalError::Snapshot { .. })));
}

#[test]
fn a_second_holder_of_the_folder_is_refused_by_process_id() {
    let folder = Folder::new();
    folder.disk();
    let held = DataFolderLock::acquire(folder.path()).expect("free");
    let refused = DataFolderLock::acquire(folder.path());
    assert!(matches!(&refused, Err(JournalError::Locked { pid }) if *pid == std::process::id().to_string()), "{refused:?}");
    drop(held);
    DataFolderLock::acquire(folder.path()).expect("free again");
}
