// SPDX-License-Identifier: Apache-2.0
//! Statements add up, and nothing can be changed in them afterwards.

use proptest::{collection::vec, prelude::*};
use settlement_core::{page_hash, Note, NoteKind, NoteSum, StatementRow};
use sp_core::{Blake2Hasher, H256};

fn note(amount: i64) -> Note {
	Note { kind: NoteKind::Deposit, slot: 7, amount }
}

fn sum(notes: &[Note]) -> NoteSum {
	let mut sum = NoteSum::default();
	for note in notes {
		sum.add::<Blake2Hasher>(note).expect("small");
	}
	sum
}

#[test]
fn no_notes_have_no_digest() {
	assert_eq!(sum(&[]).digest, H256::zero());
}

#[test]
fn a_sum_that_leaves_its_type_changes_nothing() {
	let mut all = sum(&[note(i64::MAX)]);
	let before = all;
	assert!(all.add::<Blake2Hasher>(&note(1)).is_err());
	assert_eq!(all, before);
}

#[test]
fn energy_is_what_the_notes_do_not_explain() {
	let row = StatementRow {
		row: 3,
		epoch: 0,
		opening: i64::MIN,
		closing: i64::MAX,
		notes: sum(&[note(-5)]),
	};
	assert_eq!(row.energy(), i128::from(u64::MAX) + 5);
	assert!(!row.is_empty());
}

proptest! {
	/// Another order, another amount, one more or one less: another digest.
	#[test]
	fn the_digest_binds_every_note(amounts in vec(-1_000i64..1_000, 2..12), at in any::<prop::sample::Index>()) {
		let notes: Vec<Note> = amounts.iter().map(|amount| note(*amount)).collect();
		let digest = sum(&notes).digest;
		let at = at.index(notes.len());
		let mut changed = notes.clone();
		changed[at].amount += 1;
		prop_assert_ne!(sum(&changed).digest, digest);
		let mut kind = notes.clone();
		kind[at].kind = NoteKind::Gap;
		prop_assert_ne!(sum(&kind).digest, digest);
		prop_assert_ne!(sum(&notes[1..]).digest, digest);
		let mut swapped = notes.clone();
		swapped.swap(0, at);
		prop_assert_eq!(sum(&swapped).digest == digest, swapped == notes);
	}

	/// The hash of a page binds its number and every row.
	#[test]
	fn a_page_binds_its_rows(closings in vec(any::<i64>(), 1..20), at in any::<prop::sample::Index>()) {
		let rows: Vec<StatementRow> = closings
			.iter()
			.zip(0u8..)
			.map(|(closing, row)| StatementRow { row, epoch: 0, opening: 0, closing: *closing, notes: NoteSum::default() })
			.collect();
		let hash = page_hash::<Blake2Hasher>(4, &rows);
		prop_assert_ne!(page_hash::<Blake2Hasher>(5, &rows), hash);
		prop_assert_ne!(page_hash::<Blake2Hasher>(4, &rows[1..]), hash);
		let mut changed = rows.clone();
		changed[at.index(rows.len())].epoch = 1;
		prop_assert_ne!(page_hash::<Blake2Hasher>(4, &changed), hash);
	}
}
