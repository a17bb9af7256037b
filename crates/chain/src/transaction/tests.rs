use super::*;
use alloy_primitives::{address, hex};

/// Made by `cast mktx` with the private key 1, whose address is known everywhere.
const BY_CAST: &[u8] = &hex!(
    "02f86b82528707038203e8830186a09400000000000000000000000000000000000000aa058412345678c080"
    "a033dc0afcd9ee8f11b6e45e09e04134cd5ec287d000338c946cd3e06b1cb0d133"
    "a009ece54994843843a1cd50d83aae6c146c2d400030b273683989f375a9274442"
);

#[test]
fn a_transaction_of_another_tool_is_understood() {
    let signed = SignedTransaction::decode(BY_CAST).unwrap();
    let expected = Transaction {
        chain_id: 21_127,
        nonce: 7,
        max_priority_fee_per_gas: 3,
        max_fee_per_gas: 1_000,
        gas_limit: 100_000,
        to: Some(address!("00000000000000000000000000000000000000aa")),
        value: U256::from(5),
        input: Bytes::from_static(&hex!("12345678")),
    };
    assert_eq!(signed.transaction(), &expected);
    assert_eq!(signed.sender(), address!("7e5f4552091a69125d5dfcb7b8c2659029395bdf"));
    assert_eq!(signed.hash(), keccak256(BY_CAST));
    assert_eq!(signed.raw(), BY_CAST);
}

#[test]
fn a_creation_has_no_recipient() {
    let mut signed = SignedTransaction::decode(BY_CAST).unwrap();
    let mut transaction = signed.transaction.clone();
    transaction.to = None;
    // The signature is of another transaction, so that it gives another sender; the encoding is what is looked at.
    signed = transaction.clone().signed(signed.signature).unwrap();
    assert_eq!(SignedTransaction::decode(signed.raw()).unwrap().transaction(), &transaction);
}

#[test]
fn what_is_no_transaction_is_refused_by_name() {
    let refusal = |raw: &[u8]| SignedTransaction::decode(raw).unwrap_err().to_string();
    assert_eq!(refusal(&[]), "not a transaction: not of EIP-1559");
    assert_eq!(refusal(&[1, 0xc0]), "not a transaction: not of EIP-1559");
    assert_eq!(refusal(&[BY_CAST, &[0]].concat()), "not a transaction: more follows");
    let long = vec![KIND; INPUT_BYTES_MAX + OTHER_FIELDS_BYTES_MAX + 1];
    assert_eq!(refusal(&long), "not a transaction: more than 1048576 bytes");

    let with_access_list = [&BY_CAST[..42], &[0xc1, 0xc0], &BY_CAST[43..]].concat();
    let with_access_list = [&[KIND, 0xf8, 0x6c], &with_access_list[3..]].concat();
    assert_eq!(refusal(&with_access_list), "not a transaction: it has an access list");
}

#[test]
fn cut_off_transactions_are_refused() {
    for length in 0..BY_CAST.len() {
        assert!(SignedTransaction::decode(&BY_CAST[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn of_two_fitting_signatures_one_counts() {
    let signed = SignedTransaction::decode(BY_CAST).unwrap();
    let order = U256::from_be_bytes(hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
    let other = Signature::new(signed.signature.r(), order - signed.signature.s(), !signed.signature.v());
    let refusal = signed.transaction.signed(other).unwrap_err();
    assert_eq!(refusal.to_string(), "not a transaction: its signature has a high s");
}
