// SPDX-License-Identifier: Apache-2.0
//! What is known of a meter: facts, owners, devices, axes, corrections, money.

use super::{
	keys::{axis_key, meter_key, network_key, parse_number},
	Bytes, CorrectionRow, Generation, LineRow, MeterFactsRow, NoteRow, OwnerEpoch, Piece, Store,
	CORRECTIONS, EPOCHS, EXPORTS, GENERATIONS, IMPORTS, LINES, METERS, NOTES, OWNERS, REALLOCATED,
};
use crate::error::Result;
use energy_primitives::{MeterId, NetworkId, Slot};
use settlement_core::Class;

impl Store {
	/// What a meter is, if it was registered in an indexed block.
	pub fn meter(&self, meter: MeterId) -> Result<Option<MeterFactsRow>> {
		self.get(METERS, &meter_key(meter))
	}

	/// All meters of a network that were registered in indexed blocks, by index.
	pub fn meters(&self, id: NetworkId) -> Result<Vec<(MeterId, MeterFactsRow)>> {
		let (prefix, mut meters) = (network_key(id), Vec::new());
		self.walk(METERS, &prefix, &prefix, |key, facts| {
			meters.extend(parse_number(key).map(|index| (MeterId { network: id, index }, facts)));
			true
		})?;
		Ok(meters)
	}

	/// The owner of a meter, the last one named, if the meter is known.
	pub fn owner(&self, meter: MeterId) -> Result<Option<[u8; 32]>> {
		self.get(OWNERS, &meter_key(meter))
	}

	/// The owners of a meter, from the first on.
	pub fn owners(&self, meter: MeterId) -> Result<Vec<OwnerEpoch>> {
		self.scan(EPOCHS, &meter_key(meter))
	}

	/// Whose a slot's energy is.
	pub fn owner_in(&self, meter: MeterId, slot: Slot) -> Result<Option<OwnerEpoch>> {
		let owners = self.owners(meter)?.into_iter();
		Ok(owners.rev().find(|epoch| epoch.from_slot <= slot))
	}

	/// How many meters a network has.
	pub fn meter_count(&self, id: NetworkId) -> Result<usize> {
		let (prefix, mut count) = (network_key(id), 0);
		self.walk(OWNERS, &prefix, &prefix, |_, _: [u8; 32]| {
			count += 1;
			true
		})?;
		Ok(count)
	}

	/// The devices of a meter after its first.
	pub fn generations(&self, meter: MeterId) -> Result<Vec<Generation>> {
		self.scan(GENERATIONS, &meter_key(meter))
	}

	/// What stayed with earlier owners of a meter.
	pub fn lines(&self, meter: MeterId) -> Result<Vec<LineRow>> {
		self.scan(LINES, &meter_key(meter))
	}

	/// The corrections of a meter's figures, by slot and version.
	pub fn corrections(&self, meter: MeterId) -> Result<Vec<CorrectionRow>> {
		self.scan(CORRECTIONS, &meter_key(meter))
	}

	/// What the owner was credited when the gap that ended in `slot` was spread over its slots.
	pub fn reallocated(&self, meter: MeterId, slot: Slot) -> Result<Option<i128>> {
		self.get(REALLOCATED, &super::keys::entry_key(meter, slot))
	}

	/// The exports of a meter, along its axis.
	pub fn exports(&self, meter: MeterId) -> Result<Vec<Piece>> {
		self.scan(EXPORTS, &meter_key(meter))
	}

	/// The pieces of a meter's export axis that `[from, to)` touches, in order.
	pub fn exports_over(&self, meter: MeterId, from: u64, to: u64) -> Result<Vec<Piece>> {
		self.pieces_over(EXPORTS, meter, from, to)
	}

	/// The pieces of a meter's import axis that `[from, to)` touches, in order.
	pub fn imports_over(&self, meter: MeterId, from: u64, to: u64) -> Result<Vec<Piece>> {
		self.pieces_over(IMPORTS, meter, from, to)
	}

	/// How far a meter's export axis reaches, as far as is indexed.
	pub fn exported(&self, meter: MeterId) -> Result<u64> {
		let last: Option<(_, Piece)> =
			self.last_before(EXPORTS, &meter_key(meter), &axis_key(meter, u64::MAX))?;
		Ok(last.map_or(0, |(_, piece)| piece.end()))
	}

	fn pieces_over(&self, table: Bytes, meter: MeterId, from: u64, to: u64) -> Result<Vec<Piece>> {
		let (prefix, from_key) = (meter_key(meter), axis_key(meter, from));
		let first = self.last_before::<Piece>(table, &prefix, &from_key)?;
		let start = first.map_or(from_key, |(key, _)| key);
		let mut pieces = Vec::new();
		if from >= to {
			return Ok(pieces);
		}
		self.walk(table, &prefix, &start, |_, piece: Piece| {
			if piece.begin < to && piece.end() > from {
				pieces.push(piece);
			}
			piece.begin < to
		})?;
		Ok(pieces)
	}

	/// Whether a meter is a connection point, whose exports fill units; by its last settled row.
	pub fn is_home(&self, meter: MeterId) -> Result<bool> {
		let end = axis_key(meter, u64::MAX);
		let Some((_, last)) = self.last_before::<Piece>(EXPORTS, &meter_key(meter), &end)? else {
			return Ok(false);
		};
		let leaf = self.row(meter, last.slot)?;
		Ok(leaf.is_some_and(|leaf| !matches!(leaf.class, Class::Sub | Class::Feeder)))
	}

	/// What changed the accounts of a meter besides the slots' legs, owner by owner, in the order in
	/// which it happened.
	pub fn notes(&self, meter: MeterId) -> Result<Vec<NoteRow>> {
		self.scan(NOTES, &meter_key(meter))
	}
}
