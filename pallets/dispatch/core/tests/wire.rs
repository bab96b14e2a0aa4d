// SPDX-License-Identifier: Apache-2.0
//! What solvers show, as bytes: there and back, one way to write it, and nothing that surprises.

use crate::support::{case::case, duals, plans, Rng};
use dispatch_core::{
	bound, decode_reveal, encode_reveal, reveal_bytes_max, verify, Duals, Plan, Reveal, Run,
	WireError,
};
use proptest::prelude::*;

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn reveal_comes_back_as_it_was(
		seed: u64, slots in 2usize..=96, count in 0usize..8, plan: bool, priced: bool,
	) {
		let problem = case(seed, slots, count).problem();
		let rng = &mut Rng(seed ^ 6);
		let reveal = Reveal {
			plan: plan.then(|| plans::feasible(&problem, rng)),
			duals: priced.then(|| duals::random(&problem, rng)),
		};
		let bytes = encode_reveal(reveal.plan.as_ref(), reveal.duals.as_ref());
		prop_assert!(bytes.len() <= reveal_bytes_max(count, slots));
		prop_assert_eq!(decode_reveal(&bytes, count, slots), Ok(reveal));
	}

	#[test]
	fn every_number_comes_back(powers in prop::collection::vec(any::<i32>(), 6), prices: [i64; 3]) {
		let reveal = Reveal {
			plan: Some(Plan { power_w: powers, alpha_permille: vec![u16::MAX, 0] }),
			duals: Some(Duals { electricity_q8: prices.to_vec(), ..Duals::default() }),
		};
		let bytes = encode_reveal(reveal.plan.as_ref(), reveal.duals.as_ref());
		prop_assert_eq!(decode_reveal(&bytes, 2, 3), Ok(reveal));
	}

	#[test]
	fn random_bytes_never_panic(
		bytes in prop::collection::vec(any::<u8>(), 0..400), rows in 0usize..5, slots in 0usize..9,
	) {
		let decoded = decode_reveal(&bytes, rows, slots);
		if let Ok(reveal) = decoded {
			// What was read is what would be written: there is one way to write it.
			prop_assert_eq!(encode_reveal(reveal.plan.as_ref(), reveal.duals.as_ref()), bytes);
		}
	}

	#[test]
	fn changed_bytes_never_panic(seed: u64, at: prop::sample::Index, byte: u8) {
		let problem = case(seed, 5, 4).problem();
		let rng = &mut Rng(seed ^ 7);
		let (plan, duals) = (plans::feasible(&problem, rng), duals::random(&problem, rng));
		let mut bytes = encode_reveal(Some(&plan), Some(&duals));
		let at = at.index(bytes.len());
		bytes[at] = byte;
		if let Ok(reveal) = decode_reveal(&bytes, 4, 5) {
			let _ = verify(&problem, &reveal.plan.unwrap_or_default());
			let _ = bound(&problem, &reveal.duals.unwrap_or_default());
		}
	}
}

#[test]
fn bytes_are_refused_when_they_end_early_or_go_on() {
	let plan = Plan { power_w: vec![1_000, -70_000], alpha_permille: vec![1_000] };
	let duals = Duals {
		electricity_q8: vec![1, -1],
		electricity_nodes_q8: vec![(0, vec![Run { slots: 2, value: -9 }])],
		..Duals::default()
	};
	let bytes = encode_reveal(Some(&plan), Some(&duals));
	for end in 0..bytes.len() {
		assert_eq!(decode_reveal(&bytes[..end], 1, 2), Err(WireError::Malformed));
	}
	let mut more = bytes.clone();
	more.push(0);
	assert_eq!(decode_reveal(&more, 1, 2), Err(WireError::Trailing));
	assert!(decode_reveal(&bytes, 1, 2).is_ok());
}

#[test]
fn lists_longer_than_the_problem_are_refused_before_they_are_read() {
	let duals = Duals { electricity_q8: vec![0; 5], ..Duals::default() };
	let bytes = encode_reveal(None, Some(&duals));
	assert_eq!(decode_reveal(&bytes, 1, 4), Err(WireError::TooLong));
	// A length of two billion in five bytes.
	let bytes = [0, 1, 3, 0, 148, 53, 119];
	assert_eq!(decode_reveal(&bytes, 1, 4), Err(WireError::TooLong));
	// More powers than there are bytes.
	assert_eq!(decode_reveal(&[1, 0, 0], usize::MAX, usize::MAX), Err(WireError::Malformed));
}

#[test]
fn numbers_written_longer_than_needed_are_refused() {
	// A power of 0 in one byte, and the same in four.
	assert!(decode_reveal(&[1, 0, 0, 0], 1, 1).is_ok());
	assert_eq!(decode_reveal(&[1, 2, 0, 0, 0, 0, 0], 1, 1), Err(WireError::Malformed));
}
