//! How values stand in the journal: variable-length integers, fields in the order of their declaration, enums by their stated number.
//!
//! Numbers and meanings are frozen once written by a released version: a change is a new kind.

mod short;

use crate::ids::Home;
use money::{Accrual, Bps, Price, Quantity, Won};
pub(crate) use short::{SHORT_BYTES, Short};

/// Why bytes are not a record of this protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("the bytes end inside a value")]
    Truncated,
    #[error("a variable-length integer is longer than its type")]
    Overlong,
    #[error("{0} is no known kind of {1}")]
    UnknownKind(u64, &'static str),
    #[error("a list or text is longer than {0}")]
    TooLong(usize),
    #[error("a text is not UTF-8")]
    NotText,
    #[error("a value is outside its range")]
    OutOfRange,
}

/// Values that differ little from record to record are written as differences to these, which start at zero in each frame, and wherever a record says
/// that they begin anew. Kept with the byte offset of a record, they let a reader begin there instead of at the start of the frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bases {
    pub(crate) at: i64,
    pub(crate) price: i64,
    pub(crate) instrument: u32,
    pub(crate) fees: u32,
}

/// Appends values to a byte buffer. One encoder serves one frame.
#[derive(Debug)]
pub struct Encoder<'a> {
    pub(crate) bytes: &'a mut Vec<u8>,
    pub(crate) home: Home,
    pub(crate) bases: Bases,
    /// The next record says that its bases begin anew.
    pub(crate) begins_anew: bool,
}

impl<'a> Encoder<'a> {
    /// `home` is the shard whose ids are written short.
    pub fn new(bytes: &'a mut Vec<u8>, home: Home) -> Self {
        Self { bytes, home, bases: Bases::default(), begins_anew: false }
    }

    /// The next record stands by itself: it is written against bases at zero and says so. What follows can be put behind any records.
    pub fn begin_anew(&mut self) {
        (self.bases, self.begins_anew) = (Bases::default(), true);
    }

    /// Puts records here that were written elsewhere and begin anew. `bases` are those after the last of them.
    pub fn append(&mut self, records: &[u8], bases: Bases) {
        self.bytes.extend_from_slice(records);
        self.bases = bases;
    }

    /// Bytes in the buffer so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// What the next record will be written against.
    pub fn bases(&self) -> Bases {
        self.bases
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Bytes as they are. How many there are has to be known when they are read.
    #[inline]
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    #[inline]
    pub(crate) fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    #[inline]
    pub(crate) fn signed(&mut self, value: i64) {
        self.unsigned(zigzag(value));
    }

    /// Appends up to [`SHORT_BYTES`]: room is looked for once, and not at each value.
    #[inline(always)]
    pub(crate) fn short(&mut self, put: impl FnOnce(&mut Short<'_>)) {
        let start = self.bytes.len();
        self.bytes.resize(start + SHORT_BYTES, 0);
        let room = self.bytes.last_chunk_mut().expect("it was just made longer");
        let mut to = Short::new(room, self.home, &mut self.bases);
        put(&mut to);
        let end = start + to.len();
        self.bytes.truncate(end);
    }
}

/// Small numbers of either sign as small numbers.
#[inline(always)]
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Reads values back, in the same order, and refuses whatever an [`Encoder`] cannot have written.
#[derive(Debug)]
pub struct Decoder<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) home: Home,
    pub(crate) bases: Bases,
    pub(crate) began_anew: bool,
}

impl<'a> Decoder<'a> {
    pub fn new(bytes: &'a [u8], home: Home) -> Self {
        Self::resume(bytes, home, Bases::default())
    }

    /// Goes on inside a frame: `bytes` begin with a record, and `bases` are those of the encoder or decoder that stood before it.
    pub fn resume(bytes: &'a [u8], home: Home, bases: Bases) -> Self {
        Self { bytes, home, bases, began_anew: false }
    }

    /// Whether the bases began anew with the record read last.
    pub fn began_anew(&self) -> bool {
        self.began_anew
    }

    /// What the next record is read against.
    pub fn bases(&self) -> Bases {
        self.bases
    }

