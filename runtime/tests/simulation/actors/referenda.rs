// SPDX-License-Identifier: Apache-2.0
//! A referendum about the bounds of plans, on its own track: proposed, decided, done, and cleared
//! away. People also try what comes too early, too late, or isn't theirs.

use crate::{
	model::{
		referenda::{Referendum, Stage},
		Model,
	},
	rng::Rng,
	run::Action,
	who::{Who, HOMES},
};
use codec::Encode;
use commonwatt_runtime::{constants::currency::CWT, origins::Origin, OriginCaller, RuntimeCall};
use dispatch_core::RuleBounds;
use frame_support::traits::{schedule::DispatchTime, Bounded};
use polkadot_sdk::{
	pallet_conviction_voting::{AccountVote, Call as Voting, Conviction, Vote},
	pallet_preimage::Call as Preimage,
	pallet_referenda::Call as Referenda,
};
use sp_core::H256;

/// The track of bounds.
pub const TRACK: u16 = 3;

/// Those who vote with their native currency.
fn voters() -> Vec<Who> {
	let others = [Who::Grid, Who::Balancing, Who::Guarantor, Who::Payer, Who::Bank, Who::Operator];
	(1..=HOMES).map(Who::Home).chain(others).collect()
}

pub fn act(model: &Model, rng: &mut Rng) -> Vec<Action> {
	let all = &model.referenda.all;
	let running = all.iter().find(|(_, known)| known.stage == Stage::Runs);
	let Some((index, known)) = running else {
		let left = all.iter().rev().find(|(_, known)| known.is_left(&model.referenda.noted));
		return match left {
			Some((index, known)) if rng.chance(300) => clear_away(*index, known, model, rng),
			Some(_) => Vec::new(),
			None if rng.chance(900) => Vec::new(),
			None => vec![match model.referenda.new_proposal() {
				Some((hash, len)) => submit(hash, len, rng),
				None => note(rng),
			}],
		};
	};
	if !known.decision {
		let call = Referenda::place_decision_deposit { index: *index };
		return vec![Action::new("decision deposit", Who::Proposer, RuntimeCall::Referenda(call))];
	}
	match rng.below(1_000) {
		0..=299 => vote(*index, known, rng),
		300..=319 => {
			let call = Referenda::refund_decision_deposit { index: *index };
			vec![Action::new("decision deposit back", Who::Proposer, RuntimeCall::Referenda(call))]
		}
		320..=329 => {
			let call = Referenda::place_decision_deposit { index: *index };
			vec![Action::new("decision deposit", Who::Proposer, RuntimeCall::Referenda(call))]
		}
		_ => Vec::new(),
	}
}

/// Notes what a referendum is to be about.
fn note(rng: &mut Rng) -> Action {
	let mut bounds = RuleBounds::default();
	bounds.most.peak_nano_per_w = 6_000_000 + rng.below(4_000_000) as u32;
	let call: RuntimeCall = pallet_dispatch::Call::set_bounds { bounds }.into();
	let call = Preimage::note_preimage { bytes: call.encode() };
	Action::new("note a proposal", Who::Proposer, RuntimeCall::Preimage(call))
}

/// Submits what is noted; now and then with another length.
fn submit(hash: [u8; 32], len: u32, rng: &mut Rng) -> Action {
	let wrong = rng.chance(200);
	let kind = if wrong { "referendum of another length" } else { "referendum about bounds" };
	let call = Referenda::submit {
		proposal_origin: Box::new(OriginCaller::Origins(Origin::Bounds)),
		proposal: Bounded::Lookup { hash: H256(hash), len: len + u32::from(wrong) },
		enactment_moment: DispatchTime::After(1),
	};
	Action::new(kind, Who::Proposer, RuntimeCall::Referenda(call))
}

/// Some vote, every third time mostly nay.
fn vote(index: u32, known: &Referendum, rng: &mut Rng) -> Vec<Action> {
	let mood = if known.number % 3 == 2 { 100 } else { 900 };
	let who: Vec<Who> = voters().into_iter().filter(|_| rng.chance(300)).collect();
	let act = |who| {
		let aye = rng.chance(mood);
		// More than anybody has, now and then.
		let amount = if rng.chance(30) { 500_000 } else { 40_000 + rng.below(45_000) };
		let vote = AccountVote::Standard {
			vote: Vote { aye, conviction: Conviction::None },
			balance: u128::from(amount) * CWT,
		};
		let call = Voting::vote { poll_index: index, vote };
		Action::new("vote in a referendum", who, RuntimeCall::ConvictionVoting(call))
	};
	who.into_iter().map(act).collect()
}

/// All deposits go back, and so do votes.
fn clear_away(index: u32, known: &Referendum, model: &Model, rng: &mut Rng) -> Vec<Action> {
	let mut actions = Vec::new();
	let who = Who::Proposer;
	if known.decision {
		let call = Referenda::refund_decision_deposit { index };
		actions.push(Action::new("decision deposit back", who, RuntimeCall::Referenda(call)));
	}
	if known.submission {
		let call = Referenda::refund_submission_deposit { index };
		actions.push(Action::new("submission deposit back", who, RuntimeCall::Referenda(call)));
	}
	if model.referenda.noted.contains_key(&known.proposal) {
		let who = if rng.chance(200) { Who::Stranger } else { who };
		let call = Preimage::unnote_preimage { hash: H256(known.proposal) };
		actions.push(Action::new("forget a proposal", who, RuntimeCall::Preimage(call)));
	}
	for who in voters() {
		if known.has_voted(who) {
			let call = Voting::remove_vote { class: Some(TRACK), index };
			actions.push(Action::new("take a vote back", who, RuntimeCall::ConvictionVoting(call)));
			let call = Voting::unlock { class: TRACK, target: who.account().into() };
			actions.push(Action::new("unlock", who, RuntimeCall::ConvictionVoting(call)));
		}
	}
	if rng.chance(300) {
		let vote = AccountVote::Standard {
			vote: Vote { aye: true, conviction: Conviction::None },
			balance: CWT,
		};
		let call = Voting::vote { poll_index: index, vote };
		let call = RuntimeCall::ConvictionVoting(call);
		actions.push(Action::new("vote when it is over", Who::Home(1), call));
	}
	actions
}
