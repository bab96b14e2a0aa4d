// SPDX-License-Identifier: Apache-2.0
//! What a bank does to accounts: money that comes from outside is made, money that goes there is
//! burnt.

use crate::{account_impls::AccountState, pallet::*, types::*, utility_impls::place};
use energy_primitives::{
	Communities, CommunityId, MemberAccount, MemberAccounts, MeterId, MoneyError, Position,
	RowClass, SlotSource, StatementId,
};
use frame_support::{
	storage::with_storage_layer,
	traits::tokens::{fungibles::Mutate, Fortitude, Precision, Preservation},
};
use settlement_core::{Note, NoteKind};
use sp_runtime::DispatchError;

type Done<R = ()> = Result<R, MoneyError>;

impl<T: Config> Pallet<T> {
	/// Makes settlement currency in a pot, and books it.
	fn mint(community: CommunityId, amount: u128) -> Done {
		let asset = T::Communities::asset(community).ok_or(MoneyError::Currency)?;
		T::Assets::mint_into(asset, &Self::pot_of(community), amount)
			.map_err(|_| MoneyError::Currency)?;
		Purses::<T>::try_mutate(community, |purse| {
			purse.booked = purse.booked.checked_add(amount).ok_or(MoneyError::PositionTooHigh)?;
			Ok(())
		})
	}

	/// Burns settlement currency of a pot, and takes it off the books.
	fn burn(community: CommunityId, amount: u128) -> Done {
		if amount == 0 {
			return Ok(());
		}
		let asset = T::Communities::asset(community).ok_or(MoneyError::Currency)?;
		let pot = Self::pot_of(community);
		let (all, exact) = (Preservation::Expendable, Precision::Exact);
		T::Assets::burn_from(asset, &pot, amount, all, exact, Fortitude::Force)
			.map_err(|_| MoneyError::Currency)?;
		Purses::<T>::try_mutate(community, |purse| {
			purse.booked = purse.booked.checked_sub(amount).ok_or(MoneyError::Currency)?;
			Ok(())
		})
	}

	fn add_in_payment(account: MemberAccount, amount: u128) -> Done {
		Purses::<T>::try_mutate(account.meter.network.community, |purse| {
			let sum = purse.in_payment.checked_add(amount).ok_or(MoneyError::PositionTooHigh)?;
			purse.in_payment = sum;
			Ok::<_, MoneyError>(())
		})?;
		Self::change_held(account, |held| held.checked_add(amount))
	}

	fn take_in_payment(community: CommunityId, amount: u128) -> Done {
		Purses::<T>::try_mutate(community, |purse| {
			let rest = purse.in_payment.checked_sub(amount).ok_or(MoneyError::PositionTooLow)?;
			purse.in_payment = rest;
			Ok(())
		})
	}

	/// A closing line remembers what is on its way, so that it is not forgotten meanwhile.
	fn change_held(account: MemberAccount, change: impl FnOnce(u128) -> Option<u128>) -> Done {
		let (network, page, row) = place(account.meter);
		let mut lines = ClosingLines::<T>::get(network, page);
		let Some(line) = crate::line_impls::line_at(&mut lines, row, account.epoch) else {
			return Ok(());
		};
		let held = change(line.held.into()).and_then(|held| u64::try_from(held).ok());
		line.held = held.ok_or(MoneyError::PositionTooHigh)?;
		Self::put_lines(network, page, lines);
		Ok(())
	}

	fn guarantor_gains(community: CommunityId, amount: i128) -> Done {
		Self::add_named(NamedAccount::Guarantor(community), amount)
			.map_err(|_| MoneyError::PositionTooHigh)
	}

	/// What came in pays the arrears first. Returns what is left.
	fn pay_arrears(account: MemberAccount, amount: u128) -> Done<u128> {
		let before = Self::account(account).ok_or(MoneyError::NoAccount)?;
		let part = u64::try_from(amount).unwrap_or(u64::MAX).min(before.arrears);
		if part > 0 {
			let arrears = before.arrears.saturating_sub(part);
			Self::guarantor_gains(account.meter.network.community, part.into())?;
			Self::put_account(account, before, AccountState { arrears, ..before });
			Self::tell_arrears(account, arrears);
		}
		Ok(amount.saturating_sub(part.into()))
	}

