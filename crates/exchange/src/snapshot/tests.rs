use crate::exchange::{Capacity, Exchange};
use money::{Price, Quantity, Won};
use policies::{Builtin, Family};
use protocol::command::{AccountKind, Genesis, GrantCash, ListInstrument, OpenAccount, PlaceOrder, TradingCircle};
use protocol::policy::Rules;
use protocol::rejection::Component;
use protocol::text::Code;
use protocol::{AccountId, Command, Header, Home, InstrumentId, OrderKind, OwnerId, Seq, Side, Size, Time, TimeInForce};
use std::collections::BTreeMap;

const NOW: Time = Time(1_795_000_000_000_000);

fn play(exchange: &mut Exchange, command: impl Into<Command>) {
    let header = Header { seq: Seq(exchange.last_seq().0 + 1), at: NOW, key: None };
    exchange.execute(&header, &command.into(), &mut Vec::new()).expect("accepted");
    exchange.finish(&header);
}

#[test]
fn a_shard_without_room_for_another_holding_reads_back() {
    let capacity = Capacity { accounts: 20, holdings: 1, orders: 4 };
    let mut exchange = Exchange::new(Home::PRACTICE, capacity);
    play(&mut exchange, Genesis { key_secret: [1; 32], keys_max: 1_024, demo: None });
    let family = |builtin| Family::of(builtin);
    for builtin in [Builtin::CoinTicksWon, Builtin::Fees, Builtin::PracticeCoinCalendar] {
        for set in family(builtin).commands(NOW) {
            play(&mut exchange, Box::new(set));
        }
    }
    let rules = Rules {
        tick_table: family(Builtin::CoinTicksWon).policy,
        fees: family(Builtin::Fees).policy,
        calendar: family(Builtin::PracticeCoinCalendar).policy,
        price_band: None,
        volatility: None,
        withholding: None,
    };
    let listing = ListInstrument {
        code: Code::new("KRW-FULL").expect("a code"),
        price_decimals: 0,
        quantity_decimals: 0,
        lot: Quantity(1),
        max_order_quantity: Quantity(100),
        registered_supply: Quantity(100),
        reference_price: Price(1_000),
        circle: TradingCircle::Everyone,
        rules,
    };
    play(&mut exchange, Box::new(listing));
    play(&mut exchange, OpenAccount { owner: OwnerId(1), kind: AccountKind::Investor, own_instrument: None });
    let account = AccountId::new(Home::PRACTICE, 16);
    play(&mut exchange, GrantCash { account, amount: Won(1_000_000) });
    for _ in 0..2 {
        let order = PlaceOrder {
            account,
            instrument: InstrumentId::new(Home::PRACTICE, 1),
            side: Side::Buy,
            kind: OrderKind::Limit { price: Price(1_000) },
            time_in_force: TimeInForce::Gtc,
            size: Size::Quantity(Quantity(1)),
            prevention: None,
            client: None,
        };
        play(&mut exchange, order);
    }
    let mut components: BTreeMap<u8, Vec<u8>> = BTreeMap::new();
    exchange.write_components(&mut |component: Component, bytes| components.entry(component as u8).or_default().extend_from_slice(bytes));
    let mut read = |component: Component| components.remove(&(component as u8)).unwrap_or_default();
    let again = Exchange::read_components(Home::PRACTICE, capacity, &mut read).expect("what fitted fits again");
    assert_eq!(again.component_hashes(), exchange.component_hashes());
}
