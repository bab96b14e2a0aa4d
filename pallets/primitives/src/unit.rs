// SPDX-License-Identifier: Apache-2.0
//! Units: 1000 base quantities of one carrier, identified by who exported them and as the how-manieth.
//!
//! Nobody assigns a [`UnitId`]: it follows from the meter's lifetime export counter, so one unit
//! can't be issued twice.

use crate::{Carrier, CommunityId, MeterId, NetworkId};
use alloc::{format, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;

/// Base quantities in one unit, for every carrier: 1 kWh, or 1000 kJ.
pub const UNIT: u64 = 1_000;

const SERIAL_BITS: u32 = 56;
const INDEX_BITS: u32 = 32;
const CARRIER_BITS: u32 = 8;
const SERIAL_MAX: u64 = (1 << SERIAL_BITS) - 1;

/// A unit's identity, packed into 128 bits: community 32, carrier 8, meter index 32, serial 56.
///
/// Printed `EL-<community>-<meter>-<serial>-<c>` (`TH-` for heat), where `c` is the Luhn digit
/// over the decimal digits before it.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub struct UnitId(u128);

/// Why a text is not a unit's id.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ParseUnitIdError {
	/// It does not look like `EL-<community>-<meter>-<serial>-<c>`.
	Shape,
	/// No carrier has this prefix.
	Carrier,
	/// A number is too large for its place.
	Range,
	/// The check digit is wrong: a digit was mistyped.
	CheckDigit,
}

impl fmt::Display for ParseUnitIdError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Shape => "a unit's id looks like EL-<community>-<meter>-<serial>-<check digit>",
			Self::Carrier => "a unit's id begins with EL (electricity) or TH (heat)",
			Self::Range => "a number in the unit's id is too large",
			Self::CheckDigit => "the check digit does not fit: a digit was mistyped",
		})
	}
}

#[cfg(feature = "std")]
impl std::error::Error for ParseUnitIdError {}

impl UnitId {
	/// The `serial`-th unit this meter exported, from 0; `None` beyond 56 bits.
	pub fn new(meter: MeterId, serial: u64) -> Option<Self> {
		if serial > SERIAL_MAX {
			return None;
		}
		let network = meter.network;
		let mut packed = u128::from(network.community);
		packed = packed << CARRIER_BITS | u128::from(network.carrier.code());
		packed = packed << INDEX_BITS | u128::from(meter.index);
		packed = packed << SERIAL_BITS | u128::from(serial);
		Some(Self(packed))
	}

	/// The packed form.
	pub const fn as_u128(self) -> u128 {
		self.0
	}

	/// The unit with this packed form; `None` where the carrier is unknown.
	pub fn from_u128(packed: u128) -> Option<Self> {
		Self::carrier_of(packed).map(|_| Self(packed))
	}

	fn carrier_of(packed: u128) -> Option<Carrier> {
		Carrier::from_code((packed >> (INDEX_BITS + SERIAL_BITS)) as u8)
	}

	/// The meter that exported it; `None` where the carrier is unknown.
	pub fn meter(self) -> Option<MeterId> {
		let community = (self.0 >> (CARRIER_BITS + INDEX_BITS + SERIAL_BITS)) as CommunityId;
		let carrier = Self::carrier_of(self.0)?;
		let index = (self.0 >> SERIAL_BITS) as u32;
		Some(MeterId { network: NetworkId { community, carrier }, index })
	}

	/// As the how-manieth, from 0.
	pub const fn serial(self) -> u64 {
		self.0 as u64 & SERIAL_MAX
	}

	/// The base quantities `[begin, end)` of the meter's export axis that make up this unit.
	pub const fn range(self) -> (u64, u64) {
		// 56 bits times 1000 fit in 66 bits: the serial of a u64 axis is below 2^64 / 1000.
		let begin = self.serial().saturating_mul(UNIT);
		(begin, begin.saturating_add(UNIT))
	}

	fn digits(self) -> Option<(Carrier, String)> {
		let meter = self.meter()?;
		let digits = format!("{}-{}-{}", meter.network.community, meter.index, self.serial());
		Some((meter.network.carrier, digits))
	}
}

/// The Luhn check digit over the decimal digits of `text`, other characters passed over.
fn luhn(text: &str) -> u32 {
	let sum: u32 = text
		.chars()
		.rev()
		.filter_map(|c| c.to_digit(10))
		.enumerate()
		.map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
		.sum();
	(10 - sum % 10) % 10
}

