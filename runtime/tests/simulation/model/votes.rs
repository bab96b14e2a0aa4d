// SPDX-License-Identifier: Apache-2.0
//! Who votes in which ballot, how the votes add up, and what they come to.

use crate::who::Who;
use commonwatt_runtime::{ballots::Change, Communities, Runtime, RuntimeCall};
use community_core::Choice;
use pallet_community::{Call, Event, Motion};
use std::collections::{BTreeMap, BTreeSet};

/// A ballot that takes votes.
#[derive(Clone)]
struct Ballot {
	/// Whoever counted when it was opened, and counts still or has voted.
	may: BTreeSet<Who>,
	votes: BTreeMap<Who, u8>,
	closes: u32,
	two_thirds: bool,
	over: bool,
}

/// All votes.
#[derive(Clone, Default)]
pub struct Votes {
	/// Whoever counts now, by the operator's tag.
	pub voters: BTreeMap<[u8; 32], Who>,
	ballots: BTreeMap<u32, Ballot>,
	/// How many ballots passed and how many did not.
	pub passed: u64,
	pub failed: u64,
}

fn number(choice: &Choice) -> u8 {
	match choice {
		Choice::Aye => 0,
		Choice::Nay => 1,
		Choice::Abstain => 2,
	}
}

/// How many have to vote: a fifth, and at least five.
fn quorum(voters: usize) -> usize {
	voters.div_ceil(5).max(5)
}

impl Ballot {
	fn tally(&self) -> [usize; 3] {
		[0, 1, 2].map(|of| self.votes.values().filter(|choice| **choice == of).count())
	}

	fn passes(&self) -> bool {
		let [ayes, nays, _] = self.tally();
		let enough = self.votes.len() >= quorum(self.may.len());
		let agreed = if self.two_thirds { ayes > 0 && ayes >= 2 * nays } else { ayes > nays };
		enough && agreed
	}
}

impl Votes {
	fn may_vote(&self, who: Who, ballot: u32, block: u32) -> bool {
		self.ballots.get(&ballot).is_some_and(|record| {
			let counts = self.voters.values().any(|voter| *voter == who);
			let open = !record.over && block < record.closes;
			open && counts && record.may.contains(&who) && !record.votes.contains_key(&who)
		})
	}

	/// A call that was carried out.
	pub fn done(&mut self, who: Who, call: &RuntimeCall, block: u32) -> Result<(), String> {
		if let RuntimeCall::Communities(Call::vote { ballot, choice, .. }) = call {
			if !self.may_vote(who, *ballot, block) {
				return Err(format!("{who:?} voted in ballot {ballot} and may not"));
			}
			let record = self.ballots.get_mut(ballot).ok_or("it exists")?;
			record.votes.insert(who, number(choice));
		}
		Ok(())
	}

	/// A call that was refused.
	pub fn refused(&self, who: Who, call: &RuntimeCall, block: u32) -> Result<(), String> {
		match call {
			RuntimeCall::Communities(Call::vote { ballot, .. })
				if self.may_vote(who, *ballot, block) =>
			{
				Err(format!("{who:?} was refused in ballot {ballot} and may vote"))
			}
			_ => Ok(()),
		}
	}

	/// What the chain says happened.
	pub fn note(&mut self, event: &Event<Runtime>, block: u32) -> Result<(), String> {
		match event {
			Event::VoterEnrolled { person_tag, .. } => {
				let home =
					(1..=crate::who::HOMES).find(|home| crate::world::tag(*home) == *person_tag);
				let home = home.ok_or("a voter nobody knows")?;
				self.voters.insert(*person_tag, Who::Home(home));
			}
			Event::VoterLeft { person_tag, .. } => {
				let who = self.voters.remove(person_tag).ok_or("somebody left who never came")?;
				// Who has not voted is no longer counted among those who may.
				for ballot in self.ballots.values_mut().filter(|ballot| !ballot.over) {
					if !ballot.votes.contains_key(&who) {
						ballot.may.remove(&who);
					}
				}
			}
			Event::BallotOpened { ballot, motion, closes, .. } => {
				let may = self.voters.values().copied().collect();
				let two_thirds = matches!(
					motion,
					Motion::Change(Change::Fees { .. } | Change::PriceRule { .. })
				);
				let votes = BTreeMap::new();
				let record = Ballot { may, votes, closes: *closes, two_thirds, over: false };
				self.ballots.insert(*ballot, record);
			}
			Event::BallotPassed { ballot, .. } => {
				self.passed += 1;
				self.over(*ballot, true, block)?;
			}
			Event::BallotFailed { ballot, .. } => {
				self.failed += 1;
				self.over(*ballot, false, block)?;
			}
			Event::BallotCancelled { ballot, .. } | Event::BallotLapsed { ballot, .. } => {
				self.ballots.get_mut(ballot).ok_or("a ballot nobody opened")?.over = true;
			}
			// It also votes before its ballot ends, when somebody asks for it.
			Event::ReferendumVoteCast { ballot, .. } => {
				let record = self.ballots.get_mut(ballot).ok_or("a ballot nobody opened")?;
				record.over |= block >= record.closes;
			}
			_ => {}
		}
		Ok(())
	}

	fn over(&mut self, ballot: u32, passed: bool, block: u32) -> Result<(), String> {
		let record = self.ballots.get_mut(&ballot).ok_or("a ballot nobody opened")?;
		let early = block < record.closes;
		if core::mem::replace(&mut record.over, true) || early || record.passes() != passed {
			let tally = record.tally();
			return Err(format!(
				"ballot {ballot} with {tally:?} in block {block}: passed {passed}"
			));
		}
		Ok(())
	}

	/// Compares with the chain.
	pub fn check(&self) -> Result<(), String> {
		for (ballot, record) in self.ballots.iter().filter(|(_, record)| !record.over) {
			let kept = Communities::ballot(0, *ballot).ok_or("a running ballot is gone")?;
			let found = [kept.tally.ayes, kept.tally.nays, kept.tally.abstains].map(|n| n as usize);
			if found != record.tally() {
				return Err(format!("ballot {ballot}: {found:?}, votes {:?}", record.tally()));
			}
			if kept.voters as usize != record.may.len() {
				let may = record.may.len();
				return Err(format!("ballot {ballot}: {} may vote, not {may}", kept.voters));
			}
		}
		Ok(())
	}
}
