//! The form of the files.

use crate::range::first_fault;
use crate::{Family, Version};
use money::{Bps, Price, Won, parse_decimal};
use protocol::ids::PolicyId;
use protocol::policy::{
    Calendar, Collection, Fees, Phase, PhaseStart, PolicyBody, PriceBand, ShiftedDay, TickStep, TickTable, Volatility, Withholding,
};
use protocol::text::Note;
use protocol::time::{Day, MICROS_PER_SECOND, SECONDS_PER_DAY, Time};
use serde::Deserialize;

/// Why a text is not a policy file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFileError {
    #[error("not TOML of the expected form: {0}")]
    Form(String),
    #[error("`{0}` is not {1}")]
    Value(String, &'static str),
    #[error("{0}: {1}")]
    OutOfRange(String, &'static str),
}

/// A rate that is stated with its source and not applied by the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedRate {
    pub name: String,
    pub valid_from: Time,
    pub source: Note,
    pub rate: Bps,
}

/// Reads one family.
///
/// # Errors
/// [`PolicyFileError`] when the text is not of the form, a value is malformed or outside its range, or the versions are not in rising order.
pub fn read_family(text: &str) -> Result<Family, PolicyFileError> {
    let file: FamilyFile = from_toml(text)?;
    let versions = file.version.into_iter().map(|version| version.read(&file.name)).collect::<Result<Vec<_>, _>>()?;
    let rising = versions.windows(2).all(|pair| pair[0].valid_from < pair[1].valid_from);
    let one_kind = versions.windows(2).all(|pair| std::mem::discriminant(&pair[0].body) == std::mem::discriminant(&pair[1].body));
    if versions.is_empty() || !rising || !one_kind {
        return Err(PolicyFileError::OutOfRange(file.name, "versions are of one kind and rise in time"));
    }
    Ok(Family { policy: PolicyId(file.policy), name: file.name, versions })
}

