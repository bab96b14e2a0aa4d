// SPDX-License-Identifier: Apache-2.0
//! Accounts, banks and creditors by their numbers, with check digits.

use std::fmt;

/// An account in the Single Euro Payments Area, without spaces.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Iban(String);

/// A bank.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bic(String);

/// The identifier under which a creditor may collect by direct debit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CreditorId(String);

/// Countries and territories of the area, with the length of an IBAN there.
const LENGTHS: [(&str, usize); 42] = [
	("AD", 24),
	("AL", 28),
	("AT", 20),
	("BE", 16),
	("BG", 22),
	("CH", 21),
	("CY", 28),
	("CZ", 24),
	("DE", 22),
	("DK", 18),
	("EE", 20),
	("ES", 24),
	("FI", 18),
	("FR", 27),
	("GB", 22),
	("GI", 23),
	("GR", 27),
	("HR", 21),
	("HU", 28),
	("IE", 22),
	("IS", 26),
	("IT", 27),
	("LI", 21),
	("LT", 20),
	("LU", 20),
	("LV", 21),
	("MC", 27),
	("MD", 24),
	("ME", 22),
	("MK", 19),
	("MT", 31),
	("NL", 18),
	("NO", 15),
	("PL", 28),
	("PT", 25),
	("RO", 24),
	("RS", 22),
	("SE", 24),
	("SI", 19),
	("SK", 24),
	("SM", 27),
	("VA", 22),
];

impl Iban {
	/// Reads an IBAN; spaces and small letters are fine.
	///
	/// Errors: why it is none.
	pub fn parse(text: &str) -> Result<Self, String> {
		let iban = compact(text);
		let country = iban.get(..2).unwrap_or_default();
		if !iban.bytes().all(|byte| byte.is_ascii_alphanumeric()) || iban.len() < 5 {
			return Err("is no IBAN".into());
		}
		let known = LENGTHS.iter().find(|(code, _)| *code == country);
		let (_, length) = known.ok_or_else(|| format!("`{country}` is no SEPA country"))?;
		if iban.len() != *length {
			let found = iban.len();
			return Err(format!("an IBAN of {country} has {length} characters, this one {found}"));
		}
		let (head, account) = iban.split_at_checked(4).unwrap_or_default();
		if !head.bytes().skip(2).all(|byte| byte.is_ascii_digit()) {
			return Err("the check digits are no digits".into());
		}
		if remainder(account.bytes().chain(head.bytes())) != 1 {
			return Err("the check digits are wrong".into());
		}
		Ok(Self(iban))
	}

	/// As banks take it.
	pub fn as_str(&self) -> &str {
		&self.0
	}

	/// Country, and the last four characters, for lists on a screen.
	pub fn hidden(&self) -> String {
		let end = self.0.len().saturating_sub(4);
		let (country, last) = (self.0.get(..4), self.0.get(end..));
		format!("{}…{}", country.unwrap_or_default(), last.unwrap_or_default())
	}
}

impl Bic {
	/// Reads a BIC of 8 or 11 characters; spaces and small letters are fine.
	///
	/// Errors: why it is none.
	pub fn parse(text: &str) -> Result<Self, String> {
		let bic = compact(text);
		let parts = (bic.get(..6), bic.get(6..8), bic.get(8..));
		let (Some(bank), Some(place), Some(branch)) = parts else {
			return Err("a BIC has 8 or 11 characters".into());
		};
		if !matches!(branch.len(), 0 | 3) {
			return Err("a BIC has 8 or 11 characters".into());
		}
		let in_form = bank.bytes().all(|byte| byte.is_ascii_uppercase())
			&& place.starts_with(|c: char| c.is_ascii_uppercase() || ('2'..='9').contains(&c))
			&& place
				.ends_with(|c: char| (c.is_ascii_uppercase() && c != 'O') || c.is_ascii_digit())
			&& branch.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
		in_form.then_some(Self(bic)).ok_or_else(|| "is no BIC".into())
	}

	/// As banks take it.
	pub fn as_str(&self) -> &str {
		&self.0
	}
}

