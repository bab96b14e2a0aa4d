// SPDX-License-Identifier: Apache-2.0
//! Every way in which a reading or a batch can be wrong, and that nothing good is lost by it.

use crate::{mock::*, *};
use codec::Encode;
use energy_primitives::{MeterId, NetworkId, Slot};
use frame_support::{
	assert_noop, assert_ok,
	traits::{Authorize, UnfilteredDispatchable},
};
use metering_core::{
	meter::MeterRole::{self, Boundary, Feeder},
	reading::Rejection,
	totals::SlotTotals,
};
use sp_runtime::{
	traits::BadOrigin,
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

fn authorize(call: &Call<Test>) -> Result<(), TransactionValidityError> {
	call.authorize(TransactionSource::External).expect("authorised by the pallet").map(|_| ())
}

/// The batch is refused by the pool, and by the call itself where the call can know.
fn assert_refused(batch: ReadingBatch, error: Error<Test>) {
	let number = error.encode()[0];
	let refused = TransactionValidityError::Invalid(InvalidTransaction::Custom(number));
	let call = call(batch);
	assert_eq!(authorize(&call), Err(refused));
	assert_noop!(call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into()), error);
}

fn rejected(slot: Slot, row: u8, reason: Rejection) -> RuntimeEvent {
	Event::ReadingRejected { network: ELECTRICITY, slot, page: 0, row, reason }.into()
}

fn accepted_count() -> u32 {
	System::events()
		.iter()
		.filter_map(|record| match &record.event {
			RuntimeEvent::Metering(Event::ReadingsAccepted { accepted, .. }) => Some(*accepted),
			_ => None,
		})
		.sum()
}

fn import_of(index: u32) -> u64 {
	Metering::meter(MeterId { network: ELECTRICITY, index }).expect("exists").counter.import
}

#[test]
fn good_readings_move_counters_totals_and_the_book() {
	TestExt::new().execute_with(|| {
		submit(
			FIRST,
			vec![
				reading(0, 0, FIRST, 0, 120),
				reading(1, 1, FIRST, 300, 0),
				reading(2, 2, FIRST, 0, 200),
			],
		);
		let totals = SlotTotals {
			export: 200,
			import: 300,
			present_max: 18_000,
			feeder_export: 120,
			feeders_present: 1,
			readings: 3,
			last_here: 3,
			..Default::default()
		};
		assert_eq!(Metering::slot_totals(ELECTRICITY, FIRST), totals);
		let book: Vec<_> = take_book().into_iter().map(|(_, _, _, energy)| energy).collect();
		assert_eq!(book.len(), 3);
		assert_eq!((book[1].import, book[1].export, book[1].import_before), (300, 0, 0));
		assert!(book[1].trades() && !book[0].trades());
		assert_eq!(take_noticed(), vec![ELECTRICITY]);
		System::assert_last_event(
			Event::ReadingsAccepted {
				network: ELECTRICITY,
				slot: FIRST,
				page: 0,
				relay: relay(),
				accepted: 3,
				rejected: 0,
			}
			.into(),
		);
	});
}

#[test]
fn one_bad_reading_never_drops_the_others() {
	TestExt::new().execute_with(|| {
		let mut forged = reading(1, 1, FIRST, 300, 0);
		forged.import_register += 1;
		submit(
			FIRST,
			vec![
				reading(0, 0, FIRST, 0, 100),
				forged,
				reading(7, 7, FIRST, 1, 0),
				reading(2, 2, FIRST, 100, 0),
			],
		);
		System::assert_has_event(rejected(FIRST, 1, Rejection::WrongSignature));
		System::assert_has_event(rejected(FIRST, 7, Rejection::UnknownMeter));
		assert_eq!(accepted_count(), 2);
		assert_eq!((import_of(1), import_of(2)), (0, 100));
	});
}

#[test]
fn a_signature_of_another_device_slot_or_chain_does_not_count() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 2, FIRST, 5, 0)]);
		let other_slot = reading(1, 1, FIRST + 1, 5, 0);
		submit(FIRST, vec![other_slot]);
		frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(0xc1));
		let other_chain = reading(1, 1, FIRST, 5, 0);
		frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(0xc0));
		submit(FIRST, vec![other_chain]);
		assert_eq!(accepted_count(), 0);
		assert_eq!(
			System::events()
				.iter()
				.filter(|e| e.event == rejected(FIRST, 1, Rejection::WrongSignature))
				.count(),
			3
		);
		submit(FIRST, vec![reading(1, 1, FIRST, 5, 0)]);
		assert_eq!(import_of(1), 5);
	});
}

#[test]
fn the_same_reading_counts_once_in_a_batch_and_across_batches() {
	TestExt::new().execute_with(|| {
		let same = || reading(1, 1, FIRST, 40, 0);
		submit(FIRST, vec![same(), same(), reading(2, 2, FIRST, 1, 0)]);
		System::assert_has_event(rejected(FIRST, 1, Rejection::AlreadyRead));
		assert_eq!(import_of(1), 40);
		assert_refused(batch(FIRST, vec![same()]), Error::NothingFresh);
		submit(FIRST, vec![same(), reading(0, 0, FIRST, 0, 41)]);
		assert_eq!(import_of(1), 40);
		assert_eq!(Metering::slot_totals(ELECTRICITY, FIRST).import, 41);
	});
}

