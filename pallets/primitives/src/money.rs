// SPDX-License-Identifier: Apache-2.0
//! Money: prices in nano-currency per base quantity, positions in nano-currency.

/// Nano-currency per base quantity; 0.25 EUR/kWh is 250 000. Negative prices are ordinary.
pub type NanoPrice = i32;

/// What a member's meter is owed (positive) or owes (negative), in nano-currency.
pub type Position = i64;

/// Price times quantity, exact: no rounding per reading.
///
/// `i32 * u64` needs at most 96 bits, so the product always fits.
pub const fn leg(price: NanoPrice, quantity: u64) -> i128 {
	price as i128 * quantity as i128
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_leg_is_exact_at_the_limits() {
		assert_eq!(leg(250_000, 1_000), 250_000_000);
		assert_eq!(leg(i32::MIN, u64::MAX), i128::from(i32::MIN) * i128::from(u64::MAX));
		assert_eq!(leg(-1, 0), 0);
	}
}
