//! Both markets of a demo in memory, with the API in front.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use exchange::Capacity;
use journal::{ArchiveMode, Identity, JournalId};
use people::{People, Token};
use protocol::command::DemoMark;
use protocol::{Home, Time};
use sequencer::{SnapshotDistance, TestClock};
use serde_json::{Value, json};
use server::desk::Desk;
use server::founding::{Foundation, asset_rules, found};
use server::held::HeldFrom;
use server::persons::Persons;
use server::shard::{Shard, ShardClock, ShardSettings};
use simulation::disk::{Faults, SimDisk};
use std::path::PathBuf;
use tokio::runtime::Runtime;
use tower::ServiceExt;

pub(crate) const STAFF: &str = "the staff token of the fuzzer";
/// Monday 2026-11-23, 10:00 in Korea: no auction of the demo.
const START: Time = Time(1_795_395_600_000_000);
const HOST: &str = "jogak.example";
const ORIGIN: &str = "https://jogak.example";
const ANSWER_BYTES_MAX: usize = 16 << 20;
pub(crate) const SEGMENT_BYTES: u64 = 8 << 20;
/// Listed and halted in the live market: an asset of 1,000 units at 5,000 won is to be offered through it.
pub(crate) const OFFERED: &str = "KRW-TOWER";
/// Who owns assets, beside the account that trades.
pub(crate) const OWNER: &str = "L-16";

/// A market each, and who trades there.
pub(crate) struct Markets {
    pub(crate) runtime: Runtime,
    router: Router,
    pub(crate) shards: Vec<Shard>,
    pub(crate) disks: [SimDisk; 2],
    /// A live account, and its key.
    pub(crate) account: String,
    pub(crate) bearer: String,
    /// Cookies of sessions.
    pub(crate) investor: String,
    pub(crate) agent: String,
    pub(crate) reviewer: String,
    pub(crate) treasurer: String,
    pub(crate) administrator: String,
    pub(crate) clock: TestClock,
}

pub(crate) fn identity(home: Home) -> Identity {
    Identity { journal: JournalId(*b"for the fuzzer  "), market: home.market as u8, shard: home.shard }
}

