//! `jogak doctor`: what a machine offers to a server.

use anyhow::{Context, Result};
use journal::{Access, Disk, RealDisk, WriteMode};
use rustix::process::{Resource, getrlimit};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const PROBE: &str = "doctor.probe";
/// Writes that are timed, each of one page and synced.
const SYNCS: usize = 200;
const PAGE_BYTES: usize = 4_096;
/// Below this share of free disk, in per cent, the server warns; below the second it takes no commands.
const FREE_PERCENT: [u64; 2] = [20, 5];
/// Open files that a server with a few thousand connections wants.
const FILES_WANTED: u64 = 4_096;

/// Looks at the machine and at the file system of `folder`, and reports to `out`.
///
/// # Errors
/// If the folder's file system cannot be written to.
pub fn doctor(folder: &Path, out: &mut dyn Write) -> Result<()> {
    let probed = if folder.exists() { folder.to_owned() } else { nearest_existing(folder) };
    let disk = RealDisk::open(&probed).with_context(|| format!("{}", probed.display()))?;
    writeln!(out, "folder        {}{}", folder.display(), if folder.exists() { "" } else { " (not there yet)" })?;
    space(&disk, out)?;
    let mode = match disk.write_mode() {
        WriteMode::Direct => "O_DIRECT and fdatasync",
        WriteMode::Buffered => "page cache and fdatasync: this file system refuses O_DIRECT",
    };
    writeln!(out, "journal       {mode}")?;
    let timed = time_syncs(&disk);
    // The probe is removed whether it could be timed or not.
    let _removed = disk.remove(PROBE);
    let timed = timed.with_context(|| format!("{}", probed.display()))?;
    let micros = |share: usize| timed[(timed.len() - 1) * share / 100].as_micros();
    writeln!(out, "sync of 4 kB  p50 {} µs, p99 {} µs, worst {} µs", micros(50), micros(99), micros(100))?;
    clock(out)?;
    memory(out)?;
    let files = getrlimit(Resource::Nofile).current;
    let enough = files.is_none_or(|files| files >= FILES_WANTED);
    let shown = files.map_or_else(|| "no limit".to_owned(), |files| files.to_string());
    writeln!(out, "open files    {shown}{}", if enough { "" } else { ": few for many connections" })?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    writeln!(out, "cores         {cores}")?;
    Ok(())
}

fn nearest_existing(folder: &Path) -> std::path::PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    absolute.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/")).to_owned()
}

fn space(disk: &RealDisk, out: &mut dyn Write) -> Result<()> {
    let space = disk.space()?;
    let percent = u128::from(space.free_bytes) * 100 / u128::from(space.total_bytes.max(1));
    let verdict = match percent {
        percent if percent < u128::from(FREE_PERCENT[1]) => ": the server would take no commands",
        percent if percent < u128::from(FREE_PERCENT[0]) => ": filling up",
        _ => "",
    };
    writeln!(out, "disk          {} GiB of {} GiB free, {percent} %{verdict}", space.free_bytes >> 30, space.total_bytes >> 30)?;
    Ok(())
}

/// Times of writes as the journal makes them, in rising order.
fn time_syncs(disk: &RealDisk) -> std::io::Result<Vec<Duration>> {
    let mut buffer = vec![0u8; 2 * PAGE_BYTES];
    let begin = buffer.as_ptr().align_offset(PAGE_BYTES);
    let page = &mut buffer[begin..begin + PAGE_BYTES];
    let file = disk.open(PROBE, Access::CreatePages)?;
    for at in 0..SYNCS {
        file.write_at((at * PAGE_BYTES) as u64, page)?;
    }
    file.sync()?;
    let mut times = Vec::with_capacity(SYNCS);
    for at in 0..SYNCS {
        page[0] = at as u8;
        let begin = Instant::now();
        file.write_at((at * PAGE_BYTES) as u64, page)?;
        file.sync()?;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

/// The two clocks over a tenth of a second, and whether the wall clock tells a time that can be.
fn clock(out: &mut dyn Write) -> Result<()> {
    let wall = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (wall_before, before) = (wall(), Instant::now());
    std::thread::sleep(Duration::from_millis(100));
    let (went, monotonic) = (wall().saturating_sub(wall_before), before.elapsed());
    let parted = went.as_micros().abs_diff(monotonic.as_micros());
    writeln!(out, "clock         {}, wall and monotonic part by {parted} µs in 100 ms", crate::serve::now().rfc3339())?;
    Ok(())
}

fn memory(out: &mut dyn Write) -> Result<()> {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let of = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    match (of("MemAvailable:"), of("MemTotal:")) {
        (Some(available), Some(total)) => writeln!(out, "memory        {} MiB of {} MiB available", available >> 10, total >> 10)?,
        _ => writeln!(out, "memory        unknown")?,
    }
    Ok(())
}
