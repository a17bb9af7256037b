//! Which kinds of file are taken, told by their content and never by their name.

use crate::error::Refusal;

/// The largest document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 8 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    Png,
    Jpeg,
    Pdf,
}

impl MediaType {
    const ALL: [Self; 3] = [Self::Png, Self::Jpeg, Self::Pdf];

    /// # Errors
    /// If the content is of none of them, or too large.
    pub fn of(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(Refusal::DocumentTooLarge);
        }
        Self::ALL.into_iter().find(|media| bytes.starts_with(media.beginning())).ok_or(Refusal::DocumentTypeUnknown)
    }

    fn beginning(self) -> &'static [u8] {
        match self {
            Self::Png => b"\x89PNG\r\n\x1a\n",
            Self::Jpeg => b"\xff\xd8\xff",
            Self::Pdf => b"%PDF-",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.name() == name)
    }
}
