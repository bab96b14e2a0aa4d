// SPDX-License-Identifier: Apache-2.0
//! A day of a small community with three devices behind sub-meters: what homes use is fixed, what
//! devices do is told by whoever writes it.

use std::{fs, path::Path};

/// Slots of the day, and of a plan's horizon.
pub const SLOTS: usize = 16;
/// Homes, from meter 1 on, in both networks.
pub const HOMES: u32 = 6;
/// The first sub-meter in the electricity network.
pub const FIRST_SUB: u32 = HOMES + 1;
/// Homes of the battery, the panels and the vehicle.
pub const DEVICE_HOMES: [u32; 3] = [1, 2, 3];
/// What is lost in each slot.
const LOSS: i64 = 4;

/// What each device gave in each slot, in Wh; negative taken.
pub type Given = [Vec<i64>; 3];

/// What a home uses besides its devices, in Wh.
fn load(home: u32, slot: usize) -> i64 {
	let slot = i64::try_from(slot).expect("few");
	150 + 10 * i64::from(home) + 5 * ((slot * i64::from(home)) % 7)
}

/// What meters show of something given: import and export.
fn both(given: i64) -> (i64, i64) {
	((-given).max(0), given.max(0))
}

/// Writes the day. Electricity is cheap in its first half and dear in the second.
pub fn write(folder: &Path, given: &Given, fund_fee: u32) {
	let mut meters = String::from(
		"network,index,name,class,role_note,power_cap_w,resolution,accuracy_ppm,\
		 import_register_start,export_register_start,parent\n",
	);
	for network in ["electricity", "heat"] {
		meters += &format!("{network},0,feeder,feeder,,100000,1,5000,1000,2000,\n");
		for home in 1..=HOMES {
			meters += &format!("{network},{home},home-{home},boundary,,24000,1,10000,77,0,\n");
		}
	}
	for ((sub, home), note) in (FIRST_SUB..).zip(DEVICE_HOMES).zip(["battery", "solar", "car"]) {
		meters += &format!("electricity,{sub},home-{home},sub,{note},12000,1,10000,0,0,{home}\n");
	}
	let mut tariffs =
		String::from("network,slot,feed_in_nano,retail_nano,network_fee_nano,fund_fee_nano\n");
	let mut readings = String::from("network,index,slot,import,export\n");
	for slot in 0..SLOTS {
		let retail = if slot < SLOTS / 2 { 200_000 } else { 400_000 };
		tariffs += &format!("electricity,{slot},80000,{retail},5000,{fund_fee}\n");
		tariffs += &format!("heat,{slot},10000,30000,500,100\n");
		readings += &of_slot(slot, given);
	}
	for (name, text) in [
		("meters.csv", meters.as_str()),
		("tariffs.csv", &tariffs),
		("readings.csv", &readings),
		("day.json", r#"{"name":"planned","title":"planned day"}"#),
	] {
		fs::write(folder.join(name), text).expect("a data file");
	}
}

/// All readings of a slot.
fn of_slot(slot: usize, given: &Given) -> String {
	let (mut lines, mut taken, mut heat) = (String::new(), LOSS, LOSS);
	for home in 1..=HOMES {
		let devices = DEVICE_HOMES.iter().zip(given).filter(|(at, _)| **at == home);
		let gives: i64 = devices.map(|(_, given)| given[slot]).sum();
		let net = gives - load(home, slot);
		let (import, export) = both(net);
		taken -= net;
		lines += &format!("electricity,{home},{slot},{import},{export}\n");
		let warm = 400 + 10 * i64::from(home);
		heat += warm;
		lines += &format!("heat,{home},{slot},{warm},0\n");
	}
	// A feeder exports what the grid delivers.
	let (take, deliver) = both(taken);
	lines += &format!("electricity,0,{slot},{take},{deliver}\nheat,0,{slot},0,{heat}\n");
	for (sub, given) in (FIRST_SUB..).zip(given) {
		let (import, export) = both(given[slot]);
		lines += &format!("electricity,{sub},{slot},{import},{export}\n");
	}
	lines
}
