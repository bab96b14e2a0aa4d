// SPDX-License-Identifier: Apache-2.0
//! The invariants of metering, one function each. Numbers as in `docs/invariants.md`.

use crate::*;
use alloc::collections::BTreeMap;
use energy_primitives::{MeterId, NetworkId, RowClass, RowEnergy, Slot};
use frame_support::ensure;
use metering_core::{meter::MeterStatus, totals::SlotTotals, unit};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of this pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::m1_counters_hold_what_slots_added()?;
		Self::m2_units_follow_from_counters()?;
		Self::m3_totals_are_sums_of_slot_energy()?;
		Self::m5_keys_and_points_exist_once()?;
		Self::m6_progress_counts_the_meters()?;
		Self::m7_pages_are_dense()?;
		Self::m8_corrections_add_up()?;
		Self::s7_storages_balance()
	}

	/// M1: a lifetime counter never falls. What a slot not cleared yet added lies inside the
	/// counter, and a register is where the device began plus what it measured since, corrections
	/// and rollovers taken into account.
	fn m1_counters_hold_what_slots_added() -> Result<(), TryRuntimeError> {
		for ((network, _), page, rows) in SlotEnergy::<T>::iter() {
			let counters = Counters::<T>::get(network, page);
			for energy in rows {
				let counter = counters
					.get(usize::from(energy.row))
					.ok_or("M1: energy of a meter without counters")?;
				let fits = |before: u64, delta: u32, repaid: u32, counter: u64| {
					let counted =
						delta.checked_sub(repaid).and_then(|d| before.checked_add(d.into()));
					counted.is_some_and(|after| after <= counter)
				};
				let RowEnergy { import, export, import_repaid, export_repaid, .. } = energy;
				ensure!(
					fits(energy.import_before, import, import_repaid, counter.import)
						&& fits(energy.export_before, export, export_repaid, counter.export),
					"M1: a lifetime counter fell"
				);
			}
		}
		for (meter, record) in Meters::<T>::iter() {
			let (_, counter) = Self::rows_of(meter).ok_or("M1: a meter without rows")?;
			let (import, export) = record.adjusted.measured(&counter);
			let modulus = record.facts.register_modulus;
			ensure!(
				stands_at(record.import_origin, import, counter.import_register, modulus)
					&& stands_at(record.export_origin, export, counter.export_register, modulus),
				"M1: register and lifetime counter differ"
			);
		}
		Ok(())
	}

	/// M2: units issued by a meter = floor(lifetime export / UNIT), and none by other meters.
	fn m2_units_follow_from_counters() -> Result<(), TryRuntimeError> {
		for meter in Meters::<T>::iter_keys() {
			let view = Self::meter_view(meter).ok_or("M2: a meter without rows")?;
			let expected = match view.device.class {
				RowClass::Boundary => unit::issued_until(view.counter.export),
				RowClass::Feeder | RowClass::Sub => 0,
			};
			ensure!(view.units_issued == expected, "M2: units do not follow from the counter");
		}
		Ok(())
	}

	/// M3: slot totals = sum of slot energy.
	fn m3_totals_are_sums_of_slot_energy() -> Result<(), TryRuntimeError> {
		let mut sums: BTreeMap<(NetworkId, Slot), SlotTotals> = BTreeMap::new();
		for (key, page, rows) in SlotEnergy::<T>::iter() {
			let devices = Devices::<T>::get(key.0, page);
			let sum = sums.entry(key).or_default();
			for energy in rows.iter() {
				let device =
					devices.get(usize::from(energy.row)).ok_or("M3: energy of an unknown meter")?;
				sum.add(device, energy, Self::energy_max(key.0, device.power_cap_w));
			}
			ensure!(is_sorted(&rows), "M3: a page is not in row order, or a row is in it twice");
		}
		for (key, sum) in sums {
			let totals = Totals::<T>::get(key);
			// A slot being swept has dropped pages already.
			let open =
				Networks::<T>::get(key.0).is_some_and(|record| key.1 >= record.progress.next_slot);
			let expected = SlotTotals { last_here: totals.last_here, ..sum };
			ensure!(!open || totals == expected, "M3: totals differ from the sum of slot energy");
		}
		Ok(())
	}

	/// M5: a device key and a metering point exist once, and lead to their meter.
	fn m5_keys_and_points_exist_once() -> Result<(), TryRuntimeError> {
		let mut in_service: usize = 0;
		let mut points: usize = 0;
		for (meter, record) in Meters::<T>::iter() {
			let (device, _) = Self::rows_of(meter).ok_or("M5: a meter without rows")?;
			if device.status == MeterStatus::Retired {
				continue;
			}
			in_service = in_service.saturating_add(1);
			ensure!(
				DeviceKeys::<T>::get(device.key) == Some(meter),
				"M5: a device key does not lead to its meter"
			);
			if let Some(tag) = record.point_tag {
				points = points.saturating_add(1);
				ensure!(
					PointTags::<T>::get(tag) == Some(meter),
					"M5: a metering point does not lead to its meter"
				);
			}
		}
		ensure!(DeviceKeys::<T>::iter().count() == in_service, "M5: a device key too many");
		ensure!(PointTags::<T>::iter().count() == points, "M5: a metering point too many");
		Ok(())
	}

	/// M6: the counts of progress are those of the meters.
	fn m6_progress_counts_the_meters() -> Result<(), TryRuntimeError> {
		for (network, record) in Networks::<T>::iter() {
			let next_slot = record.progress.next_slot;
			let (mut waited, mut lagging, mut energy_max): (u32, u32, u64) = (0, 0, 0);
			let mut last_here: BTreeMap<Slot, u32> = BTreeMap::new();
			for index in 0..record.meters {
				let (device, counter) = Self::rows_of(MeterId { network, index })
					.ok_or("M6: a numbered meter without rows")?;
				if device.class == RowClass::Boundary && device.status != MeterStatus::Retired {
					energy_max =
						energy_max.saturating_add(Self::energy_max(network, device.power_cap_w));
				}
				if !device.is_waited_for() {
					continue;
				}
				waited = waited.saturating_add(1);
				let Some(first_slot) = record.first_slot() else { continue };
				let done = counter.done_slot(first_slot);
				if done < next_slot {
					lagging = lagging.saturating_add(1);
				} else {
					let here = last_here.entry(done).or_default();
					*here = here.saturating_add(1);
				}
			}
			ensure!(record.progress.waited == waited, "M6: waited-for meters are miscounted");
			ensure!(record.progress.lagging == lagging, "M6: lagging meters are miscounted");
			ensure!(record.energy_max == energy_max, "M6: the network's power is miscounted");
			for (slot, here) in last_here {
				ensure!(
					Totals::<T>::get((network, slot)).last_here == here,
					"M6: meters done for a slot are miscounted"
				);
			}
		}
		Ok(())
	}

	/// M7: the two columns have a row for every numbered meter, and no more.
	fn m7_pages_are_dense() -> Result<(), TryRuntimeError> {
		for (network, record) in Networks::<T>::iter() {
			let rows = |lengths: alloc::vec::Vec<usize>| -> usize { lengths.into_iter().sum() };
			let devices =
				rows(Devices::<T>::iter_prefix_values(network).map(|page| page.len()).collect());
			let counters =
				rows(Counters::<T>::iter_prefix_values(network).map(|page| page.len()).collect());
			ensure!(
				devices == record.meters as usize && counters == devices,
				"M7: a column has more or fewer rows than meters"
			);
		}
		Ok(())
	}

	/// M8: what a meter owes was once owed, and only corrections and the operator's word made it.
	fn m8_corrections_add_up() -> Result<(), TryRuntimeError> {
		for (meter, record) in Meters::<T>::iter() {
			let (_, counter) = Self::rows_of(meter).ok_or("M8: a meter without rows")?;
			let adjusted = record.adjusted;
			ensure!(
				u64::from(counter.import_owed) <= adjusted.import_owed
					&& u64::from(counter.export_owed) <= adjusted.export_owed
					&& adjusted.import_added <= counter.import
					&& adjusted.export_added <= counter.export,
				"M8: a meter owes what nobody took, or has what nobody gave"
			);
		}
		ensure!(
			Corrections::<T>::iter_keys().all(|(meter, _)| Meters::<T>::contains_key(meter)),
			"M8: a correction of an unknown meter"
		);
		Ok(())
	}

	/// S7: delivered + lost + stock = imported, stock within the capacity; delivered and
	/// unattributed = exported.
	fn s7_storages_balance() -> Result<(), TryRuntimeError> {
		for (network, page, rows) in Storages::<T>::iter() {
			let counters = Counters::<T>::get(network, page);
			for StorageRow { row, facts, books } in rows {
				let counter =
					counters.get(usize::from(row)).ok_or("S7: a storage without counters")?;
				let stock = counter.import.checked_sub(books.tail).ok_or("S7: stock below 0")?;
				ensure!(stock <= facts.capacity, "S7: stock above the capacity");
				ensure!(books.delivered <= books.tail, "S7: more delivered than taken");
				ensure!(
					books.delivered.checked_add(books.unattributed) == Some(counter.export),
					"S7: exports are neither delivered nor unattributed"
				);
			}
		}
		Ok(())
	}
}

/// Whether a device that began at `origin` and measured `measured` shows `register`.
fn stands_at(origin: i128, measured: i128, register: u64, modulus: u64) -> bool {
	// After a replacement the register may be set back below 0, modulo 2^64.
	let period = if modulus == 0 { 1i128 << 64 } else { i128::from(modulus) };
	let expected = origin.saturating_add(measured);
	let shown = i128::from(register);
	let signed = if register > i64::MAX as u64 { shown.saturating_sub(1i128 << 64) } else { shown };
	let same = |shown: i128| {
		expected.saturating_sub(shown).checked_rem_euclid(period).is_some_and(|rest| rest == 0)
	};
	same(shown) || same(signed)
}

fn is_sorted(rows: &[RowEnergy]) -> bool {
	rows.iter().zip(rows.iter().skip(1)).all(|(one, next)| one.row < next.row)
}
