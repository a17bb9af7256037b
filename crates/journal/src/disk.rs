//! The small part of a file system that the journal uses. [`RealDisk`] is the machine's; the simulator has the other one.

use std::fmt;
use std::io;
use std::sync::Arc;

mod real;

pub use real::RealDisk;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// An existing file, to read.
    Read,
    /// An existing file, to write in whole pages from page-aligned memory, past the page cache where the file system allows it.
    WritePages,
    /// As [`Access::WritePages`], a new file; an existing one is emptied.
    CreatePages,
    /// A new file written through the page cache in any lengths; an existing one is emptied.
    CreateStream,
}

/// How segments are written, for `doctor` and the bench table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteMode {
    /// `O_DIRECT` and `fdatasync`.
    Direct,
    /// The file system refuses `O_DIRECT`: page cache and `fdatasync`.
    Buffered,
}

/// Space of the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    pub free_bytes: u64,
    pub total_bytes: u64,
}

/// A folder tree. Names are relative, with `/`, and at most one folder deep.
///
/// Making, renaming and removing a file is durable only after [`Disk::sync_folder`].
pub trait Disk: Send + Sync + fmt::Debug {
    fn open(&self, name: &str, access: Access) -> io::Result<Arc<dyn DiskFile>>;
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Names of the files in a folder, sorted, without the folder; empty if there is no such folder.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;
    /// Makes a folder durably; succeeds if it is there.
    fn create_folder(&self, folder: &str) -> io::Result<()>;
    fn sync_folder(&self, folder: &str) -> io::Result<()>;
    fn space(&self) -> io::Result<Space>;
    fn write_mode(&self) -> WriteMode;
}

/// An open file. Dropping it closes it without a sync.
pub trait DiskFile: Send + Sync + fmt::Debug {
    /// Fills `into`; fewer bytes only at the end of the file.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;
    /// Writes all of `bytes` or fails; a failure leaves any part written.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Returns once everything written to the file, by whichever handle, is durable. After a failure nothing is known.
    fn sync(&self) -> io::Result<()>;
    fn len_bytes(&self) -> io::Result<u64>;
    /// Later reads come from the device. After a failed sync the page cache may hold what the device never got.
    fn forget_cache(&self) -> io::Result<()>;
}
