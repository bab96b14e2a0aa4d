// SPDX-License-Identifier: Apache-2.0
//! The operator: tariffs, meters, members, disputes, the dispatch programme.

use super::{
	members::{anybody, owner},
	meters::Meters,
	voters::rule,
};
use crate::{
	rng::Rng,
	run::Action,
	who::Who,
	world::{
		device, meter, meters_of, now_slot, possession, tag, tariff_of, COMMUNITY, HEAT, NETWORKS,
		PERIOD_SLOTS, POWER,
	},
};
use commonwatt_runtime::{Metering, Settlement};
use dispatch_core::{Contract, Node};
use energy_primitives::MeterId;
use pallet_dispatch::GridConfig;
use pallet_metering::Call;
use pallet_settlement::Call as Money;
use settlement_core::{Cycle, Share, Tariff};
use sp_core::Pair;

pub fn act(meters: &Meters, rng: &mut Rng) -> Vec<Action> {
	let who = if rng.chance(40) { Who::Stranger } else { Who::Operator };
	let network = NETWORKS[rng.below(2) as usize];
	let unit = if network == POWER { 1_000 } else { 100 };
	let at = meter(network, rng.below(meters_of(network).into()) as u32);
	let answer = NETWORKS.into_iter().find_map(|network| {
		let dispute = Metering::network(network)?.dispute.filter(|dispute| !dispute.answered)?;
		rng.chance(400).then_some((network, dispute.slot))
	});
	if let Some((network, slot)) = answer {
		return vec![Action::new("answer a dispute", who, Call::answer_dispute { network, slot })];
	}
	if !pallet_dispatch::Programmes::<commonwatt_runtime::Runtime>::contains_key(COMMUNITY) {
		return vec![programme(who)];
	}
	let action = match rng.below(100) {
		0..=19 => tariffs(who, rng),
		20..=26 => hand_over(who, at, rng),
		27..=34 => Action::new("suspend a meter", who, Call::suspend_meter { meter: at }),
		35..=47 => {
			let suspended = rng.chance(800).then(suspended).flatten().unwrap_or(at);
			Action::new("resume a meter", who, Call::resume_meter { meter: suspended })
		}
		48..=57 => rotate(who, at, meters, rng),
		58..=62 => {
			let share = Share {
				participation_percent: rng.below(110) as u8,
				share_ppm: rng.below(300_000) as u32,
			};
			Action::new("share", who, Money::set_share { meter: at, share })
		}
		63..=67 => {
			Action::new("price rule", who, Money::set_rule { network, rule: rule(unit, rng) })
		}
		68..=69 => {
			let slots = if rng.chance(300) { 0 } else { PERIOD_SLOTS - 2 + rng.below(4) as u32 };
			match slots.try_into() {
				Ok(slots) => {
					let cycle = Cycle::Slots(slots);
					Action::new("billing", who, Money::set_billing { network, cycle })
				}
				Err(_) => {
					let cycle = Cycle::Day { utc_offset_min: 2_000 };
					Action::new("billing", who, Money::set_billing { network, cycle })
				}
			}
		}
		70..=79 => member(who, rng),
		80..=81 => programme(who),
		82 => {
			let community = COMMUNITY;
			Action::new("stop planning", who, pallet_dispatch::Call::stop_programme { community })
		}
		83..=88 => passive(who, rng),
		89..=93 => {
			let first_slot = now_slot() + rng.below(3) as u32;
			let call = pallet_dispatch::Call::start_round { community: COMMUNITY, first_slot };
			Action::new("start a round", who, call)
		}
		94..=96 => {
			let slot = now_slot().saturating_sub(1);
			Action::new("answer a dispute", who, Call::answer_dispute { network, slot })
		}
		_ => Action::new("retire a meter", Who::Stranger, Call::retire_meter { meter: at }),
	};
	vec![action]
}

