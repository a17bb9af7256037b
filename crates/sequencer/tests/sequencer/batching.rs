//! How commands fall into batches never changes what comes of them.

use crate::fixture::{
    HOME, Row, START, cancel_deposit, distribution, genesis, genesis_with_keys, key, market_with_holders, new_core, open_account,
};
use proptest::prelude::*;
use protocol::{Command, Event, Header, KeyHash, Seq};
use sequencer::{BURST_COMMANDS, Batch, Core, Decision, RECORDS_MAX};

/// Everything that is the same for every way of batching: events by content, not by place.
type Recorded = (Header, Command, Outcome, Vec<Event>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Accepted,
    Other(Decision),
}

fn run(core: &mut Core, commands: &[(Command, Option<KeyHash>)], mut sizes: impl Iterator<Item = usize>) -> Vec<Recorded> {
    let mut row = Row::new(commands);
    let mut batch = Batch::new();
    let mut recorded = Vec::new();
    while !row.is_empty() {
        row.allowed = sizes.next().expect("endless");
        while core.process(&mut row, &mut batch, START).expect("sound") == BURST_COMMANDS {}
        core.close(&mut batch, START).expect("sound");
        for entry in batch.entries() {
            let outcome = match &entry.decision {
                Decision::Accepted { .. } => Outcome::Accepted,
                other => Outcome::Other(other.clone()),
            };
            recorded.push((entry.header, entry.command.clone(), outcome, batch.events_of(entry).to_vec()));
        }
        batch.clear();
    }
    recorded
}

fn commands() -> impl Strategy<Value = Vec<(Command, Option<KeyHash>)>> {
    let command = prop_oneof![(1..50_u64).prop_map(open_account), (1..50_u64).prop_map(cancel_deposit)];
    let key = proptest::option::of((0..40_u64).prop_map(key));
    proptest::collection::vec((command, key), 1..300).prop_map(|mut commands| {
        commands.insert(0, (genesis(), None));
        commands
    })
}

proptest! {
    #[test]
    fn batches_of_any_size_make_the_same_records(commands in commands(), sizes in proptest::collection::vec(1..40_usize, 1..20)) {
        let mut one_by_one = new_core();
        let expected = run(&mut one_by_one, &commands, std::iter::repeat(1));
        let mut batched = new_core();
        prop_assert_eq!(run(&mut batched, &commands, sizes.into_iter().cycle()), expected);
        prop_assert_eq!(batched.exchange().component_hashes(), one_by_one.exchange().component_hashes());
    }
}

#[test]
fn a_full_batch_takes_no_more_and_the_rest_follows_in_the_next() {
    let mut core = new_core();
    let mut commands = vec![(genesis(), None)];
    commands.extend((0..RECORDS_MAX as u64 + 10).map(|n| (cancel_deposit(n), Some(key(n)))));
    let mut row = Row::new(&commands);
    let mut batch = Batch::new();
    while core.process(&mut row, &mut batch, START).expect("sound") > 0 {}
    assert_eq!(batch.entries().len(), RECORDS_MAX);
    assert!(batch.is_full());
    batch.clear();
    assert_eq!(core.process(&mut row, &mut batch, START), Ok(11));
    let first = batch.entries().first().expect("eleven");
    assert_eq!(first.header.seq, Seq(RECORDS_MAX as u64 + 1));
}

#[test]
fn a_key_is_remembered_for_accepted_and_refused_commands_and_a_refusal_without_key_leaves_no_trace() {
    let mut core = new_core();
    let commands = [
        (genesis(), None),
        (open_account(1), Some(key(1))),
        (open_account(1), Some(key(1))),
        (cancel_deposit(5), Some(key(2))),
        (cancel_deposit(5), Some(key(2))),
        (cancel_deposit(6), None),
        (open_account(2), None),
    ];
    let hash_before = {
        let mut before = new_core();
        run(&mut before, &commands[..4], std::iter::repeat(9));
        before.exchange().component_hashes()
    };
    let recorded = run(&mut core, &commands[..6], std::iter::repeat(9));
    assert_eq!(core.exchange().component_hashes(), hash_before);
    assert_eq!(core.home(), HOME);
    let seqs: Vec<u64> = recorded.iter().map(|(header, ..)| header.seq.0).collect();
    assert_eq!(seqs, [1, 2, 2, 3, 3, 3]);
    assert_eq!(recorded[2].2, Outcome::Other(Decision::Repeated { first: Seq(2) }));
    assert_eq!(recorded[4].2, Outcome::Other(Decision::Repeated { first: Seq(3) }));
    assert!(matches!(recorded[3].2, Outcome::Other(Decision::Rejected(_))));
    assert!(matches!(recorded[5].2, Outcome::Other(Decision::Refused(_))));
    assert_eq!(run(&mut core, &commands[6..], std::iter::repeat(9))[0].0.seq, Seq(4));
}

