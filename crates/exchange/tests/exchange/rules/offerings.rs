//! Assets, offerings, subscriptions, and the owner's part of what an asset earns.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f22_asset_offers_its_share_at_the_price_a_unit, f22_real_estate_offers_less_than_49_percent:
    "Asset and share", "Price a unit = floor(appraisal ÷ all units); units offered = floor(all units × share). Real estate is offered below 4,900 bps, and only a halted listing of those units at that price becomes an asset.";
    STOCK;
    "
    staff lists TOWER × 480000 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000000 units worth 5000000000 → 480000 units at 5000
    staff lists MALL × 333 at 3  → …
    staff halts MALL              → halted
    staff registers MALL for Dave 3333 bps × 1000 units worth 3999 start_up → 333 units at 3
    "
    "
    staff lists TOWER × 490 at 5000 → …
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → refused not_halted
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4900 bps × 1000 units worth 5000000 → refused share_out_of_range
    staff registers TOWER for Dave 0 bps × 1000 units worth 5000000 → refused share_out_of_range
    staff registers TOWER for Dave 10001 bps × 1000 units worth 5000000 company → refused share_out_of_range
    staff registers TOWER for Dave 4800 bps × 0 units worth 5000000 → refused quantity_not_positive
    staff registers TOWER for Dave 4800 bps × 1000 units worth 999 → refused appraisal_too_small
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → refused listing_differs
    staff registers TOWER for Dave 4900 bps × 1000 units worth 5001000 company → refused listing_differs
    staff registers TOWER for L-1 4900 bps × 1000 units worth 5000000 company → refused house_account
    staff registers TOWER for Dave 4900 bps × 1000 units worth 5000999 company → 490 units at 5000
    staff registers TOWER for Dave 4900 bps × 1000 units worth 5000000 company → refused asset_already_registered
    staff issues 1 to Alice for 0 of TOWER → refused units_already_issued
    staff halts STOCK             → halted
    staff registers STOCK for Dave 4800 bps × 1000 units worth 5000000 → refused units_already_issued
    staff registers 99 for Dave 4800 bps × 1000 units worth 5000000 → refused unknown_instrument
    "

    f13_f26_subscription_holds_its_price, f26_subscription_outside_window_or_limits_is_refused:
    "Subscription", "From the opening to the close a verified investor subscribes the minimum or more, at most the maximum together with all of the owner's accounts; the price is held at once.";
    STOCK;
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:30 to 11:00 each 10 to 300 target 300 → announced
    10:30 Alice subscribes 100 of TOWER → Alice subscribes 100 for 500000
    Alice has                     → 9500000 and 500000 held
    Alice2 subscribes 200 of TOWER → Alice2 subscribes 200 for 1000000
    Bob subscribes 10 of TOWER    → Bob subscribes 10 for 50000
    Bob subscribes 20 of TOWER    → Bob subscribes 20 for 100000
    Bob gives up TOWER            → Bob gives up 30
    Bob has                       → 10000000
    "
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    Alice subscribes 100 of TOWER → refused unknown_asset
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    Alice subscribes 100 of TOWER → refused offering_not_open
    staff offers TOWER from 10:30 to 11:00 each 10 to 300 target 300 → announced
    10:29:59 Alice subscribes 100 of TOWER → refused offering_not_open
    Alice gives up TOWER          → refused offering_not_open
    10:30 Alice subscribes 9 of TOWER → refused subscription_below_minimum
    Alice subscribes 0 of TOWER   → refused quantity_not_positive
    Alice subscribes 301 of TOWER → refused subscription_above_maximum
    Alice subscribes 250 of TOWER → Alice subscribes 250 for 1250000
    Alice2 subscribes 51 of TOWER → refused subscription_above_maximum
    Dave subscribes 10 of TOWER   → refused investors_only
    Corp subscribes 10 of TOWER   → refused investors_only
    Robot subscribes 10 of TOWER  → refused investors_only
    L-1 subscribes 10 of TOWER    → refused house_account
    L-99 subscribes 10 of TOWER   → refused unknown_account
    Bob gives up TOWER            → refused not_subscribed
    Bob withdraws 9,960,000       → nothing
    Bob subscribes 10 of TOWER    → refused insufficient_cash
    11:00 Carol subscribes 10 of TOWER → refused offering_not_open
    "

    f26_subscription_needs_a_verification_in_force, f26_subscription_after_the_verification_is_refused:
    "Verification of a subscriber", "In the live market a subscriber's verification is in force on the day of the subscription.";
    STOCK;
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:00 to 11:00 each 10 to 300 target 300 → announced
    Alice is verified until 2026-11-20 → nothing
    Alice subscribes 100 of TOWER → Alice subscribes 100 for 500000
    "
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    Alice is verified until 2026-11-20 → nothing
    2026-11-23 10:00              → …
    staff offers TOWER from 10:00 to 11:00 each 10 to 300 target 300 → announced
    Alice subscribes 100 of TOWER → refused verification_expired
    "

    f27_the_last_subscription_gets_what_is_left, f27_an_offering_is_never_oversubscribed:
    "First come, first served", "The last subscription gets what is left, even below the minimum; then the offering is sold out.";
    STOCK;
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:00 to 11:00 each 10 to 475 target 480 → announced
    Alice subscribes 475 of TOWER → Alice subscribes 475 for 2375000
    Bob subscribes 20 of TOWER    → Bob subscribes 5 for 25000
    Alice gives up TOWER          → Alice gives up 475
    Carol subscribes 475 of TOWER → Carol subscribes 475 for 2375000
    "
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:00 to 11:00 each 10 to 480 target 480 → announced
    Alice subscribes 480 of TOWER → Alice subscribes 480 for 2400000
    Bob subscribes 10 of TOWER    → refused offering_sold_out
    "

    f25_an_offering_is_announced_once, f25_an_offering_with_an_impossible_window_or_limit_is_refused:
    "Announcement", "An asset is offered once, in a window of at most 365 days from now on; minimum ≤ maximum, and no limit lies beyond the units offered.";
    STOCK;
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:00 to 10:01 each 480 to 480 target 480 → announced
    "
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff offers TOWER from 10:30 to 11:00 each 10 to 300 target 300 → refused unknown_asset
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 09:59 to 11:00 each 10 to 300 target 300 → refused offering_window_out_of_range
    staff offers TOWER from 11:00 to 11:00 each 10 to 300 target 300 → refused offering_window_out_of_range
    staff offers TOWER from 10:30 to 11:00 each 0 to 300 target 300 → refused offering_limits_out_of_range
    staff offers TOWER from 10:30 to 11:00 each 10 to 481 target 300 → refused offering_limits_out_of_range
    staff offers TOWER from 10:30 to 11:00 each 10 to 9 target 300 → refused offering_limits_out_of_range
    staff offers TOWER from 10:30 to 11:00 each 10 to 300 target 481 → refused offering_limits_out_of_range
    staff offers TOWER from 10:30 to 11:00 each 10 to 300 target 300 → announced
    staff offers TOWER from 10:30 to 11:00 each 10 to 300 target 300 → refused asset_already_offered
    "

    f18_f29_an_offering_that_reaches_its_target_is_allotted, f18_f29_trading_waits_for_the_offering:
    "Success", "At the close every subscription is allotted: cash to escrow and units to the holder in one event. Then the owner can be paid and trading can be opened.";
    STOCK;
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:00 to 11:00 each 10 to 300 target 300 → announced
    Alice subscribes 200 of TOWER → Alice subscribes 200 for 1000000
    Bob subscribes 100 of TOWER   → Bob subscribes 100 for 500000
    11:00                         → Alice gets 200 for 1000000, Bob gets 100 for 500000, offering funded, 1500000 raised
    Alice has                     → 9000000
    Alice has TOWER               → 200 at 1000000
    escrow                        → 1500000
    staff releases 1500000 of TOWER → Dave is paid 1500000
    Dave has                      → 11500000
    staff resumes TOWER           → resumed
    Alice asks 5000 × 10 of TOWER → rests
    Carol bids 5000 × 10 of TOWER → Carol buys 10 at 5000 from Alice
    "
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff resumes TOWER           → refused asset_not_funded
    staff releases 1 of TOWER     → refused asset_not_funded
    staff offers TOWER from 10:00 to 11:00 each 10 to 300 target 300 → announced
    Alice subscribes 300 of TOWER → Alice subscribes 300 for 1500000
    staff resumes TOWER           → refused asset_not_funded
    staff delists TOWER           → refused offering_under_way
    hold jobs                     → …
    11:00                         → …
    Alice subscribes 10 of TOWER  → refused offering_not_open
    Alice gives up TOWER          → refused offering_not_open
    staff calls off TOWER         → refused offering_not_open
    staff resumes TOWER           → refused asset_not_funded
    Alice has                     → 8500000 and 1500000 held
    jobs                          → Alice gets 300 for 1500000, offering funded, 1500000 raised
    staff releases 0 of TOWER     → refused amount_not_positive
    staff releases 1500001 of TOWER → refused proceeds_exceeded
    staff releases 1 of STOCK     → refused unknown_asset
    "

    f28_a_missed_target_refunds_everybody, f28_a_called_off_offering_refunds_everybody_once:
    "Refund", "With the target missed, or the offering called off, everybody gets back what was held, exactly once; the asset is never traded.";
    STOCK;
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:00 to 11:00 each 10 to 300 target 300 → announced
    Alice subscribes 200 of TOWER → Alice subscribes 200 for 1000000
    Bob subscribes 99 of TOWER    → Bob subscribes 99 for 495000
    11:00                         → Alice is refunded 1000000, Bob is refunded 495000, offering missed, 0 raised
    Alice has                     → 10000000
    Alice has TOWER               → 0 at 0
    escrow                        → 0
    staff delists TOWER           → delisted
    "
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff calls off TOWER         → refused offering_not_open
    staff offers TOWER from 10:30 to 11:00 each 10 to 300 target 300 → announced
    10:30 Alice subscribes 300 of TOWER → Alice subscribes 300 for 1500000
    staff calls off TOWER         → Alice is refunded 1500000, offering cancelled, 0 raised
    Alice has                     → 10000000
    11:00                         → nothing
    staff calls off TOWER         → refused offering_not_open
    staff resumes TOWER           → refused asset_not_funded
    staff offers TOWER from 11:30 to 12:00 each 10 to 300 target 300 → refused asset_already_offered
    "

    f22_f53_the_owner_gets_what_falls_to_units_not_issued, f53_an_asset_pays_by_all_its_units:
    "Owner's part", "A distribution of an asset is floor(total ÷ all units) a unit: holders get theirs less tax, the owner at once what falls to the units not issued, the remainder account the rest.";
    STOCK;
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    staff offers TOWER from 10:00 to 11:00 each 10 to 480 target 480 → announced
    Alice subscribes 480 of TOWER → Alice subscribes 480 for 2400000
    11:00                         → Alice gets 480 for 2400000, offering funded, 2400000 raised
    Dave distributes 100999 of TOWER → 100 a unit, Dave gets 52000 as owner, Alice gets 48000 less 6720 and 670, 999 remain
    Dave has                      → 9951001
    remainder                     → 999
    "
    "
    staff lists TOWER × 480 at 5000 → …
    staff halts TOWER             → halted
    staff registers TOWER for Dave 4800 bps × 1000 units worth 5000000 → 480 units at 5000
    Dave distributes 1000 of TOWER → refused nothing_issued
    staff offers TOWER from 10:00 to 11:00 each 10 to 480 target 480 → announced
    Alice subscribes 480 of TOWER → Alice subscribes 480 for 2400000
    11:00                         → Alice gets 480 for 2400000, offering funded, 2400000 raised
    Dave distributes 999 of TOWER → refused total_too_small
    Dave distributes 1000 of TOWER → 1 a unit, Dave gets 520 as owner, Alice gets 480 less 0 and 0, 0 remain
    "
}
