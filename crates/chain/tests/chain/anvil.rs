//! A real Anvil for one test, on a free port of the loopback, and the suite against it.

use crate::foundry;
use crate::sender::{CHAIN_ID, Sender};
use crate::suite;
use alloy_primitives::hex;
use chain::{Chain, ChainError, RemoteChain};
use signer::Key;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The first of the accounts that every Anvil funds; its key is printed at each start.
const FUNDED: [u8; 32] = hex!("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

/// Ends with the test.
pub(crate) struct Anvil {
    pub(crate) chain: RemoteChain,
    _process: Child,
}

impl Anvil {
    pub(crate) async fn start() -> Self {
        let mut process = Command::new(foundry::tool("anvil"))
            .args(["--port", "0", "--chain-id", &CHAIN_ID.to_string(), "--hardfork", "prague"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next_line().await.unwrap().expect("anvil says where it listens");
            if let Some(address) = line.strip_prefix("Listening on ") {
                break format!("http://{address}");
            }
        };
        // Nobody reads further; a full pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { chain: RemoteChain::new(&address).unwrap(), _process: process }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_the_suite_holds_for_anvil() {
    let anvil = Anvil::start().await;
    suite::run(&anvil.chain, Sender::new(Key::from_bytes(&FUNDED).unwrap())).await;
}

#[tokio::test]
async fn f68_a_node_that_is_away_is_said_to_be() {
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = RemoteChain::new(&address).unwrap().block_number().await.unwrap_err();
    assert!(matches!(error, ChainError::Unreachable(_)), "{error}");
}

#[test]
fn f68_only_http_addresses_are_taken() {
    for bad in ["", "localhost:8545", "https://node.example", "ftp://node.example", "http://"] {
        assert!(matches!(RemoteChain::new(bad), Err(ChainError::BadAddress(_))), "{bad}");
    }
}