    /// Bytes not yet read.
    pub fn remaining(&self) -> usize {
        self.bytes.len()
    }

    #[inline]
    pub(crate) fn byte(&mut self) -> Result<u8, DecodeError> {
        let (&first, rest) = self.bytes.split_first().ok_or(DecodeError::Truncated)?;
        self.bytes = rest;
        Ok(first)
    }

    /// # Errors
    /// If there are fewer bytes than that.
    #[inline]
    pub fn raw(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or(DecodeError::Truncated)?;
        self.bytes = rest;
        Ok(taken)
    }

    #[inline]
    pub(crate) fn unsigned(&mut self) -> Result<u64, DecodeError> {
        match self.bytes {
            [byte, rest @ ..] if *byte < 0x80 => {
                self.bytes = rest;
                Ok(u64::from(*byte))
            }
            _ => match self.bytes.first_chunk() {
                Some(&word) => self.unsigned_of_word(u64::from_le_bytes(word)),
                None => self.unsigned_long(),
            },
        }
    }

    /// A value that begins with these eight bytes: where it ends among them it is read at once.
    #[inline(always)]
    fn unsigned_of_word(&mut self, word: u64) -> Result<u64, DecodeError> {
        let ends = !word & 0x8080_8080_8080_8080;
        if ends == 0 {
            return self.unsigned_long();
        }
        self.bytes = &self.bytes[ends.trailing_zeros() as usize / 8 + 1..];
        // All bits up to the highest of the last byte.
        let of_value = ends ^ (ends - 1);
        Ok(gather_sevens(word & of_value & 0x7f7f_7f7f_7f7f_7f7f))
    }

    fn unsigned_long(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return Err(DecodeError::Overlong);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(DecodeError::Overlong)
    }

    #[inline]
    pub(crate) fn signed(&mut self) -> Result<i64, DecodeError> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

/// Takes the eight groups of seven bits out of the low bits of eight bytes.
#[inline]
fn gather_sevens(sevens: u64) -> u64 {
    let quarters = sevens & 0x007f_007f_007f_007f | (sevens & 0x7f00_7f00_7f00_7f00) >> 1;
    let halves = quarters & 0x0000_3fff_0000_3fff | (quarters & 0x3fff_0000_3fff_0000) >> 2;
    halves & 0x0fff_ffff | (halves & 0x0fff_ffff_0000_0000) >> 4
}

/// A value that can stand in the journal.
pub trait Wire: Sized {
    fn put(&self, to: &mut Encoder<'_>);
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError>;
}

macro_rules! unsigned {
    ($($type:ty),*) => { $(
        impl Wire for $type {
            #[inline]
            fn put(&self, to: &mut Encoder<'_>) {
                to.unsigned(u64::from(*self));
            }
            #[inline]
            fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                <$type>::try_from(from.unsigned()?).map_err(|_| DecodeError::OutOfRange)
            }
        }
    )* };
}
unsigned!(u8, u16, u32, u64);

macro_rules! signed {
    ($($type:ty),*) => { $(
        impl Wire for $type {
            #[inline]
            fn put(&self, to: &mut Encoder<'_>) {
                to.signed(i64::from(*self));
            }
            #[inline]
            fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                <$type>::try_from(from.signed()?).map_err(|_| DecodeError::OutOfRange)
            }
        }
    )* };
}
signed!(i32, i64);

macro_rules! newtype {
    ($($type:ident($inner:ty)),*) => { $(
        impl Wire for $type {
            #[inline]
            fn put(&self, to: &mut Encoder<'_>) {
                self.0.put(to);
            }
            #[inline]
            fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                <$inner>::get(from).map($type)
            }
        }
    )* };
}
newtype!(Won(i64), Price(i64), Quantity(i64), Bps(u16), Accrual(u16));

