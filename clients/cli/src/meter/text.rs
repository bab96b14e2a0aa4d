// SPDX-License-Identifier: Apache-2.0
//! How quantities are told to a person.

use crate::calendar;
use energy_primitives::{Carrier, MeterId, Slot, SlotLength};

/// A quantity of energy in kWh or kJ, exact.
pub fn energy(carrier: Carrier, quantity: i128) -> String {
	let base = carrier.facts().base_unit;
	if base.starts_with('k') {
		return format!("{quantity} {base}");
	}
	let (sign, size) = (if quantity < 0 { "-" } else { "" }, quantity.unsigned_abs());
	format!("{sign}{}.{:03} k{base}", size / 1_000, size % 1_000)
}

/// A slot with the time of its beginning.
pub fn slot(length: SlotLength, slot: Slot) -> String {
	format!("{slot} ({} UTC)", calendar::slot_begin(length, slot))
}

/// `electricity meter 4, community 0`.
pub fn meter(meter: MeterId) -> String {
	let MeterId { network, index } = meter;
	format!("{} meter {index}, community {}", network.carrier.facts().name, network.community)
}

/// Bytes in hex with their prefix.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn energy_is_told_in_kwh_or_kj() {
		assert_eq!(energy(Carrier::Electricity, 1_041_401), "1041.401 kWh");
		assert_eq!(energy(Carrier::Electricity, -20), "-0.020 kWh");
		assert_eq!(energy(Carrier::Heat, -12_345), "-12345 kJ");
	}
}
