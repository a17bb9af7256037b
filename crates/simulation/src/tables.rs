//! What was reached how often.

use protocol::policy::SessionState;
use protocol::{Command, Reason};
use std::fmt;

/// How a process came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Stopped in order: everything written, sealed.
    CleanStop,
    /// Killed between two calls of the system, which keeps what was written.
    Killed,
    /// The power failed while nothing was on its way to the disk.
    PowerCutIdle,
    /// The power failed inside a call.
    PowerCutWriting,
    WriteError,
    SyncError,
    DiskFull,
    /// Stopped in order; a bit of the journal flipped at rest.
    JournalBitFlip,
    /// A bit of the newest snapshot flipped at rest.
    SnapshotBitFlip,
    /// A bit of every snapshot flipped at rest.
    AllSnapshotsBitFlip,
}

impl Fault {
    pub const ALL: [Self; 10] = [
        Self::CleanStop,
        Self::Killed,
        Self::PowerCutIdle,
        Self::PowerCutWriting,
        Self::WriteError,
        Self::SyncError,
        Self::DiskFull,
        Self::JournalBitFlip,
        Self::SnapshotBitFlip,
        Self::AllSnapshotsBitFlip,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::CleanStop => "clean stop",
            Self::Killed => "killed",
            Self::PowerCutIdle => "power cut, idle",
            Self::PowerCutWriting => "power cut, writing",
            Self::WriteError => "write error",
            Self::SyncError => "sync error",
            Self::DiskFull => "disk full",
            Self::JournalBitFlip => "bit flip, journal",
            Self::SnapshotBitFlip => "bit flip, snapshot",
            Self::AllSnapshotsBitFlip => "bit flip, all snapshots",
        }
    }
}

/// What recovery came to. One recovery counts in several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// The journal ended with a good frame.
    Whole,
    /// An unacknowledged tail was cut.
    Cut,
    /// Damage was found and nothing changed.
    DamageStop,
    /// Replayed from the first record.
    FromBeginning,
    SnapshotUsed,
    /// A newer one was unusable.
    OlderSnapshotUsed,
    /// All were unusable; replayed from the first record, out of the archive where segments were recycled.
    NoSnapshotUsable,
    /// The power failed again during recovery.
    SecondCrash,
    /// A read failed during recovery, which was begun again.
    ReadError,
}

impl Recovery {
    pub const ALL: [Self; 9] = [
        Self::Whole,
        Self::Cut,
        Self::DamageStop,
        Self::FromBeginning,
        Self::SnapshotUsed,
        Self::OlderSnapshotUsed,
        Self::NoSnapshotUsable,
        Self::SecondCrash,
        Self::ReadError,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Cut => "cut",
            Self::DamageStop => "damage stop",
            Self::FromBeginning => "from beginning",
            Self::SnapshotUsed => "snapshot",
            Self::OlderSnapshotUsed => "older snapshot",
            Self::NoSnapshotUsable => "none usable",
            Self::SecondCrash => "second crash",
            Self::ReadError => "read error",
        }
    }
}

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    /// Its key was known.
    Repeated,
    Refused(Reason),
}

/// Sessions, and one more place for commands without an instrument.
const STATES: usize = SessionState::ALL.len() + 1;
const OUTCOMES: usize = Reason::ALL.len() + 2;

/// Counts of everything reached, over any number of runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    commands: Vec<u64>,
    recoveries: [[u64; Recovery::ALL.len()]; Fault::ALL.len()],
    pub counts: Counts,
}

/// Sums over runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub runs: u64,
    pub commands: u64,
    pub records: u64,
    pub fills: u64,
    pub recoveries: u64,
    /// Commands that no answer had reached when the process died.
    pub unanswered: u64,
    /// Of those, found in the journal afterwards.
    pub unanswered_survived: u64,
    pub snapshots: u64,
    pub segments_archived: u64,
    pub segments_recycled: u64,
    pub full_scans: u64,
    /// Records after which running totals, touched accounts and the sum of all cash were checked.
    pub checked_records: u64,
    pub disk: crate::disk::DiskCounts,
}

impl Default for Tables {
    fn default() -> Self {
        Self { commands: vec![0; Command::NAMES.len() * STATES * OUTCOMES], recoveries: Default::default(), counts: Counts::default() }
    }
}

impl Tables {
    pub(crate) fn note(&mut self, command: &Command, state: Option<SessionState>, outcome: Outcome) {
        let at = place(command_place(command.name()), state, outcome);
        self.commands[at] += 1;
    }

