// SPDX-License-Identifier: Apache-2.0
//! Whatever a forger changes, nothing is shown.

use super::{shown, unit, Swept, H};
use energy_primitives::Quality;
use proptest::prelude::*;
use settlement_core::{Class, GridMode, SlotProof};
use sp_core::H256;

/// As a verifier does: only records of the chain are believed.
fn verified(day: &[Swept], proofs: &[SlotProof]) -> bool {
	let known = |proof: &SlotProof| {
		let hash = proof.record.hash::<H>();
		day.iter().any(|swept| swept.record.hash::<H>() == hash)
	};
	proofs.iter().all(known) && shown(proofs).is_ok()
}

/// Everything a forger may change in a proof and leave it well-formed.
fn forged(proofs: &[SlotProof], at: (usize, usize, usize)) -> Vec<Vec<SlotProof>> {
	let mut all: Vec<Vec<SlotProof>> = Vec::new();
	let (slot, page, row) = at;
	let mut with = |change: &dyn Fn(&mut SlotProof)| {
		let mut other = proofs.to_vec();
		change(&mut other[slot]);
		all.push(other);
	};
	with(&|s| s.pages[page].rows[row].export ^= 1);
	with(&|s| s.pages[page].rows[row].import += 1);
	with(&|s| s.pages[page].rows[row].import_in_market ^= 1);
	with(&|s| s.pages[page].rows[row].row ^= 128);
	with(&|s| s.pages[page].rows[row].class = Class::Outside);
	with(&|s| s.pages[page].rows[row].span += 1);
	with(&|s| s.pages[page].rows[row].export_before ^= 1);
	with(&|s| s.pages[page].rows[row].import_before ^= 1);
	with(&|s| s.pages[page].rows[row].export_repaid += 1);
	with(&|s| s.pages[page].rows[row].import_repaid += 1);
	with(&|s| s.pages[page].rows[row].quality = Quality::Substituted);
	with(&|s| s.pages[page].rows[row].storage_tail = Some(0));
	with(&|s| s.pages[page].rows[row].surplus_before += 1);
	with(&|s| {
		s.pages[page].rows.remove(row);
	});
	with(&|s| {
		let twice = s.pages[page].rows[row];
		s.pages[page].rows.insert(row, twice);
	});
	with(&|s| s.pages[page].rows.rotate_left(1));
	with(&|s| s.pages[page].page += 1);
	with(&|s| s.pages[page].start.accepted_export += 1);
	with(&|s| s.pages[page].start.accepted_import += 1);
	with(&|s| s.pages[page].start.refused_export += 1);
	with(&|s| s.pages[page].start.refused_import += 1);
	with(&|s| s.pages[page].path.try_push(H256::zero()).expect("short"));
	with(&|s| s.pages[page].path.truncate(1));
	with(&|s| s.pages[page].path.as_mut().reverse());
	with(&|s| s.record.root = H256::zero());
	with(&|s| s.record.header.clearing.rotation += 1);
	with(&|s| s.record.header.clearing.matched -= 1);
	with(&|s| s.record.header.clearing.price_seller += 1);
	with(&|s| s.record.header.clearing.slot ^= 1 << 20);
	with(&|s| s.record.header.clearing.mode = GridMode::Outside);
	with(&|s| s.record.header.contested = true);
	with(&|s| s.record.pages += 1);
	with(&|s| s.record.pages += 5);
	all
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(60))]

	#[test]
	fn no_forgery_shows_anything(slot in 0usize..3, page: prop::sample::Index, row: prop::sample::Index) {
		let (day, proofs) = unit();
		prop_assert!(verified(&day, &proofs));
		let page = page.index(proofs[slot].pages.len());
		let row = row.index(proofs[slot].pages[page].rows.len());
		for other in forged(&proofs, (slot, page, row)).into_iter().filter(|other| *other != proofs) {
			prop_assert!(!verified(&day, &other), "{:?}", other[slot]);
		}
	}
}
