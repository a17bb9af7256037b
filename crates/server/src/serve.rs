//! A server from its start to its end.

use crate::bars::ReplayBars;
use crate::config::{Archive, Settings, Traders};
use crate::demo;
use crate::desk::Desk;
use crate::folder::{DataFolder, FolderKind};
use crate::founding::{Foundation, asset_rules, found};
use crate::held::HeldFrom;
use crate::logging;
use crate::persons::Persons;
use crate::settling::Settling;
use crate::shard::{Shard, ShardClock, ShardSettings};
use anyhow::{Context, Result};
use api::{Front, OpenStreams};
use axum::Router;
use journal::{ArchiveMode, RealDisk};
use metrics_exporter_prometheus::PrometheusBuilder;
use protocol::command::DemoMark;
use protocol::{Home, Time};
use sequencer::{RestartJump, SnapshotDistance};
use settlement::Overview;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// What a server does beside serving.
#[derive(Debug)]
pub enum Work {
    Usual,
    /// One instrument of the demo follows real bars.
    Bars(ReplayBars),
}

/// One shard of each market.
const HOMES: [Home; 2] = [Home::LIVE, Home::PRACTICE];
/// How long requests under way may take once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(5);
/// How long clients of streams may take to hear of the end.
const STREAMS_ENDING: Duration = Duration::from_secs(3);
/// Rules given at the founding come into force so much later, in microseconds.
const RULE_LEAD_US: i64 = 250_000;
/// Bytes of records after which a snapshot is written, whatever their number.
const SNAPSHOT_BYTES: u64 = 128 << 20;

/// Runs a server until it is told to stop.
///
/// # Errors
/// Whatever keeps it from starting or from stopping in order. A failed write, a failed sync or a difference ends the process at once.
pub fn serve(settings: Settings, work: Work) -> Result<()> {
    logging::start(settings.log_json);
    let kind = if settings.demo { FolderKind::Demo } else { FolderKind::Usual };
    let folder = DataFolder::open(&settings.data, kind)?;
    if settings.demo {
        crash_points::arm_from_environment().map_err(anyhow::Error::msg)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(&folder, &settings, work))
}

async fn run(folder: &DataFolder, settings: &Settings, work: Work) -> Result<()> {
    // Taken first: a port that is in use is said before anything is recovered.
    let listener = TcpListener::bind(settings.bind).await.with_context(|| format!("{}", settings.bind))?;
    let address = listener.local_addr()?;
    let stop = on_signal()?;
    let front = Front::new(&HOMES);
    let open_streams = OpenStreams::default();
    let answering = tokio::spawn(answer_until(listener, front.clone(), stop, open_streams.clone()));
    eprintln!("starting http://{address}");
    let staff_token = match &settings.staff_token {
        Some(token) => token.0.clone(),
        None => folder.staff_token()?,
    };
    let shards = start_shards(folder, settings)?;
    let desks: Vec<Desk> = shards.iter().map(|shard| Desk { gateway: shard.gateway.clone(), live: shard.live.clone() }).collect();
    let foundation =
        Foundation { idempotency_keys_max: settings.idempotency_keys_max, demo: settings.demo.then_some(DemoMark { seed: settings.seed }) };
    for desk in &desks {
        found(desk, &foundation, &|| Time(now().0 + RULE_LEAD_US)).await?;
    }
    let persons = Persons::open(folder, settings.database.as_ref().map(|url| url.0.as_str()), asset_rules(settings.demo)).await?;
    let live = shards.iter().find(|shard| shard.home() == Home::LIVE).context("there is no live market")?;
    let settling = Settling::open(folder, &settings.chain, settings.chain_rpc, persons.database().clone(), live).await?;
    let overview = settling.as_ref().map(|settling| settling.overview.clone());
    let reactors = persons.start_reactors(&shards, settling)?;
    let router = router(folder, settings, &shards, staff_token.clone(), &persons, overview, open_streams)?;
    let (tell_traders, traders_stop) = watch::channel(false);
    let mut traders = Vec::new();
    if settings.demo {
        demo::seed(&desks).await?;
        demo::open_accounts_for_people(folder, &desks, router.clone(), &staff_token).await?;
        traders = demo::start_traders(&desks, settings.traders == Traders::Usual, work, &traders_stop)?;
    }
    let first_link = persons.first_link(folder).await?;
    front.open(router);

    if let Some(token) = first_link {
        eprintln!("first administrator: http://{address}/sign-up/staff#{token}");
    }
    match &settings.staff_token {
        Some(_) => eprintln!("staff token: as configured"),
        None => eprintln!("staff token: {}", folder.staff_token_path().display()),
    }
    println!("listening http://{address}");
    std::io::stdout().flush()?;
    tracing::info!(%address, demo = settings.demo, "listening");

    answering.await.context("answering panicked")??;
    tracing::info!("stopping");
    tell_traders.send_replace(true);
    for trader in traders {
        trader.await.context("a simulated trader panicked")?;
    }
    reactors.stop().await?;
    persons.close().await;
    for shard in shards {
        let home = shard.home();
        let core = tokio::task::spawn_blocking(move || shard.stop()).await?.with_context(|| format!("market {}", home.market.name()))?;
        tracing::info!(market = home.market.name(), seq = core.last_seq().0, "stopped");
    }
    Ok(())
}

