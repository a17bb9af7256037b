use crate::command::*;
use crate::event::*;
use crate::ids::*;
use crate::order::*;
use crate::record::{Header, Record, decode_record, encode_record};
use crate::text::Text;
use crate::time::{Day, Time};
use crate::wire::{Decoder, Encoder};
use crate::{Reason, Rejection};
use money::*;
use proptest::prelude::*;

const HOME: Home = Home::PRACTICE;

fn round_trip(record: &Record) -> usize {
    let mut bytes = Vec::new();
    let outcome = record.outcome.as_ref().map(Vec::as_slice);
    encode_record(&mut Encoder::new(&mut bytes, HOME), &record.header, &record.command, outcome);
    let mut decoder = Decoder::new(&bytes, HOME);
    assert_eq!(&decode_record(&mut decoder, record.header.seq).unwrap(), record);
    assert_eq!(decoder.remaining(), 0);
    for length in 0..bytes.len() {
        let _ = decode_record(&mut Decoder::new(&bytes[..length], HOME), record.header.seq);
    }
    bytes.len()
}

fn header(key: bool) -> Header {
    Header { seq: Seq(4_000_123), at: Time(1_795_000_000_000_000), key: key.then_some(KeyHash([7; 16])) }
}

fn limit_order(client: Option<&str>) -> PlaceOrder {
    PlaceOrder {
        account: AccountId::new(HOME, 777_777),
        instrument: InstrumentId::new(HOME, 3),
        side: Side::Buy,
        kind: OrderKind::Limit { price: Price(30_000) },
        time_in_force: TimeInForce::Gtc,
        size: Size::Quantity(Quantity(57)),
        prevention: Some(SelfTradePrevention::Decrement),
        client: client.map(|id| Box::new(ClientOrder { id: Text::new(id).unwrap(), hash: KeyHash([9; 16]) })),
    }
}

fn placed(order: &PlaceOrder) -> OrderPlaced {
    OrderPlaced {
        order: OrderId::new(HOME, 4_000_123),
        account: order.account,
        instrument: order.instrument,
        side: order.side,
        kind: order.kind,
        time_in_force: order.time_in_force,
        size: order.size,
        prevention: SelfTradePrevention::Decrement,
        entry: Entry::Taking,
        limit: Price(30_000),
        hold: Won(30_000 * 57 + 856),
        fees: PolicyVersion(2),
        client: order.client.clone(),
    }
}

#[test]
fn f72_a_placed_order_with_its_key_takes_thirty_two_bytes_at_most() {
    let order = limit_order(None);
    let record = Record { header: header(true), command: order.clone().into(), outcome: Ok(vec![placed(&order).into()]) };
    // A frame's first record states its time in full, 8 bytes more than the later ones.
    assert!(round_trip(&record) <= 32 + 8);
}

#[test]
fn f72_records_of_every_shape_round_trip() {
    let order = limit_order(Some("client-1"));
    round_trip(&Record { header: header(false), command: order.clone().into(), outcome: Ok(vec![placed(&order).into()]) });
    round_trip(&Record { header: header(true), command: order.clone().into(), outcome: Err(Reason::InsufficientCash.into()) });
    // A refused command may carry any id, of another market too.
    let foreign = PlaceOrder { account: AccountId::new(Home::LIVE, 1), ..order.clone() };
    round_trip(&Record { header: header(true), command: foreign.into(), outcome: Err(Reason::WrongMarket.into()) });
    let elsewhere = OrderPlaced { order: OrderId::new(HOME, 9), ..placed(&order) };
    round_trip(&Record {
        header: header(false),
        command: Tick {}.into(),
        outcome: Ok(vec![
            elsewhere.into(),
            PhaseChanged { instrument: order.instrument, day: Day(1), phase: crate::policy::Phase::Continuous, until: Time::NEVER }.into(),
        ]),
    });
    for kind in [
        OrderKind::Market,
        OrderKind::Best,
        OrderKind::StopLimit { price: Price(5), stop: Price(4) },
        OrderKind::Reserved { price: Price(1), until: ReservedUntil::NextSession },
        OrderKind::Reserved { price: Price(1), until: ReservedUntil::Time(Time(5)) },
    ] {
        for size in [Size::Quantity(Quantity(1)), Size::Amount(Won(1_000_000_000))] {
            for &time_in_force in TimeInForce::ALL {
                let order = PlaceOrder { kind, size, time_in_force, prevention: None, ..limit_order(None) };
                round_trip(&Record { header: header(true), command: order.clone().into(), outcome: Ok(vec![placed(&order).into()]) });
            }
        }
    }
}

#[test]
fn every_reason_names_a_code_and_a_rule_and_codes_differ() {
    let codes: std::collections::BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes.len(), Reason::ALL.len());
    for reason in Reason::ALL {
        assert!(!reason.rule().is_empty());
        round_trip(&Record { header: header(true), command: Tick {}.into(), outcome: Err(Rejection::from(*reason)) });
    }
}

