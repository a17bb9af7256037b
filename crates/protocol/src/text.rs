use crate::wire::{DecodeError, Decoder, Encoder, Wire};
use std::fmt;

/// A text of 1 to `MAX` bytes without control characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(Box<str>);

/// A client order id: 1 to 64 printable ASCII characters, without spaces.
pub type ClientOrderId = Text<64>;
/// A code such as `KRW-JG0127`.
pub type Code = Text<24>;
/// A reason or a source, for people to read.
pub type Note = Text<256>;

impl<const MAX: usize> Text<MAX> {
    /// `None` when empty, longer than `MAX` bytes, or with a control character.
    pub fn new(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= MAX && !text.chars().any(char::is_control);
        fits.then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> Wire for Text<MAX> {
    fn put(&self, to: &mut Encoder<'_>) {
        to.unsigned(self.0.len() as u64);
        to.raw(self.0.as_bytes());
    }

    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let length = usize::try_from(from.unsigned()?).ok().filter(|&l| l <= MAX).ok_or(DecodeError::TooLong(MAX))?;
        let text = std::str::from_utf8(from.raw(length)?).map_err(|_| DecodeError::NotText)?;
        Self::new(text).ok_or(DecodeError::OutOfRange)
    }
}
