// SPDX-License-Identifier: Apache-2.0
//! Solvers: they commit to a plan by its hash, show it, and are held to what they claimed.

use crate::{pallet::*, types::*, weights::WeightInfo};
use codec::Encode;
use core::cmp::Reverse;
use dispatch_core::{
	bound, decode_reveal, encode_reveal, improves, reference_distance, verify, Duals, Problem,
};
use energy_primitives::CommunityId;
use frame_support::{
	defensive, ensure,
	pallet_prelude::{DispatchResult, DispatchResultWithPostInfo},
	traits::{
		fungible::{hold::Balanced, MutateHold},
		tokens::Precision,
		Get, OnUnbalanced,
	},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_io::hashing::blake2_256;
use sp_runtime::traits::{CheckedDiv, Saturating, Zero};

/// What a solver commits to. It binds the account: bytes copied from another fail.
pub fn commitment_hash<AccountId: Encode>(
	community: CommunityId,
	round: u32,
	who: &AccountId,
	salt: &[u8; 32],
	bytes: &[u8],
) -> [u8; 32] {
	blake2_256(&("cw/commit", community, round, who, salt, bytes).encode())
}

/// What was shown and is what was claimed.
pub(crate) struct Shown<AccountId> {
	candidate: Option<Candidate<AccountId>>,
	prices: Option<PriceRecord<AccountId>>,
}

impl<T: Config> Pallet<T> {
	/// The deposit of a solver: by the size of what the chain has to check.
	pub(crate) fn deposit_for(frozen: &FrozenRecord) -> BalanceOf<T> {
		let devices = u32::try_from(frozen.devices.len()).unwrap_or(u32::MAX);
		let values = devices.saturating_mul(frozen.slots.into());
		let part = T::SolverDepositPerValue::get().saturating_mul(values.into());
		T::SolverDepositBase::get().saturating_add(part)
	}

	pub(crate) fn do_commit(
		who: T::AccountId,
		community: CommunityId,
		number: u32,
		hash: [u8; 32],
		claimed_cost: Option<i128>,
		claimed_bound: Option<i128>,
	) -> DispatchResult {
		Self::round_in(community, number, Phase::Commit)?;
		ensure!(claimed_cost.or(claimed_bound).is_some(), Error::<T>::NothingClaimed);
		let frozen = Frozen::<T>::get(community).ok_or(Error::<T>::WrongPhase)?;
		let known = BestDuals::<T>::get(community).ok_or(Error::<T>::WrongPhase)?;
		let possible = claimed_cost.is_none_or(|cost| cost >= known.best_bound_nano)
			&& claimed_bound.is_none_or(|bound| bound <= frozen.fallback.cost_nano);
		ensure!(possible, Error::<T>::ClaimImpossible);
		let mut queue = Queues::<T>::get(community);
		ensure!(queue.iter().all(|other| other.who != who), Error::<T>::AlreadyCommitted);
		let deposit = Self::deposit_for(&frozen);
		let new = Commitment { who: who.clone(), hash, claimed_cost, claimed_bound, deposit };
		let place = queue.partition_point(|other| rank(other) <= rank(&new));
		ensure!(place < QUEUE_MAX as usize, Error::<T>::ClaimTooWeak);

		T::Currency::hold(&HoldReason::Solution.into(), &who, deposit)?;
		if queue.is_full() {
			if let Some(ejected) = queue.pop() {
				Self::lose(&ejected, nth_part::<T>(ejected.deposit, 2));
				let who = ejected.who;
				Self::deposit_event(Event::Ejected { community, round: number, who });
			}
		}
		if queue.try_insert(place, new).is_err() {
			defensive!("a place was made");
		}
		Queues::<T>::insert(community, queue);
		let round = number;
		Self::deposit_event(Event::Committed {
			community,
			round,
			who,
			claimed_cost,
			claimed_bound,
		});
		Ok(())
	}

	/// Begins to take plans. If nobody committed to one, that is over at once.
	pub(crate) fn begin_reveal(
		community: CommunityId,
		mut round: RoundRecord<BlockNumberFor<T>>,
	) -> BlockNumberFor<T> {
		let awaited = Queues::<T>::decode_len(community).is_some_and(|solvers| solvers > 0);
		let blocks = Frozen::<T>::get(community).map_or(1, |frozen| frozen.rules.reveal_blocks);
		round.phase = Phase::Reveal;
		round.ends = Self::after(if awaited { blocks } else { 1 });
		Rounds::<T>::insert(community, round);
		Self::deposit_event(Event::RevealStarted { community, round: round.number });
		round.ends
	}

	pub(crate) fn do_reveal(
		who: T::AccountId,
		community: CommunityId,
		number: u32,
		salt: [u8; 32],
		bytes: &[u8],
	) -> DispatchResultWithPostInfo {
		let round = Self::round_in(community, number, Phase::Reveal)?;
		let mut queue = Queues::<T>::get(community);
		let place = queue.iter().position(|other| other.who == who);
		let place = place.ok_or(Error::<T>::NotCommitted)?;
		let hash = commitment_hash(community, number, &who, &salt, bytes);
		let claim = queue.get(place).filter(|claim| claim.hash == hash).cloned();
		let claim = claim.ok_or(Error::<T>::HashMismatch)?;
		let (frozen, _, problem) = Self::load(community).ok_or(Error::<T>::WrongPhase)?;

		queue.remove(place);
		Queues::<T>::insert(community, queue);
		match Self::check(&problem, &claim, bytes) {
			Ok(shown) => {
				Self::give_back(&claim);
				Self::take(community, number, &frozen, who, shown);
			}
			Err(fault) => {
				Self::lose(&claim, claim.deposit);
				let round = number;
				Self::deposit_event(Event::ClaimFalse { community, round, who, fault });
			}
		}
		Ok(Some(T::WeightInfo::reveal(round.devices)).into())
	}

	/// Whether what is shown is what was claimed.
	fn check(
		problem: &Problem,
		claim: &CommitmentOf<T>,
		bytes: &[u8],
	) -> Result<Shown<T::AccountId>, Fault> {
		let reveal = decode_reveal(bytes, problem.devices.len(), problem.slots)
			.map_err(|_| Fault::Encoding)?;
		let as_claimed = reveal.plan.is_some() == claim.claimed_cost.is_some()
			&& reveal.duals.is_some() == claim.claimed_bound.is_some();
		ensure!(as_claimed, Fault::Encoding);
		let mut shown = Shown { candidate: None, prices: None };
		if let Some((plan, claimed)) = reveal.plan.zip(claim.claimed_cost) {
			let outcome = verify(problem, &plan).map_err(|_| Fault::Plan)?;
			let cost_nano = outcome.cost_nano();
			ensure!(cost_nano <= claimed, Fault::Cost);
			let plan = encode_reveal(Some(&plan), None);
			shown.candidate = Some(Candidate {
				who: claim.who.clone(),
				cost_nano,
				peak_w: outcome.peak_w,
				overload_w_slots: outcome.overload_w_slots,
				plan: BoundedVec::try_from(plan).map_err(|_| Fault::Encoding)?,
			});
		}
		if let Some((duals, claimed)) = reveal.duals.zip(claim.claimed_bound) {
			shown.prices = Some(Self::check_prices(problem, &claim.who, &duals, claimed)?);
		}
		Ok(shown)
	}

	fn check_prices(
		problem: &Problem,
		who: &T::AccountId,
		duals: &Duals,
		claimed: i128,
	) -> Result<PriceRecord<T::AccountId>, Fault> {
		let proven = bound(problem, duals).map_err(|_| Fault::Prices)?;
		let bound_nano = proven.bound_nano();
		ensure!(bound_nano >= claimed, Fault::Bound);
		let bytes = encode_reveal(None, Some(duals));
		Ok(PriceRecord {
			who: Some(who.clone()),
			bound_nano,
			distance: reference_distance(problem, duals),
			best_bound_nano: bound_nano,
			duals: BoundedVec::try_from(bytes).map_err(|_| Fault::Encoding)?,
		})
	}

	/// Takes a plan and prices that hold into the round.
	fn take(
		community: CommunityId,
		round: u32,
		frozen: &FrozenRecord,
		who: T::AccountId,
		shown: Shown<T::AccountId>,
	) {
		let cost = shown.candidate.as_ref().map(|candidate| candidate.cost_nano);
		let bound = shown.prices.as_ref().map(|prices| prices.bound_nano);
		let leads =
			shown.candidate.is_some_and(|candidate| Self::take_plan(community, frozen, candidate));
		let ppm = frozen.rules.improvement_ppm;
		let prices = shown.prices.is_some_and(|prices| Self::take_prices(community, ppm, prices));
		Self::deposit_event(Event::Revealed { community, round, who, cost, bound, leads, prices });
	}

	/// Keeps the best plan and the next best. One that costs more than no plan at all is not kept,
	/// and the best is replaced only by one that is better by the minimum. Returns whether the plan
	/// leads now.
	fn take_plan(
		community: CommunityId,
		frozen: &FrozenRecord,
		new: Candidate<T::AccountId>,
	) -> bool {
		if new.cost_nano > frozen.fallback.cost_nano {
			return false;
		}
		let leader = Leaders::<T>::get(community);
		let leads = leader.as_ref().is_none_or(|leader| {
			improves(new.cost_nano, leader.cost_nano, frozen.rules.improvement_ppm)
		});
		let other = if leads {
			Leaders::<T>::insert(community, new);
			leader
		} else {
			Some(new)
		};
		let second = Seconds::<T>::get(community);
		if let Some(other) = other {
			if second.is_none_or(|second| other.cost_nano < second.cost_nano) {
				Seconds::<T>::insert(community, other);
			}
		}
		leads
	}

	/// Keeps the prices of the best bound. What is nearly as tight replaces them only if it is
	/// nearer to the public reference, however it came: where many prices prove the same, nobody
	/// chooses among them. Returns whether the prices are the round's now.
	fn take_prices(community: CommunityId, ppm: u32, new: PriceRecord<T::AccountId>) -> bool {
		let Some(old) = BestDuals::<T>::get(community) else {
			defensive!("a frozen round has prices");
			return false;
		};
		let best = old.best_bound_nano.max(new.bound_nano);
		let width = best.saturating_abs().saturating_mul(ppm.into()) / 1_000_000;
		let least = best.saturating_sub(width);
		// The old prices may have fallen behind the best by now; then only the new ones will do.
		let wins =
			new.bound_nano >= least && (old.bound_nano < least || new.distance < old.distance);
		let kept = if wins { new } else { old };
		BestDuals::<T>::insert(community, PriceRecord { best_bound_nano: best, ..kept });
		wins
	}

	/// Ends the wait for plans that were not shown: a tenth of their deposit is lost.
	pub(crate) fn end_reveal(community: CommunityId, round: u32) {
		for claim in Queues::<T>::take(community) {
			Self::lose(&claim, nth_part::<T>(claim.deposit, 10));
			Self::deposit_event(Event::NotRevealed { community, round, who: claim.who });
		}
	}

	/// Gives a deposit back.
	pub(crate) fn give_back(claim: &CommitmentOf<T>) {
		Self::lose(claim, Zero::zero());
	}

	/// Takes a part of a deposit and gives the rest back.
	fn lose(claim: &CommitmentOf<T>, part: BalanceOf<T>) {
		let reason = HoldReason::Solution.into();
		let part = part.min(claim.deposit);
		if !part.is_zero() {
			let (lost, _) = T::Currency::slash(&reason, &claim.who, part);
			T::Slashed::on_unbalanced(lost);
		}
		let rest = claim.deposit.saturating_sub(part);
		if T::Currency::release(&reason, &claim.who, rest, Precision::BestEffort).is_err() {
			defensive!("what was held is still held");
		}
	}
}

/// One part of as many equal ones, rounded down in favour of the solver.
fn nth_part<T: Config>(deposit: BalanceOf<T>, parts: u32) -> BalanceOf<T> {
	deposit.checked_div(&parts.into()).unwrap_or_else(Zero::zero)
}

/// The order of claims: the least cost first, those without a plan last, of these the best bound
/// first.
pub(crate) fn rank<AccountId, Balance>(
	claim: &Commitment<AccountId, Balance>,
) -> (bool, Option<i128>, Reverse<Option<i128>>) {
	(claim.claimed_cost.is_none(), claim.claimed_cost, Reverse(claim.claimed_bound))
}
