// SPDX-License-Identifier: Apache-2.0
//! The field's cases: what meters have really said, and that one bad value never drops the rest.

use super::{map::Map, *};
use crate::calendar;

/// 2026-11-22 14:00:05 UTC.
const NOW_S: u64 = 1_795_356_005;

fn clock() -> Clock {
	Clock { now_s: NOW_S, length: SlotLength::QUARTER_HOUR, winter_offset_min: 60, late_max_s: 60 }
}

/// A telegram of an ESMR 5 meter with a heat meter on channel 1, at 15:00 in winter.
fn lines() -> String {
	[
		"1-3:0.2.8(50)",
		"0-0:1.0.0(261122150000W)",
		"0-0:96.1.1(4530303433303037)",
		"1-0:1.8.1(000576.239*kWh)",
		"1-0:1.8.2(000465.162*kWh)",
		"1-0:2.8.1(000010.001*kWh)",
		"1-0:2.8.2(000020.002*kWh)",
		"0-0:96.14.0(0002)",
		"1-0:1.7.0(00.132*kW)",
		"0-0:96.13.0()",
		"0-1:24.1.0(012)",
		"0-1:96.1.0(48454154)",
		"0-1:24.2.1(261122150000W)(00012.345*GJ)",
	]
	.join("\r\n")
		+ "\r\n"
}

fn bytes(lines: &str) -> Vec<u8> {
	let body = format!("/TST5\\fixture\r\n\r\n{lines}!");
	format!("{body}{:04X}\r\n", p1::crc16(body.as_bytes())).into_bytes()
}

fn telegram(lines: &str) -> Telegram {
	p1::telegrams(&bytes(lines)).remove(0).expect("its check sum is right")
}

fn map() -> Map {
	serde_json::from_str(
		r#"{"community":0,"meters":[
		{"channel":0,"network":"electricity","meter":4,"seed_file":"a"},
		{"channel":1,"network":"heat","meter":2,"seed_file":"b","equipment":"HEAT"}]}"#,
	)
	.expect("a map")
}

/// What the electricity and the heat meter say.
fn said(lines: &str) -> [Result<Registers, Refusal>; 2] {
	let map = map();
	let mut values = map.values(&telegram(lines), &clock()).into_iter().map(|(_, value)| value);
	let mut next = || values.next().expect("two meters");
	[next(), next()]
}

fn slot() -> Slot {
	clock().length.slot_at(NOW_S) - 1
}

#[test]
fn a_telegram_becomes_registers_of_both_meters() {
	assert_eq!(calendar::slot_begin(clock().length, slot()), "2026-11-22 13:45");
	let [electricity, heat] = said(&lines());
	let tariffs = Registers { slot: slot(), import: 1_041_401, export: 30_003 };
	assert_eq!(electricity, Ok(tariffs), "Wh, both tariffs");
	assert_eq!(heat, Ok(Registers { slot: slot(), import: 12_345_000, export: 0 }), "kJ");
}

#[test]
fn dst_letter_s_and_w() {
	// Half past two comes twice on 2026-10-25: the letter tells which one.
	let at = |letter| lines().replace("261122150000W", &format!("261025023000{letter}"));
	let slots = |letter| said(&at(letter)).map(|value| value.expect("in order").slot);
	let (summer, winter) = (slots("S"), slots("W"));
	assert_eq!(summer[0], summer[1]);
	assert_eq!(winter.map(|slot| slot - 4), summer, "an hour later");
	assert_eq!(calendar::slot_begin(clock().length, summer[0]), "2026-10-25 00:15");
}

#[test]
fn invalid_time_refuses_only_its_value() {
	for (time, reason) in [
		("632525252525S", Refusal::NoTime("632525252525S".into())),
		("680101120000W", Refusal::Future("680101120000W".into())),
		("000101010000W", Refusal::ClockNotSet("000101010000W".into())),
	] {
		let sub = format!("0-1:24.2.1({time})");
		let [electricity, heat] = said(&lines().replace("0-1:24.2.1(261122150000W)", &sub));
		assert!(electricity.is_ok());
		assert_eq!(heat, Err(reason.clone()));
		let main = format!("0-0:1.0.0({time})");
		let [electricity, heat] = said(&lines().replace("0-0:1.0.0(261122150000W)", &main));
		assert_eq!(electricity, Err(reason));
		assert!(heat.is_ok(), "the heat meter has a time of its own");
	}
}

#[test]
fn future_gas_time_refuses_only_its_value() {
	// An hour ahead of the telegram that tells of it.
	let ahead = lines().replace("0-1:24.2.1(261122150000W)", "0-1:24.2.1(261122160000W)");
	let [electricity, heat] = said(&ahead);
	assert!(electricity.is_ok());
	assert_eq!(heat, Err(Refusal::Future("261122160000W".into())));
	// A gas meter's cubic metres are no energy, whatever their time.
	let gas = lines().replace("*GJ", "*m3");
	let [electricity, gas] = said(&gas);
	assert!(electricity.is_ok());
	assert!(matches!(gas, Err(Refusal::NoRegister { reason: UNKNOWN_UNIT, .. })));
}

