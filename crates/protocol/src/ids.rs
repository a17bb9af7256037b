//! Who and what: every id is a type of its own, and those of accounts, instruments and orders say in their top bits which market and shard they
//! belong to, so that an id of another market is refused as such and never taken for an unknown one.

use crate::wire::{DecodeError, Decoder, Encoder, Wire, wire_enum};
use std::fmt;

wire_enum! {
    /// Real money, or granted virtual money. No command moves value between the two.
    pub enum Market {
        Live = 0 "live",
        Practice = 1 "practice",
    }
}

/// One shard of one market: what has a journal, a sequence and a clock of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct Home {
    pub market: Market,
    /// 0 to 255; each market has one shard, number 0, today.
    pub shard: u8,
}

impl Home {
    pub const LIVE: Self = Self { market: Market::Live, shard: 0 };
    pub const PRACTICE: Self = Self { market: Market::Practice, shard: 0 };

    fn tag(self) -> u16 {
        (self.market as u16) << 8 | u16::from(self.shard)
    }

    fn from_tag(tag: u16) -> Option<Self> {
        let market = Market::from_number(u64::from(tag >> 8)).ok()?;
        Some(Self { market, shard: tag as u8 })
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.market.name(), self.shard)
    }
}

macro_rules! homed_id {
    ($(#[$meta:meta])* $name:ident: $int:ty, local $local:ty, $bits:literal bits) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(pub $int);

        impl $name {
            const LOCAL: $int = (1 << $bits) - 1;

            /// The id of `local` (from 1) in `home`.
            #[inline]
            pub fn new(home: Home, local: $local) -> Self {
                debug_assert!(<$int>::from(local) <= Self::LOCAL);
                Self(<$int>::from(home.tag()) << $bits | <$int>::from(local))
            }

            /// The market and shard it belongs to; `None` for a number that no shard gives out.
            pub fn home(self) -> Option<Home> {
                Home::from_tag((self.0 >> $bits) as u16)
            }

            #[inline]
            pub fn is_of(self, home: Home) -> bool {
                self.0 >> $bits == <$int>::from(home.tag())
            }

            /// Its number within its shard.
            #[inline]
            pub fn local(self) -> $local {
                (self.0 & Self::LOCAL) as $local
            }

            /// A number that is small for an id of this shard.
            #[inline]
            pub(crate) fn relative_to(self, home: Home) -> u64 {
                u64::from(self.0 ^ <$int>::from(home.tag()) << $bits)
            }
        }

        /// Written relative to the home shard, so that ids of it are short.
        impl Wire for $name {
            #[inline]
            fn put(&self, to: &mut Encoder<'_>) {
                to.unsigned(self.relative_to(to.home));
            }
            #[inline]
            fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                let home = <$int>::from(from.home.tag()) << $bits;
                <$int>::try_from(from.unsigned()?).map(|id| Self(id ^ home)).map_err(|_| DecodeError::OutOfRange)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    };
}

homed_id! {
    /// A cash and securities account. Shown as `L-1001` or `P-1001` (`L1-1001` for shard 1).
    AccountId: u64, local u32, 48 bits
}
homed_id! {
    /// A tradable instrument; people see its code, such as `KRW-JG0127`.
    InstrumentId: u32, local u16, 16 bits
}
homed_id! {
    /// An order: the sequence of the record that placed it. Shown as `live-123` or `practice-123` (`live.1-123` for shard 1).
    OrderId: u64, local u64, 48 bits
}
homed_id! {
    /// A deposit: the sequence of the record that requested it. Shown as an order is.
    DepositId: u64, local u64, 48 bits
}
homed_id! {
    /// A withdrawal: the sequence of the record that requested it. Shown as an order is.
    WithdrawalId: u64, local u64, 48 bits
}

homed_id! {
    /// What one member of staff proposed and another has to approve: the sequence of the record that proposed it. Shown as an order is.
    ProposalId: u64, local u64, 48 bits
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.home() {
            Some(Home { market: Market::Live, shard: 0 }) => write!(f, "L-{}", self.local()),
            Some(Home { market: Market::Practice, shard: 0 }) => write!(f, "P-{}", self.local()),
            Some(Home { market: Market::Live, shard }) => write!(f, "L{shard}-{}", self.local()),
            Some(Home { market: Market::Practice, shard }) => write!(f, "P{shard}-{}", self.local()),
            None => write!(f, "?-{}", self.0),
        }
    }
}

impl fmt::Display for InstrumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_with_home(f, self.home(), u64::from(self.local()))
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_with_home(f, self.home(), self.local())
    }
}

