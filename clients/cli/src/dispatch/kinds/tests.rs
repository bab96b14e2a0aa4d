// SPDX-License-Identifier: Apache-2.0
//! Every kind: what a person writes, what the chain gets, and what follows from it.

use super::{describe::Description, limits, offer, Setting};
use dispatch_core::{
	build, expand, verify, Contract, DeviceInput, DeviceLimits, DispatchRules, GridInput, Node,
	Offer, Outcome, Plan, Problem,
};
use energy_primitives::{Carrier, SlotLength};
use serde_json::{json, Value};

/// A quarter of an hour each, from midnight on.
const SLOTS: usize = 8;
const FIRST: u32 = 96 * 20_000;

fn setting() -> Setting {
	Setting { length: SlotLength::QUARTER_HOUR, slots: SLOTS, first_slot: Some(FIRST) }
}

fn describe(value: Value) -> Description {
	Description::of(value).expect("a description")
}

fn both(value: Value) -> (DeviceLimits, Offer) {
	let description = describe(value);
	(limits(&description).expect("limits"), offer(&description, &setting()).expect("an offer"))
}

fn refused(value: Value) -> String {
	let description = describe(value);
	let error = limits(&description).and_then(|_| offer(&description, &setting()).map(drop));
	error.expect_err("refused").to_string()
}

fn grid(power_w: u32) -> GridInput {
	let node = Node { parent: 0, down_max_w: power_w, up_max_w: power_w, passive_permille: 1_000 };
	GridInput {
		tree: vec![node],
		contract: Contract { import_max_w: power_w, export_max_w: power_w },
		buy_nano: vec![300_000; SLOTS],
		sell_nano: vec![80_000; SLOTS],
		passive_w: vec![0; SLOTS],
	}
}

/// A round of this device alone.
fn problem(limits: &DeviceLimits, offer: &Offer) -> Problem {
	let device = DeviceInput { device: 0, limits, offer: Some(offer), last_w: None };
	let rules = DispatchRules { peak_nano_per_w: 0, ramp_nano_per_w: 0, ..Default::default() };
	let (electricity, heat) = (grid(1_000_000), grid(1_000_000));
	build(900, SLOTS, &rules, &electricity, Some(&heat), &[device]).expect("a problem")
}

fn run(
	limits: &DeviceLimits,
	offer: &Offer,
	power_w: Vec<i32>,
) -> Result<Outcome, dispatch_core::PlanError> {
	verify(&problem(limits, offer), &Plan { power_w, alpha_permille: vec![0] })
}

fn safe(offer: &Offer) -> Vec<i32> {
	expand(&offer.safe_w, SLOTS).expect("one per slot")
}

fn battery() -> Value {
	json!({
		"kind": "battery", "capacity_wh": 10_000, "power_w": 5_000, "efficiency": 0.9025,
		"level_wh": 4_000, "wear_per_kwh": 0.02, "reserve": true, "node": 0
	})
}

#[test]
fn a_battery_loses_the_same_on_both_ways() {
	let (limits, offer) = both(battery());
	let (take, give) = (limits.take.expect("a side"), limits.give.expect("a side"));
	assert_eq!((take.store_permille, give.store_permille), ((950, 950), (-1_053, -1_053)));
	assert_eq!((take.power_max_w, give.power_max_w, limits.store_max), (5_000, 5_000, 10_000));
	assert!(limits.reserve);
	let store = offer.store.as_ref().expect("a store");
	// 4 kWh are 16 000 W for a quarter of an hour.
	assert_eq!(store.start, 16_000_000);
	let wear = expand(&offer.give.cost_nano, SLOTS).expect("costs");
	assert_eq!(wear, vec![20_000; SLOTS]);
	// It ends no emptier than it began: 5 kW in for one slot are 4.75 kW·slot in the store, of which
	// 4510 W can be taken out again.
	let mut powers = vec![0; SLOTS];
	(powers[0], powers[1]) = (-5_000, 4_510);
	run(&limits, &offer, powers.clone()).expect("feasible");
	powers[1] = 4_512;
	run(&limits, &offer, powers).expect_err("more than there is");
}

