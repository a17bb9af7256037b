//! Decoders of what a disk gave.

use crate::corpus::SMALL;
use crate::market::identity;
use journal::{Access, Frame, FrameHeader, Snapshots};
use projections::live::LiveState;
use protocol::record::{decode_record, encode_record};
use protocol::wire::{Decoder, Encoder};
use protocol::{Home, Record, Seq};
use simulation::disk::{Faults, SimDisk};

const HOME: Home = Home::LIVE;
/// The name under which a snapshot's file is read: any sequence will do, the file has to have the same.
pub(crate) const SNAPSHOT_SEQ: u64 = 4_711;

/// A frame as it stands in a segment or in the archive.
pub(crate) fn frame(bytes: &[u8]) {
    let header = FrameHeader::peek(bytes);
    for (decoded, length) in [
        (Frame::decode(bytes), header.as_ref().map(FrameHeader::packed_bytes)),
        (Frame::decode_padded(bytes), header.as_ref().map(FrameHeader::padded_bytes)),
    ] {
        let Ok(frame) = decoded else { continue };
        assert_eq!(Ok(&frame.header), header.as_ref(), "the header alone says something else");
        assert!(length.is_ok_and(|length| length <= bytes.len()), "it is longer than what was given");
        assert_eq!(frame.payload.len(), frame.header.payload_bytes as usize);
    }
}

/// The records of a frame, one after another, up to the first that cannot be understood.
pub(crate) fn records(bytes: &[u8]) {
    let read = read_records(bytes);
    // What was understood is written and understood again alike.
    let mut again = Vec::new();
    let mut to = Encoder::new(&mut again, HOME);
    for record in &read {
        encode_record(&mut to, &record.header, &record.command, record.outcome.as_ref().map(Vec::as_slice));
    }
    assert_eq!(read_records(&again), read);
}

fn read_records(bytes: &[u8]) -> Vec<Record> {
    let mut from = Decoder::new(bytes, HOME);
    let mut records = Vec::new();
    for seq in 1.. {
        let left = from.remaining();
        if left == 0 {
            break;
        }
        let Ok(record) = decode_record(&mut from, Seq(seq)) else { break };
        assert!(from.remaining() < left, "a record of no length");
        records.push(record);
    }
    records
}

/// A snapshot's file. Hashes guard every component and the whole: what they agree with is what this program wrote, and is believed.
pub(crate) fn snapshot(bytes: &[u8]) {
    let disk = SimDisk::new(1, Faults::default()).boot();
    disk.create_folder("snapshots").unwrap();
    let file = disk.open(&format!("snapshots/exchange-{SNAPSHOT_SEQ:020}.snap"), Access::CreateStream).unwrap();
    file.write_at(0, bytes).unwrap();
    let snapshots = Snapshots::new(disk, identity(HOME), journal::snapshot::EXCHANGE);
    let verified = snapshots.verify(SNAPSHOT_SEQ);
    let read = sequencer::read_snapshot(&snapshots, SNAPSHOT_SEQ, HOME, SMALL);
    assert!(verified.is_ok() || read.is_err(), "what is not whole was read");
}

/// The saved read model, behind the hash that guards it.
pub(crate) fn live_state(bytes: &[u8]) {
    let content = bytes.split_last_chunk::<32>().map_or(bytes, |(content, _)| content);
    let sealed = [content, blake3::hash(content).as_bytes()].concat();
    if let Ok(state) = LiveState::from_bytes(HOME, &sealed) {
        let again = state.to_bytes();
        assert_eq!(LiveState::from_bytes(HOME, &again).map(|state| state.to_bytes()), Ok(again));
    }
}
