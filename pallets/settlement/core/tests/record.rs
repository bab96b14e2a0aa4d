// SPDX-License-Identifier: Apache-2.0
use crate::strategies::{Market, Member, USUAL};
use binary_merkle_tree::merkle_root_raw;
use codec::{Encode, MaxEncodedLen};
use energy_primitives::Quality;
use proptest::prelude::*;
use settlement_core::{
	Axes, Class, HeaderProof, Keys, PageLeaf, Path, RootBuilder, RowLeaf, RowProof, Rule, Sharing,
	SlotHeader, SlotRecord,
};
use sp_core::{Blake2Hasher, Hasher, H256};

type H = Blake2Hasher;

fn header() -> SlotHeader {
	let mut market = Market::new(USUAL, vec![Member::new(600, 0), Member::new(0, 400)]);
	market.loss = 50;
	SlotHeader {
		clearing: market.clear(),
		grid_export_before: 1_000,
		grid_import_before: 2_000,
		no_feeder: false,
		contested: false,
	}
}

fn rows(page: u32, count: u32) -> Vec<RowLeaf> {
	(0..count)
		.map(|row| RowLeaf {
			row: row as u8,
			class: if row % 7 == 3 { Class::NotAccepted } else { Class::Accepted },
			span: 1,
			import: 10 * page + row,
			export: row * row,
			import_in_market: if row % 7 == 3 { 0 } else { 9 * page + row / 2 },
			import_before: u64::from(page) << 40,
			export_before: u64::from(row) << 33,
			quality: Quality::Measured,
			import_repaid: 0,
			export_repaid: 0,
			storage_tail: row.is_multiple_of(3).then(|| u64::from(row)),
			surplus_before: u64::from(row) << 5,
		})
		.collect()
}

/// A swept slot with these numbers of rows per page.
struct Swept {
	record: SlotRecord,
	pages: Vec<PageLeaf>,
	rows: Vec<Vec<RowLeaf>>,
}

impl Swept {
	fn new(counts: &[u32]) -> Self {
		let header = header();
		let mut tree = RootBuilder::for_slot::<H>(&header);
		let (mut start, mut pages, mut all) = (Axes::default(), Vec::new(), Vec::new());
		for (page, count) in (0u32..).zip(counts) {
			let rows = rows(page, *count);
			let (leaf, end) = PageLeaf::new::<H>(page, start, &rows).expect("small");
			tree.push::<H>(leaf.hash::<H>()).expect("few");
			start = end;
			pages.push(leaf);
			all.push(rows);
		}
		let record = SlotRecord { header, pages: counts.len() as u32, root: tree.root::<H>() };
		Self { record, pages, rows: all }
	}

	fn proof(&self, page: u32, place: u32) -> Option<RowProof> {
		let rows = self.rows.get(page as usize).map_or(&[][..], Vec::as_slice);
		RowProof::new::<H>(&self.record.header, &self.pages, page, rows, place)
	}

	fn holds(&self, proof: &RowProof) -> bool {
		proof.holds::<H>(&self.record.root, self.record.pages)
	}
}

#[test]
fn a_growing_root_is_the_root_of_the_whole_tree() {
	let mut tree = RootBuilder::default();
	let mut leaves = Vec::new();
	for count in 0u32..700 {
		assert_eq!(tree.leaves(), count);
		assert_eq!(tree.root::<H>(), merkle_root_raw::<H, _>(leaves.clone()));
		let leaf = H::hash(&count.to_le_bytes());
		leaves.push(leaf);
		tree.push::<H>(leaf).expect("few");
	}
	assert!(tree.encoded_size() <= RootBuilder::max_encoded_len());
}

