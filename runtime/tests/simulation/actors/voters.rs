// SPDX-License-Identifier: Apache-2.0
//! Members who decide: they are counted, propose, vote, doubt each other and stop plans.

use super::members::{anybody, round};
use crate::{
	model::Model,
	rng::Rng,
	run::Action,
	who::{Who, HOMES},
	world::{meter, tag, COMMUNITY, HEAT, HEAT_METERS, NETWORKS, POWER, POWER_METERS},
};
use commonwatt_runtime::{ballots::Change, Communities, Dispatch, RuntimeCall};
use community_core::Choice;
use dispatch_core::DispatchRules;
use energy_primitives::NetworkId;
use frame_support::traits::{schedule::DispatchTime, StorePreimage};
use pallet_community::Call;
use pallet_dispatch::VetoReason;
use settlement_core::{Keys, Rule, Sharing};

pub fn act(model: &Model, rng: &mut Rng) -> Vec<Action> {
	// Mostly somebody who counts.
	let voters: Vec<Who> = model.votes.voters.values().copied().collect();
	let who =
		rng.pick(&voters).copied().filter(|_| rng.chance(800)).unwrap_or_else(|| anybody(rng));
	let community = COMMUNITY;
	let voting = round().is_some_and(|round| round.phase == pallet_dispatch::Phase::Voting);
	if voting && rng.chance(500) {
		return stop(who, rng);
	}
	let action = match rng.below(100) {
		0..=14 => enrol(anybody(rng), rng),
		15..=24 => propose(who, rng),
		25..=26 => {
			let more = rng.below(8) as u32;
			Action::new("propose growth", who, Call::propose_growth { community, more })
		}
		27..=31 => {
			let ballot = any_ballot(rng);
			Action::new("propose a roll-back", who, Call::propose_roll_back { community, ballot })
		}
		32..=33 => referendum(rng),
		34..=36 => {
			let index = rng.below(4) as u32;
			let call = Call::propose_referendum_vote { community, index };
			Action::new("propose a referendum vote", who, call)
		}
		37..=38 => {
			let ballot = any_ballot(rng);
			Action::new("recast", Who::Stranger, Call::recast { community, ballot })
		}
		39..=40 => {
			let person_tag = tag(1 + rng.below(u64::from(HOMES) + 2) as u8);
			Action::new("challenge", Who::Stranger, Call::challenge { community, person_tag })
		}
		41..=42 => {
			let ballot = any_ballot(rng);
			Action::new("close a ballot", Who::Stranger, Call::close { community, ballot })
		}
		43..=57 => return stop(who, rng),
		_ => return vote(model, rng),
	};
	vec![action]
}

fn enrol(who: Who, rng: &mut Rng) -> Action {
	let Who::Home(home) = who else { unreachable!("homes vote") };
	let own = meter(POWER, home.into());
	let heat = meter(HEAT, 1 + rng.below(u64::from(HEAT_METERS) - 1) as u32);
	let any = meter(POWER, 1 + rng.below(u64::from(POWER_METERS) - 1) as u32);
	let at = [own, own, own, own, own, heat, any][rng.below(7) as usize];
	Action::new("enrol", who, Call::enrol { community: COMMUNITY, meter: at })
}

/// One of the last ballots, or one to come.
fn any_ballot(rng: &mut Rng) -> u32 {
	let next = pallet_community::NextBallot::<commonwatt_runtime::Runtime>::get(COMMUNITY);
	(next + 1).saturating_sub(rng.below(8) as u32)
}

/// The rules with which rounds fit between two slots of this test's clock.
pub fn short_rules() -> DispatchRules {
	DispatchRules {
		horizon_slots: super::members::HORIZON,
		every_slots: 2,
		offer_blocks: 3,
		commit_blocks: 3,
		reveal_blocks: 2,
		veto_blocks: 4,
		reward_base_nano: 10_000,
		..DispatchRules::default()
	}
}

