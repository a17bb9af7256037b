//! Core and journal together: executed, written, synced and answered on two threads, beside the yardstick's durable mode and the disk's own syncs.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use journal::ArchiveMode;
use protocol::Seq;
use sequencer::TestClock;

use crate::arrivals::{Arrival, AtOnce, Number, Paced, Repeating};
use crate::ceiling::{Ceiling, Mode};
use crate::clients::{Clients, Told};
use crate::disk::time_syncs;
use crate::durable::{DurableShard, Run, settings};
use crate::flow::{F1, F100, Flow, Shape};
use crate::founding::{CAPACITY, OPENING, founding};
use crate::interleave::{RUNS, interleave};
use crate::market::{Feed, Keyed};
use crate::percentiles::{Percentiles, median};
use crate::place::Place;
use crate::results::{Baseline, Row};

const UNIT: &str = "M commands/s";
/// Orders that a quiet market is measured with, each alone in a frame of 4 kB: they close two segments of [`QUIET_SEGMENT_BYTES`], the second of which
/// holds nothing else.
const QUIET_ORDERS: usize = 2_200;
const QUIET_SEGMENT_BYTES: u64 = 4 << 20;
const QUIET_ORDERS_PER_DAY: f64 = 10.0 * 86_400.0;
/// Two seconds at a million a second.
const PACED: Shape = Shape { operations: 2_000_000, ..F1 };
const SYNCS: usize = 2_000;
/// The core allocates nothing for a command. The first time in its life that its thread waits for the writer, the standard library's channels make it a
/// place to wait at, and each of the two channels a list of who waits; when that is depends on the other thread.
pub const FIRST_WAITS: u64 = 3;
/// The thread of the writer allocates for each frame that it publishes, and for each stored answer that it reads back: never for a command.
const ALLOCATIONS_PER_FRAME: u64 = 8;
const ALLOCATIONS_PER_REPEAT: u64 = 16;

pub(super) fn core_durable_f1(place: &Place) -> Result<Vec<Row>> {
    durable_of(place, "f1", F1)
}

pub(super) fn core_durable_f100(place: &Place) -> Result<Vec<Row>> {
    durable_of(place, "f100", F100)
}

fn durable_of(place: &Place, name: &str, shape: Shape) -> Result<Vec<Row>> {
    let ceiling = Ceiling::build(place)?;
    let file = place.flow_file(name, shape)?;
    let flow = Flow::generate(shape);
    let done = interleave(
        RUNS,
        |round| {
            let done = durable_run(place, &flow)?;
            // The state is the same whichever run it is of.
            if round == RUNS - 1 {
                done.shard.compare_with_follower()?;
            }
            Ok(done.figures(&flow))
        },
        |_| Ok(ceiling.run(&file, Mode::Durable)?.median),
    )?;
    let middle = |of: fn(&Figures) -> f64| median(&done.ours.iter().map(of).collect::<Vec<_>>()).context("no run");
    let baseline = Baseline { name: "ceiling durable", value: median(&done.baseline).context("no run")? };
    Ok(vec![
        Row::compared(&format!("core_durable_{name}"), UNIT, middle(|run| run.rate)?, &baseline),
        Row::of_ours(&format!("journal_bytes_per_command_{name}"), "bytes", middle(|run| run.bytes)?),
        Row::of_ours(&format!("core_allocations_{name}"), "a command", middle(|run| run.core_allocations)?),
        Row::of_ours(&format!("writer_allocations_{name}"), "a command", middle(|run| run.writer_allocations)?),
        Row::of_ours(&format!("core_cpu_{name}"), "ns a command", middle(|run| run.core_ns)?),
        Row::of_ours(&format!("writer_cpu_{name}"), "ns a command", middle(|run| run.writer_ns)?),
    ])
}

/// A run that came to what it should.
pub struct Done {
    pub shard: DurableShard,
    pub run: Run,
    pub told: Told,
    /// Of the journal, padding and keys included.
    pub bytes_per_command: f64,
}

