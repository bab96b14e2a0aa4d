// SPDX-License-Identifier: Apache-2.0
//! A page while it is swept: every row gets its leg, or the supplier of last resort steps in.

use crate::{
	account_impls::{add_note, terms_in, AccountState, NotesPage, TermsPage},
	credit_notes::add_credit,
	line_impls::{line_of, Lines},
	pallet::*,
	types::*,
	utility_impls::{position_in, put_position_in, standing_of},
};
use alloc::vec::Vec;
use energy_primitives::{MeterId, NanoPrice, NetworkId, PageIndex, Position, Row, RowEnergy, Slot};
use frame_support::{defensive, traits::Get, BoundedVec};
use settlement_core::{
	gap_leg,
	pot::{self, step_in, StepIn},
	row_leg, worst_leg, Axes, Class, Clearing, Note, NoteKind, OrderRow, PageShares, Presence,
	RowLeaf, SlotTerms, SuffixExtremes,
};

/// A page while it is swept. Everything is read once and written once.
pub(crate) struct PageSweep<T: Config> {
	network: NetworkId,
	page: PageIndex,
	clearing: Clearing,
	orders: BoundedVec<OrderRow, PageRows>,
	/// Shares of supply; empty under a rule that has none.
	shares: PageShares,
	positions: BoundedVec<Position, PageRows>,
	outside: BoundedVec<OutsideRow, PageRows>,
	/// What earlier owners are owed; empty on most pages.
	lines: Lines<T>,
	/// Limits of owners; empty on most pages.
	terms: TermsPage,
	/// Read when the first note is made.
	notes: Option<NotesPage>,
	/// Read when the first credit has to wait.
	late: Option<BoundedVec<LateCredit, AccountsMax>>,
	/// Something was told about a row: a note, a credit that waits, a warning.
	pub(crate) told: bool,
	/// Whose energy was measured in the period; written where this slot changes it.
	presence: Presence,
	period_first: Slot,
	is_news: bool,
	/// What the page's meters gave to the grid; rows past the end: nothing.
	surplus: BoundedVec<u64, PageRows>,
	/// Read when the first gap asks for prices.
	extremes: Option<SuffixExtremes>,
	ledger: NetworkLedger,
	pub(crate) reserve: u128,
}

impl<T: Config> PageSweep<T> {
	pub(crate) fn read(
		network: NetworkId,
		page: PageIndex,
		sweep: &Sweep,
		shares: PageShares,
	) -> Self {
		Self {
			network,
			page,
			shares,
			lines: ClosingLines::<T>::get(network, page),
			terms: Terms::<T>::get(network, page),
			notes: None,
			late: None,
			told: false,
			presence: Presences::<T>::get(network, page),
			period_first: sweep.period_first,
			is_news: false,
			surplus: Surplus::<T>::get(network, page),
			clearing: sweep.header.clearing,
			orders: Orders::<T>::get(network, page),
			positions: Positions::<T>::get(network, page),
			outside: Outside::<T>::get(network, page),
			extremes: None,
			ledger: Ledgers::<T>::get(network),
			reserve: sweep.reserve,
		}
	}

	pub(crate) fn write(mut self) {
		let next = self.clearing.slot.saturating_add(1);
		self.outside.retain(|entry| !entry.is_over(next));
		let (network, page) = (self.network, self.page);
		Positions::<T>::insert(network, page, self.positions);
		if !self.surplus.is_empty() {
			Surplus::<T>::insert(network, page, self.surplus);
		}
		if self.is_news {
			Presences::<T>::insert(network, page, self.presence);
		}
		if !self.lines.is_empty() {
			Pallet::<T>::put_lines(network, page, self.lines);
		}
		if let Some(notes) = self.notes {
			Notes::<T>::insert(network, page, notes);
		}
		if let Some(late) = self.late {
			LateCredits::<T>::insert(network, page, late);
		}
		if self.outside.is_empty() {
			Outside::<T>::remove(network, page);
		} else {
			Outside::<T>::insert(network, page, self.outside);
		}
		Ledgers::<T>::insert(network, self.ledger);
	}

	/// Settles the rows in order, returning what is committed to; `axes` are the sums in front.
	pub(crate) fn rows(&mut self, rows: &[RowEnergy], mut axes: Axes) -> Vec<RowLeaf> {
		let mut leaves = Vec::with_capacity(rows.len());
		let slot = self.clearing.slot;
		for energy in rows {
			self.is_news |= self.presence.add(energy, slot, self.period_first);
			let leaf = self.row(energy, &axes);
			self.add_surplus(&leaf, &axes);
			match axes.after(&leaf) {
				Ok(after) => axes = after,
				Err(_) => {
					defensive!("the sums of the rows are those of the book, which fit");
				}
			}
			leaves.push(leaf);
		}
		leaves
	}

