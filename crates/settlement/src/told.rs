//! Whether the contracts were told of an action already. They know by themselves, whatever receipts a node kept.

use crate::action::{Action, Contract, account};
use crate::contracts::{Addresses, address_of, ask, identityCall, isUsedCall, issue_id, payment_id, settledCall};
use crate::error::SettlementError;
use crate::wallets::wallet_of;
use alloy_primitives::B256;
use chain::Chain;

/// True if the action needs no transaction any more. Roles and decisions about persons are never looked for, because telling them again changes nothing;
/// nor is a contract, whose address comes from its transaction.
pub(crate) async fn is_told(chain: &dyn Chain, action: &Action, journal: (u8, u8), addresses: &Addresses) -> Result<bool, SettlementError> {
    let used = async |contract, id: B256| ask(chain, address_of(contract, addresses)?, isUsedCall { id }).await;
    match action {
        Action::Deploy { .. } | Action::Grant { .. } | Action::UpdateIdentity(_) => Ok(false),
        Action::AddIdentity(identity) => {
            let call = identityCall { wallet: wallet_of(account(identity.account)) };
            let registered = ask(chain, address_of(Contract::Identities, addresses)?, call).await?;
            Ok(registered.owner == identity.owner)
        }
        Action::Mint { deposit, part, .. } => used(Contract::Won, payment_id("deposit", *deposit, *part)).await,
        Action::Burn { withdrawal, part, .. } => used(Contract::Won, payment_id("withdrawal", *withdrawal, *part)).await,
        Action::Issue { instrument, last, part, .. } => used(Contract::Units(*instrument), issue_id(journal, *last, *part)).await,
        Action::Settle { last, .. } => {
            let call = settledCall { market: journal.0, shard: journal.1 };
            let settled = ask(chain, address_of(Contract::Settlement, addresses)?, call).await?;
            Ok(settled.seq >= *last)
        }
    }
}
