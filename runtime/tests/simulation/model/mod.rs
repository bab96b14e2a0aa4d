// SPDX-License-Identifier: Apache-2.0
//! What should be, kept beside the chain by rules of its own. It goes back when the chain does.

pub mod clearing;
pub mod energy;
pub mod money;
pub mod votes;

use crate::who::Who;
use commonwatt_runtime::{RuntimeCall, RuntimeEvent, Settlement};
use energy::Energy;
use energy_primitives::Slot;
use money::Money;
use votes::Votes;

/// The whole model.
#[derive(Clone)]
pub struct Model {
	pub energy: Energy,
	pub money: Money,
	pub votes: Votes,
	/// The block's second since 1970.
	pub now_s: u64,
	pub block: u32,
	/// Slots that were settled.
	pub settled: u64,
}

impl Model {
	/// A chain before its first block, whose networks open with this slot.
	pub fn begin(first: Slot) -> Self {
		Self {
			energy: Energy::begin(first),
			money: Money::begin(),
			votes: Votes::default(),
			now_s: 0,
			block: 0,
			settled: 0,
		}
	}

	/// Books what a call did that was carried out.
	pub fn done(&mut self, who: Who, call: &RuntimeCall) -> Result<(), String> {
		if let RuntimeCall::Metering(call) = call {
			self.energy.done(who, call);
		}
		if let RuntimeCall::Communities(
			pallet_community::Call::resolve_challenge { .. }
			| pallet_community::Call::cancel { .. },
		) = call
		{
			self.money.allow_loss();
		}
		self.money.done(who, call)?;
		self.votes.done(who, call, self.block)
	}

	/// Whether a call that was refused could be so.
	pub fn refused(&self, who: Who, call: &RuntimeCall) -> Result<(), String> {
		self.votes.refused(who, call, self.block)
	}

	/// Books what the chain says happened, and checks what it says.
	pub fn note(&mut self, event: &RuntimeEvent) -> Result<(), String> {
		match event {
			RuntimeEvent::Metering(event) => self.note_metering(event),
			RuntimeEvent::Communities(event) => self.votes.note(event, self.block),
			RuntimeEvent::Settlement(pallet_settlement::Event::SlotSwept {
				network, slot, ..
			}) => {
				self.settled += 1;
				let record = Settlement::slot_record(*network, *slot).ok_or("no record")?;
				let said = self.energy.said.remove(&(*network, *slot)).unwrap_or_default();
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
			_ => {}
		}
		Ok(())
	}

	/// Compares with the chain, after a block.
	pub fn check(&self) -> Result<(), String> {
		self.energy.check()?;
		self.money.check(&self.energy)?;
		self.votes.check()
	}
}
