//! What the chain is told: one action is one transaction. Actions are kept as JSON, so that their meaning outlives the program that wrote them.

use protocol::{AccountId, InstrumentId};
use serde::{Deserialize, Serialize};
use signer::Role;

/// A contract by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    Identities,
    Won,
    Settlement,
    /// The units of the instrument with this number.
    Units(u32),
}

impl Contract {
    /// Its name in the tables.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Identities => "identities".into(),
            Self::Won => "won".into(),
            Self::Settlement => "settlement".into(),
            Self::Units(instrument) => instrument.to_string(),
        }
    }
}

/// What is held and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asset {
    Won,
    Units(InstrumentId),
}

impl Asset {
    /// Its number in the tables: 0 for won.
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Won => 0,
            Self::Units(instrument) => instrument.0,
        }
    }

    pub(crate) fn of_number(number: u32) -> Self {
        if number == 0 { Self::Won } else { Self::Units(InstrumentId(number)) }
    }

    pub(crate) fn contract(self) -> Contract {
        match self {
            Self::Won => Contract::Won,
            Self::Units(instrument) => Contract::Units(instrument.0),
        }
    }
}

/// Who stands behind an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub account: u64,
    pub owner: u64,
    /// ISO 3166-1 numeric; 0 before the first check of identity.
    pub country: u16,
    /// The last second that counts, since 1970; 0 before the first check.
    pub verified_until: u64,
}

/// What an account gets, or gives where it is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    pub account: u64,
    pub amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Deploy {
        contract: Contract,
        code: String,
        registered_units: i64,
    },
    /// Gives the operator's key, or a contract of ours, a role on a contract.
    Grant {
        on: Contract,
        role: String,
        to: Grantee,
    },
    AddIdentity(Identity),
    UpdateIdentity(Identity),
    /// Deposit and part name the payment for ever: the contract takes each once.
    Mint {
        account: u64,
        amount: i64,
        deposit: u64,
        part: u32,
    },
    Burn {
        account: u64,
        amount: i64,
        withdrawal: u64,
        part: u32,
    },
    /// The last record of the range that it was folded with, and its number among the issues of that range, name it for ever.
    Issue {
        instrument: u32,
        account: u64,
        units: i64,
        last: u64,
        part: u32,
    },
    /// The records `first` to `last`, decided until `decided_at` (seconds since 1970). Asset numbers with their movements, each summing to zero.
    Settle {
        first: u64,
        last: u64,
        decided_at: u64,
        legs: Vec<(u32, Vec<Movement>)>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    Registrar,
    Issuer,
    Minter,
    Settler,
    Compliance,
    /// The contract that settles.
    Settlement,
}

impl Action {
    /// Where it queues once the market has its contracts.
    pub(crate) fn lane(&self) -> Lane {
        match self {
            Self::AddIdentity(_) | Self::UpdateIdentity(_) => Lane::Identities,
            _ => Lane::Rest,
        }
    }

    /// Whose key signs it.
    pub(crate) fn role(&self) -> Role {
        match self {
            Self::Deploy { .. } | Self::Grant { .. } => Role::Admin,
            Self::AddIdentity(_) | Self::UpdateIdentity(_) => Role::Registrar,
            Self::Mint { .. } | Self::Burn { .. } => Role::Minter,
            Self::Issue { .. } => Role::Issuer,
            Self::Settle { .. } => Role::Settler,
        }
    }
}

/// In which order actions are sent: those of an earlier lane first, those of one lane as the journal has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// What the market needs before anything else.
    Market = 0,
    /// Who is identified. It waits for nothing behind it, so that a decision about a person can free what the contracts refuse without it.
    Identities = 1,
    Rest = 2,
}

/// The account with this number.
pub(crate) fn account(number: u64) -> AccountId {
    AccountId(number)
}
