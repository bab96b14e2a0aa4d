// SPDX-License-Identifier: Apache-2.0
//! One file per call, then one per part of a slot's life.

use crate::mock::{
	NamedAccount, RuntimeOrigin, BALANCING, GRID, GUARANTOR, OPERATOR, OWNER, POWER,
};

mod absorb;
mod ballots;
mod billing;
mod clear;
mod closing_lines;
mod credit_note;
mod delivery;
mod deposit;
mod deposit_named;
mod evidence;
mod feeless;
mod gaps;
mod grid_short;
mod member_accounts;
mod participation;
mod place_order;
mod plan_money;
mod planned_days;
mod properties;
mod push;
mod set_accounts;
mod set_fee_bounds;
mod set_limit;
mod set_member_limit;
mod set_tariffs;
mod sharing;
mod slot_sink;
mod step_in;
mod sweep;
mod withdraw;
mod withdraw_named;

const G: NamedAccount = NamedAccount::Grid(POWER);
const H: NamedAccount = NamedAccount::Balancing(POWER);
const B: NamedAccount = NamedAccount::Guarantor(POWER.community);
const C: NamedAccount = NamedAccount::Fund(POWER.community);

fn operator() -> RuntimeOrigin {
	RuntimeOrigin::signed(OPERATOR)
}

fn owner() -> RuntimeOrigin {
	RuntimeOrigin::signed(OWNER)
}

fn guarantor() -> RuntimeOrigin {
	RuntimeOrigin::signed(GUARANTOR)
}

fn grid() -> RuntimeOrigin {
	RuntimeOrigin::signed(GRID)
}

fn balancing() -> RuntimeOrigin {
	RuntimeOrigin::signed(BALANCING)
}

fn stranger() -> RuntimeOrigin {
	RuntimeOrigin::signed(crate::mock::STRANGER)
}
