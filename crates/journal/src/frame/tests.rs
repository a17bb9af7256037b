use proptest::prelude::*;

use super::*;
use crate::frame_buffer::FrameBuffer;

fn header(count: u32) -> FrameHeader {
    FrameHeader {
        identity: Identity { journal: JournalId([7; 16]), market: 1, shard: 2 },
        term: 3,
        writer: 4,
        ordinal: 5,
        first_seq: 6,
        base_time: -7,
        count,
        payload_bytes: 0,
        rules_version: 8,
        in_flight: 9,
        durable_seq: 10,
        control_totals: [11, 12, 13, u64::MAX],
        previous: FrameHash([14; 32]),
        hash: FrameHash([0; 32]),
        segment_epoch: 15,
    }
}

fn sealed(payload: &[u8]) -> (FrameHeader, Vec<u8>) {
    let mut buffer = FrameBuffer::new();
    buffer.payload().extend_from_slice(payload);
    let mut header = header(u32::from(!payload.is_empty()));
    let bytes = padded_bytes(&mut buffer, &mut header);
    (header, bytes)
}

fn padded_bytes(buffer: &mut FrameBuffer, header: &mut FrameHeader) -> Vec<u8> {
    buffer.seal(header);
    buffer.with_padding(<[u8]>::to_vec)
}

#[test]
fn a_sealed_frame_reads_back_field_by_field() {
    let (header, bytes) = sealed(b"records");
    let frame = Frame::decode_padded(&bytes).expect("sound");
    assert_eq!(frame.header, header);
    assert_eq!(frame.payload, b"records");
    assert_eq!(bytes.len(), PAGE_BYTES);
}

#[test]
fn the_hash_is_blake3_of_header_and_payload_with_the_fields_of_the_copy_zeroed() {
    let (header, mut bytes) = sealed(b"records");
    bytes[OWN_HASH_AT..HEADER_BYTES].fill(0);
    let expected = blake3::hash(&bytes[..HEADER_BYTES + 7]);
    assert_eq!(header.hash.0, *expected.as_bytes());
}

#[test]
fn the_segment_epoch_changes_the_checksum_and_not_the_hash() {
    let (first, mut buffer) = (sealed(b"records").0, FrameBuffer::new());
    buffer.payload().extend_from_slice(b"records");
    let mut second = FrameHeader { segment_epoch: 99, ..header(1) };
    let bytes = padded_bytes(&mut buffer, &mut second);
    assert_eq!(first.hash, second.hash);
    assert_eq!(Frame::decode_padded(&bytes).expect("sound").header.segment_epoch, 99);
}

#[test]
fn the_checksum_is_crc_32c() {
    // The check value of CRC-32/ISCSI in the catalogue of parametrised CRC algorithms.
    assert_eq!(crc_fast::checksum(CrcAlgorithm::Crc32Iscsi, b"123456789"), 0xe306_9283);
}

#[test]
fn every_flipped_bit_is_refused_padding_included() {
    for payload in [&b""[..], b"x", &[0x5a; 5000]] {
        let (_, mut bytes) = sealed(payload);
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(Frame::decode_padded(&bytes).is_err(), "bit {bit} of a frame with {} bytes", payload.len());
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
        Frame::decode_padded(&bytes).expect("sound again");
    }
}

#[test]
fn the_largest_payload_fits_and_one_more_byte_does_not() {
    let (_, bytes) = sealed(&vec![1; MAX_PAYLOAD_BYTES]);
    assert_eq!(bytes.len(), MAX_FRAME_BYTES);
    assert_eq!(Frame::decode_padded(&bytes).expect("sound").payload.len(), MAX_PAYLOAD_BYTES);

    let mut buffer = FrameBuffer::new();
    buffer.payload().extend_from_slice(&vec![1; MAX_PAYLOAD_BYTES + 1]);
    assert!(buffer.check(1).is_err());
}

#[test]
fn a_length_beyond_the_limit_is_refused_before_anything_is_read() {
    let (_, mut bytes) = sealed(b"records");
    bytes[68..72].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(Frame::decode(&bytes), Err(FrameFault::PayloadLength(u32::MAX)));
}

#[test]
fn numbers_that_leave_no_room_for_a_next_frame_are_refused() {
    type Change = fn(&mut FrameHeader);
    let changes: [Change; 4] =
        [|h| h.ordinal = 0, |h| h.ordinal = u64::MAX, |h| h.first_seq = 0, |h| h.first_seq = u64::MAX - u64::from(h.count)];
    for change in changes {
        let mut header = header(1);
        change(&mut header);
        let mut buffer = FrameBuffer::new();
        buffer.payload().push(1);
        assert_eq!(Frame::decode_padded(&padded_bytes(&mut buffer, &mut header)), Err(FrameFault::Numbers));
    }
}

#[test]
fn a_buffer_that_outgrew_its_memory_is_aligned_again() {
    let mut buffer = FrameBuffer::new();
    let before = buffer.payload_bytes();
    buffer.payload().resize(5 * MAX_FRAME_BYTES, 1);
    buffer.truncate_payload(before + 3);
    buffer.seal(&mut header(1));
    buffer.with_padding(|bytes| {
        assert_eq!(bytes.as_ptr().align_offset(PAGE_BYTES), 0);
        assert_eq!(Frame::decode_padded(bytes).expect("sound").payload, [1, 1, 1]);
    });
    assert_eq!(buffer.records(), [1, 1, 1]);
}

proptest! {
    #[test]
    fn any_payload_reads_back(payload in prop::collection::vec(any::<u8>(), 0..20_000)) {
        let (header, bytes) = sealed(&payload);
        prop_assert_eq!(bytes.len() % PAGE_BYTES, 0);
        let frame = Frame::decode_padded(&bytes).expect("sound");
        prop_assert_eq!(frame.payload, &payload[..]);
        prop_assert_eq!(frame.header, header);
    }

    /// Nonsense is refused, whatever it is; most of it has a good beginning so that the later checks are reached.
    #[test]
    fn nonsense_is_refused(mut bytes in prop::collection::vec(any::<u8>(), 0..9_000), like_a_frame in any::<bool>(), len in 0_u32..10_000) {
        if like_a_frame && bytes.len() >= HEADER_BYTES {
            bytes[..6].copy_from_slice(b"JGKF\x01\x00");
            bytes[47] = 0;
            bytes[55] = 0;
            bytes[64..68].copy_from_slice(&1_u32.to_le_bytes());
            bytes[68..72].copy_from_slice(&len.to_le_bytes());
        }
        prop_assert!(Frame::decode(&bytes).is_err());
        prop_assert!(Frame::decode_padded(&bytes).is_err());
    }
}
