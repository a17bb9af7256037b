//! `jogak verify`: proves what can be proved of a stopped folder.
//!
//! Each market's journal is read from its first record, from the archive too: frame after frame with checksum, hash and chain. What happened is applied
//! on one exchange and executed again on another, whose events must be the same, and the same bytes where they are in today's forms. Both must have the
//! components' hashes of every snapshot on the way, and the same in the end; all invariants are checked there. Saved read models are folded again and compared.
//!
//! Where the beginning is not kept (`--archive none`) everything that is kept is read, the oldest good snapshot is taken as it is, and the same is done
//! from there on.

use super::stopped::{StoppedFolder, StoppedShard};
use crate::saved_live::read_live;
use anyhow::{Context, Result, ensure};
use exchange::Exchange;
use journal::{FrameReader, JournalError};
use projections::live::LiveState;
use protocol::rejection::Component;
use protocol::{Market, Seq};
use sequencer::{Inspector, Replayer, read_snapshot};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Checks all of a folder and reports to `out`.
///
/// # Errors
/// The first thing that is not as it must be.
pub fn verify(folder: &Path, out: &mut dyn Write) -> Result<()> {
    let folder = StoppedFolder::open(folder)?;
    for &market in Market::ALL {
        match folder.shard(market)? {
            None => writeln!(out, "{}: no journal", market.name())?,
            Some(shard) => verify_shard(&shard, out).with_context(|| format!("market {}", market.name()))?,
        }
    }
    writeln!(out, "everything verified is as it must be")?;
    Ok(())
}

fn verify_shard(shard: &StoppedShard, out: &mut dyn Write) -> Result<()> {
    let name = shard.home.market.name();
    if let Some(cut) = &shard.recovered.cut
        && cut.wiped_pages > 0
    {
        writeln!(out, "{name}: an unacknowledged tail from seq {} on was cut", cut.seq)?;
    }
    if shard.recovered.tip.seq == 0 {
        return Ok(writeln!(out, "{name}: the journal is empty")?);
    }
    let Beginning { seq: begin, applied, executed, mut reader } = beginning(shard)?;
    let (mut frames, mut bytes) = (0u64, 0u64);
    if begin > Seq(0) {
        let first = shard.journal.first_seq();
        writeln!(out, "{name}: records before seq {first} are no longer kept (--archive none), and nothing is said of them")?;
        writeln!(out, "{name}: the snapshot at seq {begin} is taken as it is; what follows is checked against it")?;
        let mut kept = shard.journal.reader_from(first)?;
        while kept.tip().is_none_or(|tip| tip.seq < begin.0)
            && let Some(frame) = kept.next()?
        {
            frames += u64::from(frame.header.last_seq() <= begin.0);
            bytes += if frame.header.last_seq() <= begin.0 { u64::from(frame.header.payload_bytes) } else { 0 };
        }
    }
    let snapshots: BTreeSet<u64> = shard.exchange_snapshots.seqs()?.into_iter().filter(|&seq| seq > begin.0).collect();
    let mut applied = Replayer::new(applied, shard.capacity);
    let mut executed = Inspector::new(executed, shard.gateway.follow(begin));
    let mut compared = 0u32;
    while let Some(frame) = reader.next()? {
        frames += 1;
        bytes += u64::from(frame.header.payload_bytes);
        if frame.header.is_seal() {
            continue;
        }
        applied.apply_frame(Seq(frame.header.first_seq), frame.header.count, frame.payload, frame.header.control_totals)?;
        let last = frame.header.last_seq();
        while executed.position().0 < last {
            let stepped = executed.step()?;
            ensure!(stepped.is_some(), "the second execution ends at seq {}", executed.position());
        }
        if snapshots.contains(&last) {
            compare_snapshot(shard, last, applied.exchange())?;
            compare_states(applied.exchange(), executed.exchange())?;
            compared += 1;
        }
    }
    let tip = Seq(shard.recovered.tip.seq);
    ensure!(applied.exchange().last_seq() == tip, "the replay ends at seq {}, the journal at {tip}", applied.exchange().last_seq());
    ensure!(
        compared as usize == snapshots.len(),
        "{} of {} snapshots are not at the end of a frame",
        snapshots.len() - compared as usize,
        snapshots.len()
    );
    compare_states(applied.exchange(), executed.exchange())?;
    applied.exchange().check()?;
    executed.exchange().check()?;
    writeln!(out, "{name}: up to seq {tip}, {frames} frames, {bytes} bytes of records: chain, checksums and hashes are right")?;
    writeln!(out, "{name}: applied and executed again, the same; {compared} snapshots the same; all invariants hold")?;
    let read_models = verify_read_models(shard, begin)?;
    writeln!(out, "{name}: {read_models} saved read models the same")?;
    for (component, hash) in applied.exchange().component_hashes() {
        writeln!(out, "{name}: {:<12} {}", component.name(), hex(&hash))?;
    }
    Ok(())
}

