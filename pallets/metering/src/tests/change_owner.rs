// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::{MeterId, Slot, SlotSource};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

const METER: MeterId = MeterId { network: ELECTRICITY, index: 1 };

/// The slot that runs when the tests begin.
const NOW: Slot = FIRST + 96;

fn hand_over(meter: MeterId, owner: u8, from_slot: Slot) -> DispatchResult {
	let operator = RuntimeOrigin::signed(operator());
	Metering::change_owner(operator, meter, account(owner), Some([owner; 32]), [0; 32], from_slot)
}

fn owner() -> AccountId {
	<Metering as SlotSource<AccountId>>::owner_of(METER).expect("known").0
}

#[test]
fn a_meter_changes_hands_at_its_cut_off() {
	TestExt::new().execute_with(|| {
		assert_ok!(hand_over(METER, 42, NOW + 2));
		System::assert_last_event(
			Event::OwnerChanging { meter: METER, owner: account(42), epoch: 1, from_slot: NOW + 2 }
				.into(),
		);
		assert_eq!(take_lines(), vec![(METER, account(100), 0, NOW + 2)]);
		pass_to_end_of(NOW);
		assert_eq!(owner(), account(100), "the slot before the cut-off");
		pass_to_end_of(NOW + 1);
		assert_eq!(owner(), account(42));
		assert_ok!(hand_over(METER, 43, NOW + 5));
		assert_eq!(take_lines(), vec![(METER, account(42), 1, NOW + 5)]);
		let record = Metering::meter(METER).expect("known").record;
		assert_eq!((record.owners.current.owner, record.owners.epoch), (account(42), 1));
	});
}

#[test]
fn a_change_of_owner_is_refused_with_the_reason() {
	TestExt::new().execute_with(|| {
		let stranger = RuntimeOrigin::signed(account(9));
		assert_noop!(
			Metering::change_owner(stranger, METER, account(42), None, [0; 32], NOW + 1),
			Error::<Test>::NotOperator
		);
		let other = |index| MeterId { index, ..METER };
		assert_noop!(hand_over(other(99), 42, NOW + 1), Error::<Test>::MeterNotFound);
		assert_noop!(hand_over(other(0), 42, NOW + 1), Error::<Test>::NotBoundary);
		assert_noop!(hand_over(METER, 42, NOW), Error::<Test>::SlotBegun);
		let year = 366 * 96;
		assert_noop!(hand_over(METER, 42, NOW + year + 1), Error::<Test>::CutOffTooFar);
		assert_ok!(hand_over(METER, 42, NOW + year));
		assert_noop!(hand_over(METER, 43, NOW + 1), Error::<Test>::OwnerChangePending);
		assert_ok!(hand_over(other(2), 42, NOW + 1));
		pass_to_end_of(NOW);
		assert_ok!(hand_over(other(2), 43, NOW + 2));
		pass_to_end_of(NOW + 1);
		let full = hand_over(other(2), 44, NOW + 3);
		assert_eq!(full, Err(Error::<Test>::TooManyOwners.into()), "settlement has no room");
		assert_ok!(Metering::retire_meter(RuntimeOrigin::signed(operator()), METER));
		assert_noop!(hand_over(METER, 42, NOW + 9), Error::<Test>::MeterRetired);
	});
}
