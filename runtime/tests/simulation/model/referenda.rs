// SPDX-License-Identifier: Apache-2.0
//! Referenda on the track of bounds: who voted with what, what it comes to, what was promised is
//! done, and every deposit comes back.

use crate::{actors::referenda::TRACK, who::Who};
use codec::{Decode, Encode};
use commonwatt_runtime::{
	constants::currency::{deposit, CWT},
	AccountId, Runtime, RuntimeCall, RuntimeEvent,
};
use dispatch_core::RuleBounds;
use pallet_dispatch::Bounds;
use polkadot_sdk::{
	pallet_conviction_voting::{AccountVote, Call as Votes, Conviction, Event as Voting},
	pallet_referenda::{Call as Referenda, Event, ReferendumInfo, ReferendumInfoFor},
	pallet_scheduler::Event as Scheduled,
};
use sp_io::hashing::blake2_256;
use std::collections::BTreeMap;

/// What a submission holds, and a decision on this track.
const SUBMISSION: u128 = 10 * CWT;
const DECISION: u128 = 200 * CWT;
/// Within so many blocks what passed is done. A migration or a session may delay it.
const ENACTED_WITHIN: u32 = 60;

/// How far a referendum is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
	Runs,
	/// Passed in this block, and not done yet.
	Passed(u32),
	Enacted,
	/// What it decided was stopped by safe mode.
	Stopped,
	Failed,
}

/// A referendum of this test.
#[derive(Clone, Debug)]
pub struct Referendum {
	pub stage: Stage,
	/// The hash of what it is about.
	pub proposal: [u8; 32],
	/// As the how-manieth it was submitted.
	pub number: usize,
	/// What everybody's vote counts: ayes, nays, support.
	votes: BTreeMap<AccountId, Part>,
	/// Which deposits are held.
	pub submission: bool,
	pub decision: bool,
}

type Part = (u128, u128, u128);

/// What a vote counts. Communities vote without conviction too.
fn part(vote: &AccountVote<u128>) -> Option<Part> {
	match vote {
		AccountVote::Standard { vote, balance } if vote.conviction == Conviction::None => {
			Some(match vote.aye {
				true => (balance / 10, 0, *balance),
				false => (0, balance / 10, 0),
			})
		}
		AccountVote::SplitAbstain { aye, nay, abstain } => {
			Some((aye / 10, nay / 10, aye + abstain))
		}
		_ => None,
	}
}

/// All of them.
#[derive(Clone, Default)]
pub struct Referendums {
	pub all: BTreeMap<u32, Referendum>,
	/// Bytes of each proposal that is noted.
	pub noted: BTreeMap<[u8; 32], u32>,
	/// What each proposal says.
	says: BTreeMap<[u8; 32], RuleBounds>,
	pub enacted: u64,
	pub failed: u64,
}

/// The name under which what a referendum decided is scheduled.
fn task(index: u32) -> [u8; 32] {
	(*b"assembly", "enactment", index).using_encoded(blake2_256)
}

impl Referendum {
	/// Ayes, nays and support: without conviction a tenth of what somebody votes with counts.
	fn tally(&self) -> Part {
		let add = |sum: Part, vote: &Part| (sum.0 + vote.0, sum.1 + vote.1, sum.2 + vote.2);
		self.votes.values().fold((0, 0, 0), add)
	}

	/// Whether somebody's vote still stands.
	pub fn has_voted(&self, who: Who) -> bool {
		self.votes.contains_key(&who.account())
	}

	/// Whether something of a referendum that is over is still to be cleared away.
	pub fn is_left(&self, noted: &BTreeMap<[u8; 32], u32>) -> bool {
		let over = !matches!(self.stage, Stage::Runs | Stage::Passed(_));
		let submission = self.submission && self.stage != Stage::Failed;
		let votes = Who::all().into_iter().any(|who| self.has_voted(who));
		over && (submission || self.decision || votes || noted.contains_key(&self.proposal))
	}
}

impl Referendums {
	/// A call that was carried out.
	pub fn done(&mut self, who: Who, call: &RuntimeCall) -> Result<(), String> {
		match call {
			// There is no event of it once a referendum is over.
			RuntimeCall::ConvictionVoting(Votes::remove_vote { index, .. }) => {
				self.known(*index)?.votes.remove(&who.account());
			}
			RuntimeCall::Preimage(polkadot_sdk::pallet_preimage::Call::note_preimage { bytes }) => {
				let hash = blake2_256(bytes);
				self.noted.insert(hash, bytes.len() as u32);
				let call = RuntimeCall::decode(&mut &bytes[..]);
				if let Ok(RuntimeCall::Dispatch(pallet_dispatch::Call::set_bounds { bounds })) =
					call
				{
					self.says.insert(hash, bounds);
				}
			}
			RuntimeCall::Preimage(polkadot_sdk::pallet_preimage::Call::unnote_preimage {
				hash,
			}) => {
				self.noted.remove(&hash.0).ok_or("nobody noted this")?;
			}
			RuntimeCall::Referenda(Referenda::place_decision_deposit { index }) => {
				self.known(*index)?.decision = true;
			}
			RuntimeCall::Referenda(Referenda::refund_decision_deposit { index }) => {
				let known = self.known(*index)?;
				if !core::mem::take(&mut known.decision) || known.stage == Stage::Runs {
					return Err(format!("a deposit came back that should not: {known:?}"));
				}
			}
			RuntimeCall::Referenda(Referenda::refund_submission_deposit { index }) => {
				let known = self.known(*index)?;
				let over = !matches!(known.stage, Stage::Runs | Stage::Failed);
				if !core::mem::take(&mut known.submission) || !over {
					return Err(format!("a deposit came back that should not: {known:?}"));
				}
			}
			_ => {}
		}
		Ok(())
	}

