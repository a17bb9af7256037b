//! Integer money, prices and quantities with stated rounding.
