// SPDX-License-Identifier: Apache-2.0
//! The end of a billing period.

use super::*;
use crate::Deliveries;

/// Devices with these open claims and shortfalls.
fn with_claims(claims: [(u16, u128, i128); 3]) {
	let mut sum = 0;
	for (device, open, short) in claims {
		Deliveries::<Test>::mutate(COMMUNITY, device, |record| {
			record.open = open;
			record.claimed = open;
			record.short = short;
		});
		sum += open;
	}
	crate::OpenClaims::<Test>::insert(COMMUNITY, sum);
}

fn with_fund(amount: i128) {
	World::with(|world| {
		world.rest += world.fund - amount;
		world.fund = amount;
	});
}

#[test]
fn claims_are_paid_in_full_when_the_fund_can() {
	TestExt::planning(|| {
		with_fund(10_000);
		with_claims([(BATTERY, 1_000, 300), (SUN, 500, 2_000), (PUMP, 0, -50)]);
		end_period(POWER);
		// The greater of both: claims count against what is made whole.
		assert_eq!(position(ALICES) - ENDOWED, 1_000);
		assert_eq!(position(SUN_METER) - ENDOWED, 2_000);
		assert_eq!(position(PUMP_METER), ENDOWED);
		assert_eq!(World::get().fund, 7_000);
		assert_last(Event::ClaimsPaid { network: POWER, claimed: 3_000, paid: 3_000 });
		let record = delivery(BATTERY);
		assert_eq!((record.open, record.short, record.rest, record.paid), (0, 0, 0, 1_000));
	});
}

#[test]
fn what_makes_whole_comes_first_and_the_rest_is_shared() {
	TestExt::planning(|| {
		with_fund(3_000);
		with_claims([(BATTERY, 4_000, 0), (SUN, 2_000, 0), (PUMP, 0, 1_500)]);
		end_period(POWER);
		assert_eq!(position(PUMP_METER) - ENDOWED, 1_500);
		assert_eq!(position(ALICES) - ENDOWED, 1_000);
		assert_eq!(position(SUN_METER) - ENDOWED, 500);
		assert_eq!(World::get().fund, 0);
		assert_eq!(delivery(BATTERY).claims_lapsed, 3_000);
		// What lapsed is not claimed again.
		with_fund(10_000);
		end_period(POWER);
		assert_eq!(World::get().fund, 10_000);
	});
}

#[test]
fn what_makes_whole_is_shared_when_even_that_is_too_much() {
	TestExt::planning(|| {
		with_fund(100);
		with_claims([(BATTERY, 50, 200), (SUN, 0, 100), (PUMP, 0, 3)]);
		end_period(POWER);
		assert_eq!(position(ALICES) - ENDOWED, 66);
		assert_eq!(position(SUN_METER) - ENDOWED, 33);
		assert_eq!(position(PUMP_METER) - ENDOWED, 0);
		assert_eq!(World::get().fund, 1);
	});
}

#[test]
fn an_account_that_is_gone_stops_nobody() {
	TestExt::planning(|| {
		World::with(|world| {
			world.rest += world.positions.remove(&ALICES).expect("it exists");
		});
		with_claims([(BATTERY, 1_000, 0), (SUN, 500, 0), (PUMP, 0, 0)]);
		end_period(POWER);
		assert_eq!(position(SUN_METER) - ENDOWED, 500);
		assert_eq!(delivery(BATTERY).claims_lapsed, 1_000);
	});
}

#[test]
fn another_networks_period_pays_nobody() {
	TestExt::planning(|| {
		with_claims([(BATTERY, 1_000, 0), (SUN, 0, 0), (PUMP, 0, 0)]);
		end_period(WARMTH);
		assert_eq!(delivery(BATTERY).open, 1_000);
	});
}

/// What everybody gets, done with plain fractions: what makes whole first, then the rest.
fn expected(fund: u128, claims: &[(u128, i128); 3]) -> [u128; 3] {
	let whole = claims.map(|(_, short)| short.max(0) as u128);
	let rest = [0, 1, 2].map(|at| claims[at].0.saturating_sub(whole[at]));
	let share = |claims: [u128; 3], available: u128| {
		let sum: u128 = claims.iter().sum();
		claims.map(|claim| if sum <= available { claim } else { claim * available / sum })
	};
	let first = share(whole, fund);
	let then = share(rest, fund - first.iter().sum::<u128>());
	[0, 1, 2].map(|at| first[at] + then[at])
}

proptest::proptest! {
	#![proptest_config(proptest::prelude::ProptestConfig::with_cases(100))]
	#[test]
	fn payouts_are_what_fractions_say(
		fund in 0..2_000_000_000u128,
		open in proptest::array::uniform3(0..1_000_000_000u128),
		short in proptest::array::uniform3(-500_000_000..500_000_000i128),
	) {
		TestExt::planning(|| {
			with_fund(fund as i128);
			let claims = [0, 1, 2].map(|at| (open[at], short[at]));
			with_claims([
				(BATTERY, open[0], short[0]),
				(SUN, open[1], short[1]),
				(PUMP, open[2], short[2]),
			]);
			end_period(POWER);
			let got = [ALICES, SUN_METER, PUMP_METER].map(|meter| (position(meter) - ENDOWED) as u128);
			assert_eq!(got, expected(fund, &claims));
		});
	}
}
