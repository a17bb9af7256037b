//! The way of a confirmed listing into the journal: an instrument is listed, halted until it is sold, and registered as a share of the asset. Each step is
//! proposed in the name of who reviewed the listing, approved in the name of who confirmed it, and asks for the next one when the core has done it.

use protocol::command::{ApproveAction, HaltInstrument, ProposeAction, RegisterAsset};
use protocol::event::Event;
use protocol::text::Note;
use protocol::{Command, InstrumentId, StaffAction};
use store::{Outcome, Owner, OwnerFuture, Row, StoreError, Transaction, outbox};

use crate::error::CatalogueError;
use crate::listing::{Listing, damaged, listing};
use crate::review::owner;
use crate::{Catalogue, OWNER};

/// Why an instrument is halted while its asset is not sold.
const NOT_SOLD: &str = "not sold yet";

impl Owner for Catalogue {
    fn name(&self) -> &'static str {
        OWNER
    }

    fn settled<'a>(&'a self, tx: &'a mut Transaction, row: &'a Row, outcome: &'a Outcome) -> OwnerFuture<'a> {
        Box::pin(async move {
            let events = match outcome {
                Outcome::Accepted { events, .. } => events,
                Outcome::Refused { rejection, .. } => {
                    let text = "UPDATE listings SET state = 'refused', refusal = $2 WHERE id = $1";
                    sqlx::query(text).bind(row.subject).bind(rejection.reason.code()).execute(tx.sql()).await?;
                    return Ok(());
                }
            };
            let found = sqlx::query("SELECT * FROM listings WHERE id = $1").bind(row.subject).fetch_one(tx.sql()).await?;
            let known = listing(&found).map_err(|error| match error {
                CatalogueError::Store(error) => error,
                CatalogueError::Refused(refusal) => damaged(&format!("{refusal:?}")),
            })?;
            match &row.command {
                Command::ProposeAction(_) => approve(tx, row, &known, events).await,
                Command::ApproveAction(_) => go_on(tx, row, &known, events).await,
                command => Err(StoreError::Outbox { row: row.id, why: format!("the catalogue never asks for {}", command.name()) }),
            }
        })
    }
}

async fn approve(tx: &mut Transaction, row: &Row, listing: &Listing, events: &[Event]) -> Result<(), StoreError> {
    let proposal = events.iter().find_map(|event| if let Event::ActionProposed(proposed) = event { Some(proposed.proposal) } else { None });
    let proposal = proposal.ok_or_else(|| StoreError::Outbox { row: row.id, why: "proposed without an event".to_owned() })?;
    let by = owner(listing.confirmed_by.ok_or_else(|| damaged("nobody who confirmed it"))?);
    outbox::enqueue(tx, row.home, OWNER, row.subject, ApproveAction { by, proposal }).await?;
    Ok(())
}

async fn go_on(tx: &mut Transaction, row: &Row, listing: &Listing, events: &[Event]) -> Result<(), StoreError> {
    for event in events {
        match event {
            Event::InstrumentListed(listed) => {
                let reason = Note::new(NOT_SOLD).ok_or_else(|| damaged("no reason"))?;
                return propose(tx, row, listing, HaltInstrument { instrument: listed.instrument, reason }).await;
            }
            Event::InstrumentHalted(halted) => return propose(tx, row, listing, registration(listing, halted.instrument)).await,
            Event::AssetRegistered(_) => {
                sqlx::query("UPDATE listings SET state = 'registered' WHERE id = $1").bind(row.subject).execute(tx.sql()).await?;
                return Ok(());
            }
            _ => {}
        }
    }
    Err(StoreError::Outbox { row: row.id, why: "approved without an event".to_owned() })
}

async fn propose(tx: &mut Transaction, row: &Row, listing: &Listing, action: impl Into<StaffAction>) -> Result<(), StoreError> {
    let by = owner(listing.reviewed_by.ok_or_else(|| damaged("nobody who reviewed it"))?);
    outbox::enqueue(tx, row.home, OWNER, row.subject, ProposeAction { by, action: Box::new(action.into()) }).await?;
    Ok(())
}

fn registration(listing: &Listing, instrument: InstrumentId) -> RegisterAsset {
    let Listing { owner, class, appraisal, total_units, share, .. } = *listing;
    RegisterAsset { instrument, owner, class, appraisal, total_units, share }
}
