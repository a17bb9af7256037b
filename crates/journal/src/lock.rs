//! One process per data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::error::JournalError;

const NAME: &str = "lock";
/// Longest process number that is shown.
const PID_BYTES_MAX: u64 = 20;

/// Holds the data folder until it is dropped or the process ends, however it ends: the operating system keeps the lock, not the file's presence.
#[derive(Debug)]
pub struct DataFolderLock {
    _file: File,
}

impl DataFolderLock {
    /// Takes the lock of the folder, which is there. Fails at once with [`JournalError::Locked`] and the holder's process id if it is taken.
    pub fn acquire(folder: &Path) -> Result<DataFolderLock, JournalError> {
        let path = folder.join(NAME);
        let name = path.display().to_string();
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(JournalError::io("open", &*name))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Locked { pid: read_pid(&mut file) }),
            Err(TryLockError::Error(error)) => return Err(JournalError::io("lock", &*name)(error)),
        }
        let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
        written.map_err(JournalError::io("write", &*name))?;
        Ok(DataFolderLock { _file: file })
    }
}

/// The holder's number as it wrote it; a holder that has not written it yet is unknown.
fn read_pid(file: &mut File) -> String {
    let mut text = String::new();
    match file.take(PID_BYTES_MAX).read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "unknown".to_owned(),
    }
}
