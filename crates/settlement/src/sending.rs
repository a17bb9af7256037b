//! Brings one action onto the chain, once: what is sent is kept first, and sent again as it is until there is a receipt, or the contracts know of it.

use crate::action::Action;
use crate::contracts::message;
use crate::error::SettlementError;
use crate::outbox::{self, Row};
use crate::ranges::SettledRange;
use crate::tables;
use crate::told::is_told;
use alloy_primitives::{Address, B256, Bytes, U256, hex};
use alloy_sol_types::{SolInterface, sol};
use chain::{Call, Chain, ChainError, Receipt, SignedTransaction, Transaction};
use crash_points::{CrashPoint, reach};
use protocol::{Home, Seq};
use signer::Signer;
use std::sync::Arc;
use std::time::{Duration, Instant};
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
        error SecurityTokenIssueUsed(bytes32 issueId);
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
    /// See [`crate::Settings::receipt_patience`].
    pub(crate) receipt_patience: Duration,
    /// The transaction whose nonce is used and that has no receipt, and since when that is known.
    pub(crate) without_receipt: Option<(B256, Instant)>,
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
            None if self.is_told(&row.action).await? => return self.mark(&row, &Outcome::default()).await,
            None => self.sign(&row, chain_id).await?,
        };
        let refused = self.hand_in(raw.clone()).await?;
        reach(CrashPoint::ActionSent);
        match self.chain.receipt(hash).await? {
            Some(receipt) => self.take(&row, &receipt).await,
            None => self.look_for(&row, &raw, refused).await,
        }
    }

    async fn take(&self, row: &Row, receipt: &Receipt) -> Result<(), SettlementError> {
        if receipt.succeeded {
            return self.mark(row, &Outcome::of(receipt)).await;
        }
        Err(self.give_back(row, format!("it reverted in block {}", receipt.block_number)).await)
    }

    /// What became of a transaction of which the node has no receipt: one that was restarted may keep what it did and no receipts.
    async fn look_for(&mut self, row: &Row, raw: &[u8], refused: Option<String>) -> Result<(), SettlementError> {
        let signed = SignedTransaction::decode(raw)?;
        let nonce = signed.transaction().nonce;
        let is_spent = self.chain.nonce(signed.sender()).await? > nonce;
        if is_spent && let Some(receipt) = self.chain.receipt(signed.hash()).await? {
            return self.take(row, &receipt).await;
        }
        let outcome = Outcome { transaction: Some(signed.hash()), ..Outcome::default() };
        if let Action::Deploy { .. } = row.action {
            // Nobody but this transaction can have made what stands there.
            let created = signed.sender().create(nonce);
            if !self.chain.code(created).await?.is_empty() {
                return self.mark(row, &Outcome { created: Some(created), ..outcome }).await;
            }
        } else if self.is_told(&row.action).await? {
            return self.mark(row, &outcome).await;
        }
        let spent = || is_spent.then(|| format!("nonce {nonce} is used, and the node has no receipt of {}", signed.hash()));
        match refused.or_else(spent) {
            Some(_) if is_spent && self.may_come(signed.hash()) => Err(SettlementError::Pending { id: row.id }),
            Some(why) => Err(self.give_back(row, why).await),
            None => Err(SettlementError::Pending { id: row.id }),
        }
    }

    /// Whether the receipt of a transaction whose nonce is used may still come.
    fn may_come(&mut self, transaction: B256) -> bool {
        let since = match self.without_receipt {
            Some((known, since)) if known == transaction => since,
            _ => Instant::now(),
        };
        self.without_receipt = Some((transaction, since));
        since.elapsed() < self.receipt_patience
    }

    async fn is_told(&self, action: &Action) -> Result<bool, SettlementError> {
        let addresses = tables::addresses(&self.database).await?;
        is_told(self.chain.as_ref(), action, self.journal(), &addresses).await
    }

    /// Market and shard, as the contracts name the journal.
    fn journal(&self) -> (u8, u8) {
        (self.home.market as u8, self.home.shard)
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
        // Read each time: whether the mark of a deployment was committed may not have been certain.
        let addresses = tables::addresses(&self.database).await?;
        let (to, input) = message(&row.action, self.journal(), &addresses, &self.signer)?;
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

    /// Why it can never get into a block from now on; it may be in one.
    async fn hand_in(&self, raw: Bytes) -> Result<Option<String>, SettlementError> {
        match self.chain.send(raw).await {
            Ok(_) => Ok(None),
            Err(error @ (ChainError::NonceUsed { .. } | ChainError::Refused(_))) => Ok(Some(error.to_string())),
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

    async fn mark(&self, row: &Row, outcome: &Outcome) -> Result<(), SettlementError> {
        let mut tx = self.database.begin().await?;
        if outbox::mark_done(&mut tx, row.id, outcome.block).await? {
            keep_outcome(&mut tx, &row.action, outcome).await?;
        }
        reach(CrashPoint::ActionUnmarked);
        tx.commit().await?;
        reach(CrashPoint::ActionMarked);
        Ok(())
    }
}

/// What an action came to, as far as the node still says.
#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    transaction: Option<B256>,
    block: Option<i64>,
    /// The contract that was deployed.
    created: Option<Address>,
}

impl Outcome {
    fn of(receipt: &Receipt) -> Self {
        let block = i64::try_from(receipt.block_number).unwrap_or(i64::MAX);
        Self { transaction: Some(receipt.transaction), block: Some(block), created: receipt.created }
    }
}

/// What is asked for later: where a contract is, and what settled a range.
async fn keep_outcome(tx: &mut store::Transaction, action: &Action, outcome: &Outcome) -> Result<(), SettlementError> {
    match (action, outcome.created) {
        (Action::Deploy { contract, .. }, Some(address)) => tables::add_address(tx, &contract.name(), address).await,
        (Action::Settle { first, last, decided_at, legs }, _) => {
            let movements: usize = legs.iter().map(|(_, movements)| movements.len()).sum();
            let range = SettledRange {
                first: Seq(*first),
                last: Seq(*last),
                decided_at_s: i64::try_from(*decided_at).unwrap_or(i64::MAX),
                movements: i64::try_from(movements).unwrap_or(i64::MAX),
                transaction: outcome.transaction,
                block: outcome.block,
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
