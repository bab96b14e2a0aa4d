// SPDX-License-Identifier: Apache-2.0

use super::*;
use energy_primitives::{MeterId, Slot};
use frame_support::pallet_prelude::DispatchResult;

/// A claim of Alice's own meter with good evidence, changed by a test.
struct Claim {
	who: u64,
	meter: MeterId,
	slot: Slot,
	quantity: u64,
	evidence: Proof,
}

const GOOD: Claim =
	Claim { who: ALICE, meter: METER, slot: LAST_FINAL, quantity: 300, evidence: Proof::Holds };

fn send(claim: Claim) -> DispatchResult {
	let evidence = Box::new(claim.evidence);
	Certificates::claim(signed(claim.who), claim.meter, claim.slot, claim.quantity, evidence)
}

#[test]
fn claim_makes_a_certificate_and_holds_the_deposit() {
	TestExt::new().execute_with(|| {
		World::with(|world| world.set_clock(1_000_000));
		assert_ok!(send(GOOD));

		assert_last(Event::Claimed { id: 0, meter: METER, begin: 0, end: 300, owner: ALICE });
		let made = record(0);
		assert_eq!((made.meter, made.begin, made.end), (METER, 0, 300));
		assert_eq!((made.owner, made.depositor, made.issued_s), (ALICE, ALICE, 1_000_000));
		assert_eq!(Claimed::<Test>::get(METER), 300);
		assert_eq!(NextCertificate::<Test>::get(), 1);
		assert_eq!(held(ALICE), DEPOSIT);
	});
}

#[test]
fn claim_goes_on_where_the_last_one_ended() {
	TestExt::new().execute_with(|| {
		assert_ok!(send(GOOD));
		assert_ok!(send(Claim { quantity: FINAL - 300, ..GOOD }));

		assert_last(Event::Claimed { id: 1, meter: METER, begin: 300, end: FINAL, owner: ALICE });
		assert_eq!(held(ALICE), 2 * DEPOSIT);
		assert_noop!(send(Claim { quantity: 1, ..GOOD }), Error::<Test>::PastSurplus);
	});
}

#[test]
fn claim_keeps_a_pointer_for_each_meter() {
	TestExt::new().execute_with(|| {
		assert_ok!(send(GOOD));
		assert_ok!(send(Claim { meter: HEAT_METER, quantity: 5, ..GOOD }));
		assert_ok!(send(Claim { who: BOB, meter: BOBS_METER, quantity: 6, ..GOOD }));

		let pointers = [METER, HEAT_METER, BOBS_METER, PAUPERS_METER].map(Claimed::<Test>::get);
		assert_eq!(pointers, [300, 5, 6, 0]);
		assert_eq!([0, 1, 2].map(range), [(0, 300), (0, 5), (0, 6)]);
	});
}

#[test]
fn claim_of_a_new_owner_goes_on_where_the_former_one_stopped() {
	TestExt::new().execute_with(|| {
		assert_ok!(send(GOOD));
		World::with(|world| world.add(METER, CHARLIE));

		assert_noop!(send(GOOD), Error::<Test>::NotOwner);
		assert_ok!(send(Claim { who: CHARLIE, ..GOOD }));
		assert_eq!((range(0), record(0).owner), ((0, 300), ALICE), "what was claimed stays hers");
		assert_eq!((range(1), record(1).owner), ((300, 600), CHARLIE));
	});
}

#[test]
fn claim_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		let evidence = Box::new(Proof::Holds);
		assert_noop!(
			Certificates::claim(RuntimeOrigin::root(), METER, LAST_FINAL, 1, evidence),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn claim_fails_for_an_unknown_meter() {
	TestExt::new().execute_with(|| {
		assert_noop!(send(Claim { meter: NO_METER, ..GOOD }), Error::<Test>::MeterNotFound);
	});
}

#[test]
fn claim_fails_for_another_owners_meter() {
	TestExt::new().execute_with(|| {
		assert_noop!(send(Claim { who: BOB, ..GOOD }), Error::<Test>::NotOwner);
	});
}

#[test]
fn claim_fails_while_the_slot_may_be_corrected() {
	TestExt::new().execute_with(|| {
		let late = Claim { slot: SLOTS[3], quantity: 3 * PER_SLOT, ..GOOD };
		assert_noop!(send(Claim { ..late }), Error::<Test>::NotFinal);
		World::with(|world| world.close_corrections_before(SLOTS[3] + 1));
		assert_ok!(send(late));
	});
}

#[test]
fn claim_fails_for_a_slot_that_was_never_settled() {
	TestExt::new().execute_with(|| {
		assert_noop!(send(Claim { slot: SLOTS[0] - 1, ..GOOD }), Error::<Test>::UnknownSlot);
	});
}

#[test]
fn claim_fails_for_evidence_of_another_record_or_row() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			send(Claim { evidence: Proof::OtherRecord, ..GOOD }),
			Error::<Test>::WrongRecord
		);
		assert_noop!(send(Claim { evidence: Proof::OtherRow, ..GOOD }), Error::<Test>::WrongRow);
	});
}

#[test]
fn claim_fails_for_nothing() {
	TestExt::new().execute_with(|| {
		assert_noop!(send(Claim { quantity: 0, ..GOOD }), Error::<Test>::EmptyRange);
	});
}

#[test]
fn claim_fails_past_what_was_given_before_the_slot() {
	TestExt::new().execute_with(|| {
		for (slot, given) in [(SLOTS[0], 0), (SLOTS[1], PER_SLOT), (LAST_FINAL, FINAL)] {
			for quantity in [given + 1, u64::MAX] {
				assert_noop!(send(Claim { slot, quantity, ..GOOD }), Error::<Test>::PastSurplus);
			}
		}
		assert_ok!(send(Claim { quantity: PER_SLOT + 1, ..GOOD }));
		assert_noop!(
			send(Claim { slot: SLOTS[1], quantity: 1, ..GOOD }),
			Error::<Test>::PastSurplus
		);
	});
}

#[test]
fn claim_fails_when_the_numbers_are_used_up() {
	TestExt::new().execute_with(|| {
		NextCertificate::<Test>::put(u64::MAX);
		assert_noop!(send(GOOD), Error::<Test>::IdsExhausted);
	});
}

#[test]
fn claim_fails_when_the_deposit_cannot_be_held() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			send(Claim { who: PAUPER, meter: PAUPERS_METER, ..GOOD }),
			DispatchError::Token(TokenError::FundsUnavailable)
		);
	});
}
