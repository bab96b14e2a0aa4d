// SPDX-License-Identifier: Apache-2.0
//! What should be, kept beside the chain by rules of its own. It goes back when the chain does.

pub mod certificates;
pub mod clearing;
pub mod energy;
pub mod figures;
pub mod money;
pub mod records;
pub mod referenda;
pub mod votes;

use crate::{
	who::Who,
	world::{genesis_hash, now_slot},
};
use certificates::Certificates;
use commonwatt_runtime::{RuntimeCall, RuntimeEvent, Settlement};
use energy::Energy;
use energy_primitives::Slot;
use figures::Figures;
use money::Money;
use records::Records;
use referenda::Referendums;
use votes::Votes;

/// The whole model.
#[derive(Clone)]
pub struct Model {
	pub energy: Energy,
	pub money: Money,
	pub votes: Votes,
	pub records: Records,
	pub figures: Figures,
	pub certificates: Certificates,
	pub referenda: Referendums,
	/// The block's second since 1970.
	pub now_s: u64,
	pub block: u32,
	/// Slots that were settled.
	pub settled: u64,
}

impl Model {
	/// Before a block: what is not settled yet stands as the block before left it.
	pub fn before_block(&mut self) {
		self.records.before_block(self.energy.said.keys());
	}

	/// A chain before its first block, whose networks open with this slot.
	pub fn begin(first: Slot) -> Self {
		Self {
			energy: Energy::begin(first),
			money: Money::begin(),
			votes: Votes::default(),
			records: Records::default(),
			figures: Figures::default(),
			certificates: Certificates::default(),
			referenda: Referendums::default(),
			now_s: 0,
			block: 0,
			settled: 0,
		}
	}

	/// Books what a call did that was carried out.
	pub fn done(&mut self, who: Who, call: &RuntimeCall) -> Result<(), String> {
		match call {
			RuntimeCall::Metering(pallet_metering::Call::replace_device {
				meter,
				replacement,
				..
			}) => self.energy.replace(&genesis_hash(), now_slot(), *meter, replacement)?,
			RuntimeCall::Metering(pallet_metering::Call::accept_correction { meter, .. }) => {
				self.figures.accepted(*meter)?
			}
			RuntimeCall::Metering(call) => self.energy.done(who, call),
			RuntimeCall::Certificates(call) => self.certificates.done(&self.records, who, call)?,
			_ => {}
		}
		if let RuntimeCall::Communities(
			pallet_community::Call::resolve_challenge { .. }
			| pallet_community::Call::cancel { .. },
		) = call
		{
			self.money.allow_loss();
		}
		self.referenda.done(who, call)?;
		self.money.done(who, call)?;
		self.votes.done(who, call, self.block)
	}

	/// Whether a call that was refused could be so.
	pub fn refused(&self, who: Who, call: &RuntimeCall) -> Result<(), String> {
		match call {
			RuntimeCall::Metering(call) => {
				self.figures.refused(&self.records, now_slot(), who, call)
			}
			RuntimeCall::Certificates(call) => self.certificates.refused(&self.records, who, call),
			call => self.votes.refused(who, call, self.block),
		}
	}

	/// Books what the chain says happened, and checks what it says.
	pub fn note(&mut self, event: &RuntimeEvent) -> Result<(), String> {
		match event {
			RuntimeEvent::Metering(event) => self.note_metering(event),
			RuntimeEvent::Communities(event) => self.votes.note(event, self.block),
			RuntimeEvent::Certificates(event) => self.certificates.note(&self.records, event),
			RuntimeEvent::Referenda(_)
			| RuntimeEvent::Scheduler(_)
			| RuntimeEvent::ConvictionVoting(_) => self.referenda.note(event, self.block),
			RuntimeEvent::Settlement(pallet_settlement::Event::SlotCleared {
				network,
				slot,
				..
			}) => {
				self.records.cleared(*network, *slot);
				Ok(())
			}
			RuntimeEvent::Settlement(pallet_settlement::Event::SlotSwept {
				network, slot, ..
			}) => {
				self.settled += 1;
				let record = Settlement::slot_record(*network, *slot).ok_or("no record")?;
				let said = self.energy.said.remove(&(*network, *slot)).unwrap_or_default();
				self.records
					.swept(*network, *slot, record)
					.map_err(|error| format!("{network:?} slot {slot}: {error}"))?;
				clearing::check(&record.header.clearing, &said)
					.map_err(|error| format!("{network:?} slot {slot}: {error}"))
			}
			event => self.money.note(event),
		}
	}

	fn note_metering(
		&mut self,
		event: &pallet_metering::Event<commonwatt_runtime::Runtime>,
	) -> Result<(), String> {
		use pallet_metering::Event;
		match event {
			Event::SlotClosed { network, slot, grid_net, loss, no_feeder, .. } => {
				let said = (*grid_net, *loss, *no_feeder);
				self.energy.close(self.now_s, *network, *slot, said)?;
			}
			Event::MeterSilent { meter } => {
				self.energy.silent.insert(*meter);
			}
			Event::MeterAwake { meter } => {
				self.energy.silent.remove(meter);
			}
			event => {
				let now = now_slot();
				self.figures.note(&self.records, &mut self.energy, now, event)?;
			}
		}
		Ok(())
	}

	/// Compares with the chain, after a block.
	pub fn check(&mut self) -> Result<(), String> {
		self.energy.check()?;
		self.records.check()?;
		self.figures.check()?;
		self.certificates.check()?;
		self.referenda.check(self.block)?;
		self.money.check(&self.energy)?;
		self.votes.check()
	}
}
