// SPDX-License-Identifier: Apache-2.0
//! A member's account: the one place where it changes by anything else than a slot's energy.
//!
//! The account of a meter's present owner stands in the columns of its page; that of an earlier one
//! in a closing line. Every change here leaves a note for the statement.

use crate::{
	line_impls::{line_at, line_of},
	pallet::*,
	types::*,
	utility_impls::{place, position_in},
};
use energy_primitives::{MemberAccount, MeterId, MoneyError, Position, RowClass, Slot, SlotSource};
use frame_support::{defensive, BoundedVec};
use settlement_core::{Note, NoteKind};
use sp_runtime::traits::BlakeTwo256;

/// What stands in an account, in nano-currency.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct AccountState {
	pub(crate) position: Position,
	pub(crate) limit: u64,
	pub(crate) arrears: u64,
}

impl AccountState {
	/// What it may still pay before it is below its limit.
	pub(crate) fn headroom(&self) -> i128 {
		i128::from(self.position).saturating_add(self.limit.into())
	}
}

/// The notes of a page's accounts.
pub(crate) type NotesPage = BoundedVec<NoteRow, AccountsMax>;
/// What a page's owners have agreed on.
pub(crate) type TermsPage = BoundedVec<TermsRow, PageRows>;

impl<T: Config> Pallet<T> {
	/// The account of the meter's owner of now.
	pub(crate) fn account_now(meter: MeterId) -> MemberAccount {
		let (network, page, row) = place(meter);
		let now = T::Metering::current_slot();
		let lines = ClosingLines::<T>::get(network, page);
		// A line that is due holds the number of the owner before.
		let epoch = match lines.iter().find(|line| line.row == row && line.is_due(now)) {
			Some(line) => line.epoch.saturating_add(1),
			None => terms_in(&Terms::<T>::get(network, page), row).epoch,
		};
		MemberAccount { meter, epoch }
	}

	/// The account that the energy of a slot belongs to.
	pub(crate) fn account_at(meter: MeterId, slot: Slot) -> MemberAccount {
		let (network, page, row) = place(meter);
		Self::close_due_line(meter);
		let lines = ClosingLines::<T>::get(network, page);
		match line_of(&lines, row, slot).and_then(|at| lines.get(at)) {
			Some(line) => MemberAccount { meter, epoch: line.epoch },
			None => Self::account_now(meter),
		}
	}

	/// What stands in an account; `None` where there is no such account.
	pub(crate) fn account(account: MemberAccount) -> Option<AccountState> {
		let (network, page, row) = place(account.meter);
		let (_, class) = T::Metering::owner_of(account.meter)?;
		if class != RowClass::Boundary {
			return None;
		}
		Self::close_due_line(account.meter);
		let mut lines = ClosingLines::<T>::get(network, page);
		if let Some(line) = line_at(&mut lines, row, account.epoch).filter(|line| line.closed) {
			let LineRecord { position, limit, arrears, .. } = *line;
			return Some(AccountState { position, limit, arrears });
		}
		let terms = terms_in(&Terms::<T>::get(network, page), row);
		let position = position_in(&Positions::<T>::get(network, page), row);
		(terms.epoch == account.epoch).then_some(AccountState {
			position,
			limit: terms.limit,
			arrears: terms.arrears,
		})
	}

