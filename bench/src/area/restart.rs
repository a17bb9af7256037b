//! Coming back after a stop: the newest snapshots of core and read model and four million records behind them, beside a plain read of the same bytes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use exchange::Capacity;
use journal::{ArchiveMode, RealDisk, SEGMENT_BYTES, Snapshots};
use projections::live::{Live, LiveState};
use protocol::Seq;
use sequencer::{RecoveredShard, SnapshotDistance, TestClock, recover};
use server::held::HeldFrom;
use server::shard::{Shard, ShardClock, ShardSettings};

use crate::area::durable::take_all;
use crate::arrivals::{AtOnce, Repeating};
use crate::clients::Clients;
use crate::disk::{drop_page_cache, read_uncached};
use crate::durable::{DurableShard, IDENTITY, settings};
use crate::flow::{F100, Flow, Shape};
use crate::founding::{CAPACITY, HOME, OPENING, founding};
use crate::interleave::interleave;
use crate::market::Feed;
use crate::percentiles::median;
use crate::place::Place;
use crate::results::{Baseline, Row};

const RUNS: usize = 3;
/// Four million records with a key each, which leave about 100,000 open orders.
const BEHIND: Shape = Shape { operations: 4_000_000, ..F100 };
const SEGMENT_PREFIX: &str = "seg-";

pub(super) fn restart(place: &Place) -> Result<Vec<Row>> {
    let stopped = stop_a_market(place)?;
    // What comes back is compared in this process once; the seconds are those of new ones.
    let shard = back(&stopped.folder)?;
    ensure!(shard.last_seq() == stopped.last && shard.snapshot.is_some(), "it came back at {}", shard.last_seq());
    ensure!(shard.core.exchange().component_hashes() == stopped.hashes, "it came back as something else");
    drop(shard);
    let done = interleave(
        RUNS,
        |_| Ok((in_new_process(Part::Core, &stopped)?, in_new_process(Part::Server, &stopped)?)),
        |_| read_uncached(&stopped.needed),
    )?;
    let read_s = median(&done.baseline.iter().map(|read| read.seconds).collect::<Vec<_>>()).context("no read")?;
    let read_mb = done.baseline.first().context("no read")?.bytes as f64 / 1e6;
    // Without its snapshot it comes back from the first record on.
    std::fs::remove_dir_all(stopped.folder.join("snapshots"))?;
    drop_page_cache(&segments(&stopped.folder)?)?;
    let start = Instant::now();
    let shard = back(&stopped.folder)?;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(shard.last_seq() == stopped.last && shard.snapshot.is_none(), "it came back at {}", shard.last_seq());
    ensure!(shard.core.exchange().component_hashes() == stopped.hashes, "a full replay comes to something else");
    let baseline = Baseline { name: "plain read of the same bytes", value: read_s };
    let seconds_of = |which: fn(&(f64, f64)) -> f64| done.ours.iter().map(which).collect::<Vec<f64>>();
    Ok(vec![
        Row::compared("restart_s", "s", median(&seconds_of(|run| run.1)).context("no run")?, &baseline),
        Row::compared("restart_core_s", "s", median(&seconds_of(|run| run.0)).context("no run")?, &baseline),
        Row::of_ours("restart_bytes", "MB", read_mb),
        Row::of_ours("replay_per_s", "M records/s", stopped.last.0 as f64 / 1e6 / seconds),
    ])
}

/// How much of a server comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Core,
    /// Everything that `/readyz` waits for, the read model too.
    Server,
}

impl Part {
    const ALL: [Self; 2] = [Self::Core, Self::Server];

    fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Server => "server",
        }
    }
}

/// Seconds that a new process needs, page cache dropped: one whose memory has never been used, as after any stop.
fn in_new_process(part: Part, stopped: &Stopped) -> Result<f64> {
    drop_page_cache(&stopped.needed)?;
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(["come-back", part.name()]).arg(&stopped.folder).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "{} did not come back: {}", part.name(), output.status);
    let told = String::from_utf8(output.stdout)?;
    let (seconds, last) = told.trim().split_once(' ').with_context(|| format!("it said {told:?}"))?;
    ensure!(last == stopped.last.0.to_string(), "it came back at {last}");
    Ok(seconds.parse()?)
}

