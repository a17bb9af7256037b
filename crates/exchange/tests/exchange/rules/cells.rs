//! Every session state × kind of order × time in force, enumerated. An accepted cell is also tried with a quantity of zero, and the same order in a state
//! that refuses it; a refused one also where the same order is accepted.

use crate::blotter::{STOCK, Stage, play};
use crate::naive::orders::{Admission, admission};
use money::{Price, Quantity, Won};
use protocol::order::{OrderKind, ReservedUntil, Side, Size, TimeInForce};
use protocol::policy::SessionState;
use protocol::rejection::Reason;

/// A kind of order as a row of the table: what it is given by included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Limit,
    Market,
    MarketByAmount,
    Best,
    BestByAmount,
    StopLimit,
    Reserved,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Limit, Self::Market, Self::MarketByAmount, Self::Best, Self::BestByAmount, Self::StopLimit, Self::Reserved];

    pub fn name(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Market => "market",
            Self::MarketByAmount => "market by amount",
            Self::Best => "best",
            Self::BestByAmount => "best by amount",
            Self::StopLimit => "stop-limit",
            Self::Reserved => "reserved",
        }
    }

    /// All kinds of orders must be rows; a new one does not compile until it is.
    fn order(self) -> (OrderKind, Size) {
        let (price, quantity, amount) = (Price(1_990), Size::Quantity(Quantity(1)), Size::Amount(Won(2_000)));
        match self {
            Self::Limit => (OrderKind::Limit { price }, quantity),
            Self::Market => (OrderKind::Market, quantity),
            Self::MarketByAmount => (OrderKind::Market, amount),
            Self::Best => (OrderKind::Best, quantity),
            Self::BestByAmount => (OrderKind::Best, amount),
            Self::StopLimit => (OrderKind::StopLimit { price, stop: price }, quantity),
            Self::Reserved => (OrderKind::Reserved { price, until: ReservedUntil::NextSession }, quantity),
        }
    }

    fn line(self, time_in_force: TimeInForce, zero: bool) -> String {
        let tif = time_in_force.name();
        let (one, won) = if zero { (0, 0) } else { (1, 2_000) };
        match self {
            Self::Limit => format!("Dave bids 1990 × {one} {tif}"),
            Self::Market => format!("Dave buys {one} at market {tif}"),
            Self::MarketByAmount => format!("Dave buys {won} won at market {tif}"),
            Self::Best => format!("Dave buys {one} at best {tif}"),
            Self::BestByAmount => format!("Dave buys {won} won at best {tif}"),
            Self::StopLimit => format!("Dave bids 2005 × {one} {tif} when 2005"),
            Self::Reserved => format!("Dave bids 1990 × {one} {tif} at next session"),
        }
    }
}

/// How a script brings STOCK into a state.
pub fn way_to(state: SessionState) -> (Stage, &'static str) {
    match state {
        SessionState::PreOpen => (STOCK.at(8, 10), ""),
        SessionState::OpeningAuction => (STOCK.at(8, 40), ""),
        SessionState::Continuous => (STOCK, "Alice asks 1995 × 5 → …\n"),
        SessionState::VolatilityInterruption => (STOCK, "Alice asks 2190 × 5 → …\nCarol bids 2190 × 1 → …\n"),
        SessionState::ClosingAuction => (STOCK.at(16, 40), ""),
        SessionState::Uncrossing => (STOCK.at(8, 40), "Alice asks 1990 × 1 → …\nBob bids 1990 × 1 → …\nhold jobs → …\n09:00 → …\n"),
        SessionState::Closed => (STOCK.at(17, 30), ""),
        SessionState::Halted => (STOCK, "staff halts STOCK → …\n"),
        SessionState::Delisted => (STOCK, "staff delists STOCK → …\n"),
    }
}

/// What the rules say of a cell.
pub fn expected(state: SessionState, kind: Kind, time_in_force: TimeInForce) -> Result<Admission, Reason> {
    let (order, size) = kind.order();
    admission(state, Side::Buy, order, time_in_force, size)
}

/// What a cell shows.
pub fn shown(state: SessionState, kind: Kind, time_in_force: TimeInForce) -> String {
    match expected(state, kind, time_in_force) {
        Ok(Admission::Match) => "trades".to_owned(),
        Ok(Admission::Rest) => "enters".to_owned(),
        Ok(Admission::Wait) => "waits".to_owned(),
        Err(reason) => format!("`{}`", reason.code()),
    }
}

