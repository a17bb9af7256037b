use super::*;
use alloy_primitives::{address, hex, keccak256};

#[test]
fn the_key_one_has_its_known_address() {
    let mut bytes = [0; 32];
    bytes[31] = 1;
    assert_eq!(Key::from_bytes(&bytes).unwrap().address(), address!("7e5f4552091a69125d5dfcb7b8c2659029395bdf"));
}

#[test]
fn a_signature_names_its_key_and_is_always_the_same() {
    let key = Key::random().unwrap();
    let digest = keccak256("a piece");
    let signature = key.sign(digest);
    assert_eq!(signature.recover_address_from_prehash(&digest).unwrap(), key.address());
    assert_eq!(signature, key.sign(digest));
    assert!(signature.normalize_s().is_none(), "low s");
}

#[test]
fn zero_and_the_order_of_the_curve_are_no_keys() {
    assert!(matches!(Key::from_bytes(&[0; 32]), Err(SignerError::NotAKey)));
    let order = hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    assert!(matches!(Key::from_bytes(&order), Err(SignerError::NotAKey)));
}

#[test]
fn two_random_keys_differ() {
    assert_ne!(Key::random().unwrap().address(), Key::random().unwrap().address());
}

#[test]
fn debug_shows_the_address_alone() {
    let key = Key::from_bytes(&[7; 32]).unwrap();
    let shown = format!("{key:?}");
    assert_eq!(shown, format!("Key({})", key.address()));
    assert!(!shown.contains("0707"));
}
