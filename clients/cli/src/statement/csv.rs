// SPDX-License-Identifier: Apache-2.0
//! A statement as CSV: opening balance, slots, notes, closing balance, one line each. The amounts
//! of all lines but the last add up to the last. Integers only.

use super::{
	lines::{note_code, standing},
	slot::SlotLine,
	view::View,
};
use crate::calendar;
use settlement_core::Tariff;
use std::fmt::{Result, Write};

const HEADER: &str =
	"line,slot,begin_utc,what,amount_nano,made,sold_locally,lost,sold_to_grid,used,\
	bought_locally,bought_from_grid,sell_price_nano,buy_price_nano,local_price_nano,feed_in_nano,\
	retail_nano,network_fee_nano,fund_fee_nano,grid_alone_nano";

/// The whole statement.
pub fn csv(view: &View<'_>) -> String {
	let mut out = String::new();
	// Writing to a String can't fail.
	let _ = write_all(&mut out, view);
	out
}

fn write_all(out: &mut String, view: &View<'_>) -> Result {
	let statement = &view.found.statement;
	let empty = ",".repeat(15);
	let at = |slot| calendar::slot_begin(view.length, slot);
	writeln!(out, "{HEADER}")?;
	let (start, end) = (view.found.slots.start, view.found.slots.end);
	writeln!(out, "opening,{start},{},,{}{empty}", at(start), statement.opening)?;
	for line in &statement.slots {
		write!(out, "slot,{},{},", line.slot, at(line.slot))?;
		write_slot(out, line)?;
	}
	for note in &statement.notes {
		let (slot, what, amount) = (note.slot, note_code(note.kind), note.amount);
		writeln!(out, "note,{slot},{},{what},{amount}{empty}", at(slot))?;
	}
	writeln!(out, "closing,{end},{},,{}{empty}", at(end), statement.closing())
}

fn write_slot(out: &mut String, line: &SlotLine) -> Result {
	let SlotLine { export, sold, lost, import, bought, leg, tariff, .. } = line;
	let on_chain = line.is_priced() && !line.grid_outside;
	let (to_grid, from_grid) = if on_chain { (line.to_grid(), line.from_grid()) } else { (0, 0) };
	write!(out, "{},{leg},{export},{sold},{lost},{to_grid},", standing(line))?;
	write!(out, "{import},{bought},{from_grid},")?;
	if line.is_priced() {
		write!(out, "{},{},{},", line.sell_price, line.buy_price, line.local_price)?;
	} else {
		write!(out, ",,,")?;
	}
	let Tariff { feed_in, retail, network_fee, fund_fee } = tariff;
	writeln!(out, "{feed_in},{retail},{network_fee},{fund_fee},{}", line.grid_alone())
}
