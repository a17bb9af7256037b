//! Both markets, running, with an instrument each, and a client.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use catalogue::Catalogue;
use exchange::Capacity;
use gateway::{Gateway, Outcome, Submission};
use journal::{ArchiveMode, Identity, JournalConfig, JournalId, RealDisk};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use payments::Payments;
use people::{People, Vault};
use policies::{Builtin, Family};
use projections::live::account::Account;
use projections::live::instrument::Instrument;
use projections::live::{Live, LiveState};
use projections::sql::History;
use protocol::command::{DemoMark, Genesis};
use protocol::policy::Rules;
use protocol::{Command, Home, Market, Time};
use scratch::Kind;
use sequencer::{Faults, RecoverySettings, Running, Settings, TestClock};
use serde_json::{Value, json};
use store::{Database, Objects, Relay};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::gated_disk::{Gate, GatedDisk};

pub(crate) const STAFF: &str = "the staff token of the tests";
/// Monday 2026-11-23, 10:00 in Korea: continuous trading by every calendar.
pub(crate) const START: Time = Time(1_795_395_600_000_000);
/// Where the browsers of the tests are.
pub(crate) const HOST: &str = "jogak.example";
/// In the live market.
pub(crate) const STOCK: &str = "KRW-JG0127";
/// In the practice market.
pub(crate) const COIN: &str = "KRW-BTC";
/// Keys that are remembered at once, of each generation.
pub(crate) const KEYS_MAX: u32 = 1 << 14;
const PATIENCE: Duration = Duration::from_mins(3);
const ANSWER_BYTES_MAX: usize = 16 << 20;

pub(crate) struct World {
    pub(crate) people: People,
    pub(crate) database: Database,
    stop_reactors: watch::Sender<bool>,
    pub(crate) router: Router,
    pub(crate) open_streams: api::OpenStreams,
    pub(crate) live: Shard,
    pub(crate) practice: Shard,
    pub(crate) clock: TestClock,
    /// Shut, it holds back what the practice market writes.
    pub(crate) gate: Gate,
    folder: PathBuf,
}

pub(crate) struct Shard {
    pub(crate) gateway: Gateway,
    pub(crate) model: Live,
    running: Option<Running>,
    following: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
}

