//! Lets the crowds trade, each in a task of its own, until the server stops.

use super::crowd::{Crowd, agents};
use super::instruments::instruments;
use crate::bars::{Bars, BarsRun};
use crate::desk::{Desk, Undone};
use crate::serve::Work;
use anyhow::{Context, Result};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// After what could not be done, a crowd waits so long.
const REST: Duration = Duration::from_secs(2);

/// Starts a crowd for each traded instrument; the one that follows bars gets its quoters instead.
///
/// # Errors
/// If the bars cannot be read, or no traded instrument of the demo has their code.
pub fn start_traders(desks: &[Desk], crowds_trade: bool, work: Work, stop: &watch::Receiver<bool>) -> Result<Vec<JoinHandle<()>>> {
    let mut tasks = Vec::new();
    let mut bars_of = match work {
        Work::Usual => None,
        Work::Bars(wanted) => Some((Bars::read(&wanted.file)?, wanted)),
    };
    for desk in desks {
        let seed = desk.read(|state| state.demo().map_or(0, |mark| mark.seed));
        for demo in instruments().into_iter().filter(|demo| demo.market == desk.home().market) {
            let Some(trading) = demo.trading else { continue };
            let code = demo.listing.code.as_str();
            let listed = desk.live.codes().get(code).with_context(|| format!("{code} is not listed"))?;
            if let Some((bars, wanted)) = bars_of.take_if(|(_, wanted)| wanted.instrument == code) {
                let run = BarsRun::new(desk.clone(), listed.id, bars, &wanted)?;
                tasks.push(tokio::spawn(run.run(stop.clone())));
            } else if crowds_trade {
                let members = desk.read(|state| agents(state, listed.id));
                let crowd = Crowd::new(listed.id, trading, members, seed);
                tasks.push(tokio::spawn(trade(desk.clone(), crowd, stop.clone())));
            }
        }
    }
    match bars_of {
        None => Ok(tasks),
        Some((_, wanted)) => anyhow::bail!("{} is no traded instrument of the demo", wanted.instrument),
    }
}

async fn trade(desk: Desk, mut crowd: Crowd, mut stop: watch::Receiver<bool>) {
    loop {
        let pause = Duration::from_millis(crowd.pause_ms());
        if tokio::time::timeout(pause, stop.wait_for(|&told| told)).await.is_ok() {
            return;
        }
        let commands = desk.read(|state| crowd.decide(state));
        if let Err(undone) = desk.give_all(commands).await
            && !rest(&undone, &mut stop).await
        {
            return;
        }
    }
}

/// Waits a while; false once the server stops.
pub(crate) async fn rest(undone: &Undone, stop: &mut watch::Receiver<bool>) -> bool {
    tracing::debug!(%undone, "a simulated trader waits");
    tokio::time::timeout(REST, stop.wait_for(|&told| told)).await.is_err()
}
