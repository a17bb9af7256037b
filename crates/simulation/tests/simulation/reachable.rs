//! Which cells of both tables a run reaches: each of these at least 100 times, and no other at all.

use protocol::policy::SessionState;
use protocol::{Command, Reason};
use simulation::{Fault, Outcome, Recovery, Tables};

/// The least count of a reachable cell.
const LEAST: u64 = 100;

// A letter for each session: pre-open, opening auction, continuous, volatility interruption, closing auction, uncrossing, x for closed, halted, delisted;
// and n where the command concerns no instrument that is known.
const LETTERS: &str = "pocvauxhdn";
/// Every session.
const ANY: &str = "pocvauxhd";
/// Every session, and commands whose instrument is unknown.
const ALL: &str = "pocvauxhdn";
/// No instrument.
const NONE: &str = "n";
/// Orders are entered, if only reserved ones.
const ENTRY: &str = "pocvax";
/// Orders are entered or matched.
const TRADING: &str = "pocva";
/// Calls of an auction.
const CALLS: &str = "pova";
/// Listed: all but delisted.
const LISTED: &str = "pocvauxh";

/// The sessions in which a command comes to an outcome.
type Row = (&'static str, &'static str);

/// Every outcome of every command, with the sessions of its instrument. A key that is known is answered before anything is looked at, so it has none.
const COMMANDS: &[(&str, &[Row])] = &[
    ("genesis", &[("accepted", NONE), ("repeated key", NONE), ("already_founded", NONE), ("keys_max_out_of_range", NONE)]),
    (
        "open_account",
        &[
            ("accepted", NONE),
            ("repeated key", NONE),
            ("not_founded", NONE),
            ("wrong_market", NONE),
            ("account_kind_not_allowed", NONE),
            ("own_instrument_required", NONE),
            ("too_many_accounts", NONE),
            ("owner_required", NONE),
            ("unknown_instrument", NONE),
        ],
    ),
    (
        "set_verification",
        &[
            ("accepted", NONE),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_account", NONE),
            ("verification_in_past", NONE),
            ("house_account", NONE),
        ],
    ),
    (
        "set_self_trade_prevention",
        &[("accepted", NONE), ("repeated key", NONE), ("wrong_market", NONE), ("unknown_account", NONE), ("house_account", NONE)],
    ),
    (
        "request_deposit",
        &[
            ("accepted", NONE),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_account", NONE),
            ("house_account", NONE),
            ("amount_not_positive", NONE),
            ("external_id_already_used", NONE),
            ("not_in_practice_market", NONE),
            ("too_many_transfers", NONE),
        ],
    ),
    ("credit_deposit", &[("accepted", NONE), ("repeated key", NONE), ("deposit_not_open", NONE), ("total_too_large", NONE)]),
    ("cancel_deposit", &[("accepted", NONE), ("repeated key", NONE), ("deposit_not_open", NONE)]),
    (
        "request_withdrawal",
        &[
            ("accepted", NONE),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_account", NONE),
            ("house_account", NONE),
            ("amount_not_positive", NONE),
            ("insufficient_cash", NONE),
            ("not_in_practice_market", NONE),
            ("too_many_transfers", NONE),
        ],
    ),
    ("complete_withdrawal", &[("accepted", NONE), ("repeated key", NONE), ("withdrawal_not_open", NONE)]),
    ("cancel_withdrawal", &[("accepted", NONE), ("repeated key", NONE), ("withdrawal_not_open", NONE)]),
    (
        "grant_cash",
        &[
            ("accepted", NONE),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_account", NONE),
            ("house_account", NONE),
            ("amount_not_positive", NONE),
            ("not_in_live_market", NONE),
            ("total_too_large", NONE),
        ],
    ),
    (
        "set_policy",
        &[("accepted", NONE), ("repeated key", NONE), ("policy_in_past", NONE), ("policy_malformed", NONE), ("policy_kind_differs", NONE)],
    ),
    (
        "list_instrument",
        &[
            ("accepted", NONE),
            ("repeated key", NONE),
            ("unknown_policy", NONE),
            ("code_already_used", NONE),
            ("code_malformed", NONE),
            ("scale_out_of_range", NONE),
            ("lot_out_of_range", NONE),
            ("supply_out_of_range", NONE),
            ("reference_off_tick", NONE),
            ("band_too_wide", NONE),
        ],
    ),
    (
        "issue_units",
        &[
            ("accepted", LISTED),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ANY),
            ("house_account", ANY),
            ("amount_not_positive", LISTED),
            ("unknown_instrument", NONE),
            ("beyond_registered_supply", LISTED),
            ("quantity_not_positive", LISTED),
            ("quantity_off_lot", LISTED),
            ("instrument_delisted", "d"),
            ("no_room_for_holdings", LISTED),
            ("units_already_issued", LISTED),
        ],
    ),
    (
        "halt_instrument",
        &[
            ("accepted", ENTRY),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_instrument", NONE),
            ("instrument_delisted", "d"),
            ("already_halted", "h"),
            ("job_under_way", "u"),
        ],
    ),
    (
        "resume_instrument",
        &[
            ("accepted", "h"),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_instrument", NONE),
            ("instrument_delisted", "d"),
            ("not_halted", "pocvaux"),
            ("asset_not_funded", "h"),
        ],
    ),
    (
        "delist_instrument",
        &[
            ("accepted", "pocvaxh"),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_instrument", NONE),
            ("instrument_delisted", "d"),
            ("job_under_way", "u"),
            ("offering_under_way", "h"),
        ],
    ),
    (
        "place_order",
        &[
            ("accepted", ENTRY),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("client_order_id_already_used", ENTRY),
            ("unknown_account", ANY),
            ("house_account", ANY),
            ("amount_not_positive", "c"),
            ("insufficient_cash", ENTRY),
            ("insufficient_units", ENTRY),
            ("unknown_instrument", NONE),
            ("quantity_not_positive", ENTRY),
            ("quantity_off_lot", ENTRY),
            ("quantity_too_large", ENTRY),
            ("price_off_tick", ENTRY),
            ("price_beyond_band", ENTRY),
            ("stop_price_off_tick", TRADING),
            ("stop_already_reached", TRADING),
            ("amount_needs_market_buy", ENTRY),
            ("amount_too_small", "c"),
            ("time_in_force_not_for_kind", ENTRY),
            ("time_in_force_not_in_auction", CALLS),
            ("kind_not_in_auction", CALLS),
            ("session_closed", "x"),
            ("instrument_halted", "h"),
            ("instrument_delisted", "d"),
            ("auction_uncrossing", "u"),
            ("would_trade", "c"),
            ("no_opposite_price", "c"),
            ("too_many_orders", ENTRY),
            ("no_room_for_holdings", ENTRY),
            ("reserved_time_out_of_range", ENTRY),
            ("verification_expired", ANY),
            ("own_instrument_only", ANY),
            // The instrument for ordinary users is never delisted in a run.
            ("ordinary_users_only", LISTED),
        ],
    ),
    (
        "amend_order",
        &[
            ("accepted", TRADING),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ALL),
            ("insufficient_cash", TRADING),
            ("insufficient_units", TRADING),
            ("quantity_not_positive", TRADING),
            ("quantity_off_lot", TRADING),
            ("quantity_too_large", TRADING),
            ("price_off_tick", TRADING),
            ("price_beyond_band", TRADING),
            ("session_closed", "x"),
            ("instrument_halted", "h"),
            ("instrument_delisted", "d"),
            ("auction_uncrossing", "u"),
            ("would_trade", "c"),
            ("unknown_order", ALL),
            ("nothing_to_amend", TRADING),
            ("amend_below_traded", TRADING),
            ("order_not_amendable", TRADING),
        ],
    ),
    (
        "cancel_order",
        &[
            ("accepted", "pocvaxh"),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ALL),
            ("instrument_delisted", "d"),
            ("auction_uncrossing", "u"),
            ("unknown_order", ALL),
        ],
    ),
    (
        "cancel_orders",
        &[
            ("accepted", ALL),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ALL),
            ("unknown_instrument", NONE),
            ("scope_required", NONE),
        ],
    ),
    (
        "pay_distribution",
        &[
            ("accepted", ANY),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ANY),
            ("house_account", ANY),
            ("amount_not_positive", ANY),
            ("insufficient_cash", ANY),
            ("unknown_instrument", NONE),
            ("job_under_way", ANY),
            // What was never issued never traded, and is not interrupted.
            ("nothing_issued", "pocauxhd"),
            ("total_too_small", ANY),
        ],
    ),
    (
        "register_asset",
        &[
            ("accepted", "h"),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ANY),
            ("house_account", ANY),
            ("unknown_instrument", NONE),
            ("asset_already_registered", ANY),
            ("instrument_delisted", "d"),
            ("not_halted", "pocvaux"),
            ("units_already_issued", "h"),
            ("quantity_not_positive", "h"),
            ("share_out_of_range", "h"),
            ("appraisal_too_small", "h"),
            ("listing_differs", "h"),
        ],
    ),
    (
        "schedule_offering",
        &[
            ("accepted", "h"),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_instrument", NONE),
            ("unknown_asset", ANY),
            ("instrument_delisted", "d"),
            ("asset_already_offered", LISTED),
            ("offering_window_out_of_range", "h"),
            ("offering_limits_out_of_range", "h"),
        ],
    ),
    (
        "subscribe",
        &[
            ("accepted", "h"),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ANY),
            ("house_account", ANY),
            ("unknown_instrument", NONE),
            ("unknown_asset", ANY),
            ("offering_not_open", ANY),
            ("investors_only", "h"),
            ("verification_expired", "h"),
            ("quantity_not_positive", "h"),
            ("offering_sold_out", "h"),
            ("subscription_below_minimum", "h"),
            ("subscription_above_maximum", "h"),
            ("insufficient_cash", "h"),
            ("no_room_for_holdings", "h"),
        ],
    ),
    (
        "cancel_subscription",
        &[
            ("accepted", "h"),
            ("repeated key", NONE),
            ("wrong_market", ALL),
            ("unknown_account", ANY),
            ("house_account", ANY),
            ("unknown_instrument", NONE),
            ("unknown_asset", ANY),
            ("offering_not_open", ANY),
            ("not_subscribed", "h"),
        ],
    ),
    (
        "cancel_offering",
        &[
            ("accepted", "h"),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_instrument", NONE),
            ("unknown_asset", ANY),
            ("offering_not_open", ANY),
        ],
    ),
    (
        "release_proceeds",
        &[
            ("accepted", ANY),
            ("repeated key", NONE),
            ("wrong_market", NONE),
            ("unknown_instrument", NONE),
            ("unknown_asset", ANY),
            ("asset_not_funded", "hd"),
            ("amount_not_positive", ANY),
            ("proceeds_exceeded", ANY),
        ],
    ),
    ("propose_action", &[("accepted", NONE), ("repeated key", NONE), ("owner_required", NONE)]),
    (
        "approve_action",
        &[
            ("accepted", NONE),
            ("repeated key", NONE),
            ("owner_required", NONE),
            ("wrong_market", NONE),
            ("unknown_proposal", NONE),
            ("same_person", NONE),
            // Of what was proposed: to halt an instrument, or to go on.
            ("unknown_instrument", NONE),
            ("instrument_delisted", NONE),
            ("already_halted", NONE),
            ("not_halted", NONE),
            ("job_under_way", NONE),
            ("asset_not_funded", NONE),
        ],
    ),
    (
        "reject_action",
        &[("accepted", NONE), ("repeated key", NONE), ("owner_required", NONE), ("wrong_market", NONE), ("unknown_proposal", NONE)],
    ),
    ("tick", &[("accepted", NONE), ("repeated key", NONE), ("nothing_to_continue", NONE)]),
    ("continue_order", &[("accepted", "c"), ("repeated key", NONE), ("nothing_to_continue", ALL)]),
    ("fire_triggered", &[("accepted", TRADING), ("repeated key", NONE), ("nothing_to_continue", ANY)]),
    ("continue_job", &[("accepted", NONE), ("repeated key", NONE), ("nothing_to_continue", NONE)]),
];

