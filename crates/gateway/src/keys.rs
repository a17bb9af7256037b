//! The hashes by which the core remembers idempotency keys and client order ids.

use protocol::{AccountId, KeyHash};

/// Hashes keys with the secret of this journal, so that nobody outside can make two that collide.
#[derive(Clone)]
pub struct Keys {
    secret: [u8; 32],
}

impl Keys {
    pub fn new(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// Of an `Idempotency-Key`. Staff commands use account 0; item n of a batch uses `key#n`.
    pub fn idempotency_key(&self, account: AccountId, key: &str) -> KeyHash {
        self.hash(account, b'k', key)
    }

    /// Of a client order id.
    pub fn client_order_id(&self, account: AccountId, id: &str) -> KeyHash {
        self.hash(account, b'c', id)
    }

    /// Of a row of an outbox: `store` names the database, so that two that count alike do not share keys.
    pub fn outbox_key(&self, store: [u8; 16], row: i64, attempt: i64) -> KeyHash {
        let store = u128::from_le_bytes(store);
        self.hash(AccountId(0), b'o', &format!("{store:032x}-{row}-{attempt}"))
    }

    fn hash(&self, account: AccountId, kind: u8, text: &str) -> KeyHash {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(&account.0.to_le_bytes());
        hasher.update(&[kind]);
        hasher.update(text.as_bytes());
        let hash = hasher.finalize();
        KeyHash(*hash.as_bytes().first_chunk().expect("a BLAKE3 hash has 32 bytes"))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(secret)")
    }
}
