//! What a server answers before it is ready.

use crate::http::{Ask, Client};
use crate::process::{Folder, QUIET, Server, jogak};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// A process that is killed at the end of its test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Either fails only if it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn f74_a_starting_server_is_alive_and_not_ready_and_answers_every_route_503() {
    let folder = Folder::new("starting");
    let server = Server::start(&folder, QUIET);
    let (account, key) = server.open_account("practice", 1, 1_000);
    server.terminate();

    // Reading the staff's token waits until somebody writes into the pipe: so long the server is starting.
    let token = folder.staff_token();
    let pipe = folder.path().join("secrets/staff_token");
    std::fs::remove_file(&pipe).unwrap();
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let mut command = jogak(&["serve"]);
    command.args(QUIET).args(["--data", folder.path().to_str().unwrap()]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = Process(command.spawn().unwrap());
    let mut errors = BufReader::new(process.0.stderr.take().unwrap());
    let mut line = String::new();
    errors.read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("starting http://").unwrap_or_else(|| panic!("{line}")).to_owned();

    let mut kept = Client::connect(&address).unwrap();
    kept.send(&Ask::get("/healthz")).unwrap().expect(200);
    let ready = kept.send(&Ask::get("/readyz")).unwrap().expect(503);
    assert_eq!(ready.body["ready"], false);
    assert_eq!([&ready.body["shards"][0]["closed"], &ready.body["shards"][1]["closed"]], [&json!(["starting"]); 2]);
    assert!(ready.retry_after_s > 0);
    let order = json!({"instrument": "KRW-BTC", "side": "buy", "kind": "limit", "price": "1000", "quantity": "1"});
    for ask in [
        Ask::get("/api/v1/instruments"),
        Ask::get("/api/v1/account").with_bearer(&key),
        Ask::get(format!("/api/v1/accounts/{account}")).with_bearer(&token),
        Ask::post("/api/v1/orders", &order).with_bearer(&key).with_key("early"),
        Ask::get("/metrics"),
    ] {
        let answer = kept.send(&ask).unwrap().expect(503);
        assert_eq!((answer.text("code"), answer.body["status"].as_u64()), ("door_closed".to_owned(), Some(503)), "{}", ask.path);
        assert!(answer.retry_after_s > 0 && answer.text("detail").contains("starting"), "{}: {}", ask.path, answer.body);
    }
    assert_eq!(kept.send(&Ask::get("/built/nowhere.js")).unwrap().expect(404).text("code"), "not_found");
    let check = jogak(&["healthcheck", "--server", &address]).output().unwrap();
    assert!(!check.status.success(), "a starting server counts as healthy");

    std::fs::write(&pipe, format!("{token}\n")).unwrap();
    let mut said = String::new();
    BufReader::new(process.0.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said.trim_end(), format!("listening http://{address}"));
    // The connection that began before the server was ready goes on, and so does a new one.
    for client in [&mut kept, &mut Client::connect(&address).unwrap()] {
        assert_eq!(client.send(&Ask::get("/readyz")).unwrap().expect(200).body["ready"], true);
        client.send(&Ask::get("/api/v1/account").with_bearer(&key)).unwrap().expect(200);
    }
    // What was turned away was not taken: its key is free.
    let body = json!({"amount": "5"});
    let grant = Ask::post(format!("/api/v1/accounts/{account}/grants"), &body).with_bearer(&token).with_key("early");
    assert!(!kept.send(&grant).unwrap().expect_done().is_replayed);
}