#[test]
fn an_older_slot_after_a_newer_one_does_not_count() {
	TestExt::new().execute_with(|| {
		submit(FIRST + 2, vec![reading(1, 1, FIRST + 2, 90, 0)]);
		assert_refused(
			batch(FIRST + 1, vec![reading(1, 1, FIRST + 1, 60, 0)]),
			Error::NothingFresh,
		);
		let gap = take_book()[0].3;
		assert_eq!((gap.span, gap.import), (3, 90), "slots FIRST, +1 and +2 in one");
		assert!(!gap.trades());
		let totals = Metering::slot_totals(ELECTRICITY, FIRST + 2);
		assert_eq!((totals.import, totals.gap_import), (0, 90));
	});
}

#[test]
fn the_order_of_readings_changes_nothing() {
	let readings = || {
		vec![reading(0, 0, FIRST, 0, 50), reading(1, 1, FIRST, 30, 0), reading(2, 2, FIRST, 20, 0)]
	};
	let state = |orders: Vec<Vec<usize>>| {
		let mut state = None;
		TestExt::new().execute_with(|| {
			for order in orders {
				submit(FIRST, order.into_iter().map(|i| readings()[i].clone()).collect());
			}
			state = Some((
				SlotEnergy::<Test>::get((ELECTRICITY, FIRST), 0),
				Totals::<Test>::get((ELECTRICITY, FIRST)),
				Counters::<Test>::get(ELECTRICITY, 0),
			));
		});
		state
	};
	let expected = state(vec![vec![0, 1, 2]]);
	for orders in [vec![vec![2, 1, 0]], vec![vec![1], vec![0], vec![2]], vec![vec![2], vec![0, 1]]]
	{
		assert_eq!(state(orders), expected);
	}
}

#[test]
fn a_register_below_the_last_does_not_count() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 40, 10)]);
		let next = FIRST + 1;
		submit(next, vec![reading(1, 1, next, 39, 10)]);
		submit(next, vec![reading(1, 1, next, 40, 9)]);
		System::assert_has_event(rejected(next, 1, Rejection::RegisterBelowLast));
		assert_eq!(accepted_count(), 1);
		submit(next, vec![reading(1, 1, next, 40, 10)]);
		assert_eq!(import_of(1), 40, "an unchanged register is a reading of 0");
	});
}

#[test]
fn a_delta_above_the_power_cap_does_not_count() {
	TestExt::new().execute_with(|| {
		submit(FIRST, vec![reading(1, 1, FIRST, 9_001, 0), reading(2, 2, FIRST, 0, 9_001)]);
		System::assert_has_event(rejected(FIRST, 1, Rejection::AbovePowerCap));
		System::assert_has_event(rejected(FIRST, 2, Rejection::AbovePowerCap));
		submit(FIRST, vec![reading(1, 1, FIRST, 9_000, 0)]);
		assert_eq!(import_of(1), 9_000, "36 kW for a quarter of an hour");
		let later = FIRST + 3;
		submit(later, vec![reading(1, 1, later, 9_000 + 27_001, 0)]);
		assert_eq!(import_of(1), 9_000);
		submit(later, vec![reading(1, 1, later, 9_000 + 27_000, 0)]);
		assert_eq!(import_of(1), 36_000, "three slots at full power");
	});
}

#[test]
fn sub_meters_stay_out_of_totals() {
	TestExt::new().execute_with(|| {
		register(ELECTRICITY, 3, MeterRole::Sub { parent: 1 });
		let slot = FIRST + 96;
		pass_to_end_of(slot);
		submit(slot, vec![reading(3, 3, slot, 70, 0)]);
		let totals = Metering::slot_totals(ELECTRICITY, slot);
		assert_eq!((totals.readings, totals.import, totals.last_here), (1, 0, 0));
	});
}

#[test]
fn a_batch_for_a_wrong_slot_page_or_network_is_refused() {
	TestExt::new().execute_with(|| {
		let now = FIRST + 96;
		let one = |slot| vec![reading(1, 1, slot, 5, 0)];
		assert_refused(batch(FIRST, vec![]), Error::EmptyBatch);
		let elsewhere = ReadingBatch { network: HEAT, ..batch(FIRST, one(FIRST)) };
		assert_refused(elsewhere, Error::NetworkNotFound);
		assert_refused(batch(now, one(now)), Error::SlotNotEnded);
		assert_refused(batch(FIRST - 1, one(FIRST - 1)), Error::SlotClosed);
		for page in [1, 99, u32::MAX] {
			let beyond = ReadingBatch { page, ..batch(FIRST, one(FIRST)) };
			assert_refused(beyond, Error::PageNotFound);
		}
		assert_refused(batch(FIRST, vec![reading(9, 9, FIRST, 5, 0)]), Error::NothingFresh);
	});
}

