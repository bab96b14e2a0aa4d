// SPDX-License-Identifier: Apache-2.0
//! What gateways ask.

use crate::{pallet::*, types::*};
use alloc::vec::Vec;
use dispatch_core::SLOTS_MAX;
use energy_primitives::{CommunityId, Slot};

impl<T: Config> Pallet<T> {
	/// What a device is to do in a slot.
	pub(crate) fn setpoint_at(community: CommunityId, device: u16, slot: Slot) -> Option<Setpoint> {
		let span = Self::span_at(community, slot)?;
		let (plan, row) = Self::device_row(community, device, span.round)?;
		setpoint(&plan, &row, span.round, slot)
	}

	/// What a device is to do from now on.
	pub(crate) fn setpoints_of(community: CommunityId, device: u16) -> Vec<Setpoint> {
		let now = Self::first_open_slot(community).saturating_sub(1);
		let mut found = Vec::new();
		for span in Timelines::<T>::get(community) {
			let Some((plan, row)) = Self::device_row(community, device, span.round) else {
				continue;
			};
			let slots = span.from.max(now)..span.to;
			found.extend(slots.filter_map(|slot| setpoint(&plan, &row, span.round, slot)));
		}
		found.truncate(SLOTS_MAX as usize);
		found
	}

	/// A device's row of an enacted plan; `None` if it is not in it, or has retired.
	fn device_row(
		community: CommunityId,
		device: u16,
		round: u32,
	) -> Option<(PlanRecord<T::AccountId>, PlanRow)> {
		Devices::<T>::get(community, device).filter(|record| record.retired_at.is_none())?;
		let plan = Plans::<T>::get(community, round)?;
		let row = u32::try_from(plan.devices.binary_search(&device).ok()?).ok()?;
		let page = PlanPages::<T>::get((community, round), row / PLAN_PAGE_ROWS)?;
		let row = page.into_iter().nth((row % PLAN_PAGE_ROWS) as usize)?;
		Some((plan, row))
	}
}

fn setpoint<AccountId>(
	plan: &PlanRecord<AccountId>,
	row: &PlanRow,
	round: u32,
	slot: Slot,
) -> Option<Setpoint> {
	let at = usize::try_from(slot.checked_sub(plan.first_slot)?).ok()?;
	Some(Setpoint {
		slot,
		power_w: row.power_w.get(at).copied()?,
		price: row.price.get(at).copied().flatten(),
		alpha_permille: row.alpha_permille,
		round,
	})
}
