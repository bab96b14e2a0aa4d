// SPDX-License-Identifier: Apache-2.0
//! One benchmark per call.

use super::*;
use crate::ballot_types::BALLOTS_KEPT;
use alloc::vec::Vec;
use community_core::{Choice, Threshold};
use energy_primitives::{Communities as _, CommunityId, Electorate, Participation};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::Mutate,
	fungibles::{Create, Inspect},
	Consideration, EnsureOrigin, Get,
};
use frame_system::RawOrigin;
use sp_runtime::traits::{One, Saturating};

const ASSET: u32 = 1;
const TAG: PersonTag = [7; 32];

/// A community and its operator.
fn opened<T: Config>() -> (CommunityId, T::AccountId) {
	let operator: T::AccountId = account("operator", 0, 0);
	let guarantor: T::AccountId = account("guarantor", 0, 0);
	(Pallet::<T>::bench_open(&operator, &guarantor, ASSET), operator)
}

/// An account that can pay every deposit.
fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId>,
{
	let who: T::AccountId = account(name, index, 0);
	let all = T::BallotDeposit::get().saturating_add(T::ChallengeDeposit::get());
	let sixteen = (0..16).fold(all, |sum, _| sum.saturating_add(all));
	T::Currency::set_balance(&who, sixteen.max(BalanceOf::<T>::one()));
	who
}

/// A community with so many voters. None of them can be told from another.
fn electorate<T: Config>(voters: u32) -> (CommunityId, Vec<T::AccountId>)
where
	T::Currency: Mutate<T::AccountId>,
{
	let (community, _) = opened::<T>();
	let people: Vec<_> = (0..voters).map(|index| rich::<T>("voter", index)).collect();
	for who in &people {
		Pallet::<T>::bench_voter(community, who);
	}
	(community, people)
}

/// Opens a ballot about a rule.
fn proposed<T: Config>(community: CommunityId, who: &T::AccountId) -> BallotId {
	let change = T::Change::bench_change(community);
	Pallet::<T>::do_propose(who.clone(), community, change).expect("it can be proposed");
	NextBallot::<T>::get(community) - 1
}

/// Opens a ballot in every place that is left, each about another referendum; a voter may vote in
/// all of them.
fn fill<T: Config>(community: CommunityId, who: &T::AccountId) {
	for index in 0u32.. {
		let motion = Motion::Referendum { index };
		let opened = Pallet::<T>::open(community, Some(who.clone()), motion, Threshold::Majority);
		if opened.is_err() {
			return;
		}
	}
}

/// The first ballot of a community, which is over. The ballot after as many as are kept pushes it out.
fn oldest<T: Config>(community: CommunityId, who: &T::AccountId) {
	let ballot = proposed::<T>(community, who);
	Running::<T>::remove(community);
	Ballots::<T>::mutate(community, ballot, |record| {
		record.as_mut().expect("opened").state = BallotState::Failed;
	});
}

/// So many ballots went by that those there are will be forgotten once they count for nothing.
fn long_ago<T: Config>(community: CommunityId) {
	NextBallot::<T>::mutate(community, |next| *next = next.saturating_add(BALLOTS_KEPT));
}

/// Voting in a ballot is over.
fn over<T: Config>(community: CommunityId, ballot: BallotId) {
	let record = Ballots::<T>::get(community, ballot).expect("opened");
	frame_system::Pallet::<T>::set_block_number(record.closes);
}

/// A ballot that passed and whose period has come.
fn passed<T: Config>(community: CommunityId, ballot: BallotId) {
	let from_slot = T::CurrentSlot::get();
	Ballots::<T>::mutate(community, ballot, |record| {
		record.as_mut().expect("opened").state = BallotState::Passed { from_slot };
	});
	Running::<T>::mutate(community, |running| {
		for entry in running.iter_mut().filter(|entry| entry.ballot == ballot) {
			entry.due = Due::Slot(from_slot);
		}
	});
}

/// Makes somebody a member without a vote who could have one.
fn joined<T: Config>(community: CommunityId, who: &T::AccountId) -> energy_primitives::MeterId {
	Pallet::<T>::bench_member(community, TAG, who);
	Members::<T>::mutate(community, TAG, |member| {
		member.as_mut().expect("added").since_slot = 0;
	});
	T::Participation::bench_participant(community, who)
}