	/// Writes an account that [`Pallet::account`] has found, and keeps the sum of limits.
	pub(crate) fn put_account(account: MemberAccount, before: AccountState, after: AccountState) {
		let (network, page, row) = place(account.meter);
		if before.limit != after.limit {
			Purses::<T>::mutate(network.community, |purse| {
				let sum = purse.member_limits.saturating_sub(before.limit.into());
				purse.member_limits = sum.saturating_add(after.limit.into());
			});
		}
		let mut lines = ClosingLines::<T>::get(network, page);
		if let Some(line) = line_at(&mut lines, row, account.epoch).filter(|line| line.closed) {
			line.position = after.position;
			(line.limit, line.arrears) = (after.limit, after.arrears);
			return Self::put_lines(network, page, lines);
		}
		if before.position != after.position {
			Self::put_position(account.meter, after.position);
		}
		if (before.limit, before.arrears) != (after.limit, after.arrears) {
			let AccountState { limit, arrears, .. } = after;
			Terms::<T>::mutate_exists(network, page, |rows| {
				let old = rows.as_ref().map(|rows| terms_in(rows, row)).unwrap_or_default();
				put_terms(rows, TermsRow { row, epoch: account.epoch, limit, arrears, ..old });
			});
		}
	}

	/// Adds to an account, or takes from it as far as its limit allows, with a note. Returns what it
	/// holds then.
	///
	/// Errors in order of precedence: `NoAccount`, `PositionTooHigh`, `PositionTooLow`.
	pub(crate) fn post(
		account: MemberAccount,
		kind: NoteKind,
		slot: Slot,
		amount: i128,
	) -> Result<Position, MoneyError> {
		let before = Self::account(account).ok_or(MoneyError::NoAccount)?;
		let amount = Position::try_from(amount).map_err(|_| MoneyError::PositionTooHigh)?;
		let position = before.position.checked_add(amount).ok_or(MoneyError::PositionTooHigh)?;
		let after = AccountState { position, ..before };
		if amount < 0 && after.headroom() < 0 {
			return Err(MoneyError::PositionTooLow);
		}
		Self::put_account(account, before, after);
		Self::note(account, Note { kind, slot, amount }, position);
		Ok(position)
	}

	/// Keeps a note for the account's statement.
	pub(crate) fn note(account: MemberAccount, note: Note, position: Position) {
		let (network, page, row) = place(account.meter);
		Notes::<T>::mutate(network, page, |notes| add_note(notes, row, account.epoch, &note));
		let MemberAccount { meter, epoch } = account;
		Self::deposit_event(Event::Noted { meter, epoch, note, position });
	}
}

/// What the owner of a row has agreed on.
pub(crate) fn terms_in(terms: &[TermsRow], row: u8) -> TermsRow {
	let found = terms.binary_search_by_key(&row, |terms| terms.row).ok();
	let found = found.and_then(|at| terms.get(at)).copied();
	found.unwrap_or(TermsRow { row, ..TermsRow::default() })
}

/// Writes a row's terms; a row that is nothing special is left out.
pub(crate) fn put_terms(page: &mut Option<TermsPage>, terms: TermsRow) {
	let mut rows = page.take().unwrap_or_default();
	let is_default = terms == TermsRow { row: terms.row, ..TermsRow::default() };
	match rows.binary_search_by_key(&terms.row, |other| other.row) {
		Ok(at) if is_default => {
			rows.remove(at);
		}
		Ok(at) => {
			if let Some(place) = rows.get_mut(at) {
				*place = terms;
			}
		}
		Err(_) if is_default => (),
		Err(at) => {
			if rows.try_insert(at, terms).is_err() {
				defensive!("one entry per row fits a page");
			}
		}
	}
	*page = (!rows.is_empty()).then_some(rows);
}

/// Adds a note to an account's of the running period.
pub(crate) fn add_note(page: &mut NotesPage, row: u8, epoch: u32, note: &Note) {
	let found = page.binary_search_by_key(&(row, epoch), |entry| (entry.row, entry.epoch));
	let at = match found {
		Ok(at) => at,
		Err(at) => {
			let entry = NoteRow { row, epoch, notes: Default::default() };
			if page.try_insert(at, entry).is_err() {
				defensive!("rows and lines of a page have room");
			}
			at
		}
	};
	let added = page.get_mut(at).map(|entry| entry.notes.add::<BlakeTwo256>(note));
	if !matches!(added, Some(Ok(()))) {
		defensive!("what an account gains in a period fits its type");
	}
}
