//! What stands beside the market goes away and comes back: the market goes on, and nothing is lost or done twice.

use crate::http::{Answer, Ask};
use crate::node::{CHAIN_ID, fund_keys};
use crate::page::{Page, log_in, sign_up};
use crate::process::{Folder, Listing, QUIET, Server, rebuilt_the_same, run, text};
use crate::settling::{agreed, report, settled_up_to};
use scratch::{Anvil, Postgres};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_mins(3);
/// A number that no person of the demo has.
const OWNER: u64 = 5_000;

/// Asks until it is so.
#[track_caller]
fn until<T: std::fmt::Debug>(ask: impl Fn() -> T, is_so: impl Fn(&T) -> bool) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let found = ask();
        if is_so(&found) {
            return found;
        }
        assert!(Instant::now() < deadline, "{found:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// How far the live market has come.
fn durable(server: &Server) -> u64 {
    let metrics = server.client().send(&Ask::get("/metrics")).unwrap().body;
    let line = metrics.as_str().unwrap().lines().find(|line| line.starts_with("jogak_durable_seq{shard=\"live.0\"}")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// The simulated traders trade for a while.
#[track_caller]
fn market_goes_on(server: &Server) {
    let before = durable(server);
    until(|| durable(server), |seq| *seq > before + 200);
    assert_eq!(server.client().send(&Ask::get("/readyz")).unwrap().status, 200);
}

/// Anvil keeps the state of the contracts over a restart, and no receipts.
#[tokio::test(flavor = "multi_thread")]
async fn f45_f68_the_market_goes_on_while_its_node_is_away_and_settles_afterwards() {
    let folder = Folder::new("node-away");
    std::fs::create_dir_all(folder.path()).unwrap();
    let state = folder.path().join("anvil.json");
    let anvil = Anvil::start_with(CHAIN_ID, &["--port", "0", "--state", state.to_str().unwrap()]).await;
    let address = anvil.address.clone();
    let port = address.rsplit(':').next().unwrap().to_owned();
    let server = Server::start(&folder, &["--demo", "--port", "0", "--chain", &address]);
    fund_keys(&folder, &anvil);
    until(|| settled_up_to(&server), |settled| settled.is_string());

    let mut anvil = anvil;
    for _ in 0..3 {
        // Whatever is on its way at that moment.
        anvil.stop().await;
        market_goes_on(&server);
        let away = until(|| report(&server), |report| report["problem"].as_str().is_some_and(|problem| problem.contains("reached")));
        assert!(away["waiting"].as_i64().unwrap() > 0, "{away}");
        let settled = settled_up_to(&server);
        anvil = Anvil::start_with(CHAIN_ID, &["--port", &port, "--state", state.to_str().unwrap()]).await;
        until(|| settled_up_to(&server), |now| *now != settled);
    }
    server.kill();
    let server = Server::start(&folder, &["--demo", "--traders", "off", "--port", "0", "--chain", &address]);
    let compared = agreed(&server, OWNER);
    assert_eq!(compared["assets"][0]["in_wallets"], compared["assets"][0]["issued"], "{compared}");
    assert!(server.terminate().success());
}

/// Somebody whose identity is approved, and who has paid in.
fn person<'a>(server: &'a Server, folder: &Folder) -> Page<'a> {
    let sign_up = |path: &str, name: &str, token: Option<&str>| {
        let email = format!("{name}@example.com");
        sign_up(&server.address, path, &email, token).unwrap();
        log_in(&server.address, &email).unwrap()
    };
    let administrator = sign_up("/sign-up/staff", "administrator", Some(&folder.first_link()));
    let token = administrator.post("/staff/invitations", &json!({"role": "reviewer"}), &[201]).unwrap().text("token");
    let reviewer = sign_up("/sign-up/staff", "reviewer", Some(&token));
    let kim = sign_up("/sign-up/investor", "kim", None);
    let body = json!({"document_kind": "passport", "id_number": "K0000001", "country": 410, "document": "iVBORw0KGgo="});
    let case = kim.post("/kyc", &body, &[201]).unwrap().text("case");
    reviewer.post(&format!("/staff/kyc/{case}/decision"), &json!({"decision": "approve", "reason": "it fits"}), &[200]).unwrap();
    kim.until("/account?market=live", |account| account["verification"].is_object()).unwrap();
    let account = kim.get("/virtual-bank/account").unwrap().text("account_number");
    let transfer = json!({"transfer_id": "1", "account_number": account, "amount": "100000"});
    kim.post("/virtual-bank/transfers", &transfer, &[200]).unwrap();
    kim.until("/account?market=live", |account| account["cash"]["total"] == "100000").unwrap();
    kim
}

/// An order by key, in an instrument that nobody else trades.
fn order(server: &Server, key: &str, number: u32) -> Answer {
    let body = json!({"instrument": "KRW-AWAY", "side": "buy", "kind": "limit", "price": "9000", "quantity": "1"});
    server.client().send(&Ask::post("/api/v1/orders", &body).with_bearer(key).with_key(format!("order {number}"))).unwrap()
}

/// Orders by key need no database; whoever needs it is told to come back, and finds everything as it was.
#[tokio::test(flavor = "multi_thread")]
async fn f72_f73_the_market_goes_on_while_its_database_is_away() {
    let folder = Folder::new("database-away");
    std::fs::create_dir_all(folder.path()).unwrap();
    let postgres = Postgres::start();
    let url = postgres.new_database("market").await;
    let server = Server::start(&folder, &["--demo", "--port", "0", "--database", &url]);
    let kim = person(&server, &folder);
    let (account, key) = server.open_account("practice", OWNER, 1_000_000);
    server.list(&Listing::practice("KRW-AWAY"));
    order(&server, &key, 0).expect(201);

    postgres.crash();
    market_goes_on(&server);
    for number in 1..=5 {
        order(&server, &key, number).expect(201);
    }
    let login = json!({"email": "kim@example.com", "password": "correct horse battery"});
    for refused in [
        kim.ask(Ask::get("/api/v1/me")).unwrap(),
        kim.ask(Ask::post("/api/v1/withdrawals", &json!({"amount": "30000"})).with_key("once")).unwrap(),
        server.client().send(&Ask::post("/api/v1/sessions", &login).with_cookie("")).unwrap(),
        server.client().send(&Ask::get("/api/v1/history/orders").with_bearer(&key)).unwrap(),
        server.staff(Ask::get("/api/v1/staff/settlements")),
    ] {
        assert!(refused.status == 503 && refused.retry_after_s > 0, "{} {}", refused.status, refused.body);
    }

    postgres.start_again();
    until(|| kim.get("/me").unwrap().status, |status| *status == 200);
    log_in(&server.address, "kim@example.com").unwrap();
    kim.post("/withdrawals", &json!({"amount": "30000"}), &[201]).unwrap();
    kim.until("/account?market=live", |account| account["cash"]["total"] == "70000").unwrap();
    let orders = || server.client().send(&Ask::get("/api/v1/history/orders").with_bearer(&key)).unwrap().body;
    until(orders, |found: &Value| found["orders"].as_array().is_some_and(|orders| orders.len() == 6));
    server.kill();

    let server = Server::start(&folder, &[&QUIET[..QUIET.len() - 2], &["--database", &url]].concat());
    agreed(&server, OWNER + 1);
    assert_eq!(server.account(&account).status, 200);
    assert!(server.terminate().success());
    let verified = run(&["verify"], &folder, &[]);
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
    rebuilt_the_same(&folder, Some(&url));
}