/// Of one run: M commands/s, and what a command takes of the journal and of both threads.
struct Figures {
    rate: f64,
    bytes: f64,
    core_ns: f64,
    writer_ns: f64,
    core_allocations: f64,
    writer_allocations: f64,
}

impl Done {
    fn figures(&self, flow: &Flow) -> Figures {
        let commands = flow.operations.len() as f64;
        Figures {
            rate: commands / 1e6 / self.run.seconds,
            bytes: self.bytes_per_command,
            core_ns: self.run.core_cpu_ns as f64 / commands,
            writer_ns: self.run.writer_cpu_ns as f64 / commands,
            core_allocations: self.run.core_allocations as f64 / (commands / 2.0),
            writer_allocations: self.run.writer_allocations as f64 / (commands / 2.0),
        }
    }
}

/// Founds a market in a fresh folder and takes a flow through it.
///
/// # Errors
/// If trades, answers, repeats or allocations are not what they should be.
pub fn durable_run(place: &Place, flow: &Flow) -> Result<Done> {
    let mut shard = founded(place, flow)?;
    let first = shard.last_seq().0 + 1;
    let mut clients = Clients::new(shard.gateway.clone(), flow.operations.len() as u64);
    let mut source = AtOnce::new(Repeating::new(Feed::new(flow, Seq(first))));
    let run = shard.run(&mut source, &mut clients, &mut TestClock::new(OPENING))?;
    let told = clients.told;
    check(flow, &run, &told)?;
    let bytes = journal_bytes(&shard, first)?;
    Ok(Done { shard, run, told, bytes_per_command: bytes as f64 / flow.operations.len() as f64 })
}

fn check(flow: &Flow, run: &Run, told: &Told) -> Result<()> {
    told.traded.check(flow)?;
    ensure!(told.answers == flow.operations.len() as u64, "{} commands were answered", told.answers);
    ensure!(told.repeated > 0 && told.repeated_wrongly == 0, "repeats did not get the first answer: {told:?}");
    ensure!(run.core_allocations <= FIRST_WAITS, "the core allocated {} times in the second half", run.core_allocations);
    let allowed = told.frames_after_half * ALLOCATIONS_PER_FRAME + told.repeats_after_half * ALLOCATIONS_PER_REPEAT;
    ensure!(
        run.writer_allocations <= allowed,
        "the writers allocated {} times, more than for frames and repeats: {told:?}",
        run.writer_allocations
    );
    Ok(())
}

/// A funded market in a journal, with a snapshot of it, and with the segments of its founding recycled.
fn founded(place: &Place, flow: &Flow) -> Result<DurableShard> {
    let folder = place.fresh_folder("journal")?;
    let mut shard = DurableShard::open(&folder, &settings(CAPACITY, ArchiveMode::None))?;
    take_all(&mut shard, founding(flow))?;
    shard.write_snapshot()?;
    shard.recycle()?;
    Ok(shard)
}

/// Executes commands without keys, none of which may be refused.
pub(super) fn take_all(shard: &mut DurableShard, commands: Vec<protocol::Command>) -> Result<()> {
    let count = commands.len() as u64;
    let mut clients = Clients::new(shard.gateway.clone(), count);
    let arrivals = commands
        .into_iter()
        .zip(0..)
        .map(|(command, number)| Arrival { keyed: Keyed { command, key: None }, number: Number::First(number) });
    shard.run(&mut AtOnce::new(arrivals), &mut clients, &mut TestClock::new(OPENING))?;
    let told = clients.told;
    ensure!(told.answers == count && told.traded.refused == 0, "the market was not founded: {told:?}");
    Ok(())
}

/// Bytes of the frames from the record `first` on, padding included.
fn journal_bytes(shard: &DurableShard, first: u64) -> Result<u64> {
    let mut reader = shard.journal.reader_from(first)?;
    let mut bytes = 0;
    while let Some(frame) = reader.next()? {
        bytes += frame.header.padded_bytes() as u64;
    }
    Ok(bytes)
}

