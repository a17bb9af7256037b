use super::*;
use alloy_primitives::hex;

fn password(text: &str) -> Password {
    Password::new(text.into()).unwrap()
}

#[test]
fn a_key_comes_back_with_its_password_alone() {
    let key = Key::from_bytes(&[7; 32]).unwrap();
    let store = Keystore::encrypt(&key, &password("right")).unwrap();
    assert_eq!(*store.decrypt(&password("right")).unwrap().bytes(), [7; 32]);
    assert_eq!(store.decrypt(&password("wrong")).unwrap_err(), Unreadable::Password);
}

#[test]
fn the_file_shows_nothing_of_the_key() {
    let store = Keystore::encrypt(&Key::from_bytes(&[7; 32]).unwrap(), &password("right")).unwrap();
    let text = serde_json::to_string(&store).unwrap();
    assert!(!text.contains(&hex::encode([7; 4])), "{text}");
    assert!(!text.contains("right"));
}

#[test]
fn two_files_of_one_key_have_nothing_in_common_but_the_address() {
    let key = Key::from_bytes(&[7; 32]).unwrap();
    let [first, second] = [Keystore::encrypt(&key, &password("a")).unwrap(), Keystore::encrypt(&key, &password("a")).unwrap()];
    assert_eq!(first.address, second.address);
    assert_ne!(first.crypto.ciphertext, second.crypto.ciphertext);
    assert_ne!(first.crypto.kdfparams.salt, second.crypto.kdfparams.salt);
    assert_ne!(first.id, second.id);
}

#[test]
fn whatever_is_changed_is_noticed() {
    let key = Key::from_bytes(&[7; 32]).unwrap();
    let sealed = || Keystore::encrypt(&key, &password("a")).unwrap();
    let changed = |bytes: &Bytes| Bytes::from(bytes.iter().map(|byte| byte ^ 1).collect::<Vec<u8>>());

    let mut store = sealed();
    store.crypto.ciphertext = changed(&store.crypto.ciphertext);
    assert_eq!(store.decrypt(&password("a")).unwrap_err(), Unreadable::Password);
    let mut store = sealed();
    store.crypto.cipherparams.iv = changed(&store.crypto.cipherparams.iv);
    assert_eq!(store.decrypt(&password("a")).unwrap_err(), Unreadable::Address);
    let mut store = sealed();
    store.crypto.kdfparams.n = 1 << 40;
    assert!(matches!(store.decrypt(&password("a")), Err(Unreadable::Format(_))));
    let mut store = sealed();
    store.crypto.kdf = "pbkdf2".into();
    assert!(matches!(store.decrypt(&password("a")), Err(Unreadable::Format(_))));
    let mut store = sealed();
    store.crypto.ciphertext = Bytes::new();
    assert!(matches!(store.decrypt(&password("a")), Err(Unreadable::Format(_))));
}
