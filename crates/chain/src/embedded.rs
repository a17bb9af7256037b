//! The chain inside the server.

mod block;
mod evm;
mod storing;
mod world;

pub(crate) use block::{GAS_PRICE, HeadBlock, StoredTransaction};
pub use evm::BLOCK_GAS_MAX;

use crate::chain::{Answer, Block, Call, Chain, Fees, Log, LogFilter, Receipt};
use crate::error::ChainError;
use crate::transaction::SignedTransaction;
use alloy_primitives::{Address, B256, Bytes, U256};
use sqlx::sqlite::SqlitePool;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::Mutex;
use world::World;

/// A chain of its own, in one SQLite file. Clones share it.
///
/// Each transaction gets a block of its own, in the order in which they are handed in. Gas costs nothing. The state of the newest block is in memory.
#[derive(Clone, Debug)]
pub struct EmbeddedChain {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    chain_id: u64,
    pool: SqlitePool,
    /// Held from the execution of a block until it is in memory.
    producing: Mutex<()>,
    newest: RwLock<World>,
    /// A write failed, and whether it happened is not known.
    stopped: AtomicBool,
}

impl EmbeddedChain {
    /// Opens the chain in this file, or founds it.
    ///
    /// # Errors
    /// [`ChainError::WrongChain`] if the file holds a chain with another id, [`ChainError::Damaged`] if it contradicts itself.
    pub async fn open(file: &Path, chain_id: u64) -> Result<Self, ChainError> {
        let pool = storing::open(file).await?;
        let newest = storing::load(&pool, chain_id).await?;
        let shared = Shared { chain_id, pool, producing: Mutex::new(()), newest: RwLock::new(newest), stopped: AtomicBool::new(false) };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// As [`Chain::send`], in a block of the given time (seconds since 1970), or of its parent's if that is later. When it returns, the block is durable.
    pub async fn send_at(&self, raw: Bytes, timestamp: u64) -> Result<B256, ChainError> {
        let transaction = SignedTransaction::decode(&raw)?;
        let hash = transaction.hash();
        let shared = Arc::clone(&self.shared);
        // A task of its own: a caller that goes away must not leave the memory behind what is durable.
        let produced = tokio::spawn(async move { shared.produce(transaction, timestamp).await });
        produced.await.map_err(|_| ChainError::Stopped)??;
        Ok(hash)
    }

    /// Executes every transaction again from the first block on and compares all hashes. Returns the number of blocks.
    ///
    /// # Errors
    /// [`ChainError::Damaged`] with the first block that comes out differently.
    pub async fn verify(&self) -> Result<u64, ChainError> {
        let tip = self.newest().tip().number;
        let mut world = World::genesis(self.shared.chain_id);
        for number in 1..=tip {
            let damaged = |why: &str| ChainError::Damaged(format!("block {number} {why}"));
            let stored = self.head_block(number).await?.ok_or_else(|| damaged("is missing"))?;
            let transaction = self.included(stored.transaction).await?.ok_or_else(|| damaged("has no transaction"))?;
            let signed = SignedTransaction::decode(&transaction.raw)?;
            let (again, next) = tokio::task::spawn_blocking(move || {
                let again = evm::produce(&world, signed, stored.timestamp);
                again.map(|again| {
                    world.apply(&again);
                    (again.head, world)
                })
            })
            .await
            .map_err(|_| damaged("cannot be executed"))??;
            if again != stored {
                return Err(damaged("comes out differently when it is executed again"));
            }
            world = next;
        }
        if world != *self.newest() {
            return Err(ChainError::Damaged("the stored state is not what the blocks give".into()));
        }
        Ok(tip)
    }

    pub(crate) async fn head_block(&self, number: u64) -> Result<Option<HeadBlock>, ChainError> {
        storing::block(&self.shared.pool, number).await
    }

    pub(crate) async fn block_number_of(&self, hash: B256) -> Result<Option<u64>, ChainError> {
        storing::block_number(&self.shared.pool, hash).await
    }

    pub(crate) async fn included(&self, transaction: B256) -> Result<Option<StoredTransaction>, ChainError> {
        storing::transaction(&self.shared.pool, transaction).await
    }

    pub(crate) fn slot(&self, account: Address, slot: U256) -> U256 {
        self.newest().slot(account, slot)
    }

    pub(crate) fn tip(&self) -> HeadBlock {
        self.newest().tip().clone()
    }

    fn newest(&self) -> RwLockReadGuard<'_, World> {
        self.shared.newest()
    }

