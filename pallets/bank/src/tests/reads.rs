// SPDX-License-Identifier: Apache-2.0
//! What the outside can ask.

use super::*;
use crate::BankTotals;

#[test]
fn a_statement_has_the_name_that_the_bank_knows() {
	TestExt::new().execute_with(|| {
		let id = statement(BOBS, 12);
		assert_eq!(Bank::end_to_end_id(id), b"CW7-E8C-C-0".to_vec());
	});
}

#[test]
fn due_is_what_an_export_then_does() {
	TestExt::new().execute_with(|| {
		keep(ALICE, METER, 5 * EUR);
		for position in [-(3 * EUR as i128), 2 * EUR as i128, 5 * EUR as i128 + 77_000_001] {
			let id = closed_at(ALICES, position);
			let due = Bank::due(id).expect("something is due");
			let line = export(id);
			assert_eq!((line.direction, line.amount), due);
			assert_eq!(Bank::due(id), None);
			assert_ok!(Bank::fail(bank(), id, 1));
			assert_eq!(Bank::due(id), Some(due));
		}
	});
}

#[test]
fn nothing_is_known_of_what_never_was() {
	TestExt::new().execute_with(|| {
		let unknown = statement(ALICES, 9);
		assert_eq!((Bank::line(unknown), Bank::due(unknown)), (None, None));
		assert_eq!((Bank::mandate(METER), Bank::mandate(NO_METER)), (None, None));
		assert_eq!(Bank::totals(NO_COMMUNITY), BankTotals::default());
		assert_eq!(Bank::claim(NO_COMMUNITY), 0);
	});
}