#[test]
fn the_sequencers_own_steps_are_refused_from_outside() {
    use protocol::command::{ContinueJob, Tick};
    use protocol::ids::JobId;
    let mut core = new_core();
    let commands =
        [(genesis(), None), (Tick {}.into(), Some(key(1))), (ContinueJob { job: JobId(16) }.into(), None), (open_account(1), Some(key(1)))];
    let recorded = run(&mut core, &commands, std::iter::repeat(9));
    assert!(matches!(recorded[1].2, Outcome::Other(Decision::Refused(_))));
    assert!(matches!(recorded[2].2, Outcome::Other(Decision::Refused(_))));
    assert_eq!(recorded[3].2, Outcome::Accepted);
}

#[test]
fn time_never_goes_back() {
    let mut core = new_core();
    let mut batch = Batch::new();
    let mut row = Row::new(&[(genesis(), None), (open_account(1), None), (open_account(2), None)]);
    for now in [START, protocol::Time(START.0 - 5), START.plus_seconds(1)] {
        row.allowed = 1;
        core.process(&mut row, &mut batch, now).expect("sound");
    }
    let times: Vec<_> = batch.entries().iter().map(|entry| entry.header.at).collect();
    assert_eq!(times, [START, START, START.plus_seconds(1)]);
}

#[test]
fn a_full_table_of_keys_is_rotated_by_a_step_of_its_own_and_two_rotations_forget() {
    let mut core = new_core();
    let mut commands = vec![(genesis_with_keys(1_024), None)];
    commands.extend((0..3_000).map(|n| (cancel_deposit(n), Some(key(n)))));
    let recorded = run(&mut core, &commands, std::iter::repeat(100));
    let rotations = recorded.iter().flat_map(|(.., events)| events).filter(|event| matches!(event, Event::KeysRotated(_))).count();
    assert!(rotations >= 2, "{rotations}");
    assert!(recorded.iter().zip(1..).all(|((header, ..), seq)| header.seq == Seq(seq)), "steps have records of their own");
    let again = [(cancel_deposit(0), Some(key(0))), (cancel_deposit(2_999), Some(key(2_999)))];
    let recorded = run(&mut core, &again, std::iter::repeat(100));
    assert!(matches!(recorded[0].2, Outcome::Other(Decision::Rejected(_))));
    assert!(matches!(recorded[1].2, Outcome::Other(Decision::Repeated { .. })));
}

#[test]
fn a_job_goes_on_once_a_batch_under_full_load_too() {
    const HOLDERS: u32 = 5_000;
    let mut core = new_core();
    let mut commands = market_with_holders(HOLDERS);
    commands.extend(distribution(HOLDERS));
    let setup = run(&mut core, &commands, std::iter::repeat(RECORDS_MAX));
    assert!(setup.iter().all(|(_, _, outcome, _)| *outcome == Outcome::Accepted), "{:?}", setup.last());
    let paid = |events: &[Event]| events.iter().filter(|event| matches!(event, Event::DistributionPaid(_))).count();
    let mut holders_paid: usize = setup.iter().map(|(.., events)| paid(events)).sum();

    let load: Vec<_> = (0..10 * RECORDS_MAX as u64).map(|n| (open_account(1 + n % 7), None)).collect();
    let mut row = Row::new(&load);
    let mut batch = Batch::new();
    let mut batches = 0;
    while holders_paid < HOLDERS as usize {
        assert!(!row.is_empty(), "the job starves: {holders_paid} were paid");
        while core.process(&mut row, &mut batch, START).expect("sound") > 0 {}
        assert!(batch.is_full());
        core.close(&mut batch, START).expect("sound");
        let steps = batch.entries().iter().filter(|entry| matches!(entry.command, Command::ContinueJob(_)));
        assert_eq!(steps.count(), 1);
        holders_paid += batch.entries().iter().map(|entry| paid(batch.events_of(entry))).sum::<usize>();
        batch.clear();
        batches += 1;
    }
    assert!(batches > 1);
    core.exchange().check().expect("sound");
}
