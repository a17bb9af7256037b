//! Real bytes to begin with: what two markets wrote after some minutes of trade.

use crate::bodies::ROUTES;
use crate::decoders::SNAPSHOT_SEQ;
use crate::market::{Markets, OFFERED, OWNER, SEGMENT_BYTES, identity};
use exchange::{Capacity, Exchange};
use journal::{ArchiveMode, FrameHash, JournalConfig, SnapshotPosition, Snapshots};
use protocol::Home;
use protocol::rejection::Component;
use sequencer::{Faults, RecoverySettings};
use serde_json::json;
use simulation::disk::{Faults as DiskFaults, SimDisk};
use std::sync::OnceLock;

/// Room for the state of the corpus, and not much more.
pub(crate) const SMALL: Capacity = Capacity { accounts: 512, holdings: 1_024, orders: 1_024 };
/// Longer frames are not worth their time.
const FRAME_BYTES_MAX: usize = 32 << 10;

/// Inputs of every entry, made once.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    pub frames: Vec<Vec<u8>>,
    pub records: Vec<Vec<u8>>,
    pub snapshots: Vec<Vec<u8>>,
    pub live_states: Vec<Vec<u8>>,
    /// A route's number, then a body.
    pub bodies: Vec<Vec<u8>>,
}

impl Corpus {
    pub fn get() -> &'static Self {
        static CORPUS: OnceLock<Corpus> = OnceLock::new();
        CORPUS.get_or_init(Self::make)
    }

    fn make() -> Self {
        let bodies = ROUTES
            .iter()
            .enumerate()
            .flat_map(|(number, route)| route.bodies.iter().map(move |body| [&[u8::try_from(number).unwrap()], body.as_bytes()].concat()));
        let mut corpus = Self { bodies: bodies.collect(), ..Self::default() };
        let (exchange, disk) = trade(&mut corpus);
        corpus.add_frames(&disk);
        corpus.add_snapshot(&exchange);
        corpus
    }

    fn add_frames(&mut self, disk: &SimDisk) {
        let journal =
            JournalConfig { segment_bytes: SEGMENT_BYTES, archive: ArchiveMode::None, ..JournalConfig::new(identity(Home::LIVE)) };
        let settings = RecoverySettings { home: Home::LIVE, capacity: SMALL, journal, faults: Faults::default() };
        let recovered = sequencer::recover(disk.boot(), &settings).unwrap();
        let mut reader = recovered.journal.reader_from(1).unwrap();
        while let Some(frame) = reader.next().unwrap() {
            if !frame.payload.is_empty() && frame.payload.len() <= FRAME_BYTES_MAX {
                self.records.push(frame.payload.to_vec());
            }
        }
        let segment = disk.contents("journal/seg-0000000001.jnl").unwrap();
        let mut at = 0;
        while let Ok(frame) = journal::Frame::decode_padded(&segment[at..]) {
            let length = frame.header.padded_bytes();
            if length <= FRAME_BYTES_MAX {
                self.frames.push(segment[at..at + length].to_vec());
                self.frames.push(segment[at..at + frame.header.packed_bytes()].to_vec());
            }
            at += length;
        }
    }

    fn add_snapshot(&mut self, exchange: &Exchange) {
        let disk = SimDisk::new(1, DiskFaults::default());
        let snapshots = Snapshots::new(disk.boot(), identity(Home::LIVE), journal::snapshot::EXCHANGE);
        let position = SnapshotPosition { seq: SNAPSHOT_SEQ, hash: FrameHash([7; 32]), time: exchange.last_time().0 };
        sequencer::write_snapshot(&snapshots, position, exchange).unwrap();
        let name = format!("snapshots/exchange-{SNAPSHOT_SEQ:020}.snap");
        self.snapshots.push(disk.contents(&name).unwrap());
    }
}

