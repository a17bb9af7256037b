//! `jogak export`: records as JSON lines.

use super::stopped::StoppedFolder;
use anyhow::{Context, Result, bail};
use protocol::{Command, Event, Market, Record, Seq};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};
use std::ops::RangeInclusive;
use std::path::Path;

/// Writes the records of these sequences, one a line, the secret of the key table left out.
///
/// # Errors
/// If the folder is in use, the journal is damaged, or the records asked for are not kept.
pub fn export(folder: &Path, market: Market, seqs: RangeInclusive<u64>, out: &mut dyn Write) -> Result<()> {
    if *seqs.start() == 0 {
        bail!("records are counted from 1");
    }
    let folder = StoppedFolder::open(folder)?;
    let shard = folder.shard(market)?.context("this market has no journal")?;
    let last = shard.recovered.tip.seq.min(*seqs.end());
    let mut follower = shard.gateway.follow(Seq(seqs.start() - 1));
    let mut out = BufWriter::new(out);
    while follower.position().0 < last {
        let Some(record) = follower.try_next()? else { break };
        serde_json::to_writer(&mut out, &line(&record)?)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

fn line(record: &Record) -> Result<Value> {
    let mut line = serde_json::to_value(record)?;
    let founds = matches!(record.command, Command::Genesis(_))
        || record.outcome.as_ref().is_ok_and(|events| events.iter().any(|event| matches!(event, Event::MarketFounded(_))));
    if founds {
        redact(&mut line);
    }
    Ok(line)
}

/// Whoever knows the secret can make two keys that collide.
fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if name == "key_secret" {
                    *field = json!("redacted");
                } else {
                    redact(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}