/// Plays an order in a state, and returns what came of it.
fn outcome(state: SessionState, line: &str) -> String {
    let (stage, way) = way_to(state);
    let played = play(stage, &format!("{way}state → {}\n{line} → …", state.name()));
    assert_eq!(played.expected, played.observed, "the way to {} leads elsewhere", state.name());
    let last = played.observed.last().expect("a line was played");
    last.split_once("→ ").expect("a line has an arrow").1.to_owned()
}

fn row(state: SessionState, kind: Kind) {
    for &time_in_force in TimeInForce::ALL {
        let came_to = outcome(state, &kind.line(time_in_force, false));
        match expected(state, kind, time_in_force) {
            Ok(_) => {
                assert!(!came_to.starts_with("refused"), "{state:?} {kind:?} {time_in_force:?}: {came_to}");
                let zero = outcome(state, &kind.line(time_in_force, true));
                let reason = if matches!(kind, Kind::MarketByAmount | Kind::BestByAmount) { "amount" } else { "quantity" };
                assert_eq!(zero, format!("refused {reason}_not_positive"), "{state:?} {kind:?} {time_in_force:?}");
                let (elsewhere, reason) = refused_elsewhere(state, kind, time_in_force);
                let came_to = outcome(elsewhere, &kind.line(time_in_force, false));
                assert_eq!(came_to, refused(reason), "{elsewhere:?} {kind:?} {time_in_force:?}");
            }
            Err(reason) => {
                assert_eq!(came_to, refused(reason), "{state:?} {kind:?} {time_in_force:?}");
                let (elsewhere, other) = accepted_elsewhere(kind, time_in_force);
                let came_to = outcome(elsewhere, &kind.line(other, false));
                assert!(!came_to.starts_with("refused"), "{elsewhere:?} {kind:?} {other:?}: {came_to}");
            }
        }
    }
}

/// How a script says it. Of these reasons only the calendar's is a dated rule.
fn refused(reason: Reason) -> String {
    let version = if reason == Reason::SessionClosed { " v3" } else { "" };
    format!("refused {}{version}", reason.code())
}

/// The next state that refuses the same order, and why: what a day or staff bring soonest.
fn refused_elsewhere(state: SessionState, kind: Kind, time_in_force: TimeInForce) -> (SessionState, Reason) {
    let after = SessionState::ALL.iter().copied().cycle().skip_while(|&other| other != state).take(SessionState::ALL.len());
    let refusing = |other| expected(other, kind, time_in_force).err().map(|reason| (other, reason));
    after.into_iter().find_map(refusing).expect("a delisted instrument takes no order")
}

/// Where the same order is accepted, or the same kind with a time in force that it has.
fn accepted_elsewhere(kind: Kind, time_in_force: TimeInForce) -> (SessionState, TimeInForce) {
    let states = || SessionState::ALL.iter().copied();
    let same = states().find(|&state| expected(state, kind, time_in_force).is_ok()).map(|state| (state, time_in_force));
    let other = || {
        let all = states().flat_map(|state| TimeInForce::ALL.iter().map(move |&tif| (state, tif)));
        all.into_iter().find(|&(state, tif)| expected(state, kind, tif).is_ok())
    };
    same.or_else(other).expect("every kind is accepted somewhere")
}

macro_rules! cells {
    ($($state:ident: $($test:ident $kind:ident),*;)*) => {
        /// Every row with its test.
        pub const ROWS: &[(SessionState, Kind, &str)] = &[$($((SessionState::$state, Kind::$kind, stringify!($test))),*),*];

        $($(
            #[test]
            fn $test() {
                row(SessionState::$state, Kind::$kind);
            }
        )*)*
    };
}

