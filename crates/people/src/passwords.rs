//! Passwords: the rules for new ones, and their hashes.

use std::sync::OnceLock;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use crate::People;
use crate::error::{PeopleError, Refusal};
use crate::words::EmailAddress;

/// NIST SP 800-63B asks for 8 at least and no rules on kinds of signs.
pub const PASSWORD_CHARS_MIN: usize = 10;
const PASSWORD_BYTES_MAX: usize = 256;
/// How long a password waits for its turn to be hashed.
const PATIENCE: Duration = Duration::from_secs(5);
/// Argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's password storage cheat sheet.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;

/// Passwords that are tried first anywhere, in lower case; a small list of our own, of those that the length lets through.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password as it was typed. It is never shown.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// One to log in with: any text that is not beyond all bounds.
    ///
    /// # Errors
    /// If it is too long to be hashed.
    pub fn typed(text: &str) -> Result<Self, Refusal> {
        if text.len() > PASSWORD_BYTES_MAX { Err(Refusal::PasswordTooLong) } else { Ok(Self(text.to_owned())) }
    }

    /// A new one for this address.
    ///
    /// # Errors
    /// If it is too short, too long, or easily guessed.
    pub fn chosen(text: &str, email: &EmailAddress) -> Result<Self, Refusal> {
        let password = Self::typed(text)?;
        if text.chars().count() < PASSWORD_CHARS_MIN {
            return Err(Refusal::PasswordTooShort);
        }
        let lower = text.to_lowercase();
        let mut signs: Vec<char> = lower.chars().collect();
        signs.sort_unstable();
        signs.dedup();
        let is_of_address =
            lower == email.as_str() || (lower.starts_with(email.local_part()) && lower.len() < email.local_part().len() + 5);
        if signs.len() < 4 || is_of_address || COMMON.lines().any(|common| common == lower) {
            return Err(Refusal::PasswordTooCommon);
        }
        Ok(password)
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl People {
    /// The hash of a new password, in PHC form.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, PeopleError> {
        self.in_turn(move || hash(&password)).await
    }

    /// Whether it is the password of `stored`. Without one it takes as long, and says no.
    pub(crate) async fn verify(&self, password: Password, stored: Option<String>) -> Result<bool, PeopleError> {
        self.in_turn(move || {
            let nobody = nobody()?;
            let phc = stored.as_deref().unwrap_or(nobody);
            let parsed = PasswordHash::new(phc).map_err(|error| PeopleError::Hashing(error.to_string()))?;
            let is_right = argon2()?.verify_password(password.0.as_bytes(), &parsed).is_ok();
            Ok(is_right && stored.is_some())
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T, PeopleError> + Send + 'static) -> Result<T, PeopleError> {
        let turn = tokio::time::timeout(PATIENCE, self.hashing.clone().acquire_owned()).await.map_err(|_| PeopleError::Busy)?;
        let turn = turn.map_err(|_| PeopleError::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.unwrap_or_else(|error| Err(PeopleError::Hashing(error.to_string())))
    }
}

fn argon2() -> Result<Argon2<'static>, PeopleError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| PeopleError::Hashing(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &Password) -> Result<String, PeopleError> {
    let mut salt = [0; SALT_BYTES];
    getrandom::fill(&mut salt)?;
    let hash = argon2()?.hash_password_with_salt(password.0.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|error| PeopleError::Hashing(error.to_string()))
}

/// A hash that no password has, made like all others.
fn nobody() -> Result<&'static str, PeopleError> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    if let Some(made) = NOBODY.get() {
        return Ok(made);
    }
    let mut random = [0; 32];
    getrandom::fill(&mut random)?;
    let made = hash(&Password(blake3::hash(&random).to_hex().to_string()))?;
    Ok(NOBODY.get_or_init(|| made))
}

#[cfg(test)]
mod tests;
