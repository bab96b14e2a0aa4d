// SPDX-License-Identifier: Apache-2.0
//! Proofs of units: what holds, and what the program says.

mod forged;
mod scene;

use codec::Encode;
use commonwatt_cli::{
	evidence::evidence,
	proof::{
		anchor::block_hash,
		check::{check, Trust},
		collect::collect,
		file::{Bytes, Finality, Hash, UnitProof},
		grandpa::{Authorities, Voter},
	},
	store::Store,
};
use energy_primitives::{Carrier, MeterId, NetworkId, SlotLength, UnitId};
use scene::{meter, put_slot, told, Scene, FIRST, FOLDED, GENESIS, NETWORK, SLOTS};
use settlement_core::Mountain;
use sp_core::{ed25519, Blake2Hasher, Pair};
use std::process::Command;

#[test]
fn a_unit_is_proven_from_records_in_state_and_folded_ones() {
	let scene = Scene::new(0);
	// Unit 1 lies in folded slots 2 to 4; unit 2 in slots 5 to 7, which stand in state.
	for (serial, mountains) in [(1, 3), (2, 0)] {
		let proof = scene.proof(serial);
		let folded = proof.slots.iter().filter(|slot| slot.mountain.is_some()).count();
		assert_eq!((folded, proof.slots.len()), (mountains, 3));
		let verified = check(&proof, &scene.block()).expect("holds");
		assert_eq!(verified.parts.iter().map(|part| part.quantity).sum::<u64>(), 1_000);
		let users: std::collections::BTreeSet<u32> =
			verified.parts.iter().filter_map(|part| part.user_meter).collect();
		assert_eq!(users.into_iter().collect::<Vec<_>>(), [2, 260]);
		for fate in ["member", "lost", "grid"] {
			assert!(verified.parts.iter().any(|part| part.fate == fate), "{fate}");
		}
		assert_eq!((verified.block, verified.meter), (Some(77), 1));
		assert!(verified.parts[0].begin_utc.starts_with("2026-11-21"));
		let root = Trust::StateRoot(Hash(scene.root.0));
		assert_eq!(told(&check(&proof, &root).expect("holds")), told(&verified));
	}
}

#[test]
fn what_a_correction_added_is_proven_as_late() {
	let scene = Scene::new(300);
	let verified = check(&scene.proof(1), &scene.block()).expect("holds");
	let late: Vec<_> = verified.parts.iter().filter(|part| part.added_by_correction).collect();
	assert_eq!((late.len(), late[0].quantity, late[0].fate), (1, 300, "late"));
	assert_eq!(verified.parts.iter().map(|part| part.quantity).sum::<u64>(), 1_000);
	assert!(verified.to_string().contains("added by a correction"));
	// The piece alone: its neighbours' rows show it.
	let unit = UnitId::new(meter(1), 1).expect("small");
	let slots = collect(&scene.store, unit).expect("exported");
	let numbers: Vec<u32> = slots.iter().map(|s| s.record.header.clearing.slot - FIRST).collect();
	assert_eq!(numbers, [2, 3, 4]);
}

#[test]
fn a_unit_that_is_not_there_is_not_proven() {
	let scene = Scene::new(0);
	let refused = |meter, serial, words: &str| {
		let unit = UnitId::new(meter, serial).expect("small");
		let error = collect(&scene.store, unit).expect_err(words);
		assert_eq!(error.code(), 2);
		assert!(error.to_string().contains(words), "{error}");
	};
	refused(meter(1), 3, "does not exist yet: 200 of its 1000");
	refused(meter(1), 4, "does not exist yet: 0 of its 1000");
	refused(meter(2), 0, "does not exist yet");
	refused(meter(9), 0, "no meter 9 is known");
	refused(meter(261), 0, "make no units");
	let heat = NetworkId { carrier: Carrier::Heat, ..NETWORK };
	refused(MeterId { network: heat, index: 1 }, 0, "no meter 1 is known");
}

fn voters(count: u8) -> (Vec<ed25519::Pair>, Authorities) {
	let pairs: Vec<ed25519::Pair> =
		(0..count).map(|seed| ed25519::Pair::from_seed(&[seed; 32])).collect();
	let voters = pairs.iter().map(|pair| Voter { key: Hash(pair.public().0), weight: 1 });
	let authorities = Authorities { chain: Hash(GENESIS), set_id: 2, voters: voters.collect() };
	(pairs, authorities)
}