    pub(crate) fn note_recovery(&mut self, fault: Fault, recovery: Recovery) {
        self.recoveries[fault as usize][recovery as usize] += 1;
    }

    /// How often a command came to an outcome; `None` for commands without an instrument.
    pub fn reached(&self, command: &'static str, state: Option<SessionState>, outcome: Outcome) -> u64 {
        self.commands[place(command_place(command), state, outcome)]
    }

    pub fn recovered(&self, fault: Fault, recovery: Recovery) -> u64 {
        self.recoveries[fault as usize][recovery as usize]
    }

    /// Adds another run's counts.
    pub fn add(&mut self, other: &Self) {
        self.commands.iter_mut().zip(&other.commands).for_each(|(sum, more)| *sum += more);
        for (sums, more) in self.recoveries.iter_mut().zip(&other.recoveries) {
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        }
        self.counts.add(&other.counts);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.commands.fill(0);
        self.recoveries = Default::default();
        self.counts = Counts::default();
    }

    /// Every cell of command × session × outcome, with its count.
    pub fn cells(&self) -> impl Iterator<Item = (&'static str, Option<SessionState>, Outcome, u64)> {
        let states = || SessionState::ALL.iter().copied().map(Some).chain([None]);
        let outcomes = || [Outcome::Accepted, Outcome::Repeated].into_iter().chain(Reason::ALL.iter().copied().map(Outcome::Refused));
        let cells = Command::NAMES
            .iter()
            .flat_map(move |&command| states().flat_map(move |state| outcomes().map(move |outcome| (command, state, outcome))));
        cells.map(|(command, state, outcome)| (command, state, outcome, self.reached(command, state, outcome)))
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.commands += other.commands;
        self.records += other.records;
        self.fills += other.fills;
        self.recoveries += other.recoveries;
        self.unanswered += other.unanswered;
        self.unanswered_survived += other.unanswered_survived;
        self.snapshots += other.snapshots;
        self.segments_archived += other.segments_archived;
        self.segments_recycled += other.segments_recycled;
        self.full_scans += other.full_scans;
        self.checked_records += other.checked_records;
        self.disk.add(&other.disk);
    }
}

/// Both tables, the first with one line for each command and outcome that was reached.
impl fmt::Display for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:26} {:28}", "command", "outcome")?;
        for state in SessionState::ALL {
            write!(f, " {:>10}", abbreviated(state.name()))?;
        }
        writeln!(f, " {:>10}", "no session")?;
        for &command in Command::NAMES {
            let outcomes = [Outcome::Accepted, Outcome::Repeated].into_iter().chain(Reason::ALL.iter().copied().map(Outcome::Refused));
            for outcome in outcomes {
                let counts: Vec<u64> =
                    SessionState::ALL.iter().copied().map(Some).chain([None]).map(|state| self.reached(command, state, outcome)).collect();
                if counts.iter().all(|&count| count == 0) {
                    continue;
                }
                write!(f, "{command:26} {:28}", outcome.name())?;
                counts.iter().try_for_each(|count| write!(f, " {count:>10}"))?;
                writeln!(f)?;
            }
        }
        writeln!(f)?;
        write!(f, "{:26}", "fault")?;
        Recovery::ALL.iter().try_for_each(|recovery| write!(f, " {:>14}", recovery.name()))?;
        writeln!(f)?;
        for fault in Fault::ALL {
            write!(f, "{:26}", fault.name())?;
            Recovery::ALL.iter().try_for_each(|&recovery| write!(f, " {:>14}", self.recovered(fault, recovery)))?;
            writeln!(f)?;
        }
        writeln!(f, "\n{:#?}", self.counts)
    }
}

impl Outcome {
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Repeated => "repeated key",
            Self::Refused(reason) => reason.code(),
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Accepted => 0,
            Self::Repeated => 1,
            Self::Refused(reason) => 2 + Reason::ALL.binary_search(&reason).expect("ALL holds every reason in order"),
        }
    }
}

fn place(command: usize, state: Option<SessionState>, outcome: Outcome) -> usize {
    let state = state.map_or(SessionState::ALL.len(), |state| state as usize);
    (command * STATES + state) * OUTCOMES + outcome.place()
}

fn command_place(name: &str) -> usize {
    Command::NAMES.iter().position(|&one| one == name).expect("NAMES holds every command")
}

fn abbreviated(name: &str) -> &str {
    &name[..name.len().min(10)]
}
