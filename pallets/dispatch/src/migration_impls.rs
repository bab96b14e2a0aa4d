// SPDX-License-Identifier: Apache-2.0
//! While the chain's state is migrated no block takes transactions: nobody can offer, commit, show or
//! veto anything. Rounds rest so long, and afterwards their phases last as long as they would have.

use crate::pallet::*;
use frame_support::migrations::MigrationStatusHandler;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

impl<T: Config> MigrationStatusHandler for Pallet<T> {
	/// The block that begins now is the first that takes no transactions, and its number is not set
	/// yet: what is kept is the last block that took some. What a migration left behind that never
	/// completed counts no more: who got the chain out of that decides what becomes of rounds.
	fn started() {
		RestingSince::<T>::put(Self::now());
	}

	/// This block is the last that takes none.
	fn completed() {
		if let Some(since) = RestingSince::<T>::take() {
			Self::put_off(Self::now().saturating_sub(since));
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Puts the end of every running round's phase off. At most `ProgrammesMax` rounds run.
	fn put_off(blocks: BlockNumberFor<T>) {
		Due::<T>::mutate(|due| {
			for (block, community) in due.iter_mut() {
				let Some(mut round) = Self::running_round(*community) else { continue };
				round.ends = round.ends.saturating_add(blocks);
				*block = block.saturating_add(blocks);
				let (community, number, ends) = (*community, round.number, round.ends);
				Rounds::<T>::insert(community, round);
				Self::deposit_event(Event::RoundPutOff { community, round: number, ends });
			}
			due.sort_by_key(|(block, _)| *block);
		});
	}
}
