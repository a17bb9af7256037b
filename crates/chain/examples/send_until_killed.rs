//! Sends transactions to an embedded chain for ever and prints each hash once it is acknowledged: what the crash tests kill.
//!
//! `send_until_killed FILE [early]`; with `early` it prints the hash before it sends, which is wrong on purpose and has to be found.

use alloy_primitives::{Address, Bytes, U256, keccak256};
use chain::{Chain, EmbeddedChain, Transaction};
use signer::Key;
use std::io::Write;
use std::path::Path;

const CHAIN_ID: u64 = 21_127;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let early = arguments.get(2).is_some_and(|argument| argument == "early");
    let chain = EmbeddedChain::open(Path::new(&arguments[1]), CHAIN_ID).await?;
    let key = Key::from_bytes(&[7; 32])?;
    loop {
        let transaction = Transaction {
            chain_id: CHAIN_ID,
            nonce: chain.nonce(key.address()).await?,
            max_priority_fee_per_gas: 0,
            max_fee_per_gas: 0,
            gas_limit: 100_000,
            to: Some(Address::repeat_byte(0xa1)),
            value: U256::ZERO,
            input: Bytes::from_static(b"piece"),
        };
        let signature = key.sign(transaction.signing_hash());
        let signed = transaction.signed(signature)?;
        if early {
            say(keccak256(signed.raw()))?;
        }
        let hash = chain.send(signed.raw().clone()).await?;
        if !early {
            say(hash)?;
        }
    }
}

fn say(hash: alloy_primitives::B256) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{hash}")?;
    out.flush()
}
