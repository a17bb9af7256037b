//! Opens a journal: finds the end of the chain and tells damage from an unacknowledged tail.
//!
//! 1. Every segment from the starting position on is synced and its cached pages dropped, so that what is accepted is what the device holds.
//! 2. The chain is followed: identity, epoch, ordinal, sequence, previous hash, CRC, hash and padding of each frame.
//! 3. At the first place that does not continue it, everything after is searched at 4 kB steps, because a damaged length is unusable. A good
//!    frame that was written when the missing one was durable proves *damage*: stop, change nothing. Otherwise the rest was never acknowledged.
//! 4. An unacknowledged rest is cut: every page in it that begins like a frame of this journal is zeroed and synced before anything is appended.
//!    So nothing of it can be taken for a frame later, also after a second crash during or after the cut: until the zeroes are durable
//!    the verdict stays the same, because it does not depend on which of those pages are still there.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::archive;
use crate::disk::{Access, Disk};
use crate::error::{JournalError, Place};
use crate::frame::{Frame, FrameFault, FrameHash, FrameHeader, HEADER_BYTES, MAGIC, MAX_FRAME_BYTES, PAGE_BYTES};
use crate::journal::{Journal, JournalConfig, Table, Tip, find_end_of};
use crate::reader::{Step, check_frame};
use crate::segment::{self, FIRST_EPOCH, FOLDER, Segment, ZeroPages, failed, segment_name};
use crate::window::Window;
use crate::writer::JournalWriter;

const SCAN_WINDOW_BYTES: usize = 4 << 20;

/// Where recovery begins to follow the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The first frame that is kept.
    Oldest,
    /// Right after the frame with this hash, whose last record is `seq`: a snapshot's position.
    After { seq: u64, hash: FrameHash },
}

/// What recovery found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Where the chain was picked up.
    pub start: Tip,
    /// The last good frame; all of it is durable.
    pub tip: Tip,
    pub end: Place,
    pub frames: u64,
    pub bytes: u64,
    /// The unacknowledged tail, if there was one.
    pub cut: Option<Cut>,
}

/// An unacknowledged tail that was cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The first sequence that was lost with it.
    pub seq: u64,
    pub place: Place,
    pub fault: FrameFault,
    /// Pages zeroed because they began like a frame.
    pub wiped_pages: u64,
}

/// An open journal: the handle to share and the one writer.
#[derive(Debug)]
pub struct Opened {
    pub journal: Journal,
    pub writer: JournalWriter,
    pub recovered: Recovered,
}

impl Journal {
    /// Makes a new journal. Fails with [`JournalError::Exists`] if there is a frame in a segment or an archived segment.
    pub fn create(disk: Arc<dyn Disk>, config: JournalConfig) -> Result<Opened, JournalError> {
        config.check()?;
        if !archive::list(&*disk)?.is_empty() {
            return Err(JournalError::Exists);
        }
        disk.create_folder(FOLDER).map_err(JournalError::io("create", FOLDER))?;
        segment::remove_unfinished(&*disk)?;
        if segment::list_epochs(&*disk)?.is_empty() {
            segment::prepare(&*disk, FIRST_EPOCH, config.segment_bytes)?;
        }
        let opened = Journal::open(disk, config, Start::Oldest)?;
        if opened.recovered.tip.ordinal > 0 { Err(JournalError::Exists) } else { Ok(opened) }
    }

    /// Opens an existing journal and recovers it. Where it ends by damage nothing on disk is changed.
    pub fn open(disk: Arc<dyn Disk>, config: JournalConfig, start: Start) -> Result<Opened, JournalError> {
        Recovery::begin(disk, config, start)?.finish()
    }
}

/// A recovery under way, for who wants each frame as it is checked and not read everything twice. Until [`Recovery::finish`] nothing of the
/// journal is changed; dropped before, it has done nothing.
#[derive(Debug)]
pub struct Recovery {
    scan: Scan,
    /// What stands at the end of the chain instead of the next frame, once it was come to.
    fault: Option<FrameFault>,
}

impl Recovery {
    /// Finds the start; no frame after it has been read.
    pub fn begin(disk: Arc<dyn Disk>, config: JournalConfig, start: Start) -> Result<Recovery, JournalError> {
        config.check()?;
        Ok(Recovery { scan: Scan::begin(disk, config, start)?, fault: None })
    }

    /// Where the chain is picked up.
    pub fn start(&self) -> Tip {
        self.scan.start
    }