	fn tell_arrears(account: MemberAccount, arrears: u64) {
		let MemberAccount { meter, epoch } = account;
		Self::deposit_event(Event::ArrearsChanged { meter, epoch, arrears: arrears.into() });
	}

	/// Adds money that came in, with a note.
	fn credit(account: MemberAccount, kind: NoteKind, amount: u128) -> Done {
		let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooHigh)?;
		let slot = T::Metering::current_slot();
		Self::post(account, kind, slot, signed)?;
		Self::lift(account.meter);
		Ok(())
	}

	/// The guarantor's money that covers no limit. A bank's claim is paid out of it.
	fn guarantor_free(community: CommunityId) -> u128 {
		let guarantor = Purses::<T>::get(community).guarantor;
		settlement_core::pot::free(guarantor, Self::limits_of(community))
	}

	/// Burns what the guarantor's free money allows of an amount. Returns it.
	fn burn_of_guarantor(community: CommunityId, amount: u128) -> Done<u128> {
		let part = amount.min(Self::guarantor_free(community));
		let signed = i128::try_from(part).map_err(|_| MoneyError::PositionTooHigh)?;
		Self::guarantor_gains(community, signed.saturating_neg())?;
		Self::burn(community, part)?;
		Ok(part)
	}
}

/// All of it or nothing.
pub(crate) fn whole<R>(action: impl FnOnce() -> Done<R>) -> Done<R> {
	let mut error = MoneyError::Currency;
	with_storage_layer(|| {
		action().map_err(|why| {
			error = why;
			DispatchError::Other("taken back")
		})
	})
	.map_err(|_| error)
}

impl<T: Config> MemberAccounts<T::AccountId> for Pallet<T> {
	fn owner_of(meter: MeterId) -> Option<(T::AccountId, u32)> {
		let (owner, class) = T::Metering::owner_of(meter)?;
		(class == RowClass::Boundary).then(|| (owner, Self::account_now(meter).epoch))
	}

	fn closing_position(id: StatementId) -> Option<Position> {
		let (network, page, row) = place(id.account.meter);
		let rows = Statements::<T>::get((network, id.period), page);
		let key = (row, id.account.epoch);
		let at = rows.binary_search_by_key(&key, |entry| (entry.row, entry.epoch)).ok()?;
		rows.get(at).map(|entry| entry.closing)
	}

	fn position(account: MemberAccount) -> Option<Position> {
		Self::account(account).map(|state| state.position)
	}

	fn arrears(account: MemberAccount) -> u128 {
		Self::account(account).unwrap_or_default().arrears.into()
	}

	fn in_payment(community: CommunityId) -> u128 {
		Purses::<T>::get(community).in_payment
	}

	fn claim(community: CommunityId) -> u128 {
		Purses::<T>::get(community).claim
	}

