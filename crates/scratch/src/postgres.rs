//! A PostgreSQL of this test program.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::sync::OnceCell;

/// Where Debian and others keep the programs of each version.
const FOLDERS: [&str; 4] = ["/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin", "/usr/pgsql-15/bin"];

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    port: u16,
    folder: PathBuf,
    binaries: PathBuf,
    /// The script that started it; it ends with its input.
    _script: Child,
    _input: Option<ChildStdin>,
}

impl Postgres {
    /// The one that all tests of this program share.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<Postgres> = OnceCell::const_new();
        SHARED.get_or_init(|| async { Self::start() }).await
    }

    /// Starts another, for a test that stops it or sets it otherwise.
    pub fn start() -> Self {
        let binaries = FOLDERS.iter().map(Path::new).find(|folder| folder.join("initdb").exists());
        let binaries = binaries.expect("PostgreSQL is needed: apt-get install postgresql").to_owned();
        // A name that no other program and no earlier one has.
        let mut random = [0; 8];
        getrandom::fill(&mut random).expect("the machine gives randomness");
        let folder = std::env::temp_dir().join(format!("jogak-postgres-{:016x}", u64::from_le_bytes(random)));
        std::fs::create_dir(&folder).expect("a folder for PostgreSQL can be made");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("its mode can be set");
        let port = free_port();
        let mut command = Command::new("sh");
        command.args(["-c", include_str!("postgres.sh"), "postgres.sh"]).arg(&binaries).arg(&folder).arg(port.to_string());
        let mut script = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("sh can be started");
        let mut said = String::new();
        let output = script.stdout.take().expect("it was asked for");
        BufReader::new(output).read_line(&mut said).expect("the script's output can be read");
        let log = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(said, "ready\n", "PostgreSQL does not start: {}{}", log("initdb.log"), log("server.log"));
        let input = script.stdin.take();
        Self { port, folder, binaries, _script: script, _input: input }
    }

    /// Makes a database; gives its URL.
    pub async fn new_database(&self, name: &str) -> String {
        self.execute("postgres", &format!("CREATE DATABASE {name}")).await;
        self.url(name)
    }

    pub fn url(&self, name: &str) -> String {
        format!("postgres://jogak@127.0.0.1:{}/{name}", self.port)
    }

    /// Executes a statement in a database.
    pub async fn execute(&self, database: &str, statement: &str) {
        let mut connection = sqlx::PgConnection::connect(&self.url(database)).await.expect("PostgreSQL takes connections");
        connection.execute(AssertSqlSafe(statement.to_owned())).await.expect("the statement is sound");
        connection.close().await.expect("the connection ends in order");
    }

    /// Stops the server as a crash would, leaving its files.
    pub fn crash(&self) {
        self.control(&["--mode", "immediate", "--wait", "stop"]);
    }

    /// Starts it again after [`Postgres::crash`].
    pub fn start_again(&self) {
        let options = format!("-c listen_addresses=127.0.0.1 -p {} -c unix_socket_directories={}", self.port, self.folder.display());
        self.control(&["--wait", "--log", &format!("{}/again.log", self.folder.display()), "--options", &options, "start"]);
    }

    fn control(&self, arguments: &[&str]) {
        let program = self.binaries.join("pg_ctl");
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let mut command = if is_root { Command::new("runuser") } else { Command::new(&program) };
        if is_root {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        let data = self.folder.join("data");
        let done = command.current_dir(&self.folder).arg("--pgdata").arg(&data).args(arguments).stdout(Stdio::null()).status();
        assert!(done.is_ok_and(|status| status.success()), "pg_ctl {arguments:?}");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("a bound listener has an address").port()
}
