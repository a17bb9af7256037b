//! What happens to accounts: who they are, and money in and out.

use crate::command::{AccountKind, InvestorClass};
use crate::ids::{AccountId, DepositId, ExternalId, InstrumentId, OwnerId, WithdrawalId};
use crate::order::SelfTradePrevention;
use crate::time::{Day, Time};
use crate::wire::wire_struct;
use money::Won;

wire_struct! {
    pub struct AccountOpened {
        pub account: AccountId,
        pub owner: OwnerId,
        pub kind: AccountKind,
        pub own_instrument: Option<InstrumentId>,
    }
}

wire_struct! {
    pub struct VerificationSet {
        pub account: AccountId,
        pub verified_until: Day,
        pub country: u16,
        pub class: InvestorClass,
    }
}

wire_struct! {
    pub struct SelfTradePreventionSet {
        pub account: AccountId,
        pub mode: SelfTradePrevention,
    }
}

wire_struct! {
    pub struct DepositRequested {
        pub deposit: DepositId,
        pub account: AccountId,
        pub amount: Won,
        pub external_id: ExternalId,
    }
}

wire_struct! {
    /// Bank clearing pays the account.
    pub struct DepositCredited {
        pub deposit: DepositId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    pub struct DepositCancelled {
        pub deposit: DepositId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The amount moves from available to held.
    pub struct WithdrawalRequested {
        pub withdrawal: WithdrawalId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The held amount goes to bank clearing.
    pub struct WithdrawalCompleted {
        pub withdrawal: WithdrawalId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The held amount is available again.
    pub struct WithdrawalCancelled {
        pub withdrawal: WithdrawalId,
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The grant account pays the account.
    pub struct CashGranted {
        pub account: AccountId,
        pub amount: Won,
    }
}

wire_struct! {
    /// The older generation of keys is forgotten.
    pub struct KeysRotated {
        /// When the next rotation is due.
        pub until: Time,
    }
}
