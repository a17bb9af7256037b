//! Files that only their owner reads.

use crate::error::SignerError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

const OWNER_ONLY: u32 = 0o600;

/// The most bytes of such a file.
const BYTES_MAX: u64 = 16_384;

/// What is in the file; `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, SignerError> {
    let failed = |error| SignerError::File { path: path.to_owned(), error };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(SignerError::ReadableByOthers { path: path.to_owned(), mode });
    }
    let mut bytes = Vec::new();
    let length = file.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    if length as u64 > BYTES_MAX {
        return Err(failed(io::Error::new(io::ErrorKind::FileTooLarge, format!("more than {BYTES_MAX} bytes"))));
    }
    Ok(Some(bytes))
}

/// Writes a new file; it is there whole and durable, or not at all. One that is there is never replaced.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> Result<(), SignerError> {
    write(path, bytes).map_err(|error| SignerError::File { path: path.to_owned(), error })
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(OWNER_ONLY).open(&beside)?;
    file.set_permissions(fs::Permissions::from_mode(OWNER_ONLY))?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // A link fails where a file is; a rename would replace it.
    fs::hard_link(&beside, path)?;
    fs::remove_file(&beside)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
