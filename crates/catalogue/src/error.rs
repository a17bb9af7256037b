//! What agents and reviewers are told, and what is our fault.

use store::{NotADocument, StoreError};

/// Why something about a listing or its evidence was not done.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("{0:?}")]
    Refused(Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The caller may be right tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NameMalformed,
    PlaceMalformed,
    SummaryMalformed,
    ReasonMalformed,
    AppraisalOutOfRange,
    UnitsOutOfRange,
    /// Of real estate less than 4,900 bps; otherwise at most all of it. At least one unit.
    ShareOutOfRange,
    /// A unit would cost less than a won.
    AppraisalTooSmall,
    CodeMalformed,
    CodeAlreadyUsed,
    CodeRequired,
    DocumentTooLarge,
    DocumentTypeUnknown,
    TooManyListings,
    TooMuchEvidence,
    EvidenceUnknown,
    ListingUnknown,
    /// It is not waiting for this decision.
    ListingDecided,
    /// Whoever reviewed it does not confirm it.
    SamePerson,
}

impl From<Refusal> for CatalogueError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NotADocument> for CatalogueError {
    fn from(refused: NotADocument) -> Self {
        Self::Refused(match refused {
            NotADocument::TooLarge => Refusal::DocumentTooLarge,
            NotADocument::TypeUnknown => Refusal::DocumentTypeUnknown,
        })
    }
}

impl From<sqlx::Error> for CatalogueError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
