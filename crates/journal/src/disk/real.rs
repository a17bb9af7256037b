//! The machine's own file system.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::num::NonZeroU64;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{Advice, OFlags, fadvise, statvfs};

use super::{Access, Disk, DiskFile, Space, WriteMode};
use crate::frame::PAGE_BYTES;

/// Reads of this length are part of reading a file from one end to the other.
const LONG_READ_BYTES: usize = 1 << 20;
const PROBE_NAME: &str = ".direct-probe";

/// Files below one folder of the machine, written with `O_DIRECT` where that is possible.
#[derive(Debug)]
pub struct RealDisk {
    root: PathBuf,
    write_mode: WriteMode,
}

impl RealDisk {
    /// Makes `root` if it is not there and tries once whether `O_DIRECT` works in it.
    pub fn open(root: &Path) -> io::Result<RealDisk> {
        create_root(root)?;
        Ok(RealDisk { write_mode: probe(root)?, root: root.to_owned() })
    }

    /// As [`RealDisk::open`] but through the page cache, as on a file system that refuses `O_DIRECT`.
    pub fn open_buffered(root: &Path) -> io::Result<RealDisk> {
        create_root(root)?;
        Ok(RealDisk { write_mode: WriteMode::Buffered, root: root.to_owned() })
    }

    fn page_flags(&self) -> i32 {
        match self.write_mode {
            WriteMode::Direct => direct_flag(),
            WriteMode::Buffered => 0,
        }
    }
}

impl Disk for RealDisk {
    fn open(&self, name: &str, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        match access {
            Access::Read => options.read(true),
            Access::WritePages => options.read(true).write(true).custom_flags(self.page_flags()),
            Access::CreatePages => options.read(true).write(true).create(true).truncate(true).custom_flags(self.page_flags()),
            Access::CreateStream => options.read(true).write(true).create(true).truncate(true),
        };
        Ok(Arc::new(RealFile(options.open(self.root.join(name))?)))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.root.join(from), self.root.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.root.join(name))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    fn create_folder(&self, folder: &str) -> io::Result<()> {
        fs::create_dir_all(self.root.join(folder))?;
        File::open(&self.root)?.sync_all()
    }

    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        File::open(self.root.join(folder))?.sync_all()
    }

    fn space(&self) -> io::Result<Space> {
        let found = statvfs(&self.root)?;
        Ok(Space { free_bytes: found.f_bavail.saturating_mul(found.f_frsize), total_bytes: found.f_blocks.saturating_mul(found.f_frsize) })
    }

    fn write_mode(&self) -> WriteMode {
        self.write_mode
    }
}

#[derive(Debug)]
struct RealFile(File);

impl DiskFile for RealFile {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        if into.len() >= LONG_READ_BYTES {
            // The next long read is under way while this one is checked. A hint only: a refusal changes nothing.
            let next = offset + into.len() as u64;
            let _ = fadvise(&self.0, next, NonZeroU64::new(into.len() as u64), Advice::WillNeed);
        }
        let mut filled = 0;
        while filled < into.len() {
            match self.0.read_at(&mut into[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(bytes) => filled += bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn len_bytes(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn forget_cache(&self) -> io::Result<()> {
        Ok(fadvise(&self.0, 0, None, Advice::DontNeed)?)
    }
}

fn create_root(root: &Path) -> io::Result<()> {
    if root.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(root)?;
    match root.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

fn direct_flag() -> i32 {
    i32::try_from(OFlags::DIRECT.bits()).expect("open flags fit an int")
}

/// Writes one page past the page cache. Any refusal means that segments go through the cache; other errors are the caller's.
fn probe(root: &Path) -> io::Result<WriteMode> {
    let path = root.join(PROBE_NAME);
    let opened = OpenOptions::new().write(true).create(true).truncate(true).custom_flags(direct_flag()).open(&path);
    let written = opened.and_then(|file| {
        let memory = vec![0; 2 * PAGE_BYTES];
        let start = memory.as_ptr().align_offset(PAGE_BYTES);
        file.write_all_at(&memory[start..start + PAGE_BYTES], 0)
    });
    let mode = match written {
        Ok(()) => WriteMode::Direct,
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => WriteMode::Buffered,
        Err(error) => return Err(error),
    };
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(mode),
    }
}
