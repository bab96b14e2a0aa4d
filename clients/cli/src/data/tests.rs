// SPDX-License-Identifier: Apache-2.0
//! Data sets, good and bad.

use super::*;
use std::fs;

const METERS: &str = "network,index,name,class,role_note,power_cap_w,resolution,accuracy_ppm,\
	import_register_start,export_register_start,parent\n\
	electricity,0,grid,feeder,,100000,1,5000,500,700,\n\
	electricity,1,home-01,boundary,pv,30000,1,10000,1000,2000,\n\
	electricity,2,home-01-ev,sub,ev,11000,1,10000,0,0,1\n";
const READINGS: &str = "network,index,slot,import,export\n\
	electricity,1,0,10,20\n\
	electricity,0,0,5,0\n\
	electricity,1,1,30,0\n";
const TARIFFS: &str = "network,slot,feed_in_nano,retail_nano,network_fee_nano,fund_fee_nano\n\
	electricity,0,-5000,250000,0,0\n\
	electricity,1,80000,300000,1000,0\n";

fn read(changes: &[(&str, &str)]) -> Result<DataSet> {
	let folder = tempfile::tempdir().expect("a temporary folder");
	let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("write");
	write("meters.csv", METERS);
	write("readings.csv", READINGS);
	write("tariffs.csv", TARIFFS);
	for (name, text) in changes {
		write(name, text);
	}
	DataSet::read(folder.path())
}

fn refused(name: &str, text: &str) -> String {
	let error = read(&[(name, text)]).expect_err("refused");
	assert_eq!(error.code(), 2);
	let text = error.to_string();
	assert_eq!(text.lines().count(), 1, "one line");
	text
}

#[test]
fn a_data_set_is_read_whole() {
	let day = r#"{"name":"winter","slot_seconds":900,"networks":{"electricity":{"declared":{"loss_ppm":40000}}}}"#;
	let orders = "network,index,buy_max_nano,sell_min_nano\nelectricity,1,,90000\n";
	let set = read(&[("day.json", day), ("orders.csv", orders)]).expect("well-formed");
	assert_eq!((set.name.as_str(), set.slots(), set.meter_count()), ("winter", 2, 3));
	let network = &set.networks[0];
	assert_eq!(network.carrier, Carrier::Electricity);
	assert_eq!(network.declared.loss_ppm, Some(40_000));
	assert_eq!(
		network.slots,
		[
			vec![
				Registers { index: 0, import: 505, export: 700 },
				Registers { index: 1, import: 1_010, export: 2_020 },
			],
			vec![Registers { index: 1, import: 1_040, export: 2_020 }],
		]
	);
	assert_eq!(network.tariffs[0].feed_in, -5_000);
	assert_eq!(network.orders, [(1, Limits { buy_max: None, sell_min: Some(90_000) })]);
}

#[test]
fn a_data_set_has_as_many_days_as_it_says() {
	let late = READINGS.replace("electricity,1,1,30,0", "electricity,1,96,30,0");
	let tariffs: String =
		(2..97).map(|slot| format!("electricity,{slot},80000,300000,1000,0\n")).collect();
	let tariffs = format!("{TARIFFS}{tariffs}");
	let month = |slots| format!(r#"{{"name":"month","slots":{slots}}}"#);
	let files =
		|day: &str| read(&[("day.json", day), ("readings.csv", &late), ("tariffs.csv", &tariffs)]);
	let set = files(&month(2 * 96)).expect("two days");
	assert_eq!((set.slots(), set.days()), (97, 2), "the second day has begun");
	assert_eq!(set.networks[0].slots[96], [Registers { index: 1, import: 1_040, export: 2_020 }]);
	assert_eq!(read(&[]).expect("a day").days(), 1);
	let long = files(&month(31 * 96 + 1)).expect_err("too long").to_string();
	assert_eq!(long, "day.json:1: 2977 slots are more than 31 days");
}

#[test]
fn crlf_line_ends_are_accepted() {
	let crlf = |text: &str| text.replace('\n', "\r\n");
	let plain = read(&[]).expect("LF");
	let set = read(&[
		("meters.csv", &crlf(METERS)),
		("readings.csv", &crlf(READINGS)),
		("tariffs.csv", &crlf(TARIFFS)),
	])
	.expect("CRLF");
	assert_eq!(set.networks[0].slots, plain.networks[0].slots);
	assert_eq!(set.networks[0].meters[2].parent, Some(1));
}

#[test]
fn a_missing_column_is_named() {
	let text = METERS.replace("power_cap_w", "power");
	assert_eq!(refused("meters.csv", &text), "meters.csv:1: column `power_cap_w` is missing");
}

#[test]
fn an_empty_file_is_refused() {
	for name in ["meters.csv", "readings.csv", "tariffs.csv"] {
		assert_eq!(refused(name, ""), format!("{name}:1: the file is empty"));
	}
}

#[test]
fn a_negative_step_is_refused() {
	let text = READINGS.replace("1,1,30,0", "1,1,-30,0");
	assert_eq!(
		refused("readings.csv", &text),
		"readings.csv:4: `import` is -30: it can't be negative"
	);
}

#[test]
fn a_slot_that_goes_back_or_repeats_is_refused() {
	let again = READINGS.replace("electricity,1,1,30,0", "electricity,1,0,30,0");
	assert_eq!(
		refused("readings.csv", &again),
		"readings.csv:4: slot 0 of meter 1 after its slot 0"
	);
}

#[test]
fn a_slot_that_is_none_is_refused() {
	let late = READINGS.replace("electricity,1,1,30,0", "electricity,1,96,30,0");
	assert_eq!(refused("readings.csv", &late), "readings.csv:4: slot 96 of a data set that has 96");
	let text = READINGS.replace("electricity,1,1,30,0", "electricity,1,00:15,30,0");
	assert_eq!(refused("readings.csv", &text), "readings.csv:4: `slot` is `00:15`: not an integer");
	let skipped = TARIFFS.replace("electricity,1,", "electricity,2,");
	assert_eq!(refused("tariffs.csv", &skipped), "tariffs.csv:3: slot 2 where 1 is next");
}

#[test]
fn a_row_about_nothing_known_is_refused() {
	let meter = READINGS.replace("electricity,1,1,", "electricity,9,1,");
	assert_eq!(
		refused("readings.csv", &meter),
		"readings.csv:4: meters.csv has no meter 9 in electricity"
	);
	let network = READINGS.replace("electricity,1,1,", "gas,1,1,");
	assert_eq!(refused("readings.csv", &network), "readings.csv:4: no network is called `gas`");
	let parent = METERS.replace(",0,0,1\n", ",0,0,0\n");
	assert_eq!(
		refused("meters.csv", &parent),
		"meters.csv:4: no boundary meter 0 stands above its sub-meter"
	);
	let index = METERS.replace("electricity,2,", "electricity,3,");
	assert_eq!(refused("meters.csv", &index), "meters.csv:4: meter 3 where 2 is next");
}

#[test]
fn an_impossible_tariff_is_refused() {
	let text = TARIFFS.replace("-5000,250000", "260000,250000");
	assert_eq!(
		refused("tariffs.csv", &text),
		"tariffs.csv:2: feed_in_nano 260000 is above retail_nano 250000"
	);
	let short = TARIFFS.replace("electricity,1,80000,300000,1000,0\n", "");
	assert_eq!(
		refused("tariffs.csv", &short),
		"tariffs.csv:1: electricity has 2 slots of readings but 1 tariffs"
	);
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
	let error = DataSet::read(Path::new("no/such/day")).expect_err("refused");
	assert_eq!(error.code(), 2);
}