    /// Runs something of the EVM where it does not hold up other tasks.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&World) -> Result<T, ChainError> + Send + 'static) -> Result<T, ChainError> {
        let shared = Arc::clone(&self.shared);
        let done = tokio::task::spawn_blocking(move || work(&shared.newest()));
        done.await.map_err(|error| ChainError::Halted(error.to_string()))?
    }
}

impl Shared {
    fn newest(&self) -> RwLockReadGuard<'_, World> {
        self.newest.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Executes, makes durable, and only then shows a block.
    async fn produce(self: Arc<Self>, transaction: SignedTransaction, timestamp: u64) -> Result<(), ChainError> {
        let _producing = self.producing.lock().await;
        if self.stopped.load(Ordering::Acquire) {
            return Err(ChainError::Stopped);
        }
        if storing::transaction(&self.pool, transaction.hash()).await?.is_some() {
            return Ok(());
        }
        let executing = Arc::clone(&self);
        let included = tokio::task::spawn_blocking(move || evm::produce(&executing.newest(), transaction, timestamp));
        let included = included.await.map_err(|error| ChainError::Halted(error.to_string()))??;

        // After this point it must succeed; where it is not known whether it did, nothing more is taken.
        self.stopped.store(true, Ordering::Release);
        let mut writing = self.pool.begin().await?;
        storing::write(&mut writing, &included).await?;
        writing.commit().await?;
        self.newest.write().unwrap_or_else(PoisonError::into_inner).apply(&included);
        self.stopped.store(false, Ordering::Release);
        Ok(())
    }
}

impl Chain for EmbeddedChain {
    fn chain_id(&self) -> Answer<'_, u64> {
        Box::pin(async { Ok(self.shared.chain_id) })
    }

    fn block_number(&self) -> Answer<'_, u64> {
        Box::pin(async { Ok(self.newest().tip().number) })
    }

    fn block(&self, number: u64) -> Answer<'_, Option<Block>> {
        Box::pin(async move { Ok(self.head_block(number).await?.map(Block::from)) })
    }

    fn nonce(&self, account: Address) -> Answer<'_, u64> {
        Box::pin(async move { Ok(self.newest().nonce(account)) })
    }

    fn balance(&self, account: Address) -> Answer<'_, U256> {
        Box::pin(async move { Ok(self.newest().balance(account)) })
    }

    fn code(&self, account: Address) -> Answer<'_, Bytes> {
        Box::pin(async move { Ok(self.newest().code(account)) })
    }

    fn call(&self, call: Call) -> Answer<'_, Bytes> {
        Box::pin(self.run(move |world| evm::call(world, &call)))
    }

    fn estimate_gas(&self, call: Call) -> Answer<'_, u64> {
        Box::pin(self.run(move |world| evm::estimate_gas(world, &call)))
    }

    fn fees(&self) -> Answer<'_, Fees> {
        Box::pin(async { Ok(Fees { max_fee_per_gas: GAS_PRICE, max_priority_fee_per_gas: GAS_PRICE }) })
    }

    fn send(&self, raw: Bytes) -> Answer<'_, B256> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Box::pin(self.send_at(raw, now))
    }

    fn receipt(&self, transaction: B256) -> Answer<'_, Option<Receipt>> {
        Box::pin(storing::receipt(&self.shared.pool, transaction))
    }

    fn logs(&self, filter: LogFilter) -> Answer<'_, Vec<Log>> {
        Box::pin(async move { storing::logs(&self.shared.pool, &filter).await })
    }
}
