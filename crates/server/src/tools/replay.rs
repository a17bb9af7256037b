//! `jogak replay`: the state as it was.

use super::stopped::StoppedFolder;
use super::verify::hex;
use anyhow::{Context, Result, bail};
use exchange::Exchange;
use projections::live::LiveState;
use protocol::time::{MICROS_PER_SECOND, SECONDS_PER_DAY};
use protocol::{Day, Market, Seq, Time};
use std::io::Write;
use std::path::Path;
use std::str::FromStr;

/// How far to replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// This record is the last.
    Seq(Seq),
    /// The last record of this time or before.
    Time(Time),
}

/// Replays a market of a stopped folder from its first record and prints what it came to.
///
/// # Errors
/// If the folder is in use, the journal is damaged, or its beginning is not kept.
pub fn replay(folder: &Path, market: Market, to: Option<Target>, out: &mut dyn Write) -> Result<()> {
    let folder = StoppedFolder::open(folder)?;
    let shard = folder.shard(market)?.context("this market has no journal")?;
    let to = to.unwrap_or(Target::Seq(Seq(shard.recovered.tip.seq)));
    if let Target::Seq(seq) = to
        && seq.0 > shard.recovered.tip.seq
    {
        bail!("the journal ends at seq {}", shard.recovered.tip.seq);
    }
    let mut exchange = Exchange::new(shard.home, shard.capacity);
    let mut live = LiveState::new(shard.home);
    let mut follower = shard.gateway.follow(Seq(0));
    let mut events = Vec::new();
    while follower.position().0 < shard.recovered.tip.seq {
        events.clear();
        let next = follower.try_next_into(&mut events).context("from the first record on")?;
        let Some((header, _, _)) = next.filter(|(header, _, _)| to.includes(header.seq, header.at)) else { break };
        events.iter().for_each(|event| exchange.apply(&header, event));
        exchange.finish(&header);
        live.apply(&header, &events)?;
    }
    exchange.check()?;
    writeln!(out, "market {} at seq {}, {}", market.name(), exchange.last_seq(), exchange.last_time().rfc3339())?;
    writeln!(out, "{} accounts, {} open orders; all invariants hold", live.accounts().len(), live.open_order_count())?;
    for instrument in live.instruments() {
        let last = instrument.ticker.last.map_or_else(|| "none".to_owned(), |price| price.to_string());
        let (code, state) = (instrument.code(), instrument.state().name());
        writeln!(out, "{code}: {state}, last price {last}, {} trades, {} units issued", instrument.trade_count, instrument.issued)?;
    }
    for (component, hash) in exchange.component_hashes() {
        writeln!(out, "{:<12} {}", component.name(), hex(&hash))?;
    }
    Ok(())
}

impl Target {
    fn includes(self, seq: Seq, at: Time) -> bool {
        match self {
            Self::Seq(last) => seq <= last,
            Self::Time(last) => at <= last,
        }
    }
}

/// A sequence number, or a time of UTC as `2026-11-21T09:00:00Z`, with or without a fraction of up to six digits.
impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(seq) = text.parse() {
            return Ok(Self::Seq(Seq(seq)));
        }
        time(text).map(Self::Time).ok_or_else(|| "a sequence number, or a time such as 2026-11-21T09:00:00Z".to_owned())
    }
}

fn time(text: &str) -> Option<Time> {
    let (date, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let mut parts = date.split('-');
    let year = parts.next()?.parse().ok()?;
    let day = Day::from_civil(year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?).filter(|_| parts.next().is_none())?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':').map(|part| part.parse::<i64>().ok().filter(|_| part.len() == 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let is_clock = parts.next().is_none() && (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    let is_fraction = (1..=6).contains(&fraction.len()) && fraction.bytes().all(|digit| digit.is_ascii_digit());
    if !is_clock || !is_fraction {
        return None;
    }
    let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
    let seconds = i64::from(day.0) * SECONDS_PER_DAY + hour * 3_600 + minute * 60 + second;
    Some(Time(seconds * MICROS_PER_SECOND + micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_numbers_and_times() {
        assert_eq!("17".parse(), Ok(Target::Seq(Seq(17))));
        assert_eq!("1970-01-02T00:00:01Z".parse(), Ok(Target::Time(Time(86_401_000_000))));
        assert_eq!("1970-01-01T00:00:00.5Z".parse(), Ok(Target::Time(Time(500_000))));
        for wrong in ["", "yesterday", "1970-01-01", "1970-01-01T24:00:00Z", "1970-13-01T00:00:00Z", "1970-01-01T00:00:00+09:00"] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong}");
        }
    }
}
