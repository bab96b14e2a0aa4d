// SPDX-License-Identifier: Apache-2.0
//! Totals: what a slot amounts to while its readings come in.

use crate::meter::DeviceRow;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{RowClass, RowEnergy};
use scale_info::TypeInfo;

/// Sums over the accepted readings of one slot. Every sum has room for 2^32 meters.
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
pub struct SlotTotals {
	/// `Σe`: exports of boundary meters over exactly this slot.
	pub export: u64,
	/// `Σm`: their imports.
	pub import: u64,
	/// What these meters could have moved at full power.
	pub present_max: u64,
	/// Exports of boundary meters whose reading covers more than this slot.
	pub gap_export: u64,
	/// Their imports.
	pub gap_import: u64,
	/// What feeders delivered in exactly this slot.
	pub feeder_export: u64,
	/// What feeders took.
	pub feeder_import: u64,
	/// What feeders delivered net of what they took, by readings over more than this slot.
	pub feeder_gap_net: i64,
	/// Feeders that spoke for exactly this slot.
	pub feeders_present: u32,
	/// Feeders that spoke for this slot with a gap.
	pub feeders_gapped: u32,
	/// Accepted readings, sub-meters included.
	pub readings: u32,
	/// Waited-for meters whose last slot this is.
	pub last_here: u32,
}

impl SlotTotals {
	/// Adds one accepted reading; `energy_max` is what its meter can move in one slot.
	///
	/// Sums saturate: 2^32 meters of 2^32 base quantities each still fit, so they never do.
	pub fn add(&mut self, device: &DeviceRow, energy: &RowEnergy, energy_max: u64) {
		let (export, import) = (u64::from(energy.export), u64::from(energy.import));
		self.readings = self.readings.saturating_add(1);
		match (device.class, energy.span == 1) {
			(RowClass::Sub, _) => {}
			(RowClass::Boundary, true) => {
				self.export = self.export.saturating_add(export);
				self.import = self.import.saturating_add(import);
				self.present_max = self.present_max.saturating_add(energy_max);
			}
			(RowClass::Boundary, false) => {
				self.gap_export = self.gap_export.saturating_add(export);
				self.gap_import = self.gap_import.saturating_add(import);
			}
			(RowClass::Feeder, true) => {
				self.feeder_export = self.feeder_export.saturating_add(export);
				self.feeder_import = self.feeder_import.saturating_add(import);
				self.feeders_present = self.feeders_present.saturating_add(1);
			}
			(RowClass::Feeder, false) => {
				let net = i64::from(energy.export).saturating_sub(i64::from(energy.import));
				self.feeder_gap_net = self.feeder_gap_net.saturating_add(net);
				self.feeders_gapped = self.feeders_gapped.saturating_add(1);
			}
		}
	}
}
