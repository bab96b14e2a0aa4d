// SPDX-License-Identifier: Apache-2.0
//! Storages, once more and one base quantity after the other: whatever they do, each import has one
//! fate and each export one origin.

use metering_core::{
	meter::StorageFacts,
	storage::{imports_of, step, StorageBooks, StorageStep},
};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fate {
	InStore,
	Delivered { export: u64 },
	Lost,
	StandingLoss,
}

/// A storage as a list of everything it ever took and gave.
struct Naive {
	facts: StorageFacts,
	imports: Vec<Fate>,
	exports: Vec<Option<u64>>,
	/// Imports that the exports so far need by the declared efficiency.
	needed: u64,
}

impl Naive {
	fn new(facts: StorageFacts) -> Self {
		Self { facts, imports: Vec::new(), exports: Vec::new(), needed: 0 }
	}

	/// The oldest `count` imports in store.
	fn oldest(&self, count: usize) -> Vec<usize> {
		let stored = |place: &usize| self.imports[*place] == Fate::InStore;
		(0..self.imports.len()).filter(stored).take(count).collect()
	}

	fn stock(&self) -> usize {
		self.imports.iter().filter(|fate| **fate == Fate::InStore).count()
	}

	/// Exports first, then imports, then what is above the capacity.
	fn slot(&mut self, export: u64, import: u64) {
		let exports = self.exports.len() as u64 + export;
		let mut need = 0;
		let given = |taken: u64| u128::from(taken) * u128::from(self.facts.efficiency_num);
		while given(self.needed) < u128::from(exports) * u128::from(self.facts.efficiency_den) {
			self.needed += 1;
			need += 1;
		}
		let taken = self.oldest(need);
		let first_export = self.exports.len() as u64;
		self.exports.extend((0..export).map(|_| None));
		for (rank, place) in (0u64..).zip(&taken) {
			// The export whose even share of what was taken holds this rank.
			let take = taken.len() as u64;
			let k = (0..export)
				.find(|k| k * take / export <= rank && rank < (k + 1) * take / export)
				.expect("the shares cover everything taken");
			let origin = &mut self.exports[(first_export + k) as usize];
			self.imports[*place] = match origin {
				None => Fate::Delivered { export: first_export + k },
				Some(_) => Fate::Lost,
			};
			origin.get_or_insert(*place as u64);
		}
		self.imports.extend((0..import).map(|_| Fate::InStore));
		let above = (self.stock() as u64).saturating_sub(self.facts.capacity);
		for place in self.oldest(above as usize) {
			self.imports[place] = Fate::StandingLoss;
		}
	}

	fn count(&self, wanted: fn(&Fate) -> bool) -> u64 {
		self.imports.iter().filter(|fate| wanted(fate)).count() as u64
	}
}

fn facts() -> impl Strategy<Value = StorageFacts> {
	let efficiency = prop_oneof![
		Just((1, 1)),
		Just((9, 10)),
		Just((1, 3)),
		(1u32..50, 0u32..50).prop_map(|(num, more)| (num, num + more)),
	];
	(efficiency, 1u64..120).prop_map(|((num, den), capacity)| StorageFacts {
		efficiency_num: num,
		efficiency_den: den,
		capacity,
	})
}

/// (export, import) of consecutive slots.
fn slots() -> impl Strategy<Value = Vec<(u64, u64)>> {
	let energy = || prop_oneof![Just(0u64), 0u64..60];
	prop::collection::vec((energy(), energy()), 1..30)
}

/// Plays the slots on both. Calls `check` after each with the slot's step, the tail before it, and
/// both books after it.
fn play(
	facts: StorageFacts,
	slots: &[(u64, u64)],
	mut check: impl FnMut(&Naive, &StorageStep, u64, (u64, u64)) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
	let mut naive = Naive::new(facts);
	let (mut books, mut x, mut y) = (StorageBooks::default(), 0, 0);
	for (export, import) in slots {
		let done = step(&facts, &books, x, y, *export, *import).expect("small");
		let tail = books.tail;
		naive.slot(*export, *import);
		(books, x, y) = (done.after, x + export, y + import);
		check(&naive, &done, tail, (x, y))?;
	}
	Ok(())
}

