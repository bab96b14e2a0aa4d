// SPDX-License-Identifier: Apache-2.0
//! What each call does once its origin is known.

use crate::{pallet::*, types::*, utility_impls::place};
use alloc::vec::Vec;
use energy_primitives::{Communities, CommunityId, MeterId, NetworkId, Position, Slot, SlotSource};
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
	ensure,
	traits::{tokens::fungibles::Inspect, Get},
	BoundedVec,
};
use settlement_core::{Limits, OrderRow, Tariff, TariffError};
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
		let price_max = Self::price_max(network);
		for tariff in &tariffs {
			tariff.check(price_max).map_err(Error::<T>::from)?;
		}
		let first_needed = Self::next_to_settle(network).unwrap_or(0);
		let segments =
			settlement_core::set_tariffs(&Tariffs::<T>::get(network), from_slot, &tariffs);
		let segments = settlement_core::prune_tariffs(&segments, first_needed);
		let segments = BoundedVec::try_from(segments).map_err(|_| Error::<T>::TooManyTariffs)?;
		Tariffs::<T>::insert(network, segments);
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
		Ok(())
	}

	pub(crate) fn do_deposit(who: T::AccountId, meter: MeterId, amount: u128) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::owner_of(meter)?;
		Self::close_due_line(meter);
		Self::pay_in(meter.network.community, &who, amount)?;
		let position = Position::try_from(amount)
			.ok()
			.and_then(|amount| Self::position_of(meter).checked_add(amount))
			.ok_or(Error::<T>::PositionTooHigh)?;
		Self::put_position(meter, position);
		Self::deposit_event(Event::Deposited { meter, from: who, amount });
		Self::lift(meter, position);
		Ok(())
	}

	/// Lets a meter back in after a deposit, from the next slot not begun. While slots from before
	/// it was taken over are open, that is only noted: one of them may take it over again.
	fn lift(meter: MeterId, position: Position) {
		let (network, page, row) = place(meter);
		Outside::<T>::mutate_exists(network, page, |rows| {
			let Some(entry) = rows.as_mut().and_then(|rows| {
				let at = rows.binary_search_by_key(&row, |entry| entry.row).ok()?;
				rows.get_mut(at)
			}) else {
				return;
			};
			entry.lifted |= entry.until_slot.is_none() && position > T::ReentryLevel::get();
			Self::let_in(meter, entry, position, Self::next_to_settle(network).unwrap_or(0));
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
		let covered = u128::try_from(Purses::<T>::get(community).guarantor).unwrap_or(0);
		let sum = limits.checked_add(limit).ok_or(Error::<T>::NotCovered)?;
		ensure!(sum <= covered, Error::<T>::NotCovered);
		if limit < old {
			// A sweep counts on the limit it began with.
			ensure!(Self::is_settled(community), Error::<T>::Settling);
			let used = u128::try_from(position.saturating_neg()).unwrap_or(0);
			ensure!(used <= limit, Error::<T>::LimitInUse);
		}
		Ledgers::<T>::insert(network, ledger);
		Self::enqueue(network);
		Self::deposit_event(Event::LimitSet { account, limit });
		Ok(())
	}

	pub(crate) fn do_withdraw(who: T::AccountId, meter: MeterId, amount: u128) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(Self::owner_of(meter)? == who, Error::<T>::NotOwner);
		Self::close_due_line(meter);
		ensure!(!Withdrawals::<T>::contains_key(meter), Error::<T>::WithdrawalPending);
		let position = u128::try_from(Self::position_of(meter)).unwrap_or(0);
		ensure!(amount <= position, Error::<T>::PositionTooLow);
		let network = meter.network;
		let through_slot = T::Metering::current_slot().saturating_sub(1);
		WithdrawalEnds::<T>::mutate(network, |ends| {
			WithdrawalQueue::<T>::insert(network, ends.tail, meter.index);
			ends.tail.saturating_inc();
		});
		Withdrawals::<T>::insert(
			meter,
			WithdrawalRecord { to: who, amount, through_slot, line: None },
		);
		Self::enqueue(network);
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
