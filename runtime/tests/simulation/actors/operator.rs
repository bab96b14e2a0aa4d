// SPDX-License-Identifier: Apache-2.0
//! The operator: tariffs, meters, members, disputes, the dispatch programme.

use super::{
	members::{anybody, owner},
	meters::{Device, Meters},
	voters::rule,
};
use crate::{
	model::Model,
	rng::Rng,
	run::Action,
	who::Who,
	world::{
		device, facts, meter, meters_of, now_slot, possession, tag, tariff_of, COMMUNITY, NETWORKS,
		PERIOD_SLOTS, POWER, SLEEPER,
	},
};
use commonwatt_runtime::{Dispatch, Metering, Settlement};
use dispatch_core::{Contract, Node};
use energy_primitives::{MeterId, NetworkId, Slot};
use metering_core::{
	correction::{Correction, CorrectionReason, Part},
	replacement::{Closing, Replacement},
};
use pallet_dispatch::GridConfig;
use pallet_metering::Call;
use pallet_settlement::Call as Money;
use settlement_core::{Cycle, RowLeaf, Share, Tariff};
use sp_core::Pair;

pub fn act(meters: &Meters, model: &Model, rng: &mut Rng) -> Vec<Action> {
	let who = if rng.chance(40) { Who::Stranger } else { Who::Operator };
	let network = NETWORKS[rng.below(2) as usize];
	let unit = if network == POWER { 1_000 } else { 100 };
	let at = meter(network, rng.below(meters_of(network).into()) as u32);
	let at = if at == SLEEPER { meter(network, 2) } else { at };
	if rng.chance(250) {
		return correct(who, network, model, rng).into_iter().collect();
	}
	if rng.chance(60) {
		return spread(who, network, model, rng).into_iter().collect();
	}
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
	// The first round of a programme begins only when somebody says so.
	if Dispatch::round(COMMUNITY).is_none() && rng.chance(300) {
		let (community, first_slot) = (COMMUNITY, now_slot() + 1);
		let call = pallet_dispatch::Call::start_round { community, first_slot };
		return vec![Action::new("start a round", who, call)];
	}
	let action = match rng.below(100) {
		0..=19 => tariffs(who, rng),
		20..=26 => hand_over(who, at, rng),
		27..=34 => Action::new("suspend a meter", who, Call::suspend_meter { meter: at }),
		35..=47 => {
			let suspended = rng.chance(800).then(suspended).flatten().unwrap_or(at);
			Action::new("resume a meter", who, Call::resume_meter { meter: suspended })
		}
		48..=53 => rotate(who, at, meters, rng),
		54..=57 => replace(who, at, meters, rng),
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
		Some(known) if !is_known(known) => return replace_again(who, known),
		Some(known) => (known.meter, known.generation),
		None => (at, meters.devices[&at].generation + 1),
	};
	let key = device(at, generation);
	let of = if rng.chance(100) { Who::Stranger } else { owner(at).unwrap_or(Who::Stranger) };
	let device_key = key.public().0;
	let call = Call::rotate_key { meter: at, device_key, possession: possession(&key, of) };
	Action::new("new key", who, call)
}

/// Whether the chain knows this device, by one of its keys.
fn is_known(known: &Device) -> bool {
	let key = Metering::meter(known.meter).map(|view| view.device.key);
	let mut keys = known.installed..=known.generation;
	keys.any(|generation| Some(device(known.meter, generation).public().0) == key)
}

fn replacement(known: &Device, generation: u32, opening: (u64, u64)) -> Replacement {
	Replacement {
		device_key: device(known.meter, generation).public().0,
		facts: facts(known.meter),
		import_register: opening.0,
		export_register: opening.1,
		closing: Closing::LastReading,
	}
}

/// The chain went back to before a device was replaced: the old one is gone, and nobody knows its
/// last registers any more.
fn replace_again(who: Who, known: &Device) -> Action {
	let (meter, of) = (known.meter, owner(known.meter).unwrap_or(Who::Stranger));
	let replacement = replacement(known, known.generation, known.opening);
	let possession = possession(&device(meter, known.generation), of);
	Action::new("new device", who, Call::replace_device { meter, replacement, possession })
}

