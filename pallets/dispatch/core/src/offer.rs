// SPDX-License-Identifier: Apache-2.0
//! Offers: what a device's owner puts at the community's disposal for one horizon.

use crate::profile::Profile;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What one side of a device may do. Empty profiles are 0 throughout.
#[derive(
	Clone,
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct SideOffer {
	/// Least and most power, in W.
	pub power_w: Profile<(u32, u32)>,
	/// What the owner asks, in nano-currency per base quantity of the device's carrier.
	pub cost_nano: Profile<i32>,
	/// What goes with 1 W on the other carrier, in thousandths; positive is delivered there.
	pub other_permille: Profile<i32>,
	/// What goes with 1 W into the store, in thousandths; negative comes out of it.
	pub store_permille: Profile<i32>,
}

/// What a device's store allows. All in permille W·slot: thousandths of what 1 W moves in a slot.
#[derive(
	Clone,
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct StoreOffer {
	/// What it holds when the horizon begins.
	pub start: i64,
	/// Least and most at the end of each slot. A deadline is a least from its slot on.
	pub level: Profile<(i64, i64)>,
	/// What leaves it in each slot by itself: standing loss, heat demand of a building, a trip.
	/// Negative comes in.
	pub drain: Profile<i64>,
	/// What is left at the end is worth this, in nano-currency per base quantity of the device's
	/// carrier.
	pub end_value_nano: i32,
}

/// What a device's owner offers for one horizon.
#[derive(
	Clone,
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Offer {
	/// What it may take from its network.
	pub take: SideOffer,
	/// What it may give to its network.
	pub give: SideOffer,
	/// Its store, if it has one.
	pub store: Option<StoreOffer>,
	/// What it does if nobody plans: power per slot in W, positive given, negative taken. Always
	/// possible within the offer.
	pub safe_w: Profile<i32>,
}