impl CreditorId {
	/// Reads a creditor identifier, such as `DE98ZZZ09999999999`.
	///
	/// Errors: why it is none.
	pub fn parse(text: &str) -> Result<Self, String> {
		let id = compact(text);
		let parts = (id.get(..4), id.get(7..));
		let (Some(head), Some(national)) = parts else {
			return Err("is no creditor identifier".into());
		};
		let (country, digits) = head.split_at_checked(2).unwrap_or_default();
		let in_form = country.bytes().all(|byte| byte.is_ascii_uppercase())
			&& digits.bytes().all(|byte| byte.is_ascii_digit())
			&& id.bytes().all(|byte| byte.is_ascii_alphanumeric())
			&& !national.is_empty()
			&& id.len() <= 35;
		if !in_form {
			return Err("is no creditor identifier".into());
		}
		// The business code, characters 5 to 7, has no part in the check.
		if remainder(national.bytes().chain(head.bytes())) != 1 {
			return Err("the check digits are wrong".into());
		}
		Ok(Self(id))
	}

	/// As banks take it.
	pub fn as_str(&self) -> &str {
		&self.0
	}
}

/// In groups of four, as on paper.
impl fmt::Display for Iban {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let mut grouped = String::new();
		for (place, c) in self.0.chars().enumerate() {
			if place > 0 && place.is_multiple_of(4) {
				grouped.push(' ');
			}
			grouped.push(c);
		}
		f.pad(&grouped)
	}
}

/// Without spaces, in capitals.
fn compact(text: &str) -> String {
	let marks = text.chars().filter(|c| !c.is_whitespace());
	marks.map(|c| c.to_ascii_uppercase()).collect()
}

/// The remainder by 97 (ISO 7064) of digits and letters; letters count as 10 to 35. Other bytes don't
/// occur.
fn remainder(marks: impl Iterator<Item = u8>) -> u32 {
	marks.fold(0, |rest: u32, mark| {
		let value = char::from(mark).to_digit(36).unwrap_or(0);
		let factor: u32 = if value > 9 { 100 } else { 10 };
		rest.saturating_mul(factor).saturating_add(value).checked_rem(97).unwrap_or(0)
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn real_ibans_are_taken_and_wrong_ones_named() {
		for iban in [
			"DE89 3704 0044 0532 0130 00",
			"AT611904300234573201",
			"FR14 2004 1010 0505 0001 3M02 606",
			"NL91ABNA0417164300",
			"gb29 nwbk 6016 1331 9268 19",
			"NO9386011117947",
			"MT84MALT011000012345MTLCAST001S",
			"VA59001123000012345678",
		] {
			assert!(Iban::parse(iban).is_ok(), "{iban}");
		}
		for (iban, reason) in [
			("DE89 3704 0044 0532 0130 01", "the check digits are wrong"),
			("DE98 3704 0044 0532 0130 00", "the check digits are wrong"),
			("DE89 3704 0044 0532 0130 0", "an IBAN of DE has 22 characters, this one 21"),
			("US64SVBKUS6S3300958879", "`US` is no SEPA country"),
			("DEAB370400440532013000", "the check digits are no digits"),
			("DE89-3704-0044", "is no IBAN"),
			("", "is no IBAN"),
		] {
			assert_eq!(Iban::parse(iban).expect_err(iban), reason);
		}
		let iban = Iban::parse("DE89370400440532013000").expect("valid");
		assert_eq!(iban.to_string(), "DE89 3704 0044 0532 0130 00");
		assert_eq!(iban.hidden(), "DE89…3000");
	}

	#[test]
	fn every_single_wrong_digit_of_an_iban_is_found() {
		let iban = "AT611904300234573201";
		for place in 2..iban.len() {
			for digit in b'0'..=b'9' {
				let mut wrong = iban.as_bytes().to_vec();
				let right = std::mem::replace(&mut wrong[place], digit);
				let wrong = String::from_utf8(wrong).expect("digits");
				assert_eq!(Iban::parse(&wrong).is_ok(), right == digit, "{wrong}");
			}
		}
	}

	#[test]
	fn banks_have_8_or_11_characters() {
		for bic in ["COBADEFF", "cobadeffxxx", "MARKDEF1100", "BNPAFRPP"] {
			assert!(Bic::parse(bic).is_ok(), "{bic}");
		}
		for bic in ["COBADEF", "COBADEFFX", "COB4DEFF", "COBADEFO", "COBADE1F", "ÄÖÜßßß", ""]
		{
			assert!(Bic::parse(bic).is_err(), "{bic}");
		}
	}

	#[test]
	fn creditors_are_checked_without_their_business_code() {
		for id in ["DE98ZZZ09999999999", "DE98ABC09999999999", "AT61ZZZ01234567890"] {
			assert!(CreditorId::parse(id).is_ok(), "{id}");
		}
		for id in ["DE97ZZZ09999999999", "DE98ZZZ", "98DEZZZ09999999999", "DE98ZZZ0999999999-", ""]
		{
			assert!(CreditorId::parse(id).is_err(), "{id}");
		}
	}
}