#[test]
fn voters_make_trust_in_a_block_unnecessary() {
	let scene = Scene::new(0);
	let (pairs, authorities) = voters(4);
	let mut proof = scene.proof(1);
	let without = check(&proof, &Trust::Voters(authorities.clone())).expect_err("no finality");
	assert!(without.to_string().contains("shows no finality"));
	let block = block_hash(&proof.anchor.header).0;
	let message = (1u8, block, 77u32, 9u64, 2u64).encode();
	let vote = |pair: &ed25519::Pair| (block, 77u32, pair.sign(&message).0, pair.public().0);
	let mut signed = |pairs: &[ed25519::Pair]| {
		let votes: Vec<_> = pairs.iter().map(vote).collect();
		let justification = (9u64, block, 77u32, votes, Vec::<u8>::new()).encode();
		let headers = Vec::new();
		proof.anchor.finality = Some(Finality { justification: Bytes(justification), headers });
		check(&proof, &Trust::Voters(authorities.clone()))
	};
	assert_eq!(signed(&pairs[..2]).expect_err("too few").code(), 5);
	assert_eq!(signed(&pairs).expect("final").block, Some(77));
	let other = Authorities { chain: Hash([8; 32]), ..authorities.clone() };
	let other = check(&proof, &Trust::Voters(other)).expect_err("another chain");
	assert!(other.to_string().contains("voters are those of chain"));
	let later = Authorities { set_id: 3, ..authorities };
	assert!(check(&proof, &Trust::Voters(later)).is_err(), "another set");
}

#[test]
fn evidence_leads_to_the_chains_record_or_its_mountain_range() {
	let scene = Scene::new(0);
	let mut mountain = Mountain::new(FIRST);
	for record in &scene.store.records(NETWORK).expect("readable")[..FOLDED as usize] {
		mountain.fold::<Blake2Hasher>(record).expect("in order");
	}
	for at in 0..SLOTS {
		for index in [0, 1, 2, 260, 261] {
			let shown = evidence(&scene.store, meter(index), FIRST + at).expect("settled");
			assert!(shown.shows::<Blake2Hasher>(meter(index), FIRST + at));
			assert_eq!(mountain.holds::<Blake2Hasher>(&shown.record, &shown.mountain), at < FOLDED);
			assert!(at < FOLDED || shown.mountain.is_empty());
		}
	}
	let refused = |index, slot| evidence(&scene.store, meter(index), slot).expect_err("none");
	assert_eq!(refused(3, FIRST).code(), 2);
	assert_eq!(refused(1, FIRST + SLOTS).code(), 2);
	// A database that begins later than the network has no whole mountain range.
	let folder = tempfile::tempdir().expect("a folder");
	let late = Store::open(&folder.path().join("late.redb")).expect("a database");
	let batch = late.batch().expect("writable");
	batch.put_chain(GENESIS, SlotLength::new(900).expect("allowed")).expect("writable");
	batch.put_first_slot(NETWORK, FIRST).expect("writable");
	batch.put_folded(NETWORK, FIRST + FOLDED - 1).expect("writable");
	batch.commit().expect("writable");
	put_slot(&late, FIRST + 3, 1_200);
	put_slot(&late, FIRST + 4, 1_600);
	let error = evidence(&late, meter(1), FIRST + 3).expect_err("not whole");
	assert!(error.to_string().contains("before the network's first slot"), "{error}");
	// The last peak stands alone: its record needs no other.
	assert!(evidence(&late, meter(1), FIRST + 4).is_ok());
}

#[test]
fn the_program_verifies_a_file_and_says_what_does_not_hold() {
	let scene = Scene::new(0);
	let proof = scene.proof(1);
	let file = scene.folder.path().join("unit.proof.json");
	proof.write(&file).expect("writable");
	assert_eq!(UnitProof::read(&file).expect("readable"), proof);
	let file = file.to_string_lossy().into_owned();
	let run = |args: &[&str]| {
		let output = Command::new(env!("CARGO_BIN_EXE_commonwatt")).args(args).output();
		let output = output.expect("the program can be started");
		let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
		(output.status.code(), text(&output.stdout), text(&output.stderr))
	};
	let block = format!("{:?}", block_hash(&proof.anchor.header));
	let (code, out, err) = run(&["verify", &file, "--block", &block]);
	assert_eq!(code, Some(0), "{err}");
	assert!(out.contains(&format!("{}: proven", proof.unit)), "{out}");
	assert!(out.contains("used by meter 260"), "{out}");
	let (code, out, _) = run(&["verify", &file, "--block", &block, "--json"]);
	let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
	assert_eq!((code, json["meter"].as_u64()), (Some(0), Some(1)));
	let (code, _, err) = run(&["verify", &file, "--block", &format!("0x{}", "00".repeat(32))]);
	assert_eq!(code, Some(5), "{err}");
	let (code, _, err) = run(&["verify", &file, "--block", &block, "--unit", "EL-0-7-12-0"]);
	assert_eq!((code, err.contains("not about EL-0-7-12-0")), (Some(5), true), "{err}");
	for wrong in [&["verify", &file][..], &["verify", &file, "--block", "0x12"]] {
		assert_eq!(run(wrong).0, Some(2), "{wrong:?}");
	}
	std::fs::write(&file, "{}").expect("writable");
	assert_eq!(run(&["verify", &file, "--block", &block]).0, Some(5));
	assert_eq!(run(&["verify", "no/such/file", "--block", &block]).0, Some(1));
}
