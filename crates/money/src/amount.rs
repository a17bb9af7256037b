use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// The largest absolute amount any product of the market may reach: 2^62, so that the sum of two of them still fits.
const LARGEST: i64 = 1 << 62;

macro_rules! integer_amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(pub i64);

        impl $name {
            pub const ZERO: Self = Self(0);
            /// The largest amount an input may state: 2^62.
            pub const MAX: Self = Self(LARGEST);

            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map(Self)
            }

            /// True for 1 to [`Self::MAX`].
            pub fn is_positive(self) -> bool {
                self.0 > 0 && self.0 <= LARGEST
            }
        }

        /// Panics past 2^63, which the limits on inputs and on issued totals make impossible.
        impl Add for $name {
            type Output = Self;
            #[inline]
            fn add(self, other: Self) -> Self {
                self.checked_add(other).expect("amounts stay below 2^63")
            }
        }

        /// Panics below -2^63, which the limits on inputs and on issued totals make impossible.
        impl Sub for $name {
            type Output = Self;
            #[inline]
            fn sub(self, other: Self) -> Self {
                self.checked_sub(other).expect("amounts stay above -2^63")
            }
        }

        impl AddAssign for $name {
            #[inline]
            fn add_assign(&mut self, other: Self) {
                *self = self.add(other);
            }
        }

        impl SubAssign for $name {
            #[inline]
            fn sub_assign(&mut self, other: Self) {
                *self = self.sub(other);
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        /// Amounts travel as decimal strings, so that no reader rounds them.
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

integer_amount! {
    /// An amount of Korean won. One won is the smallest unit of money.
    Won
}
integer_amount! {
    /// A price in 10^-scale won, the scale being its instrument's price scale.
    Price
}
integer_amount! {
    /// A quantity in 10^-scale units, the scale being its instrument's quantity scale.
    Quantity
}
