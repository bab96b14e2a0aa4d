// SPDX-License-Identifier: Apache-2.0
//! Identifiers: community, network, meter, page and row.

use crate::Carrier;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How many consecutive meters share a page.
pub const PAGE_ROWS: u32 = 256;

/// A community: the people who share networks, rules and a pot. Numbered densely from 0.
pub type CommunityId = u32;

/// `meter index / 256`.
pub type PageIndex = u32;

/// `meter index % 256`.
pub type Row = u8;

/// A network: what one community distributes of one carrier.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct NetworkId {
	/// The community whose network it is.
	pub community: CommunityId,
	/// What it distributes.
	pub carrier: Carrier,
}

/// A meter: the `index`-th registered in its network, from 0.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct MeterId {
	/// The network it measures.
	pub network: NetworkId,
	/// Its number there, dense from 0.
	pub index: u32,
}

impl MeterId {
	/// The meter in `row` of `page`; `None` past the last index.
	pub fn at(network: NetworkId, page: PageIndex, row: Row) -> Option<Self> {
		let index = page.checked_mul(PAGE_ROWS)?.checked_add(u32::from(row))?;
		Some(Self { network, index })
	}

	/// The page this meter stands in.
	pub const fn page(self) -> PageIndex {
		self.index / PAGE_ROWS
	}

	/// Its row there.
	pub const fn row(self) -> Row {
		(self.index % PAGE_ROWS) as Row
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn page_and_row_lead_back_to_the_meter() {
		let network = NetworkId { community: 3, carrier: Carrier::Heat };
		for index in [0, 1, 255, 256, 257, 65_535, u32::MAX] {
			let meter = MeterId { network, index };
			assert_eq!(MeterId::at(network, meter.page(), meter.row()), Some(meter));
		}
		assert_eq!(MeterId::at(network, u32::MAX, 0), None);
	}
}
