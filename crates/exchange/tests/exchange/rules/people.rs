//! Who may trade what.

use super::rules;
use crate::blotter::STOCK;

rules! {
    f04_verified_account_buys, f04_expired_account_only_sells:
    "Verification", "To buy in the live market an account's verification must be in force; after it, it sells and receives.";
    STOCK;
    "
    Alice is verified until 2026-11-20 → nothing
    Alice bids 1990 × 1           → rests
    2026-11-23 10:00              → …
    Alice asks 1995 × 1           → rests
    Alice cancels #1              → Alice's 1 cancelled by_owner
    "
    "
    Alice is verified until 2026-11-20 → nothing
    Alice is verified until 2026-11-19 → refused verification_in_past
    2026-11-23 10:00              → …
    Alice bids 1990 × 1           → refused verification_expired
    "

    f37_company_trades_its_own_instrument, f37_company_trades_no_other:
    "Company account", "A company's account trades its own instrument only.";
    STOCK;
    "
    Corp bids 1990 × 1            → rests
    Corp asks 1995 × 1            → rests
    "
    "
    Corp bids 19 × 10000 of COIN  → refused own_instrument_only
    Corp asks 15000 × 5 of FREE   → refused own_instrument_only
    "

    f42_ordinary_users_trade_the_own_coin, f42_others_do_not_trade_the_own_coin:
    "Own coin", "Only ordinary users trade the market's own coin: no house, simulated or company account.";
    STOCK.practice().of("OWN");
    "
    Alice bids 100 × 1            → rests
    "
    "
    Robot bids 100 × 1            → refused ordinary_users_only
    P-2 bids 100 × 1              → refused house_account
    "

    f42_house_accounts_place_no_orders, f91_unknown_accounts_are_refused:
    "House and unknown accounts", "The house's own accounts place no orders; whoever does not exist is refused as unknown.";
    STOCK;
    "
    Alice bids 1990 × 1           → rests
    "
    "
    L-1 bids 1990 × 1             → refused house_account
    L-15 asks 1990 × 1            → refused house_account
    L-99 bids 1990 × 1            → refused unknown_account
    L-99 cancels live-5           → refused unknown_account
    Alice cancels live-99999      → refused unknown_order
    Alice bids 1990 × 1 of 99     → refused unknown_instrument
    staff halts 99                → refused unknown_instrument
    "

    f17_ids_of_this_market_are_accepted, f17_ids_of_the_other_market_are_refused:
    "Other market", "An id of another market or shard is refused as such, before anything is looked up.";
    STOCK;
    "
    L-16 bids 1990 × 1            → rests
    "
    "
    P-16 bids 1990 × 1            → refused wrong_market
    L-99 bids 1990 × 1 of practice-1 → refused wrong_market
    L-99 cancels practice-5       → refused wrong_market
    "
}
