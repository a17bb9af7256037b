//! The default rules of the markets as dated data: price steps, fees, taxes, bands, calendars, each with its source and the time from which it holds.
//!
//! * The values stand in the files of `policies/`, never in code; this crate reads and checks them.
//! * It must never decide which version is in force: that is the core's work, from the versions' dates.
//!
//! Start at [`Family::of`], and at [`Family::commands`] for what founds a market.

mod file;
mod range;

use protocol::command::SetPolicy;
use protocol::ids::PolicyId;
use protocol::policy::PolicyBody;
use protocol::text::Note;
use protocol::time::Time;

pub use file::{PolicyFileError, ReportedRate, read_family, read_reported_rate};

/// The rules that come with the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// Price steps of the Korea Exchange since 2023.
    KrxTicks,
    /// Price steps of coins listed in whole won.
    CoinTicksWon,
    /// Price steps of coins listed with eight decimals.
    CoinTicks,
    Fees,
    /// Withheld from profit and distributions in the live market.
    KrFractional,
    /// The same, shown only.
    KrFractionalReport,
    /// 30 % around the previous close.
    PriceBand,
    /// 10 % from the reference, two minutes.
    Volatility,
    LiveCalendar,
    PracticeStockCalendar,
    PracticeCoinCalendar,
    /// Round the clock with two short auctions a day.
    DemoCalendar,
}

impl Builtin {
    pub const ALL: [Self; 12] = [
        Self::KrxTicks,
        Self::CoinTicksWon,
        Self::CoinTicks,
        Self::Fees,
        Self::KrFractional,
        Self::KrFractionalReport,
        Self::PriceBand,
        Self::Volatility,
        Self::LiveCalendar,
        Self::PracticeStockCalendar,
        Self::PracticeCoinCalendar,
        Self::DemoCalendar,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::KrxTicks => include_str!("../policies/tick_table_krx.toml"),
            Self::CoinTicksWon => include_str!("../policies/tick_table_coin_won.toml"),
            Self::CoinTicks => include_str!("../policies/tick_table_coin.toml"),
            Self::Fees => include_str!("../policies/fees.toml"),
            Self::KrFractional => include_str!("../policies/withholding_kr_fractional.toml"),
            Self::KrFractionalReport => include_str!("../policies/withholding_kr_fractional_report.toml"),
            Self::PriceBand => include_str!("../policies/price_band.toml"),
            Self::Volatility => include_str!("../policies/volatility.toml"),
            Self::LiveCalendar => include_str!("../policies/calendar_live.toml"),
            Self::PracticeStockCalendar => include_str!("../policies/calendar_practice_stock.toml"),
            Self::PracticeCoinCalendar => include_str!("../policies/calendar_practice_coin.toml"),
            Self::DemoCalendar => include_str!("../policies/calendar_demo.toml"),
        }
    }
}

/// All versions of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    pub policy: PolicyId,
    /// Such as `tick_table.krx`.
    pub name: String,
    /// In rising order of `valid_from`; never empty.
    pub versions: Vec<Version>,
}

/// One version of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub valid_from: Time,
    /// Law, notice or decision it comes from.
    pub source: Note,
    pub body: PolicyBody,
}

impl Family {
    pub fn of(builtin: Builtin) -> Self {
        read_family(builtin.text()).expect("the product's own policy files are well formed; a test reads each")
    }

    /// What puts this rule into a market founded at `now`: the version then in force, from `now` on, and all later ones from their own time on. A
    /// version that has been replaced already is left out, and so is nothing else: a rule that starts later than `now` has no version in force.
    pub fn commands(&self, now: Time) -> Vec<SetPolicy> {
        let in_force = self.versions.iter().rposition(|version| version.valid_from <= now).unwrap_or(0);
        self.versions[in_force..]
            .iter()
            .map(|version| SetPolicy {
                policy: self.policy,
                valid_from: version.valid_from.max(now),
                source: version.source.clone(),
                body: version.body.clone(),
            })
            .collect()
    }
}

/// The rate of the tax on sales of practice stocks, which is stated and not taken.
pub fn securities_transaction_tax() -> ReportedRate {
    read_reported_rate(include_str!("../policies/securities_transaction_tax.toml")).expect("the product's own policy files are well formed")
}

#[cfg(test)]
mod tests;
