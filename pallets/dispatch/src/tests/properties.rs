// SPDX-License-Identifier: Apache-2.0
//! Any calls in any order, any blocks, any deliveries: every invariant holds after each, money is
//! kept, and rounds never stall.

use super::*;
use crate::{Devices, GridConfig, Rounds};
use frame_support::weights::{Weight, WeightMeter};
use proptest::prelude::*;

/// Something that happens.
#[derive(Clone, Debug)]
enum Deed {
	Programme(bool),
	Stop,
	Register(u8),
	Retire(u64, u16),
	Deposit(u64, u16, u64, bool),
	Offer(u8, bool, bool),
	Start(u32),
	/// A plan or prices, honest or not: who, how good, and what is claimed too much.
	Commit(u64, u8, i8),
	/// What was committed, of whoever.
	Reveal(u64),
	/// A round as it should be, with so many vetoes.
	Round(u64, u8, usize),
	Veto(usize),
	Endorse(usize),
	/// Blocks, with room or without.
	Blocks(u8, bool),
	/// The clock goes on, and slots are settled with such deliveries.
	Settle(u8, i16, i16),
	Period(bool),
	Spend(u8),
	Fund(u32),
}

fn deed() -> impl Strategy<Value = Deed> {
	let who = || prop::sample::select(vec![ALICE, BOB, CAROL, STRANGER]);
	let solver = || 10..22u64;
	prop_oneof![
		1 => any::<bool>().prop_map(Deed::Programme),
		1 => Just(Deed::Stop),
		2 => (0..4u8).prop_map(Deed::Register),
		1 => (who(), 0..5u16).prop_map(|(who, device)| Deed::Retire(who, device)),
		2 => (who(), 0..5u16, 0..200_000_000u64, any::<bool>())
			.prop_map(|(who, device, amount, lock)| Deed::Deposit(who, device, amount, lock)),
		6 => (0..4u8, any::<bool>(), any::<bool>())
			.prop_map(|(who, standing, much)| Deed::Offer(who, standing, much)),
		4 => (0..12u32).prop_map(Deed::Start),
		8 => (solver(), 0..6u8, -1..2i8)
			.prop_map(|(who, kind, more)| Deed::Commit(who, kind, more)),
		8 => solver().prop_map(Deed::Reveal),
		8 => (solver(), 0..6u8, prop::sample::select(vec![0, 0, 1, 3, 4]))
			.prop_map(|(who, kind, vetoes)| Deed::Round(who, kind, vetoes)),
		3 => (0..8usize).prop_map(Deed::Veto),
		2 => (0..8usize).prop_map(Deed::Endorse),
		16 => (1..6u8, prop::bool::weighted(0.9)).prop_map(|(blocks, room)| Deed::Blocks(blocks, room)),
		6 => (1..6u8, any::<i16>(), any::<i16>())
			.prop_map(|(slots, one, other)| Deed::Settle(slots, one, other)),
		2 => any::<bool>().prop_map(Deed::Period),
		1 => (0..3u8).prop_map(Deed::Spend),
		1 => any::<u32>().prop_map(Deed::Fund),
	]
}

/// What somebody outside knows: what solvers hide, and which slots are settled.
#[derive(Default)]
struct Outside {
	hidden: Vec<(u64, u32, RevealBytes)>,
	settled: Option<Slot>,
}

fn heat_of(with: bool) -> Option<GridConfig> {
	with.then(heat_grid)
}

fn commit(outside: &mut Outside, who: u64, kind: u8, more: i8) {
	let Some((frozen, _, problem)) = Dispatch::load(COMMUNITY) else { return };
	let mut plan = if kind % 2 == 0 { solve(&problem) } else { dispatch_core::fallback(&problem) };
	if kind == 4 {
		plan.power_w[0] = 1_000_000;
	}
	let prices = duals(&problem, i64::from(kind) * 200);
	let cost = dispatch_core::verify(&problem, &plan).map(|outcome| outcome.cost_nano());
	let cost = cost.unwrap_or(frozen.fallback.cost_nano) - i128::from(more);
	let bound = bound_of(&problem, &prices) + i128::from(more);
	let (has_plan, has_prices) = (kind != 5, kind != 1);
	let bytes = reveal_bytes(has_plan.then_some(&plan), has_prices.then_some(&prices));
	let round = frozen.round;
	let hash = commitment_hash(COMMUNITY, round, &who, &SALT, &bytes);
	let claims = (has_plan.then_some(cost), has_prices.then_some(bound));
	if Dispatch::commit(signed(who), COMMUNITY, round, hash, claims.0, claims.1).is_ok() {
		outside.hidden.push((who, round, bytes));
	}
}

