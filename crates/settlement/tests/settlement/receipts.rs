//! A node that loses receipts, as one does that is restarted from the state of its contracts alone, or has them late: nothing is told twice, nothing
//! stands still.

use crate::path::{expect_the_trade, ledger, trade};
use crate::world::{ALICE, BOB, CAROL, CHAIN_ID, HOME, World, settings};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use chain::{Answer, Block, Call, Chain, ChainError, EmbeddedChain, Fees, Log, LogFilter, Receipt, SignedTransaction};
use protocol::event::OfferingOutcome;
use scratch::{Folder, Kind};
use settlement::{Settings, Settlement, SettlementError, Step};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

scratch::both!(f45_f68_what_a_node_forgot_is_not_told_twice, f45_f68_receipts_that_come_late_are_waited_for);

/// What a chain still says of a transaction whose receipt it lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// That its nonce is used.
    NonceUsed,
    /// That it knows it.
    Known,
}

/// The receipts of every second transaction are lost.
struct Forgetful {
    inner: EmbeddedChain,
    /// 0 or 1: the first that is lost.
    first_lost: usize,
    says: Says,
    /// Asked so often, it finds a receipt after all.
    found_at: usize,
    sent: Mutex<BTreeMap<B256, Sent>>,
}

#[derive(Clone, Copy)]
struct Sent {
    /// How many other transactions came before.
    order: usize,
    /// How often its receipt was asked for.
    asked: usize,
}

impl Forgetful {
    fn new(inner: EmbeddedChain, first_lost: usize, says: Says) -> Self {
        Self { inner, first_lost, says, found_at: usize::MAX, sent: Mutex::default() }
    }

    fn has_lost(&self, transaction: B256) -> bool {
        let sent = self.sent.lock().unwrap();
        sent.get(&transaction).is_some_and(|sent| sent.order % 2 == self.first_lost && sent.asked < self.found_at)
    }

    async fn hand_in(&self, raw: Bytes) -> Result<B256, ChainError> {
        let hash = keccak256(&raw);
        let is_repeated = {
            let mut sent = self.sent.lock().unwrap();
            let order = sent.len();
            sent.entry(hash).or_insert(Sent { order, asked: 0 }).order != order
        };
        if is_repeated && self.has_lost(hash) && self.says == Says::NonceUsed {
            let signed = SignedTransaction::decode(&raw)?;
            let (sender, given) = (signed.sender(), signed.transaction().nonce);
            return Err(ChainError::NonceUsed { sender, given, next: self.inner.nonce(sender).await? });
        }
        self.inner.send(raw).await
    }
}

impl Chain for Forgetful {
    fn send(&self, raw: Bytes) -> Answer<'_, B256> {
        Box::pin(self.hand_in(raw))
    }
    fn receipt(&self, transaction: B256) -> Answer<'_, Option<Receipt>> {
        if let Some(sent) = self.sent.lock().unwrap().get_mut(&transaction) {
            sent.asked += 1;
        }
        if self.has_lost(transaction) { Box::pin(async { Ok(None) }) } else { self.inner.receipt(transaction) }
    }
    fn chain_id(&self) -> Answer<'_, u64> {
        self.inner.chain_id()
    }
    fn block_number(&self) -> Answer<'_, u64> {
        self.inner.block_number()
    }
    fn block(&self, number: u64) -> Answer<'_, Option<Block>> {
        self.inner.block(number)
    }
    fn nonce(&self, account: Address) -> Answer<'_, u64> {
        self.inner.nonce(account)
    }
    fn balance(&self, account: Address) -> Answer<'_, U256> {
        self.inner.balance(account)
    }
    fn code(&self, account: Address) -> Answer<'_, Bytes> {
        self.inner.code(account)
    }
    fn call(&self, call: Call) -> Answer<'_, Bytes> {
        self.inner.call(call)
    }
    fn estimate_gas(&self, call: Call) -> Answer<'_, u64> {
        self.inner.estimate_gas(call)
    }
    fn fees(&self) -> Answer<'_, Fees> {
        self.inner.fees()
    }
    fn logs(&self, filter: LogFilter) -> Answer<'_, Vec<Log>> {
        self.inner.logs(filter)
    }
}