/// An answer with all that a client sees of it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// A problem with this code and field; an empty field stands for none.
    #[track_caller]
    pub(crate) fn refuses(self, status: u16, code: &str, field: &str) -> Self {
        assert_eq!((self.status.as_u16(), self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.body["field"].as_str().unwrap_or(""), field, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert!(!self.body["request_id"].as_str().unwrap_or("").is_empty(), "{}", self.text);
        self
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    #[track_caller]
    pub(crate) fn text_of(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("no text {field} in {}", self.text)).to_owned()
    }
}

/// An account with a key.
#[derive(Clone, Debug)]
pub(crate) struct Trader {
    pub(crate) account: String,
    pub(crate) key: String,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with_rate(api::RateLimit::default()).await
    }

    pub(crate) async fn with_rate(rate_limit: api::RateLimit) -> Self {
        Self::with(rate_limit, KEYS_MAX, Kind::Sqlite, api::StreamSettings::default()).await
    }

    /// People and payments on a database of this kind.
    pub(crate) async fn on(kind: Kind) -> Self {
        Self::with(api::RateLimit::default(), KEYS_MAX, kind, api::StreamSettings::default()).await
    }

    /// Accounts may send as much as they like, and many keys are remembered.
    pub(crate) async fn of_an_exchange_under_load() -> Self {
        Self::with_streams(api::StreamSettings::default()).await
    }

    /// As [`World::of_an_exchange_under_load`], with these settings of streams.
    pub(crate) async fn with_streams(streams: api::StreamSettings) -> Self {
        Self::with(api::RateLimit { orders_per_s: 1_000_000_000, burst: 1_000_000_000 }, 1 << 19, Kind::Sqlite, streams).await
    }

    async fn with(rate_limit: api::RateLimit, keys_max: u32, kind: Kind, streams: api::StreamSettings) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("api-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let clock = TestClock::new(START);
        let gate = Gate::default();
        let (live, practice) =
            (Shard::start(&folder, Home::LIVE, &clock, Gate::default()), Shard::start(&folder, Home::PRACTICE, &clock, gate.clone()));

        let url = kind.database_url(&folder).await;
        let owners = [
            (people::OWNER, people::MIGRATIONS),
            (payments::OWNER, payments::MIGRATIONS),
            (catalogue::OWNER, catalogue::MIGRATIONS),
            (projections::sql::OWNER, projections::sql::MIGRATIONS),
        ];
        let database = Database::open(&url, &owners).await.unwrap();
        let objects = Objects::open(&folder.join("objects")).unwrap();
        let people = People::new(database.clone(), objects.clone(), Vault::new([1; 32]));
        let catalogue = Catalogue::new(database.clone(), objects, asset_rules());
        let payments = Payments::new(database.clone());
        let (stop_reactors, stopped) = watch::channel(false);
        let shards = [&live, &practice].map(|shard| {
            let told = watch::Sender::new(protocol::Seq(0));
            let (gateway, home) = (shard.gateway.clone(), shard.gateway.home());
            let history = History::new(database.clone(), home, told.subscribe());
            tokio::spawn(projections::sql::keep(database.clone(), gateway.clone(), told, stopped.clone()));
            api::Shard { gateway, live: shard.model.clone(), history }
        });
        let gateways = vec![live.gateway.clone(), practice.gateway.clone()];
        let relay =
            Relay::new(database.clone(), gateways, vec![Arc::new(people.clone()), Arc::new(payments.clone()), Arc::new(catalogue.clone())]);
        tokio::spawn(relay.run(stopped.clone()));
        tokio::spawn(payments.clone().follow_withdrawals(live.gateway.clone(), stopped));
        let open_streams = api::OpenStreams::default();
        let config = api::Config {
            people: people.clone(),
            payments,
            catalogue,
            settlement: None,
            shards: shards.into(),
            staff_token: STAFF.to_owned(),
            keys_file: folder.join("api_keys"),
            rate_limit,
            metrics: Some(recorder()),
            streams,
            open_streams: open_streams.clone(),
        };
        let router = api::router(config).unwrap();
        let world = Self { router, people, database, stop_reactors, open_streams, live, practice, clock, gate, folder };
        world.found(keys_max).await;
        world
    }

    async fn found(&self, keys_max: u32) {
        for shard in [&self.live, &self.practice] {
            shard.give(Genesis { key_secret: [5; 32], keys_max, demo: Some(DemoMark { seed: 1 }) }).await;
            for rule in rules(shard.gateway.home().market) {
                for version in Family::of(rule).commands(self.clock.now()) {
                    shard.give(Box::new(version)).await;
                }
            }
        }
        self.post("/instruments", STAFF, None, listing("live", STOCK, Builtin::KrxTicks, Builtin::LiveCalendar)).await.is(201);
        self.post("/instruments", STAFF, None, listing("practice", COIN, Builtin::CoinTicksWon, Builtin::PracticeCoinCalendar))
            .await
            .is(201);
        // The phases of the new instruments begin with a tick, and a tick comes before a command.
        self.trader("live", 0, 0).await;
        self.trader("practice", 0, 0).await;
    }

    /// Opens an account with a key, cash and units.
    pub(crate) async fn trader(&self, market: &str, cash: i64, units: i64) -> Trader {
        static OWNER: AtomicU32 = AtomicU32::new(1);
        let owner = OWNER.fetch_add(1, Ordering::Relaxed);
        let body = json!({"market": market, "owner": owner.to_string(), "kind": "investor"});
        let account = self.post("/accounts", STAFF, None, body).await.is(201).text_of("account");
        let verification = json!({"verified_until": "2030-12-31", "country": 410, "class": "general"});
        self.post(&format!("/accounts/{account}/verification"), STAFF, None, verification).await.is(200);
        let key = self.post(&format!("/accounts/{account}/keys"), STAFF, None, Value::Null).await.is(201).text_of("key");
        if cash > 0 && market == "practice" {
            let path = format!("/accounts/{account}/grants");
            self.post(&path, STAFF, Some(&format!("grant {account}")), json!({"amount": cash.to_string()})).await.is(201);
        } else if cash > 0 {
            let body = json!({"account": account, "amount": cash.to_string(), "external_id": format!("bank {account}")});
            let deposit = self.post("/deposits", STAFF, Some(&format!("deposit {account}")), body).await.is(201).text_of("id");
            let path = format!("/deposits/{deposit}/credit");
            self.post(&path, STAFF, Some(&format!("credit {account}")), Value::Null).await.is(200);
        }
        if units > 0 {
            let code = if market == "practice" { COIN } else { STOCK };
            let body = json!({"account": account, "quantity": units.to_string(), "cost": (units * 5_000).to_string()});
            self.post(&format!("/instruments/{code}/units"), STAFF, Some(&format!("units {account}")), body).await.is(201);
        }
        Trader { account, key }
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.settle().await;
        self.send(Method::GET, path, token, None, Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, key: Option<&str>, body: Value) -> Answer {
        self.send(Method::POST, path, token, key, body).await
    }

    /// `path` below `/api/v1`; without a body if it is null, without a token if that is empty.
    pub(crate) async fn send(&self, method: Method, path: &str, token: &str, key: Option<&str>, body: Value) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("accept-language", "en");
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = match body {
            Value::Null => Body::empty(),
            body => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
        };
        self.answer(request.body(body).unwrap()).await
    }

    pub(crate) async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = to_bytes(body, ANSWER_BYTES_MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: head.status, headers: head.headers, body, text }
    }

    /// As a page of this server sends it: with the cookie of a session, if that is not empty, and the origin.
    pub(crate) async fn browse(&self, method: Method, path: &str, cookie: &str, body: Value) -> Answer {
        self.browse_with_key(method, path, cookie, "", body).await
    }

    /// As [`World::browse`], under a key.
    pub(crate) async fn browse_with_key(&self, method: Method, path: &str, cookie: &str, key: &str, body: Value) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("accept-language", "en");
        request = request.header("host", HOST).header("origin", format!("https://{HOST}"));
        if !cookie.is_empty() {
            request = request.header("cookie", cookie);
        }
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let body = match body {
            Value::Null => Body::empty(),
            body => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
        };
        self.answer(request.body(body).unwrap()).await
    }

    /// Waits until the relay has done all there is, and the read models show it.
    pub(crate) async fn relayed(&self) {
        let done = async {
            while store::outbox::waiting(&self.database).await.unwrap() > 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, done).await.unwrap();
        self.settle().await;
    }

    /// Waits until the read models have folded everything durable.
    pub(crate) async fn settle(&self) {
        for shard in [&self.live, &self.practice] {
            shard.model.reached(shard.gateway.durable_seq(), PATIENCE).await.unwrap();
        }
    }

    /// How many rows there are of all that people and payments keep.
    pub(crate) async fn people_rows(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for text in [
            "SELECT COUNT(*) FROM people",
            "SELECT COUNT(*) FROM consents",
            "SELECT COUNT(*) FROM invitations",
            "SELECT COUNT(*) FROM kyc_cases",
            "SELECT COUNT(*) FROM transfers",
            "SELECT COUNT(*) FROM outbox",
        ] {
            counts.push(sqlx::query_scalar(text).fetch_one(&mut *self.database.read().await.unwrap()).await.unwrap());
        }
        counts
    }

    /// All that commands can change, without how far the journal is.
    pub(crate) async fn facts(&self) -> Vec<(Vec<Account>, Vec<Instrument>, usize)> {
        self.settle().await;
        let look = |state: &LiveState| (state.accounts().to_vec(), state.instruments().to_vec(), state.open_order_count());
        [&self.live, &self.practice].map(|shard| shard.model.read(look)).into()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop_reactors.send_replace(true);
        for shard in [&mut self.live, &mut self.practice] {
            shard.stop.store(true, Ordering::Release);
            if let Some(running) = shard.running.take() {
                running.stop().unwrap();
            }
            if let Some(following) = shard.following.take() {
                following.join().unwrap();
            }
        }
        // What cannot be removed is left for the next `cargo clean`.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl Shard {
    fn start(folder: &Path, home: Home, clock: &TestClock, gate: Gate) -> Self {
        let disk = GatedDisk { disk: RealDisk::open(&folder.join(home.market.name())).unwrap(), gate };
        let identity = Identity { journal: JournalId(*b"the api's tests!"), market: home.market as u8, shard: home.shard };
        let journal = JournalConfig { segment_bytes: 4 << 20, archive: ArchiveMode::None, ..JournalConfig::new(identity) };
        let settings = RecoverySettings { home, capacity: Capacity::DEMO, journal, faults: Faults::default() };
        let recovered = sequencer::recover(Arc::new(disk), &settings).unwrap();
        let (gateway, running) = sequencer::start(recovered, Box::new(clock.clone()), Settings::default()).unwrap();
        let model = Live::new(LiveState::new(home));
        let stop = Arc::new(AtomicBool::new(false));
        let following = {
            let (model, follower, stop) = (model.clone(), gateway.follow(model.position()), Arc::clone(&stop));
            std::thread::spawn(move || model.follow(follower, || stop.load(Ordering::Acquire)).unwrap())
        };
        Self { gateway, model, running: Some(running), following: Some(following), stop }
    }

    /// Wakes the core, so that it sees the clock.
    pub(crate) fn nudge(&self) {
        self.running.as_ref().unwrap().nudge();
    }

    async fn give(&self, command: impl Into<Command>) {
        let receipt = self.gateway.submit(Submission { command: command.into(), key: None }).unwrap();
        let answer = receipt.answer().await.unwrap();
        assert!(matches!(answer.outcome, Outcome::Accepted(_)), "{:?}", answer.outcome);
    }
}

