// SPDX-License-Identifier: Apache-2.0
//! Division with its rounding in the name, true below zero: Rust's `/` truncates towards zero.

/// `⌊numerator / divisor⌋`; `None` unless the divisor is positive.
pub(crate) fn div_floor(numerator: i128, divisor: i128) -> Option<i128> {
	if divisor <= 0 {
		return None;
	}
	numerator.checked_div_euclid(divisor)
}

/// `⌈numerator / divisor⌉`; `None` unless the divisor is positive.
pub(crate) fn div_ceil(numerator: i128, divisor: i128) -> Option<i128> {
	div_floor(numerator.checked_neg()?, divisor)?.checked_neg()
}

/// `⌊value * part / whole⌋` for `part <= whole`, so the result is at most `value`; 0 of an empty
/// whole.
pub(crate) fn scale_floor(value: u64, part: u64, whole: u64) -> u64 {
	let product = u128::from(value).saturating_mul(u128::from(part));
	let scaled = product.checked_div(u128::from(whole)).unwrap_or(0);
	u64::try_from(scaled).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn rounding_is_true_below_zero() {
		assert_eq!(div_floor(-7, 2), Some(-4));
		assert_eq!(div_ceil(-7, 2), Some(-3));
		assert_eq!(div_floor(7, 2), Some(3));
		assert_eq!(div_ceil(7, 2), Some(4));
		assert_eq!(div_floor(-8, 2), div_ceil(-8, 2));
	}

	#[test]
	fn a_divisor_that_is_not_positive_is_refused() {
		assert_eq!(div_floor(1, 0), None);
		assert_eq!(div_ceil(1, -1), None);
	}

	#[test]
	fn scaling_is_exact_at_the_limits() {
		assert_eq!(scale_floor(u64::MAX, u64::MAX, u64::MAX), u64::MAX);
		assert_eq!(scale_floor(7, 1, 2), 3);
		assert_eq!(scale_floor(7, 0, 0), 0);
	}
}
