//! Tax withheld from profit.

use money::Won;
use protocol::policy::{Collection, Withholding};

/// Income tax and the local tax on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Tax {
    pub(crate) income: Won,
    pub(crate) local: Won,
}

impl Tax {
    pub(crate) fn total(self) -> Won {
        self.income + self.local
    }
}

/// The tax on a profit: each part rounded down, nothing while the income part is below the small amount that is not collected. Nothing on a loss,
/// nor where tax is only reported.
pub(crate) fn tax_on(profit: Won, rule: &Withholding) -> Tax {
    if profit.0 <= 0 || rule.collection == Collection::ReportOnly {
        return Tax::default();
    }
    let part = |rate: money::Bps| {
        let exact = rate.of_floor(profit);
        Won(exact.0 - exact.0 % rule.round_down_to.0)
    };
    let income = part(rule.income);
    if income < rule.not_below || income == Won::ZERO {
        return Tax::default();
    }
    Tax { income, local: part(rule.local) }
}

/// What a sale that brings `proceeds` is due when the profit of its day rises to `profit` and tax has been taken on `taxed` of it. Nothing is taken
/// while the proceeds do not cover it: a later sale of the day then pays.
pub(crate) fn tax_of_sale(profit: Won, taxed: Won, proceeds: Won, rule: &Withholding) -> Tax {
    if profit <= taxed {
        return Tax::default();
    }
    let due = tax_on(profit, rule);
    let taken = tax_on(taxed, rule);
    let now = Tax { income: due.income - taken.income, local: due.local - taken.local };
    if now.total() > proceeds { Tax::default() } else { now }
}
