use crate::{Price, Quantity, Won};

/// How many decimals an instrument's prices and quantities have, and so what a trade in it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Scale {
    /// Decimals of a price in won, 0 to 8.
    pub price_decimals: u8,
    /// Decimals of a quantity in units, 0 to 8.
    pub quantity_decimals: u8,
    #[serde(skip)]
    divisor: i64,
}

impl Scale {
    /// The most decimals a price or a quantity may have.
    pub const MAX_DECIMALS: u8 = 8;

    /// `None` when either has more than [`Self::MAX_DECIMALS`].
    pub fn new(price_decimals: u8, quantity_decimals: u8) -> Option<Self> {
        if price_decimals > Self::MAX_DECIMALS || quantity_decimals > Self::MAX_DECIMALS {
            return None;
        }
        let decimals = u32::from(price_decimals).checked_add(u32::from(quantity_decimals))?;
        Some(Self { price_decimals, quantity_decimals, divisor: 10i64.checked_pow(decimals)? })
    }

    /// 10 to the power of both scales together: what price × quantity is divided by.
    pub fn divisor(self) -> i64 {
        self.divisor
    }

    /// One whole unit as a quantity.
    pub fn one_unit(self) -> Quantity {
        Quantity(10i64.pow(u32::from(self.quantity_decimals)))
    }

    /// What `quantity` costs at `price`: floor(price × quantity ÷ 10^scales), one number for buyer and seller. Both must not be negative;
    /// `None` past 2^62 won.
    #[inline]
    pub fn value(self, price: Price, quantity: Quantity) -> Option<Won> {
        debug_assert!(price.0 >= 0 && quantity.0 >= 0);
        let value = match price.0.checked_mul(quantity.0) {
            Some(product) if self.divisor == 1 => product,
            Some(product) => product.checked_div(self.divisor)?,
            None => {
                let product = i128::from(price.0).checked_mul(i128::from(quantity.0))?;
                i64::try_from(product.checked_div(i128::from(self.divisor))?).ok()?
            }
        };
        (value <= Won::MAX.0).then_some(Won(value))
    }

    /// The largest quantity whose value at `price` is not above `amount`; `None` for a price of zero or past 2^62.
    pub fn quantity_for(self, amount: Won, price: Price) -> Option<Quantity> {
        // floor(p × q ÷ d) ≤ a  ⇔  p × q < (a + 1) × d  ⇔  q ≤ ((a + 1) × d − 1) ÷ p, rounded down.
        let below = i128::from(amount.0).checked_add(1)?.checked_mul(i128::from(self.divisor))?.checked_sub(1)?;
        let quantity = i64::try_from(below.checked_div(i128::from(price.0))?).ok()?;
        (quantity <= Quantity::MAX.0).then_some(Quantity(quantity))
    }
}
