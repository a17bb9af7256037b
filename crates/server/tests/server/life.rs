//! Start, refusal to start, stop, and what is there afterwards.

use crate::http::Ask;
use crate::process::{Folder, Listing, QUIET, Server, jogak, run, text};
use rustix::process::{Resource, Rlimit, prlimit};
use serde_json::json;

fn limit(side: &str, code: &str, price: i64, units: i64) -> Ask {
    let body = json!({"instrument": code, "side": side, "kind": "limit", "price": price.to_string(), "quantity": units.to_string()});
    Ask::post("/api/v1/orders", &body)
}

#[test]
fn two_accounts_trade_over_http_and_a_restart_keeps_everything() {
    let folder = Folder::new("trade");
    let server = Server::start(&folder, QUIET);
    server.list(&Listing::practice("KRW-TEST"));
    let (alice, alice_key) = server.open_account("practice", 1, 1_000_000);
    let (bob, bob_key) = server.open_account("practice", 2, 1_000_000);
    server.issue("KRW-TEST", &alice, 100);
    let mut client = server.client();
    let asked = limit("sell", "KRW-TEST", 10_100, 30).with_bearer(&alice_key).with_key("a-1");
    let resting = client.send(&asked).unwrap().expect(201);
    assert_eq!(resting.text("state"), "open");
    let bought = client.send(&limit("buy", "KRW-TEST", 10_150, 20).with_bearer(&bob_key).with_key("b-1")).unwrap().expect(201);
    assert_eq!((bought.text("state").as_str(), bought.text("filled_quantity").as_str()), ("filled", "20"));
    // 20 × 10,100 = 202,000 won at the maker's price; 5 bps of it are 101 won for each side.
    let position = bought.text("position");
    let check = |server: &Server| {
        let cash = |account: &str| server.staff(Ask::get(format!("/api/v1/accounts/{account}?at_least={position}"))).expect(200).body;
        let (alice, bob) = (cash(&alice), cash(&bob));
        assert_eq!((&alice["cash"]["available"], &bob["cash"]["available"]), (&json!("1201899"), &json!("797899")));
        assert_eq!((&alice["holdings"][0]["held"], &alice["holdings"][0]["available"]), (&json!("10"), &json!("70")));
        assert_eq!(bob["holdings"][0]["total"], "20");
        let fills = server.client().send(&Ask::get("/api/v1/fills").with_bearer(&bob_key)).unwrap().expect(200);
        assert_eq!(fills.body["fills"].as_array().unwrap().len(), 1, "{}", fills.body);
    };
    check(&server);
    assert!(server.terminate().success());

    let server = Server::start(&folder, QUIET);
    check(&server);
    let again = server.client().send(&asked).unwrap().expect(201);
    assert!(again.is_replayed, "the key is remembered");
    assert_eq!(again.text("order_id"), resting.text("order_id"));
    server.kill();
    check(&Server::start(&folder, QUIET));
}

#[test]
fn a_second_process_is_refused_the_folder() {
    let folder = Folder::new("second");
    let server = Server::start(&folder, QUIET);
    let refused = Server::try_start(&folder, &[&["serve"], QUIET].concat()).err().unwrap();
    assert!(refused.contains("in use by process"), "{refused}");
    for tool in [&["verify"][..], &["export", "--market", "live"], &["replay", "--market", "live"]] {
        let refused = run(tool, &folder, &[]);
        assert!(!refused.status.success() && text(&refused.stderr).contains("in use by process"), "{tool:?}: {}", text(&refused.stderr));
    }
    drop(server);
}

#[test]
fn an_open_address_without_encryption_is_refused() {
    let folder = Folder::new("bind");
    let refused = Server::try_start(&folder, &["serve", "--bind", "0.0.0.0:0"]).err().unwrap();
    assert!(refused.contains("not a loopback address"), "{refused}");
    assert!(!folder.path().exists(), "nothing was made");
}

