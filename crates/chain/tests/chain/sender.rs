//! Somebody who sends transactions.

use alloy_primitives::{Address, B256, Bytes, U256};
use chain::{Call, Chain, ChainError, Receipt, SignedTransaction, Transaction};
use signer::Key;
use std::time::Duration;

pub(crate) const CHAIN_ID: u64 = 21_127;

/// How often a receipt is asked for.
const RECEIPT_TRIES: u32 = 200;

pub(crate) struct Sender {
    key: Key,
}

impl Sender {
    pub(crate) fn new(key: Key) -> Self {
        Self { key }
    }

    pub(crate) fn random() -> Self {
        Self::new(Key::random().unwrap())
    }

    pub(crate) fn address(&self) -> Address {
        self.key.address()
    }

    /// A signed call, or the creation of a contract where `to` is `None`.
    pub(crate) fn sign(
        &self,
        chain_id: u64,
        nonce: u64,
        to: Option<Address>,
        input: impl Into<Bytes>,
        gas_limit: u64,
        price: u128,
    ) -> Bytes {
        let input = input.into();
        let fees = (price, price.min(1));
        let transaction = Transaction {
            chain_id,
            nonce,
            max_priority_fee_per_gas: fees.1,
            max_fee_per_gas: fees.0,
            gas_limit,
            to,
            value: U256::ZERO,
            input,
        };
        let signature = self.key.sign(transaction.signing_hash());
        let signed: SignedTransaction = transaction.signed(signature).unwrap();
        assert_eq!(signed.sender(), self.address());
        signed.raw().clone()
    }

    /// With the next nonce, today's fee and a gas limit of the chain's own estimate.
    pub(crate) async fn sign_next(&self, chain: &dyn Chain, to: Option<Address>, input: impl Into<Bytes>) -> Result<Bytes, ChainError> {
        let input = input.into();
        let gas = chain.estimate_gas(Call { from: self.address(), to, input: input.clone() }).await?;
        let nonce = chain.nonce(self.address()).await?;
        let price = chain.fees().await?.max_fee_per_gas;
        Ok(self.sign(CHAIN_ID, nonce, to, input, gas, price))
    }

    pub(crate) async fn send(&self, chain: &dyn Chain, to: Option<Address>, input: impl Into<Bytes>) -> Receipt {
        let raw = self.sign_next(chain, to, input).await.unwrap();
        let hash = chain.send(raw).await.unwrap();
        receipt(chain, hash).await
    }
}

/// Waits until the transaction is in a block.
pub(crate) async fn receipt(chain: &dyn Chain, hash: B256) -> Receipt {
    let mut turns = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..RECEIPT_TRIES {
        turns.tick().await;
        if let Some(receipt) = chain.receipt(hash).await.unwrap() {
            return receipt;
        }
    }
    panic!("{hash} is in no block");
}
