// SPDX-License-Identifier: Apache-2.0
//! What happens to the chain itself: blocks that don't come, long pauses, other blocks on an earlier
//! one, upgrades.

use crate::{
	chain::{Chain, Snapshot},
	model::Model,
	rng::Rng,
};
use codec::Encode;
use commonwatt_runtime::Runtime;
use polkadot_sdk::pallet_migrations::{ActiveCursor, Cursor, MigrationCursor};
use std::collections::BTreeMap;

/// The faults, and how often they came.
#[derive(Default)]
pub struct Faults {
	/// A block to go back to, and what was known there.
	kept: Option<(Snapshot, Model)>,
	since: u32,
	pub broken: u64,
	pauses: u64,
	missed: u64,
	forks: u64,
	depth: u64,
	upgrades: u64,
	migrations: u64,
	/// What happened before this block, for a failure's report.
	pub told: Vec<String>,
}

impl Faults {
	/// What happens before the next block; returns how many BABE slots it comes later.
	pub fn between_blocks(
		&mut self,
		chain: &mut Chain,
		model: &mut Model,
		rng: &mut Rng,
	) -> Result<u64, String> {
		self.since += 1;
		if rng.chance(60) {
			self.kept = Some((chain.snapshot(), model.clone()));
			self.since = 0;
		} else if rng.chance(30) && (1..=12).contains(&self.since) {
			if let Some((snapshot, then)) = &self.kept {
				chain.back_to(snapshot);
				*model = then.clone();
				self.told.push(format!("back to block {}", model.block));
				self.forks += 1;
				self.depth = self.depth.max(self.since.into());
			}
		}
		if rng.chance(12) {
			self.upgrade(chain);
		} else if rng.chance(6) {
			self.migrate(chain);
		}
		Ok(match rng.below(100) {
			0..=9 => 1 + rng.below(3),
			10..=12 => {
				self.missed += 1;
				30 + rng.below(100)
			}
			13 => {
				self.pauses += 1;
				300 + rng.below(1_500)
			}
			_ => 14 + rng.below(7),
		})
	}

	/// As if this were a new runtime: the next block runs what upgrades run.
	fn upgrade(&mut self, chain: &mut Chain) {
		self.upgrades += 1;
		self.told.push("the runtime is a new one".to_owned());
		chain.poke(|| {
			let older = (codec::Compact(0u32), "commonwatt").encode();
			let key = frame_system::LastRuntimeUpgrade::<Runtime>::hashed_key();
			frame_support::storage::unhashed::put_raw(&key, &older);
		});
	}

	/// As if a migration in several blocks had just made its last step: the next block takes no
	/// transactions.
	fn migrate(&mut self, chain: &mut Chain) {
		self.migrations += 1;
		self.told.push("a migration ends".to_owned());
		chain.poke(|| {
			let started_at = frame_system::Pallet::<Runtime>::block_number();
			let cursor = ActiveCursor { index: 0, inner_cursor: None, started_at };
			Cursor::<Runtime>::put(MigrationCursor::Active(cursor));
		});
	}

	pub fn counts(&self) -> BTreeMap<&'static str, u64> {
		BTreeMap::from([
			("devices broken", self.broken),
			("blocks missing", self.missed),
			("long pauses", self.pauses),
			("re-orgs", self.forks),
			("deepest re-org", self.depth),
			("upgrades", self.upgrades),
			("migrations", self.migrations),
		])
	}
}
