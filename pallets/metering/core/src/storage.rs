// SPDX-License-Identifier: Apache-2.0
//! Storages: which import a later export is made of, first in first out, with the declared loss.
//!
//! All import a storage ever took lies on one axis, all export on another. The tail `U` says how far
//! the import axis is used up; each slot's exports use up the next piece of it.

use crate::meter::StorageFacts;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// One storage's books. `lost = tail - delivered`, stock = lifetime import - tail.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct StorageBooks {
	/// `U`: how far the import axis is used up.
	pub tail: u64,
	/// Imported base quantities that were given back.
	pub delivered: u64,
	/// Exported base quantities for which nothing was in store.
	pub unattributed: u64,
}

/// What one slot did to a storage.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StorageStep {
	/// How much of the import axis the slot's export used up.
	pub take: u64,
	/// How much of the export it delivered.
	pub delivered: u64,
	/// The rest of the export.
	pub unattributed: u64,
	/// What stood above the capacity afterwards.
	pub standing_loss: u64,
	/// The books after the slot.
	pub after: StorageBooks,
}

/// One slot of a storage: exports first, then imports, then what stands above the capacity.
///
/// `export_before` and `import_before` are the lifetime counters, the energies what lengthens them.
/// `need = ⌈(X+e)·den/num⌉ - ⌈X·den/num⌉`: rounded up on the whole axis, so that the declared loss is
/// exact over the storage's life. `None` where the axes leave 64 bits.
pub fn step(
	facts: &StorageFacts,
	books: &StorageBooks,
	export_before: u64,
	import_before: u64,
	export: u64,
	import: u64,
) -> Option<StorageStep> {
	let need = needed(facts, export_before.checked_add(export)?)?
		.checked_sub(needed(facts, export_before)?)?;
	let take = need.min(import_before.checked_sub(books.tail)?);
	let delivered = export.min(take);
	let unattributed = export.checked_sub(delivered)?;
	let used = books.tail.checked_add(take)?;
	let floor = import_before.checked_add(import)?.saturating_sub(facts.capacity);
	let tail = used.max(floor);
	let after = StorageBooks {
		tail,
		delivered: books.delivered.checked_add(delivered)?,
		unattributed: books.unattributed.checked_add(unattributed)?,
	};
	let standing_loss = tail.checked_sub(used)?;
	Some(StorageStep { take, delivered, unattributed, standing_loss, after })
}

/// `⌈x·den/num⌉`: what must have been taken for `x` to be given back.
fn needed(facts: &StorageFacts, x: u64) -> Option<u64> {
	let product = u128::from(x).checked_mul(facts.efficiency_den.into())?;
	let num = u128::from(facts.efficiency_num);
	let up = product.checked_add(num.checked_sub(1)?)?.checked_div(num)?;
	u64::try_from(up).ok()
}

/// The imports that the `k`-th export of a slot is made of, `[from, to)` on the import axis: the
/// first was delivered, the others were lost on the way. Empty: nothing was in store.
///
/// `tail` is the tail before the slot. `None` for a `k` past the export.
pub fn imports_of(tail: u64, take: u64, export: u64, k: u64) -> Option<(u64, u64)> {
	let next = k.checked_add(1).filter(|next| *next <= export)?;
	let place = |k: u64| {
		let part = u128::from(k).checked_mul(take.into())?.checked_div(export.into())?;
		tail.checked_add(u64::try_from(part).ok()?)
	};
	Some((place(k)?, place(next)?))
}
