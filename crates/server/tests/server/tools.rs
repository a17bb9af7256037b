//! The tools on a stopped folder, and damage.

use crate::http::Ask;
use crate::market::{DemoMarket, Kept, at, block_on};
use crate::process::{Folder, Listing, QUIET, Server, jogak, run, text};
use journal::ArchiveMode;
use money::Won;
use protocol::command::GrantCash;
use protocol::{AccountId, Home};
use sequencer::TestClock;
use serde_json::{Value, json};
use server::folder::{DataFolder, FolderKind};
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

/// A stopped demo in which something has happened.
fn stopped(name: &str) -> Folder {
    let folder = Folder::new(name);
    let server = Server::start(&folder, QUIET);
    server.list(&Listing::practice("KRW-TEST"));
    let (seller, seller_key) = server.open_account("practice", 1, 1_000_000);
    let (_, buyer_key) = server.open_account("practice", 2, 1_000_000);
    server.issue("KRW-TEST", &seller, 100);
    let mut client = server.client();
    for (number, (side, key)) in [("sell", &seller_key), ("buy", &buyer_key)].into_iter().cycle().take(20).enumerate() {
        let body = json!({"instrument": "KRW-TEST", "side": side, "kind": "limit", "price": "10000", "quantity": "1"});
        client.send(&Ask::post("/api/v1/orders", &body).with_bearer(key).with_key(format!("{number}"))).unwrap().expect(201);
    }
    drop(client);
    assert!(server.terminate().success());
    folder
}

#[test]
fn f75_verify_passes_and_names_every_component() {
    let folder = stopped("verify");
    let verified = run(&["verify"], &folder, &[]);
    let said = text(&verified.stdout);
    assert!(verified.status.success(), "{said}{}", text(&verified.stderr));
    for expected in ["live: applied and executed again", "practice: applied and executed again", "ledger", "everything verified"] {
        assert!(said.contains(expected), "{said}");
    }
}

/// The components' lines of what `replay` printed.
fn hashes(said: &str) -> Vec<String> {
    said.lines().filter(|line| line.split_whitespace().nth(1).is_some_and(|hash| hash.len() == 64)).map(str::to_owned).collect()
}

#[test]
fn f75_replay_stops_where_it_is_told() {
    let folder = stopped("replay");
    let replay = |to: &[&str]| {
        let replayed = run(&["replay", "--market", "practice"], &folder, to);
        assert!(replayed.status.success(), "{}", text(&replayed.stderr));
        text(&replayed.stdout)
    };
    let whole = replay(&[]);
    assert!(whole.contains("KRW-TEST: continuous, last price 10000, 10 trades"), "{whole}");
    let part = replay(&["--to", "5"]);
    assert!(part.starts_with("market practice at seq 5,"), "{part}");
    assert_ne!(hashes(&whole), hashes(&part));
    let whole_by_time = replay(&["--to", "2100-01-01T00:00:00Z"]);
    assert_eq!(hashes(&whole), hashes(&whole_by_time));
    let verified = text(&run(&["verify"], &folder, &[]).stdout);
    assert!(hashes(&whole).iter().all(|line| verified.contains(line.as_str())), "verify and replay come to the same: {verified}");
    let beyond = run(&["replay", "--market", "practice"], &folder, &["--to", "1000000"]);
    assert!(text(&beyond.stderr).contains("the journal ends at seq"), "{}", text(&beyond.stderr));
}

