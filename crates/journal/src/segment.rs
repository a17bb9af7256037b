//! Segments: fixed-size files that hold frames one after another.
//!
//! A segment is zero-written once and then recycled under a new number, its *epoch*, which is also in its name. Every frame names the epoch of
//! the segment it was written into, so what an earlier use left behind is never taken for a frame of this one.

use std::io;
use std::sync::Arc;

use crate::disk::{Access, Disk, DiskFile};
use crate::error::{JournalError, Place};
use crate::frame::{FrameHeader, HEADER_BYTES, Identity, PAGE_BYTES};
use crate::window::Window;
use crash_points::{CrashPoint, reach};

/// The epoch of the first segment of a journal.
pub(crate) const FIRST_EPOCH: u32 = 1;
pub(crate) const FOLDER: &str = "journal";
/// Segments' size unless configured.
pub const SEGMENT_BYTES: u64 = 64 << 20;
/// Recycled segments that wait for use; more are removed.
pub(crate) const SPARE_SEGMENTS_MAX: usize = 2;

const PREFIX: &str = "seg-";
const SPARE_PREFIX: &str = "spare-";
const SUFFIX: &str = ".jnl";
const UNFINISHED: &str = "journal/unfinished.tmp";
const ZERO_BLOCK_BYTES: usize = 1 << 20;

/// Where the frame that starts with `first_seq` lies in its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FrameEntry {
    pub(crate) first_seq: u64,
    pub(crate) page: u32,
    pub(crate) count: u32,
}

/// An open segment.
#[derive(Debug)]
pub(crate) struct Segment {
    pub(crate) epoch: u32,
    pub(crate) bytes: u64,
    /// For readers, through the page cache.
    pub(crate) reading: Arc<dyn DiskFile>,
    /// First sequence by the header at its start; `None` while nothing was written.
    pub(crate) first_seq: Option<u64>,
    /// Its frames with records in order; `None` until somebody asked, and again once many newer ones have theirs.
    pub(crate) frames: Option<Vec<FrameEntry>>,
}

impl FrameEntry {
    pub(crate) fn new(header: &FrameHeader, offset: u64) -> FrameEntry {
        let page = u32::try_from(offset / PAGE_BYTES as u64).expect("segments are smaller than 16 TiB");
        FrameEntry { first_seq: header.first_seq, page, count: header.count }
    }

    pub(crate) fn offset(&self) -> u64 {
        u64::from(self.page) * PAGE_BYTES as u64
    }
}

impl Segment {
    pub(crate) fn open(disk: &dyn Disk, epoch: u32) -> Result<Segment, JournalError> {
        let name = segment_name(epoch);
        let reading = disk.open(&name, Access::Read).map_err(JournalError::io("open", &*name))?;
        let len_bytes = reading.len_bytes().map_err(JournalError::io("measure", &*name))?;
        Ok(Segment { epoch, bytes: len_bytes - len_bytes % PAGE_BYTES as u64, reading, first_seq: None, frames: None })
    }

    /// An index with room for as many frames as the segment can hold, so that appending never allocates.
    pub(crate) fn empty_index(&self) -> Vec<FrameEntry> {
        Vec::with_capacity(usize::try_from(self.bytes / PAGE_BYTES as u64).expect("pages of a segment fit memory"))
    }
}

pub(crate) fn segment_name(epoch: u32) -> String {
    format!("{FOLDER}/{PREFIX}{epoch:010}{SUFFIX}")
}

/// Names the segment in an error, and only then.
pub(crate) fn failed(doing: &'static str, epoch: u32) -> impl FnOnce(io::Error) -> JournalError {
    move |source| JournalError::Io { doing, name: segment_name(epoch), source }
}

/// Epochs of the segments present, ascending.
pub(crate) fn list_epochs(disk: &dyn Disk) -> Result<Vec<u32>, JournalError> {
    let names = disk.list(FOLDER).map_err(JournalError::io("list", FOLDER))?;
    let mut epochs: Vec<u32> = names.iter().filter_map(|name| number_in(name, PREFIX)).collect();
    epochs.sort_unstable();
    Ok(epochs)
}

/// Makes the segment of `epoch` ready: a spare one under its new name, or a new zero-written file. Durable on return.
pub(crate) fn prepare(disk: &dyn Disk, epoch: u32, segment_bytes: u64) -> Result<Segment, JournalError> {
    let name = segment_name(epoch);
    let source = match list_spares(disk)?.first() {
        Some(&spare) => spare_name(spare),
        None => {
            write_zeros(disk, UNFINISHED, segment_bytes)?;
            reach(CrashPoint::SegmentZeroed);
            UNFINISHED.to_owned()
        }
    };
    disk.rename(&source, &name).map_err(JournalError::io("rename", &*source))?;
    reach(CrashPoint::SegmentNamed);
    disk.sync_folder(FOLDER).map_err(JournalError::io("sync", FOLDER))?;
    Segment::open(disk, epoch)
}

