// SPDX-License-Identifier: Apache-2.0
//! What each call does once its origin is known.

use crate::{account_impls::AccountState, pallet::*, types::*, utility_impls::place};
use alloc::vec::Vec;
use energy_primitives::{
	Communities, CommunityId, HouseholdQuota, MeterId, MoneyError, NetworkId, Slot, SlotSource,
};
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
	ensure,
	traits::{tokens::fungibles::Inspect, Get},
};
use settlement_core::{pot, Cycle, Limits, NoteKind, OrderRow, PolicyError, Tariff, TariffError};
use sp_runtime::{traits::Saturating, DispatchResult};

impl<T> From<TariffError> for Error<T> {
	fn from(error: TariffError) -> Self {
		match error {
			TariffError::OutOfBounds => Self::PriceOutOfBounds,
			TariffError::NegativeFee => Self::NegativeFee,
			TariffError::FeedInAboveRetail => Self::FeedInAboveRetail,
		}
	}
}

impl<T> From<PolicyError> for Error<T> {
	fn from(error: PolicyError) -> Self {
		match error {
			PolicyError::FeesByBallot => Self::FeesByBallot,
			PolicyError::OutsideBand => Self::OutsideBand,
		}
	}
}

impl<T> From<MoneyError> for Error<T> {
	fn from(error: MoneyError) -> Self {
		match error {
			MoneyError::NoAccount => Self::UnknownMeter,
			MoneyError::PositionTooLow => Self::PositionTooLow,
			MoneyError::PositionTooHigh => Self::PositionTooHigh,
			MoneyError::NotCovered => Self::NotCovered,
			MoneyError::NoGuarantor => Self::NoGuarantor,
			MoneyError::Currency => Self::CurrencyRefused,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_accounts(
		who: T::AccountId,
		network: NetworkId,
		grid: T::AccountId,
		balancing: T::AccountId,
	) -> DispatchResult {
		Self::ensure_operator(&who, network)?;
		ensure!(T::Metering::next_slot(network).is_none(), Error::<T>::NetworkOpen);
		Self::replace_accounts(network, grid, balancing)
	}

	/// Names accounts where none with money or debt is replaced.
	pub(crate) fn replace_accounts(
		network: NetworkId,
		grid: T::AccountId,
		balancing: T::AccountId,
	) -> DispatchResult {
		if let Some(old) = Accounts::<T>::get(network) {
			let ledger = Ledgers::<T>::get(network);
			let kept = |position: i128, old: &T::AccountId, new| position == 0 || old == new;
			let stays = kept(ledger.grid, &old.grid, &grid)
				&& kept(ledger.balancing, &old.balancing, &balancing);
			ensure!(stays, Error::<T>::AccountsInUse);
		}
		let set = NetworkAccounts { grid: grid.clone(), balancing: balancing.clone() };
		Accounts::<T>::insert(network, set);
		Self::deposit_event(Event::AccountsSet { network, grid, balancing });
		Ok(())
	}

	pub(crate) fn do_set_tariffs(
		who: T::AccountId,
		network: NetworkId,
		from_slot: Slot,
		tariffs: Vec<Tariff>,
	) -> DispatchResult {
		Self::ensure_operator(&who, network)?;
		ensure!(!tariffs.is_empty(), Error::<T>::NoTariffs);
		ensure!(!T::Metering::is_frozen(network, from_slot), Error::<T>::Frozen);
		let count = u32::try_from(tariffs.len()).map_err(|_| Error::<T>::TooManyTariffs)?;
		from_slot.checked_add(count).ok_or(Error::<T>::SlotTooFar)?;
		let policy = Policies::<T>::get(network);
		let tariffs = Self::admit_tariffs(network, from_slot, tariffs, &policy)?;
		let segments =
			settlement_core::set_tariffs(&Tariffs::<T>::get(network), from_slot, &tariffs);
		Self::put_tariffs(network, &policy.applied(&segments), TARIFFS_ANNOUNCED_MAX)?;
		Self::deposit_event(Event::TariffsSet { network, from_slot, count });
		Ok(())
	}

	pub(crate) fn do_place_order(
		who: T::AccountId,
		meter: MeterId,
		limits: Limits,
	) -> DispatchResult {
		ensure!(Self::owner_of(meter)? == who, Error::<T>::NotOwner);
		let from_slot = Self::next_to_begin(meter.network);
		let next_to_settle = Self::next_to_settle(meter.network).unwrap_or(0);
		let (network, page, row) = place(meter);
		Self::close_due_line(meter);
		Orders::<T>::try_mutate_exists(network, page, |orders| {
			let mut rows = orders.take().unwrap_or_default();
			match rows.binary_search_by_key(&row, |order| order.row) {
				Ok(at) => {
					let order = rows
						.get(at)
						.ok_or(Error::<T>::UnknownMeter)?
						.change(limits, from_slot, next_to_settle)
						.map_err(|_| Error::<T>::ChangePending)?;
					if order.is_idle(next_to_settle) {
						rows.remove(at);
					} else if let Some(place) = rows.get_mut(at) {
						*place = order;
					}
				}
				Err(at) => {
					let order = OrderRow::first(row, limits, from_slot);
					// One entry per row of the page, so there is room; qed
					rows.try_insert(at, order).map_err(|_| Error::<T>::UnknownMeter)?;
				}
			}
			*orders = (!rows.is_empty()).then_some(rows);
			Ok::<_, Error<T>>(())
		})?;
		Self::deposit_event(Event::OrderPlaced { meter, limits, from_slot });
		Self::use_one(&who);
		Ok(())
	}

	pub(crate) fn do_deposit(who: T::AccountId, meter: MeterId, amount: u128) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::owner_of(meter)?;
		Self::pay_in(meter.network.community, &who, amount)?;
		let signed = i128::try_from(amount).map_err(|_| Error::<T>::PositionTooHigh)?;
		let account = Self::account_now(meter);
		let slot = T::Metering::current_slot();
		Self::post(account, NoteKind::Deposit, slot, signed).map_err(Error::<T>::from)?;
		Self::deposit_event(Event::Deposited { meter, from: who.clone(), amount });
		Self::lift(meter);
		Self::use_one(&who);
		Ok(())
	}

	/// Lets a meter back in after a deposit or a collect, from the next slot not begun. While slots
	/// from before it was taken over are open, that is only noted: one of them may take it over
	/// again.
	pub(crate) fn lift(meter: MeterId) {
		let (network, page, row) = place(meter);
		let headroom = Self::account(Self::account_now(meter)).unwrap_or_default().headroom();
		Outside::<T>::mutate_exists(network, page, |rows| {
			let Some(entry) = rows.as_mut().and_then(|rows| {
				let at = rows.binary_search_by_key(&row, |entry| entry.row).ok()?;
				rows.get_mut(at)
			}) else {
				return;
			};
			let enough = pot::re_enters(headroom, T::ReentryLevel::get());
			entry.lifted |= entry.until_slot.is_none() && enough;
			Self::let_in(meter, entry, headroom, Self::next_to_settle(network).unwrap_or(0));
		});
	}

	pub(crate) fn do_deposit_named(
		who: T::AccountId,
		account: NamedAccount,
		amount: u128,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let community = account.community();
		ensure!(T::Communities::asset(community).is_some(), Error::<T>::UnknownCommunity);
		if !matches!(account, NamedAccount::Fund(_)) {
			Self::holder_of(account)?;
		}
		Self::pay_in(community, &who, amount)?;
		let signed = i128::try_from(amount).map_err(|_| Error::<T>::PositionTooHigh)?;
		Self::add_named(account, signed)?;
		match account {
			NamedAccount::Guarantor(_) => Purses::<T>::mutate(community, |purse| {
				purse.backer = purse.backer.take().or_else(|| T::Communities::guarantor(community));
			}),
			// Something may have waited for this.
			NamedAccount::Grid(network) | NamedAccount::Balancing(network) => {
				Self::review_grid(network);
				Self::enqueue(network)
			}
			NamedAccount::Fund(_) => (),
		}
		Self::deposit_event(Event::NamedDeposited { account, from: who, amount });
		Ok(())
	}

	pub(crate) fn do_set_limit(
		who: T::AccountId,
		account: NamedAccount,
		limit: u128,
	) -> DispatchResult {
		let (NamedAccount::Grid(network) | NamedAccount::Balancing(network)) = account else {
			return Err(Error::<T>::WrongAccount.into());
		};
		ensure!(T::Metering::exists(network), Error::<T>::UnknownNetwork);
		let community = network.community;
		ensure!(Self::guarantor_of(community) == Some(who), Error::<T>::NotGuarantor);
		let mut ledger = Ledgers::<T>::get(network);
		let (position, slot) = match account {
			NamedAccount::Grid(_) => (ledger.grid, &mut ledger.grid_limit),
			_ => (ledger.balancing, &mut ledger.balancing_limit),
		};
		let old = core::mem::replace(slot, limit);
		let limits = Self::limits_of(community).saturating_sub(old);
		let purse = Purses::<T>::get(community);
		let covered = pot::free(purse.guarantor, purse.claim);
		let sum = limits.checked_add(limit).ok_or(Error::<T>::NotCovered)?;
		ensure!(limit <= old || sum <= covered, Error::<T>::NotCovered);
		if limit < old {
			// A sweep counts on the limit it began with.
			ensure!(Self::is_settled(community), Error::<T>::Settling);
			let used = u128::try_from(position.saturating_neg()).unwrap_or(0);
			ensure!(used <= limit, Error::<T>::LimitInUse);
		}
		Ledgers::<T>::insert(network, ledger);
		Self::review_grid(network);
		Self::enqueue(network);
		Self::deposit_event(Event::LimitSet { account, limit });
		Ok(())
	}

	pub(crate) fn do_set_member_limit(
		who: T::AccountId,
		meter: MeterId,
		limit: u64,
	) -> DispatchResult {
		let account = Self::account_now(meter);
		let before = Self::account(account).ok_or(Error::<T>::UnknownMeter)?;
		let community = meter.network.community;
		ensure!(Self::guarantor_of(community) == Some(who), Error::<T>::NotGuarantor);
		let after = AccountState { limit, ..before };
		if limit > before.limit {
			let more = u128::from(limit.saturating_sub(before.limit));
			let free = Self::named_free(NamedAccount::Guarantor(community));
			ensure!(more <= free, Error::<T>::NotCovered);
		}
		ensure!(after.headroom() >= 0, Error::<T>::LimitInUse);
		Self::put_account(account, before, after);
		Self::deposit_event(Event::MemberLimitSet { meter, limit });
		Self::lift(meter);
		Ok(())
	}

	pub(crate) fn do_set_billing(
		who: T::AccountId,
		network: NetworkId,
		cycle: Cycle,
	) -> DispatchResult {
		Self::ensure_operator(&who, network)?;
		ensure!(cycle.is_valid(), Error::<T>::SenselessCycle);
		let from_slot = Billings::<T>::mutate(network, |billing| {
			if billing.end_slot == 0 {
				billing.cycle = cycle;
			} else {
				billing.next_cycle = Some(cycle);
			}
			billing.end_slot
		});
		Self::deposit_event(Event::BillingSet { network, cycle, from_slot });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: T::AccountId, meter: MeterId, amount: u128) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(Self::owner_of(meter)? == who, Error::<T>::NotOwner);
		let account = Self::account_now(meter);
		let state = Self::account(account).ok_or(Error::<T>::UnknownMeter)?;
		ensure!(!Withdrawals::<T>::contains_key(meter), Error::<T>::WithdrawalPending);
		ensure!(state.arrears == 0, Error::<T>::HasArrears);
		ensure!(amount <= pot::free(state.position.into(), 0), Error::<T>::PositionTooLow);
		let network = meter.network;
		let through_slot = T::Metering::current_slot().saturating_sub(1);
		WithdrawalEnds::<T>::mutate(network, |ends| {
			WithdrawalQueue::<T>::insert(network, ends.tail, meter.index);
			ends.tail.saturating_inc();
		});
		Withdrawals::<T>::insert(
			meter,
			WithdrawalRecord { to: who.clone(), amount, through_slot, epoch: account.epoch },
		);
		Self::enqueue(network);
		Self::use_one(&who);
		Self::deposit_event(Event::WithdrawalQueued { meter, amount, through_slot });
		Ok(())
	}

