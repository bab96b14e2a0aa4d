// SPDX-License-Identifier: Apache-2.0
//! Two settlements, nothing twice; energies and shares that add up.

use dispatch_core::{
	activation, deliver, energy_of, pay_out, DeliveryRules, DispatchRules, SlotDelivery,
};
use energy_primitives::Carrier;
use proptest::prelude::*;

fn rules() -> DeliveryRules {
	DeliveryRules::from(&DispatchRules::default())
}

proptest! {
	#[test]
	fn two_settlements_are_nothing_twice(
		give: bool,
		q in 0i64..1_000_000,
		n in 0i64..1_000_000,
		u in -1_000i64..1_000,
		price in -1_000_000i32..1_000_000,
		sell in -1_000_000i32..1_000_000,
		spread in 0i32..500_000,
	) {
		let (q, n) = if give { (q, n) } else { (-1 - q, -1 - n) };
		let (slot_price, buy) = (if give { sell } else { sell + spread }, sell + spread);
		let of = deliver(&rules(), q, n, u, price, sell, buy);
		let total = of.slot_income + of.plan_leg - of.penalty as i128;
		let planned = i128::from(q) * i128::from(price);
		let rest = i128::from(n - q) * i128::from(slot_price);
		prop_assert_eq!(total, planned + rest - of.penalty as i128);
		let deviation = (n - q - u).unsigned_abs();
		prop_assert_eq!(of.deviation, deviation);
		let free = (q.unsigned_abs() * 50 / 1_000).max(10);
		prop_assert_eq!(of.penalty, u128::from(deviation.saturating_sub(free)) * 100_000);
	}

	#[test]
	fn what_follows_the_instruction_is_paid_and_no_deviation(
		q in -1_000_000i64..1_000_000, u in -1_000_000i64..1_000_000,
	) {
		let of = deliver(&rules(), q, q + u, u, 0, 0, 0);
		prop_assert_eq!((of.deviation, of.penalty), (0, 0));
		prop_assert_eq!(of.activation, u128::from(u.unsigned_abs()) * 20_000);
		// Moving the other way earns nothing.
		let against = deliver(&rules(), q, q - u, u, 0, 0, 0);
		prop_assert_eq!(against.activation, 0);
	}

	#[test]
	fn energies_add_up_without_drift(
		powers in prop::collection::vec(any::<i32>(), 0..96),
		length in 0usize..5,
		heat: bool,
	) {
		let slot_s = [60, 300, 900, 1_800, 3_600][length];
		let (carrier, joules) =
			if heat { (Carrier::Heat, 1_000) } else { (Carrier::Electricity, 3_600) };
		let energies = energy_of(&powers, slot_s, carrier);
		let (mut power, mut energy) = (0i128, 0i128);
		for (planned, sum) in powers.iter().zip(&energies) {
			power += i128::from(*planned);
			energy += i128::from(*sum);
			prop_assert_eq!(energy, (power * i128::from(slot_s)).div_euclid(joules));
		}
		prop_assert_eq!(energies.len(), powers.len());
	}

	#[test]
	fn activation_sums_to_the_deviation(
		cuts in prop::collection::vec(0u16..=1_000, 0..20), deviation: i64,
	) {
		let mut cuts = cuts;
		cuts.extend([0, 1_000]);
		cuts.sort_unstable();
		let alphas: Vec<u16> = cuts.windows(2).map(|cut| cut[1] - cut[0]).collect();
		let parts = activation(&alphas, deviation);
		prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), deviation.into());
		for (part, alpha) in parts.iter().zip(&alphas) {
			let exact = i128::from(*alpha) * i128::from(deviation);
			prop_assert!((i128::from(*part) * 1_000 - exact).abs() <= 1_000);
		}
	}

	#[test]
	fn fund_never_pays_more_than_it_has_or_owes(
		claims in prop::collection::vec(
			prop_oneof![0u128..1_000_000, any::<u128>(), Just(u128::MAX), Just(0)], 0..20),
		available in prop_oneof![0u128..1_000_000, any::<u128>()],
	) {
		let paid = pay_out(&claims, available);
		prop_assert_eq!(paid.len(), claims.len());
		prop_assert!(paid.iter().zip(&claims).all(|(paid, claim)| paid <= claim));
		let sum = paid.iter().try_fold(0u128, |sum, paid| sum.checked_add(*paid));
		prop_assert!(sum.is_some_and(|sum| sum <= available));
	}

	#[test]
	fn claims_are_paid_in_proportion(
		claims in prop::collection::vec(0u64..1 << 60, 1..20), available in 0u64..1 << 60,
	) {
		let claims: Vec<u128> = claims.into_iter().map(u128::from).collect();
		let (sum, available) = (claims.iter().sum::<u128>(), u128::from(available));
		for (paid, claim) in pay_out(&claims, available).iter().zip(&claims) {
			let exact = if sum <= available { *claim } else { claim * available / sum };
			prop_assert_eq!(*paid, exact);
		}
	}
}

#[test]
fn one_slot_in_numbers() {
	let rules = DeliveryRules {
		penalty_nano: 7,
		tolerance_permille: 100,
		tolerance_base: 3,
		activation_nano: 2,
	};
	// Plans 100, is asked for 10 more, gives 130: 20 away, 10 free.
	let of = deliver(&rules, 100, 130, 10, 50, 30, 40);
	let expected = SlotDelivery {
		plan_leg: 100 * 20,
		penalty: 10 * 7,
		activation: 10 * 2,
		deviation: 20,
		slot_income: 130 * 30,
	};
	assert_eq!(of, expected);
}

#[test]
fn nothing_overflows_at_the_limits() {
	let rules = DeliveryRules {
		penalty_nano: u32::MAX,
		tolerance_permille: u16::MAX,
		tolerance_base: u32::MAX,
		activation_nano: u32::MAX,
	};
	for q in [i64::MIN, -1, 0, i64::MAX] {
		for n in [i64::MIN, 1, i64::MAX] {
			for u in [i64::MIN, 0, i64::MAX] {
				deliver(&rules, q, n, u, i32::MIN, i32::MAX, i32::MIN);
				deliver(&rules, q, n, u, i32::MAX, i32::MIN, i32::MAX);
			}
		}
	}
	let sum: i64 = energy_of(&[i32::MIN; 96], 3_600, Carrier::Heat).iter().sum();
	assert_eq!(sum, (i64::from(i32::MIN) * 96 * 3_600).div_euclid(1_000));
	assert_eq!(activation(&[u16::MAX; 3], i64::MIN).len(), 3);
}
