// SPDX-License-Identifier: Apache-2.0
//! What operators and owners declare: programmes, devices, offers.

use super::LIKE_DAYS;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use dispatch_core::{Contract, DeviceLimits, OfferBlob, Tree};
use energy_primitives::{MeterId, Slot, PAGE_ROWS};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// Which days are like each other.
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
pub enum DayClass {
	/// Monday to Friday, by UTC.
	#[codec(index = 0)]
	Weekday,
	/// Saturday and Sunday.
	#[codec(index = 1)]
	Weekend,
}

/// The load nobody plans in one slot of a day.
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
pub struct PassiveRecord {
	/// What it was on the last like days, in W, the oldest first; negative where more was made than
	/// used.
	pub measured_w: BoundedVec<i32, ConstU32<LIKE_DAYS>>,
	/// What the operator expects as long as nothing was measured.
	pub declared_w: i32,
}

/// One carrier's network as the operator declares it.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct GridConfig {
	/// Lines and transformer.
	pub tree: Tree,
	/// What the contract with the upstream grid allows.
	pub contract: Contract,
}

/// A community's dispatch programme.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Programme {
	/// The electricity network.
	pub electricity: GridConfig,
	/// The heat network, if there is one.
	pub heat: Option<GridConfig>,
	/// Whether rounds may start.
	pub running: bool,
}

/// A device that takes part.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct DeviceRecord<AccountId, Ticket> {
	/// Whose it is: the owner of its meter at registration.
	pub owner: AccountId,
	/// What it can physically do.
	pub limits: DeviceLimits,
	/// The meter that shows what it takes and gives.
	pub meter: MeterId,
	/// The meter that shows what goes with it on the other carrier.
	pub other_meter: Option<MeterId>,
	/// The connection point whose account its money goes to.
	pub account: MeterId,
	/// What covers its dues where the account can't, in nano-currency.
	pub deposit: u128,
	/// The slot in which it was registered: whoever had the account then owns the device.
	pub since_slot: Slot,
	/// From this slot on it no longer takes part.
	pub retired_at: Option<Slot>,
	/// The native deposit for this record.
	pub ticket: Ticket,
}

/// [`DeviceRecord`] of a runtime.
pub type DeviceRecordOf<T> =
	DeviceRecord<<T as frame_system::Config>::AccountId, <T as crate::Config>::DeviceConsideration>;

/// What a member offers with its devices.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct OfferRecord {
	/// Device by device.
	pub blob: OfferBlob,
	/// The round it is for; every round where none is named.
	pub round: Option<u32>,
}

/// A meter of a device.
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
pub struct MeterRow {
	/// Its row in its page.
	pub row: u8,
	/// The device.
	pub device: u16,
	/// Whether it shows the device's own carrier; else what goes with it on the other one.
	pub own: bool,
}

/// The meters of devices in one page.
pub type MeterRows = BoundedVec<MeterRow, ConstU32<PAGE_ROWS>>;
