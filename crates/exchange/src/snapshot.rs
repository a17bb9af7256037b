//! The whole state in its canonical encoding: named components, each with a hash of its own, the same whatever the layout in memory. A later version
//! may add components; it never alters one.

mod facts;
mod ledger;
mod market;
mod offerings;
mod orders;

use crate::exchange::{Capacity, Exchange};
use protocol::Home;
use protocol::rejection::Component;
use protocol::wire::{DecodeError, Decoder, Encoder, Wire};

/// Why bytes are not a snapshot of this program's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// A component cannot be read.
    Malformed(Component, DecodeError),
    /// A component has bytes behind its end.
    TooLong(Component),
    /// It holds more than the capacity given.
    BeyondCapacity(Component),
}

impl std::fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(component, error) => write!(f, "the snapshot's {} cannot be read: {error}", component.name()),
            Self::TooLong(component) => write!(f, "the snapshot's {} has bytes behind its end", component.name()),
            Self::BeyondCapacity(component) => write!(f, "the snapshot's {} is beyond the capacity configured", component.name()),
        }
    }
}

impl std::error::Error for SnapshotError {}

/// Bytes given to the sink at a time.
const CHUNK: usize = 64 * 1_024;

/// Takes values of one component and passes them on in chunks.
pub(crate) struct Sink<'a> {
    component: Component,
    home: Home,
    bytes: Vec<u8>,
    pass_on: &'a mut dyn FnMut(Component, &[u8]),
}

impl Sink<'_> {
    pub(crate) fn put(&mut self, value: &impl Wire) {
        value.put(&mut Encoder::new(&mut self.bytes, self.home));
        if self.bytes.len() >= CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            (self.pass_on)(self.component, &self.bytes);
            self.bytes.clear();
        }
    }
}

impl Exchange {
    /// Passes the canonical encoding on in chunks, component after component in the order of [`Component::ALL`].
    pub fn write_components(&self, pass_on: &mut dyn FnMut(Component, &[u8])) {
        for &component in Component::ALL {
            let mut sink = Sink { component, home: self.home, bytes: Vec::with_capacity(CHUNK * 2), pass_on };
            match component {
                Component::Ledger => ledger::put_accounts(self, &mut sink),
                Component::Holdings => ledger::put_holdings(self, &mut sink),
                Component::Instruments => market::put_instruments(self, &mut sink),
                Component::Orders => orders::put(self, &mut sink),
                Component::Policies => market::put_policies(self, &mut sink),
                Component::Transfers => facts::put_transfers(self, &mut sink),
                Component::Jobs => facts::put_jobs(self, &mut sink),
                Component::Keys => facts::put_keys(self, &mut sink),
                Component::Steps => facts::put_steps(self, &mut sink),
                Component::Offerings => offerings::put(self, &mut sink),
                Component::Proposals => facts::put_proposals(self, &mut sink),
            }
            sink.flush();
        }
    }

    /// The BLAKE3 hash of each component.
    pub fn component_hashes(&self) -> Vec<(Component, [u8; 32])> {
        let mut hashers: Vec<_> = Component::ALL.iter().map(|&component| (component, blake3::Hasher::new())).collect();
        self.write_components(&mut |component, bytes| {
            hashers[component as usize].1.update(bytes);
        });
        hashers.into_iter().map(|(component, hasher)| (component, *hasher.finalize().as_bytes())).collect()
    }

    /// Builds the state from its components, which `source` gives whole.
    pub fn read_components(home: Home, capacity: Capacity, source: &mut dyn FnMut(Component) -> Vec<u8>) -> Result<Self, SnapshotError> {
        let mut exchange = Self::new(home, capacity);
        // What others refer to comes first.
        use Component::{Holdings, Instruments, Jobs, Keys, Ledger, Offerings, Orders, Policies, Proposals, Steps, Transfers};
        for component in [Steps, Policies, Ledger, Instruments, Holdings, Orders, Transfers, Jobs, Keys, Offerings, Proposals] {
            let bytes = source(component);
            let mut from = Decoder::new(&bytes, home);
            let from = &mut from;
            match component {
                Steps => facts::get_steps(&mut exchange, from),
                Policies => market::get_policies(&mut exchange, from),
                Ledger => ledger::get_accounts(&mut exchange, capacity, from),
                Instruments => market::get_instruments(&mut exchange, from),
                Holdings => ledger::get_holdings(&mut exchange, from),
                Orders => orders::get(&mut exchange, from),
                Transfers => facts::get_transfers(&mut exchange, from),
                Jobs => facts::get_jobs(&mut exchange, from),
                Keys => facts::get_keys(&mut exchange, from),
                Offerings => offerings::get(&mut exchange, from),
                Proposals => facts::get_proposals(&mut exchange, from),
            }
            .map_err(|error| match error {
                GetError::Decode(error) => SnapshotError::Malformed(component, error),
                GetError::BeyondCapacity => SnapshotError::BeyondCapacity(component),
            })?;
            if from.remaining() > 0 {
                return Err(SnapshotError::TooLong(component));
            }
        }
        for i in 1..=exchange.instruments.len() as u16 {
            exchange.session_changed(i);
        }
        Ok(exchange)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GetError {
    Decode(DecodeError),
    BeyondCapacity,
}

impl From<DecodeError> for GetError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

/// An enum's value by its place, as the snapshot writes it.
pub(crate) fn one_of<T: Copy>(all: &[T], number: u8) -> Result<T, DecodeError> {
    all.get(usize::from(number)).copied().ok_or(DecodeError::OutOfRange)
}

#[cfg(test)]
mod tests;
