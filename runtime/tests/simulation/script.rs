// SPDX-License-Identifier: Apache-2.0
//! What happens at set times, whatever chance says: so that a test can count on it.

use crate::{
	run::Action,
	who::Who,
	world::{meter, tag, tariff_of, ASSET, COMMUNITY, POWER},
};
use commonwatt_runtime::{constants::euro::EUR, RuntimeCall};
use community_core::Choice;
use pallet_settlement::NamedAccount;

/// A probe comes in every so manieth block.
pub const PROBE_EVERY: u32 = 10;
/// In every second run a meter sleeps from this block on, for so many slots: longer than the day
/// after which nobody waits for it any more.
pub const SLEEP_AT: u32 = 150;
pub const SLEEP_SLOTS: u32 = 100;
/// So often at least somebody reports that a validator voted twice.
pub const OFFENCE_EVERY: u32 = 400;

type Probe = (&'static str, Who, fn() -> RuntimeCall);

/// What nobody may do, or has the money for.
pub const PROBES: [Probe; 16] = [
	("probe: pay in for a named account what nobody has", Who::Grid, || {
		let account = NamedAccount::Grid(POWER);
		pallet_settlement::Call::deposit_named { account, amount: 1_000_000_000 * EUR }.into()
	}),
	("probe: pay in for a member what nobody has", Who::Payer, || {
		let amount = 100_000_000 * EUR;
		pallet_settlement::Call::deposit { meter: meter(POWER, 1), amount }.into()
	}),
	("probe: withdraw what is another's", Who::Stranger, || {
		pallet_settlement::Call::withdraw { meter: meter(POWER, 1), amount: 1 }.into()
	}),
	("probe: order for another", Who::Stranger, || {
		let limits = settlement_core::Limits { buy_max: None, sell_min: None };
		pallet_settlement::Call::place_order { meter: meter(POWER, 1), limits }.into()
	}),
	("probe: set tariffs", Who::Stranger, || {
		let tariffs = vec![tariff_of(POWER)].try_into().expect("one fits");
		let from_slot = crate::world::now_slot() + 1;
		pallet_settlement::Call::set_tariffs { network: POWER, from_slot, tariffs }.into()
	}),
	("probe: cover an account", Who::Stranger, || {
		let account = NamedAccount::Grid(POWER);
		pallet_settlement::Call::set_limit { account, limit: EUR }.into()
	}),
	("probe: suspend a meter", Who::Stranger, || {
		pallet_metering::Call::suspend_meter { meter: meter(POWER, 1) }.into()
	}),
	("probe: retire a meter", Who::Stranger, || {
		pallet_metering::Call::retire_meter { meter: meter(POWER, 1) }.into()
	}),
	("probe: export for the bank", Who::Stranger, || {
		pallet_bank::Call::export { community: COMMUNITY, ids: Default::default() }.into()
	}),
	("probe: admit a bank", Who::Bank, || {
		let bank = Who::Bank.account();
		pallet_bank::Call::approve_bank { asset: ASSET, bank, mint_max: u128::MAX }.into()
	}),
	("probe: add a member", Who::Stranger, || {
		let account = Who::Stranger.account();
		let (community, person_tag) = (COMMUNITY, tag(77));
		pallet_community::Call::add_member { community, person_tag, account }.into()
	}),
	("probe: vote as a stranger", Who::Stranger, || {
		let (community, ballot, choice) = (COMMUNITY, 0, Choice::Aye);
		pallet_community::Call::vote { community, ballot, choice }.into()
	}),
	("probe: set bounds of plans", Who::Operator, || {
		pallet_dispatch::Call::set_bounds { bounds: Default::default() }.into()
	}),
	("probe: stop planning", Who::Stranger, || {
		pallet_dispatch::Call::stop_programme { community: COMMUNITY }.into()
	}),
	("probe: use up another's certificate", Who::Stranger, || {
		pallet_certificates::Call::retire { id: 0, beneficiary: None }.into()
	}),
	("probe: act as Root", Who::Stranger, || {
		let call = Box::new(RuntimeCall::System(frame_system::Call::set_heap_pages { pages: 1 }));
		RuntimeCall::Sudo(polkadot_sdk::pallet_sudo::Call::sudo { call })
	}),
];

/// The probe of this block, if one is due.
pub fn probe(built: u32) -> Option<Action> {
	let number = (built / PROBE_EVERY) as usize;
	let (kind, who, call) = PROBES[number % PROBES.len()];
	(built % PROBE_EVERY == 5).then(|| Action::new(kind, who, call()))
}
