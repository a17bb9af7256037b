//! A folder of files that are never changed, each named by the BLAKE3 hash of what it holds.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// The largest object, in bytes.
pub const OBJECT_BYTES_MAX: usize = 16 << 20;

/// The folder. Clones share it.
#[derive(Clone, Debug)]
pub struct Objects {
    folder: PathBuf,
}

/// What an object is called: 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectName(String);

impl ObjectName {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `None` if it is no name of an object.
    pub fn new(text: &str) -> Option<Self> {
        let is_name = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        is_name.then(|| Self(text.to_owned()))
    }
}

impl Objects {
    /// Opens the folder, or makes it.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Keeps `bytes`, durably, under the name that is given back. Keeping the same again changes nothing.
    ///
    /// # Errors
    /// If it is larger than [`OBJECT_BYTES_MAX`], or the disk fails.
    pub async fn put(&self, bytes: Vec<u8>) -> Result<ObjectName, StoreError> {
        let folder = self.folder.clone();
        on_a_thread(move || put(&folder, &bytes)).await
    }

    /// What is kept under a name; `None` if there is nothing.
    ///
    /// # Errors
    /// If the disk fails, or the file is not what its name says.
    pub async fn get(&self, name: &ObjectName) -> Result<Option<Vec<u8>>, StoreError> {
        let (folder, name) = (self.folder.clone(), name.clone());
        on_a_thread(move || get(&folder, &name)).await
    }
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.unwrap_or_else(|error| Err(std::io::Error::other(error)))?)
}

fn put(folder: &Path, bytes: &[u8]) -> std::io::Result<ObjectName> {
    if bytes.len() > OBJECT_BYTES_MAX {
        return Err(std::io::Error::new(ErrorKind::InvalidInput, "an object is too large"));
    }
    let name = ObjectName(blake3::hash(bytes).to_hex().to_string());
    let path = folder.join(&name.0);
    if !path.exists() {
        // Of its own for each writer, so that two that keep the same do not write into one file.
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(std::io::Error::other)?;
        let beside = folder.join(format!("{}.{:016x}.new", name.0, u64::from_le_bytes(random)));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        file.write_all(bytes).and_then(|()| file.sync_all())?;
        std::fs::rename(&beside, &path)?;
    }
    File::open(folder)?.sync_all()?;
    Ok(name)
}

fn get(folder: &Path, name: &ObjectName) -> std::io::Result<Option<Vec<u8>>> {
    let file = match File::open(folder.join(&name.0)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(OBJECT_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    if blake3::hash(&bytes).to_hex().as_str() != name.0 {
        return Err(std::io::Error::new(ErrorKind::InvalidData, format!("object {} is damaged", name.0)));
    }
    Ok(Some(bytes))
}
