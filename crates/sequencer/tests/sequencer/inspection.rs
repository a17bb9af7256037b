//! The inspector agrees with what was done, and says so loudly where it does not.

use crate::fixture::{Folder, HOME, START, cancel_deposit, genesis, keyed, open_account, plain, settings};
use exchange::{Capacity, Exchange};
use gateway::{Gateway, Moved};
use protocol::{Header, Seq};
use sequencer::{Core, Difference, Inspector, SequencerError, Settings, TestClock, recover, start};
use std::time::Duration;

fn trade(gateway: &Gateway) {
    gateway.submit(plain(genesis())).expect("open").wait().expect("answered");
    for n in 1..200 {
        let command = if n % 4 == 0 { cancel_deposit(n) } else { open_account(n) };
        gateway.submit(keyed(command, n)).expect("open").wait().expect("answered");
    }
}

fn traded(folder: &Folder) -> (Gateway, Core) {
    let shard = recover(folder.disk(), &settings()).expect("recovers");
    let (gateway, running) = start(shard, Box::new(TestClock::new(START)), Settings::default()).expect("threads");
    trade(&gateway);
    (gateway, running.stop().expect("stops"))
}

#[test]
fn executing_everything_again_comes_to_the_same() {
    let folder = Folder::new();
    let (gateway, core) = traded(&folder);
    let mut inspector = Inspector::new(Exchange::new(HOME, Capacity::DEMO), gateway.follow(Seq(0)));
    let mut last = Seq(0);
    while let Some((seq, _)) = inspector.step().expect("no difference") {
        assert!(seq > last);
        last = seq;
    }
    assert_eq!((last, inspector.position()), (Seq(200), Seq(200)));
    assert_eq!(inspector.exchange().component_hashes(), core.exchange().component_hashes());
    assert_eq!(inspector.wait(Duration::from_secs(60)), Moved::Stopped);
}

#[test]
fn another_state_is_noticed() {
    let folder = Folder::new();
    let (gateway, core) = traded(&folder);
    let mut follower = gateway.follow(Seq(0));
    let mut exchange = Exchange::new(HOME, Capacity::DEMO);
    while let Some(record) = follower.try_next().expect("sound") {
        if record.header.seq > Seq(100) {
            break;
        }
        for event in record.outcome.iter().flatten() {
            exchange.apply(&record.header, event);
        }
        exchange.finish(&record.header);
    }
    // One event too many, as after a replay that applies twice.
    let record = gateway.record(Seq(2)).expect("kept");
    let header = Header { seq: Seq(100), ..record.header };
    record.outcome.expect("an account").iter().for_each(|event| exchange.apply(&header, event));
    let mut inspector = Inspector::new(exchange, gateway.follow(Seq(100)));
    let noticed = std::iter::from_fn(|| inspector.step().transpose()).find_map(Result::err);
    assert!(
        matches!(noticed, Some(SequencerError::Difference(Difference::Outcome { .. } | Difference::ControlTotals { .. }))),
        "{noticed:?}"
    );
    drop(core);
}
