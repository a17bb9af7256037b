//! Tails as a writer with two frames under way would leave them. The journal's own writer never does, so the frames are laid down by hand.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::disk::RealDisk;
use crate::frame::{Identity, JournalId};
use crate::frame_buffer::FrameBuffer;
use crate::writer::FrameFields;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("jogak-recovery-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Folder(std::env::temp_dir().join(name))
    }

    fn disk(&self) -> Arc<dyn Disk> {
        Arc::new(RealDisk::open_buffered(&self.0).expect("a folder for tests"))
    }

    fn open(&self) -> Result<Opened, JournalError> {
        Journal::open(self.disk(), config(), Start::Oldest)
    }

    fn write(&self, epoch: u32, page: u64, bytes: &[u8]) {
        let file = self.disk().open(&segment_name(epoch), Access::WritePages).expect("a segment");
        file.write_at(page * PAGE_BYTES as u64, bytes).expect("written");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed stays in the machine's folder of temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn config() -> JournalConfig {
    let identity = Identity { journal: JournalId([3; 16]), market: 0, shard: 0 };
    JournalConfig { segment_bytes: 32 << 10, ..JournalConfig::new(identity) }
}

fn fields(count: u32) -> FrameFields {
    FrameFields { term: 1, writer: 1, rules_version: 1, count, base_time: 0, control_totals: [0; 4] }
}

/// A frame of one record after `tip`, written when the `in_flight` frames before it were not durable.
fn frame_after(tip: Tip, in_flight: u32, record: &[u8]) -> (FrameHeader, Vec<u8>) {
    let mut buffer = FrameBuffer::new();
    buffer.payload().extend_from_slice(record);
    let mut header = FrameHeader {
        identity: config().identity,
        term: 1,
        writer: 1,
        ordinal: tip.ordinal + 1,
        first_seq: tip.seq + 1,
        base_time: 0,
        count: 1,
        payload_bytes: 0,
        rules_version: 1,
        in_flight,
        durable_seq: tip.seq - u64::from(in_flight),
        control_totals: [0; 4],
        previous: tip.hash,
        hash: tip.hash,
        segment_epoch: 1,
    };
    buffer.seal(&mut header);
    let bytes = buffer.with_padding(<[u8]>::to_vec);
    (header, bytes)
}

fn append(writer: &mut JournalWriter, record: &[u8]) -> FrameHeader {
    let mut buffer = FrameBuffer::new();
    buffer.payload().extend_from_slice(record);
    writer.append(&mut buffer, &fields(1)).expect("appended")
}

/// Two frames durable, the third lost, the fourth on disk and never acknowledged.
fn with_a_hole(folder: &Folder) -> (Tip, FrameHeader) {
    let mut opened = Journal::create(folder.disk(), config()).expect("a new journal");
    append(&mut opened.writer, b"one");
    append(&mut opened.writer, b"two");
    let tip = opened.writer.tip();
    let (third, _) = frame_after(tip, 0, b"three");
    let (fourth, bytes) = frame_after(Tip::after(&third), 1, b"four");
    folder.write(1, 3, &bytes);
    (tip, fourth)
}

#[test]
fn a_frame_after_a_hole_is_cut_if_the_hole_was_never_durable() {
    let folder = Folder::new();
    let (tip, _) = with_a_hole(&folder);
    let opened = folder.open().expect("recovers");
    assert_eq!(opened.recovered.tip, tip);
    assert_eq!(opened.recovered.cut.as_ref().map(|cut| (cut.seq, cut.wiped_pages)), Some((3, 1)));
    assert_eq!(folder.open().expect("recovers").recovered.cut, None);
}

#[test]
fn a_frame_that_was_cut_does_not_come_back_even_if_the_hole_is_filled_by_the_same_frame() {
    let folder = Folder::new();
    with_a_hole(&folder);
    let mut opened = folder.open().expect("recovers");
    // The new life writes the very frame that was lost, so that the one cut would follow it by hash, place and number.
    let third = append(&mut opened.writer, b"three");
    drop(opened);
    let again = folder.open().expect("recovers");
    assert_eq!(again.recovered.tip, Tip::after(&third));
}

#[test]
fn a_frame_after_a_hole_is_damage_if_the_hole_was_durable() {
    let folder = Folder::new();
    let mut opened = Journal::create(folder.disk(), config()).expect("a new journal");
    append(&mut opened.writer, b"one");
    let (second, _) = frame_after(opened.writer.tip(), 0, b"two");
    let (_, bytes) = frame_after(Tip::after(&second), 0, b"three");
    folder.write(1, 2, &bytes);
    let refused = folder.open();
    assert!(matches!(refused, Err(JournalError::Damage { seq: 2, evidence_ordinal: 3, .. })), "{refused:?}");
}

#[test]
fn a_second_writers_frame_is_a_fork_and_is_not_cut() {
    let folder = Folder::new();
    let mut opened = Journal::create(folder.disk(), config()).expect("a new journal");
    append(&mut opened.writer, b"one");
    let other = Tip { hash: FrameHash([9; 32]), ..opened.writer.tip() };
    folder.write(1, 1, &frame_after(other, 0, b"two").1);
    let refused = folder.open();
    assert!(matches!(refused, Err(JournalError::Fork { seq: 2, .. })), "{refused:?}");
}

#[test]
fn a_sound_frame_of_an_earlier_epoch_is_neither_accepted_nor_taken_for_evidence() {
    let folder = Folder::new();
    let mut opened = Journal::create(folder.disk(), config()).expect("a new journal");
    let first = append(&mut opened.writer, b"one");
    let mut stale = Vec::new();
    for in_flight in [0, 1] {
        let mut buffer = FrameBuffer::new();
        buffer.payload().extend_from_slice(b"stale");
        let (header, _) = frame_after(Tip::after(&first), in_flight, b"stale");
        let mut header = FrameHeader { segment_epoch: 0, ordinal: header.ordinal + u64::from(in_flight) * 5, ..header };
        buffer.seal(&mut header);
        stale.push(buffer.with_padding(<[u8]>::to_vec));
    }
    folder.write(1, 1, &stale[0]);
    folder.write(1, 4, &stale[1]);
    let opened = folder.open().expect("recovers");
    assert_eq!((opened.recovered.tip, opened.recovered.cut), (Tip::after(&first), None));
}

#[test]
fn segments_beyond_a_gap_without_frames_are_taken_out_of_use() {
    let folder = Folder::new();
    let mut opened = Journal::create(folder.disk(), config()).expect("a new journal");
    append(&mut opened.writer, b"one");
    segment::prepare(&*folder.disk(), 3, 32 << 10).expect("prepared");
    let mut again = folder.open().expect("recovers");
    for _ in 0..20 {
        append(&mut again.writer, &[7; 9000]);
    }
    let tip = again.writer.tip();
    drop(again);
    assert_eq!(folder.open().expect("recovers").recovered.tip, tip);
}
