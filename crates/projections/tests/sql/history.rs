use std::collections::BTreeMap;
use std::time::Duration;

use projections::sql::{Caught, Filter, History, Projector, SqlError, rebuild};
use protocol::{Home, Seq, Time};
use scratch::Kind;
use sqlx::AssertSqlSafe;

use crate::world::{ALICE, BOB, ROBOT, World, account, balances, coin, tower};

const ALL: Filter = Filter { instrument: None, from: None, to: None, before: None, limit: 1_000 };

async fn catch_up(projector: &mut Projector) {
    while projector.step().await.unwrap() == Caught::NotYet {}
}

/// Totals of the rows, without zeros.
async fn totals(world: &World) -> BTreeMap<(u32, u16), i64> {
    let (_, rows) = world.rows().await.into_iter().find(|table| table.0 == "balances").unwrap();
    let numbers = |row: &String| -> Vec<i64> {
        row.split(' ').map(|cell| cell.trim_start_matches("Some(").trim_end_matches(')').parse().unwrap()).collect()
    };
    let rows = rows.iter().map(numbers).map(|cells| ((cells[0] as u32, cells[1] as u16), cells[2]));
    rows.filter(|(_, total)| *total != 0).collect()
}

async fn f73_history_says_what_the_journal_says_and_a_rebuilt_one_the_same_row_by_row(kind: Kind) {
    let world = World::new(kind).await;
    let mut projector = world.projector().await;
    for round in 0..6 {
        world.trade(round).await;
        // Caught up or not, and sometimes as after a restart.
        if round % 2 == 0 {
            catch_up(&mut projector).await;
        }
        if round % 3 == 0 {
            projector = world.projector().await;
        }
    }
    world.offer().await;
    catch_up(&mut projector).await;
    assert_eq!(totals(&world).await, balances(&world.core));

    let kept = world.rows().await;
    for (table, rows) in &kept {
        assert!(!rows.is_empty(), "{table} is empty");
    }
    let mut rebuilding = Projector::rebuild(world.database.clone(), world.core.gateway.clone()).await.unwrap();
    // The old one is read until the new one has caught up.
    let history = History::new(world.database.clone(), Home::PRACTICE, projector.position());
    assert!(!history.orders(account(ALICE), &ALL).await.unwrap().rows.is_empty());
    catch_up(&mut rebuilding).await;
    assert_eq!(world.rows().await, kept);
    // The old one's tables are gone, and its writer with them.
    world.trade(7).await;
    projector.step().await.unwrap_err();
    catch_up(&mut rebuilding).await;
    assert_eq!(totals(&world).await, balances(&world.core));
}

/// A rebuild brings what is read to the last record first, finds what differs from the journal, and leaves what the journal says.
async fn f73_a_rebuild_finds_what_differs_and_puts_it_right(kind: Kind) {
    let world = World::new(kind).await;
    world.trade(0).await;
    let first = rebuild(&world.database, &world.core.gateway).await.unwrap();
    assert!(!first.is_compared && first.differing() == 0 && first.tables.iter().any(|table| table.rows > 0), "{first:?}");
    world.trade(1).await;
    world.offer().await;
    let same = rebuild(&world.database, &world.core.gateway).await.unwrap();
    assert!(same.is_compared && same.tables.iter().all(|table| table.rows > 0) && same.seq == world.core.gateway.durable_seq(), "{same:?}");
    assert_eq!(same.differing(), 0, "{same:?}");

    let kept = world.rows().await;
    let mut tx = world.database.begin().await.unwrap();
    for text in [
        "UPDATE fills_practice_2 SET fee_won = fee_won + 1 WHERE account IN (SELECT MIN(account) FROM fills_practice_2)",
        "DELETE FROM payments_practice_2",
    ] {
        assert!(sqlx::query(text).execute(tx.sql()).await.unwrap().rows_affected() > 0, "{text}");
    }
    tx.commit().await.unwrap();
    let mended = rebuild(&world.database, &world.core.gateway).await.unwrap();
    let found = mended.tables.iter().filter(|table| table.new + table.gone > 0).map(|table| (table.name, table.gone > 0));
    assert!(found.eq([("fills", true), ("payments", false)]), "{mended:?}");
    assert_eq!(world.rows().await, kept);
    assert_eq!(totals(&world).await, balances(&world.core));
}

