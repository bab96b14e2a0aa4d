// SPDX-License-Identifier: Apache-2.0
//! End-to-end ids: one name per statement, one statement per name.

use bank_core::{end_to_end_id, parse_end_to_end_id, ReferenceError, REFERENCE_MAX};
use energy_primitives::{Carrier, MemberAccount, MeterId, NetworkId, StatementId};
use proptest::prelude::*;

fn id(community: u32, carrier: Carrier, index: u32, period: u32, epoch: u32) -> StatementId {
	let meter = MeterId { network: NetworkId { community, carrier }, index };
	StatementId { account: MemberAccount { meter, epoch }, period }
}

#[test]
fn a_statement_has_its_name() {
	let named = [
		(id(0, Carrier::Electricity, 0, 0, 0), "CW0-E0-0-0"),
		(id(1, Carrier::Electricity, 100, 12, 1), "CW1-E2S-C-1"),
		(id(35, Carrier::Heat, 36, 1_295, 1_296), "CWZ-H10-ZZ-100"),
		(
			id(u32::MAX, Carrier::Heat, u32::MAX, u32::MAX, u32::MAX),
			"CW1Z141Z3-H1Z141Z3-1Z141Z3-1Z141Z3",
		),
	];
	for (id, name) in named {
		assert_eq!(end_to_end_id(id), name);
		assert_eq!(parse_end_to_end_id(name), Ok(id));
		assert!(name.len() <= REFERENCE_MAX);
	}
}

#[test]
fn names_of_others_are_foreign() {
	for text in ["", "C", "cw1-E2S-C-1", "NOTPROVIDED", " CW1-E2S-C-1", "RF18 5390 0754 7034"] {
		assert_eq!(parse_end_to_end_id(text), Err(ReferenceError::Foreign), "{text:?}");
	}
}

#[test]
fn nothing_but_the_exact_name_is_read() {
	let wrong = [
		"CW",
		"CW1",
		"CW1-E2S-C",
		"CW1-E2S-C-",
		"CW1-E2S-C-1-",
		"CW1-E2S-C-1-1",
		"CW1-E2S-C-1 ",
		"CW 1-E2S-C-1",
		"CW1-E2S-C-01",
		"CW01-E2S-C-1",
		"CW-E2S-C-1",
		"CW1-E-C-1",
		"CW1--C-1",
		"CW1-2S-C-1",
		"CW1-G2S-C-1",
		"CW1-e2S-C-1",
		"CW1-E2s-C-1",
		"CW1-E+1-C-1",
		"CW1-E2S-C--1",
		"CW1/E2S/C/1",
		"CW1-E2S-C-1\n",
		"CW1-Eé-C-1",
		"CW1-E١-C-1",
		// One more than the largest number, and one more digit.
		"CW1Z141Z4-E0-0-0",
		"CW0-E0-0-10000000",
		"CW0-E0-0-ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
	];
	for text in wrong {
		assert_eq!(parse_end_to_end_id(text), Err(ReferenceError::Malformed), "{text:?}");
	}
}

fn any_id() -> impl Strategy<Value = StatementId> {
	let number = || prop_oneof![Just(0), Just(35), Just(36), Just(u32::MAX), any::<u32>()];
	(number(), any::<bool>(), number(), number(), number()).prop_map(
		|(community, heat, index, period, epoch)| {
			let carrier = if heat { Carrier::Heat } else { Carrier::Electricity };
			id(community, carrier, index, period, epoch)
		},
	)
}

proptest! {
	#[test]
	fn every_name_leads_back_and_fits_a_bank(id in any_id()) {
		let name = end_to_end_id(id);
		prop_assert!(name.len() <= REFERENCE_MAX);
		prop_assert!(name.chars().all(|c| c == '-' || c.is_ascii_digit() || c.is_ascii_uppercase()));
		prop_assert_eq!(parse_end_to_end_id(&name), Ok(id));
	}

	#[test]
	fn what_is_read_is_what_would_be_written(text in "CW[0-9A-Z]{1,8}-[EH][0-9A-Z]{1,8}-[0-9A-Z]{1,8}-[0-9A-Z]{1,3}") {
		if let Ok(id) = parse_end_to_end_id(&text) {
			prop_assert_eq!(end_to_end_id(id), text);
		}
	}

	#[test]
	fn no_text_panics(text in any::<String>()) {
		let ours = format!("CW{text}");
		prop_assert_ne!(parse_end_to_end_id(&ours), Err(ReferenceError::Foreign));
		let read = parse_end_to_end_id(&text).map(end_to_end_id);
		prop_assert!(read.is_err() || read == Ok(text));
	}
}
