// SPDX-License-Identifier: Apache-2.0
use crate::strategies::{small_markets, Market, Member, USUAL};
use proptest::prelude::*;
use settlement_core::{
	flow::{exporter_rank, importer_rank, matched_run},
	Class, Clearing, Fate, FlowError, FlowRow, Party, Run, SlotFlow, Source,
};

/// One base quantity of a party: as the how-manieth of the slot.
type Quantity = (Party, u64);

/// All base quantities of a direction in meter order, the balancing account's last: those matched,
/// and those that met the grid.
fn naive_axes(
	rows: &[FlowRow],
	balancing: (u64, u64),
	clearing: &Clearing,
	accepted_sum: u64,
	of: impl Fn(&FlowRow) -> (u64, u64),
) -> (Vec<Quantity>, Vec<Quantity>) {
	let members = rows
		.iter()
		.filter(|row| row.class.is_in_slot())
		.map(|row| (Party::Member(row.meter), of(row)));
	let all = members.chain([(Party::Balancing, balancing)]);
	let (mut matched, mut grid) = (Vec::new(), Vec::new());
	let mut before = 0u128;
	for (party, (energy, in_market)) in all {
		let share =
			|sum: u128| sum * u128::from(clearing.matched) / u128::from(accepted_sum.max(1));
		let run = share(before + u128::from(in_market)) - share(before);
		before += u128::from(in_market);
		for rank in 0..energy {
			let to = if u128::from(rank) < run { &mut matched } else { &mut grid };
			to.push((party, rank));
		}
	}
	(matched, grid)
}

struct Naive {
	exports: (Vec<Quantity>, Vec<Quantity>),
	imports: (Vec<Quantity>, Vec<Quantity>),
	rotation: usize,
}

impl Naive {
	fn new(rows: &[FlowRow], c: &Clearing) -> Self {
		let is_static = c.rule.is_static();
		let found = (c.found(), if c.local { c.found() } else { 0 });
		let lost = (c.lost(), if c.local && !is_static { c.lost() } else { 0 });
		let sold = |r: &FlowRow| (r.export, if r.class.sells() { r.export } else { 0 });
		let exports = naive_axes(rows, found, c, c.supply, sold);
		let imports = naive_axes(rows, lost, c, c.demand, |r| (r.import, r.import_in_market));
		Self { exports, imports, rotation: c.rotation as usize }
	}

	fn fate(&self, quantity: Quantity) -> Fate {
		let (matched, grid) = &self.exports;
		if let Some(rank) = matched.iter().position(|q| *q == quantity) {
			return match self.imports.0[(rank + self.rotation) % matched.len()] {
				(Party::Member(meter), at) => Fate::Member { meter, at },
				(Party::Balancing, _) => Fate::Lost,
			};
		}
		let at = grid.iter().position(|q| *q == quantity).expect("somewhere") as u64;
		Fate::Grid { at }
	}
}

/// Runs spelt out, one fate per base quantity.
fn spelt(shares: Vec<Run<Fate>>) -> Vec<Fate> {
	let one = |share: Run<Fate>| {
		(0..share.quantity).map(move |i| match share.with {
			Fate::Member { meter, at } => Fate::Member { meter, at: at + i },
			Fate::Grid { at } => Fate::Grid { at: at + i },
			other => other,
		})
	};
	shares.into_iter().flat_map(one).collect()
}

fn spelt_sources(shares: Vec<Run<Source>>) -> Vec<Source> {
	let one = |share: Run<Source>| {
		(0..share.quantity).map(move |i| match share.with {
			Source::Member { meter, at } => Source::Member { meter, at: at + i },
			Source::Grid { at } => Source::Grid { at: at + i },
			other => other,
		})
	};
	shares.into_iter().flat_map(one).collect()
}

fn run<T>(quantity: u64, with: T) -> Run<T> {
	Run { quantity, with }
}

fn flow_of(market: &Market) -> (SlotFlow, Clearing) {
	let clearing = market.clear();
	(SlotFlow::new(&market.flow_rows(&clearing), &clearing).expect("sums fit"), clearing)
}

