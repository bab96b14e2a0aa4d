// SPDX-License-Identifier: Apache-2.0
//! Lineage over neighbourhoods that are made up, settled by the chain's own rules; the expected
//! trees are written by hand.

pub(crate) mod model;
mod properties;

use super::{Kept, Reason};
use energy_primitives::Carrier::{Electricity, Heat};
use model::{brief, converter, device, storage, Model, BOUNDARY, FEEDER};

const FUEL: u32 = 1_010_101;

/// Home 1 has solar power (2), a battery of 90 % (3) and a car (4); home 5 only takes.
fn sunny() -> Model {
	let mut model = Model::default();
	model.meter(Electricity, FEEDER);
	model.meter(Electricity, BOUNDARY);
	model.meter(Electricity, device(1));
	model.meter(Electricity, storage(1, (9, 10), 1_000));
	model.meter(Electricity, storage(1, (1, 1), 150));
	model.meter(Electricity, BOUNDARY);
	// Noon: 300 of 500 into the battery. Evening: 100 from the grid into it, 50 used.
	model.slot(Electricity, 10, &[(1, 0, 200), (2, 0, 500), (3, 300, 0), (4, 0, 0), (5, 250, 0)]);
	model.slot(Electricity, 11, &[(1, 150, 0), (2, 0, 0), (3, 100, 0), (5, 50, 0)]);
	// Night: the battery gives 180, 180 and then 50 more than it has.
	model.slot(Electricity, 12, &[(1, 0, 180), (3, 0, 180), (5, 300, 0)]);
	model.slot(Electricity, 13, &[(1, 0, 180), (3, 0, 180), (5, 180, 0)]);
	model.slot(Electricity, 14, &[(1, 0, 50), (3, 0, 50), (5, 50, 0)]);
	model
}

#[test]
fn a_battery_gives_back_the_sun_and_the_grid_it_took() {
	let model = sunny();
	let noon = model.export(Electricity, 1, 10, (0, 200));
	assert_eq!(brief(&noon), "200 home 1\n  200 device 2\n");
	// 200 taken for 180 given: all from noon.
	let night = model.export(Electricity, 1, 12, (0, 180));
	let tree = "180 home 1\n  180 storage 3 (20 lost)\n    200 device 2\n";
	assert_eq!(brief(&night), tree);
	// The next 200: 100 from noon, 100 from the evening.
	let later = model.export(Electricity, 1, 13, (0, 180));
	let tree = "180 home 1\n  180 storage 3 (20 lost)\n    100 device 2\n    100 grid\n";
	assert_eq!(brief(&later), tree);
	let half = model.export(Electricity, 1, 13, (0, 90));
	assert_eq!(brief(&half), "90 home 1\n  90 storage 3 (10 lost)\n    100 device 2\n");
}

#[test]
fn what_a_storage_never_took_is_unattributed() {
	let model = sunny();
	let more = model.export(Electricity, 1, 14, (10, 50));
	assert_eq!(brief(&more), "40 home 1\n  40 storage 3\n    40 EmptyStorage\n");
}

#[test]
fn what_a_neighbour_took_leads_into_the_others_home() {
	let model = sunny();
	let taken = model.import(Electricity, 5, 10, (0, 250));
	assert_eq!(brief(&taken), "200 home 1\n  200 device 2\n50 grid\n");
}

#[test]
fn shares_sum_up_and_times_are_those_of_the_rows() {
	let model = sunny();
	let later = model.export(Electricity, 1, 13, (0, 180));
	let battery = &later[0].parts[0];
	assert_eq!((later[0].share_ppm, battery.share_ppm), (1_000_000, 1_000_000));
	let shares: Vec<u32> = battery.parts.iter().map(|part| part.share_ppm).collect();
	assert_eq!(shares, [500_000, 500_000]);
	assert_eq!(battery.parts[0].first_utc, "1970-01-01 02:30");
	let text = later[0].to_string();
	let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
	assert_eq!(
		lines,
		[
			"180 Wh 100.0 %  meter 1 (electricity meter 1)  [1970-01-01 03:15 UTC]",
			"180 Wh 100.0 %  stored in meter 3 (electricity meter 3), 20 Wh more lost inside",
			"100 Wh  50.0 %  made by meter 2 (electricity meter 2)  [1970-01-01 02:30 UTC]",
			"100 Wh  50.0 %  from the grid  [1970-01-01 02:45 UTC]",
		]
	);
	let json = serde_json::to_value(&later[0]).expect("plain");
	assert_eq!(json["kind"], "home");
	assert_eq!(json["parts"][0]["kind"], "storage");
	assert_eq!(json["parts"][0]["meter"], 3);
	assert_eq!(json["parts"][0]["lost"], 20);
	assert_eq!(json["parts"][0]["parts"][1]["kind"], "grid");
}

