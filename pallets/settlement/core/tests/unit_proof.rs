// SPDX-License-Identifier: Apache-2.0
//! A few pages tell what all rows tell, and nothing else passes for them.

mod forged;

use crate::strategies::{small_markets, Market, Member, USUAL};
use energy_primitives::{Quality, RowClass, RowEnergy, PAGE_ROWS};
use proptest::prelude::*;
use settlement_core::{
	life, Axes, Class, Fate, FlowRow, GridMode, Keys, PageLeaf, PageProof, PartialFlow, Party,
	RootBuilder, RowLeaf, Run, Segment, SlotFlow, SlotHeader, SlotProof, SlotRecord, Standing,
	Unshown,
};
use sp_core::Blake2Hasher;
use std::collections::BTreeMap;

type H = Blake2Hasher;

/// Members stand this far apart, so that a handful of them fills several pages.
const APART: u32 = 90;

/// A swept slot with all it is made of.
#[derive(Clone, Debug)]
struct Swept {
	record: SlotRecord,
	leaves: Vec<PageLeaf>,
	pages: Vec<Vec<RowLeaf>>,
}

fn row_energy(meter: u32, class: RowClass, span: u32, export: u32, import: u32) -> RowEnergy {
	RowEnergy {
		row: (meter % PAGE_ROWS) as u8,
		class,
		span,
		import,
		export,
		import_before: 0,
		export_before: 0,
		quality: Quality::Measured,
		import_repaid: 0,
		export_repaid: 0,
		storage_tail: None,
	}
}

impl Swept {
	/// The market's members, and behind each a gap and a sub-meter that are no part of it.
	/// `change` sets what a leaf has besides its energy.
	fn new(market: &Market, change: impl Fn(u32, &mut RowLeaf)) -> Self {
		let clearing = market.clear();
		let mut pages: BTreeMap<u32, Vec<RowLeaf>> = BTreeMap::new();
		for (place, member) in (0u32..).zip(&market.members) {
			let meter = place * APART;
			let energy = row_energy(meter, RowClass::Boundary, 1, member.export, member.import);
			let standing: Standing = market.standing(member);
			let own = market.leaf(&clearing, place as usize);
			let gap = row_energy(meter + 1, RowClass::Boundary, 3, 70, 60);
			let sub = row_energy(meter + 2, RowClass::Sub, 1, member.export, member.import);
			for (meter, energy) in (meter..).zip([energy, gap, sub]) {
				let class = clearing.class_of(&energy, standing);
				let in_market = if class.buys() { own.import_in_market } else { 0 };
				let mut leaf = RowLeaf::new(&energy, class, in_market, 0);
				change(meter, &mut leaf);
				pages.entry(meter / PAGE_ROWS).or_default().push(leaf);
			}
		}
		let last = pages.keys().last().map_or(0, |page| page + 1);
		let pages = (0..last).map(|page| pages.remove(&page).unwrap_or_default()).collect();
		let header = SlotHeader {
			clearing,
			grid_export_before: 5,
			grid_import_before: 6,
			no_feeder: false,
			contested: false,
		};
		Self::of(header, pages)
	}

	fn of(header: SlotHeader, pages: Vec<Vec<RowLeaf>>) -> Self {
		let mut tree = RootBuilder::for_slot::<H>(&header);
		let (mut start, mut leaves) = (Axes::default(), Vec::new());
		for (page, rows) in (0u32..).zip(&pages) {
			let (leaf, end) = PageLeaf::new::<H>(page, start, rows).expect("small");
			tree.push::<H>(leaf.hash::<H>()).expect("few");
			leaves.push(leaf);
			start = end;
		}
		let record = SlotRecord { header, pages: pages.len() as u32, root: tree.root::<H>() };
		Self { record, leaves, pages }
	}

	fn page(&self, page: u32) -> PageProof {
		let rows = self.pages[page as usize].clone();
		PageProof::new::<H>(&self.record.header, &self.leaves, page, rows).expect("exists")
	}

