// SPDX-License-Identifier: Apache-2.0
//! Batches: the readings of one page and slot, as a relay brings them.

use crate::reading::SignedReading;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{NetworkId, PageIndex, Slot, PAGE_ROWS};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Readings of one page and slot, brought by a relay.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct ReadingBatch {
	/// The network all meters belong to.
	pub network: NetworkId,
	/// The slot at whose end the registers were read.
	pub slot: Slot,
	/// The page all meters stand in.
	pub page: PageIndex,
	/// One reading per meter.
	pub readings: BoundedVec<SignedReading, ConstU32<PAGE_ROWS>>,
}
