// SPDX-License-Identifier: Apache-2.0
//! Meters: what an operator declares of a meter, and the two columns a reading needs.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{MeterId, Quality, RowClass, Slot};
use scale_info::TypeInfo;

/// A device's ed25519 public key.
pub type DeviceKey = [u8; 32];

/// An opaque 32-byte tag: a keyed hash or a salted root. Nothing identifying.
pub type Tag = [u8; 32];

/// What a meter stands for.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum MeterRole {
	/// A connection point: it has a position, and its exports become units.
	#[codec(index = 0)]
	Boundary,
	/// Where the upstream grid delivers (export) and takes (import).
	#[codec(index = 1)]
	Feeder,
	/// A device behind a boundary meter of the same network.
	#[codec(index = 2)]
	Sub {
		/// Index of the boundary meter it stands behind.
		parent: u32,
	},
}

impl MeterRole {
	/// The class this role has in the network's sums.
	pub const fn class(self) -> RowClass {
		match self {
			Self::Boundary => RowClass::Boundary,
			Self::Feeder => RowClass::Feeder,
			Self::Sub { .. } => RowClass::Sub,
		}
	}
}

/// What lineage needs to know of a device behind a meter.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Mark {
	/// It stores energy and gives it back.
	#[codec(index = 0)]
	Storage(StorageFacts),
	/// It turns one carrier into another: CHP, heat pump, boiler. This meter measures its output.
	#[codec(index = 1)]
	Converter(ConverterInput),
}

/// What is declared of a storage: battery, electric vehicle, heat store.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct StorageFacts {
	/// Of `efficiency_den` base quantities taken, this many are given back.
	pub efficiency_num: u32,
	/// At least `efficiency_num`, and that at least 1.
	pub efficiency_den: u32,
	/// The most it holds, in base quantities taken: what stands above it counts as standing loss.
	pub capacity: u64,
}

/// What a converter's output is made of.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum ConverterInput {
	/// Measured by another meter of the community: its import is the input.
	#[codec(index = 0)]
	Meter(MeterId),
	/// Not measured: the fuel by its number in the AIB's list, for example 1 010 101.
	#[codec(index = 1)]
	Fuel(u32),
}

/// What the metrology papers of a meter say.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct MeterFacts {
	/// The most power the connection can carry, in W: the cap of every delta.
	pub power_cap_w: u32,
	/// Base quantities per count of the register, at least 1.
	pub resolution: u32,
	/// Accuracy class, in ppm of the energy measured.
	pub accuracy_ppm: u32,
	/// Ratio of the measuring transformer, at least 1. Registers are signed after it.
	pub transformer_ratio: u32,
	/// The register starts again at 0 when it reaches this; 0 for never.
	pub register_modulus: u64,
	/// Calibration is valid until this second since 1970.
	pub calibrated_until_s: u64,
}

/// Why facts are not those of a meter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FactsError {
	/// The power cap is 0.
	NoPower,
	/// Resolution or transformer ratio is 0.
	NoResolution,
	/// The accuracy is worse than the energy itself: above 1 000 000 ppm.
	NoAccuracy,
	/// The modulus is above [`MODULUS_MAX`].
	ModulusTooLarge,
	/// An opening register is not below the modulus.
	RegisterAboveModulus,
	/// A storage gives back at most what it takes, and holds something.
	NoStorage,
}

/// The largest register modulus: half of what 64 bits hold, so that a register that fell and one
/// that rolled over can be told apart.
pub const MODULUS_MAX: u64 = 1 << 63;

impl MeterFacts {
	/// Checks the facts and the opening registers. Errors in order of precedence: [`FactsError`].
	pub fn check(&self, import_register: u64, export_register: u64) -> Result<(), FactsError> {
		if self.power_cap_w == 0 {
			return Err(FactsError::NoPower);
		}
		if self.resolution == 0 || self.transformer_ratio == 0 {
			return Err(FactsError::NoResolution);
		}
		if self.accuracy_ppm > 1_000_000 {
			return Err(FactsError::NoAccuracy);
		}
		let modulus = self.register_modulus;
		if modulus > MODULUS_MAX {
			return Err(FactsError::ModulusTooLarge);
		}
		if modulus != 0 && (import_register >= modulus || export_register >= modulus) {
			return Err(FactsError::RegisterAboveModulus);
		}
		Ok(())
	}
}

/// Whether readings of a meter count.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum MeterStatus {
	/// Slots wait for it.
	#[codec(index = 0)]
	Active,
	/// Silent too long: slots no longer wait for it. Its next accepted reading wakes it.
	#[codec(index = 1)]
	Silent,
	/// Taken out of service for good.
	#[codec(index = 2)]
	Retired,
	/// Its key is not to be trusted: no reading counts until the operator lifts it.
	#[codec(index = 3)]
	Suspended,
}

