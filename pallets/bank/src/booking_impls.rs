// SPDX-License-Identifier: Apache-2.0
//! What a bank says of a payment.

use crate::{Config, Error, Event, Lines, Pallet, PastAttempts, Totals};
use bank_core::{book, BankStatus, Direction, Line, LineState, MintCap, Movement};
use energy_primitives::{CommunityId, MemberAccounts, StatementId};
use frame_support::{defensive, pallet_prelude::DispatchResult};

/// Who books: the bank's account, the currency, and what it may mint.
struct Booker<AccountId> {
	bank: AccountId,
	asset: u32,
	cap: MintCap,
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_book(
		bank: T::AccountId,
		id: StatementId,
		attempt: u32,
		status: BankStatus,
	) -> DispatchResult {
		let (asset, cap) = Self::approval_of(&bank, id.account.meter.network.community)?;
		let line = Lines::<T>::get(id).ok_or(Error::<T>::LineNotFound)?;
		if let Some(past) = PastAttempts::<T>::get(id, attempt) {
			if book(&past, attempt, status).map_err(Error::<T>::from)?.is_some() {
				defensive!("a past attempt failed or came back: no status changes it");
				return Err(Error::<T>::WrongState.into());
			}
			return Ok(());
		}
		let booked = book(&line, attempt, status).map_err(Error::<T>::from)?;
		let Some(booked) = booked else { return Ok(()) };

		if line.state == LineState::Exported {
			Self::arrive(id.account, line.direction, line.amount);
		}
		let booker = Booker { bank, asset, cap };
		let claimed = Self::move_money(&booker, id, line.amount, booked.movement)?;
		Lines::<T>::insert(id, booked.line);
		Self::deposit_event(Self::event_of(id, &booked.line, claimed));
		Ok(())
	}

	/// Moves a line's money. Returns what the bank has to wait for.
	fn move_money(
		booker: &Booker<T::AccountId>,
		id: StatementId,
		amount: u128,
		movement: Movement,
	) -> Result<u128, sp_runtime::DispatchError> {
		let account = id.account;
		let community = account.meter.network.community;
		let Booker { bank, asset, cap } = booker;
		if matches!(movement, Movement::Mint | Movement::ReturnCredit) {
			Self::mint_within(*asset, bank, *cap, amount)?;
		}
		let claimed = match movement {
			Movement::Nothing => Ok(0),
			Movement::Mint => T::Accounts::collect(account, amount).map(|()| 0),
			Movement::BurnHeld => T::Accounts::burn_held(account, amount).map(|()| 0),
			Movement::Release => T::Accounts::release(account, amount).map(|()| 0),
			Movement::ReturnDebit => T::Accounts::return_debit(account, amount),
			Movement::ReturnCredit => T::Accounts::mint_to(account, amount).map(|()| 0),
		}
		.map_err(Error::<T>::from)?;
		Self::count(community, movement, amount, claimed);
		Ok(claimed)
	}

	/// Adds to the totals. They count amounts that a currency holds or held, so they fit.
	fn count(community: CommunityId, movement: Movement, amount: u128, claimed: u128) {
		Totals::<T>::mutate(community, |totals| match movement {
			Movement::Nothing | Movement::Release => (),
			Movement::Mint => totals.collected = totals.collected.saturating_add(amount),
			Movement::BurnHeld => totals.paid_out = totals.paid_out.saturating_add(amount),
			Movement::ReturnCredit => {
				totals.credits_returned = totals.credits_returned.saturating_add(amount);
			}
			Movement::ReturnDebit => {
				let paid = amount.saturating_sub(claimed);
				totals.debits_returned = totals.debits_returned.saturating_add(paid);
			}
		});
	}

	/// What a line that came to its state by the bank's word tells its owner.
	fn event_of(id: StatementId, line: &Line, claimed: u128) -> Event<T> {
		let Line { direction, attempt, amount, .. } = *line;
		match (line.state, direction) {
			(LineState::Paid, Direction::Collect) => Event::Collected { id, attempt, amount },
			(LineState::Paid, Direction::PayOut) => Event::PaidOut { id, attempt, amount },
			(LineState::Returned, _) => {
				Event::PaymentReturned { id, attempt, direction, amount, claimed }
			}
			_ => Event::PaymentFailed { id, attempt, direction, amount },
		}
	}
}
