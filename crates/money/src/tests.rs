use super::*;
use proptest::prelude::*;

#[test]
fn f17_value_is_floored_once_for_both_sides() {
    let coin = Scale::new(0, 8).unwrap();
    assert_eq!(coin.value(Price(150_000_000), Quantity(1)), Some(Won(1)));
    assert_eq!(coin.value(Price(99_999_999), Quantity(1)), Some(Won(0)));
    assert_eq!(Scale::new(0, 0).unwrap().value(Price(5_000), Quantity(480_000)), Some(Won(2_400_000_000)));
    assert_eq!(Scale::new(0, 0).unwrap().value(Price(1 << 40), Quantity(1 << 40)), None);
    assert_eq!(Scale::new(9, 0), None);
}

#[test]
fn f17_decimals_are_read_exactly_or_refused() {
    for (text, decimals, number) in
        [("0", 0, 0), ("1234", 0, 1234), ("0.05", 2, 5), ("12.5", 3, 12_500), ("9999999999999999", 0, 9_999_999_999_999_999)]
    {
        assert_eq!(parse_decimal(text, decimals), Ok(number), "{text}");
    }
    for text in ["", "-1", "+1", "01", "1.", ".5", "1e5", " 1", "1 ", "1,000", "0x10", "NaN", "12345678901234567", "0.123456789", "１"] {
        assert_eq!(parse_decimal(text, 8), Err(DecimalError::Malformed), "{text}");
    }
    assert_eq!(parse_decimal("1.50", 1), Err(DecimalError::TooManyDecimals(1)));
    assert_eq!(parse_decimal("9999999999999999.9", 8), Err(DecimalError::TooLarge));
    assert_eq!(format_decimal(-12_500, 3), "-12.5");
}

proptest! {
    #[test]
    fn f17_decimal_text_round_trips(number in 0i64..=9_999_999_999_999_999, decimals in 0u8..=8) {
        prop_assert_eq!(parse_decimal(&format_decimal(number, decimals), decimals), Ok(number));
    }

    #[test]
    fn f17_split_sums_to_the_total(total in 0i64..1_000_000_000_000, weights in prop::collection::vec(0i64..1_000_000, 1..40)) {
        let sum: i64 = weights.iter().sum();
        let parts = split_by_largest_remainder(Won(total), &weights);
        prop_assert_eq!(parts.is_none(), sum == 0);
        if let Some(parts) = parts {
            prop_assert_eq!(parts.iter().map(|p| p.0).sum::<i64>(), total);
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = i128::from(total) * i128::from(*weight);
                prop_assert!((i128::from(part.0) * i128::from(sum) - exact).abs() < i128::from(sum));
            }
        }
    }

    #[test]
    fn f17_running_shares_equal_the_share_of_the_sum(rate in 0u16..=1_000, amounts in prop::collection::vec(0i64..1_000_000_000_000, 0..20)) {
        let mut left = Accrual::default();
        let mut taken = 0i64;
        for &amount in &amounts {
            let (due, after) = Bps(rate).accrue(Won(amount), left);
            taken += due.0;
            left = after;
        }
        prop_assert_eq!(i128::from(taken), amounts.iter().map(|&a| i128::from(a)).sum::<i128>() * i128::from(rate) / 10_000);
    }

    #[test]
    fn f17_quantity_for_is_the_largest_affordable(amount in 0i64..1_000_000_000_000, price in 1i64..200_000_000, decimals in 0u8..=8) {
        let scale = Scale::new(0, decimals).unwrap();
        if let Some(quantity) = scale.quantity_for(Won(amount), Price(price)) {
            prop_assert!(scale.value(Price(price), quantity).unwrap() <= Won(amount));
            prop_assert!(scale.value(Price(price), Quantity(quantity.0 + 1)).unwrap() > Won(amount));
        }
    }
}
