// SPDX-License-Identifier: Apache-2.0
//! Closing lines: when a meter changes hands, the money until then stays with the old owner.
//!
//! A line waits until its cut-off. Then the position moves into it: by the first call about the
//! meter, or by a step of its own, one line at a time and before any later slot is swept. Slots from
//! before the cut-off that settle later go to the line.

use crate::{
	account_impls::{put_terms, terms_in},
	pallet::*,
	types::*,
	utility_impls::{place, position_in, put_position_in},
	weights::WeightInfo,
};
use energy_primitives::{
	HouseholdQuota, MemberAccount, MeterId, NetworkId, PageIndex, Row, Slot, SlotSource,
};
use frame_support::{defensive, ensure, weights::Weight, BoundedVec};
use settlement_core::pot;
use sp_runtime::DispatchResult;

/// The lines of a page.
pub(crate) type Lines<T> = BoundedVec<LineRecord<<T as frame_system::Config>::AccountId>, PageRows>;

impl<T: Config> Pallet<T> {
	/// Notes that a meter changes hands. Returns whether there was room.
	pub(crate) fn open_line(
		meter: MeterId,
		owner: T::AccountId,
		epoch: u32,
		until_slot: Slot,
	) -> bool {
		let (network, page, row) = place(meter);
		Self::close_due_line(meter);
		let mut lines = ClosingLines::<T>::get(network, page);
		Self::forget_lines(network, &mut lines);
		let line = LineRecord {
			row,
			epoch,
			owner,
			until_slot,
			closed: false,
			position: 0,
			opening: 0,
			limit: 0,
			arrears: 0,
			held: 0,
		};
		// In the order of rows and cut-offs: an owner's cut-off comes after the one before.
		let at = lines.partition_point(|other| (other.row, other.until_slot) < (row, until_slot));
		let room = lines.try_insert(at, line).is_ok();
		// Where there is none no line was forgotten either, and nothing is to be written.
		if room {
			ClosingLines::<T>::insert(network, page, lines);
			CutOffs::<T>::insert((network, until_slot), meter.index, ());
			if !CutOffCursor::<T>::contains_key(network) {
				CutOffCursor::<T>::insert(network, T::Metering::current_slot());
			}
		}
		room
	}

	/// Closes the meter's line if its cut-off has passed. A meter has at most one that is open.
	pub(crate) fn close_due_line(meter: MeterId) {
		let (network, page, row) = place(meter);
		let mut lines = ClosingLines::<T>::get(network, page);
		let now = T::Metering::current_slot();
		if let Some(line) = lines.iter_mut().find(|line| line.row == row && line.is_due(now)) {
			Self::close_line(network, page, line);
			ClosingLines::<T>::insert(network, page, lines);
		}
	}

	/// Closes the lines of a page whose cut-off has passed, if any cut-off of the network is still to
	/// be seen to.
	pub(crate) fn close_due_lines(network: NetworkId, page: PageIndex) {
		let now = T::Metering::current_slot();
		if CutOffCursor::<T>::get(network).is_none_or(|done| done >= now) {
			return;
		}
		let mut lines = ClosingLines::<T>::get(network, page);
		let due = lines.iter_mut().filter(|line| line.is_due(now));
		due.for_each(|line| Self::close_line(network, page, line));
		Self::put_lines(network, page, lines);
	}

	/// Closes the next line of a network whose cut-off has passed, or notes that a slot has no more.
	/// Returns what that weighed, if there was anything to do.
	pub(crate) fn close_next_line(network: NetworkId) -> Option<Weight> {
		let done = CutOffCursor::<T>::get(network)?;
		if done >= T::Metering::current_slot() {
			return None;
		}
		let slot = done.saturating_add(1);
		match CutOffs::<T>::iter_key_prefix((network, slot)).next() {
			Some(index) => {
				CutOffs::<T>::remove((network, slot), index);
				Self::close_due_line(MeterId { network, index });
			}
			None => CutOffCursor::<T>::insert(network, slot),
		}
		Some(T::WeightInfo::close_line())
	}

	/// Drops empty lines whose slots are final. Their limits end with them, and what the guarantor covers
	/// them with is free again.
	fn forget_lines(network: NetworkId, lines: &mut Lines<T>) {
		let settled = Self::next_to_settle(network).unwrap_or(0);
		let mut ended = 0u128;
		lines.retain(|line| {
			let over = line.until_slot.saturating_add(Self::window()) < settled;
			let empty = line.position == 0 && line.opening == 0 && line.held == 0;
			let keep = !(line.closed && empty && line.arrears == 0 && over);
			if !keep {
				ended = ended.saturating_add(line.limit.into());
			}
			keep
		});
		if ended > 0 {
			Purses::<T>::mutate(network.community, |purse| {
				purse.member_limits = purse.member_limits.saturating_sub(ended);
			});
		}
	}

