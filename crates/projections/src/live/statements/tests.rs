use std::collections::VecDeque;

use money::Won;
use protocol::{InstrumentId, Seq, Time};

use super::*;
use crate::live::account::Cause;
use crate::live::packed_lines::Movement;
use crate::live::postings::Asset;

const NONE: Movement = Movement { amount: 0, balance_after: 0 };

/// Of cash, of units or of both, by its sequence.
fn lines(seq: u64, cause: Cause, amount: i64, reference: u64) -> Lines {
    let moved = Movement { amount, balance_after: amount.wrapping_mul(3) };
    let (cash, units) = [(moved, NONE), (NONE, moved), (moved, Movement { amount: amount / 2 + 1, balance_after: -1 })][seq as usize % 3];
    let (fee, tax) = if cash.amount != 0 && seq.is_multiple_of(2) { (Won(amount / 7), Won(-1)) } else { (Won::ZERO, Won::ZERO) };
    let at = Time(1_795_395_600_000_000 + seq as i64);
    Lines { seq: Seq(seq), at, cause, reference, cash, units, instrument: InstrumentId(u32::MAX - 7), fee, tax }
}

#[test]
fn f75_every_line_comes_back_as_it_was() {
    const TRADES_OF_RECORD: u64 = 4_096;
    for &cause in Cause::ALL {
        let (mut statements, mut statement) = (Statements::default(), Statement::default());
        let mut put = Vec::new();
        for (seq, amount) in [(1, 1), (2, -1), (3, i64::MAX), (1 << 40, i64::MIN), (77, 127), (78, -64), (79, 1 << 55)] {
            for reference in [0, seq, seq * TRADES_OF_RECORD, seq * TRADES_OF_RECORD + 1_999, u64::MAX] {
                let written = lines(seq, cause, amount, reference);
                put.extend(written.each());
                statements.push(&mut statement, &written);
            }
        }
        assert_eq!(statements.of(&statement).collect::<Vec<_>>(), put);
    }
}

#[test]
fn f75_an_event_writes_a_line_of_cash_and_then_one_of_units() {
    let both = Lines { fee: Won(2), tax: Won(3), ..lines(5, Cause::Trade, -700, 5 * 4_096) };
    let each: Vec<_> = both.each().collect();
    let shown: Vec<_> = each.iter().map(|line| (line.asset, line.amount, line.fee.0, line.tax.0)).collect();
    assert_eq!(shown, [(Asset::Cash, -700, 2, 3), (Asset::Units(both.instrument), -349, 0, 0)]);

    // As they come from a saved state.
    let [mut cash, units] = [each[0], each[1]].map(|line| Lines::of_one(&line).unwrap());
    assert!(!cash.clone().join(&cash.clone()) && !units.clone().join(&cash));
    assert!(!cash.clone().join(&Lines { reference: 0, ..units }) && !cash.clone().join(&Lines { seq: Seq(6), ..units }));
    assert!(cash.join(&units));
    assert_eq!(cash, both);
    assert!(!cash.join(&units), "it has its units already");
    for line in [StatementLine { amount: 0, ..each[0] }, StatementLine { fee: Won(1), ..each[1] }] {
        assert_eq!(Lines::of_one(&line), None);
    }
}

#[test]
fn f75_the_last_lines_of_each_account_are_kept_in_bounded_room() {
    let mut statements = Statements::default();
    let mut of_accounts = [(); 3].map(|()| (Statement::default(), VecDeque::new(), 0));
    let blocks = |statements: &Statements| statements.chunks.iter().map(Vec::len).sum::<usize>();
    let mut blocks_when_full = 0;
    for seq in 1..=30_000 {
        let next = lines(seq, Cause::ALL[seq as usize % Cause::ALL.len()], seq as i64 * 1_000_003, seq * 5);
        // The first account gets as many as both others.
        let (statement, kept, count) = &mut of_accounts[[0, 1, 0, 2][seq as usize % 4]];
        statements.push(statement, &next);
        kept.extend(next.each());
        *count += next.each().count() as u64;
        while kept.len() > STATEMENT_LINES_MAX {
            kept.pop_front();
        }
        if seq % 97 == 0 {
            for (statement, kept, count) in &of_accounts {
                assert!(statements.of(statement).eq(kept.iter().copied()));
                assert_eq!((statement.kept(), statement.lines), (kept.len(), *count));
            }
        }
        if seq == 5_000 {
            blocks_when_full = blocks(&statements);
        }
    }
    // Numbers have grown since by a byte here and there, so that a block holds a line less.
    assert!((blocks_when_full..blocks_when_full * 5 / 4).contains(&blocks(&statements)), "{blocks_when_full} and {}", blocks(&statements));
}

#[test]
fn f75_an_account_without_lines_has_no_room() {
    let statements = Statements::default();
    assert_eq!((statements.of(&Statement::default()).count(), statements.end_of(&Statement::default())), (0, None));
}

#[test]
fn f75_bytes_that_are_no_lines_are_refused() {
    let written = lines(5, Cause::Deposit, 1_000, 9);
    let good = Packed::of(&written).as_bytes().to_vec();
    assert_eq!(first_packed(&[good.as_slice(), &[1, 2, 3]].concat()), Some((good.as_slice(), 2)));
    for length in 0..good.len() {
        assert_eq!(first_packed(&good[..length]), None, "cut at {length}");
    }
    let changed = |place: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[place] = byte;
        bytes
    };
    let last = good.len() - 1;
    // An unknown cause, one without any, both marks at once, a number of nine bytes, and one with a leading zero.
    for bytes in [changed(0, 0x0f), changed(0, 0), changed(0, good[0] | 0xc0), changed(1, 0x99), changed(last, 0)] {
        assert_eq!(first_packed(&bytes), None, "{bytes:?}");
    }
    // As many bytes as it says, but no number has nine.
    let tax_of_nine = changed(5, good[5] & 0x0f | 0x90);
    assert_eq!(first_packed(&[tax_of_nine.as_slice(), &[1; 9]].concat()), None);
    let without = Packed::of(&Lines { cash: NONE, units: NONE, ..written });
    assert_eq!(first_packed(without.as_bytes()), None, "no line");
}