/// Blocks go on until a round is in this phase, if it ever is.
fn await_phase(phase: Phase) {
	for _ in 0..12 {
		if Dispatch::round(COMMUNITY).is_none_or(|round| round.phase == phase) {
			return;
		}
		next_block(&mut WeightMeter::new());
	}
}

fn whole_round(outside: &mut Outside, who: u64, kind: u8, vetoes: usize) {
	act(outside, Deed::Start(2));
	await_phase(Phase::Commit);
	commit(outside, who, kind, 0);
	await_phase(Phase::Reveal);
	act(outside, Deed::Reveal(who));
	await_phase(Phase::Voting);
	World::with(|world| world.used.clear());
	(0..vetoes).for_each(|at| act(outside, Deed::Veto(at)));
}

fn settle_some(outside: &mut Outside, slots: u8, one: i16, other: i16) {
	let now = World::with(|world| {
		world.slot += u32::from(slots);
		world.slot
	});
	let from = outside.settled.map_or(now - u32::from(slots), |slot| slot + 1);
	for slot in from..now {
		let given = [(BATTERY_METER, one.into()), (SUN_METER, other.into())];
		settle_slot(POWER, slot, &given[..(slot % 3) as usize], i64::from(one) * 3);
		settle_slot(WARMTH, slot, &[(PUMP_HEAT_METER, i64::from(other).abs())], other.into());
		outside.settled = Some(slot);
	}
}

fn act(outside: &mut Outside, deed: Deed) {
	let operator = || signed(OPERATOR);
	let owners = [
		(ALICE, battery_limits(), BATTERY_METER, None, battery_offer()),
		(BOB, sun_limits(), SUN_METER, None, sun_offer()),
		(CAROL, pump_limits(), PUMP_METER, Some(PUMP_HEAT_METER), pump_offer()),
	];
	// Whatever is refused changes nothing: that is shown call by call.
	let _ = match deed {
		Deed::Programme(heat) => {
			Dispatch::set_programme(operator(), COMMUNITY, power_grid(), heat_of(heat))
		}
		Deed::Stop => Dispatch::stop_programme(operator(), COMMUNITY),
		Deed::Register(at) => {
			let (who, limits, meter, other, _) = &owners[usize::from(at) % 3];
			Dispatch::register_device(signed(*who), COMMUNITY, *limits, *meter, *other)
		}
		Deed::Retire(who, device) => Dispatch::retire_device(signed(who), COMMUNITY, device),
		Deed::Deposit(who, device, amount, lock) => match lock {
			true => Dispatch::lock_deposit(signed(who), COMMUNITY, device, amount.into()),
			false => Dispatch::unlock_deposit(signed(who), COMMUNITY, device, amount.into()),
		},
		Deed::Offer(at, standing, much) => {
			World::with(|world| world.used.clear());
			let (who, limits, _, _, offer) = &owners[usize::from(at) % 3];
			let mut own = Devices::<Test>::iter_prefix(COMMUNITY);
			let own = own.find(|(_, device)| device.owner == *who && device.limits == *limits);
			let offers = own.filter(|_| much).map(|(device, _)| (device, offer.clone()));
			let blob = offers.into_iter().collect::<Vec<_>>().try_into().expect("one fits");
			Dispatch::offer(signed(*who), COMMUNITY, blob, standing)
		}
		Deed::Start(ahead) => {
			Dispatch::start_round(operator(), COMMUNITY, World::get().slot + ahead)
		}
		Deed::Commit(who, kind, more) => {
			commit(outside, who, kind, more);
			Ok(())
		}
		Deed::Round(who, kind, vetoes) => {
			whole_round(outside, who, kind, vetoes);
			Ok(())
		}
		Deed::Reveal(who) => {
			let hidden = outside.hidden.iter().rev().find(|(solver, ..)| *solver == who);
			let Some((who, round, bytes)) = hidden.cloned() else { return };
			let result = Dispatch::reveal(signed(who), COMMUNITY, round, SALT, bytes);
			result.map(|_| ()).map_err(|failed| failed.error)
		}
		Deed::Veto(at) => {
			let who = VOTERS.get(at).copied().unwrap_or(STRANGER);
			let number = Dispatch::round(COMMUNITY).map_or(0, |round| round.number);
			Dispatch::veto(signed(who), COMMUNITY, number, VetoReason::Other)
		}
		Deed::Endorse(at) => {
			let who = VOTERS.get(at).copied().unwrap_or(STRANGER);
			let number = Dispatch::round(COMMUNITY).map_or(0, |round| round.number);
			Dispatch::endorse(signed(who), COMMUNITY, number)
		}
		Deed::Blocks(blocks, room) => {
			for _ in 0..blocks {
				let little = Weight::from_parts(200_000_000, 50_000);
				let mut meter =
					if room { WeightMeter::new() } else { WeightMeter::with_limit(little) };
				next_block(&mut meter);
			}
			Ok(())
		}
		Deed::Settle(slots, one, other) => {
			settle_some(outside, slots, one, other);
			Ok(())
		}
		Deed::Period(heat) => {
			use energy_primitives::Delivery;
			Dispatch::period_ended(if heat { WARMTH } else { POWER });
			Ok(())
		}
		Deed::Spend(at) => {
			World::spend_all_but([ALICES, SUN_METER, PUMP_METER][usize::from(at) % 3], 1_000_000);
			Ok(())
		}
		Deed::Fund(amount) => {
			World::endow_fund(amount.into());
			Ok(())
		}
	};
}

