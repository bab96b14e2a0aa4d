// SPDX-License-Identifier: Apache-2.0
//! Converters: every base quantity of an input belongs to one output, none to two.

use energy_primitives::Carrier::{self, Electricity, Heat};
use metering_core::converter::{input_of_floor, is_downhill, split_floor, Output};
use proptest::prelude::*;

fn output(carrier: Carrier, quantity: u64) -> Output {
	Output { carrier, quantity }
}

#[test]
fn energy_runs_downhill_only() {
	assert!(is_downhill(Electricity, Heat));
	for (input, output) in [(Heat, Electricity), (Heat, Heat), (Electricity, Electricity)] {
		assert!(!is_downhill(input, output));
	}
}

#[test]
fn a_chp_divides_its_input_by_energy() {
	// 100 Wh are 360 kJ: with 540 kJ of heat, 360/900 of the input are the electricity's.
	let parts = split_floor(1_000, &[output(Electricity, 100), output(Heat, 540)]);
	assert_eq!(parts, Some(vec![(0, 400), (400, 1_000)]));
	// 1000 * 3.6 / 10.6 = 339.6: the odd quantity is the heat's.
	let parts = split_floor(1_000, &[output(Electricity, 1), output(Heat, 7)]);
	assert_eq!(parts, Some(vec![(0, 339), (339, 1_000)]));
}

#[test]
fn an_output_alone_takes_all_and_none_takes_nothing() {
	assert_eq!(split_floor(7, &[output(Heat, 3)]), Some(vec![(0, 7)]));
	let parts = split_floor(7, &[output(Electricity, 0), output(Heat, 3)]);
	assert_eq!(parts, Some(vec![(0, 0), (0, 7)]));
	let parts = split_floor(7, &[output(Electricity, 0), output(Heat, 0)]);
	assert_eq!(parts, Some(vec![(0, 0), (0, 0)]));
	assert_eq!(split_floor(7, &[]), Some(vec![]));
	assert_eq!(split_floor(u64::MAX, &[output(Electricity, u64::MAX)]), None);
}

#[test]
fn an_output_without_input_is_ambient() {
	assert_eq!(input_of_floor(0, 5, 0, 5), Some((0, 0)));
	assert_eq!(input_of_floor(9, 5, 2, 6), None);
	assert_eq!(input_of_floor(9, 5, 3, 2), None);
	assert_eq!(input_of_floor(9, 0, 0, 0), Some((0, 0)));
	assert_eq!(input_of_floor(u64::MAX, u64::MAX, 0, u64::MAX), Some((0, u64::MAX)));
}

/// Of which output an input quantity is, one by one: the first whose share of energy reaches it.
fn owner_of(rank: u64, input: u64, outputs: &[Output]) -> Option<usize> {
	let weight = |output: &Output| match output.carrier {
		Electricity => 18 * u128::from(output.quantity),
		Heat => 5 * u128::from(output.quantity),
	};
	let sum: u128 = outputs.iter().map(weight).sum();
	let mut before = 0;
	outputs.iter().position(|output| {
		before += weight(output);
		// The quantity ends at or before the border, which is rounded down.
		u128::from(rank + 1) * sum <= u128::from(input) * before
	})
}

fn outputs() -> impl Strategy<Value = Vec<Output>> {
	let one = (any::<bool>(), 0u64..2_000).prop_map(|(heat, quantity)| Output {
		carrier: if heat { Heat } else { Electricity },
		quantity,
	});
	prop::collection::vec(one, 1..5)
}

proptest! {
	#[test]
	fn parts_are_a_partition_by_energy(input in 0u64..3_000, outputs in outputs()) {
		let parts = split_floor(input, &outputs).expect("small");
		let mut next = 0;
		for (from, to) in &parts {
			prop_assert_eq!(*from, next);
			prop_assert!(from <= to);
			next = *to;
		}
		let has_output = outputs.iter().any(|output| output.quantity > 0);
		prop_assert_eq!(next, if has_output { input } else { 0 });
		for rank in (0..input).filter(|_| has_output) {
			let owner = owner_of(rank, input, &outputs).expect("somebody");
			let (from, to) = parts[owner];
			prop_assert!(from <= rank && rank < to, "{} of {:?}: not {}", rank, parts, owner);
		}
	}

	#[test]
	fn parts_are_never_off_by_a_whole_quantity(
		input in 0u64..=u64::from(u32::MAX), electric in 0u32.., heat in 1u32..
	) {
		let outputs = [output(Electricity, electric.into()), output(Heat, heat.into())];
		let parts = split_floor(input, &outputs).expect("32 bits");
		let weights = (18 * u128::from(electric), 5 * u128::from(heat));
		let exact = u128::from(input) * weights.0;
		let sum = weights.0 + weights.1;
		let border = u128::from(parts[0].1);
		prop_assert!(border * sum <= exact && exact < (border + 1) * sum, "rounded down");
	}

	#[test]
	fn outputs_lie_evenly_on_the_input(
		input in 0u64..3_000, output in 1u64..3_000, cuts in prop::collection::vec(0u64..3_000, 0..5)
	) {
		let mut borders: Vec<u64> = cuts.into_iter().map(|cut| cut.min(output)).collect();
		borders.extend([0, output]);
		borders.sort_unstable();
		let mut next = 0;
		for pair in borders.windows(2) {
			let (from, to) = input_of_floor(input, output, pair[0], pair[1]).expect("inside");
			prop_assert_eq!(from, next, "neighbours touch");
			// No stretch has more than its share, by a quantity.
			prop_assert!((to - from) * output < (pair[1] - pair[0]) * input + output);
			next = to;
		}
		prop_assert_eq!(next, input, "all of it");
	}
}