#[test]
fn a_battery_may_be_told_where_to_end_and_what_it_loses() {
	let mut value = battery();
	value["end_wh"] = json!(1_000);
	value["loss_w"] = json!(10);
	let (limits, offer) = both(value.clone());
	let store = offer.store.as_ref().expect("a store");
	assert_eq!(expand(&store.drain, SLOTS).expect("drains"), vec![10_000; SLOTS]);
	let mut powers = vec![0; SLOTS];
	powers[0] = 5_000;
	run(&limits, &offer, powers).expect("it may end with less");
	value["end_wh"] = json!(5_000);
	assert!(refused(value).contains("end_wh"));
	let mut value = battery();
	value["efficiency"] = json!(90);
	assert!(refused(value).contains("`efficiency` is 90"));
}

#[test]
fn a_vehicle_leaves_with_what_it_needs() {
	let (limits, offer) = both(json!({
		"kind": "ev_hub", "capacity_wh": 40_000, "power_w": 11_000, "efficiency": 1.0,
		"stays": [{
			"from": 1, "until": 5, "power_w": 11_000, "capacity_wh": 40_000,
			"level_wh": 10_000, "leaves_with_wh": 18_000
		}]
	}));
	// 8 kWh at 11 kW: at once means two full slots, the rest in the third.
	let safe = safe(&offer);
	assert_eq!(safe[..4], [0, -11_000, -11_000, -10_040]);
	assert_eq!(safe[4..], [0; 4]);
	let mut powers = vec![0; SLOTS];
	(powers[2], powers[3], powers[4]) = (-11_000, -11_000, -10_000);
	run(&limits, &offer, powers.clone()).expect("later is as good");
	powers[4] = -9_999;
	run(&limits, &offer, powers.clone()).expect_err("a watt too little");
	(powers[4], powers[5]) = (-9_000, -1_000);
	run(&limits, &offer, powers).expect_err("it has left");
}

#[test]
fn vehicles_give_back_and_come_by_the_clock() {
	let value = json!({
		"kind": "ev_hub", "capacity_wh": 100_000, "power_w": 22_000, "give_power_w": 11_000,
		"stays": [
			{ "from": "00:30", "until": "01:30", "power_w": 11_000, "give_power_w": 11_000,
			  "capacity_wh": 40_000, "level_wh": 20_000, "leaves_with_wh": 19_000 },
			{ "from": "01:00", "until": "00:45", "power_w": 11_000, "capacity_wh": 50_000,
			  "level_wh": 10_000, "leaves_with_wh": 30_000 },
			{ "from": "09:00", "until": "10:00", "power_w": 11_000, "capacity_wh": 50_000,
			  "level_wh": 10_000, "leaves_with_wh": 12_000 }
		]
	});
	let (limits, offer) = both(value.clone());
	run(&limits, &offer, safe(&offer)).expect("feasible");
	let store = offer.store.as_ref().expect("a store");
	let drains = expand(&store.drain, SLOTS).expect("drains");
	assert_eq!((drains[2], drains[4], drains[6]), (-80_000_000, -40_000_000, 76_000_000));
	// 10 kW out of the first vehicle for half an hour, and in again.
	let mut powers = safe(&offer);
	(powers[2], powers[3], powers[4], powers[5]) = (8_000, 0, -11_000, -11_000);
	run(&limits, &offer, powers).expect("feasible");
	let mut late = value;
	late["stays"][1]["until"] = json!("01:15");
	assert!(refused(late).contains("can't leave with 30000 Wh"));
}

#[test]
fn a_heat_pump_feeds_the_heat_network() {
	let (limits, offer) = both(json!({
		"kind": "heat_pump", "power_w": 3_000, "cop": 3.2, "usual_w": 1_000
	}));
	assert_eq!(limits.take.expect("a side").other_permille, (1_000, 8_000));
	assert_eq!(limits.store_max, 0);
	let outcome = run(&limits, &offer, safe(&offer)).expect("feasible");
	assert_eq!((outcome.net_w[0], outcome.heat_net_w[0]), (1_000, -3_200));
}

