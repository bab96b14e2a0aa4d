// SPDX-License-Identifier: Apache-2.0
//! What blocks do by themselves: the next step of rounds that are due, and deliveries bit by bit.

use crate::{pallet::*, types::*, utility_impls::electricity, weights::WeightInfo};
use dispatch_core::DEVICES_MAX;
use energy_primitives::{CommunityId, DeviceMeters, Slot};
use frame_support::{
	defensive,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::SaturatedConversion;

/// After how many blocks a community is looked at again that waits for its next round.
const IDLE_BLOCKS: u16 = 5;

impl<T: Config> Pallet<T> {
	/// Moves rounds and deliveries on until nothing is due or the block's share is used. Which of
	/// both comes first alternates, so that neither waits for ever.
	pub(crate) fn do_poll(now: BlockNumberFor<T>, weight: &mut WeightMeter) {
		let mut meter = WeightMeter::with_limit(Self::poll_share().min(weight.remaining()));
		if meter.try_consume(T::WeightInfo::on_poll_empty()).is_err() {
			return;
		}
		if now.saturated_into::<u64>() % 2 == 0 {
			Self::poll_rounds(now, &mut meter);
			Self::poll_work(&mut meter);
		} else {
			Self::poll_work(&mut meter);
			Self::poll_rounds(now, &mut meter);
		}
		weight.consume(meter.consumed());
	}

	/// The most of a block that rounds and deliveries may take by themselves.
	fn poll_share() -> Weight {
		let (share, most) = (T::PollShare::get(), T::BlockWeights::get().max_block);
		Weight::from_parts(share.mul_floor(most.ref_time()), share.mul_floor(most.proof_size()))
	}

	/// One step for each community that is due, in order. The first that does not fit is first in
	/// the next block.
	fn poll_rounds(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		for (block, community) in Due::<T>::get() {
			if block > now {
				break;
			}
			if meter.try_consume(Self::turn_weight(community)).is_err() {
				break;
			}
			let next = Self::turn(community);
			Self::reschedule(community, next.max(Self::after(1)));
		}
	}

	/// The most a community's next step takes.
	fn turn_weight(community: CommunityId) -> Weight {
		let Some(round) = Rounds::<T>::get(community) else { return T::WeightInfo::poll_start() };
		match round.phase {
			Phase::Enacted => T::WeightInfo::poll_start(),
			Phase::Offers => T::WeightInfo::freeze(DeviceCount::<T>::get(community)),
			Phase::Commit => T::WeightInfo::poll_next(),
			Phase::Reveal => T::WeightInfo::judge(round.devices),
			Phase::Voting => T::WeightInfo::enact(round.devices),
		}
	}

	/// The next step of a community whose phase is over. Returns when to look again.
	fn turn(community: CommunityId) -> BlockNumberFor<T> {
		match Rounds::<T>::get(community) {
			None => Self::after(IDLE_BLOCKS),
			Some(round) => match round.phase {
				Phase::Enacted => Self::next_round(community, round.first_slot),
				Phase::Offers => Self::freeze(community, round),
				Phase::Commit => Self::begin_reveal(community, round),
				Phase::Reveal => Self::judge(community, round),
				Phase::Voting => Self::vote_on(community, round),
			},
		}
	}

	/// Begins the next round if it is time. A network that prepares plans only what its operator
	/// begins.
	fn next_round(community: CommunityId, last_first: Slot) -> BlockNumberFor<T> {
		let rules = Self::rules(community);
		let next = last_first.saturating_add(rules.every_slots.into());
		let phases = [rules.offer_blocks, rules.commit_blocks, rules.reveal_blocks];
		let blocks = phases.iter().fold(u64::from(rules.veto_blocks), |sum, blocks| {
			sum.saturating_add(u64::from(*blocks))
		});
		// The round must be over when its first slot begins, and the present one runs already.
		let millis = blocks.saturating_mul(T::BlockMillis::get());
		let slot_millis = T::Meters::slot_length().seconds().saturating_mul(1_000).max(1);
		let lead = u32::try_from(millis.div_ceil(slot_millis)).unwrap_or(u32::MAX);
		let first = T::Meters::current_slot().saturating_add(lead).saturating_add(1);
		if first < next || !Self::is_open(community) {
			return Self::after(IDLE_BLOCKS);
		}
		Self::begin_round(community, first)
	}

	/// Begins a round. Returns when its offers end.
	pub(crate) fn begin_round(community: CommunityId, first_slot: Slot) -> BlockNumberFor<T> {
		let rules = Self::rules(community);
		let number = Rounds::<T>::get(community)
			.map_or(0, |round: RoundRecord<_>| round.number.saturating_add(1));
		let ends = Self::after(rules.offer_blocks);
		let slots = rules.horizon_slots;
		let round = RoundRecord {
			number,
			phase: Phase::Offers,
			ends,
			first_slot,
			slots,
			devices: 0,
			snapshot: 0,
			votes_needed: VOTES_MIN,
			vetoes: 0,
			endorsements: 0,
			needs_endorsement: false,
			emergency: false,
			at_once: false,
			certificate: None,
			enacted: None,
		};
		Rounds::<T>::insert(community, round);
		let round = number;
		Self::deposit_event(Event::RoundStarted { community, round, first_slot, slots });
		ends
	}

	/// The round that is not over.
	pub(crate) fn running_round(community: CommunityId) -> Option<RoundRecord<BlockNumberFor<T>>> {
		Rounds::<T>::get(community).filter(|round| round.phase != Phase::Enacted)
	}

	/// The round, if it is in this phase and its deadline has not passed. Errors: `WrongPhase`.
	pub(crate) fn round_in(
		community: CommunityId,
		number: u32,
		phase: Phase,
	) -> Result<RoundRecord<BlockNumberFor<T>>, Error<T>> {
		Rounds::<T>::get(community)
			.filter(|round| round.number == number && round.phase == phase)
			.filter(|round| Self::now() < round.ends)
			.ok_or(Error::<T>::WrongPhase)
	}

	/// Ends a round without a plan.
	pub(crate) fn skip(
		community: CommunityId,
		round: RoundRecord<BlockNumberFor<T>>,
		reason: SkipReason,
	) {
		let number = round.number;
		Self::close(community, round);
		Self::deposit_event(Event::RoundSkipped { community, round: number, reason });
	}

	/// Ends a round.
	pub(crate) fn close(community: CommunityId, round: RoundRecord<BlockNumberFor<T>>) {
		Leaders::<T>::remove(community);
		Seconds::<T>::remove(community);
		BestDuals::<T>::remove(community);
		let over = RoundRecord { phase: Phase::Enacted, ends: Self::now(), ..round };
		Rounds::<T>::insert(community, over);
	}

	/// Does work that waits, in its order.
	fn poll_work(meter: &mut WeightMeter) {
		loop {
			let (head, tail) = WorkEnds::<T>::get();
			if head >= tail || meter.try_consume(Self::work_weight()).is_err() {
				return;
			}
			let left = match WorkQueue::<T>::get(head) {
				Some(Work::Slot(work)) => Self::deliver_page(work).map(Work::Slot),
				Some(Work::Period(work)) => Self::pay_page(work).map(Work::Period),
				Some(Work::Forget { community, round }) => {
					Self::forget_plan(community, round);
					None
				}
				None => {
					defensive!("every place of the queue has its work");
					None
				}
			};
			match left {
				Some(work) => WorkQueue::<T>::insert(head, work),
				None => {
					WorkQueue::<T>::remove(head);
					let (_, tail) = WorkEnds::<T>::get();
					WorkEnds::<T>::put((head.saturating_add(1), tail));
				}
			}
		}
	}

	/// The most one step of work takes.
	pub(crate) fn work_weight() -> Weight {
		T::WeightInfo::deliver_page(PLAN_PAGE_ROWS)
			.max(T::WeightInfo::pay_page(PLAN_PAGE_ROWS))
			.max(T::WeightInfo::forget_plan())
	}

	/// What must hold for the constants of the runtime.
	pub(crate) fn check_config() {
		let turn = T::WeightInfo::freeze(DEVICES_MAX)
			.max(T::WeightInfo::judge(DEVICES_MAX))
			.max(T::WeightInfo::enact(DEVICES_MAX));
		let needed = T::WeightInfo::on_poll_empty().saturating_add(turn.max(Self::work_weight()));
		assert!(
			needed.all_lte(Self::poll_share()),
			"the largest step does not fit the share of a block"
		);
		assert!(T::BlockMillis::get() > 0, "rounds would begin too late");
		assert!(T::ProgrammesMax::get() > 0, "nobody could plan");
	}

	/// The electricity network's slot, as plans count it from their first one.
	pub(crate) fn offset(first_slot: Slot, slot: Slot) -> Option<usize> {
		usize::try_from(slot.checked_sub(first_slot)?).ok()
	}

	/// Whether every network of a community that settles has settled all slots before `slot`.
	pub(crate) fn is_settled_until(community: CommunityId, slot: Slot) -> bool {
		let Some(programme) = Programmes::<T>::get(community) else { return true };
		let current = T::Meters::current_slot();
		Self::networks_of(community, &programme).into_iter().all(|network| {
			match LastSettled::<T>::get(network) {
				Some(last) => last.saturating_add(1) >= slot,
				// One that never opened has nothing to settle; electricity always will have.
				None => {
					network != electricity(community) && !T::Meters::is_frozen(network, current)
				}
			}
		})
	}
}
