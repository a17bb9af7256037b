//! What people are told, and what is our fault.

use store::{NotADocument, StoreError};

/// Why something about people was not done.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    #[error("{0:?}")]
    Refused(Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is sealed does not open: the key is another one, or the row was changed.
    #[error("{0} cannot be opened")]
    Sealed(&'static str),
    /// Too many passwords wait to be hashed.
    #[error("too many requests wait")]
    Busy,
    #[error("a password cannot be hashed: {0}")]
    Hashing(String),
    #[error("no randomness: {0}")]
    NoRandomness(#[from] getrandom::Error),
}

/// The caller may be right tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    EmailMalformed,
    NameMalformed,
    PasswordTooShort,
    PasswordTooLong,
    /// One of those that are tried first, or made of the address.
    PasswordTooCommon,
    /// A document is missing, or its version is not the one in force.
    ConsentsIncomplete,
    /// Address or password: never says which.
    LoginRefused,
    TooManyAttempts {
        retry_after_s: u32,
    },
    /// It does not exist, has expired or was used.
    LinkUnknown,
    KycUnderWay,
    KycTooOften,
    KycUnknown,
    KycDecided,
    /// Nobody decides on themselves.
    SamePerson,
    /// Approved for somebody else.
    IdentityAlreadyUsed,
    IdNumberMalformed,
    ReasonMalformed,
    CountryMalformed,
    DocumentTooLarge,
    DocumentTypeUnknown,
}

impl From<Refusal> for PeopleError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NotADocument> for PeopleError {
    fn from(refused: NotADocument) -> Self {
        Self::Refused(match refused {
            NotADocument::TooLarge => Refusal::DocumentTooLarge,
            NotADocument::TypeUnknown => Refusal::DocumentTypeUnknown,
        })
    }
}

impl From<sqlx::Error> for PeopleError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