async fn f44_orders_fills_and_statements_are_read_by_page_instrument_and_time(kind: Kind) {
    let world = World::new(kind).await;
    for round in 0..4 {
        world.trade(round).await;
    }
    world.offer().await;
    let mut projector = world.projector().await;
    let history = History::new(world.database.clone(), Home::PRACTICE, projector.position());
    assert!(matches!(history.fills(account(ALICE), &ALL).await, Err(SqlError::Building)));
    catch_up(&mut projector).await;

    let all = history.orders(account(ALICE), &ALL).await.unwrap();
    assert_eq!((all.rows.len(), all.next), (4, None));
    assert!(all.rows.iter().all(|order| order.state == "cancelled" && order.cancel_reason.as_deref() == Some("by_owner")));
    assert_eq!((all.rows[0].filled_quantity, all.rows[0].rest), (15, 15));
    let (mut cursor, mut paged) = (None, Vec::new());
    loop {
        let page = history.orders(account(ALICE), &Filter { before: cursor, limit: 3, ..ALL }).await.unwrap();
        paged.extend(page.rows);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged, all.rows);
    let open = history.orders(account(BOB), &ALL).await.unwrap().rows;
    assert_eq!(open.iter().filter(|order| order.state == "open" && order.quantity == Some(2)).count(), 4);

    let fills = history.fills(account(BOB), &ALL).await.unwrap().rows;
    assert_eq!(fills.len(), 4);
    assert!(fills.iter().all(|fill| fill.side == "buy" && fill.aggressor == "buy" && fill.value == fill.price * 10));
    assert!(history.fills(account(BOB), &Filter { instrument: Some(tower()), ..ALL }).await.unwrap().rows.is_empty());
    // The demo's traders leave none.
    assert!(history.fills(account(ROBOT), &ALL).await.unwrap().rows.is_empty());
    assert!(history.statement(account(ROBOT), &ALL).await.unwrap().rows.is_empty());

    let lines = history.statement(account(ALICE), &ALL).await.unwrap().rows;
    let cash: Vec<_> = lines.iter().rev().filter(|line| line.instrument.is_none()).collect();
    let mut balance = 0;
    for line in &cash {
        balance += line.amount;
        assert_eq!(line.balance_after, balance, "{line:?}");
    }
    assert_eq!(cash.first().unwrap().cause, "grant");
    assert!(cash.iter().any(|line| line.cause == "allotment" && line.amount == -1_500_000));
    let paid = history.distributions(account(ALICE), &ALL).await.unwrap().rows;
    assert!(paid.iter().any(|paid| paid.instrument == tower() && (paid.units, paid.per_unit, paid.gross) == (300, 1_000, 300_000)));
    assert!(paid.iter().any(|paid| paid.instrument == coin()));
    let now = world.core.clock.now();
    let past = Filter { to: Some(Time(now.0 - 1)), ..ALL };
    assert!(history.distributions(account(ALICE), &past).await.unwrap().rows.iter().all(|paid| paid.instrument == coin()));
    let future = Filter { from: Some(Time(now.0 + 1)), ..ALL };
    assert!(history.statement(account(ALICE), &future).await.unwrap().rows.is_empty());
}

async fn f73_a_read_waits_for_the_position_it_asks_for(kind: Kind) {
    let world = World::new(kind).await;
    let mut projector = world.projector().await;
    catch_up(&mut projector).await;
    let history = History::new(world.database.clone(), Home::PRACTICE, projector.position());
    world.trade(1).await;
    let seq = world.core.gateway.durable_seq();
    assert!(!history.reached(seq, Duration::ZERO).await);
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(async move { projector.run(&mut stopped).await });
    assert!(history.reached(seq, Duration::from_secs(20)).await);
    assert!(history.position() >= seq && !history.reached(Seq(seq.0 + 1_000), Duration::ZERO).await);
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
}

/// Pages of a growing table are found by an index.
async fn f44_pages_are_read_by_an_index(kind: Kind) {
    let world = World::new(kind).await;
    catch_up(&mut world.projector().await).await;
    let explain = match kind {
        Kind::Sqlite => "EXPLAIN QUERY PLAN",
        // With so few rows it would rather read all of them.
        Kind::Postgres => "EXPLAIN (FORMAT TEXT)",
    };
    for (table, key) in [("orders", "id"), ("fills", "trade"), ("statement", "line"), ("payments", "job")] {
        let mut tx = world.database.begin().await.unwrap();
        if kind == Kind::Postgres {
            for instead in ["seqscan", "bitmapscan"] {
                sqlx::query(AssertSqlSafe(format!("SET LOCAL enable_{instead} = off"))).execute(tx.sql()).await.unwrap();
            }
        }
        let text = format!("{explain} SELECT * FROM {table}_practice_1 WHERE account = 16 AND {key} < 1000 ORDER BY {key} DESC LIMIT 5");
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(tx.sql()).await.unwrap();
        let plan: String = rows.iter().map(|row| shown(row, kind)).collect::<Vec<_>>().join("\n");
        assert!(plan.contains("INDEX") || plan.contains("Index"), "{table}: {plan}");
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "{table}: {plan}");
    }
}

fn shown(row: &sqlx::any::AnyRow, kind: Kind) -> String {
    use sqlx::Row;
    let column = if kind == Kind::Sqlite { 3 } else { 0 };
    row.get::<String, _>(column)
}

scratch::both!(
    f73_history_says_what_the_journal_says_and_a_rebuilt_one_the_same_row_by_row,
    f73_a_rebuild_finds_what_differs_and_puts_it_right,
    f44_orders_fills_and_statements_are_read_by_page_instrument_and_time,
    f73_a_read_waits_for_the_position_it_asks_for,
    f44_pages_are_read_by_an_index,
);