#[test]
fn a_heat_pump_keeps_a_building_warm() {
	let (limits, offer) = both(json!({
		"kind": "heat_pump", "power_w": 3_000, "cop": [3, 3, 3, 3, 4, 4, 4, 4],
		"building": { "store_wh": 4_000, "level_wh": 1_000, "demand_w": 6_000 }
	}));
	assert_eq!(limits.take.expect("a side").store_permille, (1_000, 8_000));
	// At full power it brings 9 kW, 3 more than needed, until 4 kWh are stored.
	let safe = safe(&offer);
	assert_eq!(safe[..5], [-3_000, -3_000, -3_000, -3_000, -1_500]);
	run(&limits, &offer, safe).expect("feasible");
	let idle = vec![0, 0, 0, 0, 0, 0, 0, 0];
	run(&limits, &offer, idle).expect_err("too cold");
	assert!(refused(json!({
		"kind": "heat_pump", "power_w": 1_000, "cop": 3,
		"building": { "store_wh": 1_000, "demand_w": 4_000 }
	}))
	.contains("breaks its own bounds"));
}

#[test]
fn a_chp_gives_both_and_asks_for_its_fuel() {
	let value = json!({
		"kind": "micro_chp", "power_w": 1_000, "electric_efficiency": 0.25,
		"heat_efficiency": 0.65, "fuel_per_kwh": 0.08, "fuel_g_per_kwh": 200, "usual_w": 500
	});
	let (limits, offer) = both(value.clone());
	let give = limits.give.expect("a side");
	assert_eq!((give.other_permille, give.carbon_g_per_unit), ((2_600, 2_600), 800));
	// 4 kWh of fuel for one of electricity: 0.32 per kWh.
	assert_eq!(expand(&offer.give.cost_nano, SLOTS).expect("costs")[0], 320_000);
	let outcome = run(&limits, &offer, safe(&offer)).expect("feasible");
	assert_eq!((outcome.net_w[0], outcome.heat_net_w[0]), (-500, -1_300));
	let mut at_home = value;
	at_home["building"] = json!({ "store_wh": 3_000, "level_wh": 3_000, "demand_w": 1_300 });
	let (limits, offer) = both(at_home);
	assert_eq!(limits.give.expect("a side").store_permille, (2_600, 2_600));
	assert_eq!(safe(&offer), vec![500; SLOTS]);
	let outcome = run(&limits, &offer, safe(&offer)).expect("feasible");
	assert_eq!(outcome.heat_net_w[0], 0, "nothing goes into the network");
}

#[test]
fn a_boiler_burns_or_heats_with_electricity() {
	let (limits, offer) = both(json!({
		"kind": "boiler", "power_w": 20_000, "efficiency": 0.9, "fuel_per_kwh": 0.09,
		"fuel_g_per_kwh": 200, "usual_w": 5_000
	}));
	assert_eq!(limits.carrier, Carrier::Heat);
	// 0.10 per kWh of heat, of which 3600 kJ make one.
	assert_eq!(expand(&offer.give.cost_nano, SLOTS).expect("costs")[0], 27_778);
	assert_eq!(limits.give.expect("a side").carbon_g_per_unit, 62, "222 g per kWh");
	assert_eq!(run(&limits, &offer, safe(&offer)).expect("feasible").heat_net_w[0], -5_000);
	let (limits, offer) = both(json!({
		"kind": "boiler", "electric": true, "power_w": 9_900, "efficiency": 0.99, "usual_w": 990
	}));
	assert_eq!(limits.take.expect("a side").power_max_w, 10_000);
	let outcome = run(&limits, &offer, safe(&offer)).expect("feasible");
	assert_eq!((outcome.net_w[0], outcome.heat_net_w[0]), (1_000, -990));
}

#[test]
fn a_heat_store_counts_in_kj() {
	let (limits, offer) = both(json!({
		"kind": "heat_store", "capacity_wh": 20_000, "power_w": 8_000, "level_wh": 5_000,
		"loss_w": 100
	}));
	assert_eq!((limits.carrier, limits.store_max), (Carrier::Heat, 72_000));
	let mut powers = vec![0; SLOTS];
	(powers[0], powers[1]) = (8_000, -8_000);
	let outcome = run(&limits, &offer, powers).expect("feasible");
	assert_eq!((outcome.heat_net_w[0], outcome.heat_net_w[1]), (-8_000, 8_000));
}

