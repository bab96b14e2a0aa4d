// SPDX-License-Identifier: Apache-2.0
//! A battery's own counters continue the chain: what it gives back was taken before, less the loss.

use crate::{mock::*, *};
use energy_primitives::MeterId;
use frame_support::{assert_noop, assert_ok};
use metering_core::{
	correction::{Correction, CorrectionReason},
	meter::{Mark, MeterRole, StorageFacts},
	storage::StorageBooks,
};

const BATTERY: MeterId = MeterId { network: ELECTRICITY, index: 3 };

fn battery(facts: StorageFacts) -> sp_runtime::DispatchResult {
	let registration = MeterRegistration {
		mark: Some(Mark::Storage(facts)),
		..registration(3, MeterRole::Sub { parent: 1 })
	};
	let possession = possession(3, &registration);
	let operator = RuntimeOrigin::signed(operator());
	Metering::register_meter(operator, ELECTRICITY, registration, possession)
}

const NINETY_PERCENT: StorageFacts =
	StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity: 5_000 };

#[test]
fn a_battery_gives_back_what_it_took_less_the_loss() {
	TestExt::new().preparing().execute_with(|| {
		assert_ok!(battery(NINETY_PERCENT));
		assert_ok!(Metering::open_network(RuntimeOrigin::signed(operator()), ELECTRICITY, FIRST));
		submit(FIRST, vec![reading(3, 3, FIRST, 1_000, 0)]);
		submit(FIRST + 1, vec![reading(3, 3, FIRST + 1, 1_000, 450)]);
		let tails: Vec<_> = take_book().into_iter().map(|row| row.3.storage_tail).collect();
		assert_eq!(tails, vec![Some(0), Some(0)], "before the delta");
		let books = Metering::storage_books(BATTERY).expect("a storage").books;
		assert_eq!(books, StorageBooks { tail: 500, delivered: 450, unattributed: 0 });
		// More than it holds: 450 are delivered from the last 500, the rest is not explained.
		submit(FIRST + 2, vec![reading(3, 3, FIRST + 2, 1_000, 1_000)]);
		let books = Metering::storage_books(BATTERY).expect("a storage").books;
		assert_eq!(books.tail, 1_000);
		assert_eq!(books.delivered + books.unattributed, 1_000);
		assert!(books.unattributed > 0);
	});
}

#[test]
fn what_stands_above_the_capacity_was_used_outside() {
	TestExt::new().preparing().execute_with(|| {
		assert_ok!(battery(StorageFacts { capacity: 600, ..NINETY_PERCENT }));
		assert_ok!(Metering::open_network(RuntimeOrigin::signed(operator()), ELECTRICITY, FIRST));
		submit(FIRST, vec![reading(3, 3, FIRST, 1_000, 0)]);
		let books = Metering::storage_books(BATTERY).expect("a storage").books;
		assert_eq!(books.tail, 400, "600 stand in store");
	});
}

#[test]
fn a_correction_passes_through_the_books() {
	TestExt::new().preparing().execute_with(|| {
		assert_ok!(battery(NINETY_PERCENT));
		assert_ok!(Metering::open_network(RuntimeOrigin::signed(operator()), ELECTRICITY, FIRST));
		submit(FIRST, vec![reading(3, 3, FIRST, 1_000, 0)]);
		let claim = settle(BATTERY, FIRST, 1, 1_000, 0);
		let correction =
			Correction { import: 500, export: 90, reason: CorrectionReason::WrongFactor };
		let operator = RuntimeOrigin::signed(operator());
		assert_ok!(Metering::correct(operator, BATTERY, FIRST, correction, claim));
		let books = Metering::storage_books(BATTERY).expect("a storage").books;
		assert_eq!(books, StorageBooks { tail: 100, delivered: 90, unattributed: 0 });
	});
}

#[test]
fn a_storage_that_gains_energy_is_refused() {
	TestExt::new().preparing().execute_with(|| {
		for facts in [
			StorageFacts { efficiency_num: 11, ..NINETY_PERCENT },
			StorageFacts { efficiency_num: 0, ..NINETY_PERCENT },
			StorageFacts { capacity: 0, ..NINETY_PERCENT },
		] {
			assert_noop!(battery(facts), Error::<Test>::NoStorage);
		}
	});
}
