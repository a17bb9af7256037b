use super::{Bar, Bars, Conversion, waypoints};

const HEAD: &str = "timestamp,open,high,low,close,volume\n";

#[test]
fn bars_are_read_and_checked() {
    let bars = Bars::parse(&format!("{HEAD}2022-01-05 00:00:00.000000,10.5,12.0,10.0,11.0,1000.25\n")).unwrap().0;
    assert_eq!(bars, [Bar { open: 105_000, high: 120_000, low: 100_000, close: 110_000, turnover: 10_002_500 }]);
    for wrong in ["", HEAD, &format!("{HEAD}t,1,2,3\n"), &format!("{HEAD}t,10,9,8,9,1\n"), &format!("{HEAD}t,x,9,8,9,1\n"), "open,high\n"] {
        assert!(Bars::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_way_touches_all_four_prices_within_the_minute() {
    let bar = Bar { open: 105_000, high: 120_000, low: 100_000, close: 110_000, turnover: 700 };
    let way = waypoints(&bar, Conversion { won: 2, per: 10_000 });
    let prices: Vec<i64> = way.iter().map(|point| point.price).collect();
    assert_eq!((prices[0], *prices.last().unwrap()), (21, 22));
    assert_eq!((prices.iter().max(), prices.iter().min()), (Some(&24), Some(&20)));
    assert_eq!(prices.iter().position(|&price| price == 20), Some(2), "the nearer one comes first");
    assert!(way.windows(2).all(|pair| pair[0].at_permille < pair[1].at_permille) && way.iter().all(|point| point.at_permille < 1_000));
}

#[test]
fn a_conversion_rounds_to_the_nearest_won() {
    let conversion = Conversion { won: 1_350, per: 10_000 };
    assert_eq!(conversion.won(458_710_000), 61_925_850);
    assert_eq!(Conversion { won: 1, per: 2 }.won(1), 1);
}
