use crate::Won;

/// Splits `total` in proportion to `weights` so that the parts sum to it exactly: each gets its share rounded down, and the won left over go one
/// each to the largest remainders, the earlier of equal ones first. All zero weights get nothing but the split then is refused.
///
/// `None` when `total` is negative, when a weight is negative, or when the weights sum to zero or past 2^63.
pub fn split_by_largest_remainder(total: Won, weights: &[i64]) -> Option<Vec<Won>> {
    let sum = weights.iter().try_fold(0i64, |sum, &w| if w < 0 { None } else { sum.checked_add(w) })?;
    if total.0 < 0 || sum == 0 {
        return None;
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = total.0;
    for (index, &weight) in weights.iter().enumerate() {
        let product = i128::from(total.0).checked_mul(i128::from(weight))?;
        let part = i64::try_from(product.checked_div(i128::from(sum))?).ok()?;
        remainders.push((std::cmp::Reverse(product.checked_rem(i128::from(sum))?), index));
        parts.push(Won(part));
        left = left.checked_sub(part)?;
    }
    remainders.sort_unstable();
    for &(_, index) in remainders.iter().take(usize::try_from(left).ok()?) {
        parts[index] = parts[index].checked_add(Won(1))?;
    }
    Some(parts)
}