/// Refusals that no run comes to.
const BEYOND_A_RUN: &[Reason] = &[
    // Answered by the gateway, which has the whole of both keys.
    Reason::KeyAlreadyUsed,
    // Limits larger than a run: 1,000 proposals, 65,535 versions, 10,000 instruments, 10,000 orders and 500 holdings of one account, 1,000 jobs, 65,535 record dates.
    Reason::TooManyProposals,
    Reason::TooManyPolicies,
    Reason::TooManyInstruments,
    Reason::TooManyOpenOrders,
    Reason::TooManyHoldings,
    Reason::TooManyJobs,
    Reason::TooManyEpochs,
];

/// What recovery comes to after each fault.
const RECOVERIES: &[(Fault, &[Recovery])] = {
    use Recovery::{Cut, DamageStop, FromBeginning, NoSnapshotUsable, OlderSnapshotUsed, ReadError, SecondCrash, SnapshotUsed, Whole};
    &[
        (Fault::CleanStop, &[Whole, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::Killed, &[Whole, Cut, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::PowerCutIdle, &[Whole, Cut, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::PowerCutWriting, &[Whole, Cut, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::WriteError, &[Whole, Cut, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::SyncError, &[Whole, Cut, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::DiskFull, &[Whole, Cut, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::JournalBitFlip, &[Whole, Cut, DamageStop, FromBeginning, SnapshotUsed, SecondCrash, ReadError]),
        (Fault::SnapshotBitFlip, &[Whole, OlderSnapshotUsed, NoSnapshotUsable, SecondCrash, ReadError]),
        (Fault::AllSnapshotsBitFlip, &[Whole, NoSnapshotUsable, SecondCrash, ReadError]),
    ]
};

/// Holds both tables to what is reachable.
///
/// # Panics
/// With every cell that was reached too rarely, or that was reached and should not be.
pub(crate) fn compare(tables: &Tables) {
    let mut wrong = Vec::new();
    for (command, state, outcome, count) in tables.cells() {
        let session = state.map_or("no session", SessionState::name);
        judge(is_reachable(command, state, outcome), count, &mut wrong, || format!("{command}, {session}, {}", outcome.name()));
    }
    for fault in Fault::ALL {
        let reachable = RECOVERIES.iter().find(|row| row.0 == fault).map_or(&[][..], |row| row.1);
        for recovery in Recovery::ALL {
            let count = tables.recovered(fault, recovery);
            judge(reachable.contains(&recovery), count, &mut wrong, || format!("{}, {}", fault.name(), recovery.name()));
        }
    }
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));
}

fn judge(reachable: bool, count: u64, wrong: &mut Vec<String>, name: impl Fn() -> String) {
    if reachable && count < LEAST {
        wrong.push(format!("{}: {count} times, fewer than {LEAST}", name()));
    }
    if !reachable && count > 0 {
        wrong.push(format!("{}: {count} times, and is held unreachable", name()));
    }
}

fn is_reachable(command: &str, state: Option<SessionState>, outcome: Outcome) -> bool {
    let place = state.map_or(LETTERS.len() - 1, |state| state as usize);
    let letter = &LETTERS[place..=place];
    let rows = COMMANDS.iter().find(|row| row.0 == command).map_or(&[][..], |row| row.1);
    rows.iter().any(|&(name, sessions)| name == outcome.name() && sessions.contains(letter))
}

#[test]
fn f72_the_table_of_outcomes_names_every_command_every_session_and_every_refusal() {
    for command in Command::NAMES {
        assert!(COMMANDS.iter().any(|row| row.0 == *command), "{command} is missing");
    }
    assert_eq!(SessionState::ALL.len() + 1, LETTERS.len());
    for reason in Reason::ALL {
        let named = COMMANDS.iter().any(|row| row.1.iter().any(|outcome| outcome.0 == reason.code()));
        assert!(named != BEYOND_A_RUN.contains(reason), "{} is either in the table or beyond a run", reason.code());
    }
}