#[test]
fn a_storage_says_what_became_of_what_it_took() {
	let model = sunny();
	let noon = model.kept(Electricity, 3, 10, (0, 300));
	assert_eq!(noon, Kept { given_back: 270, lost: 30, ..Kept::default() });
	// Each export begins with the import at ⌊k·10/9⌋: nine of ten are given back.
	let ten = model.kept(Electricity, 3, 10, (100, 110));
	assert_eq!(ten, Kept { given_back: 9, lost: 1, ..Kept::default() });
}

#[test]
fn what_a_car_drives_on_is_used_outside() {
	let mut model = sunny();
	model.slot(Electricity, 15, &[(1, 100, 0), (4, 100, 0), (5, 0, 0)]);
	model.slot(Electricity, 16, &[(1, 120, 0), (4, 120, 0), (5, 0, 0)]);
	// It holds 150: of the first 100 only 30 can still be in it.
	let first = model.kept(Electricity, 4, 15, (0, 100));
	assert_eq!(first, Kept { used_outside: 70, in_store: 30, ..Kept::default() });
	let second = model.kept(Electricity, 4, 16, (0, 120));
	assert_eq!(second, Kept { in_store: 120, ..Kept::default() });
	assert_eq!(second.total(), 120);
}

#[test]
fn what_a_correction_used_up_is_told_apart() {
	let mut model = sunny();
	model.slot(Electricity, 15, &[(1, 100, 0), (3, 100, 0), (5, 0, 0)]);
	// 45 more were exported than was counted: they used up 50, later exports the rest.
	model.append_export(Electricity, 3, 13, 45);
	model.slot(Electricity, 16, &[(1, 0, 45), (3, 0, 45), (5, 45, 0)]);
	let kept = model.kept(Electricity, 3, 15, (0, 100));
	assert_eq!(kept, Kept { given_back: 45, lost: 5, corrected: 50, ..Kept::default() });
}

/// Home 1 has a heat pump (3, heat by heat meter 2) and solar power (4); home 5 a battery of 80 %
/// (6); home 7 a CHP (8, heat by heat meter 4). Heat homes: 1, 3 (home 7's), 5 (takes).
fn chain() -> Model {
	let mut model = Model::default();
	model.meter(Electricity, FEEDER);
	model.meter(Electricity, BOUNDARY);
	model.meter(Electricity, device(5));
	for meter in [device(1), device(1), BOUNDARY, storage(5, (4, 5), 1_000), BOUNDARY] {
		model.meter(Electricity, meter);
	}
	model.meter(Electricity, converter(7, None, FUEL));
	model.meter(Heat, FEEDER);
	model.meter(Heat, BOUNDARY);
	model.meter(Heat, converter(1, Some((Electricity, 3)), 0));
	model.meter(Heat, BOUNDARY);
	model.meter(Heat, converter(3, None, FUEL));
	model.meter(Heat, BOUNDARY);
	// The CHP's electricity goes into the battery, its heat to heat home 5.
	model.slot(Electricity, 20, &[(5, 100, 0), (6, 100, 0), (7, 0, 100), (8, 0, 100)]);
	model.slot(Heat, 20, &[(3, 0, 500), (4, 0, 540), (5, 500, 0)]);
	// The battery and the sun run the heat pump.
	model.slot(
		Electricity,
		21,
		&[(1, 40, 0), (3, 100, 0), (4, 0, 60), (5, 0, 40), (6, 0, 40), (7, 0, 0)],
	);
	model.slot(Heat, 21, &[(1, 0, 300), (2, 0, 1_000), (5, 300, 0)]);
	// Still warm, without any electricity.
	model.slot(Electricity, 22, &[(1, 0, 0), (3, 0, 0), (4, 0, 0)]);
	model.slot(Heat, 22, &[(1, 0, 30), (2, 0, 30), (5, 30, 0)]);
	model
}

