//! Replays bars into a running demo.

use super::file::Bars;
use super::path::{Conversion, waypoints};
use super::quoting::Quoting;
use crate::demo::{Position, Role, agents, observe, rest};
use crate::desk::{Desk, Undone};
use crate::serve::now;
use anyhow::{Context, Result, bail};
use clap::Args;
use protocol::command::CancelOrders;
use protocol::time::MICROS_PER_SECOND;
use protocol::{AccountId, Command, InstrumentId};
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Which bars are replayed, where and how fast.
#[derive(Clone, Debug, Args)]
pub struct ReplayBars {
    /// A file with the columns timestamp, open, high, low, close, volume.
    pub file: PathBuf,
    /// An instrument of the demo.
    #[arg(long, default_value = "KRW-BTC")]
    pub instrument: String,
    /// Minutes of the file in a minute.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub speed: u32,
    /// Won per unit of the file's money. Left out, it is what makes the first price of the file the instrument's last.
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub won_per_unit: Option<i64>,
}

/// Bars on their way into an instrument.
pub struct BarsRun {
    desk: Desk,
    instrument: InstrumentId,
    bars: Bars,
    conversion: Conversion,
    speed: u32,
    maker: AccountId,
    taker: AccountId,
    others: Vec<AccountId>,
    quoting: Quoting,
}

const MINUTE_US: i64 = 60 * MICROS_PER_SECOND;

impl BarsRun {
    /// # Errors
    /// If the instrument has no accounts for it, or its day's limits do not hold the first price.
    pub fn new(desk: Desk, instrument: InstrumentId, bars: Bars, wanted: &ReplayBars) -> Result<Self> {
        let (members, view, seed) =
            desk.read(|state| (agents(state, instrument), observe(state, instrument), state.demo().map_or(0, |mark| mark.seed)));
        let view = view.context("the instrument's rules are not resolved")?;
        let of_role = |role| members.iter().find(|(agent, _)| agent.role == role).map(|&(_, account)| account);
        let maker = of_role(Role::BarMaker).context("the demo has no maker for bars")?;
        let taker = of_role(Role::BarTaker).context("the demo has no taker for bars")?;
        let others = members.iter().filter(|(agent, _)| !agent.follows_bars()).map(|&(_, account)| account).collect();
        let first = bars.0.first().context("a file has bars")?.open;
        let conversion = match wanted.won_per_unit {
            Some(won) => Conversion { won, per: 10_000 },
            None => Conversion { won: view.last.unwrap_or(view.reference).0, per: first },
        };
        let price = conversion.won(first);
        if !(view.lower_limit.0..=view.upper_limit.0).contains(&price) {
            bail!("the first price, {price} won, is not within today's limits {} to {}", view.lower_limit, view.upper_limit);
        }
        tracing::info!(
            instrument = wanted.instrument,
            bars = bars.0.len(),
            "bars are replayed at {} won per {} of 10^-4 units of the file's money",
            conversion.won,
            conversion.per
        );
        let quoting = Quoting::new(seed);
        Ok(Self { desk, instrument, bars, conversion, speed: wanted.speed, maker, taker, others, quoting })
    }

    /// Replays all bars, then leaves the last quotes standing. Begins at a full minute, so that candles and bars cover the same time.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        while let Err(undone) = self.clear().await {
            if !rest(&undone, &mut stop).await {
                return;
            }
        }
        let to_minute = MINUTE_US - now().0.rem_euclid(MINUTE_US);
        let begin = Instant::now() + Duration::from_micros(u64::try_from(to_minute).unwrap_or(0));
        let minute = Duration::from_secs(60) / self.speed;
        let bars = std::mem::replace(&mut self.bars, Bars(Vec::new()));
        for (number, bar) in (0u32..).zip(&bars.0) {
            for waypoint in waypoints(bar, self.conversion) {
                let at = begin + minute * number + minute * waypoint.at_permille / 1_000;
                if tokio::time::timeout_at(at, stop.wait_for(|&told| told)).await.is_ok() {
                    return;
                }
                let commands = self.desk.read(|state| {
                    let view = observe(state, self.instrument)?;
                    let maker = Position::of(state, self.maker, self.instrument)?;
                    let taker = Position::of(state, self.taker, self.instrument)?;
                    Some(self.quoting.commands(&view, &maker, &taker, waypoint))
                });
                if let Err(undone) = self.desk.give_all(commands.unwrap_or_default()).await
                    && !rest(&undone, &mut stop).await
                {
                    return;
                }
            }
        }
        tracing::info!("all bars are replayed");
    }

    /// The other simulated traders of the instrument leave its book.
    async fn clear(&self) -> Result<(), Undone> {
        let cancel = |&account: &AccountId| {
            Command::CancelOrders(CancelOrders { account: Some(account), instrument: Some(self.instrument), side: None })
        };
        self.desk.give_all(self.others.iter().map(cancel).collect()).await.map(drop)
    }
}
