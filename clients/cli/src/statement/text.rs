// SPDX-License-Identifier: Apache-2.0
//! A statement as text for a terminal.

use super::{
	days::{days, spark, Day, Scale},
	lines::{eur, note_line, Account},
	model::Energy,
	view::View,
};
use crate::{calendar, flow::per_kwh, meter::text};
use std::fmt::{Result, Write};

/// The whole statement.
pub fn text(view: &View<'_>) -> String {
	let mut out = String::new();
	// Writing to a String can't fail.
	let _ = write_all(&mut out, view);
	out.trim_end().to_owned()
}

fn write_all(out: &mut String, view: &View<'_>) -> Result {
	writeln!(out, "{}: {}", view.name, view.whose())?;
	writeln!(out, "{}", view.what())?;
	writeln!(out, "{}", view.when())?;
	let (figure, what) = view.headline();
	writeln!(out, "\n{what} {figure}. {}", view.comparison())?;
	view.outside().iter().try_for_each(|outside| writeln!(out, "{outside}"))?;
	view.shares().iter().try_for_each(|share| writeln!(out, "{share}"))?;
	write_energy(out, view)?;
	write_account(out, view)?;
	write_notes(out, view)?;
	write_prices(out, view)?;
	writeln!(out, "\n{}", view.proof.line())
}

fn write_energy(out: &mut String, view: &View<'_>) -> Result {
	let (statement, mut row) = (&view.found.statement, String::new());
	let carrier = statement.account.meter.network.carrier;
	let mut put = |depth: usize, what: &str, quantity: u64, always: bool| {
		if always || quantity > 0 {
			let label = format!("{:1$}{what}", "", depth * 2);
			let quantity = text::energy(carrier, quantity.into());
			let _ = writeln!(row, "  {label:<38}{quantity:>16}");
		}
	};
	let Energy { made, used, .. } = statement.energy();
	let energy = statement.energy();
	put(0, "Made for the network", made, true);
	put(1, "used by neighbours", energy.made_to_neighbours, made > 0);
	put(1, "lost on the way, sold all the same", energy.made_lost, false);
	put(1, "to the grid", energy.made_to_grid, made > 0);
	put(1, "billed by the grid operator", energy.made_outside, false);
	put(1, "measured late", energy.made_late, false);
	put(0, "Used from the network", used, true);
	put(1, "from neighbours", energy.used_from_neighbours, used > 0);
	put(1, "from the grid", energy.used_from_grid, used > 0);
	put(1, "billed by the grid operator", energy.used_outside, false);
	put(1, "measured late", energy.used_late, false);
	write!(out, "\nEnergy\n{row}")
}

fn write_account(out: &mut String, view: &View<'_>) -> Result {
	let account = Account::of(&view.found.statement);
	writeln!(out, "\nAccount in EUR")?;
	let mut line = |what: &str, nano: i128, why: &str| {
		writeln!(out, "{}", format!("  {what:<34}{:>12}   {why}", eur(nano)).trim_end())
	};
	line("Opening balance", account.opening, "")?;
	for entry in &account.lines {
		line(&entry.what, entry.nano, &entry.why)?;
	}
	if account.rounding != 0 {
		line("Rounding of these lines", account.rounding, "to cents, so that they add up")?;
	}
	line("Closing balance", account.closing, "")?;
	writeln!(out, "  {}\n  {}", view.carried(), view.rounding())
}

fn write_notes(out: &mut String, view: &View<'_>) -> Result {
	let notes = &view.found.statement.notes;
	if notes.is_empty() {
		return Ok(());
	}
	writeln!(out, "\nNotes, in their order")?;
	for note in notes {
		let (at, why, amount) = note_line(note, view.length);
		writeln!(out, "  {at}{amount:>12}   {why}")?;
	}
	Ok(())
}

fn write_prices(out: &mut String, view: &View<'_>) -> Result {
	let statement = &view.found.statement;
	let carrier = statement.account.meter.network.carrier;
	let days = days(statement, view.length);
	let Some(scale) = Scale::of(&days) else { return Ok(()) };
	writeln!(out, "\nPrice of a kWh from the network, hour by hour")?;
	for Day { begin_s, hours, lowest, highest, .. } in &days {
		let (Some(lowest), Some(highest)) = (lowest, highest) else { continue };
		let (low, high) = (per_kwh(carrier, *lowest), per_kwh(carrier, *highest));
		let date = calendar::date(*begin_s);
		writeln!(out, "  {date}  {}  {low} to {high} EUR", spark(hours, scale))?;
	}
	if let Some((cheapest, dearest)) = statement.extremes() {
		for (word, slot) in [("Cheapest", cheapest), ("Dearest", dearest)] {
			let (at, price) = (calendar::slot_begin(view.length, slot.slot), slot.buy_price);
			let word = format!("{word}:");
			writeln!(out, "  {word:<10}{at} UTC  {} EUR", per_kwh(carrier, price))?;
		}
	}
	Ok(())
}
