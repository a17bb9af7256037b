//! The real binary on a data folder of its own.

use crate::http::{Answer, Ask, Client};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A folder that is removed at the end of its test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{number}", std::process::id()));
        // What an earlier run with the same number left.
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The token of the first administrator's link.
    pub(crate) fn first_link(&self) -> String {
        std::fs::read_to_string(self.0.join("secrets/administrator_link")).unwrap().trim().to_owned()
    }

    pub(crate) fn staff_token(&self) -> String {
        std::fs::read_to_string(self.0.join("secrets/staff_token")).unwrap().trim().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

/// A running server; killed at the end of its test.
pub(crate) struct Server {
    child: Child,
    /// The lines that it says on standard error.
    errors: Receiver<String>,
    pub(crate) address: String,
    pub(crate) staff_token: String,
}

/// An instrument to be listed, in whole won and whole units, at 10,000 won; it trades round the clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing<'a> {
    pub(crate) market: &'static str,
    pub(crate) code: &'a str,
    tick_table: &'static str,
    calendar: &'static str,
    volatility: Option<&'static str>,
}

/// Units of an instrument that is no share of an asset.
const SUPPLY: i64 = 1_000_000_000_000;

/// Numbers of policies: those that the server founds its markets with, and those of [`Server::add_test_rules`].
const KRX_TICKS: &str = "1";
const COIN_TICKS_WON: &str = "2";
const COIN_CALENDAR: &str = "11";
const ALL_DAY: &str = "901";
const SHORT_AUCTION: &str = "902";

impl<'a> Listing<'a> {
    pub(crate) fn practice(code: &'a str) -> Self {
        Self { market: "practice", code, tick_table: COIN_TICKS_WON, calendar: COIN_CALENDAR, volatility: None }
    }

    /// By [`Server::add_test_rules`].
    pub(crate) fn live(code: &'a str) -> Self {
        Self { market: "live", code, tick_table: KRX_TICKS, calendar: ALL_DAY, volatility: None }
    }

    /// As the route takes it, with so many units registered.
    pub(crate) fn body(&self, supply: i64) -> Value {
        let rules = json!({
            "tick_table": self.tick_table, "fees": "4", "calendar": self.calendar, "price_band": "7", "volatility": self.volatility,
        });
        json!({
            "market": self.market, "code": self.code, "price_decimals": 0, "quantity_decimals": 0, "lot": "1", "max_order_quantity": "1000000",
            "registered_supply": supply.to_string(), "reference_price": "10000", "circle": "everyone", "rules": rules,
        })
    }

    /// A trade ten per cent away interrupts it for a second; by [`Server::add_test_rules`].
    pub(crate) fn interrupted(code: &'a str) -> Self {
        Self { volatility: Some(SHORT_AUCTION), ..Self::practice(code) }
    }
}

/// Arguments of a demo without trade, on a free port.
pub(crate) const QUIET: &[&str] = &["--demo", "--traders", "off", "--port", "0", "--chain", "off"];

/// `jogak` with these arguments and nothing of this environment's configuration.
pub(crate) fn jogak(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jogak"));
    command.args(arguments).stdin(Stdio::null()).env("JOGAK_LOG", "warn");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("JOGAK_")) {
        command.env_remove(name);
    }
    command
}

/// Runs `jogak COMMAND --data FOLDER …` to its end.
pub(crate) fn run(command: &[&str], folder: &Folder, arguments: &[&str]) -> Output {
    jogak(command).args(["--data", folder.path().to_str().unwrap()]).args(arguments).output().unwrap()
}

