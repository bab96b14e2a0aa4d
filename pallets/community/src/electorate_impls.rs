// SPDX-License-Identifier: Apache-2.0
//! Who counts in a community's votes.

use crate::{
	ballot_types::BallotChange, Ballots, Config, Departed, Electorates, Error, Event, MemberTags,
	Members, Motion, Pallet, PersonTag, PointRecord, Points, Running, VoterRecord, Voters, Votes,
};
use community_core::{counts_from, nodes_above, nodes_below, VOTERS_MAX};
use energy_primitives::{
	carrier::FACTS, CommunityId, Electorate, HouseholdQuota, MeterId, NetworkId, Participation,
	Slot,
};
use frame_support::{ensure, pallet_prelude::DispatchResult};
use sp_runtime::traits::Convert;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_enrol(
		who: T::AccountId,
		community: CommunityId,
		meter: MeterId,
	) -> DispatchResult {
		Self::existing(community)?;
		let person_tag = MemberTags::<T>::get(community, &who).ok_or(Error::<T>::NotMember)?;
		let member = Members::<T>::get(community, person_tag).ok_or(Error::<T>::NotMember)?;
		ensure!(meter.network.community == community, Error::<T>::WrongCommunity);
		ensure!(!Voters::<T>::contains_key(community, person_tag), Error::<T>::AlreadyVoter);
		let point = Points::<T>::get(meter);
		let since = counts_from(member.since_slot, point.map(|point| point.since_slot));
		ensure!(T::Participation::took_part(&who, meter, since), Error::<T>::NotTakenPart);
		let mut record = Electorates::<T>::get(community);
		record.growth = record
			.growth
			.add(Self::period_now(community), record.voters)
			.ok_or(Error::<T>::GrowthReached)?;
		let number = record.next;
		ensure!(number < VOTERS_MAX, Error::<T>::ElectorateFull);
		record.next = number.saturating_add(1);
		record.voters = record.voters.saturating_add(1);

		T::Quota::use_one(&who);
		Electorates::<T>::insert(community, record);
		if let Some(point) = point {
			Self::strike(community, point.person_tag);
		}
		let since_slot = T::NextSlot::convert(meter.network).unwrap_or_default();
		Points::<T>::insert(meter, PointRecord { person_tag, since_slot });
		Voters::<T>::insert(community, person_tag, VoterRecord { number, meter });
		Self::deposit_event(Event::VoterEnrolled { community, person_tag, number, meter });
		Ok(())
	}

	/// Somebody no longer counts. Its votes stay; where it has not voted, one fewer may.
	pub(crate) fn strike(community: CommunityId, person_tag: PersonTag) {
		let Some(VoterRecord { number, meter }) = Voters::<T>::take(community, person_tag) else {
			return;
		};
		Points::<T>::remove(meter);
		Electorates::<T>::mutate(community, |record| {
			record.voters = record.voters.saturating_sub(1);
		});
		for node in nodes_above(number) {
			Departed::<T>::mutate(community, node, |left| *left = left.saturating_add(1));
		}
		for running in Running::<T>::get(community) {
			Self::take_off(community, running.ballot, number);
		}
		Self::deposit_event(Event::VoterLeft { community, person_tag, number });
	}

	/// One fewer may vote in a ballot that held this voter, unless it has voted.
	fn take_off(community: CommunityId, ballot: u32, number: u32) {
		let now = frame_system::Pallet::<T>::block_number();
		Ballots::<T>::mutate(community, ballot, |slot| {
			let Some(record) = slot else { return };
			let has_voted = || Votes::<T>::contains_key((community, ballot, number));
			if record.takes_votes(now) && number < record.snapshot && !has_voted() {
				record.voters = record.voters.saturating_sub(1);
			}
		});
	}

	/// The voter that an account stands for.
	pub(crate) fn voter_record(community: CommunityId, who: &T::AccountId) -> Option<VoterRecord> {
		let person_tag = MemberTags::<T>::get(community, who)?;
		Voters::<T>::get(community, person_tag)
	}

	/// The billing period in which the electorate grows now: the networks of a community may have
	/// different ones, and the one that has closed most sets the pace.
	pub(crate) fn period_now(community: CommunityId) -> u32 {
		Self::networks(community).map(T::Participation::periods_closed).max().unwrap_or_default()
	}

	/// The next slot to be closed in the community: the earliest of its open networks; 0 where none
	/// is open.
	pub(crate) fn next_slot_of(community: CommunityId) -> Slot {
		Self::networks(community).filter_map(T::NextSlot::convert).min().unwrap_or_default()
	}

	/// The networks a community can have.
	fn networks(community: CommunityId) -> impl Iterator<Item = NetworkId> {
		FACTS.iter().map(move |facts| NetworkId { community, carrier: facts.carrier })
	}
}

impl<T: Config> Electorate<T::AccountId> for Pallet<T> {
	fn voter(community: CommunityId, who: &T::AccountId) -> Option<u32> {
		Self::voter_record(community, who).map(|voter| voter.number)
	}

	fn snapshot(community: CommunityId) -> u32 {
		Electorates::<T>::get(community).next
	}

	fn voters(community: CommunityId, snapshot: u32) -> u32 {
		let record = Electorates::<T>::get(community);
		if snapshot >= record.next {
			return record.voters;
		}
		let left = nodes_below(snapshot)
			.map(|node| Departed::<T>::get(community, node))
			.fold(0u32, u32::saturating_add);
		snapshot.saturating_sub(left)
	}

	fn open_review(community: CommunityId) {
		let Some(change) = T::Change::review(community) else { return };
		let threshold = Self::threshold_of(&change);
		// One that runs already, or failed within the last weeks, is answer enough.
		let _ = Self::open(community, None, Motion::Change(change), threshold);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_voter(community: CommunityId, who: &T::AccountId) {
		let person_tag = MemberTags::<T>::get(community, who).unwrap_or_else(|| {
			let person_tag = sp_io::hashing::blake2_256(&codec::Encode::encode(who));
			Self::bench_member(community, person_tag, who);
			person_tag
		});
		let meter = T::Participation::bench_participant(community, who);
		let number = Electorates::<T>::mutate(community, |record| {
			record.next += 1;
			record.voters += 1;
			record.next - 1
		});
		Voters::<T>::insert(community, person_tag, VoterRecord { number, meter });
		Points::<T>::insert(meter, PointRecord { person_tag, since_slot: 0 });
	}
}
