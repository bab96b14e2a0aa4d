// SPDX-License-Identifier: Apache-2.0
//! P1 telegrams of DSMR and ESMR meters: check sum, and objects such as
//! `0-1:24.2.1(261122140000W)(00012.345*GJ)`.
//!
//! An object is looked at only when its value is asked for: what is odd about one is no matter to
//! the others. (The crate `dsmr5` drops the unit of a sub-meter's register, so gigajoules and cubic
//! metres look alike, takes `632525252525S` for a time, and panics on a register of 14 digits.)

/// A telegram whose check sum is right.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Telegram {
	objects: Vec<(String, Vec<String>)>,
}

/// Why a telegram is refused as a whole.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TelegramError {
	/// It was damaged on its way, or its line ends were changed.
	#[error("the check sum is {given:04X} and should be {computed:04X}: the telegram was damaged")]
	WrongChecksum {
		/// What the telegram says.
		given: u16,
		/// What its bytes give.
		computed: u16,
	},
	/// It ends without one, as in DSMR 2 and 3, or in the middle.
	#[error("there is no check sum: the telegram is cut off or of a meter before DSMR 4")]
	NoChecksum,
	/// It is no text.
	#[error("it is no text")]
	NoText,
}

impl Telegram {
	/// The fields of an object, in brackets one after the other; `None` where it is missing.
	pub fn object(&self, obis: &str) -> Option<&[String]> {
		let object = self.objects.iter().find(|(name, _)| name == obis);
		object.map(|(_, fields)| fields.as_slice())
	}

	/// The only field of an object.
	pub fn field(&self, obis: &str) -> Option<&str> {
		match self.object(obis)? {
			[field] => Some(field),
			_ => None,
		}
	}
}

/// All telegrams in what a P1 port has said, in order. What stands before the first is the end of
/// one whose beginning was missed.
pub fn telegrams(bytes: &[u8]) -> Vec<Result<Telegram, TelegramError>> {
	let begins = line_begins(bytes, b'/');
	let ends = begins.iter().skip(1).copied().chain([bytes.len()]);
	begins.iter().zip(ends).map(|(begin, end)| parse(&bytes[*begin..end])).collect()
}

/// Where lines begin with `mark`.
fn line_begins(bytes: &[u8], mark: u8) -> Vec<usize> {
	let is_begin = |place: &usize| {
		bytes.get(*place) == Some(&mark)
			&& place.checked_sub(1).is_none_or(|before| matches!(bytes[before], b'\n' | b'\r'))
	};
	(0..bytes.len()).filter(is_begin).collect()
}

fn parse(bytes: &[u8]) -> Result<Telegram, TelegramError> {
	let mark = line_begins(bytes, b'!').first().copied().ok_or(TelegramError::NoChecksum)?;
	// The check sum is over everything up to and with the exclamation mark.
	let (covered, rest) = bytes.split_at(mark + 1);
	let given = rest
		.get(..4)
		.and_then(|digits| std::str::from_utf8(digits).ok())
		.and_then(|digits| u16::from_str_radix(digits, 16).ok())
		.ok_or(TelegramError::NoChecksum)?;
	let computed = crc16(covered);
	if given != computed {
		return Err(TelegramError::WrongChecksum { given, computed });
	}
	let text = std::str::from_utf8(covered).map_err(|_| TelegramError::NoText)?;
	Ok(Telegram { objects: text.lines().skip(1).filter_map(object).collect() })
}

/// A line's name and what stands in its brackets; `None` for a line that is no object.
fn object(line: &str) -> Option<(String, Vec<String>)> {
	let (name, mut rest) = line.split_at(line.find('(')?);
	let mut fields = Vec::new();
	while let Some(field) = rest.strip_prefix('(') {
		let (field, after) = field.split_once(')')?;
		fields.push(field.to_owned());
		rest = after;
	}
	rest.trim().is_empty().then(|| (name.trim().to_owned(), fields))
}

/// CRC-16/ARC: polynomial x^16 + x^15 + x^2 + 1, least bit first, as the P1 standard has it.
pub fn crc16(bytes: &[u8]) -> u16 {
	const REVERSED: u16 = 0xA001;
	let step = |crc: u16| if crc & 1 == 1 { (crc >> 1) ^ REVERSED } else { crc >> 1 };
	bytes.iter().fold(0, |crc, byte| (0..8).fold(crc ^ u16::from(*byte), |crc, _| step(crc)))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn telegram(lines: &str) -> Vec<u8> {
		let body = format!("/TST5\\meter\r\n\r\n{lines}!");
		format!("{body}{:04X}\r\n", crc16(body.as_bytes())).into_bytes()
	}

	#[test]
	fn the_check_value_of_the_catalogue() {
		assert_eq!(crc16(b"123456789"), 0xBB3D);
	}

	#[test]
	fn telegram_with_wrong_crc_is_refused() {
		let mut bytes = telegram("1-0:1.8.1(000001.000*kWh)\r\n");
		assert!(matches!(telegrams(&bytes).as_slice(), [Ok(_)]));
		let digit = bytes.iter().position(|byte| *byte == b'*').expect("it is there") - 1;
		bytes[digit] = b'9';
		let computed = crc16(&bytes[..bytes.len() - 6]);
		match telegrams(&bytes).as_slice() {
			[Err(TelegramError::WrongChecksum { given, computed: found })] => {
				assert!(given != found && *found == computed);
			}
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn telegrams_are_told_apart_and_broken_ones_passed_over() {
		let good = telegram("0-0:1.0.0(261122140000W)\r\n");
		let cut = &good[..good.len() - 8];
		// The end of one that was missed, a good one, one cut off, a good one.
		let all = [b"0*kWh)\r\n!1234\r\n".as_slice(), &good, cut, b"\r\n", &good].concat();
		let found = telegrams(&all);
		assert_eq!(found.len(), 3);
		assert!(found[0].is_ok() && found[2].is_ok());
		assert_eq!(found[1], Err(TelegramError::NoChecksum));
		assert!(telegrams(b"").is_empty() && telegrams(b"no telegram").is_empty());
		assert_eq!(telegrams(b"/only a beginning"), [Err(TelegramError::NoChecksum)]);
	}

	#[test]
	fn objects_have_fields_and_odd_lines_are_none() {
		let lines = "0-1:24.2.1(261122140000W)(00012.345*GJ)\r\n1-0:99.97.0(0)(0-0:96.7.19)\r\n\
			0-0:96.13.0()\r\nhello\r\n(\r\n0-1:96.1.0(half\r\n1-0:1.8.1(1*kWh)x\r\n";
		let telegram = telegrams(&telegram(lines)).remove(0).expect("it is whole");
		let fields = telegram.object("0-1:24.2.1").expect("it is there");
		assert_eq!(fields, ["261122140000W", "00012.345*GJ"]);
		assert_eq!(telegram.field("0-1:24.2.1"), None, "two fields");
		assert_eq!(telegram.field("0-0:96.13.0"), Some(""));
		assert_eq!(telegram.object("0-1:96.1.0"), None);
		assert_eq!(telegram.object("1-0:1.8.1"), None);
	}
}
