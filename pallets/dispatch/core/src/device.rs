// SPDX-License-Identifier: Apache-2.0
//! Devices: what a station can physically do, declared once and checked against every offer.
//!
//! Every device is one shape: up to two sides (what it takes from its network, what it gives to
//! it), each with what goes with it on the other carrier and in the device's store, and at most one
//! store. A battery takes and gives; a heat pump takes electricity and gives heat; a micro-CHP
//! gives electricity and heat; a shiftable load takes into a store that must be full at a deadline.

use crate::offer::Offer;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::Carrier;
use scale_info::TypeInfo;

/// What a device is called. It decides nothing; the sides do.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub enum DeviceKind {
	/// A battery.
	#[codec(index = 0)]
	Battery,
	/// Charging points of electric vehicles.
	#[codec(index = 1)]
	EvHub,
	/// A heat pump.
	#[codec(index = 2)]
	HeatPump,
	/// A combined heat and power unit.
	#[codec(index = 3)]
	MicroChp,
	/// A boiler.
	#[codec(index = 4)]
	Boiler,
	/// A heat store.
	#[codec(index = 5)]
	HeatStore,
	/// Photovoltaics that can be curtailed.
	#[codec(index = 6)]
	Photovoltaic,
	/// A load that can wait.
	#[codec(index = 7)]
	Shiftable,
	/// Many homes that a gateway splits the power among.
	#[codec(index = 8)]
	Aggregate,
}

/// The physical limits of one side of a device.
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct SideLimits {
	/// The most power, in W.
	pub power_max_w: u32,
	/// Least and most that goes with 1 W on the other carrier, in thousandths of a W; positive is
	/// delivered there.
	pub other_permille: (i32, i32),
	/// Least and most that goes with 1 W into the device's store, in thousandths of a W; negative
	/// comes out of it.
	pub store_permille: (i32, i32),
	/// Greatest distance of an offered cost from zero, in nano-currency per base quantity of the
	/// device's carrier.
	pub cost_max_nano: u32,
	/// What 1 kWh (or 1000 kJ) of this side emits where the device burns fuel, in g of CO2.
	pub carbon_g_per_unit: u32,
}

/// The physical limits of a device.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct DeviceLimits {
	/// What it is.
	pub kind: DeviceKind,
	/// Its own carrier: the one its power is counted on.
	pub carrier: Carrier,
	/// Where it is connected: a node of its carrier's tree.
	pub node: u16,
	/// Where it is connected on the other carrier, if anything goes with it there.
	pub other_node: u16,
	/// What it can take from its network.
	pub take: Option<SideLimits>,
	/// What it can give to its network.
	pub give: Option<SideLimits>,
	/// The most its store can hold, in base quantities (Wh, or kJ where its carrier is heat); 0
	/// without a store.
	pub store_max: u32,
	/// Whether it may carry reserve.
	pub reserve: bool,
}

/// Why an offer does not fit its device, in order of precedence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OfferError {
	/// A profile does not cover the horizon exactly.
	WrongLength,
	/// The device has no such side or store.
	NoSuchSide,
	/// A power, coefficient, cost or store bound is beyond the device's limits, or a lower bound
	/// is above its upper one.
	OutOfBounds,
	/// The safe powers break the offer itself: nobody could follow it.
	Infeasible,
}

/// The devices of one community, at most.
pub const DEVICES_MAX: u32 = 1_024;

/// The offers of one member for one horizon, by device number.
pub type OfferBlob = BoundedVec<(u16, Offer), ConstU32<64>>;
