//! The data folder: what it is, who may open it, and where things lie in it.

use anyhow::{Context, Result, bail};
use journal::{DataFolderLock, Identity, JournalId};
use protocol::{Home, Market};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The form of folder that this program makes and reads.
const FORMAT: u32 = 1;
const META: &str = "meta.toml";
const SECRETS: &str = "secrets";
const PERSONAL_DATA_KEY: &str = "personal_data_key";
const FIRST_LINK: &str = "administrator_link";
const STAFF_TOKEN_BYTES: usize = 32;

/// A data folder, held against every other process.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    meta: Meta,
    _lock: DataFolderLock,
}

/// What a folder is for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    pub format: u32,
    /// Made by `--demo`: simulated traders are allowed, real payment providers are not.
    pub demo: bool,
    /// Names of the journals, 32 hexadecimal digits each.
    pub live_journal: String,
    pub practice_journal: String,
}

/// What a folder is opened as, or made as where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    Usual,
    Demo,
}

impl DataFolder {
    /// Opens the folder of a server, or makes it.
    ///
    /// # Errors
    /// If another process holds it, if it is of the other kind or another format, or if the file system refuses.
    pub fn open(path: &Path, kind: FolderKind) -> Result<Self> {
        make_private(path)?;
        let lock = DataFolderLock::acquire(path).with_context(|| format!("{}", path.display()))?;
        let meta = match read_meta(path)? {
            Some(meta) => meta,
            None => found(path, kind)?,
        };
        match (meta.demo, kind) {
            (true, FolderKind::Usual) => bail!("{} was made by --demo: open it with --demo, or choose another folder", path.display()),
            (false, FolderKind::Demo) => bail!("{} was not made by --demo: choose another folder for a demo", path.display()),
            _ => {}
        }
        let folder = Self { path: path.to_owned(), meta, _lock: lock };
        for home in [Home::LIVE, Home::PRACTICE] {
            make_private(&folder.market(home.market))?;
        }
        Ok(folder)
    }

    /// Opens a folder that is there, of either kind, for a tool.
    ///
    /// # Errors
    /// If there is none, or a process uses it: tools recover the journal as a server would, which needs the folder for themselves.
    pub fn open_stopped(path: &Path) -> Result<Self> {
        let meta = read_meta(path)?.with_context(|| format!("{} is no data folder: it has no {META}", path.display()))?;
        let lock = DataFolderLock::acquire(path).context("this needs a stopped server")?;
        Ok(Self { path: path.to_owned(), meta, _lock: lock })
    }

    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where a market's journal, snapshots and archive lie.
    pub fn market(&self, market: Market) -> PathBuf {
        self.path.join(market.name())
    }

    pub fn identity(&self, home: Home) -> Result<Identity> {
        let hex = match home.market {
            Market::Live => &self.meta.live_journal,
            Market::Practice => &self.meta.practice_journal,
        };
        let journal = journal_id(hex).with_context(|| format!("{META}: {hex:?} is not the name of a journal"))?;
        Ok(Identity { journal, market: home.market as u8, shard: home.shard })
    }

    pub fn staff_token_path(&self) -> PathBuf {
        self.path.join(SECRETS).join("staff_token")
    }

    /// The staff's token; made at the first call.
    ///
    /// # Errors
    /// If the file system or the source of randomness refuses.
    pub fn staff_token(&self) -> Result<String> {
        let path = self.staff_token_path();
        match fs::read_to_string(&path) {
            Ok(token) => Ok(token.trim_end().to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let token = random_hex::<STAFF_TOKEN_BYTES>()?;
                self.write_secret("staff_token", &format!("{token}\n"))?;
                Ok(token)
            }
            Err(error) => Err(error).with_context(|| format!("{}", path.display())),
        }
    }

