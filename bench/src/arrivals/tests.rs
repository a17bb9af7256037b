use protocol::command::Tick;

use super::*;

fn arrivals(count: u32) -> impl Iterator<Item = Arrival> {
    Repeating::new((0..count).map(|number| Keyed { command: Command::Tick(Tick {}), key: Some(KeyHash([number as u8; 16])) }))
}

#[test]
fn one_command_in_a_thousand_comes_again_with_its_key() {
    let again: Vec<Arrival> = arrivals(3_000).filter(|arrival| matches!(arrival.number, Number::Again(_))).collect();
    let numbers: Vec<Number> = again.iter().map(|arrival| arrival.number).collect();
    assert_eq!(numbers, [Number::Again(0), Number::Again(1_000), Number::Again(2_000)]);
    assert_eq!(again[1].keyed.key, Some(KeyHash([(1_000 % 256) as u8; 16])));
    assert_eq!(arrivals(3_000).count(), 3_003);
}

#[test]
fn everything_that_arrives_is_taken_once_and_in_order() {
    let mut source = AtOnce::new(arrivals(2_500));
    let mut taken = Vec::new();
    while !source.is_over() {
        source.refill();
        while let Some(incoming) = source.take() {
            taken.push(incoming.reply);
        }
    }
    assert_eq!(taken, arrivals(2_500).map(|arrival| arrival.number).collect::<Vec<_>>());
}

#[test]
fn nothing_arrives_before_its_microsecond() {
    let start = Instant::now();
    let mut source = Paced::new(arrivals(2_000).collect(), start);
    let mut taken = 0;
    while !source.is_over() {
        source.refill();
        while source.take().is_some() {
            taken += 1;
            assert!(start.elapsed().as_micros() + 1 >= taken);
        }
    }
    assert_eq!(taken, 2_002);
}
