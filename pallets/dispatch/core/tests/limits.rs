// SPDX-License-Identifier: Apache-2.0
//! What devices and offers may not say, one test per reason.

use crate::support::{
	case::case,
	devices::{battery_limits, battery_offer, each, plain, side, side_limits, store},
};
use dispatch_core::{
	check_limits, check_offer, DeviceKind, DeviceLimits, Offer, OfferError, Profile, Run,
	SideOffer, COST_MAX_NANO, PERMILLE_MAX, POWER_MAX_W,
};
use energy_primitives::Carrier;
use proptest::prelude::*;

fn checked(change: impl FnOnce(&mut Offer)) -> Result<(), OfferError> {
	let mut offer = battery_offer(4, 1_000);
	change(&mut offer);
	check_offer(&battery_limits(), &offer, 4, 900)
}

#[test]
fn limits_are_refused_when_a_number_is_unbounded() {
	assert!(check_limits(&battery_limits()));
	let with = |change: &dyn Fn(&mut DeviceLimits)| {
		let mut limits = battery_limits();
		change(&mut limits);
		check_limits(&limits)
	};
	let most = PERMILLE_MAX as i32;
	assert!(with(&|limits| limits.take.as_mut().unwrap().store_permille = (-most, most)));
	assert!(!with(&|limits| limits.take.as_mut().unwrap().store_permille = (0, most + 1)));
	assert!(!with(&|limits| limits.take.as_mut().unwrap().store_permille = (i32::MIN, 0)));
	assert!(!with(&|limits| limits.give.as_mut().unwrap().other_permille = (-most - 1, 0)));
	assert!(!with(&|limits| limits.give.as_mut().unwrap().other_permille = (1, 0)));
	assert!(!with(&|limits| limits.give.as_mut().unwrap().power_max_w = POWER_MAX_W + 1));
	assert!(!with(&|limits| limits.give.as_mut().unwrap().cost_max_nano = COST_MAX_NANO + 1));
	assert!(!with(&|limits| limits.give.as_mut().unwrap().carbon_g_per_unit = 10_001));
	assert!(!with(&|limits| limits.node = 64));
	assert!(!with(&|limits| limits.other_node = 64));
}

#[test]
fn limits_are_refused_when_they_make_no_device() {
	let mut limits = plain(DeviceKind::Battery, Carrier::Electricity);
	assert!(!check_limits(&limits));
	limits.take = Some(side_limits(1, (0, 0), (0, 1)));
	// Into a store that isn't there.
	assert!(!check_limits(&limits));
	limits.store_max = 1;
	assert!(check_limits(&limits));
	(limits.carrier, limits.reserve) = (Carrier::Heat, true);
	assert!(!check_limits(&limits));
}

#[test]
fn offer_is_refused_when_a_profile_has_the_wrong_length() {
	let wrong = Err(OfferError::WrongLength);
	assert_eq!(checked(|offer| offer.safe_w = each(3, |_| 0)), wrong);
	assert_eq!(checked(|offer| offer.safe_w = each(5, |_| 0)), wrong);
	assert_eq!(checked(|offer| offer.take.power_w = each(3, |_| (0, 1))), wrong);
	assert_eq!(checked(|offer| offer.give.cost_nano = each(5, |_| 1)), wrong);
	assert_eq!(checked(|offer| offer.store.as_mut().unwrap().drain = each(3, |_| 0)), wrong);
	let empty_run = vec![Run { slots: 0, value: 1 }, Run { slots: 4, value: 1 }];
	let cost_nano: Profile<i32> = empty_run.try_into().unwrap();
	assert_eq!(checked(|offer| offer.take.cost_nano = cost_nano), wrong);
	for (slots, slot_s) in [(0, 900), (97, 900), (4, 0), (4, 901), (4, u32::MAX)] {
		assert_eq!(check_offer(&battery_limits(), &battery_offer(4, 1), slots, slot_s), wrong);
	}
}

#[test]
fn offer_is_refused_when_the_device_has_no_such_side() {
	let mut limits = battery_limits();
	limits.give = None;
	let offer = battery_offer(4, 1_000);
	assert_eq!(check_offer(&limits, &offer, 4, 900), Err(OfferError::NoSuchSide));
	let mut one_sided = offer;
	one_sided.give = SideOffer::default();
	assert_eq!(check_offer(&limits, &one_sided, 4, 900), Ok(()));
}

#[test]
fn offer_is_refused_when_its_store_is_missing_or_made_up() {
	assert_eq!(checked(|offer| offer.store = None), Err(OfferError::NoSuchSide));
	let mut limits = battery_limits();
	limits.store_max = 0;
	let offer = battery_offer(4, 1_000);
	assert_eq!(check_offer(&limits, &offer, 4, 900), Err(OfferError::NoSuchSide));
}

#[test]
fn offer_is_refused_when_a_number_is_beyond_the_limits() {
	let beyond = Err(OfferError::OutOfBounds);
	assert_eq!(checked(|offer| offer.take.power_w = each(4, |_| (0, 10_001))), beyond);
	assert_eq!(checked(|offer| offer.take.power_w = each(4, |_| (0, u32::MAX))), beyond);
	assert_eq!(checked(|offer| offer.take.power_w = each(4, |_| (2, 1))), beyond);
	assert_eq!(checked(|offer| offer.take.cost_nano = each(4, |_| 2_000_001)), beyond);
	assert_eq!(checked(|offer| offer.take.cost_nano = each(4, |_| i32::MIN)), beyond);
	assert_eq!(checked(|offer| offer.take.store_permille = each(4, |_| 1_001)), beyond);
	assert_eq!(checked(|offer| offer.give.store_permille = each(4, |_| -999)), beyond);
	assert_eq!(checked(|offer| offer.give.other_permille = each(4, |_| 1)), beyond);
}

