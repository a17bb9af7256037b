//! What each method answers.

use super::Refusal;
use super::shapes;
use crate::chain::{Call, Chain, LogFilter};
use crate::embedded::{EmbeddedChain, HeadBlock};
use crate::error::ChainError;
use crate::transaction::SignedTransaction;
use crate::wire::{OneOrMore, RpcCall};
use alloy_primitives::{Address, B256, U64, U256};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The most addresses, and alternatives of a topic, of one question for logs.
const FILTER_ALTERNATIVES_MAX: usize = 100;

/// What changes a chain, at ours or at other nodes.
const WRITING_PREFIXES: [&str; 5] = ["anvil_", "evm_", "hardhat_", "miner_", "personal_"];
const WRITING: [&str; 5] =
    ["eth_sendRawTransaction", "eth_sendRawTransactionSync", "eth_sendTransaction", "eth_sign", "eth_signTransaction"];

pub(super) async fn call(chain: &EmbeddedChain, method: &str, params: Value) -> Result<Value, Refusal> {
    let params = Parameters::of(params)?;
    Ok(match method {
        "web3_clientVersion" => json!(concat!("jogak/", env!("CARGO_PKG_VERSION"))),
        "net_version" => json!(chain.chain_id().await?.to_string()),
        "net_listening" => json!(false),
        "eth_syncing" => json!(false),
        "eth_accounts" => json!([]),
        "eth_chainId" => json!(U64::from(chain.chain_id().await?)),
        "eth_blockNumber" => json!(U64::from(chain.block_number().await?)),
        "eth_gasPrice" => json!(U256::from(chain.fees().await?.max_fee_per_gas)),
        "eth_maxPriorityFeePerGas" => json!(U256::from(chain.fees().await?.max_priority_fee_per_gas)),
        "eth_getBalance" => {
            newest_only(chain, params.optional(1)?).await?;
            json!(chain.balance(params.required(0)?).await?)
        }
        "eth_getCode" => {
            newest_only(chain, params.optional(1)?).await?;
            json!(chain.code(params.required(0)?).await?)
        }
        "eth_getTransactionCount" => {
            newest_only(chain, params.optional(1)?).await?;
            json!(U64::from(chain.nonce(params.required(0)?).await?))
        }
        "eth_getStorageAt" => {
            newest_only(chain, params.optional(2)?).await?;
            json!(B256::from(chain.slot(params.required(0)?, params.required(1)?)))
        }
        "eth_call" => {
            newest_only(chain, params.optional(1)?).await?;
            json!(chain.call(Call::from(params.required::<RpcCall>(0)?)).await?)
        }
        "eth_estimateGas" => {
            newest_only(chain, params.optional(1)?).await?;
            json!(U64::from(chain.estimate_gas(Call::from(params.required::<RpcCall>(0)?)).await?))
        }
        "eth_getBlockByNumber" => {
            let number = params.required::<BlockTag>(0)?.number(chain);
            block(chain, chain.head_block(number).await?, params.optional(1)?.unwrap_or(false)).await?
        }
        "eth_getBlockByHash" => {
            let head = match chain.block_number_of(params.required(0)?).await? {
                Some(number) => chain.head_block(number).await?,
                None => None,
            };
            block(chain, head, params.optional(1)?.unwrap_or(false)).await?
        }
        "eth_getBlockTransactionCountByNumber" => {
            let head = chain.head_block(params.required::<BlockTag>(0)?.number(chain)).await?;
            head.map_or(Value::Null, |head| json!(U64::from(u64::from(head.has_transaction()))))
        }
        "eth_getTransactionByHash" => match found_transaction(chain, params.required(0)?).await? {
            Some((head, signed)) => shapes::transaction(&head, &signed),
            None => Value::Null,
        },
        "eth_getTransactionReceipt" => receipt(chain, params.required(0)?).await?,
        "eth_getLogs" => logs(chain, params.required(0)?).await?,
        _ if WRITING.contains(&method) || WRITING_PREFIXES.iter().any(|prefix| method.starts_with(prefix)) => {
            return Err(Refusal::read_only(method));
        }
        _ => return Err(Refusal::unknown_method(method)),
    })
}

/// The parameters of a question, by place.
struct Parameters(Vec<Value>);

impl Parameters {
    fn of(params: Value) -> Result<Self, Refusal> {
        match params {
            Value::Null => Ok(Self(Vec::new())),
            Value::Array(params) => Ok(Self(params)),
            _ => Err(Refusal::parameters("params is not a list")),
        }
    }

