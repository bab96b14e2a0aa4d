// SPDX-License-Identifier: Apache-2.0

use super::*;
use scale_info::{MetaType, Registry, TypeInfo};
use serde_json::json;

/// Stands for the type of that name.
#[derive(Encode, TypeInfo)]
struct AccountId32([u8; 32]);

#[derive(Encode, TypeInfo)]
enum MultiAddress {
	Id(AccountId32),
}

#[derive(Encode, TypeInfo)]
struct Bounds {
	low: i64,
	high: Option<u128>,
}

#[derive(Encode, TypeInfo)]
enum Mode {
	Plain,
	#[codec(index = 7)]
	Within {
		bounds: Bounds,
	},
	Many(Vec<u16>),
}

#[allow(non_camel_case_types)]
#[derive(Encode, TypeInfo)]
enum PalletCall {
	#[codec(index = 2)]
	add_validator { who: MultiAddress },
	#[codec(index = 3)]
	set_mode { mode: Mode, share: Compact<u64>, note: Vec<u8> },
	#[codec(index = 4)]
	allow { hash: [u8; 4], urgent: bool, pair: (u8, u8) },
	#[codec(index = 5)]
	batch { calls: Vec<AllCalls> },
	#[codec(index = 6)]
	only { list: Vec<u32> },
}

#[derive(Encode, TypeInfo)]
enum AllCalls {
	#[codec(index = 24)]
	Validators(PalletCall),
}

fn with_encoder(test: impl FnOnce(Encoder<'_>)) {
	let mut registry = Registry::new();
	let calls = registry.register_type(&MetaType::new::<AllCalls>()).id;
	let types = PortableRegistry::from(registry);
	test(Encoder::new(&types, calls));
}

fn alice() -> MultiAddress {
	MultiAddress::Id(AccountId32(address("//Alice").expect("a key")))
}

#[test]
fn a_call_is_found_by_its_name_in_any_spelling() {
	with_encoder(|encoder| {
		let expected = AllCalls::Validators(PalletCall::add_validator { who: alice() }).encode();
		for name in ["Validators.add_validator", "validators.addValidator"] {
			let call = encoder.call(name, &json!(["//Alice"])).expect("fits");
			assert_eq!(call, expected);
			assert_eq!(encoder.names(&call), Some(("Validators", "add_validator")));
		}
	});
}

#[test]
fn arguments_are_told_by_order_or_by_name() {
	with_encoder(|encoder| {
		let bounds = Bounds { low: -5, high: Some(1_000_000_000_000) };
		let mode = Mode::Within { bounds };
		let call = PalletCall::set_mode { mode, share: Compact(70_000), note: b"why".to_vec() };
		let expected = AllCalls::Validators(call).encode();
		let within = json!({ "Within": { "bounds": { "low": -5, "high": "1_000_000_000_000" } } });
		for arguments in [
			json!([within, 70_000, "why"]),
			json!({ "mode": within, "share": "70000", "note": "0x776879" }),
		] {
			assert_eq!(encoder.call("validators.setMode", &arguments).expect("fits"), expected);
		}
	});
}

#[test]
fn options_lists_bytes_and_pairs_are_encoded() {
	with_encoder(|encoder| {
		let call = |mode| {
			let call = PalletCall::set_mode { mode, share: Compact(1), note: vec![] };
			AllCalls::Validators(call).encode()
		};
		let none = Mode::Within { bounds: Bounds { low: 0, high: None } };
		for (mode, told) in [
			(Mode::Plain, json!("Plain")),
			(Mode::Many(vec![1, 2]), json!({ "Many": [1, 2] })),
			(Mode::Many(vec![]), json!({ "Many": [] })),
			(none, json!({ "Within": [[0, null]] })),
		] {
			let encoded = encoder.call("validators.setMode", &json!([told, 1, []]));
			assert_eq!(encoded.expect("fits"), call(mode));
		}
		let expected = PalletCall::allow { hash: [1, 2, 3, 4], urgent: true, pair: (5, 6) };
		let encoded = encoder.call("validators.allow", &json!(["0x01020304", true, [5, 6]]));
		assert_eq!(encoded.expect("fits"), AllCalls::Validators(expected).encode());
	});
}

#[test]
fn a_list_of_one_is_the_list_that_the_only_field_holds() {
	with_encoder(|encoder| {
		let only =
			|list: &[u32]| AllCalls::Validators(PalletCall::only { list: list.to_vec() }).encode();
		for (told, list) in [
			(json!([7]), &[7][..]),
			(json!([[7]]), &[7]),
			(json!([[7, 8]]), &[7, 8]),
			(json!({ "list": [7] }), &[7]),
		] {
			assert_eq!(encoder.call("validators.only", &told).expect("fits"), only(list));
		}
	});
}

#[test]
fn a_call_may_hold_calls() {
	with_encoder(|encoder| {
		let inner = || AllCalls::Validators(PalletCall::add_validator { who: alice() });
		let calls = PalletCall::batch { calls: vec![inner(), inner()] };
		let bytes = format!("0x{}", hex::encode(inner().encode()));
		let named = json!({ "call": "validators.addValidator", "args": ["//Alice"] });
		let encoded = encoder.call("validators.batch", &json!([[bytes, named]]));
		assert_eq!(encoded.expect("fits"), AllCalls::Validators(calls).encode());
	});
}

#[test]
fn what_does_not_fit_is_refused_with_a_reason() {
	with_encoder(|encoder| {
		for (name, arguments, reason) in [
			("validators", json!([]), "pallet.name"),
			("sudo.sudo", json!([]), "no such pallet"),
			("validators.remove", json!([]), "no such call"),
			("validators.addValidator", json!(["5Grwva"]), "no address"),
			("validators.setMode", json!([["Plain"], 1]), "2 values where there are 3"),
			("validators.setMode", json!(["Odd", 1, ""]), "there are Plain, Within, Many"),
			("validators.setMode", json!({ "mode": "Plain", "share": 1 }), "note is missing"),
			("validators.setMode", json!([{ "Many": [70_000] }, 1, ""]), "no number that fits"),
			("validators.setMode", json!(["Plain", -1, ""]), "no number that fits"),
			("validators.allow", json!(["0x01", true, [1, 2]]), "1 bytes where there are 4"),
			("validators.allow", json!(["0x01020304", 1, [1, 2]]), "not true or false"),
		] {
			let error = encoder.call(name, &arguments).expect_err("refused").to_string();
			assert!(error.contains(reason), "{name} {arguments}: {error}");
		}
	});
}
