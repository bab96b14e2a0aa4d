// SPDX-License-Identifier: Apache-2.0
//! The pallet's invariants, one function each. Numbers as in `docs/invariants.md`.

use crate::{freeze_impls::pages, pallet::*, queue_impls::rank, types::*};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use dispatch_core::{verify, Plan};
use energy_primitives::{CommunityId, MeterId};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet against its whole state.
	///
	/// - D1: the plan of the last frozen round is feasible for the offers it was made from, and costs
	///   what its certificate says.
	/// - D2: no bound is above a cost.
	/// - D3: setpoints come only from enacted plans: what holds when is in order, within its horizon,
	///   and complete.
	/// - D4: what is promised of the fund is known: open claims are the sum of the devices', and
	///   nobody was paid, and nobody charged, more than was claimed, or owed.
	/// - D5: claims of solvers stand in order, one each, and their deposits are held.
	/// - D6: every running programme, and no other, is looked at when it is due.
	/// - D7: devices, their number and their meters agree.
	/// - D8: a running round has its inputs; a candidate costs no more than doing nothing.
	/// - D9: the bounds of rules are sound, and work waits without a gap.
	///
	/// Linear in the number of devices: for tests, simulations and `try-runtime`, never in a block.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::d1_plans_are_feasible()?;
		Self::d2_bounds_are_below_costs()?;
		Self::d3_setpoints_come_from_plans()?;
		Self::d4_claims_are_known()?;
		Self::d5_deposits_are_held()?;
		Self::d6_programmes_are_due()?;
		Self::d7_devices_have_their_meters()?;
		Self::d8_rounds_have_their_inputs()?;
		Self::d9_bounds_and_work_are_sound()
	}

	fn d1_plans_are_feasible() -> Result<(), TryRuntimeError> {
		for (community, frozen) in Frozen::<T>::iter() {
			let Some(record) = Plans::<T>::get(community, frozen.round) else { continue };
			let (_, _, problem) =
				Self::load(community).ok_or("D1: what was frozen makes no problem")?;
			let rows: Vec<PlanRow> =
				Self::plan_rows(community, frozen.round, record.devices.len()).collect();
			let plan = Plan {
				power_w: rows.iter().flat_map(|row| row.power_w.to_vec()).collect(),
				alpha_permille: rows.iter().map(|row| row.alpha_permille).collect(),
			};
			let outcome =
				verify(&problem, &plan).map_err(|_| "D1: an enacted plan is not feasible")?;
			ensure!(
				outcome.cost_nano() == record.certificate.cost_nano,
				"D1: an enacted plan costs something else"
			);
		}
		Ok(())
	}

	fn d2_bounds_are_below_costs() -> Result<(), TryRuntimeError> {
		for (_, _, plan) in Plans::<T>::iter() {
			let certificate = plan.certificate;
			ensure!(
				certificate.bound_nano <= certificate.cost_nano,
				"D2: a bound is above an enacted plan's cost"
			);
		}
		for (community, prices) in BestDuals::<T>::iter() {
			let candidates = [Leaders::<T>::get(community), Seconds::<T>::get(community)];
			let mut costs = candidates.iter().flatten().map(|candidate| candidate.cost_nano);
			ensure!(
				prices.bound_nano <= prices.best_bound_nano
					&& costs.all(|cost| prices.best_bound_nano <= cost),
				"D2: a bound is above a plan's cost"
			);
		}
		Ok(())
	}

	fn d3_setpoints_come_from_plans() -> Result<(), TryRuntimeError> {
		let forgotten: BTreeSet<(CommunityId, u32)> = WorkQueue::<T>::iter_values()
			.filter_map(|work| match work {
				Work::Forget { community, round } => Some((community, round)),
				_ => None,
			})
			.collect();
		let mut held = BTreeSet::new();
		for (community, timeline) in Timelines::<T>::iter() {
			let in_order = timeline.windows(2).all(|pair| match pair {
				[one, next] => one.to <= next.from,
				_ => true,
			});
			ensure!(in_order, "D3: two plans hold in one slot");
			for span in timeline {
				let plan =
					Plans::<T>::get(community, span.round).ok_or("D3: a slot without its plan")?;
				let end = plan.first_slot.saturating_add(plan.slots.into());
				ensure!(
					span.from < span.to && plan.first_slot <= span.from && span.to <= end,
					"D3: a plan holds outside its horizon"
				);
				held.insert((community, span.round));
			}
		}
		for (community, round, plan) in Plans::<T>::iter() {
			let key = (community, round);
			ensure!(held.contains(&key) || forgotten.contains(&key), "D3: a plan is not forgotten");
			let rows: Vec<u16> = Self::plan_rows(community, round, plan.devices.len())
				.map(|row| row.device)
				.collect();
			ensure!(rows == plan.devices.to_vec(), "D3: a plan is not complete");
		}
		let pages_held = PlanPages::<T>::iter_keys().all(|((community, round), page)| {
			Plans::<T>::get(community, round)
				.is_some_and(|plan| pages(plan.devices.len()).contains(&page))
		});
		ensure!(pages_held, "D3: setpoints without a plan");
		Ok(())
	}

	fn d4_claims_are_known() -> Result<(), TryRuntimeError> {
		let mut open: BTreeMap<CommunityId, u128> = BTreeMap::new();
		for (community, device, record) in Deliveries::<T>::iter() {
			ensure!(Devices::<T>::contains_key(community, device), "D4: nobody's delivery");
			let sum = open.entry(community).or_default();
			*sum = sum.saturating_add(record.open);
			let dues = record.charged.saturating_add(record.dues_lapsed);
			ensure!(
				dues == record.owed.saturating_add(record.penalty),
				"D4: a device paid something else than it owed"
			);
			ensure!(record.kept <= record.slots && record.silent <= record.slots, "D4: slots");
		}
		open.retain(|_, sum| *sum > 0);
		let known: BTreeMap<_, _> = OpenClaims::<T>::iter().collect();
		ensure!(known == open, "D4: open claims are not the sum of the devices'");
		Ok(())
	}

	fn d5_deposits_are_held() -> Result<(), TryRuntimeError> {
		let mut deposits: BTreeMap<T::AccountId, BalanceOf<T>> = BTreeMap::new();
		for (community, queue) in Queues::<T>::iter() {
			let phase = Self::running_round(community).map(|round| round.phase);
			let expected = matches!(phase, Some(Phase::Commit | Phase::Reveal));
			ensure!(queue.is_empty() || expected, "D5: a solver waits for no round");
			let sorted = queue.windows(2).all(|pair| match pair {
				[one, next] => rank(one) <= rank(next),
				_ => true,
			});
			ensure!(sorted, "D5: claims are not in order");
			let solvers: BTreeSet<_> = queue.iter().map(|claim| &claim.who).collect();
			ensure!(solvers.len() == queue.len(), "D5: a solver has committed twice");
			for claim in &queue {
				let sum = deposits.entry(claim.who.clone()).or_insert_with(Zero::zero);
				*sum = sum.saturating_add(claim.deposit);
			}
		}
		let reason = HoldReason::Solution.into();
		let held = |(who, sum): (&T::AccountId, &BalanceOf<T>)| {
			T::Currency::balance_on_hold(&reason, who) >= *sum
		};
		ensure!(deposits.iter().all(held), "D5: a deposit is not held");
		Ok(())
	}

	fn d6_programmes_are_due() -> Result<(), TryRuntimeError> {
		let due = Due::<T>::get();
		let sorted = due.windows(2).all(|pair| match pair {
			[(one, _), (next, _)] => one <= next,
			_ => true,
		});
		ensure!(sorted, "D6: what is due is not in order");
		let mut communities: Vec<CommunityId> = due.iter().map(|(_, it)| *it).collect();
		communities.sort_unstable();
		let mut running: Vec<CommunityId> = Programmes::<T>::iter()
			.filter(|(_, programme)| programme.running)
			.map(|(community, _)| community)
			.collect();
		running.sort_unstable();
		ensure!(communities == running, "D6: a programme is not looked at, or twice");
		let rounds = Rounds::<T>::iter().filter(|(_, round)| round.phase != Phase::Enacted);
		ensure!(
			rounds.map(|(community, _)| community).all(|it| running.binary_search(&it).is_ok()),
			"D6: a round of a stopped programme"
		);
		Ok(())
	}

	fn d7_devices_have_their_meters() -> Result<(), TryRuntimeError> {
		let mut meters: BTreeMap<MeterId, (u16, bool)> = BTreeMap::new();
		let mut counts: BTreeMap<CommunityId, u32> = BTreeMap::new();
		for (community, device, record) in Devices::<T>::iter() {
			ensure!(
				u32::from(device) < NextDevice::<T>::get(community),
				"D7: a device without a number"
			);
			let count = counts.entry(community).or_default();
			*count = count.saturating_add(1);
			let known = [(Some(record.meter), true), (record.other_meter, false)];
			for (meter, own) in known {
				let taken = meter.and_then(|meter| meters.insert(meter, (device, own)));
				ensure!(taken.is_none(), "D7: two devices have one meter");
			}
		}
		let known: BTreeMap<_, _> =
			DeviceCount::<T>::iter().filter(|(_, count)| *count > 0).collect();
		ensure!(known == counts, "D7: devices are not as many as counted");
		for (network, page, rows) in DeviceMeterRows::<T>::iter() {
			for entry in rows {
				let meter = MeterId::at(network, page, entry.row).ok_or("D7: no such row")?;
				let found = meters.remove(&meter);
				ensure!(found == Some((entry.device, entry.own)), "D7: nobody's meter");
			}
		}
		ensure!(meters.is_empty(), "D7: a device's meter is not known");
		Ok(())
	}

	fn d8_rounds_have_their_inputs() -> Result<(), TryRuntimeError> {
		for (community, round) in Rounds::<T>::iter() {
			let prices = BestDuals::<T>::get(community);
			let candidates = [Leaders::<T>::get(community), Seconds::<T>::get(community)];
			let mut candidates = candidates.iter().flatten().peekable();
			if matches!(round.phase, Phase::Offers | Phase::Enacted) {
				ensure!(
					prices.is_none() && candidates.peek().is_none(),
					"D8: what a round found was not put away"
				);
				continue;
			}
			let frozen = Frozen::<T>::get(community).ok_or("D8: a round without inputs")?;
			ensure!(frozen.round == round.number && prices.is_some(), "D8: another round's inputs");
			ensure!(
				candidates.all(|it| it.cost_nano <= frozen.fallback.cost_nano),
				"D8: a candidate costs more than doing nothing"
			);
		}
		for (community, frozen) in Frozen::<T>::iter() {
			let devices: Vec<u16> = pages(frozen.devices.len())
				.filter_map(|page| FrozenPages::<T>::get(community, page))
				.flatten()
				.map(|row| row.device)
				.collect();
			ensure!(devices == frozen.devices.to_vec(), "D8: inputs are not complete");
			let in_order = devices.windows(2).all(|pair| match pair {
				[one, next] => one < next,
				_ => true,
			});
			ensure!(in_order, "D8: devices are not in order");
		}
		Ok(())
	}

	fn d9_bounds_and_work_are_sound() -> Result<(), TryRuntimeError> {
		ensure!(Bounds::<T>::get().is_sound(), "D9: bounds contradict each other");
		let (head, tail) = WorkEnds::<T>::get();
		let mut places: Vec<u64> = WorkQueue::<T>::iter_keys().collect();
		places.sort_unstable();
		ensure!(places.into_iter().eq(head..tail), "D9: work is lost");
		Ok(())
	}
}
