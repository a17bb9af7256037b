//! Seals what is personal.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::error::PeopleError;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The key of what is personal: XChaCha20-Poly1305 with a random nonce for each value, bound to the place it belongs to.
pub struct Vault {
    cipher: XChaCha20Poly1305,
    index_key: [u8; KEY_BYTES],
}

impl Vault {
    /// From the secret of the data folder. Lost, nothing personal can be read any more.
    pub fn new(secret: [u8; KEY_BYTES]) -> Self {
        let sealing = blake3::derive_key("jogak 2026-11-21 people: sealing", &secret);
        let index_key = blake3::derive_key("jogak 2026-11-21 people: index", &secret);
        Self { cipher: XChaCha20Poly1305::new(&sealing.into()), index_key }
    }

    /// Nonce and sealed bytes. `place` is needed to open it, so that a value cannot be moved to another row.
    pub(crate) fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, PeopleError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| PeopleError::Sealed("a value"))?;
        Ok([&nonce[..], &sealed].concat())
    }

    pub(crate) fn open(&self, place: &str, sealed: &[u8], what: &'static str) -> Result<Vec<u8>, PeopleError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(PeopleError::Sealed(what))?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| PeopleError::Sealed(what))
    }

    pub(crate) fn open_text(&self, place: &str, sealed: &[u8], what: &'static str) -> Result<String, PeopleError> {
        String::from_utf8(self.open(place, sealed, what)?).map_err(|_| PeopleError::Sealed(what))
    }

    /// By which a value is found without being kept: the same for the same value, and nothing to who has not the key.
    pub(crate) fn index(&self, kind: &str, value: &str) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new_keyed(&self.index_key);
        hasher.update(kind.as_bytes()).update(&[0]).update(value.as_bytes());
        hasher.finalize().as_bytes().to_vec()
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f04_what_is_sealed_opens_in_its_place_only() {
        let vault = Vault::new([7; 32]);
        let sealed = vault.seal("people.name:1", "홍길동".as_bytes()).unwrap();
        assert_eq!(vault.open_text("people.name:1", &sealed, "a name").unwrap(), "홍길동");
        assert!(!sealed.windows(3).any(|bytes| bytes == "홍".as_bytes()));
        assert_ne!(sealed, vault.seal("people.name:1", "홍길동".as_bytes()).unwrap());
        assert!(vault.open("people.name:2", &sealed, "a name").is_err());
        assert!(Vault::new([8; 32]).open("people.name:1", &sealed, "a name").is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault.open("people.name:1", &changed, "a name").is_err());
        }
        assert_eq!(vault.index("email", "a"), vault.index("email", "a"));
        assert_ne!(vault.index("email", "a"), vault.index("id_number", "a"));
    }
}
