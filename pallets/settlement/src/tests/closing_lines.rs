// SPDX-License-Identifier: Apache-2.0
//! A meter changes hands: the old owner's money, debts and slots stay the old owner's.

use super::*;
use crate::{
	mock::*,
	pallet::{ClosingLines, Outside},
};
use energy_primitives::{CreditNotes, Figure, RowClass};
use frame_support::{assert_noop, assert_ok};
use settlement_core::Limits;

/// Meter 0 is the new owner's from slot `FIRST + 2` on.
const CUT_OFF: u32 = FIRST + 2;

fn hand_over() {
	assert!(<Settlement as CreditNotes<_>>::change_owner(meter(0), OWNER, 0, CUT_OFF));
}

fn pass_cut_off() {
	World::set_current(CUT_OFF);
	World::hand_over(meter(0), STRANGER);
}

fn old() -> RuntimeOrigin {
	RuntimeOrigin::signed(OWNER)
}

fn new() -> RuntimeOrigin {
	RuntimeOrigin::signed(STRANGER)
}

/// Meter 0 takes 1 000 Wh alone: 0.3 EUR.
fn take_alone(slot: u32) {
	World::read(POWER, slot, 0, vec![energy(0, 0, 1_000)]);
	World::complete(POWER, slot, 0, 0);
	next_block();
}

fn line() -> (bool, i64) {
	let lines = Settlement::closing_lines(meter(0));
	(lines[0].closed, lines[0].position)
}

#[test]
fn open_slots_settle_to_the_owner_of_the_slot() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		hand_over();
		take_alone(FIRST);
		assert_eq!((position(0), line()), (700_000_000, (false, 0)), "nothing closed yet");
		pass_cut_off();
		assert_ok!(Settlement::deposit(new(), meter(0), EUR));
		assert_eq!((position(0) as u128, line()), (EUR, (true, 700_000_000)));
		take_alone(FIRST + 1);
		assert_eq!((position(0) as u128, line()), (EUR, (true, 400_000_000)));
		assert_noop!(Settlement::withdraw_line(new(), meter(0), 0), crate::Error::<Test>::NotOwner);
		take_alone(CUT_OFF);
		assert_eq!((position(0), line()), (700_000_000, (true, 400_000_000)));
		let before = held(&OWNER);
		assert_ok!(Settlement::withdraw_line(old(), meter(0), 0));
		assert_eq!(held(&OWNER) - before, 400_000_000);
		assert!(events().contains(&Event::LineWithdrawn {
			meter: meter(0),
			epoch: 0,
			to: OWNER,
			amount: 400_000_000
		}));
	});
}

#[test]
fn a_line_is_paid_only_when_its_slots_are_settled() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let refused = |error: crate::Error<Test>| {
			assert_noop!(Settlement::withdraw_line(old(), meter(0), 0), error);
		};
		refused(crate::Error::NoLine);
		hand_over();
		refused(crate::Error::LineNotSettled);
		pass_cut_off();
		refused(crate::Error::LineNotSettled);
		take_alone(FIRST);
		take_alone(FIRST + 1);
		assert_ok!(Settlement::withdraw_line(old(), meter(0), 0));
		refused(crate::Error::PositionTooLow);
	});
}

#[test]
fn the_new_owner_pays_no_debt_of_the_old_one_and_starts_inside() {
	TestExt::open(2).execute_with(|| {
		take_alone(FIRST);
		assert!(Outside::<Test>::contains_key(POWER, 0), "taken over: it could not pay");
		hand_over();
		pass_cut_off();
		assert_ok!(Settlement::deposit(new(), meter(0), EUR));
		take_alone(FIRST + 1);
		assert_eq!((position(0) as u128, line()), (EUR, (true, 0)), "the supplier paid again");
		take_alone(CUT_OFF);
		assert_eq!(position(0), 700_000_000, "the new owner trades");
	});
}

#[test]
fn a_withdrawal_that_waited_is_paid_from_the_line() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		World::set_current(FIRST + 1);
		assert_ok!(Settlement::withdraw(old(), meter(0), EUR / 2));
		hand_over();
		pass_cut_off();
		assert_ok!(Settlement::deposit(new(), meter(0), EUR));
		let before = held(&OWNER);
		take_alone(FIRST);
		next_block();
		assert_eq!(held(&OWNER) - before, EUR / 2);
		assert_eq!((position(0) as u128, line()), (EUR, (true, 200_000_000)));
	});
}

#[test]
fn orders_do_not_carry_over() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		let limits = Limits { buy_max: Some(90), sell_min: None };
		assert_ok!(Settlement::place_order(old(), meter(0), limits));
		hand_over();
		pass_cut_off();
		assert_ok!(Settlement::deposit(new(), meter(0), 1));
		for (slot, bought) in [(FIRST + 1, 0), (CUT_OFF, 500)] {
			if slot == FIRST + 1 {
				take_alone(FIRST);
			}
			World::read(POWER, slot, 0, vec![energy(0, 0, 500), energy(1, 500, 0)]);
			World::complete(POWER, slot, 0, 0);
			next_block();
			let clearing = Settlement::slot_record(POWER, slot).expect("settled").header.clearing;
			assert_eq!(clearing.matched, bought, "slot {slot}");
		}
	});
}

#[test]
fn corrections_and_late_credits_go_to_the_owner_of_their_slot() {
	TestExt::open(2).prepaid(EUR).execute_with(|| {
		hand_over();
		take_alone(FIRST);
		pass_cut_off();
		take_alone(FIRST + 1);
		let figure = Figure {
			class: RowClass::Boundary,
			span: 1,
			import: 1_000,
			export: 0,
			sell_price: 80,
			buy_price: 300,
			no_feeder: false,
		};
		let correct = |slot, import| {
			<Settlement as CreditNotes<_>>::credit_note(meter(0), slot, &figure, import, 0)
		};
		correct(FIRST, 100);
		assert_eq!((position(0), line()), (0, (true, 399_970_000)));
		// The balancing account has 30 000 by now: the rest waits, for the old owner.
		correct(FIRST + 1, -200);
		assert_ok!(Settlement::deposit_named(balancing(), H, EUR));
		next_block();
		assert_eq!((position(0), line()), (0, (true, 400_030_000)));
		correct(CUT_OFF, -100);
		assert_eq!((position(0), line()), (30_000, (true, 400_030_000)));
	});
}

#[test]
fn a_line_is_forgotten_when_it_is_empty_and_its_slots_are_final() {
	TestExt::open(2).execute_with(|| {
		crate::pallet::Window::<Test>::put(2);
		hand_over();
		pass_cut_off();
		for slot in FIRST..FIRST + 6 {
			World::set_current(slot + 1);
			World::read(POWER, slot, 0, vec![energy(1, 0, 0)]);
			World::complete(POWER, slot, 0, 0);
			next_block();
		}
		// The next change of owner on the page tidies up.
		let next = FIRST + 9;
		assert!(<Settlement as CreditNotes<_>>::change_owner(meter(1), OWNER, 0, next));
		let lines = ClosingLines::<Test>::get(POWER, 0);
		assert_eq!(lines.iter().map(|line| line.row).collect::<Vec<_>>(), vec![1]);
	});
}