#[test]
fn leaves_are_tagged_and_never_as_long_as_a_node() {
	// Little-endian fields in order, as docs/metering.md writes them down.
	let row = RowLeaf { storage_tail: Some(7), export_repaid: 3, ..rows(2, 9)[8] };
	let mut bytes = vec![0x00, row.row, row.class as u8, row.quality as u8];
	let repaid = [row.import_repaid, row.export_repaid];
	for field in [row.span, row.import, row.export, row.import_in_market].into_iter().chain(repaid)
	{
		bytes.extend(field.to_le_bytes());
	}
	bytes.extend([row.import_before.to_le_bytes(), row.export_before.to_le_bytes()].concat());
	bytes.push(1);
	bytes.extend([7u64.to_le_bytes(), row.surplus_before.to_le_bytes()].concat());
	assert_eq!(bytes.len(), 61);
	assert_eq!(row.hash::<H>(), H::hash(&bytes));
	let none = RowLeaf { storage_tail: None, ..row };
	let zero = RowLeaf { storage_tail: Some(0), ..row };
	assert_ne!(none.hash::<H>(), zero.hash::<H>());
	let page = Swept::new(&[3]).pages[0];
	assert_eq!(page.hash::<H>(), H::hash(&(0x01u8, page).encode()));
	assert_eq!(header().hash::<H>(), H::hash(&(0x02u8, header()).encode()));
	// The header is shortest with the ratio rule.
	let sharing = Rule::Sharing(Sharing { keys: Keys::Static, price: 1 });
	let mut longest = header();
	longest.clearing.rule = sharing;
	assert_eq!(SlotHeader::max_encoded_len(), longest.encoded_size());
	for len in [1 + PageLeaf::max_encoded_len(), 1 + header().encoded_size()] {
		assert!(len > 64);
	}
}

#[test]
fn every_row_of_a_slot_can_be_proven() {
	for counts in [&[1][..], &[256], &[256, 256, 7], &[256, 0, 255, 256, 1], &[2, 3, 5, 8, 13, 21]]
	{
		let swept = Swept::new(counts);
		for (page, count) in (0u32..).zip(counts) {
			for place in (0..*count).filter(|place| place % 13 == 0 || place + 3 > *count) {
				let proof = swept.proof(page, place).expect("exists");
				assert!(swept.holds(&proof), "{counts:?}: row {place} of page {page}");
				assert_eq!(proof.meter(), Some(page * 256 + place));
			}
			assert_eq!(swept.proof(page, *count), None);
		}
		assert_eq!(swept.proof(counts.len() as u32, 0), None);
		let header = HeaderProof::new::<H>(&swept.record.header, &swept.pages).expect("exists");
		assert!(header.holds::<H>(&swept.record.root, swept.record.pages));
	}
}

#[test]
fn a_slot_without_pages_has_a_header() {
	let swept = Swept::new(&[]);
	let proof = HeaderProof::new::<H>(&swept.record.header, &[]).expect("exists");
	assert!(proof.holds::<H>(&swept.record.root, 0));
	assert!(!proof.holds::<H>(&swept.record.root, 1));
	assert!(!proof.holds::<H>(&swept.record.root, u32::MAX));
}

#[test]
fn page_starts_are_the_sums_in_front() {
	let swept = Swept::new(&[20, 0, 9]);
	let sum = |classes: &[Class], of: fn(&RowLeaf) -> u32| -> u64 {
		let rows = swept.rows[0].iter().filter(|row| classes.contains(&row.class));
		rows.map(|row| u64::from(of(row))).sum()
	};
	let start = Axes {
		accepted_export: sum(&[Class::Accepted], |row| row.export),
		accepted_import: sum(&[Class::Accepted], |row| row.import_in_market),
		refused_export: sum(&[Class::NotAccepted], |row| row.export),
		refused_import: sum(&[Class::Accepted, Class::NotAccepted], |row| {
			row.import - row.import_in_market
		}),
	};
	assert_eq!((swept.pages[0].start, swept.pages[1].start), (Axes::default(), start));
	assert_eq!(swept.pages[2].start, start);
	let gap = RowLeaf { class: Class::Gap, ..swept.rows[0][1] };
	assert_eq!(start.after(&gap), Ok(start));
	let base = swept.rows[0][1];
	let more = RowLeaf { import_in_market: base.import + 1, ..base };
	assert!(start.after(&more).is_err());
	let full = Axes { accepted_import: u64::MAX, ..start };
	assert!(full.after(&swept.rows[0][2]).is_err());
}

#[test]
fn the_grid_axes_go_on_where_the_slot_ended() {
	let header = header();
	let clearing = &header.clearing;
	assert_eq!((clearing.grid_export(), clearing.grid_import()), (150, 0));
	assert_eq!(header.grid_after(), Some((1_150, 2_000)));
	assert_eq!(SlotHeader { grid_export_before: u64::MAX, ..header }.grid_after(), None);
}

