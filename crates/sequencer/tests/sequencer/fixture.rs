//! A folder, a disk that can be made to fail, commands, and a source of them.

use exchange::{Capacity, Exchange};
use gateway::Submission;
use journal::{Access, ArchiveMode, Disk, DiskFile, Identity, JournalConfig, JournalId, RealDisk, Space, WriteMode};
use money::{Bps, Price, Quantity, Won};
use protocol::command::{
    AccountKind, CancelDeposit, DemoMark, Genesis, GrantCash, IssueUnits, ListInstrument, OpenAccount, PayDistribution, SetPolicy,
    TradingCircle,
};
use protocol::ids::{DepositId, PolicyId};
use protocol::policy::{Calendar, Fees, Phase, PhaseStart, PolicyBody, Rules, TickStep, TickTable};
use protocol::text::{Code, Note};
use protocol::{AccountId, Command, Event, Home, InstrumentId, KeyHash, OwnerId, Time};
use sequencer::{Answers, CommandSource, Core, Decision, Entry, Faults, Incoming, RecoveredShard, RecoverySettings, recover};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

pub(crate) const HOME: Home = Home::PRACTICE;
pub(crate) const START: Time = Time(1_700_000_000_000_000);

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn disk(&self) -> Arc<FailingDisk> {
        let disk = RealDisk::open(&self.0).expect("a folder for tests");
        Arc::new(FailingDisk { disk, seen: Arc::new(Seen::default()) })
    }

    pub(crate) fn recover(&self) -> RecoveredShard {
        recover(self.disk(), &settings()).expect("recovers")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is left for the next `cargo clean`.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

pub(crate) fn settings() -> RecoverySettings {
    let identity = Identity { journal: JournalId(*b"sequencer's test"), market: 1, shard: 0 };
    RecoverySettings {
        home: HOME,
        capacity: Capacity::DEMO,
        journal: JournalConfig { segment_bytes: 4 << 20, archive: ArchiveMode::None, ..JournalConfig::new(identity) },
        faults: Faults::default(),
    }
}

pub(crate) fn new_core() -> Core {
    Core::new(Exchange::new(HOME, Capacity::DEMO), Faults::default())
}

/// The machine's disk; after so many syncs of segments each fails.
#[derive(Debug)]
pub(crate) struct FailingDisk {
    disk: RealDisk,
    pub(crate) seen: Arc<Seen>,
}

#[derive(Debug)]
struct FailingFile {
    file: Arc<dyn DiskFile>,
    seen: Arc<Seen>,
}

#[derive(Debug)]
pub(crate) struct Seen {
    syncs: Mutex<u32>,
    synced: Condvar,
    /// Syncs that still succeed; negative once one failed.
    left: AtomicI64,
    /// How long each sync takes at least.
    sync_ms: AtomicU32,
}

impl Default for Seen {
    fn default() -> Self {
        Self { syncs: Mutex::default(), synced: Condvar::new(), left: AtomicI64::new(i64::MAX), sync_ms: AtomicU32::new(0) }
    }
}

impl Seen {
    pub(crate) fn fail_after(&self, syncs: i64) {
        self.left.store(syncs, Ordering::Release);
    }

    pub(crate) fn slow_down(&self, sync_ms: u32) {
        self.sync_ms.store(sync_ms, Ordering::Release);
    }

    pub(crate) fn syncs(&self) -> u32 {
        *self.syncs.lock().expect("no panic")
    }

    pub(crate) fn wait_for_syncs(&self, syncs: u32) {
        let seen = self.syncs.lock().expect("no panic");
        drop(self.synced.wait_while(seen, |seen| *seen < syncs).expect("no panic"));
    }
}

impl Disk for FailingDisk {
    fn open(&self, name: &str, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        Ok(Arc::new(FailingFile { file: self.disk.open(name, access)?, seen: Arc::clone(&self.seen) }))
    }
    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk.rename(from, to)
    }
    fn remove(&self, name: &str) -> io::Result<()> {
        self.disk.remove(name)
    }
    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.disk.list(folder)
    }
    fn create_folder(&self, folder: &str) -> io::Result<()> {
        self.disk.create_folder(folder)
    }
    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        self.disk.sync_folder(folder)
    }
    fn space(&self) -> io::Result<Space> {
        self.disk.space()
    }
    fn write_mode(&self) -> WriteMode {
        self.disk.write_mode()
    }
}

impl DiskFile for FailingFile {
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        self.file.read_at(offset, into)
    }
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.write_at(offset, bytes)
    }
    fn sync(&self) -> io::Result<()> {
        if self.seen.left.fetch_sub(1, Ordering::AcqRel) <= 0 {
            return Err(io::Error::other("planted"));
        }
        std::thread::sleep(Duration::from_millis(self.seen.sync_ms.load(Ordering::Acquire).into()));
        self.file.sync()?;
        *self.seen.syncs.lock().expect("no panic") += 1;
        self.seen.synced.notify_all();
        Ok(())
    }
    fn len_bytes(&self) -> io::Result<u64> {
        self.file.len_bytes()
    }
    fn forget_cache(&self) -> io::Result<()> {
        self.file.forget_cache()
    }
}

