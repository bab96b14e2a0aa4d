// SPDX-License-Identifier: Apache-2.0
//! Lives of units, over databases written as the indexer writes them.

use super::{trace, Tracer};
use crate::{
	flow::Names,
	lineage::{
		tests::model::{brief, device, id, storage, Model, BOUNDARY, FEEDER},
		Kept,
	},
	store::Store,
	units::issued,
};
use energy_primitives::{Carrier::Electricity, UnitId};

/// Home 1 has solar power (2); home 3 a battery (4) and a heat pump (5); home 6 is a battery with a
/// connection of its own; home 7 has nothing.
fn model() -> Model {
	let mut model = Model::default();
	for meter in [FEEDER, BOUNDARY, device(1), BOUNDARY, storage(3, (4, 5), 2_000), device(3)] {
		model.meter(Electricity, meter);
	}
	let shared = storage(0, (1, 1), 5_000);
	model.meter(Electricity, crate::lineage::Meter { role: BOUNDARY.role, ..shared });
	model.meter(Electricity, BOUNDARY);
	// Home 3 takes 500: 300 into its battery, 150 into the heat pump, 50 without a sub-meter.
	let noon = [(1, 0, 800), (2, 0, 800), (3, 500, 0), (4, 300, 0), (5, 150, 0), (6, 300, 0)];
	model.slot(Electricity, 40, &noon);
	// The battery gives 80 to home 7, the shared one 120; home 1 begins its second unit.
	let night = [(1, 0, 400), (2, 0, 400), (3, 0, 80), (4, 0, 80), (6, 0, 120), (7, 600, 0)];
	model.slot(Electricity, 41, &night);
	model
}

fn written(model: &Model) -> (tempfile::TempDir, Store) {
	let folder = tempfile::tempdir().expect("a folder");
	let store = Store::open(&folder.path().join("index.redb")).expect("a database");
	model.write(&store).expect("writable");
	(folder, store)
}

fn unit(index: u32, serial: u64) -> UnitId {
	UnitId::new(id(Electricity, index), serial).expect("small")
}

#[test]
fn a_unit_says_which_devices_used_it_and_which_storages_took_it() {
	let (_folder, store) = written(&model());
	let names = Names::default();
	let trace = trace(&store, &names, unit(1, 0)).expect("whole");
	let mut uses: Vec<_> = trace
		.stretches
		.iter()
		.map(|part| (part.slot, part.fate, part.user_meter, part.device_meter))
		.collect();
	uses.sort_unstable();
	uses.dedup();
	assert_eq!(
		uses,
		[
			(40, "member", Some(3), None),
			(40, "member", Some(3), Some(5)),
			(40, "stored", Some(3), Some(4)),
			(40, "stored", Some(6), None),
			(41, "member", Some(7), None),
		]
	);
	assert_eq!((trace.sum("stored"), trace.sum("member")), (600, 400));
	assert!(trace.is_fully_matched());
	let text = trace.to_string();
	assert!(text.starts_with("EL-0-1-0-9: electricity exported by meter 1 (meter 1), issued\n"));
	assert!(text.contains("stored by meter 3 (meter 3) in meter 4 (meter 4): "));
	assert!(text.contains("stored by meter 6 (meter 6): "));
}

#[test]
fn lineage_says_where_a_unit_came_from_and_what_storages_made_of_it() {
	let (_folder, store) = written(&model());
	let names = Names::default();
	let tracer = Tracer::new(&store, &names).expect("a database");
	let trace = tracer.with_lineage(unit(1, 0)).expect("whole");
	assert_eq!(brief(&trace.came_from), "1000 home 1\n  1000 device 2\n");
	let kept = |meter: u32, device: Option<u32>| {
		let of =
			|part: &&super::Stretch| (part.user_meter, part.device_meter) == (Some(meter), device);
		trace.stretches.iter().filter(of).filter_map(|part| part.kept).fold(
			Kept::default(),
			|sum, kept| Kept {
				given_back: sum.given_back + kept.given_back,
				lost: sum.lost + kept.lost,
				in_store: sum.in_store + kept.in_store,
				..sum
			},
		)
	};
	// 80 given need 100 taken; the rest is still there.
	let battery = Kept { given_back: 80, lost: 20, in_store: 200, ..Kept::default() };
	assert_eq!(kept(3, Some(4)), battery);
	assert_eq!(kept(6, None), Kept { given_back: 120, in_store: 180, ..Kept::default() });
	let text = trace.to_string();
	assert!(text.contains("given back, ") && text.contains("\nIt came from:\n"), "{text}");
	let json = serde_json::to_value(&trace).expect("plain");
	assert_eq!(json["came_from"][0]["kind"], "home");
	assert_eq!(json["came_from"][0]["parts"][0]["quantity"], 1_000);
}

#[test]
fn a_shared_storage_hands_on_what_it_took() {
	let (_folder, store) = written(&model());
	let names = Names::default();
	let tracer = Tracer::new(&store, &names).expect("a database");
	let trace = tracer.with_lineage(unit(6, 0)).expect("whole");
	assert_eq!((trace.state, trace.filled), ("filling", 120));
	assert!(trace.to_string().contains(", filling: 120 of 1000 Wh so far\n"));
	let tree = "120 storage 6\n  120 home 1\n    120 device 2\n";
	assert_eq!(brief(&trace.came_from), tree);
}

#[test]
fn what_a_correction_appended_is_late() {
	let mut model = model();
	model.append_export(Electricity, 1, 40, 30);
	let rest = [(1, 0, 770), (2, 0, 770), (7, 900, 0)];
	model.slot(Electricity, 42, &rest);
	let (_folder, store) = written(&model);
	let names = Names::default();
	let tracer = Tracer::new(&store, &names).expect("a database");
	let trace = tracer.with_lineage(unit(1, 1)).expect("whole");
	assert_eq!((trace.state, trace.filled, trace.sum("late")), ("issued", 1_000, 30));
	let late: Vec<_> = trace.stretches.iter().filter(|part| part.fate == "late").collect();
	assert_eq!((late.len(), late[0].slot, late[0].seller_price_nano), (1, 40, None));
	assert_eq!(brief(&trace.came_from), "1000 home 1\n  970 device 2\n  30 late\n");
	assert_eq!(issued(&store, id(Electricity, 1)).expect("whole"), 2);
}

#[test]
fn a_unit_that_is_not_there_says_why() {
	let (_folder, store) = written(&model());
	let names = Names::default();
	let tracer = Tracer::new(&store, &names).expect("a database");
	let reason = |unit| match tracer.trace(unit) {
		Err(error) => error.to_string(),
		Ok(trace) => {
			assert!(trace.stretches.is_empty());
			tracer.not_there(unit).expect("known").to_string()
		}
	};
	assert_eq!(
		reason(unit(1, 2)),
		"EL-0-1-2-5 does not exist yet: meter 1 has exported 1200 Wh so far, 1 unit and \
		 200 Wh of the next"
	);
	let none = "the electricity network of community 0 has no meter 70";
	assert_eq!(reason(unit(70, 0)), format!("{}: {none}", unit(70, 0)));
	let sub = "meter 4 is a sub-meter; only connection points issue units";
	assert_eq!(reason(unit(4, 0)), format!("{}: {sub}", unit(4, 0)));
	assert!(reason(unit(0, 0)).contains("is a feeder"));
	assert!(reason(unit(7, 0)).contains("has exported 0 Wh so far"));
}
