// SPDX-License-Identifier: Apache-2.0
use super::*;
use bank_core::Line;

fn export_all(ids: Vec<StatementId>) {
	assert_ok!(Bank::export(bank(), COMMUNITY, ids.try_into().expect("they fit")));
}

/// Asserts that exporting this statement changes nothing.
fn assert_left_out(id: StatementId) {
	assert_eq!(Bank::due(id), None);
	assert_storage_noop!(export_all(vec![id]));
}

#[test]
fn export_of_a_debt_announces_what_will_be_collected() {
	TestExt::new().execute_with(|| {
		let id = closed_at(ALICES, -(12_345 * CENT as i128) / 10);
		assert_eq!(Bank::due(id), Some((Collect, 1_234 * CENT)));
		export_all(vec![id]);

		let amount = 1_234 * CENT;
		assert_last(Event::LineExported { id, attempt: 1, direction: Collect, amount });
		let expected = Line {
			direction: Collect,
			amount,
			first_amount: amount,
			attempt: 1,
			state: LineState::Exported,
			in_arrears: false,
		};
		assert_eq!(line(id), expected);
		assert_eq!(position(ALICES), -(12_345 * CENT as i128) / 10, "nothing is booked yet");
	});
}

#[test]
fn export_of_a_credit_takes_the_money_out_of_the_account() {
	TestExt::new().execute_with(|| {
		keep(ALICE, METER, EUR);
		let id = closed_at(ALICES, 9 * EUR as i128 + 3);
		export_all(vec![id]);

		let amount = 8 * EUR;
		assert_last(Event::LineExported { id, attempt: 1, direction: PayOut, amount });
		assert_eq!((position(ALICES), in_payment()), (EUR as i128 + 3, amount));
	});
}

#[test]
fn export_pays_nothing_out_without_a_mandate() {
	TestExt::new().execute_with(|| {
		let id = closed_at(ALICES, 9 * EUR as i128);
		assert_left_out(id);
		keep(ALICE, METER, 20 * EUR);
		export_all(vec![id]);
		assert_eq!((line(id).direction, line(id).amount), (Collect, 11 * EUR));
	});
}

#[test]
fn export_again_changes_nothing() {
	TestExt::new().execute_with(|| {
		for id in [collected(5 * EUR), paid_out(5 * EUR), debit(5 * EUR), credit(5 * EUR)] {
			assert_left_out(id);
		}
		let id = closed_at(BOBS, -(EUR as i128));
		export_all(vec![id, id, id]);
		assert_eq!(line(id).attempt, 1);
	});
}

#[test]
fn export_leaves_out_what_is_unknown_or_of_others() {
	TestExt::new().execute_with(|| {
		let unknown = statement(ALICES, 77);
		let nobodys = statement(MemberAccount { epoch: 3, ..ALICES }, 0);
		let poor = closed_at(POOR, 5 * EUR as i128);
		keep(BOB, POOR_METER, 0);
		let known = closed_at(ALICES, -(EUR as i128));
		export_all(vec![unknown, nobodys, poor, known, unknown]);

		for id in [unknown, nobodys, poor] {
			assert_eq!(Bank::line(id), None);
		}
		assert_eq!(line(known).amount, EUR, "the others don't suffer");
		assert_eq!(position(POOR), 5 * EUR as i128);
	});
}

#[test]
fn export_leaves_out_what_is_less_than_a_cent() {
	TestExt::new().execute_with(|| {
		for position in [0, CENT as i128 - 1, 1 - CENT as i128] {
			assert_left_out(closed_at(ALICES, position));
		}
	});
}

#[test]
fn export_asks_for_no_more_than_is_owed_now() {
	TestExt::new().execute_with(|| {
		let id = closed_at(ALICES, -(10 * EUR as i128));
		World::with(|world| world.trade(ALICES, 4 * EUR as i64));
		export_all(vec![id]);
		assert_eq!(line(id).amount, 6 * EUR);
	});
}

#[test]
fn export_of_two_statements_collects_a_debt_once() {
	TestExt::new().execute_with(|| {
		let first = closed_at(ALICES, -(10 * EUR as i128));
		let second = closed_at(ALICES, -(12 * EUR as i128));
		export_all(vec![first, second]);
		assert_eq!((line(first).amount, line(second).amount), (10 * EUR, 2 * EUR));
		let third = closed_at(ALICES, -(12 * EUR as i128));
		assert_left_out(third);
	});
}

