use protocol::Home;

use super::*;

#[test]
fn f100_keys_are_kept_as_hashes_and_survive_a_restart_until_revoked() {
    let folder = std::env::temp_dir().join(format!("jogak-api-keys-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("api_keys");
    let account = AccountId::new(Home::LIVE, 16);
    let keys = BearerKeys::open(path.clone()).unwrap();
    let minted = keys.mint(account, Time(1_000_000)).unwrap();
    let other = keys.mint(AccountId::new(Home::PRACTICE, 16), Time(2_000_000)).unwrap();
    assert!(!std::fs::read_to_string(&path).unwrap().contains(&minted.key));
    let keys = BearerKeys::open(path.clone()).unwrap();
    assert_eq!(keys.find(&minted.key).map(|bearer| bearer.account), Some(account));
    assert!(keys.find("").is_none() && keys.find(&minted.bearer.id()).is_none());
    assert!(!keys.revoke(account, &other.bearer.id()).unwrap(), "a key is revoked under its own account only");
    assert!(keys.revoke(account, &minted.bearer.id()).unwrap());
    assert!(keys.find(&minted.key).is_none() && keys.find(&other.key).is_some());
    assert!(BearerKeys::open(path.clone()).unwrap().find(&minted.key).is_none());
    for _ in 0..KEYS_PER_ACCOUNT_MAX {
        keys.mint(account, Time(3_000_000)).unwrap();
    }
    assert!(matches!(keys.mint(account, Time(4_000_000)), Err(KeysError::TooMany)));
    std::fs::write(&path, "nonsense\n").unwrap();
    assert!(matches!(BearerKeys::open(path), Err(KeysError::Line { line: 1, .. })));
    std::fs::remove_dir_all(folder).unwrap();
}
