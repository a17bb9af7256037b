//! The product's server as `serve` wires it, over a fresh folder with one instrument and accounts that can pay for all the load sends.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use exchange::Capacity;
use journal::{ArchiveMode, RealDisk, SEGMENT_BYTES};
use money::{Quantity, Won};
use protocol::command::{AccountKind, DemoMark, GrantCash, IssueUnits, OpenAccount};
use protocol::{AccountId, Command, Home, Market, OwnerId, Time};
use sequencer::{RestartJump, SnapshotDistance};
use server::demo::instruments;
use server::desk::Desk;
use server::folder::{DataFolder, FolderKind};
use server::founding::{Foundation, asset_rules, found};
use server::held::HeldFrom;
use server::persons::Persons;
use server::shard::{Shard, ShardClock, ShardSettings};
use tower::ServiceExt;

/// What is traded, at which price in won, in which quantity.
pub const CODE: &str = "KRW-XRP";
pub const PRICE: i64 = 3_400;
pub const QUANTITY: i64 = 10;

/// So many that none is held up by the usual limit of orders a second, even where 700 batches of 1,000 are taken in one. An odd number, so that each account
/// buys and sells in turn.
const ACCOUNTS: u32 = 4_095;
/// Each account's, more than the load can spend.
const CASH: Won = Won(1_000_000_000_000);
const UNITS: Quantity = Quantity(1_000_000 * 100_000_000);
const FIRST_ACCOUNT: u32 = 16;
/// As a server's default.
const KEYS_MAX: u32 = 4_194_304;
const RULE_LEAD_US: i64 = 250_000;
const ANSWER_BYTES_MAX: usize = 16 << 10;

/// A running server without its port.
pub struct Product {
    pub router: Router,
    /// One for each account.
    pub bearer_keys: Vec<String>,
    /// Both markets, kept running.
    _shards: Vec<Shard>,
    _folder: DataFolder,
}

impl Product {
    /// Makes the folder's markets, lists and funds.
    ///
    /// # Errors
    /// If the folder is not empty, or anything is refused.
    pub async fn start(path: &Path) -> Result<Self> {
        let folder = DataFolder::open(path, FolderKind::Demo)?;
        let staff_token = folder.staff_token()?;
        let shards = [start_shard(&folder, Home::LIVE)?, start_shard(&folder, Home::PRACTICE)?];
        let foundation = Foundation { idempotency_keys_max: KEYS_MAX, demo: Some(DemoMark { seed: 1 }) };
        let desks = shards.each_ref().map(|shard| Desk { gateway: shard.gateway.clone(), live: shard.live.clone() });
        for desk in &desks {
            found(desk, &foundation, &|| Time(now().0 + RULE_LEAD_US)).await?;
        }
        let [_, practice] = &desks;
        fund(practice).await?;
        let persons = Persons::open(&folder, None, asset_rules(true)).await?;
        let router = api::router(api::Config {
            shards: shards.iter().map(|shard| persons.shard(shard)).collect(),
            staff_token: staff_token.clone(),
            keys_file: folder.bearer_keys_path(),
            rate_limit: api::RateLimit::default(),
            people: persons.people,
            payments: persons.payments,
            catalogue: persons.catalogue,
            settlement: None,
            metrics: None,
            streams: api::StreamSettings::default(),
            open_streams: api::OpenStreams::default(),
        })?;
        let mut bearer_keys = Vec::with_capacity(ACCOUNTS as usize);
        for account in accounts() {
            bearer_keys.push(mint(router.clone(), account, &staff_token).await?);
        }
        Ok(Self { router, bearer_keys, _shards: shards.into(), _folder: folder })
    }
}

fn start_shard(folder: &DataFolder, home: Home) -> Result<Shard> {
    let path = folder.market(home.market);
    let disk = RealDisk::open(&path).with_context(|| format!("{}", path.display()))?;
    let settings = ShardSettings {
        home,
        identity: folder.identity(home)?,
        capacity: Capacity::DEFAULT,
        archive: ArchiveMode::Keep,
        segment_bytes: SEGMENT_BYTES,
        snapshot_distance: SnapshotDistance::DEFAULT,
        clock_confirmation: folder.clock_confirmation_path(),
        held_from: HeldFrom::nobody(),
    };
    Shard::start(Arc::new(disk), settings, ShardClock::System(RestartJump::DEMO))
}

fn accounts() -> impl Iterator<Item = AccountId> {
    (0..ACCOUNTS).map(|number| AccountId::new(Home::PRACTICE, FIRST_ACCOUNT + number))
}

async fn fund(desk: &Desk) -> Result<()> {
    let listed =
        instruments().into_iter().find(|instrument| instrument.market == Market::Practice && instrument.listing.code.as_str() == CODE);
    desk.give(Command::ListInstrument(Box::new(listed.context("the demo lists it")?.listing))).await?;
    let instrument = desk.live.codes().get(CODE).context("it was listed")?.id;
    let open =
        |number: u32| OpenAccount { owner: OwnerId(u64::from(number) + 1), kind: AccountKind::Investor, own_instrument: None }.into();
    let steps: [Vec<Command>; 3] = [
        (0..ACCOUNTS).map(open).collect(),
        accounts().map(|account| GrantCash { account, amount: CASH }.into()).collect(),
        accounts().map(|account| IssueUnits { instrument, account, quantity: UNITS, cost: Won(PRICE * 1_000_000) }.into()).collect(),
    ];
    for commands in steps {
        ensure!(desk.give_all(commands).await? == 0, "the accounts could not be opened and funded");
    }
    Ok(())
}

/// Asks the API for a key, as staff would.
async fn mint(router: Router, account: AccountId, staff_token: &str) -> Result<String> {
    let request = Request::post(format!("/api/v1/accounts/{account}/keys")).header("authorization", format!("Bearer {staff_token}"));
    let response = router.oneshot(request.body(Body::empty())?).await?;
    let status = response.status();
    let body = to_bytes(response.into_body(), ANSWER_BYTES_MAX).await?;
    ensure!(status.is_success(), "a key for {account}: {status} {}", String::from_utf8_lossy(&body));
    let minted: serde_json::Value = serde_json::from_slice(&body)?;
    Ok(minted["key"].as_str().context("a minted key is a text")?.to_owned())
}

fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
