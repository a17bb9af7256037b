use crate::auction;
use crate::exchange::Exchange;
use crate::instrument::Clearing;
use crate::timers::Timer;
use money::Price;
use protocol::event::{Event, ReferenceSet, VolatilityInterrupted};
use protocol::{Header, OrderId};

impl Exchange {
    /// Changes the state by one event of the record at hand. It adds, subtracts and moves what stands in the event, looks its ids up, and calls the same
    /// functions that executing a command calls. It cannot fail on a journal that this program wrote; one that another wrote ends in a panic.
    pub fn apply(&mut self, header: &Header, event: &Event) {
        match event {
            Event::OrderPlaced(placed) => {
                let (account, i) = (placed.account.local(), placed.instrument.local());
                let holding = self.holdings.find(&self.accounts, account, i);
                let level = self.instruments[i].level_of_price(placed.limit).expect("an order is placed on the grid");
                self.open_order(header, account, i, holding, level, placed);
            }
            Event::Fill(fill) => {
                let (buy, sell) = (self.place_of(fill.buy), self.place_of(fill.sell));
                self.settle(self.party(buy), self.party(sell), fill);
            }
            Event::OrderCancelled(cancelled) => {
                let slot = self.place_of(cancelled.order);
                self.end_cancelled(slot, cancelled);
            }
            Event::OrderRested(rested) => {
                let slot = self.place_of(rested.order);
                self.rest(slot);
            }
            Event::OrderAmended(amended) => {
                let slot = self.place_of(amended.order);
                self.change_order(slot, amended);
            }
            Event::OrdersDecremented(decremented) => {
                let (taker, maker) = (self.place_of(decremented.taker), self.place_of(decremented.maker));
                self.decrement(taker, maker, decremented);
            }
            Event::OrderTriggered(triggered) => {
                let slot = self.place_of(triggered.order);
                self.enter(slot, triggered);
            }
            Event::OrderDue(due) => {
                let slot = self.place_of(due.order);
                self.become_due(slot);
            }
            Event::MarketFounded(genesis) => self.found(genesis),
            Event::KeysRotated(rotated) => self.rotate(rotated),
            Event::AccountOpened(opened) => self.add_account(opened),
            Event::VerificationSet(set) => self.verify(set),
            Event::SelfTradePreventionSet(set) => self.accounts[set.account.local()].prevention = set.mode,
            Event::DepositRequested(requested) => self.open_deposit(requested),
            Event::DepositCredited(credited) => self.pay_in(credited),
            Event::DepositCancelled(cancelled) => self.drop_deposit(cancelled),
            Event::WithdrawalRequested(requested) => self.open_withdrawal(requested),
            Event::WithdrawalCompleted(completed) => self.pay_out(completed),
            Event::WithdrawalCancelled(cancelled) => self.drop_withdrawal(cancelled),
            Event::CashGranted(granted) => self.grant(granted),
            Event::PolicyAdded(added) => self.add_policy(added),
            Event::PolicyInForce(event) => self.put_policy_in_force(event),
            Event::InstrumentListed(listed) => self.add_instrument(listed),
            Event::RulesResolved(resolved) => self.resolve_to(resolved),
            Event::UnitsIssued(issued) => self.issue(issued),
            Event::InstrumentHalted(halted) => self.halt(halted.instrument.local()),
            Event::InstrumentResumed(resumed) => self.resume(resumed.instrument.local()),
            Event::InstrumentDelisted(delisted) => self.delist(delisted.instrument.local()),
            Event::DayStarted(started) => self.begin_day(started),
            Event::PhaseChanged(changed) => self.change_phase(changed),
            Event::ReferenceSet(set) => self.refer_to(set),
            Event::VolatilityInterrupted(interrupted) => self.interrupt_trading(interrupted),
            Event::InterruptionEnded(ended) => self.end_interruption(ended.instrument.local()),
            Event::AuctionPriced(priced) => {
                self.instrument_mut(priced.instrument.local()).clearing = Some(Clearing { price: priced.price, left: priced.quantity });
            }
            Event::AuctionEnded(ended) => auction::end_auction(self.instrument_mut(ended.instrument.local())),
            Event::JobStarted(started) => self.begin_job(header, started),
            Event::JobAdvanced(advanced) => {
                self.jobs.get_mut(&advanced.job).expect("a job that advances is under way").cursor = advanced.cursor;
            }
            Event::JobEnded(ended) => self.end_job(ended.job),
            Event::DistributionDeclared(declared) => self.declare_distribution(declared),
            Event::DistributionPaid(paid) => {
                let job = self.jobs.get(&paid.job).expect("a payment's job is under way");
                let epoch = job.distribution.as_ref().expect("a payment's distribution was declared").epoch;
                let slot =
                    self.holdings.find(&self.accounts, paid.account.local(), job.instrument.expect("a distribution is an instrument's"));
                self.pay_holder(slot, epoch, paid);
            }
            Event::DistributionClosed(closed) => self.close_distribution(closed),
            Event::OwnerPaid(paid) => self.pay_owner(paid),
            Event::AssetRegistered(registered) => self.add_asset(registered),
            Event::OfferingScheduled(scheduled) => self.announce_offering(scheduled),
            Event::Subscribed(subscribed) => self.add_subscription(subscribed),
            Event::SubscriptionCancelled(cancelled) => self.give_up_subscription(cancelled),
            Event::OfferingEnded(ended) => self.end_offering(ended),
            Event::Allotted(allotted) => self.allot(allotted),
            Event::SubscriptionRefunded(refunded) => self.refund_subscription(refunded),
            Event::OfferingClosed(closed) => self.close_offering(closed),
            Event::ProceedsReleased(released) => self.pay_proceeds(released),
            Event::ActionProposed(proposed) => self.add_proposal(proposed),
            Event::ActionApproved(approved) => self.close_proposal(approved.proposal),
            Event::ActionRejected(rejected) => self.close_proposal(rejected.proposal),
        }
    }

    fn place_of(&self, order: OrderId) -> u32 {
        self.orders.find(order).expect("an event's order is open")
    }

    fn refer_to(&mut self, set: &ReferenceSet) {
        let instrument = self.instrument_mut(set.instrument.local());
        instrument.reference = set.reference;
        instrument.lower_trigger = set.lower_trigger;
        instrument.upper_trigger = set.upper_trigger;
        instrument.auction_price = Price::ZERO;
        instrument.reference_is_due = false;
    }

    fn interrupt_trading(&mut self, interrupted: &VolatilityInterrupted) {
        let i = interrupted.instrument.local();
        self.instrument_mut(i).interrupted_until = Some(interrupted.until);
        self.timers.set(interrupted.until, Timer::Interruption(i));
        self.session_changed(i);
    }

    fn end_interruption(&mut self, i: u16) {
        let instrument = self.instrument_mut(i);
        instrument.uncross_due = true;
        if let Some(until) = instrument.interrupted_until.take() {
            self.timers.clear(until, Timer::Interruption(i));
        }
        self.session_changed(i);
    }
}
