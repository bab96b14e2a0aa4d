// SPDX-License-Identifier: Apache-2.0
//! Shared look-ups and book-keeping, and what refusals of others are called here.

use crate::{Approvals, Config, Error, Lines, Mandates, OnItsWay, Pallet, PastAttempts, Waiting};
use bank_core::{
	due, due_arrears, export, CapError, Direction, Line, LineError, MintCap, Next, Standing,
};
use energy_primitives::{
	Communities, CommunityId, MemberAccount, MemberAccounts, MoneyError, StatementId,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::traits::{CheckedDiv, One, SaturatedConversion};

impl<T: Config> Pallet<T> {
	/// The community's currency and what its bank may mint, if `who` is the bank.
	///
	/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`.
	pub(crate) fn approval_of(
		who: &T::AccountId,
		community: CommunityId,
	) -> Result<(u32, MintCap), Error<T>> {
		let asset = T::Communities::asset(community).ok_or(Error::<T>::CommunityNotFound)?;
		ensure!(T::Communities::bank(community).as_ref() == Some(who), Error::<T>::NotBank);
		let cap = Approvals::<T>::get(asset, who).ok_or(Error::<T>::NotApproved)?;
		Ok((asset, cap))
	}

	/// Counts what a bank mints. Nothing is written where the cap leaves less.
	pub(crate) fn mint_within(
		asset: u32,
		bank: &T::AccountId,
		cap: MintCap,
		amount: u128,
	) -> Result<(), Error<T>> {
		let cap = cap.mint(Self::window(), amount).map_err(Error::<T>::from)?;
		Approvals::<T>::insert(asset, bank, cap);
		Ok(())
	}

	/// The window that runs now.
	pub(crate) fn window() -> u32 {
		let length = T::MintWindow::get().max(One::one());
		let now = frame_system::Pallet::<T>::block_number();
		now.checked_div(&length).unwrap_or_default().saturated_into()
	}

	/// What an export of this statement would do now; `None` where nothing is due.
	pub(crate) fn next_of(id: StatementId, line: Option<&Line>) -> Option<Next> {
		let account = id.account;
		let standing = Standing {
			now: T::Accounts::position(account)?,
			arrears: T::Accounts::arrears(account),
			collecting: Waiting::<T>::get(account).collecting,
		};
		let keep = Self::kept_on(account);
		let due = match line {
			// Its statement's debt was paid; the statement itself may be too old for the chain.
			Some(line) if line.in_arrears => due_arrears(line.first_amount, &standing, keep),
			_ => due(T::Accounts::closing_position(id)?, &standing, keep),
		};
		export(line, due?).ok()
	}

	/// What the owner's mandate keeps on the account; `None` without one. On the account of an
	/// earlier owner nothing is kept.
	fn kept_on(account: MemberAccount) -> Option<u64> {
		let mandate = Mandates::<T>::get(account)?;
		let epoch = T::Accounts::owner_of(account.meter).map(|(_, epoch)| epoch);
		Some(if epoch == Some(account.epoch) { mandate.keep } else { 0 })
	}

	/// Writes a line that goes on, and puts the attempt aside that is over.
	pub(crate) fn go_on(id: StatementId, next: &Next) {
		if let Some(past) = next.past {
			PastAttempts::<T>::insert(id, past.attempt, past);
		}
		Lines::<T>::insert(id, next.line);
	}

	/// Money of an account is on its way.
	pub(crate) fn set_out(account: MemberAccount, direction: Direction, amount: u128) {
		Waiting::<T>::mutate(account, |waiting| {
			let sum = waiting.of(direction);
			*sum = sum.saturating_add(amount);
		});
	}

	/// Money of an account is no longer on its way.
	pub(crate) fn arrive(account: MemberAccount, direction: Direction, amount: u128) {
		Waiting::<T>::mutate_exists(account, |slot| {
			let mut waiting = slot.take().unwrap_or_default();
			let sum = waiting.of(direction);
			*sum = sum.saturating_sub(amount);
			*slot = (waiting != OnItsWay::default()).then_some(waiting);
		});
	}
}

impl<T> From<LineError> for Error<T> {
	fn from(error: LineError) -> Self {
		match error {
			LineError::UnknownAttempt => Self::UnknownAttempt,
			LineError::WrongDirection => Self::WrongDirection,
			LineError::WrongAmount => Self::WrongAmount,
			LineError::WrongState => Self::WrongState,
			LineError::AttemptsExhausted => Self::AttemptsExhausted,
		}
	}
}

impl<T> From<MoneyError> for Error<T> {
	fn from(error: MoneyError) -> Self {
		match error {
			MoneyError::NoAccount => Self::AccountNotFound,
			MoneyError::PositionTooLow => Self::PositionTooLow,
			MoneyError::PositionTooHigh => Self::PositionTooHigh,
			MoneyError::NotCovered => Self::NotCovered,
			MoneyError::NoGuarantor => Self::NoGuarantor,
			MoneyError::Currency => Self::CurrencyRefused,
		}
	}
}

impl<T> From<CapError> for Error<T> {
	fn from(error: CapError) -> Self {
		match error {
			CapError::OverCap => Self::OverCap,
		}
	}
}