impl<const N: usize> Wire for [u8; N] {
    fn put(&self, to: &mut Encoder<'_>) {
        to.raw(self);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        from.raw(N)?.try_into().map_err(|_| DecodeError::Truncated)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn put(&self, to: &mut Encoder<'_>) {
        match self {
            None => to.byte(0),
            Some(value) => {
                to.byte(1);
                value.put(to);
            }
        }
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match from.byte()? {
            0 => Ok(None),
            1 => T::get(from).map(Some),
            other => Err(DecodeError::UnknownKind(u64::from(other), "option")),
        }
    }
}

impl<T: Wire> Wire for Box<T> {
    fn put(&self, to: &mut Encoder<'_>) {
        T::put(self, to);
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        T::get(from).map(Box::new)
    }
}

/// The longest list in a command: a calendar's holidays over some decades.
pub const MAX_LIST: usize = 4_096;

impl<T: Wire> Wire for Vec<T> {
    fn put(&self, to: &mut Encoder<'_>) {
        to.unsigned(self.len() as u64);
        self.iter().for_each(|item| item.put(to));
    }
    fn get(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let count = usize::try_from(from.unsigned()?).ok().filter(|&count| count <= MAX_LIST).ok_or(DecodeError::TooLong(MAX_LIST))?;
        // A list of n items takes at least n bytes, so a lying count cannot reserve more than the input is long.
        let mut list = Vec::with_capacity(count.min(from.remaining()));
        for _ in 0..count {
            list.push(T::get(from)?);
        }
        Ok(list)
    }
}

/// A struct whose fields stand in the journal in the order of their declaration.
macro_rules! wire_struct {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type),* }

        impl $crate::wire::Wire for $name {
            fn put(&self, to: &mut $crate::wire::Encoder<'_>) {
                let Self { $($field),* } = self;
                $($crate::wire::Wire::put($field, to);)*
                let _ = to;
            }
            fn get(from: &mut $crate::wire::Decoder<'_>) -> Result<Self, $crate::wire::DecodeError> {
                let _ = &from;
                Ok(Self { $($field: $crate::wire::Wire::get(from)?),* })
            }
        }
    };
}

/// A plain enum with its frozen numbers; `ALL` lists it and `name()` gives the snake_case word used in every layer.
macro_rules! wire_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $number:literal $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[repr(u8)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant = $number),* }

        impl $name {
            /// Every value, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word for it in JSON, SQL and the journal's exports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The value a word stands for.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }

            pub(crate) fn from_number(number: u64) -> Result<Self, $crate::wire::DecodeError> {
                match number { $($number => Ok(Self::$variant),)* _ => Err($crate::wire::DecodeError::UnknownKind(number, stringify!($name))) }
            }
        }

        impl $crate::wire::Wire for $name {
            fn put(&self, to: &mut $crate::wire::Encoder<'_>) {
                to.byte(*self as u8);
            }
            fn get(from: &mut $crate::wire::Decoder<'_>) -> Result<Self, $crate::wire::DecodeError> {
                Self::from_number(u64::from(from.byte()?))
            }
        }
    };
}

/// An enum of one payload each, with frozen numbers.
macro_rules! wire_union {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident($type:ty) = $number:literal $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant($type)),* }

        impl $name {
            /// The names of all kinds, in the order of declaration.
            pub const NAMES: &'static [&'static str] = &[$($word),*];

            /// The word for its kind in JSON, SQL, logs and metrics.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word),* }
            }

            #[allow(dead_code, reason = "the two unions with a compact form of their own do not use it for every kind")]
            pub(crate) fn put_plain(&self, to: &mut $crate::wire::Encoder<'_>) {
                match self { $(Self::$variant(payload) => { to.byte($number); $crate::wire::Wire::put(payload, to); })* }
            }

            #[allow(dead_code, reason = "as above")]
            pub(crate) fn get_plain(number: u8, from: &mut $crate::wire::Decoder<'_>) -> Result<Self, $crate::wire::DecodeError> {
                match number {
                    $($number => <$type as $crate::wire::Wire>::get(from).map(Self::$variant),)*
                    other => Err($crate::wire::DecodeError::UnknownKind(u64::from(other), stringify!($name))),
                }
            }
        }

        $(impl From<$type> for $name {
            #[inline]
            fn from(payload: $type) -> Self {
                Self::$variant(payload)
            }
        })*
    };
}

pub(crate) use {wire_enum, wire_struct, wire_union};
