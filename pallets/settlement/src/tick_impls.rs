// SPDX-License-Identifier: Apache-2.0
//! What blocks do by themselves: one small step for one network after the other.

use crate::{pallet::*, sweep_impls::SweptPage, types::*, weights::WeightInfo};
use alloc::{collections::VecDeque, vec::Vec};
use energy_primitives::{
	CommunityId, Delivery, MemberAccount, MeterId, NetworkId, SlotSource, PAGE_ROWS,
};
use frame_support::{
	defensive,
	storage::with_storage_layer,
	traits::Get,
	weights::{Weight, WeightMeter},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use settlement_core::{pot, NoteKind};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchResult,
};

impl<T: Config> Pallet<T> {
	/// Looks at the due networks in turn until nothing is due or the block's share is used.
	pub(crate) fn do_poll(_now: BlockNumberFor<T>, weight: &mut WeightMeter) {
		let share = T::SweepShare::get() * T::BlockWeights::get().max_block;
		let mut meter = WeightMeter::with_limit(share.min(weight.remaining()));
		if meter.try_consume(T::WeightInfo::on_poll_empty()).is_err() {
			return;
		}
		let mut due = VecDeque::from(DueNetworks::<T>::take().into_inner());
		for network in Self::patrol() {
			if !due.contains(&network) {
				due.push_back(network);
			}
		}
		let mut waiting = Vec::new();
		let step_max = Self::step_weight_max();
		while meter.can_consume(step_max) {
			let Some(network) = due.pop_front() else { break };
			let (progress, used) = Self::step(network);
			meter.consume(used);
			match progress {
				Progress::Done => due.push_back(network),
				Progress::Waiting => waiting.push(network),
				Progress::Idle => (),
			}
		}
		due.extend(waiting);
		Self::put_due(due.into());
		weight.consume(meter.consumed());
	}

	/// Keeps the order of the round, then what was announced meanwhile.
	fn put_due(mut due: Vec<NetworkId>) {
		let announced = DueNetworks::<T>::get();
		for network in announced {
			if !due.contains(&network) {
				due.push(network);
			}
		}
		if !due.is_empty() {
			// What does not fit is found again by the patrol.
			DueNetworks::<T>::put(BoundedVec::truncate_from(due));
		}
	}

	/// The networks the patrol looks at next. It goes round.
	fn patrol() -> Vec<NetworkId> {
		let limit = T::PatrolNetworks::get();
		let mut found = T::Metering::networks_after(PatrolCursor::<T>::get(), limit);
		if found.is_empty() {
			found = T::Metering::networks_after(None, limit);
		}
		PatrolCursor::<T>::set(found.last().copied());
		found
	}

	/// The most one step weighs.
	pub(crate) fn step_weight_max() -> Weight {
		let page = T::WeightInfo::sweep_page(PAGE_ROWS)
			.max(T::WeightInfo::sweep_page_told(PAGE_ROWS))
			.saturating_add(Self::page_weight(PAGE_ROWS));
		let main = T::WeightInfo::clear()
			.max(page)
			.max(T::WeightInfo::finish_sweep().saturating_add(Self::slot_weight()))
			.max(T::WeightInfo::bill_page(PAGE_ROWS))
			.max(T::WeightInfo::finish_billing())
			.max(T::WeightInfo::gather_page(PAGE_ROWS))
			.max(T::WeightInfo::close_line());
		T::WeightInfo::probe()
			.saturating_add(T::WeightInfo::pay_withdrawal())
			.saturating_add(T::WeightInfo::pay_late(CREDITS_PER_STEP))
			.saturating_add(T::WeightInfo::pay_named())
			.saturating_add(main)
	}

	/// What the planned rows of a page cost besides its sweep.
	fn page_weight(planned: u32) -> Weight {
		let (time, proof) = T::Delivery::page_weight(planned);
		Weight::from_parts(time, proof)
	}

	/// What planned devices cost when a slot is swept, and a period ends with it.
	fn slot_weight() -> Weight {
		let (time, proof) = T::Delivery::slot_weight();
		Weight::from_parts(time, proof)
	}

