// SPDX-License-Identifier: Apache-2.0
//! Any sequence of readings, honest or not, against a plain model.

use crate::mock::*;
use energy_primitives::{MeterId, Slot, SlotSource};
use metering_core::meter::MeterRole::{Boundary, Feeder, Sub};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Op {
	/// Device `device` signs for `slot`; its reading is put into `row`.
	Read { row: u8, device: u16, slot: u8, import: u16, export: u16 },
	/// A block later, settlement tries to close a slot.
	Close,
	/// The operator retires a meter.
	Retire(u8),
}

fn op() -> impl Strategy<Value = Op> {
	prop_oneof![
		8 => (0u8..5, 0u8..6, 0u8..6, 0u16..4_000, 0u16..4_000).prop_map(
			|(row, other, slot, import, export)| {
				let device = if other == 5 { u16::from(row + 1) } else { u16::from(row) };
				Op::Read { row, device, slot, import, export }
			}
		),
		3 => Just(Op::Close),
		1 => (0u8..5).prop_map(Op::Retire),
	]
}

/// What a meter has said so far, as a person would write it down.
#[derive(Clone, Copy, Default)]
struct Model {
	import: u64,
	export: u64,
	done: Option<Slot>,
	retired: bool,
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn counters_are_those_of_a_plain_model(ops in prop::collection::vec(op(), 1..60)) {
		let meters = vec![Feeder, Boundary, Boundary, Boundary, Sub { parent: 1 }];
		TestExt::new().with_meters(meters).execute_with(|| {
			let mut model = [Model::default(); 5];
			let mut next_slot = FIRST;
			let mut lifetime = [(0u64, 0u64); 5];
			for op in ops {
				match op {
					Op::Read { row, device, slot, import, export } => {
						let slot = FIRST + Slot::from(slot);
						let meter = &mut model[usize::from(row)];
						let import = lifetime[usize::from(row)].0 + u64::from(import);
						let export = lifetime[usize::from(row)].1 + u64::from(export);
						let honest = device == u16::from(row);
						let fresh = slot >= next_slot
							&& !meter.retired
							&& meter.done.is_none_or(|done| done < slot);
						if !fresh {
							continue;
						}
						submit(slot, vec![reading(row, device, slot, import, export)]);
						if honest {
							*meter = Model { import, export, done: Some(slot), retired: false };
							lifetime[usize::from(row)] = (import, export);
						}
					},
					Op::Close => {
						pass(3);
						if let Some(closed) =
							<Metering as SlotSource<AccountId>>::close_next(ELECTRICITY)
						{
							assert_eq!(closed.slot, next_slot);
							let silent = model[..4].iter().any(|meter| {
								!meter.retired && meter.done.is_none_or(|done| done < closed.slot)
							});
							assert!(!silent, "a slot closed without a meter's word");
							next_slot += 1;
						}
					},
					Op::Retire(index) => {
						let meter = MeterId { network: ELECTRICITY, index: index.into() };
						let operator = RuntimeOrigin::signed(operator());
						let _ = Metering::retire_meter(operator, meter);
						model[usize::from(index)].retired = true;
					},
				}
				Metering::do_try_state().expect("invariants hold");
			}
			for (index, expected) in model.iter().enumerate() {
				let meter = MeterId { network: ELECTRICITY, index: index as u32 };
				let counter = Metering::meter(meter).expect("known").counter;
				assert_eq!((counter.import, counter.export), (expected.import, expected.export));
			}
		});
	}
}
