// SPDX-License-Identifier: Apache-2.0
//! What the calls about networks and relays do, one `do_<call>` each. Those about meters are in
//! `meter_impls.rs` and `device_impls.rs`, those about settled figures in `correction_impls.rs`.

use crate::*;
use energy_primitives::{Communities, NetworkId, Slot, SlotSink};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{fungible::MutateHold, tokens::Precision, Get},
};
use metering_core::progress::Progress;
use sp_runtime::{traits::Zero, Saturating};

const MILLION: u32 = 1_000_000;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_create_network(
		who: T::AccountId,
		network: NetworkId,
		params: NetworkParams,
	) -> DispatchResult {
		let operator =
			T::Communities::operator(network.community).ok_or(Error::<T>::CommunityNotFound)?;
		ensure!(operator == who, Error::<T>::NotOperator);
		ensure!(!Networks::<T>::contains_key(network), Error::<T>::NetworkAlreadyExists);
		ensure!(params.grace_s <= T::GraceMax::get(), Error::<T>::GraceTooLong);
		ensure!(params.loss_ppm <= MILLION, Error::<T>::LossTooHigh);

		Networks::<T>::insert(network, NetworkRecord::new(params));
		Self::deposit_event(Event::NetworkCreated { network });
		Ok(())
	}

	pub(crate) fn do_open_network(
		who: T::AccountId,
		network: NetworkId,
		first_slot: Slot,
	) -> DispatchResult {
		let mut record = Self::operated(&who, network)?;
		ensure!(record.phase == Phase::Preparing, Error::<T>::AlreadyOpen);
		let length = Self::slot_length_const();
		let current = length.slot_at(Self::now_s());
		let reach = length.per_day().saturating_mul(T::BackdateDays::get());
		let in_reach = first_slot >= current.saturating_sub(reach)
			&& first_slot <= current.saturating_add(reach);
		ensure!(first_slot > 0 && in_reach, Error::<T>::FirstSlotOutOfRange);
		let slots = current.saturating_add(1).saturating_sub(first_slot);
		ensure!(
			T::Settlement::may_open(network, first_slot, slots),
			Error::<T>::SettlementNotReady
		);

		record.phase = Phase::Open { first_slot, opened_at_s: Self::now_s() };
		// Nobody has spoken yet: every meter that is waited for lags.
		let waited = record.progress.waited;
		record.progress = Progress { next_slot: first_slot, waited, lagging: waited };
		record.window_since = first_slot;
		Networks::<T>::insert(network, record);
		Self::deposit_event(Event::NetworkOpened { network, first_slot });
		Ok(())
	}

	pub(crate) fn do_answer_dispute(
		who: T::AccountId,
		network: NetworkId,
		slot: Slot,
	) -> DispatchResult {
		let mut record = Self::operated(&who, network)?;
		match record.dispute.as_mut().filter(|dispute| dispute.slot == slot && !dispute.answered) {
			Some(dispute) => dispute.answered = true,
			None => return Err(Error::<T>::NotDisputed.into()),
		}
		Networks::<T>::insert(network, record);
		T::Settlement::notice(network);
		Self::deposit_event(Event::DisputeAnswered { network, slot });
		Ok(())
	}

	pub(crate) fn do_bond_relay(who: T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		let bond = Self::bond_of(&who).saturating_add(amount);
		ensure!(bond >= T::RelayBondMin::get(), Error::<T>::BondTooSmall);
		T::Currency::hold(&HoldReason::RelayBond.into(), &who, amount)?;
		Self::deposit_event(Event::RelayBonded { relay: who, bond });
		Ok(())
	}

	pub(crate) fn do_unbond_relay(who: T::AccountId) -> DispatchResult {
		let bond = Self::bond_of(&who);
		ensure!(!bond.is_zero(), Error::<T>::RelayNotBonded);
		T::Currency::release(&HoldReason::RelayBond.into(), &who, bond, Precision::Exact)?;
		Self::deposit_event(Event::RelayUnbonded { relay: who, bond });
		Ok(())
	}
}