    /// The next frame of the chain, checked; `None` at its end. What is behind the end has not been judged then.
    #[expect(clippy::should_implement_trait, reason = "the frame borrows the recovery, which an Iterator cannot express")]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, JournalError> {
        if self.fault.is_some() {
            return Ok(None);
        }
        match self.scan.step()? {
            Err(fault) => {
                self.fault = Some(fault);
                Ok(None)
            }
            Ok(header) => Ok(Some(Frame { payload: &self.scan.packed(&header)[HEADER_BYTES..], header })),
        }
    }

    /// Follows the chain to its end, refuses damage behind it, cuts an unacknowledged tail, and opens the journal for writing.
    pub fn finish(mut self) -> Result<Opened, JournalError> {
        while self.next()?.is_some() {}
        let mut scan = self.scan;
        let cut = scan.cut(self.fault.expect("the chain was followed to its end"))?;
        let recovered = Recovered { start: scan.start, tip: scan.tip, end: scan.place, frames: scan.frames, bytes: scan.bytes, cut };
        let archived_to = archive::archived_to(&*scan.disk, &scan.segments)?;
        let table = Table { segments: scan.segments, tip: scan.tip, end: scan.place };
        let journal = Journal::new(scan.disk, scan.config, table, archived_to);
        let writer = JournalWriter::new(Arc::clone(&journal.shared))?;
        Ok(Opened { journal, writer, recovered })
    }
}

/// The chain as far as it was followed.
#[derive(Debug)]
struct Scan {
    disk: Arc<dyn Disk>,
    config: JournalConfig,
    segments: VecDeque<Segment>,
    window: Window,
    start: Tip,
    tip: Tip,
    place: Place,
    frames: u64,
    bytes: u64,
}

/// What lies after the end of the chain.
#[derive(Default)]
struct Rest {
    /// Places that begin like a frame of this journal and epoch.
    marked: Vec<Place>,
    /// A good frame written when the one at the end of the chain was durable.
    evidence: Option<FrameHeader>,
}

impl Scan {
    fn begin(disk: Arc<dyn Disk>, config: JournalConfig, start: Start) -> Result<Scan, JournalError> {
        segment::remove_unfinished(&*disk)?;
        let mut segments = VecDeque::new();
        for epoch in segment::list_epochs(&*disk)? {
            let mut segment = Segment::open(&*disk, epoch)?;
            segment.first_seq = first_header(&segment, &config)?.map(|header| header.first_seq);
            segments.push_back(segment);
        }
        let (tip, place) = match start {
            Start::Oldest => oldest(&segments, &config)?,
            Start::After { seq, hash } => position(&segments, &config, seq, hash)?,
        };
        drop_before_gap(&mut segments, place.epoch);
        let mut scan = Scan { disk, config, segments, window: Window::new(SCAN_WINDOW_BYTES), start: tip, tip, place, frames: 0, bytes: 0 };
        scan.settle_devices()?;
        scan.index_before_start()?;
        Ok(scan)
    }

    /// Makes sure that what is read from here on is what the device holds, and holds for good.
    fn settle_devices(&self) -> Result<(), JournalError> {
        for segment in self.segments.iter().filter(|segment| segment.epoch >= self.place.epoch) {
            let name = segment_name(segment.epoch);
            let file = self.disk.open(&name, Access::WritePages).map_err(JournalError::io("open", &*name))?;
            file.sync().map_err(JournalError::io("sync", &*name))?;
            segment.reading.forget_cache().map_err(JournalError::io("reread", &*name))?;
        }
        Ok(())
    }

    /// The segment in which the scan begins needs its whole index; later ones get theirs from the scan.
    fn index_before_start(&mut self) -> Result<(), JournalError> {
        let (epoch, limit) = (self.place.epoch, self.place.offset);
        for segment in self.segments.iter_mut().filter(|segment| segment.epoch >= epoch) {
            let mut frames = segment.empty_index();
            if segment.epoch == epoch {
                frames.extend(segment::index(&*segment.reading, epoch, &self.config.identity, limit)?);
            }
            segment.frames = Some(frames);
            segment.first_seq = if segment.epoch == epoch && limit > 0 { segment.first_seq } else { None };
        }
        Ok(())
    }

