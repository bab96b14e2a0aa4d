// SPDX-License-Identifier: Apache-2.0
//! What certificates ask: how much a meter gave to the grid, provably.

use crate::{pallet::*, utility_impls::place};
use energy_primitives::{EvidenceError, MeterId, RowClass, Slot, SlotSource, SurplusSource};
use settlement_core::Evidence;

impl<T: Config> SurplusSource<T::AccountId> for Pallet<T> {
	type Evidence = Evidence;

	fn owner_of(meter: MeterId) -> Option<T::AccountId> {
		let (owner, class) = T::Metering::owner_of(meter)?;
		(class == RowClass::Boundary).then_some(owner)
	}

	fn surplus_of(meter: MeterId) -> u64 {
		let (network, page, row) = place(meter);
		Surplus::<T>::get(network, page).get(usize::from(row)).copied().unwrap_or(0)
	}

	fn surplus_before(
		meter: MeterId,
		slot: Slot,
		evidence: &Evidence,
	) -> Result<u64, EvidenceError> {
		Self::check_evidence(meter, slot, evidence)?;
		Ok(evidence.row.leaf.surplus_before)
	}

	fn is_final(meter: MeterId, slot: Slot) -> bool {
		let settled = Self::next_to_settle(meter.network).unwrap_or(0);
		slot.saturating_add(Self::window()) < settled
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_surplus(owner: &T::AccountId, surplus: u32) -> (MeterId, Slot, Evidence) {
		crate::benchmarking::surplus_evidence::<T>(owner, surplus)
	}
}
