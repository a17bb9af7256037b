//! What can go wrong with keys. No message holds anything of a key or a password.

use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    /// Others than the owner may read it.
    #[error("{} can be read by others than its owner (mode {mode:o}); chmod 600 it, and think about who had it", path.display())]
    ReadableByOthers { path: PathBuf, mode: u32 },
    #[error("{} is not a keystore of version 3: {why}", path.display())]
    NotAKeystore { path: PathBuf, why: String },
    #[error("the password does not open {}", path.display())]
    WrongPassword { path: PathBuf },
    /// The file says that it has another key than it has.
    #[error("{} holds a key of another address than it says", path.display())]
    OtherAddress { path: PathBuf },
    #[error("a password has 1 to {} characters on one line", crate::password::PASSWORD_CHARACTERS_MAX)]
    BadPassword,
    #[error("no randomness: {0}")]
    NoRandomness(String),
    /// 32 bytes that are not between 1 and the order of the curve.
    #[error("not a key of secp256k1")]
    NotAKey,
}