/// A settlement that takes a receipt for lost at once.
async fn impatient(world: &World) -> Settlement {
    let settings = Settings { receipt_patience: Duration::ZERO, ..settings(&world.core) };
    let World { core, database, chain, signer, .. } = world;
    Settlement::open(database.clone(), core.gateway.clone(), Arc::clone(chain), Arc::clone(signer), settings).await.unwrap()
}

/// Settles until nothing is left; how many actions had to be signed anew.
async fn settle(world: &mut World) -> usize {
    let mut anew = 0;
    loop {
        match world.settlement.step().await {
            Ok(Step::Idle) => return anew,
            Ok(_) => {}
            Err(SettlementError::Refused { why, .. }) => {
                assert!(why.contains("nonce"), "{why}");
                anew += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
}

async fn f45_f68_what_a_node_forgot_is_not_told_twice(kind: Kind) {
    for (first_lost, says) in [(0, Says::NonceUsed), (1, Says::NonceUsed), (0, Says::Known), (1, Says::Known)] {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        let inner = EmbeddedChain::open(&folder.path().join("chain.sqlite"), CHAIN_ID).await.unwrap();
        let chain = Arc::new(Forgetful::new(inner, first_lost, says));
        let mut world = World::open_on(folder.path(), &kind.database_url(folder.path()).await, chain).await;
        world.settlement = impatient(&world).await;
        trade(&world).await;
        let anew = settle(&mut world).await;
        assert!(anew > 0, "roles are granted again");
        expect_the_trade(&world).await;
        let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, Some(&ledger())).await.unwrap();
        assert_eq!((report.is_complete, report.differences), (true, vec![]), "{first_lost} {says:?}");

        world.offer(100).await;
        world.subscribe(BOB, 120).await;
        world.subscribe(CAROL, 20).await;
        assert_eq!(world.close_offering().await, OfferingOutcome::Funded);
        world.release(700_000).await;
        world.withdraw(ALICE, 50_000).await;
        settle(&mut world).await;
        let report = Settlement::reconcile(&world.database, world.chain.as_ref(), HOME, None).await.unwrap();
        assert_eq!((report.is_complete, report.differences), (true, vec![]), "{first_lost} {says:?}");
        assert_eq!((world.on_chain("2", BOB).await, world.on_chain("won", ALICE).await), (120, 49_950));

        let ranges = Settlement::ranges(&world.database, None, 200).await.unwrap();
        let lost = ranges.iter().filter(|range| range.block.is_none()).count();
        assert!(ranges.iter().all(|range| range.transaction.is_some()) && lost < ranges.len(), "{ranges:?}");
    }
}

/// As Anvil under load, which answers with a block's state for a moment before it has the block's receipts: every transaction is sent under one name.
async fn f45_f68_receipts_that_come_late_are_waited_for(kind: Kind) {
    for says in [Says::NonceUsed, Says::Known] {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        let inner = EmbeddedChain::open(&folder.path().join("chain.sqlite"), CHAIN_ID).await.unwrap();
        let chain = Arc::new(Forgetful { found_at: 5, ..Forgetful::new(inner, 0, says) });
        let mut world = World::open_on(folder.path(), &kind.database_url(folder.path()).await, chain.clone()).await;
        trade(&world).await;
        // A refusal ends the test.
        world.settle().await;
        expect_the_trade(&world).await;
        let actions: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM settlement_actions")
            .fetch_one(&mut *world.database.read().await.unwrap())
            .await
            .unwrap();
        let asked: Vec<usize> = chain.sent.lock().unwrap().values().map(|sent| sent.asked).collect();
        assert_eq!((asked.len(), asked.iter().filter(|&&asked| asked > 1).count() > 0), (actions as usize, true), "{asked:?}");
    }
}