	fn proof(&self, pages: impl IntoIterator<Item = u32>) -> SlotProof {
		let pages = pages.into_iter().map(|page| self.page(page)).collect();
		SlotProof { record: self.record, pages }
	}

	/// The page whose importers have this matched rank.
	fn page_of(&self, rank: u64) -> u32 {
		let clearing = &self.record.header.clearing;
		let begin = |leaf: &PageLeaf| {
			u128::from(leaf.start.accepted_import) * u128::from(clearing.matched)
				/ u128::from(clearing.demand)
		};
		self.leaves.partition_point(|leaf| begin(leaf) <= u128::from(rank)) as u32 - 1
	}

	/// The exporter's page and those of the importers it met, found as they are missed.
	fn needed(&self, meter: u32, from: u64, to: u64) -> SlotProof {
		let mut pages = std::collections::BTreeSet::from([meter / PAGE_ROWS]);
		loop {
			let proof = self.proof(pages.clone());
			let flow = PartialFlow::new(&proof.record, &proof.pages).expect("fits");
			match flow.fates_of_export(meter, from, to) {
				Err(Unshown::MissingPage { rank, .. }) => {
					assert!(pages.insert(self.page_of(rank)), "no page is asked for twice");
				}
				_ => return proof,
			}
		}
	}

	fn flow(&self) -> SlotFlow {
		let row =
			|page: u32, leaf: &RowLeaf| FlowRow::new(page * PAGE_ROWS + u32::from(leaf.row), leaf);
		let pages = (0u32..).zip(&self.pages);
		let rows: Vec<FlowRow> =
			pages.flat_map(|(page, rows)| rows.iter().map(move |leaf| row(page, leaf))).collect();
		SlotFlow::new(&rows, &self.record.header.clearing).expect("fits")
	}
}

/// Three homes on three pages; the first exports, the others take. Slot after slot, 400 each.
fn day(slots: u32) -> Vec<Swept> {
	let slot = |at: u32| {
		let members = [Member::new(400, 0), Member::new(0, 150), Member::new(0, 0)];
		let more = [Member::new(0, 0), Member::new(0, 130), Member::new(0, 50)];
		let mut market = Market::new(USUAL, members.into_iter().chain(more).collect());
		market.slot = 1_900_000 + at;
		market.loss = 20;
		Swept::new(&market, |meter, leaf| {
			if meter == 0 {
				leaf.export_before = 400 * u64::from(at);
			}
		})
	};
	(0..slots).map(slot).collect()
}

/// The second unit of the first home: from 1000 to 2000, in slots 2 to 4.
fn unit() -> (Vec<Swept>, Vec<SlotProof>) {
	let day = day(6);
	let ranges = [(2usize, 200, 400), (3, 0, 400), (4, 0, 400)];
	let proofs = ranges.iter().map(|(slot, from, to)| day[*slot].needed(0, *from, *to)).collect();
	(day, proofs)
}

fn shown(proofs: &[SlotProof]) -> Result<Vec<Segment>, Unshown> {
	life::<H>(0, (1_000, 2_000), proofs)
}

#[test]
fn a_unit_is_shown_by_the_pages_it_touched() {
	let (day, proofs) = unit();
	let segments = shown(&proofs).expect("holds");
	assert_eq!(segments.iter().map(|segment| segment.quantity).sum::<u64>(), 1_000);
	let slots: std::collections::BTreeSet<u32> =
		segments.iter().map(|segment| segment.slot).collect();
	assert_eq!(slots.len(), 3);
	let clearing = &day[2].record.header.clearing;
	let grid = segments.iter().find(|s| matches!(s.fate, Fate::Grid { .. })).expect("some");
	assert_eq!((grid.seller_price, grid.buyer_price), (Some(USUAL.feed_in), None));
	let used = segments.iter().find(|s| matches!(s.fate, Fate::Member { .. })).expect("some");
	assert_eq!(used.seller_price, Some(clearing.price_seller));
	assert_eq!(used.buyer_price, Some(clearing.price_buyer));
	// The same by the flow over all rows.
	let mut all = Vec::new();
	for (slot, from, to) in [(2usize, 200, 400), (3, 0, 400), (4, 0, 400)] {
		all.extend(day[slot].flow().fates_of_export(Party::Member(0), from, to).expect("fits"));
	}
	let runs: Vec<Run<Fate>> =
		segments.iter().map(|s| Run { quantity: s.quantity, with: s.fate }).collect();
	assert_eq!(runs, all);
}

