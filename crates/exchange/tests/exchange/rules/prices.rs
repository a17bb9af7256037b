//! Ticks, lots, bands, sizes.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f35_price_on_the_tick_is_accepted, f35_price_off_the_tick_is_refused:
    "Tick", "A price is a positive multiple of the tick at that price; below 2,000 won the tick is 1 here, from 2,000 on 5.";
    STOCK;
    "
    Alice bids 1789 × 1           → rests
    Alice bids 2000 × 1           → rests
    Alice asks 2005 × 1           → rests
    book                          → 2000×1 1789×1 | 2005×1
    "
    "
    Alice bids 2001 × 1           → refused price_off_tick v1
    Alice asks 2004 × 1           → refused price_off_tick v1
    Alice bids 0 × 1              → refused price_off_tick v1
    Alice bids -5 × 1             → refused price_off_tick v1
    "

    f35_stop_price_on_the_tick_is_accepted, f35_stop_price_off_the_tick_or_the_band_is_refused:
    "Tick of a stop", "A stop price is on the tick and within the band like any price.";
    STOCK;
    "
    Alice bids 2005 × 1 when 2005 → waits
    "
    "
    Alice bids 2005 × 1 when 2003 → refused stop_price_off_tick v1
    Alice bids 2005 × 1 when 3000 → refused stop_price_off_tick v1
    "

    f35_whole_lots_are_accepted, f35_broken_lots_are_refused:
    "Lot", "A quantity is a multiple of the lot, 5 here.";
    STOCK.of("FREE");
    "
    Alice asks 15000 × 10         → rests
    Bob bids 15000 × 5            → Bob buys 5 at 15000 from Alice
    "
    "
    Alice asks 15000 × 7          → refused quantity_off_lot
    Alice asks 15000 × 10         → rests
    Alice amends #1 to × 12       → refused quantity_off_lot
    "

    f35_largest_order_is_accepted, f35_order_above_the_largest_is_refused:
    "Size", "An order is positive and not larger than the instrument's largest, 100,000 here.";
    STOCK;
    "
    staff issues 90000 to Alice for 0 → nothing
    Alice asks 2000 × 100000      → rests
    "
    "
    Alice asks 2000 × 100001      → refused quantity_too_large
    Alice asks 2000 × 0           → refused quantity_not_positive
    Alice asks 2000 × -3          → refused quantity_not_positive
    Alice buys 999999999999 won at market → refused quantity_too_large
    "

    f35_price_within_the_band_is_accepted, f35_price_beyond_the_band_is_refused:
    "Price band", "A price lies within 30 % of the previous close, rounded inward to the tick: 1,393 to 2,585 around 1,990.";
    STOCK;
    "
    Alice bids 1393 × 1           → rests
    Alice asks 2585 × 1           → rests
    "
    "
    Alice bids 1392 × 1           → refused price_beyond_band v5
    Alice asks 2590 × 1           → refused price_beyond_band v5
    Alice asks 2585 × 1           → rests
    Alice amends #1 to 2590       → refused price_beyond_band v5
    "

    f35_band_follows_the_previous_close, f35_price_of_yesterdays_band_is_refused:
    "New day's band", "A day's band is around the last trade before it; orders that it leaves outside are cancelled, good-till-cancelled ones too.";
    STOCK;
    "
    Alice bids 1400 × 1           → rests
    Alice asks 2150 × 1           → rests
    Bob bids 2150 × 1             → Bob buys 1 at 2150 from Alice
    16:30                         → closing_auction
    17:00                         → closed, auction ends
    2026-11-23 08:00              → pre_open, day 2026-11-23 from 1505 to 2795, Alice's 1 cancelled outside_band
    Alice asks 2795 × 1           → rests
    "
    "
    Alice asks 2150 × 1           → rests
    Bob bids 2150 × 1             → Bob buys 1 at 2150 from Alice
    2026-11-23 08:10              → …
    Alice bids 1400 × 1           → refused price_beyond_band v5
    "

    f35_without_a_band_any_price_is_accepted, f35_without_a_band_the_tick_still_holds:
    "No band", "An instrument without a band takes any price on the tick, as far as its prices are numbered.";
    STOCK.of("FREE");
    "
    Alice bids 1 × 5              → rests
    Alice asks 1000000 × 5        → rests
    "
    "
    Alice asks 1000001 × 5        → refused price_off_tick v8
    Alice asks 4000000000000000000 × 5 → refused price_beyond_band
    "
}