#[benchmarks(where
	T::Assets: Create<T::AccountId>,
	<T::Assets as Inspect<T::AccountId>>::Balance: From<u32>,
	T::Currency: Mutate<T::AccountId>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn open_community() {
		let caller: T::AccountId = whitelisted_caller();
		if !T::Assets::asset_exists(ASSET) {
			T::Assets::create(ASSET, caller.clone(), true, 1u32.into()).expect("asset is free");
		}
		T::CommunityConsideration::ensure_successful(&caller, Pallet::<T>::community_footprint());

		#[extrinsic_call]
		_(RawOrigin::Signed(caller.clone()), ASSET);

		let community = NextCommunity::<T>::get() - 1;
		assert_eq!(Pallet::<T>::operator(community), Some(caller));
	}

	#[benchmark]
	fn set_operator() {
		let (community, operator) = opened::<T>();
		let new: T::AccountId = account("new", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, new.clone());

		assert_eq!(Pallet::<T>::operator(community), Some(new));
	}

	#[benchmark]
	fn set_guarantor() {
		let (community, _) = opened::<T>();
		let guarantor: T::AccountId = account("guarantor", 0, 0);
		let new: T::AccountId = account("new", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), community, new.clone());

		assert_eq!(Pallet::<T>::guarantor(community), Some(new));
	}

	#[benchmark]
	fn set_bank() {
		let (community, operator) = opened::<T>();
		let bank: T::AccountId = account("bank", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, bank.clone());

		assert_eq!(Communities::<T>::get(community).and_then(|record| record.bank), Some(bank));
	}

	#[benchmark]
	fn add_member() {
		let (community, operator) = opened::<T>();
		let member: T::AccountId = account("member", 0, 0);
		T::MemberConsideration::ensure_successful(&operator, Pallet::<T>::member_footprint());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, TAG, member);

		assert!(Members::<T>::contains_key(community, TAG));
	}

	// At its dearest: a voter in doubt, with the smallest number, in the most ballots.
	#[benchmark]
	fn remove_member() {
		let (community, people) = electorate::<T>(6);
		let who = &people[0];
		let person_tag = MemberTags::<T>::get(community, who).expect("a member");
		fill::<T>(community, &people[1]);
		let challenger = rich::<T>("challenger", 0);
		Pallet::<T>::do_challenge(challenger, community, person_tag).expect("it can be");
		let operator = Pallet::<T>::operator(community).expect("opened");

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), community, person_tag);

		assert!(!Members::<T>::contains_key(community, person_tag));
		assert_eq!(Pallet::<T>::voters(community, 6), 5);
	}

	// At its dearest: in place of somebody who moved out, with the smallest number, in the most
	// ballots.
	#[benchmark]
	fn enrol() {
		let (community, people) = electorate::<T>(6);
		fill::<T>(community, &people[1]);
		let who = rich::<T>("newcomer", 0);
		let meter = joined::<T>(community, &who);
		let person_tag = MemberTags::<T>::get(community, &people[0]).expect("a member");
		let old = Voters::<T>::mutate(community, person_tag, |voter| {
			let voter = voter.as_mut().expect("counts");
			core::mem::replace(&mut voter.meter, meter)
		});
		Points::<T>::remove(old);
		Points::<T>::insert(meter, PointRecord { person_tag, since_slot: 0 });

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), community, meter);

		assert_eq!(Pallet::<T>::voter(community, &who), Some(6));
		assert!(!Voters::<T>::contains_key(community, person_tag));
	}

	// At its dearest, as what follows: another ballot is forgotten for it.
	#[benchmark]
	fn propose() {
		let (community, people) = electorate::<T>(6);
		oldest::<T>(community, &people[0]);
		NextBallot::<T>::insert(community, BALLOTS_KEPT);
		let change = T::Change::bench_change(community);

		#[extrinsic_call]
		_(RawOrigin::Signed(people[0].clone()), community, change);

		assert_eq!(NextBallot::<T>::get(community), BALLOTS_KEPT + 1);
		assert!(!Ballots::<T>::contains_key(community, 0));
	}

	#[benchmark]
	fn propose_roll_back() {
		let (community, people) = electorate::<T>(6);
		oldest::<T>(community, &people[0]);
		let ballot = proposed::<T>(community, &people[0]);
		passed::<T>(community, ballot);
		Pallet::<T>::do_enact(community, ballot).expect("its period has come");
		NextBallot::<T>::insert(community, BALLOTS_KEPT);

		#[extrinsic_call]
		_(RawOrigin::Signed(people[0].clone()), community, ballot);

		assert_eq!(NextBallot::<T>::get(community), BALLOTS_KEPT + 1);
		assert!(!Ballots::<T>::contains_key(community, 0));
	}

	#[benchmark]
	fn vote() {
		let (community, people) = electorate::<T>(6);
		let ballot = proposed::<T>(community, &people[0]);

		#[extrinsic_call]
		_(RawOrigin::Signed(people[1].clone()), community, ballot, Choice::Nay);

		assert_eq!(Ballots::<T>::get(community, ballot).map(|it| it.tally.nays), Some(1));
	}

	// What follows is measured apart: a vote in a referendum, or a rule that holds at once. Here the
	// ballot fails, and keeps others from proposing the same.
	#[benchmark]
	fn close() {
		let (community, people) = electorate::<T>(6);
		let ballot = proposed::<T>(community, &people[0]);
		fill::<T>(community, &people[0]);
		Pallet::<T>::do_vote(people[1].clone(), community, ballot, Choice::Nay).expect("may vote");
		over::<T>(community, ballot);
		long_ago::<T>(community);

		#[extrinsic_call]
		_(RawOrigin::Signed(people[0].clone()), community, ballot);

		let state = Ballots::<T>::get(community, ballot).map(|it| it.state);
		assert_eq!(state, Some(BallotState::Failed));
	}

	// At its dearest: taking back another, and both are forgotten.
	#[benchmark]
	fn enact() {
		let (community, people) = electorate::<T>(6);
		let ballot = proposed::<T>(community, &people[0]);
		passed::<T>(community, ballot);
		Pallet::<T>::do_enact(community, ballot).expect("its period has come");
		Pallet::<T>::do_propose_roll_back(people[0].clone(), community, ballot).expect("may be");
		fill::<T>(community, &people[0]);
		passed::<T>(community, ballot + 1);
		long_ago::<T>(community);

		#[extrinsic_call]
		_(RawOrigin::Signed(people[0].clone()), community, ballot + 1);

		assert!(LastEnacted::<T>::iter().next().is_none());
		assert!(!Ballots::<T>::contains_key(community, ballot));
		assert!(!Ballots::<T>::contains_key(community, ballot + 1));
	}

	#[benchmark]
	fn recast() {
		let (community, people) = electorate::<T>(6);
		let index = T::Referenda::bench_referendum(&Pallet::<T>::account_of(community));
		Pallet::<T>::do_propose_referendum_vote(people[0].clone(), community, index)
			.expect("votes are taken in it");
		Pallet::<T>::do_vote(people[1].clone(), community, 0, Choice::Aye).expect("may vote");

		#[extrinsic_call]
		_(RawOrigin::Signed(people[0].clone()), community, 0);

		assert!(Running::<T>::contains_key(community));
	}

	#[benchmark]
	fn cancel() -> Result<(), BenchmarkError> {
		let origin =
			T::DisputeOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (community, people) = electorate::<T>(6);
		let ballot = proposed::<T>(community, &people[0]);
		fill::<T>(community, &people[0]);
		Pallet::<T>::do_vote(people[1].clone(), community, ballot, Choice::Nay).expect("may vote");
		long_ago::<T>(community);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, community, ballot);

		let state = Ballots::<T>::get(community, ballot).map(|it| it.state);
		assert_eq!(state, Some(BallotState::Cancelled));
		Ok(())
	}

	#[benchmark]
	fn challenge() {
		let (community, people) = electorate::<T>(1);
		let person_tag = MemberTags::<T>::get(community, &people[0]).expect("a member");
		let challenger = rich::<T>("challenger", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(challenger), community, person_tag);

		assert!(Challenges::<T>::contains_key(community, person_tag));
	}

	#[benchmark]
	fn resolve_challenge() -> Result<(), BenchmarkError> {
		let origin =
			T::DisputeOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let (community, people) = electorate::<T>(6);
		let person_tag = MemberTags::<T>::get(community, &people[0]).expect("a member");
		fill::<T>(community, &people[1]);
		let challenger = rich::<T>("challenger", 0);
		Pallet::<T>::do_challenge(challenger, community, person_tag).expect("it can be");

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, community, person_tag, true);

		assert!(!Members::<T>::contains_key(community, person_tag));
		Ok(())
	}

	#[benchmark]
	fn poll_community() {
		let (community, people) = electorate::<T>(6);
		fill::<T>(community, &people[0]);
		let (other, more) = electorate::<T>(6);
		fill::<T>(other, &more[0]);
		PollCursor::<T>::put(community);
		let now = frame_system::Pallet::<T>::block_number();

		#[block]
		{
			let next = Pallet::<T>::next_running().expect("ballots run");
			let mut meter = frame_support::weights::WeightMeter::new();
			Pallet::<T>::look_after(next, now, &mut meter);
			PollCursor::<T>::put(next);
		}

		assert_eq!(Running::<T>::iter().count(), 2);
	}

	#[benchmark]
	fn drop_votes(n: Linear<1, { crate::tick_impls::VOTES_PER_BLOCK }>) {
		let (community, people) = electorate::<T>(6);
		oldest::<T>(community, &people[0]);
		long_ago::<T>(community);
		for number in 0..n {
			Votes::<T>::insert((community, 0, number), Choice::Aye);
		}
		Ended::<T>::insert((community, 0), ());

		#[block]
		{
			Pallet::<T>::drop_votes(&mut frame_support::weights::WeightMeter::new());
		}

		assert_eq!(Votes::<T>::iter().count(), 0);
		// Where the most were dropped, another look must find that none is left.
		let forgotten = !Ballots::<T>::contains_key(community, 0);
		assert!(forgotten || n == crate::tick_impls::VOTES_PER_BLOCK);
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::TestExt::new().externalities(),
		crate::mock::Test
	);
}
