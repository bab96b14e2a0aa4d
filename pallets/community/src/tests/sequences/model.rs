// SPDX-License-Identifier: Apache-2.0
//! What members, voters and ballots come to, kept as plain lists of people: no numbers, no snapshots
//! as numbers, no trees.

use super::super::*;
use std::collections::{BTreeMap, BTreeSet};

/// What a person can try.
#[derive(Clone, Debug)]
pub(super) enum Step {
	Join(u8),
	Leave(u8),
	Enrol(u8),
	Propose(u8, Rule),
	RollBack(u8, u32),
	Vote(u8, u32, Choice),
	Close(u32),
	Enact(u32),
	Cancel(u32),
	Challenge(u8),
	Resolve(u8, bool),
	Bounds(u32),
	Blocks(u64),
	Period,
}

/// One person's being counted: who leaves and comes back is counted anew.
type Counted = u32;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
	Open,
	Waits(u32),
	Done,
	Undone,
	Over,
}

#[derive(Clone, Debug)]
pub(super) struct Poll {
	pub(super) may: BTreeSet<Counted>,
	pub(super) votes: BTreeMap<Counted, Choice>,
	pub(super) fate: Fate,
	rule: Rule,
	takes_back: Option<u32>,
	closes: u64,
	before: Option<Rule>,
	roll_back_from: u64,
}

impl Poll {
	pub(super) fn tally(&self) -> Tally {
		let of = |choice| self.votes.values().filter(|vote| **vote == choice).count() as u32;
		Tally { ayes: of(Choice::Aye), nays: of(Choice::Nay), abstains: of(Choice::Abstain) }
	}

	fn runs(&self) -> bool {
		matches!(self.fate, Fate::Open | Fate::Waits(_))
	}

	/// Whether it passes, asked with fractions.
	fn passes(&self) -> bool {
		let Tally { ayes, nays, .. } = self.tally();
		let cast = self.votes.len();
		let enough = cast >= 5 && cast * 5 >= self.may.len();
		let two_thirds = self.takes_back.is_none() && self.rule.needs_two_thirds();
		enough && if two_thirds { ayes > 0 && ayes * 3 >= (ayes + nays) * 2 } else { ayes > nays }
	}
}

use crate::BallotChange;

#[derive(Default)]
pub(super) struct Model {
	members: BTreeSet<u8>,
	pub(super) counted: BTreeMap<u8, Counted>,
	pub(super) polls: Vec<Poll>,
	pub(super) rules: BTreeMap<u8, u32>,
	doubted: BTreeSet<u8>,
	last: BTreeMap<u8, u32>,
	not_before: BTreeMap<u8, u64>,
	ever: Counted,
	period: u32,
	base: usize,
	grown: usize,
	pub(super) now: u64,
	pub(super) slot: u32,
	bound: u32,
}

fn kind(rule: Rule) -> u8 {
	u8::from(rule.needs_two_thirds())
}

impl Model {
	pub(super) fn new() -> Self {
		Self { now: 1, slot: 1_000, bound: 100, ..Self::default() }
	}

	/// Does what a step asks for, if it can be done. Returns whether.
	pub(super) fn step(&mut self, step: &Step) -> bool {
		match step.clone() {
			Step::Join(who) => self.members.insert(who),
			Step::Leave(who) => self.leave(who),
			Step::Enrol(who) => self.enrol(who),
			Step::Propose(who, rule) => self.propose(who, rule),
			Step::RollBack(who, poll) => self.roll_back(who, poll).is_some(),
			Step::Vote(who, poll, choice) => self.vote(who, poll, choice).is_some(),
			Step::Close(poll) => self.close(poll).is_some(),
			Step::Enact(poll) => self.enact_if_due(poll).is_some(),
			Step::Cancel(poll) => self.cancel(poll).is_some(),
			Step::Challenge(who) => self.members.contains(&who) && self.doubted.insert(who),
			Step::Resolve(who, upheld) => self.doubted.remove(&who) && (!upheld || self.leave(who)),
			Step::Bounds(bound) => {
				self.bound = bound.max(self.rules.values().copied().max().unwrap_or(0));
				true
			}
			Step::Blocks(count) => {
				self.now += count;
				true
			}
			Step::Period => {
				self.period += 1;
				self.slot += 96;
				(self.base, self.grown) = (self.counted.len(), 0);
				true
			}
		}
	}

	pub(super) fn bound(&self) -> u32 {
		self.bound
	}

