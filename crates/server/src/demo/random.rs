//! Random numbers that follow from a seed, as integers only.

/// SplitMix64: small, quick, and the same on every machine.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A stream of its own for each name and number under one seed.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self { state: seed ^ stream.wrapping_mul(0xD6E8_FEB8_6659_FD93) };
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `bound` − 1; `bound` is at least 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of a product is even enough for a simulation.
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(high.abs_diff(low) + 1) as i64
    }

    /// True in so many of 100 cases.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// Near a bell around 0, from −3 × `width` to 3 × `width`: its standard deviation is `width`.
    pub fn bell(&mut self, width: i64) -> i64 {
        // Three even numbers, each with a third of the variance.
        let part = |random: &mut Self| random.between(-width * 1_000, width * 1_000);
        let sum: i64 = (0..3).map(|_| part(self)).sum();
        sum / 1_000
    }
}