#[test]
fn offer_is_refused_when_its_store_is_unbounded() {
	let beyond = Err(OfferError::OutOfBounds);
	// 1 MWh is 4 billion W·slot permille in quarters of an hour.
	let most = 4_000_000_000;
	let with = |of: dispatch_core::StoreOffer| checked(|offer| offer.store = Some(of));
	assert_eq!(with(store(4, 0, most, 0, 0)), Ok(()));
	assert_eq!(with(store(4, 0, most + 1, 0, 0)), beyond);
	assert_eq!(with(store(4, 0, i64::MAX, 0, 0)), beyond);
	assert_eq!(with(store(4, -1, most, 0, 0)), beyond);
	assert_eq!(with(store(4, i64::MIN, most, 0, 0)), beyond);
	assert_eq!(with(store(4, most + 1, most, 0, 0)), beyond);
	assert_eq!(with(store(4, 0, -1, 0, 0)), beyond);
	assert_eq!(with(store(4, 0, most, i64::MIN, 0)), beyond);
	assert_eq!(with(store(4, 0, most, i64::MAX, 0)), beyond);
	assert_eq!(with(store(4, 0, most, 0, i32::MIN)), beyond);
	assert_eq!(with(store(4, 0, most, 0, COST_MAX_NANO as i32 + 1)), beyond);
}

#[test]
fn offer_is_refused_when_both_sides_would_have_to_run() {
	let beyond = Err(OfferError::OutOfBounds);
	assert_eq!(checked(|offer| offer.take.power_w = each(4, |_| (1, 10))), beyond);
	assert_eq!(checked(|offer| offer.give.power_w = each(4, |_| (1, 10))), beyond);
}

#[test]
fn offer_is_refused_when_nobody_could_follow_it() {
	let infeasible = Err(OfferError::Infeasible);
	// A safe power outside the boxes.
	assert_eq!(checked(|offer| offer.safe_w = each(4, |_| -1_001)), infeasible);
	assert_eq!(checked(|offer| offer.safe_w = each(4, |_| i32::MIN)), infeasible);
	// More given than stored.
	assert_eq!(checked(|offer| offer.safe_w = each(4, |_| 1)), infeasible);
	// A deadline that can't be met, even at full power.
	let late = |offer: &mut Offer| {
		offer.store.as_mut().unwrap().level =
			each(4, |slot| (if slot == 3 { 3_800_001 } else { 0 }, 10_000_000));
		offer.safe_w = each(4, |_| -1_000);
	};
	assert_eq!(checked(late), infeasible);
	// A store that loses more than it can get.
	let draining = |offer: &mut Offer| offer.store.as_mut().unwrap().drain = each(4, |_| 1);
	assert_eq!(checked(draining), infeasible);
	// A least power that the safe powers ignore.
	let must_run = |offer: &mut Offer| {
		offer.give = SideOffer::default();
		offer.take.power_w = each(4, |_| (1, 10));
	};
	assert_eq!(checked(must_run), infeasible);
}

#[test]
fn errors_come_in_order_of_precedence() {
	let all = |offer: &mut Offer| {
		offer.safe_w = each(3, |_| -5_000);
		offer.take.power_w = each(4, |_| (5, 20_000));
		offer.store = None;
	};
	assert_eq!(checked(all), Err(OfferError::WrongLength));
	let shorter = |offer: &mut Offer| {
		all(offer);
		offer.safe_w = each(4, |_| -5_000);
	};
	assert_eq!(checked(shorter), Err(OfferError::NoSuchSide));
	let with_store = |offer: &mut Offer| {
		let store = offer.store.clone();
		shorter(offer);
		offer.store = store;
	};
	assert_eq!(checked(with_store), Err(OfferError::OutOfBounds));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(128))]

	#[test]
	fn realistic_devices_pass(seed: u64, slots in 2usize..=96) {
		for (limits, offer, _) in case(seed, slots, 5).devices {
			prop_assert!(check_limits(&limits));
			prop_assert_eq!(check_offer(&limits, &offer, slots, 900), Ok(()));
		}
	}

	#[test]
	fn bent_offers_are_judged_without_panic(
		seed: u64, which in 0usize..9, number: i64, slots in 2usize..12,
	) {
		for (limits, mut offer, _) in case(seed, slots, 5).devices {
			let (small, size) = (number as i32, number as u32);
			match which {
				0 => offer.safe_w = each(slots, |_| small),
				1 => offer.take.power_w = each(slots, |slot| (slot as u32, size)),
				2 => offer.give.power_w = each(slots, |_| (size, size)),
				3 => offer.take.cost_nano = each(slots, |_| small),
				4 => offer.give.other_permille = each(slots, |_| small),
				5 => offer.take.store_permille = each(slots, |_| small),
				6 => offer.store = Some(store(slots, number, i64::MAX, 0, small)),
				7 => offer.store = Some(store(slots, 0, number, number, small)),
				_ => offer.give = side(slots, size, small, small, small),
			}
			let _ = check_offer(&limits, &offer, slots, 900);
		}
	}
}
