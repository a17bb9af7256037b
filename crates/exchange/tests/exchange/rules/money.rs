//! Holds, fees, dust, tax, distributions, transfers.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f13_buy_holds_value_fee_and_one_won, f13_buy_beyond_the_cash_is_refused:
    "Hold of a buy", "A buy holds its value at the limit, the fee on it at the higher rate, and one won; what is no longer needed is returned with each trade.";
    STOCK;
    "
    Bob bids 2000 × 10            → rests
    Bob has                       → 9979989 and 20011 held
    Alice asks 2000 × 4           → Bob buys 4 at 2000 from Alice
    Bob has                       → 9979989 and 12007 held
    Bob cancels #1                → Bob's 6 cancelled by_owner
    Bob has                       → 9991996
    "
    "
    Bob bids 2000 × 5000          → refused insufficient_cash
    Bob bids 2000 × 4997          → rests
    Bob bids 1995 × 1             → refused insufficient_cash
    "

    f13_sell_holds_its_units, f13_sell_beyond_the_units_is_refused:
    "Hold of a sell", "A sell holds its units; nothing is sold twice, nothing sold short.";
    STOCK;
    "
    Alice asks 2000 × 6000        → rests
    Alice has STOCK               → 4000 and 6000 held at 19000000
    Alice asks 2000 × 4000        → rests
    "
    "
    Alice asks 2000 × 6000        → rests
    Alice asks 2000 × 4001        → refused insufficient_units
    Erin asks 2000 × 1            → refused insufficient_units
    "

    f45_cash_and_units_change_hands_in_one_step, f45_neither_changes_hands_when_one_side_cannot:
    "Delivery against payment", "A trade moves cash and units of both sides in one record; nobody ever has one without the other.";
    STOCK;
    "
    Alice asks 2000 × 100         → rests
    Erin bids 2000 × 100          → Erin buys 100 at 2000 from Alice
    Erin has                      → 9799900
    Erin has STOCK                → 100 at 200100
    Alice has                     → 10198390
    Alice has STOCK               → 9900 at 18810000
    fees                          → 200
    tax                           → 1510
    "
    "
    Alice asks 2000 × 5000        → rests
    Erin bids 2000 × 5000         → refused insufficient_cash
    Bob bids 2000 × 10            → Bob buys 10 at 2000 from Alice
    Carol bids 1995 × 10          → rests
    Erin asks 1995 × 10           → refused insufficient_units
    Erin has                      → 10000000
    Erin has STOCK                → 0 at 0
    Carol has STOCK               → 10000 at 19000000
    "

    f31_price_improvement_is_returned, f31_limit_is_what_has_to_be_covered:
    "Price improvement", "A buy that trades below its limit pays the lower price.";
    STOCK;
    "
    Alice asks 1990 × 10          → rests
    Bob bids 2010 × 10            → Bob buys 10 at 1990 from Alice
    Bob has                       → 9980091
    "
    "
    Alice asks 1990 × 5000        → rests
    Bob bids 2010 × 5000          → refused insufficient_cash
    Bob bids 1990 × 5000          → Bob buys 5000 at 1990 from Alice
    "

    f19_fee_is_the_floor_of_the_sum_over_fills, f19_fee_is_part_of_what_a_buy_needs:
    "Fee", "Fee so far = floor(Σ rate × value ÷ 10,000) over the order's trades, 5 bps here, by the schedule the order was accepted under.";
    STOCK;
    "
    Alice asks 1995 × 3           → rests
    Bob bids 1995 × 1             → Bob buys 1 at 1995 from Alice
    Bob has                       → 9998005
    Carol bids 1995 × 1           → Carol buys 1 at 1995 from Alice
    Dave bids 1995 × 1            → Dave buys 1 at 1995 from Alice
    fees                          → 2
    Alice has                     → 10005983
    "
    "
    Alice asks 2000 × 5000        → rests
    Bob bids 2000 × 4998          → refused insufficient_cash
    Bob bids 2000 × 4997          → Bob buys 4997 at 2000 from Alice
    Bob has                       → 1003
    "

    f19_order_keeps_its_fee_schedule, f19_new_fees_hold_for_new_orders:
    "Dated fees", "A new schedule comes with the next trading day and holds for orders accepted from then on; open orders keep theirs.";
    STOCK;
    "
    Alice asks 2000 × 100         → rests
    staff sets fees 100 100       → nothing
    Bob bids 2000 × 10            → Bob buys 10 at 2000 from Alice
    Bob has                       → 9979990
    2026-11-23 10:00              → …
    Carol bids 2000 × 10          → Carol buys 10 at 2000 from Alice
    Carol has                     → 9979800
    Alice has                     → 10039980
    "
    "
    staff sets fees 100 100       → nothing
    2026-11-23 10:00              → …
    Bob bids 2000 × 4997          → refused insufficient_cash
    Bob bids 2000 × 1001          → rests
    "

    f13_maker_and_taker_pay_their_own_rates, f13_hold_covers_the_higher_rate:
    "Maker and taker", "The resting order pays the maker's rate (3 bps here), the incoming one the taker's (17 bps); a buy holds the higher.";
    STOCK.of("ROUND").at(10, 0);
    "
    Alice asks 1000 × 1000        → rests
    Bob bids 1000 × 1000          → Bob buys 1000 at 1000 from Alice
    Bob has                       → 9899830
    Alice has                     → 10099970
    Bob bids 1000 × 1000          → rests
    Bob has                       → 9799659 and 100171 held
    "
    "
    Bob bids 1000 × 99831         → refused insufficient_cash
    Bob bids 1000 × 99830         → rests
    "

    f17_trade_worth_nothing_is_not_made, f17_order_worth_less_than_a_won_ends_as_dust:
    "Dust", "A trade worth less than a won is not made: the smaller rest is cancelled, the incoming one of two as small.";
    STOCK.of("COIN");
    "
    Alice asks 20 × 400           → rests
    Bob bids 20 × 5000            → Alice's 400 cancelled dust, rest rests
    Carol asks 20 × 499           → Carol's 499 cancelled dust
    Carol asks 20 × 500           → Bob buys 500 at 20 from Carol
    Carol asks 20 × 400 fok       → Carol's 400 cancelled not_filled_whole
    "
    "
    Alice asks 20 × 400           → rests
    Bob buys 1 won at market      → Bob's 1 cancelled dust
    book                          → none | 20×400
    "

    f19_profit_is_taxed_by_the_day, f19_tax_is_not_asked_from_the_buyer:
    "Withholding on sale", "14 % and 1.4 % of the day's profit per instrument, each rounded down to 10 won, fees deducted, cost by moving average; less what was taken.";
    STOCK;
    "
    Alice asks 2000 × 100         → rests
    Bob bids 2000 × 100           → Bob buys 100 at 2000 from Alice
    tax                           → 1510
    Alice has                     → 10198390
    Alice asks 2000 × 50          → rests
    Bob bids 2000 × 50            → Bob buys 50 at 2000 from Alice
    tax                           → 2270
    "
    twin "the buyer pays no tax";
    "
    Alice asks 2000 × 100         → rests
    Bob bids 2000 × 100           → Bob buys 100 at 2000 from Alice
    Bob has                       → 9799900
    Alice has                     → 10198390
    tax                           → 1510
    "

    f19_small_tax_is_not_collected, f19_small_profits_of_a_day_add_up:
    "Small amount", "Income tax below 1,000 won is not collected; once the day's profit brings it there, all of it is.";
    STOCK;
    "
    Alice asks 2000 × 71          → rests
    Bob bids 2000 × 71            → Bob buys 71 at 2000 from Alice
    tax                           → 0
    Alice asks 2000 × 2           → rests
    Bob bids 2000 × 2             → Bob buys 2 at 2000 from Alice
    tax                           → 1110
    "
    twin "small profits of two days do not add up";
    "
    Alice asks 2000 × 71          → rests
    Bob bids 2000 × 71            → Bob buys 71 at 2000 from Alice
    2026-11-23 10:00              → …
    Alice asks 2000 × 2           → rests
    Bob bids 2000 × 2             → Bob buys 2 at 2000 from Alice
    tax                           → 0
    "

    f19_loss_reduces_the_days_base, f19_loss_of_another_day_does_not:
    "Losses", "A loss reduces the profit of its own day only; tax once taken is not returned.";
    STOCK;
    "
    Alice asks 1800 × 100         → rests
    Bob bids 1800 × 100           → Bob buys 100 at 1800 from Alice
    Alice asks 2000 × 100         → rests
    Bob bids 2000 × 100           → Bob buys 100 at 2000 from Alice
    tax                           → 0
    Alice asks 2000 × 100         → rests
    Bob bids 2000 × 100           → Bob buys 100 at 2000 from Alice
    tax                           → 1480
    Alice asks 1800 × 100         → rests
    Bob bids 1800 × 100           → Bob buys 100 at 1800 from Alice
    tax                           → 1480
    "
    twin "a loss of the day before does not reduce the profit";
    "
    Alice asks 1800 × 100         → rests
    Bob bids 1800 × 100           → Bob buys 100 at 1800 from Alice
    Carol asks 1900 × 1           → rests
    Bob bids 1900 × 1             → Bob buys 1 at 1900 from Carol
    2026-11-23 10:00              → …
    Alice asks 1980 × 100         → rests
    Bob bids 1980 × 100           → Bob buys 100 at 1980 from Alice
    tax                           → 1210
    "

    f19_trade_belongs_to_the_day_its_auction_was_called_in, f19_auction_called_in_the_next_day_does_not_count_for_the_last:
    "Day of an auction's trades", "Trades of a closing auction belong to its day, even where the clock jumps to the next before they are made.";
    STOCK.at(16, 40);
    "
    Alice asks 1990 × 70          → rests
    Bob bids 1990 × 70            → rests
    2026-11-23 09:10              → continuous, auction at 1990 × 70, Bob buys 70 at 1990 from Alice, auction ends, day 2026-11-23 from 1393 to 2585
    Alice asks 1990 × 70          → rests
    Bob bids 1990 × 70            → Bob buys 70 at 1990 from Alice
    tax                           → 0
    Alice asks 1990 × 70          → rests
    Bob bids 1990 × 70            → Bob buys 70 at 1990 from Alice
    tax                           → 1910
    "
    twin "trades of the next day's opening auction do not belong to the day before";
    "
    Alice asks 1990 × 70          → rests
    Bob bids 1990 × 70            → rests
    17:00                         → closed, auction at 1990 × 70, Bob buys 70 at 1990 from Alice, auction ends
    Alice asks 1990 × 70 at next session → waits
    Bob bids 1990 × 70 at next session → waits
    2026-11-23 09:10              → …
    tax                           → 0
    "

    f19_practice_market_takes_no_tax, f19_live_market_does_not_leave_it_at_a_report:
    "Report only", "In the practice market tax is shown, not taken.";
    STOCK.practice();
    "
    Alice asks 2000 × 100         → rests
    Bob bids 2000 × 100           → Bob buys 100 at 2000 from Alice
    tax                           → 0
    Alice has                     → 10199900
    "
    twin on STOCK, "in the live market the same sale does not go untaxed";
    "
    Alice asks 2000 × 100         → rests
    Bob bids 2000 × 100           → Bob buys 100 at 2000 from Alice
    tax                           → 1510
    Alice has                     → 10198390
    "

    f19_tax_of_a_day_is_remembered_when_a_holding_runs_empty, f19_profit_of_an_emptied_holding_does_not_last_into_the_next_day:
    "Tax of an emptied holding", "A day's profit is remembered although all units are sold, and a loss after it lets the same profit go untaxed.";
    STOCK;
    "
    Alice asks 1900 × 100         → rests
    Erin bids 1900 × 100          → Erin buys 100 at 1900 from Alice
    Bob bids 2100 × 100           → rests
    Erin asks 2100 × 100          → Bob buys 100 at 2100 from Erin
    Erin has STOCK                → 0 at 0
    tax                           → 3040
    Alice asks 2100 × 100         → rests
    Erin bids 2100 × 100          → Erin buys 100 at 2100 from Alice
    tax                           → 6080
    Bob bids 1900 × 100           → rests
    Erin asks 1900 × 100          → Bob buys 100 at 1900 from Erin
    Alice asks 1900 × 100         → rests
    Erin bids 1900 × 100          → Erin buys 100 at 1900 from Alice
    Bob bids 2100 × 100           → rests
    Erin asks 2100 × 100          → Bob buys 100 at 2100 from Erin
    tax                           → 6080
    "
    twin "small profits of two days do not add up, although the holding was emptied in between";
    "
    Alice asks 1900 × 35          → rests
    Erin bids 1900 × 35           → Erin buys 35 at 1900 from Alice
    Bob bids 2100 × 35            → rests
    Erin asks 2100 × 35           → Bob buys 35 at 2100 from Erin
    Erin has STOCK                → 0 at 0
    2026-11-23 10:00              → …
    Alice asks 1900 × 35          → rests
    Erin bids 1900 × 35           → Erin buys 35 at 1900 from Alice
    Bob bids 2100 × 35            → rests
    Erin asks 2100 × 35           → Bob buys 35 at 2100 from Erin
    tax                           → 0
    "

    f53_distribution_pays_the_holders_of_the_record_date, f53_distribution_needs_cash_and_units:
    "Distribution", "floor(total ÷ units) a unit to those who hold at the record date, units held for sale included, less tax; the remainder stays in a stated account.";
    STOCK;
    "
    Alice asks 2000 × 4000        → rests
    hold jobs                     → nothing
    Bob distributes 700003        → 10 a unit
    Carol bids 2000 × 1000        → Carol buys 1000 at 2000 from Alice
    jobs                          → Alice gets 100000 less 14000 and 1400, Bob gets 100000 less 14000 and 1400, Carol gets 100000 less 14000 and 1400, Dave gets 100000 less 14000 and 1400, Alice2 gets 100000 less 14000 and 1400, Corp gets 100000 less 14000 and 1400, Robot gets 100000 less 14000 and 1400, 3 remain
    remainder                     → 3
    "
    "
    Bob distributes 0             → refused amount_not_positive
    Bob distributes 69999         → refused total_too_small
    Bob distributes 99999999      → refused insufficient_cash
    L-1 distributes 700000        → refused house_account
    hold jobs                     → nothing
    Bob distributes 700003        → 10 a unit
    Carol distributes 700003      → refused job_under_way
    "

    f11_withdrawal_holds_until_it_is_paid, f11_withdrawal_beyond_the_cash_is_refused:
    "Withdrawal", "The amount is held from the request on. Payments in and out are of the live market only.";
    STOCK;
    "
    Alice withdraws 4000000       → nothing
    Alice has                     → 6000000 and 4000000 held
    "
    "
    Alice withdraws 10000001      → refused insufficient_cash
    Alice withdraws 0             → refused amount_not_positive
    Alice is granted 5            → refused not_in_live_market
    "

    f16_practice_money_is_granted, f16_practice_money_is_not_withdrawn:
    "Practice money", "Virtual money is granted, in the practice market only, and never leaves it.";
    STOCK.practice();
    "
    Alice is granted 5            → nothing
    Alice has                     → 10000005
    "
    "
    Alice withdraws 5             → refused not_in_practice_market
    Alice is granted 0            → refused amount_not_positive
    P-6 is granted 5              → refused house_account
    "
}
