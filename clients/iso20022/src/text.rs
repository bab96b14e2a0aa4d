// SPDX-License-Identifier: Apache-2.0
//! Texts in the character set that every SEPA bank takes, of limited length.

use std::{fmt, ops::Deref};

/// A text of 1 to `MAX` characters of the SEPA character set: Latin letters without accents, digits,
/// space and `/-?:().,'+`. It neither begins nor ends with a slash or a space, and has no two slashes
/// in a row.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Text<const MAX: usize>(String);

/// An identification, such as that of a message.
pub type Id = Text<35>;

/// A name.
pub type Name = Text<70>;

/// What a payment is for.
pub type Remittance = Text<140>;

impl<const MAX: usize> Text<MAX> {
	/// Takes a text as it is.
	///
	/// Errors: what is wrong with it.
	pub fn new(text: impl Into<String>) -> Result<Self, String> {
		let text = text.into();
		if text.is_empty() {
			return Err("is empty".into());
		}
		if let Some(foreign) = text.chars().find(|c| !is_allowed(*c)) {
			return Err(format!("`{foreign}` is not in the SEPA character set"));
		}
		if text.len() > MAX {
			return Err(format!("has {} characters where {MAX} are allowed", text.len()));
		}
		let ends = [text.chars().next(), text.chars().next_back()];
		if ends.iter().flatten().any(|c| matches!(c, '/' | ' ')) || text.contains("//") {
			return Err(
				"begins or ends with a slash or a space, or has two slashes in a row".into()
			);
		}
		Ok(Self(text))
	}

	/// Takes a text of a person's, such as a name: letters with accents become those without, runs of
	/// spaces one space. `Müller & Søn` becomes `Mueller + Soen`.
	///
	/// Errors: as [`Text::new`].
	pub fn plain(text: &str) -> Result<Self, String> {
		let mut plain = String::new();
		for c in text.chars() {
			match replacement(c) {
				Some(replacement) => plain.push_str(replacement),
				None => plain.push(c),
			}
		}
		Self::new(plain.split_whitespace().collect::<Vec<_>>().join(" "))
	}
}

impl<const MAX: usize> Deref for Text<MAX> {
	type Target = str;

	fn deref(&self) -> &str {
		&self.0
	}
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.pad(&self.0)
	}
}

fn is_allowed(c: char) -> bool {
	c.is_ascii_alphanumeric() || " /-?:().,'+".contains(c)
}

/// What stands for a character that banks don't take.
fn replacement(c: char) -> Option<&'static str> {
	Some(match c {
		'ä' | 'æ' => "ae",
		'ö' | 'ø' | 'œ' => "oe",
		'ü' => "ue",
		'Ä' | 'Æ' => "Ae",
		'Ö' | 'Ø' | 'Œ' => "Oe",
		'Ü' => "Ue",
		'ß' => "ss",
		'å' | 'á' | 'à' | 'â' | 'ã' | 'ă' | 'ą' | 'ā' => "a",
		'Å' | 'Á' | 'À' | 'Â' | 'Ã' | 'Ă' | 'Ą' | 'Ā' => "A",
		'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
		'Ç' | 'Ć' | 'Č' | 'Ĉ' | 'Ċ' => "C",
		'ď' | 'đ' | 'ð' => "d",
		'Ď' | 'Đ' | 'Ð' => "D",
		'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ę' | 'ė' | 'ē' => "e",
		'É' | 'È' | 'Ê' | 'Ë' | 'Ě' | 'Ę' | 'Ė' | 'Ē' => "E",
		'ğ' | 'ģ' | 'ġ' => "g",
		'Ğ' | 'Ģ' | 'Ġ' => "G",
		'ħ' => "h",
		'Ħ' => "H",
		'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
		'Í' | 'Ì' | 'Î' | 'Ï' | 'Ī' | 'Į' | 'İ' => "I",
		'ķ' => "k",
		'Ķ' => "K",
		'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
		'Ł' | 'Ľ' | 'Ĺ' | 'Ļ' => "L",
		'ñ' | 'ń' | 'ň' | 'ņ' => "n",
		'Ñ' | 'Ń' | 'Ň' | 'Ņ' => "N",
		'ó' | 'ò' | 'ô' | 'õ' | 'ő' | 'ō' => "o",
		'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ő' | 'Ō' => "O",
		'ŕ' | 'ř' => "r",
		'Ŕ' | 'Ř' => "R",
		'ś' | 'š' | 'ş' | 'ș' => "s",
		'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
		'ť' | 'ţ' | 'ț' => "t",
		'Ť' | 'Ţ' | 'Ț' => "T",
		'þ' => "th",
		'Þ' => "Th",
		'ú' | 'ù' | 'û' | 'ű' | 'ů' | 'ū' | 'ų' => "u",
		'Ú' | 'Ù' | 'Û' | 'Ű' | 'Ů' | 'Ū' | 'Ų' => "U",
		'ý' | 'ÿ' => "y",
		'Ý' | 'Ÿ' => "Y",
		'ź' | 'ž' | 'ż' => "z",
		'Ź' | 'Ž' | 'Ż' => "Z",
		'&' => "+",
		'_' | '–' | '—' => "-",
		'’' | '`' | '´' => "'",
		'€' => "E",
		';' => ",",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn texts_have_a_length_and_a_character_set() {
		assert!(Text::<5>::new("abcde").is_ok());
		for (text, reason) in [
			("abcdef", "has 6 characters where 5 are allowed"),
			("", "is empty"),
			("a\nb", "`\n` is not in the SEPA character set"),
			("ü", "`ü` is not in the SEPA character set"),
			("<a>", "`<` is not in the SEPA character set"),
			("/a", "begins or ends with a slash or a space, or has two slashes in a row"),
			("a/", "begins or ends with a slash or a space, or has two slashes in a row"),
			("a//b", "begins or ends with a slash or a space, or has two slashes in a row"),
			(" a", "begins or ends with a slash or a space, or has two slashes in a row"),
		] {
			assert_eq!(Text::<5>::new(text).expect_err(text), reason);
		}
	}

	#[test]
	fn a_name_loses_its_accents_and_nothing_else() {
		let plain = |name| Name::plain(name).expect("a name").to_string();
		assert_eq!(plain("Müller & Søn"), "Mueller + Soen");
		assert_eq!(plain("  Łukasz   Kałuża "), "Lukasz Kaluza");
		assert_eq!(plain("O'Neill-Šimůnek"), "O'Neill-Simunek");
		assert_eq!(
			Name::plain("Ωμέγα").expect_err("Greek"),
			"`Ω` is not in the SEPA character set"
		);
		assert!(Name::plain(&"ß".repeat(36)).is_err(), "72 characters");
	}
}