#[test]
fn a_unit_that_is_not_exported_yet_is_not_shown() {
	let (day, mut proofs) = unit();
	let last = day.last().expect("some").proof([0, 1]);
	let next = life::<H>(0, (2_400, 3_400), std::slice::from_ref(&last));
	assert_eq!(next, Err(Unshown::NotExported { to: 2_400 }));
	proofs.pop();
	assert_eq!(shown(&proofs), Err(Unshown::NotExported { to: 1_600 }));
	assert_eq!(life::<H>(0, (5, 5), std::slice::from_ref(&last)), Err(Unshown::Range));
	assert_eq!(life::<H>(0, (6, 5), &[last]), Err(Unshown::Range));
	assert_eq!(shown(&[]), Err(Unshown::NotExported { to: 1_000 }));
}

#[test]
fn another_unit_or_meter_is_not_shown_by_it() {
	let (_, proofs) = unit();
	let other = life::<H>(0, (0, 1_000), &proofs);
	assert_eq!(other, Err(Unshown::Hole { at: 0 }));
	let next = life::<H>(0, (2_000, 3_000), &proofs);
	assert_eq!(next, Err(Unshown::NotExported { to: 2_000 }));
	let meter = |meter| life::<H>(meter, (0, 1_000), &proofs);
	assert_eq!(meter(2), Err(Unshown::NoUnits), "a sub-meter");
	assert!(matches!(meter(4), Err(Unshown::NoRow { .. })));
	assert!(matches!(meter(u32::MAX), Err(Unshown::NoRow { .. })));
}

#[test]
fn another_slot_does_not_stand_in_for_one() {
	let (day, proofs) = unit();
	// A page of another slot, a record of another slot, a slot left out, two swapped.
	let mut other = proofs.clone();
	other[1].pages = day[5].proof(0..2).pages;
	assert!(matches!(shown(&other), Err(Unshown::WrongPage { .. })));
	let mut other = proofs.clone();
	other[1].record = day[5].record;
	assert!(matches!(shown(&other), Err(Unshown::SlotOrder { .. })));
	let mut other = proofs.clone();
	other[2].record = day[5].record;
	assert!(matches!(shown(&other), Err(Unshown::WrongPage { .. })));
	let other = [proofs[0].clone(), proofs[2].clone()];
	assert_eq!(shown(&other), Err(Unshown::Hole { at: 1_200 }));
	let other = [proofs[1].clone(), proofs[0].clone(), proofs[2].clone()];
	assert_eq!(shown(&other), Err(Unshown::SlotOrder { slot: 1_900_002 }));
	let other = [proofs[0].clone(), proofs[0].clone()];
	assert_eq!(shown(&other), Err(Unshown::SlotOrder { slot: 1_900_002 }));
}

