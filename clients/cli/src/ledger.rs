// SPDX-License-Identifier: Apache-2.0
//! Members' energy and bills, summed over the settled slots of the database.

use crate::{
	error::{Error, Result},
	flow::{Names, SlotView},
	store::{NoteRow, Store},
};
use energy_primitives::{leg, MeterId, NetworkId, Slot};
use serde::Serialize;
use settlement_core::{row_leg, Axes, Class, Fate, NoteKind, Party, RowLeaf, Source};

/// What one connection point moved, and what that cost. Energy in base quantities, money in
/// nano-currency, positive where the member gains.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct MemberLine {
	/// Index of the meter.
	pub meter: u32,
	/// What it is called.
	pub name: String,
	/// What is behind it.
	pub note: String,
	/// Delivered to the network.
	pub exported: u64,
	/// Of this, used by neighbours.
	pub to_neighbours: u64,
	/// Of this, given to the grid.
	pub to_grid: u64,
	/// Of this, lost on the way.
	pub lost: u64,
	/// Taken from the network.
	pub imported: u64,
	/// Of this, made by neighbours.
	pub from_neighbours: u64,
	/// Of this, from the grid.
	pub from_grid: u64,
	/// Paid in, less what was paid out, by bank or by the chain.
	pub deposited_nano: i128,
	/// What the day's energy brought or cost here.
	pub bill_nano: i128,
	/// What it would have with the grid alone.
	pub grid_alone_nano: i128,
	/// The difference.
	pub saved_nano: i128,
	/// Where the member's position stands; read from the chain, if there is one.
	pub position_nano: Option<i128>,
	/// An earlier owner has a part of the money: the meter's position is not all of it.
	#[serde(skip)]
	pub changed_hands: bool,
}

/// What a network amounts to over its settled slots. Energy in base quantities.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct NetworkTotals {
	/// Name of the carrier.
	pub network: &'static str,
	/// Base quantity.
	pub base_unit: &'static str,
	/// First settled slot.
	pub first_slot: Slot,
	/// Settled slots.
	pub slots: u32,
	/// Meters, feeders and sub-meters among them.
	pub meters: usize,
	/// Readings that count.
	pub readings_accepted: u64,
	/// Readings that don't.
	pub readings_rejected: u64,
	/// What connection points delivered.
	pub exported: u64,
	/// What they took.
	pub imported: u64,
	/// What was matched locally.
	pub matched: u64,
	/// What the grid delivered to rows.
	pub grid_import: u64,
	/// What the grid took from rows.
	pub grid_export: u64,
	/// What was lost, net of what was found.
	pub loss: i64,
	/// Lowest price of matched energy to its seller, nano-currency per base quantity.
	pub price_min: Option<i32>,
	/// Highest price of matched energy to its buyer.
	pub price_max: Option<i32>,
}

/// A network's members and totals.
pub struct NetworkLedger {
	/// The network.
	pub id: NetworkId,
	/// Its totals.
	pub totals: NetworkTotals,
	/// Its members, by meter index.
	pub members: Vec<MemberLine>,
}

impl NetworkLedger {
	/// Sums a network up.
	pub fn read(store: &Store, names: &Names, id: NetworkId) -> Result<Self> {
		let facts = id.carrier.facts();
		let counts = store.counts(id)?;
		let meters = store.meter_count(id)?;
		let line = |index: u32| MemberLine {
			meter: index,
			name: names.of_meter(id.carrier, index),
			note: names.note(id.carrier, index).into(),
			..MemberLine::default()
		};
		let mut members: Vec<MemberLine> =
			(0..u32::try_from(meters).unwrap_or(u32::MAX)).map(line).collect();
		let mut is_home = vec![false; meters];
		let mut totals = NetworkTotals {
			network: facts.name,
			base_unit: facts.base_unit,
			meters,
			readings_accepted: counts.accepted,
			readings_rejected: counts.rejected,
			..NetworkTotals::default()
		};
		for slot in store.slots(id)? {
			let Some(view) = SlotView::read(store, id, slot)? else { continue };
			add_slot(&mut totals, &view);
			let mut before = Axes::default();
			for (index, leaf) in &view.rows {
				let home = !matches!(leaf.class, Class::Sub | Class::Feeder);
				let place = *index as usize;
				if let (true, Some(line)) = (home, members.get_mut(place)) {
					add_row(line, &view, leaf, &before)?;
					totals.exported += u64::from(leaf.export);
					totals.imported += u64::from(leaf.import);
				}
				if let Some(known) = is_home.get_mut(place) {
					*known |= home;
				}
				before = before.after(leaf).map_err(|_| overflow(view.clearing().slot))?;
			}
		}
		let homes = members.into_iter().zip(is_home).filter(|(_, home)| *home);
		let mut members: Vec<MemberLine> = homes.map(|(line, _)| line).collect();
		for line in &mut members {
			let meter = MeterId { network: id, index: line.meter };
			add_notes(line, &store.notes(meter)?);
			line.changed_hands = store.owners(meter)?.len() > 1;
		}
		Ok(Self { id, totals, members })
	}

