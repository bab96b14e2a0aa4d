// SPDX-License-Identifier: Apache-2.0
//! What holds in any neighbourhood: nothing is made, dropped or counted twice on the way back.

use super::model::{brief, converter, device, id, storage, Model, BOUNDARY, FEEDER};
use crate::{
	flow::Names,
	lineage::{Books, Lineage, Node, Origin, StoreLedger},
	store::Store,
};
use energy_primitives::{
	Carrier::{Electricity, Heat},
	Slot, SlotLength,
};
use std::collections::BTreeMap;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
	fn below(&mut self, limit: u64) -> u64 {
		self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
		(self.0 >> 33) % limit.max(1)
	}

	fn energy(&mut self) -> u32 {
		match self.below(3) {
			0 => 0,
			_ => self.below(200) as u32,
		}
	}
}

const HOMES: u32 = 4;
const FIRST: Slot = 100;
const SLOTS: Slot = 30;

/// Index of the electricity meters of a home: itself, sun, battery, heat pump.
fn home(number: u32) -> [u32; 4] {
	[1, 2, 3, 4].map(|place| 4 * number + place)
}

/// Four homes with solar power, battery, heat pump and the heat pump's heat; now and then a meter
/// is silent for a slot, and some figures are corrected.
fn neighbourhood(dice: &mut Dice) -> Model {
	let mut model = Model::default();
	model.meter(Electricity, FEEDER);
	model.meter(Heat, FEEDER);
	for number in 0..HOMES {
		let [boundary, _, _, pump] = home(number);
		let efficiency = [(9, 10), (1, 1), (2, 3), (97, 100)][dice.below(4) as usize];
		model.meter(Electricity, BOUNDARY);
		model.meter(Electricity, device(boundary));
		model.meter(Electricity, storage(boundary, efficiency, 100 + dice.below(600)));
		model.meter(Electricity, device(boundary));
		model.meter(Heat, BOUNDARY);
		let heat_boundary = 2 * number + 1;
		model.meter(Heat, converter(heat_boundary, Some((Electricity, pump)), 0));
	}
	for slot in FIRST..FIRST + SLOTS {
		for carrier in [Electricity, Heat] {
			let meters = if carrier == Electricity { 4 * HOMES } else { 2 * HOMES };
			let spoken: Vec<u32> = (1..=meters).filter(|_| dice.below(12) > 0).collect();
			let moved: Vec<(u32, u32, u32)> =
				spoken.iter().map(|index| (*index, dice.energy(), dice.energy())).collect();
			model.slot(carrier, slot, &moved);
		}
		match dice.below(8) {
			0 => model.owe(Electricity, home(dice.below(4) as u32)[2], 1 + dice.energy() / 4),
			1 => model.append(Electricity, home(dice.below(4) as u32)[2], slot, dice.energy()),
			_ => {}
		}
	}
	model
}

/// Checks every node's sums; returns how many nodes there are.
fn check(nodes: &[Node], quantity: u64, share_ppm: u32) -> usize {
	assert_eq!(nodes.iter().map(|node| node.quantity).sum::<u64>(), quantity);
	assert_eq!(nodes.iter().map(|node| node.share_ppm).sum::<u32>(), share_ppm);
	let parts = |node: &Node| match &node.origin {
		// Parts are in another unit, and none of what is less than one base quantity of it.
		Origin::Converter(_) => {
			let sum = node.parts.iter().map(|part| part.quantity).sum();
			if node.parts.is_empty() {
				0
			} else {
				check(&node.parts, sum, node.share_ppm)
			}
		}
		Origin::Home(_) | Origin::Storage(_) if !node.parts.is_empty() => {
			check(&node.parts, node.quantity + node.lost, node.share_ppm)
		}
		Origin::Storage(_) => panic!("a storage's energy comes from somewhere"),
		_ => {
			assert!(node.parts.is_empty() && node.lost == 0);
			0
		}
	};
	nodes.iter().map(|node| 1 + parts(node)).sum()
}

/// A tree without its order: path to a node, with quantity and loss.
fn flat(nodes: &[Node]) -> BTreeMap<String, (u64, u64)> {
	fn add(into: &mut BTreeMap<String, (u64, u64)>, path: &str, nodes: &[Node]) {
		for node in nodes {
			let path = format!("{path} / {:?}", node.origin);
			add(into, &path, &node.parts);
			let sum = into.entry(path).or_default();
			*sum = (sum.0 + node.quantity, sum.1 + node.lost);
		}
	}
	let mut flat = BTreeMap::new();
	add(&mut flat, "", nodes);
	flat
}

fn added(
	mut one: BTreeMap<String, (u64, u64)>,
	other: BTreeMap<String, (u64, u64)>,
) -> BTreeMap<String, (u64, u64)> {
	for (path, (quantity, lost)) in other {
		let sum = one.entry(path).or_default();
		*sum = (sum.0 + quantity, sum.1 + lost);
	}
	one
}

