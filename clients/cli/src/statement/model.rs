// SPDX-License-Identifier: Apache-2.0
//! What a span of slots did to an account, from settled rows and the account's notes. Exact: energy
//! in base quantities, money in nano-currency, positive where the account gains.

use super::slot::{Money, SlotLine, Standing};
use energy_primitives::{MemberAccount, Slot};
use serde::Serialize;
use settlement_core::{Note, NoteKind};

/// Energy over the slots.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Energy {
	/// Delivered.
	pub made: u64,
	/// Of this, used by neighbours.
	pub made_to_neighbours: u64,
	/// Of this, lost on the way and paid for like the rest.
	pub made_lost: u64,
	/// Of this, given to the grid.
	pub made_to_grid: u64,
	/// Of this, billed by the grid operator outside.
	pub made_outside: u64,
	/// Of this, measured late.
	pub made_late: u64,
	/// Taken.
	pub used: u64,
	/// Of this, from neighbours.
	pub used_from_neighbours: u64,
	/// Of this, from the grid.
	pub used_from_grid: u64,
	/// Of this, billed by the grid operator outside.
	pub used_outside: u64,
	/// Of this, measured late.
	pub used_late: u64,
}

/// A correction of a settled figure, by what it changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Corrected {
	/// The slot whose figure was wrong.
	pub slot: Slot,
	/// Change of what was delivered.
	pub made: i64,
	/// Change of what was taken.
	pub used: i64,
	/// What it brought.
	pub amount: i128,
	/// What the change is worth at the grid's tariffs of that slot.
	pub grid_alone: i128,
}

/// What a span of slots did to an account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
	/// Whose.
	pub account: MemberAccount,
	/// What it held before.
	pub opening: i128,
	/// Its slots, in order: those that belong to this owner.
	pub slots: Vec<SlotLine>,
	/// Everything else that changed it, in order.
	pub notes: Vec<Note>,
	/// The corrections among the notes.
	pub corrected: Vec<Corrected>,
}

impl Energy {
	fn add(&mut self, line: &SlotLine) {
		let (export, import) = (line.export, line.import);
		self.made += export;
		self.used += import;
		match line.standing {
			Standing::Market | Standing::Tariffs => {
				self.made_to_neighbours += line.sold.saturating_sub(line.lost);
				self.made_lost += line.lost;
				self.used_from_neighbours += line.bought;
				let (to, from) = if line.grid_outside {
					(&mut self.made_outside, &mut self.used_outside)
				} else {
					(&mut self.made_to_grid, &mut self.used_from_grid)
				};
				*to += line.to_grid();
				*from += line.from_grid();
			}
			Standing::Outside => {
				self.made_outside += export;
				self.used_outside += import;
			}
			Standing::Late => {
				self.made_late += export;
				self.used_late += import;
			}
			Standing::Silent => {}
		}
	}

	/// How much of what was taken neighbours had made, in millionths, rounded down; `None` for
	/// nothing taken.
	pub fn self_sufficiency_ppm(&self) -> Option<u64> {
		ppm(self.used_from_neighbours, self.used)
	}

	/// How much of what was delivered stayed in the community, losses included, in millionths,
	/// rounded down; `None` for nothing delivered.
	pub fn self_consumption_ppm(&self) -> Option<u64> {
		ppm(self.made_to_neighbours + self.made_lost, self.made)
	}
}

fn ppm(part: u64, whole: u64) -> Option<u64> {
	let share = (u128::from(part) * 1_000_000).checked_div(whole.into())?;
	u64::try_from(share).ok()
}

/// Whether a note is about energy that was used, made or planned, and not about money paid in or out.
pub fn is_about_energy(kind: NoteKind) -> bool {
	matches!(
		kind,
		NoteKind::Gap
			| NoteKind::Correction
			| NoteKind::CreditPaid
			| NoteKind::Plan
			| NoteKind::Deviation
	)
}

impl Statement {
	/// Marks the slots whose leg was taken over.
	pub fn mark_taken_over(&mut self) {
		for note in self.notes.iter().filter(|note| note.kind == NoteKind::TakenOver) {
			let at = self.slots.binary_search_by_key(&note.slot, |line| line.slot);
			if let Some(line) = at.ok().and_then(|at| self.slots.get_mut(at)) {
				line.taken_over = true;
			}
		}
	}

	/// All its energy.
	pub fn energy(&self) -> Energy {
		let mut energy = Energy::default();
		self.slots.iter().for_each(|line| energy.add(line));
		energy
	}

	/// The money of all its slots.
	pub fn money(&self) -> Money {
		let mut money = Money::default();
		self.slots.iter().for_each(|line| money += line.money());
		money
	}

	/// What the energy of the slots brought.
	pub fn legs(&self) -> i128 {
		self.slots.iter().map(|line| line.leg).sum()
	}

	/// The sum of the notes that `wanted` picks.
	pub fn noted(&self, wanted: impl Fn(NoteKind) -> bool) -> i128 {
		let notes = self.notes.iter().filter(|note| wanted(note.kind));
		notes.map(|note| i128::from(note.amount)).sum()
	}

	/// What the account holds in the end.
	pub fn closing(&self) -> i128 {
		self.opening + self.legs() + self.noted(|_| true)
	}

	/// What all energy of the span brought, whoever bills it in the end: slots, late figures,
	/// corrections.
	pub fn bill(&self) -> i128 {
		self.legs() + self.noted(is_about_energy)
	}

	/// What the same energy would have brought with the grid alone, at its tariffs: of the slot, of
	/// the slot in which a late figure came, of the slot that was corrected. Energy that the grid
	/// operator bills outside is left out; credits without energy of their own, such as one that had
	/// waited, count as they are.
	pub fn grid_alone(&self) -> i128 {
		let noted =
			|slot| self.notes.iter().any(|note| note.kind == NoteKind::Gap && note.slot == slot);
		let settled = |line: &&SlotLine| line.standing != Standing::Late || noted(line.slot);
		let slots: i128 = self.slots.iter().filter(settled).map(SlotLine::grid_alone).sum();
		let corrected: i128 = self.corrected.iter().map(|one| one.grid_alone - one.amount).sum();
		let credits = |kind| matches!(kind, NoteKind::CreditPaid | NoteKind::Correction);
		slots + corrected + self.noted(credits)
	}

	/// What the community saved.
	pub fn saved(&self) -> i128 {
		self.bill() - self.grid_alone()
	}

	/// The slots in which a kWh from the network cost least and most, of those in the market; the
	/// first of equals.
	pub fn extremes(&self) -> Option<(&SlotLine, &SlotLine)> {
		let market = || self.slots.iter().filter(|line| line.standing == Standing::Market);
		let cheapest = market().min_by_key(|line| line.buy_price)?;
		let dearest = market().rev().max_by_key(|line| line.buy_price)?;
		Some((cheapest, dearest))
	}
}