    /// Goes one frame along the chain; at its end it tells what stands there instead of the next.
    fn step(&mut self) -> Result<Result<FrameHeader, FrameFault>, JournalError> {
        loop {
            let here = self.check(self.place)?;
            let next = Place { epoch: self.place.epoch + 1, offset: 0 };
            let header = match here {
                Step::Next(header) => header,
                Step::Foreign(found) => return Err(JournalError::WrongJournal { expected: self.config.identity, found }),
                Step::Fault(_) | Step::Unlinked(_) if self.has(next.epoch) && matches!(self.check(next)?, Step::Next(_)) => {
                    self.place = next;
                    continue;
                }
                Step::Fault(fault) => return Ok(Err(fault)),
                Step::Unlinked(header) => {
                    self.refuse_fork(&header)?;
                    return Ok(Err(FrameFault::Link));
                }
            };
            self.tip = Tip::after(&header);
            self.frames += 1;
            self.bytes += header.padded_bytes() as u64;
            let offset = self.place.offset;
            self.segment_mut(self.place.epoch).note(&header, offset);
            self.place.offset += header.padded_bytes() as u64;
            return Ok(Ok(header));
        }
    }

    /// Header and records of the frame that the last step found.
    fn packed(&self, header: &FrameHeader) -> &[u8] {
        let start = Place { offset: self.place.offset - header.padded_bytes() as u64, ..self.place };
        self.window.held(start, header.packed_bytes())
    }

    /// A frame with the next ordinal that was written after its predecessor was durable must name that predecessor.
    fn refuse_fork(&self, header: &FrameHeader) -> Result<(), JournalError> {
        if header.ordinal == self.tip.ordinal + 1 && header.in_flight == 0 {
            let (expected, found) = (self.tip.hash, header.previous);
            return Err(JournalError::Fork { seq: self.tip.seq + 1, place: self.place, expected, found });
        }
        Ok(())
    }

    /// Refuses damage; otherwise makes the end of the chain durable as its end.
    fn cut(&mut self, fault: FrameFault) -> Result<Option<Cut>, JournalError> {
        let rest = self.search_rest()?;
        let seq = self.tip.seq + 1;
        if let Some(evidence) = rest.evidence {
            return Err(JournalError::Damage { seq, place: self.place, fault, evidence_ordinal: evidence.ordinal });
        }
        self.wipe(&rest.marked)?;
        self.drop_stray_segments()?;
        let wiped_pages = rest.marked.len() as u64;
        Ok((wiped_pages > 0).then_some(Cut { seq, place: self.place, fault, wiped_pages }))
    }

    fn search_rest(&mut self) -> Result<Rest, JournalError> {
        let mut rest = Rest::default();
        let later: Vec<(u32, u64)> = self.segments.iter().filter(|s| s.epoch >= self.place.epoch).map(|s| (s.epoch, s.bytes)).collect();
        for (epoch, bytes) in later {
            let mut offset = if epoch == self.place.epoch { self.place.offset } else { 0 };
            while offset < bytes {
                self.look_at(Place { epoch, offset }, &mut rest)?;
                offset += PAGE_BYTES as u64;
            }
        }
        Ok(rest)
    }

    fn look_at(&mut self, place: Place, rest: &mut Rest) -> Result<(), JournalError> {
        let page = self.read(place, PAGE_BYTES)?;
        if !page.starts_with(&MAGIC) {
            return Ok(());
        }
        let Ok(header) = FrameHeader::peek(page) else { return Ok(()) };
        if header.identity != self.config.identity || header.segment_epoch != place.epoch {
            return Ok(());
        }
        rest.marked.push(place);
        if let Ok(header) = self.decode(place)? {
            let before = header.ordinal.saturating_sub(1).saturating_sub(u64::from(header.in_flight));
            let was_durable = before > self.tip.ordinal || header.durable_seq > self.tip.seq;
            if was_durable {
                rest.evidence.get_or_insert(header);
            }
        }
        Ok(())
    }

    fn decode(&mut self, place: Place) -> Result<Result<FrameHeader, FrameFault>, JournalError> {
        Ok(Frame::decode_padded(self.read(place, MAX_FRAME_BYTES)?).map(|frame| frame.header))
    }

    fn wipe(&mut self, marked: &[Place]) -> Result<(), JournalError> {
        let zeros = ZeroPages::new(PAGE_BYTES);
        for places in marked.chunk_by(|a, b| a.epoch == b.epoch) {
            let name = segment_name(places[0].epoch);
            let file = self.disk.open(&name, Access::WritePages).map_err(JournalError::io("open", &*name))?;
            for place in places {
                file.write_at(place.offset, zeros.get(PAGE_BYTES)).map_err(JournalError::io("cut", &*name))?;
            }
            file.sync().map_err(JournalError::io("sync", &*name))?;
        }
        Ok(())
    }

