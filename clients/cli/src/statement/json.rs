// SPDX-License-Identifier: Apache-2.0
//! A statement as JSON. Integers only: energy in base quantities, money in nano-currency.

use super::{
	lines::note_code,
	model::{Corrected, Energy},
	proof::Proof,
	read::Span,
	slot::{Money, SlotLine, Standing},
	view::View,
};
use crate::calendar;
use energy_primitives::{NanoPrice, Slot};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
	community: u32,
	network: &'static str,
	base_unit: &'static str,
	meter: u32,
	name: &'a str,
	owner_epoch: u32,
	/// `closed`, `provisional` or `excerpt`.
	state: &'static str,
	period: Option<u32>,
	first_slot: Slot,
	/// The first slot after it.
	end_slot: Slot,
	begin_utc: String,
	end_utc: String,
	opening_nano: i128,
	closing_nano: i128,
	/// What all energy brought.
	energy_nano: i128,
	/// What it would have brought with the grid alone.
	grid_alone_nano: i128,
	saved_nano: i128,
	energy: Energy,
	self_consumption_ppm: Option<u64>,
	self_sufficiency_ppm: Option<u64>,
	/// The slots' money in nano-currency, direction by direction.
	money_nano: Money,
	notes_nano: i128,
	notes: Vec<NoteEntry>,
	corrected: &'a [Corrected],
	cheapest_slot: Option<Slot>,
	dearest_slot: Option<Slot>,
	slots: Vec<SlotEntry>,
	proof: &'a Proof,
	proof_holds: bool,
	proof_text: String,
}

#[derive(Serialize)]
struct NoteEntry {
	kind: &'static str,
	slot: Slot,
	begin_utc: String,
	amount_nano: i64,
}

#[derive(Serialize)]
struct SlotEntry {
	slot: Slot,
	begin_utc: String,
	standing: Standing,
	taken_over: bool,
	made: u64,
	sold_locally: u64,
	lost: u64,
	used: u64,
	bought_locally: u64,
	sell_price_nano: Option<NanoPrice>,
	buy_price_nano: Option<NanoPrice>,
	local_price_nano: Option<NanoPrice>,
	feed_in_nano: NanoPrice,
	retail_nano: NanoPrice,
	amount_nano: i128,
	grid_alone_nano: i128,
}

/// The whole statement.
pub fn json(view: &View<'_>) -> serde_json::Result<String> {
	let (found, statement) = (view.found, &view.found.statement);
	let (meter, facts) = (statement.account.meter, statement.account.meter.network.carrier.facts());
	let (state, period) = match &found.span {
		Span::Closed(closed) => ("closed", Some(closed.period)),
		Span::Running(period) => ("provisional", Some(*period)),
		Span::Excerpt => ("excerpt", None),
	};
	let at = |slot| calendar::slot_begin(view.length, slot);
	let (energy, extremes) = (statement.energy(), statement.extremes());
	serde_json::to_string_pretty(&Document {
		community: meter.network.community,
		network: facts.name,
		base_unit: facts.base_unit,
		meter: meter.index,
		name: view.name,
		owner_epoch: statement.account.epoch,
		state,
		period,
		first_slot: found.slots.start,
		end_slot: found.slots.end,
		begin_utc: at(found.slots.start),
		end_utc: at(found.slots.end),
		opening_nano: statement.opening,
		closing_nano: statement.closing(),
		energy_nano: statement.bill(),
		grid_alone_nano: statement.grid_alone(),
		saved_nano: statement.saved(),
		energy,
		self_consumption_ppm: energy.self_consumption_ppm(),
		self_sufficiency_ppm: energy.self_sufficiency_ppm(),
		money_nano: statement.money(),
		notes_nano: statement.noted(|_| true),
		notes: notes(view),
		corrected: &statement.corrected,
		cheapest_slot: extremes.map(|(cheapest, _)| cheapest.slot),
		dearest_slot: extremes.map(|(_, dearest)| dearest.slot),
		slots: statement.slots.iter().map(|line| entry(line, at(line.slot))).collect(),
		proof: view.proof,
		proof_holds: view.proof.holds(),
		proof_text: view.proof.line(),
	})
}

fn notes(view: &View<'_>) -> Vec<NoteEntry> {
	let entry = |note: &settlement_core::Note| NoteEntry {
		kind: note_code(note.kind),
		slot: note.slot,
		begin_utc: calendar::slot_begin(view.length, note.slot),
		amount_nano: note.amount,
	};
	view.found.statement.notes.iter().map(entry).collect()
}

fn entry(line: &SlotLine, begin_utc: String) -> SlotEntry {
	let price = |price| line.is_priced().then_some(price);
	SlotEntry {
		slot: line.slot,
		begin_utc,
		standing: line.standing,
		taken_over: line.taken_over,
		made: line.export,
		sold_locally: line.sold,
		lost: line.lost,
		used: line.import,
		bought_locally: line.bought,
		sell_price_nano: price(line.sell_price),
		buy_price_nano: price(line.buy_price),
		local_price_nano: price(line.local_price),
		feed_in_nano: line.tariff.feed_in,
		retail_nano: line.tariff.retail,
		amount_nano: line.leg,
		grid_alone_nano: line.grid_alone(),
	}
}