    fn optional<T: DeserializeOwned>(&self, place: usize) -> Result<Option<T>, Refusal> {
        let Some(value) = self.0.get(place).filter(|value| !value.is_null()) else { return Ok(None) };
        T::deserialize(value).map(Some).map_err(|error| Refusal::parameters(format!("parameter {place}: {error}")))
    }

    fn required<T: DeserializeOwned>(&self, place: usize) -> Result<T, Refusal> {
        self.optional(place)?.ok_or_else(|| Refusal::parameters(format!("parameter {place} is missing")))
    }
}

/// Which block is meant.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum BlockTag {
    Name(BlockName),
    Number(U64),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BlockName {
    Earliest,
    Latest,
    /// A block is final as soon as it is there, and nothing is pending.
    Pending,
    Safe,
    Finalized,
}

impl BlockTag {
    fn number(self, chain: &EmbeddedChain) -> u64 {
        match self {
            Self::Name(BlockName::Earliest) => 0,
            Self::Name(_) => chain.tip().number,
            Self::Number(number) => number.to(),
        }
    }
}

/// Only the newest block has its state.
async fn newest_only(chain: &EmbeddedChain, tag: Option<BlockTag>) -> Result<(), Refusal> {
    let tip = chain.block_number().await?;
    match tag.map(|tag| tag.number(chain)) {
        Some(number) if number < tip => Err(ChainError::StateNotKept(number).into()),
        _ => Ok(()),
    }
}

async fn block(chain: &EmbeddedChain, head: Option<HeadBlock>, whole: bool) -> Result<Value, Refusal> {
    let Some(head) = head else { return Ok(Value::Null) };
    let receipt = if head.has_transaction() { chain.receipt(head.transaction).await? } else { None };
    let mut block = shapes::block(&head, receipt.as_ref());
    if whole && let Some((head, signed)) = found_transaction(chain, head.transaction).await? {
        block["transactions"] = json!([shapes::transaction(&head, &signed)]);
    }
    Ok(block)
}

async fn found_transaction(chain: &EmbeddedChain, hash: B256) -> Result<Option<(HeadBlock, SignedTransaction)>, Refusal> {
    let Some(stored) = chain.included(hash).await? else { return Ok(None) };
    let head = chain.head_block(stored.block_number).await?;
    let head = head.ok_or_else(|| ChainError::Damaged(format!("block {} is missing", stored.block_number)))?;
    Ok(Some((head, SignedTransaction::decode(&stored.raw)?)))
}

async fn receipt(chain: &EmbeddedChain, hash: B256) -> Result<Value, Refusal> {
    match chain.receipt(hash).await? {
        Some(receipt) => Ok(shapes::receipt(receipt)),
        None => Ok(Value::Null),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogQuestion {
    from_block: Option<BlockTag>,
    to_block: Option<BlockTag>,
    block_hash: Option<B256>,
    address: Option<OneOrMore<Address>>,
    #[serde(default)]
    topics: Vec<Option<OneOrMore<B256>>>,
}

async fn logs(chain: &EmbeddedChain, question: LogQuestion) -> Result<Value, Refusal> {
    let tip = chain.block_number().await?;
    let number = |tag: Option<BlockTag>| tag.map_or(tip, |tag| tag.number(chain));
    let (from_block, to_block) = match question.block_hash {
        Some(_) if question.from_block.is_some() || question.to_block.is_some() => {
            return Err(Refusal::parameters("blockHash stands alone, without fromBlock and toBlock"));
        }
        Some(hash) => {
            let number = chain.block_number_of(hash).await?.ok_or_else(|| Refusal::parameters("there is no block with this hash"))?;
            (number, number)
        }
        None => (number(question.from_block), number(question.to_block)),
    };
    let addresses = question.address.map(OneOrMore::into_vec).unwrap_or_default();
    let topics: Vec<Vec<B256>> = question.topics.into_iter().map(|topic| topic.map(OneOrMore::into_vec).unwrap_or_default()).collect();
    if addresses.len() > FILTER_ALTERNATIVES_MAX || topics.len() > 4 || topics.iter().any(|topic| topic.len() > FILTER_ALTERNATIVES_MAX) {
        return Err(Refusal::parameters(format!(
            "more than {FILTER_ALTERNATIVES_MAX} addresses or alternatives of a topic, or more than 4 topics"
        )));
    }
    let found = chain.logs(LogFilter { from_block, to_block, addresses, topics }).await?;
    Ok(Value::Array(found.into_iter().map(shapes::log).collect()))
}
