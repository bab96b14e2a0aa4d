// SPDX-License-Identifier: Apache-2.0
//! All that a printed statement needs, and what its head and its figures say.

use super::{
	lines::{eur, in_cents, percent},
	proof::Proof,
	read::{Found, Span},
};
use crate::{calendar, flow::decimal, meter::text};
use energy_primitives::SlotLength;
use settlement_core::NoteKind;

/// A statement, ready to be printed.
pub struct View<'a> {
	/// The statement.
	pub found: &'a Found,
	/// Whether it is what the chain says.
	pub proof: &'a Proof,
	/// What the meter is called; its number if it has no name.
	pub name: &'a str,
	/// Length of a slot.
	pub length: SlotLength,
}

impl View<'_> {
	/// Whose statement.
	pub fn whose(&self) -> String {
		let account = self.found.statement.account;
		format!("{}, owner number {}", text::meter(account.meter), account.epoch)
	}

	/// From when to when.
	pub fn when(&self) -> String {
		let slots = &self.found.slots;
		let begin = calendar::slot_begin(self.length, slots.start);
		let end = calendar::slot_begin(self.length, slots.end);
		format!("{begin} to {end} UTC, {} slots", slots.len())
	}

	/// What it is of.
	pub fn what(&self) -> String {
		match &self.found.span {
			Span::Closed(closed) => format!("Billing period {}, closed", closed.period),
			Span::Running(period) => {
				format!(
					"Billing period {period}, PROVISIONAL: it is not closed, figures may change"
				)
			}
			Span::Excerpt => "Excerpt: no bill, only these slots and their notes".into(),
		}
	}

	/// What it is of, in a few words.
	pub fn title(&self) -> String {
		match &self.found.span {
			Span::Closed(closed) => format!("Billing period {}", closed.period),
			Span::Running(period) => format!("Billing period {period}, running"),
			Span::Excerpt => "Excerpt, no bill".into(),
		}
	}

	/// The figure people look for first, and what it is, as one sentence.
	pub fn headline(&self) -> (String, &'static str) {
		let bill = self.found.statement.bill();
		let what = if bill > 0 { "Your energy brought you" } else { "Your energy cost you" };
		(format!("{} EUR", eur(bill.abs())), what)
	}

	/// What the community saved, as printed: the difference of two printed figures.
	pub fn saved(&self) -> i128 {
		let statement = &self.found.statement;
		in_cents(statement.bill()) - in_cents(statement.grid_alone())
	}

	/// What the community was good for.
	pub fn comparison(&self) -> String {
		let statement = &self.found.statement;
		let (alone, saved) = (statement.grid_alone(), self.saved());
		let verb = if alone > 0 { "have brought" } else { "have cost" };
		let alone = eur(alone.abs());
		let gain = match saved {
			0 => "No difference.".into(),
			1.. => format!("The community saved you {} EUR.", eur(saved)),
			_ => format!("The community cost you {} EUR.", eur(-saved)),
		};
		format!("With the grid alone it would {verb} {alone} EUR. {gain}")
	}

	/// Energy by where it went and came from, as two sentences.
	pub fn energy(&self) -> [String; 2] {
		let statement = &self.found.statement;
		let energy = statement.energy();
		let carrier = statement.account.meter.network.carrier;
		let told = |word: &str, sum: u64, parts: &[(u64, &str)]| {
			let parts = parts.iter().filter(|(quantity, _)| *quantity > 0);
			let quantity = |quantity: u64| text::energy(carrier, quantity.into());
			let parts: Vec<String> =
				parts.map(|(part, what)| format!("{} {what}", quantity(*part))).collect();
			let colon = if parts.is_empty() { "" } else { ": " };
			format!("{word} {}{colon}{}.", quantity(sum), parts.join(", "))
		};
		let made = [
			(energy.made_to_neighbours, "used by neighbours"),
			(energy.made_lost, "lost on the way"),
			(energy.made_to_grid, "to the grid"),
			(energy.made_outside, "billed by the grid operator"),
			(energy.made_late, "measured late"),
		];
		let used = [
			(energy.used_from_neighbours, "from neighbours"),
			(energy.used_from_grid, "from the grid"),
			(energy.used_outside, "billed by the grid operator"),
			(energy.used_late, "measured late"),
		];
		[told("Made", energy.made, &made), told("Used", energy.used, &used)]
	}

	/// Shares of neighbours, as far as there is energy.
	pub fn shares(&self) -> Vec<String> {
		let energy = self.found.statement.energy();
		let made = energy.self_consumption_ppm().map(|ppm| {
			format!("{} of what you made stayed in the community (self-consumption).", percent(ppm))
		});
		let used = energy.self_sufficiency_ppm().map(|ppm| {
			format!("{} of what you used came from neighbours (self-sufficiency).", percent(ppm))
		});
		made.into_iter().chain(used).collect()
	}

	/// What of the bill somebody else collects.
	pub fn outside(&self) -> Option<String> {
		let taken_over = self.found.statement.noted(|kind| kind == NoteKind::TakenOver);
		(taken_over != 0).then(|| {
			let amount = eur(taken_over);
			format!("Of this the grid operator bills {amount} EUR: the account could not pay it.")
		})
	}

	/// How figures are rounded.
	pub fn rounding(&self) -> String {
		"Amounts are exact to a billionth of a euro; for print each is rounded to cents, half away \
		 from zero."
			.into()
	}

	/// What stays in the account.
	pub fn carried(&self) -> String {
		let closing = decimal(self.found.statement.closing(), 9);
		format!("Exactly {closing} EUR are carried over; a bank moves whole cents only.")
	}
}
