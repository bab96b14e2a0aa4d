// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::Call;
use energy_primitives::MeterId;
use frame_support::dispatch::CheckIfFeeless;

const KEEP: Option<Mandate> = Some(Mandate { keep: 20 * EUR as u64 });

/// Whether the call would cost nothing.
fn is_feeless(who: RuntimeOrigin, meter: MeterId, mandate: Option<Mandate>) -> bool {
	Call::<Test>::set_mandate { meter, mandate }.is_feeless(&who)
}

#[test]
fn set_mandate_is_kept_until_it_is_ended() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::set_mandate(signed(ALICE), METER, KEEP));
		assert_last(Event::MandateSet { meter: METER, epoch: 0, mandate: KEEP });
		assert_eq!(Bank::mandate(METER), KEEP);

		assert_ok!(Bank::set_mandate(signed(ALICE), METER, None));
		assert_last(Event::MandateSet { meter: METER, epoch: 0, mandate: None });
		assert_eq!(Bank::mandate(METER), None);
	});
}

#[test]
fn set_mandate_does_not_bind_the_next_owner() {
	TestExt::new().execute_with(|| {
		assert_ok!(Bank::set_mandate(signed(ALICE), METER, KEEP));
		World::with(|world| world.change_owner(METER, BOB));
		assert_eq!(Bank::mandate(METER), None);
		assert_noop!(Bank::set_mandate(signed(ALICE), METER, None), Error::<Test>::NotOwner);
		assert_ok!(Bank::set_mandate(signed(BOB), METER, Some(Mandate { keep: 1 })));
		assert_last(Event::MandateSet {
			meter: METER,
			epoch: 1,
			mandate: Some(Mandate { keep: 1 }),
		});
	});
}

#[test]
fn set_mandate_fails_without_a_signature() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Bank::set_mandate(RuntimeOrigin::root(), METER, KEEP),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn set_mandate_fails_for_an_unknown_meter() {
	TestExt::new().execute_with(|| {
		assert_noop!(
			Bank::set_mandate(signed(ALICE), NO_METER, KEEP),
			Error::<Test>::MeterNotFound
		);
	});
}

#[test]
fn set_mandate_fails_for_anyone_but_the_owner() {
	TestExt::new().execute_with(|| {
		let too_much = Some(Mandate { keep: KEEP_MAX + 1 });
		for who in [BOB, BANK, GUARANTOR] {
			assert_noop!(Bank::set_mandate(signed(who), METER, too_much), Error::<Test>::NotOwner);
		}
	});
}

#[test]
fn set_mandate_fails_above_the_bound() {
	TestExt::new().execute_with(|| {
		for keep in [KEEP_MAX + 1, u64::MAX] {
			assert_noop!(
				Bank::set_mandate(signed(ALICE), METER, Some(Mandate { keep })),
				Error::<Test>::KeepTooHigh
			);
		}
		assert_ok!(Bank::set_mandate(signed(ALICE), METER, Some(Mandate { keep: KEEP_MAX })));
	});
}

#[test]
fn set_mandate_fails_where_nothing_changes() {
	TestExt::new().execute_with(|| {
		assert_noop!(Bank::set_mandate(signed(ALICE), METER, None), Error::<Test>::NothingChanges);
		assert_ok!(Bank::set_mandate(signed(ALICE), METER, KEEP));
		assert_noop!(Bank::set_mandate(signed(ALICE), METER, KEEP), Error::<Test>::NothingChanges);
	});
}

#[test]
fn set_mandate_is_free_a_few_times_a_day() {
	TestExt::new().execute_with(|| {
		for call in 0..QUOTA {
			let mandate = Some(Mandate { keep: call.into() });
			assert!(is_feeless(signed(ALICE), METER, mandate));
			assert_ok!(Bank::set_mandate(signed(ALICE), METER, mandate));
		}
		assert!(!is_feeless(signed(ALICE), METER, KEEP), "the free calls are used up");
		assert!(is_feeless(signed(BOB), BOBS_METER, KEEP), "those of others are not");
		assert_ok!(Bank::set_mandate(signed(ALICE), METER, KEEP));
	});
}

#[test]
fn set_mandate_is_free_only_if_it_will_succeed() {
	TestExt::new().execute_with(|| {
		assert_storage_noop!({
			assert!(is_feeless(signed(ALICE), METER, KEEP));
			assert!(!is_feeless(signed(ALICE), METER, None), "it changes nothing");
			assert!(!is_feeless(signed(ALICE), METER, Some(Mandate { keep: u64::MAX })));
			assert!(!is_feeless(signed(ALICE), NO_METER, KEEP));
			assert!(!is_feeless(signed(BOB), METER, KEEP));
			assert!(!is_feeless(RuntimeOrigin::root(), METER, KEEP));
			assert!(!is_feeless(RuntimeOrigin::none(), METER, KEEP));
		});
	});
}
