//! Tax withheld from the profit of a day's sales.

use money::Won;
use protocol::policy::{Tax, Withholding};

/// What a sale that brings `proceeds` is due when the profit of its day rises to `profit` and tax has been taken on `taxed` of it. Nothing is taken
/// while the proceeds do not cover it: a later sale of the day then pays.
pub(crate) fn tax_of_sale(profit: Won, taxed: Won, proceeds: Won, rule: &Withholding) -> Tax {
    if profit <= taxed {
        return Tax::default();
    }
    let due = rule.on(profit);
    let taken = rule.on(taxed);
    let now = Tax { income: due.income - taken.income, local: due.local - taken.local };
    if now.total() > proceeds { Tax::default() } else { now }
}