fn rules(market: Market) -> Vec<Builtin> {
    let mut rules = vec![Builtin::KrxTicks, Builtin::Fees, Builtin::PriceBand, Builtin::Volatility, Builtin::LiveCalendar];
    if market == Market::Practice {
        rules.extend([Builtin::CoinTicksWon, Builtin::PracticeCoinCalendar, Builtin::KrFractionalReport]);
    } else {
        rules.push(Builtin::KrFractional);
    }
    rules
}

/// A listing's body: a stock in whole units, or a coin in hundredths.
pub(crate) fn listing(market: &str, code: &str, ticks: Builtin, calendar: Builtin) -> Value {
    let id = |rule| Family::of(rule).policy.to_string();
    let is_stock = calendar == Builtin::LiveCalendar;
    let mut rules =
        json!({"tick_table": id(ticks), "fees": id(Builtin::Fees), "calendar": id(calendar), "price_band": id(Builtin::PriceBand)});
    if is_stock {
        rules["volatility"] = id(Builtin::Volatility).into();
        rules["withholding"] = id(Builtin::KrFractional).into();
    }
    json!({
        "market": market,
        "code": code,
        "price_decimals": 0,
        "quantity_decimals": if is_stock { 0 } else { 2 },
        "lot": if is_stock { "1" } else { "0.01" },
        "max_order_quantity": "100000",
        "registered_supply": "10000000",
        "reference_price": "5000",
        "circle": "everyone",
        "rules": rules,
    })
}

/// What assets are listed under.
fn asset_rules() -> Rules {
    let policy = |rule| Family::of(rule).policy;
    Rules {
        tick_table: policy(Builtin::KrxTicks),
        fees: policy(Builtin::Fees),
        calendar: policy(Builtin::LiveCalendar),
        price_band: Some(policy(Builtin::PriceBand)),
        volatility: Some(policy(Builtin::Volatility)),
        withholding: Some(policy(Builtin::KrFractional)),
    }
}

fn recorder() -> PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().unwrap()).clone()
}

/// A limit order on the stock.
pub(crate) fn limit(side: &str, price: i64, quantity: i64) -> Value {
    json!({"instrument": STOCK, "side": side, "kind": "limit", "price": price.to_string(), "quantity": quantity.to_string()})
}
