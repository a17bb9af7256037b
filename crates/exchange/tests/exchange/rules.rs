use crate::blotter::{STOCK, check};

#[test]
fn f19_tax_of_a_day_is_remembered_when_a_holding_runs_empty() {
    check(
        STOCK,
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
        ",
    );
}
