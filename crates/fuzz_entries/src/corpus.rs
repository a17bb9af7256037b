//! Real bytes to begin with: what two markets wrote after some minutes of trade.

use crate::bodies::ROUTES;
use crate::decoders::SNAPSHOT_SEQ;
use crate::market::{Markets, SEGMENT_BYTES, identity};
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
    markets.ask("POST", "/instruments/KRW-JG0152/distributions", &json!({"payer": markets.account, "total": "1000000000"}));
    let live = markets.shards.remove(0);
    corpus.live_states.push(live.live.read(|state| state.to_bytes()));
    let core = live.stop().unwrap();
    let exchange = Exchange::read_components(Home::LIVE, SMALL, &mut |wanted| components(core.exchange())[wanted as usize].clone());
    (exchange.unwrap(), markets.disks[0].clone())
}

fn components(exchange: &Exchange) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new(); Component::ALL.len()];
    exchange.write_components(&mut |component, chunk| all[component as usize].extend_from_slice(chunk));
    all
}
