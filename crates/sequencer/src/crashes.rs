//! The steps of workflows at which a test aborts the process.

use crate::batch::{Batch, events_of};
use crate::writer::Part;
use crash_points::{CrashPoint, reach};
use protocol::{Command, Event};

/// How far a frame is that holds a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Executed, and not on disk.
    Unwritten,
    /// Durable, and nobody is answered.
    Unanswered,
}

/// Tells of every step of a workflow in a frame how far it is; nothing in a program without the points.
pub(crate) fn reach_steps<R>(batches: &[Batch<R>], parts: &[Part], stage: Stage) {
    if !crash_points::is_compiled_in() {
        return;
    }
    for part in parts {
        let batch = &batches[part.batch];
        for entry in &batch.entries[part.from..part.to] {
            let events = events_of(&batch.events, &entry.decision).iter().filter_map(points_of_event);
            for (unwritten, unanswered) in points_of_command(&entry.command).into_iter().chain(events) {
                reach(if stage == Stage::Unwritten { unwritten } else { unanswered });
            }
        }
    }
}

fn points_of_command(command: &Command) -> Option<(CrashPoint, CrashPoint)> {
    use CrashPoint as P;
    Some(match command {
        Command::RequestDeposit(_) => (P::DepositRequestedUnwritten, P::DepositRequestedUnanswered),
        Command::CreditDeposit(_) => (P::DepositCreditedUnwritten, P::DepositCreditedUnanswered),
        Command::CancelDeposit(_) => (P::DepositCancelledUnwritten, P::DepositCancelledUnanswered),
        Command::RequestWithdrawal(_) => (P::WithdrawalRequestedUnwritten, P::WithdrawalRequestedUnanswered),
        Command::CompleteWithdrawal(_) => (P::WithdrawalCompletedUnwritten, P::WithdrawalCompletedUnanswered),
        Command::CancelWithdrawal(_) => (P::WithdrawalCancelledUnwritten, P::WithdrawalCancelledUnanswered),
        Command::PayDistribution(_) => (P::DistributionDeclaredUnwritten, P::DistributionDeclaredUnanswered),
        Command::Subscribe(_) => (P::SubscribedUnwritten, P::SubscribedUnanswered),
        Command::ContinueJob(_) => (P::JobStepUnwritten, P::JobStepUnanswered),
        Command::ContinueOrder(_) => (P::OrderContinuedUnwritten, P::OrderContinuedUnanswered),
        Command::FireTriggered(_) => (P::TriggeredUnwritten, P::TriggeredUnanswered),
        _ => return None,
    })
}

fn points_of_event(event: &Event) -> Option<(CrashPoint, CrashPoint)> {
    use CrashPoint as P;
    Some(match event {
        Event::AuctionPriced(_) => (P::AuctionPricedUnwritten, P::AuctionPricedUnanswered),
        Event::KeysRotated(_) => (P::KeysRotatedUnwritten, P::KeysRotatedUnanswered),
        Event::OfferingEnded(_) => (P::OfferingEndedUnwritten, P::OfferingEndedUnanswered),
        Event::Allotted(_) => (P::AllottedUnwritten, P::AllottedUnanswered),
        Event::SubscriptionRefunded(_) => (P::RefundedUnwritten, P::RefundedUnanswered),
        _ => return None,
    })
}
