// SPDX-License-Identifier: Apache-2.0
//! Who took part in a network.

use super::*;
use crate::{
	mock::*,
	pallet::{Participants, Presences},
	STATEMENT_PERIODS,
};
use energy_primitives::{Participation, Quality, RowClass, RowEnergy};
use frame_support::assert_ok;
use settlement_core::Cycle;

/// Periods of four slots: 100 to 103, 104 to 107 and so on.
fn four_slots() {
	assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(4)));
}

fn settle(slot: u32, rows: Vec<RowEnergy>) {
	World::set_current(slot + 1);
	World::read(POWER, slot, 0, rows);
	World::complete(POWER, slot, 0, 0);
	next_block();
	next_block();
	check();
}

/// Settles the four slots from `first` on, each with these rows.
fn period(first: u32, rows: &[RowEnergy]) {
	(first..first + 4).for_each(|slot| settle(slot, rows.to_vec()));
}

fn took_part(index: u32, since_slot: u32) -> bool {
	Settlement::took_part(&OWNER, meter(index), since_slot)
}

#[test]
fn whoever_was_measured_in_a_closed_period_took_part() {
	TestExt::open(3).prepaid(EUR).execute_with(|| {
		four_slots();
		let rows = [energy(0, 0, 1), energy(1, 0, 0)];
		(FIRST..FIRST + 3).for_each(|slot| settle(slot, rows.to_vec()));
		assert!(!took_part(0, 0), "the period runs");
		assert_eq!(Settlement::periods_closed(POWER), 0);
		settle(FIRST + 3, rows.to_vec());
		assert_eq!(Settlement::periods_closed(POWER), 1);
		assert!(took_part(0, 0) && took_part(0, FIRST));
		assert!(!took_part(0, FIRST + 1), "the period began before");
		assert!(!took_part(1, 0), "nothing was measured");
		assert!(!took_part(2, 0), "it never spoke");
		assert!(!took_part(9, 0), "there is none");
		assert!(!Settlement::took_part(&STRANGER, meter(0), 0), "it is not theirs");
	});
}

#[test]
fn energy_that_cost_nothing_counts_and_the_operators_word_does_not() {
	TestExt::open(3).execute_with(|| {
		four_slots();
		let free = settlement_core::Tariff { feed_in: 0, retail: 0, network_fee: 0, fund_fee: 0 };
		let free = vec![free; 4].try_into().expect("few");
		assert_ok!(Settlement::set_tariffs(operator(), POWER, FIRST + 1, free));
		settle(FIRST, vec![energy(0, 0, 0), energy(1, 0, 0), energy(2, 0, 0)]);
		let vouched = RowEnergy { quality: Quality::Substituted, ..energy(1, 0, 9) };
		let device = RowEnergy { class: RowClass::Sub, ..energy(2, 0, 9) };
		let rows = vec![energy(0, 9, 0), vouched, device];
		(FIRST + 1..FIRST + 4).for_each(|slot| settle(slot, rows.clone()));
		assert!(took_part(0, 0));
		assert!(!took_part(1, 0) && !took_part(2, 0));
	});
}

#[test]
fn a_meter_that_comes_later_counts_from_the_next_period_on() {
	TestExt::open(3).prepaid(EUR).execute_with(|| {
		four_slots();
		settle(FIRST, vec![energy(0, 0, 9)]);
		// The second was registered with this slot; the third was there, and silent.
		settle(FIRST + 1, vec![energy(1, 0, 9), gap(2, 0, 9, 2)]);
		(FIRST + 2..FIRST + 4).for_each(|slot| settle(slot, vec![energy(1, 0, 9)]));
		assert_eq!([0, 1, 2].map(|index| took_part(index, 0)), [true, false, true]);
		period(FIRST + 4, &[energy(1, 0, 9)]);
		assert!(took_part(1, 0) && took_part(1, FIRST + 4));
	});
}

#[test]
fn a_new_owner_counts_from_the_next_period_on() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		four_slots();
		period(FIRST, &[energy(0, 0, 9)]);
		assert!(took_part(0, 0));
		let from_slot = FIRST + 5;
		assert!(Settlement::open_line(meter(0), OWNER, 0, from_slot));
		settle(FIRST + 4, vec![energy(0, 0, 9)]);
		World::hand_over(meter(0), STRANGER);
		let new = |since| Settlement::took_part(&STRANGER, meter(0), since);
		assert!(!new(0) && !took_part(0, 0), "the old owner is gone, the new one too new");
		assert_ok!(Settlement::deposit(stranger(), meter(0), EUR));
		// A limit that comes and goes changes nothing about that.
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), 5));
		(FIRST + 5..FIRST + 8).for_each(|slot| settle(slot, vec![energy(0, 0, 9)]));
		assert!(!new(0), "the period was not theirs from its beginning");
		assert_ok!(Settlement::set_member_limit(guarantor(), meter(0), 0));
		period(FIRST + 8, &[energy(0, 0, 9)]);
		assert!(new(0));
	});
}

#[test]
fn an_owner_from_the_first_slot_of_a_period_has_all_of_it() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		four_slots();
		period(FIRST, &[energy(0, 0, 9)]);
		assert!(Settlement::open_line(meter(0), OWNER, 0, FIRST + 5));
		// A line that nobody has closed yet.
		World::set_current(FIRST + 5);
		World::hand_over(meter(0), STRANGER);
		assert!(!Settlement::took_part(&STRANGER, meter(0), 0));
		settle(FIRST + 4, vec![energy(0, 0, 9)]);
	});
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		four_slots();
		period(FIRST, &[energy(0, 0, 9)]);
		assert!(Settlement::open_line(meter(0), OWNER, 0, FIRST + 5));
		settle(FIRST + 4, vec![]);
		World::hand_over(meter(0), STRANGER);
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(1)));
		(FIRST + 5..FIRST + 8).for_each(|slot| settle(slot, vec![]));
		assert_ok!(Settlement::deposit(stranger(), meter(0), EUR));
		settle(FIRST + 8, vec![energy(0, 0, 9)]);
		assert!(Settlement::took_part(&STRANGER, meter(0), FIRST + 8));
	});
}

#[test]
fn what_was_measured_leaves_state_with_the_statements() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		assert_ok!(Settlement::set_billing(operator(), POWER, Cycle::Slots(1)));
		settle(FIRST, vec![energy(0, 0, 9)]);
		let end = FIRST + STATEMENT_PERIODS;
		(FIRST + 1..end).for_each(|slot| settle(slot, vec![]));
		assert!(took_part(0, 0));
		assert_eq!(Presences::<Test>::iter().count(), 0);
		assert_eq!(Participants::<Test>::iter().count(), 1);
		settle(end, vec![]);
		assert!(!took_part(0, 0));
		assert_eq!(Participants::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_next_period_is_the_first_that_has_not_begun() {
	TestExt::open(1).prepaid(EUR).execute_with(|| {
		four_slots();
		let next = || <Settlement as Participation<AccountId>>::next_period(POWER);
		assert_eq!(next(), FIRST + 4);
		settle(FIRST, vec![]);
		assert_eq!(next(), FIRST + 4);
		World::set_current(FIRST + 4);
		assert_eq!(next(), FIRST + 8, "settlement lags, the clock does not");
	});
	TestExt::new().execute_with(|| {
		assert_eq!(<Settlement as Participation<AccountId>>::next_period(POWER), 0);
	});
}
