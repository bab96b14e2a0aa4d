// SPDX-License-Identifier: Apache-2.0
//! One block: what each of its events adds to the database.

use super::{
	meters::read_facts,
	slots::{Swept, SweptSlots},
};
use crate::{
	chain::{Chain, Event},
	error::Result,
	store::{Batch, CorrectionRow, Generation, LineRow, NoteRow, OwnerEpoch},
};
use energy_primitives::{ClosedSlot, MeterId, NetworkId, PageIndex, Position, Slot};
use metering_core::correction::Correction;
use settlement_core::Note;
use sp_core::H256;

/// One block being read.
pub(super) struct Reader<'a> {
	pub(super) chain: &'a Chain,
	pub(super) batch: &'a Batch<'a>,
	number: u64,
	pub(super) block: subxt::utils::H256,
	pub(super) parent: subxt::utils::H256,
}

impl<'a> Reader<'a> {
	pub(super) fn new(
		chain: &'a Chain,
		batch: &'a Batch<'a>,
		number: u64,
		block: subxt::utils::H256,
		parent: subxt::utils::H256,
	) -> Self {
		Self { chain, batch, number, block, parent }
	}

	/// Reads all events. Returns how many slots were settled.
	pub(super) async fn read(&self, events: &[Event]) -> Result<u64> {
		let mut swept = SweptSlots::default();
		for (place, event) in (0u32..).zip(events) {
			match event.pallet.as_str() {
				"Settlement" => self.settlement(place, event, &mut swept).await?,
				"Metering" => self.metering(event).await?,
				_ => {}
			}
		}
		Ok(swept.count())
	}

	async fn settlement(&self, place: u32, event: &Event, swept: &mut SweptSlots) -> Result<()> {
		match event.name.as_str() {
			"Noted" => {
				let (meter, epoch, note, position): (MeterId, u32, Note, Position) =
					event.decode()?;
				let row = NoteRow { block: self.number, epoch, note, position };
				self.batch.put_note(meter, place, &row)?;
			}
			"PeriodClosed" => {
				let (network, period): (NetworkId, u32) = event.decode()?;
				self.period(network, period).await?;
			}
			"SlotCleared" => {
				let (network, slot): (NetworkId, Slot) = event.decode()?;
				self.cleared(network, slot, swept).await?;
			}
			"SlotSwept" => {
				let (network, slot, root): (NetworkId, Slot, H256) = event.decode()?;
				let whole = self.swept(network, slot, root).await?;
				swept.push(Swept { network, slot, whole });
			}
			"LineClosed" => {
				let (meter, epoch, owner, position): (MeterId, u32, [u8; 32], Position) =
					event.decode()?;
				self.batch.put_line(meter, LineRow { epoch, owner, position, withdrawn: 0 })?;
			}
			"LineWithdrawn" => {
				let (meter, epoch, _, amount): (MeterId, u32, [u8; 32], u128) = event.decode()?;
				self.batch.add_withdrawn(meter, epoch, amount)?;
			}
			"RecordFolded" => {
				let (network, slot): (NetworkId, Slot) = event.decode()?;
				self.batch.put_folded(network, slot)?;
			}
			_ => {}
		}
		Ok(())
	}

	async fn metering(&self, event: &Event) -> Result<()> {
		match event.name.as_str() {
			"MeterRegistered" => {
				let (meter, owner): (MeterId, [u8; 32]) = event.decode()?;
				self.batch.put_owner(meter, owner)?;
				let facts = read_facts(self.chain, self.block, meter, owner, self.number).await?;
				self.batch.put_meter(meter, &facts)
			}
			"ReadingsAccepted" => {
				type Fields = (NetworkId, Slot, PageIndex, [u8; 32], u32, u32);
				let (network, _, _, _, accepted, rejected): Fields = event.decode()?;
				self.batch.add_counts(network, accepted, rejected)
			}
			"SlotClosed" => {
				let (network, slot, grid_net, loss, no_feeder, contested) =
					event.decode::<(NetworkId, Slot, i64, i64, bool, bool)>()?;
				let feeder_late = 0;
				let closed = ClosedSlot { slot, grid_net, loss, no_feeder, contested, feeder_late };
				self.batch.put_closed(network, &closed)
			}
			"DeviceReplaced" => {
				let (meter, generation, import_carried, export_carried, on_word) =
					event.decode::<(MeterId, u32, u32, u32, bool)>()?;
				let block = self.number;
				let row = Generation { generation, block, import_carried, export_carried, on_word };
				self.batch.put_generation(meter, row)
			}
			"OwnerChanging" => {
				let (meter, owner, epoch, from_slot): (MeterId, [u8; 32], u32, Slot) =
					event.decode()?;
				self.batch.put_epoch(meter, OwnerEpoch { epoch, owner, from_slot })
			}
			"Corrected" => self.corrected(event),
			"GapReallocated" => {
				let (meter, slot, credit): (MeterId, Slot, i128) = event.decode()?;
				self.batch.put_reallocated(meter, slot, credit)
			}
			_ => Ok(()),
		}
	}

	fn corrected(&self, event: &Event) -> Result<()> {
		type Fields = (MeterId, Slot, u32, Correction, i128, u64, u64);
		let (meter, slot, version, correction, leg, import_begin, export_begin): Fields =
			event.decode()?;
		let row = CorrectionRow { slot, version, correction, leg, import_begin, export_begin };
		self.batch.put_correction(meter, &row)
	}
}
