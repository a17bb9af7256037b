//! The market's words as they stand in JSON: the same as in the journal's exports, known to the API's description.

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident = $protocol:path { $($variant:ident),* $(,)? })*) => { $(
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        $(#[$meta])*
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($variant),* }

        impl From<$name> for $protocol {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant),* }
            }
        }

        impl From<$protocol> for $name {
            fn from(word: $protocol) -> Self {
                match word { $(<$protocol>::$variant => Self::$variant),* }
            }
        }
    )* };
}

words! {
    #[schema(as = Market)]
    MarketWord = protocol::Market { Live, Practice }
    #[schema(as = Side)]
    SideWord = protocol::Side { Buy, Sell }
    #[schema(as = TimeInForce)]
    TimeInForceWord = protocol::TimeInForce { Gtc, Day, Ioc, Fok, PostOnly }
    #[schema(as = SelfTradePrevention)]
    PreventionWord = protocol::SelfTradePrevention { CancelNewest, CancelOldest, Decrement }
    #[schema(as = CancelReason)]
    CancelReasonWord = protocol::event::CancelReason {
        ByOwner, ByStaff, Immediate, NotFilledWhole, SelfTrade, DayEnded, OutsideBand, Dust, AmountSpent, Delisted, NotAccepted, Interrupted,
    }
    #[schema(as = Aggressor)]
    AggressorWord = protocol::event::Aggressor { Buy, Sell, Auction }
    #[schema(as = AccountKind)]
    AccountKindWord = protocol::command::AccountKind { Investor, Simulated, Company, House }
    #[schema(as = InvestorClass)]
    InvestorClassWord = protocol::command::InvestorClass { General, Qualified, Professional }
    #[schema(as = AssetClass)]
    AssetClassWord = protocol::command::AssetClass { RealEstate, IntellectualProperty, StartUp, Company }
    #[schema(as = OfferingOutcome)]
    OfferingOutcomeWord = protocol::event::OfferingOutcome { Funded, Missed, Cancelled }
    #[schema(as = TradingCircle)]
    CircleWord = protocol::command::TradingCircle { Everyone, OrdinaryUsers }
    #[schema(as = InstrumentState)]
    StateWord = protocol::policy::SessionState {
        PreOpen, OpeningAuction, Continuous, VolatilityInterruption, ClosingAuction, Uncrossing, Closed, Halted, Delisted,
    }
    #[schema(as = Phase)]
    PhaseWord = protocol::policy::Phase { PreOpen, OpeningAuction, Continuous, ClosingAuction, Closed }
    #[schema(as = Collection)]
    CollectionWord = protocol::policy::Collection { Withheld, ReportOnly }
    #[schema(as = JobKind)]
    JobKindWord = protocol::event::JobKind { Uncross, CancelOrders, EndDay, LeaveBand, Delist, Distribute, CloseOffering }
    #[schema(as = StatementCause)]
    CauseWord = projections::live::account::Cause {
        Deposit, Withdrawal, Grant, Trade, Issue, DistributionDeclared, DistributionPaid, DistributionClosed, Allotment, OwnersPart,
        Proceeds,
    }
    #[schema(as = ConsentDocument)]
    ConsentWord = people::ConsentDocument { Terms, Privacy, Risk }
    #[schema(as = Role)]
    RoleWord = people::Role { Investor, Agent, Reviewer, Treasurer, MarketOperator, Auditor, Administrator }
    #[schema(as = KycState)]
    KycStateWord = people::KycState { None, Submitted, Approved, Rejected }
    #[schema(as = DocumentKind)]
    DocumentKindWord = people::DocumentKind { ResidentCard, DriverLicence, Passport, BusinessRegistration }
    #[schema(as = Decision)]
    DecisionWord = people::Decision { Approve, Reject }
    #[schema(as = ListingState)]
    ListingStateWord = catalogue::ListingState { Submitted, Reviewed, Confirmed, Registered, Rejected, Refused }
    #[schema(as = TransferState)]
    TransferStateWord = payments::TransferState { Received, Announced, Credited, Refused }
    #[schema(as = HouseRole)]
    HouseRoleWord = projections::live::postings::HouseRole {
        Fees, Tax, Remainder, Unclaimed, BankClearing, Grant, DistributionEscrow, OfferingEscrow, Reserved,
    }
}

/// A role that somebody is invited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StaffRole)]
pub(crate) enum StaffRoleWord {
    Reviewer,
    Treasurer,
    MarketOperator,
    Auditor,
    Administrator,
}

impl From<StaffRoleWord> for people::Role {
    fn from(word: StaffRoleWord) -> Self {
        match word {
            StaffRoleWord::Reviewer => Self::Reviewer,
            StaffRoleWord::Treasurer => Self::Treasurer,
            StaffRoleWord::MarketOperator => Self::MarketOperator,
            StaffRoleWord::Auditor => Self::Auditor,
            StaffRoleWord::Administrator => Self::Administrator,
        }
    }
}

/// What kind an order is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OrderKind)]
pub(crate) enum KindWord {
    Limit,
    Market,
    Best,
    StopLimit,
    Reserved,
}

impl From<protocol::OrderKind> for KindWord {
    fn from(kind: protocol::OrderKind) -> Self {
        use protocol::OrderKind as K;
        match kind {
            K::Limit { .. } => Self::Limit,
            K::Market => Self::Market,
            K::Best => Self::Best,
            K::StopLimit { .. } => Self::StopLimit,
            K::Reserved { .. } => Self::Reserved,
        }
    }
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = OrderState)]
pub(crate) enum OrderStateWord {
    /// Outside the book until its condition is met.
    Waiting,
    /// In the book, or just trading.
    Open,
    Filled,
    Cancelled,
}

impl From<projections::live::order::Stage> for OrderStateWord {
    fn from(stage: projections::live::order::Stage) -> Self {
        use projections::live::order::Stage as S;
        match stage {
            S::Waiting => Self::Waiting,
            S::Resting | S::Taking => Self::Open,
            S::Filled => Self::Filled,
            S::Cancelled(_) => Self::Cancelled,
        }
    }
}

impl From<DecisionWord> for catalogue::Decision {
    fn from(word: DecisionWord) -> Self {
        match word {
            DecisionWord::Approve => Self::Approve,
            DecisionWord::Reject => Self::Reject,
        }
    }
}