#[test]
fn every_export_is_explained_once() {
	let mut nodes = 0;
	for seed in 0..40 {
		let mut dice = Dice(seed);
		let model = neighbourhood(&mut dice);
		for (carrier, meters) in [(Electricity, 4 * HOMES), (Heat, 2 * HOMES)] {
			for index in 1..=meters {
				let slot = FIRST + SLOTS - 1 - dice.below(5) as Slot;
				let Some(row) = model.row_of(carrier, index, slot) else { continue };
				let export = u64::from(row.export);
				let tree = model.export(carrier, index, slot, (0, export));
				if export > 0 {
					nodes += check(&tree, export, 1_000_000);
				}
				let import = u64::from(row.import);
				let tree = model.import(carrier, index, slot, (0, import));
				if import > 0 {
					nodes += check(&tree, import, 1_000_000);
				}
			}
		}
	}
	assert!(nodes > 3_000, "{nodes} nodes are too few to mean anything");
}

#[test]
fn the_origin_of_a_whole_is_that_of_its_parts() {
	for seed in 0..20 {
		let mut dice = Dice(1_000 + seed);
		let model = neighbourhood(&mut dice);
		for number in 0..HOMES {
			let index = home(number)[dice.below(3) as usize];
			let slot = FIRST + SLOTS - 1 - dice.below(5) as Slot;
			let Some(row) = model.row_of(Electricity, index, slot) else { continue };
			let export = u64::from(row.export);
			let cut = dice.below(export + 1);
			let tree = |range| flat(&model.export(Electricity, index, slot, range));
			let whole = tree((0, export));
			let mut parts = added(tree((0, cut)), tree((cut, export)));
			parts.retain(|_, sum| *sum != (0, 0));
			assert_eq!(whole, parts);
		}
	}
}

#[test]
fn what_storages_give_back_is_what_their_books_say() {
	for seed in 0..40 {
		let mut dice = Dice(2_000 + seed);
		let model = neighbourhood(&mut dice);
		for number in 0..HOMES {
			let battery = home(number)[2];
			let (mut given_back, mut corrected) = (0, 0);
			for slot in model.slots_of(Electricity) {
				let Some(row) = model.row_of(Electricity, battery, slot) else { continue };
				let import = u64::from(row.import);
				let kept = model.kept(Electricity, battery, slot, (0, import));
				assert_eq!(kept.total(), import);
				let cut = dice.below(import + 1);
				let parts = [(0, cut), (cut, import)]
					.map(|range| model.kept(Electricity, battery, slot, range));
				let sum = parts[0].given_back + parts[1].given_back;
				assert_eq!((sum, kept.given_back), (kept.given_back, sum));
				given_back += kept.given_back;
				corrected += kept.corrected;
			}
			// What a correction appended has no row, but may have been given back too.
			let appended = model.appended_to(Electricity, battery);
			let delivered = model.delivered(Electricity, battery);
			assert!(given_back <= delivered && delivered <= given_back + corrected + appended);
		}
	}
}

#[test]
fn the_database_answers_as_the_memory_does() {
	let mut dice = Dice(3_000);
	let model = neighbourhood(&mut dice);
	let folder = tempfile::tempdir().expect("a folder");
	let store = Store::open(&folder.path().join("index.redb")).expect("a database");
	model.write(&store).expect("writable");
	let (books, names) = (Books::new(StoreLedger(&store)), Names::default());
	for index in 1..=4 * HOMES {
		let slot = FIRST + SLOTS - 1;
		let Some(row) = model.row_of(Electricity, index, slot) else { continue };
		let export = u64::from(row.export);
		let mut lineage = Lineage::new(&books, &names);
		lineage.export(id(Electricity, index), slot, 0, export).expect("whole");
		let found = lineage.finish(SlotLength::QUARTER_HOUR);
		assert_eq!(found, model.export(Electricity, index, slot, (0, export)));
	}
}

/// Two lossless batteries that fill each other for ever.
fn ping_pong(slots: Slot) -> Model {
	let mut model = Model::default();
	for meter in [FEEDER, BOUNDARY, storage(1, (1, 1), 100), BOUNDARY, storage(3, (1, 1), 100)] {
		model.meter(Electricity, meter);
	}
	model.slot(Electricity, 0, &[(1, 100, 0), (2, 100, 0)]);
	for slot in 1..=slots {
		let (giver, taker) = if slot % 2 == 1 { (1, 3) } else { (3, 1) };
		let mut moved =
			[(giver, 0, 100), (giver + 1, 0, 100), (taker, 100, 0), (taker + 1, 100, 0)];
		moved.sort_unstable();
		model.slot(Electricity, slot, &moved);
	}
	model
}

fn deepest(nodes: &[Node]) -> (usize, &Node) {
	let node = nodes.first().expect("somewhere it ends");
	match node.parts.as_slice() {
		[] => (1, node),
		parts => {
			let (depth, end) = deepest(parts);
			(depth + 1, end)
		}
	}
}

#[test]
fn energy_that_goes_round_is_followed_to_its_source_or_cut() {
	let model = ping_pong(40);
	let tree = model.export(Electricity, 3, 40, (0, 100));
	let (depth, end) = deepest(&tree);
	assert_eq!((depth, &end.origin, end.quantity), (81, &Origin::Grid, 100), "{}", brief(&tree));
	let model = ping_pong(400);
	let tree = model.export(Electricity, 3, 400, (0, 100));
	let (depth, end) = deepest(&tree);
	assert_eq!((&end.origin, end.quantity), (&Origin::Cut, 100));
	assert!(depth > 100 && model.reads.get() < 400);
}
