//! The ranges that the values of a policy must keep.

use protocol::policy::{Calendar, PolicyBody, TickTable};

const SECONDS_PER_DAY: u32 = 86_400;
const FURTHEST_OFFSET_S: i32 = 14 * 3_600;
const MAX_BPS: u16 = 10_000;
const WIDEST_BAND_BPS: u16 = 9_900;

/// The first thing wrong with a policy's values.
pub(crate) fn first_fault(body: &PolicyBody) -> Option<&'static str> {
    match body {
        PolicyBody::TickTable(table) => tick_table(table),
        PolicyBody::Fees(fees) => {
            (fees.maker > money::Bps::MAX_FEE || fees.taker > money::Bps::MAX_FEE).then_some("a fee is at most 1,000 bps")
        }
        PolicyBody::Withholding(tax) => {
            let rates = tax.income.0 > MAX_BPS || tax.local.0 > MAX_BPS || tax.income.0.saturating_add(tax.local.0) > MAX_BPS;
            let won = tax.round_down_to.0 < 1 || tax.not_below.0 < 0;
            (rates || won).then_some("tax rates are at most 10,000 bps together, and roundings at least one won")
        }
        PolicyBody::PriceBand(band) => {
            (band.limit.0 == 0 || band.limit.0 > WIDEST_BAND_BPS).then_some("a band is 1 to 9,900 bps wide on each side")
        }
        PolicyBody::Volatility(rule) => (rule.trigger.0 == 0 || rule.trigger.0 > WIDEST_BAND_BPS || rule.auction_s == 0)
            .then_some("a trigger is 1 to 9,900 bps, its auction at least a second"),
        PolicyBody::Calendar(days) => calendar(days),
    }
}

fn tick_table(table: &TickTable) -> Option<&'static str> {
    if table.price_decimals > money::Scale::MAX_DECIMALS {
        return Some("prices have at most 8 decimals");
    }
    if table.steps.first().is_none_or(|step| step.from.0 != 0) {
        return Some("the first step begins at 0");
    }
    if table.steps.iter().any(|step| step.tick.0 < 1 || step.from.0 % step.tick.0 != 0) {
        return Some("a tick is positive, and its step begins on one");
    }
    let rising = table.steps.windows(2).all(|pair| pair[0].from < pair[1].from && pair[0].tick <= pair[1].tick);
    (!rising).then_some("steps rise, and ticks do not fall")
}

fn calendar(calendar: &Calendar) -> Option<&'static str> {
    if calendar.utc_offset_s.abs() > FURTHEST_OFFSET_S || calendar.day_starts_s >= SECONDS_PER_DAY {
        return Some("an offset is at most 14 hours, a day starts within a day");
    }
    if calendar.weekdays == 0 || calendar.weekdays > 0x7f {
        return Some("a calendar names at least one weekday");
    }
    if calendar.phases.is_empty() || calendar.phases.iter().any(|start| start.second >= SECONDS_PER_DAY) {
        return Some("a calendar has a phase, and phases start within a day");
    }
    let rising = calendar.phases.windows(2).all(|pair| pair[0].second < pair[1].second)
        && calendar.holidays.windows(2).all(|pair| pair[0] < pair[1])
        && calendar.shifted_days.windows(2).all(|pair| pair[0].day < pair[1].day);
    (!rising).then_some("phases, holidays and shifted days stand in rising order")
}
