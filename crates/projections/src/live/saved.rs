//! The canonical form of the state on disk: fields in the order of their declaration, lists with their length, maps in the order of their keys.

use std::collections::{BTreeMap, VecDeque};

use money::{Accrual, Bps, Price, Quantity, Won};
use protocol::command::{AccountKind, AssetClass, ClientOrder, DemoMark, InvestorClass, ListInstrument};
use protocol::event::{Aggressor, CancelReason, JobKind, OfferingOutcome, RulesResolved};
use protocol::ids::{DepositId, JobId, OwnerId, PolicyId, PolicyVersion, ProposalId, TradeId, WithdrawalId};
use protocol::order::ReservedUntil;
use protocol::policy::{Phase, PolicyBody};
use protocol::text::{Code, Note};
use protocol::wire::{DecodeError, Decoder, Encoder, Wire};
use protocol::{AccountId, Day, InstrumentId, OrderId, OrderKind, SelfTradePrevention, Seq, Side, Size, Time, TimeInForce};
use smallvec::SmallVec;

/// A value that is part of the saved state.
pub(crate) trait Saved: Sized {
    fn save(&self, to: &mut Encoder<'_>);
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError>;
}

macro_rules! saved_as_in_the_journal {
    ($($type:ty),* $(,)?) => { $(
        impl Saved for $type {
            fn save(&self, to: &mut Encoder<'_>) {
                self.put(to);
            }
            fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                Self::get(from)
            }
        }
    )* };
}
saved_as_in_the_journal!(
    u8,
    u16,
    u32,
    u64,
    i64,
    Won,
    Price,
    Quantity,
    Accrual,
    Bps,
    AccountId,
    InstrumentId,
    OrderId,
    OwnerId,
    Seq,
    Time,
    Day,
    DepositId,
    WithdrawalId,
    ProposalId,
    JobId,
    PolicyId,
    PolicyVersion,
    AccountKind,
    AssetClass,
    InvestorClass,
    SelfTradePrevention,
    Side,
    TimeInForce,
    CancelReason,
    Aggressor,
    JobKind,
    OfferingOutcome,
    Phase,
    PolicyBody,
    ListInstrument,
    ClientOrder,
    DemoMark,
    Code,
    Note,
    RulesResolved,
);

/// A struct whose fields are saved in the order of their declaration.
macro_rules! saved_struct {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        pub struct $name { $($(#[$field_meta])* pub $field: $type),* }

        impl $crate::live::saved::Saved for $name {
            fn save(&self, to: &mut protocol::wire::Encoder<'_>) {
                let Self { $($field),* } = self;
                $($crate::live::saved::Saved::save($field, to);)*
            }
            fn load(from: &mut protocol::wire::Decoder<'_>) -> Result<Self, protocol::wire::DecodeError> {
                Ok(Self { $($field: $crate::live::saved::Saved::load(from)?),* })
            }
        }
    };
}
pub(crate) use saved_struct;

impl Saved for bool {
    fn save(&self, to: &mut Encoder<'_>) {
        u8::from(*self).save(to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match u8::load(from)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::OutOfRange),
        }
    }
}

impl Saved for TradeId {
    fn save(&self, to: &mut Encoder<'_>) {
        self.0.save(to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        u64::load(from).map(Self)
    }
}

impl Saved for Size {
    fn save(&self, to: &mut Encoder<'_>) {
        match self {
            Self::Quantity(quantity) => (0u8.save(to), quantity.save(to)),
            Self::Amount(amount) => (1u8.save(to), amount.save(to)),
        };
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        match u8::load(from)? {
            0 => Quantity::load(from).map(Self::Quantity),
            1 => Won::load(from).map(Self::Amount),
            other => Err(DecodeError::UnknownKind(u64::from(other), "Size")),
        }
    }
}

impl Saved for OrderKind {
    fn save(&self, to: &mut Encoder<'_>) {
        match *self {
            Self::Limit { price } => (0u8, price, 0i64).save(to),
            Self::Market => (1u8, Price::ZERO, 0i64).save(to),
            Self::Best => (2u8, Price::ZERO, 0i64).save(to),
            Self::StopLimit { price, stop } => (3u8, price, stop.0).save(to),
            Self::Reserved { price, until: ReservedUntil::NextSession } => (4u8, price, 0i64).save(to),
            Self::Reserved { price, until: ReservedUntil::Time(time) } => (5u8, price, time.0).save(to),
        }
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let (number, price, other) = <(u8, Price, i64)>::load(from)?;
        Ok(match number {
            0 => Self::Limit { price },
            1 => Self::Market,
            2 => Self::Best,
            3 => Self::StopLimit { price, stop: Price(other) },
            4 => Self::Reserved { price, until: ReservedUntil::NextSession },
            5 => Self::Reserved { price, until: ReservedUntil::Time(Time(other)) },
            _ => return Err(DecodeError::UnknownKind(u64::from(number), "OrderKind")),
        })
    }
}

impl<A: Saved, B: Saved> Saved for (A, B) {
    fn save(&self, to: &mut Encoder<'_>) {
        self.0.save(to);
        self.1.save(to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok((A::load(from)?, B::load(from)?))
    }
}

impl<A: Saved, B: Saved, C: Saved> Saved for (A, B, C) {
    fn save(&self, to: &mut Encoder<'_>) {
        self.0.save(to);
        self.1.save(to);
        self.2.save(to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        Ok((A::load(from)?, B::load(from)?, C::load(from)?))
    }
}

impl<T: Saved> Saved for Option<T> {
    fn save(&self, to: &mut Encoder<'_>) {
        self.is_some().save(to);
        if let Some(value) = self {
            value.save(to);
        }
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        bool::load(from)?.then(|| T::load(from)).transpose()
    }
}

impl<T: Saved> Saved for Box<T> {
    fn save(&self, to: &mut Encoder<'_>) {
        T::save(self, to);
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        T::load(from).map(Box::new)
    }
}

macro_rules! saved_list {
    ($($list:ty),*) => { $(
        impl<T: Saved> Saved for $list {
            fn save(&self, to: &mut Encoder<'_>) {
                (self.len() as u64).save(to);
                self.iter().for_each(|item| item.save(to));
            }
            fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
                let count = load_count(from)?;
                let mut list = Self::with_capacity(count);
                for _ in 0..count {
                    list.extend([T::load(from)?]);
                }
                Ok(list)
            }
        }
    )* };
}
saved_list!(Vec<T>, VecDeque<T>, SmallVec<[T; 2]>);

impl<K: Saved + Ord, V: Saved> Saved for BTreeMap<K, V> {
    fn save(&self, to: &mut Encoder<'_>) {
        (self.len() as u64).save(to);
        for (key, value) in self {
            key.save(to);
            value.save(to);
        }
    }
    fn load(from: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        (0..load_count(from)?).map(|_| <(K, V)>::load(from)).collect()
    }
}

/// Each item takes at least one byte, so a lying count cannot reserve more items than the input has bytes.
pub(crate) fn load_count(from: &mut Decoder<'_>) -> Result<usize, DecodeError> {
    let count = u64::load(from)?;
    usize::try_from(count).ok().filter(|&count| count <= from.remaining()).ok_or(DecodeError::Truncated)
}
