//! Transactions of EIP-1559, without an access list: the only kind that is sent.

use crate::error::ChainError;
use alloy_primitives::{Address, B256, Bytes, Signature, U256, keccak256};
use alloy_rlp::{Buf, BufMut, Decodable, Encodable, Header};

/// The first byte of the kind.
const KIND: u8 = 2;

/// The most bytes of a transaction's input. A batch of 5,000 movements takes 320 kB; nodes of other makers may take less (geth 128 kB).
pub const INPUT_BYTES_MAX: usize = 1 << 20;

/// What the other fields and the signature take at most, with room.
const OTHER_FIELDS_BYTES_MAX: usize = 512;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    pub chain_id: u64,
    pub nonce: u64,
    /// Wei.
    pub max_priority_fee_per_gas: u128,
    /// Wei.
    pub max_fee_per_gas: u128,
    pub gas_limit: u64,
    /// `None` creates a contract.
    pub to: Option<Address>,
    /// Wei.
    pub value: U256,
    pub input: Bytes,
}

impl Transaction {
    /// What the sender signs.
    pub fn signing_hash(&self) -> B256 {
        let mut fields = Vec::new();
        self.put_fields(&mut fields);
        keccak256(enveloped(&fields))
    }

    /// # Errors
    /// [`ChainError::Malformed`] if the signature is none of this transaction.
    pub fn signed(self, signature: Signature) -> Result<SignedTransaction, ChainError> {
        let mut fields = Vec::new();
        self.put_fields(&mut fields);
        signature.v().encode(&mut fields);
        signature.r().encode(&mut fields);
        signature.s().encode(&mut fields);
        let raw = Bytes::from(enveloped(&fields));
        if signature.normalize_s().is_some() {
            // EIP-2: of the two signatures that fit, only one counts.
            return Err(ChainError::Malformed("its signature has a high s".into()));
        }
        let sender = signature.recover_address_from_prehash(&self.signing_hash());
        let sender = sender.map_err(|error| ChainError::Malformed(format!("its signature: {error}")))?;
        Ok(SignedTransaction { hash: keccak256(&raw), transaction: self, signature, sender, raw })
    }

    fn put_fields(&self, to: &mut Vec<u8>) {
        self.chain_id.encode(to);
        self.nonce.encode(to);
        self.max_priority_fee_per_gas.encode(to);
        self.max_fee_per_gas.encode(to);
        self.gas_limit.encode(to);
        match self.to {
            Some(address) => address.encode(to),
            None => to.put_u8(alloy_rlp::EMPTY_STRING_CODE),
        }
        self.value.encode(to);
        self.input.encode(to);
        to.put_u8(alloy_rlp::EMPTY_LIST_CODE);
    }
}

/// A transaction with its signature, as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTransaction {
    transaction: Transaction,
    signature: Signature,
    sender: Address,
    hash: B256,
    raw: Bytes,
}

impl SignedTransaction {
    /// # Errors
    /// [`ChainError::Malformed`] for whatever is not exactly what [`SignedTransaction::raw`] gives.
    pub fn decode(raw: &[u8]) -> Result<Self, ChainError> {
        let malformed = |error: alloy_rlp::Error| ChainError::Malformed(error.to_string());
        if raw.len() > INPUT_BYTES_MAX + OTHER_FIELDS_BYTES_MAX {
            return Err(ChainError::Malformed(format!("more than {INPUT_BYTES_MAX} bytes")));
        }
        let Some((&KIND, mut rest)) = raw.split_first() else {
            return Err(ChainError::Malformed("not of EIP-1559".into()));
        };
        let mut fields = Header::decode_bytes(&mut rest, true).map_err(malformed)?;
        if !rest.is_empty() {
            return Err(ChainError::Malformed("more follows".into()));
        }
        let transaction = fields_of(&mut fields).map_err(malformed)?;
        let parity = bool::decode(&mut fields).map_err(malformed)?;
        let r = U256::decode(&mut fields).map_err(malformed)?;
        let s = U256::decode(&mut fields).map_err(malformed)?;
        let signed = transaction.signed(Signature::new(r, s, parity))?;
        if *signed.raw != *raw {
            return Err(ChainError::Malformed("not in its one encoding".into()));
        }
        Ok(signed)
    }

    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    pub fn sender(&self) -> Address {
        self.sender
    }

    pub fn hash(&self) -> B256 {
        self.hash
    }

    pub fn raw(&self) -> &Bytes {
        &self.raw
    }
}

fn enveloped(fields: &[u8]) -> Vec<u8> {
    let mut raw = vec![KIND];
    Header { list: true, payload_length: fields.len() }.encode(&mut raw);
    raw.extend_from_slice(fields);
    raw
}

fn fields_of(from: &mut &[u8]) -> alloy_rlp::Result<Transaction> {
    let transaction = Transaction {
        chain_id: u64::decode(from)?,
        nonce: u64::decode(from)?,
        max_priority_fee_per_gas: u128::decode(from)?,
        max_fee_per_gas: u128::decode(from)?,
        gas_limit: u64::decode(from)?,
        to: recipient(from)?,
        value: U256::decode(from)?,
        input: Bytes::decode(from)?,
    };
    if from.first() != Some(&alloy_rlp::EMPTY_LIST_CODE) {
        return Err(alloy_rlp::Error::Custom("it has an access list"));
    }
    from.advance(1);
    Ok(transaction)
}

fn recipient(from: &mut &[u8]) -> alloy_rlp::Result<Option<Address>> {
    if from.first() == Some(&alloy_rlp::EMPTY_STRING_CODE) {
        from.advance(1);
        return Ok(None);
    }
    Address::decode(from).map(Some)
}

#[cfg(test)]
mod tests;
