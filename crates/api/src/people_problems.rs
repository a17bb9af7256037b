//! What people, payments and the catalogue refuse, as problems.

use catalogue::CatalogueError;
use payments::PaymentsError;
use people::{PeopleError, Refusal};
use protocol::Reason;
use store::StoreError;

use crate::own_codes::OwnCode;
use crate::problem::Problem;

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Refused(refusal) => refusal.into(),
            PeopleError::Busy => Self::new(OwnCode::Busy),
            PeopleError::Store(error) => error.into(),
            error @ (PeopleError::Sealed(_) | PeopleError::Hashing(_) | PeopleError::NoRandomness(_)) => {
                Self::new(OwnCode::Failed).with_particulars(error.to_string())
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        // What the database says may hold what was written to it: it goes to the log and to nobody else.
        tracing::warn!(%error, "the database");
        match error {
            StoreError::CommitUnknown(_) => Self::new(OwnCode::OutcomeUnknown),
            StoreError::Sql(_) => Self::new(OwnCode::Busy),
            _ => Self::new(OwnCode::Failed),
        }
    }
}

impl From<PaymentsError> for Problem {
    fn from(error: PaymentsError) -> Self {
        match error {
            PaymentsError::Refused(refusal) => refusal.into(),
            PaymentsError::Store(error) => error.into(),
            PaymentsError::Follow(error) => Self::new(OwnCode::Failed).with_particulars(error.to_string()),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        use Refusal as R;
        let (code, field) = match refusal {
            R::EmailMalformed => (OwnCode::EmailMalformed, "email"),
            R::NameMalformed => (OwnCode::NameMalformed, "name"),
            R::PasswordTooShort => (OwnCode::PasswordTooShort, "password"),
            R::PasswordTooLong => (OwnCode::PasswordTooLong, "password"),
            R::PasswordTooCommon => (OwnCode::PasswordTooCommon, "password"),
            R::ConsentsIncomplete => (OwnCode::ConsentsIncomplete, "consents"),
            R::LoginRefused => return Self::new(OwnCode::LoginRefused),
            R::TooManyAttempts { retry_after_s } => return Self::new(OwnCode::TooManyAttempts).retry_after(retry_after_s),
            R::LinkUnknown => (OwnCode::LinkUnknown, "token"),
            R::KycUnderWay => return Self::new(OwnCode::KycUnderWay),
            R::KycTooOften => return Self::new(OwnCode::KycTooOften),
            R::KycUnknown => return Self::new(OwnCode::KycUnknown),
            R::KycDecided => return Self::new(OwnCode::KycDecided),
            R::SamePerson => return Self::new(OwnCode::OwnCase),
            R::IdentityAlreadyUsed => return Self::new(OwnCode::IdentityAlreadyUsed),
            R::IdNumberMalformed => (OwnCode::IdNumberMalformed, "id_number"),
            R::ReasonMalformed => (OwnCode::ReasonMalformed, "reason"),
            R::CountryMalformed => (OwnCode::CountryMalformed, "country"),
            R::DocumentTooLarge => (OwnCode::DocumentTooLarge, "document"),
            R::DocumentTypeUnknown => (OwnCode::DocumentTypeUnknown, "document"),
        };
        Self::of_field(code, field)
    }
}

impl From<payments::Refusal> for Problem {
    fn from(refusal: payments::Refusal) -> Self {
        use payments::Refusal as R;
        let (code, field) = match refusal {
            R::BankNumberUnknown => (OwnCode::BankNumberUnknown, "account_number"),
            R::TransferIdMalformed => (OwnCode::TransferIdMalformed, "transfer_id"),
            R::TransferIdReused => (OwnCode::TransferIdReused, "transfer_id"),
            R::AmountNotPositive => (OwnCode::AmountNotPositive, "amount"),
        };
        Self::of_field(code, field)
    }
}

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Refused(refusal) => refusal.into(),
            CatalogueError::Store(error) => error.into(),
        }
    }
}

impl From<catalogue::Refusal> for Problem {
    fn from(refusal: catalogue::Refusal) -> Self {
        use catalogue::Refusal as R;
        let (code, field) = match refusal {
            R::NameMalformed => (OwnCode::AssetNameMalformed, "name"),
            R::PlaceMalformed => (OwnCode::PlaceMalformed, "place"),
            R::SummaryMalformed => (OwnCode::SummaryMalformed, "summary"),
            R::ReasonMalformed => (OwnCode::ReasonMalformed, "reason"),
            R::AppraisalOutOfRange => (OwnCode::AppraisalOutOfRange, "appraisal"),
            R::UnitsOutOfRange => (OwnCode::UnitsOutOfRange, "total_units"),
            R::ShareOutOfRange => return Reason::ShareOutOfRange.into(),
            R::AppraisalTooSmall => return Reason::AppraisalTooSmall.into(),
            R::CodeMalformed => return Reason::CodeMalformed.into(),
            R::CodeAlreadyUsed => return Reason::CodeAlreadyUsed.into(),
            R::CodeRequired => (OwnCode::FieldRequired, "code"),
            R::DocumentTooLarge => (OwnCode::DocumentTooLarge, "document"),
            R::DocumentTypeUnknown => (OwnCode::DocumentTypeUnknown, "document"),
            R::TooManyListings => return Self::new(OwnCode::TooManyListings),
            R::TooMuchEvidence => return Self::new(OwnCode::TooMuchEvidence),
            R::EvidenceUnknown => (OwnCode::EvidenceUnknown, "evidence"),
            R::ListingUnknown => return Self::new(OwnCode::ListingUnknown),
            R::ListingDecided => return Self::new(OwnCode::ListingDecided),
            R::SamePerson => return Reason::SamePerson.into(),
        };
        Self::of_field(code, field)
    }
}