/// Reads the newest version of a rate that is only reported.
///
/// # Errors
/// As [`read_family`].
pub fn read_reported_rate(text: &str) -> Result<ReportedRate, PolicyFileError> {
    let file: RateFile = from_toml(text)?;
    let newest = file.version.last().ok_or_else(|| PolicyFileError::OutOfRange(file.name.clone(), "has no version"))?;
    Ok(ReportedRate {
        valid_from: read_time(&newest.valid_from)?,
        source: read_note(&newest.source)?,
        rate: Bps(newest.rate_bps),
        name: file.name,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    policy: u16,
    name: String,
    version: Vec<VersionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionFile {
    valid_from: String,
    source: String,
    #[serde(flatten)]
    body: BodyFile,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum BodyFile {
    TickTable(TickTableFile),
    Fees { maker_bps: u16, taker_bps: u16 },
    Withholding { income_bps: u16, local_bps: u16, round_down_to_won: String, not_below_won: String, collection: String },
    PriceBand { limit_bps: u16 },
    Volatility { trigger_bps: u16, auction_s: u32 },
    Calendar(CalendarFile),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TickTableFile {
    price_decimals: u8,
    steps: Vec<StepFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    from: String,
    tick: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    utc_offset_s: i32,
    day_starts: String,
    weekdays: Vec<String>,
    phases: Vec<PhaseFile>,
    holidays: Vec<String>,
    shifted_days: Vec<ShiftedFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhaseFile {
    at: String,
    phase: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShiftedFile {
    day: String,
    by_s: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateFile {
    name: String,
    version: Vec<RateVersionFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateVersionFile {
    valid_from: String,
    source: String,
    rate_bps: u16,
}

impl VersionFile {
    fn read(self, name: &str) -> Result<Version, PolicyFileError> {
        let body = self.body.read()?;
        if let Some(fault) = first_fault(&body) {
            return Err(PolicyFileError::OutOfRange(name.to_owned(), fault));
        }
        Ok(Version { valid_from: read_time(&self.valid_from)?, source: read_note(&self.source)?, body })
    }
}

impl BodyFile {
    fn read(self) -> Result<PolicyBody, PolicyFileError> {
        Ok(match self {
            Self::TickTable(table) => PolicyBody::TickTable(table.read()?),
            Self::Fees { maker_bps, taker_bps } => PolicyBody::Fees(Fees { maker: Bps(maker_bps), taker: Bps(taker_bps) }),
            Self::Withholding { income_bps, local_bps, round_down_to_won, not_below_won, collection } => {
                PolicyBody::Withholding(Withholding {
                    income: Bps(income_bps),
                    local: Bps(local_bps),
                    round_down_to: Won(read_number(&round_down_to_won, 0)?),
                    not_below: Won(read_number(&not_below_won, 0)?),
                    collection: Collection::from_name(&collection).ok_or(PolicyFileError::Value(collection, "a way of collecting"))?,
                })
            }
            Self::PriceBand { limit_bps } => PolicyBody::PriceBand(PriceBand { limit: Bps(limit_bps) }),
            Self::Volatility { trigger_bps, auction_s } => PolicyBody::Volatility(Volatility { trigger: Bps(trigger_bps), auction_s }),
            Self::Calendar(calendar) => PolicyBody::Calendar(calendar.read()?),
        })
    }
}

impl TickTableFile {
    fn read(self) -> Result<TickTable, PolicyFileError> {
        let price = |text: &str| read_number(text, self.price_decimals).map(Price);
        let steps = self.steps.iter().map(|step| Ok(TickStep { from: price(&step.from)?, tick: price(&step.tick)? }));
        Ok(TickTable { price_decimals: self.price_decimals, steps: steps.collect::<Result<_, _>>()? })
    }
}

impl CalendarFile {
    fn read(self) -> Result<Calendar, PolicyFileError> {
        let mut weekdays = 0;
        for name in self.weekdays {
            let bit = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|&known| known == name);
            weekdays |= 1 << bit.ok_or(PolicyFileError::Value(name, "a weekday"))?;
        }
        let phases = self.phases.into_iter().map(|start| {
            let phase = Phase::from_name(&start.phase).ok_or(PolicyFileError::Value(start.phase, "a phase"))?;
            Ok(PhaseStart { second: read_second(&start.at)?, phase })
        });
        let shifted = self.shifted_days.into_iter().map(|shifted| Ok(ShiftedDay { day: read_day(&shifted.day)?, by_s: shifted.by_s }));
        Ok(Calendar {
            utc_offset_s: self.utc_offset_s,
            day_starts_s: read_second(&self.day_starts)?,
            weekdays,
            phases: phases.collect::<Result<_, _>>()?,
            holidays: self.holidays.iter().map(|day| read_day(day)).collect::<Result<_, _>>()?,
            shifted_days: shifted.collect::<Result<_, _>>()?,
        })
    }
}

fn from_toml<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, PolicyFileError> {
    toml::from_str(text).map_err(|error| PolicyFileError::Form(error.to_string()))
}

fn read_number(text: &str, decimals: u8) -> Result<i64, PolicyFileError> {
    parse_decimal(text, decimals).map_err(|_| PolicyFileError::Value(text.to_owned(), "a number of this scale"))
}

fn read_note(text: &str) -> Result<Note, PolicyFileError> {
    Note::new(text).ok_or_else(|| PolicyFileError::Value(text.to_owned(), "a source of 1 to 256 bytes"))
}

/// `2026-11-19`.
fn read_day(text: &str) -> Result<Day, PolicyFileError> {
    let mut parts = text.split('-').map(|part| part.parse::<u16>().ok());
    let day = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(year)), Some(Some(month)), Some(Some(day)), None) => {
            u8::try_from(month).ok().zip(u8::try_from(day).ok()).and_then(|(month, day)| Day::from_civil(i32::from(year), month, day))
        }
        _ => None,
    };
    day.filter(|day| day.to_string() == text).ok_or_else(|| PolicyFileError::Value(text.to_owned(), "a day such as 2026-11-19"))
}

/// `08:30` as seconds of the day.
fn read_second(text: &str) -> Result<u32, PolicyFileError> {
    let parts = text.split_once(':').filter(|(hour, minute)| hour.len() == 2 && minute.len() == 2);
    let numbers = parts.and_then(|(hour, minute)| hour.parse::<u32>().ok().zip(minute.parse::<u32>().ok()));
    let second = numbers.filter(|&(hour, minute)| hour < 24 && minute < 60).map(|(hour, minute)| hour * 3_600 + minute * 60);
    second.ok_or_else(|| PolicyFileError::Value(text.to_owned(), "a time of day such as 08:30"))
}

/// `2026-01-01T00:00:00+09:00`, always in Korean time.
fn read_time(text: &str) -> Result<Time, PolicyFileError> {
    const KOREA_S: i64 = 9 * 3_600;
    let malformed = || PolicyFileError::Value(text.to_owned(), "a time such as 2026-01-01T00:00:00+09:00");
    let (day, second) = text.strip_suffix(":00+09:00").and_then(|rest| rest.split_once('T')).ok_or_else(malformed)?;
    let seconds = i64::from(read_day(day)?.0) * SECONDS_PER_DAY + i64::from(read_second(second)?) - KOREA_S;
    Ok(Time(seconds * MICROS_PER_SECOND))
}
