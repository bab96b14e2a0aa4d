// SPDX-License-Identifier: Apache-2.0
//! A dispatch that notes what it is told, and moves money as a test wants it to: nothing, or
//! whatever its chance comes up with.

use super::{account, energy_sum, meter, AccountId, Settlement, STRANGER};
use energy_primitives::{
	Delivery, NanoPrice, NetworkId, PageIndex, PlanLeg, PlanMoney, RowEnergy, Slot, SlotSum,
};
use std::cell::RefCell;

/// What dispatch is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Told {
	/// A page: its rows, their export and import, the two prices.
	Page(NetworkId, Slot, PageIndex, (usize, u64, u64), (NanoPrice, NanoPrice)),
	Slot(NetworkId, Slot, SlotSum),
	Period(NetworkId),
}

#[derive(Default)]
struct State {
	told: Vec<Told>,
	chance: Option<u64>,
	/// Meters that money moves for.
	meters: Vec<u32>,
	most: u64,
}

thread_local! {
	static STATE: RefCell<State> = RefCell::default();
}

/// A dispatch in memory.
#[allow(unreachable_pub, reason = "the public `Config` names it")]
pub struct Dispatch;

impl Dispatch {
	pub(crate) fn reset() {
		STATE.take();
	}

	/// What was told since the last look.
	pub(crate) fn told() -> Vec<Told> {
		STATE.with(|state| std::mem::take(&mut state.borrow_mut().told))
	}

	/// From now on money moves at every page, slot and period, by chance: for these meters, up to
	/// this much.
	pub(crate) fn move_by_chance(seed: u64, meters: &[u32], most: u64) {
		STATE.with(|state| {
			let mut state = state.borrow_mut();
			(state.chance, state.meters, state.most) = (Some(seed), meters.to_vec(), most);
		});
	}

	fn hear(told: Told) {
		STATE.with(|state| state.borrow_mut().told.push(told));
	}

	/// A number below `end`: steps of a linear congruential generator, its upper bits.
	fn dice(end: u64) -> Option<u64> {
		STATE.with(|state| {
			let chance = &mut state.borrow_mut().chance;
			let next = (*chance)?.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
			*chance = Some(next);
			Some((next >> 33) % end)
		})
	}

	/// A few movements, of which some are refused.
	fn act(slot: Slot) {
		let Some(count) = Self::dice(5) else { return };
		for _ in 0..count {
			let (meters, most) = STATE.with(|state| {
				let state = state.borrow();
				(state.meters.clone(), state.most)
			});
			let roll = |end: usize| Self::dice(end as u64).unwrap_or(0);
			let meter = meter(meters[roll(meters.len()) as usize]);
			let slot = slot - roll(3) as u32;
			let amount = u128::from(roll(most as usize));
			let leg = if roll(2) == 0 { PlanLeg::Plan } else { PlanLeg::Deviation };
			let _ = match roll(7) {
				0 | 1 => Settlement::pay(meter, slot, leg, amount),
				2 | 3 => {
					Settlement::charge(meter, slot, leg, amount);
					Ok(())
				}
				4 => Settlement::lock(meter, amount),
				5 => Settlement::unlock(meter, amount),
				_ if roll(2) == 0 => Settlement::forfeit(0, amount),
				_ => Settlement::reward(0, &STRANGER, amount / 10),
			};
		}
	}

	/// An account that nothing is paid to but what a test pays.
	pub(crate) fn solver() -> AccountId {
		account(77)
	}
}

impl Delivery for Dispatch {
	fn page_swept(
		network: NetworkId,
		slot: Slot,
		page: PageIndex,
		rows: &[RowEnergy],
		sell_price: NanoPrice,
		buy_price: NanoPrice,
	) -> u32 {
		let (export, import) = energy_sum(rows);
		let sums = (rows.len(), export, import);
		Self::hear(Told::Page(network, slot, page, sums, (sell_price, buy_price)));
		Self::act(slot);
		rows.iter().filter(|row| row.row % 3 == 0).count() as u32
	}

	fn slot_swept(network: NetworkId, slot: Slot, sum: SlotSum) {
		Self::hear(Told::Slot(network, slot, sum));
		Self::act(slot);
	}

	fn period_ended(network: NetworkId) {
		Self::hear(Told::Period(network));
		Self::act(super::FIRST + 3);
	}

	fn page_weight(planned: u32) -> (u64, u64) {
		(u64::from(planned) * 1_000, u64::from(planned) * 10)
	}

	fn slot_weight() -> (u64, u64) {
		(777, 7)
	}
}
