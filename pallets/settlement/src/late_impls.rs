// SPDX-License-Identifier: Apache-2.0
//! What the balancing account owes and can't bear yet: credits of gaps, late feeder energy.

use crate::{
	line_impls::{line_at, Lines},
	pallet::*,
	types::*,
	utility_impls::{position_in, put_position_in},
	weights::WeightInfo,
};
use energy_primitives::{MeterId, NetworkId, PageIndex, Position};
use frame_support::{defensive, weights::Weight, BoundedVec};

impl<T: Config> Pallet<T> {
	/// Pays waiting credits of one page, then what the grid is owed, as far as the balancing
	/// account can.
	pub(crate) fn pay_late(network: NetworkId) -> Option<Weight> {
		let mut ledger = Ledgers::<T>::get(network);
		let waits = ledger.late_credits > 0 || ledger.grid_owed > 0;
		if !waits || ledger.balancing_free() == 0 {
			return None;
		}
		let before = ledger;
		let rows = if ledger.late_credits > 0 {
			let page = LateCredits::<T>::iter_key_prefix(network).next();
			page.map_or(0, |page| Self::pay_credits(network, page, &mut ledger))
		} else {
			Self::pay_feeder_debt(network, &mut ledger);
			0
		};
		if ledger == before {
			// Only a position at the end of its type can't take more: not again in this block.
			return None;
		}
		Ledgers::<T>::insert(network, ledger);
		Some(T::WeightInfo::pay_late(rows))
	}

	fn pay_feeder_debt(network: NetworkId, ledger: &mut NetworkLedger) {
		let amount = ledger.grid_owed.min(ledger.balancing_free());
		// Both sides of a debt that legs made fit an i128; qed
		let Ok(signed) = i128::try_from(amount) else { return };
		ledger.grid_owed = ledger.grid_owed.saturating_sub(amount);
		ledger.balancing = ledger.balancing.saturating_sub(signed);
		ledger.grid = ledger.grid.saturating_add(signed);
		Self::deposit_event(Event::FeederDebtPaid { network, amount });
	}

	/// Pays a page's credits in the order of its rows. Returns how many rows were looked at.
	fn pay_credits(network: NetworkId, page: PageIndex, ledger: &mut NetworkLedger) -> u32 {
		let mut lines = ClosingLines::<T>::get(network, page);
		let credits = LateCredits::<T>::take(network, page);
		let looked_at = credits.len() as u32;
		let mut left = BoundedVec::default();
		let mut positions = Positions::<T>::get(network, page);
		for mut credit in credits {
			let paid = pay_credit::<T>(&credit, &mut positions, &mut lines, ledger);
			if paid > 0 {
				if let Some(meter) = MeterId::at(network, page, credit.row) {
					Self::deposit_event(Event::CreditPaid { meter, amount: paid });
				}
			}
			credit.amount = credit.amount.saturating_sub(paid);
			if credit.amount > 0 && left.try_push(credit).is_err() {
				defensive!("not more rows are left than there were");
			}
		}
		Positions::<T>::insert(network, page, positions);
		if !lines.is_empty() {
			Self::put_lines(network, page, lines);
		}
		if !left.is_empty() {
			LateCredits::<T>::insert(network, page, left);
		}
		looked_at
	}
}

/// Moves as much of a credit as the balancing account can bear, to whom it belongs. Returns the
/// amount.
fn pay_credit<T: Config>(
	credit: &LateCredit,
	positions: &mut BoundedVec<Position, PageRows>,
	lines: &mut Lines<T>,
	ledger: &mut NetworkLedger,
) -> u128 {
	let line = credit.line.and_then(|epoch| line_at(lines, credit.row, epoch));
	let position = match &line {
		Some(line) => line.position,
		None => position_in(positions, credit.row),
	};
	let room = Position::MAX.saturating_sub(position);
	let amount = credit.amount.min(ledger.balancing_free()).min(room.unsigned_abs().into());
	// `amount` is at most the room, which is a position; qed
	let Ok(signed) = Position::try_from(amount) else { return 0 };
	let after = position.saturating_add(signed);
	match line {
		Some(line) => line.position = after,
		None => put_position_in(positions, credit.row, after),
	}
	ledger.balancing = ledger.balancing.saturating_sub(signed.into());
	ledger.late_credits = ledger.late_credits.saturating_sub(amount);
	amount
}