fn tariffs(who: Who, rng: &mut Rng) -> Action {
	let network = NETWORKS[rng.below(2) as usize];
	let usual = tariff_of(network);
	let (network_fee, fund_fee) = Settlement::present_fees(network);
	let count = 1 + rng.below(8);
	let tariff = |rng: &mut Rng| {
		let (feed_in, retail) = (i64::from(usual.feed_in), i64::from(usual.retail));
		let feed_in = rng.range(-feed_in, feed_in * 2) as i32;
		let retail = rng.range(retail / 2, retail * 3 / 2) as i32;
		// The members' fees, if they chose some.
		let off = if rng.chance(100) { 1 } else { 0 };
		Tariff { feed_in, retail, network_fee: network_fee + off, fund_fee }
	};
	let tariffs: Vec<Tariff> = (0..count).map(|_| tariff(rng)).collect();
	let tariffs = tariffs.try_into().expect("a few");
	let from_slot = now_slot() + rng.below(10) as u32;
	Action::new("tariffs", who, Money::set_tariffs { network, from_slot, tariffs })
}

fn hand_over(who: Who, at: MeterId, rng: &mut Rng) -> Action {
	let new = anybody(rng).account();
	let from_slot = now_slot() + rng.below(4) as u32;
	let call =
		Call::change_owner { meter: at, owner: new, member: None, link_tag: [1; 32], from_slot };
	Action::new("hand over", who, call)
}

/// A meter whose key is not trusted.
fn suspended() -> Option<MeterId> {
	let all = NETWORKS
		.into_iter()
		.flat_map(|network| (0..meters_of(network)).map(move |index| meter(network, index)));
	let mut all = all.filter(|at| {
		let view = Metering::meter(*at);
		view.is_some_and(|view| view.device.status == metering_core::meter::MeterStatus::Suspended)
	});
	all.next()
}

/// A new key for a device; first for one whose key the chain forgot when it went back.
fn rotate(who: Who, at: MeterId, meters: &Meters, rng: &mut Rng) -> Action {
	let forgotten = meters.devices.values().find(|known| {
		let key = device(known.meter, known.generation).public().0;
		Metering::meter(known.meter).is_some_and(|view| view.device.key != key)
	});
	let (at, generation) = match forgotten {
		Some(known) => (known.meter, known.generation),
		None => (at, meters.devices[&at].generation + 1),
	};
	let key = device(at, generation);
	let of = if rng.chance(100) { Who::Stranger } else { owner(at).unwrap_or(Who::Stranger) };
	let device_key = key.public().0;
	let call = Call::rotate_key { meter: at, device_key, possession: possession(&key, of) };
	Action::new("new key", who, call)
}

/// Home 9 comes and goes.
fn member(who: Who, rng: &mut Rng) -> Action {
	use pallet_community::Call;
	let community = COMMUNITY;
	let home = if rng.chance(800) { 9 } else { 1 + rng.below(8) as u8 };
	let person_tag = tag(home);
	let account = Who::Home(home).account();
	match rng.chance(700) {
		true => {
			Action::new("add a member", who, Call::add_member { community, person_tag, account })
		}
		false => Action::new("remove a member", who, Call::remove_member { community, person_tag }),
	}
}

fn grid(max_w: u32) -> GridConfig {
	let node =
		|passive_permille| Node { parent: 0, down_max_w: max_w, up_max_w: max_w, passive_permille };
	GridConfig {
		tree: vec![node(400), node(600)].try_into().expect("two fit"),
		contract: Contract { import_max_w: max_w, export_max_w: max_w },
	}
}

fn programme(who: Who) -> Action {
	let electricity = grid(100_000);
	let call =
		pallet_dispatch::Call::set_programme { community: COMMUNITY, electricity, heat: None };
	Action::new("programme", who, call)
}

fn passive(who: Who, rng: &mut Rng) -> Action {
	let day = match rng.below(2) {
		0 => pallet_dispatch::DayClass::Weekday,
		_ => pallet_dispatch::DayClass::Weekend,
	};
	let slots = if rng.chance(200) { 95 } else { 96 };
	let load: Vec<i32> = (0..slots).map(|_| rng.range(-2_000, 8_000) as i32).collect();
	let load_w = load.try_into().expect("a day");
	let network = if rng.chance(100) { HEAT } else { POWER };
	let call = pallet_dispatch::Call::declare_passive { network, day, load_w };
	Action::new("declare loads", who, call)
}