#[test]
fn a_missing_page_is_missed_and_a_page_has_its_place() {
	let (day, proofs) = unit();
	let mut other = proofs.clone();
	other[1].pages.pop();
	assert!(matches!(shown(&other), Err(Unshown::MissingPage { slot: 1_900_003, .. })));
	other[1].pages = vec![day[3].page(1)];
	assert_eq!(shown(&other), Err(Unshown::NoRow { slot: 1_900_003 }));
	let mut other = proofs.clone();
	other[1].pages.reverse();
	assert_eq!(shown(&other), Err(Unshown::PageOrder { slot: 1_900_003 }));
	let mut other = proofs.clone();
	let twice = other[1].pages[0].clone();
	other[1].pages.insert(0, twice);
	assert_eq!(shown(&other), Err(Unshown::PageOrder { slot: 1_900_003 }));
	let mut other = proofs;
	other[1].pages[1].page = 7;
	assert_eq!(shown(&other), Err(Unshown::WrongPage { slot: 1_900_003, page: 7 }));
}

#[test]
fn records_that_contradict_themselves_show_nothing() {
	// Roots that fit rows that don't fit the clearing: no chain makes these.
	let (day, _) = unit();
	let with = |change: &dyn Fn(&mut Vec<Vec<RowLeaf>>)| {
		let mut pages = day[3].pages.clone();
		change(&mut pages);
		let swept = Swept::of(day[3].record.header, pages);
		life::<H>(0, (1_200, 1_600), &[swept.proof(0..swept.record.pages)])
	};
	assert!(with(&|_| ()).is_ok());
	let sums = Err(Unshown::Sums { slot: 1_900_003 });
	assert_eq!(with(&|pages| pages[0][0].export += 1), sums);
	assert_eq!(with(&|pages| pages[1][0].import = 1_000), sums);
	assert_eq!(with(&|pages| pages[0][0].export_repaid = 401), sums);
	assert_eq!(with(&|pages| pages[0][0].export_before = u64::MAX), sums);
	assert_eq!(with(&|pages| pages[0][0].class = Class::Outside), sums);
	let order = Err(Unshown::PageOrder { slot: 1_900_003 });
	assert_eq!(with(&|pages| pages[0].swap(0, 1)), order);
	assert_eq!(with(&|pages| pages[0][1].row = 0), order);
}

/// A slot in which the first home exports `export` from `before` on, after `span` slots.
fn alone(slot: u32, span: u32, before: u64, export: u32, repaid: u32) -> Swept {
	let in_market = if span == 1 { export } else { 0 };
	let mut market = Market::new(USUAL, vec![Member::new(in_market, 0), Member::new(0, 250)]);
	market.slot = slot;
	Swept::new(&market, |meter, leaf| {
		if meter == 0 {
			leaf.export_before = before;
			leaf.export = export;
			leaf.export_repaid = repaid;
			leaf.span = span;
			leaf.class = if span == 1 { leaf.class } else { Class::Gap };
		}
	})
}

fn life_of(slots: &[Swept], range: (u64, u64)) -> Result<Vec<Segment>, Unshown> {
	let proofs: Vec<SlotProof> = slots.iter().map(|slot| slot.proof([0])).collect();
	life::<H>(0, range, &proofs)
}

#[test]
fn what_a_correction_appended_is_late_where_no_reading_lies_between() {
	// Slot 10 ends at 300; a correction appends 200; slot 11 goes on at 500.
	let slots = [alone(10, 1, 0, 300, 0), alone(11, 1, 500, 600, 0)];
	let segments = life_of(&slots, (0, 1_000)).expect("holds");
	let late: Vec<&Segment> = segments.iter().filter(|segment| segment.appended).collect();
	assert_eq!(late.len(), 1);
	assert_eq!((late[0].slot, late[0].quantity, late[0].fate), (10, 200, Fate::Late));
	assert_eq!(segments.iter().map(|s| s.quantity).sum::<u64>(), 1_000);
	// The range begins or ends in what was appended.
	let part =
		|range| life_of(&slots, range).expect("holds").iter().map(|s| s.quantity).sum::<u64>();
	assert_eq!([part((350, 450)), part((450, 600)), part((250, 350))], [100, 150, 100]);
	// Without the row before, or with one between, the same stretch is a hole.
	assert_eq!(life_of(&slots[1..], (300, 600)), Err(Unshown::Hole { at: 300 }));
	let apart = [alone(10, 1, 0, 300, 0), alone(12, 1, 500, 600, 0)];
	assert_eq!(life_of(&apart, (0, 1_000)), Err(Unshown::Hole { at: 300 }));
	let gap = [alone(10, 1, 0, 300, 0), alone(12, 2, 500, 600, 0)];
	let segments = life_of(&gap, (0, 1_000)).expect("the gap covers slot 11");
	assert!(segments.iter().filter(|s| s.slot == 12).all(|s| s.fate == Fate::Late));
	// What is appended behind the last row of a proof is not shown yet.
	assert_eq!(life_of(&slots[..1], (0, 400)), Err(Unshown::NotExported { to: 300 }));
}