#[test]
fn ids_say_their_market_and_have_one_spelling() {
    let account = AccountId::new(HOME, 1001);
    assert_eq!(account.to_string(), "P-1001");
    assert_eq!("P-1001".parse(), Ok(account));
    assert!(!account.is_of(Home::LIVE));
    assert_eq!(OrderId::new(Home::LIVE, 123).to_string(), "live-123");
    assert_eq!("live.1-123".parse(), Ok(OrderId::new(Home { market: Market::Live, shard: 1 }, 123)));
    for text in ["", "P", "P-", "P-01", "Q-1", "P-+1", "P--1", "p-1", "P-4294967296", "P256-1", "P-1 "] {
        assert_eq!(text.parse::<AccountId>(), Err(NotAnId), "{text}");
    }
    for text in ["live", "live-", "Live-1", "live-01", "live.x-1", "live-281474976710656", "-1"] {
        assert_eq!(text.parse::<OrderId>(), Err(NotAnId), "{text}");
    }
}

#[test]
fn civil_days_and_times_are_right() {
    assert_eq!(Day::from_civil(1970, 1, 1), Some(Day(0)));
    assert_eq!(Day::from_civil(2026, 11, 21).map(|day| (day.weekday(), day.to_string())), Some((5, "2026-11-21".to_owned())));
    assert_eq!(Day::from_civil(2000, 2, 29).map(|day| day.to_string()), Some("2000-02-29".to_owned()));
    for (year, month, day) in [(2026, 2, 29), (2026, 13, 1), (1969, 12, 31), (2026, 4, 31), (2026, 0, 1)] {
        assert_eq!(Day::from_civil(year, month, day), None);
    }
    assert_eq!(Time(1_000_000 * 86_400 + 1).rfc3339(), "1970-01-02T00:00:00.000001Z");
}

proptest! {
    #[test]
    fn f72_fills_round_trip(
        numbers in prop::array::uniform16(any::<i64>()), aggressor in 0usize..3, small in any::<bool>(), accruals in prop::array::uniform2(0u16..10_000),
    ) {
        let limit = if small { 1 << 20 } else { i64::MAX };
        let n: Vec<i64> = numbers.iter().map(|v| (v & i64::MAX) % limit).collect();
        let fill = Fill {
            buy: OrderId(numbers[0] as u64), sell: OrderId(numbers[1] as u64), aggressor: Aggressor::ALL[aggressor],
            price: Price(n[2]), quantity: Quantity(n[3]), value: Won(n[4]), buyer_fee: Won(n[5]), seller_fee: Won(n[6]),
            buyer_accrual: Accrual(accruals[0]), seller_accrual: Accrual(accruals[1]),
            released: Won(n[7]), cost_removed: Won(n[8]), income_tax: Won(n[9]), local_tax: Won(n[10]),
        };
        let cancelled = OrderCancelled { order: OrderId(numbers[11] as u64), reason: CancelReason::Dust, released: Won(n[12]), rest: n[13] };
        round_trip(&Record { header: header(true), command: CancelOrder { account: AccountId(numbers[14] as u64), order: OrderId(numbers[15] as u64) }.into(), outcome: Ok(vec![fill.into(), cancelled.into()]) });
    }

    #[test]
    fn f72_arbitrary_bytes_never_panic_the_decoder(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode_record(&mut Decoder::new(&bytes, HOME), Seq(1));
    }
}

