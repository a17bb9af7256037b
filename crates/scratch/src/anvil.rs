//! A real chain node for tests.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Anvil on a free port of the loopback; it ends with the value.
#[derive(Debug)]
pub struct Anvil {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    process: Child,
}

impl Anvil {
    /// The private key of the first of the accounts that every Anvil funds and prints at its start.
    pub const FUNDED: &'static str = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    pub async fn start(chain_id: u64) -> Self {
        Self::start_with(chain_id, &["--port", "0"]).await
    }

    /// With options of its own, a port among them.
    pub async fn start_with(chain_id: u64, options: &[&str]) -> Self {
        let mut process = Command::new(Self::foundry("anvil"))
            .args(["--chain-id", &chain_id.to_string(), "--hardfork", "prague"])
            .args(options)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("anvil can be started");
        let mut lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
        let address = loop {
            let line = lines.next_line().await.expect("its output is text").expect("anvil says where it listens");
            if let Some(address) = line.strip_prefix("Listening on ") {
                break format!("http://{address}");
            }
        };
        // Nobody reads further; a full pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { address, process }
    }

    /// Lets it write its state, if it was told to, and waits for its end.
    pub async fn stop(mut self) {
        let process = self.process.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &process]).status().await.expect("there is a kill");
        assert!(told.success(), "anvil is told to end");
        self.process.wait().await.expect("it ends");
    }

    /// A program of Foundry's, as contracts/package-lock.json names it.
    pub fn foundry(name: &str) -> PathBuf {
        let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
        let path = contracts.join(format!("node_modules/@foundry-rs/{name}-linux-amd64/bin/{name}"));
        assert!(path.exists(), "{} is missing: run `npm ci --ignore-scripts` in contracts/", path.display());
        path
    }
}
