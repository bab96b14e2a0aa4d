// SPDX-License-Identifier: Apache-2.0
//! Old ballots are forgotten, so that the state does not grow for ever: it holds the last ones of each
//! community, and those that still count for something. Events keep all of them.

use crate::{
	ballot_types::BALLOTS_KEPT, BallotId, Ballots, Config, Ended, LastEnacted, NextBallot, Pallet,
};
use energy_primitives::CommunityId;

impl<T: Config> Pallet<T> {
	/// Forgets the ballot that a new one pushes out of the last.
	pub(crate) fn make_room(community: CommunityId, newest: BallotId) {
		if let Some(oldest) = newest.checked_sub(BALLOTS_KEPT) {
			Self::forget_if_old(community, oldest);
		}
	}

	/// Forgets a ballot that is not among the last, unless it runs, can be taken back, or has votes
	/// that are still to be dropped. Each of these asks again when it is over.
	pub(crate) fn forget_if_old(community: CommunityId, ballot: BallotId) {
		if !Self::is_old(community, ballot) || Ended::<T>::contains_key((community, ballot)) {
			return;
		}
		let Some(record) = Ballots::<T>::get(community, ballot) else { return };
		let last = LastEnacted::<T>::get(community, record.motion.topic());
		if !record.state.is_running() && last != Some(ballot) {
			Ballots::<T>::remove(community, ballot);
		}
	}

	/// Whether so many ballots came after this one that it need not be kept.
	pub(crate) fn is_old(community: CommunityId, ballot: BallotId) -> bool {
		ballot.saturating_add(BALLOTS_KEPT) < NextBallot::<T>::get(community)
	}
}
