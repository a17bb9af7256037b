//! Other people's tools open our keystores, and we open theirs.

#![allow(clippy::unwrap_used)]

use signer::{Password, Role, Signer};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn cast(arguments: &[&str]) -> String {
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
    let cast = contracts.join("node_modules/@foundry-rs/cast-linux-amd64/bin/cast");
    assert!(cast.exists(), "{} is missing: run `npm ci --ignore-scripts` in contracts/", cast.display());
    let output = Command::new(cast).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("jogak-signer-tools-{name}-{}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    path
}

#[test]
fn cast_opens_our_keystore() {
    let folder = folder("ours");
    let signer = Signer::open(&folder, &Password::new("right".into()).unwrap()).unwrap();
    for role in [Role::Admin, Role::Settler] {
        let file = folder.join(format!("chain-{}.json", role.name()));
        let address = cast(&["wallet", "address", "--keystore", file.to_str().unwrap(), "--password", "right"]);
        assert_eq!(address, signer.address(role).to_string());
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn we_open_the_keystore_of_cast() {
    let folder = folder("theirs");
    let key = "0x0000000000000000000000000000000000000000000000000000000000000001";
    let import = ["wallet", "import", "chain-admin.json", "--private-key", key, "--unsafe-password", "right", "--keystore-dir"];
    cast(&[import.as_slice(), &[folder.to_str().unwrap()]].concat());
    let file = folder.join("chain-admin.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let signer = Signer::open(&folder, &Password::new("right".into()).unwrap()).unwrap();
    assert_eq!(signer.address(Role::Admin).to_string(), "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
    fs::remove_dir_all(folder).unwrap();
}
