//! What the disk allows: the time of one sync, and of reading files that are not in memory.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use rustix::fs::{Advice, OFlags, fadvise};

use crate::percentiles::Percentiles;

#[cfg(test)]
mod tests;

const BLOCK_BYTES: u64 = 4096;
/// Blocks of the preallocated file that are overwritten in turn.
const FILE_BLOCKS: u64 = 16_384;
const READ_BYTES: usize = 1 << 20;

#[repr(align(4096))]
struct Block([u8; BLOCK_BYTES as usize]);

/// How the journal's syncs compare: a 4 kB block overwritten in a file that was written once before, then `fdatasync`.
pub struct SyncTimes {
    pub samples_us: Vec<f64>,
    /// False where the file system refuses `O_DIRECT` and the page cache was used.
    pub is_direct: bool,
}

impl SyncTimes {
    pub fn percentiles(&self) -> Option<Percentiles> {
        Percentiles::of(&self.samples_us)
    }

    pub fn name(&self) -> &'static str {
        if self.is_direct { "4 kB O_DIRECT write + fdatasync" } else { "4 kB buffered write + fdatasync (O_DIRECT refused)" }
    }
}

/// # Errors
/// If the file cannot be written; a full disk is one reason.
pub fn time_syncs(path: &Path, samples: usize) -> Result<SyncTimes> {
    let (file, is_direct) = open_for_sync(path).with_context(|| format!("open {}", path.display()))?;
    let mut block = Box::new(Block([0; BLOCK_BYTES as usize]));
    for number in 0..FILE_BLOCKS {
        file.write_all_at(&block.0, number * BLOCK_BYTES)?;
    }
    file.sync_all()?;
    let mut samples_us = Vec::with_capacity(samples);
    for number in 0..samples as u64 {
        block.0[..8].copy_from_slice(&number.to_le_bytes());
        let start = Instant::now();
        file.write_all_at(&block.0, number % FILE_BLOCKS * BLOCK_BYTES)?;
        file.sync_data()?;
        samples_us.push(start.elapsed().as_secs_f64() * 1e6);
    }
    drop(file);
    std::fs::remove_file(path)?;
    Ok(SyncTimes { samples_us, is_direct })
}

fn open_for_sync(path: &Path) -> std::io::Result<(File, bool)> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    match options.clone().custom_flags(OFlags::DIRECT.bits().cast_signed()).open(path) {
        Ok(file) => Ok((file, true)),
        Err(error) if error.kind() == ErrorKind::InvalidInput => Ok((options.open(path)?, false)),
        Err(error) => Err(error),
    }
}

/// Writes back and forgets the cached pages of each file, so that the next read meets the disk.
///
/// # Errors
/// If a file cannot be opened or synced.
pub fn drop_page_cache(paths: &[PathBuf]) -> Result<()> {
    for path in paths {
        let file = File::open(path).with_context(|| format!("open {}", path.display()))?;
        file.sync_all()?;
        fadvise(&file, 0, None, Advice::DontNeed).with_context(|| format!("drop the page cache of {}", path.display()))?;
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlainRead {
    pub bytes: u64,
    pub seconds: f64,
}

/// Reads the files from end to end, one after the other, from the disk: what a restart cannot be faster than.
///
/// # Errors
/// If a file cannot be read.
pub fn read_uncached(paths: &[PathBuf]) -> Result<PlainRead> {
    drop_page_cache(paths)?;
    let mut buffer = vec![0; READ_BYTES];
    let mut bytes = 0;
    let start = Instant::now();
    for path in paths {
        let mut file = File::open(path)?;
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                read => bytes += read as u64,
            }
        }
    }
    Ok(PlainRead { bytes, seconds: start.elapsed().as_secs_f64() })
}