	fn hold(account: MemberAccount, amount: u128) -> Done {
		whole(|| {
			let state = Self::account(account).ok_or(MoneyError::NoAccount)?;
			let free = settlement_core::pot::free(state.position.into(), state.arrears.into());
			if amount > free {
				return Err(MoneyError::PositionTooLow);
			}
			let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooLow)?;
			let slot = T::Metering::current_slot();
			Self::post(account, NoteKind::PaidOut, slot, signed.saturating_neg())?;
			Self::add_in_payment(account, amount)
		})
	}

	fn release(account: MemberAccount, amount: u128) -> Done {
		whole(|| {
			Self::take_in_payment(account.meter.network.community, amount)?;
			Self::change_held(account, |held| held.checked_sub(amount))?;
			Self::credit(account, NoteKind::PayOutFailed, amount)
		})
	}

	fn burn_held(account: MemberAccount, amount: u128) -> Done {
		let community = account.meter.network.community;
		whole(|| {
			Self::take_in_payment(community, amount)?;
			Self::change_held(account, |held| held.checked_sub(amount))?;
			Self::burn(community, amount)
		})
	}

	fn collect(account: MemberAccount, amount: u128) -> Done {
		whole(|| {
			Self::mint(account.meter.network.community, amount)?;
			let rest = Self::pay_arrears(account, amount)?;
			if rest > 0 {
				Self::credit(account, NoteKind::Collected, rest)?;
			}
			Ok(())
		})
	}

	fn mint_to(account: MemberAccount, amount: u128) -> Done {
		whole(|| {
			Self::mint(account.meter.network.community, amount)?;
			Self::credit(account, NoteKind::PaymentReturned, amount)
		})
	}

	fn collect_for_guarantor(community: CommunityId, amount: u128) -> Done {
		whole(|| {
			let guarantor = T::Communities::guarantor(community).ok_or(MoneyError::NoGuarantor)?;
			let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooHigh)?;
			Self::mint(community, amount)?;
			Self::guarantor_gains(community, signed)?;
			Purses::<T>::mutate(community, |purse| {
				purse.backer = purse.backer.take().or(Some(guarantor));
			});
			Ok(())
		})
	}

	fn return_debit(account: MemberAccount, amount: u128) -> Done<u128> {
		whole(|| {
			let before = Self::account(account).ok_or(MoneyError::NoAccount)?;
			let community = account.meter.network.community;
			let more = u64::try_from(amount).map_err(|_| MoneyError::PositionTooHigh)?;
			let arrears = before.arrears.checked_add(more).ok_or(MoneyError::PositionTooHigh)?;
			// The account's own unused limit goes first: nobody else loses credit for it.
			let missing = amount.saturating_sub(Self::guarantor_free(community));
			let unused = u64::try_from(before.headroom().max(0)).unwrap_or(u64::MAX);
			let cut = u64::try_from(missing).unwrap_or(u64::MAX).min(unused).min(before.limit);
			let limit = before.limit.saturating_sub(cut);
			Self::put_account(account, before, AccountState { limit, arrears, ..before });
			if cut > 0 {
				Self::deposit_event(Event::MemberLimitSet { meter: account.meter, limit });
			}
			Self::tell_arrears(account, arrears);
			let paid = Self::burn_of_guarantor(community, amount)?;
			let claim = amount.saturating_sub(paid);
			Purses::<T>::mutate(community, |purse| {
				purse.claim = purse.claim.saturating_add(claim);
			});
			Ok(claim)
		})
	}

	fn pay_claim(community: CommunityId) -> u128 {
		whole(|| {
			let paid = Self::burn_of_guarantor(community, Purses::<T>::get(community).claim)?;
			Purses::<T>::mutate(community, |purse| {
				purse.claim = purse.claim.saturating_sub(paid);
			});
			Ok(paid)
		})
		.unwrap_or(0)
	}

	fn write_off(account: MemberAccount) -> Done<u128> {
		whole(|| {
			let before = Self::account(account).ok_or(MoneyError::NoAccount)?;
			let community = account.meter.network.community;
			let debt = before.position.min(0).unsigned_abs();
			let after = AccountState { position: before.position.max(0), limit: 0, arrears: 0 };
			Self::put_account(account, before, after);
			Self::guarantor_gains(community, i128::from(debt).saturating_neg())?;
			// The limit that ends is at least the debt, so the guarantor still covers the others.
			if debt > 0 {
				let amount = Position::try_from(debt).map_err(|_| MoneyError::PositionTooHigh)?;
				let slot = T::Metering::current_slot();
				let note = Note { kind: NoteKind::WrittenOff, slot, amount };
				Self::note(account, note, after.position);
			}
			if before.arrears > 0 {
				Self::tell_arrears(account, 0);
			}
			Ok(debt.into())
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_account(owner: &T::AccountId, position: Position) -> StatementId {
		crate::benchmarking::member_account::<T>(owner, position)
	}
}
