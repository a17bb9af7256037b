//! All keys of the operator.

use crate::error::SignerError;
use crate::key::Key;
use crate::keystore::{Keystore, Unreadable};
use crate::password::Password;
use crate::private_file;
use crate::role::Role;
use alloy_primitives::{Address, B256, Signature};
use std::path::Path;

/// One key for each [`Role`], in the order of [`Role::ALL`].
#[derive(Debug)]
pub struct Signer {
    keys: [Key; Role::ALL.len()],
}

impl Signer {
    /// Reads `chain-ROLE.json` of every role from the folder, and makes what is missing there, readable by the owner alone.
    ///
    /// Takes a tenth of a second for each role, by design.
    ///
    /// # Errors
    /// If a file is not good in every respect. It is never replaced by a new key: contracts may know the old one.
    pub fn open(folder: &Path, password: &Password) -> Result<Self, SignerError> {
        let mut keys = Vec::with_capacity(Role::ALL.len());
        for role in Role::ALL {
            let path = folder.join(format!("chain-{}.json", role.name()));
            keys.push(match private_file::read(&path)? {
                Some(bytes) => read(&path, &bytes, password)?,
                None => found(&path, password)?,
            });
        }
        Ok(Self { keys: keys.try_into().expect("there is one key for each role") })
    }

    pub fn address(&self, role: Role) -> Address {
        self.key(role).address()
    }

    /// Signs a digest with the key of the role, the same always alike.
    pub fn sign(&self, role: Role, digest: B256) -> Signature {
        self.key(role).sign(digest)
    }

    fn key(&self, role: Role) -> &Key {
        &self.keys[role as usize]
    }
}

fn read(path: &Path, bytes: &[u8], password: &Password) -> Result<Key, SignerError> {
    let path = path.to_owned();
    let store: Keystore = match serde_json::from_slice(bytes) {
        Ok(store) => store,
        Err(error) => return Err(SignerError::NotAKeystore { path, why: error.to_string() }),
    };
    store.decrypt(password).map_err(|why| match why {
        Unreadable::Format(why) => SignerError::NotAKeystore { path, why },
        Unreadable::Password => SignerError::WrongPassword { path },
        Unreadable::Address => SignerError::OtherAddress { path },
    })
}

fn found(path: &Path, password: &Password) -> Result<Key, SignerError> {
    let key = Key::random()?;
    let store = Keystore::encrypt(&key, password)?;
    let bytes = serde_json::to_vec(&store).expect("a keystore has only strings and numbers");
    private_file::create(path, &bytes)?;
    Ok(key)
}

#[cfg(test)]
mod tests;
