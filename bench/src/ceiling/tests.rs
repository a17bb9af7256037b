use super::*;

#[test]
fn the_printed_line_is_read() {
    let line = "out/f1.bin durable trades 1981025 quantity 75338376 right best 13.25 median 12.06 M operations/s syncs 310\n";
    let expected = CeilingRun { trades: 1_981_025, quantity: 75_338_376, best: 13.25, median: 12.06, syncs: Some(310) };
    assert_eq!(parse(line).unwrap(), expected);
    let in_memory = parse("f1.bin risk trades 1 quantity 2 right best 3.00 median 2.50 M operations/s\n").unwrap();
    assert_eq!(in_memory, CeilingRun { trades: 1, quantity: 2, best: 3.0, median: 2.5, syncs: None });
}

#[test]
fn wrong_trades_and_foreign_text_are_refused() {
    for line in ["f1.bin risk trades 1 quantity 2 WRONG best 3.00 median 2.50 M operations/s", "f1.bin right trades", ""] {
        assert!(parse(line).is_err(), "accepted: {line}");
    }
}