#[test]
fn photovoltaics_give_at_most_what_is_forecast() {
	let folder = tempfile::tempdir().expect("a folder");
	let day: String = (0..96).map(|slot| format!("{slot},{}.9\n", slot * 10)).collect();
	std::fs::write(folder.path().join("sun.csv"), format!("slot,watts\n{day}")).expect("a file");
	let path = folder.path().join("pv.json");
	let series = r#"{ "csv": "sun.csv", "column": "watts", "from_midnight": true }"#;
	let text = format!(r#"{{ "kind": "photovoltaic", "power_w": 940, "forecast_w": {series} }}"#);
	std::fs::write(&path, text).expect("a file");
	let description = Description::read(&path).expect("a description");
	let noon = Setting { first_slot: Some(FIRST + 90), ..setting() };
	let offered = offer(&description, &noon).expect("an offer");
	assert_eq!(safe(&offered), [900, 910, 920, 930, 940, 940, 0, 10]);
	let limits = limits(&description).expect("limits");
	run(&limits, &offered, vec![0; SLOTS]).expect("it can be curtailed");
	let unknown = Setting { first_slot: None, ..noon };
	let error = offer(&description, &unknown).expect_err("no clock").to_string();
	assert!(error.contains("--first-slot"), "{error}");
}

#[test]
fn a_load_waits_until_its_deadline() {
	let (limits, offer) = both(json!({
		"kind": "shiftable", "power_w": 2_000, "energy_wh": 1_200, "from": 1, "until": "01:30"
	}));
	assert_eq!(safe(&offer), [0, -2_000, -2_000, -800, 0, 0, 0, 0]);
	let mut powers = vec![0; SLOTS];
	(powers[3], powers[4], powers[5]) = (-800, -2_000, -2_000);
	run(&limits, &offer, powers.clone()).expect("later is as good");
	(powers[5], powers[6]) = (-1_000, -1_000);
	run(&limits, &offer, powers).expect_err("the deadline is over");
	assert!(refused(json!({
		"kind": "shiftable", "power_w": 100, "energy_wh": 1_200, "until": 4
	}))
	.contains("breaks its own bounds"));
}

#[test]
fn homes_together_stay_within_what_they_need() {
	let (limits, offer) = both(json!({
		"kind": "aggregate", "power_w": 30_000, "give_power_w": 4_000, "take_least_w": 0,
		"take_most_w": [20_000, 20_000, 20_000, 20_000, 15_000, 15_000, 15_000, 15_000],
		"give_most_w": 4_000, "usual_w": 12_000, "cost_per_kwh": 0.05
	}));
	run(&limits, &offer, vec![4_000, -20_000, 0, 0, 0, 0, 0, -15_000]).expect("feasible");
	run(&limits, &offer, vec![0, 0, 0, 0, 0, 0, 0, -15_001]).expect_err("more than they can");
	assert_eq!(safe(&offer), vec![-12_000; SLOTS]);
}

#[test]
fn numbers_may_be_written_in_any_way() {
	let text = r#"{ "kind": "heat_pump", "power_w": 3e3, "cop": 3.20, "usual_w": [1000.0, 1e3,
		1000, 1000, 1000, 1000, 1000, 1000.00] }"#;
	let description = Description::of(serde_json::from_str(text).expect("JSON"));
	let offer = offer(&description.expect("a description"), &setting()).expect("an offer");
	assert_eq!(safe(&offer), vec![-1_000; SLOTS]);
	assert_eq!(expand(&offer.take.other_permille, SLOTS).expect("coefficients")[0], 3_200);
}

#[test]
fn what_is_misspelt_or_missing_is_told() {
	let folder = tempfile::tempdir().expect("a folder");
	let path = folder.path().join("device.json");
	let read = |text: &str| {
		std::fs::write(&path, text).expect("a file");
		Description::read(&path).expect_err("wrong")
	};
	let error = read("{ \"kind\": \"battery\",\n\"capacity\": 5 }");
	assert_eq!(error.code(), 2);
	assert!(error.to_string().contains("unknown field `capacity`"), "{error}");
	assert!(read(r#"{ "kind": "fridge" }"#).to_string().contains("called `fridge`"));
	let short = r#"{ "kind": "photovoltaic", "power_w": 1, "forecast_w": [1, 2] }"#;
	std::fs::write(&path, short).expect("a file");
	let description = Description::read(&path).expect("a description");
	let error = offer(&description, &setting()).expect_err("too short").to_string();
	assert_eq!(error, "`forecast_w` has 2 values where 8 are due");
	let missing = r#"{ "kind": "photovoltaic", "power_w": 1,
		"forecast_w": { "csv": "none.csv", "column": "w" } }"#;
	assert!(read(missing).to_string().contains("none.csv"));
}