#[test]
fn sub_meter_reports_zero_once() {
	// A register that fell: passed on as it is, for the chain to refuse it as `RegisterBelowLast`.
	let [electricity, heat] = said(&lines().replace("00012.345*GJ", "00000.000*GJ"));
	assert!(electricity.is_ok());
	assert_eq!(heat, Ok(Registers { slot: slot(), import: 0, export: 0 }));
}

#[test]
fn a_register_that_is_none_refuses_only_its_value() {
	for bad in ["", "*GJ", "12,345*GJ", "-1.0*GJ", "12.345", "99999999999999999999*GJ", "1e3*GJ"] {
		let [electricity, heat] = said(&lines().replace("00012.345*GJ", bad));
		assert!(electricity.is_ok());
		assert!(matches!(heat, Err(Refusal::NoRegister { .. })), "{bad}: {heat:?}");
	}
	let [electricity, heat] = said(&lines().replace("000465.162*kWh", "?"));
	assert!(matches!(electricity, Err(Refusal::NoRegister { .. })), "half a sum is a fall");
	assert!(heat.is_ok());
	let [_, heat] = said(&lines().replace("0-1:24.2.1", "0-1:24.2.9"));
	assert_eq!(heat, Err(Refusal::Missing("0-1:24.2.1".into())));
}

#[test]
fn a_swapped_meter_is_noticed_by_its_name() {
	let [electricity, heat] = said(&lines().replace("48454154", "4E455721"));
	assert!(electricity.is_ok());
	let (expected, found) = ("HEAT".into(), "NEW!".into());
	assert_eq!(heat, Err(Refusal::OtherDevice { expected, found }));
}

#[test]
fn only_what_was_read_at_the_end_of_a_slot_counts() {
	let at = |time: &str| said(&lines().replace("0-0:1.0.0(261122150000W)", time));
	let [late, _] = at("0-0:1.0.0(261122144601W)");
	assert_eq!(late, Err(Refusal::BetweenSlots { late_s: 61, late_max_s: 60 }));
	let [in_time, _] = at("0-0:1.0.0(261122144600W)");
	assert_eq!(in_time.map(|value| value.slot), Ok(slot() - 1));
}

#[test]
fn of_many_telegrams_the_first_after_the_slot_counts() {
	let ten_s_later = lines().replace("150000W", "150010W").replace("000576.239", "000576.240");
	let damaged = bytes(&lines()).iter().map(|byte| byte ^ u8::from(*byte == b'5')).collect();
	let all: Vec<u8> = [damaged, bytes(&lines()), bytes(&ten_s_later)].concat();
	let map = map();
	let (readings, refused) = map.readings(&all, &clock());
	let imports: Vec<u64> = readings.iter().map(|(_, value)| value.import).collect();
	assert_eq!(imports, [1_041_401, 12_345_000]);
	assert_eq!(refused.len(), 1);
	assert!(refused[0].starts_with("telegram 1: the check sum is "), "{refused:?}");
}

#[test]
fn a_meter_without_tariffs_or_export_shows_totals() {
	let total = "0-0:1.0.0(261122150000W)\r\n1-0:1.8.0(000001.234*kWh)\r\n";
	let registers = main_registers(&telegram(total), &clock()).expect("a total is enough");
	assert_eq!((registers.import, registers.export), (1_234, 0));
	let both = format!("{total}1-0:1.8.1(000000.234*kWh)\r\n1-0:1.8.2(000001.000*kWh)\r\n");
	assert_eq!(main_registers(&telegram(&both), &clock()).map(|both| both.import), Ok(1_234));
	let none = "0-0:1.0.0(261122150000W)\r\n";
	let missing = Err(Refusal::Missing("1-0:1.8.1".into()));
	assert_eq!(main_registers(&telegram(none), &clock()), missing);
}

#[test]
fn heat_registers_are_exact_in_every_unit() {
	let heat = |text: &str| register(Carrier::Heat, text);
	assert_eq!(heat("12.345 GJ"), Ok(12_345_000));
	assert_eq!(heat("12345.678 MJ"), Ok(12_345_678));
	assert_eq!(heat("3 kWh"), Ok(10_800));
	assert_eq!(heat("0.0001 kWh"), Ok(0), "360 J are not a kJ yet");
	assert_eq!(heat(" 77 "), Ok(77), "kJ without a unit");
	assert_eq!(register(Carrier::Electricity, "1.5 kWh"), Ok(1_500));
	assert!(heat("7.7").is_err() && heat("7 m3").is_err() && heat("-7").is_err());
}
