use super::*;
use protocol::policy::{Calendar, Collection, Phase, PolicyBody, TickTable};
use protocol::time::{Day, MICROS_PER_SECOND};
use std::collections::BTreeSet;

fn body(builtin: Builtin) -> PolicyBody {
    Family::of(builtin).versions.pop().expect("a family has a version").body
}

fn calendar(builtin: Builtin) -> Calendar {
    match body(builtin) {
        PolicyBody::Calendar(calendar) => calendar,
        other => panic!("{other:?}"),
    }
}

fn ticks(builtin: Builtin) -> TickTable {
    match body(builtin) {
        PolicyBody::TickTable(table) => table,
        other => panic!("{other:?}"),
    }
}

fn day(year: i32, month: u8, day: u8) -> Day {
    Day::from_civil(year, month, day).expect("a date")
}

#[test]
fn f35_every_policy_file_reads_and_has_an_id_and_a_name_of_its_own() {
    let families: Vec<_> = Builtin::ALL.into_iter().map(Family::of).collect();
    let ids: BTreeSet<_> = families.iter().map(|family| family.policy).collect();
    let names: BTreeSet<_> = families.iter().map(|family| &family.name).collect();
    assert_eq!((ids.len(), names.len()), (Builtin::ALL.len(), Builtin::ALL.len()));
}

#[test]
fn f35_price_steps_of_krx_are_those_since_2023() {
    let at = |price: i64| ticks(Builtin::KrxTicks).steps.iter().rfind(|step| step.from.0 <= price).expect("a step").tick.0;
    let expected = [
        (1, 1),
        (1_999, 1),
        (2_000, 5),
        (4_995, 5),
        (5_000, 10),
        (20_000, 50),
        (49_950, 50),
        (50_000, 100),
        (200_000, 500),
        (500_000, 1_000),
        (9_999_000, 1_000),
    ];
    for (price, tick) in expected {
        assert_eq!(at(price), tick, "at {price}");
    }
}

#[test]
fn f35_both_coin_tables_agree_above_100_won() {
    let (whole, fine) = (ticks(Builtin::CoinTicksWon), ticks(Builtin::CoinTicks));
    for price in [100, 999, 4_999, 5_000, 9_995, 10_000, 49_990, 50_000, 99_950, 100_000, 499_900, 500_000, 999_500, 1_000_000, 150_000_000]
    {
        let tick =
            |table: &TickTable, one_won: i64| table.steps.iter().rfind(|step| step.from.0 <= price * one_won).expect("a step").tick.0;
        assert_eq!(tick(&whole, 1) * 100_000_000, tick(&fine, 100_000_000), "at {price}");
    }
}

#[test]
fn f35_live_calendar_is_the_settled_one() {
    let live = calendar(Builtin::LiveCalendar);
    let phases: Vec<_> = live.phases.iter().map(|start| (start.second / 60, start.phase)).collect();
    let expected = [
        (8 * 60, Phase::PreOpen),
        (8 * 60 + 30, Phase::OpeningAuction),
        (9 * 60, Phase::Continuous),
        (16 * 60 + 30, Phase::ClosingAuction),
        (17 * 60, Phase::Closed),
    ];
    assert_eq!(phases, expected);
    assert_eq!((live.weekdays, live.utc_offset_s), (0b001_1111, 32_400));
}

#[test]
fn f35_no_holiday_falls_on_a_weekend_and_both_stock_calendars_share_them() {
    let (live, practice) = (calendar(Builtin::LiveCalendar), calendar(Builtin::PracticeStockCalendar));
    assert!(live.holidays.iter().all(|holiday| holiday.weekday() < 5), "a weekend needs no entry: {:?}", live.holidays);
    assert_eq!((live.holidays, live.shifted_days), (practice.holidays, practice.shifted_days));
}