    /// A text that only this folder knows; made at the first call.
    ///
    /// # Errors
    /// If the file system or the source of randomness refuses.
    pub fn secret(&self, name: &str) -> Result<String> {
        let path = self.path.join(SECRETS).join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim_end().to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let text = random_hex::<32>()?;
                self.write_secret(name, &format!("{text}\n"))?;
                Ok(text)
            }
            Err(error) => Err(error).with_context(|| format!("{}", path.display())),
        }
    }

    /// The folder of the operator's encrypted keys; made where there is none.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn keys(&self) -> Result<PathBuf> {
        make_private(&self.path.join(SECRETS))?;
        let path = self.path.join(SECRETS).join("keys");
        make_private(&path)?;
        Ok(path)
    }

    /// The folder of the embedded chain; made where there is none.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn chain(&self) -> Result<PathBuf> {
        let path = self.path.join("chain");
        make_private(&path)?;
        Ok(path)
    }

    /// The key of what is personal; made at the first call. Without it nothing personal can be read.
    ///
    /// # Errors
    /// If the file system or the source of randomness refuses, or the file holds no key.
    pub fn personal_data_key(&self) -> Result<[u8; 32]> {
        let path = self.path.join(SECRETS).join(PERSONAL_DATA_KEY);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let key = random_hex::<32>()?;
                self.write_secret(PERSONAL_DATA_KEY, &format!("{key}\n"))?;
                key
            }
            Err(error) => return Err(error).with_context(|| format!("{}", path.display())),
        };
        bytes_of_hex(text.trim_end()).with_context(|| format!("{} holds no key", path.display()))
    }

    /// The token of the first administrator's link; `make` gives it where there is none yet.
    ///
    /// # Errors
    /// If the file system refuses, or `make` fails.
    pub fn first_link(&self, make: impl FnOnce() -> Result<String>) -> Result<String> {
        let path = self.first_link_path();
        match fs::read_to_string(&path) {
            Ok(token) => Ok(token.trim_end().to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let token = make()?;
                self.write_secret(FIRST_LINK, &format!("{token}\n"))?;
                Ok(token)
            }
            Err(error) => Err(error).with_context(|| format!("{}", path.display())),
        }
    }

    /// Where the first administrator's link lies until it is used.
    pub fn first_link_path(&self) -> PathBuf {
        self.path.join(SECRETS).join(FIRST_LINK)
    }

    /// The folder of the SQLite database; made where there is none.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn sql(&self) -> Result<PathBuf> {
        let path = self.path.join("sql");
        make_private(&path)?;
        Ok(path)
    }

    /// The folder of documents.
    pub fn objects(&self) -> PathBuf {
        self.path.join("objects")
    }

    /// Hashes of the accounts' keys.
    pub fn bearer_keys_path(&self) -> PathBuf {
        self.path.join(SECRETS).join("bearer_keys")
    }

    /// Keys of the demo's own accounts.
    pub fn demo_accounts_path(&self) -> PathBuf {
        self.path.join(SECRETS).join("demo_accounts.txt")
    }

    /// Writes a file that only its owner reads, as a whole or not at all.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn write_secret(&self, name: &str, text: &str) -> Result<()> {
        let folder = self.path.join(SECRETS);
        make_private(&folder)?;
        replace(&folder, name, text)
    }

    /// Where a person's word on the clock is left for the server.
    pub fn clock_confirmation_path(&self) -> PathBuf {
        clock_confirmation_path(&self.path)
    }
}

pub(crate) fn clock_confirmation_path(folder: &Path) -> PathBuf {
    folder.join("clock.confirmed")
}

/// Replaces a file in one step, durably; readable by its owner only.
pub(crate) fn replace(folder: &Path, name: &str, text: &str) -> Result<()> {
    let beside = folder.join(format!("{name}.new"));
    let context = || format!("{}", beside.display());
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside).with_context(context)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(context)?;
    fs::rename(&beside, folder.join(name)).with_context(context)?;
    File::open(folder).and_then(|folder| folder.sync_all()).with_context(|| format!("{}", folder.display()))
}

/// Random bytes as hexadecimal digits.
pub(crate) fn random_hex<const BYTES: usize>() -> Result<String> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).context("the machine gives no randomness")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn found(path: &Path, kind: FolderKind) -> Result<Meta> {
    let has_journal = [Home::LIVE, Home::PRACTICE].iter().any(|home| path.join(home.market.name()).join("journal").exists());
    if has_journal {
        bail!("{} has journals but no {META}", path.display());
    }
    let meta =
        Meta { format: FORMAT, demo: kind == FolderKind::Demo, live_journal: random_hex::<16>()?, practice_journal: random_hex::<16>()? };
    replace(path, META, &toml::to_string(&meta)?)?;
    Ok(meta)
}

fn read_meta(path: &Path) -> Result<Option<Meta>> {
    let file = path.join(META);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("{}", file.display())),
    };
    let meta: Meta = toml::from_str(&text).with_context(|| format!("{}", file.display()))?;
    if meta.format != FORMAT {
        bail!("{}: format {} is not one that this program reads ({FORMAT})", file.display(), meta.format);
    }
    Ok(Some(meta))
}

fn make_private(path: &Path) -> Result<()> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("{}", path.display()))
}

fn journal_id(hex: &str) -> Option<JournalId> {
    bytes_of_hex(hex).map(JournalId)
}

fn bytes_of_hex<const BYTES: usize>(hex: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    if hex.len() != 2 * bytes.len() || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}