	/// Settles one row; `before` are the sums in front of it.
	fn row(&mut self, energy: &RowEnergy, before: &Axes) -> RowLeaf {
		let Clearing { slot, tariff, rule, mode, .. } = self.clearing;
		let terms = SlotTerms { tariff, rule, mode };
		let allotment = self.shares.of(energy.row);
		let (orders, outside) = (&self.orders, &self.outside);
		let standing = standing_of(orders, outside, energy.row, slot, &allotment.share, &terms);
		let class = self.clearing.class_of(energy, standing);
		let in_market = self.clearing.import_in_market(energy.import, class, &allotment);
		let surplus = self.surplus.get(usize::from(energy.row)).copied().unwrap_or(0);
		let leaf = RowLeaf::new(energy, class, in_market, surplus);
		match class {
			Class::Feeder | Class::Sub => (),
			Class::Gap => self.gap(energy),
			Class::Outside => self.outside_row(energy.row),
			Class::Accepted | Class::Seller | Class::Buyer | Class::NotAccepted => {
				self.trade(&leaf, before)
			}
		}
		leaf
	}

	/// Moves the meter's surplus on by what it gave to the grid.
	fn add_surplus(&mut self, leaf: &RowLeaf, before: &Axes) {
		let part = leaf.surplus(before, &self.clearing);
		if part == 0 {
			return;
		}
		let row = usize::from(leaf.row);
		if self.surplus.len() <= row {
			self.surplus.bounded_resize(row.saturating_add(1), 0);
		}
		if let Some(surplus) = self.surplus.get_mut(row) {
			// 64 bits of base quantities: no meter exports that much.
			*surplus = surplus.saturating_add(part);
		}
	}

	/// The slot's leg, out of the suspense; to the grid where the position can't bear it.
	fn trade(&mut self, leaf: &RowLeaf, before: &Axes) {
		let leg = row_leg(&self.clearing, leaf, before);
		let worst = worst_leg(&self.clearing, leaf, before);
		self.reserve = self.reserve.saturating_sub(worst);
		self.ledger.suspense = self.ledger.suspense.saturating_sub(leg);
		let account = self.account(leaf.row);
		match step_in(account.position, account.limit.into(), leg) {
			StepIn::Applied(position) => {
				self.put(leaf.row, position);
				self.warn(leaf.row, account, AccountState { position, ..account });
			}
			StepIn::TakenOver => {
				self.take_over(leaf.row, leg);
				// The slot's leg counts in the statement, so this takes it back.
				self.note(leaf.row, NoteKind::TakenOver, leg.saturating_neg());
			}
		}
	}

	/// Says once that an account runs low, before the supplier of last resort has to step in.
	fn warn(&mut self, row: Row, before: AccountState, after: AccountState) {
		let level = i128::from(T::WarnLevel::get());
		if before.headroom() >= level && after.headroom() < level {
			let Some(meter) = self.meter(row) else { return };
			let (slot, left) = (self.clearing.slot, after.headroom());
			self.told = true;
			Pallet::<T>::deposit_event(Event::RunningLow { meter, slot, left });
		}
	}

	/// Keeps a note for the statement of the row's owner in this slot.
	fn note(&mut self, row: Row, kind: NoteKind, amount: i128) {
		let Ok(amount) = Position::try_from(amount) else {
			defensive!("a leg of 32 times 32 bits fits");
			return;
		};
		let Some(meter) = self.meter(row) else { return };
		self.told = true;
		let epoch = self.epoch(row);
		let note = Note { kind, slot: self.clearing.slot, amount };
		let (network, page) = (self.network, self.page);
		let notes = self.notes.get_or_insert_with(|| Notes::<T>::get(network, page));
		add_note(notes, row, epoch, &note);
		let position = self.account(row).position;
		Pallet::<T>::deposit_event(Event::Noted { meter, epoch, note, position });
	}

	/// Energy the books missed: between the meter and the balancing account, at the most
	/// protective prices of the span.
	fn gap(&mut self, energy: &RowEnergy) {
		let Some((sell, buy)) = self.gap_prices(energy.span) else {
			defensive!("the slot being swept has its prices");
			return;
		};
		let leg = gap_leg(energy.export.into(), energy.import.into(), sell, buy);
		let Some(meter) = self.meter(energy.row) else { return };
		let slot = self.clearing.slot;
		if leg > 0 {
			return self.gap_credit(meter, energy, leg);
		}
		let before = self.account(energy.row);
		match step_in(before.position, before.limit.into(), leg) {
			StepIn::Applied(after) => self.settle_gap(meter, energy, leg, after),
			// What rows still to come may leave to the grid goes first.
			StepIn::TakenOver if self.grid_bears(leg) => {
				self.ledger.balancing = self.ledger.balancing.saturating_sub(leg);
				self.take_over(energy.row, leg);
			}
			StepIn::TakenOver => {
				self.told = true;
				Pallet::<T>::deposit_event(Event::GapUnpaid { meter, slot, leg });
			}
		}
	}