	/// Notes the positions read from the chain, and checks them against the rows.
	pub fn check_positions(&mut self, positions: &[i64]) -> Result<()> {
		for line in &mut self.members {
			let position = positions.get(line.meter as usize).copied().map_or(0, i128::from);
			line.position_nano = Some(position);
			let computed = line.deposited_nano + line.bill_nano;
			if !line.changed_hands && position != computed {
				let (name, carrier) = (&line.name, self.totals.network);
				return Err(Error::Verification(format!(
					"{name} ({carrier}) has {position} nano on chain, {computed} by its rows"
				)));
			}
		}
		Ok(())
	}
}

fn add_slot(totals: &mut NetworkTotals, view: &SlotView) {
	let clearing = view.clearing();
	if totals.slots == 0 {
		totals.first_slot = clearing.slot;
	}
	totals.slots += 1;
	totals.matched += clearing.matched;
	totals.grid_import += u64::try_from(clearing.grid_import()).unwrap_or(u64::MAX);
	totals.grid_export += u64::try_from(clearing.grid_export()).unwrap_or(u64::MAX);
	totals.loss += clearing.loss;
	if clearing.matched > 0 {
		let (seller, buyer) = (clearing.price_seller, clearing.price_buyer);
		totals.price_min = Some(totals.price_min.map_or(seller, |least| least.min(seller)));
		totals.price_max = Some(totals.price_max.map_or(buyer, |most| most.max(buyer)));
	}
}

fn overflow(slot: Slot) -> Error {
	Error::Verification(format!("slot {slot}: its energy overflows"))
}

fn add_row(line: &mut MemberLine, view: &SlotView, leaf: &RowLeaf, before: &Axes) -> Result<()> {
	let (party, clearing) = (Party::Member(line.meter), view.clearing());
	let missing = || Error::Verification(format!("slot {} has no flow of a row", clearing.slot));
	let (export, import) = (u64::from(leaf.export), u64::from(leaf.import));
	for share in view.flow.fates_of_export(party, 0, export).ok_or_else(missing)? {
		match share.with {
			Fate::Member { .. } => line.to_neighbours += share.quantity,
			Fate::Lost => line.lost += share.quantity,
			Fate::Grid { .. } => line.to_grid += share.quantity,
			Fate::Late => {}
		}
	}
	for share in view.flow.sources_of_import(party, 0, import).ok_or_else(missing)? {
		match share.with {
			Source::Member { .. } | Source::Found => line.from_neighbours += share.quantity,
			Source::Grid { .. } => line.from_grid += share.quantity,
			Source::Late => {}
		}
	}
	line.exported += export;
	line.imported += import;
	line.bill_nano += row_leg(clearing, leaf, before);
	let tariff = &clearing.tariff;
	line.grid_alone_nano += leg(tariff.feed_in, export) - leg(tariff.retail, import);
	line.saved_nano = line.bill_nano - line.grid_alone_nano;
	Ok(())
}

/// Notes are gains of the account; what was taken over the grid operator bills outside.
fn add_notes(line: &mut MemberLine, notes: &[NoteRow]) {
	for NoteRow { note, .. } in notes {
		let amount = i128::from(note.amount);
		match note.kind {
			NoteKind::Gap
			| NoteKind::TakenOver
			| NoteKind::Correction
			| NoteKind::CreditPaid
			| NoteKind::Plan
			| NoteKind::Deviation => line.bill_nano += amount,
			NoteKind::Deposit
			| NoteKind::Withdrawal
			| NoteKind::Collected
			| NoteKind::PaidOut
			| NoteKind::PayOutFailed
			| NoteKind::PaymentReturned
			| NoteKind::WrittenOff
			| NoteKind::DeviceDeposit => line.deposited_nano += amount,
		}
	}
	line.saved_nano = line.bill_nano - line.grid_alone_nano;
}
