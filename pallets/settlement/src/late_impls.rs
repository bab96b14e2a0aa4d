// SPDX-License-Identifier: Apache-2.0
//! What the balancing account owes and can't bear yet: credits of gaps, late feeder energy.

use crate::{pallet::*, types::*, weights::WeightInfo};
use alloc::vec::Vec;
use energy_primitives::{MemberAccount, MeterId, NetworkId, PageIndex, SlotSource};
use frame_support::{weights::Weight, BoundedVec};
use settlement_core::NoteKind;

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
			// Only accounts at the end of their type can't take more: not again in this block.
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

	/// Pays a page's credits in the order of its rows, some of them a step. Returns how many were
	/// looked at.
	fn pay_credits(network: NetworkId, page: PageIndex, ledger: &mut NetworkLedger) -> u32 {
		let credits = LateCredits::<T>::take(network, page).into_inner();
		let looked_at = credits.len().min(CREDITS_PER_STEP as usize);
		let mut left = Vec::with_capacity(credits.len());
		for (at, mut credit) in credits.into_iter().enumerate() {
			if at < looked_at {
				let paid = Self::pay_credit(network, page, &credit, ledger);
				credit.amount = credit.amount.saturating_sub(paid);
			}
			if credit.amount > 0 {
				left.push(credit);
			}
		}
		if !left.is_empty() {
			LateCredits::<T>::insert(network, page, BoundedVec::truncate_from(left));
		}
		looked_at as u32
	}

	/// Moves as much of a credit as the balancing account can bear, to whom it belongs. Returns the
	/// amount.
	fn pay_credit(
		network: NetworkId,
		page: PageIndex,
		credit: &LateCredit,
		ledger: &mut NetworkLedger,
	) -> u128 {
		let Some(meter) = MeterId::at(network, page, credit.row) else { return 0 };
		let account = MemberAccount { meter, epoch: credit.epoch };
		let amount = credit.amount.min(ledger.balancing_free());
		let slot = T::Metering::current_slot();
		// What the balancing account is owed fits an i128; qed
		let Ok(signed) = i128::try_from(amount) else { return 0 };
		if amount == 0 || Self::post(account, NoteKind::CreditPaid, slot, signed).is_err() {
			return 0;
		}
		ledger.balancing = ledger.balancing.saturating_sub(signed);
		ledger.late_credits = ledger.late_credits.saturating_sub(amount);
		Self::deposit_event(Event::CreditPaid { meter, amount });
		amount
	}
}
