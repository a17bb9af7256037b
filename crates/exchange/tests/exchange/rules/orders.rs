//! Kinds, times in force, amend, cancel, self-trade prevention.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f31_better_price_first_then_earlier_order, f31_earlier_order_at_a_worse_price_does_not_trade_first:
    "Price, then time", "The better price trades first, at one price the earlier order; a trade is at the resting order's price.";
    STOCK;
    "
    Alice asks 2000 × 5           → rests
    Bob asks 1995 × 5             → rests
    Carol asks 1995 × 5           → rests
    Dave bids 2000 × 12           → Dave buys 5 at 1995 from Bob, Dave buys 5 at 1995 from Carol, Dave buys 2 at 2000 from Alice
    book                          → none | 2000×3
    "
    twin "the earlier order at a worse price, and the later one at the same price, do not trade; nor does anything at the incoming order's price";
    "
    Alice bids 1985 × 5           → rests
    Bob bids 1990 × 5             → rests
    Carol bids 1990 × 9           → rests
    Dave asks 1985 × 5            → Bob buys 5 at 1990 from Dave
    book                          → 1990×9 1985×5 | none
    "

    f31_rest_of_a_limit_order_rests, f31_order_that_traded_whole_does_not_rest:
    "Good till cancelled", "What does not trade at once rests until it is cancelled.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 8             → Bob buys 5 at 1995 from Alice, rest rests
    2026-11-24 10:00              → …
    book                          → 1995×3 | none
    "
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 5             → Bob buys 5 at 1995 from Alice
    book                          → none | none
    Bob cancels #2                → refused unknown_order
    Bob amends #2 to × 8          → refused unknown_order
    "

    f31_day_order_stands_until_the_close, f31_day_order_is_gone_after_the_close:
    "Day", "A DAY order ends with the close.";
    STOCK;
    "
    Alice bids 1990 × 5 day       → rests
    Bob bids 1990 × 5             → rests
    16:30                         → closing_auction
    17:00                         → closed, auction ends, Alice's 5 cancelled day_ended
    book                          → 1990×5 | none
    "
    "
    Alice bids 1990 × 5 day       → rests
    Bob bids 1990 × 5             → rests
    16:30                         → closing_auction
    17:00                         → closed, auction ends, Alice's 5 cancelled day_ended
    Alice cancels #1              → refused unknown_order
    Bob cancels #2                → Bob's 5 cancelled by_owner
    "

    f31_ioc_trades_what_it_can, f31_ioc_is_not_for_waiting_orders:
    "Immediate or cancel", "What does not trade at once is cancelled.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 8 ioc         → Bob buys 5 at 1995 from Alice, Bob's 3 cancelled immediate
    Bob bids 1995 × 8 ioc         → Bob's 8 cancelled immediate
    "
    "
    Bob bids 2000 × 8 ioc when 2000 → refused time_in_force_not_for_kind
    Bob bids 1995 × 8 ioc at next session → refused time_in_force_not_for_kind
    "

    f31_fok_trades_whole, f31_fok_that_cannot_trade_whole_trades_nothing:
    "Fill or kill", "It trades whole at once or is cancelled whole; it never rests.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Carol asks 1996 × 5           → rests
    Bob bids 1996 × 10 fok        → Bob buys 5 at 1995 from Alice, Bob buys 5 at 1996 from Carol
    "
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 6 fok         → Bob's 6 cancelled not_filled_whole
    Bob bids 1995 × 6 fok when 1999 → refused time_in_force_not_for_kind
    book                          → none | 1995×5
    "

    f31_post_only_rests, f31_post_only_that_would_trade_is_refused:
    "Post-only", "It is refused if it would trade at once, own orders included.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1994 × 5 post_only   → rests
    Carol asks 1994 × 5           → Bob buys 5 at 1994 from Carol
    "
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 5 post_only   → refused would_trade
    Alice bids 1996 × 5 post_only → refused would_trade
    Bob bids 1994 × 5 post_only   → rests
    Bob amends #2 to 1995         → refused would_trade
    "

    f31_market_order_walks_the_book, f31_market_order_is_ioc_or_fok:
    "Market", "It trades as far as the edge of the band; the rest is cancelled. It is IOC or FOK, and DAY in an auction.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Carol asks 2100 × 5           → rests
    Bob buys 7 at market          → Bob buys 5 at 1995 from Alice, Bob buys 2 at 2100 from Carol
    Bob buys 7 at market          → Bob buys 3 at 2100 from Carol, Bob's 4 cancelled immediate
    Bob buys 7 at market          → Bob's 7 cancelled immediate
    Bob sells 2 at market fok     → Bob's 2 cancelled not_filled_whole
    "
    "
    Bob buys 7 at market gtc      → refused time_in_force_not_for_kind
    Bob buys 7 at market day      → refused time_in_force_not_for_kind
    Bob sells 7 at market post_only → refused time_in_force_not_for_kind
    "

    f31_market_order_without_band_reaches_ten_percent, f31_market_order_without_band_needs_a_price:
    "Market without a band", "Where there is no band a market order reaches 10 % from the best price of the other side, rounded inward.";
    STOCK.of("FREE");
    "
    Alice asks 10000 × 5          → rests
    Carol asks 11000 × 5          → rests
    Dave asks 11005 × 5           → rests
    Bob buys 15 at market         → Bob buys 5 at 10000 from Alice, Bob buys 5 at 11000 from Carol, Bob's 5 cancelled immediate
    "
    "
    Bob buys 15 at market         → refused no_opposite_price
    Bob sells 15 at market        → refused no_opposite_price
    "

    f31_best_order_takes_the_touch, f31_best_order_needs_a_touch:
    "Best", "It trades at the other side's best price at its execution and no further; IOC or FOK.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Carol asks 1996 × 5           → rests
    Bob buys 7 at best            → Bob buys 5 at 1995 from Alice, Bob's 2 cancelled immediate
    "
    "
    Bob buys 7 at best            → refused no_opposite_price
    Bob sells 7 at best           → refused no_opposite_price
    Bob buys 7 at best gtc        → refused time_in_force_not_for_kind
    "

    f31_buy_by_amount_spends_the_amount_and_pays_the_fee_on_top, f31_amount_that_buys_no_lot_is_refused:
    "Buy by amount", "A market or best buy may be given in won: whole lots within the amount, the fee on top, the rest returned.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Carol asks 2000 × 100         → rests
    Bob buys 20000 won at market  → Bob buys 5 at 1995 from Alice, Bob buys 5 at 2000 from Carol, Bob's 25 cancelled amount_spent
    Bob has                       → 9980016
    Bob buys 4000 won at best     → Bob buys 2 at 2000 from Carol
    Bob has                       → 9976014
    "
    "
    Alice asks 1995 × 5           → rests
    Bob buys 1994 won at market   → refused amount_too_small
    Bob buys 0 won at market      → refused amount_not_positive
    Bob sells 5000 won at market  → refused amount_needs_market_buy
    "

    f31_stop_waits_until_the_price_reaches_it, f31_stop_that_is_reached_already_is_refused:
    "Stop-limit", "It waits until the last trade reaches the stop, then is a limit order; stops enter in the order in which the price passed them.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 1             → Bob buys 1 at 1995 from Alice
    Carol bids 2000 × 2 when 1998 → waits
    Dave bids 1999 × 2 when 1996  → waits
    Alice asks 1998 × 1           → rests
    Bob bids 1998 × 5             → Bob buys 4 at 1995 from Alice, Bob buys 1 at 1998 from Alice, Dave's enters, Carol's enters
    book                          → 2000×2 1999×2 | none
    "
    "
    Bob bids 1990 × 1 when 1990   → waits
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 1             → Bob buys 1 at 1995 from Alice, Bob's enters
    Carol bids 2000 × 2 when 1995 → refused stop_already_reached
    Carol asks 1990 × 2 when 1995 → refused stop_already_reached
    "

    f31_reserved_order_enters_at_its_time, f31_reserved_time_is_within_thirty_days:
    "Reserved", "It is held from its acceptance and enters at its time, or when the next session takes orders.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1995 × 2 from 10:30  → waits
    Bob has                       → 9996008 and 3992 held
    10:29                         → nothing
    10:30                         → Bob's is due, Bob's enters, Bob buys 2 at 1995 from Alice
    Carol bids 1990 × 3 at next session → waits
    16:30                         → closing_auction
    17:00                         → closed, auction ends
    Dave bids 1991 × 3 at next session → waits
    2026-11-23 08:00              → pre_open, day 2026-11-23 from 1397 to 2590, Carol's enters, Dave's enters
    "
    "
    Bob bids 1995 × 2 from 09:59  → refused reserved_time_out_of_range
    Bob bids 1995 × 2 from 10:00  → refused reserved_time_out_of_range
    Bob bids 1995 × 2 from 2026-12-21 10:00 → refused reserved_time_out_of_range
    "

    f32_lower_quantity_keeps_its_place, f32_amendment_below_what_has_traded_is_refused:
    "Amend", "Another price or total quantity; only a lower quantity keeps its place. What has traded, or was lost to self-trade prevention, counts.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob asks 1995 × 5             → rests
    Alice amends #1 to × 4        → amended to 1995 × 4, keeps its place
    Carol bids 1995 × 1           → Carol buys 1 at 1995 from Alice
    Alice amends #1 to × 6        → amended to 1995 × 6, loses its place
    Carol bids 1995 × 5           → Carol buys 5 at 1995 from Bob
    Carol bids 1990 × 2           → rests
    Alice amends #1 to 1990       → amended to 1990 × 6, loses its place, Carol buys 2 at 1990 from Alice, rest rests
    Alice amends #1 to 1995 × 4   → amended to 1995 × 4, loses its place
    book                          → none | 1995×1
    "
    "
    Alice asks 1995 × 5           → rests
    Carol bids 1995 × 3           → Carol buys 3 at 1995 from Alice
    Alice amends #1 to × 3        → refused amend_below_traded
    Alice amends #1 to × 2        → refused amend_below_traded
    Alice amends #1 to 1995 × 5   → refused nothing_to_amend
    Alice amends #1 to            → refused nothing_to_amend
    Alice amends #1 to × 20000    → refused insufficient_units
    Carol amends #1 to × 9        → refused unknown_order
    "

    f32_waiting_order_is_amended_while_it_waits, f32_market_order_of_an_auction_is_not_amended:
    "Amend what waits", "A waiting order stays waiting; a market order entered in an auction is not amended.";
    STOCK.at(8, 40);
    "
    Alice bids 1995 × 5 when 2000 → waits
    Alice amends #1 to 1990 × 7   → amended to 1990 × 7, loses its place
    "
    "
    Alice buys 5 at market day    → rests
    Alice amends #1 to × 3        → refused order_not_amendable
    "

    f32_cancel_returns_what_was_held, f32_cancel_of_anothers_order_is_refused:
    "Cancel", "An order is cancelled by its own account; what it held is available again at once.";
    STOCK;
    "
    Alice bids 1995 × 5           → rests
    Alice has                     → 9990020 and 9980 held
    Alice cancels #1              → Alice's 5 cancelled by_owner
    Alice has                     → 10000000
    Alice asks 1995 × 5           → rests
    Alice has STOCK               → 9995 and 5 held at 19000000
    Alice cancels #2              → Alice's 5 cancelled by_owner
    Alice has STOCK               → 10000 at 19000000
    "
    "
    Alice bids 1995 × 5           → rests
    Bob cancels #1                → refused unknown_order
    Alice2 cancels #1             → refused unknown_order
    Alice cancels #1              → Alice's 5 cancelled by_owner
    Alice cancels #1              → refused unknown_order
    "

    f32_cancel_all_by_account_instrument_and_side, f32_cancel_all_needs_a_scope:
    "Cancel all", "All open orders of an account, an instrument, a side: at least account or instrument is given; waiting ones too.";
    STOCK;
    "
    Alice bids 1985 × 5           → rests
    Alice asks 1995 × 5           → rests
    Alice bids 19 × 5 of COIN     → rests
    Alice bids 2005 × 5 when 2005 → waits
    Bob bids 1985 × 5             → rests
    Alice cancels all asks        → Alice's 5 cancelled by_owner
    Alice cancels all of COIN     → Alice's 5 cancelled by_owner
    Alice cancels all             → Alice's 5 cancelled by_owner, Alice's 5 cancelled by_owner
    staff cancels all of STOCK    → Bob's 5 cancelled by_staff
    "
    "
    staff cancels all             → refused scope_required
    staff cancels all of 99       → refused unknown_instrument
    "

    f33_client_order_id_names_an_order, f33_client_order_id_is_used_once:
    "Client order id", "It is unique among open orders and within the window of keys.";
    STOCK;
    "
    Alice bids 1985 × 5 as first  → rests
    Alice bids 1985 × 5 as second → rests
    Bob bids 1985 × 5 as first    → rests
    "
    "
    Alice bids 1985 × 5 as first  → rests
    Alice bids 1985 × 5 as first  → refused client_order_id_already_used
    Alice cancels #1              → Alice's 5 cancelled by_owner
    Alice bids 1985 × 5 as first  → refused client_order_id_already_used
    "

    f34_cancel_newest_ends_the_incoming_order, f34_cancel_newest_counts_for_post_only:
    "Prevention: cancel newest", "An order that meets one of its owner's is cancelled; the resting one stays. The first default.";
    STOCK;
    "
    Bob asks 1995 × 2             → rests
    Alice asks 1995 × 5           → rests
    Alice2 bids 1995 × 9          → Alice2 buys 2 at 1995 from Bob, Alice2's 7 cancelled self_trade
    Alice2 bids 1995 × 5 fok      → Alice2's 5 cancelled not_filled_whole
    book                          → none | 1995×5
    "
    "
    Alice asks 1995 × 5           → rests
    Alice2 bids 1995 × 9 post_only cancel_newest → refused would_trade
    "

    f34_cancel_oldest_ends_the_resting_order, f34_cancel_oldest_counts_for_post_only:
    "Prevention: cancel oldest", "The resting order is cancelled and matching goes on.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob asks 1995 × 2             → rests
    Alice2 prefers cancel_oldest  → nothing
    Alice2 bids 1995 × 9          → Alice's 5 cancelled self_trade, Alice2 buys 2 at 1995 from Bob, rest rests
    Alice asks 1995 × 3 cancel_oldest → Alice2's 7 cancelled self_trade, rest rests
    "
    "
    Alice asks 1995 × 5           → rests
    Alice2 bids 1995 × 9 post_only cancel_oldest → refused would_trade
    "

    f34_decrement_takes_from_both, f34_decrement_counts_for_post_only:
    "Prevention: decrement", "Both lose the smaller quantity without a trade; whoever reaches zero ends. A buy by amount is cancelled instead.";
    STOCK;
    "
    Alice asks 1995 × 5           → rests
    Bob asks 1996 × 2             → rests
    Alice2 bids 1996 × 9 decrement → Alice2 and Alice both lose 5, Alice2 buys 2 at 1996 from Bob, rest rests
    Alice2 has                    → 9992012 and 3995 held
    Alice has STOCK               → 10000 at 19000000
    Alice asks 1996 × 2 decrement → Alice and Alice2 both lose 2
    Alice2 has                    → 9996007
    Alice asks 1996 × 2           → rests
    Alice2 buys 5000 won at market decrement → Alice2's 5000 cancelled self_trade
    "
    "
    Alice asks 1995 × 5           → rests
    Alice2 bids 1995 × 9 post_only decrement → refused would_trade
    "
}
