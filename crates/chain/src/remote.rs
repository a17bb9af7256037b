//! A node by its address.

mod http;

use crate::chain::{Answer, Block, Call, Chain, Fees, LOGS_MAX, Log, LogFilter, Receipt};
use crate::error::ChainError;
use crate::wire::{RpcBlock, RpcCall, RpcLog, RpcLogFilter, RpcReceipt};
use alloy_primitives::{Address, B256, Bytes, U64, U128, U256, keccak256};
use http::Http;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The code with which nodes say that a call reverted.
const REVERTED: i64 = 3;

/// A node that speaks JSON-RPC over HTTP. It is trusted: whoever names it runs it.
#[derive(Clone, Debug)]
pub struct RemoteChain {
    http: Http,
}

impl RemoteChain {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// [`ChainError::BadAddress`] if the address is not `http://host:port/…`.
    pub fn new(address: &str) -> Result<Self, ChainError> {
        Ok(Self { http: Http::new(address)? })
    }

    /// Asks, and reads the answer; `null` is `None`.
    async fn ask<T: DeserializeOwned>(&self, method: &'static str, parameters: impl Serialize + Send) -> Result<Option<T>, ChainError> {
        let bad = |why: serde_json::Error| ChainError::BadAnswer { method, why: why.to_string() };
        let question = Question { jsonrpc: "2.0", id: 1, method, params: parameters };
        let body = self.http.post(method, serde_json::to_vec(&question).map_err(bad)?).await?;
        let reply: Reply<T> = serde_json::from_slice(&body).map_err(bad)?;
        match reply.error {
            Some(error) => Err(error.into()),
            None => Ok(reply.result),
        }
    }

    async fn ask_for<T: DeserializeOwned>(&self, method: &'static str, parameters: impl Serialize + Send) -> Result<T, ChainError> {
        let answer = self.ask(method, parameters).await?;
        answer.ok_or_else(|| ChainError::BadAnswer { method, why: "it is empty".into() })
    }

    async fn ask_number(&self, method: &'static str, parameters: impl Serialize + Send) -> Result<u64, ChainError> {
        Ok(self.ask_for::<U64>(method, parameters).await?.to())
    }

    async fn hand_in(&self, raw: Bytes) -> Result<B256, ChainError> {
        let hash = keccak256(&raw);
        match self.ask_for::<B256>("eth_sendRawTransaction", [&raw]).await {
            Ok(answered) if answered == hash => Ok(hash),
            Ok(answered) => Err(ChainError::BadAnswer { method: "eth_sendRawTransaction", why: format!("it calls {hash} {answered}") }),
            Err(ChainError::Node { code, message }) => {
                // Nodes tell in different words that they know it already; whether they do can be asked.
                let known: Option<serde::de::IgnoredAny> = self.ask("eth_getTransactionByHash", [hash]).await?;
                if known.is_some() {
                    return Ok(hash);
                }
                Err(self.refusal(&raw, code, message).await)
            }
            Err(error) => Err(error),
        }
    }

    /// Why the node refused, in our words where it is about the nonce.
    async fn refusal(&self, raw: &Bytes, code: i64, message: String) -> ChainError {
        let Ok(signed) = crate::SignedTransaction::decode(raw) else { return ChainError::Node { code, message } };
        let (sender, given) = (signed.sender(), signed.transaction().nonce);
        match self.nonce(sender).await {
            Ok(next) if given < next => ChainError::NonceUsed { sender, given, next },
            _ => ChainError::Node { code, message },
        }
    }
}

impl Chain for RemoteChain {
    fn chain_id(&self) -> Answer<'_, u64> {
        Box::pin(self.ask_number("eth_chainId", [(); 0]))
    }

    fn block_number(&self) -> Answer<'_, u64> {
        Box::pin(self.ask_number("eth_blockNumber", [(); 0]))
    }

    fn block(&self, number: u64) -> Answer<'_, Option<Block>> {
        Box::pin(async move {
            let block: Option<RpcBlock> = self.ask("eth_getBlockByNumber", (U64::from(number), false)).await?;
            Ok(block.map(Block::from))
        })
    }

    fn nonce(&self, account: Address) -> Answer<'_, u64> {
        Box::pin(self.ask_number("eth_getTransactionCount", (account, "latest")))
    }

    fn balance(&self, account: Address) -> Answer<'_, U256> {
        Box::pin(self.ask_for("eth_getBalance", (account, "latest")))
    }

    fn code(&self, account: Address) -> Answer<'_, Bytes> {
        Box::pin(self.ask_for("eth_getCode", (account, "latest")))
    }

    fn call(&self, call: Call) -> Answer<'_, Bytes> {
        Box::pin(self.ask_for("eth_call", (RpcCall::from(call), "latest")))
    }

    fn estimate_gas(&self, call: Call) -> Answer<'_, u64> {
        Box::pin(async move {
            let least = self.ask_number("eth_estimateGas", [RpcCall::from(call)]).await?;
            // The state may be another one when the transaction is executed.
            Ok(least.saturating_add(least / 4))
        })
    }

    fn fees(&self) -> Answer<'_, Fees> {
        Box::pin(async move {
            let price: u128 = self.ask_for::<U128>("eth_gasPrice", [(); 0]).await?.to();
            let tip: u128 = self.ask_for::<U128>("eth_maxPriorityFeePerGas", [(); 0]).await?.to();
            // The base fee rises by an eighth a block at most: good for six full blocks.
            Ok(Fees { max_fee_per_gas: price.saturating_mul(2).max(tip), max_priority_fee_per_gas: tip })
        })
    }

    fn send(&self, raw: Bytes) -> Answer<'_, B256> {
        Box::pin(self.hand_in(raw))
    }

    fn receipt(&self, transaction: B256) -> Answer<'_, Option<Receipt>> {
        Box::pin(async move {
            let receipt: Option<RpcReceipt> = self.ask("eth_getTransactionReceipt", [transaction]).await?;
            Ok(receipt.map(Receipt::from))
        })
    }

    fn logs(&self, filter: LogFilter) -> Answer<'_, Vec<Log>> {
        Box::pin(async move {
            let logs: Vec<RpcLog> = self.ask_for("eth_getLogs", [RpcLogFilter::from(filter)]).await?;
            if logs.len() > LOGS_MAX {
                return Err(ChainError::TooManyLogs);
            }
            Ok(logs.into_iter().map(Log::from).collect())
        })
    }
}

#[derive(Serialize)]
struct Question<P> {
    jsonrpc: &'static str,
    id: u64,
    method: &'static str,
    params: P,
}

#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Reply<T> {
    #[serde(default = "nothing")]
    result: Option<T>,
    error: Option<NodeError>,
}

fn nothing<T>() -> Option<T> {
    None
}

#[derive(Deserialize)]
struct NodeError {
    code: i64,
    message: String,
    data: Option<serde_json::Value>,
}

impl From<NodeError> for ChainError {
    fn from(error: NodeError) -> Self {
        let data = error.data.and_then(|data| serde_json::from_value::<Bytes>(data).ok());
        match data {
            Some(data) => Self::Reverted(data),
            None if error.code == REVERTED => Self::Reverted(Bytes::new()),
            None => Self::Node { code: error.code, message: error.message },
        }
    }
}
