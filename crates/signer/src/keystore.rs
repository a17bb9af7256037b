//! A key in a file: [Web3 Secret Storage](https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage), version 3, which geth,
//! Foundry and wallets read. Key from password by scrypt, AES-128 in counter mode, Keccak-256 over half of the derived key and the ciphertext.

use crate::error::SignerError;
use crate::key::Key;
use crate::password::Password;
use aes::Aes128;
use alloy_primitives::{Address, Bytes, keccak256};
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use scrypt::Params;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const VERSION: u8 = 3;
const CIPHER: &str = "aes-128-ctr";
const DERIVATION: &str = "scrypt";
const DERIVED_BYTES: usize = 32;

/// log2 of the cost of new files: 32 MB and a tenth of a second.
const COST_LOG2: u8 = 15;
const BLOCK_SIZE: u32 = 8;
const PARALLELISM: u32 = 1;

/// The most memory that a file may ask for.
const MEMORY_BYTES_MAX: u64 = 512 << 20;

#[derive(Deserialize, Serialize)]
pub(crate) struct Keystore {
    version: u8,
    id: String,
    /// Without `0x`, as geth writes it. Some tools leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    crypto: Crypto,
}

#[derive(Deserialize, Serialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParameters,
    #[serde(with = "plain_hex")]
    ciphertext: Bytes,
    kdf: String,
    kdfparams: DerivationParameters,
    #[serde(with = "plain_hex")]
    mac: Bytes,
}

#[derive(Deserialize, Serialize)]
struct CipherParameters {
    #[serde(with = "plain_hex")]
    iv: Bytes,
}

#[derive(Deserialize, Serialize)]
struct DerivationParameters {
    dklen: usize,
    n: u64,
    r: u32,
    p: u32,
    #[serde(with = "plain_hex")]
    salt: Bytes,
}

/// Why a file does not give its key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    Format(String),
    Password,
    Address,
}

impl Keystore {
    pub(crate) fn encrypt(key: &Key, password: &Password) -> Result<Self, SignerError> {
        let [salt, iv, id] = [random::<32>()?.to_vec(), random::<16>()?.to_vec(), random::<16>()?.to_vec()];
        let kdfparams = DerivationParameters { dklen: DERIVED_BYTES, n: 1 << COST_LOG2, r: BLOCK_SIZE, p: PARALLELISM, salt: salt.into() };
        let derived = derive(password, &kdfparams).expect("our own parameters are good");
        let mut text = key.bytes();
        cipher(&derived, &iv).apply_keystream(&mut *text);
        let mac = mac(&derived, &*text);
        let crypto = Crypto {
            cipher: CIPHER.into(),
            cipherparams: CipherParameters { iv: iv.into() },
            ciphertext: Bytes::copy_from_slice(&*text),
            kdf: DERIVATION.into(),
            kdfparams,
            mac,
        };
        Ok(Self { version: VERSION, id: uuid(&id), address: Some(plain(key.address())), crypto })
    }

    pub(crate) fn decrypt(&self, password: &Password) -> Result<Key, Unreadable> {
        let crypto = &self.crypto;
        let sizes = (crypto.ciphertext.len(), crypto.cipherparams.iv.len(), crypto.mac.len());
        if self.version != VERSION || crypto.cipher != CIPHER || crypto.kdf != DERIVATION || sizes != (32, 16, 32) {
            return Err(Unreadable::Format(format!("only version {VERSION} with {CIPHER} and {DERIVATION} is read")));
        }
        let derived = derive(password, &crypto.kdfparams).map_err(Unreadable::Format)?;
        if mac(&derived, &crypto.ciphertext) != crypto.mac {
            return Err(Unreadable::Password);
        }
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(&crypto.ciphertext);
        cipher(&derived, &crypto.cipherparams.iv).apply_keystream(&mut *bytes);
        let key = Key::from_bytes(&bytes).map_err(|error| Unreadable::Format(error.to_string()))?;
        let is_other = |named: &String| !named.trim_start_matches("0x").eq_ignore_ascii_case(&plain(key.address()));
        if self.address.as_ref().is_some_and(is_other) {
            return Err(Unreadable::Address);
        }
        Ok(key)
    }
}

fn derive(password: &Password, parameters: &DerivationParameters) -> Result<Zeroizing<[u8; DERIVED_BYTES]>, String> {
    let DerivationParameters { dklen, n, r, p, ref salt } = *parameters;
    let memory = n.checked_mul(128).and_then(|bytes| bytes.checked_mul(u64::from(r)));
    if dklen != DERIVED_BYTES || !n.is_power_of_two() || memory.is_none_or(|memory| memory > MEMORY_BYTES_MAX) || p > 16 {
        return Err("its scrypt parameters are none that are taken".into());
    }
    let scrypt_parameters = Params::new(n.trailing_zeros() as u8, r, p).map_err(|error| error.to_string())?;
    let mut derived = Zeroizing::new([0; DERIVED_BYTES]);
    scrypt::scrypt(password.as_bytes(), salt, &scrypt_parameters, &mut *derived).map_err(|error| error.to_string())?;
    Ok(derived)
}

fn cipher(derived: &[u8; DERIVED_BYTES], iv: &[u8]) -> Ctr128BE<Aes128> {
    Ctr128BE::new_from_slices(&derived[..16], iv).expect("key and counter have 16 bytes each")
}

fn mac(derived: &[u8; DERIVED_BYTES], ciphertext: &[u8]) -> Bytes {
    keccak256([&derived[16..], ciphertext].concat()).to_vec().into()
}

fn random<const N: usize>() -> Result<[u8; N], SignerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| SignerError::NoRandomness(error.to_string()))?;
    Ok(bytes)
}

fn plain(address: Address) -> String {
    alloy_primitives::hex::encode(address)
}

/// A random UUID (version 4) out of 16 random bytes.
fn uuid(bytes: &[u8]) -> String {
    let mut bytes = bytes.to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = alloy_primitives::hex::encode(bytes);
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}

/// Bytes as hexadecimal digits without `0x`.
mod plain_hex {
    use alloy_primitives::{Bytes, hex};
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(bytes: &Bytes, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(from)?;
        hex::decode(text).map(Bytes::from).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