/// Whatever happened: with blocks that have room every round ends.
fn no_round_stalls() {
	let Some(round) = Dispatch::round(COMMUNITY) else { return };
	let number = round.number;
	run_to(System::block_number() + 24);
	let later = Rounds::<Test>::get(COMMUNITY).expect("there was one");
	let over = later.number > number || later.phase == Phase::Enacted;
	assert!(over, "the round stalls: {later:?}");
}

/// What sequences have come to.
#[derive(Default)]
struct Seen {
	best: u32,
	fallback: u32,
	false_claims: u32,
	stopped: u32,
	delivered: u32,
	paid: u32,
}

impl Seen {
	fn note(&mut self) {
		for record in System::events() {
			let RuntimeEvent::Dispatch(event) = record.event else { continue };
			match event {
				Event::PlanEnacted { source: PlanSource::Best, .. } => self.best += 1,
				Event::PlanEnacted { .. } => self.fallback += 1,
				Event::ClaimFalse { .. } => self.false_claims += 1,
				Event::PlanStopped { .. } => self.stopped += 1,
				Event::PlanDelivered { .. } => self.delivered += 1,
				Event::ClaimsPaid { paid, .. } if paid > 0 => self.paid += 1,
				_ => (),
			}
		}
	}
}

fn run(deeds: Vec<Deed>, begun: bool, seen: &mut Seen) {
	TestExt::execute_with(|| {
		assert_ok!(Dispatch::set_rules(COMMUNITY, short_rules()));
		if begun {
			plan_together();
			offer_all();
			start(World::get().slot + 1);
		}
		let mut outside = Outside::default();
		for deed in deeds {
			act(&mut outside, deed);
			check();
		}
		no_round_stalls();
		check();
		seen.note();
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]
	#[test]
	fn any_deeds_keep_every_invariant(deeds in prop::collection::vec(deed(), 1..120), begun in any::<bool>()) {
		run(deeds, begun, &mut Seen::default());
	}
}

/// The sequences above come to everything that matters: else they would show nothing.
#[test]
fn the_deeds_come_to_everything() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut seen = Seen::default();
	for _ in 0..150 {
		let deeds = prop::collection::vec(deed(), 60..120).new_tree(&mut runner);
		run(deeds.expect("there are some").current(), true, &mut seen);
	}
	let all =
		[seen.best, seen.fallback, seen.false_claims, seen.stopped, seen.delivered, seen.paid];
	assert!(all.iter().all(|times| *times > 0), "never seen: {all:?}");
}
