//! What makes an empty journal a market: its first record, then its rules. Done by state, so that a start that was cut short goes on at the next one.

use crate::desk::{Desk, Undone};
use anyhow::{Context, Result, bail};
use policies::{Builtin, Family};
use protocol::command::{DemoMark, Genesis};
use protocol::policy::Rules;
use protocol::{Command, Market, Reason, Seq, Time};
use std::time::Duration;

/// What is fixed when a market is founded.
#[derive(Clone, Debug)]
pub struct Foundation {
    pub idempotency_keys_max: u32,
    /// Marks the market as one of a demo.
    pub demo: Option<DemoMark>,
}

/// Tells when a rule given now may come into force: a little ahead by the machine's clock, because a rule is never changed backwards.
pub type ValidFrom<'a> = &'a (dyn Fn() -> Time + Sync);

/// Attempts for one rule; one suffices unless the machine stands still in between.
const ATTEMPTS: usize = 5;
/// How long the rules may take to come into force.
const PATIENCE: Duration = Duration::from_secs(30);

/// The rules of a market; those of the demo only there.
pub fn builtins(market: Market, demo: bool) -> Vec<Builtin> {
    let mut rules = match market {
        Market::Live => {
            vec![Builtin::KrxTicks, Builtin::Fees, Builtin::KrFractional, Builtin::PriceBand, Builtin::Volatility, Builtin::LiveCalendar]
        }
        Market::Practice => vec![
            Builtin::KrxTicks,
            Builtin::CoinTicksWon,
            Builtin::CoinTicks,
            Builtin::Fees,
            Builtin::KrFractionalReport,
            Builtin::PriceBand,
            Builtin::Volatility,
            Builtin::PracticeStockCalendar,
            Builtin::PracticeCoinCalendar,
        ],
    };
    if demo {
        rules.push(Builtin::DemoCalendar);
    }
    rules
}

/// What a new asset's instrument trades under in the live market: in the demo at any hour.
pub fn asset_rules(demo: bool) -> Rules {
    let policy = |rule| Family::of(rule).policy;
    Rules {
        tick_table: policy(Builtin::KrxTicks),
        fees: policy(Builtin::Fees),
        calendar: policy(if demo { Builtin::DemoCalendar } else { Builtin::LiveCalendar }),
        price_band: Some(policy(Builtin::PriceBand)),
        volatility: Some(policy(Builtin::Volatility)),
        withholding: Some(policy(Builtin::KrFractional)),
    }
}

/// Founds the market behind `desk` where that has not been done, and waits until its rules are in force.
///
/// # Errors
/// If a command is refused, or the folder's market was founded otherwise.
pub async fn found(desk: &Desk, foundation: &Foundation, valid_from: ValidFrom<'_>) -> Result<()> {
    let is_founded = desk.read(|state| state.seq() > Seq(0));
    if !is_founded {
        let mut key_secret = [0; 32];
        getrandom::fill(&mut key_secret).context("the machine gives no randomness")?;
        desk.give(Genesis { key_secret, keys_max: foundation.idempotency_keys_max, demo: foundation.demo.clone() }).await?;
    }
    let demo = desk.read(|state| state.demo().is_some());
    if demo != foundation.demo.is_some() {
        bail!("market {}: the journal and the folder disagree on whether it is a demo's", desk.home().market.name());
    }
    let rules = builtins(desk.home().market, demo);
    for &rule in &rules {
        let family = Family::of(rule);
        set(desk, &family, valid_from).await.with_context(|| format!("policy {}", family.name))?;
    }
    wait_until_in_force(desk, &rules).await
}

/// Gives the versions of a rule that the market does not have.
async fn set(desk: &Desk, family: &Family, valid_from: ValidFrom<'_>) -> Result<()> {
    let count = family.commands(valid_from()).len();
    for number in 0..count {
        let mut attempts = 0;
        loop {
            attempts += 1;
            let version = family.commands(valid_from()).swap_remove(number);
            if desk.read(|state| {
                state.policies().any(|row| row.policy == version.policy && row.source == version.source && row.body == version.body)
            }) {
                break;
            }
            match desk.give(Command::SetPolicy(Box::new(version))).await {
                Ok(_) => break,
                Err(Undone::Rejected(rejection)) if rejection.reason == Reason::PolicyInPast && attempts < ATTEMPTS => {}
                Err(undone) => return Err(undone.into()),
            }
        }
    }
    Ok(())
}

async fn wait_until_in_force(desk: &Desk, rules: &[Builtin]) -> Result<()> {
    let wanted: Vec<_> = rules.iter().map(|&rule| Family::of(rule).policy).collect();
    let waiting = async {
        loop {
            let seq = desk.live.position();
            let is_done =
                desk.read(|state| wanted.iter().all(|&policy| state.policies().any(|row| row.policy == policy && row.is_in_force)));
            if is_done {
                return;
            }
            // Whether more came or not: it is looked at again.
            let _ = desk.live.reached(Seq(seq.0 + 1), Duration::from_secs(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.context("the rules have not come into force")
}
