//! Writing a snapshot.

use std::io::{self, Write};
use std::sync::Arc;

use super::{CHUNK_BYTES, COMPONENT_NAME_BYTES_MAX, COMPONENTS_MAX, END_MAGIC, FOLDER, SnapshotPosition, Snapshots, encode_header};
use crate::disk::{Access, DiskFile};
use crate::error::JournalError;
use crash_points::CrashPoint;

/// Writes components one after another: [`SnapshotWriter::begin_component`], then bytes through [`io::Write`], and so on, then
/// [`SnapshotWriter::finish`]. Dropped before that it leaves an unfinished file that nobody reads and the next one replaces.
#[derive(Debug)]
pub struct SnapshotWriter {
    snapshots: Snapshots,
    position: SnapshotPosition,
    file: Arc<dyn DiskFile>,
    offset: u64,
    /// Of everything written.
    whole: blake3::Hasher,
    component: Option<Component>,
    components: u32,
    chunk: Vec<u8>,
}

#[derive(Debug)]
struct Component {
    hash: blake3::Hasher,
}

impl SnapshotWriter {
    pub(super) fn begin(snapshots: Snapshots, position: SnapshotPosition) -> Result<SnapshotWriter, JournalError> {
        snapshots.disk.create_folder(FOLDER).map_err(JournalError::io("create", FOLDER))?;
        let name = snapshots.unfinished_name();
        let file = snapshots.disk.open(&name, Access::CreateStream).map_err(JournalError::io("create", name))?;
        let header = encode_header(&snapshots.identity, &position);
        let mut writer = SnapshotWriter {
            snapshots,
            position,
            file,
            offset: 0,
            whole: blake3::Hasher::new(),
            component: None,
            components: 0,
            chunk: Vec::with_capacity(CHUNK_BYTES),
        };
        writer.put(&header).map_err(|error| writer.error(error))?;
        writer.snapshots.reach(CrashPoint::SnapshotBegun, CrashPoint::LiveSnapshotBegun);
        Ok(writer)
    }

    /// Ends the component before, if there is one, and begins the next. Names are 1 to 64 bytes and the caller's to choose.
    pub fn begin_component(&mut self, name: &str) -> Result<(), JournalError> {
        self.end_component()?;
        if name.is_empty() || name.len() > COMPONENT_NAME_BYTES_MAX || self.components == COMPONENTS_MAX {
            let reason = format!("component {name:?}, number {}: name or number out of range", self.components + 1);
            return Err(JournalError::Snapshot { name: self.snapshots.name(self.position.seq), reason });
        }
        let length = u8::try_from(name.len()).expect("names are short");
        self.put(&[length]).and_then(|()| self.put(name.as_bytes())).map_err(|error| self.error(error))?;
        self.component = Some(Component { hash: blake3::Hasher::new() });
        self.components += 1;
        Ok(())
    }

    /// Ends the component that is being written and gives the BLAKE3 of its bytes; `None` if there is none.
    pub fn end_component(&mut self) -> Result<Option<[u8; 32]>, JournalError> {
        if self.component.is_none() {
            return Ok(None);
        }
        self.put_chunk().map_err(|error| self.error(error))?;
        let hash = self.component.take().map(|component| *component.hash.finalize().as_bytes()).expect("looked at above");
        self.put(&0_u32.to_le_bytes()).and_then(|()| self.put(&hash)).map_err(|error| self.error(error))?;
        Ok(Some(hash))
    }

    /// Ends the snapshot, makes it durable under its name, and removes all but the last two.
    pub fn finish(mut self) -> Result<(), JournalError> {
        self.end_component()?;
        // A name of no length stands where the next component would begin.
        let end = self.put(&[0]).and_then(|()| self.put(&END_MAGIC)).and_then(|()| self.put(&self.components.to_le_bytes()));
        end.map_err(|error| self.error(error))?;
        let whole = *self.whole.finalize().as_bytes();
        self.put(&whole).map_err(|error| self.error(error))?;
        let (unfinished, name) = (self.snapshots.unfinished_name(), self.snapshots.name(self.position.seq));
        let snapshots = &self.snapshots;
        snapshots.reach(CrashPoint::SnapshotWritten, CrashPoint::LiveSnapshotWritten);
        self.file.sync().map_err(JournalError::io("sync", &*unfinished))?;
        snapshots.reach(CrashPoint::SnapshotSynced, CrashPoint::LiveSnapshotSynced);
        snapshots.disk.rename(&unfinished, &name).map_err(JournalError::io("rename", &*unfinished))?;
        snapshots.reach(CrashPoint::SnapshotNamed, CrashPoint::LiveSnapshotNamed);
        snapshots.disk.sync_folder(FOLDER).map_err(JournalError::io("sync", FOLDER))?;
        snapshots.reach(CrashPoint::SnapshotKept, CrashPoint::LiveSnapshotKept);
        snapshots.remove_old()
    }

    fn put_chunk(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::take(&mut self.chunk);
        let length = u32::try_from(chunk.len()).expect("chunks are short");
        self.component.as_mut().expect("bytes belong to a component").hash.update(&chunk);
        self.put(&length.to_le_bytes())?;
        self.put(&chunk)?;
        self.chunk = chunk;
        self.chunk.clear();
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.whole.update(bytes);
        self.file.write_at(self.offset, bytes)?;
        self.offset += bytes.len() as u64;
        Ok(())
    }

    fn error(&self, source: io::Error) -> JournalError {
        JournalError::io("write", self.snapshots.unfinished_name())(source)
    }
}

impl Write for SnapshotWriter {
    /// Bytes of the component that was begun last.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.component.is_none() {
            return Err(io::Error::other("no component was begun"));
        }
        let taken = bytes.len().min(CHUNK_BYTES - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        if self.chunk.len() == CHUNK_BYTES {
            self.put_chunk()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
