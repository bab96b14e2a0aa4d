// SPDX-License-Identifier: Apache-2.0
//! Carriers: what kind of energy a network distributes, and in which base quantity it is counted.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What the code needs to know about a carrier. Adding a carrier is adding a row to the table below.
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
	/// Energy is converted from a lower rank to a higher one: fuel 0, electricity 1, heat 2.
	pub rank: u8,
}

/// Writes the type and the table from one row per carrier. The code is how a carrier is encoded, in
/// state and in a unit's id: it never changes, and new rows go to the end.
macro_rules! carriers {
	($($(#[$doc:meta])* $code:literal $carrier:ident $facts:tt)*) => {
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
			$($(#[$doc])* #[codec(index = $code)] $carrier = $code,)*
		}

		/// The table of carriers, in the order of their codes.
		pub const FACTS: [CarrierFacts; [$($code),*].len()] =
			[$(carriers!(@row $carrier $facts)),*];
	};
	(@row $carrier:ident {
		$prefix:literal, $name:literal, $base_unit:literal, $joules_per_base:literal, $rank:literal
	}) => {
		CarrierFacts {
			carrier: Carrier::$carrier,
			prefix: $prefix,
			name: $name,
			base_unit: $base_unit,
			joules_per_base: $joules_per_base,
			rank: $rank,
		}
	};
}

carriers! {
	/// Electricity, counted in Wh; one unit is 1 kWh.
	0 Electricity { "EL", "electricity", "Wh", 3_600, 1 }
	/// Heat, counted in kJ; one unit is 1000 kJ.
	1 Heat { "TH", "heat", "kJ", 1_000, 2 }
}

impl Carrier {
	/// The facts of this carrier.
	pub const fn facts(self) -> &'static CarrierFacts {
		&FACTS[self as usize]
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
