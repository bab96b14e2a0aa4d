// SPDX-License-Identifier: Apache-2.0
//! Acceptance, replacement and reward.

use dispatch_core::{accept, improves, reward, Certificate, DispatchRules, Verdict};

fn certificate(cost_nano: i128, bound_nano: i128, regret_max_nano: u128) -> Certificate {
	Certificate { cost_nano, bound_nano, regret_max_nano }
}

fn rules() -> DispatchRules {
	DispatchRules { gap_max_ppm: 1_000, regret_max_nano: 50, ..DispatchRules::default() }
}

#[test]
fn plan_is_refused_when_it_costs_more_than_the_fallback() {
	let verdict = accept(&certificate(1_001, 1_001, 0), 1_000, 0, 0, &rules());
	assert_eq!(verdict, Verdict::Refused);
	// Even if members would endorse it for other reasons.
	assert_eq!(accept(&certificate(1_001, 0, 999), 1_000, 5, 0, &rules()), Verdict::Refused);
}

#[test]
fn plan_needs_endorsement_when_it_could_hurt_a_device() {
	let of = |regret| accept(&certificate(1_000, 1_000, regret), 1_000, 0, 0, &rules());
	assert_eq!(of(51), Verdict::Endorsement);
	assert_eq!(of(50), Verdict::Automatic { wait: false });
}

#[test]
fn plan_needs_endorsement_when_its_claims_are_not_covered() {
	let of = |claims| accept(&certificate(1_000, 1_000, 0), 1_000, claims, 70, &rules());
	assert_eq!(of(71), Verdict::Endorsement);
	assert_eq!(of(70), Verdict::Automatic { wait: false });
}

#[test]
fn gap_only_decides_about_waiting() {
	let of = |bound| accept(&certificate(1_000_000, bound, 0), 2_000_000, 0, 0, &rules());
	assert_eq!(of(999_000), Verdict::Automatic { wait: false });
	assert_eq!(of(998_999), Verdict::Automatic { wait: true });
	assert_eq!(of(i128::MIN), Verdict::Automatic { wait: true });
}

#[test]
fn gap_is_rounded_up_and_never_negative() {
	assert_eq!(certificate(1_000_001, 1_000_000, 0).gap_ppm(), 1);
	assert_eq!(certificate(5, 9, 0).gap_ppm(), 0);
	assert_eq!(certificate(0, -3, 0).gap_ppm(), 3_000_000);
	assert_eq!(certificate(-10, -20, 0).gap_ppm(), 1_000_000);
	assert_eq!(certificate(i128::MAX, i128::MIN, 0).gap_nano(), i128::MAX as u128);
}

#[test]
fn leader_is_replaced_only_by_the_least_improvement() {
	assert!(improves(999_000, 1_000_000, 1_000));
	assert!(!improves(999_001, 1_000_000, 1_000));
	assert!(improves(-1_001_000, -1_000_000, 1_000));
	assert!(!improves(-1_000_999, -1_000_000, 1_000));
	assert!(!improves(7, 7, 0));
	assert!(improves(6, 7, 0));
	assert!(improves(-1, 0, 1_000_000));
	assert!(!improves(i128::MIN, i128::MIN, 1_000_000));
	assert!(improves(i128::MIN, i128::MAX, 1_000_000));
}

#[test]
fn reward_is_a_capped_share_of_the_advantage() {
	let rules = DispatchRules {
		reward_base_nano: 100,
		reward_share_permille: 250,
		reward_max_nano: 1_000,
		..DispatchRules::default()
	};
	assert_eq!(reward(500, 500, &rules), 100);
	assert_eq!(reward(500, 507, &rules), 101);
	assert_eq!(reward(-500, 500, &rules), 350);
	assert_eq!(reward(0, 1_000_000, &rules), 1_000);
	assert_eq!(reward(600, 500, &rules), 100);
	assert_eq!(reward(i128::MIN, i128::MAX, &rules), 1_000);
}
