//! `jogak verify`: proves what can be proved of a stopped folder.
//!
//! Each market's journal is read from its first record, from the archive too: frame after frame with checksum, hash and chain. What happened is applied
//! on one exchange and executed again on another, whose events must come to the same bytes. Both must have the components' hashes of every snapshot on
//! the way, and the same in the end; all invariants are checked there. Saved read models are folded again and compared.

use super::stopped::{StoppedFolder, StoppedShard};
use crate::saved_live::read_live;
use anyhow::{Context, Result, bail, ensure};
use exchange::Exchange;
use journal::JournalError;
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
    let snapshots: BTreeSet<u64> = shard.exchange_snapshots.seqs()?.into_iter().collect();
    let Some(begin) = beginning(shard)? else {
        bail!("the beginning is not kept (--archive none): rebuilding from the first record is not possible");
    };
    let mut reader = match begin {
        Beginning::Genesis => shard.journal.reader_from(1)?,
        Beginning::Empty => return Ok(writeln!(out, "{name}: the journal is empty")?),
    };
    let mut applied = Replayer::new(Exchange::new(shard.home, shard.capacity));
    let mut executed = Inspector::new(Exchange::new(shard.home, shard.capacity), shard.gateway.follow(Seq(0)));
    let (mut frames, mut bytes, mut compared) = (0u64, 0u64, 0u32);
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
    writeln!(out, "{name}: {tip} records in {frames} frames, {bytes} bytes of records: chain, checksums and hashes are right")?;
    writeln!(out, "{name}: applied and executed again, byte by byte the same; {compared} snapshots the same; all invariants hold")?;
    let read_models = verify_read_models(shard)?;
    writeln!(out, "{name}: {read_models} saved read models the same")?;
    for (component, hash) in applied.exchange().component_hashes() {
        writeln!(out, "{name}: {:<12} {}", component.name(), hex(&hash))?;
    }
    Ok(())
}

enum Beginning {
    Genesis,
    Empty,
}

fn beginning(shard: &StoppedShard) -> Result<Option<Beginning>> {
    if shard.recovered.tip.seq == 0 {
        return Ok(Some(Beginning::Empty));
    }
    match shard.journal.reader_from(1) {
        Ok(_) => Ok(Some(Beginning::Genesis)),
        Err(JournalError::NotKept { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
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

/// Folds everything once and compares the bytes wherever a state was saved.
fn verify_read_models(shard: &StoppedShard) -> Result<usize> {
    let saved: BTreeSet<u64> = shard.live_snapshots.seqs()?.into_iter().collect();
    let Some(&last) = saved.last() else { return Ok(0) };
    let mut follower = shard.gateway.follow(Seq(0));
    let mut state = LiveState::new(shard.home);
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