	/// One step for one network: pays what can be paid, then moves its settlement on. Returns what
	/// it did and what that weighed.
	pub(crate) fn step(network: NetworkId) -> (Progress, Weight) {
		if let Some(used) = Self::close_next_line(network) {
			return (Progress::Done, T::WeightInfo::probe().saturating_add(used));
		}
		let paid = [
			Self::pay_next_withdrawal(network),
			Self::pay_late(network),
			Self::pay_named(network.community),
		];
		let mut weight = T::WeightInfo::probe();
		let mut any_paid = false;
		for payment in paid.into_iter().flatten() {
			weight.saturating_accrue(payment);
			any_paid = true;
		}
		let (progress, used) = Self::advance(network);
		let progress = match progress {
			Progress::Idle if any_paid => Progress::Done,
			other => other,
		};
		(progress, weight.saturating_add(used))
	}

	/// Moves the settlement of a network's next slot on by one page, or by one stage.
	fn advance(network: NetworkId) -> (Progress, Weight) {
		match Sweeps::<T>::get(network) {
			Some(Stage::Sweeping(sweep)) if sweep.next_page < sweep.page_count => {
				let SweptPage { rows, told, planned } = Self::sweep_page(network, sweep);
				let weight = match told {
					false => T::WeightInfo::sweep_page(rows),
					true => T::WeightInfo::sweep_page_told(rows),
				};
				(Progress::Done, weight.saturating_add(Self::page_weight(planned)))
			}
			Some(Stage::Sweeping(sweep)) => {
				Self::finish_sweep(network, sweep);
				(Progress::Done, T::WeightInfo::finish_sweep().saturating_add(Self::slot_weight()))
			}
			Some(Stage::Billing(bill)) if bill.next_page < bill.page_count => {
				let rows = Self::bill_page(network, bill);
				(Progress::Done, T::WeightInfo::bill_page(rows))
			}
			Some(Stage::Billing(bill)) => {
				Self::finish_billing(network, bill);
				(Progress::Done, T::WeightInfo::finish_billing())
			}
			_ if Self::is_held(network.community) => (Progress::Waiting, Weight::zero()),
			Some(Stage::Gathering(gather)) => {
				let rows = Self::gather_page(network, gather);
				(Progress::Done, T::WeightInfo::gather_page(rows))
			}
			Some(Stage::Closed { closed, gathered }) => {
				(Self::take_up(network, closed, gathered), T::WeightInfo::clear())
			}
			None => match T::Metering::close_next(network) {
				Some(closed) => (Self::take_up(network, closed, None), T::WeightInfo::clear()),
				None => {
					// A slot may have begun since the last look: the grid has to cover it as well.
					Self::review_grid(network);
					(Progress::Idle, Weight::zero())
				}
			},
		}
	}

	/// Whether the slot to clear next got a reading in this very block.
	pub(crate) fn is_fresh(network: NetworkId) -> bool {
		if Sweeps::<T>::contains_key(network) {
			return false;
		}
		let next = T::Metering::next_slot(network);
		let book = next.and_then(|slot| Books::<T>::try_get((network, slot)).ok());
		book.is_some_and(|record| record.touched == frame_system::Pallet::<T>::block_number())
	}

	/// Pays the oldest withdrawal of a meter, if its slots are settled.
	pub(crate) fn pay_next_withdrawal(network: NetworkId) -> Option<Weight> {
		let mut ends = WithdrawalEnds::<T>::get(network);
		if ends.head == ends.tail {
			return None;
		}
		let index = WithdrawalQueue::<T>::get(network, ends.head);
		let meter = index.map(|index| MeterId { network, index });
		let Some((meter, record)) = meter.zip(meter.and_then(Withdrawals::<T>::get)) else {
			defensive!("every place of the queue has its record");
			return None;
		};
		// Requests stand in the order of their last slots, so the first one is due first.
		if Self::next_to_settle(network).is_some_and(|slot| slot <= record.through_slot) {
			return None;
		}
		WithdrawalQueue::<T>::remove(network, ends.head);
		Withdrawals::<T>::remove(meter);
		ends.head.saturating_inc();
		if ends.head == ends.tail {
			WithdrawalEnds::<T>::remove(network);
		} else {
			WithdrawalEnds::<T>::insert(network, ends);
		}
		Self::pay_withdrawal(meter, record);
		Some(T::WeightInfo::pay_withdrawal())
	}

	fn pay_withdrawal(meter: MeterId, record: WithdrawalRecord<T::AccountId>) {
		let account = MemberAccount { meter, epoch: record.epoch };
		let position = Self::account(account).unwrap_or_default().position;
		let amount = pot::may_pay(position.into(), record.amount);
		let to = record.to;
		if Self::pay_from(account, &to, amount).is_err() {
			Self::deposit_event(Event::WithdrawalFailed { meter, to });
			return;
		}
		Self::deposit_event(Event::Withdrawn { meter, to, amount });
	}

