//! The journal as its readers see it: what is durable, where it lies, and how much room is left.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use crate::archive::ArchiveMode;
use crate::disk::{Disk, DiskFile, WriteMode};
use crate::error::{JournalError, Place};
use crate::frame::{Frame, FrameHash, FrameHeader, Identity, MAX_FRAME_BYTES, PAGE_BYTES};
use crate::reader::FrameReader;
use crate::segment::{self, FIRST_EPOCH, FOLDER, FrameEntry, SEGMENT_BYTES, Segment};
use crate::window::Window;

/// Segments made ready beyond the one being written.
pub(crate) const SEGMENTS_AHEAD: u32 = 1;

/// Segments whose frames' places are kept in memory, at most 16 bytes for each 4 kB of them: 64 MB in all. Others are looked through again when asked for.
const INDEXED_SEGMENTS_MAX: usize = 256;

/// What a journal is and how it is kept.
#[derive(Clone, Debug)]
pub struct JournalConfig {
    pub identity: Identity,
    /// Size of new segments, a multiple of 4096. Existing segments keep theirs.
    pub segment_bytes: u64,
    pub archive: ArchiveMode,
}

/// The end of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Last record, 0 if there is none.
    pub seq: u64,
    /// Last frame, 0 if there is none.
    pub ordinal: u64,
    pub hash: FrameHash,
}

/// Room for more frames. The door is closed before `segments_ready` is 0 and the disk has no space for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Left in the segment being written.
    pub segment_free_bytes: u64,
    /// Segments beyond it that are ready to be written.
    pub segments_ready: u32,
    /// Recycled segments that can be made ready without taking disk space.
    pub segments_spare: u32,
    /// Whole segments for which the disk has space.
    pub segments_creatable: u64,
    pub disk_free_bytes: u64,
    pub disk_total_bytes: u64,
}

/// A handle for everybody but the writer. Clones share one journal.
#[derive(Clone, Debug)]
pub struct Journal {
    pub(crate) shared: Arc<Shared>,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) config: JournalConfig,
    table: Mutex<Table>,
    advanced: Condvar,
    /// Held while segments are made, renamed or removed.
    files: Mutex<()>,
    /// Every closed segment up to this epoch is archived. Held while one is being archived.
    archived_to: Mutex<u32>,
    /// After a failed write or sync: nothing more becomes the journal's.
    poisoned: AtomicBool,
}

/// What lies where. Segments are in ascending order of epoch, the ready ones last.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) segments: VecDeque<Segment>,
    pub(crate) tip: Tip,
    /// Where the next frame goes.
    pub(crate) end: Place,
}

impl Room {
    /// Segments that can still be begun after the one being written. The door closes before this is 0.
    pub fn segments_left(&self) -> u64 {
        self.segments_creatable.saturating_add(u64::from(self.segments_ready) + u64::from(self.segments_spare))
    }

    /// Free part of the disk in parts per thousand, rounded down; 0 for a disk of unknown size.
    pub fn disk_free_per_mille(&self) -> u64 {
        let free = u128::from(self.disk_free_bytes) * 1000;
        free.checked_div(u128::from(self.disk_total_bytes)).and_then(|part| u64::try_from(part).ok()).unwrap_or(0)
    }
}

impl JournalConfig {
    pub fn new(identity: Identity) -> JournalConfig {
        JournalConfig { identity, segment_bytes: SEGMENT_BYTES, archive: ArchiveMode::Keep }
    }

    pub(crate) fn check(&self) -> Result<(), JournalError> {
        if self.segment_bytes == 0 || !self.segment_bytes.is_multiple_of(PAGE_BYTES as u64) {
            return Err(JournalError::SegmentSize { segment_bytes: self.segment_bytes });
        }
        Ok(())
    }
}

impl Tip {
    /// The tip of a journal without frames.
    pub fn genesis(identity: &Identity) -> Tip {
        Tip { seq: 0, ordinal: 0, hash: identity.genesis() }
    }

    /// The tip once this frame is appended.
    pub fn after(header: &FrameHeader) -> Tip {
        Tip { seq: header.last_seq(), ordinal: header.ordinal, hash: header.hash }
    }

