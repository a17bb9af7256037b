//! The clearing price and its tie-breaks; what an auction takes.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f36_auction_takes_orders_without_matching, f36_auction_refuses_what_must_trade_at_once:
    "Orders in an auction", "Limit orders (GTC, DAY), market orders (DAY) and waiting orders are entered and not matched.";
    STOCK.at(8, 40);
    "
    Alice asks 1990 × 5           → rests
    Bob bids 1995 × 5 day         → rests
    Carol buys 2 at market day    → rests
    book                          → 2585×2 1995×5 | 1990×5
    09:00                         → continuous, auction at 1995 × 5, Carol buys 2 at 1995 from Alice, Bob buys 3 at 1995 from Alice, auction ends
    "
    "
    Alice asks 1990 × 5 ioc       → refused time_in_force_not_in_auction
    Alice asks 1990 × 5 fok       → refused time_in_force_not_in_auction
    Alice asks 1990 × 5 post_only → refused time_in_force_not_in_auction
    Carol buys 2 at market        → refused time_in_force_not_in_auction
    Carol buys 2 at market gtc    → refused time_in_force_not_for_kind
    Carol buys 2 at best          → refused kind_not_in_auction
    Carol buys 2000 won at market day → refused kind_not_in_auction
    "

    f36_largest_volume_wins, f36_nearer_price_with_less_volume_does_not_win:
    "Tie-break 1: volume", "The price at which the most trades.";
    STOCK.at(8, 40);
    "
    Alice asks 1980 × 5           → rests
    Alice asks 1990 × 5           → rests
    Bob bids 1995 × 8             → rests
    Carol bids 1985 × 4           → rests
    09:00                         → continuous, auction at 1990 × 8, Bob buys 5 at 1990 from Alice, Bob buys 3 at 1990 from Alice, auction ends
    "
    twin "a price nearer the reference, at which less would trade, does not win";
    "
    Alice asks 1980 × 10          → rests
    Bob bids 1980 × 10            → rests
    Carol bids 1990 × 4           → rests
    09:00                         → continuous, auction at 1980 × 10, Carol buys 4 at 1980 from Alice, Bob buys 6 at 1980 from Alice, auction ends
    "

    f36_crossing_orders_have_a_price, f36_without_a_cross_there_is_no_price:
    "No cross", "Without orders that cross there is no price: nothing trades, the orders stay, the reference is kept.";
    STOCK.at(8, 40);
    "
    Alice asks 2000 × 5           → rests
    Bob bids 2000 × 8             → rests
    09:00                         → continuous, auction at 2000 × 5, Bob buys 5 at 2000 from Alice, auction ends
    "
    twin "no price between the best bid and the best ask is taken, and the next auction is measured against the old reference";
    "
    Alice asks 1995 × 5           → rests
    Bob bids 1985 × 8             → rests
    09:00                         → continuous, auction ends
    book                          → 1985×8 | 1995×5
    16:30                         → closing_auction
    Carol asks 1970 × 8           → rests
    Bob bids 1992 × 8             → rests
    17:00                         → closed, auction at 1990 × 8, Bob buys 8 at 1990 from Carol, auction ends
    "

    f36_least_surplus_wins, f36_reference_that_leaves_more_unmatched_does_not_win:
    "Tie-break 2: least surplus", "Of the prices with that volume, the one that leaves the least unmatched.";
    STOCK.at(8, 40);
    "
    Alice asks 1980 × 5           → rests
    Bob bids 1995 × 5             → rests
    Carol bids 1985 × 4           → rests
    09:00                         → continuous, auction at 1990 × 5, Bob buys 5 at 1990 from Alice, auction ends
    "
    twin "the reference itself, at which as much would trade and more be left, does not win";
    "
    Alice asks 1980 × 5           → rests
    Bob bids 1999 × 5             → rests
    Carol bids 1991 × 4           → rests
    09:00                         → continuous, auction at 1992 × 5, Bob buys 5 at 1992 from Alice, auction ends
    "

    f36_surplus_of_buyers_takes_the_highest, f36_without_a_surplus_of_buyers_the_highest_does_not_win:
    "Tie-break 3: buyers' surplus", "Where all of them leave buyers unmatched, the highest.";
    STOCK.at(8, 40);
    "
    Alice asks 1980 × 5           → rests
    Bob bids 1997 × 8             → rests
    09:00                         → continuous, auction at 1997 × 5, Bob buys 5 at 1997 from Alice, auction ends
    "
    twin "where no buyer is left over, the highest does not win";
    "
    Alice asks 1980 × 5           → rests
    Bob bids 1997 × 5             → rests
    09:00                         → continuous, auction at 1990 × 5, Bob buys 5 at 1990 from Alice, auction ends
    "

    f36_surplus_of_sellers_takes_the_lowest, f36_without_a_surplus_of_sellers_the_lowest_does_not_win:
    "Tie-break 4: sellers' surplus", "Where all of them leave sellers unmatched, the lowest.";
    STOCK.at(8, 40);
    "
    Alice asks 1980 × 8           → rests
    Bob bids 1997 × 5             → rests
    09:00                         → continuous, auction at 1980 × 5, Bob buys 5 at 1980 from Alice, auction ends
    "
    twin "where no seller is left over, the lowest does not win";
    "
    Alice asks 1980 × 5           → rests
    Bob bids 1997 × 5             → rests
    09:00                         → continuous, auction at 1990 × 5, Bob buys 5 at 1990 from Alice, auction ends
    "

    f36_nearest_to_the_reference_wins, f36_farther_from_the_reference_does_not_win:
    "Tie-break 5: nearest the reference", "Else the price nearest the reference, the day's latest auction price or the previous close.";
    STOCK.at(8, 40);
    "
    Alice asks 1970 × 5           → rests
    Bob bids 1985 × 5             → rests
    09:00                         → continuous, auction at 1985 × 5, Bob buys 5 at 1985 from Alice, auction ends
    16:40                         → closing_auction
    Alice asks 1970 × 5           → rests
    Bob bids 1995 × 5             → rests
    17:00                         → closed, auction at 1985 × 5, Bob buys 5 at 1985 from Alice, auction ends
    "
    twin "neither the highest nor the middle of the prices wins";
    "
    Alice asks 1995 × 5           → rests
    Bob bids 2010 × 5             → rests
    09:00                         → continuous, auction at 1995 × 5, Bob buys 5 at 1995 from Alice, auction ends
    "

    f36_lower_of_two_as_near_wins, f36_lower_price_that_is_farther_does_not_win:
    "Tie-break 6: the lower", "Of two as near the reference, the lower. It takes a new tick table for the reference to lie between two prices.";
    STOCK;
    "
    Alice asks 1995 × 1           → rests
    Bob bids 1995 × 1             → Bob buys 1 at 1995 from Alice
    staff sets tick 10            → nothing
    2026-11-23 08:00              → pre_open, day 2026-11-23 from 1400 to 2590
    Alice asks 1990 × 5           → rests
    Bob bids 2000 × 5             → rests
    09:00                         → continuous, auction at 1990 × 5, Bob buys 5 at 1990 from Alice, auction ends
    "
    twin "the lower of two prices that are not as near does not win";
    "
    Alice asks 1996 × 1           → rests
    Bob bids 1996 × 1             → Bob buys 1 at 1996 from Alice
    staff sets tick 10            → nothing
    2026-11-23 08:00              → pre_open, day 2026-11-23 from 1400 to 2590
    Alice asks 1990 × 5           → rests
    Bob bids 2000 × 5             → rests
    09:00                         → continuous, auction at 2000 × 5, Bob buys 5 at 2000 from Alice, auction ends
    "

    f36_own_orders_leave_newest_first, f36_own_orders_that_do_not_cross_stay:
    "Own orders in an auction", "Orders of one owner that cross are taken out, the newest first, before the price is fixed.";
    STOCK.at(8, 40);
    "
    Alice asks 1990 × 5           → rests
    Alice2 bids 1990 × 5          → rests
    Bob bids 1990 × 3             → rests
    Alice bids 1995 × 1           → rests
    09:00                         → continuous, Alice's 1 cancelled self_trade, Alice2's 5 cancelled self_trade, auction at 1990 × 3, Bob buys 3 at 1990 from Alice, auction ends
    "
    twin "one's own orders that do not cross are not taken out";
    "
    Alice asks 1995 × 5           → rests
    Alice2 bids 1990 × 5          → rests
    Bob bids 1995 × 5             → rests
    09:00                         → continuous, auction at 1995 × 5, Bob buys 5 at 1995 from Alice, auction ends
    book                          → 1990×5 | none
    "

    f36_auction_is_uncrossed_before_trading_goes_on, f36_uncrossing_instrument_takes_nothing:
    "Uncrossing", "While an auction's trades are made, or a day is ended or begun, the instrument takes neither orders nor cancellations.";
    STOCK.at(8, 40);
    "
    Alice asks 1990 × 5           → rests
    Bob bids 1990 × 5             → rests
    hold jobs                     → nothing
    09:00                         → continuous
    state                         → uncrossing
    job                           → auction at 1990 × 5
    job                           → Bob buys 5 at 1990 from Alice, auction ends
    state                         → continuous
    "
    "
    Alice asks 1990 × 5           → rests
    Bob bids 1985 × 5             → rests
    hold jobs                     → nothing
    09:00                         → continuous
    Carol bids 1985 × 5           → refused auction_uncrossing
    Alice cancels #1              → refused auction_uncrossing
    Alice amends #1 to 1995       → refused auction_uncrossing
    staff halts STOCK             → refused job_under_way
    staff delists STOCK           → refused job_under_way
    jobs                          → auction ends
    "

    f36_both_sides_pay_the_taker_rate, f36_resting_side_of_an_auction_does_not_pay_the_makers_rate:
    "Fees of an auction", "Both sides pay the taker's rate at the clearing price; what a buyer held beyond it is returned.";
    STOCK.of("ROUND").at(9, 1);
    "
    Alice asks 990 × 100          → rests
    Bob bids 1000 × 100           → rests
    Bob has                       → 9989982 and 10018 held
    09:05                         → continuous, auction at 1000 × 100, Bob buys 100 at 1000 from Alice, auction ends
    Bob has                       → 9989983
    Alice has                     → 10009983
    fees                          → 34
    "
    twin "outside an auction the side that rested does not pay the taker's rate";
    "
    Alice asks 990 × 100          → rests
    09:05                         → continuous, auction ends
    Bob bids 990 × 100            → Bob buys 100 at 990 from Alice
    Alice has                     → 10009898
    Bob has                       → 9990084
    fees                          → 18
    "
}
