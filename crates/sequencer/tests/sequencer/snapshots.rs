//! A snapshot is read as it was written, also one from before a component existed; one that lacks what it must have is not.

use crate::fixture::{Folder, HOME, START, market_with_holders, settings};
use exchange::{Capacity, Exchange};
use journal::{FrameHash, SnapshotPosition, Snapshots, snapshot};
use money::{Bps, Price, Quantity, Won};
use protocol::command::{AssetClass, HaltInstrument, ListInstrument, RegisterAsset, ScheduleOffering, Subscribe};
use protocol::rejection::Component;
use protocol::text::{Code, Note};
use protocol::{AccountId, Command, Header, InstrumentId, Seq};
use sequencer::{RecoveryError, read_snapshot, write_snapshot};
use std::io::{Read, Write};

fn execute(exchange: &mut Exchange, commands: impl IntoIterator<Item = Command>) {
    for command in commands {
        let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: START, key: None };
        exchange.execute(&header, &command, &mut Vec::new()).unwrap_or_else(|rejection| panic!("{command:?}: {rejection}"));
        exchange.finish(&header);
    }
}

fn market() -> Exchange {
    let mut exchange = Exchange::new(HOME, Capacity::DEMO);
    execute(&mut exchange, market_with_holders(3).into_iter().map(|(command, _)| command));
    exchange
}

/// One more instrument, a share of an asset that somebody has subscribed.
fn offer(exchange: &mut Exchange) {
    let Some(Command::ListInstrument(stock)) =
        market_with_holders(0).into_iter().map(|(command, _)| command).find(|command| matches!(command, Command::ListInstrument(_)))
    else {
        panic!("the market lists an instrument")
    };
    let (code, registered_supply) = (Code::new("KRW-ASSET").expect("a code"), Quantity(480));
    let listing = ListInstrument { code, registered_supply, reference_price: Price(1_000), ..*stock };
    let (instrument, owner) = (InstrumentId::new(HOME, 2), AccountId::new(HOME, 16));
    let (appraisal, total_units, share) = (Won(1_000_000), Quantity(1_000), Bps(4_800));
    let (minimum, maximum, target) = (Quantity(1), Quantity(480), Quantity(480));
    let buyer = AccountId::new(HOME, 17);
    execute(
        exchange,
        [
            Box::new(listing).into(),
            HaltInstrument { instrument, reason: Note::new("test").expect("a note") }.into(),
            RegisterAsset { instrument, owner, class: AssetClass::RealEstate, appraisal, total_units, share }.into(),
            ScheduleOffering { instrument, opens_at: START, closes_at: START.plus_seconds(60), minimum, maximum, target }.into(),
            protocol::command::GrantCash { account: buyer, amount: Won(480_000) }.into(),
            Subscribe { account: buyer, instrument, quantity: Quantity(7) }.into(),
        ],
    );
}

fn snapshots(folder: &Folder) -> Snapshots {
    Snapshots::new(folder.disk(), settings().journal.identity, snapshot::EXCHANGE)
}

/// Writes the state as a program without some of the components would have.
fn write_without(folder: &Folder, exchange: &Exchange, left_out: &[Component]) -> Snapshots {
    let whole_folder = Folder::new();
    let whole = snapshots(&whole_folder);
    let position = SnapshotPosition { seq: exchange.last_seq().0, hash: FrameHash([3; 32]), time: START.0 };
    write_snapshot(&whole, position, exchange).expect("written");
    let older = snapshots(folder);
    let (mut from, mut to) = (whole.read(position.seq).expect("there"), older.write(position).expect("begun"));
    while let Some(name) = from.next_component().expect("sound") {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).expect("sound");
        if !left_out.iter().any(|component| component.name() == name) {
            to.begin_component(&name).expect("begun");
            to.write_all(&bytes).expect("written");
        }
    }
    to.finish().expect("durable");
    older
}

fn read(snapshots: &Snapshots, exchange: &Exchange) -> Result<Exchange, RecoveryError> {
    read_snapshot(snapshots, exchange.last_seq().0, HOME, Capacity::DEMO).map(|(exchange, _)| exchange)
}

#[test]
fn f72_a_snapshot_from_before_there_were_offerings_is_a_market_without_assets() {
    let exchange = market();
    let folder = Folder::new();
    let before_proposals = read(&write_without(&folder, &exchange, &[Component::Proposals]), &exchange).expect("it is whole for its time");
    assert_eq!(before_proposals.component_hashes(), exchange.component_hashes());
    let folder = Folder::new();
    let later = [Component::Offerings, Component::Proposals];
    let mut older = read(&write_without(&folder, &exchange, &later), &exchange).expect("it is whole for its time");
    assert_eq!(older.component_hashes(), exchange.component_hashes());
    // It goes on as any other.
    let mut exchange = exchange;
    offer(&mut exchange);
    offer(&mut older);
    assert_eq!(older.component_hashes(), exchange.component_hashes());
    older.check().expect("it holds together");
}

#[test]
fn f72_a_snapshot_with_an_offering_reads_back_and_goes_on() {
    let mut exchange = market();
    offer(&mut exchange);
    let folder = Folder::new();
    let again = read(&write_without(&folder, &exchange, &[]), &exchange).expect("it is whole");
    assert_eq!((again.component_hashes(), again.next_due()), (exchange.component_hashes(), exchange.next_due()));
    again.check().expect("it holds together");
}

#[test]
fn f72_a_snapshot_that_lacks_what_every_one_has_is_not_read() {
    let exchange = market();
    let later = [Component::Offerings, Component::Proposals];
    for &component in Component::ALL.iter().filter(|component| !later.contains(component)) {
        for left_out in [vec![component], vec![component, later[1]], vec![component, later[0], later[1]]] {
            let folder = Folder::new();
            let refused = read(&write_without(&folder, &exchange, &left_out), &exchange);
            assert!(refused.is_err(), "without {left_out:?}");
        }
    }
    // What came later is not left out from between.
    let folder = Folder::new();
    assert!(read(&write_without(&folder, &exchange, &later[..1]), &exchange).is_err());
}
