// SPDX-License-Identifier: Apache-2.0
//! What happens by itself: ballots are counted and enacted when their time has come, community by
//! community, a few in a block.

use crate::{
	ballot_types::{BallotChange, CastVotes},
	Config, Due, Ended, Pallet, PollCursor, Running, RunningBallotOf, Votes, WeightInfo,
};
use energy_primitives::CommunityId;
use frame_support::{
	defensive,
	pallet_prelude::DispatchResult,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;

/// Communities whose ballots are looked at in a block.
const COMMUNITIES_PER_BLOCK: u32 = 4;
/// Votes of ballots that ended and are dropped in a block.
pub(crate) const VOTES_PER_BLOCK: u32 = 64;

impl<T: Config> Pallet<T> {
	/// The most that counting a ballot takes, with what may follow at once.
	pub(crate) fn close_weight() -> Weight {
		let cast = T::WeightInfo::recast().saturating_add(T::Referenda::weight());
		let enacted = T::WeightInfo::enact().saturating_add(T::Change::weight());
		T::WeightInfo::close().saturating_add(cast.max(enacted))
	}

	/// Looks after some ballots, as far as the block has room.
	pub(crate) fn do_poll(now: BlockNumberFor<T>, weight: &mut WeightMeter) {
		Self::drop_votes(weight);
		for _ in 0..COMMUNITIES_PER_BLOCK {
			if weight.try_consume(T::WeightInfo::poll_community()).is_err() {
				return;
			}
			let Some(community) = Self::next_running() else { return };
			if !Self::look_after(community, now, weight) {
				return;
			}
			PollCursor::<T>::put(community);
		}
	}

	/// The community whose turn it is; `None` where no ballot runs.
	pub(crate) fn next_running() -> Option<CommunityId> {
		let first = || Running::<T>::iter_keys().next();
		let Some(last) = PollCursor::<T>::get() else { return first() };
		Running::<T>::iter_keys_from(Running::<T>::hashed_key_for(last)).next().or_else(first)
	}

	/// Counts or enacts each ballot of a community whose time has come. Returns whether the block
	/// had room for all.
	pub(crate) fn look_after(
		community: CommunityId,
		now: BlockNumberFor<T>,
		weight: &mut WeightMeter,
	) -> bool {
		for entry in Running::<T>::get(community) {
			if !Self::is_due(&entry, now) {
				continue;
			}
			if weight.try_consume(Self::close_weight()).is_err() {
				return false;
			}
			if Self::advance(community, &entry).is_err() {
				defensive!("what is due can be counted or enacted");
			}
		}
		true
	}

	fn is_due(entry: &RunningBallotOf<T>, now: BlockNumberFor<T>) -> bool {
		match entry.due {
			Due::Block(block) => now >= block,
			Due::Slot(slot) => Self::has_come(slot),
		}
	}

	fn advance(community: CommunityId, entry: &RunningBallotOf<T>) -> DispatchResult {
		match entry.due {
			Due::Block(_) => Self::do_close(community, entry.ballot),
			Due::Slot(_) => Self::do_enact(community, entry.ballot),
		}
	}

	/// Drops votes of one ballot that ended.
	pub(crate) fn drop_votes(weight: &mut WeightMeter) {
		if weight.try_consume(T::DbWeight::get().reads(1)).is_err() {
			return;
		}
		let Some((community, ballot)) = Ended::<T>::iter_keys().next() else { return };
		if weight.try_consume(T::WeightInfo::drop_votes(VOTES_PER_BLOCK)).is_err() {
			return;
		}
		let dropped = Votes::<T>::clear_prefix((community, ballot), VOTES_PER_BLOCK, None);
		if dropped.maybe_cursor.is_none() {
			Ended::<T>::remove((community, ballot));
			Self::forget_if_old(community, ballot);
		}
	}
}
