// SPDX-License-Identifier: Apache-2.0
//! The sharing rule: everybody sells all and buys what takes part, at an agreed price.
//!
//! With dynamic keys supply and demand are those of the book, and either side is rationed pro rata.
//! With static keys demand is what the members can use of their fixed shares. That is known only
//! after a look at every row, so it is gathered page by page before the slot clears.

use crate::{
	book::{Book, Overflow},
	clearing::ClearingError,
	rule::{bin_sum, Accepted, Keys, PriceRule, Sharing},
	share::{Allotment, PageShares},
	tariff::Tariff,
};
use codec::{Decode, Encode, MaxEncodedLen};
use energy_primitives::{NanoPrice, RowEnergy};
use scale_info::TypeInfo;

impl PriceRule for Sharing {
	fn accept(
		&self,
		book: &Book,
		found: u64,
		lost: u64,
		gathered: Option<u64>,
	) -> Result<Accepted, ClearingError> {
		let sum = |bins, more| bin_sum(bins, more).ok_or(ClearingError::Overflow);
		match self.keys {
			Keys::Dynamic => {
				let (supply, demand) = (sum(&book.supply, found)?, sum(&book.demand, lost)?);
				Ok(Accepted { tick: 0, supply, demand, matched: supply.min(demand) })
			}
			// The loss has no share, so the grid delivers it.
			Keys::Static => {
				let matched = gathered.ok_or(ClearingError::NotGathered)?;
				let (supply, demand) = (sum(&book.supply, found)?, sum(&book.demand, 0)?);
				if matched > supply.min(demand) {
					return Err(ClearingError::WrongGather);
				}
				Ok(Accepted { tick: 0, supply, demand: matched, matched })
			}
		}
	}

	fn seller_price(&self, _: &Accepted, tariff: &Tariff) -> Option<NanoPrice> {
		let highest = i64::from(tariff.retail).checked_sub(tariff.fees())?;
		let price = i64::from(self.price).min(highest).max(tariff.feed_in.into());
		NanoPrice::try_from(price).ok()
	}
}

impl Sharing {
	/// Base quantities of a row's import that take part in the market of a slot with this local
	/// supply; rounded down, the rest is the grid's.
	pub fn import_in_market(&self, import: u32, allotment: &Allotment, supply: u64) -> u32 {
		let participating = allotment.share.participating(import.into());
		let part = match self.keys {
			Keys::Dynamic => participating,
			Keys::Static => participating.min(allotment.of(supply)),
		};
		// No more than the import, so it fits.
		u32::try_from(part).unwrap_or(import)
	}
}

/// The sum of what members can use of their fixed shares, gathered page by page.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Gather {
	/// Local supply of the slot, in base quantities.
	pub supply: u64,
	/// The sum of the shares of all pages before the next one, in ppm; at most a million.
	pub shares_before: u32,
	/// What the rows of these pages can use, in base quantities.
	pub matched: u64,
}

impl Gather {
	/// Before the first page of a slot with this book and loss.
	///
	/// Errors: `Overflow`.
	pub fn new(book: &Book, loss: i64) -> Result<Self, Overflow> {
		let found = if loss < 0 { loss.unsigned_abs() } else { 0 };
		let supply = bin_sum(&book.supply, found).ok_or(Overflow)?;
		Ok(Self { supply, shares_before: 0, matched: 0 })
	}

	/// Takes in the next page: all its rows but those that stand outside, and its shares, which
	/// begin at `shares_before`. Rows that do not trade are left out.
	///
	/// Errors: `Overflow`; nothing was changed then.
	pub fn page<'a>(
		&mut self,
		sharing: &Sharing,
		rows: impl IntoIterator<Item = &'a RowEnergy>,
		shares: &PageShares,
	) -> Result<(), Overflow> {
		let mut trading = rows.into_iter().filter(|row| row.trades());
		let matched = trading.try_fold(self.matched, |sum, row| {
			let part = sharing.import_in_market(row.import, &shares.of(row.row), self.supply);
			sum.checked_add(part.into())
		});
		self.matched = matched.ok_or(Overflow)?;
		self.shares_before = shares.end();
		Ok(())
	}
}
