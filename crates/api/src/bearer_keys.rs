//! The keys by which programs act for an account. Only hashes are kept, in one small file that is replaced as a whole.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use protocol::{AccountId, Time};

use crate::numbers;
use crate::rate::Bucket;

/// Keys an account may have at once.
pub(crate) const KEYS_PER_ACCOUNT_MAX: usize = 20;
/// Keys of all accounts together.
pub(crate) const KEYS_MAX: usize = 100_000;

type Hash = [u8; 32];

/// One key, without the key itself.
#[derive(Debug)]
pub(crate) struct Bearer {
    pub(crate) account: AccountId,
    pub(crate) created_at: Time,
    /// Shared by all keys of the account.
    pub(crate) bucket: Arc<Bucket>,
    hash: Hash,
}

impl Bearer {
    /// What a key is named by when it is listed or revoked: the beginning of its hash.
    pub(crate) fn id(&self) -> String {
        hex(&self.hash[..8])
    }
}

#[derive(Debug)]
pub(crate) struct BearerKeys {
    file: PathBuf,
    table: RwLock<Table>,
    /// Held while the file is replaced.
    replacing: Mutex<()>,
}

#[derive(Debug, Default, Clone)]
struct Table {
    by_hash: HashMap<Hash, Arc<Bearer>>,
    buckets: Buckets,
}

/// One for each account that acts, whether by a key or by its owner's session. Clones share them.
#[derive(Debug, Default, Clone)]
struct Buckets(Arc<Mutex<HashMap<AccountId, Arc<Bucket>>>>);

impl Buckets {
    fn of(&self, account: AccountId) -> Arc<Bucket> {
        Arc::clone(self.0.lock().expect("no holder of the buckets' lock panics").entry(account).or_default())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error("{path}: {error}")]
    File { path: PathBuf, error: io::Error },
    #[error("{path}, line {line}: is not a key's hash, account and time")]
    Line { path: PathBuf, line: usize },
    #[error("an account has at most {KEYS_PER_ACCOUNT_MAX} keys, and all together {KEYS_MAX}")]
    TooMany,
    #[error("no randomness: {0}")]
    NoRandomness(getrandom::Error),
}

/// A new key. It is shown once.
#[derive(Debug)]
pub(crate) struct Minted {
    pub(crate) key: String,
    pub(crate) bearer: Arc<Bearer>,
}

impl BearerKeys {
    /// Reads the file; one that is not there holds no keys.
    pub(crate) fn open(file: PathBuf) -> Result<Self, KeysError> {
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(KeysError::File { path: file, error }),
        };
        let mut table = Table::default();
        for (number, line) in text.lines().enumerate() {
            let (hash, account, created_at) = read_line(line).ok_or_else(|| KeysError::Line { path: file.clone(), line: number + 1 })?;
            table.insert(hash, account, created_at);
        }
        Ok(Self { file, table: RwLock::new(table), replacing: Mutex::new(()) })
    }

    pub(crate) fn find(&self, key: &str) -> Option<Arc<Bearer>> {
        let hash = blake3::hash(key.as_bytes());
        self.table.read().expect("no holder of the keys' lock panics").by_hash.get(hash.as_bytes()).cloned()
    }

    /// What limits the orders of an account.
    pub(crate) fn bucket(&self, account: AccountId) -> Arc<Bucket> {
        self.table.read().expect("no holder of the keys' lock panics").buckets.of(account)
    }

    /// False once it was revoked.
    pub(crate) fn holds(&self, bearer: &Bearer) -> bool {
        self.table.read().expect("no holder of the keys' lock panics").by_hash.contains_key(&bearer.hash)
    }

    /// In the order of their making.
    pub(crate) fn of(&self, account: AccountId) -> Vec<Arc<Bearer>> {
        let table = self.table.read().expect("no holder of the keys' lock panics");
        let mut keys: Vec<_> = table.by_hash.values().filter(|bearer| bearer.account == account).cloned().collect();
        keys.sort_unstable_by_key(|bearer| (bearer.created_at, bearer.hash));
        keys
    }

    /// Makes a key and has it on disk before it is given out. Blocks for a sync.
    pub(crate) fn mint(&self, account: AccountId, now: Time) -> Result<Minted, KeysError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(KeysError::NoRandomness)?;
        let key = hex(&secret);
        let hash = *blake3::hash(key.as_bytes()).as_bytes();
        let has_room = self.of(account).len() < KEYS_PER_ACCOUNT_MAX;
        self.replace(|table| {
            if !has_room || table.by_hash.len() >= KEYS_MAX {
                return Err(KeysError::TooMany);
            }
            Ok(table.insert(hash, account, now))
        })
        .map(|bearer| Minted { key, bearer })
    }

    /// Forgets a key of the account; false when there is none of that id. Blocks for a sync.
    pub(crate) fn revoke(&self, account: AccountId, id: &str) -> Result<bool, KeysError> {
        let Some(bearer) = self.of(account).into_iter().find(|bearer| bearer.id() == id) else { return Ok(false) };
        self.replace(|table| Ok(table.by_hash.remove(&bearer.hash).is_some()))
    }

    /// Changes a copy, writes it beside the file, renames it over the file, and only then uses it.
    fn replace<T>(&self, change: impl FnOnce(&mut Table) -> Result<T, KeysError>) -> Result<T, KeysError> {
        let _replacing = self.replacing.lock().expect("no holder of the file's lock panics");
        let mut table = self.table.read().expect("no holder of the keys' lock panics").clone();
        let changed = change(&mut table)?;
        write_all(&self.file, &table).map_err(|error| KeysError::File { path: self.file.clone(), error })?;
        *self.table.write().expect("no holder of the keys' lock panics") = table;
        Ok(changed)
    }
}

impl Table {
    fn insert(&mut self, hash: Hash, account: AccountId, created_at: Time) -> Arc<Bearer> {
        let bucket = self.buckets.of(account);
        let bearer = Arc::new(Bearer { account, created_at, bucket, hash });
        self.by_hash.insert(hash, Arc::clone(&bearer));
        bearer
    }
}

fn write_all(path: &Path, table: &Table) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = create_private(&beside)?;
    let mut bearers: Vec<_> = table.by_hash.values().collect();
    bearers.sort_unstable_by_key(|bearer| (bearer.created_at, bearer.hash));
    let mut text = String::new();
    for bearer in bearers {
        text.push_str(&format!("{} {} {}\n", hex(&bearer.hash), bearer.account, bearer.created_at.rfc3339()));
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

fn read_line(line: &str) -> Option<(Hash, AccountId, Time)> {
    let mut words = line.split(' ');
    let (hash, account, created_at) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let hash = *blake3::Hash::from_hex(hash).ok()?.as_bytes();
    Some((hash, account.parse().ok()?, numbers::time(created_at)?))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