cells! {
    PreOpen: f35_pre_open_limit Limit, f35_pre_open_market Market, f35_pre_open_market_by_amount MarketByAmount, f35_pre_open_best Best,
        f35_pre_open_best_by_amount BestByAmount, f35_pre_open_stop_limit StopLimit, f35_pre_open_reserved Reserved;
    OpeningAuction: f35_opening_auction_limit Limit, f35_opening_auction_market Market, f35_opening_auction_market_by_amount MarketByAmount,
        f35_opening_auction_best Best, f35_opening_auction_best_by_amount BestByAmount, f35_opening_auction_stop_limit StopLimit,
        f35_opening_auction_reserved Reserved;
    Continuous: f35_continuous_limit Limit, f35_continuous_market Market, f35_continuous_market_by_amount MarketByAmount,
        f35_continuous_best Best, f35_continuous_best_by_amount BestByAmount, f35_continuous_stop_limit StopLimit,
        f35_continuous_reserved Reserved;
    VolatilityInterruption: f35_interruption_limit Limit, f35_interruption_market Market, f35_interruption_market_by_amount MarketByAmount,
        f35_interruption_best Best, f35_interruption_best_by_amount BestByAmount, f35_interruption_stop_limit StopLimit,
        f35_interruption_reserved Reserved;
    ClosingAuction: f35_closing_auction_limit Limit, f35_closing_auction_market Market, f35_closing_auction_market_by_amount MarketByAmount,
        f35_closing_auction_best Best, f35_closing_auction_best_by_amount BestByAmount, f35_closing_auction_stop_limit StopLimit,
        f35_closing_auction_reserved Reserved;
    Uncrossing: f35_uncrossing_limit Limit, f35_uncrossing_market Market, f35_uncrossing_market_by_amount MarketByAmount,
        f35_uncrossing_best Best, f35_uncrossing_best_by_amount BestByAmount, f35_uncrossing_stop_limit StopLimit,
        f35_uncrossing_reserved Reserved;
    Closed: f35_closed_limit Limit, f35_closed_market Market, f35_closed_market_by_amount MarketByAmount, f35_closed_best Best,
        f35_closed_best_by_amount BestByAmount, f35_closed_stop_limit StopLimit, f35_closed_reserved Reserved;
    Halted: f35_halted_limit Limit, f35_halted_market Market, f35_halted_market_by_amount MarketByAmount, f35_halted_best Best,
        f35_halted_best_by_amount BestByAmount, f35_halted_stop_limit StopLimit, f35_halted_reserved Reserved;
    Delisted: f35_delisted_limit Limit, f35_delisted_market Market, f35_delisted_market_by_amount MarketByAmount, f35_delisted_best Best,
        f35_delisted_best_by_amount BestByAmount, f35_delisted_stop_limit StopLimit, f35_delisted_reserved Reserved;
}

/// Amending and cancelling an order that was there before, by state: `None` where it is accepted.
pub fn change_in(state: SessionState) -> (Option<Reason>, Option<Reason>) {
    match state {
        SessionState::Closed => (Some(Reason::SessionClosed), None),
        SessionState::Halted => (Some(Reason::InstrumentHalted), None),
        SessionState::Uncrossing => (Some(Reason::AuctionUncrossing), Some(Reason::AuctionUncrossing)),
        SessionState::Delisted => (Some(Reason::InstrumentDelisted), Some(Reason::InstrumentDelisted)),
        _ => (None, None),
    }
}

pub const CHANGE_TEST: &str = "f32_amend_and_cancel_in_every_state";

#[test]
fn f32_amend_and_cancel_in_every_state() {
    for &state in SessionState::ALL {
        let (stage, way) = match state {
            SessionState::Closed => (STOCK, "17:00 → …\n"),
            // The orders have to be open while the job waits.
            SessionState::Delisted => (STOCK, "hold jobs → …\nstaff delists STOCK → …\n"),
            other => way_to(other),
        };
        let say = |refusal: Option<Reason>, done: &str| match refusal {
            None => done.to_owned(),
            Some(Reason::SessionClosed) => "refused session_closed v3".to_owned(),
            Some(reason) => format!("refused {}", reason.code()),
        };
        let (amend, cancel) = change_in(state);
        let script = format!(
            "Dave bids 1500 × 5 → rests\n{way}state → {}\nDave amends #1 to 1501 → {}\nDave cancels #1 → {}",
            state.name(),
            say(amend, "amended to 1501 × 5, loses its place"),
            say(cancel, "Dave's 5 cancelled by_owner"),
        );
        crate::blotter::check(stage, &script);
    }
}
