use crate::Won;

/// One part in ten thousand. Rates of fees lie between 0 and 1,000 (10 %).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub struct Bps(pub u16);

const PARTS: u64 = 10_000;

impl Bps {
    /// The highest fee rate a policy may state: 10 %.
    pub const MAX_FEE: Self = Self(1_000);

    /// The share of `amount`, rounded down. `amount` must be 0 to 2^62.
    #[inline]
    pub fn of_floor(self, amount: Won) -> Won {
        self.accrue(amount, Accrual::default()).0
    }

    /// The share of `amount` when `before` is what earlier shares left below one won: the whole won due now, and what is left over.
    /// Summed over any sequence of amounts the shares are floor(Σ rate × amount ÷ 10,000).
    #[inline]
    pub fn accrue(self, amount: Won, before: Accrual) -> (Won, Accrual) {
        debug_assert!(amount.0 >= 0 && amount.0 <= Won::MAX.0);
        let rate = u64::from(self.0);
        if let Some(product) = (amount.0 as u64).checked_mul(rate).and_then(|p| p.checked_add(u64::from(before.0))) {
            let whole = product / PARTS;
            return (Won(whole as i64), Accrual((product % PARTS) as u16));
        }
        let product = (amount.0 as u128).saturating_mul(u128::from(rate)).saturating_add(u128::from(before.0));
        const WIDE_PARTS: u128 = PARTS as u128;
        (Won((product / WIDE_PARTS) as i64), Accrual((product % WIDE_PARTS) as u16))
    }
}

/// What a running share has left below one won, in ten-thousandths of a won: 0 to 9,999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, serde::Serialize)]
pub struct Accrual(pub u16);
