//! One bit of a frame changes at rest. What was sealed is damage; only the last frame, which nothing vouches for, may be cut.

use journal::{Access, FrameBuffer, FrameFields, FrameHeader, Journal, JournalConfig, JournalError, JournalWriter, Start};

use super::life::{SEGMENT_BYTES, identity};
use crate::disk::{Faults, Rng, SimDisk};

const SEGMENT: &str = "journal/seg-0000000001.jnl";

/// What recovery said about each bit of one frame.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdicts {
    damage: u64,
    cut: u64,
}

fn config() -> JournalConfig {
    JournalConfig { segment_bytes: SEGMENT_BYTES, ..JournalConfig::new(identity()) }
}

fn append(writer: &mut JournalWriter, count: u32, record_bytes: usize) -> FrameHeader {
    let mut frame = FrameBuffer::new();
    frame.payload().extend((0..count as usize * record_bytes).map(|at| at.to_le_bytes()[0]));
    let fields = FrameFields { term: 1, writer: 1, rules_version: 1, count, base_time: 5, control_totals: [9; 4] };
    writer.append(&mut frame, &fields).expect("appended")
}

/// A journal with frames of these sizes (records, bytes each), each with its place in the first segment.
fn journal_of(frames: &[(u32, usize)]) -> (SimDisk, Vec<(u64, FrameHeader)>) {
    let disk = SimDisk::new(1, Faults::default());
    let mut opened = Journal::create(disk.boot(), config()).expect("a new journal");
    let mut offset = 0;
    let mut written = Vec::new();
    for &(count, record_bytes) in frames {
        let header = append(&mut opened.writer, count, record_bytes);
        let end = offset + header.padded_bytes() as u64;
        written.push((offset, header));
        offset = end;
    }
    (disk, written)
}

fn flip_each_bit(disk: &SimDisk, offset: u64, header: &FrameHeader, start: Start) -> Verdicts {
    let mut verdicts = Verdicts::default();
    for bit in offset * 8..(offset + header.padded_bytes() as u64) * 8 {
        assert!(disk.flip_bit(SEGMENT, bit));
        match Journal::open(disk.boot(), config(), start) {
            Err(JournalError::Damage { seq, .. }) => {
                assert_eq!(seq, header.first_seq, "bit {bit}");
                verdicts.damage += 1;
            }
            Ok(opened) => {
                assert_eq!(opened.recovered.tip.ordinal, header.ordinal - 1, "bit {bit}");
                verdicts.cut += 1;
            }
            Err(error) => panic!("bit {bit}: {error}"),
        }
        assert!(disk.flip_bit(SEGMENT, bit));
    }
    verdicts
}

#[test]
fn every_bit_of_three_sealed_frames_is_damage() {
    // A full page, a page with padding, two pages; then the seal.
    let (disk, written) = journal_of(&[(1, 3904), (7, 30), (3, 2000), (0, 0)]);
    for (offset, header) in &written[..3] {
        let bits = header.padded_bytes() as u64 * 8;
        assert_eq!(flip_each_bit(&disk, *offset, header, Start::Oldest), Verdicts { damage: bits, cut: 0 });
    }
    let opened = Journal::open(disk.boot(), config(), Start::Oldest).expect("all bits are back");
    assert_eq!(opened.recovered.tip.ordinal, 4);
}

#[test]
fn a_sealed_frame_after_a_snapshot_is_damage_too() {
    let (disk, written) = journal_of(&[(2, 100), (0, 0), (1, 50), (0, 0)]);
    let start = Start::After { seq: written[0].1.last_seq(), hash: written[0].1.hash };
    // The seal frame between two frames with records: its sequence says nothing, its ordinal does.
    for (offset, header) in &written[1..3] {
        assert_eq!(flip_each_bit(&disk, *offset, header, start), Verdicts { damage: 4096 * 8, cut: 0 });
    }
}

#[test]
fn every_bit_of_a_seal_is_damage_once_one_more_frame_is_durable() {
    let (disk, written) = journal_of(&[(2, 100), (0, 0), (1, 50)]);
    let (offset, header) = &written[1];
    assert_eq!(flip_each_bit(&disk, *offset, header, Start::Oldest), Verdicts { damage: 4096 * 8, cut: 0 });
}

/// Nothing vouches for the last frame: a flip in it looks like a torn write. A second of idleness closes this gap with a seal frame, and a flip
/// in the seal itself loses no record.
#[test]
fn flips_in_the_last_frame_are_cut_and_counted_apart() {
    for last in [(3, 40), (0, 0)] {
        let mut verdicts = Verdicts::default();
        for bit in 0..4096 * 8 {
            let (disk, written) = journal_of(&[(2, 100), last]);
            let (offset, header) = &written[1];
            assert!(disk.flip_bit(SEGMENT, offset * 8 + bit));
            let opened = Journal::open(disk.boot(), config(), Start::Oldest).expect("cut");
            assert_eq!(opened.recovered.tip.ordinal, header.ordinal - 1);
            verdicts.cut += 1;
        }
        assert_eq!(verdicts, Verdicts { damage: 0, cut: 4096 * 8 });
    }
}