/// What `jogak rebuild` says of a stopped folder, whose history it found as the journals have it.
#[track_caller]
pub(crate) fn rebuilt_the_same(folder: &Folder, database: Option<&str>) -> String {
    let chosen: Vec<&str> = database.into_iter().flat_map(|url| ["--database", url]).collect();
    let rebuilt = run(&["rebuild"], folder, &chosen);
    let said = text(&rebuilt.stdout);
    assert!(rebuilt.status.success() && !said.contains("could be compared"), "{said}{}", text(&rebuilt.stderr));
    said
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Server {
    /// Starts and waits until it listens.
    #[track_caller]
    pub(crate) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        Self::try_start(folder, &[&["serve"], arguments].concat()).unwrap_or_else(|output| panic!("{output}"))
    }

    /// As [`Server::start`] for any command that serves; gives what it said on standard error if it ended instead.
    pub(crate) fn try_start(folder: &Folder, arguments: &[&str]) -> Result<Self, String> {
        Self::from_command(folder, jogak(arguments))
    }

    /// As [`Server::try_start`] with these variables of the environment.
    pub(crate) fn try_start_with(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Self, String> {
        let mut command = jogak(arguments);
        command.envs(variables.iter().copied());
        Self::from_command(folder, command)
    }

    /// As [`Server::start`], with a failed write beyond a limit of size giving an error and not a signal.
    pub(crate) fn start_under_limits(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_jogak"), "serve"])
            .args(arguments)
            .env("JOGAK_LOG", "off");
        Self::from_command(folder, command).unwrap_or_else(|output| panic!("{output}"))
    }

    fn from_command(folder: &Folder, mut command: Command) -> Result<Self, String> {
        command.args(["--data", folder.path().to_str().unwrap()]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        let (tell, errors) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // The test may be over; the server must not wait for it.
                let _ = tell.send(line);
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        match line.trim_end().strip_prefix("listening http://") {
            Some(address) => Ok(Self { child, errors, address: address.to_owned(), staff_token: folder.staff_token() }),
            None => {
                let status = child.wait().unwrap();
                Err(format!("{status}: {}", errors.iter().collect::<Vec<_>>().join("\n")))
            }
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(&self.address).unwrap()
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// SIGKILL, and waits until the process is gone.
    pub(crate) fn kill(mut self) {
        kill_process(self.pid(), Signal::KILL).unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        kill_process(self.pid(), Signal::TERM).unwrap();
        self.child.wait().unwrap()
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// SIGTERM, without waiting; nothing if it has ended by itself.
    pub(crate) fn ask_to_end(&mut self) {
        if self.is_running() {
            kill_process(self.pid(), Signal::TERM).unwrap();
        }
    }

    /// Waits until it says a line with these words on standard error.
    #[track_caller]
    pub(crate) fn wait_until_it_says(&self, words: &str, patience: Duration) {
        let deadline = Instant::now() + patience;
        loop {
            let line = self.errors.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            if line.unwrap_or_else(|_| panic!("it did not say {words:?}")).contains(words) {
                return;
            }
        }
    }

    /// Waits until it has ended by itself, and gives how and what it said. After so long it is killed.
    pub(crate) fn wait_at_most(&mut self, patience: Duration) -> String {
        let deadline = Instant::now() + patience;
        let mut said = Vec::new();
        loop {
            match self.errors.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => said.push(line),
                Err(RecvTimeoutError::Disconnected) => return format!("{}: {}", self.child.wait().unwrap(), said.join("\n")),
                Err(RecvTimeoutError::Timeout) => {
                    self.child.kill().unwrap();
                    self.child.wait().unwrap();
                    return format!("it still ran after {patience:?}: {}", said.join("\n"));
                }
            }
        }
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// A request of staff on a new connection.
    pub(crate) fn staff(&self, ask: Ask) -> Answer {
        self.client().send(&ask.with_bearer(&self.staff_token)).unwrap()
    }

    /// Opens a verified account with money; gives its id and a key.
    #[track_caller]
    pub(crate) fn open_account(&self, market: &str, owner: u64, won: i64) -> (String, String) {
        let body = json!({"market": market, "owner": owner.to_string(), "kind": "investor"});
        let account = self.staff(Ask::post("/api/v1/accounts", &body)).expect(201).text("account");
        let key = self.staff(Ask::post(format!("/api/v1/accounts/{account}/keys"), &json!({}))).expect(201).text("key");
        if market == "live" {
            let body = json!({"verified_until": "2100-01-01", "country": 410, "class": "general"});
            self.staff(Ask::post(format!("/api/v1/accounts/{account}/verification"), &body)).expect_done();
            let body = json!({"account": account, "amount": won.to_string(), "external_id": format!("test {account}")});
            let deposit = self.staff(Ask::post("/api/v1/deposits", &body).with_key(format!("d{account}"))).expect(201).text("id");
            let credit = Ask::post(format!("/api/v1/deposits/{deposit}/credit"), &json!({})).with_key(format!("c{account}"));
            self.staff(credit).expect_done();
        } else {
            let grant = self.grant(&account, won);
            self.staff(grant.with_key(format!("g{account}"))).expect_done();
        }
        (account, key)
    }

    pub(crate) fn grant(&self, account: &str, won: i64) -> Ask {
        Ask::post(format!("/api/v1/accounts/{account}/grants"), &json!({"amount": won.to_string()})).with_bearer(&self.staff_token)
    }

    #[track_caller]
    pub(crate) fn list(&self, listing: &Listing<'_>) {
        let body = listing.body(SUPPLY);
        self.staff(Ask::post("/api/v1/instruments", &body)).expect(201);
    }

    /// The rules of [`Listing::live`] and [`Listing::interrupted`]; on return they are in force.
    pub(crate) fn add_test_rules(&self) {
        let all_day = json!({
            "kind": "calendar", "utc_offset_s": 32_400, "day_starts_s": 32_400, "weekdays": 127,
            "phases": [{"second": 32_400, "phase": "continuous"}], "holidays": [], "shifted_days": [],
        });
        let short_auction = json!({"kind": "volatility", "trigger_bps": 1_000, "auction_s": 1});
        let soon = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_millis(500);
        let valid_from = protocol::Time(soon.as_micros() as i64).rfc3339();
        let rules = [("live", ALL_DAY, all_day), ("practice", SHORT_AUCTION, short_auction)];
        for (market, policy, body) in &rules {
            let rule = json!({"market": market, "policy": policy, "valid_from": valid_from, "source": "a test", "body": body});
            self.staff(Ask::post("/api/v1/policies", &rule)).expect(201);
        }
        for (market, policy, _) in &rules {
            let is_in_force = || {
                let shown = self.staff(Ask::get(format!("/api/v1/markets/{market}/policies"))).expect(200);
                shown.body["policies"].as_array().unwrap().iter().any(|row| row["policy"] == *policy && row["is_in_force"] == true)
            };
            while !is_in_force() {
                std::thread::yield_now();
            }
        }
    }

    #[track_caller]
    pub(crate) fn issue(&self, code: &str, account: &str, units: i64) {
        let body = json!({"account": account, "quantity": units.to_string(), "cost": "0"});
        self.staff(Ask::post(format!("/api/v1/instruments/{code}/units"), &body).with_key(format!("i{account}"))).expect_done();
    }

    /// The account as staff see it.
    #[track_caller]
    pub(crate) fn account(&self, account: &str) -> Answer {
        self.staff(Ask::get(format!("/api/v1/accounts/{account}"))).expect(200)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either fails only if the process has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
