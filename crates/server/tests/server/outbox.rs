//! The real process, aborted before and after each step between SQL and the core; restarted, everything has happened once.

use crate::page::{log_in, sign_up};
use crate::process::{Folder, QUIET, Server, run, text};
use crash_points::CrashPoint;
use scratch::Kind;
use serde_json::{Value, json};
use std::io;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_mins(3);
const PAID_IN: i64 = 50_000;
const PAID_OUT: i64 = 20_000;
/// Numbers of people who signed up; those of the demo lie below, those of simulated traders above.
const PEOPLE: std::ops::Range<u64> = 10_001..1_000_000;
/// What a practice account begins with.
const GRANT: i64 = 1_000_000_000;
const POINTS: [CrashPoint; 5] =
    [CrashPoint::OutboxRead, CrashPoint::OutboxSubmitted, CrashPoint::OutboxAnswered, CrashPoint::OutboxUnmarked, CrashPoint::OutboxMarked];
/// At which command of a person's way the process is aborted: their accounts are opened and verified, a transfer is announced, credited, and a
/// withdrawal paid.
const TURNS: [u64; 4] = [1, 3, 6, 8];

/// Whoever is on the way. Each step may be repeated.
struct Person {
    email: String,
    id_number: String,
    transfer: String,
}

/// The whole way of a person; an error is a server that has gone away.
fn go(address: &str, person: &Person) -> io::Result<()> {
    sign_up(address, "/sign-up/investor", &person.email, None)?;
    let page = log_in(address, &person.email)?;
    if page.get("/me")?.body["kyc_state"] == "none" {
        let body = json!({"document_kind": "passport", "id_number": person.id_number, "country": 410, "document": "iVBORw0KGgo="});
        page.post("/kyc", &body, &[201])?;
    }
    let case = page.get("/kyc")?.body["cases"][0]["case"].as_str().unwrap().to_owned();
    let reviewer = log_in(address, "reviewer@example.com")?;
    reviewer.post(&format!("/staff/kyc/{case}/decision"), &json!({"decision": "approve", "reason": "it fits"}), &[200, 409])?;
    page.until("/me", |me| me["accounts"][0]["account"].is_string() && me["accounts"][1]["account"].is_string())?;
    page.until("/account?market=live", |account| account["verification"].is_object())?;
    page.until("/account?market=practice", |account| account["cash"]["total"].as_str() == Some(&GRANT.to_string()))?;
    let number = page.get("/virtual-bank/account")?.text("account_number");
    let transfer = json!({"transfer_id": person.transfer, "account_number": number, "amount": PAID_IN.to_string()});
    page.post("/virtual-bank/transfers", &transfer, &[200])?;
    page.until("/statement?market=live", |statement| !statement["lines"].as_array().unwrap().is_empty())?;
    page.post("/withdrawals", &json!({"amount": PAID_OUT.to_string()}), &[201])?;
    page.until("/account?market=live", |account| account["cash"]["total"].as_str() == Some(&(PAID_IN - PAID_OUT).to_string()))?;
    Ok(())
}

/// Everything of it once, to the won.
fn is_settled(address: &str, person: &Person) {
    let page = log_in(address, &person.email).unwrap();
    for (market, wanted) in [("live", vec![-PAID_OUT, PAID_IN]), ("practice", vec![GRANT])] {
        let statement = page.get(&format!("/statement?market={market}")).unwrap().expect(200);
        let lines = statement.body["lines"].as_array().unwrap().iter();
        let amounts: Vec<i64> = lines.map(|line| line["amount"].as_str().unwrap().parse().unwrap()).collect();
        assert_eq!(amounts, wanted, "{} {market}", person.email);
    }
}

async fn f33_f72_the_process_aborted_around_the_outbox_does_everything_once(kind: Kind) {
    let folder = Folder::new("outbox");
    std::fs::create_dir_all(folder.path()).unwrap();
    let elsewhere = scratch::Folder::new(env!("CARGO_TARGET_TMPDIR"));
    let url = kind.url(elsewhere.path()).await;
    let arguments = [QUIET, &["--database", url.as_str()]].concat();
    let server = Server::start(&folder, &arguments);
    let link = folder.first_link();
    sign_up(&server.address, "/sign-up/staff", "administrator@example.com", Some(&link)).unwrap();
    let administrator = log_in(&server.address, "administrator@example.com").unwrap();
    let invited = administrator.post("/staff/invitations", &json!({"role": "reviewer"}), &[201]).unwrap().text("token");
    sign_up(&server.address, "/sign-up/staff", "reviewer@example.com", Some(&invited)).unwrap();
    server.kill();

    let mut people = Vec::new();
    for point in POINTS {
        for turn in TURNS {
            let name = format!("{}-{turn}", point.name());
            let number = people.len();
            let person = Person { email: format!("{name}@example.com"), id_number: format!("M{number:08}"), transfer: name.clone() };
            let armed = format!("{}:{turn}", point.name());
            let serve = [&["serve"], &arguments[..]].concat();
            let ended = match Server::try_start_with(&folder, &serve, &[(crash_points::VARIABLE, &armed)]) {
                Ok(mut server) => {
                    // How far it comes before the server goes away does not matter.
                    let _gone = go(&server.address.clone(), &person);
                    server.wait_at_most(PATIENCE)
                }
                // The person before left a command that waits.
                Err(output) => output,
            };
            assert!(ended.contains(&format!("crash point {}", point.name())), "{name}: {ended}");
            let server = Server::start(&folder, &arguments);
            go(&server.address, &person).unwrap();
            is_settled(&server.address, &person);
            server.kill();
            people.push(person);
        }
    }
    let server = Server::start(&folder, &arguments);
    people.iter().for_each(|person| is_settled(&server.address, person));
    assert!(server.terminate().success());
    let verified = run(&["verify"], &folder, &[]);
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
    for market in ["live", "practice"] {
        let exported = run(&["export", "--market", market], &folder, &[]);
        let records = text(&exported.stdout);
        let owners = records.lines().filter_map(|line| {
            let record: Value = serde_json::from_str(line).unwrap();
            record["command"]["open_account"]["owner"].as_str()?.parse::<u64>().ok()
        });
        assert_eq!(owners.filter(|owner| PEOPLE.contains(owner)).count(), people.len(), "accounts of people in {market}");
    }
    println!("{} crashes at {} points, each once; nothing lost, nothing twice", people.len(), POINTS.len());
}

scratch::both!(f33_f72_the_process_aborted_around_the_outbox_does_everything_once);
