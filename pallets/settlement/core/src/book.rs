// SPDX-License-Identifier: Apache-2.0
//! The book of a slot: supply and demand per price tick, filled as readings come.

use crate::{order::Tick, share::Share};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Number of price ticks.
pub const TICK_COUNT: usize = 256;

/// A sum left 64 bits. Nothing was changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Overflow;

/// Where a row stands in the book.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
	/// In the market, with these limits.
	Inside {
		/// The lowest tick at which the row sells.
		sell: Tick,
		/// The highest tick at which it buys.
		buy: Tick,
	},
	/// Supplied by the grid operator, who bills it outside the chain.
	Outside,
}

/// Energy of one slot by price tick, in base quantities. Sums only, so the order of readings
/// can't matter.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Book {
	/// Export by the lowest tick at which it sells.
	pub supply: [u64; TICK_COUNT],
	/// Import by the highest tick at which it buys.
	pub demand: [u64; TICK_COUNT],
	/// Export that sells at no tick.
	pub never_supply: u64,
	/// Import that buys at no tick.
	pub never_demand: u64,
	/// Export of rows that stand outside.
	pub outside_supply: u64,
	/// Import of rows that stand outside.
	pub outside_demand: u64,
}

impl Default for Book {
	fn default() -> Self {
		Self {
			supply: [0; TICK_COUNT],
			demand: [0; TICK_COUNT],
			never_supply: 0,
			never_demand: 0,
			outside_supply: 0,
			outside_demand: 0,
		}
	}
}

impl Book {
	/// Puts a row's one-slot energy, in base quantities, into the book. Export and import stand
	/// apart: a row with both trades with itself.
	///
	/// Errors: `Overflow`.
	pub fn add(&mut self, export: u64, import: u64, standing: Standing) -> Result<(), Overflow> {
		let (supply, demand) = match standing {
			Standing::Outside => (Some(&mut self.outside_supply), Some(&mut self.outside_demand)),
			Standing::Inside { sell, buy } => (
				match sell {
					Tick::At(tick) => self.supply.get_mut(usize::from(tick)),
					Tick::Never => Some(&mut self.never_supply),
				},
				match buy {
					Tick::At(tick) => self.demand.get_mut(usize::from(tick)),
					Tick::Never => Some(&mut self.never_demand),
				},
			),
		};
		// A u8 always finds its place among 256, so only the sums can fail.
		let (supply, demand) = (supply.ok_or(Overflow)?, demand.ok_or(Overflow)?);
		let supply_sum = supply.checked_add(export).ok_or(Overflow)?;
		*demand = demand.checked_add(import).ok_or(Overflow)?;
		*supply = supply_sum;
		Ok(())
	}

	/// Puts a row's one-slot energy, in base quantities, into the book of a network that shares: its
	/// export sells at any price, what takes part of its import buys at any, the rest at none.
	///
	/// Errors: `Overflow`.
	pub fn add_shared(
		&mut self,
		export: u64,
		import: u64,
		share: &Share,
		outside: bool,
	) -> Result<(), Overflow> {
		if outside {
			return self.add(export, import, Standing::Outside);
		}
		let participating = share.participating(import);
		let rest = import.checked_sub(participating).ok_or(Overflow)?;
		let (supply, demand) = (self.supply.first_mut(), self.demand.last_mut());
		let (supply, demand) = (supply.ok_or(Overflow)?, demand.ok_or(Overflow)?);
		let supply_sum = supply.checked_add(export).ok_or(Overflow)?;
		let demand_sum = demand.checked_add(participating).ok_or(Overflow)?;
		self.never_demand = self.never_demand.checked_add(rest).ok_or(Overflow)?;
		*supply = supply_sum;
		*demand = demand_sum;
		Ok(())
	}

	/// All export in the book, wherever it stands.
	pub fn supply_total(&self) -> u128 {
		total(&self.supply, self.never_supply, self.outside_supply)
	}

	/// All import in the book, wherever it stands.
	pub fn demand_total(&self) -> u128 {
		total(&self.demand, self.never_demand, self.outside_demand)
	}
}

fn total(bins: &[u64; TICK_COUNT], never: u64, outside: u64) -> u128 {
	// 258 terms of 64 bits never leave a u128.
	let sum = bins.iter().fold(0u128, |sum, bin| sum.saturating_add(u128::from(*bin)));
	sum.saturating_add(u128::from(never)).saturating_add(u128::from(outside))
}
