// SPDX-License-Identifier: Apache-2.0
//! Mint caps: edges, and any sequence against a plain sum.

use bank_core::{CapError, MintCap};
use proptest::prelude::*;

const CAP: MintCap = MintCap { mint_max: 100, window: 5, minted: 60 };

#[test]
fn a_window_is_used_up_to_the_last_nano() {
	assert_eq!(CAP.left(5), 40);
	assert_eq!(CAP.mint(5, 40), Ok(MintCap { minted: 100, ..CAP }));
	assert_eq!(CAP.mint(5, 41), Err(CapError::OverCap));
	assert_eq!(CAP.mint(5, u128::MAX), Err(CapError::OverCap));
	assert_eq!(MintCap { minted: 100, ..CAP }.mint(5, 1), Err(CapError::OverCap));
}

#[test]
fn the_next_window_begins_at_nothing() {
	assert_eq!(CAP.left(6), 100);
	assert_eq!(CAP.mint(6, 100), Ok(MintCap { mint_max: 100, window: 6, minted: 100 }));
	assert_eq!(CAP.mint(6, 101), Err(CapError::OverCap));
	assert_eq!(CAP.mint(u32::MAX, 1), Ok(MintCap { window: u32::MAX, minted: 1, ..CAP }));
}

#[test]
fn an_earlier_window_counts_as_the_last_one() {
	assert_eq!(CAP.left(4), 40);
	assert_eq!(CAP.mint(0, 40), Ok(MintCap { minted: 100, ..CAP }));
}

#[test]
fn nobody_mints_without_a_cap() {
	assert_eq!(MintCap::default().mint(0, 1), Err(CapError::OverCap));
	assert_eq!(MintCap::default().mint(9, 1), Err(CapError::OverCap));
}

#[test]
fn a_lower_cap_leaves_nothing_and_a_higher_one_more() {
	assert_eq!(CAP.with_max(50), MintCap { mint_max: 50, window: 5, minted: 50 });
	assert_eq!(CAP.with_max(50).left(5), 0);
	assert_eq!(CAP.with_max(50).left(6), 50);
	assert_eq!(CAP.with_max(0).left(6), 0);
	assert_eq!(CAP.with_max(150).left(5), 90);
}

proptest! {
	#[test]
	fn no_window_mints_more_than_its_cap(
		mints in prop::collection::vec((0u32..4, 0u128..70), 0..40),
	) {
		let mut cap = MintCap { mint_max: 100, ..MintCap::default() };
		let mut model = [0u128; 40];
		let mut window = 0;
		for (step, amount) in mints {
			window += step / 3;
			let fits = model[window as usize] + amount <= 100;
			let minted = cap.mint(window, amount);
			prop_assert_eq!(minted.is_ok(), fits);
			if let Ok(next) = minted {
				model[window as usize] += amount;
				cap = next;
			}
			prop_assert_eq!(cap.left(window), 100 - model[window as usize]);
			prop_assert!(cap.minted <= cap.mint_max);
		}
	}
}
