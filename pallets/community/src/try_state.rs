// SPDX-License-Identifier: Apache-2.0
//! The pallet's invariants, one function each. Numbers as in `docs/invariants.md`.

use crate::{
	ballot_types::{BallotChange, BALLOTS_KEPT},
	BallotState, Ballots, Challenges, Communities, Config, Due, Electorates, Ended, HoldReason,
	LastEnacted, MemberTags, Members, Motion, NextBallot, NextCommunity, Pallet, Points, Running,
	Voters, Votes,
};
use alloc::collections::{BTreeMap, BTreeSet};
use community_core::Tally;
use energy_primitives::Electorate;
use frame_support::{
	ensure,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet against its whole state.
	///
	/// Linear in the number of members and votes: for tests, simulations and `try-runtime`, never in
	/// a block.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_tally_is_sum_of_votes()?;
		Self::check_rules_in_bounds()?;
		Self::check_dense_numbers()?;
		Self::check_members_counted()?;
		Self::check_one_account_one_tag()?;
		Self::check_voters_counted()?;
		Self::check_one_point_one_vote()?;
		Self::check_running_ballots()?;
		Self::check_deposits_held()?;
		Self::check_last_enacted()
	}

	/// C1: the tally of a running ballot is the sum of its votes, each of somebody in its snapshot,
	/// and no more vote than can; votes are kept of ballots only.
	fn check_tally_is_sum_of_votes() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::new();
		for ((community, ballot, number), choice) in Votes::<T>::iter() {
			let record = Ballots::<T>::get(community, ballot).ok_or("C1: a vote in no ballot")?;
			ensure!(number < record.snapshot, "C1: a vote from outside the snapshot");
			ensure!(
				record.state.is_running() || Ended::<T>::contains_key((community, ballot)),
				"C1: a vote that nobody will drop"
			);
			let sum: &mut Tally = sums.entry((community, ballot)).or_default();
			*sum = sum.with(choice);
		}
		for (community, ballot, record) in Ballots::<T>::iter() {
			let sum = sums.get(&(community, ballot)).copied().unwrap_or_default();
			if record.state.is_running() {
				ensure!(record.tally == sum, "C1: tally differs from the votes");
			}
			ensure!(record.tally.turnout() <= record.voters, "C1: more votes than voters");
			ensure!(record.voters <= record.snapshot, "C1: more voters than the snapshot holds");
		}
		Ok(())
	}

	/// C2: the rules of every community are inside the chain's bounds.
	fn check_rules_in_bounds() -> Result<(), TryRuntimeError> {
		ensure!(
			Communities::<T>::iter_keys().all(T::Change::in_bounds),
			"C2: a rule outside its bounds"
		);
		Ok(())
	}

	/// C3: communities are numbered densely from 0.
	fn check_dense_numbers() -> Result<(), TryRuntimeError> {
		let next = NextCommunity::<T>::get();
		let count = Communities::<T>::iter_keys().count();
		ensure!(usize::try_from(next) == Ok(count), "C3: a community number was left out");
		ensure!(
			Communities::<T>::iter_keys().all(|community| community < next),
			"C3: a community beyond the next number"
		);
		Ok(())
	}

	/// C4: a community counts exactly its members, and only existing communities have members.
	fn check_members_counted() -> Result<(), TryRuntimeError> {
		for (community, record) in Communities::<T>::iter() {
			let members = Members::<T>::iter_key_prefix(community).count();
			ensure!(
				usize::try_from(record.member_count) == Ok(members),
				"C4: member count differs from the members"
			);
		}
		ensure!(
			Members::<T>::iter_keys()
				.all(|(community, _)| Communities::<T>::contains_key(community)),
			"C4: a member of no community"
		);
		Ok(())
	}

	/// C5: in a community a tag has one account and an account one tag.
	fn check_one_account_one_tag() -> Result<(), TryRuntimeError> {
		for (community, person_tag, member) in Members::<T>::iter() {
			ensure!(
				MemberTags::<T>::get(community, &member.account) == Some(person_tag),
				"C5: a member's account leads to another tag"
			);
		}
		ensure!(
			Members::<T>::iter_keys().count() == MemberTags::<T>::iter_keys().count(),
			"C5: an account stands for no member"
		);
		Ok(())
	}

	/// C6: every voter is a member with a number of its own below the next one, and the size of each
	/// earlier electorate is how many of its numbers still count.
	fn check_voters_counted() -> Result<(), TryRuntimeError> {
		let mut numbers = BTreeMap::<_, BTreeSet<u32>>::new();
		for (community, person_tag, voter) in Voters::<T>::iter() {
			ensure!(
				Members::<T>::contains_key(community, person_tag),
				"C6: a voter who is no member"
			);
			let new = numbers.entry(community).or_default().insert(voter.number);
			ensure!(new, "C6: two voters with one number");
		}
		for (community, record) in Electorates::<T>::iter() {
			let numbers = numbers.remove(&community).unwrap_or_default();
			ensure!(
				usize::try_from(record.voters) == Ok(numbers.len()),
				"C6: electorate differs from the voters"
			);
			ensure!(
				numbers.last().is_none_or(|last| *last < record.next),
				"C6: a number beyond the next"
			);
			let mut counted = 0u32;
			for snapshot in 0..=record.next {
				let said = <Self as Electorate<T::AccountId>>::voters(community, snapshot);
				ensure!(said == counted, "C6: a snapshot's size is wrong");
				counted = counted.saturating_add(numbers.contains(&snapshot).into());
			}
		}
		ensure!(numbers.is_empty(), "C6: voters of no electorate");
		Ok(())
	}

	/// C7: a voter counts through one connection point, of its own community, and a connection point
	/// for one voter.
	fn check_one_point_one_vote() -> Result<(), TryRuntimeError> {
		for (community, person_tag, voter) in Voters::<T>::iter() {
			ensure!(voter.meter.network.community == community, "C7: another community's point");
			let point = Points::<T>::get(voter.meter);
			ensure!(
				point.is_some_and(|point| point.person_tag == person_tag),
				"C7: a voter's point stands for another"
			);
		}
		ensure!(
			Voters::<T>::iter_keys().count() == Points::<T>::iter_keys().count(),
			"C7: a point stands for no voter"
		);
		Ok(())
	}

	/// C8: exactly the ballots that take votes or wait for their period are listed as running, one
	/// for each topic, and due when their state says so; the last ballots are kept, and of older ones
	/// only what still counts for something.
	fn check_running_ballots() -> Result<(), TryRuntimeError> {
		let mut listed = BTreeSet::new();
		for (community, running) in Running::<T>::iter() {
			ensure!(!running.is_empty(), "C8: an empty list");
			for (place, entry) in running.iter().enumerate() {
				listed.insert((community, entry.ballot));
				let record =
					Ballots::<T>::get(community, entry.ballot).ok_or("C8: a ballot not opened")?;
				let due = match record.state {
					BallotState::Voting => entry.due == Due::Block(record.closes),
					BallotState::Passed { from_slot } => entry.due == Due::Slot(from_slot),
					_ => false,
				};
				ensure!(due, "C8: a ballot is due at another time than its state says");
				ensure!(entry.topic == record.motion.topic(), "C8: a ballot about another topic");
				let once = running.iter().skip(place.saturating_add(1));
				ensure!(once.clone().all(|other| other.topic != entry.topic), "C8: a topic twice");
			}
		}
		for (community, ballot, record) in Ballots::<T>::iter() {
			ensure!(
				record.state.is_running() == listed.contains(&(community, ballot)),
				"C8: a ballot that runs unseen"
			);
			ensure!(ballot < NextBallot::<T>::get(community), "C8: a ballot beyond the next");
		}
		for (community, next) in NextBallot::<T>::iter() {
			let mut kept = next.saturating_sub(BALLOTS_KEPT)..next;
			let all = kept.all(|ballot| Ballots::<T>::contains_key(community, ballot));
			ensure!(all, "C8: a ballot number was left out");
		}
		for (community, ballot, record) in Ballots::<T>::iter() {
			let last = LastEnacted::<T>::get(community, record.motion.topic()) == Some(ballot);
			let counts =
				record.state.is_running() || last || Ended::<T>::contains_key((community, ballot));
			ensure!(
				counts || !Self::is_old(community, ballot),
				"C8: an old ballot that counts for nothing is kept"
			);
		}
		Ok(())
	}

	/// C9: what is held for ballots and challenges is what their records say; a ballot that is over
	/// holds nothing; only members are in doubt.
	fn check_deposits_held() -> Result<(), TryRuntimeError> {
		let mut ballots = BTreeMap::new();
		for (_, _, record) in Ballots::<T>::iter() {
			ensure!(
				record.state.is_running() || record.deposit.is_zero(),
				"C9: a ballot that is over holds a deposit"
			);
			let Some(proposer) = record.proposer else {
				ensure!(record.deposit.is_zero(), "C9: a deposit of nobody");
				continue;
			};
			Self::add_up(&mut ballots, proposer, record.deposit);
		}
		let mut challenges = BTreeMap::new();
		for (community, person_tag, record) in Challenges::<T>::iter() {
			ensure!(Members::<T>::contains_key(community, person_tag), "C9: nobody is in doubt");
			Self::add_up(&mut challenges, record.challenger, record.deposit);
		}
		for (reason, sums) in [(HoldReason::Ballot, ballots), (HoldReason::Challenge, challenges)] {
			let reason = reason.into();
			for (who, sum) in sums {
				ensure!(
					T::Currency::balance_on_hold(&reason, &who) == sum,
					"C9: what is held differs from the records"
				);
			}
		}
		Ok(())
	}

	fn add_up(
		sums: &mut BTreeMap<T::AccountId, <T::Currency as Inspect<T::AccountId>>::Balance>,
		who: T::AccountId,
		amount: <T::Currency as Inspect<T::AccountId>>::Balance,
	) {
		let sum = sums.entry(who).or_insert_with(Zero::zero);
		*sum = sum.saturating_add(amount);
	}

	/// C10: what can be taken back was enacted, changed this rule, and says what held before.
	fn check_last_enacted() -> Result<(), TryRuntimeError> {
		for (community, topic, ballot) in LastEnacted::<T>::iter() {
			let record = Ballots::<T>::get(community, ballot).ok_or("C10: a ballot not opened")?;
			ensure!(record.state == BallotState::Enacted, "C10: not enacted");
			ensure!(matches!(record.motion, Motion::Change(_)), "C10: not a change");
			ensure!(record.motion.topic() == topic, "C10: another rule");
			let before = record.before.map(|before| Motion::Change(before).topic());
			ensure!(before == Some(topic), "C10: what held before is about another rule");
		}
		Ok(())
	}
}