#[test]
fn a_chp_is_made_of_its_fuel() {
	let model = chain();
	let electricity = model.import(Electricity, 5, 20, (0, 100));
	let tree = "100 home 7\n  100 converter 8\n    100 fuel 1010101\n";
	assert_eq!(brief(&electricity), tree);
	let heat = model.import(Heat, 5, 20, (0, 500));
	assert_eq!(brief(&heat), "500 home 3\n  500 converter 4\n    500 fuel 1010101\n");
}

#[test]
fn heat_leads_through_a_neighbours_battery_to_the_chp_of_a_third_home() {
	let model = chain();
	let heat = model.export(Heat, 2, 21, (0, 1_000));
	let tree = "\
1000 converter 2
  60 device 4
  40 home 5
    40 storage 6 (10 lost)
      50 home 7
        50 converter 8
          50 fuel 1010101
";
	assert_eq!(brief(&heat), tree);
	// 10 kJ per Wh: the first 300 kJ are of 30 Wh, all from the sun.
	let given = model.import(Heat, 5, 21, (0, 300));
	assert_eq!(brief(&given), "300 home 1\n  300 converter 2\n    30 device 4\n");
	let shares: Vec<u32> = heat[0].parts.iter().map(|part| part.share_ppm).collect();
	assert_eq!(shares, [600_000, 400_000]);
	let units: Vec<&str> = heat[0].parts.iter().map(|part| part.base_unit).collect();
	assert_eq!((heat[0].base_unit, units[0]), ("kJ", "Wh"));
}

#[test]
fn heat_without_an_input_is_ambient() {
	let model = chain();
	let heat = model.export(Heat, 1, 22, (0, 30));
	assert_eq!(brief(&heat), "30 home 1\n  30 converter 2\n    30 ambient\n");
}

#[test]
fn two_outputs_share_one_input_by_energy() {
	let mut model = Model::default();
	model.meter(Electricity, FEEDER);
	model.meter(Electricity, BOUNDARY);
	model.meter(Electricity, device(1));
	model.meter(Electricity, device(1));
	model.meter(Heat, FEEDER);
	model.meter(Heat, BOUNDARY);
	// Space heat and hot water of one heat pump, metered apart.
	model.meter(Heat, converter(1, Some((Electricity, 2)), 0));
	model.meter(Heat, converter(1, Some((Electricity, 2)), 0));
	model.slot(Electricity, 9, &[(1, 40, 0), (2, 100, 0), (3, 0, 60)]);
	model.slot(Heat, 9, &[(1, 0, 0), (2, 0, 750), (3, 0, 250)]);
	let space = model.export(Heat, 2, 9, (0, 750));
	assert_eq!(brief(&space), "750 converter 2\n  60 device 3\n  15 grid\n");
	let water = model.export(Heat, 3, 9, (0, 250));
	assert_eq!(brief(&water), "250 converter 3\n  25 grid\n");
	// A meter that speaks for two slots at once has no part in the input of the second.
	model.slot(Electricity, 11, &[(1, 40, 0), (2, 100, 0), (3, 0, 60)]);
	model.gap(Heat, 11, 2, &[(3, 0, 250)], &[(1, 0, 0), (2, 0, 750)]);
	let space = model.export(Heat, 2, 11, (0, 750));
	assert_eq!(brief(&space), "750 converter 2\n  60 device 3\n  40 grid\n");
	let water = model.export(Heat, 3, 11, (0, 250));
	assert_eq!(brief(&water), "250 converter 3\n  250 NotRead\n");
}

#[test]
fn a_converter_that_runs_uphill_is_not_followed() {
	let mut model = Model::default();
	model.meter(Electricity, FEEDER);
	model.meter(Electricity, BOUNDARY);
	// Declared to be made of its own home's heat, and of itself.
	model.meter(Electricity, converter(1, Some((Heat, 1)), 0));
	model.meter(Electricity, converter(1, Some((Electricity, 1)), 0));
	model.slot(Electricity, 3, &[(1, 0, 30), (2, 0, 10), (3, 0, 20)]);
	let tree =
		"30 home 1\n  20 converter 3\n    20 WrongInput\n  10 converter 2\n    10 WrongInput\n";
	assert_eq!(brief(&model.export(Electricity, 1, 3, (0, 30))), tree);
}

