// SPDX-License-Identifier: Apache-2.0
//! What plans move: between members' accounts and the common fund, into and out of the deposits of
//! devices, and from the fund to whoever made a plan. Every movement on an account leaves a note.

use crate::{account_impls::AccountState, member_accounts::whole, pallet::*, types::*};
use energy_primitives::{
	CommunityId, MemberAccount, MeterId, MoneyError, NanoPrice, NetworkId, PlanLeg, PlanMoney,
	Slot, SlotSource,
};
use frame_support::traits::Get;
use settlement_core::{pot, NoteKind};

type Done<R = ()> = Result<R, MoneyError>;

const fn note_kind(leg: PlanLeg) -> NoteKind {
	match leg {
		PlanLeg::Plan => NoteKind::Plan,
		PlanLeg::Deviation => NoteKind::Deviation,
		PlanLeg::Deposit => NoteKind::DeviceDeposit,
	}
}

impl<T: Config> Pallet<T> {
	/// Errors: `PositionTooHigh`.
	fn fund_gains(community: CommunityId, amount: u128) -> Done {
		let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooHigh)?;
		Self::add_named(NamedAccount::Fund(community), signed)
			.map_err(|_| MoneyError::PositionTooHigh)
	}

	/// Errors: `PositionTooLow`.
	fn fund_loses(community: CommunityId, amount: u128) -> Done {
		let free = Self::named_free(NamedAccount::Fund(community));
		if amount > free {
			return Err(MoneyError::PositionTooLow);
		}
		let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooLow)?;
		Self::add_named(NamedAccount::Fund(community), signed.saturating_neg())
			.map_err(|_| MoneyError::PositionTooLow)
	}

	/// Errors: `PositionTooHigh`, `PositionTooLow`.
	fn change_deposits(community: CommunityId, change: i128) -> Done {
		let error = match change {
			0.. => MoneyError::PositionTooHigh,
			_ => MoneyError::PositionTooLow,
		};
		Purses::<T>::try_mutate(community, |purse| {
			let sum = purse.device_deposits.checked_add_signed(change).ok_or(error)?;
			purse.device_deposits = sum;
			Ok(())
		})
	}

	/// Adds to an account, with a note. Errors: those of [`Pallet::post`].
	fn gain(account: MemberAccount, kind: NoteKind, slot: Slot, amount: u128) -> Done {
		// More than an account can hold is refused as such.
		let signed = i128::try_from(amount).unwrap_or(i128::MAX);
		Self::post(account, kind, slot, signed).map(drop)
	}

	/// Takes from an account, with a note; says once that it runs low. Errors: those of
	/// [`Pallet::post`].
	fn lose(account: MemberAccount, kind: NoteKind, slot: Slot, amount: u128) -> Done {
		let before = Self::account(account).ok_or(MoneyError::NoAccount)?;
		let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooLow)?;
		let position = Self::post(account, kind, slot, signed.saturating_neg())?;
		let (after, level) = (AccountState { position, ..before }, T::WarnLevel::get().into());
		if before.headroom() >= level && after.headroom() < level {
			let (meter, left) = (account.meter, after.headroom());
			Self::deposit_event(Event::RunningLow { meter, slot, left });
		}
		Ok(())
	}
}

impl<T: Config> PlanMoney<T::AccountId> for Pallet<T> {
	fn tariff(network: NetworkId, slot: Slot) -> Option<(NanoPrice, NanoPrice)> {
		Self::tariff_of(network, slot).map(|tariff| (tariff.feed_in, tariff.retail))
	}

	fn fund(community: CommunityId) -> u128 {
		Self::named_free(NamedAccount::Fund(community))
	}

	fn pay(meter: MeterId, slot: Slot, leg: PlanLeg, amount: u128) -> Done {
		if amount == 0 {
			return Ok(());
		}
		whole(|| {
			Self::gain(Self::account_at(meter, slot), note_kind(leg), slot, amount)?;
			Self::fund_loses(meter.network.community, amount)
		})
	}

	fn charge(meter: MeterId, slot: Slot, leg: PlanLeg, amount: u128) -> u128 {
		let account = Self::account_at(meter, slot);
		let headroom = Self::account(account).map_or(0, |state| state.headroom());
		let part = pot::may_pay(headroom, amount);
		if part == 0 {
			return 0;
		}
		let moved = whole(|| {
			Self::lose(account, note_kind(leg), slot, part)?;
			Self::fund_gains(meter.network.community, part)
		});
		// Only a fund at the end of its type takes no more.
		moved.map_or(0, |()| part)
	}

	fn lock(meter: MeterId, amount: u128) -> Done {
		if amount == 0 {
			return Ok(());
		}
		whole(|| {
			let account = Self::account_now(meter);
			let state = Self::account(account).ok_or(MoneyError::NoAccount)?;
			// Never out of a limit, nor of what is owed to the guarantor.
			if amount > pot::free(state.position.into(), state.arrears.into()) {
				return Err(MoneyError::PositionTooLow);
			}
			let slot = T::Metering::current_slot();
			Self::lose(account, NoteKind::DeviceDeposit, slot, amount)?;
			let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooLow)?;
			Self::change_deposits(meter.network.community, signed)
		})
	}

	fn unlock(meter: MeterId, amount: u128) -> Done {
		if amount == 0 {
			return Ok(());
		}
		whole(|| {
			let slot = T::Metering::current_slot();
			Self::gain(Self::account_now(meter), NoteKind::DeviceDeposit, slot, amount)?;
			let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooHigh)?;
			Self::change_deposits(meter.network.community, signed.saturating_neg())
		})
	}

	fn forfeit(community: CommunityId, amount: u128) -> Done {
		if amount == 0 {
			return Ok(());
		}
		whole(|| {
			let signed = i128::try_from(amount).map_err(|_| MoneyError::PositionTooLow)?;
			Self::change_deposits(community, signed.saturating_neg())?;
			Self::fund_gains(community, amount)?;
			Self::deposit_event(Event::DeviceDepositForfeited { community, amount });
			Ok(())
		})
	}

	fn reward(community: CommunityId, who: &T::AccountId, amount: u128) -> Done {
		if amount == 0 {
			return Ok(());
		}
		whole(|| {
			Self::fund_loses(community, amount)?;
			Self::pay_out(community, who, amount).map_err(|_| MoneyError::Currency)?;
			Self::deposit_event(Event::FundPaid { community, to: who.clone(), amount });
			Ok(())
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_money(meter: MeterId, fund: u128) {
		crate::benchmarking::plan_money::<T>(meter, fund)
	}
}