	/// Pays a gap's credit, or queues it where the balancing account can't bear it.
	fn gap_credit(&mut self, meter: MeterId, energy: &RowEnergy, leg: i128) {
		let slot = self.clearing.slot;
		let bears =
			pot::covers(self.ledger.balancing, self.ledger.balancing_limit, leg.saturating_neg());
		match step_in(self.account(energy.row).position, 0, leg) {
			StepIn::Applied(after) if bears => self.settle_gap(meter, energy, leg, after),
			_ => {
				let amount = leg.unsigned_abs();
				self.delay(energy.row, amount);
				Pallet::<T>::deposit_event(Event::CreditDelayed { meter, slot, amount });
			}
		}
	}

	/// Moves a gap's leg between the meter and the balancing account.
	fn settle_gap(&mut self, meter: MeterId, energy: &RowEnergy, leg: i128, after: Position) {
		self.put(energy.row, after);
		self.ledger.balancing = self.ledger.balancing.saturating_sub(leg);
		self.note(energy.row, NoteKind::Gap, leg);
		let (slot, span) = (self.clearing.slot, energy.span);
		Pallet::<T>::deposit_event(Event::GapSettled { meter, slot, leg, span });
	}

	fn delay(&mut self, row: Row, amount: u128) {
		self.ledger.late_credits = self.ledger.late_credits.saturating_add(amount);
		let epoch = self.epoch(row);
		self.told = true;
		let (network, page) = (self.network, self.page);
		let late = self.late.get_or_insert_with(|| LateCredits::<T>::get(network, page));
		add_credit(late, row, epoch, amount);
	}

	/// Lowest selling and highest buying price over the span that ends with this slot.
	fn gap_prices(&mut self, span: u32) -> Option<(NanoPrice, NanoPrice)> {
		if span > T::RecordWindow::get() {
			return self.ledger.tariff_extremes;
		}
		let from = self.clearing.slot.saturating_add(1).saturating_sub(span);
		let network = self.network;
		self.extremes.get_or_insert_with(|| Extremes::<T>::get(network)).over(from)
	}

	fn grid_bears(&self, leg: i128) -> bool {
		let left = self.ledger.grid_free().saturating_sub(self.reserve);
		leg.unsigned_abs() <= left
	}

	/// The supplier of last resort pays; from the next slot not begun it supplies the meter itself.
	fn take_over(&mut self, row: Row, leg: i128) {
		let slot = self.clearing.slot;
		self.told = true;
		self.ledger.grid = self.ledger.grid.saturating_add(leg);
		let Some(meter) = self.meter(row) else { return };
		Pallet::<T>::deposit_event(Event::TakenOver { meter, slot, leg });
		if self.line(row).is_some() {
			// The meter has another owner by now.
			return;
		}
		let from_slot = Pallet::<T>::next_to_begin(self.network);
		let entry = OutsideRow { row, from_slot, until_slot: None, lifted: false };
		match self.outside.binary_search_by_key(&row, |entry| entry.row) {
			Ok(at) => {
				let Some(old) = self.outside.get_mut(at) else { return };
				if !old.is_over(slot) {
					// Outside already, or about to be: an older deposit no longer counts.
					old.lifted = false;
					return;
				}
				*old = entry;
			}
			Err(at) => {
				if self.outside.try_insert(at, entry).is_err() {
					defensive!("one entry per row fits a page");
				}
			}
		}
		Pallet::<T>::deposit_event(Event::OutsideFrom { meter, from_slot });
	}

	/// A row the grid supplies itself has no leg; a deposit that came early may let it in now.
	fn outside_row(&mut self, row: Row) {
		let Some(meter) = self.meter(row) else { return };
		let headroom = self.account(row).headroom();
		let found = self.outside.binary_search_by_key(&row, |entry| entry.row).ok();
		if let Some(entry) = found.and_then(|at| self.outside.get_mut(at)) {
			Pallet::<T>::let_in(meter, entry, headroom, self.clearing.slot);
		}
	}

	/// The closed line that this slot's legs of the row go to.
	fn line(&self, row: Row) -> Option<usize> {
		line_of(&self.lines, row, self.clearing.slot)
	}

	/// The account of the row's owner in this slot.
	fn account(&self, row: Row) -> AccountState {
		match self.line(row).and_then(|at| self.lines.get(at)) {
			Some(LineRecord { position, limit, arrears, .. }) => {
				AccountState { position: *position, limit: *limit, arrears: *arrears }
			}
			None => {
				let TermsRow { limit, arrears, .. } = terms_in(&self.terms, row);
				AccountState { position: position_in(&self.positions, row), limit, arrears }
			}
		}
	}

	/// As the how-manieth owner.
	fn epoch(&self, row: Row) -> u32 {
		match self.line(row).and_then(|at| self.lines.get(at)) {
			Some(line) => line.epoch,
			None => terms_in(&self.terms, row).epoch,
		}
	}

	fn put(&mut self, row: Row, position: Position) {
		match self.line(row).and_then(|at| self.lines.get_mut(at)) {
			Some(line) => line.position = position,
			None => put_position_in(&mut self.positions, row, position),
		}
	}

	fn meter(&self, row: Row) -> Option<MeterId> {
		MeterId::at(self.network, self.page, row)
	}
}
