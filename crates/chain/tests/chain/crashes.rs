//! `kill -9` of a process that sends to its embedded chain: what it acknowledged is there, once.

use crate::embedded::Folder;
use crate::sender::CHAIN_ID;
use alloy_primitives::B256;
use chain::{Chain, EmbeddedChain};
use signer::Key;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// How often the process is killed over the same file.
const KILLS: u64 = 20;

/// Beside the folder of this test's own program.
fn program() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let path = own.parent().unwrap().parent().unwrap().join("examples/send_until_killed");
    assert!(path.exists(), "{} is built by `cargo test --package chain`", path.display());
    path
}

/// Lets it acknowledge some transactions, kills it in the midst of the next, and returns what it has acknowledged.
async fn acknowledged_until_killed(file: &Path, mode: &[&str], acknowledgements: u64) -> Vec<B256> {
    let mut process = Command::new(program()).arg(file).args(mode).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    while (acknowledged.len() as u64) < acknowledgements {
        acknowledged.push(lines.next_line().await.unwrap().expect("it sends until it is killed").parse().unwrap());
    }
    process.start_kill().unwrap();
    process.wait().await.unwrap();
    // What it had printed before it died counts too.
    while let Some(line) = lines.next_line().await.unwrap() {
        acknowledged.extend(line.parse::<B256>());
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn f68_a_killed_process_loses_nothing_it_acknowledged() {
    let folder = Folder::new("killed");
    let mut acknowledged = Vec::new();
    for kill in 0..KILLS {
        acknowledged.extend(acknowledged_until_killed(&folder.file(), &[], 1 + kill % 7).await);
        let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
        let mut blocks = Vec::new();
        for hash in &acknowledged {
            blocks.push(chain.receipt(*hash).await.unwrap().expect("what was acknowledged is there").block_number);
        }
        assert!(blocks.is_sorted_by(|a, b| a < b), "each once, in order");
        let tip = chain.block_number().await.unwrap();
        // One transaction a kill may be durable without having been acknowledged.
        assert!(
            tip >= acknowledged.len() as u64 && tip <= acknowledged.len() as u64 + kill + 1,
            "{tip} blocks, {} acknowledged",
            acknowledged.len()
        );
        assert_eq!(chain.nonce(Key::from_bytes(&[7; 32]).unwrap().address()).await.unwrap(), tip);
        assert_eq!(chain.verify().await.unwrap(), tip);
    }
    println!("{KILLS} kills, {} acknowledged", acknowledged.len());
}

/// The negative control: a process that acknowledges too early is found out.
#[tokio::test(flavor = "multi_thread")]
async fn f68_an_early_acknowledgement_is_found() {
    let mut found = 0;
    for run in 0..10 {
        let folder = Folder::new(&format!("early-{run}"));
        let acknowledged = acknowledged_until_killed(&folder.file(), &["early"], 1 + run % 3).await;
        let chain = EmbeddedChain::open(&folder.file(), CHAIN_ID).await.unwrap();
        for hash in acknowledged {
            if chain.receipt(hash).await.unwrap().is_none() {
                found += 1;
                break;
            }
        }
    }
    assert!(found >= 9, "found in {found} of 10 runs");
}
