// SPDX-License-Identifier: Apache-2.0
//! The end of a billing period: claims are added up, then paid as far as the fund allows, the ones
//! first that leave nobody worse off than without a plan.

use crate::{pallet::*, types::*};
use energy_primitives::{CommunityId, PlanLeg, PlanMoney, Slot};
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

impl<T: Config> Pallet<T> {
	/// One page of devices, or the next stage. Returns what is left.
	pub(crate) fn pay_page(mut work: PeriodWork) -> Option<PeriodWork> {
		let community = work.network.community;
		let count = NextDevice::<T>::get(community);
		if work.next >= count {
			return Self::next_stage(work);
		}
		let end = work.next.saturating_add(PLAN_PAGE_ROWS).min(count);
		for device in (work.next..end).filter_map(|number| u16::try_from(number).ok()) {
			let record = Devices::<T>::get(community, device);
			if let Some(record) = record.filter(|record| record.meter.network == work.network) {
				Self::pay_device(&mut work, device, record);
			}
		}
		work.next = end;
		Some(work)
	}

	fn next_stage(work: PeriodWork) -> Option<PeriodWork> {
		let available = T::Money::fund(work.network.community);
		let stage = match work.stage {
			PeriodStage::Sum => PeriodStage::Whole,
			PeriodStage::Whole => PeriodStage::Rest,
			PeriodStage::Rest => {
				let (network, paid) = (work.network, work.paid);
				let claimed = work.whole.saturating_add(work.rest);
				Self::deposit_event(Event::ClaimsPaid { network, claimed, paid });
				return None;
			}
		};
		Some(PeriodWork { stage, next: 0, available, ..work })
	}

	fn pay_device(work: &mut PeriodWork, device: u16, device_record: DeviceRecordOf<T>) {
		let community = work.network.community;
		let mut record = Deliveries::<T>::get(community, device);
		let slot = LastSettled::<T>::get(work.network).unwrap_or_default();
		let whole = u128::try_from(record.short).unwrap_or(0);
		match work.stage {
			PeriodStage::Sum => {
				work.whole = work.whole.saturating_add(whole);
				work.rest = work.rest.saturating_add(record.open.saturating_sub(whole));
			}
			PeriodStage::Whole => {
				let total = work.whole;
				Self::pay_part(work, &device_record, &mut record, slot, whole, total);
				let open = record.open;
				OpenClaims::<T>::mutate_exists(community, |sum| {
					let left = sum.unwrap_or(0).saturating_sub(open);
					*sum = (left > 0).then_some(left);
				});
				record.rest = open.saturating_sub(whole);
				record.open = 0;
				record.short = 0;
				Deliveries::<T>::insert(community, device, record);
			}
			PeriodStage::Rest => {
				let (rest, total) = (record.rest, work.rest);
				Self::pay_part(work, &device_record, &mut record, slot, rest, total);
				record.rest = 0;
				Deliveries::<T>::insert(community, device, record);
				Self::remove_if_settled(community, device, device_record, slot);
			}
		}
	}

	/// Pays one claim of a stage: its share of what is available, rounded in favour of the fund.
	fn pay_part(
		work: &mut PeriodWork,
		device: &DeviceRecordOf<T>,
		record: &mut DeliveryRecord,
		slot: Slot,
		claim: u128,
		total: u128,
	) {
		let share = share_floor(claim, work.available, total);
		let slot = if Self::is_still_owners(device) { slot } else { device.since_slot };
		let paid =
			match share > 0 && T::Money::pay(device.account, slot, PlanLeg::Plan, share).is_ok() {
				true => share,
				false => 0,
			};
		work.paid = work.paid.saturating_add(paid);
		record.paid = record.paid.saturating_add(paid);
		record.claims_lapsed = record.claims_lapsed.saturating_add(claim.saturating_sub(paid));
	}

	/// Takes a retired device off the chain once all of its slots are settled.
	fn remove_if_settled(
		community: CommunityId,
		device: u16,
		record: DeviceRecordOf<T>,
		settled: Slot,
	) {
		if record.retired_at.is_some_and(|slot| slot <= settled.saturating_add(1)) {
			Self::remove_device(community, device, record);
		}
	}
}

/// `⌊claim * available / total⌋`, never more than the claim.
fn share_floor(claim: u128, available: u128, total: u128) -> u128 {
	if available >= total {
		return claim;
	}
	let share = multiply_by_rational_with_rounding(claim, available, total, Rounding::Down);
	share.unwrap_or(0).min(claim)
}