#[test]
fn what_no_sub_meter_shows_is_the_rests() {
	let mut model = sunny();
	// 30 more than the sun and the battery gave.
	model.slot(Electricity, 15, &[(1, 0, 100), (2, 0, 70), (5, 100, 0)]);
	let mixed = model.export(Electricity, 1, 15, (0, 100));
	assert_eq!(brief(&mixed), "100 home 1\n  70 device 2\n  30 rest 1\n");
	// A home without sub-meters is an end.
	model.slot(Electricity, 16, &[(1, 40, 0), (5, 0, 40)]);
	assert_eq!(brief(&model.import(Electricity, 1, 16, (0, 40))), "40 home 5\n");
}

#[test]
fn meters_that_did_not_speak_for_the_same_slot_leave_it_unattributed() {
	let mut model = sunny();
	// The battery charged over two silent slots; its home spoke for each.
	model.slot(Electricity, 15, &[(1, 30, 0), (5, 0, 0)]);
	model.gap(Electricity, 16, 2, &[(3, 60, 0)], &[(1, 30, 0), (5, 0, 0)]);
	model.slot(Electricity, 17, &[(1, 0, 54), (3, 0, 54), (5, 54, 0)]);
	let given = model.export(Electricity, 1, 17, (0, 54));
	let tree = "54 home 1\n  54 storage 3 (6 lost)\n    60 NotRead\n";
	assert_eq!(brief(&given), tree);
	assert_eq!(given[0].parts[0].parts[0].quantity, 60);
	let reason = super::Origin::Unattributed { reason: Reason::NotRead };
	assert_eq!(given[0].parts[0].parts[0].origin, reason);
}

#[test]
fn a_home_that_was_silent_as_a_whole_is_settled_late() {
	let mut model = sunny();
	// Home 1 and its battery were offline for three slots: one reading each for all of them.
	model.gap(Electricity, 17, 3, &[(1, 80, 0), (2, 0, 20), (3, 100, 0)], &[(5, 0, 0)]);
	model.slot(Electricity, 18, &[(1, 0, 90), (3, 0, 90), (5, 90, 0)]);
	let given = model.export(Electricity, 1, 18, (0, 90));
	let tree = "90 home 1\n  90 storage 3 (10 lost)\n    80 late\n    20 device 2\n";
	assert_eq!(brief(&given), tree);
}

#[test]
fn what_fills_a_correction_has_no_origin_of_its_own() {
	let mut model = sunny();
	model.slot(Electricity, 15, &[(1, 100, 0), (3, 100, 0), (5, 0, 0)]);
	// The last 10 of the battery's next export fill what an earlier figure had too much.
	model.owe(Electricity, 3, 10);
	model.slot(Electricity, 16, &[(1, 0, 55), (3, 0, 55), (5, 55, 0)]);
	let given = model.export(Electricity, 1, 16, (0, 55));
	let tree = "55 home 1\n  55 storage 3 (5 lost)\n    50 grid\n    10 Repaid\n";
	assert_eq!(brief(&given), tree);
}

#[test]
fn what_was_taken_before_the_index_began_is_unattributed() {
	let mut model = sunny();
	model.forget(Electricity, 10);
	let later = model.export(Electricity, 1, 13, (0, 180));
	let tree = "180 home 1\n  180 storage 3 (20 lost)\n    100 NotIndexed\n    100 grid\n";
	assert_eq!(brief(&later), tree);
}

#[test]
fn what_a_correction_appended_to_a_storages_import_is_late() {
	let mut model = sunny();
	model.append(Electricity, 3, 11, 40);
	model.slot(Electricity, 15, &[(1, 60, 0), (3, 60, 0), (5, 0, 0)]);
	model.slot(Electricity, 16, &[(1, 0, 90), (3, 0, 90), (5, 90, 0)]);
	let given = model.export(Electricity, 1, 16, (0, 90));
	let tree = "90 home 1\n  90 storage 3 (10 lost)\n    60 grid\n    40 late\n";
	assert_eq!(brief(&given), tree);
}