#[test]
fn f35_shifted_days_are_trading_days_and_the_first_of_their_year_or_the_exam() {
    let live = calendar(Builtin::LiveCalendar);
    let trades = |day: Day| live.weekdays >> day.weekday() & 1 == 1 && !live.holidays.contains(&day);
    for shifted in &live.shifted_days {
        assert!(trades(shifted.day) && shifted.by_s == 3_600, "{shifted:?}");
        let new_year = (2026..=2027).map(|year| day(year, 1, 1)).rfind(|first| *first <= shifted.day).expect("a year");
        let first_of_year = (new_year.0..shifted.day.0).all(|earlier| !trades(Day(earlier)));
        let exam = [day(2026, 11, 19), day(2027, 11, 18)].contains(&shifted.day);
        assert!(first_of_year || exam, "{shifted:?}");
    }
}

#[test]
fn f35_demo_calendar_never_closes_and_calls_two_auctions_of_five_minutes() {
    let demo = calendar(Builtin::DemoCalendar);
    assert!(demo.weekdays == 0x7f && demo.holidays.is_empty() && demo.phases.iter().all(|start| start.phase != Phase::Closed));
    let lengths: Vec<_> = demo.phases.windows(2).map(|pair| (pair[0].phase, pair[1].second - pair[0].second)).collect();
    assert_eq!(lengths.iter().filter(|(phase, length)| *phase != Phase::Continuous && *length == 300).count(), 2);
}

#[test]
fn f19_fees_and_withholding_are_the_settled_ones() {
    assert!(matches!(body(Builtin::Fees), PolicyBody::Fees(fees) if fees.maker.0 == 5 && fees.taker.0 == 5));
    let PolicyBody::Withholding(live) = body(Builtin::KrFractional) else { panic!("a withholding") };
    assert_eq!((live.income.0, live.local.0, live.round_down_to.0, live.not_below.0), (1_400, 140, 10, 1_000));
    assert_eq!(live.collection, Collection::Withheld);
    let PolicyBody::Withholding(practice) = body(Builtin::KrFractionalReport) else { panic!("a withholding") };
    assert_eq!(practice.collection, Collection::ReportOnly);
    assert_eq!(securities_transaction_tax().rate.0, 20);
}

const TWO_VERSIONS: &str = r#"
policy = 40
name = "fees.test"
[[version]]
valid_from = "2026-01-01T00:00:00+09:00"
source = "first"
fees = { maker_bps = 5, taker_bps = 5 }
[[version]]
valid_from = "2027-01-01T09:30:00+09:00"
source = "second"
fees = { maker_bps = 3, taker_bps = 4 }
"#;

#[test]
fn f19_a_market_gets_the_version_in_force_and_the_later_ones() {
    let family = read_family(TWO_VERSIONS).expect("well formed");
    let second = family.versions[1].valid_from;
    assert_eq!(second.rfc3339(), "2027-01-01T00:30:00.000000Z");
    let before = Time(second.0 - MICROS_PER_SECOND);
    let commands = family.commands(before);
    assert_eq!(commands.iter().map(|command| command.valid_from).collect::<Vec<_>>(), [before, second]);
    assert_eq!(family.commands(second).iter().map(|command| command.source.as_str()).collect::<Vec<_>>(), ["second"]);
}

#[test]
fn f19_malformed_files_are_refused_by_name() {
    let refused = |from: &str, to: &str| {
        assert!(TWO_VERSIONS.contains(from));
        read_family(&TWO_VERSIONS.replacen(from, to, 1)).expect_err(to).to_string()
    };
    assert!(refused("maker_bps = 5", "maker_bps = 1001").contains("at most 1,000 bps"));
    assert!(refused("2026-01-01T", "2026-02-30T").contains("2026-02-30"));
    assert!(refused("2026-01-01T", "2028-01-01T").contains("rise in time"));
    assert!(refused("+09:00", "Z").contains("not a time"));
    assert!(refused("source = \"first\"", "source = \"\"").contains("source"));
    assert!(refused("policy = 40", "policy = 40\nnonsense = 1").contains("nonsense"));
    assert!(refused("fees = { maker_bps = 5, taker_bps = 5 }", "price_band = { limit_bps = 3000 }").contains("one kind"));
}