	pub(crate) fn do_withdraw_named(
		who: T::AccountId,
		account: NamedAccount,
		amount: u128,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(Self::holder_of(account)? == who, Error::<T>::NotAccount);
		ensure!(amount <= Self::named_free(account), Error::<T>::PositionTooLow);
		let community = account.community();
		NamedWithdrawals::<T>::try_mutate(community, |queue| {
			let waits = queue.rows.iter().any(|row| row.account == account);
			ensure!(!waits, Error::<T>::WithdrawalPending);
			let row = NamedWithdrawal { account, to: who, amount };
			// One row per account fits the bound; qed
			queue.rows.try_push(row).map_err(|_| Error::<T>::WithdrawalPending)?;
			Self::begin_hold(queue);
			Ok::<_, Error<T>>(())
		})?;
		Self::enqueue_community(community);
		Self::deposit_event(Event::NamedWithdrawalQueued { account, amount });
		Ok(())
	}

	pub(crate) fn do_absorb(community: CommunityId) -> DispatchResult {
		let asset = T::Communities::asset(community).ok_or(Error::<T>::UnknownCommunity)?;
		let held = T::Assets::balance(asset, &Self::pot_of(community));
		let mut purse = Purses::<T>::get(community);
		let amount = held.saturating_sub(purse.booked);
		ensure!(amount > 0, Error::<T>::NothingToAbsorb);
		let credit = i128::try_from(amount).map_err(|_| Error::<T>::PositionTooHigh)?;
		purse.fund = purse.fund.checked_add(credit).ok_or(Error::<T>::PositionTooHigh)?;
		purse.booked = held;
		Purses::<T>::insert(community, purse);
		Self::deposit_event(Event::Absorbed { community, amount });
		Ok(())
	}

	pub(crate) fn do_push(network: NetworkId) -> DispatchResultWithPostInfo {
		ensure!(T::Metering::exists(network), Error::<T>::UnknownNetwork);
		ensure!(!Self::is_fresh(network), Error::<T>::NothingToDo);
		let (progress, weight) = Self::step(network);
		ensure!(progress == Progress::Done, Error::<T>::NothingToDo);
		Self::enqueue(network);
		Ok(PostDispatchInfo {
			actual_weight: Some(weight),
			pays_fee: frame_support::dispatch::Pays::Yes,
		})
	}
}