/// Every body once, and a little more; gives the live market as it stopped, and its disk.
fn trade(corpus: &mut Corpus) -> (Exchange, SimDisk) {
    let mut markets = Markets::start();
    for route in
        ROUTES.iter().filter(|route| matches!(route.path, "/orders" | "/orders/batch" | "/policies" | "/withdrawals" | "/deposits"))
    {
        for body in route.bodies {
            let body = body.replace("ACCOUNT", &markets.account);
            let bearer =
                if route.path.starts_with("/orders") || route.path == "/withdrawals" { &markets.bearer } else { crate::market::STAFF };
            let (status, text) = markets.send("POST", route.path, bearer, body.into_bytes());
            assert!(status < 500, "{text}");
        }
    }
    for price in ["5000", "5010", "5020"] {
        for (side, quantity) in [("sell", "3"), ("buy", "2")] {
            let order = json!({"instrument": "KRW-JG0152", "side": side, "kind": "limit", "price": price, "quantity": quantity});
            markets.send("POST", "/orders", &markets.bearer, order.to_string().into_bytes());
        }
    }
    sell_asset(&markets);
    offer_asset(&markets);
    markets.ask("POST", "/instruments/KRW-JG0152/distributions", &json!({"payer": markets.account, "total": "1000000000"}));
    let live = markets.shards.remove(0);
    corpus.live_states.push(live.live.read(|state| state.to_bytes()));
    let core = live.stop().unwrap();
    let exchange = Exchange::read_components(Home::LIVE, SMALL, &mut |wanted| components(core.exchange())[wanted as usize].clone());
    (exchange.unwrap(), markets.disks[0].clone())
}

/// An asset whose offering is over: everybody is allotted, its owner is paid, it has paid its holders, and is traded.
fn sell_asset(markets: &Markets) {
    const CODE: &str = "KRW-MALL";
    markets.list_asset(CODE);
    register_asset(markets, CODE, 60);
    subscribe(markets, CODE, "7");
    subscribe(markets, CODE, "5");
    // The close and its job come with the next record.
    markets.clock.advance_seconds(61);
    markets.ask("POST", "/instruments/KRW-JG0152/units", &json!({"account": markets.account, "quantity": "1", "cost": "0"}));
    let evidence = "00112233445566778899aabbccddeeff".repeat(2);
    markets.ask("POST", &format!("/assets/{CODE}/proceeds"), &json!({"amount": "59999", "evidence": evidence}));
    markets.ask("POST", &format!("/instruments/{CODE}/distributions"), &json!({"payer": markets.account, "total": "3001000"}));
    markets.ask("POST", &format!("/instruments/{CODE}/resume"), &json!({}));
}

/// One that is subscribed and not yet closed, and one that was called off.
fn offer_asset(markets: &Markets) {
    const CALLED_OFF: &str = "KRW-GARDEN";
    markets.list_asset(CALLED_OFF);
    for code in [CALLED_OFF, OFFERED] {
        register_asset(markets, code, 86_400);
        subscribe(markets, code, "11");
    }
    markets.ask("POST", &format!("/assets/{CALLED_OFF}/offering/cancel"), &json!({"reason": "x"}));
}

fn register_asset(markets: &Markets, code: &str, seconds: i64) {
    let asset = json!({
        "instrument": code, "owner": OWNER, "class": "real_estate", "appraisal": "5000000", "total_units": "1000", "share_bps": 4800,
    });
    markets.ask("POST", "/assets", &asset);
    let opens_at = markets.clock.now();
    let window = json!({
        "opens_at": opens_at.rfc3339(), "closes_at": opens_at.plus_seconds(seconds).rfc3339(), "minimum": "1", "maximum": "480", "target": "12",
    });
    markets.ask("POST", &format!("/assets/{code}/offering"), &window);
}

fn subscribe(markets: &Markets, code: &str, units: &str) {
    let body = json!({"quantity": units}).to_string().into_bytes();
    let (status, text) = markets.send("POST", &format!("/assets/{code}/subscriptions"), &markets.bearer, body);
    assert_eq!(status, 201, "{text}");
}

fn components(exchange: &Exchange) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new(); Component::ALL.len()];
    exchange.write_components(&mut |component, chunk| all[component as usize].extend_from_slice(chunk));
    all
}
