// SPDX-License-Identifier: Apache-2.0
//! Whatever a forger changes in a file, it does not verify.

use crate::scene::{meter, told, Scene, NETWORK};
use codec::Encode;
use commonwatt_cli::proof::{
	check::{check, Trust},
	file::{Bytes, Hash, UnitProof},
};
use energy_primitives::{Carrier, MeterId, NetworkId, UnitId};
use settlement_core::SlotRecord;
use sp_core::H256;

#[test]
fn a_proof_for_another_block_chain_or_unit_does_not_hold() {
	let scene = Scene::new(0);
	let proof = scene.proof(1);
	let error = |proof: &UnitProof, trust: &Trust| {
		let error = check(proof, trust).expect_err("forged");
		assert_eq!(error.code(), 5);
		error.to_string()
	};
	assert!(error(&proof, &Trust::Block(Hash([1; 32]))).contains("anchored in block"));
	assert!(error(&proof, &Trust::StateRoot(Hash([1; 32]))).contains("does not show"));
	scene.fails("another chain's", |proof| proof.chain = Hash([8; 32]));
	scene.fails("anchored in block", |proof| proof.anchor.header.0[40] ^= 1);
	// The same day on another chain: its own block, a true proof there.
	let mut other = Scene::new(300);
	other.root = H256::repeat_byte(3);
	assert!(error(&proof, &other.block()).contains("anchored in block"));
	let named = |meter, serial| UnitId::new(meter, serial).expect("small").to_string();
	scene.fails("no slot shows its export", |proof| proof.unit = named(meter(1), 0));
	scene.fails("shown up to", |proof| proof.unit = named(meter(1), 2));
	scene.fails("range is empty", |proof| proof.unit = named(meter(1), u64::MAX >> 8));
	scene.fails("row", |proof| proof.unit = named(meter(5), 1));
	scene.fails("no units", |proof| proof.unit = named(meter(0), 1));
	let heat = NetworkId { carrier: Carrier::Heat, ..NETWORK };
	let elsewhere = MeterId { network: heat, index: 1 };
	scene.fails("mountain range", |proof| proof.unit = named(elsewhere, 1));
	scene.fails("the proof's unit", |proof| proof.unit = "EL-0-1-1-9".into());
}

#[test]
fn a_proof_of_other_slots_or_records_does_not_hold() {
	let scene = Scene::new(0);
	let (first, last) = (scene.proof(0), scene.proof(2));
	scene.fails("no slot shows", |proof| drop(proof.slots.remove(1)));
	scene.fails("shown up to", |proof| drop(proof.slots.pop()));
	scene.fails("shown up to", |proof| proof.slots.clear());
	scene.fails("out of order", |proof| proof.slots.swap(0, 1));
	scene.fails("out of order", |proof| proof.slots.insert(0, proof.slots[0].clone()));
	scene.fails("out of order", |proof| proof.slots[1] = first.slots[0].clone());
	scene.fails("out of order", |proof| proof.slots[1] = last.slots[1].clone());
	scene.fails("no slot shows", |proof| proof.slots[2] = last.slots[1].clone());
	scene.fails("not the one its record", |proof| {
		proof.slots[1].pages = last.slots[1].pages.clone();
	});
	// A true record with another slot's place in the range, without one, or as if it were in state.
	scene.fails("another record", |proof| {
		proof.slots[1].mountain = first.slots[0].mountain.clone();
	});
	scene.fails("another record", |proof| proof.slots[1].mountain = Some(Vec::new()));
	scene.fails("has no record of slot", |proof| proof.slots[1].mountain = None);
	let changed = |change: fn(&mut SlotRecord)| {
		scene.fails("another record", move |proof| {
			let (mut slot, _) = proof.slots[1].decode().expect("fits");
			change(&mut slot.record);
			proof.slots[1].record = Bytes(slot.record.encode());
		});
	};
	changed(|record| record.pages += 1);
	changed(|record| record.root = H256::zero());
	changed(|record| record.header.clearing.price_seller += 1);
	changed(|record| record.header.clearing.rotation += 1);
	changed(|record| record.header.clearing.slot += 1);
	changed(|record| record.header.contested = true);
}

#[test]
fn changed_or_missing_pages_rows_and_nodes_do_not_hold() {
	let scene = Scene::new(0);
	scene.fails("is missing", |proof| drop(proof.slots[1].pages.pop()));
	scene.fails("row of slot", |proof| drop(proof.slots[1].pages.remove(0)));
	scene.fails("out of order", |proof| proof.slots[1].pages.reverse());
	let wrong = "not the one its record commits to";
	scene.fails(wrong, |proof| drop(proof.slots[1].pages[0].rows.pop()));
	scene.fails(wrong, |proof| proof.slots[1].pages[0].rows.reverse());
	scene.fails(wrong, |proof| {
		let row = proof.slots[1].pages[0].rows[1].clone();
		proof.slots[1].pages[0].rows.push(row);
	});
	scene.fails(wrong, |proof| proof.slots[1].pages[0].start[0] += 1);
	scene.fails(wrong, |proof| proof.slots[1].pages[1].page = 2);
	scene.fails(wrong, |proof| proof.slots[1].pages[0].path.truncate(1));
	scene.fails("too long", |proof| proof.slots[1].pages[0].path = vec![Hash([0; 32]); 33]);
	scene.fails("more rows than a page", |proof| {
		let row = proof.slots[1].pages[0].rows[1].clone();
		proof.slots[1].pages[0].rows = vec![row; 257];
	});
	scene.fails("a row of the proof is none", |proof| {
		proof.slots[1].pages[0].rows[1].0.push(0);
	});
	scene.fails("does not show", |proof| proof.anchor.state.clear());
	let nodes = scene.proof(1).anchor.state.len();
	let gone = (0..nodes).filter(|node| {
		let mut proof = scene.proof(1);
		proof.anchor.state.remove(*node);
		check(&proof, &scene.block()).is_err()
	});
	assert!(gone.count() >= 4, "root, branches and values are needed");
}

#[test]
fn no_digit_of_a_proof_can_be_changed() {
	let scene = Scene::new(0);
	let proof = scene.proof(1);
	let before = told(&check(&proof, &scene.block()).expect("holds"));
	let text = serde_json::to_vec(&proof).expect("JSON");
	let digits: Vec<usize> = (0..text.len()).filter(|at| text[*at].is_ascii_hexdigit()).collect();
	let text_of = String::from_utf8_lossy(&text);
	let state = text_of.find("\"state\":[").expect("there");
	let state = state..state + text_of[state..].find(']').expect("its end");
	// Every seventh digit: all parts of the file, all offsets in its words.
	for at in digits.iter().step_by(7) {
		let mut other = text.clone();
		other[*at] = if other[*at] == b'3' { b'5' } else { b'3' };
		let Ok(other) = serde_json::from_slice::<UnitProof>(&other) else { continue };
		if let Ok(verified) = check(&other, &scene.block()) {
			assert_eq!((told(&verified), &verified.unit), (before.clone(), &proof.unit));
			// Nodes of the state that this unit doesn't need may be anything.
			assert!(state.contains(at), "{}", &text_of[at.saturating_sub(60)..*at]);
		}
	}
}