	fn leave(&mut self, who: u8) -> bool {
		if !self.members.remove(&who) {
			return false;
		}
		self.doubted.remove(&who);
		if let Some(counted) = self.counted.remove(&who) {
			let now = self.now;
			for poll in &mut self.polls {
				let votes = poll.fate == Fate::Open && now < poll.closes;
				if votes && !poll.votes.contains_key(&counted) {
					poll.may.remove(&counted);
				}
			}
		}
		true
	}

	fn enrol(&mut self, who: u8) -> bool {
		let may = self.members.contains(&who) && !self.counted.contains_key(&who);
		if !may || self.grown >= (self.base / 5).max(5) {
			return false;
		}
		self.grown += 1;
		self.counted.insert(who, self.ever);
		self.ever += 1;
		true
	}

	fn open(&mut self, rule: Rule, takes_back: Option<u32>, not_before: u64) -> bool {
		let running: Vec<_> = self.polls.iter().filter(|poll| poll.runs()).collect();
		let taken = running.iter().any(|poll| kind(poll.rule) == kind(rule));
		if taken || self.now < not_before || self.counted.len() < 5 {
			return false;
		}
		self.polls.push(Poll {
			may: self.counted.values().copied().collect(),
			votes: BTreeMap::new(),
			fate: Fate::Open,
			rule,
			takes_back,
			closes: self.now + VOTING,
			before: None,
			roll_back_from: 0,
		});
		true
	}

	fn propose(&mut self, who: u8, rule: Rule) -> bool {
		let not_before = self.not_before.get(&kind(rule)).copied().unwrap_or(0);
		self.counted.contains_key(&who) && rule.1 <= self.bound && self.open(rule, None, not_before)
	}

	fn roll_back(&mut self, who: u8, target: u32) -> Option<()> {
		self.counted.get(&who)?;
		let poll = self.polls.get(target as usize)?.clone();
		let before = poll.before.filter(|_| poll.fate == Fate::Done)?;
		let is_last = self.last.get(&kind(before)) == Some(&target);
		let may = is_last && before.1 <= self.bound;
		(may && self.open(before, Some(target), poll.roll_back_from)).then_some(())
	}

	fn vote(&mut self, who: u8, poll: u32, choice: Choice) -> Option<()> {
		let now = self.now;
		let counted = *self.counted.get(&who)?;
		let poll = self.polls.get_mut(poll as usize)?;
		let open = poll.fate == Fate::Open && now < poll.closes && poll.may.contains(&counted);
		let first = open && !poll.votes.contains_key(&counted);
		first.then(|| poll.votes.insert(counted, choice)).map(|_| ())
	}

	fn close(&mut self, index: u32) -> Option<()> {
		let poll = self.polls.get(index as usize)?.clone();
		if poll.fate != Fate::Open || self.now < poll.closes {
			return None;
		}
		if poll.passes() {
			let starts = self.starts(poll.rule);
			self.polls[index as usize].fate = Fate::Waits(starts);
			self.enact_if_due(index);
			return Some(());
		}
		self.polls[index as usize].fate = Fate::Over;
		let again = self.now + REPEAT;
		match poll.takes_back {
			Some(target) => self.polls[target as usize].roll_back_from = again,
			None => {
				self.not_before.insert(kind(poll.rule), again);
			}
		}
		Some(())
	}

	/// Electricity is billed 96 slots after the last period, heat 100 later.
	fn starts(&self, rule: Rule) -> u32 {
		self.slot + 96 + if rule.needs_two_thirds() { 0 } else { 100 }
	}

	fn enact_if_due(&mut self, index: u32) -> Option<()> {
		let poll = self.polls.get(index as usize)?.clone();
		let Fate::Waits(starts) = poll.fate else { return None };
		if self.slot + 1 < starts {
			return None;
		}
		if poll.rule.1 > self.bound {
			self.polls[index as usize].fate = Fate::Over;
			return Some(());
		}
		let of = kind(poll.rule);
		let held = self.rules.insert(of, poll.rule.1).unwrap_or(0);
		match poll.takes_back {
			None => {
				self.polls[index as usize].before = Some(Rule(poll.rule.0, held));
				self.last.insert(of, index);
			}
			Some(target) => {
				self.polls[target as usize].fate = Fate::Undone;
				self.last.remove(&of);
				self.not_before.insert(of, self.now + REPEAT);
			}
		}
		self.polls[index as usize].fate = Fate::Done;
		Some(())
	}

	fn cancel(&mut self, poll: u32) -> Option<()> {
		let poll = self.polls.get_mut(poll as usize)?;
		poll.runs().then(|| poll.fate = Fate::Over)
	}
}
