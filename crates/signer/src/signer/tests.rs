use super::*;
use alloy_primitives::keccak256;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// A folder of its own for each test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jogak-signer-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn password(text: &str) -> Password {
    Password::new(text.into()).unwrap()
}

#[test]
fn the_first_start_makes_a_key_for_each_role_and_the_next_finds_them() {
    let folder = Folder::new("first");
    let password = Password::from_file(&folder.0.join("password")).unwrap();
    let signer = Signer::open(&folder.0, &password).unwrap();
    let addresses: BTreeSet<Address> = Role::ALL.iter().map(|role| signer.address(*role)).collect();
    assert_eq!(addresses.len(), Role::ALL.len(), "each its own");
    for entry in fs::read_dir(&folder.0).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), Role::ALL.len() + 1);

    let again = Signer::open(&folder.0, &Password::from_file(&folder.0.join("password")).unwrap()).unwrap();
    for role in Role::ALL {
        assert_eq!(again.address(role), signer.address(role), "{role:?}");
        let digest = keccak256(role.name());
        assert_eq!(again.sign(role, digest).recover_address_from_prehash(&digest).unwrap(), signer.address(role));
    }
}

#[test]
fn a_key_that_cannot_be_read_is_never_replaced() {
    let folder = Folder::new("kept");
    Signer::open(&folder.0, &password("right")).unwrap();
    let file = folder.0.join("chain-settler.json");
    let before = fs::read(&file).unwrap();
    assert!(matches!(Signer::open(&folder.0, &password("wrong")), Err(SignerError::WrongPassword { .. })));
    assert_eq!(fs::read(&file).unwrap(), before);

    fs::write(&file, "{}").unwrap();
    assert!(matches!(Signer::open(&folder.0, &password("right")), Err(SignerError::NotAKeystore { .. })));
    assert_eq!(fs::read(&file).unwrap(), b"{}");
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let folder = Folder::new("mode");
    Signer::open(&folder.0, &password("right")).unwrap();
    fs::set_permissions(folder.0.join("chain-admin.json"), fs::Permissions::from_mode(0o640)).unwrap();
    let refusal = Signer::open(&folder.0, &password("right")).unwrap_err();
    assert!(matches!(refusal, SignerError::ReadableByOthers { mode: 0o640, .. }), "{refusal}");
}

#[test]
fn nothing_shows_a_key_or_a_password() {
    let folder = Folder::new("shown");
    let signer = Signer::open(&folder.0, &password("right")).unwrap();
    let shown = format!("{signer:?} {:?}", password("right"));
    assert!(!shown.contains("right"), "{shown}");
    for role in Role::ALL {
        let bytes = alloy_primitives::hex::encode(*signer.key(role).bytes());
        assert!(!shown.contains(&bytes));
    }
}

#[test]
fn passwords_have_their_limits() {
    for bad in [String::new(), "two\nlines".into(), "x".repeat(crate::password::PASSWORD_CHARACTERS_MAX + 1)] {
        assert!(matches!(Password::new(bad), Err(SignerError::BadPassword)));
    }
}
