//! Seeded changes of real bytes, as a fuzzer without a compiler's help makes them.

use simulation::disk::Rng;

/// What decoders of numbers and texts stumble over.
const TOKENS: &[&str] = &[
    "0",
    "-1",
    "-0",
    "1e9",
    "0.00000001",
    "9999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "null",
    "true",
    "\"\"",
    "[]",
    "{}",
    "\\u0000",
    "\\ud800",
    "\u{202e}",
    "KRW-",
    "live-0",
    "practice-1",
    "2026-02-30T25:61:61Z",
    "9999-12-31T23:59:59Z",
    "-0001-01-01T00:00:00Z",
];
const CHANGES_MAX: u64 = 6;
const BYTES_MAX: usize = 64 << 10;

/// An endless run of changed seeds; the same seed of randomness gives the same.
#[derive(Debug)]
pub struct Mutations<'a> {
    seeds: &'a [Vec<u8>],
    rng: Rng,
}

impl<'a> Mutations<'a> {
    /// # Panics
    /// Without a seed to change.
    pub fn new(seeds: &'a [Vec<u8>], seed: u64) -> Self {
        assert!(!seeds.is_empty(), "there is nothing to change");
        Self { seeds, rng: Rng::new(seed) }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.rng.below(bound.max(1) as u64) as usize
    }

    fn seed(&mut self) -> &'a [u8] {
        let number = self.below(self.seeds.len());
        &self.seeds[number]
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(11) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            1 if !bytes.is_empty() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'{', b','][self.below(8)],
            2 => bytes.truncate(at),
            3 => {
                let end = at + self.below(bytes.len() - at + 1).min(64);
                bytes.drain(at..end);
            }
            4 => {
                let end = at + self.below(bytes.len() - at + 1).min(64);
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            5 => {
                let token = TOKENS[self.below(TOKENS.len())].bytes();
                bytes.splice(at..at, token);
            }
            6 => self.replace_number(bytes, at),
            7 => {
                // Two halves that do not belong together.
                let other = self.seed();
                let from = self.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            8 if bytes.len() >= at + 8 => {
                let number = [0, 1, u64::MAX, 1 << 63, u64::from(u32::MAX), 1 << 32][self.below(6)];
                bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
            }
            9 if bytes.len() >= at + 4 => {
                let number = [0, 1, u32::MAX, 1 << 31, 0xffff][self.below(5)];
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            }
            _ => bytes.insert(at, self.rng.next_u64() as u8),
        }
    }

    /// Puts a token in place of the next run of digits.
    fn replace_number(&mut self, bytes: &mut Vec<u8>, from: usize) {
        let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit).map(|place| from + place) else { return };
        let end = bytes[start..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |length| start + length);
        let token = TOKENS[self.below(TOKENS.len())].bytes();
        bytes.splice(start..end, token);
    }
}

impl Iterator for Mutations<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut bytes = self.seed().to_vec();
        for _ in 0..=self.rng.below(CHANGES_MAX) {
            self.change(&mut bytes);
        }
        bytes.truncate(BYTES_MAX);
        Some(bytes)
    }
}
