// SPDX-License-Identifier: Apache-2.0
//! Work that every core takes a share of: keys and signatures of a million devices.

use std::{num::NonZero, panic::resume_unwind, thread};

/// `of` every item, in the items' order.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
	let cores = thread::available_parallelism().map_or(1, NonZero::get);
	let share = items.len().div_ceil(cores).max(1);
	let of = &of;
	thread::scope(|scope| {
		let parts: Vec<_> = items
			.chunks(share)
			.map(|part| scope.spawn(move || part.iter().map(of).collect::<Vec<R>>()))
			.collect();
		let joined =
			parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic)));
		joined.flatten().collect()
	})
}

#[cfg(test)]
mod tests {
	#[test]
	fn every_item_keeps_its_place() {
		let items: Vec<u32> = (0..1_001).collect();
		let doubled = super::map(&items, |item| item * 2);
		assert!(doubled.iter().zip(&items).all(|(doubled, item)| *doubled == item * 2));
		assert_eq!(doubled.len(), items.len());
		assert!(super::map(&[], |item: &u32| *item).is_empty());
	}
}