/// Of two frames in flight beside each other neither vouches for the other; what comes after vouches for both.
#[test]
fn flips_in_a_frame_beside_the_last_are_cut_until_a_later_frame_vouches_for_it() {
    for sealed in [false, true] {
        let (disk, written) = journal_of(&[(2, 100)]);
        let offset = written[0].1.padded_bytes() as u64;
        let mut writer = Journal::open(disk.boot(), config(), Start::Oldest).expect("opens").writer;
        let mut frames = [FrameBuffer::new(), FrameBuffer::new()];
        let fields = FrameFields { term: 1, writer: 1, rules_version: 1, count: 1, base_time: 5, control_totals: [9; 4] };
        let in_flight = frames.each_mut().map(|frame| {
            frame.payload().extend_from_slice(&[7; 300]);
            writer.begin(frame, &fields).expect("begun")
        });
        for (in_flight, frame) in in_flight.iter().zip(&mut frames) {
            in_flight.write(frame).and_then(|()| in_flight.sync()).expect("durable");
        }
        let [first, second] = in_flight.map(|in_flight| in_flight.land().expect("in order"));
        assert_eq!((first.in_flight, second.in_flight), (0, 1));
        if sealed {
            append(&mut writer, 0, 0);
        }
        if sealed {
            let bits = first.padded_bytes() as u64 * 8;
            assert_eq!(flip_each_bit(&disk, offset, &first, Start::Oldest), Verdicts { damage: bits, cut: 0 });
        } else {
            assert!(disk.flip_bit(SEGMENT, offset * 8 + 12_345));
            let opened = Journal::open(disk.boot(), config(), Start::Oldest).expect("cut");
            assert_eq!((opened.recovered.tip.ordinal, opened.recovered.cut.map(|cut| cut.wiped_pages)), (1, Some(2)));
        }
    }
}

#[test]
fn a_lost_last_frame_of_a_segment_is_damage_because_the_next_segment_goes_on() {
    let (disk, written) = journal_of(&[(1, 10_000), (1, 12_000), (1, 9_000), (0, 0)]);
    let (offset, header) = written.iter().rfind(|(_, header)| header.segment_epoch == 1).expect("a first segment");
    assert!(written.last().is_some_and(|(_, last)| last.segment_epoch == 2));
    for page in 0..header.padded_bytes() as u64 / 4096 {
        assert!(disk.flip_bit(SEGMENT, (offset + page * 4096) * 8 + 77));
        let opened = Journal::open(disk.boot(), config(), Start::Oldest);
        assert!(matches!(opened, Err(JournalError::Damage { seq, .. }) if seq == header.first_seq), "{opened:?}");
        assert!(disk.flip_bit(SEGMENT, (offset + page * 4096) * 8 + 77));
    }
}

#[test]
fn a_missing_segment_between_two_is_damage() {
    let (disk, written) = journal_of(&[(1, 20_000), (1, 20_000), (1, 20_000), (0, 0)]);
    assert_eq!(written[2].1.segment_epoch, 3);
    disk.boot().remove("journal/seg-0000000002.jnl").expect("removed");
    let opened = Journal::open(disk.boot(), config(), Start::Oldest);
    assert!(matches!(opened, Err(JournalError::Damage { seq: 2, .. })), "{opened:?}");
}

/// Pages are swapped, copied, cleared or filled with nonsense, several at once: what recovery then accepts is a beginning of what was written.
#[test]
fn scrambled_pages_never_make_another_chain() {
    let (mut whole, mut shortened, mut refused) = (0, 0, 0);
    for seed in 0..3000 {
        let mut rng = Rng::new(seed);
        let sizes: Vec<(u32, usize)> = (0..8).map(|_| (u32::try_from(rng.below(3)).expect("small"), 1700)).collect();
        let (disk, written) = journal_of(&sizes);
        let hashes: Vec<_> = written.iter().map(|(_, header)| header.hash).collect();
        let pages = SEGMENT_BYTES / 4096;
        let file = disk.boot().open(SEGMENT, Access::WritePages).expect("a segment");
        for _ in 0..1 + rng.below(3) {
            let (from, to) = (rng.below(pages), rng.below(pages));
            let mut page = [0; 4096];
            match rng.below(3) {
                0 => {}
                1 => page.fill_with(|| rng.next_u64().to_le_bytes()[0]),
                _ => assert_eq!(file.read_at(from * 4096, &mut page).expect("read"), 4096),
            }
            file.write_at(to * 4096, &page).expect("written");
        }
        match Journal::open(disk.boot(), config(), Start::Oldest) {
            Ok(opened) => {
                let mut reader = opened.journal.reader_after(0, identity().genesis()).expect("the beginning");
                let mut read = 0;
                while let Some(frame) = reader.next().expect("sound") {
                    assert_eq!(Some(&frame.header.hash), hashes.get(read), "seed {seed}");
                    read += 1;
                }
                if read == hashes.len() { whole += 1 } else { shortened += 1 }
            }
            Err(JournalError::Damage { .. } | JournalError::Fork { .. }) => refused += 1,
            Err(error) => panic!("seed {seed}: {error}"),
        }
    }
    assert!(whole > 20 && shortened > 100 && refused > 100, "{whole} {shortened} {refused}");
}
