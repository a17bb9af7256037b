//! Which HTTP status each refusal has. This is the only place that says so.

use axum::http::StatusCode;
use protocol::Reason;

use crate::own_codes::OwnCode;

/// 404: not there, or not the caller's. 403: never for this account. 409: not in the present state, perhaps later. 422: not with these values.
pub fn status_of_reason(reason: Reason) -> StatusCode {
    use Reason as R;
    match reason {
        R::UnknownAccount
        | R::UnknownInstrument
        | R::UnknownOrder
        | R::DepositNotOpen
        | R::WithdrawalNotOpen
        | R::UnknownAsset
        | R::NotSubscribed
        | R::UnknownProposal => StatusCode::NOT_FOUND,

        R::AccountKindNotAllowed
        | R::HouseAccount
        | R::NotInPracticeMarket
        | R::NotInLiveMarket
        | R::VerificationExpired
        | R::OwnInstrumentOnly
        | R::OrdinaryUsersOnly
        | R::InvestorsOnly
        | R::SamePerson
        | R::NothingToContinue => StatusCode::FORBIDDEN,

        R::AlreadyFounded
        | R::NotFounded
        | R::ClientOrderIdAlreadyUsed
        | R::TooManyAccounts
        | R::ExternalIdAlreadyUsed
        | R::TooManyTransfers
        | R::TooManyPolicies
        | R::CodeAlreadyUsed
        | R::TooManyInstruments
        | R::TimeInForceNotInAuction
        | R::KindNotInAuction
        | R::SessionClosed
        | R::InstrumentHalted
        | R::InstrumentDelisted
        | R::AuctionUncrossing
        | R::WouldTrade
        | R::NoOppositePrice
        | R::TooManyOpenOrders
        | R::TooManyOrders
        | R::TooManyHoldings
        | R::NoRoomForHoldings
        | R::OrderNotAmendable
        | R::AlreadyHalted
        | R::NotHalted
        | R::JobUnderWay
        | R::NothingIssued
        | R::TooManyJobs
        | R::TooManyEpochs
        | R::TooManyProposals
        | R::AssetAlreadyRegistered
        | R::UnitsAlreadyIssued
        | R::AssetNotFunded
        | R::AssetAlreadyOffered
        | R::OfferingNotOpen
        | R::OfferingSoldOut
        | R::OfferingUnderWay => StatusCode::CONFLICT,

        R::WrongMarket
        | R::ShareOutOfRange
        | R::AppraisalTooSmall
        | R::ListingDiffers
        | R::OfferingWindowOutOfRange
        | R::OfferingLimitsOutOfRange
        | R::SubscriptionBelowMinimum
        | R::SubscriptionAboveMaximum
        | R::ProceedsExceeded
        | R::KeysMaxOutOfRange
        | R::KeyAlreadyUsed
        | R::OwnInstrumentRequired
        | R::OwnerRequired
        | R::VerificationInPast
        | R::AmountNotPositive
        | R::InsufficientCash
        | R::InsufficientUnits
        | R::TotalTooLarge
        | R::PolicyInPast
        | R::PolicyMalformed
        | R::PolicyKindDiffers
        | R::UnknownPolicy
        | R::CodeMalformed
        | R::ScaleOutOfRange
        | R::LotOutOfRange
        | R::SupplyOutOfRange
        | R::ReferenceOffTick
        | R::BandTooWide
        | R::BeyondRegisteredSupply
        | R::QuantityNotPositive
        | R::QuantityOffLot
        | R::QuantityTooLarge
        | R::PriceOffTick
        | R::PriceBeyondBand
        | R::StopPriceOffTick
        | R::StopAlreadyReached
        | R::AmountNeedsMarketBuy
        | R::AmountTooSmall
        | R::TimeInForceNotForKind
        | R::ReservedTimeOutOfRange
        | R::NothingToAmend
        | R::AmendBelowTraded
        | R::ScopeRequired
        | R::TotalTooSmall => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

pub fn status_of_own(code: OwnCode) -> StatusCode {
    match code {
        OwnCode::BodyMalformed
        | OwnCode::QueryMalformed
        | OwnCode::PathMalformed
        | OwnCode::IdempotencyKeyRequired
        | OwnCode::IdempotencyKeyMalformed
        | OwnCode::ClientOrderIdMalformed
        | OwnCode::NumberMalformed
        | OwnCode::ValueMalformed
        | OwnCode::FieldRequired
        | OwnCode::FieldNotAllowed
        | OwnCode::MarketRequired
        | OwnCode::DocumentMalformed => StatusCode::BAD_REQUEST,
        OwnCode::AuthenticationRequired | OwnCode::KeyUnknown | OwnCode::SessionUnknown | OwnCode::LoginRefused => StatusCode::UNAUTHORIZED,
        OwnCode::StaffOnly
        | OwnCode::AccountKeyRequired
        | OwnCode::SessionRequired
        | OwnCode::RoleNotAllowed
        | OwnCode::SecondPersonRequired
        | OwnCode::OriginRefused
        | OwnCode::NoAccount
        | OwnCode::OwnCase => StatusCode::FORBIDDEN,
        OwnCode::NotFound
        | OwnCode::ChannelNotSubscribed
        | OwnCode::KycUnknown
        | OwnCode::ListingUnknown
        | OwnCode::EvidenceUnknown
        | OwnCode::BankNumberUnknown => StatusCode::NOT_FOUND,
        OwnCode::KycUnderWay
        | OwnCode::KycDecided
        | OwnCode::ListingDecided
        | OwnCode::TooManyListings
        | OwnCode::TooMuchEvidence
        | OwnCode::KycTooOften
        | OwnCode::IdentityAlreadyUsed
        | OwnCode::TooManySubscriptions
        | OwnCode::AlreadyAuthenticated => StatusCode::CONFLICT,
        OwnCode::UpgradeRequired => StatusCode::UPGRADE_REQUIRED,
        OwnCode::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        OwnCode::BodyTooLarge | OwnCode::TooManyItems | OwnCode::DocumentTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        OwnCode::ContentTypeNotJson | OwnCode::DocumentTypeUnknown => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        OwnCode::IdempotencyKeyReused
        | OwnCode::IdempotencyKeyCollision
        | OwnCode::TooManyDecimals
        | OwnCode::NumberTooLarge
        | OwnCode::EmailMalformed
        | OwnCode::NameMalformed
        | OwnCode::PasswordTooShort
        | OwnCode::PasswordTooLong
        | OwnCode::PasswordTooCommon
        | OwnCode::ConsentsIncomplete
        | OwnCode::LinkUnknown
        | OwnCode::IdNumberMalformed
        | OwnCode::ReasonMalformed
        | OwnCode::CountryMalformed
        | OwnCode::TransferIdMalformed
        | OwnCode::TransferIdReused
        | OwnCode::AssetNameMalformed
        | OwnCode::PlaceMalformed
        | OwnCode::SummaryMalformed
        | OwnCode::AppraisalOutOfRange
        | OwnCode::UnitsOutOfRange
        | OwnCode::AmountNotPositive => StatusCode::UNPROCESSABLE_ENTITY,
        OwnCode::RateLimited | OwnCode::TooManyAttempts | OwnCode::TooManyMessages => StatusCode::TOO_MANY_REQUESTS,
        OwnCode::Busy | OwnCode::TooManyConnections | OwnCode::DoorClosed | OwnCode::NotYetAt | OwnCode::OutcomeUnknown => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        OwnCode::FirstAnswerUnreadable | OwnCode::Failed => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
