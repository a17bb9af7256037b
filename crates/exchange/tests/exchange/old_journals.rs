//! Journals as they were written once: never edited, always read, checked, and replayed to the same state.
//!
//! `tests/journals` has a folder for each format, with both markets in it. Each holds every kind of command and event that its format has. After a
//! change of a format, or with a new kind, another folder is added beside those that are there (`NEW` names it, `JOGAK_WRITE_JOURNALS=1` writes it and
//! the hashes that its replay comes to), and those stay as they are. Where rules have changed, an older folder is only applied: what its events say is
//! taken as it is.

#![allow(clippy::unwrap_used)] // Helpers of tests are outside the functions that clippy knows as tests.

use crate::crowd::sweep;
use crate::market::{Answer, Market};
use crate::properties::executes_again;
use crate::random;
use crate::script;
use crate::world::{self, FIRST_PERSON, note};
use exchange::{Capacity, Exchange};
use journal::{FrameBuffer, FrameFields, Identity, Journal, JournalConfig, JournalId, Opened, RealDisk, Start};
use money::{Bps, Price, Quantity, Won};
use protocol::command::*;
use protocol::event::Event;
use protocol::ids::{AccountId, DepositId, ExternalId, Home, InstrumentId, OwnerId, ProposalId, Seq, WithdrawalId};
use protocol::order::{OrderKind, SelfTradePrevention, Side, Size};
use protocol::record::{Record, decode_record, encode_record};
use protocol::wire::{Decoder, Encoder};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journals");

/// A folder, and whether today's rules are those under which it was written: then executing its commands comes to its events again.
struct OldJournal {
    name: &'static str,
    rules: Rules,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    Current,
    #[expect(dead_code, reason = "for the day on which a rule changes")]
    Older,
}

/// All of them; the last is the one in today's format.
const OLD_JOURNALS: &[OldJournal] = &[
    OldJournal { name: "2026-11-21", rules: Rules::Current },
    OldJournal { name: "2026-11-21-offerings", rules: Rules::Current },
    OldJournal { name: NEW, rules: Rules::Current },
];
const NEW: &str = "2026-11-22-short-forms";

const HOMES: [Home; 2] = [Home::LIVE, Home::PRACTICE];
const SEGMENT_BYTES: u64 = 64 << 10;
const RECORDS_PER_FRAME: usize = 400;
const ROOM: Capacity = Capacity { accounts: 1_000, holdings: 10_000, orders: 20_000 };
/// Lines and seed of the random part.
const LINES: usize = 1_200;
const SEED: u64 = 3;

fn config(home: Home) -> JournalConfig {
    let identity = Identity { journal: JournalId(*b"an older journal"), market: home.market as u8, shard: home.shard };
    JournalConfig { segment_bytes: SEGMENT_BYTES, ..JournalConfig::new(identity) }
}

/// Everything that can happen in a market, in one journal.
fn play(home: Home) -> Market {
    let mut market = Market::alone(home).keeping_journal();
    random::play_lines(&mut market, SEED, LINES).unwrap_or_else(|difference| panic!("{difference}"));
    staff(&mut market);
    offer(&mut market);
    propose(&mut market);
    interrupt(&mut market);
    sweep(&mut market);
    market
}

fn accept(market: &mut Market, command: &Command) {
    match market.submit(market.now(), command, None) {
        Ok(Answer::Done(..)) => drop(market.finish_jobs().expect("jobs end")),
        other => panic!("{command:?}: {other:?}"),
    }
}

/// What the random scripts leave out.
fn staff(market: &mut Market) {
    let home = market.exchange.home();
    let account = AccountId::new(home, FIRST_PERSON);
    let mut commands: Vec<Command> = vec![
        SetSelfTradePrevention { account, mode: SelfTradePrevention::CancelOldest }.into(),
        SetVerification { account, verified_until: protocol::time::Day::LAST, country: 410, class: InvestorClass::Professional }.into(),
        HaltInstrument { instrument: InstrumentId::new(home, world::FREE), reason: note("old") }.into(),
        ResumeInstrument { instrument: InstrumentId::new(home, world::FREE) }.into(),
        DelistInstrument { instrument: InstrumentId::new(home, world::OWN), reason: note("old") }.into(),
        PayDistribution { instrument: InstrumentId::new(home, world::ROUND), payer: account, total: Won(5_000_000) }.into(),
    ];
    if home == Home::LIVE {
        let seq = market.exchange.last_seq().0;
        commands.extend::<[Command; 8]>([
            RequestDeposit { account, amount: Won(5), external_id: ExternalId([1; 16]) }.into(),
            RequestDeposit { account, amount: Won(6), external_id: ExternalId([2; 16]) }.into(),
            RequestWithdrawal { account, amount: Won(2) }.into(),
            RequestWithdrawal { account, amount: Won(3) }.into(),
            CreditDeposit { deposit: DepositId::new(home, seq + 1) }.into(),
            CancelDeposit { deposit: DepositId::new(home, seq + 2) }.into(),
            CompleteWithdrawal { withdrawal: WithdrawalId::new(home, seq + 3) }.into(),
            CancelWithdrawal { withdrawal: WithdrawalId::new(home, seq + 4) }.into(),
        ]);
        // The payments first: their ids follow from where they stand.
        commands.rotate_left(6);
    }
    commands.iter().for_each(|command| accept(market, command));
}

