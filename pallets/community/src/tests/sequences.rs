// SPDX-License-Identifier: Apache-2.0
//! Any order of calls: the pallet does what a plain model of people and lists does, tallies are the
//! sums of votes, and the invariants hold all along.

mod model;

use super::*;
use energy_primitives::Electorate;
use frame_support::{dispatch::DispatchResult, traits::Hooks, weights::WeightMeter};
use model::{Fate, Model, Step};
use proptest::prelude::*;

const CROWD: u8 = 14;

fn choice() -> impl Strategy<Value = Choice> {
	prop_oneof![4 => Just(Choice::Aye), 2 => Just(Choice::Nay), 1 => Just(Choice::Abstain)]
}

fn rule() -> impl Strategy<Value = Rule> {
	(any::<bool>(), 0u32..110).prop_map(
		|(of_heat, value)| {
			if of_heat {
				heat(value)
			} else {
				fee(value)
			}
		},
	)
}

fn step() -> impl Strategy<Value = Step> {
	let who = || 0..CROWD;
	let poll = || 0u32..6;
	prop_oneof![
		4 => who().prop_map(Step::Join),
		1 => who().prop_map(Step::Leave),
		6 => who().prop_map(Step::Enrol),
		4 => (who(), rule()).prop_map(|(who, rule)| Step::Propose(who, rule)),
		3 => (who(), poll()).prop_map(|(who, poll)| Step::RollBack(who, poll)),
		40 => (who(), poll(), choice()).prop_map(|(who, poll, choice)| Step::Vote(who, poll, choice)),
		6 => poll().prop_map(Step::Close),
		6 => poll().prop_map(Step::Enact),
		1 => poll().prop_map(Step::Cancel),
		1 => who().prop_map(Step::Challenge),
		1 => (who(), any::<bool>()).prop_map(|(who, upheld)| Step::Resolve(who, upheld)),
		1 => (50u32..120).prop_map(Step::Bounds),
		4 => prop_oneof![Just(1), Just(VOTING), Just(REPEAT)].prop_map(Step::Blocks),
		3 => Just(Step::Period),
	]
}

/// Instead of a ballot's number: the one opened last.
const LATEST: u32 = 1_000;

/// What people do: one thing, or a ballot from the first vote to its end and perhaps back.
fn course() -> impl Strategy<Value = Vec<Step>> {
	let choices = proptest::collection::vec(choice(), usize::from(CROWD));
	let ballot = (0..CROWD, rule(), choices, any::<bool>(), any::<bool>()).prop_map(
		|(who, rule, choices, waits, takes_back)| {
			let opens =
				if takes_back { Step::RollBack(who, LATEST) } else { Step::Propose(who, rule) };
			let votes = (0..).zip(choices).map(|(who, choice)| Step::Vote(who, LATEST, choice));
			let counts = [Step::Blocks(VOTING), Step::Close(LATEST)];
			let waiting = if waits { vec![Step::Period; 3] } else { Vec::new() };
			let rest = waiting.into_iter().chain([Step::Enact(LATEST)]);
			[opens].into_iter().chain(votes).chain(counts).chain(rest).collect()
		},
	);
	prop_oneof![8 => step().prop_map(|step| vec![step]), 1 => ballot]
}

/// A step with the number of the ballot that was opened last.
fn resolved(step: &Step, model: &Model) -> Step {
	let number = |ballot: u32| match ballot {
		LATEST => (model.polls.len() as u32).saturating_sub(1),
		_ => ballot,
	};
	match step.clone() {
		Step::RollBack(who, ballot) => Step::RollBack(who, number(ballot)),
		Step::Vote(who, ballot, choice) => Step::Vote(who, number(ballot), choice),
		Step::Close(ballot) => Step::Close(number(ballot)),
		Step::Enact(ballot) => Step::Enact(number(ballot)),
		step => step,
	}
}

/// Does a step on the chain; what people can't do is done to the world, as the model says.
fn act(step: &Step, model: &Model) -> DispatchResult {
	let by = |who: u8| RuntimeOrigin::signed(voter(who));
	let alice = RuntimeOrigin::signed(ALICE);
	let root = RuntimeOrigin::root();
	match *step {
		Step::Join(who) => {
			takes_part(voter(who), u32::from(who), 2_000);
			Communities::add_member(alice, COMMUNITY, tag(who), voter(who))
		}
		Step::Leave(who) => Communities::remove_member(alice, COMMUNITY, tag(who)),
		Step::Enrol(who) => Communities::enrol(by(who), COMMUNITY, point(u32::from(who))),
		Step::Propose(who, rule) => Communities::propose(by(who), COMMUNITY, rule),
		Step::RollBack(who, poll) => Communities::propose_roll_back(by(who), COMMUNITY, poll),
		Step::Vote(who, poll, choice) => Communities::vote(by(who), COMMUNITY, poll, choice),
		Step::Close(poll) => Communities::close(alice, COMMUNITY, poll),
		Step::Enact(poll) => Communities::enact(alice, COMMUNITY, poll),
		Step::Cancel(poll) => Communities::cancel(root, COMMUNITY, poll),
		Step::Challenge(who) => {
			Communities::challenge(RuntimeOrigin::signed(BOB), COMMUNITY, tag(who))
		}
		Step::Resolve(who, upheld) => {
			Communities::resolve_challenge(root, COMMUNITY, tag(who), upheld)
		}
		Step::Bounds(_) | Step::Blocks(_) | Step::Period => {
			RuleMax::set(&model.bound());
			System::set_block_number(model.now);
			SlotNow::set(&model.slot);
			NextPeriod::set(&(model.slot + 96));
			if matches!(step, Step::Period) {
				PeriodsClosed::set(&(PeriodsClosed::get() + 1));
			}
			Ok(())
		}
	}
}