/// Recovers both markets at once.
fn start_shards(folder: &DataFolder, settings: &Settings) -> Result<Vec<Shard>> {
    std::thread::scope(|scope| {
        let starting = HOMES.map(|home| scope.spawn(move || start_shard(folder, settings, home)));
        starting.into_iter().map(|thread| thread.join().expect("recovery reports what it finds and does not panic")).collect()
    })
}

fn start_shard(folder: &DataFolder, settings: &Settings, home: Home) -> Result<Shard> {
    let path = folder.market(home.market);
    let disk = RealDisk::open(&path).with_context(|| format!("{}", path.display()))?;
    let shard_settings = ShardSettings {
        home,
        identity: folder.identity(home)?,
        capacity: settings.capacity(),
        archive: archive_mode(settings.archive),
        segment_bytes: u64::from(settings.segment_mib) << 20,
        snapshot_distance: SnapshotDistance { records: settings.snapshot_records, bytes: SNAPSHOT_BYTES },
        clock_confirmation: folder.clock_confirmation_path(),
        held_from: HeldFrom::everything(),
    };
    let jump = if settings.demo { RestartJump::DEMO } else { RestartJump::USUAL };
    Shard::start(Arc::new(disk), shard_settings, ShardClock::System(jump))
}

fn archive_mode(archive: Archive) -> ArchiveMode {
    match archive {
        Archive::Keep => ArchiveMode::Keep,
        Archive::None => ArchiveMode::None,
    }
}

fn router(
    folder: &DataFolder,
    settings: &Settings,
    shards: &[Shard],
    staff_token: String,
    persons: &Persons,
    settlement: Option<Overview>,
    open_streams: OpenStreams,
) -> Result<Router> {
    let metrics = PrometheusBuilder::new().install_recorder().context("the recorder of metrics")?;
    let config = api::Config {
        shards: shards.iter().map(|shard| persons.shard(shard)).collect(),
        staff_token,
        keys_file: folder.bearer_keys_path(),
        rate_limit: api::RateLimit { orders_per_s: settings.orders_per_s, burst: settings.orders_burst },
        people: persons.people.clone(),
        payments: persons.payments.clone(),
        catalogue: persons.catalogue.clone(),
        settlement,
        metrics: Some(metrics),
        streams: api::StreamSettings { allowed_origins: settings.allowed_origins.clone(), ..api::StreamSettings::default() },
        open_streams,
    };
    Ok(api::router(config)?)
}

/// Serves until told to stop; then requests under way have some seconds to end.
async fn answer_until(listener: TcpListener, front: Front, mut stop: watch::Receiver<bool>, open_streams: OpenStreams) -> Result<()> {
    let mut stopped = stop.clone();
    let drain = async move {
        // The sender lives in a task that ends only by a signal.
        drop(stopped.wait_for(|&told| told).await);
        tokio::time::sleep(DRAIN).await;
    };
    let streams = open_streams.clone();
    let until = async move {
        drop(stop.wait_for(|&told| told).await);
        streams.stop();
    };
    // An order waits for one sync; holding its small answer back for more bytes would cost it more.
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        let _best_effort = stream.set_nodelay(true);
    });
    tokio::select! {
        served = axum::serve(listener, front).with_graceful_shutdown(until) => served.context("serving")?,
        () = drain => {}
    }
    // A WebSocket is no request any more that the server above waits for.
    let left = open_streams.ended(STREAMS_ENDING).await;
    if left > 0 {
        tracing::warn!(left, "streams that did not end in time are cut");
    }
    Ok(())
}

/// True once SIGTERM or SIGINT came.
fn on_signal() -> Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (tell, told) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tell.send_replace(true);
        // A receiver whose sender is gone would wake as well; this keeps it.
        tell.closed().await;
    });
    Ok(told)
}

/// The machine's clock.
pub(crate) fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