    /// The tip that a frame follows by its own word; `None` if its numbers are not possible.
    pub(crate) fn before(header: &FrameHeader) -> Option<Tip> {
        Some(Tip { seq: header.first_seq.checked_sub(1)?, ordinal: header.ordinal.checked_sub(1)?, hash: header.previous })
    }

    /// Whether a frame is the next link of the chain.
    pub fn is_followed_by(&self, header: &FrameHeader) -> bool {
        header.ordinal == self.ordinal + 1 && header.first_seq == self.seq + 1 && header.previous == self.hash
    }
}

impl Journal {
    pub(crate) fn new(disk: Arc<dyn Disk>, config: JournalConfig, table: Table, archived_to: u32) -> Journal {
        let shared = Shared {
            disk,
            config,
            table: Mutex::new(table),
            advanced: Condvar::new(),
            files: Mutex::new(()),
            archived_to: Mutex::new(archived_to),
            poisoned: AtomicBool::new(false),
        };
        Journal { shared: Arc::new(shared) }
    }

    pub fn config(&self) -> &JournalConfig {
        &self.shared.config
    }

    /// The last durable frame.
    pub fn tip(&self) -> Tip {
        self.shared.table().tip
    }

    /// The last durable sequence, 0 if there is none.
    pub fn durable_seq(&self) -> u64 {
        self.tip().seq
    }

    /// Waits until a sequence above `seq` is durable or the time is over; gives the durable sequence.
    pub fn wait_beyond(&self, seq: u64, timeout: Duration) -> u64 {
        let table = self.shared.table();
        let waited = self.shared.advanced.wait_timeout_while(table, timeout, |table| table.tip.seq <= seq);
        waited.expect("no holder of the table's lock panics").0.tip.seq
    }

    /// Reads frames in order, beginning with the one that holds `seq`; `seq` may be one above the durable sequence. Where segments were
    /// recycled it reads the archive; without one it fails with [`JournalError::NotKept`].
    pub fn reader_from(&self, seq: u64) -> Result<FrameReader, JournalError> {
        let shared = Arc::clone(&self.shared);
        if (1..self.first_seq()).contains(&seq) {
            return FrameReader::in_archive(shared, seq);
        }
        let place = shared.locate(seq)?;
        Ok(FrameReader::in_segments(shared, place, None).beginning_at(seq))
    }

    /// Reads frames in order, beginning right after the frame `hash` whose last record is `seq`. Seq 0 with the genesis hash is the beginning.
    pub fn reader_after(&self, seq: u64, hash: FrameHash) -> Result<FrameReader, JournalError> {
        let shared = Arc::clone(&self.shared);
        match shared.locate_end_of(seq, hash)? {
            Some((tip, place)) => Ok(FrameReader::in_segments(shared, place, Some(tip))),
            None if seq < self.first_seq() => FrameReader::in_archive_after(shared, seq, hash),
            None => Err(JournalError::PositionNotFound { seq, hash }),
        }
    }

    /// First sequence that can still be read from the segments.
    pub fn first_seq(&self) -> u64 {
        let table = self.shared.table();
        table.segments.iter().find_map(|segment| segment.first_seq).unwrap_or(table.tip.seq + 1)
    }

    /// Room for more frames: asks the file system.
    pub fn room(&self) -> Result<Room, JournalError> {
        let segments_spare = segment::spare_count(&*self.shared.disk)?;
        let space = self.shared.disk.space().map_err(JournalError::io("measure", FOLDER))?;
        let table = self.shared.table();
        let current = table.segment(table.end.epoch).map_or(0, |segment| segment.bytes);
        Ok(Room {
            segment_free_bytes: current.saturating_sub(table.end.offset),
            segments_ready: table.segments_ready(),
            segments_spare: u32::try_from(segments_spare).unwrap_or(u32::MAX),
            segments_creatable: space.free_bytes / self.shared.config.segment_bytes,
            disk_free_bytes: space.free_bytes,
            disk_total_bytes: space.total_bytes,
        })
    }

    /// Makes the next segment ready if it is not. Meant for another thread than the writer's: zeroing a new segment takes a while.
    /// The writer does it itself when it comes first.
    pub fn prepare_ahead(&self) -> Result<(), JournalError> {
        let epoch = self.shared.table().end.epoch;
        (1..=SEGMENTS_AHEAD).try_for_each(|ahead| self.shared.prepare(epoch + ahead))
    }

