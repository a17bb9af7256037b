//! What a run is made of.

use exchange::Capacity;
use journal::ArchiveMode;
use protocol::Home;

use crate::disk::Rng;

/// A bug put in on purpose, to see that it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planted {
    AnswerBeforeDurable,
    SkippedSync,
    DroppedFrame,
    DoubleApply,
    StaleSnapshot,
    LostKey,
}

impl Planted {
    pub const ALL: [Self; 6] =
        [Self::AnswerBeforeDurable, Self::SkippedSync, Self::DroppedFrame, Self::DoubleApply, Self::StaleSnapshot, Self::LostKey];

    pub(crate) fn switches(planted: Option<Self>) -> sequencer::Faults {
        sequencer::Faults {
            answer_before_durable: planted == Some(Self::AnswerBeforeDurable),
            drop_frame_every: if planted == Some(Self::DroppedFrame) { 7 } else { 0 },
            apply_twice: planted == Some(Self::DoubleApply),
            stale_snapshot: planted == Some(Self::StaleSnapshot),
            lose_keys: planted == Some(Self::LostKey),
        }
    }
}

/// How long a run is, and what is wrong with the product in it.
#[derive(Clone, Copy, Debug)]
pub struct RunSettings {
    /// Commands that clients submit, repeats included.
    pub commands: u32,
    pub planted: Option<Planted>,
}

/// What kind of run a seed is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flavour {
    pub(crate) home: Home,
    pub(crate) capacity: Capacity,
    pub(crate) segment_bytes: u64,
    pub(crate) archive: ArchiveMode,
    /// The follower runs and writes a snapshot about every so many records.
    pub(crate) snapshot_records: Option<u64>,
    pub(crate) unbounded: bool,
    pub(crate) theme: Theme,
}

/// What the clients are after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    Mixed,
    /// One account asks for payments without end.
    Payments,
    /// Thousands of small orders at one price, then one that takes them all.
    DeepBook,
    /// Hardly any room for accounts, holdings and orders.
    Cramped,
}

impl Flavour {
    pub(crate) fn of(seed: u64, rng: &mut Rng) -> Self {
        let theme = match rng.below(40) {
            0..=1 => Theme::DeepBook,
            2..=4 => Theme::Payments,
            5..=10 => Theme::Cramped,
            _ => Theme::Mixed,
        };
        let unbounded = rng.below(24) == 0;
        let capacity = match theme {
            // The founding takes all but a handful of the holdings.
            Theme::Cramped => Capacity { accounts: 40, holdings: if unbounded { 70 } else { 54 }, orders: 48 },
            Theme::DeepBook => Capacity { accounts: 200, holdings: 800, orders: 4_000 },
            Theme::Mixed | Theme::Payments => Capacity { accounts: 200, holdings: 800, orders: 1_000 },
        };
        Self {
            home: if seed.is_multiple_of(2) { Home::LIVE } else { Home::PRACTICE },
            capacity,
            segment_bytes: if theme == Theme::DeepBook { 512 << 10 } else { 128 << 10 },
            archive: if rng.below(8) == 0 { ArchiveMode::None } else { ArchiveMode::Keep },
            snapshot_records: (rng.below(8) > 0).then(|| 100 + rng.below(900)),
            unbounded,
            theme,
        }
    }
}
