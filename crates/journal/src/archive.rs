//! Closed segments, without padding and compressed, kept for ever: what a rebuild or a replay from the first record reads.
//!
//! An archived segment is one zstd stream of its frames, header and records as they were written. Its name is
//! `archive/seg-<first_seq>-<epoch>.zst`, so the names alone tell where a sequence is.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::Arc;

use crate::disk::{Access, Disk, DiskFile};
use crate::error::{JournalError, Place};
use crate::frame::{Frame, FrameFault, FrameHeader, HEADER_BYTES};
use crate::journal::{Journal, Shared, Tip};
use crate::reader::FrameReader;
use crate::segment::{self, Segment};
use crash_points::{CrashPoint, reach};

pub(crate) const FOLDER: &str = "archive";
const UNFINISHED: &str = "archive/unfinished.tmp";
const PREFIX: &str = "seg-";
const SUFFIX: &str = ".zst";
/// zstd's own default: fast enough for an idle thread and within a few per cent of the slow levels on these records.
const COMPRESSION_LEVEL: i32 = 3;

/// Whether closed segments are archived before they are recycled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveMode {
    Keep,
    /// Reading below the oldest segment is refused.
    None,
}

/// The name of an archived segment, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ArchivedSegment {
    pub(crate) epoch: u32,
    pub(crate) first_seq: u64,
}

/// Reads the frames of one archived segment.
pub(crate) struct ArchiveCursor {
    name: String,
    pub(crate) segment: ArchivedSegment,
    stream: zstd::Decoder<'static, io::BufReader<FileStream>>,
    frame: Vec<u8>,
}

impl Journal {
    /// Archives every closed segment that is not archived yet, oldest first; gives how many. Meant for a thread that may take its time.
    /// With [`ArchiveMode::None`] it does nothing.
    pub fn archive_closed(&self) -> Result<u32, JournalError> {
        if self.config().archive == ArchiveMode::None {
            return Ok(0);
        }
        let shared = &self.shared;
        let mut archived_to = shared.archived_to();
        let closed: Vec<u32> = {
            let table = shared.table();
            let epochs = table.segments.iter().map(|segment| segment.epoch);
            epochs.filter(|&epoch| epoch < table.end.epoch && epoch > *archived_to).collect()
        };
        for &epoch in &closed {
            archive_segment(shared, epoch)?;
            *archived_to = epoch;
        }
        Ok(u32::try_from(closed.len()).expect("epochs are u32"))
    }

    /// Recycles the segments all of whose records lie below `min_seq` and that are archived; gives how many.
    ///
    /// `min_seq` is the least of: every cursor, the older of the two snapshots that are kept, and the first sequence inside the window of
    /// repeated keys.
    pub fn retain(&self, min_seq: u64) -> Result<u32, JournalError> {
        let shared = &self.shared;
        let archived_to = match shared.config.archive {
            ArchiveMode::Keep => *shared.archived_to(),
            ArchiveMode::None => u32::MAX,
        };
        let mut recycled = 0;
        let _files = shared.files();
        while let Some(epoch) = shared.table().take_passed(min_seq, archived_to) {
            segment::retire(&*shared.disk, epoch, shared.config.segment_bytes)?;
            recycled += 1;
        }
        Ok(recycled)
    }
}

/// The last epoch up to which every segment of `segments` is archived.
pub(crate) fn archived_to(disk: &dyn Disk, segments: &VecDeque<Segment>) -> Result<u32, JournalError> {
    let archived: Vec<u32> = list(disk)?.iter().map(|segment| segment.epoch).collect();
    let done = segments.iter().map(|segment| segment.epoch).take_while(|epoch| archived.contains(epoch)).last();
    Ok(done.or(segments.front().map(|first| first.epoch - 1)).unwrap_or(0))
}

fn list_kept(shared: &Shared, seq: u64) -> Result<Vec<ArchivedSegment>, JournalError> {
    if shared.config.archive == ArchiveMode::None {
        return Err(JournalError::NotKept { seq, reason: "the archive is off (--archive none)" });
    }
    list(&*shared.disk)
}

/// Archived segments in order.
pub(crate) fn list(disk: &dyn Disk) -> Result<Vec<ArchivedSegment>, JournalError> {
    let names = disk.list(FOLDER).map_err(JournalError::io("list", FOLDER))?;
    let mut segments: Vec<ArchivedSegment> = names.iter().filter_map(|name| ArchivedSegment::parse(name)).collect();
    segments.sort_unstable();
    Ok(segments)
}

impl ArchivedSegment {
    fn parse(name: &str) -> Option<ArchivedSegment> {
        let (first_seq, epoch) = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.split_once('-')?;
        Some(ArchivedSegment { epoch: epoch.parse().ok()?, first_seq: first_seq.parse().ok()? })
    }

    fn name(&self) -> String {
        format!("{FOLDER}/{PREFIX}{:020}-{:010}{SUFFIX}", self.first_seq, self.epoch)
    }
}

impl ArchiveCursor {
    /// The archived segment that holds `seq`.
    pub(crate) fn open_at_seq(shared: &Shared, seq: u64) -> Result<ArchiveCursor, JournalError> {
        let archived = list_kept(shared, seq)?;
        let held = archived.iter().rev().find(|segment| segment.first_seq <= seq).copied();
        ArchiveCursor::open(shared, held.ok_or(JournalError::NotKept { seq, reason: "the archive begins later" })?)
    }