impl fmt::Display for UnitId {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.digits() {
			Some((carrier, digits)) => {
				write!(f, "{}-{digits}-{}", carrier.facts().prefix, luhn(&digits))
			}
			None => write!(f, "{:#034x}", self.0),
		}
	}
}

impl FromStr for UnitId {
	type Err = ParseUnitIdError;

	fn from_str(text: &str) -> Result<Self, Self::Err> {
		use ParseUnitIdError::{Carrier as NoCarrier, CheckDigit, Range, Shape};
		let (prefix, rest) = text.trim().split_once('-').ok_or(Shape)?;
		let (digits, check) = rest.rsplit_once('-').ok_or(Shape)?;
		let mut numbers = digits.split('-').map(|number| {
			let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
			if plain {
				number.parse::<u64>().map_err(|_| Range)
			} else {
				Err(Shape)
			}
		});
		let mut next = || numbers.next().ok_or(Shape)?;
		let (community, index, serial) = (next()?, next()?, next()?);
		if numbers.next().is_some() {
			return Err(Shape);
		}
		let carrier = crate::carrier::FACTS
			.iter()
			.find(|facts| facts.prefix.eq_ignore_ascii_case(prefix))
			.ok_or(NoCarrier)?
			.carrier;
		let community = CommunityId::try_from(community).map_err(|_| Range)?;
		let index = u32::try_from(index).map_err(|_| Range)?;
		let network = NetworkId { community, carrier };
		let unit = Self::new(MeterId { network, index }, serial).ok_or(Range)?;
		if check.parse() != Ok(luhn(digits)) {
			return Err(CheckDigit);
		}
		Ok(unit)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn meter(community: u32, carrier: Carrier, index: u32) -> MeterId {
		MeterId { network: NetworkId { community, carrier }, index }
	}

	#[test]
	fn a_unit_is_printed_with_its_check_digit() {
		let unit = UnitId::new(meter(0, Carrier::Electricity, 7), 12).expect("fits");
		// Digits 0, 7, 1, 2: doubled from the right 4 + 1 + 5 + 0 = 10, so the check digit is 0.
		assert_eq!(unit.to_string(), "EL-0-7-12-0");
		assert_eq!("el-0-7-12-0".parse(), Ok(unit));
		assert_eq!(unit.range(), (12_000, 13_000));
	}

	#[test]
	fn a_text_that_is_no_unit_is_refused_with_the_reason() {
		let refused = |text: &str| text.parse::<UnitId>().expect_err(text);
		for text in ["", "EL", "EL-1-2-3", "EL-1-2-3-4-5", "EL-1--3-0", "EL-+1-2-3-0", "EL-a-2-3-0"]
		{
			assert!(matches!(
				refused(text),
				ParseUnitIdError::Shape | ParseUnitIdError::CheckDigit
			));
		}
		assert_eq!(refused("GA-0-7-12-0"), ParseUnitIdError::Carrier);
		assert_eq!(refused("EL-4294967296-7-12-0"), ParseUnitIdError::Range);
		assert_eq!(refused("EL-0-7-12-1"), ParseUnitIdError::CheckDigit);
		assert_eq!(refused("EL-0-7-72057594037927936-0"), ParseUnitIdError::Range);
	}

	proptest! {
		#[test]
		fn printing_and_packing_lose_nothing(
			community: u32, heat: bool, index: u32, serial in 0..=SERIAL_MAX
		) {
			let carrier = if heat { Carrier::Heat } else { Carrier::Electricity };
			let unit = UnitId::new(meter(community, carrier, index), serial).expect("fits");
			prop_assert_eq!(unit.meter(), Some(meter(community, carrier, index)));
			prop_assert_eq!(unit.serial(), serial);
			prop_assert_eq!(UnitId::from_u128(unit.as_u128()), Some(unit));
			prop_assert_eq!(unit.to_string().parse(), Ok(unit));
		}

		#[test]
		fn a_mistyped_digit_is_noticed(serial in 0u64..1_000_000_000, place in 0usize..9, by in 1u8..10) {
			let unit = UnitId::new(meter(1, Carrier::Heat, 40), serial).expect("fits");
			let mut text = unit.to_string().into_bytes();
			let digits: Vec<usize> = (0..text.len()).filter(|&i| text[i].is_ascii_digit()).collect();
			let at = digits[place % digits.len()];
			text[at] = b'0' + (text[at] - b'0' + by) % 10;
			let text = String::from_utf8(text).expect("ASCII");
			prop_assert_ne!(text.parse::<UnitId>(), Ok(unit));
			prop_assert!(text.parse::<UnitId>().is_err());
		}
	}
}