	/// What is noted and not submitted yet, with its length.
	pub fn new_proposal(&self) -> Option<([u8; 32], u32)> {
		let is_new = |hash: &[u8; 32]| !self.all.values().any(|known| known.proposal == *hash);
		let found = self.noted.iter().find(|(hash, _)| is_new(hash));
		found.map(|(hash, len)| (*hash, *len))
	}

	fn known(&mut self, index: u32) -> Result<&mut Referendum, String> {
		self.all.get_mut(&index).ok_or(format!("no referendum {index}"))
	}

	/// What the chain says happened.
	pub fn note(&mut self, event: &RuntimeEvent, block: u32) -> Result<(), String> {
		match event {
			RuntimeEvent::Referenda(event) => self.note_referendum(event, block),
			RuntimeEvent::Scheduler(Scheduled::Dispatched { id: Some(id), result, .. }) => {
				let found = self.all.iter_mut().find(|(index, _)| task(**index) == *id);
				let Some((index, known)) = found else { return Ok(()) };
				if !matches!(known.stage, Stage::Passed(_)) {
					return Err(format!("referendum {index} is done and did not pass"));
				}
				self.enacted += 1;
				known.stage = match result {
					Ok(()) if self.says.get(&known.proposal) != Some(&Bounds::<Runtime>::get()) => {
						return Err(format!("referendum {index} does something else"));
					}
					Ok(()) => Stage::Enacted,
					Err(error) if *error == crate::run::filtered() => Stage::Stopped,
					Err(error) => return Err(format!("referendum {index} fails: {error:?}")),
				};
				Ok(())
			}
			RuntimeEvent::ConvictionVoting(Voting::Voted { who, vote, poll_index }) => {
				let Some(known) = self.all.get_mut(poll_index) else { return Ok(()) };
				if known.stage != Stage::Runs {
					return Err(format!("{who:?} voted when it was over"));
				}
				let part = part(vote).ok_or("nobody votes like this")?;
				known.votes.insert(who.clone(), part);
				Ok(())
			}
			RuntimeEvent::ConvictionVoting(Voting::VoteRemoved { who, poll_index, .. }) => {
				let Some(known) = self.all.get_mut(poll_index) else { return Ok(()) };
				known.votes.remove(who);
				Ok(())
			}
			_ => Ok(()),
		}
	}

	fn note_referendum(&mut self, event: &Event<Runtime>, block: u32) -> Result<(), String> {
		match event {
			Event::Submitted { index, track: TRACK, proposal } => {
				let new = Referendum {
					stage: Stage::Runs,
					proposal: proposal.hash().0,
					number: self.all.len(),
					votes: BTreeMap::new(),
					submission: true,
					decision: false,
				};
				self.all.insert(*index, new);
			}
			Event::Confirmed { index, tally } => {
				let Some(known) = self.all.get_mut(index) else { return Ok(()) };
				let (ayes, nays, support) = known.tally();
				let is = (tally.ayes, tally.nays, tally.support);
				if known.stage != Stage::Runs || is != (ayes, nays, support) || ayes <= nays {
					return Err(format!("referendum {index} passes with {is:?}: {known:?}"));
				}
				known.stage = Stage::Passed(block);
			}
			Event::Rejected { index, tally } => {
				let Some(known) = self.all.get_mut(index) else { return Ok(()) };
				let expected = known.tally();
				let is = (tally.ayes, tally.nays, tally.support);
				if known.stage != Stage::Runs || is != expected {
					return Err(format!("referendum {index} fails with {is:?}: {known:?}"));
				}
				known.stage = Stage::Failed;
				self.failed += 1;
			}
			_ => {}
		}
		Ok(())
	}

	/// Compares with the chain.
	pub fn check(&self, block: u32) -> Result<(), String> {
		let mut held: u128 = self.noted.values().map(|len| deposit(2, 64) + deposit(0, *len)).sum();
		for (index, known) in &self.all {
			held += if known.submission { SUBMISSION } else { 0 };
			held += if known.decision { DECISION } else { 0 };
			if matches!(known.stage, Stage::Passed(at) if block > at + ENACTED_WITHIN) {
				return Err(format!("referendum {index} passed, and nothing happened"));
			}
			if known.stage == Stage::Runs {
				self.compare(*index, known)?;
			}
		}
		let account = frame_system::Account::<Runtime>::get(Who::Proposer.account()).data;
		let found = account.reserved;
		if found != held {
			return Err(format!("{found} is held for referenda, not {held}"));
		}
		Ok(())
	}

	fn compare(&self, index: u32, known: &Referendum) -> Result<(), String> {
		let info = ReferendumInfoFor::<Runtime>::get(index);
		let Some(ReferendumInfo::Ongoing(status)) = info else {
			return Err(format!("referendum {index} is over, and nobody said so"));
		};
		let is = (status.tally.ayes, status.tally.nays, status.tally.support);
		let expected = known.tally();
		(is == expected).then_some(()).ok_or(format!("referendum {index}: {is:?}, {expected:?}"))
	}
}
