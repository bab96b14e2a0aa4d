// SPDX-License-Identifier: Apache-2.0
use crate::strategies::{tariffs, USUAL};
use proptest::prelude::*;
use settlement_core::{
	buy_tick, sell_tick, ChangePending, Limits, OrderRow, Standing, Tariff, Tick, TICK_MAX,
};

fn limits(sell_min: i32) -> Limits {
	Limits { buy_max: None, sell_min: Some(sell_min) }
}

#[test]
fn limits_outside_the_band_are_ends_of_the_scale() {
	// The margin is 220 000: 862.7 nano a tick.
	assert_eq!(sell_tick(None, &USUAL), Tick::At(0));
	assert_eq!(sell_tick(Some(i32::MIN), &USUAL), Tick::At(0));
	assert_eq!(sell_tick(Some(50_000), &USUAL), Tick::At(0));
	assert_eq!(sell_tick(Some(50_001), &USUAL), Tick::At(1));
	assert_eq!(sell_tick(Some(270_000), &USUAL), Tick::At(255));
	assert_eq!(sell_tick(Some(270_001), &USUAL), Tick::Never);
	assert_eq!(buy_tick(None, &USUAL), Tick::At(255));
	assert_eq!(buy_tick(Some(300_000), &USUAL), Tick::At(255));
	assert_eq!(buy_tick(Some(299_999), &USUAL), Tick::At(254));
	assert_eq!(buy_tick(Some(80_000), &USUAL), Tick::Never);
	assert_eq!(buy_tick(Some(80_000 + 862), &USUAL), Tick::At(0));
	assert_eq!(buy_tick(Some(i32::MIN), &USUAL), Tick::Never);
}

#[test]
fn without_a_margin_there_is_one_price_or_none() {
	let zero = Tariff { feed_in: 10, retail: 17, network_fee: 4, fund_fee: 3 };
	assert_eq!(sell_tick(Some(10), &zero), Tick::At(0));
	assert_eq!(sell_tick(Some(11), &zero), Tick::Never);
	assert_eq!(buy_tick(Some(17), &zero), Tick::At(255));
	assert_eq!(buy_tick(Some(16), &zero), Tick::Never);
	let below = Tariff { retail: 16, ..zero };
	let never = Standing::Inside { sell: Tick::Never, buy: Tick::Never };
	assert_eq!(Limits::default().standing(&below), never);
}

#[test]
fn a_change_holds_from_its_slot_and_waits_for_the_one_before() {
	let row = OrderRow::first(4, limits(1), 10);
	assert_eq!((row.at(9), row.at(10)), (Limits::default(), limits(1)));
	assert_eq!(row.change(limits(2), 11, 9), Err(ChangePending));
	let changed = row.change(limits(2), 13, 10).expect("slot 9 is cleared");
	assert_eq!((changed.at(12), changed.at(13)), (limits(1), limits(2)));
	assert!(!changed.is_idle(13));
	let idle = changed.change(Limits::default(), 14, 13).expect("slot 12 is cleared");
	assert!(!idle.is_idle(13));
	assert!(idle.is_idle(14));
}

/// The seller's prices of a tick, as whole nano above the feed-in tariff.
fn tick_prices(margin: i64, tick: u8) -> std::ops::Range<i64> {
	let ceil = |ticks: i64| (margin * ticks + 254).div_euclid(255);
	ceil(tick.into())..ceil(i64::from(tick) + 1)
}

proptest! {
	#[test]
	fn every_price_of_an_accepted_tick_honours_the_limit(tariff in tariffs(), permille in -100i64..1_100) {
		let margin = tariff.margin();
		prop_assume!(margin > 0);
		let band = i64::from(tariff.retail) - i64::from(tariff.feed_in);
		let limit = tariff.feed_in + (band * permille / 1_000) as i32;
		if let Tick::At(floor) = sell_tick(Some(limit), &tariff) {
			let lowest = i64::from(tariff.feed_in) + tick_prices(margin, floor).start;
			prop_assert!(lowest >= limit.into());
			// And no lower tick would do: rounding costs less than one tick.
			if let Some(lower) = floor.checked_sub(1) {
				prop_assert!(margin * i64::from(lower) < 255 * (i64::from(limit) - i64::from(tariff.feed_in)));
			}
		}
		if let Tick::At(ceiling) = buy_tick(Some(limit), &tariff) {
			let cost = |above| i64::from(tariff.feed_in) + tariff.fees() + above;
			if ceiling == TICK_MAX {
				prop_assert!(limit >= tariff.retail);
			} else {
				prop_assert!(cost(tick_prices(margin, ceiling).end - 1) <= limit.into());
			}
			if ceiling < TICK_MAX - 1 {
				prop_assert!(cost(tick_prices(margin, ceiling + 1).end - 1) > limit.into());
			}
		}
	}

	#[test]
	fn a_stricter_limit_never_accepts_more(tariff in tariffs(), a: i32, b: i32) {
		let (low, high) = (a.min(b), a.max(b));
		let rank = |tick| match tick {
			Tick::At(tick) => i32::from(tick),
			Tick::Never => 256,
		};
		prop_assert!(rank(sell_tick(Some(low), &tariff)) <= rank(sell_tick(Some(high), &tariff)));
		let reach = |tick| match tick {
			Tick::At(tick) => i32::from(tick),
			Tick::Never => -1,
		};
		prop_assert!(reach(buy_tick(Some(low), &tariff)) <= reach(buy_tick(Some(high), &tariff)));
	}
}

#[test]
fn a_meter_that_changes_hands_leaves_its_limits_behind_and_old_slots_alone() {
	let limits = Limits { buy_max: Some(5), sell_min: None };
	// Placed in slot 10, handed over at 12, while slot 9 is still to be cleared.
	let order = OrderRow::first(3, limits, 10).hand_over(12);
	let none = Limits::default();
	assert_eq!([9, 10, 11, 12, 99].map(|slot| order.at(slot)), [none, limits, limits, none, none]);
	assert_eq!(order.hand_over(11).at(11), none, "the earlier cut-off counts");
	assert_eq!(order.hand_over(20).at(12), none);
	assert_eq!(order.change(limits, 13, 11), Err(ChangePending));
	let changed = order.change(limits, 13, 12).expect("nothing older is needed");
	assert_eq!([12, 13].map(|slot| changed.at(slot)), [none, limits]);
	assert!(!order.is_idle(11) && order.is_idle(12));
}