impl fmt::Display for DepositId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_with_home(f, self.home(), self.local())
    }
}

impl fmt::Display for ProposalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_with_home(f, self.home(), self.local())
    }
}

impl fmt::Display for WithdrawalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_with_home(f, self.home(), self.local())
    }
}

fn show_with_home(f: &mut fmt::Formatter<'_>, home: Option<Home>, local: u64) -> fmt::Result {
    match home {
        Some(Home { market, shard: 0 }) => write!(f, "{}-{local}", market.name()),
        Some(Home { market, shard }) => write!(f, "{}.{shard}-{local}", market.name()),
        None => write!(f, "?-{local}"),
    }
}

/// A text is no id of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an id of this kind")]
pub struct NotAnId;

impl std::str::FromStr for AccountId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (prefix, local) = text.split_once('-').ok_or(NotAnId)?;
        let market = match prefix.get(..1) {
            Some("L") => Market::Live,
            Some("P") => Market::Practice,
            _ => return Err(NotAnId),
        };
        let shard = if prefix.len() == 1 { 0 } else { plain_number(&prefix[1..])? };
        Ok(Self::new(
            Home { market, shard: u8::try_from(shard).map_err(|_| NotAnId)? },
            plain_number(local)?.try_into().map_err(|_| NotAnId)?,
        ))
    }
}

impl std::str::FromStr for OrderId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (prefix, local) = text.split_once('-').ok_or(NotAnId)?;
        let (market, shard) = match prefix.split_once('.') {
            Some((market, shard)) => (market, plain_number(shard)?),
            None => (prefix, 0),
        };
        let home = Home { market: Market::from_name(market).ok_or(NotAnId)?, shard: u8::try_from(shard).map_err(|_| NotAnId)? };
        let local = plain_number(local)?;
        if local > Self::LOCAL { Err(NotAnId) } else { Ok(Self::new(home, local)) }
    }
}

/// A number without sign or leading zeros, so that each id has one spelling.
fn plain_number(text: &str) -> Result<u64, NotAnId> {
    let plain = text == "0" || (!text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()));
    if plain { text.parse().map_err(|_| NotAnId) } else { Err(NotAnId) }
}

macro_rules! plain_id {
    ($($(#[$meta:meta])* $name:ident($int:ty)),* $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(pub $int);

        impl Wire for $name {
            #[inline]
            fn put(&self, to: &mut Encoder<'_>) {
                self.0.put(to);
            }
            #[inline]
            fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                <$int>::get(from).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }
    )* };
}

plain_id! {
    /// A person or company, given by whoever opens the account and the same in both markets. Limits and self-trade prevention are per owner.
    OwnerId(u64),
    /// The place of a record in its shard's journal, from 1 and without gaps.
    Seq(u64),
    /// A job: the sequence of the record that started it × 4,096, or the number after the last job of that record.
    JobId(u64),
    /// A family of dated policies, such as "the tick table of KRX".
    PolicyId(u16),
    /// One dated version of a policy: a counter over all versions of the shard, from 1. 0 where no dated rule applies.
    PolicyVersion(u32),
}

/// A trade: the record's sequence × 4,096 + its index within the record. Below 2^53, so that any JSON reader keeps it whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TradeId(pub u64);

impl TradeId {
    pub fn new(seq: Seq, index: usize) -> Self {
        Self(seq.0 * 4_096 + index as u64)
    }
}

/// The identity a payment has outside (a provider's payment id, a bank's reference), hashed to 16 bytes. Unique for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId(pub [u8; 16]);

/// What the core remembers of an idempotency key or client order id: 16 bytes of a keyed BLAKE3 over account and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash(pub [u8; 16]);

impl KeyHash {
    /// The half that the key table is searched by.
    #[inline]
    pub fn short(self) -> u64 {
        u128::from_le_bytes(self.0) as u64
    }
}

macro_rules! sixteen_bytes {
    ($($name:ident),*) => { $(
        impl Wire for $name {
            #[inline]
            fn put(&self, to: &mut Encoder<'_>) {
                to.raw(&self.0);
            }
            #[inline]
            fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                <[u8; 16]>::get(from).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )* };
}
sixteen_bytes!(ExternalId, KeyHash);
