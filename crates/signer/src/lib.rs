//! The only place that sees keys. It keeps one key for each role that the operator has on the chain, encrypted on disk, and signs digests with them.
//!
//! It must never: give a key out; print one, also not with `Debug`; write one unencrypted; replace a key that is there.
//!
//! Start at [`Signer`].

#![forbid(unsafe_code)]

mod error;
mod key;
mod keystore;
mod password;
mod private_file;
mod role;
mod signer;

pub use error::SignerError;
pub use key::Key;
pub use password::Password;
pub use role::Role;
pub use signer::Signer;
