// SPDX-License-Identifier: Apache-2.0
//! Every invariant notices when it is broken.

use super::*;
use crate::*;

/// Breaks the state after a round was enacted, or while it runs; it is noticed as `number`.
fn notices(number: &str, break_it: impl FnOnce()) {
	assert_ok!(Dispatch::do_try_state());
	break_it();
	let error = Dispatch::do_try_state().expect_err("it is broken");
	let sp_runtime::DispatchError::Other(text) = error else { panic!("{error:?}") };
	assert!(text.starts_with(number), "{text}");
}

fn with_plan(number: &str, break_it: impl FnOnce()) {
	TestExt::externalities().execute_with(|| {
		plan_together();
		enacted_round();
		notices(number, break_it);
	});
}

fn with_round(number: &str, break_it: impl FnOnce()) {
	TestExt::externalities().execute_with(|| {
		plan_together();
		let (_, problem) = frozen_round();
		promise(SOLVER, Some(&solve(&problem)), None);
		notices(number, break_it);
	});
}

#[test]
fn d1_notices_a_plan_nobody_can_follow() {
	with_plan("D1", || {
		PlanPages::<Test>::mutate((COMMUNITY, 0), 0, |page| {
			page.as_mut().expect("it is written")[0].power_w[0] = 5_001;
		});
	});
	with_plan("D1", || {
		Plans::<Test>::mutate(COMMUNITY, 0, |plan| {
			plan.as_mut().expect("enacted").certificate.cost_nano += 1;
		});
	});
}

#[test]
fn d2_notices_a_bound_above_a_cost() {
	with_plan("D2", || {
		Plans::<Test>::mutate(COMMUNITY, 0, |plan| {
			let certificate = &mut plan.as_mut().expect("enacted").certificate;
			certificate.bound_nano = certificate.cost_nano + 1;
		});
	});
}

#[test]
fn d3_notices_setpoints_from_nowhere() {
	with_plan("D3", || Timelines::<Test>::remove(COMMUNITY));
	with_plan("D3", || {
		Timelines::<Test>::mutate(COMMUNITY, |timeline| timeline[0].to += 1);
	});
	with_plan("D3", || {
		let page = PlanPages::<Test>::get((COMMUNITY, 0), 0).expect("it is written");
		PlanPages::<Test>::insert((COMMUNITY, 9), 0, page);
	});
}

#[test]
fn d4_notices_claims_nobody_knows() {
	with_plan("D4", || OpenClaims::<Test>::insert(COMMUNITY, 1));
	with_plan("D4", || {
		Deliveries::<Test>::mutate(COMMUNITY, SUN, |record| record.charged = 1);
	});
}

#[test]
fn d5_notices_a_lost_deposit_and_a_wrong_order() {
	with_round("D5", || {
		Queues::<Test>::mutate(COMMUNITY, |queue| queue[0].deposit += 1);
	});
	with_round("D5", || {
		Queues::<Test>::mutate(COMMUNITY, |queue| {
			let again = queue[0].clone();
			queue.try_push(again).expect("there is room");
		});
	});
}

#[test]
fn d6_notices_a_programme_nobody_looks_at() {
	with_round("D6", Due::<Test>::kill);
}

#[test]
fn d7_notices_a_lost_meter() {
	with_round("D7", || DeviceMeterRows::<Test>::remove(POWER, 0));
	with_round("D7", || DeviceCount::<Test>::insert(COMMUNITY, 2));
}

#[test]
fn d8_notices_lost_inputs() {
	with_round("D8", || FrozenPages::<Test>::remove(COMMUNITY, 0));
	with_round("D8", || BestDuals::<Test>::remove(COMMUNITY));
}

#[test]
fn d9_notices_lost_work() {
	with_round("D9", || WorkEnds::<Test>::put((0, 1)));
	with_round("D9", || {
		Bounds::<Test>::mutate(|bounds| bounds.least.every_slots = 200);
	});
}
