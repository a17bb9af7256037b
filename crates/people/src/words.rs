//! Texts about people, checked once where they come in.

use crate::error::Refusal;

/// Bytes of an e-mail address (RFC 5321).
const EMAIL_BYTES_MAX: usize = 254;
const NAME_CHARS_MAX: usize = 64;
const REASON_CHARS_MAX: usize = 500;
const ID_NUMBER_CHARS: std::ops::RangeInclusive<usize> = 5..=20;

/// An e-mail address in lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// # Errors
    /// If it cannot be an address. Whether there is a mailbox is not known.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let text = text.trim().to_lowercase();
        let is_plain = text.len() <= EMAIL_BYTES_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        let (local, domain) = text.split_once('@').ok_or(Refusal::EmailMalformed)?;
        let is_domain = domain.contains('.') && !domain.contains('@') && domain.split('.').all(|part| !part.is_empty());
        if is_plain && !local.is_empty() && is_domain { Ok(Self(text)) } else { Err(Refusal::EmailMalformed) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn local_part(&self) -> &str {
        self.0.split('@').next().unwrap_or_default()
    }
}

/// What a person is called.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    /// # Errors
    /// If it is empty, too long, or holds what no name holds.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        plain_text(text, NAME_CHARS_MAX).map(Self).ok_or(Refusal::NameMalformed)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why something was decided.
#[derive(Clone, PartialEq, Eq)]
pub struct ReasonText(String);

impl ReasonText {
    /// # Errors
    /// If it is empty or too long.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        plain_text(text, REASON_CHARS_MAX).map(Self).ok_or(Refusal::ReasonMalformed)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of a document, in capitals and without separators.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber(String);

impl IdNumber {
    /// # Errors
    /// If it is not of letters, digits and hyphens, or not of a usual length.
    pub fn new(text: &str) -> Result<Self, Refusal> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let text = text.replace('-', "").to_ascii_uppercase();
        if is_plain && ID_NUMBER_CHARS.contains(&text.len()) { Ok(Self(text)) } else { Err(Refusal::IdNumberMalformed) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first two signs, the rest hidden.
    pub fn masked(&self) -> String {
        let (shown, hidden) = self.0.split_at(2);
        format!("{shown}{}", "*".repeat(hidden.len()))
    }
}

fn plain_text(text: &str, chars_max: usize) -> Option<String> {
    let text = text.trim();
    let count = text.chars().count();
    let is_plain = (1..=chars_max).contains(&count) && !text.chars().any(char::is_control);
    is_plain.then(|| text.to_owned())
}

macro_rules! hidden {
    ($($name:ident),*) => { $(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )* };
}
hidden!(EmailAddress, PersonName, ReasonText, IdNumber);

#[cfg(test)]
mod tests;
