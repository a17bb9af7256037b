//! From a record's events to rows.

use std::collections::BTreeSet;

use protocol::command::AccountKind;
use protocol::event::{Event, Fill};
use protocol::{AccountId, Header};
use sqlx::AssertSqlSafe;
use store::{Database, Transaction};

use super::balances::{Balances, Move};
use super::error::SqlError;
use super::generation::Generation;
use super::offerings;
use super::orders::{Orders, number};
use super::rows::{Cell, Existing, insert};
use crate::live::account::Cause;
use crate::live::postings::{BANK_CLEARING, DISTRIBUTION_ESCROW, FEES, GRANT, OFFERING_ESCROW, REMAINDER, TAX};

/// What the rows of a generation are made from, beside the events.
#[derive(Debug)]
pub(crate) struct Fold {
    generation: Generation,
    orders: Orders,
    balances: Balances,
    /// The demo's traders: they trade all day, and leave balances only.
    simulated: BTreeSet<u32>,
    accounts: Vec<Vec<Cell>>,
    payments: Vec<Vec<Cell>>,
}

impl Fold {
    /// As it was when the last batch was committed.
    pub(crate) async fn load(database: &Database, generation: Generation) -> Result<Self, SqlError> {
        let text = format!("SELECT account FROM {} WHERE kind = 'simulated'", generation.table("accounts"));
        let simulated: Vec<(i64,)> = sqlx::query_as(AssertSqlSafe(text)).fetch_all(&mut *database.read().await?).await?;
        let simulated = simulated.into_iter().filter_map(|(account,)| u32::try_from(account).ok()).collect();
        Ok(Self {
            generation,
            orders: Orders::load(database, generation, &simulated).await?,
            balances: Balances::default(),
            simulated,
            accounts: Vec::new(),
            payments: Vec::new(),
        })
    }

    pub(crate) async fn apply(&mut self, tx: &mut Transaction, header: &Header, events: &[Event]) -> Result<(), SqlError> {
        let mut fills = 0;
        for event in events {
            match event {
                Event::AccountOpened(e) => {
                    if e.kind == AccountKind::Simulated {
                        self.simulated.insert(e.account.local());
                    }
                    let owner = number(e.owner.0);
                    self.accounts.push(vec![i64::from(e.account.local()).into(), owner.into(), e.kind.name().into(), header.at.0.into()]);
                }
                Event::OrderPlaced(e) => self.orders.place(header.at, e, self.simulated.contains(&e.account.local())),
                Event::OrderCancelled(e) => self.orders.cancel(header, e.order, e.reason)?,
                Event::OrderAmended(e) => self.orders.amend(header, e)?,
                Event::OrdersDecremented(e) => {
                    self.orders.reduce(header, e.taker, e.taker_rest)?;
                    self.orders.reduce(header, e.maker, e.quantity.0)?;
                }
                Event::Fill(fill) => {
                    self.trade(tx, header, fill, fills).await?;
                    fills += 1;
                }
                Event::DistributionPaid(e) => self.payments.push(vec![
                    i64::from(e.account.local()).into(),
                    number(e.job.0).into(),
                    e.units.0.into(),
                    e.gross.0.into(),
                    e.income_tax.0.into(),
                    e.local_tax.0.into(),
                    header.at.0.into(),
                ]),
                _ => offerings::apply(tx, self.generation, header, event).await?,
            }
            for step in self.moves_of(header, event) {
                self.step(tx, header, &step).await?;
            }
        }
        Ok(())
    }

    /// Writes what was gathered.
    pub(crate) async fn flush(&mut self, tx: &mut Transaction) -> Result<(), SqlError> {
        let accounts = std::mem::take(&mut self.accounts);
        let columns = &["account", "owner", "kind", "opened_at_us"];
        insert(tx, &self.generation.table("accounts"), columns, accounts, Existing::None).await?;
        self.orders.flush(tx, self.generation).await?;
        self.balances.flush(tx, self.generation).await?;
        let payments = std::mem::take(&mut self.payments);
        let columns = &["account", "job", "units", "gross_won", "income_tax_won", "local_tax_won", "at_us"];
        insert(tx, &self.generation.table("payments"), columns, payments, Existing::None).await
    }

