//! The live read model's copies on disk: written beside the exchange's snapshots, read back at a start.

use anyhow::{Context, Result};
use journal::{SnapshotPosition, Snapshots};
use projections::live::{Live, LiveState};
use protocol::{Home, Seq};
use sequencer::RecoveredFrame;
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

/// The one component of a snapshot of the live read model.
const LIVE_COMPONENT: &str = "live";
/// What stands in place of a frame's hash: the read model is at a record, which need not be a frame's last.
const NO_FRAME: journal::FrameHash = journal::FrameHash([0; 32]);

/// The newest copy, brought forward beside recovery by the frames that it decodes. It may end anywhere: before the frames, if the copy is too old for them, and
/// beyond the journal, if that has lost what the copy has seen.
///
/// # Errors
/// If a record does not fit.
pub(crate) fn follow_recovery(home: Home, snapshots: &Snapshots, frames: Receiver<Arc<RecoveredFrame>>) -> Result<LiveState> {
    let mut state = load_live(home, snapshots, Seq(u64::MAX))?;
    for frame in frames {
        if frame.last_seq() <= state.seq() {
            continue;
        }
        let folded = state.seq();
        let records = frame.records().skip_while(|(header, _)| header.seq <= folded);
        if records.clone().next().is_some_and(|(header, _)| header.seq.0 != folded.0 + 1) {
            break;
        }
        state.apply_all(records).with_context(|| format!("the live read model of {home}"))?;
    }
    Ok(state)
}

/// The newest saved state of the read model that is good and not ahead of the journal, or an empty one.
pub(crate) fn load_live(home: Home, snapshots: &Snapshots, last: Seq) -> Result<LiveState> {
    for seq in snapshots.seqs()?.into_iter().filter(|&seq| seq <= last.0) {
        match read_live(home, snapshots, seq) {
            Ok(state) => return Ok(state),
            Err(error) => {
                tracing::warn!(market = home.market.name(), seq, error = %format!("{error:#}"), "a saved read model was passed over")
            }
        }
    }
    Ok(LiveState::new(home))
}

pub(crate) fn read_live(home: Home, snapshots: &Snapshots, seq: u64) -> Result<LiveState> {
    let mut reader = snapshots.read(seq)?;
    let component = reader.next_component()?;
    anyhow::ensure!(component.as_deref() == Some(LIVE_COMPONENT), "it holds something else");
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    anyhow::ensure!(reader.next_component()?.is_none(), "it holds more than the read model");
    let state = LiveState::from_bytes(home, &bytes)?;
    anyhow::ensure!(state.seq() == Seq(seq), "it holds the state at {}", state.seq());
    Ok(state)
}

/// Writes the state of the read model as it is now; gives its place. Folding waits while the bytes are made.
pub fn write_live(live: &Live, snapshots: &Snapshots) -> Result<u64> {
    let (seq, at, bytes) = live.read(|state| (state.seq(), state.at(), state.to_bytes()));
    let mut writer = snapshots.write(SnapshotPosition { seq: seq.0, hash: NO_FRAME, time: at.0 })?;
    writer.begin_component(LIVE_COMPONENT)?;
    writer.write_all(&bytes)?;
    writer.finish()?;
    Ok(seq.0)
}