/// Column of a page that readings only look at.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct DeviceRow {
	/// The key the device signs with.
	pub key: DeviceKey,
	/// The most power the connection can carry, in W.
	pub power_cap_w: u32,
	/// The register starts again at 0 when it reaches this; 0 for never.
	pub register_modulus: u64,
	/// The last slot for which its calibration is valid.
	pub calibrated_until: Slot,
	/// What the meter stands for.
	pub class: RowClass,
	/// Whether its readings count.
	pub status: MeterStatus,
}

impl DeviceRow {
	/// Whether slots wait for this meter: a boundary or feeder meter that is active.
	pub const fn is_waited_for(&self) -> bool {
		!matches!(self.class, RowClass::Sub) && matches!(self.status, MeterStatus::Active)
	}

	/// How good its figure for `slot` is, apart from what the operator vouches for.
	pub const fn quality(&self, slot: Slot) -> Quality {
		if slot > self.calibrated_until {
			Quality::Uncalibrated
		} else {
			Quality::Measured
		}
	}
}

/// Column of a page that every accepted reading changes.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct CounterRow {
	/// Lifetime import in base quantities: sum of accepted deltas, 0 at registration.
	pub import: u64,
	/// Lifetime export in base quantities.
	pub export: u64,
	/// The device's import register as last accepted; after a replacement, the opening register less
	/// what is carried over from the old device, modulo 2^64.
	pub import_register: u64,
	/// The same of the export register.
	pub export_register: u64,
	/// Import that a downward correction left owing: later imports fill it first.
	pub import_owed: u32,
	/// Export that a downward correction left owing, or that rests on the operator's word.
	pub export_owed: u32,
	/// A part of the next delta is the operator's word.
	pub substituted: bool,
	/// The last slot the meter has spoken for; anything before the network's first slot means none.
	pub last_slot: Slot,
}

impl StorageFacts {
	/// Checks the declared facts. Errors: `NoStorage`.
	pub const fn check(&self) -> Result<(), FactsError> {
		let gives = self.efficiency_num > 0 && self.efficiency_num <= self.efficiency_den;
		if gives && self.capacity > 0 {
			Ok(())
		} else {
			Err(FactsError::NoStorage)
		}
	}
}

impl CounterRow {
	/// The last slot the meter has spoken for, in a network that began with `first_slot`: at least
	/// the slot before it.
	pub fn done_slot(&self, first_slot: Slot) -> Slot {
		self.last_slot.max(first_slot.saturating_sub(1))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn facts() -> MeterFacts {
		MeterFacts {
			power_cap_w: 30_000,
			resolution: 1,
			accuracy_ppm: 10_000,
			transformer_ratio: 1,
			register_modulus: 1_000_000,
			calibrated_until_s: 0,
		}
	}

	#[test]
	fn facts_are_checked_in_order() {
		assert_eq!(facts().check(999_999, 0), Ok(()));
		assert_eq!(facts().check(1_000_000, 0), Err(FactsError::RegisterAboveModulus));
		assert_eq!(facts().check(0, 1_000_000), Err(FactsError::RegisterAboveModulus));
		let never = MeterFacts { register_modulus: 0, ..facts() };
		assert_eq!(never.check(u64::MAX, u64::MAX), Ok(()));
		let wrong = MeterFacts { register_modulus: MODULUS_MAX + 1, ..facts() };
		assert_eq!(wrong.check(0, 0), Err(FactsError::ModulusTooLarge));
		let wrong = MeterFacts { accuracy_ppm: 1_000_001, ..facts() };
		assert_eq!(wrong.check(0, 0), Err(FactsError::NoAccuracy));
		let wrong = MeterFacts { transformer_ratio: 0, ..wrong };
		assert_eq!(wrong.check(0, 0), Err(FactsError::NoResolution));
		let wrong = MeterFacts { power_cap_w: 0, ..wrong };
		assert_eq!(wrong.check(0, 0), Err(FactsError::NoPower));
	}

	#[test]
	fn a_storage_gives_back_at_most_what_it_takes() {
		let storage = StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity: 1 };
		assert_eq!(storage.check(), Ok(()));
		for wrong in [
			StorageFacts { efficiency_num: 0, ..storage },
			StorageFacts { efficiency_num: 11, ..storage },
			StorageFacts { capacity: 0, ..storage },
		] {
			assert_eq!(wrong.check(), Err(FactsError::NoStorage));
		}
	}

	#[test]
	fn a_meter_without_a_reading_has_spoken_for_the_slot_before_the_first() {
		let counter = CounterRow::default();
		assert_eq!(counter.done_slot(100), 99);
		assert_eq!(CounterRow { last_slot: 120, ..counter }.done_slot(100), 120);
	}
}