/// Where the check of the records begins.
struct Beginning {
    /// The last record that the state contains: 0 for the empty one.
    seq: Seq,
    /// The same state twice, to apply to and to execute on.
    applied: Exchange,
    executed: Exchange,
    /// The frames after it.
    reader: FrameReader,
}

fn beginning(shard: &StoppedShard) -> Result<Beginning> {
    match shard.journal.reader_from(1) {
        Ok(reader) => {
            let empty = || Exchange::new(shard.home, shard.capacity);
            Ok(Beginning { seq: Seq(0), applied: empty(), executed: empty(), reader })
        }
        Err(JournalError::NotKept { .. }) => oldest_snapshot(shard),
        Err(error) => Err(error.into()),
    }
}

fn oldest_snapshot(shard: &StoppedShard) -> Result<Beginning> {
    let seqs = shard.exchange_snapshots.good_seqs()?;
    let seq = *seqs.last().context("the beginning is not kept (--archive none), and no good snapshot is there to begin with")?;
    let read = || read_snapshot(&shard.exchange_snapshots, seq, shard.home, shard.capacity);
    let ((applied, position), (executed, _)) = (read()?, read()?);
    let reader = shard.journal.reader_after(position.seq, position.hash)?;
    Ok(Beginning { seq: Seq(seq), applied, executed, reader })
}

fn compare_snapshot(shard: &StoppedShard, seq: u64, replayed: &Exchange) -> Result<()> {
    let (saved, _) = read_snapshot(&shard.exchange_snapshots, seq, shard.home, shard.capacity)?;
    compare_states(&saved, replayed).with_context(|| format!("the snapshot at seq {seq}"))
}

fn compare_states(one: &Exchange, other: &Exchange) -> Result<()> {
    let differing: Vec<&str> = one
        .component_hashes()
        .into_iter()
        .zip(other.component_hashes())
        .filter(|(one, other)| one != other)
        .map(|((component, _), _): ((Component, [u8; 32]), _)| component.name())
        .collect();
    ensure!(differing.is_empty(), "the states differ in {}", differing.join(", "));
    Ok(())
}

/// Folds everything once and compares the bytes wherever a state was saved. Where the records before the oldest saved state are not kept, that one is
/// taken as it is. Gives how many were compared.
fn verify_read_models(shard: &StoppedShard, begin: Seq) -> Result<usize> {
    let mut saved: BTreeSet<u64> = shard.live_snapshots.seqs()?.into_iter().collect();
    let mut state = LiveState::new(shard.home);
    if begin > Seq(0)
        && let Some(oldest) = saved.pop_first()
    {
        state = read_live(shard.home, &shard.live_snapshots, oldest)?;
    }
    let Some(&last) = saved.last() else { return Ok(0) };
    let mut follower = shard.gateway.follow(state.seq());
    let mut events = Vec::new();
    while state.seq().0 < last {
        events.clear();
        let (header, _, _) =
            follower.try_next_into(&mut events)?.with_context(|| format!("a read model was saved at seq {last}, beyond the journal"))?;
        state.apply(&header, &events)?;
        if saved.contains(&header.seq.0) {
            let read = read_live(shard.home, &shard.live_snapshots, header.seq.0)?;
            ensure!(read.to_bytes() == state.to_bytes(), "the read model saved at seq {} is not what the records come to", header.seq);
        }
    }
    Ok(saved.len())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
