// SPDX-License-Identifier: Apache-2.0
use proptest::{collection::vec, prelude::*};
use settlement_core::{
	Allotment, ChangePending, PageShares, Share, ShareError, ShareRow, WHOLE_PPM,
};

fn of(participation_percent: u8, share_ppm: u32) -> Share {
	Share { participation_percent, share_ppm }
}

fn rows(shares: &[u32]) -> Vec<ShareRow> {
	(0..).zip(shares).map(|(row, ppm)| ShareRow::first(row, of(100, *ppm), 0)).collect()
}

#[test]
fn a_share_is_at_most_the_whole() {
	assert_eq!(Share::default(), of(100, 0));
	assert_eq!(of(100, WHOLE_PPM).check(), Ok(()));
	assert_eq!(of(0, 0).check(), Ok(()));
	assert_eq!(of(101, WHOLE_PPM + 1).check(), Err(ShareError::Participation));
	assert_eq!(of(100, WHOLE_PPM + 1).check(), Err(ShareError::AboveWhole));
}

#[test]
fn what_takes_part_is_rounded_down_and_never_more_than_the_import() {
	assert_eq!(of(50, 0).participating(7), 3);
	assert_eq!(of(1, 0).participating(99), 0);
	assert_eq!(of(0, 0).participating(1_000), 0);
	assert_eq!(of(100, 0).participating(u64::MAX), u64::MAX);
	assert_eq!(of(255, 0).participating(10), 10);
}

#[test]
fn a_change_holds_from_its_slot() {
	let row = ShareRow::first(4, of(50, 9), 10);
	assert_eq!((row.at(9), row.at(10)), (Share::default(), of(50, 9)));
	let changed = row.change(of(60, 9), 20, 13, 12).expect("slot 9 is cleared");
	assert_eq!((changed.row, changed.from_slot), (4, 20));
	assert_eq!((changed.at(12), changed.at(19), changed.at(20)), (of(50, 9), of(50, 9), of(60, 9)));
}

#[test]
fn of_two_changes_for_the_same_slots_the_later_one_counts() {
	let row = ShareRow::first(4, of(50, 9), 20);
	let typo = row.change(of(5, 9), 20, 13, 12).expect("slot 20 has not begun");
	assert_eq!((typo.at(19), typo.at(20)), (Share::default(), of(5, 9)));
	let again = typo.change(of(55, 9), 20, 20, 12).expect("slot 20 has not begun");
	assert_eq!((again.at(19), again.at(20)), (Share::default(), of(55, 9)));
	// Slot 20 has begun, slot 19 is not cleared: both shares are needed.
	assert_eq!(again.change(of(1, 1), 30, 21, 19), Err(ChangePending));
	assert!(again.change(of(1, 1), 30, 21, 20).is_ok());
}

#[test]
fn a_row_with_the_usual_share_need_not_be_kept() {
	let row = ShareRow::first(4, of(50, 9), 10);
	assert!(!row.is_idle(9) && !row.is_idle(10));
	let usual = row.change(Share::default(), 20, 12, 12).expect("cleared");
	assert!(!usual.is_idle(19));
	assert!(usual.is_idle(20));
}

#[test]
fn allotments_stand_side_by_side() {
	let page = PageShares::new(&rows(&[300_000, 0, 500_000]), 7, 100_000);
	let ends = |row| (page.of(row).from_ppm, page.of(row).to_ppm);
	assert_eq!(
		[ends(0), ends(1), ends(2)],
		[(100_000, 400_000), (400_000, 400_000), (400_000, 900_000)]
	);
	assert_eq!(page.end(), 900_000);
	assert_eq!(page.of(0).of(10), 3);
	// Row 3 has no share of its own.
	assert_eq!(page.of(3), Allotment::default());
	assert_eq!((page.of(3).share, page.of(3).of(10)), (Share::default(), 0));
}

#[test]
fn shares_end_where_the_supply_does() {
	let page = PageShares::new(&rows(&[700_000, 700_000, 700_000]), 7, 0);
	assert_eq!([0, 1, 2].map(|row| page.of(row).of(1_000)), [700, 300, 0]);
	assert_eq!(page.end(), WHOLE_PPM);
	assert_eq!(PageShares::new(&[], 7, u32::MAX).end(), WHOLE_PPM);
	assert_eq!(PageShares::new(&rows(&[u32::MAX]), 7, u32::MAX).end(), WHOLE_PPM);
}

proptest! {
	#[test]
	fn pages_make_no_difference(shares in vec(0..400_000u32, 0..40), size in 1usize..40, supply: u64) {
		let whole = PageShares::new(&rows(&shares), 0, 0);
		let (mut before, mut sum) = (0, 0u128);
		for (page, shares) in shares.chunks(size).enumerate() {
			let part = PageShares::new(&rows(shares), 0, before);
			before = part.end();
			for row in 0..shares.len() {
				let place = page * size + row;
				prop_assert_eq!(part.of(row as u8), whole.of(place as u8));
				sum += u128::from(part.of(row as u8).of(supply));
			}
		}
		prop_assert_eq!(before, whole.end());
		// Never more than the supply, and all of it where the shares are a whole.
		prop_assert!(sum <= u128::from(supply));
		prop_assert!(before < WHOLE_PPM || sum == u128::from(supply));
	}
}