#[test]
fn the_neighbour_uses_the_roof_and_the_rest_goes_to_the_grid() {
	let mut market = Market::new(USUAL, vec![Member::new(600, 0), Member::new(0, 400)]);
	market.loss = 50;
	market.slot = 0;
	let (flow, _) = flow_of(&market);
	let member = |at| Fate::Member { meter: 3, at };
	let fates = |from, to| flow.fates_of_export(Party::Member(0), from, to).expect("in range");
	assert_eq!(
		fates(0, 600),
		[run(400, member(0)), run(50, Fate::Lost), run(150, Fate::Grid { at: 0 })]
	);
	assert_eq!(fates(399, 401), [run(1, member(399)), run(1, Fate::Lost)]);
	assert_eq!(fates(500, 501), [run(1, Fate::Grid { at: 50 })]);
	assert_eq!(fates(7, 7), []);
	let sources = flow.sources_of_import(Party::Balancing, 0, 50).expect("in range");
	assert_eq!(sources, [run(50, Source::Member { meter: 0, at: 400 })]);
	assert_eq!(flow.fates_of_export(Party::Member(0), 0, 601), None);
	assert_eq!(flow.fates_of_export(Party::Member(0), 2, 1), None);
	assert_eq!(flow.fates_of_export(Party::Member(1), 0, 0), None);
}

#[test]
fn rows_outside_the_book_have_no_place_on_the_axes() {
	let market = Market::new(USUAL, vec![Member::new(10, 0), Member::new(0, 10)]);
	let clearing = market.clear();
	let mut rows = market.flow_rows(&clearing);
	let row = |meter, class| FlowRow { meter, class, export: 8, import: 9, import_in_market: 0 };
	rows.splice(1..1, [row(1, Class::Gap), row(2, Class::Sub)]);
	rows.push(row(7, Class::Feeder));
	let flow = SlotFlow::new(&rows, &clearing).expect("sums fit");
	let late = |with| Some(vec![Run { quantity: 3, with }]);
	assert_eq!(flow.fates_of_export(Party::Member(1), 2, 5), late(Fate::Late));
	let late = Some(vec![Run { quantity: 9, with: Source::Late }]);
	assert_eq!(flow.sources_of_import(Party::Member(1), 0, 9), late);
	assert_eq!(flow.fates_of_export(Party::Member(2), 0, 1), None);
	assert_eq!(flow.fates_of_export(Party::Member(7), 0, 1), None);
	assert_eq!(flow.rows().len(), 5);
}

#[test]
fn rows_that_do_not_fit_are_refused() {
	let market = Market::new(USUAL, vec![Member::new(10, 0), Member::new(0, 10)]);
	let clearing = market.clear();
	let mut rows = market.flow_rows(&clearing);
	// More import in the market than import.
	rows[1].import = 9;
	assert_eq!(SlotFlow::new(&rows, &clearing), Err(FlowError::Sums));
	rows[1].import = 10;
	assert!(SlotFlow::new(&rows, &clearing).is_ok());
	rows[0].export = 9;
	assert_eq!(SlotFlow::new(&rows, &clearing), Err(FlowError::Sums));
	rows[0].meter = rows[1].meter;
	assert_eq!(SlotFlow::new(&rows, &clearing), Err(FlowError::Order));
}

#[test]
fn ranks_turn_without_leaving_64_bits() {
	let last = u64::MAX - 1;
	assert_eq!(importer_rank(last, last, u64::MAX), Some(u64::MAX - 2));
	assert_eq!(exporter_rank(u64::MAX - 2, last, u64::MAX), Some(last));
	assert_eq!(importer_rank(0, 0, 0), None);
	assert_eq!(matched_run(u64::MAX - 1, 1, u64::MAX, u64::MAX), (u64::MAX - 1, 1));
	assert_eq!(matched_run(0, 5, 0, 0), (0, 0));
}

