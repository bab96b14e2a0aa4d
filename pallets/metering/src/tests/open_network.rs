// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::Slot;
use frame_support::{assert_noop, assert_ok};

fn open(who: u8, first_slot: Slot) -> sp_runtime::DispatchResult {
	Metering::open_network(RuntimeOrigin::signed(account(who)), ELECTRICITY, first_slot)
}

#[test]
fn a_network_opens_with_a_first_slot_in_the_past() {
	TestExt::new().preparing().execute_with(|| {
		assert_ok!(open(1, FIRST));
		let record = Networks::<Test>::get(ELECTRICITY).expect("exists");
		assert_eq!(record.first_slot(), Some(FIRST));
		assert_eq!(record.progress.next_slot, FIRST);
		assert_eq!((record.progress.waited, record.progress.lagging), (3, 3));
		System::assert_last_event(
			Event::NetworkOpened { network: ELECTRICITY, first_slot: FIRST }.into(),
		);
	});
}

#[test]
fn opening_is_refused_with_the_reason() {
	TestExt::new().preparing().execute_with(|| {
		let now = FIRST + 96;
		let missing = Metering::open_network(RuntimeOrigin::signed(operator()), HEAT, now);
		assert_noop!(missing, Error::<Test>::NetworkNotFound);
		assert_noop!(open(2, now), Error::<Test>::NotOperator);
		assert_noop!(open(1, 0), Error::<Test>::FirstSlotOutOfRange);
		assert_noop!(open(1, now - 31 * 96 - 1), Error::<Test>::FirstSlotOutOfRange);
		assert_noop!(open(1, now + 31 * 96 + 1), Error::<Test>::FirstSlotOutOfRange);
		set_settlement_ready(false);
		assert_noop!(open(1, now), Error::<Test>::SettlementNotReady);
		set_settlement_ready(true);
		assert_ok!(open(1, now - 31 * 96));
		assert_noop!(open(1, now), Error::<Test>::AlreadyOpen);
	});
}