	pub(crate) fn put_lines(network: NetworkId, page: PageIndex, lines: Lines<T>) {
		if lines.is_empty() {
			ClosingLines::<T>::remove(network, page);
		} else {
			ClosingLines::<T>::insert(network, page, lines);
		}
	}

	/// Moves what the row has into the line. Order and place outside the market end with it.
	fn close_line(network: NetworkId, page: PageIndex, line: &mut LineRecord<T::AccountId>) {
		let (row, from_slot) = (line.row, line.until_slot);
		Positions::<T>::mutate(network, page, |positions| {
			line.position = position_in(positions, row);
			if line.position != 0 {
				put_position_in(positions, row, 0);
			}
		});
		Openings::<T>::mutate(network, page, |openings| {
			line.opening = position_in(openings, row);
			if line.opening != 0 {
				put_position_in(openings, row, 0);
			}
		});
		line.closed = true;
		Orders::<T>::mutate(network, page, |orders| {
			if let Some(order) = orders.iter_mut().find(|order| order.row == row) {
				*order = order.hand_over(from_slot);
			}
		});
		Outside::<T>::mutate_exists(network, page, |rows| end_outside(rows, row, from_slot));
		Terms::<T>::mutate_exists(network, page, |rows| {
			let terms = rows.as_ref().map(|rows| terms_in(rows, row)).unwrap_or_default();
			(line.limit, line.arrears) = (terms.limit, terms.arrears);
			let epoch = line.epoch.saturating_add(1);
			put_terms(rows, TermsRow { row, epoch, limit: 0, arrears: 0, since_slot: from_slot });
		});
		let Some(meter) = MeterId::at(network, page, row) else { return };
		let LineRecord { epoch, ref owner, position, .. } = *line;
		let owner = owner.clone();
		Self::deposit_event(Event::LineClosed { meter, epoch, owner, position });
	}

	pub(crate) fn do_withdraw_line(
		who: T::AccountId,
		meter: MeterId,
		epoch: u32,
	) -> DispatchResult {
		let (network, page, row) = place(meter);
		Self::close_due_line(meter);
		let mut lines = ClosingLines::<T>::get(network, page);
		let line = line_at(&mut lines, row, epoch).ok_or(Error::<T>::NoLine)?;
		ensure!(line.owner == who, Error::<T>::NotOwner);
		let settled = Self::next_to_settle(network).unwrap_or(0);
		ensure!(line.closed && settled >= line.until_slot, Error::<T>::LineNotSettled);
		ensure!(line.arrears == 0, Error::<T>::HasArrears);
		let amount = pot::may_pay(line.position.into(), u128::MAX);
		ensure!(amount > 0, Error::<T>::PositionTooLow);
		Self::pay_from(MemberAccount { meter, epoch }, &who, amount)?;
		let mut lines = ClosingLines::<T>::get(network, page);
		Self::forget_lines(network, &mut lines);
		Self::put_lines(network, page, lines);
		Self::use_one(&who);
		Self::deposit_event(Event::LineWithdrawn { meter, epoch, to: who, amount });
		Ok(())
	}
}

/// The closed line that gets the legs of a row's slot; none for the owner of now.
pub(crate) fn line_of<AccountId>(
	lines: &[LineRecord<AccountId>],
	row: Row,
	slot: Slot,
) -> Option<usize> {
	// Sorted by row and cut-off: the first that fits is the owner's of that slot.
	lines.iter().position(|line| line.row == row && line.closed && slot < line.until_slot)
}

/// The line of a row's owner with this number.
pub(crate) fn line_at<AccountId>(
	lines: &mut BoundedVec<LineRecord<AccountId>, PageRows>,
	row: Row,
	epoch: u32,
) -> Option<&mut LineRecord<AccountId>> {
	lines.iter_mut().find(|line| line.row == row && line.epoch == epoch)
}

/// A row that is outside comes back in with its new owner.
fn end_outside(rows: &mut Option<BoundedVec<OutsideRow, PageRows>>, row: Row, from_slot: Slot) {
	let Some(entries) = rows.as_mut() else { return };
	if let Some(entry) = entries.iter_mut().find(|entry| entry.row == row) {
		entry.until_slot = Some(entry.until_slot.map_or(from_slot, |until| until.min(from_slot)));
		if entry.from_slot >= from_slot {
			entry.until_slot = Some(entry.from_slot);
		}
	}
	if entries.is_empty() {
		defensive!("a page with nobody outside has no entry");
	}
}