	/// Pays settlement currency out of an account; all or nothing.
	pub(crate) fn pay_from(
		account: MemberAccount,
		to: &T::AccountId,
		amount: u128,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		let slot = T::Metering::current_slot();
		let signed = i128::try_from(amount).map_err(|_| Error::<T>::PositionTooLow)?;
		with_storage_layer(|| {
			Self::pay_out(account.meter.network.community, to, amount)?;
			Self::post(account, NoteKind::Withdrawal, slot, signed.saturating_neg())
				.map_err(Error::<T>::from)?;
			Ok(())
		})
	}

	/// Pays the withdrawals of a community's named accounts once no slot is half settled.
	pub(crate) fn pay_named(community: CommunityId) -> Option<Weight> {
		if !NamedWithdrawals::<T>::contains_key(community) || !Self::is_settled(community) {
			return None;
		}
		let mut queue = NamedWithdrawals::<T>::get(community);
		if queue.rows.is_empty() {
			return None;
		}
		for row in core::mem::take(&mut queue.rows) {
			Self::pay_named_row(row);
		}
		// The time of the last hold stays, so that requests without end can't hold clearing back.
		NamedWithdrawals::<T>::insert(community, queue);
		Some(T::WeightInfo::pay_named())
	}

	fn pay_named_row(row: NamedWithdrawal<T::AccountId>) {
		let NamedWithdrawal { account, to, amount } = row;
		let amount = amount.min(Self::named_free(account));
		// What an account is owed fits its type, and `amount` is at most that; qed
		let Ok(signed) = i128::try_from(amount) else { return };
		if Self::pay_out(account.community(), &to, amount).is_err()
			|| Self::add_named(account, signed.saturating_neg()).is_err()
		{
			Self::deposit_event(Event::NamedWithdrawalFailed { account, to });
			return;
		}
		if let NamedAccount::Guarantor(community) = account {
			Purses::<T>::mutate(community, |purse| {
				if purse.guarantor.is_zero() {
					purse.backer = None;
				}
			});
		}
		if let NamedAccount::Grid(network) = account {
			Self::review_grid(network);
		}
		Self::deposit_event(Event::NamedWithdrawn { account, to, amount });
	}

	/// Begins to hold new clearings back, unless the last hold is too recent: half of the time is
	/// left to clearing.
	pub(crate) fn begin_hold(queue: &mut NamedQueue<T::AccountId, BlockNumberFor<T>>) {
		let now = frame_system::Pallet::<T>::block_number();
		let length = T::NamedHoldBlocks::get();
		let pause = length.saturating_add(length);
		if queue.held_from.is_none_or(|from| now >= from.saturating_add(pause)) {
			queue.held_from = Some(now);
		}
	}

	/// Whether a waiting withdrawal of a named account holds new clearings back.
	fn is_held(community: CommunityId) -> bool {
		let queue = NamedWithdrawals::<T>::get(community);
		let now = frame_system::Pallet::<T>::block_number();
		let until = queue.held_from.map(|from| from.saturating_add(T::NamedHoldBlocks::get()));
		!queue.rows.is_empty() && until.is_some_and(|until| now < until)
	}

	/// Looks at a community at the next poll, by any of its networks.
	pub(crate) fn enqueue_community(community: CommunityId) {
		let mut networks = networks_of(community);
		let open = networks.find(|network| T::Metering::exists(*network));
		if let Some(network) = open.or_else(|| networks_of(community).next()) {
			Self::enqueue(network);
		}
	}

	/// What must hold for the constants of the runtime.
	pub(crate) fn check_config() {
		let share = T::SweepShare::get() * T::BlockWeights::get().max_block;
		let needed = Self::step_weight_max().saturating_add(T::WeightInfo::on_poll_empty());
		assert!(needed.all_lte(share), "the largest step does not fit the share of a block");
		assert!(T::PatrolNetworks::get() > 0, "without a patrol, grace would never end");
		assert!(!T::NamedHoldBlocks::get().is_zero(), "named accounts would never be paid");
		assert!(T::ReentryLevel::get() >= 0, "a meter with debt would re-enter");
		assert!(i32::try_from(T::PriceMaxPerKwh::get() / 1_000).is_ok(), "prices leave 32 bits");
	}
}