    /// The archived segment `epoch`, which is known to hold `seq`.
    pub(crate) fn open_at_epoch(shared: &Shared, epoch: u32, seq: u64) -> Result<ArchiveCursor, JournalError> {
        let held = list_kept(shared, seq)?.into_iter().find(|segment| segment.epoch == epoch);
        ArchiveCursor::open(shared, held.ok_or(JournalError::NotKept { seq, reason: "the archive has a gap" })?)
    }

    fn open(shared: &Shared, segment: ArchivedSegment) -> Result<ArchiveCursor, JournalError> {
        let name = segment.name();
        let file = shared.disk.open(&name, Access::Read).map_err(JournalError::io("open", &*name))?;
        let stream = zstd::Decoder::new(FileStream { file, offset: 0 }).map_err(JournalError::io("read", &*name))?;
        Ok(ArchiveCursor { name, segment, stream, frame: Vec::new() })
    }

    /// The next frame, or `None` after the last.
    pub(crate) fn step(&mut self, shared: &Shared) -> Result<Option<FrameHeader>, JournalError> {
        self.frame.resize(HEADER_BYTES, 0);
        match read_up_to(&mut self.stream, &mut self.frame) {
            Err(error) => return Err(self.failed(error)),
            Ok(0) => return Ok(None),
            Ok(_) => {}
        }
        let header = FrameHeader::peek(&self.frame).map_err(|fault| self.refused(fault))?;
        self.frame.resize(header.packed_bytes(), 0);
        let payload = self.stream.read_exact(&mut self.frame[HEADER_BYTES..]);
        payload.map_err(|error| self.failed(error))?;
        Frame::decode(&self.frame).map_err(|fault| self.refused(fault))?;
        if header.identity != shared.config.identity {
            return Err(JournalError::WrongJournal { expected: shared.config.identity, found: header.identity });
        }
        if header.segment_epoch != self.segment.epoch {
            return Err(self.refused(FrameFault::Epoch { expected: self.segment.epoch, found: header.segment_epoch }));
        }
        Ok(Some(header))
    }

    /// Whether the frame follows `tip`, or is the first of all.
    pub(crate) fn check_link(&self, shared: &Shared, tip: Option<&Tip>, header: &FrameHeader) -> Result<(), JournalError> {
        let genesis = Tip::genesis(&shared.config.identity);
        let before = tip.or((header.ordinal == 1).then_some(&genesis));
        if before.is_some_and(|before| !before.is_followed_by(header)) {
            return Err(self.refused(FrameFault::Link));
        }
        Ok(())
    }

    /// Header and records of the frame read last.
    pub(crate) fn packed(&self) -> &[u8] {
        &self.frame
    }

    /// An error of the machine is one; any other says that the stream is not what was written.
    fn failed(&self, error: io::Error) -> JournalError {
        if error.raw_os_error().is_some() { JournalError::io("read", &*self.name)(error) } else { self.refused(error) }
    }

    fn refused(&self, reason: impl ToString) -> JournalError {
        JournalError::Archive { name: self.name.clone(), reason: reason.to_string() }
    }
}

impl std::fmt::Debug for ArchiveCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "reading {}", self.name)
    }
}

fn archive_segment(shared: &Arc<Shared>, epoch: u32) -> Result<(), JournalError> {
    shared.disk.create_folder(FOLDER).map_err(JournalError::io("create", FOLDER))?;
    let file = shared.disk.open(UNFINISHED, Access::CreateStream).map_err(JournalError::io("create", UNFINISHED))?;
    let writing = |error: io::Error| JournalError::io("write", UNFINISHED)(error);
    let mut stream = zstd::Encoder::new(FileStream { file: Arc::clone(&file), offset: 0 }, COMPRESSION_LEVEL).map_err(writing)?;
    stream.include_checksum(true).map_err(writing)?;
    let mut first_seq = None;
    let mut reader = FrameReader::in_segments(Arc::clone(shared), Place { epoch, offset: 0 }, None);
    while let Some(frame) = reader.next_packed(epoch)? {
        first_seq.get_or_insert(frame.first_seq);
        stream.write_all(frame.bytes).map_err(writing)?;
    }
    stream.finish().map_err(writing)?;
    reach(CrashPoint::ArchiveWritten);
    file.sync().map_err(JournalError::io("sync", UNFINISHED))?;
    reach(CrashPoint::ArchiveSynced);
    let first_seq =
        first_seq.ok_or_else(|| JournalError::Archive { name: segment::segment_name(epoch), reason: "no frames".to_owned() })?;
    let name = ArchivedSegment { epoch, first_seq }.name();
    shared.disk.rename(UNFINISHED, &name).map_err(JournalError::io("rename", UNFINISHED))?;
    reach(CrashPoint::ArchiveNamed);
    shared.disk.sync_folder(FOLDER).map_err(JournalError::io("sync", FOLDER))?;
    reach(CrashPoint::ArchiveKept);
    Ok(())
}

/// Fills as much of `into` as there is; a part of it counts as an error of the stream's end.
fn read_up_to(stream: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < into.len() {
        match stream.read(&mut into[filled..])? {
            0 if filled == 0 => return Ok(0),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            bytes => filled += bytes,
        }
    }
    Ok(filled)
}

/// A file read or written from the beginning on.
#[derive(Debug)]
pub(crate) struct FileStream {
    pub(crate) file: Arc<dyn DiskFile>,
    pub(crate) offset: u64,
}

impl Read for FileStream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let filled = self.file.read_at(self.offset, into)?;
        self.offset += filled as u64;
        Ok(filled)
    }
}

impl Write for FileStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_at(self.offset, bytes)?;
        self.offset += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
