//! One key of secp256k1.

use crate::error::SignerError;
use alloy_primitives::{Address, B256, Signature};
use k256::ecdsa::SigningKey;
use std::fmt;
use zeroize::Zeroizing;

/// Wiped from memory when dropped.
pub struct Key {
    signing: SigningKey,
    address: Address,
}

impl Key {
    /// A new one, from the system's randomness.
    pub fn random() -> Result<Self, SignerError> {
        let mut bytes = Zeroizing::new([0; 32]);
        loop {
            getrandom::fill(&mut *bytes).map_err(|error| SignerError::NoRandomness(error.to_string()))?;
            // One in 2^128 is none.
            if let Ok(key) = Self::from_bytes(&bytes) {
                return Ok(key);
            }
        }
    }

    /// # Errors
    /// [`SignerError::NotAKey`] for zero and for numbers from the order of the curve on.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SignerError> {
        let signing = SigningKey::from_slice(bytes).map_err(|_| SignerError::NotAKey)?;
        let address = Address::from_public_key(signing.verifying_key());
        Ok(Self { signing, address })
    }

    pub fn address(&self) -> Address {
        self.address
    }

    /// Signs a digest, the same always alike (RFC 6979), with a low s.
    pub fn sign(&self, digest: B256) -> Signature {
        let signed = self.signing.sign_prehash_recoverable(digest.as_slice());
        Signature::from(signed.expect("a digest of 32 bytes can be signed with every key"))
    }

    pub(crate) fn bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.signing.to_bytes().into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.address)
    }
}

#[cfg(test)]
mod tests;