#[test]
fn a_node_is_no_leaf() {
	// What a node hashes, said to be a leaf one level further up.
	let swept = Swept::new(&[4, 4]);
	let mut proof = swept.proof(0, 0).expect("exists");
	let node = [proof.leaf.hash::<H>().as_bytes(), proof.path[0].as_bytes()].concat();
	assert_ne!(H::hash(&node), proof.leaf.hash::<H>());
	proof.path.remove(0);
	proof.page.rows = 2;
	assert!(!swept.holds(&proof));
	// A page's root passed off as the slot's, with the header's place.
	let header = HeaderProof { header: swept.record.header, path: Path::new() };
	assert!(!header.holds::<H>(&swept.pages[0].root, 0));
}

/// Everything a forger may try that leaves the proof well-formed.
fn forged(swept: &Swept, proof: &RowProof) -> Vec<RowProof> {
	let mut forged = Vec::new();
	let mut with = |change: &dyn Fn(&mut RowProof)| {
		let mut other = proof.clone();
		change(&mut other);
		forged.push(other);
	};
	with(&|p| p.leaf.row ^= 1);
	with(&|p| p.leaf.export += 1);
	with(&|p| p.leaf.import += 1);
	with(&|p| p.leaf.import_in_market ^= 1);
	with(&|p| p.leaf.span += 1);
	with(&|p| p.leaf.class = Class::Outside);
	with(&|p| p.leaf.import_before ^= 1 << 63);
	with(&|p| p.leaf.export_before += 1);
	with(&|p| p.leaf.quality = Quality::Substituted);
	with(&|p| p.leaf.import_repaid += 1);
	with(&|p| p.leaf.export_repaid += 1);
	with(&|p| p.leaf.surplus_before += 1);
	with(&|p| p.leaf.storage_tail = p.leaf.storage_tail.is_none().then_some(0));
	with(&|p| p.place ^= 1);
	with(&|p| p.place += 2);
	with(&|p| p.page.page ^= 1);
	with(&|p| p.page.page = u32::MAX);
	with(&|p| p.page.rows += 1);
	with(&|p| p.page.start.accepted_export += 1);
	with(&|p| p.page.start.refused_import += 1);
	with(&|p| p.page.root = H256::zero());
	with(&|p| p.path.try_push(H256::zero()).expect("short"));
	with(&|p| p.page_path.try_push(H256::zero()).expect("short"));
	with(&|p| p.path.truncate(p.path.len() - 1));
	with(&|p| p.page_path.truncate(p.page_path.len() - 1));
	with(&|p| p.page_path.as_mut().reverse());
	for page in &swept.pages {
		if *page != proof.page {
			with(&|p| p.page = *page);
		}
	}
	for row in swept.rows.iter().flatten().filter(|row| **row != proof.leaf) {
		with(&|p| p.leaf = *row);
	}
	forged
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(40))]

	#[test]
	fn forged_proofs_do_not_hold(
		counts in prop::collection::vec(2u32..40, 3..6), page: prop::sample::Index, place: prop::sample::Index
	) {
		let swept = Swept::new(&counts);
		let page = page.index(counts.len());
		let place = place.index(counts[page] as usize) as u32;
		let proof = swept.proof(page as u32, place).expect("exists");
		prop_assert!(swept.holds(&proof));
		for other in forged(&swept, &proof).into_iter().filter(|other| *other != proof) {
			prop_assert!(!swept.holds(&other), "{:?}", other);
		}
		prop_assert!(!proof.holds::<H>(&Swept::new(&[2, 2]).record.root, swept.record.pages));
	}

	#[test]
	fn no_proof_holds_at_another_place(leaves in 2u32..90, place: prop::sample::Index, other: prop::sample::Index) {
		let swept = Swept::new(&[leaves]);
		let place = place.index(leaves as usize) as u32;
		let mut proof = swept.proof(0, place).expect("exists");
		proof.place = other.index(leaves as usize) as u32;
		prop_assert_eq!(swept.holds(&proof), proof.place == place);
	}
}
