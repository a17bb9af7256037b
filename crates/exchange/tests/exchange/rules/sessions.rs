//! Phases, days, interruptions, halts, and the clock.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f35_day_goes_through_its_phases, f35_before_the_day_orders_are_refused:
    "Session calendar", "08:00 pre-open, 08:30 opening auction, 09:00 continuous, 16:30 closing auction, 17:00 closed; Korean business days.";
    STOCK.at(7, 0);
    "
    state                         → closed
    08:00                         → pre_open, day 2026-11-20 from 1393 to 2585
    Alice bids 1990 × 1           → rests
    08:30                         → opening_auction
    09:00                         → continuous, auction ends
    16:30                         → closing_auction
    17:00                         → closed, auction ends
    "
    "
    Alice bids 1990 × 1           → refused session_closed v3
    08:00                         → pre_open, day 2026-11-20 from 1393 to 2585
    08:30                         → opening_auction
    Alice bids 1990 × 1 ioc       → refused time_in_force_not_in_auction
    "

    f35_orders_are_cancelled_after_the_close, f35_orders_are_not_amended_after_the_close:
    "Closed", "When the session is closed orders are cancelled, but neither placed (reserved ones apart) nor amended.";
    STOCK;
    "
    Alice bids 1990 × 1           → rests
    16:30                         → closing_auction
    17:00                         → closed, auction ends
    Bob bids 1990 × 1 at next session → waits
    Alice cancels #1              → Alice's 1 cancelled by_owner
    "
    "
    Alice bids 1990 × 1           → rests
    16:30                         → closing_auction
    17:00                         → closed, auction ends
    Alice amends #1 to 1989       → refused session_closed v3
    Bob bids 1990 × 1             → refused session_closed v3
    "

    f35_day_after_a_holiday_trades, f35_holiday_is_closed:
    "Holiday", "On holidays and weekends the instrument is closed, and the trading day stays the one before.";
    STOCK.on(2026, 12, 24).at(17, 30);
    "
    Alice bids 1990 × 1 at next session → waits
    2026-12-25 12:00              → closed
    2026-12-27 12:00              → closed
    2026-12-28 08:00              → pre_open, day 2026-12-28 from 1393 to 2585, Alice's enters
    "
    "
    2026-12-25 10:00              → closed
    Alice bids 1990 × 1           → refused session_closed v3
    2026-12-26 10:00              → closed
    Alice bids 1990 × 1           → refused session_closed v3
    "

    f35_shifted_day_begins_later, f35_shifted_day_is_closed_at_the_usual_time:
    "Shifted day", "On the first trading day of a year and on the day of the college entrance exam every phase begins an hour later.";
    STOCK.on(2026, 11, 19).at(7, 0);
    "
    08:00                         → closed, day 2026-11-19 from 1393 to 2585
    09:00                         → pre_open
    09:30                         → opening_auction
    Alice bids 1990 × 1           → rests
    10:00                         → continuous, auction ends
    17:00                         → nothing
    Alice bids 1990 × 1           → rests
    17:30                         → closing_auction
    18:00                         → closed, auction ends
    "
    "
    08:30                         → closed, day 2026-11-19 from 1393 to 2585
    Alice bids 1990 × 1           → refused session_closed v3
    09:00                         → pre_open
    09:30                         → opening_auction
    Alice bids 1990 × 1 ioc       → refused time_in_force_not_in_auction
    "

    f35_clock_that_goes_back_stops_time, f35_time_does_not_run_again:
    "Clock backwards", "A command that arrives with an earlier time is executed at the time of the last; no timer runs twice.";
    STOCK;
    "
    Alice bids 1990 × 1 from 10:20 → waits
    10:30                         → Alice's is due, Alice's enters
    10:10 Bob bids 1990 × 1       → rests
    10:20                         → nothing
    book                          → 1990×1 1990×1 | none
    "
    "
    10:30 Bob bids 1990 × 1       → rests
    10:10 Alice bids 1990 × 1 from 10:20 → refused reserved_time_out_of_range
    09:00 Alice bids 1990 × 1 from 10:30 → refused reserved_time_out_of_range
    "

    f35_twenty_four_hour_instrument_has_no_phases, f35_price_beyond_the_coins_new_band_is_refused:
    "Round the clock", "A coin trades at any hour without auctions; its day begins at 09:00, which ends DAY orders and sets a new band.";
    STOCK.of("COIN");
    "
    Alice bids 19 × 10000 day     → rests
    Bob bids 18 × 10000           → rests
    2026-11-21 03:00 Carol asks 19 × 5000 → Alice buys 5000 at 19 from Carol
    09:00                         → continuous, Alice's 5000 cancelled day_ended, day 2026-11-21 from 14 to 24
    Carol asks 24 × 5000          → rests
    "
    "
    Alice bids 14 × 10000         → rests
    2026-11-21 09:00              → continuous, day 2026-11-21 from 14 to 26
    Carol asks 27 × 5000          → refused price_beyond_band v5
    Carol asks 26 × 5000          → rests
    "

    f35_trade_ten_percent_away_interrupts_trading, f35_immediate_orders_are_refused_in_an_interruption:
    "Volatility interruption", "Matching stops before a price 10 % from the reference; the rest joins a call auction of two minutes, whose price is the next reference.";
    STOCK;
    "
    Alice asks 2185 × 5           → rests
    Carol asks 2190 × 5           → rests
    Bob bids 2190 × 8             → Bob buys 5 at 2185 from Alice, interrupted, rest rests
    state                         → volatility_interruption
    Dave asks 2190 × 1            → rests
    10:01:59                      → nothing
    10:02                         → interruption ends, auction at 2190 × 3, Bob buys 3 at 2190 from Carol, auction ends
    state                         → continuous
    Carol asks 2405 × 5           → rests
    Bob bids 2405 × 3             → Bob buys 2 at 2190 from Carol, Bob buys 1 at 2190 from Dave
    Bob bids 2405 × 3 ioc         → Bob buys 3 at 2405 from Carol
    Dave asks 2410 × 1            → rests
    Bob bids 2410 × 3             → Bob buys 2 at 2405 from Carol, interrupted, rest rests
    "
    "
    Alice asks 2190 × 5           → rests
    Bob bids 2190 × 8 ioc         → interrupted, Bob's 8 cancelled interrupted
    Bob bids 2190 × 8 ioc         → refused time_in_force_not_in_auction
    Bob bids 2190 × 8 fok         → refused time_in_force_not_in_auction
    Bob buys 3 at best            → refused kind_not_in_auction
    "

    f35_interruption_downwards, f35_fok_stops_at_the_trigger:
    "Interruption downwards, and FOK", "The lower trigger is 1,791 here; a FOK order does not count what lies at or beyond the trigger.";
    STOCK;
    "
    Alice bids 1792 × 5           → rests
    Carol bids 1791 × 5           → rests
    Bob asks 1791 × 8             → Alice buys 5 at 1792 from Bob, interrupted, rest rests
    10:02                         → interruption ends, auction at 1791 × 3, Carol buys 3 at 1791 from Bob, auction ends
    "
    "
    Alice bids 1792 × 5           → rests
    Carol bids 1791 × 5           → rests
    Bob asks 1791 × 8 fok         → Bob's 8 cancelled not_filled_whole
    state                         → continuous
    "

    f35_halted_instrument_takes_cancels, f35_halted_instrument_takes_no_orders:
    "Halt", "Staff halt and resume an instrument; in between orders are only cancelled, and what was due follows the resumption.";
    STOCK;
    "
    Alice bids 1990 × 5           → rests
    Bob bids 1985 × 5             → rests
    staff halts STOCK             → halted
    Alice cancels #1              → Alice's 5 cancelled by_owner
    16:45                         → closing_auction
    17:00                         → closed
    staff resumes STOCK           → resumed, auction ends
    state                         → closed
    "
    "
    Alice bids 1990 × 5           → rests
    staff halts STOCK             → halted
    staff halts STOCK             → refused already_halted
    Bob bids 1985 × 5             → refused instrument_halted
    Bob bids 1985 × 5 at next session → refused instrument_halted
    Alice amends #1 to 1989       → refused instrument_halted
    staff resumes STOCK           → resumed
    staff resumes STOCK           → refused not_halted
    "

    f35_delisting_cancels_all_orders, f35_delisted_instrument_takes_nothing:
    "Delisting", "Trading ends for ever and all open orders are cancelled.";
    STOCK;
    "
    Alice bids 1990 × 5           → rests
    Bob bids 2005 × 5 when 2005   → waits
    staff delists STOCK           → delisted, Bob's 5 cancelled delisted, Alice's 5 cancelled delisted
    Alice has                     → 10000000
    "
    "
    Alice bids 1990 × 5           → rests
    hold jobs                     → nothing
    staff delists STOCK           → delisted
    Bob bids 1990 × 5             → refused instrument_delisted
    Alice cancels #1              → refused instrument_delisted
    Alice amends #1 to 1989       → refused instrument_delisted
    staff halts STOCK             → refused instrument_delisted
    staff resumes STOCK           → refused instrument_delisted
    staff delists STOCK           → refused instrument_delisted
    staff issues 5 to Alice for 5 → refused instrument_delisted
    jobs                          → Alice's 5 cancelled delisted
    "
}