/// Records in one frame, where time, instrument, price and fee schedule may be left out as the one before says them.
#[test]
fn f72_short_forms_round_trip_one_after_another() {
    let (seq, far) = (4_000_123, i64::MAX);
    let order = |instrument: u16, side| PlaceOrder { instrument: InstrumentId::new(HOME, instrument), side, ..limit_order(None) };
    let placed_with = |order: &PlaceOrder, seq: u64, hold: i64, fees: u32| OrderPlaced {
        order: OrderId::new(HOME, seq),
        hold: Won(hold),
        fees: PolicyVersion(fees),
        ..placed(order)
    };
    let cancel = |order: u64| CancelOrder { account: AccountId::new(HOME, 5), order: OrderId::new(HOME, order) };
    let cancelled =
        |order: u64, reason, released| OrderCancelled { order: OrderId::new(HOME, order), reason, released: Won(released), rest: 3 };
    let fill = |buy: u64, sell: u64, aggressor, amount: i64| Fill {
        buy: OrderId::new(HOME, buy),
        sell: OrderId::new(HOME, sell),
        aggressor,
        price: Price(30_000),
        quantity: Quantity(amount),
        value: Won(30_000_i64.wrapping_mul(amount)),
        buyer_fee: Won(amount),
        seller_fee: Won(amount),
        buyer_accrual: Accrual(9_999),
        seller_accrual: Accrual(9_999),
        released: Won(amount),
        cost_removed: Won(amount),
        income_tax: Won(amount),
        local_tax: Won(0),
    };
    let (buy, sell) = (order(3, Side::Buy), order(4, Side::Sell));
    let mut outcomes: Vec<(Command, Vec<Event>)> = Vec::new();
    for (place, aggressor) in [(0, Aggressor::Buy), (3, Aggressor::Sell), (6, Aggressor::Auction)] {
        let (at, before) = (seq + place, seq - 5);
        outcomes.push((buy.clone().into(), vec![placed_with(&buy, at, 1, 2).into(), fill(at, before, aggressor, 1).into()]));
        outcomes.push((sell.clone().into(), vec![placed_with(&sell, at + 1, 0, 7).into(), fill(before, at + 1, aggressor, far).into()]));
        outcomes.push((sell.clone().into(), vec![placed_with(&sell, at + 2, far, 7).into(), fill(1, 2, aggressor, 0).into()]));
    }
    for (order, reason, released) in
        [(7, CancelReason::ByOwner, 0), (7, CancelReason::ByOwner, far), (7, CancelReason::ByStaff, 1), (8, CancelReason::ByOwner, 1)]
    {
        outcomes.push((cancel(7).into(), vec![cancelled(order, reason, released).into()]));
    }
    let stop = OrderKind::StopLimit { price: Price(far), stop: Price(-far) };
    let longest =
        PlaceOrder { account: AccountId(u64::MAX), instrument: InstrumentId(u32::MAX), kind: stop, size: Size::Amount(Won(far)), ..sell };
    outcomes.push((longest.into(), Vec::new()));
    let records: Vec<Record> = (seq..)
        .zip(outcomes)
        .map(|(seq, (command, events))| {
            // Two records at each time.
            let header = Header { seq: Seq(seq), at: Time((seq as i64 / 2).wrapping_mul(far)), key: Some(KeyHash([7; 16])) };
            Record { header, command, outcome: Ok(events) }
        })
        .collect();
    let mut bytes = Vec::new();
    let mut to = Encoder::new(&mut bytes, HOME);
    for record in &records {
        encode_record(&mut to, &record.header, &record.command, record.outcome.as_ref().map(Vec::as_slice));
    }
    let mut from = Decoder::new(&bytes, HOME);
    for record in &records {
        assert_eq!(&decode_record(&mut from, record.header.seq).unwrap(), record);
    }
    assert_eq!(from.remaining(), 0);
}

#[test]
fn records_that_begin_anew_are_read_wherever_they_stand() {
    let order = |seq: u64| {
        let command = PlaceOrder {
            account: AccountId::new(HOME, 77),
            instrument: InstrumentId::new(HOME, 3),
            side: Side::Buy,
            kind: OrderKind::Limit { price: Price(30_000) },
            time_in_force: TimeInForce::Gtc,
            size: Size::Quantity(Quantity(5)),
            prevention: None,
            client: None,
        };
        let header = Header { seq: Seq(seq), at: Time(1_795_395_600_000_000), key: None };
        Record { header, command: command.into(), outcome: Ok(Vec::new()) }
    };
    let put = |to: &mut Encoder<'_>, record: &Record| {
        encode_record(to, &record.header, &record.command, record.outcome.as_ref().map(Vec::as_slice));
    };
    let mut apart = Vec::new();
    let mut encoder = Encoder::new(&mut apart, HOME);
    encoder.begin_anew();
    put(&mut encoder, &order(2));
    put(&mut encoder, &order(3));
    let bases = encoder.bases();
    let mut bytes = Vec::new();
    let mut to = Encoder::new(&mut bytes, HOME);
    put(&mut to, &order(1));
    to.append(&apart, bases);
    put(&mut to, &order(4));
    let mut from = Decoder::new(&bytes, HOME);
    for seq in 1..=4 {
        assert_eq!(decode_record(&mut from, Seq(seq)), Ok(order(seq)));
        assert_eq!(from.began_anew(), seq == 2);
    }
    assert_eq!(from.remaining(), 0);
}

#[test]
fn numbers_of_every_length_are_written_seven_bits_a_byte() {
    let near_powers = (0..64).flat_map(|bit| [1_u64 << bit, (1 << bit) - 1, (1 << bit) | 1, u64::MAX >> bit, 0x5bd1_e995_93d7_6a31 >> bit]);
    for value in near_powers {
        let (mut expected, mut rest) = (Vec::new(), value);
        while rest >= 0x80 {
            expected.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        expected.push(rest as u8);
        let (mut bytes, mut short) = (vec![1, 2, 3], vec![1, 2, 3]);
        Encoder::new(&mut bytes, HOME).unsigned(value);
        Encoder::new(&mut short, HOME).short(|to| to.unsigned(value));
        assert_eq!(bytes[3..], expected, "{value}");
        assert_eq!(short, bytes, "{value}");
        // Near the end of the bytes it is read one by one, else eight at once.
        for behind in 0..10 {
            bytes.truncate(3 + expected.len());
            bytes.extend(std::iter::repeat_n(0x85, behind));
            let mut decoder = Decoder::new(&bytes[3..], HOME);
            assert_eq!((decoder.unsigned(), decoder.remaining()), (Ok(value), behind), "{value}, {behind} behind");
        }
    }
}

#[test]
fn reasons_are_listed_in_the_order_of_their_numbers() {
    assert!(Reason::ALL.is_sorted(), "{:?}", Reason::ALL);
}
