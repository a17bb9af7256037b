//! Foundry's programs, as contracts/package-lock.json names them.

use std::path::{Path, PathBuf};

/// The path of `anvil` or `cast`.
pub(crate) fn tool(name: &str) -> PathBuf {
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
    let path = contracts.join(format!("node_modules/@foundry-rs/{name}-linux-amd64/bin/{name}"));
    assert!(path.exists(), "{} is missing: run `npm ci --ignore-scripts` in contracts/", path.display());
    path
}

/// The creation code of a contract, from the committed artifacts.
pub(crate) fn creation_code(contract: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../contracts/artifacts/{contract}.json"));
    let artifact: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    alloy_primitives::hex::decode(artifact["bytecode"].as_str().unwrap()).unwrap()
}