impl Markets {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let homes = [Home::LIVE, Home::PRACTICE];
        let disks = homes.map(|_| SimDisk::new(1, Faults::default()));
        let clock = TestClock::new(START);
        let shards: Vec<_> = homes.iter().zip(&disks).map(|(&home, disk)| start(home, disk, &clock)).collect();
        let desks: Vec<Desk> = shards.iter().map(|shard| Desk { gateway: shard.gateway.clone(), live: shard.live.clone() }).collect();
        runtime.block_on(async {
            let foundation = Foundation { idempotency_keys_max: 1 << 16, demo: Some(DemoMark { seed: 1 }) };
            for desk in &desks {
                found(desk, &foundation, &|| clock.now()).await.unwrap();
            }
            server::demo::seed(&desks).await.unwrap();
        });
        let folder = std::env::temp_dir().join(format!("jogak-fuzz-{}-{:?}", std::process::id(), std::thread::current().id()));
        std::fs::create_dir_all(&folder).unwrap();
        let persons = runtime.block_on(async {
            let url = store::DatabaseUrl::of_file(&folder.join("fuzz.sqlite")).unwrap();
            Persons::on(&url, &folder.join("objects"), [1; 32], asset_rules(true)).await.unwrap()
        });
        let config = api::Config {
            shards: shards.iter().map(|shard| persons.shard(shard)).collect(),
            staff_token: STAFF.to_owned(),
            keys_file: folder.join("keys"),
            rate_limit: api::RateLimit { orders_per_s: 1_000_000_000, burst: 1_000_000_000 },
            people: persons.people.clone(),
            payments: persons.payments,
            catalogue: persons.catalogue,
            settlement: None,
            metrics: None,
            streams: api::StreamSettings::default(),
            open_streams: api::OpenStreams::default(),
        };
        let router = api::router(config).unwrap();
        let (account, bearer) = (String::new(), String::new());
        let [investor, agent, reviewer, treasurer, administrator] = [const { String::new() }; 5];
        let mut markets =
            Self { runtime, router, shards, disks, account, bearer, investor, agent, reviewer, treasurer, administrator, clock };
        markets.open_account();
        markets.list_asset(OFFERED);
        markets.sign_up(&persons.people);
        markets
    }

    /// An investor, an agent, an administrator, a reviewer and a treasurer, each with a session.
    fn sign_up(&mut self, people: &People) {
        let link = Token::random().unwrap();
        self.runtime.block_on(people.keep_first_link(&link)).unwrap();
        let consents =
            json!([{"document": "terms", "version": 1}, {"document": "privacy", "version": 1}, {"document": "risk", "version": 1}]);
        let mut body = json!({"email": "investor@example.com", "name": "x", "password": "correct horse battery", "consents": consents});
        self.ask("POST", "/sign-up/investor", &body);
        self.investor = self.log_in("investor@example.com");
        body["email"] = "agent@example.com".into();
        self.ask("POST", "/sign-up/agent", &body);
        self.agent = self.log_in("agent@example.com");
        body["email"] = "administrator@example.com".into();
        body["token"] = link.as_str().into();
        self.ask("POST", "/sign-up/staff", &body);
        self.administrator = self.log_in("administrator@example.com");
        self.reviewer = self.invite("reviewer", body.clone());
        self.treasurer = self.invite("treasurer", body);
    }

    /// The session of somebody who comes in by an invitation to a role.
    fn invite(&self, role: &str, mut body: Value) -> String {
        let (status, text) = self.send("POST", "/staff/invitations", &self.administrator, json!({"role": role}).to_string().into_bytes());
        assert_eq!(status, 201, "{text}");
        let invitation: Value = serde_json::from_str(&text).unwrap();
        let email = format!("{role}@example.com");
        body["email"] = email.as_str().into();
        body["token"] = invitation["token"].clone();
        self.ask("POST", "/sign-up/staff", &body);
        self.log_in(&email)
    }

    fn log_in(&self, email: &str) -> String {
        let body = json!({"email": email, "password": "correct horse battery"}).to_string();
        let request = Request::post("/api/v1/sessions").header("content-type", "application/json");
        let request = request.header("origin", ORIGIN).header("host", HOST).body(Body::from(body)).unwrap();
        let response: Response<Body> = self.runtime.block_on(self.router.clone().oneshot(request)).unwrap();
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    fn open_account(&mut self) {
        let account = self.ask("POST", "/accounts", &json!({"market": "live", "owner": "7", "kind": "investor"}));
        self.account = account["account"].as_str().unwrap().to_owned();
        let path = |what: &str| format!("/accounts/{}/{what}", self.account);
        self.ask("POST", &path("verification"), &json!({"verified_until": "2099-12-31", "country": 410, "class": "general"}));
        let bearer = self.ask("POST", &path("keys"), &json!({}))["key"].as_str().unwrap().to_owned();
        let body = json!({"account": self.account, "amount": "1000000000000", "external_id": "fuzz"});
        let deposit = self.ask("POST", "/deposits", &body)["id"].as_str().unwrap().to_owned();
        self.ask("POST", &format!("/deposits/{deposit}/credit"), &json!({}));
        let units = json!({"account": self.account, "quantity": "1000", "cost": "0"});
        self.ask("POST", "/instruments/KRW-JG0152/units", &units);
        self.bearer = bearer;
    }

    /// What may be registered as an asset of 1,000 units, 480 of them offered.
    pub(crate) fn list_asset(&self, code: &str) {
        let rules = json!({"tick_table": "1", "fees": "4", "calendar": "9", "price_band": "7", "volatility": "8", "withholding": "5"});
        let listing = json!({
            "market": "live", "code": code, "price_decimals": 0, "quantity_decimals": 0, "lot": "1", "max_order_quantity": "100000",
            "registered_supply": "480", "reference_price": "5000", "circle": "everyone", "rules": rules,
        });
        self.ask("POST", "/instruments", &listing);
        self.ask("POST", &format!("/instruments/{code}/halt"), &json!({"reason": "before its offering"}));
    }

    /// A request of staff that is accepted.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, text) = self.send(method, path, STAFF, body.to_string().into_bytes());
        assert!((200..300).contains(&status), "{method} {path} {body}: {status} {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// `path` below `/api/v1`. The key follows from method, path and body. `credential` is a cookie, or the token of a bearer.
    pub(crate) fn send(&self, method: &str, path: &str, credential: &str, body: Vec<u8>) -> (u16, String) {
        let key = blake3::hash(&[method.as_bytes(), path.as_bytes(), &body].concat()).to_hex();
        let is_cookie = credential.contains('=');
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(
                if is_cookie { "cookie" } else { "authorization" },
                if is_cookie { credential.to_owned() } else { format!("Bearer {credential}") },
            )
            .header("origin", ORIGIN)
            .header("host", HOST)
            .header("idempotency-key", key.as_str())
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap();
        self.runtime.block_on(async {
            let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            let bytes = to_bytes(body, ANSWER_BYTES_MAX).await.unwrap();
            (head.status.as_u16(), String::from_utf8(bytes.to_vec()).unwrap())
        })
    }
}

fn start(home: Home, disk: &SimDisk, clock: &TestClock) -> Shard {
    let settings = ShardSettings {
        home,
        identity: identity(home),
        capacity: Capacity::DEMO,
        archive: ArchiveMode::None,
        segment_bytes: SEGMENT_BYTES,
        snapshot_distance: SnapshotDistance { records: u64::MAX, bytes: usize::MAX as u64 },
        clock_confirmation: PathBuf::from("nowhere"),
        held_from: HeldFrom::nobody(),
    };
    Shard::start(disk.boot(), settings, ShardClock::Test(clock.clone())).unwrap()
}
