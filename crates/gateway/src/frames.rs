//! Sealed frames in memory: what was made durable last, for followers and repeated keys that are not far behind.

use protocol::Seq;
use protocol::wire::Bases;
use std::collections::VecDeque;
use std::sync::Arc;

/// Bytes of records that are kept in memory.
pub const RECENT_BYTES_MAX: usize = 64 << 20;
/// Frames that are kept in memory; a quiet market fills frames of one record.
const RECENT_FRAMES_MAX: usize = 65_536;
/// A mark stands before every so many records of a frame, or more often.
pub const MARK_DISTANCE: usize = 256;

/// A place inside a frame where decoding can begin.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The record that begins here.
    pub seq: Seq,
    /// Bytes of the payload before it.
    pub offset: usize,
    pub bases: Bases,
}

/// The records of one durable frame.
#[derive(Debug)]
pub struct SealedFrame {
    /// Sequence of the first record.
    pub first_seq: Seq,
    /// Records in it, at least 1.
    pub count: u32,
    /// Version of the rules under which it was written.
    pub rules_version: u32,
    /// Totals of the state after its last record.
    pub control_totals: [u64; 4],
    /// BLAKE3 of the frame.
    pub hash: [u8; 32],
    pub payload: Vec<u8>,
    /// In ascending order; may be empty.
    pub marks: Vec<Mark>,
}

impl SealedFrame {
    pub(crate) fn empty() -> Self {
        Self {
            first_seq: Seq(0),
            count: 0,
            rules_version: 0,
            control_totals: [0; 4],
            hash: [0; 32],
            payload: Vec::new(),
            marks: Vec::new(),
        }
    }

    pub fn last_seq(&self) -> Seq {
        Seq(self.first_seq.0 + u64::from(self.count) - 1)
    }

    pub fn holds(&self, seq: Seq) -> bool {
        (self.first_seq..=self.last_seq()).contains(&seq)
    }

    /// The last mark at or before `seq`, or the frame's beginning.
    pub(crate) fn mark_before(&self, seq: Seq) -> Mark {
        let after = self.marks.partition_point(|mark| mark.seq <= seq);
        let mark = after.checked_sub(1).and_then(|at| self.marks.get(at));
        mark.copied().unwrap_or(Mark { seq: self.first_seq, offset: 0, bases: Bases::default() })
    }
}

/// The newest frames, without gaps.
#[derive(Debug)]
pub(crate) struct Recent {
    frames: VecDeque<Arc<SealedFrame>>,
    bytes: usize,
}

impl Recent {
    pub(crate) fn new() -> Self {
        Self { frames: VecDeque::with_capacity(RECENT_FRAMES_MAX + 1), bytes: 0 }
    }

    /// Adds the newest frame; gives an old one back that is forgotten for it.
    pub(crate) fn push(&mut self, frame: Arc<SealedFrame>) -> Option<Arc<SealedFrame>> {
        self.bytes += frame.payload.len();
        self.frames.push_back(frame);
        let mut forgotten = None;
        while self.frames.len() > RECENT_FRAMES_MAX || (self.bytes > RECENT_BYTES_MAX && self.frames.len() > 1) {
            let oldest = self.frames.pop_front().expect("there is more than one");
            self.bytes -= oldest.payload.len();
            forgotten = Some(oldest);
        }
        forgotten
    }

    pub(crate) fn holding(&self, seq: Seq) -> Option<&Arc<SealedFrame>> {
        let after = self.frames.partition_point(|frame| frame.first_seq <= seq);
        self.frames.get(after.checked_sub(1)?).filter(|frame| frame.holds(seq))
    }
}