    pub fn write_mode(&self) -> WriteMode {
        self.shared.disk.write_mode()
    }
}

impl Shared {
    pub(crate) fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().expect("no holder of the table's lock panics")
    }

    pub(crate) fn files(&self) -> MutexGuard<'_, ()> {
        self.files.lock().expect("no holder of the files' lock panics")
    }

    pub(crate) fn archived_to(&self) -> MutexGuard<'_, u32> {
        self.archived_to.lock().expect("no holder of the archive's lock panics")
    }

    pub(crate) fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::Acquire)
    }

    pub(crate) fn poison(&self) {
        self.poisoned.store(true, Ordering::Release);
    }

    /// Adds a durable frame and wakes who waits for it.
    pub(crate) fn advance(&self, header: &FrameHeader, place: Place) {
        let mut table = self.table();
        table.tip = Tip::after(header);
        table.end = Place { epoch: place.epoch, offset: place.offset + header.padded_bytes() as u64 };
        if let Some(segment) = table.segment_mut(place.epoch) {
            segment.note(header, place.offset);
        }
        drop(table);
        self.advanced.notify_all();
    }

    pub(crate) fn prepare(&self, epoch: u32) -> Result<(), JournalError> {
        let _files = self.files();
        if self.table().segment(epoch).is_some() {
            return Ok(());
        }
        let mut segment = segment::prepare(&*self.disk, epoch, self.config.segment_bytes)?;
        segment.frames = Some(segment.empty_index());
        let mut table = self.table();
        table.segments.push_back(segment);
        table.forget_indexes(epoch);
        Ok(())
    }

    /// The place of the frame that holds `seq` or of one not far before it, or the end if `seq` is the next one.
    pub(crate) fn locate(&self, seq: u64) -> Result<Place, JournalError> {
        let (epoch, file, limit) = {
            let table = self.table();
            if seq == table.tip.seq + 1 {
                return Ok(table.end);
            }
            let held = table.segments.iter().rev().find(|segment| segment.first_seq.is_some_and(|first| first <= seq));
            let segment = held.filter(|_| seq <= table.tip.seq).ok_or(JournalError::NotKept { seq, reason: "no segment holds it" })?;
            if let Some(frames) = &segment.frames {
                return Ok(place_before(frames, seq, segment.epoch));
            }
            (segment.epoch, Arc::clone(&segment.reading), table.read_limit(segment.epoch))
        };
        // A segment that lies before the place where recovery began.
        let frames = segment::index(&*file, epoch, &self.config.identity, limit)?;
        let place = place_before(&frames, seq, epoch);
        let mut table = self.table();
        if let Some(segment) = table.segment_mut(epoch) {
            segment.frames = Some(frames);
            table.forget_indexes(epoch);
        }
        Ok(place)
    }

    /// The chain's state and place right after the frame `hash` that ends with `seq`; `None` if no segment holds it.
    pub(crate) fn locate_end_of(&self, seq: u64, hash: FrameHash) -> Result<Option<(Tip, Place)>, JournalError> {
        let genesis = Tip::genesis(&self.config.identity);
        let mut candidates = Vec::new();
        {
            let table = self.table();
            if (seq, hash) == (table.tip.seq, table.tip.hash) {
                return Ok(Some((table.tip, table.end)));
            }
            if (seq, hash) == (genesis.seq, genesis.hash) {
                let first = table.segments.front().filter(|first| first.epoch == FIRST_EPOCH);
                return Ok(first.map(|first| (genesis, Place { epoch: first.epoch, offset: 0 })));
            }
            // Seal frames that end with the same sequence may lie in the segments after.
            let near = |segment: &&Segment| segment.first_seq.is_some_and(|first| first <= seq + 1);
            for segment in table.segments.iter().rev().filter(near) {
                let limit = Place { epoch: segment.epoch, offset: table.read_limit(segment.epoch) };
                candidates.push((Arc::clone(&segment.reading), limit));
                if segment.first_seq.is_some_and(|first| first <= seq) {
                    break;
                }
            }
        }
        for (file, limit) in candidates {
            if let Some(found) = find_end_of(&*file, limit, &self.config.identity, seq, hash)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl Table {
    pub(crate) fn segment(&self, epoch: u32) -> Option<&Segment> {
        let first = self.segments.front()?.epoch;
        self.segments.get(usize::try_from(epoch.checked_sub(first)?).ok()?)
    }

    pub(crate) fn segment_mut(&mut self, epoch: u32) -> Option<&mut Segment> {
        let first = self.segments.front()?.epoch;
        self.segments.get_mut(usize::try_from(epoch.checked_sub(first)?).ok()?)
    }

    pub(crate) fn reading(&self, epoch: u32) -> Option<Arc<dyn DiskFile>> {
        self.segment(epoch).map(|segment| Arc::clone(&segment.reading))
    }

    /// How far a segment may be read: to the durable end in the one being written.
    pub(crate) fn read_limit(&self, epoch: u32) -> u64 {
        if epoch == self.end.epoch { self.end.offset } else { self.segment(epoch).map_or(0, |segment| segment.bytes) }
    }

    /// Drops the indexes of the oldest segments that have one, beyond [`INDEXED_SEGMENTS_MAX`]; the one of `kept` stays.
    fn forget_indexes(&mut self, kept: u32) {
        let indexed = self.segments.iter().filter(|segment| segment.frames.is_some()).count();
        let oldest_first = self.segments.iter_mut().filter(|segment| segment.frames.is_some() && segment.epoch != kept);
        oldest_first.take(indexed.saturating_sub(INDEXED_SEGMENTS_MAX)).for_each(|segment| segment.frames = None);
    }

    /// Takes the oldest segment out of the table if it is archived and all its records lie below `min_seq`.
    pub(crate) fn take_passed(&mut self, min_seq: u64, archived_to: u32) -> Option<u32> {
        let epoch = self.segments.front()?.epoch;
        let passed = self.segments.get(1)?.first_seq.is_some_and(|next| next <= min_seq);
        if !passed || epoch > archived_to || epoch >= self.end.epoch {
            return None;
        }
        self.segments.pop_front();
        Some(epoch)
    }

    fn segments_ready(&self) -> u32 {
        let last = self.segments.back().map_or(self.end.epoch, |segment| segment.epoch);
        last.saturating_sub(self.end.epoch)
    }
}

impl Segment {
    /// Takes a frame into the index.
    pub(crate) fn note(&mut self, header: &FrameHeader, offset: u64) {
        self.first_seq.get_or_insert(header.first_seq);
        if !header.is_seal() {
            let frames = self.frames.get_or_insert_with(Vec::new);
            frames.push(FrameEntry::new(header, offset));
        }
    }
}

/// Looks a frame up by its hash, up to `limit` in its segment: headers alone are read, then the frame found is checked.
pub(crate) fn find_end_of(
    file: &dyn DiskFile,
    limit: Place,
    identity: &Identity,
    seq: u64,
    hash: FrameHash,
) -> Result<Option<(Tip, Place)>, JournalError> {
    let mut found = None;
    segment::walk_headers(file, limit.epoch, identity, limit.offset, |header, place| {
        if header.hash == hash && header.last_seq() == seq {
            found = Some(place);
            return segment::Walk::Stop;
        }
        segment::Walk::On
    })?;
    let Some(place) = found else { return Ok(None) };
    let mut window = Window::new(MAX_FRAME_BYTES);
    let bytes = window.get(file, place, MAX_FRAME_BYTES, limit.offset);
    let bytes = bytes.map_err(segment::failed("read", place.epoch))?;
    Ok(Frame::decode_padded(bytes).ok().map(|frame| {
        let offset = place.offset + frame.header.padded_bytes() as u64;
        (Tip::after(&frame.header), Place { epoch: place.epoch, offset })
    }))
}

/// Where to read on from for `seq`: at the frame that holds it, or, where that is not in the index, at the one before it. Its header was unreadable when the
/// index was made, as no recovery checks what lies before its start; the reader then comes to the damage, or to the frame if it is whole again.
fn place_before(frames: &[FrameEntry], seq: u64, epoch: u32) -> Place {
    let after = frames.partition_point(|entry| entry.first_seq <= seq);
    let entry = after.checked_sub(1).and_then(|at| frames.get(at));
    Place { epoch, offset: entry.map_or(0, FrameEntry::offset) }
}
