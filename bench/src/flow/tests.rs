use std::fmt::Write as _;
use std::io::BufWriter;

use sha2::{Digest, Sha256};

use super::*;

fn order(order: u32, price: u32, quantity: u32, instrument: u16, side: Side) -> Operation {
    Operation { order, price, quantity, instrument, cancel: false, side }
}

fn cancel(order: u32, price: u32, instrument: u16, side: Side) -> Operation {
    Operation { order, price, quantity: 0, instrument, cancel: true, side }
}

struct Expected {
    totals: Totals,
    first: [Operation; 3],
    last: [Operation; 3],
    sha256: &'static str,
}

fn check(shape: Shape, expected: &Expected) {
    let flow = Flow::generate(shape);
    let operations = &flow.operations;
    assert_eq!(operations[..3], expected.first);
    assert_eq!(operations[operations.len() - 3..], expected.last);
    assert_eq!(flow.totals, expected.totals);
    let mut hash = BufWriter::new(Hasher(Sha256::new()));
    flow.write(&mut hash).unwrap();
    assert_eq!(hash.into_inner().map_err(|_| "flush").unwrap().hex(), expected.sha256);
}

struct Hasher(Sha256);

impl Hasher {
    fn hex(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    }
}

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn flow_of_one_instrument_is_the_reference_file_byte_for_byte() {
    check(
        F1,
        &Expected {
            totals: Totals {
                operations: 5_000_000,
                instruments: 1,
                trades: 1_981_025,
                traded_quantity: 75_338_376,
                traded_value: 2_261_174_193_310,
                highest_order: 3_500_567,
            },
            first: [order(1, 30_027, 51, 0, Side::Sell), cancel(1, 30_027, 0, Side::Sell), order(2, 30_014, 47, 0, Side::Sell)],
            last: [
                order(3_500_565, 29_928, 31, 0, Side::Buy),
                order(3_500_566, 30_007, 43, 0, Side::Sell),
                order(3_500_567, 30_005, 19, 0, Side::Buy),
            ],
            sha256: "82bf96b9b3f06d5cf5d7ebf9de935795d82b11b697d42ca7b590268043c6352d",
        },
    );
}

#[test]
fn flow_of_a_hundred_instruments_is_the_reference_file_byte_for_byte() {
    check(
        F100,
        &Expected {
            totals: Totals {
                operations: 5_000_000,
                instruments: 100,
                trades: 1_891_673,
                traded_quantity: 70_981_276,
                traded_value: 2_129_106_070_491,
                highest_order: 3_500_946,
            },
            first: [order(1, 29_871, 26, 13, Side::Buy), order(2, 29_998, 99, 8, Side::Buy), order(3, 29_998, 48, 95, Side::Buy)],
            last: [
                cancel(2_506_913, 29_837, 3, Side::Buy),
                cancel(3_400_259, 29_980, 46, Side::Buy),
                cancel(3_141_899, 30_062, 19, Side::Sell),
            ],
            sha256: "f05bc0f5f30a646962aec51ac25b881a26e3ad048bf52f802baf0ba3fabb48e6",
        },
    );
}

#[test]
fn every_account_of_the_flow_is_below_the_number_of_accounts() {
    assert!((0..100_000).map(account_of).all(|account| account < ACCOUNTS));
    assert_eq!(account_of(1), 648_055);
}
