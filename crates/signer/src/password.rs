//! What opens the keys.

use crate::error::SignerError;
use crate::private_file;
use alloy_primitives::hex;
use std::fmt;
use std::path::Path;
use zeroize::Zeroizing;

/// The most characters of a password.
pub(crate) const PASSWORD_CHARACTERS_MAX: usize = 1_024;

/// Random bytes of a generated password.
const GENERATED_BYTES: usize = 32;

/// Wiped from memory when dropped, and never shown.
pub struct Password(Zeroizing<String>);

impl Password {
    /// # Errors
    /// [`SignerError::BadPassword`] if it is empty, too long, or more than a line.
    pub fn new(text: String) -> Result<Self, SignerError> {
        let text = Zeroizing::new(text);
        if text.is_empty() || text.chars().count() > PASSWORD_CHARACTERS_MAX || text.contains(['\n', '\r']) {
            return Err(SignerError::BadPassword);
        }
        Ok(Self(text))
    }

    /// Reads the first line of a file that nobody else can read. Where there is none, a password of 256 random bits is written there: then the keys are
    /// as safe as the folder. An operator who wants more names a file elsewhere.
    pub fn from_file(path: &Path) -> Result<Self, SignerError> {
        if let Some(bytes) = private_file::read(path)? {
            let bytes = Zeroizing::new(bytes);
            let text = std::str::from_utf8(&bytes).map_err(|_| SignerError::BadPassword)?;
            return Self::new(text.trim_end_matches(['\n', '\r']).to_owned());
        }
        let mut random = Zeroizing::new([0; GENERATED_BYTES]);
        getrandom::fill(&mut *random).map_err(|error| SignerError::NoRandomness(error.to_string()))?;
        let password = Self(Zeroizing::new(hex::encode(random.as_slice())));
        private_file::create(path, password.as_bytes())?;
        Ok(password)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
