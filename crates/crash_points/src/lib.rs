//! Every place at which a test aborts the real process, to see what a crash there leaves behind.
//!
//! The code calls [`reach`] where a step of its work is done and the next is not. Without the feature `armed` that is nothing at all: the points are not
//! in a program built by `cargo build` or `cargo run`. Only the tests of the server ask for the feature, and even then a point is armed by
//! [`arm_from_environment`] alone, which the server calls for folders of a demo.
//!
//! `crates/server/tests/server/crashes.rs` goes through [`CrashPoint::ALL`] and fails if one is not reached; those of the outbox, the chain and the history
//! are left to `outbox.rs` and `settling.rs` beside it.

#![forbid(unsafe_code)]

#[cfg(feature = "armed")]
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// `POINT:N` aborts the process when the point is reached for the Nth time.
pub const VARIABLE: &str = "CRASH_AT";

macro_rules! crash_points {
    ($($(#[$doc:meta])* $point:ident = $name:literal,)*) => {
        /// A place in the work of a shard.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CrashPoint {
            $($(#[$doc])* $point,)*
        }

        impl CrashPoint {
            pub const ALL: &[Self] = &[$(Self::$point),*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$point => $name,)*
                }
            }
        }
    };
}

crash_points! {
    /// A segment was taken out of use; its folder is not synced.
    SegmentRetired = "segment_retired",
    /// Durably so.
    SegmentRecycled = "segment_recycled",
    /// A new segment is written with zeros under another name.
    SegmentZeroed = "segment_zeroed",
    /// It has its name; its folder is not synced.
    SegmentNamed = "segment_named",
    /// The writer went on to it; it holds no frame.
    SegmentBegun = "segment_begun",

    /// Executed and encoded; nothing of it is on disk.
    FrameEncoded = "frame_encoded",
    /// Written, not synced.
    FrameWritten = "frame_written",
    /// Durable; nobody knows.
    FrameSynced = "frame_synced",
    /// The followers know; nobody is answered.
    FramePublished = "frame_published",
    /// The first who waited is answered, the others are not.
    FrameHalfAnswered = "frame_half_answered",
    FrameAnswered = "frame_answered",

    DepositRequestedUnwritten = "deposit_requested_unwritten",
    DepositRequestedUnanswered = "deposit_requested_unanswered",
    DepositCreditedUnwritten = "deposit_credited_unwritten",
    DepositCreditedUnanswered = "deposit_credited_unanswered",
    DepositCancelledUnwritten = "deposit_cancelled_unwritten",
    DepositCancelledUnanswered = "deposit_cancelled_unanswered",
    WithdrawalRequestedUnwritten = "withdrawal_requested_unwritten",
    WithdrawalRequestedUnanswered = "withdrawal_requested_unanswered",
    WithdrawalCompletedUnwritten = "withdrawal_completed_unwritten",
    WithdrawalCompletedUnanswered = "withdrawal_completed_unanswered",
    WithdrawalCancelledUnwritten = "withdrawal_cancelled_unwritten",
    WithdrawalCancelledUnanswered = "withdrawal_cancelled_unanswered",
    /// A distribution is declared: its record date is fixed, nobody is paid.
    DistributionDeclaredUnwritten = "distribution_declared_unwritten",
    DistributionDeclaredUnanswered = "distribution_declared_unanswered",
    /// Somebody has subscribed; the price is held.
    SubscribedUnwritten = "subscribed_unwritten",
    SubscribedUnanswered = "subscribed_unanswered",
    /// An offering has ended, and nobody is allotted or refunded.
    OfferingEndedUnwritten = "offering_ended_unwritten",
    OfferingEndedUnanswered = "offering_ended_unanswered",
    /// A step of an offering's job: cash went to escrow and units came into being.
    AllottedUnwritten = "allotted_unwritten",
    AllottedUnanswered = "allotted_unanswered",
    /// The same of an offering that missed its target or was called off.
    RefundedUnwritten = "refunded_unwritten",
    RefundedUnanswered = "refunded_unanswered",
    JobStepUnwritten = "job_step_unwritten",
    JobStepUnanswered = "job_step_unanswered",
    /// The rest of an order that met more orders than one record takes.
    OrderContinuedUnwritten = "order_continued_unwritten",
    OrderContinuedUnanswered = "order_continued_unanswered",
    /// Waiting orders entered the book.
    TriggeredUnwritten = "triggered_unwritten",
    TriggeredUnanswered = "triggered_unanswered",
    /// An auction has its price, and not all its trades.
    AuctionPricedUnwritten = "auction_priced_unwritten",
    AuctionPricedUnanswered = "auction_priced_unanswered",
    KeysRotatedUnwritten = "keys_rotated_unwritten",
    KeysRotatedUnanswered = "keys_rotated_unanswered",

    InspectorTookFrame = "inspector_took_frame",
    InspectorCompared = "inspector_compared",

    SnapshotBegun = "snapshot_begun",
    /// Written under another name, not synced.
    SnapshotWritten = "snapshot_written",
    SnapshotSynced = "snapshot_synced",
    /// It has its name; its folder is not synced.
    SnapshotNamed = "snapshot_named",
    /// Durable; older ones than two are still there.
    SnapshotKept = "snapshot_kept",
    /// The oldest is removed; the folder is not synced.
    SnapshotOldRemoved = "snapshot_old_removed",
    LiveSnapshotBegun = "live_snapshot_begun",
    LiveSnapshotWritten = "live_snapshot_written",
    LiveSnapshotSynced = "live_snapshot_synced",
    LiveSnapshotNamed = "live_snapshot_named",
    LiveSnapshotKept = "live_snapshot_kept",
    LiveSnapshotOldRemoved = "live_snapshot_old_removed",

    /// A closed segment is compressed under another name, not synced.
    ArchiveWritten = "archive_written",
    ArchiveSynced = "archive_synced",
    /// It has its name; its folder is not synced.
    ArchiveNamed = "archive_named",
    ArchiveKept = "archive_kept",

    /// Records are in the tables of the history, with the cursor; nothing of it is committed.
    HistoryUncommitted = "history_uncommitted",
    /// It is committed; nobody is told.
    HistoryCommitted = "history_committed",

    /// The relay has read a waiting row of the outbox.
    OutboxRead = "outbox_read",
    /// It has handed the command in and has no answer.
    OutboxSubmitted = "outbox_submitted",
    /// The command is durable; the row waits.
    OutboxAnswered = "outbox_answered",
    /// The row is marked and its fact changed; nothing of it is committed.
    OutboxUnmarked = "outbox_unmarked",
    /// It is committed; the next row is not begun.
    OutboxMarked = "outbox_marked",

    /// A range of the journal is folded; nothing of it is written.
    RangeFolded = "range_folded",
    /// Actions, balances and cursors are in a transaction that is not committed.
    RangeUncommitted = "range_uncommitted",
    /// Durable; no action is begun.
    RangeWritten = "range_written",
    /// An action's transaction is signed, and not kept.
    ActionSigned = "action_signed",
    /// It is kept, and not sent.
    ActionKept = "action_kept",
    /// The chain has it; nobody has looked for a receipt.
    ActionSent = "action_sent",
    /// The receipt is read; the mark is not committed.
    ActionUnmarked = "action_unmarked",
    /// It is committed; the next action is not begun.
    ActionMarked = "action_marked",

    /// The state is recovered; no thread of the shard runs.
    Recovered = "recovered",
    /// At a stop: the last frame is sealed.
    JournalSealed = "journal_sealed",
    /// At a stop: live state and second execution are compared.
    StopCompared = "stop_compared",
}

/// Whether the points are in this program.
pub const fn is_compiled_in() -> bool {
    cfg!(feature = "armed")
}

/// Aborts the process if this point is armed and it is its turn.
#[inline(always)]
pub fn reach(point: CrashPoint) {
    #[cfg(feature = "armed")]
    reached(point);
    #[cfg(not(feature = "armed"))]
    let _ = point;
}

/// The armed point as its number plus one; 0 for none.
#[cfg(feature = "armed")]
static ARMED: AtomicU32 = AtomicU32::new(0);
/// How often it is still to be passed.
#[cfg(feature = "armed")]
static PASSES_LEFT: AtomicU64 = AtomicU64::new(0);

#[cfg(feature = "armed")]
fn reached(point: CrashPoint) {
    if ARMED.load(Ordering::Acquire) == point as u32 + 1 && PASSES_LEFT.fetch_sub(1, Ordering::AcqRel) == 0 {
        eprintln!("crash point {}", point.name());
        std::process::abort();
    }
}

/// Arms the point that [`VARIABLE`] names. In a program without the points it does nothing.
///
/// # Errors
/// If the variable names no point, or says nothing that can be understood.
pub fn arm_from_environment() -> Result<(), String> {
    #[cfg(feature = "armed")]
    if let Some(wanted) = std::env::var_os(VARIABLE) {
        let wanted = wanted.to_string_lossy();
        let (name, turn) = wanted.split_once(':').ok_or_else(|| format!("{VARIABLE}: {wanted} is not POINT:N"))?;
        let turn: u64 = turn.parse().ok().filter(|&turn| turn > 0).ok_or_else(|| format!("{VARIABLE}: {turn} is no turn"))?;
        let point =
            CrashPoint::ALL.iter().find(|point| point.name() == name).ok_or_else(|| format!("{VARIABLE}: there is no point {name}"))?;
        PASSES_LEFT.store(turn - 1, Ordering::Release);
        ARMED.store(*point as u32 + 1, Ordering::Release);
    }
    Ok(())
}