/// Brings the market in `folder` back and prints in how many seconds, and its last record.
///
/// # Errors
/// If there is no such part, or the market does not come back.
pub fn come_back(part: &str, folder: &Path) -> Result<()> {
    let start = Instant::now();
    let known = Part::ALL.into_iter().find(|known| known.name() == part).with_context(|| format!("{part} is no part of a server"))?;
    let (seconds, last) = match known {
        Part::Core => {
            let shard = back(folder)?;
            (start.elapsed(), shard.last_seq())
        }
        Part::Server => {
            let disk = Arc::new(RealDisk::open(folder)?);
            let shard = Shard::start(disk, shard_settings(folder), ShardClock::Test(TestClock::new(OPENING)))?;
            let seconds = start.elapsed();
            let folded = shard.live.position();
            shard.stop()?;
            (seconds, folded)
        }
    };
    println!("{} {}", seconds.as_secs_f64(), last.0);
    Ok(())
}

fn back(folder: &Path) -> Result<RecoveredShard> {
    let disk = Arc::new(RealDisk::open(folder)?);
    Ok(recover(disk, &settings(Capacity::DEFAULT, ArchiveMode::None))?)
}

fn shard_settings(folder: &Path) -> ShardSettings {
    ShardSettings {
        home: HOME,
        identity: IDENTITY,
        capacity: Capacity::DEFAULT,
        archive: ArchiveMode::None,
        segment_bytes: SEGMENT_BYTES,
        snapshot_distance: SnapshotDistance::DEFAULT,
        clock_confirmation: folder.join("clock.confirmed"),
        held_from: HeldFrom::nobody(),
    }
}

/// Saves the read model as of the exchange's snapshot, as a server does.
fn save_read_model(shard: &DurableShard, disk: Arc<RealDisk>) -> Result<()> {
    let mut follower = shard.gateway.follow(Seq(0));
    let live = Live::new(LiveState::new(HOME));
    live.catch_up(&mut follower)?;
    let copies = Snapshots::new(disk, IDENTITY, journal::snapshot::LIVE);
    server::saved_live::write_live(&live, &copies)?;
    Ok(())
}

/// What is left of a market that stopped.
struct Stopped {
    folder: PathBuf,
    last: Seq,
    hashes: Vec<(protocol::rejection::Component, [u8; 32])>,
    /// The snapshot, and the segments from its place on.
    needed: Vec<PathBuf>,
}

fn stop_a_market(place: &Place) -> Result<Stopped> {
    let flow = Flow::generate(BEHIND);
    let folder = place.fresh_folder("restart")?;
    let mut shard = DurableShard::open(&folder, &settings(CAPACITY, ArchiveMode::None))?;
    take_all(&mut shard, founding(&flow))?;
    shard.write_snapshot()?;
    save_read_model(&shard, Arc::new(RealDisk::open(&folder)?))?;
    // The last segment is only made ready.
    let segments = segments(&folder)?;
    let first_needed = segments.len().checked_sub(2).and_then(|at| segments.get(at)).context("two segments")?.clone();
    let mut clients = Clients::new(shard.gateway.clone(), flow.operations.len() as u64);
    let mut source = AtOnce::new(Repeating::new(Feed::new(&flow, Seq(shard.last_seq().0 + 1))));
    shard.run(&mut source, &mut clients, &mut TestClock::new(OPENING))?;
    clients.told.traded.check(&flow)?;
    shard.seal()?;
    let mut needed: Vec<PathBuf> = self::segments(&folder)?;
    needed.pop();
    needed.retain(|segment| *segment >= first_needed);
    needed.extend(files(&folder.join("snapshots"))?);
    Ok(Stopped { last: shard.last_seq(), hashes: shard.exchange().component_hashes(), folder, needed })
}

/// Segments by age.
fn segments(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_segment = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(SEGMENT_PREFIX));
    let mut segments: Vec<PathBuf> = files(&folder.join("journal"))?.into_iter().filter(is_segment).collect();
    segments.sort();
    Ok(segments)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