proptest! {
	#[test]
	fn nothing_is_made_or_forgotten(facts in facts(), slots in slots()) {
		let (mut lost, mut standing) = (0, 0);
		play(facts, &slots, |naive, done, _, (x, y)| {
			let books = done.after;
			lost += done.take - done.delivered;
			standing += done.standing_loss;
			let stock = y - books.tail;
			prop_assert_eq!(books.delivered + lost + standing + stock, y, "S7");
			prop_assert!(stock <= facts.capacity, "S7");
			prop_assert_eq!(books.delivered + books.unattributed, x, "S7");
			prop_assert_eq!(naive.stock() as u64, stock);
			prop_assert_eq!(naive.count(|fate| matches!(fate, Fate::Delivered { .. })), books.delivered);
			prop_assert_eq!(naive.count(|fate| *fate == Fate::Lost), lost);
			prop_assert_eq!(naive.count(|fate| *fate == Fate::StandingLoss), standing);
			let unexplained = naive.exports.iter().filter(|origin| origin.is_none()).count();
			prop_assert_eq!(unexplained as u64, books.unattributed);
			// What was taken first was used first.
			let in_store = naive.imports.iter().position(|fate| *fate == Fate::InStore);
			prop_assert_eq!(in_store.map_or(y, |place| place as u64), books.tail);
			Ok(())
		})?;
	}

	#[test]
	fn each_export_is_made_of_the_imports_it_says(facts in facts(), slots in slots()) {
		let mut at = 0;
		play(facts, &slots, |naive, done, tail, (x, _)| {
			let export = slots[at].0;
			at += 1;
			let mut next = tail;
			for k in 0..export {
				let (from, to) = imports_of(tail, done.take, export, k).expect("one of the exports");
				prop_assert_eq!(from, next, "no import twice, none left out");
				next = to;
				let place = x - export + k;
				let origin = naive.exports[place as usize];
				prop_assert_eq!(origin, (from < to).then_some(from), "the first is delivered");
				for import in from..to {
					let fate = naive.imports[import as usize];
					let expected = match import == from {
						true => Fate::Delivered { export: place },
						false => Fate::Lost,
					};
					prop_assert_eq!(fate, expected);
				}
			}
			prop_assert_eq!(next, tail + done.take);
			prop_assert_eq!(imports_of(tail, done.take, export, export), None);
			Ok(())
		})?;
	}

	#[test]
	fn the_declared_loss_is_exact_over_a_life(facts in facts(), slots in slots()) {
		// Large enough that nothing is ever missing or standing above the capacity.
		let facts = StorageFacts { capacity: 1 << 40, ..facts };
		let (mut books, mut x, mut y) = (StorageBooks::default(), 0, 1 << 30);
		for (export, import) in slots {
			let done = step(&facts, &books, x, y, export, import).expect("small");
			(books, x, y) = (done.after, x + export, y + import);
			let (num, den) = (u64::from(facts.efficiency_num), u64::from(facts.efficiency_den));
			prop_assert_eq!(books.tail, (x * den).div_ceil(num));
			prop_assert_eq!((done.unattributed, done.standing_loss), (0, 0));
		}
	}
}

#[test]
fn axes_beyond_64_bits_are_refused() {
	let facts = StorageFacts { efficiency_num: 1, efficiency_den: 2, capacity: 10 };
	let books = StorageBooks::default();
	assert_eq!(step(&facts, &books, u64::MAX, 0, 1, 0), None);
	assert_eq!(step(&facts, &books, u64::MAX / 2 + 1, 0, 1, 0), None);
	assert_eq!(step(&facts, &books, 0, u64::MAX, 0, 1), None);
	let ahead = StorageBooks { tail: 5, ..books };
	assert_eq!(step(&facts, &ahead, 0, 4, 0, 0), None, "more was used than taken");
}