    async fn trade(&mut self, tx: &mut Transaction, header: &Header, fill: &Fill, number: usize) -> Result<(), SqlError> {
        let sides = self.orders.trade(header, fill, number)?;
        let reference = protocol::ids::TradeId::new(header.seq, number).0;
        let (value, taxes) = (fill.value.0, fill.income_tax.0 + fill.local_tax.0);
        let cash =
            |account, amount, fee, tax| Move { account, instrument: None, amount, cost: 0, cause: Cause::Trade, reference, fee, tax };
        let instrument = Some(sides.instrument);
        let units = |account, amount, cost| Move { account, instrument, amount, cost, cause: Cause::Trade, reference, fee: 0, tax: 0 };
        for step in [
            cash(sides.buyer, -(value + fill.buyer_fee.0), fill.buyer_fee.0, 0),
            units(sides.buyer, fill.quantity.0, value + fill.buyer_fee.0),
            cash(sides.seller, value - fill.seller_fee.0 - taxes, fill.seller_fee.0, taxes),
            units(sides.seller, -fill.quantity.0, -fill.cost_removed.0),
            cash(self.house(FEES), fill.buyer_fee.0 + fill.seller_fee.0, 0, 0),
            cash(self.house(TAX), taxes, 0, 0),
        ] {
            self.step(tx, header, &step).await?;
        }
        Ok(())
    }

    async fn step(&mut self, tx: &mut Transaction, header: &Header, step: &Move) -> Result<(), SqlError> {
        let is_told = !self.simulated.contains(&step.account.local());
        self.balances.apply(tx, self.generation, header, step, is_told).await
    }

    /// What an event moves, trades aside. Moves between available and held are none.
    fn moves_of(&self, header: &Header, event: &Event) -> Vec<Move> {
        let cash =
            |account, amount, cause, reference, tax| Move { account, instrument: None, amount, cost: 0, cause, reference, fee: 0, tax };
        let units = |account, instrument, amount, cost, cause| Move {
            account,
            instrument: Some(instrument),
            amount,
            cost,
            cause,
            reference: header.seq.0,
            fee: 0,
            tax: 0,
        };
        let pay =
            |from, to, amount: i64, cause, reference| vec![cash(from, -amount, cause, reference, 0), cash(to, amount, cause, reference, 0)];
        match event {
            Event::DepositCredited(e) => pay(self.house(BANK_CLEARING), e.account, e.amount.0, Cause::Deposit, e.deposit.local()),
            Event::WithdrawalCompleted(e) => pay(e.account, self.house(BANK_CLEARING), e.amount.0, Cause::Withdrawal, e.withdrawal.local()),
            Event::CashGranted(e) => pay(self.house(GRANT), e.account, e.amount.0, Cause::Grant, header.seq.0),
            Event::UnitsIssued(e) => vec![units(e.account, e.instrument, e.quantity.0, e.cost.0, Cause::Issue)],
            Event::DistributionDeclared(e) => {
                pay(e.payer, self.house(DISTRIBUTION_ESCROW), e.total.0, Cause::DistributionDeclared, e.job.0)
            }
            Event::OwnerPaid(e) => pay(self.house(DISTRIBUTION_ESCROW), e.owner, e.amount.0, Cause::OwnersPart, e.job.0),
            Event::DistributionPaid(e) => {
                let (cause, job, taxes) = (Cause::DistributionPaid, e.job.0, e.income_tax.0 + e.local_tax.0);
                vec![
                    cash(self.house(DISTRIBUTION_ESCROW), -e.gross.0, cause, job, 0),
                    cash(e.account, e.gross.0 - taxes, cause, job, taxes),
                    cash(self.house(TAX), taxes, cause, job, 0),
                ]
            }
            Event::DistributionClosed(e) => {
                pay(self.house(DISTRIBUTION_ESCROW), self.house(REMAINDER), e.remainder.0, Cause::DistributionClosed, e.job.0)
            }
            Event::Allotted(e) => {
                let mut moves = pay(e.account, self.house(OFFERING_ESCROW), e.amount.0, Cause::Allotment, header.seq.0);
                moves.push(units(e.account, e.instrument, e.quantity.0, e.amount.0, Cause::Allotment));
                moves
            }
            Event::ProceedsReleased(e) => pay(self.house(OFFERING_ESCROW), e.owner, e.amount.0, Cause::Proceeds, header.seq.0),
            _ => Vec::new(),
        }
    }

    fn house(&self, local: u32) -> AccountId {
        AccountId::new(self.generation.home, local)
    }
}
