//! What can be asked of the market. A command is refused with a reason or becomes events.

use crate::ids::{AccountId, DepositId, ExternalId, InstrumentId, JobId, KeyHash, OrderId, OwnerId, PolicyId, ProposalId, WithdrawalId};
use crate::order::{OrderKind, SelfTradePrevention, Side, Size, TimeInForce};
use crate::policy::{PolicyBody, Rules};
use crate::staff_action::StaffAction;
use crate::text::{ClientOrderId, Code, Note};
use crate::time::{Day, Time};
use crate::wire::{wire_enum, wire_struct, wire_union};
use money::{Bps, Price, Quantity, Won};

wire_struct! {
    /// The first command of every journal: what can never change.
    pub struct Genesis {
        /// Key of the hashes in the key table.
        pub key_secret: [u8; 32],
        /// Entries of one generation of the key table, a power of two from 1,024 to 2^28.
        pub keys_max: u32,
        /// A demo or test folder: simulated traders and a settable clock are allowed, real payment providers are not.
        pub demo: Option<DemoMark>,
    }
}

wire_struct! {
    /// Marks a journal as one of a demo or a test, for ever.
    pub struct DemoMark {
        /// Seed of the simulated traders.
        pub seed: u64,
    }
}

wire_enum! {
    /// What an account is for.
    pub enum AccountKind {
        Investor = 0 "investor",
        /// A simulated trader of the demo; left out of rankings, and barred from an own coin.
        Simulated = 1 "simulated",
        /// A listed company's account; trades its own instrument only.
        Company = 2 "company",
        /// One of the house's own accounts; places no orders.
        House = 3 "house",
    }
}

wire_enum! {
    /// An investor's class by the venue's regime.
    pub enum InvestorClass {
        General = 0 "general",
        Qualified = 1 "qualified",
        Professional = 2 "professional",
    }
}

wire_struct! {
    pub struct OpenAccount {
        pub owner: OwnerId,
        /// Not `House`.
        pub kind: AccountKind,
        /// For a company: the only instrument it may trade.
        pub own_instrument: Option<InstrumentId>,
    }
}

wire_struct! {
    /// The result of a check of identity. Names and documents stay outside the journal.
    pub struct SetVerification {
        pub account: AccountId,
        /// The last day on which the account may buy; afterwards it may sell and receive.
        pub verified_until: Day,
        /// ISO 3166-1 numeric, 410 for Korea.
        pub country: u16,
        pub class: InvestorClass,
    }
}

wire_struct! {
    /// The mode an account's orders use when they state none.
    pub struct SetSelfTradePrevention {
        pub account: AccountId,
        pub mode: SelfTradePrevention,
    }
}

wire_struct! {
    /// Announces a payment, so that it has an id; nothing is credited yet. Live market only.
    pub struct RequestDeposit {
        pub account: AccountId,
        pub amount: Won,
        pub external_id: ExternalId,
    }
}

wire_struct! {
    /// The payment has arrived, in full.
    pub struct CreditDeposit {
        pub deposit: DepositId,
    }
}

wire_struct! {
    pub struct CancelDeposit {
        pub deposit: DepositId,
    }
}

