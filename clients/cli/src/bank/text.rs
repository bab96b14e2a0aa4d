// SPDX-License-Identifier: Apache-2.0
//! How payments are told to a person.

use commonwatt_iso20022::Cents;
use energy_primitives::MemberAccount;

/// `electricity meter 4, owner 0`.
pub fn account(account: MemberAccount) -> String {
	let MemberAccount { meter, epoch } = account;
	format!("{} meter {}, owner {epoch}", meter.network.carrier.facts().name, meter.index)
}

/// `1 payment`, `2 payments`.
pub fn count(number: usize, what: &str) -> String {
	let plural = if number == 1 { "" } else { "s" };
	format!("{number} {what}{plural}")
}

/// `1 234.56 EUR`, thousands apart.
pub fn euros(cents: Cents) -> String {
	grouped(&cents.to_string()) + " EUR"
}

/// Digits in groups of three before the point.
pub fn grouped(amount: &str) -> String {
	let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
	let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
	let mut text = String::from(sign);
	for (place, digit) in digits.chars().enumerate() {
		if place > 0 && (digits.len() - place).is_multiple_of(3) {
			text.push(' ');
		}
		text.push(digit);
	}
	if part.is_empty() {
		return text;
	}
	format!("{text}.{part}")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_easy_to_read() {
		assert_eq!(euros(Cents::new(123_456_789)), "1 234 567.89 EUR");
		assert_eq!(euros(Cents::new(99_999)), "999.99 EUR");
		assert_eq!(grouped("-1000.00"), "-1 000.00");
		assert_eq!(grouped("-999.00"), "-999.00");
		assert_eq!((count(1, "payment"), count(0, "file")), ("1 payment".into(), "0 files".into()));
	}
}