fn propose(who: Who, rng: &mut Rng) -> Action {
	let network = if rng.chance(50) {
		NetworkId { community: 7, ..POWER }
	} else {
		NETWORKS[rng.below(2) as usize]
	};
	let unit = if network.carrier == POWER.carrier { 1_000 } else { 100 };
	let change = match rng.below(4) {
		0 => Change::Dispatch(DispatchRules {
			peak_nano_per_w: rng.below(11_000_000) as u32,
			penalty_nano: rng.below(300_000) as u32,
			veto_permille: 50 + rng.below(500) as u16,
			gap_max_ppm: rng.below(1_000_000) as u32,
			regret_max_nano: rng.below(2_000_000_000),
			..short_rules()
		}),
		1 => Change::Fees {
			network,
			network_fee: rng.range(-1, 15) as i32 * unit,
			fund_fee: rng.range(0, 15) as i32 * unit,
		},
		2 => Change::PriceRule { network, rule: rule(unit, rng) },
		_ => Change::TariffBand {
			network,
			feed_in_min: rng.range(-200, 60) as i32 * unit,
			retail_max: rng.range(310, 900) as i32 * unit,
		},
	};
	Action::new("propose", who, Call::propose { community: COMMUNITY, change })
}

/// A price rule.
pub fn rule(unit: i32, rng: &mut Rng) -> Rule {
	let price = rng.range(50, 320) as i32 * unit;
	match rng.below(4) {
		0 => Rule::Sharing(Sharing { keys: Keys::Dynamic, price }),
		1 => Rule::Sharing(Sharing { keys: Keys::Static, price }),
		_ => Rule::Ratio,
	}
}

/// Several vote in a running ballot; now and then somebody does who may not, or twice.
fn vote(model: &Model, rng: &mut Rng) -> Vec<Action> {
	let running = Communities::running_ballots(COMMUNITY);
	let ballot = rng.pick(&running).copied().unwrap_or_else(|| any_ballot(rng));
	let mut who: Vec<Who> =
		model.votes.voters.values().copied().filter(|_| rng.chance(500)).collect();
	who.push(anybody(rng));
	// Every third ballot everybody agrees on: some pass, whatever chance says.
	let agreed = ballot % 3 == 0;
	if agreed {
		who.extend(model.votes.voters.values().copied());
		who.sort();
		who.dedup();
	}
	let mood = rng.below(1_000);
	let choice = |rng: &mut Rng| match rng.below(1_000) {
		_ if agreed => Choice::Aye,
		x if x < mood => Choice::Aye,
		x if x % 7 == 0 => Choice::Abstain,
		_ => Choice::Nay,
	};
	let vote = |who| {
		Action::new("vote", who, Call::vote { community: COMMUNITY, ballot, choice: choice(rng) })
	};
	who.into_iter().map(vote).collect()
}

/// A referendum of the chain about nothing much.
fn referendum(rng: &mut Rng) -> Action {
	let remark = frame_system::Call::remark { remark: vec![rng.below(256) as u8] };
	let call = RuntimeCall::System(remark);
	let proposal = <commonwatt_runtime::Preimage as StorePreimage>::bound(call).expect("small");
	let proposal_origin =
		Box::new(commonwatt_runtime::OriginCaller::system(match rng.chance(200) {
			true => frame_system::RawOrigin::None,
			false => frame_system::RawOrigin::Root,
		}));
	let enactment_moment = DispatchTime::After(1);
	let call = polkadot_sdk::pallet_referenda::Call::submit {
		proposal_origin,
		proposal,
		enactment_moment,
	};
	Action::new("referendum", Who::Payer, RuntimeCall::Referenda(call))
}

/// Members stop a plan, or endorse it.
fn stop(who: Who, rng: &mut Rng) -> Vec<Action> {
	use pallet_dispatch::Call;
	let Some(round) = round().map(|round| round.number) else { return Vec::new() };
	let community = COMMUNITY;
	let needs = Dispatch::round(COMMUNITY).is_some_and(|round| round.needs_endorsement);
	let endorse = rng.chance(if needs { 800 } else { 200 });
	let reason = VetoReason::Peak;
	let mut who = vec![who];
	if rng.chance(400) {
		who = (1..=HOMES).map(Who::Home).collect();
	}
	let act = |who| match endorse {
		true => Action::new("endorse a plan", who, Call::endorse { community, round }),
		false => Action::new("veto a plan", who, Call::veto { community, round, reason }),
	};
	who.into_iter().map(act).collect()
}
