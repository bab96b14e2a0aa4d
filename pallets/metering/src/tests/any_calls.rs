// SPDX-License-Identifier: Apache-2.0
//! Any sequence of calls about a meter's life, against a plain model of what its owner would say:
//! energy is what honest devices measured, plus corrections, and nothing is lost or made by swaps.

use crate::{mock::*, *};
use energy_primitives::{MeterId, Slot, SlotSource};
use metering_core::{
	correction::{Correction, CorrectionReason},
	meter::MeterRole::{Boundary, Feeder},
	reading::{reading_message, SignedReading},
	replacement::{Closing, Replacement},
};
use proptest::prelude::*;
use sp_core::Pair;

const METERS: usize = 3;

#[derive(Clone, Debug)]
enum Deed {
	/// The device in service reads for the slot after `skip` others, signed by it or by a thief.
	Read {
		meter: usize,
		skip: u8,
		import: u16,
		export: u16,
		stolen: bool,
	},
	Rotate(usize),
	/// A new device; the old one measured this much more, and signed for it or not.
	Replace {
		meter: usize,
		import: u16,
		export: u16,
		signed: bool,
		opening: u32,
		modulus: bool,
	},
	Suspend(usize),
	Resume(usize),
	HandOver(usize),
	Correct {
		meter: usize,
		import: i16,
		export: i16,
	},
	Accept(usize),
	Retire(usize),
	Close,
	Wait,
}

fn deed() -> impl Strategy<Value = Deed> {
	let meter = || 0..METERS;
	prop_oneof![
		12 => (meter(), 0u8..4, 0u16..2_000, 0u16..2_000, prop::bool::weighted(0.1)).prop_map(
			|(meter, skip, import, export, stolen)| Deed::Read { meter, skip, import, export, stolen }
		),
		2 => meter().prop_map(Deed::Rotate),
		3 => (meter(), 0u16..800, 0u16..800, any::<bool>(), 0u32..9_000, any::<bool>()).prop_map(
			|(meter, import, export, signed, opening, modulus)| {
				Deed::Replace { meter, import, export, signed, opening, modulus }
			}
		),
		1 => meter().prop_map(Deed::Suspend),
		2 => meter().prop_map(Deed::Resume),
		1 => meter().prop_map(Deed::HandOver),
		2 => (meter(), -800i16..800, -800i16..800).prop_map(
			|(meter, import, export)| Deed::Correct { meter, import, export }
		),
		1 => meter().prop_map(Deed::Accept),
		1 => meter().prop_map(Deed::Retire),
		3 => Just(Deed::Close),
		2 => Just(Deed::Wait),
	]
}

/// A meter as a person would keep book of it. Meter 0 is the feeder.
#[derive(Clone, Copy, Default)]
struct Book {
	device: u16,
	/// What the device shows.
	shows: (u64, u64),
	modulus: u64,
	/// What was measured in all, and what corrections changed it by.
	measured: (i128, i128),
	/// What old devices measured that no reading has brought along yet.
	carried: (i128, i128),
	corrected: (i128, i128),
}

struct World {
	books: [Book; METERS],
	devices: u16,
}

fn id(meter: usize) -> MeterId {
	MeterId { network: ELECTRICITY, index: meter as u32 }
}

fn counter(meter: usize) -> metering_core::meter::CounterRow {
	Metering::meter(id(meter)).expect("known").counter
}

fn operator_origin() -> RuntimeOrigin {
	RuntimeOrigin::signed(operator())
}

fn sign(n: u16, slot: Slot, shows: (u64, u64)) -> [u8; 64] {
	device(n).sign(&reading_message(&Metering::genesis(), slot, shows.0, shows.1)).0
}

fn moved(book: &Book, import: u64, export: u64) -> (u64, u64) {
	let wrap = |value: u64| if book.modulus == 0 { value } else { value % book.modulus };
	(wrap(book.shows.0 + import), wrap(book.shows.1 + export))
}

impl World {
	fn read(&mut self, meter: usize, skip: u8, energy: (u16, u16), stolen: bool) {
		let now = Metering::current_slot_number();
		let slot = counter(meter).done_slot(FIRST).max(next_slot() - 1) + 1 + Slot::from(skip);
		let book = &mut self.books[meter];
		let shows = moved(book, energy.0.into(), energy.1.into());
		let signer = if stolen { 999 } else { book.device };
		let reading = SignedReading {
			row: meter as u8,
			import_register: shows.0,
			export_register: shows.1,
			signature: sign(signer, slot, shows),
		};
		let batch = batch(slot, vec![reading]);
		if slot >= now || Metering::check_batch(&batch).is_err() {
			return;
		}
		submit(slot, batch.readings.into_inner());
		let counts = take_book().len() == 1;
		assert!(!(counts && stolen), "a thief's reading counted");
		if counts {
			book.shows = shows;
			book.measured.0 += i128::from(energy.0) + book.carried.0;
			book.measured.1 += i128::from(energy.1) + book.carried.1;
			book.carried = (0, 0);
		}
	}

	fn rotate(&mut self, meter: usize) {
		let n = self.devices;
		self.devices += 1;
		let key = device(n).public().0;
		if Metering::rotate_key(operator_origin(), id(meter), key, agreed(n, meter)).is_ok() {
			self.books[meter].device = n;
		}
	}

