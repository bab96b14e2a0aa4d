// SPDX-License-Identifier: Apache-2.0
//! One function per call; what a bank says of a payment is booked in `booking_impls.rs`.

use crate::{
	Approvals, Config, DepositRecord, DepositReference, Error, Event, Lines, Mandate, Mandates,
	OnItsWay, Pallet, Payee, References, Totals, Waiting,
};
use bank_core::{is_whole_cents, reopen, write_off, Direction, MintCap};
use energy_primitives::{
	CommunityId, HouseholdQuota, MemberAccount, MemberAccounts, MeterId, StatementId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::traits::Convert;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_approve_bank(asset: u32, bank: T::AccountId, mint_max: u128) {
		let known = Approvals::<T>::get(asset, &bank);
		let cap = known.unwrap_or(MintCap { window: Self::window(), ..MintCap::default() });
		Approvals::<T>::insert(asset, &bank, cap.with_max(mint_max));
		Self::deposit_event(Event::BankApproved { asset, bank, mint_max });
	}

	pub(crate) fn do_set_mandate(
		who: T::AccountId,
		meter: MeterId,
		mandate: Option<Mandate>,
	) -> DispatchResult {
		let (owner, epoch) = T::Accounts::owner_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(owner == who, Error::<T>::NotOwner);
		let keep = mandate.map_or(0, |mandate| mandate.keep);
		ensure!(keep <= T::KeepMax::get(), Error::<T>::KeepTooHigh);
		let account = MemberAccount { meter, epoch };
		ensure!(Mandates::<T>::get(account) != mandate, Error::<T>::NothingChanges);

		T::Quota::use_one(&who);
		Mandates::<T>::set(account, mandate);
		Self::deposit_event(Event::MandateSet { meter, epoch, mandate });
		Ok(())
	}

	/// Whether a household's call is free.
	pub(crate) fn is_free(
		origin: &OriginFor<T>,
		call: impl FnOnce(T::AccountId) -> DispatchResult,
	) -> bool {
		let who = ensure_signed(origin.clone());
		who.is_ok_and(|who| T::Quota::is_free(&who, || call(who.clone()).is_ok()))
	}

	pub(crate) fn do_export(
		who: T::AccountId,
		community: CommunityId,
		ids: &[StatementId],
	) -> DispatchResult {
		let (_, cap) = Self::approval_of(&who, community)?;
		ensure!(cap.mint_max > 0, Error::<T>::NotApproved);
		for id in ids.iter().filter(|id| id.account.meter.network.community == community) {
			Self::export_one(*id);
		}
		Ok(())
	}

	/// Exports a statement if there is something to be done for it.
	fn export_one(id: StatementId) {
		let line = Lines::<T>::get(id);
		let Some(next) = Self::next_of(id, line.as_ref()) else { return };
		let (direction, amount) = (next.line.direction, next.line.amount);
		let held = direction == Direction::Collect || T::Accounts::hold(id.account, amount).is_ok();
		// Another withdrawal was faster; the next export asks again.
		if !held {
			return;
		}
		Self::set_out(id.account, direction, amount);
		Self::go_on(id, &next);
		let attempt = next.line.attempt;
		Self::deposit_event(Event::LineExported { id, attempt, direction, amount });
	}

	pub(crate) fn do_write_off(who: T::AccountId, id: StatementId) -> DispatchResult {
		let community = id.account.meter.network.community;
		ensure!(T::GuarantorOf::convert(community) == Some(who), Error::<T>::NotGuarantor);
		let line = Lines::<T>::get(id).ok_or(Error::<T>::LineNotFound)?;
		let Some(next) = write_off(&line).map_err(Error::<T>::from)? else { return Ok(()) };
		let waiting = Waiting::<T>::get(id.account);
		ensure!(waiting == OnItsWay::default(), Error::<T>::MoneyOnItsWay);

		let arrears = T::Accounts::arrears(id.account);
		let debt = T::Accounts::write_off(id.account).map_err(Error::<T>::from)?;
		Self::go_on(id, &next);
		Totals::<T>::mutate(community, |totals| {
			totals.written_off = totals.written_off.saturating_add(debt);
		});
		Self::deposit_event(Event::DebtWrittenOff { id, debt, arrears });
		Ok(())
	}

	pub(crate) fn do_collect_deposit(
		who: T::AccountId,
		payee: Payee,
		reference: DepositReference,
		amount: u128,
	) -> DispatchResult {
		let community = payee.community();
		let (asset, cap) = Self::approval_of(&who, community)?;
		ensure!(is_whole_cents(amount), Error::<T>::WrongAmount);
		let record = DepositRecord { payee, amount };
		if let Some(booked) = References::<T>::get(community, reference) {
			ensure!(booked == record, Error::<T>::ReferenceTaken);
			return Ok(());
		}

		Self::mint_within(asset, &who, cap, amount)?;
		match payee {
			Payee::Member(account) => T::Accounts::collect(account, amount),
			Payee::Guarantor(_) => T::Accounts::collect_for_guarantor(community, amount),
		}
		.map_err(Error::<T>::from)?;
		References::<T>::insert(community, reference, record);
		Totals::<T>::mutate(community, |totals| {
			totals.deposited = totals.deposited.saturating_add(amount);
		});
		Self::deposit_event(Event::DepositCollected { payee, reference, amount });
		Ok(())
	}

	pub(crate) fn do_pay_claim(community: CommunityId) -> DispatchResult {
		ensure!(T::Accounts::claim(community) > 0, Error::<T>::NothingClaimed);

		let paid = T::Accounts::pay_claim(community);
		ensure!(paid > 0, Error::<T>::NotCovered);
		Totals::<T>::mutate(community, |totals| {
			totals.debits_returned = totals.debits_returned.saturating_add(paid);
		});
		let left = T::Accounts::claim(community);
		Self::deposit_event(Event::ClaimPaid { community, paid, left });
		Ok(())
	}

	pub(crate) fn do_reopen(who: T::AccountId, id: StatementId) -> DispatchResult {
		Self::approval_of(&who, id.account.meter.network.community)?;
		let line = Lines::<T>::get(id).ok_or(Error::<T>::LineNotFound)?;
		let Some(next) = reopen(&line).map_err(Error::<T>::from)? else { return Ok(()) };
		Self::go_on(id, &next);
		Self::deposit_event(Event::LineReopened { id, attempt: next.line.attempt });
		Ok(())
	}
}
