use super::*;
use std::collections::VecDeque;

fn line(seq: u64, cause: Cause, amount: i64, reference: u64) -> StatementLine {
    let asset = if seq.is_multiple_of(2) { Asset::Cash } else { Asset::Units(InstrumentId(u32::MAX - 7)) };
    let (fee, tax) = if seq.is_multiple_of(3) { (Won(amount / 7), Won(-1)) } else { (Won::ZERO, Won::ZERO) };
    let at = Time(1_795_395_600_000_000 + seq as i64);
    StatementLine { seq: Seq(seq), at, cause, asset, amount, balance_after: amount.wrapping_mul(3), reference, fee, tax }
}

#[test]
fn f75_every_line_comes_back_as_it_was() {
    let mut lines = StatementLines::default();
    let mut put = Vec::new();
    for &cause in Cause::ALL {
        for (seq, amount) in [(1, 0), (2, -1), (3, i64::MAX), (1 << 40, i64::MIN), (77, 127), (78, -64)] {
            let references = [0, seq, seq * TRADES_OF_RECORD, seq * TRADES_OF_RECORD + 1_999, u64::MAX];
            for reference in references.into_iter().take(200 / Cause::ALL.len() / 6) {
                put.push(line(seq, cause, amount, reference));
                lines.push(put.last().unwrap());
            }
        }
    }
    assert_eq!(lines.iter().collect::<Vec<_>>(), put);
}

#[test]
fn f75_the_last_lines_are_kept_in_bounded_room() {
    let mut lines = StatementLines::default();
    let mut kept = VecDeque::new();
    for seq in 1..=5_000 {
        let next = line(seq, Cause::ALL[seq as usize % Cause::ALL.len()], seq as i64 * 1_000_003, seq * 5);
        lines.push(&next);
        kept.push_back(next);
        if kept.len() > STATEMENT_LINES_MAX {
            kept.pop_front();
        }
        if seq % 97 == 0 {
            assert!(lines.iter().eq(kept.iter().copied()));
        }
    }
    assert_eq!(lines.len(), STATEMENT_LINES_MAX);
    assert!(lines.bytes.capacity() <= 4 * STATEMENT_LINES_MAX * LINE_BYTES_MAX);
}
