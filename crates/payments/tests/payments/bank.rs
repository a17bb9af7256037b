//! Money comes in once and leaves once.

use std::sync::Arc;
use std::time::Duration;

use money::Won;
use payments::{BankNumber, BankTotals, Notice, Payments, PaymentsError, Refusal, TransferId, TransferState};
use protocol::command::{AccountKind, OpenAccount, RequestWithdrawal};
use protocol::event::Event;
use protocol::{AccountId, Home, OwnerId};
use scratch::{Core, Folder, Kind};
use store::{Database, Progress, Relay};
use tokio::sync::watch;

struct World {
    payments: Payments,
    core: Core,
    relay: Relay,
    account: AccountId,
    number: BankNumber,
    _folder: Folder,
}

impl World {
    async fn new(kind: Kind) -> Self {
        let folder = Folder::new(env!("CARGO_TARGET_TMPDIR"));
        let url = kind.database_url(folder.path()).await;
        let database = Database::open(&url, &[("payments", payments::MIGRATIONS)]).await.unwrap();
        let payments = Payments::new(database.clone());
        let core = Core::start(folder.path(), Home::LIVE).await;
        let relay = Relay::new(database, vec![core.gateway.clone()], vec![Arc::new(payments.clone())]);
        let events = core.give(OpenAccount { owner: OwnerId(10_001), kind: AccountKind::Investor, own_instrument: None }).await;
        let Event::AccountOpened(opened) = &events[0] else { panic!("{events:?}") };
        let number = payments.bank_number(OwnerId(10_001), opened.account).await.unwrap();
        assert_eq!(payments.bank_number(OwnerId(10_001), opened.account).await.unwrap(), number);
        Self { payments, core, relay, account: opened.account, number, _folder: folder }
    }

    async fn relay(&self) {
        while self.relay.step(Home::LIVE).await.unwrap() == Progress::Settled {}
    }

    fn notice(&self, id: &str, amount: i64) -> Notice {
        Notice { transfer_id: TransferId::new(id).unwrap(), number: self.number.clone(), amount: Won(amount) }
    }

    fn credited(&self) -> Vec<(AccountId, i64)> {
        let events = self.core.records().into_iter().filter_map(|record| record.outcome.ok()).flatten();
        events
            .filter_map(|event| if let Event::DepositCredited(paid) = event { Some((paid.account, paid.amount.0)) } else { None })
            .collect()
    }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, PaymentsError>) -> Refusal {
    match result.unwrap_err() {
        PaymentsError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

async fn f14_a_transfer_is_credited_once_however_often_the_bank_tells_of_it(kind: Kind) {
    let world = World::new(kind).await;
    let first = world.payments.receive(world.notice("t-1", 50_000)).await.unwrap();
    assert_eq!(first.state, TransferState::Received);
    world.relay().await;
    for _ in 0..3 {
        assert_eq!(world.payments.receive(world.notice("t-1", 50_000)).await.unwrap().state, TransferState::Credited);
        world.relay().await;
    }
    assert_eq!(world.credited(), [(world.account, 50_000)]);
    let again = world.payments.receive(world.notice("t-1", 50_001)).await;
    assert_eq!(refusal(again), Refusal::TransferIdReused);
    world.payments.receive(world.notice("t-2", 7)).await.unwrap();
    world.relay().await;
    assert_eq!(world.credited(), [(world.account, 50_000), (world.account, 7)]);
    assert_eq!(world.payments.bank_totals().await.unwrap(), BankTotals { paid_in: Won(50_007), paid_out: Won(0), credited: Won(50_007) });
}

async fn f14_what_the_bank_tells_wrongly_changes_nothing(kind: Kind) {
    let world = World::new(kind).await;
    let mut unknown = world.notice("t-1", 5);
    let stranger = world.payments.bank_number(OwnerId(10_002), AccountId(world.account.0 + 1)).await.unwrap();
    assert_ne!(stranger, world.number);
    unknown.amount = Won(0);
    assert_eq!(refusal(world.payments.receive(unknown).await), Refusal::AmountNotPositive);
    assert_eq!(TransferId::new(""), Err(Refusal::TransferIdMalformed));
    assert_eq!(TransferId::new("a b"), Err(Refusal::TransferIdMalformed));
    world.relay().await;
    assert_eq!(world.credited(), []);
    // The core refuses what is for an account that it does not know; the row says why.
    let lost = Notice { transfer_id: TransferId::new("t-9").unwrap(), number: stranger, amount: Won(9) };
    world.payments.receive(lost.clone()).await.unwrap();
    world.relay().await;
    let lost = world.payments.receive(lost).await.unwrap();
    assert_eq!((lost.state, lost.reason.as_deref()), (TransferState::Refused, Some("unknown_account")));
}

async fn f14_a_withdrawal_is_paid_once_and_after_the_core_has_let_it_go(kind: Kind) {
    let world = World::new(kind).await;
    world.payments.receive(world.notice("t-1", 1_000)).await.unwrap();
    world.relay().await;
    let (stop, stopped) = watch::channel(false);
    let following = tokio::spawn(world.payments.clone().follow_withdrawals(world.core.gateway.clone(), stopped));
    world.core.give(RequestWithdrawal { account: world.account, amount: Won(400) }).await;
    let paid = async {
        while world.payments.bank_totals().await.unwrap().paid_out == Won(0) {
            world.relay().await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(3), paid).await.unwrap();
    stop.send_replace(true);
    following.await.unwrap();
    // Followed from the beginning again, as after a crash before the cursor was moved, it is paid no second time.
    let (stop, stopped) = watch::channel(false);
    let following = tokio::spawn(world.payments.clone().follow_withdrawals(world.core.gateway.clone(), stopped));
    world.core.give(RequestWithdrawal { account: world.account, amount: Won(100) }).await;
    let paid = async {
        while world.payments.bank_totals().await.unwrap().paid_out < Won(500) {
            world.relay().await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(3), paid).await.unwrap();
    stop.send_replace(true);
    following.await.unwrap();
    assert_eq!(world.payments.bank_totals().await.unwrap(), BankTotals { paid_in: Won(1_000), paid_out: Won(500), credited: Won(1_000) });
    let events = world.core.records().into_iter().filter_map(|record| record.outcome.ok()).flatten();
    assert_eq!(events.filter(|event| matches!(event, Event::WithdrawalCompleted(_))).count(), 2);
}

scratch::both!(
    f14_a_transfer_is_credited_once_however_often_the_bank_tells_of_it,
    f14_what_the_bank_tells_wrongly_changes_nothing,
    f14_a_withdrawal_is_paid_once_and_after_the_core_has_let_it_go,
);
