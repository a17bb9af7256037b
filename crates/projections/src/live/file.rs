//! The state as bytes: the second file beside the follower's snapshot.

use protocol::wire::{DecodeError, Decoder, Encoder};
use protocol::{Home, Seq, Time};

use super::account::Account;
use super::instrument::Instrument;
use super::limits::{ENDED_ORDERS_OF_ALL_MAX, FILLS_OF_ALL_MAX};
use super::log::Logs;
use super::order::Order;
use super::saved::{Saved, load_count};
use super::state::LiveState;

const MAGIC: [u8; 8] = *b"jogaklv6";
const MAGIC_LINE_BY_LINE: [u8; 8] = *b"jogaklv5";
const HASH_BYTES: usize = 32;

/// How statements stand in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Packed,
    /// As they were saved before.
    LineByLine,
}

/// Bytes are not a saved state of this shard. It can be built anew from the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SavedStateError {
    #[error("the file is not of this version")]
    OtherVersion,
    #[error("the file is damaged")]
    Damaged,
    #[error("the file is of another shard")]
    OtherShard,
    #[error("the file does not decode: {0}")]
    Undecodable(#[from] DecodeError),
}

impl LiveState {
    /// The canonical form: the same records give the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(4_096 + self.accounts.len() * 64 + self.orders.len() * 64);
        bytes.extend_from_slice(&MAGIC);
        let home = self.home();
        bytes.extend_from_slice(&[home.market as u8, home.shard]);
        let mut to = Encoder::new(&mut bytes, home);
        self.seq.save(&mut to);
        self.at.save(&mut to);
        self.demo.save(&mut to);
        self.keys.save(&mut to);
        (self.accounts.len() as u64).save(&mut to);
        self.accounts.iter().for_each(|account| account.save(&self.statements, &mut to));
        self.instruments.save(&mut to);
        let orders = self.orders.sorted();
        (orders.len() as u64).save(&mut to);
        orders.into_iter().for_each(|order| order.save(&mut to));
        self.ended_orders.save(&mut to);
        self.fills.save(&mut to);
        self.assets.save(&mut to);
        self.proposals.save(&mut to);
        self.decided_proposals.save(&mut to);
        self.policies.save(&mut to);
        self.jobs.save(&mut to);
        self.ended_jobs.save(&mut to);
        let hash = blake3::hash(&bytes);
        bytes.extend_from_slice(hash.as_bytes());
        bytes
    }

    /// Reads the state of `home` back.
    ///
    /// # Errors
    /// If the bytes are damaged, of another version or of another shard; the state is then built anew from the journal.
    pub fn from_bytes(home: Home, bytes: &[u8]) -> Result<Self, SavedStateError> {
        let (content, hash) = bytes.split_last_chunk::<HASH_BYTES>().ok_or(SavedStateError::Damaged)?;
        let (form, content_without_magic) = match content.split_first_chunk() {
            Some((&MAGIC, rest)) => (Form::Packed, rest),
            Some((&MAGIC_LINE_BY_LINE, rest)) => (Form::LineByLine, rest),
            _ => return Err(SavedStateError::OtherVersion),
        };
        if blake3::hash(content).as_bytes() != hash {
            return Err(SavedStateError::Damaged);
        }
        let body = content_without_magic.strip_prefix(&[home.market as u8, home.shard]).ok_or(SavedStateError::OtherShard)?;
        let mut from = Decoder::new(body, home);
        let mut state = Self::new(home);
        state.seq = Seq::load(&mut from)?;
        state.at = Time::load(&mut from)?;
        state.demo = Saved::load(&mut from)?;
        state.keys = Saved::load(&mut from)?;
        let accounts = load_count(&mut from)?;
        state.accounts.reserve_exact(accounts);
        for _ in 0..accounts {
            state.accounts.push(Account::load(form, &mut state.statements, &mut from)?);
        }
        state.instruments = Vec::<Instrument>::load(&mut from)?;
        for _ in 0..load_count(&mut from)? {
            let order = Order::load(&mut from)?;
            state.orders.insert(order);
        }
        state.ended_orders = Logs::load(&mut from, ENDED_ORDERS_OF_ALL_MAX)?;
        state.fills = Logs::load(&mut from, FILLS_OF_ALL_MAX)?;
        state.assets = Saved::load(&mut from)?;
        state.proposals = Saved::load(&mut from)?;
        state.decided_proposals = Saved::load(&mut from)?;
        state.policies = Saved::load(&mut from)?;
        state.jobs = Saved::load(&mut from)?;
        state.ended_jobs = Saved::load(&mut from)?;
        if from.remaining() > 0 {
            return Err(SavedStateError::Damaged);
        }
        Ok(state)
    }
}