/// Another device in a meter's place. How the old one closed is signed, the operator's word, or
/// unknown; now and then it is wrong.
fn replace(who: Who, at: MeterId, meters: &Meters, rng: &mut Rng) -> Action {
	let known = &meters.devices[&at];
	if !is_known(known) {
		return replace_again(who, known);
	}
	let generation = known.generation + 1;
	let opening = (rng.below(1_000_000), rng.below(1_000_000));
	let (slot, import, export) = (now_slot(), known.import, known.export);
	let signed = known.sign(&crate::world::genesis_hash(), slot, import, export);
	let mut signature = signed.signature;
	let closing = match rng.below(10) {
		0..=1 => Closing::LastReading,
		2..=3 => Closing::Word { import_register: import, export_register: export },
		other => {
			signature[0] ^= u8::from(other == 9);
			Closing::Signed { slot, import_register: import, export_register: export, signature }
		}
	};
	let of = if rng.chance(60) { Who::Stranger } else { owner(at).unwrap_or(Who::Stranger) };
	let replacement = Replacement { closing, ..replacement(known, generation, opening) };
	let possession = possession(&device(at, generation), of);
	Action::new("new device", who, Call::replace_device { meter: at, replacement, possession })
}

/// A settled slot of a network, and one of its rows: mostly a recent one.
fn settled(network: NetworkId, model: &Model, rng: &mut Rng) -> Option<(Slot, RowLeaf)> {
	let span = if rng.chance(700) { 10 } else { 100 };
	let slots: Vec<Slot> = model.records.latest(network).take(span).collect();
	let slot = *rng.pick(&slots)?;
	let row = *rng.pick(&model.records.slot(network, slot)?.rows)?;
	Some((slot, row))
}

/// A settled figure was wrong, by a little or by much; or the evidence is.
fn correct(who: Who, network: NetworkId, model: &Model, rng: &mut Rng) -> Option<Action> {
	let (slot, row) = settled(network, model, rng)?;
	let at = meter(network, row.row.into());
	let mut evidence = model.records.evidence(at, slot)?;
	let by = |figure: u32, rng: &mut Rng| match rng.below(5) {
		0..=1 => 0,
		2 => -(rng.below(u64::from(figure) * 11 / 10 + 1) as i32),
		3 => rng.range(-40, 400) as i32,
		_ => rng.below(7_000) as i32,
	};
	let (import, export) = (by(row.import, rng), by(row.export, rng));
	let correction = Correction { import, export, reason: CorrectionReason::ReadingError };
	let kind = match rng.chance(100) {
		true => {
			evidence.row.leaf.export += 1;
			"correction of what was never said"
		}
		false => "correction",
	};
	Some(Action::new(kind, who, Call::correct { meter: at, slot, correction, evidence }))
}

/// A gap is spread over its slots.
fn spread(who: Who, network: NetworkId, model: &Model, rng: &mut Rng) -> Option<Action> {
	let gaps: Vec<(Slot, RowLeaf)> = model
		.records
		.latest(network)
		.take(40)
		.filter_map(|slot| Some((slot, &model.records.slot(network, slot)?.rows)))
		.flat_map(|(slot, rows)| rows.iter().map(move |row| (slot, *row)))
		.filter(|(_, row)| row.span > 1)
		.collect();
	let (slot, row) = *rng.pick(&gaps)?;
	let at = meter(network, row.row.into());
	let (import, export, _) = model.figures.stands(&model.records, at, slot)?;
	let count = i64::from(row.span) + i64::from(rng.chance(50));
	let part = |sum: i64, place: i64| (sum * (place + 1) / count - sum * place / count) as u32;
	let parts =
		(0..count).map(|place| Part { import: part(import, place), export: part(export, place) });
	let parts: Vec<Part> = parts.take(672).collect();
	let (parts, evidence) = (parts.try_into().ok()?, model.records.evidence(at, slot)?);
	Some(Action::new("gap", who, Call::reallocate_gap { meter: at, slot, parts, evidence }))
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
	let (electricity, heat) = (grid(100_000), Some(grid(60_000)));
	let community = COMMUNITY;
	let call = pallet_dispatch::Call::set_programme { community, electricity, heat };
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
	let network = NETWORKS[rng.below(2) as usize];
	let call = pallet_dispatch::Call::declare_passive { network, day, load_w };
	Action::new("declare loads", who, call)
}
