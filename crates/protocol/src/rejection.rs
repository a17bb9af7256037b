//! Why a command is refused. The caller may be right tomorrow: a refusal is an answer, not an error.

use crate::ids::PolicyVersion;
use crate::wire::{DecodeError, Decoder, Encoder, Wire, wire_enum, wire_struct};

macro_rules! reasons {
    ($($(#[$meta:meta])* $variant:ident = $number:literal $code:literal, $field:literal, $rule:literal;)*) => {
        /// Every reason a command can be refused for, with the field it concerns and the rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[repr(u16)]
        pub enum Reason { $($(#[$meta])* #[serde(rename = $code)] $variant = $number),* }

        impl Reason {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable code of the API's problems.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The field of the command that is refused; empty where it is the command as a whole.
            pub fn field(self) -> &'static str {
                match self { $(Self::$variant => $field),* }
            }

            /// The rule, in English.
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule),* }
            }

            fn from_number(number: u16) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

reasons! {
    WrongMarket = 1 "wrong_market", "", "an id belongs to another market or shard";
    AlreadyFounded = 2 "already_founded", "", "a journal has one genesis, its first record";
    NotFounded = 3 "not_founded", "", "nothing comes before the genesis";
    KeysMaxOutOfRange = 4 "keys_max_out_of_range", "keys_max", "the key table holds a power of two from 1,024 to 2^28 keys";
    KeyAlreadyUsed = 5 "key_already_used", "idempotency_key", "a key stands for one command within the published window";
    ClientOrderIdAlreadyUsed = 6 "client_order_id_already_used", "client_order_id", "a client order id is unique among open orders and within the window of keys";
    UnknownAccount = 10 "unknown_account", "account", "there is no such account";
    AccountKindNotAllowed = 11 "account_kind_not_allowed", "kind", "house accounts are made by the house, and simulated ones exist only in a demo";
    OwnInstrumentRequired = 12 "own_instrument_required", "own_instrument", "a company account names the instrument it trades, others name none";
    TooManyAccounts = 13 "too_many_accounts", "", "the shard's accounts are used up";
    OwnerRequired = 14 "owner_required", "owner", "an owner is a number from 1 to 2^63";
    VerificationInPast = 15 "verification_in_past", "verified_until", "a verification ends today at the earliest";
    HouseAccount = 16 "house_account", "account", "the house's own accounts neither trade nor are paid from outside";
    AmountNotPositive = 20 "amount_not_positive", "amount", "an amount is 1 to 2^62 won";
    ExternalIdAlreadyUsed = 21 "external_id_already_used", "external_id", "a payment's outside identity is used once, for ever";
    DepositNotOpen = 22 "deposit_not_open", "deposit", "there is no such deposit under way";
    WithdrawalNotOpen = 23 "withdrawal_not_open", "withdrawal", "there is no such withdrawal under way";
    InsufficientCash = 24 "insufficient_cash", "amount", "the available cash covers the amount with its fees";
    InsufficientUnits = 25 "insufficient_units", "quantity", "the available units cover the quantity";
    NotInPracticeMarket = 26 "not_in_practice_market", "", "payments in and out exist in the live market only";
    NotInLiveMarket = 27 "not_in_live_market", "", "virtual money exists in the practice market only";
    TotalTooLarge = 28 "total_too_large", "amount", "all money of a market stays below 2^62 won";
    TooManyTransfers = 29 "too_many_transfers", "", "an account has at most 100 payments under way";
    PolicyInPast = 30 "policy_in_past", "valid_from", "a rule is not changed backwards";
    PolicyMalformed = 31 "policy_malformed", "body", "the policy's values are outside their ranges or out of order";
    PolicyKindDiffers = 32 "policy_kind_differs", "policy", "all versions of a policy are of one kind";
    TooManyPolicies = 33 "too_many_policies", "policy", "the shard's policy versions are used up";
    UnknownPolicy = 34 "unknown_policy", "rules", "the rules name a policy that is not in force or of another kind";
    CodeAlreadyUsed = 40 "code_already_used", "code", "an instrument's code is unique";
    CodeMalformed = 41 "code_malformed", "code", "a code is QUOTE-BASE in capital letters and digits";
    ScaleOutOfRange = 42 "scale_out_of_range", "price_decimals", "prices and quantities have at most 8 decimals, and supply and order sizes stay where products fit";
    LotOutOfRange = 43 "lot_out_of_range", "lot", "the lot is positive, divides the largest order, and tick × lot of a security without decimals is a whole won";
    SupplyOutOfRange = 44 "supply_out_of_range", "registered_supply", "the supply is a positive multiple of the lot";
    ReferenceOffTick = 45 "reference_off_tick", "reference_price", "the reference price is a valid price";
    BandTooWide = 46 "band_too_wide", "rules", "a price band spans at most 262,142 prices";
    TooManyInstruments = 47 "too_many_instruments", "", "the shard's instruments are used up";
    UnknownInstrument = 48 "unknown_instrument", "instrument", "there is no such instrument";
    BeyondRegisteredSupply = 49 "beyond_registered_supply", "quantity", "units issued never exceed the registered supply";
    QuantityNotPositive = 50 "quantity_not_positive", "quantity", "a quantity is positive";
    QuantityOffLot = 51 "quantity_off_lot", "quantity", "a quantity is a multiple of the lot";
    QuantityTooLarge = 52 "quantity_too_large", "quantity", "an order is not larger than the instrument's largest";
    PriceOffTick = 53 "price_off_tick", "price", "a price is a positive multiple of the tick at that price";
    PriceBeyondBand = 54 "price_beyond_band", "price", "a price lies within the day's band";
    StopPriceOffTick = 55 "stop_price_off_tick", "stop_price", "a stop price is a positive multiple of the tick at that price, within the band";
    StopAlreadyReached = 56 "stop_already_reached", "stop_price", "a stop lies beyond the last trade: above it to buy, below it to sell";
    AmountNeedsMarketBuy = 57 "amount_needs_market_buy", "amount", "only market and best buys are given by amount";
    AmountTooSmall = 58 "amount_too_small", "amount", "the amount buys at least one lot";
    TimeInForceNotForKind = 59 "time_in_force_not_for_kind", "time_in_force", "market and best orders are IOC or FOK (a market order is DAY in an auction); waiting orders are GTC or DAY";
    TimeInForceNotInAuction = 60 "time_in_force_not_in_auction", "time_in_force", "in an auction IOC, FOK and post-only orders are refused";
    KindNotInAuction = 61 "kind_not_in_auction", "kind", "best orders and buys by amount need continuous trading";
    SessionClosed = 62 "session_closed", "instrument", "the session is closed";
    InstrumentHalted = 63 "instrument_halted", "instrument", "trading is halted";
    InstrumentDelisted = 64 "instrument_delisted", "instrument", "the instrument is delisted";
    AuctionUncrossing = 65 "auction_uncrossing", "instrument", "the auction's trades are being made, or a day is being ended or begun; try again at once";
    WouldTrade = 66 "would_trade", "time_in_force", "a post-only order does not trade at once";
    NoOppositePrice = 67 "no_opposite_price", "kind", "a best order, and a market order without a band, needs a price on the other side";
    TooManyOpenOrders = 68 "too_many_open_orders", "account", "an account has at most 10,000 open orders";
    TooManyOrders = 69 "too_many_orders", "", "the shard's open orders are used up";
    TooManyHoldings = 70 "too_many_holdings", "account", "an account holds or has open orders in at most 500 instruments";
    ReservedTimeOutOfRange = 71 "reserved_time_out_of_range", "until", "a reserved order enters within the next 30 days";
    VerificationExpired = 72 "verification_expired", "account", "to buy, an account's verification must be in force";
    OwnInstrumentOnly = 73 "own_instrument_only", "instrument", "a company account trades its own instrument only";
    OrdinaryUsersOnly = 74 "ordinary_users_only", "instrument", "no house, simulated or company account trades this instrument";
    UnknownOrder = 75 "unknown_order", "order", "the account has no such open order";
    NothingToAmend = 76 "nothing_to_amend", "quantity", "an amendment gives another price or quantity";
    AmendBelowTraded = 77 "amend_below_traded", "quantity", "the new quantity is above what has traded";
    OrderNotAmendable = 78 "order_not_amendable", "order", "an order by amount, or one still trading, is not amended";
    ScopeRequired = 79 "scope_required", "account", "an account or an instrument must be given";
    AlreadyHalted = 80 "already_halted", "instrument", "the instrument is halted already";
    NotHalted = 81 "not_halted", "instrument", "the instrument is not halted";
    JobUnderWay = 82 "job_under_way", "instrument", "a job on this instrument has to end first";
    NothingIssued = 83 "nothing_issued", "instrument", "no units have been issued";
    TotalTooSmall = 84 "total_too_small", "total", "the total is at least one won a unit";
    TooManyJobs = 85 "too_many_jobs", "", "at most 1,000 jobs are under way";
    TooManyEpochs = 86 "too_many_epochs", "instrument", "an instrument has at most 65,535 record dates";
    NoRoomForHoldings = 87 "no_room_for_holdings", "", "the shard's holdings are used up";
    NothingToContinue = 90 "nothing_to_continue", "", "a step is given by the sequencer, when it is due";
    AssetAlreadyRegistered = 100 "asset_already_registered", "instrument", "an instrument is a share of one asset, said once";
    UnknownAsset = 101 "unknown_asset", "instrument", "the instrument is a share of no asset";
    ShareOutOfRange = 102 "share_out_of_range", "share", "the share offered is 1 to 10,000 basis points, of real estate less than 4,900, and at least one unit";
    AppraisalTooSmall = 103 "appraisal_too_small", "appraisal", "the asset is worth at least one won a unit";
    ListingDiffers = 104 "listing_differs", "instrument", "the listing has whole won and whole units, the asset's offered units as its supply and the price a unit as its reference price";
    UnitsAlreadyIssued = 105 "units_already_issued", "instrument", "an asset is registered before units are issued, and its units are issued by its offering alone";
    AssetNotFunded = 106 "asset_not_funded", "instrument", "trading in an asset opens after its offering has succeeded";
    OfferingWindowOutOfRange = 107 "offering_window_out_of_range", "closes_at", "an offering opens now or later and closes after that, within 365 days";
    OfferingLimitsOutOfRange = 108 "offering_limits_out_of_range", "minimum", "minimum, maximum and target are units of the offering, and the minimum is not above the maximum";
    AssetAlreadyOffered = 109 "asset_already_offered", "instrument", "an asset is offered once";
    OfferingNotOpen = 110 "offering_not_open", "instrument", "subscriptions are taken and cancelled from the opening of an offering to its close";
    SubscriptionBelowMinimum = 111 "subscription_below_minimum", "quantity", "a subscription is for the offering's minimum or more";
    SubscriptionAboveMaximum = 112 "subscription_above_maximum", "quantity", "an owner's subscriptions together stay within the offering's maximum";
    OfferingSoldOut = 113 "offering_sold_out", "quantity", "all units of the offering are subscribed";
    NotSubscribed = 114 "not_subscribed", "account", "the account has subscribed nothing";
    InvestorsOnly = 115 "investors_only", "account", "investors' own accounts subscribe; the asset's owner does not";
    ProceedsExceeded = 116 "proceeds_exceeded", "amount", "no more is released than the offering raised";
    OfferingUnderWay = 117 "offering_under_way", "instrument", "an offering is closed before its instrument is delisted or pays";
    UnknownProposal = 120 "unknown_proposal", "proposal", "there is no such proposal, or it was decided";
    SamePerson = 121 "same_person", "by", "whoever proposes an action does not approve it";
    TooManyProposals = 122 "too_many_proposals", "", "at most 1,000 proposals are open";
}

impl Reason {
    /// Whether it is only the machine that lacks room. How much it has is configured and may differ at the next start, so such a refusal is never journaled:
    /// a journal says the same whatever room there is.
    pub fn is_lack_of_room(self) -> bool {
        matches!(self, Self::TooManyAccounts | Self::TooManyOrders | Self::NoRoomForHoldings)
    }
}

impl Wire for Reason {
    fn put(&self, to: &mut Encoder<'_>) {
        (*self as u16).put(to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let number = u16::get(from)?;
        Self::from_number(number).ok_or(DecodeError::UnknownKind(u64::from(number), "Reason"))
    }
}

wire_struct! {
    /// A refusal: the reason, and the version of the dated rule it follows (0 where the rule is not dated).
    pub struct Rejection {
        pub reason: Reason,
        pub rule_version: PolicyVersion,
    }
}

impl From<Reason> for Rejection {
    // Out of line, so that the compiler lays the way of what is accepted without it; so `under`.
    #[cold]
    #[inline(never)]
    fn from(reason: Reason) -> Self {
        Self { reason, rule_version: PolicyVersion(0) }
    }
}

impl Reason {
    /// The refusal under a dated rule.
    #[cold]
    #[inline(never)]
    pub fn under(self, rule_version: PolicyVersion) -> Rejection {
        Rejection { reason: self, rule_version }
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.reason.code(), self.reason.rule())
    }
}

wire_enum! {
    /// A named place in the state that a hash is taken of.
    pub enum Component {
        Ledger = 0 "ledger",
        Holdings = 1 "holdings",
        Instruments = 2 "instruments",
        Orders = 3 "orders",
        Policies = 4 "policies",
        Transfers = 5 "transfers",
        Jobs = 6 "jobs",
        Keys = 7 "keys",
        Steps = 8 "steps",
        Offerings = 9 "offerings",
        Proposals = 10 "proposals",
    }
}