/// Two assets: one is sold and pays, the offering of the other is called off.
fn offer(market: &mut Market) {
    let home = market.exchange.home();
    let person = |place: u32| AccountId::new(home, FIRST_PERSON + place);
    let listed = (1..).find(|&number| market.exchange.session_of(InstrumentId::new(home, number)).is_none()).expect("few instruments");
    let asset = |name: &str| InstrumentId::new(home, if name == "TOWER" { listed } else { listed + 1 });
    let (opens_at, closes_at) = (market.now(), market.now().plus_seconds(60));
    let mut commands: Vec<Command> = Vec::new();
    for place in 0..3 {
        let (account, verified_until) = (person(place), protocol::time::Day::LAST);
        commands.push(SetVerification { account, verified_until, country: 410, class: InvestorClass::General }.into());
    }
    for (name, total) in [("TOWER", 1_000), ("MALL", 500)] {
        let instrument = asset(name);
        let offered = total * 48 / 100;
        let (minimum, maximum, target) = (Quantity(1), Quantity(offered), Quantity(3));
        commands.extend::<[Command; 4]>([
            Box::new(world::asset_listing(name, offered, 10)).into(),
            HaltInstrument { instrument, reason: note("before its offering") }.into(),
            RegisterAsset {
                instrument,
                owner: person(3),
                class: AssetClass::RealEstate,
                appraisal: Won(total * 10),
                total_units: Quantity(total),
                share: Bps(4_800),
            }
            .into(),
            ScheduleOffering { instrument, opens_at, closes_at, minimum, maximum, target }.into(),
        ]);
        for place in 0..3 {
            commands.push(Subscribe { account: person(place), instrument, quantity: Quantity(5) }.into());
        }
        commands.push(CancelSubscription { account: person(1), instrument }.into());
    }
    commands.push(CancelOffering { instrument: asset("MALL"), reason: note("old") }.into());
    for place in 0..4 {
        let next = market.exchange.last_seq().0 + 1;
        world::cash(home, person(place), 1_000_000, next).iter().for_each(|command| accept(market, command));
    }
    commands.iter().for_each(|command| accept(market, command));
    market.advance(closes_at, &mut Vec::new()).expect("time passes");
    market.finish_jobs().expect("jobs end");
    let instrument = asset("TOWER");
    for command in [
        ReleaseProceeds { instrument, amount: Won(40), evidence: [7; 32] }.into(),
        ResumeInstrument { instrument }.into(),
        PayDistribution { instrument, payer: person(3), total: Won(100_999) }.into(),
    ] {
        accept(market, &command);
    }
}

/// A proposal that is approved, one that is turned down, and one that stays open.
fn propose(market: &mut Market) {
    let home = market.exchange.home();
    let (kim, lee) = (OwnerId(901), OwnerId(902));
    let halt = || HaltInstrument { instrument: InstrumentId::new(home, world::STOCK), reason: note("together") };
    let first = market.exchange.last_seq().0 + 1;
    let proposal = |place: u64| ProposalId::new(home, first + place);
    for command in [
        ProposeAction { by: kim, action: Box::new(halt().into()) }.into(),
        ProposeAction { by: lee, action: Box::new(halt().into()) }.into(),
        ProposeAction { by: lee, action: Box::new(halt().into()) }.into(),
        ApproveAction { by: lee, proposal: proposal(0) }.into(),
        RejectAction { by: lee, proposal: proposal(1), reason: note("halted already") }.into(),
        ResumeInstrument { instrument: InstrumentId::new(home, world::STOCK) }.into(),
    ] {
        accept(market, &command);
    }
}

/// A trade at the edge of the band interrupts trading, which then goes on by itself.
fn interrupt(market: &mut Market) {
    let home = market.exchange.home();
    let instrument = InstrumentId::new(home, world::ROUND);
    let [seller, buyer] = ["Dave", "Carol"].map(|name| world::person(home, name).expect("one of the people"));
    let at = market.now();
    let order = |account, side, price| {
        let kind = OrderKind::Limit { price: Price(price) };
        Command::from(script::order(account, instrument, side, kind, Size::Quantity(Quantity(10))))
    };
    accept(market, &CancelOrders { account: None, instrument: Some(instrument), side: None }.into());
    let highest =
        (1..5_000).rev().find(|&price| matches!(market.submit(at, &order(seller, Side::Sell, price), None), Ok(Answer::Done(..))));
    accept(market, &order(buyer, Side::Buy, highest.expect("some price lies within the band")));
    market.advance(at.plus_seconds(600), &mut Vec::new()).expect("time passes");
}