	fn replace(
		&mut self,
		meter: usize,
		more: (u16, u16),
		signed: bool,
		opening: u32,
		modulus: bool,
	) {
		let n = self.devices;
		self.devices += 1;
		let slot = Metering::current_slot_number();
		let book = &mut self.books[meter];
		let closing = if signed {
			let shows = moved(book, more.0.into(), more.1.into());
			let (import_register, export_register) = shows;
			let signature = sign(book.device, slot, shows);
			Closing::Signed { slot, import_register, export_register, signature }
		} else {
			Closing::LastReading
		};
		let modulus = if modulus { 10_000 } else { 0 };
		let replacement = Replacement {
			device_key: device(n).public().0,
			facts: metering_core::meter::MeterFacts {
				register_modulus: modulus,
				..registration(n, Boundary).facts()
			},
			import_register: opening.into(),
			export_register: 0,
			closing,
		};
		let done =
			Metering::replace_device(operator_origin(), id(meter), replacement, agreed(n, meter));
		if done.is_ok() {
			*book = Book { device: n, shows: (opening.into(), 0), modulus, ..*book };
			if signed {
				book.carried.0 += i128::from(more.0);
				book.carried.1 += i128::from(more.1);
			}
		}
	}

	fn correct(&mut self, meter: usize, import: i16, export: i16) {
		let slot = FIRST + 10_000 + meter as Slot;
		let claim = settle(id(meter), slot, 1, 1_000, 1_000);
		let (import, export) = (import.into(), export.into());
		let correction = Correction { import, export, reason: CorrectionReason::DeviceFault };
		if Metering::correct(operator_origin(), id(meter), slot, correction, claim).is_ok() {
			self.note(meter);
		}
	}

	/// Takes what was settled into the book: proposals are not.
	fn note(&mut self, meter: usize) {
		for (_, _, import, export) in take_notes() {
			self.books[meter].corrected.0 += i128::from(import);
			self.books[meter].corrected.1 += i128::from(export);
		}
	}
}

/// The device agrees to whoever owns the meter now.
fn agreed(n: u16, meter: usize) -> [u8; 64] {
	let owner = <Metering as SlotSource<AccountId>>::owner_of(id(meter)).expect("known").0;
	possession(n, &MeterRegistration { owner, ..registration(n, Boundary) })
}

fn next_slot() -> Slot {
	<Metering as SlotSource<AccountId>>::next_slot(ELECTRICITY).expect("open")
}

fn act(world: &mut World, deed: Deed) {
	match deed {
		Deed::Read { meter, skip, import, export, stolen } => {
			world.read(meter, skip, (import, export), stolen)
		}
		Deed::Rotate(meter) => world.rotate(meter),
		Deed::Replace { meter, import, export, signed, opening, modulus } => {
			world.replace(meter, (import, export), signed, opening, modulus)
		}
		Deed::Suspend(meter) => {
			let _ = Metering::suspend_meter(operator_origin(), id(meter));
		}
		Deed::Resume(meter) => {
			let _ = Metering::resume_meter(operator_origin(), id(meter));
		}
		Deed::HandOver(meter) => {
			let from_slot = Metering::current_slot_number() + 1;
			let owner = account(from_slot as u8);
			let _ = Metering::change_owner(
				operator_origin(),
				id(meter),
				owner,
				None,
				[0; 32],
				from_slot,
			);
		}
		Deed::Correct { meter, import, export } => world.correct(meter, import, export),
		Deed::Accept(meter) => {
			let owner = <Metering as SlotSource<AccountId>>::owner_of(id(meter)).expect("known").0;
			let Some(pending) = PendingCorrections::<Test>::get(id(meter)) else { return };
			let PendingCorrection { slot, correction, .. } = pending;
			let owner = RuntimeOrigin::signed(owner);
			if Metering::accept_correction(owner, id(meter), slot, correction).is_ok() {
				world.note(meter);
			}
		}
		Deed::Retire(meter) => {
			let _ = Metering::retire_meter(operator_origin(), id(meter));
		}
		Deed::Close => {
			pass(3);
			if let Some(closed) = <Metering as SlotSource<AccountId>>::close_next(ELECTRICITY) {
				<Metering as SlotSource<AccountId>>::drop_page(ELECTRICITY, closed.slot, 0);
				<Metering as SlotSource<AccountId>>::drop_slot(ELECTRICITY, closed.slot);
			}
		}
		Deed::Wait => pass(900),
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(96))]

	#[test]
	fn whatever_the_operator_does_energy_is_what_was_measured_and_corrected(
		deeds in prop::collection::vec(deed(), 1..80)
	) {
		TestExt::new().with_meters(vec![Feeder, Boundary, Boundary]).execute_with(|| {
			let book = |n: u16| Book { device: n, shows: (1_000_000, 0), ..Book::default() };
			let mut world = World { books: [book(0), book(1), book(2)], devices: 10 };
			for deed in deeds {
				let before: Vec<_> = (0..METERS).map(counter).collect();
				act(&mut world, deed);
				Metering::do_try_state().expect("invariants hold");
				for (meter, before) in before.iter().enumerate() {
					let after = counter(meter);
					assert!(after.import >= before.import && after.export >= before.export);
				}
			}
			for (meter, book) in world.books.iter().enumerate() {
				let counter = counter(meter);
				let record = Metering::meter(id(meter)).expect("known").record;
				let (import, export) = record.adjusted.measured(&counter);
				assert_eq!((import, export), book.measured);
				let net = |axis: u64, owed: u32, measured: i128| {
					i128::from(axis) - i128::from(owed) - measured
				};
				assert_eq!(net(counter.import, counter.import_owed, import), book.corrected.0);
				assert_eq!(net(counter.export, counter.export_owed, export), book.corrected.1);
			}
		});
	}
}