/// One command arrives each microsecond: from the arrival of the oldest in a frame until the frame is durable. Each percentile is the median of the runs'.
pub(super) fn core_paced_1m(place: &Place) -> Result<Vec<Row>> {
    let flow = Flow::generate(PACED);
    let mut baseline_name = "";
    let done = interleave(
        RUNS,
        |_| paced_run(place, &flow),
        |_| {
            let syncs = time_syncs(&place.out("sync.bin"), SYNCS)?;
            baseline_name = syncs.name();
            syncs.percentiles().context("no sync")
        },
    )?;
    let ours = median_of_runs(&done.ours.iter().map(|(latencies, _)| *latencies).collect::<Vec<_>>())?;
    let sync = median_of_runs(&done.baseline)?;
    let rate = median(&done.ours.iter().map(|(_, rate)| *rate).collect::<Vec<_>>()).context("no run")?;
    let row = |name: &str, ours: f64, value: f64| Row::compared(name, "us", ours, &Baseline { name: baseline_name, value });
    Ok(vec![
        row("core_paced_1m_p50", ours.p50, sync.p50).with_percentiles(ours),
        row("core_paced_1m_p99", ours.p99, sync.p99),
        Row::of_ours("core_paced_1m_rate", UNIT, rate),
    ])
}

/// The latencies of its frames in microseconds, and how many million commands a second it took.
fn paced_run(place: &Place, flow: &Flow) -> Result<(Percentiles, f64)> {
    let mut shard = founded(place, flow)?;
    let arrivals: Vec<Arrival> = Repeating::new(Feed::new(flow, Seq(shard.last_seq().0 + 1))).collect();
    let start = Instant::now();
    let mut clients = Clients::new(shard.gateway.clone(), flow.operations.len() as u64).paced_from(start);
    let run = shard.run(&mut Paced::new(arrivals, start), &mut clients, &mut TestClock::new(OPENING))?;
    check(flow, &run, &clients.told)?;
    let latencies = Percentiles::of(clients.latencies_us()).context("no frame")?;
    Ok((latencies, flow.operations.len() as f64 / 1e6 / run.seconds))
}

fn median_of_runs(runs: &[Percentiles]) -> Result<Percentiles> {
    let middle = |of: fn(&Percentiles) -> f64| median(&runs.iter().map(of).collect::<Vec<_>>()).context("no run");
    Ok(Percentiles { p50: middle(|run| run.p50)?, p99: middle(|run| run.p99)?, p99_9: middle(|run| run.p99_9)? })
}

/// What a market of ten orders a second writes in a day, each order alone in its frame, and what of it is kept for ever.
pub(super) fn journal_quiet_day(place: &Place) -> Result<Vec<Row>> {
    let flow = Flow::generate(Shape { operations: QUIET_ORDERS as u32, ..F1 });
    let folder = place.fresh_folder("journal")?;
    let mut recovery = settings(CAPACITY, ArchiveMode::Keep);
    recovery.journal.segment_bytes = QUIET_SEGMENT_BYTES;
    let mut shard = DurableShard::open(&folder, &recovery)?;
    take_all(&mut shard, founding(&flow))?;
    let first = shard.last_seq().0 + 1;
    for (keyed, number) in Feed::new(&flow, Seq(first)).zip(0..) {
        let mut clients = Clients::new(shard.gateway.clone(), 1);
        let arrival = Arrival { keyed, number: Number::First(number) };
        shard.run(&mut AtOnce::new(std::iter::once(arrival)), &mut clients, &mut TestClock::new(OPENING))?;
    }
    let written = journal_bytes(&shard, first)? as f64 / QUIET_ORDERS as f64;
    shard.journal.archive_closed()?;
    let archived = newest_archived_bytes(&folder.join("archive"))? as f64 / (QUIET_SEGMENT_BYTES as f64 / written);
    Ok(vec![
        Row::of_ours("journal_quiet_day_written", "MB", written * QUIET_ORDERS_PER_DAY / 1e6),
        Row::of_ours("journal_quiet_day_kept", "MB", archived * QUIET_ORDERS_PER_DAY / 1e6),
    ])
}

/// Names of archived segments rise with their age.
fn newest_archived_bytes(folder: &Path) -> Result<u64> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    Ok(files.iter().max().context("an archived segment")?.metadata()?.len())
}
