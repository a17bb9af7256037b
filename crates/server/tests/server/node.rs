//! A chain node beside a server.

use crate::http::{Ask, Client};
use crate::process::Folder;
use scratch::Anvil;
use serde_json::{Value, json};

pub(crate) const CHAIN_ID: u64 = 31_337;

/// Everything the keys of the operator need for gas on a node.
pub(crate) fn fund_keys(folder: &Folder, anvil: &Anvil) {
    let node = anvil.address.trim_start_matches("http://");
    let mut keys = 0;
    for file in std::fs::read_dir(folder.path().join("secrets/keys")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let Some(address) = serde_json::from_str::<Value>(&text).unwrap()["address"].as_str().map(str::to_owned) else { continue };
        let body =
            json!({"jsonrpc": "2.0", "id": 1, "method": "anvil_setBalance", "params": [format!("0x{address}"), "0x56bc75e2d63100000"]});
        let answer = Client::connect(node).unwrap().send(&Ask::post("/", &body)).unwrap();
        assert!(answer.body["error"].is_null(), "{}", answer.body);
        keys += 1;
    }
    assert_eq!(keys, 6);
}
