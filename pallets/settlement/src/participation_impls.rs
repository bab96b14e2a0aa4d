// SPDX-License-Identifier: Apache-2.0
//! Who takes part in a network: whoever owned a connection point for a whole billing period in which
//! its energy was measured and settled.

use crate::{account_impls::terms_in, pallet::*, types::*, utility_impls::place};
use energy_primitives::{MeterId, NetworkId, Participation, RowClass, Slot, SlotSource};

impl<T: Config> Pallet<T> {
	/// The first slot that is the owner's of now; 0 for the meter's first owner.
	fn owned_since(meter: MeterId) -> Slot {
		let (network, page, row) = place(meter);
		let now = T::Metering::current_slot();
		let lines = ClosingLines::<T>::get(network, page);
		match lines.iter().find(|line| line.row == row && line.is_due(now)) {
			Some(line) => line.until_slot,
			None => terms_in(&Terms::<T>::get(network, page), row).since_slot,
		}
	}
}

impl<T: Config> Participation<T::AccountId> for Pallet<T> {
	/// Looks at the periods whose statements are in state, and at the owner of now only.
	fn took_part(who: &T::AccountId, meter: MeterId, since_slot: Slot) -> bool {
		let owner = T::Metering::owner_of(meter);
		if owner != Some((who.clone(), RowClass::Boundary)) {
			return false;
		}
		let (network, page, row) = place(meter);
		let earliest = since_slot.max(Self::owned_since(meter));
		let closed = Self::periods_closed(network);
		let periods = (closed.saturating_sub(STATEMENT_PERIODS)..closed).rev();
		let begins = |period| Periods::<T>::get((network, period)).map(|record| record.first_slot);
		periods
			.take_while(|period| begins(*period).is_some_and(|first| first >= earliest))
			.any(|period| Participants::<T>::get((network, period), page).took_part(row))
	}

	fn periods_closed(network: NetworkId) -> u32 {
		Billings::<T>::get(network).period
	}

	fn next_period(network: NetworkId) -> Slot {
		Self::next_period(network)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_participant(community: energy_primitives::CommunityId, who: &T::AccountId) -> MeterId {
		crate::benchmarking::participant::<T>(community, who)
	}
}