wire_struct! {
    /// Holds the amount until the payment out is confirmed or cancelled. Live market only.
    pub struct RequestWithdrawal {
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The payment out has been made.
    pub struct CompleteWithdrawal {
        pub withdrawal: WithdrawalId,
    }
}

wire_struct! {
    pub struct CancelWithdrawal {
        pub withdrawal: WithdrawalId,
    }
}

wire_struct! {
    /// Virtual money, practice market only.
    pub struct GrantCash {
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// Adds a version to a policy. It comes into force at `valid_from`, or with the next trading day of an instrument where the rule is one of days.
    pub struct SetPolicy {
        pub policy: PolicyId,
        /// Not before now.
        pub valid_from: Time,
        /// Law, notice or decision it comes from.
        pub source: Note,
        pub body: PolicyBody,
    }
}

wire_enum! {
    /// Who may trade an instrument.
    pub enum TradingCircle {
        Everyone = 0 "everyone",
        /// Ordinary users only: no house, simulated or staff account. For an own coin of the practice market.
        OrdinaryUsers = 1 "ordinary_users",
    }
}

wire_struct! {
    pub struct ListInstrument {
        /// Unique over all markets, such as `KRW-JG0127`.
        pub code: Code,
        pub price_decimals: u8,
        pub quantity_decimals: u8,
        /// Quantities are multiples of it.
        pub lot: Quantity,
        pub max_order_quantity: Quantity,
        /// The most units that may ever be issued.
        pub registered_supply: Quantity,
        /// Stands for the previous close until there is one.
        pub reference_price: Price,
        pub circle: TradingCircle,
        pub rules: Rules,
    }
}

wire_struct! {
    pub struct IssueUnits {
        pub instrument: InstrumentId,
        pub account: AccountId,
        pub quantity: Quantity,
        /// What the holder paid for them; the cost of the holding rises by it.
        pub cost: Won,
    }
}

wire_struct! {
    pub struct HaltInstrument {
        pub instrument: InstrumentId,
        pub reason: Note,
    }
}

wire_struct! {
    pub struct ResumeInstrument {
        pub instrument: InstrumentId,
    }
}

wire_struct! {
    /// Ends trading for ever and cancels all open orders.
    pub struct DelistInstrument {
        pub instrument: InstrumentId,
        pub reason: Note,
    }
}

/// An order. Its id is the sequence of this record.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlaceOrder {
    pub account: AccountId,
    pub instrument: InstrumentId,
    pub side: Side,
    pub kind: OrderKind,
    pub time_in_force: TimeInForce,
    pub size: Size,
    /// `None`: the account's own setting.
    pub prevention: Option<SelfTradePrevention>,
    pub client: Option<Box<ClientOrder>>,
}

wire_struct! {
    /// The client's own name for an order, unique among its open orders and within the window of keys.
    pub struct ClientOrder {
        pub id: ClientOrderId,
        /// Its keyed hash, which the core remembers.
        pub hash: KeyHash,
    }
}

wire_struct! {
    /// Gives an order another price, another total quantity, or both; it keeps its id, and its place in the queue only where nothing but a lower
    /// quantity is asked.
    pub struct AmendOrder {
        pub account: AccountId,
        pub order: OrderId,
        pub price: Option<Price>,
        /// The new total, what has traded included.
        pub quantity: Option<Quantity>,
    }
}

wire_struct! {
    pub struct CancelOrder {
        pub account: AccountId,
        pub order: OrderId,
    }
}

wire_struct! {
    /// Cancels all open orders placed before this command that fit every part given. At least one of account and instrument must be.
    pub struct CancelOrders {
        pub account: Option<AccountId>,
        pub instrument: Option<InstrumentId>,
        pub side: Option<Side>,
    }
}

wire_struct! {
    /// Fixes the record date now and pays `total` to the holders: floor(total ÷ units) a unit, less tax, by a job. Of an asset all units count, and what
    /// falls to those not issued goes to its owner at once; otherwise the units issued.
    pub struct PayDistribution {
        pub instrument: InstrumentId,
        pub payer: AccountId,
        pub total: Won,
    }
}

wire_enum! {
    /// What kind of thing an asset is.
    pub enum AssetClass {
        RealEstate = 0 "real_estate",
        IntellectualProperty = 1 "intellectual_property",
        StartUp = 2 "start_up",
        Company = 3 "company",
    }
}

wire_struct! {
    /// Says what a listed, halted instrument is a share of. Its registered supply is floor(total units × share), its reference price
    /// floor(appraisal ÷ total units); from now on only an offering issues its units.
    pub struct RegisterAsset {
        pub instrument: InstrumentId,
        /// Gets the proceeds, and what distributions pay to the units that are not issued.
        pub owner: AccountId,
        pub class: AssetClass,
        /// Of the whole asset.
        pub appraisal: Won,
        /// The whole asset, tokenised or not.
        pub total_units: Quantity,
        /// The part that is offered; of real estate less than 4,900 bps.
        pub share: Bps,
    }
}

wire_struct! {
    /// Offers an asset's units once, first come first served, at its price a unit.
    pub struct ScheduleOffering {
        pub instrument: InstrumentId,
        /// Subscriptions are taken from here on; not before now.
        pub opens_at: Time,
        /// Until before here; at most 365 days after `opens_at`.
        pub closes_at: Time,
        /// The fewest units of one subscription, unless fewer are left.
        pub minimum: Quantity,
        /// The most units of one owner.
        pub maximum: Quantity,
        /// With fewer units subscribed at the close everybody is refunded.
        pub target: Quantity,
    }
}

wire_struct! {
    /// Holds the price of the units until the offering ends; with fewer units left, of those. An account may subscribe again.
    pub struct Subscribe {
        pub account: AccountId,
        pub instrument: InstrumentId,
        pub quantity: Quantity,
    }
}

wire_struct! {
    /// Gives up all that an account has subscribed.
    pub struct CancelSubscription {
        pub account: AccountId,
        pub instrument: InstrumentId,
    }
}

wire_struct! {
    /// Ends an offering before its time and refunds everybody, by a job.
    pub struct CancelOffering {
        pub instrument: InstrumentId,
        pub reason: Note,
    }
}

wire_struct! {
    /// Pays the owner from what an offering raised.
    pub struct ReleaseProceeds {
        pub instrument: InstrumentId,
        pub amount: Won,
        /// BLAKE3 of the document that shows what it is for.
        pub evidence: [u8; 32],
    }
}

wire_struct! {
    /// A member of staff asks for an action that takes two people. Nothing is done, and nothing of it checked, before it is approved.
    pub struct ProposeAction {
        pub by: OwnerId,
        pub action: Box<StaffAction>,
    }
}

wire_struct! {
    /// Another member of staff approves: the action is done in the same record, or this is refused for the action's own reason.
    pub struct ApproveAction {
        pub by: OwnerId,
        pub proposal: ProposalId,
    }
}

wire_struct! {
    /// Another member of staff turns a proposal down, or who proposed it takes it back.
    pub struct RejectAction {
        pub by: OwnerId,
        pub proposal: ProposalId,
        pub reason: Note,
    }
}

wire_struct! {
    /// Time has passed; due timers run.
    pub struct Tick {}
}

wire_struct! {
    /// The next 2,000 fills of an order that met more.
    pub struct ContinueOrder {
        pub order: OrderId,
    }
}

wire_struct! {
    /// Waiting orders whose condition is met enter the book.
    pub struct FireTriggered {
        pub instrument: InstrumentId,
    }
}

wire_struct! {
    /// The next batch of a job.
    pub struct ContinueJob {
        pub job: JobId,
    }
}

wire_union! {
    /// Everything that can be asked.
    pub enum Command {
        Genesis(Genesis) = 1 "genesis",
        OpenAccount(OpenAccount) = 2 "open_account",
        SetVerification(SetVerification) = 3 "set_verification",
        SetSelfTradePrevention(SetSelfTradePrevention) = 4 "set_self_trade_prevention",
        RequestDeposit(RequestDeposit) = 5 "request_deposit",
        CreditDeposit(CreditDeposit) = 6 "credit_deposit",
        CancelDeposit(CancelDeposit) = 7 "cancel_deposit",
        RequestWithdrawal(RequestWithdrawal) = 8 "request_withdrawal",
        CompleteWithdrawal(CompleteWithdrawal) = 9 "complete_withdrawal",
        CancelWithdrawal(CancelWithdrawal) = 10 "cancel_withdrawal",
        GrantCash(GrantCash) = 11 "grant_cash",
        SetPolicy(Box<SetPolicy>) = 12 "set_policy",
        ListInstrument(Box<ListInstrument>) = 13 "list_instrument",
        IssueUnits(IssueUnits) = 14 "issue_units",
        HaltInstrument(HaltInstrument) = 15 "halt_instrument",
        ResumeInstrument(ResumeInstrument) = 16 "resume_instrument",
        DelistInstrument(DelistInstrument) = 17 "delist_instrument",
        PlaceOrder(PlaceOrder) = 20 "place_order",
        AmendOrder(AmendOrder) = 21 "amend_order",
        CancelOrder(CancelOrder) = 22 "cancel_order",
        CancelOrders(CancelOrders) = 23 "cancel_orders",
        PayDistribution(PayDistribution) = 30 "pay_distribution",
        RegisterAsset(RegisterAsset) = 31 "register_asset",
        ScheduleOffering(ScheduleOffering) = 32 "schedule_offering",
        Subscribe(Subscribe) = 33 "subscribe",
        CancelSubscription(CancelSubscription) = 34 "cancel_subscription",
        CancelOffering(CancelOffering) = 35 "cancel_offering",
        ReleaseProceeds(ReleaseProceeds) = 36 "release_proceeds",
        ProposeAction(ProposeAction) = 37 "propose_action",
        ApproveAction(ApproveAction) = 38 "approve_action",
        RejectAction(RejectAction) = 39 "reject_action",
        Tick(Tick) = 40 "tick",
        ContinueOrder(ContinueOrder) = 41 "continue_order",
        FireTriggered(FireTriggered) = 42 "fire_triggered",
        ContinueJob(ContinueJob) = 43 "continue_job",
    }
}

impl Command {
    /// True where a record may take tens of kilobytes: a policy's body has lists.
    pub fn may_be_long(&self) -> bool {
        matches!(self, Self::SetPolicy(_) | Self::ProposeAction(_) | Self::ApproveAction(_))
    }

    /// True for the steps that only the sequencer may give.
    pub fn is_step(&self) -> bool {
        matches!(self, Self::Tick(_) | Self::ContinueOrder(_) | Self::FireTriggered(_) | Self::ContinueJob(_))
    }
}
