//! Phases by looking at every boundary near a time, one after the other.

use protocol::policy::{Calendar, Phase};
use protocol::time::{Day, MICROS_PER_SECOND, SECONDS_PER_DAY, Time};

/// Where a time lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub day: Day,
    pub trades: bool,
    pub phase: Phase,
    /// When the next phase or day begins.
    pub until: Time,
}

pub fn trades(calendar: &Calendar, day: Day) -> bool {
    calendar.weekdays >> day.weekday() & 1 == 1 && !calendar.holidays.contains(&day)
}

pub fn moment(calendar: &Calendar, time: Time) -> Moment {
    let second_now = time.0.div_euclid(MICROS_PER_SECOND);
    let offset = i64::from(calendar.utc_offset_s);
    let day_start = i64::from(calendar.day_starts_s);
    let today = (second_now + offset).div_euclid(SECONDS_PER_DAY);
    let mut boundaries: Vec<(i64, Day, bool, Phase)> = Vec::new();
    for day in today - 2..=today + 2 {
        let number = Day(u16::try_from(day).expect("a day of this century"));
        let begins = day * SECONDS_PER_DAY - offset + day_start;
        let trading = trades(calendar, number);
        boundaries.push((begins, number, trading, Phase::Closed));
        if trading {
            let shift = calendar.shifted_days.iter().find(|shifted| shifted.day == number).map_or(0, |shifted| i64::from(shifted.by_s));
            let mut starts: Vec<(i64, Day, bool, Phase)> = Vec::new();
            for start in &calendar.phases {
                let wraps = if i64::from(start.second) < day_start { SECONDS_PER_DAY } else { 0 };
                let second = day * SECONDS_PER_DAY - offset + i64::from(start.second) + wraps + shift;
                if second >= begins && second < begins + SECONDS_PER_DAY {
                    starts.push((second, number, true, start.phase));
                }
            }
            starts.sort_by_key(|start| start.0);
            boundaries.extend(starts);
        }
    }
    let now = boundaries.iter().rposition(|boundary| boundary.0 <= second_now).expect("two days before lie in the list");
    let (_, day, trades, phase) = boundaries[now];
    let until = boundaries[now + 1..].iter().find(|boundary| boundary.0 > second_now).expect("two days after lie in the list").0;
    Moment { day, trades, phase, until: Time(until * MICROS_PER_SECOND) }
}