pub(crate) fn genesis() -> Command {
    genesis_with_keys(1 << 16)
}

pub(crate) fn genesis_with_keys(keys_max: u32) -> Command {
    Genesis { key_secret: [9; 32], keys_max, demo: Some(DemoMark { seed: 1 }) }.into()
}

/// Always accepted.
pub(crate) fn open_account(owner: u64) -> Command {
    OpenAccount { owner: OwnerId(owner), kind: AccountKind::Investor, own_instrument: None }.into()
}

/// Always refused.
pub(crate) fn cancel_deposit(deposit: u64) -> Command {
    CancelDeposit { deposit: DepositId::new(HOME, deposit) }.into()
}

/// Founds a market with one instrument, which trades round the clock, and `holders` accounts with 10 units each.
pub(crate) fn market_with_holders(holders: u32) -> Vec<(Command, Option<KeyHash>)> {
    let policy = |number: u16, body: PolicyBody| -> Command {
        let source = Note::new("test").expect("a note");
        Box::new(SetPolicy { policy: PolicyId(number), valid_from: START, source, body }).into()
    };
    let phases = vec![PhaseStart { second: 32_400, phase: Phase::Continuous }];
    let (holidays, shifted_days) = (Vec::new(), Vec::new());
    let rules =
        Rules { tick_table: PolicyId(1), fees: PolicyId(2), calendar: PolicyId(3), price_band: None, volatility: None, withholding: None };
    let listing = ListInstrument {
        code: Code::new("KRW-TEST").expect("a code"),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(1_000),
        registered_supply: Quantity(1_000_000),
        reference_price: Price(1_000),
        circle: TradingCircle::Everyone,
        rules,
    };
    let mut commands = vec![
        genesis(),
        policy(1, TickTable { price_decimals: 0, steps: vec![TickStep { from: Price(0), tick: Price(1) }] }.into()),
        policy(2, Fees { maker: Bps(5), taker: Bps(5) }.into()),
        policy(3, Calendar { utc_offset_s: 32_400, day_starts_s: 32_400, weekdays: 127, phases, holidays, shifted_days }.into()),
        Box::new(listing).into(),
    ];
    for holder in 0..holders {
        commands.push(open_account(u64::from(holder) + 1));
        let (instrument, account) = (InstrumentId::new(HOME, 1), holder_account(holder));
        commands.push(IssueUnits { instrument, account, quantity: Quantity(10), cost: Won(10_000) }.into());
    }
    commands.into_iter().map(|command| (command, None)).collect()
}

/// The account of a holder, from 0.
pub(crate) fn holder_account(holder: u32) -> AccountId {
    AccountId::new(HOME, 16 + holder)
}

/// Starts a job that pays every holder, 1 won a unit, from the first one's money.
pub(crate) fn distribution(holders: u32) -> [(Command, Option<KeyHash>); 2] {
    let (instrument, payer, total) = (InstrumentId::new(HOME, 1), holder_account(0), Won(i64::from(holders) * 10));
    [(GrantCash { account: payer, amount: total }.into(), None), (PayDistribution { instrument, payer, total }.into(), None)]
}

pub(crate) fn key(number: u64) -> KeyHash {
    let mut bytes = [3; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    KeyHash(bytes)
}

pub(crate) fn plain(command: Command) -> Submission {
    Submission { command, key: None }
}

pub(crate) fn keyed(command: Command, number: u64) -> Submission {
    Submission { command, key: Some(key(number)) }
}

/// Commands in a row; the reply is their number.
#[derive(Debug, Default)]
pub(crate) struct Row {
    waiting: VecDeque<(Command, Option<KeyHash>)>,
    taken: u32,
    /// How many may be taken before the next batch.
    pub(crate) allowed: usize,
}

impl Row {
    pub(crate) fn new(commands: &[(Command, Option<KeyHash>)]) -> Self {
        Self { waiting: commands.iter().cloned().collect(), taken: 0, allowed: usize::MAX }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl CommandSource for Row {
    type Reply = u32;

    fn peek(&self, ahead: usize) -> Option<(&Command, &Option<KeyHash>)> {
        self.waiting.get(ahead).map(|(command, key)| (command, key))
    }

    fn take(&mut self) -> Option<Incoming<u32>> {
        if self.allowed == 0 {
            return None;
        }
        let (command, key) = self.waiting.pop_front()?;
        self.allowed -= 1;
        self.taken += 1;
        Some(Incoming { command, key, reply: self.taken - 1 })
    }
}

/// What was told, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Told(pub(crate) Vec<(u32, Decision, Vec<Event>)>);

impl Answers for Told {
    type Reply = u32;

    fn answer(&mut self, reply: u32, entry: &mut Entry<u32>, events: &[Event]) {
        self.0.push((reply, entry.decision.clone(), events.to_vec()));
    }
}