#[test]
fn the_rotation_favours_no_index() {
	// The first exporter meets different neighbours in different slots.
	let mut market = Market::new(USUAL, vec![Member::new(5, 0), Member::new(95, 0)]);
	market.members.extend((0..10).map(|_| Member::new(0, 10)));
	let mut met = std::collections::BTreeSet::new();
	for slot in 1_900_000..1_900_096 {
		market.slot = slot;
		let (flow, _) = flow_of(&market);
		let fates = flow.fates_of_export(Party::Member(0), 0, 5).expect("in range");
		met.extend(fates.iter().filter_map(|share| match share.with {
			Fate::Member { meter, .. } => Some(meter),
			_ => None,
		}));
	}
	assert_eq!(met.len(), 10);
}

proptest! {
	#[test]
	fn the_lookup_agrees_with_a_look_at_every_base_quantity(market in small_markets()) {
		let (flow, clearing) = flow_of(&market);
		let naive = Naive::new(flow.rows(), &clearing);
		let mut met = Vec::new();
		let members = flow.rows().iter().map(|row| (Party::Member(row.meter), row.export));
		for (party, export) in members.chain([(Party::Balancing, clearing.found())]) {
			let fates = spelt(flow.fates_of_export(party, 0, export).expect("in range"));
			prop_assert_eq!(fates.len() as u64, export);
			for (rank, fate) in (0u64..).zip(&fates) {
				prop_assert_eq!(*fate, naive.fate((party, rank)));
				let one = flow.fates_of_export(party, rank, rank + 1).expect("in range");
				prop_assert_eq!(one, vec![Run { quantity: 1, with: *fate }]);
			}
			met.extend(fates);
		}
		// A bijection: no base quantity is used twice, and every matched one is used.
		let used = met.iter().filter(|fate| matches!(fate, Fate::Member { .. })).count();
		let lost = met.iter().filter(|fate| **fate == Fate::Lost).count();
		prop_assert_eq!((used + lost) as u64, clearing.matched);
		let grid = met.iter().filter(|fate| matches!(fate, Fate::Grid { .. })).count();
		prop_assert_eq!(grid as u128, clearing.grid_export());
		met.retain(|fate| *fate != Fate::Lost);
		let distinct: std::collections::BTreeSet<_> = met.iter().map(|f| format!("{f:?}")).collect();
		prop_assert_eq!(distinct.len(), met.len());
	}

	#[test]
	fn sources_are_the_inverse_of_fates(market in small_markets()) {
		let (flow, clearing) = flow_of(&market);
		let mut from_grid = Vec::new();
		let members = flow.rows().iter().map(|row| (Party::Member(row.meter), row.import));
		for (party, import) in members.chain([(Party::Balancing, clearing.lost())]) {
			let sources = spelt_sources(flow.sources_of_import(party, 0, import).expect("in range"));
			prop_assert_eq!(sources.len() as u64, import);
			for (rank, source) in (0u64..).zip(sources) {
				match source {
					Source::Member { meter, at } => {
						let back = flow.fates_of_export(Party::Member(meter), at, at + 1);
						let with = match party {
							Party::Member(meter) => Fate::Member { meter, at: rank },
							Party::Balancing => Fate::Lost,
						};
						prop_assert_eq!(back, Some(vec![Run { quantity: 1, with }]));
					}
					Source::Grid { at } => from_grid.push(at),
					Source::Found => prop_assert!(clearing.loss < 0),
					Source::Late => prop_assert!(false, "no gap in this market"),
				}
			}
		}
		let all: Vec<u64> = (0..clearing.grid_import() as u64).collect();
		prop_assert_eq!(from_grid, all);
	}

	#[test]
	fn money_and_flow_differ_by_less_than_one_base_quantity(market in small_markets()) {
		let (flow, c) = flow_of(&market);
		for row in flow.rows().iter().filter(|row| row.class.sells()) {
			let fates = flow.fates_of_export(Party::Member(row.meter), 0, row.export).expect("in range");
			let grid = |share: &&Run<Fate>| matches!(share.with, Fate::Grid { .. });
			let rest: u64 = fates.iter().filter(grid).map(|share| share.quantity).sum();
			let difference = i128::from((row.export - rest) * c.supply) - i128::from(row.export * c.matched);
			prop_assert!(difference.abs() < i128::from(c.supply.max(1)));
		}
	}
}