#[test]
fn export_of_two_statements_pays_a_credit_once() {
	TestExt::new().execute_with(|| {
		keep(ALICE, METER, 0);
		let first = closed_at(ALICES, 10 * EUR as i128);
		let second = closed_at(ALICES, 12 * EUR as i128);
		export_all(vec![first, second]);
		assert_eq!((line(first).amount, line(second).amount), (10 * EUR, 2 * EUR));
		assert_eq!((position(ALICES), in_payment()), (0, 12 * EUR));
	});
}

#[test]
fn export_again_after_it_failed_is_the_next_attempt() {
	TestExt::new().execute_with(|| {
		let id = debit(10 * EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		World::with(|world| world.trade(ALICES, EUR as i64));
		export_all(vec![id]);

		let amount = 9 * EUR;
		assert_last(Event::LineExported { id, attempt: 2, direction: Collect, amount });
		let Line { attempt, amount, first_amount, state, .. } = line(id);
		assert_eq!((attempt, amount, first_amount), (2, 9 * EUR, 10 * EUR));
		assert_eq!(state, LineState::Exported);
	});
}

#[test]
fn export_again_after_it_failed_asks_for_nothing_that_another_line_collects() {
	TestExt::new().execute_with(|| {
		let id = debit(10 * EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		let next = closed_at(ALICES, -(11 * EUR as i128));
		export_all(vec![next]);
		assert_eq!(line(next).amount, 11 * EUR);
		assert_left_out(id);
	});
}

#[test]
fn export_again_after_a_return_asks_for_the_arrears() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		// The account is at 0, and its statement no longer on chain.
		World::with(|world| world.statements.clear());
		export_all(vec![id]);
		let amount = 10 * EUR;
		assert_last(Event::LineExported { id, attempt: 2, direction: Collect, amount });
	});
}

#[test]
fn export_asks_for_no_arrears_that_are_paid() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		assert_ok!(Bank::collect_deposit(bank(), Payee::Member(ALICES), [1; 32], 7 * EUR));
		assert_eq!(Bank::due(id), Some((Collect, 3 * EUR)));
		assert_ok!(Bank::collect_deposit(bank(), Payee::Member(ALICES), [2; 32], 3 * EUR));
		assert_left_out(id);
	});
}

#[test]
fn export_pays_nobody_what_it_owes_the_guarantor() {
	TestExt::new().execute_with(|| {
		let id = collected(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		keep(ALICE, METER, 0);
		export_all(vec![closed_at(ALICES, 12 * EUR as i128)]);
		assert_eq!((position(ALICES), in_payment()), (10 * EUR as i128, 2 * EUR));
	});
}

#[test]
fn export_again_after_a_returned_credit_pays_again() {
	TestExt::new().execute_with(|| {
		let id = paid_out(10 * EUR);
		assert_ok!(Bank::return_payment(bank(), id, 1, 10 * EUR));
		export_all(vec![id]);
		assert_eq!((line(id).attempt, line(id).amount), (2, 10 * EUR));
		assert_eq!((position(ALICES), in_payment()), (0, 10 * EUR));
	});
}

#[test]
fn export_never_turns_a_line_round() {
	TestExt::new().execute_with(|| {
		let id = credit(10 * EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		keep(ALICE, METER, 30 * EUR);
		assert_left_out(id);
	});
}

#[test]
fn export_leaves_out_what_was_written_off() {
	TestExt::new().execute_with(|| {
		let id = debit(10 * EUR);
		assert_ok!(Bank::fail(bank(), id, 1));
		assert_ok!(Bank::write_off(signed(GUARANTOR), id));
		World::with(|world| world.accounts.get_mut(&ALICES).expect("it exists").limit = LIMIT);
		World::with(|world| world.trade(ALICES, -(10 * EUR as i64)));
		assert_left_out(id);
	});
}

#[test]
fn export_pays_an_earlier_owner_everything() {
	TestExt::new().execute_with(|| {
		keep(ALICE, METER, 50 * EUR);
		let id = closed_at(ALICES, 60 * EUR as i128);
		World::with(|world| world.change_owner(METER, BOB));
		// The next owner's mandate is its own.
		keep(BOB, METER, 5 * EUR);
		export_all(vec![id]);
		assert_eq!((line(id).direction, line(id).amount), (PayOut, 60 * EUR));

		let bobs = MemberAccount { epoch: 1, ..ALICES };
		let id = closed_at(bobs, 0);
		export_all(vec![id]);
		assert_eq!((line(id).direction, line(id).amount), (Collect, 5 * EUR));
	});
}

#[test]
fn export_takes_64_at_a_time() {
	TestExt::new().execute_with(|| {
		let ids = vec![statement(ALICES, 0); 65];
		assert!(frame_support::BoundedVec::<_, crate::ExportsMax>::try_from(ids).is_err());
		export_all(vec![statement(ALICES, 0); 64]);
	});
}