#[test]
fn f75_export_gives_every_record_once_and_no_secret() {
    let folder = stopped("export");
    let exported = run(&["export", "--market", "practice"], &folder, &[]);
    let lines: Vec<Value> = text(&exported.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let seqs: Vec<u64> = lines.iter().map(|line| line["header"]["seq"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(seqs, (1..=lines.len() as u64).collect::<Vec<_>>());
    assert!(lines[0].to_string().contains("\"key_secret\":\"redacted\""), "{}", lines[0]);
    let part = run(&["export", "--market", "practice"], &folder, &["--from", "3", "--to", "4"]);
    let part: Vec<Value> = text(&part.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(part, lines[2..4]);
}

#[test]
fn f72_a_damaged_byte_keeps_the_server_from_starting_and_is_named() {
    let folder = stopped("damage");
    let segment = folder.path().join("practice/journal/seg-0000000001.jnl");
    let file = OpenOptions::new().read(true).write(true).open(segment).unwrap();
    // In the payload of the second frame: far from the journal's end.
    let at = 4_096 + 200;
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 1], at).unwrap();
    file.sync_all().unwrap();
    // A start from a snapshot would not read so far back.
    let _ = std::fs::remove_dir_all(folder.path().join("practice/snapshots"));
    let refused = Server::try_start(&folder, &[&["serve"], QUIET].concat()).err().unwrap();
    assert!(refused.contains("damage at seq") && refused.contains("segment 1 offset 4096"), "{refused}");
    let verified = run(&["verify"], &folder, &[]);
    assert!(!verified.status.success() && text(&verified.stderr).contains("damage at seq"), "{}", text(&verified.stderr));
    file.write_all_at(&byte, at).unwrap();
    file.sync_all().unwrap();
    assert!(run(&["verify"], &folder, &[]).status.success(), "nothing was cut");
}

/// What a folder holds: names, lengths and bytes of all its files.
fn contents(folder: &Folder) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for under in ["live/journal", "live/snapshots", "practice/journal", "practice/snapshots"] {
        for entry in std::fs::read_dir(folder.path().join(under)).into_iter().flatten() {
            let path = entry.unwrap().path();
            files.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn f75_less_room_than_the_journal_needs_is_named_and_nothing_is_changed() {
    let folder = stopped("too-little-room");
    let before = contents(&folder);
    // The demo has opened accounts, with holdings; its last orders have all traded.
    for (setting, value) in [("accounts_max", 17), ("holdings_max", 1)] {
        let flag = format!("--{}", setting.replace('_', "-"));
        let refused = Server::try_start(&folder, &[&["serve"], QUIET, &[&flag, &value.to_string()]].concat());
        let said = refused.err().expect("there is too little room");
        let toml = format!("{setting} = {value}\n");
        std::fs::write(folder.path().join("jogak.toml"), toml).unwrap();
        let verified = run(&["verify"], &folder, &[]);
        std::fs::remove_file(folder.path().join("jogak.toml")).unwrap();
        assert!(!verified.status.success());
        for said in [said, text(&verified.stderr)] {
            let needed =
                said.split("needs room for at least ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("{said}"));
            assert!(said.contains(&format!("{setting} is {value},")), "{said}");
            assert!(needed.parse::<u32>().unwrap() > value, "{said}");
        }
        assert_eq!(contents(&folder), before, "{setting}");
    }
    let server = Server::start(&folder, QUIET);
    server.account("P-16");
}

/// Founds both markets of a demo folder at `at`, trades nothing, and lets `days` pass in the practice market, with enough records for several segments
/// before and after.
fn aged(folder: &Folder, archive: ArchiveMode, days: i64) {
    let data = DataFolder::open(folder.path(), FolderKind::Demo).unwrap();
    data.staff_token().unwrap();
    data.write_secret("demo_accounts.txt", "none\n").unwrap();
    block_on(async {
        let clock = TestClock::new(at(-30 * 86_400));
        DemoMarket::start(Kept::of(&data, Home::LIVE, ArchiveMode::Keep), Home::LIVE, clock.clone(), 1).await.stop();
        let market = DemoMarket::start(Kept::of(&data, Home::PRACTICE, archive), Home::PRACTICE, clock.clone(), 1).await;
        let account = AccountId::new(Home::PRACTICE, 16);
        let copied_by = Instant::now() + INSPECTED_WITHIN;
        for day in 0..days {
            let begun = market.desk.gateway.durable_seq().0;
            // One frame, and so one page of the journal, each.
            for _ in 0..600 {
                market.desk.give(GrantCash { account, amount: Won(1) }).await.unwrap();
            }
            // Segments are kept from the older of two copies of the read model on; a copy is made once a second where a snapshot is newer.
            while days > KEY_WINDOW_DAYS && day + 2 >= days && newest_copy(folder) <= begun && Instant::now() < copied_by {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            clock.advance_seconds(86_400);
        }
        // The inspector recycles when it has caught up; a day that is still inside the window of keys leaves it nothing to recycle.
        let first_segment = folder.path().join("practice/journal/seg-0000000001.jnl");
        let deadline = Instant::now() + INSPECTED_WITHIN;
        while days > KEY_WINDOW_DAYS && first_segment.exists() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        market.stop();
    });
}

/// The sequence of the newest copy of the practice market's read model; 0 where there is none.
fn newest_copy(folder: &Folder) -> u64 {
    let entries = std::fs::read_dir(folder.path().join("practice/snapshots")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_prefix("live-")?.strip_suffix(".snap")?.parse().ok()).max().unwrap_or(0)
}

/// The inspector works at the lowest priority, beside every other test of this machine.
const INSPECTED_WITHIN: Duration = Duration::from_mins(10);

/// Segments are kept for so many days, so that repeated keys find their first answers.
const KEY_WINDOW_DAYS: i64 = 2;

fn files(folder: &Folder, under: &str) -> usize {
    std::fs::read_dir(folder.path().join(under))
        .map_or(0, |entries| entries.filter(|entry| entry.as_ref().unwrap().path().is_file()).count())
}

#[test]
fn f72_f75_recycled_segments_are_read_from_the_archive() {
    let folder = Folder::new("archive");
    aged(&folder, ArchiveMode::Keep, 6);
    assert!(!folder.path().join("practice/journal/seg-0000000001.jnl").exists(), "the first segment was recycled");
    assert!(files(&folder, "practice/archive") >= 4);
    let verified = run(&["verify"], &folder, &[]);
    assert!(verified.status.success(), "{}{}", text(&verified.stdout), text(&verified.stderr));
    assert!(run(&["replay", "--market", "practice"], &folder, &["--to", "10"]).status.success());
    let exported = run(&["export", "--market", "practice"], &folder, &["--to", "3"]);
    assert_eq!(text(&exported.stdout).lines().count(), 3, "{}", text(&exported.stderr));
}

#[test]
fn f72_f75_without_an_archive_the_beginning_is_refused_and_the_rest_goes_on() {
    let folder = Folder::new("no-archive");
    aged(&folder, ArchiveMode::None, 6);
    assert_eq!(files(&folder, "practice/archive"), 0);
    std::fs::write(folder.path().join("jogak.toml"), "archive = \"none\"\n").unwrap();
    let verified = run(&["verify"], &folder, &[]);
    let said = text(&verified.stdout);
    assert!(verified.status.success(), "{said}{}", text(&verified.stderr));
    for expected in
        ["are no longer kept (--archive none)", "is taken as it is", "practice: applied and executed again", "1 snapshots the same"]
    {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let refused = run(&["replay", "--market", "practice"], &folder, &["--to", "10"]);
    assert!(!refused.status.success() && text(&refused.stderr).contains("no longer kept"), "{}", text(&refused.stderr));
    let server = Server::start(&folder, QUIET);
    assert!(server.account("P-16").body["cash"]["available"].is_string());
}

#[test]
fn a_doubtful_clock_stops_trading_until_a_person_confirms() {
    let folder = Folder::new("clock");
    aged(&folder, ArchiveMode::Keep, 1);
    let server = Server::start(&folder, QUIET);
    let readiness = server.client().send(&Ask::get("/readyz")).unwrap();
    assert_eq!((readiness.status, readiness.body["ready"].as_bool()), (503, Some(false)));
    assert!(readiness.body.to_string().contains("clock_unconfirmed"), "{}", readiness.body);
    let grant = server.grant("P-16", 1).with_key("a");
    assert_eq!(server.client().send(&grant).unwrap().status, 503);
    assert!(run(&["clock", "confirm"], &folder, &[]).status.success());
    let deadline = Instant::now() + Duration::from_mins(3);
    let mut client = server.client();
    while client.send(&Ask::get("/readyz")).unwrap().status != 200 {
        assert!(Instant::now() < deadline, "the confirmation was not taken");
    }
    client.send(&grant).unwrap().expect_done();
    assert!(server.terminate().success());
}

#[test]
fn the_small_tools_answer() {
    let folder = Folder::new("small");
    let doctor = run(&["doctor"], &folder, &[]);
    let said = text(&doctor.stdout);
    assert!(
        doctor.status.success() && ["disk", "journal", "sync of 4 kB", "clock", "memory"].iter().all(|line| said.contains(line)),
        "{said}"
    );
    assert!(!folder.path().exists(), "a folder that is not there is not made");
    let completions = jogak(&["completions", "bash"]).output().unwrap();
    assert!(text(&completions.stdout).contains("jogak"));
    assert!(!run(&["clock", "confirm"], &folder, &[]).status.success());
    assert!(run(&["config", "check"], &folder, &[]).status.success());
    let wrong = jogak(&["config", "check", "--bind", "8.8.8.8:80"]).output().unwrap();
    assert!(!wrong.status.success());
}
