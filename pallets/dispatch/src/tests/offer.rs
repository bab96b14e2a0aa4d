// SPDX-License-Identifier: Apache-2.0
//! Members offer what their devices can do.

use super::*;
use crate::Offers;
use dispatch_core::{Offer, OfferBlob, Run};
use frame_support::dispatch::{GetDispatchInfo, Pays};

fn blob(offers: Vec<(u16, Offer)>) -> OfferBlob {
	offers.try_into().expect("a few fit")
}

fn offer(who: u64, offers: Vec<(u16, Offer)>, standing: bool) -> sp_runtime::DispatchResult {
	Dispatch::offer(signed(who), COMMUNITY, blob(offers), standing)
}

#[test]
fn offer_replaces_and_takes_back() {
	TestExt::planning(|| {
		assert_ok!(offer(ALICE, vec![(BATTERY, battery_offer())], true));
		let (community, who) = (COMMUNITY, ALICE);
		assert_last(Event::Offered { community, who, devices: 1, round: None });
		assert_ok!(offer(ALICE, vec![(BATTERY, battery_offer())], false));
		assert_eq!(Offers::<Test>::get(COMMUNITY, ALICE).expect("offered").round, Some(0));
		assert_ok!(offer(ALICE, vec![], true));
		assert!(Offers::<Test>::get(COMMUNITY, ALICE).is_none());
	});
}

#[test]
fn offer_fails_when_it_may_not() {
	TestExt::execute_with(|| {
		assert_noop!(offer(ALICE, vec![], true), Error::<Test>::NoProgramme);
		plan_together();
		let twice = vec![(BATTERY, battery_offer()), (BATTERY, battery_offer())];
		assert_noop!(offer(ALICE, twice, true), Error::<Test>::DevicesNotInOrder);
		let of = |offer| vec![(BATTERY, offer)];
		let unknown = vec![(9, battery_offer())];
		assert_noop!(offer(ALICE, unknown, true), Error::<Test>::DeviceNotFound);
		assert_noop!(offer(BOB, of(battery_offer()), true), Error::<Test>::NotOwner);

		let mut short = battery_offer();
		short.take.cost_nano[0] = Run { slots: 7, value: 0 };
		assert_noop!(offer(ALICE, of(short), true), Error::<Test>::OfferWrongLength);
		assert_noop!(offer(ALICE, of(pump_offer()), true), Error::<Test>::OfferNoSuchSide);
		let mut strong = battery_offer();
		strong.take.power_w = flat((0, 5_001));
		assert_noop!(offer(ALICE, of(strong), true), Error::<Test>::OfferOutOfBounds);
		let mut endless = battery_offer();
		endless.store.as_mut().expect("it has one").level = flat((0, i64::MAX));
		assert_noop!(offer(ALICE, of(endless), true), Error::<Test>::OfferOutOfBounds);
		let mut lost = battery_offer();
		lost.safe_w = flat(5_000);
		assert_noop!(offer(ALICE, of(lost), true), Error::<Test>::OfferInfeasible);
	});
}

#[test]
fn a_retired_device_can_not_be_offered() {
	TestExt::planning(|| {
		enacted_round();
		World::with(|world| world.slot += 3);
		assert_ok!(Dispatch::retire_device(signed(BOB), COMMUNITY, SUN));
		assert_noop!(offer(BOB, vec![(SUN, sun_offer())], true), Error::<Test>::DeviceIsRetired);
	});
}

#[test]
fn an_offer_for_one_round_is_for_that_round() {
	TestExt::planning(|| {
		assert_ok!(offer(BOB, vec![(SUN, sun_offer())], true));
		assert_ok!(offer(ALICE, vec![(BATTERY, battery_offer())], false));
		start(World::get().slot + 1);
		run_until(Phase::Commit);
		assert_eq!(Dispatch::frozen(COMMUNITY).expect("frozen").devices.to_vec(), vec![0, 1]);
		run_until(Phase::Enacted);
		start(World::get().slot + 2);
		run_until(Phase::Commit);
		assert_eq!(Dispatch::frozen(COMMUNITY).expect("frozen").devices.to_vec(), vec![1]);
	});
}

#[test]
fn an_offer_after_the_freeze_is_for_the_next_round() {
	TestExt::planning(|| {
		let (frozen, _) = frozen_round();
		let mut weak = sun_offer();
		(weak.give.power_w, weak.safe_w) = (flat((0, 100)), flat(100));
		assert_ok!(offer(BOB, vec![(SUN, weak.clone())], false));
		assert_eq!(Offers::<Test>::get(COMMUNITY, BOB).expect("offered").round, Some(1));
		assert_eq!(Dispatch::frozen(COMMUNITY), Some(frozen));
		run_until(Phase::Enacted);
		start(World::get().slot + 2);
		run_until(Phase::Commit);
		let page = Dispatch::frozen_page(COMMUNITY, 0).expect("frozen");
		assert_eq!(page[1].offer, weak);
	});
}

#[test]
fn offer_is_free_within_the_quota_and_only_if_it_succeeds() {
	TestExt::planning(|| {
		let call = |offer: Offer| {
			RuntimeCall::Dispatch(crate::Call::offer {
				community: COMMUNITY,
				blob: blob(vec![(SUN, offer)]),
				standing: true,
			})
		};
		let is_free = |who: u64, call: &RuntimeCall| {
			use frame_support::dispatch::CheckIfFeeless;
			call.is_feeless(&signed(who))
		};
		assert_eq!(call(sun_offer()).get_dispatch_info().pays_fee, Pays::Yes);
		assert!(is_free(BOB, &call(sun_offer())));
		assert!(!is_free(ALICE, &call(sun_offer())));
		assert!(!is_free(BOB, &call(battery_offer())));
		assert!(Offers::<Test>::get(COMMUNITY, BOB).is_none());
		for _ in 0..QUOTA {
			assert_ok!(offer(BOB, vec![(SUN, sun_offer())], true));
		}
		assert!(!is_free(BOB, &call(sun_offer())));
	});
}
