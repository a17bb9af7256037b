//! What the clients remember: which keys the market must still know, and what each was told.

use protocol::{Command, Event, Header, KeyHash, Seq};
use std::collections::HashMap;

/// A command on its way or answered.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) command: Command,
    pub(crate) key: Option<KeyHash>,
}

/// The memory that the published window of keys promises: two generations, from the journaled rotations alone.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    current: HashMap<u64, Seq>,
    older: HashMap<u64, Seq>,
    /// Keys in the order of their use, for clients that repeat one.
    pub(crate) used: Vec<u32>,
}

impl Keys {
    /// The record that a key stands for.
    pub(crate) fn find(&self, key: KeyHash) -> Option<Seq> {
        self.current.get(&key.short()).or_else(|| self.older.get(&key.short())).copied()
    }

    /// Takes in a record that is in the journal. `reply` is the number of the command that a client sent.
    pub(crate) fn take(&mut self, header: &Header, events: &[Event], reply: Option<u32>) {
        for event in events {
            match event {
                Event::KeysRotated(_) => {
                    std::mem::swap(&mut self.current, &mut self.older);
                    self.current.clear();
                }
                Event::OrderPlaced(placed) => {
                    if let Some(client) = placed.client.as_ref().filter(|client| header.key != Some(client.hash)) {
                        self.current.entry(client.hash.short()).or_insert(header.seq);
                    }
                }
                _ => {}
            }
        }
        if let Some(key) = header.key {
            self.current.entry(key.short()).or_insert(header.seq);
            self.used.extend(reply);
        }
    }
}