    /// Renaming a recycled segment may have been cut short; what does not follow the last segment without a gap is taken out of use.
    fn drop_stray_segments(&mut self) -> Result<(), JournalError> {
        let mut expected = self.place.epoch;
        let at = self.segments.iter().position(|segment| segment.epoch == expected).unwrap_or(self.segments.len());
        let mut keep = at;
        while self.segments.get(keep).is_some_and(|segment| segment.epoch == expected) {
            keep += 1;
            expected += 1;
        }
        for stray in self.segments.split_off(keep) {
            segment::retire(&*self.disk, stray.epoch, self.config.segment_bytes)?;
        }
        Ok(())
    }

    fn has(&self, epoch: u32) -> bool {
        self.segments.iter().any(|segment| segment.epoch == epoch)
    }

    fn segment_mut(&mut self, epoch: u32) -> &mut Segment {
        self.segments.iter_mut().find(|segment| segment.epoch == epoch).expect("the scan is in a listed segment")
    }

    fn check(&mut self, place: Place) -> Result<Step, JournalError> {
        let (identity, tip) = (self.config.identity, self.tip);
        Ok(check_frame(self.read(place, MAX_FRAME_BYTES)?, &identity, place.epoch, Some(&tip)))
    }

    /// A failed read is an error of its own, never a reason to cut.
    fn read(&mut self, place: Place, len: usize) -> Result<&[u8], JournalError> {
        let segment = self.segments.iter().find(|segment| segment.epoch == place.epoch).expect("asked for a listed segment");
        let bytes = self.window.get(&*segment.reading, place, len, segment.bytes);
        bytes.map_err(failed("read", place.epoch))
    }
}

fn first_header(segment: &Segment, config: &JournalConfig) -> Result<Option<FrameHeader>, JournalError> {
    let mut bytes = [0; HEADER_BYTES];
    let read = segment.reading.read_at(0, &mut bytes).map_err(failed("read", segment.epoch))?;
    let header = FrameHeader::peek(&bytes[..read]).ok();
    Ok(header.filter(|header| header.identity == config.identity && header.segment_epoch == segment.epoch))
}

/// Leaves out what lies before a missing segment: it is not reachable from the start, and the table has no gaps.
fn drop_before_gap(segments: &mut VecDeque<Segment>, start_epoch: u32) {
    let at_start = segments.iter().position(|segment| segment.epoch == start_epoch).unwrap_or(0);
    let follows = |at: usize| segments[at - 1].epoch + 1 == segments[at].epoch;
    let first = (1..=at_start).rev().find(|&at| !follows(at)).unwrap_or(0);
    segments.drain(..first);
}

/// The state before the first frame that is kept.
fn oldest(segments: &VecDeque<Segment>, config: &JournalConfig) -> Result<(Tip, Place), JournalError> {
    let first = segments.front().ok_or(JournalError::Missing)?;
    let place = Place { epoch: first.epoch, offset: 0 };
    if first.epoch == FIRST_EPOCH {
        return Ok((Tip::genesis(&config.identity), place));
    }
    let mut window = Window::new(MAX_FRAME_BYTES);
    let bytes = window.get(&*first.reading, place, MAX_FRAME_BYTES, first.bytes);
    let bytes = bytes.map_err(failed("read", first.epoch))?;
    match check_frame(bytes, &config.identity, first.epoch, None) {
        Step::Next(header) => Ok((Tip::before(&header).ok_or(JournalError::NoBeginning { epoch: first.epoch })?, place)),
        Step::Foreign(found) => Err(JournalError::WrongJournal { expected: config.identity, found }),
        Step::Fault(_) | Step::Unlinked(_) => Err(JournalError::NoBeginning { epoch: first.epoch }),
    }
}

fn position(segments: &VecDeque<Segment>, config: &JournalConfig, seq: u64, hash: FrameHash) -> Result<(Tip, Place), JournalError> {
    let genesis = Tip::genesis(&config.identity);
    if (seq, hash) == (genesis.seq, genesis.hash) && segments.front().is_some_and(|first| first.epoch == FIRST_EPOCH) {
        return oldest(segments, config);
    }
    for segment in segments.iter().rev().filter(|segment| segment.first_seq.is_none_or(|first| first <= seq + 1)) {
        if let Some(found) =
            find_end_of(&*segment.reading, Place { epoch: segment.epoch, offset: segment.bytes }, &config.identity, seq, hash)?
        {
            return Ok(found);
        }
    }
    if let Some(first) = segments.front()
        && let Some(header) = first_header(first, config)?
        && let Some(tip) = Tip::before(&header).filter(|tip| (tip.seq, tip.hash) == (seq, hash))
    {
        return Ok((tip, Place { epoch: first.epoch, offset: 0 }));
    }
    Err(if segments.is_empty() { JournalError::Missing } else { JournalError::PositionNotFound { seq, hash } })
}

#[cfg(test)]
mod tests;
