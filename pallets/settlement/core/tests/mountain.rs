// SPDX-License-Identifier: Apache-2.0
//! A record stays provable after it left state, and nothing else is.

use crate::strategies::{Market, Member, USUAL};
use proptest::prelude::*;
use settlement_core::{subtree_path, Class, Evidence, Mountain, Path, SlotHeader, SlotRecord};
use settlement_core::{Axes, PageLeaf, RootBuilder, RowLeaf, RowProof};
use sp_core::{Blake2Hasher, H256};

type H = Blake2Hasher;

fn record(slot: u32) -> SlotRecord {
	let market = Market::new(USUAL, vec![Member::new(600, 0), Member::new(0, 400)]);
	let mut clearing = market.clear();
	clearing.slot = slot;
	let header = SlotHeader {
		clearing,
		grid_export_before: u64::from(slot),
		grid_import_before: 0,
		no_feeder: false,
		contested: false,
	};
	SlotRecord { header, pages: 1, root: H256::repeat_byte(slot as u8) }
}

fn range(first: u32, count: u32) -> (Mountain, Vec<H256>) {
	let mut mountain = Mountain::new(first);
	let mut leaves = Vec::new();
	for slot in first..first + count {
		mountain.fold::<H>(&record(slot)).expect("in order");
		leaves.push(record(slot).hash::<H>());
	}
	(mountain, leaves)
}

#[test]
fn records_fold_in_the_order_of_their_slots() {
	let (mut mountain, _) = range(1_000, 5);
	assert_eq!(mountain.next_slot(), Some(1_005));
	let before = mountain.clone();
	assert!(mountain.fold::<H>(&record(1_004)).is_err());
	assert!(mountain.fold::<H>(&record(1_006)).is_err());
	assert_eq!(mountain, before);
}

#[test]
fn every_folded_record_is_provable_at_its_place_only() {
	for count in 1..40 {
		let (mountain, leaves) = range(1_000, count);
		for index in 0..count {
			let path = subtree_path::<H>(&leaves, index).expect("exists");
			assert!(mountain.holds::<H>(&record(1_000 + index), &path), "{index} of {count}");
			assert!(!mountain.holds::<H>(&record(1_000 + (index + 1) % 40), &path));
			let other = SlotRecord { pages: 2, ..record(1_000 + index) };
			assert!(!mountain.holds::<H>(&other, &path));
			let long = [path.clone(), vec![H256::zero()]].concat();
			assert!(!mountain.holds::<H>(&record(1_000 + index), &long));
			if !path.is_empty() {
				assert!(!mountain.holds::<H>(&record(1_000 + index), &path[1..]));
			}
		}
		assert_eq!(subtree_path::<H>(&leaves, count), None);
		assert!(!mountain.holds::<H>(&record(999), &[]));
		assert!(!mountain.holds::<H>(&record(1_000 + count), &[]));
	}
	assert!(!Mountain::default().holds::<H>(&record(0), &[]));
}

#[test]
fn evidence_is_about_one_meter_and_one_slot() {
	let network = energy_primitives::NetworkId {
		community: 0,
		carrier: energy_primitives::Carrier::Electricity,
	};
	let meter = |index| energy_primitives::MeterId { network, index };
	let market = Market::new(USUAL, vec![Member::new(600, 0), Member::new(0, 400)]);
	let rows: Vec<RowLeaf> =
		(0..2).map(|row| RowLeaf::new(&market.energy(row), Class::Accepted, 0, 0)).collect();
	let header = record(7).header;
	let (page, _) = PageLeaf::new::<H>(0, Axes::default(), &rows).expect("small");
	let mut tree = RootBuilder::for_slot::<H>(&header);
	tree.push::<H>(page.hash::<H>()).expect("few");
	let record = SlotRecord { header, pages: 1, root: tree.root::<H>() };
	let row = RowProof::new::<H>(&header, &[page], 0, &rows, 1).expect("exists");
	let evidence = Evidence { record, row, mountain: Path::new() };
	assert!(evidence.shows::<H>(meter(1), 7));
	assert!(!evidence.shows::<H>(meter(0), 7));
	assert!(!evidence.shows::<H>(meter(1), 8));
	let other = SlotRecord { root: H256::zero(), ..record };
	assert!(!Evidence { record: other, ..evidence }.shows::<H>(meter(1), 7));
}

proptest! {
	#[test]
	fn what_goes_to_the_grid_is_the_surplus(
		exports in prop::collection::vec(0u32..5_000, 2..40), demand in 1u32..60_000, repaid in 0u32..100
	) {
		let mut members: Vec<Member> = exports.iter().map(|e| Member::new(*e, 0)).collect();
		members.push(Member::new(0, demand));
		let market = Market::new(USUAL, members);
		let clearing = market.clear();
		let (mut axes, mut surplus) = (Axes::default(), 0u64);
		for row in 0..exports.len() + 1 {
			let leaf = market.leaf(&clearing, row);
			let part = leaf.surplus(&axes, &clearing);
			let less = RowLeaf { export_repaid: repaid.min(leaf.export), ..leaf };
			prop_assert_eq!(
				less.surplus(&axes, &clearing),
				part.saturating_sub(less.export_repaid.into()),
				"repaid ranks are the last"
			);
			surplus += part;
			axes = axes.after(&leaf).expect("small");
		}
		prop_assert_eq!(u128::from(surplus), clearing.grid_export());
	}
}
