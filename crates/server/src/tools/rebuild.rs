//! `jogak rebuild`: the history in SQL from the journals alone.

use super::stopped::StoppedFolder;
use crate::config::Choices;
use crate::persons::open_database;
use anyhow::{Context, Result, ensure};
use projections::sql::{self, Rebuilt};
use protocol::Market;
use std::io::Write;
use std::path::Path;

/// Builds the history of every market of a stopped folder anew, compares it row by row with the one that was read, puts it in its place and reports to
/// `out`.
///
/// # Errors
/// If the folder is in use, a journal is not kept from its first record, the database fails, or the history that was read was not what the journal says;
/// then too the new one is in place.
pub fn rebuild(folder: &Path, database: Option<String>, out: &mut dyn Write) -> Result<()> {
    let folder = StoppedFolder::open_with(folder, Choices { database, ..Choices::default() })?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let url = folder.database_url()?;
    let mut differing = 0;
    for &market in Market::ALL {
        let Some(shard) = folder.shard(market)? else {
            writeln!(out, "{}: no journal", market.name())?;
            continue;
        };
        let rebuilt = runtime.block_on(async {
            let database = open_database(&url).await?;
            let rebuilt = sql::rebuild(&database, &shard.gateway).await;
            database.close().await;
            anyhow::Ok(rebuilt?)
        });
        let rebuilt = rebuilt.with_context(|| format!("market {}", market.name()))?;
        differing += rebuilt.differing();
        report(market, &rebuilt, out)?;
    }
    ensure!(differing == 0, "the history that was read differed in {differing} rows; the new one is in its place");
    Ok(())
}

fn report(market: Market, rebuilt: &Rebuilt, out: &mut dyn Write) -> Result<()> {
    let name = market.name();
    for table in &rebuilt.tables {
        match (rebuilt.is_compared, table.new + table.gone) {
            (false, _) => writeln!(out, "{name}: {}: {} rows", table.name, table.rows)?,
            (true, 0) => writeln!(out, "{name}: {}: {} rows, the same as before", table.name, table.rows)?,
            (true, _) => {
                writeln!(out, "{name}: {}: {} rows, {} of them new, {} of before gone", table.name, table.rows, table.new, table.gone)?
            }
        }
    }
    let compared = if rebuilt.is_compared { "" } else { "; there was none that could be compared" };
    writeln!(out, "{name}: rebuilt up to seq {}{compared}", rebuilt.seq)?;
    Ok(())
}