fn write(home: Home, folder: &Path) {
    let market = play(home);
    let records = market.journal.as_deref().expect("it was kept");
    let Opened { mut writer, .. } = Journal::create(Arc::new(RealDisk::open(folder).unwrap()), config(home)).unwrap();
    let mut frame = FrameBuffer::new();
    for records in records.chunks(RECORDS_PER_FRAME) {
        frame.clear();
        let mut to = Encoder::new(frame.payload(), home);
        for record in records {
            encode_record(&mut to, &record.header, &record.command, record.outcome.as_ref().map(Vec::as_slice));
        }
        let base_time = records[0].header.at.0;
        let count = records.len() as u32;
        let fields = FrameFields { term: 1, writer: 1, rules_version: 2, count, base_time, control_totals: [0; 4] };
        writer.append(&mut frame, &fields).unwrap();
    }
    let fields = FrameFields { term: 1, writer: 1, rules_version: 2, count: 0, base_time: market.now().0, control_totals: [0; 4] };
    writer.seal(&mut frame, &fields).unwrap();
    std::fs::write(folder.join("hashes.txt"), hashes(&market.exchange)).unwrap();
}

fn hashes(exchange: &Exchange) -> String {
    let mut text = format!("seq {}\n", exchange.last_seq());
    for (component, hash) in exchange.component_hashes() {
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = writeln!(text, "{} {hex}", component.name());
    }
    text
}

/// A copy, because opening a journal makes room in it.
fn copied(name: &str, home: Home) -> PathBuf {
    let (from, to) = (Path::new(FOLDER).join(name).join(home.market.name()), Path::new(env!("CARGO_TARGET_TMPDIR")));
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let to = to.join(format!("old-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
    std::fs::create_dir_all(to.join("journal")).unwrap();
    for file in std::fs::read_dir(from.join("journal")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join("journal").join(file.file_name())).unwrap();
    }
    to
}

/// Every record of a journal whose chain of hashes is whole.
fn read(folder: &Path, home: Home) -> Vec<Record> {
    let Opened { journal, recovered, .. } = Journal::open(Arc::new(RealDisk::open(folder).unwrap()), config(home), Start::Oldest).unwrap();
    assert!(recovered.cut.is_none_or(|cut| cut.wiped_pages == 0), "something of it was cut away");
    let mut reader = journal.reader_from(1).unwrap();
    let mut records: Vec<Record> = Vec::new();
    while let Some(frame) = reader.next().unwrap() {
        let mut from = Decoder::new(frame.payload, home);
        for number in 0..u64::from(frame.header.count) {
            records.push(decode_record(&mut from, Seq(frame.header.first_seq + number)).unwrap());
        }
        assert_eq!(from.remaining(), 0);
    }
    assert_eq!(records.len() as u64, journal.durable_seq());
    records
}

fn names(records: &[Record]) -> BTreeSet<&'static str> {
    let events = records.iter().flat_map(|record| record.outcome.iter().flatten().map(Event::name));
    records.iter().map(|record| record.command.name()).chain(events).collect()
}

#[test]
fn f72_every_old_journal_is_read_and_replayed_to_the_state_that_it_led_to() {
    if std::env::var_os("JOGAK_WRITE_JOURNALS").is_some() {
        HOMES.into_iter().for_each(|home| write(home, &Path::new(FOLDER).join(NEW).join(home.market.name())));
    }
    for OldJournal { name, rules } in OLD_JOURNALS {
        for home in HOMES {
            let folder = copied(name, home);
            let records = read(&folder, home);
            let mut exchange = Exchange::new(home, ROOM);
            for record in &records {
                if let Ok(events) = &record.outcome {
                    events.iter().for_each(|event| exchange.apply(&record.header, event));
                }
                exchange.finish(&record.header);
            }
            exchange.check().unwrap_or_else(|violation| panic!("{name} {home}: {violation}"));
            let expected = std::fs::read_to_string(Path::new(FOLDER).join(name).join(home.market.name()).join("hashes.txt")).unwrap();
            // A later version adds components, and alters none.
            let replayed = hashes(&exchange);
            assert!(replayed.starts_with(&expected), "{name} {home}: {replayed}, expected {expected}");
            assert!(*name != NEW || replayed == expected, "{name} {home}");
            if *rules == Rules::Current {
                assert_eq!(hashes(&executes_again(Exchange::new(home, ROOM), &records)), replayed, "{name} {home}, executed again");
            }
            std::fs::remove_dir_all(folder).unwrap();
        }
    }
}

#[test]
fn f72_the_newest_of_the_old_journals_has_every_kind_of_command_and_event() {
    let newest = OLD_JOURNALS.last().expect("there is one").name;
    let mut met = BTreeSet::new();
    for home in HOMES {
        let folder = copied(newest, home);
        met.append(&mut names(&read(&folder, home)));
        std::fs::remove_dir_all(folder).unwrap();
    }
    let missing: Vec<_> = Command::NAMES.iter().chain(Event::NAMES).filter(|name| !met.contains(*name)).collect();
    assert!(missing.is_empty(), "a new kind needs a new journal beside the old ones, as the head of this file says: {missing:?}");
}