#[test]
fn repaid_ranks_are_on_no_axis() {
	// 300 exported, the last 100 fill a debt: the next slot goes on at 200.
	let slots = [alone(10, 1, 0, 300, 100), alone(11, 1, 200, 300, 0)];
	let segments = life_of(&slots, (0, 500)).expect("holds");
	let in_first: u64 = segments.iter().filter(|s| s.slot == 10).map(|s| s.quantity).sum::<u64>();
	assert_eq!((in_first, segments.iter().all(|s| !s.appended)), (200, true));
	assert_eq!(life_of(&slots[..1], (0, 300)), Err(Unshown::NotExported { to: 200 }));
	// An axis never goes back.
	let back = [alone(10, 1, 0, 300, 0), alone(11, 1, 200, 300, 0)];
	assert_eq!(life_of(&back, (0, 500)), Err(Unshown::Sums { slot: 11 }));
}

#[test]
fn outside_rows_are_billed_elsewhere() {
	let mut market = Market::new(USUAL, vec![Member::new(100, 0), Member::new(0, 250)]);
	market.members[0].outside = true;
	let swept = Swept::new(&market, |_, _| ());
	let segments = life::<H>(0, (0, 100), &[swept.proof([0])]).expect("holds");
	assert_eq!(segments.len(), 1);
	assert_eq!((segments[0].fate, segments[0].seller_price), (Fate::Grid { at: 0 }, None));
}

#[test]
fn what_the_grid_bills_elsewhere_has_no_price_here() {
	let members = vec![Member::new(100, 0), Member::new(0, 60).sharing(100, 300_000)];
	let mut market = Market::new(USUAL, members).shared(Keys::Static, 120_000);
	market.slot = 0;
	let prices = |mode| {
		let swept = Swept::new(&market.clone().in_mode(mode), |_, _| ());
		let segments = life::<H>(0, (0, 100), &[swept.proof([0])]).expect("holds");
		let price = |s: &Segment| (s.quantity, s.seller_price, s.buyer_price);
		segments.iter().map(price).collect::<Vec<_>>()
	};
	let used = (30, Some(120_000), Some(150_000));
	assert_eq!(prices(GridMode::OnChain), [used, (70, Some(50_000), None)]);
	assert_eq!(prices(GridMode::Outside), [used, (70, None, None)]);
	assert_eq!(prices(GridMode::Closed), [(100, None, None)]);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(60))]

	#[test]
	fn the_needed_pages_tell_what_all_rows_tell(
		market in small_markets(), from: prop::sample::Index, to: prop::sample::Index
	) {
		let swept = Swept::new(&market, |_, _| ());
		let flow = swept.flow();
		for row in flow.rows() {
			let ends = row.export as usize + 1;
			let (from, to) = (from.index(ends) as u64, to.index(ends) as u64);
			for (from, to) in [(0, row.export), (from.min(to), from.max(to))] {
				let proof = swept.needed(row.meter, from, to);
				let partial = PartialFlow::new(&proof.record, &proof.pages).expect("fits");
				let told = partial.fates_of_export(row.meter, from, to).ok();
				prop_assert_eq!(told, flow.fates_of_export(Party::Member(row.meter), from, to));
			}
		}
	}
}
