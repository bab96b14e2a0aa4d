// SPDX-License-Identifier: Apache-2.0
//! Rounds while the chain's state is migrated: no block takes transactions, and no polls are made.

use super::*;
use crate::{Due, RestingSince};
use frame_support::migrations::MigrationStatusHandler;

/// The next `blocks` blocks belong to a migration. The block that comes then is an ordinary one.
fn migrate(blocks: u64) {
	begin();
	System::set_block_number(System::block_number() + blocks - 1);
	<Dispatch as MigrationStatusHandler>::completed();
}

/// The executive sets the number of a block after what a new runtime does first.
fn begin() {
	<Dispatch as MigrationStatusHandler>::started();
	System::set_block_number(System::block_number() + 1);
}

#[test]
fn a_phase_lasts_as_much_longer() {
	TestExt::planning(|| {
		let (_, problem) = frozen_round();
		let ends = round().ends;
		migrate(20);
		assert_eq!((round().phase, round().ends), (Phase::Commit, ends + 20));
		assert_last(Event::RoundPutOff { community: COMMUNITY, round: 0, ends: ends + 20 });

		// Every block that was left is left still.
		run_to(ends + 19);
		let bytes = promise(SOLVER, Some(&solve(&problem)), None);
		run_to(ends + 20);
		assert_eq!(round().phase, Phase::Reveal);
		let ends = round().ends;
		migrate(7);
		run_to(ends + 6);
		show(SOLVER, bytes);
		run_to(ends + 7);
		assert_eq!(round().phase, Phase::Voting);
		let ends = round().ends;
		migrate(1);
		run_to(ends);
		assert_ok!(Dispatch::veto(signed(ALICE), COMMUNITY, 0, VetoReason::Other));
		run_to(ends + 1);
		assert_eq!(round().enacted, Some(PlanSource::Best));
	});
}

#[test]
fn a_phase_that_was_over_is_over() {
	TestExt::planning(|| {
		frozen_round();
		let ends = round().ends;
		run_to(ends - 1);
		migrate(5);
		// The block `ends` was the migration's first: it would have ended the phase.
		assert_eq!(round().ends, ends + 5);
		run_to(ends + 5);
		assert_eq!(round().phase, Phase::Reveal);
	});
}

#[test]
fn what_waits_for_its_next_round_is_not_put_off() {
	TestExt::planning(|| {
		let due = Due::<Test>::get();
		assert!(!due.is_empty());
		migrate(20);
		assert_eq!(Due::<Test>::get(), due);

		start(World::get().slot + 1);
		run_until(Phase::Enacted);
		let (over, due) = (round(), Due::<Test>::get());
		migrate(20);
		assert_eq!((round(), Due::<Test>::get()), (over, due));
	});
}

#[test]
fn one_that_never_completes_changes_nothing() {
	TestExt::planning(|| {
		frozen_round();
		let ends = round().ends;
		begin();
		assert!(RestingSince::<Test>::exists());
		System::set_block_number(System::block_number() + 1_000);
		assert_eq!(round().ends, ends);
		// The next upgrade counts from its own beginning.
		migrate(3);
		assert_eq!(round().ends, ends + 3);
		assert!(!RestingSince::<Test>::exists());
	});
}

#[test]
fn a_word_of_an_end_without_a_beginning_is_harmless() {
	TestExt::planning(|| {
		frozen_round();
		let before = round();
		<Dispatch as MigrationStatusHandler>::completed();
		assert_eq!(round(), before);
	});
}
