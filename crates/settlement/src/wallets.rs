//! The wallet that holds an account's units and won.

use alloy_primitives::{Address, keccak256};
use protocol::AccountId;

/// The wallet of an account. It is a name only: nobody has a key to it, so that units move by the venue, and by orders of authorities, alone.
pub fn wallet_of(account: AccountId) -> Address {
    let digest = keccak256([b"jogak wallet ".as_slice(), &account.0.to_be_bytes()].concat());
    Address::from_slice(&digest[12..])
}