#[test]
fn a_demo_folder_stays_one() {
    let demo = Folder::new("demo-folder");
    assert!(Server::start(&demo, QUIET).terminate().success());
    let refused = Server::try_start(&demo, &["serve", "--port", "0"]).err().unwrap();
    assert!(refused.contains("was made by --demo"), "{refused}");

    let usual = Folder::new("usual-folder");
    let small = ["--port", "0", "--accounts-max", "1000", "--holdings-max", "1000", "--open-orders-max", "1000", "--segment-mib", "8"];
    let server = Server::start(&usual, &small);
    let simulated = json!({"market": "practice", "owner": "1", "kind": "simulated"});
    let refused = server.staff(Ask::post("/api/v1/accounts", &simulated));
    assert_eq!((refused.status, refused.text("code").as_str()), (403, "account_kind_not_allowed"));
    assert!(server.terminate().success());
    let refused = Server::try_start(&usual, &["serve", "--demo", "--port", "0"]).err().unwrap();
    assert!(refused.contains("was not made by --demo"), "{refused}");
}

#[test]
fn secrets_are_private_and_never_shown() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("secrets");
    let server = Server::start(&folder, QUIET);
    for name in ["staff_token", "demo_accounts.txt", "bearer_keys"] {
        let mode = std::fs::metadata(folder.path().join("secrets").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let keys = std::fs::read_to_string(folder.path().join("secrets/demo_accounts.txt")).unwrap();
    let (account, key) = keys.lines().find_map(|line| line.strip_prefix("P-")?.split_once(' ')).unwrap();
    let own = server.client().send(&Ask::get("/api/v1/account").with_bearer(key)).unwrap().expect(200);
    assert_eq!(own.text("account"), format!("P-{account}"));
    assert_eq!(own.body["cash"]["available"], "50000000");
    let shown = jogak(&["config", "print"]).env("JOGAK_STAFF_TOKEN", "a-token-nobody-should-see").output().unwrap();
    assert!(shown.status.success() && !text(&shown.stdout).contains("nobody"), "{}", text(&shown.stdout));
}

#[test]
fn a_server_is_ready_and_says_so() {
    let folder = Folder::new("health");
    let server = Server::start(&folder, QUIET);
    let mut client = server.client();
    assert_eq!(client.send(&Ask::get("/healthz")).unwrap().status, 200);
    assert_eq!(client.send(&Ask::get("/readyz")).unwrap().body["ready"], true);
    let metrics = client.send(&Ask::get("/metrics")).unwrap().expect(200);
    assert!(metrics.body.as_str().unwrap().contains("jogak_durable_seq"), "{}", metrics.body);
    assert!(jogak(&["healthcheck", "--server", &server.address]).status().unwrap().success());
    let address = server.address.clone();
    assert!(server.terminate().success());
    assert!(!jogak(&["healthcheck", "--server", &address]).stderr(std::process::Stdio::null()).status().unwrap().success());
}

#[test]
fn f72_a_failed_write_ends_the_process_and_answers_nobody() {
    let folder = Folder::new("failed-write");
    let server = Server::start_under_limits(&folder, QUIET);
    let (account, _) = server.open_account("practice", 1, 1_000);
    let limit = Rlimit { current: Some(4_096), maximum: Some(4_096) };
    prlimit(Some(server.pid()), Resource::Fsize, limit).unwrap();
    let grant = server.grant(&account, 1).with_key("what became of it?");
    let answered = server.client().send(&grant);
    assert!(answered.as_ref().map_or(true, |answer| answer.status == 503), "answered, although it cannot have been written: {answered:?}");
    let status = server.wait();
    assert_eq!(status.code(), Some(70), "{status}");

    let server = Server::start(&folder, QUIET);
    let answer = server.client().send(&grant).unwrap().expect_done();
    assert!(!answer.is_replayed);
    let shown = server.staff(Ask::get(format!("/api/v1/accounts/{account}?at_least={}", answer.text("position"))));
    assert_eq!(shown.body["cash"]["available"], "1001");
}
