// SPDX-License-Identifier: Apache-2.0
//! The pallet's invariants, one function each. Numbers as in `docs/invariants.md`.

use crate::{Certificates, Claimed, Config, NextCertificate, Pallet};
use alloc::vec::Vec;
use energy_primitives::{MeterId, SurplusSource};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet against its whole state.
	///
	/// Linear in the number of certificates: for tests, simulations and `try-runtime`, never in a
	/// block.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::s5_claimed_is_within_surplus()?;
		Self::s5_nothing_is_owned_twice()
	}

	/// S5: nothing was claimed that was not given to the grid.
	fn s5_claimed_is_within_surplus() -> Result<(), TryRuntimeError> {
		ensure!(
			Claimed::<T>::iter().all(|(meter, claimed)| claimed <= T::Surplus::surplus_of(meter)),
			"S5: more was claimed than given to the grid"
		);
		Ok(())
	}

	/// S5: certificates that live are not empty, lie below their meter's pointer, don't overlap, and
	/// have been numbered.
	fn s5_nothing_is_owned_twice() -> Result<(), TryRuntimeError> {
		let next = NextCertificate::<T>::get();
		let mut ranges: Vec<(MeterId, u64, u64)> = Vec::new();
		for (id, record) in Certificates::<T>::iter() {
			ensure!(id < next, "S5: a certificate beyond the next number");
			ensure!(record.begin < record.end, "S5: a certificate of nothing");
			ensure!(
				record.end <= Claimed::<T>::get(record.meter),
				"S5: a certificate of what was not claimed"
			);
			ranges.push((record.meter, record.begin, record.end));
		}
		ranges.sort_unstable();
		let overlaps = ranges
			.iter()
			.zip(ranges.iter().skip(1))
			.any(|((meter, _, end), (next_meter, begin, _))| meter == next_meter && begin < end);
		ensure!(!overlaps, "S5: a base quantity is owned twice");
		Ok(())
	}
}