#[test]
fn a_network_being_prepared_takes_no_readings() {
	TestExt::new().preparing().execute_with(|| {
		assert_refused(batch(FIRST, vec![reading(1, 1, FIRST, 5, 0)]), Error::NotOpen);
	});
}

#[test]
fn a_relay_needs_a_bond_and_signs_its_batch() {
	TestExt::new().execute_with(|| {
		let refusal = |error: Error<Test>| {
			Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(error.encode()[0])))
		};
		let good = batch(FIRST, vec![reading(1, 1, FIRST, 5, 0)]);
		let relay_signature = relay_signature(&good);
		let stranger = Call::<Test>::submit_readings {
			relay: account(9),
			batch: good.clone(),
			relay_signature: relay_signature.clone(),
		};
		assert_eq!(authorize(&stranger), refusal(Error::RelayNotBonded));
		assert_ok!(Metering::bond_relay(RuntimeOrigin::signed(account(9)), 1_000));
		assert_eq!(authorize(&stranger), refusal(Error::WrongRelaySignature));
		let mut changed = good.clone();
		changed.readings[0].import_register += 1;
		let changed = Call::submit_readings { relay: relay(), batch: changed, relay_signature };
		assert_eq!(authorize(&changed), refusal(Error::WrongRelaySignature));
		assert_eq!(authorize(&call(good.clone())), Ok(()));
		assert_ok!(Metering::unbond_relay(RuntimeOrigin::signed(relay())));
		assert_eq!(authorize(&call(good)), refusal(Error::RelayNotBonded));
	});
}

#[test]
fn only_an_authorised_transaction_brings_readings() {
	TestExt::new().execute_with(|| {
		let signed = RuntimeOrigin::signed(relay());
		for origin in [signed, RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let call = call(batch(FIRST, vec![reading(1, 1, FIRST, 5, 0)]));
			assert_noop!(call.dispatch_bypass_filter(origin), BadOrigin);
		}
	});
}

#[test]
fn a_block_takes_a_bounded_number_of_readings() {
	TestExt::new().execute_with(|| {
		BlockReadings::<Test>::put(511);
		let two = vec![reading(1, 1, FIRST, 5, 0), reading(2, 2, FIRST, 5, 0)];
		let full = Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources));
		assert_eq!(authorize(&call(batch(FIRST, two.clone()))), full);
		assert_eq!(authorize(&call(batch(FIRST, two[..1].to_vec()))), Ok(()));
		pass(3);
		assert_eq!(authorize(&call(batch(FIRST, two))), Ok(()));
	});
}

#[test]
fn the_same_batch_by_two_relays_is_one_transaction() {
	TestExt::new().execute_with(|| {
		let tags = |call: &Call<Test>| {
			call.authorize(TransactionSource::External).expect("some").expect("valid").0.provides
		};
		let good = batch(FIRST, vec![reading(1, 1, FIRST, 5, 0)]);
		let other = batch(FIRST, vec![reading(2, 2, FIRST, 5, 0)]);
		assert_eq!(tags(&call(good.clone())), tags(&call(good.clone())));
		assert_ne!(tags(&call(good)), tags(&call(other)));
	});
}

#[test]
fn a_backlog_goes_into_blocks_in_the_order_of_its_slots() {
	TestExt::new().execute_with(|| {
		let priority = |slot| {
			let call = call(batch(slot, vec![reading(1, 1, slot, 5, 0)]));
			let authorized = call.authorize(TransactionSource::External).expect("by the pallet");
			authorized.expect("valid").0.priority
		};
		assert!(priority(FIRST) > priority(FIRST + 1));
		assert!(priority(FIRST + 90) > u64::from(u32::MAX), "above any tip that people pay");
	});
}

#[test]
fn a_flood_of_single_readings_stands_behind_full_batches() {
	let meters = (0..40).map(|n| if n == 0 { Feeder } else { Boundary }).collect();
	TestExt::new().with_meters(meters).execute_with(|| {
		let priority = |slot, rows: core::ops::Range<u8>| {
			let readings = rows.map(|n| reading(n, n.into(), slot, 5, 0)).collect();
			let call = call(batch(slot, readings));
			let authorized = call.authorize(TransactionSource::External).expect("by the pallet");
			authorized.expect("valid").0.priority
		};
		assert!(priority(FIRST + 90, 0..16) > priority(FIRST, 0..15));
		assert!(priority(FIRST, 0..16) > priority(FIRST + 1, 0..40), "then the earlier slot");
		// Readings the chain has already make no batch full.
		submit(FIRST, (0..12).map(|n| reading(n, n.into(), FIRST, 5, 0)).collect());
		assert!(priority(FIRST, 0..20) < priority(FIRST + 1, 0..20));
	});
}

#[test]
fn networks_of_other_communities_are_unknown() {
	TestExt::new().execute_with(|| {
		let network = NetworkId { community: 1, ..ELECTRICITY };
		let foreign = ReadingBatch { network, ..batch(FIRST, vec![reading(1, 1, FIRST, 5, 0)]) };
		assert_refused(foreign, Error::NetworkNotFound);
	});
}
