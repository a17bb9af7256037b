//! Offerings, subscriptions, distributions and their payments: few of them, each event one statement.

use protocol::event::{DistributionDeclared, Event};
use protocol::{AccountId, Header, InstrumentId};
use sqlx::AssertSqlSafe;
use store::Transaction;

use super::error::SqlError;
use super::generation::Generation;
use super::orders::number;
use super::rows::{Cell, Existing, insert};

/// Writes what an event says of offerings and distributions.
pub(crate) async fn apply(tx: &mut Transaction, generation: Generation, header: &Header, event: &Event) -> Result<(), SqlError> {
    let table = |name: &str| generation.table(name);
    match event {
        Event::OfferingScheduled(e) => {
            let columns =
                &["instrument", "opens_at_us", "closes_at_us", "minimum", "maximum", "target", "allotted", "raised_won", "released_won"];
            let row = vec![
                instrument(e.instrument),
                e.opens_at.0.into(),
                e.closes_at.0.into(),
                e.minimum.0.into(),
                e.maximum.0.into(),
                e.target.0.into(),
                0.into(),
                0.into(),
                0.into(),
            ];
            insert(tx, &table("offerings"), columns, vec![row], Existing::None).await
        }
        Event::Subscribed(e) => {
            let text = format!(
                "INSERT INTO {subscriptions} (instrument, account, quantity, amount_won, state, changed_at_us)
                 VALUES ($1, $2, $3, $4, 'subscribed', $5)
                 ON CONFLICT (instrument, account) DO UPDATE SET
                     quantity = excluded.quantity
                         + CASE WHEN {subscriptions}.state = 'subscribed' THEN {subscriptions}.quantity ELSE 0 END,
                     amount_won = excluded.amount_won
                         + CASE WHEN {subscriptions}.state = 'subscribed' THEN {subscriptions}.amount_won ELSE 0 END,
                     state = 'subscribed', changed_at_us = excluded.changed_at_us",
                subscriptions = table("subscriptions")
            );
            let values = [local(e.instrument), account(e.account), e.quantity.0, e.amount.0, header.at.0];
            execute(tx, text, &values).await
        }
        Event::SubscriptionCancelled(e) => settle(tx, generation, header, (e.instrument, e.account), "cancelled").await,
        Event::SubscriptionRefunded(e) => settle(tx, generation, header, (e.instrument, e.account), "refunded").await,
        Event::Allotted(e) => {
            settle(tx, generation, header, (e.instrument, e.account), "allotted").await?;
            let text =
                format!("UPDATE {} SET allotted = allotted + $2, raised_won = raised_won + $3 WHERE instrument = $1", table("offerings"));
            execute(tx, text, &[local(e.instrument), e.quantity.0, e.amount.0]).await
        }
        Event::OfferingEnded(e) => {
            let text = format!("UPDATE {} SET outcome = '{}' WHERE instrument = $1", table("offerings"), e.outcome.name());
            execute(tx, text, &[local(e.instrument)]).await
        }
        Event::OfferingClosed(e) => {
            let text = format!("UPDATE {} SET closed_at_us = $2 WHERE instrument = $1", table("offerings"));
            execute(tx, text, &[local(e.instrument), header.at.0]).await
        }
        Event::ProceedsReleased(e) => {
            let text = format!("UPDATE {} SET released_won = released_won + $2 WHERE instrument = $1", table("offerings"));
            execute(tx, text, &[local(e.instrument), e.amount.0]).await
        }
        Event::DistributionDeclared(e) => declare(tx, generation, header, e).await,
        Event::OwnerPaid(e) => {
            let text = format!("UPDATE {} SET owners_part_won = $2 WHERE job = $1", table("distributions"));
            execute(tx, text, &[number(e.job.0), e.amount.0]).await
        }
        Event::DistributionClosed(e) => {
            let text = format!("UPDATE {} SET remainder_won = $2, closed_at_us = $3 WHERE job = $1", table("distributions"));
            execute(tx, text, &[number(e.job.0), e.remainder.0, header.at.0]).await
        }
        _ => Ok(()),
    }
}

async fn declare(tx: &mut Transaction, generation: Generation, header: &Header, e: &DistributionDeclared) -> Result<(), SqlError> {
    let columns = &["job", "instrument", "payer", "total_won", "per_unit_won", "owners_part_won", "declared_at_us"];
    let row = vec![
        number(e.job.0).into(),
        instrument(e.instrument),
        account(e.payer).into(),
        e.total.0.into(),
        e.per_unit.0.into(),
        0.into(),
        header.at.0.into(),
    ];
    insert(tx, &generation.table("distributions"), columns, vec![row], Existing::None).await
}

async fn settle(
    tx: &mut Transaction,
    generation: Generation,
    header: &Header,
    (instrument, holder): (InstrumentId, AccountId),
    state: &'static str,
) -> Result<(), SqlError> {
    let text = format!(
        "UPDATE {} SET state = '{state}', changed_at_us = $3 WHERE instrument = $1 AND account = $2",
        generation.table("subscriptions")
    );
    execute(tx, text, &[local(instrument), account(holder), header.at.0]).await
}

async fn execute(tx: &mut Transaction, text: String, values: &[i64]) -> Result<(), SqlError> {
    let mut query = sqlx::query(AssertSqlSafe(text));
    for value in values {
        query = query.bind(*value);
    }
    query.execute(tx.sql()).await?;
    Ok(())
}

fn instrument(id: InstrumentId) -> Cell {
    local(id).into()
}

fn local(id: InstrumentId) -> i64 {
    i64::from(id.local())
}

fn account(id: AccountId) -> i64 {
    i64::from(id.local())
}