/// The chain shows what the model says.
fn same(model: &Model) {
	assert_eq!(Communities::electorate(COMMUNITY).voters as usize, model.counted.len());
	for person in 0..CROWD {
		let counted = model.counted.get(&person).copied();
		assert_eq!(Communities::voter(COMMUNITY, &voter(person)), counted);
	}
	for (ballot, poll) in model.polls.iter().enumerate() {
		let record = Communities::ballot(COMMUNITY, ballot as u32).expect("opened");
		assert_eq!(record.tally, poll.tally(), "ballot {ballot}");
		assert_eq!(record.voters as usize, poll.may.len(), "ballot {ballot}");
		let fate = match record.state {
			BallotState::Voting => Fate::Open,
			BallotState::Passed { from_slot } => Fate::Waits(from_slot),
			BallotState::Enacted => Fate::Done,
			BallotState::RolledBack => Fate::Undone,
			_ => Fate::Over,
		};
		assert_eq!(fate, poll.fate, "ballot {ballot}");
	}
	for (of_fee, value) in &model.rules {
		let carrier = if *of_fee == 1 { fee(0).0 } else { heat(0).0 };
		assert_eq!(Rules::get((COMMUNITY, carrier)), *value);
	}
}

/// How often something came about over all cases, so that the property is known to reach it.
#[derive(Debug, Default)]
struct Reached {
	enacted: usize,
	taken_back: usize,
	failed: usize,
}

fn run(steps: &[Step], reached: &mut Reached) {
	TestExt::new().with_community(ALICE).execute_with(|| {
		let mut model = Model::new();
		for (count, step) in steps.iter().enumerate() {
			let step = resolved(step, &model);
			let expected = model.step(&step);
			let done = act(&step, &model);
			assert_eq!(done.is_ok(), expected, "{step:?}: {done:?}");
			same(&model);
			// Slow, as it walks the whole state; at the end it is done anyway.
			if count % 7 == 0 {
				assert_ok!(Communities::do_try_state());
			}
		}
		let of = |fate: Fate| model.polls.iter().filter(|poll| poll.fate == fate).count();
		reached.enacted += of(Fate::Done);
		reached.taken_back += of(Fate::Undone);
		reached.failed += of(Fate::Over);
	});
}

/// A crowd that counts, so that ballots can be opened from the start.
fn settled(courses: Vec<Vec<Step>>) -> Vec<Step> {
	let joined = (0..10).map(Step::Join);
	let first = (0..5).map(Step::Enrol);
	let second = [Step::Period].into_iter().chain((5..10).map(Step::Enrol));
	joined.chain(first).chain(second).chain(courses.into_iter().flatten()).collect()
}

#[test]
fn any_order_of_calls_does_what_a_plain_model_does() {
	let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
		cases: 64,
		..ProptestConfig::with_source_file(file!())
	});
	let reached = std::cell::RefCell::new(Reached::default());
	let steps = proptest::collection::vec(course(), 1..120).prop_map(settled);
	let result = runner.run(&steps, |steps| {
		run(&steps, &mut reached.borrow_mut());
		Ok(())
	});
	result.expect("the chain does as the model");
	let reached = reached.into_inner();
	assert!(reached.enacted > 0 && reached.taken_back > 0 && reached.failed > 0, "{reached:?}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	/// What happens by itself is what calls would do: after enough blocks nothing is left to do.
	#[test]
	fn what_is_due_happens_without_calls(
		ballots in proptest::collection::vec((0u8..10, 0u8..6, 0u8..4), 1..3),
	) {
		TestExt::with_voters(20).execute_with(|| {
			for (index, (ayes, nays, abstains)) in ballots.iter().enumerate() {
				let ballot = propose(if index == 0 { heat(1) } else { fee(1) });
				all_vote(ballot, *ayes, *nays, *abstains);
			}
			for _ in 0..4 {
				blocks(VOTING);
				SlotNow::set(&(SlotNow::get() + 100));
				Communities::on_poll(System::block_number(), &mut WeightMeter::new());
				assert_ok!(Communities::do_try_state());
			}
			assert!(Communities::running_ballots(COMMUNITY).is_empty());
			for (index, (ayes, nays, abstains)) in ballots.iter().enumerate() {
				let enough = ayes + nays + abstains >= 5;
				let agreed =
					if index == 0 { ayes > nays } else { *ayes > 0 && *ayes >= 2 * nays };
				let expected =
					if enough && agreed { BallotState::Enacted } else { BallotState::Failed };
				assert_eq!(state_of(index as u32), expected, "{ballots:?}");
			}
		});
	}
}
