//! Which kinds of file are taken, told by their content and never by their name.

/// The largest document, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 8 << 20;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADocument {
    #[error("larger than {DOCUMENT_BYTES_MAX} bytes")]
    TooLarge,
    #[error("of no type that is taken")]
    TypeUnknown,
}

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
    pub fn of(bytes: &[u8]) -> Result<Self, NotADocument> {
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(NotADocument::TooLarge);
        }
        Self::ALL.into_iter().find(|media| bytes.starts_with(media.beginning())).ok_or(NotADocument::TypeUnknown)
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

    /// `None` if it is no name of one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.name() == name)
    }
}
