// SPDX-License-Identifier: Apache-2.0
//! Carriers: what kind of energy a network distributes, and in which base quantity it is counted.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A kind of energy. Each carrier has its own networks, meters and units.
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub enum Carrier {
	/// Electricity, counted in Wh; one unit is 1 kWh.
	#[codec(index = 0)]
	Electricity,
	/// Heat, counted in kJ; one unit is 1000 kJ.
	#[codec(index = 1)]
	Heat,
}

/// What the code needs to know about a carrier. Adding a carrier is adding a row of [`FACTS`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CarrierFacts {
	/// The carrier these facts are about.
	pub carrier: Carrier,
	/// Two letters that begin the printed form of a unit's id.
	pub prefix: &'static str,
	/// Lower-case name, as used on the command line.
	pub name: &'static str,
	/// Name of one base quantity.
	pub base_unit: &'static str,
	/// Joules in one base quantity.
	pub joules_per_base: u64,
}

/// The table of carriers.
pub const FACTS: [CarrierFacts; 2] = [
	CarrierFacts {
		carrier: Carrier::Electricity,
		prefix: "EL",
		name: "electricity",
		base_unit: "Wh",
		joules_per_base: 3_600,
	},
	CarrierFacts {
		carrier: Carrier::Heat,
		prefix: "TH",
		name: "heat",
		base_unit: "kJ",
		joules_per_base: 1_000,
	},
];

impl Carrier {
	/// The facts of this carrier.
	pub const fn facts(self) -> &'static CarrierFacts {
		match self {
			Carrier::Electricity => &FACTS[0],
			Carrier::Heat => &FACTS[1],
		}
	}

	/// The carrier with this code, the inverse of [`Carrier::code`].
	pub fn from_code(code: u8) -> Option<Self> {
		FACTS.iter().map(|facts| facts.carrier).find(|carrier| carrier.code() == code)
	}

	/// The code of this carrier inside a unit's id, 8 bits.
	pub const fn code(self) -> u8 {
		self as u8
	}

	/// The most base quantities a connection of `power_w` watts can move in `seconds`, rounded
	/// **up**: in favour of the meter, whose honest reading at full power must never be refused.
	pub fn energy_max(self, power_w: u32, seconds: u64) -> u64 {
		let joules = u128::from(power_w).saturating_mul(u128::from(seconds));
		let base = joules.div_ceil(u128::from(self.facts().joules_per_base));
		u64::try_from(base).unwrap_or(u64::MAX)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_table_stands_in_the_order_of_the_codes() {
		for (code, facts) in FACTS.iter().enumerate() {
			assert_eq!(facts.carrier.code() as usize, code);
			assert_eq!(facts.carrier.facts(), facts);
			assert_eq!(Carrier::from_code(facts.carrier.code()), Some(facts.carrier));
		}
		assert_eq!(Carrier::from_code(FACTS.len() as u8), None);
	}

	#[test]
	fn energy_max_is_exact_and_rounds_up() {
		assert_eq!(Carrier::Electricity.energy_max(10_000, 900), 2_500);
		assert_eq!(Carrier::Electricity.energy_max(1, 900), 1);
		assert_eq!(Carrier::Heat.energy_max(10_000, 900), 9_000);
		assert_eq!(Carrier::Heat.energy_max(1, 60), 1);
		assert_eq!(Carrier::Heat.energy_max(0, 60), 0);
	}
}
