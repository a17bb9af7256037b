/// Why a text is not a decimal number of the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    #[error(
        "is not a decimal number such as 1234 or 0.05: no sign, no exponent, no leading zero, at most 16 digits before and 8 after the point"
    )]
    Malformed,
    #[error("has more than {0} decimals")]
    TooManyDecimals(u8),
    #[error("is too large")]
    TooLarge,
}

const MAX_WHOLE_DIGITS: usize = 16;
const MAX_DECIMALS: usize = 8;

/// Reads `^(0|[1-9]\d{0,15})(\.\d{1,8})?$` as an integer of 10^-`decimals`. Digits beyond the scale are refused, even zeros, and never rounded.
pub fn parse_decimal(text: &str, decimals: u8) -> Result<i64, DecimalError> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let well_formed = digits(whole)
        && whole.len() <= MAX_WHOLE_DIGITS
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(|f| digits(f) && f.len() <= MAX_DECIMALS);
    if !well_formed {
        return Err(DecimalError::Malformed);
    }
    let fraction = fraction.unwrap_or("");
    if fraction.len() > usize::from(decimals) {
        return Err(DecimalError::TooManyDecimals(decimals));
    }
    let zeros = std::iter::repeat_n(b'0', usize::from(decimals).saturating_sub(fraction.len()));
    let mut number = 0i64;
    for digit in whole.bytes().chain(fraction.bytes()).chain(zeros) {
        let digit = i64::from(digit.saturating_sub(b'0'));
        number = number.checked_mul(10).and_then(|n| n.checked_add(digit)).ok_or(DecimalError::TooLarge)?;
    }
    Ok(number)
}

/// Writes an integer of 10^-`decimals` in its canonical form: no trailing zeros, no point without digits behind it.
pub fn format_decimal(number: i64, decimals: u8) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", number.unsigned_abs(), width = usize::from(decimals).saturating_add(1));
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(usize::from(decimals)));
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}