/// Takes a segment out of use: kept as a spare for [`prepare`], or removed if there are enough. Durable on return.
pub(crate) fn retire(disk: &dyn Disk, epoch: u32, segment_bytes: u64) -> Result<(), JournalError> {
    let name = segment_name(epoch);
    let len_bytes = disk.open(&name, Access::Read).and_then(|file| file.len_bytes()).map_err(JournalError::io("open", &*name))?;
    if list_spares(disk)?.len() < SPARE_SEGMENTS_MAX && len_bytes == segment_bytes {
        disk.rename(&name, &spare_name(epoch)).map_err(JournalError::io("rename", &*name))?;
    } else {
        disk.remove(&name).map_err(JournalError::io("remove", &*name))?;
    }
    reach(CrashPoint::SegmentRetired);
    disk.sync_folder(FOLDER).map_err(JournalError::io("sync", FOLDER))?;
    reach(CrashPoint::SegmentRecycled);
    Ok(())
}

/// Number of recycled segments that wait for use.
pub(crate) fn spare_count(disk: &dyn Disk) -> Result<usize, JournalError> {
    Ok(list_spares(disk)?.len())
}

/// Indexes a segment by its headers alone, up to `limit`. A place without a plausible header is stepped over page by page.
pub(crate) fn index(file: &dyn DiskFile, epoch: u32, identity: &Identity, limit: u64) -> Result<Vec<FrameEntry>, JournalError> {
    let mut frames = Vec::new();
    walk_headers(file, epoch, identity, limit, |header, place| {
        if !header.is_seal() {
            frames.push(FrameEntry::new(header, place.offset));
        }
        Walk::On
    })?;
    Ok(frames)
}

/// Whether [`walk_headers`] goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    On,
    Stop,
}

/// Calls `visit` for every plausible header of this journal and epoch, in order. Contents are not checked.
pub(crate) fn walk_headers(
    file: &dyn DiskFile,
    epoch: u32,
    identity: &Identity,
    limit: u64,
    mut visit: impl FnMut(&FrameHeader, Place) -> Walk,
) -> Result<(), JournalError> {
    let mut window = Window::new(PAGE_BYTES);
    let (mut offset, mut last_ordinal) = (0, 0);
    while offset < limit {
        let bytes = window.get(file, Place { epoch, offset }, HEADER_BYTES, limit);
        let bytes = bytes.map_err(failed("read", epoch))?;
        offset += match FrameHeader::peek(bytes) {
            Ok(header) if header.identity == *identity && header.segment_epoch == epoch && header.ordinal > last_ordinal => {
                if visit(&header, Place { epoch, offset }) == Walk::Stop {
                    return Ok(());
                }
                last_ordinal = header.ordinal;
                header.padded_bytes() as u64
            }
            _ => PAGE_BYTES as u64,
        };
    }
    Ok(())
}

/// Removes what a crash left half made.
pub(crate) fn remove_unfinished(disk: &dyn Disk) -> Result<(), JournalError> {
    let names = disk.list(FOLDER).map_err(JournalError::io("list", FOLDER))?;
    if names.iter().any(|name| UNFINISHED.ends_with(name.as_str())) {
        disk.remove(UNFINISHED).map_err(JournalError::io("remove", UNFINISHED))?;
    }
    Ok(())
}

/// Zero bytes in page-aligned memory.
pub(crate) struct ZeroPages {
    bytes: Vec<u8>,
    start: usize,
}

impl ZeroPages {
    pub(crate) fn new(len_bytes: usize) -> ZeroPages {
        let bytes = vec![0; len_bytes + PAGE_BYTES];
        ZeroPages { start: bytes.as_ptr().align_offset(PAGE_BYTES), bytes }
    }

    pub(crate) fn get(&self, len_bytes: usize) -> &[u8] {
        &self.bytes[self.start..self.start + len_bytes]
    }
}

fn write_zeros(disk: &dyn Disk, name: &str, len_bytes: u64) -> Result<(), JournalError> {
    let file = disk.open(name, Access::CreatePages).map_err(JournalError::io("create", name))?;
    let zeros = ZeroPages::new(ZERO_BLOCK_BYTES);
    let mut offset = 0;
    while offset < len_bytes {
        let block = usize::try_from(len_bytes - offset).unwrap_or(usize::MAX).min(ZERO_BLOCK_BYTES);
        file.write_at(offset, zeros.get(block)).map_err(JournalError::io("zero", name))?;
        offset += block as u64;
    }
    file.sync().map_err(JournalError::io("sync", name))
}

fn spare_name(epoch: u32) -> String {
    format!("{FOLDER}/{SPARE_PREFIX}{epoch:010}{SUFFIX}")
}

fn list_spares(disk: &dyn Disk) -> Result<Vec<u32>, JournalError> {
    let names = disk.list(FOLDER).map_err(JournalError::io("list", FOLDER))?;
    Ok(names.iter().filter_map(|name| number_in(name, SPARE_PREFIX)).collect())
}

fn number_in(name: &str, prefix: &str) -> Option<u32> {
    name.strip_prefix(prefix)?.strip_suffix(SUFFIX)?.parse().ok()
}
