// SPDX-License-Identifier: Apache-2.0
//! What metering tells: readings go into the book of their slot.

use crate::{pallet::*, utility_impls::standing_of};
use energy_primitives::{NetworkId, PageIndex, RowEnergy, Slot, SlotSink, SlotSource};
use frame_support::defensive;
use settlement_core::{pot, Rule, Standing};

impl<T: Config> SlotSink for Pallet<T> {
	fn record(network: NetworkId, slot: Slot, page: PageIndex, rows: &[RowEnergy]) {
		let Some(terms) = Self::terms_at(network, slot) else {
			defensive!("a network opens with a tariff, and tariffs never end");
			return;
		};
		// A meter that changed hands starts without limits: the book must know before the sweep does.
		Self::close_due_lines(network, page);
		let orders = Orders::<T>::get(network, page);
		let outside = Outside::<T>::get(network, page);
		let shares = Self::shares_at(network, page, slot, &terms.rule, 0);
		Books::<T>::mutate((network, slot), |record| {
			record.touched = frame_system::Pallet::<T>::block_number();
			for energy in rows.iter().filter(|energy| energy.trades()) {
				let share = shares.of(energy.row).share;
				let standing = standing_of(&orders, &outside, energy.row, slot, &share, &terms);
				let (export, import) = (energy.export.into(), energy.import.into());
				let added = match terms.rule {
					Rule::Ratio => record.book.add(export, import, standing),
					Rule::Sharing(_) => {
						let outside = standing == Standing::Outside;
						record.book.add_shared(export, import, &share, outside)
					}
				};
				if added.is_err() {
					defensive!("2^32 meters of 32 bits fit 64 bits");
				}
			}
		});
	}

	fn notice(network: NetworkId) {
		Self::enqueue(network);
	}

	fn may_open(network: NetworkId, first_slot: Slot, slots: u32) -> bool {
		let price_max = Self::price_max(network).unsigned_abs();
		let energy_max = T::Metering::energy_max_per_slot(network);
		let needed = pot::grid_limit_min(slots, pot::slot_worst_case(energy_max, price_max));
		Accounts::<T>::contains_key(network)
			&& Self::tariff_at(network, first_slot).is_some()
			&& Ledgers::<T>::get(network).grid_limit >= needed
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_prepare(network: NetworkId, first_slot: Slot) {
		Self::prepare_for_benchmarks(network, first_slot);
	}
}
