//! Brings one action onto the chain, once: what is sent is kept first, and sent again as it is until there is a receipt.

use crate::action::Action;
use crate::contracts::message;
use crate::error::SettlementError;
use crate::outbox::{self, Row};
use crate::ranges::SettledRange;
use crate::tables;
use alloy_primitives::{B256, Bytes, U256, hex};
use alloy_sol_types::{SolInterface, sol};
use chain::{Call, Chain, ChainError, Receipt, Transaction};
use crash_points::{CrashPoint, reach};
use protocol::{Home, Seq};
use signer::Signer;
use std::sync::Arc;
use store::Database;

sol! {
    /// What the contracts refuse with, for messages to people.
    #[derive(Debug)]
    interface Refusals {
        error AccessControlUnauthorizedAccount(address account, bytes32 neededRole);
        error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
        error IdentityRegistryAlreadyAdded(address wallet, uint64 owner);
        error IdentityRegistryUnknownWallet(address wallet);
        error RestrictedTokenRefused(uint8 refusal, address from, address to, uint256 value);
        error SecurityTokenAboveRegistered(uint256 registered, uint256 supply);
        error DepositTokenPaymentUsed(bytes32 paymentId);
        error DepositTokenAboveCap(uint256 cap, uint256 supply);
        error NetSettlementRangeDoesNotFollow(uint64 settled, uint64 first);
        error NetSettlementTimeReversed(uint64 settled, uint64 decidedAt);
    }
}

/// What sending an action takes.
pub(crate) struct Sending {
    pub(crate) database: Database,
    pub(crate) chain: Arc<dyn Chain>,
    pub(crate) signer: Arc<Signer>,
    pub(crate) home: Home,
    /// Known once the chain was reached and looked at.
    pub(crate) chain_id: Option<u64>,
}

impl Sending {
    pub(crate) async fn send(&mut self, row: Row) -> Result<(), SettlementError> {
        let sent = self.send_on(row).await;
        if let Err(SettlementError::Chain(_)) = sent {
            // When it is back it may be another.
            self.chain_id = None;
        }
        sent
    }

    async fn send_on(&mut self, row: Row) -> Result<(), SettlementError> {
        let chain_id = self.recognise().await?;
        let (raw, hash) = match row.signed.clone() {
            Some(signed) => signed,
            None => self.sign(&row, chain_id).await?,
        };
        self.hand_in(&row, raw, hash).await?;
        reach(CrashPoint::ActionSent);
        let receipt = self.chain.receipt(hash).await?.ok_or(SettlementError::Pending { id: row.id })?;
        if !receipt.succeeded {
            return Err(self.give_back(&row, format!("it reverted in block {}", receipt.block_number)).await);
        }
        self.mark(&row, &receipt).await
    }

    /// Whether this is the chain that has the contracts: a transaction to an address without code would succeed and do nothing.
    pub(crate) async fn recognise(&mut self) -> Result<u64, SettlementError> {
        if let Some(chain_id) = self.chain_id {
            return Ok(chain_id);
        }
        let chain_id = self.chain.chain_id().await?;
        for (contract, address) in tables::addresses(&self.database).await? {
            if self.chain.code(address).await?.is_empty() {
                return Err(SettlementError::OtherChain { contract });
            }
        }
        self.chain_id = Some(chain_id);
        Ok(chain_id)
    }

    /// Signs with the next nonce of the role's key, and keeps it.
    async fn sign(&self, row: &Row, chain_id: u64) -> Result<(Bytes, B256), SettlementError> {
        let role = row.action.role();
        let from = self.signer.address(role);
        let journal = (self.home.market as u8, self.home.shard);
        // Read each time: whether the mark of a deployment was committed may not have been certain.
        let addresses = tables::addresses(&self.database).await?;
        let (to, input) = message(&row.action, journal, &addresses, &self.signer)?;
        let gas_limit = match self.chain.estimate_gas(Call { from, to, input: input.clone() }).await {
            Ok(gas) => gas,
            Err(ChainError::Reverted(data)) => return Err(self.give_back(row, told(&data)).await),
            Err(error @ ChainError::Halted(_)) => return Err(self.give_back(row, error.to_string()).await),
            Err(error) => return Err(error.into()),
        };
        let fees = self.chain.fees().await?;
        let transaction = Transaction {
            chain_id,
            nonce: self.chain.nonce(from).await?,
            max_priority_fee_per_gas: fees.max_priority_fee_per_gas,
            max_fee_per_gas: fees.max_fee_per_gas,
            gas_limit,
            to,
            value: U256::ZERO,
            input,
        };
        let signature = self.signer.sign(role, transaction.signing_hash());
        let signed = transaction.signed(signature)?;
        reach(CrashPoint::ActionSigned);
        let mut tx = self.database.begin().await?;
        outbox::keep_signed(&mut tx, row.id, signed.raw(), signed.hash()).await?;
        tx.commit().await?;
        reach(CrashPoint::ActionKept);
        Ok((signed.raw().clone(), signed.hash()))
    }

    async fn hand_in(&self, row: &Row, raw: Bytes, hash: B256) -> Result<(), SettlementError> {
        match self.chain.send(raw).await {
            Ok(_) => Ok(()),
            Err(ChainError::NonceUsed { .. }) if self.chain.receipt(hash).await?.is_some() => Ok(()),
            // Somebody else used the key: this transaction can never be in a block, and a new one cannot be a second.
            Err(error @ (ChainError::NonceUsed { .. } | ChainError::Refused(_))) => Err(self.give_back(row, error.to_string()).await),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes down why, so that it is signed anew the next time. The error to return.
    async fn give_back(&self, row: &Row, why: String) -> SettlementError {
        let written = async {
            let mut tx = self.database.begin().await?;
            outbox::unsign(&mut tx, row.id, &why).await?;
            tx.commit().await?;
            Ok::<_, SettlementError>(())
        };
        written.await.err().unwrap_or(SettlementError::Refused { id: row.id, why })
    }

    async fn mark(&self, row: &Row, receipt: &Receipt) -> Result<(), SettlementError> {
        let mut tx = self.database.begin().await?;
        if outbox::mark_done(&mut tx, row.id, receipt.block_number).await? {
            keep_outcome(&mut tx, &row.action, receipt).await?;
        }
        reach(CrashPoint::ActionUnmarked);
        tx.commit().await?;
        reach(CrashPoint::ActionMarked);
        Ok(())
    }
}

/// What is asked for later: where a contract is, and what settled a range.
async fn keep_outcome(tx: &mut store::Transaction, action: &Action, receipt: &Receipt) -> Result<(), SettlementError> {
    match (action, receipt.created) {
        (Action::Deploy { contract, .. }, Some(address)) => tables::add_address(tx, &contract.name(), address).await,
        (Action::Settle { first, last, decided_at, legs }, _) => {
            let movements: usize = legs.iter().map(|(_, movements)| movements.len()).sum();
            let range = SettledRange {
                first: Seq(*first),
                last: Seq(*last),
                decided_at_s: i64::try_from(*decided_at).unwrap_or(i64::MAX),
                movements: i64::try_from(movements).unwrap_or(i64::MAX),
                transaction: receipt.transaction,
                block: i64::try_from(receipt.block_number).unwrap_or(i64::MAX),
            };
            tables::add_range(tx, &range).await
        }
        _ => Ok(()),
    }
}

/// The contract's error in words.
fn told(data: &[u8]) -> String {
    match Refusals::RefusalsErrors::abi_decode(data) {
        Ok(refusal) => format!("{refusal:?}"),
        Err(_) => format!("reverted with 0x{}", hex::encode(data)),
    }
}
