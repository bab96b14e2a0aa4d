// SPDX-License-Identifier: Apache-2.0
//! Markets as they occur, and some that should not.

use energy_primitives::{ClosedSlot, RowClass, RowEnergy, Slot};
use proptest::{collection::vec, option, prelude::*};
use settlement_core::{
	clear, Allotment, Axes, Book, Class, Clearing, FlowRow, Gather, GridMode, Keys, Limits,
	PageShares, RowLeaf, Rule, Share, ShareRow, Sharing, SlotTerms, Standing, Tariff,
};

/// Rows per page where shares are gathered: few, so that a market has several pages.
const GATHER_ROWS: usize = 5;

#[derive(Clone, Debug)]
pub(crate) struct Member {
	pub(crate) export: u32,
	pub(crate) import: u32,
	pub(crate) limits: Limits,
	pub(crate) share: Share,
	pub(crate) outside: bool,
}

impl Member {
	pub(crate) fn new(export: u32, import: u32) -> Self {
		let (limits, share) = (Limits::default(), Share::default());
		Self { export, import, limits, share, outside: false }
	}

	/// Takes part with `percent` of its import, and has a fixed share.
	pub(crate) fn sharing(mut self, percent: u8, ppm: u32) -> Self {
		self.share = Share { participation_percent: percent, share_ppm: ppm };
		self
	}

	pub(crate) fn selling_from(mut self, price: i32) -> Self {
		self.limits.sell_min = Some(price);
		self
	}

	pub(crate) fn buying_to(mut self, price: i32) -> Self {
		self.limits.buy_max = Some(price);
		self
	}
}

/// One slot of one network: whole pages of rows are not needed, a row is a member.
#[derive(Clone, Debug)]
pub(crate) struct Market {
	pub(crate) slot: Slot,
	pub(crate) tariff: Tariff,
	pub(crate) rule: Rule,
	pub(crate) mode: GridMode,
	pub(crate) members: Vec<Member>,
	pub(crate) loss: i64,
}

impl Market {
	pub(crate) fn new(tariff: Tariff, members: Vec<Member>) -> Self {
		let (rule, mode) = (Rule::Ratio, GridMode::OnChain);
		Self { slot: 1_900_000, tariff, rule, mode, members, loss: 0 }
	}

	/// The same market where supply is shared out.
	pub(crate) fn shared(mut self, keys: Keys, price: i32) -> Self {
		self.rule = Rule::Sharing(Sharing { keys, price });
		self
	}

	pub(crate) fn in_mode(mut self, mode: GridMode) -> Self {
		self.mode = mode;
		self
	}

	pub(crate) fn terms(&self) -> SlotTerms {
		SlotTerms { tariff: self.tariff, rule: self.rule, mode: self.mode }
	}

	pub(crate) fn standing(&self, member: &Member) -> Standing {
		if member.outside {
			Standing::Outside
		} else {
			self.rule.standing(&member.limits, &member.share, &self.tariff)
		}
	}

	pub(crate) fn book(&self) -> Book {
		let mut book = Book::default();
		for member in &self.members {
			let (export, import) = (member.export.into(), member.import.into());
			let added = match self.rule {
				Rule::Ratio => book.add(export, import, self.standing(member)),
				Rule::Sharing(_) => book.add_shared(export, import, &member.share, member.outside),
			};
			added.expect("small");
		}
		book
	}

	/// Pages of shares, each begun where the one before ended.
	pub(crate) fn share_pages(&self) -> Vec<PageShares> {
		let mut before = 0;
		let mut pages = Vec::new();
		for members in self.members.chunks(GATHER_ROWS) {
			let row = |(row, member): (u8, &Member)| ShareRow::first(row, member.share, 0);
			let rows: Vec<_> = (0..).zip(members).map(row).collect();
			let page = PageShares::new(&rows, self.slot, before);
			before = page.end();
			pages.push(page);
		}
		pages
	}

	fn allotment(&self, index: usize) -> Allotment {
		self.share_pages()[index / GATHER_ROWS].of((index % GATHER_ROWS) as u8)
	}

	/// What is gathered page by page where the terms ask for it.
	pub(crate) fn gathered(&self) -> Option<u64> {
		let Rule::Sharing(sharing) = self.rule else { return None };
		let mut gather = Gather::new(&self.book(), self.loss).expect("small");
		for (page, shares) in self.share_pages().iter().enumerate() {
			let first = page * GATHER_ROWS;
			let members = self.members[first..].iter().take(GATHER_ROWS).enumerate();
			let inside = members.filter(|(_, member)| !member.outside);
			let rows: Vec<_> = inside
				.map(|(row, _)| RowEnergy { row: row as u8, ..self.energy(first + row) })
				.collect();
			gather.page(&sharing, &rows, shares).expect("small");
			assert_eq!(gather.shares_before, shares.end());
		}
		self.terms().gathers().then_some(gather.matched)
	}

	pub(crate) fn closed(&self) -> ClosedSlot {
		let net: i64 = self.members.iter().map(|m| i64::from(m.export) - i64::from(m.import)).sum();
		ClosedSlot {
			slot: self.slot,
			grid_net: self.loss - net,
			loss: self.loss,
			no_feeder: false,
			contested: false,
			feeder_late: 0,
		}
	}

	pub(crate) fn clear(&self) -> Clearing {
		clear(&self.book(), &self.closed(), &self.terms(), self.gathered()).expect("clears")
	}

	pub(crate) fn energy(&self, index: usize) -> RowEnergy {
		let member = &self.members[index];
		RowEnergy {
			row: index as u8,
			class: RowClass::Boundary,
			span: 1,
			import: member.import,
			export: member.export,
			import_before: 1_000 * index as u64,
			export_before: 77,
			quality: energy_primitives::Quality::Measured,
			import_repaid: 0,
			export_repaid: 0,
			storage_tail: None,
		}
	}

	pub(crate) fn class(&self, clearing: &Clearing, index: usize) -> Class {
		clearing.class_of(&self.energy(index), self.standing(&self.members[index]))
	}

	pub(crate) fn leaf(&self, clearing: &Clearing, index: usize) -> RowLeaf {
		let (energy, class) = (self.energy(index), self.class(clearing, index));
		let allotment = self.allotment(index);
		let in_market = clearing.import_in_market(energy.import, class, &allotment);
		RowLeaf::new(&energy, class, in_market, 0)
	}

	/// Every row with the sums in front of it.
	pub(crate) fn leaves(&self, clearing: &Clearing) -> Vec<(RowLeaf, Axes)> {
		let mut before = Axes::default();
		let leaf = |index| {
			let (leaf, axes) = (self.leaf(clearing, index), before);
			before = axes.after(&leaf).expect("small");
			(leaf, axes)
		};
		(0..self.members.len()).map(leaf).collect()
	}

	pub(crate) fn flow_rows(&self, clearing: &Clearing) -> Vec<FlowRow> {
		(0..self.members.len())
			.map(|index| FlowRow::new(3 * index as u32, &self.leaf(clearing, index)))
			.collect()
	}
}

/// 5 ct feed-in, 30 ct retail, 2 ct network fee, 1 ct for the fund.
pub(crate) const USUAL: Tariff =
	Tariff { feed_in: 50_000, retail: 300_000, network_fee: 20_000, fund_fee: 10_000 };

pub(crate) fn tariffs() -> impl Strategy<Value = Tariff> {
	let usual = (-150_000..150_000, 0..400_000, 0..30_000, 0..30_000);
	let tiny = (-9..9, 0..12, 0..4, 0..4);
	let huge = (-10_000_000..0, 0..20_000_000, 0..2, 0..2);
	let no_margin = (-50..50, Just(7), Just(4), Just(3));
	prop_oneof![4 => usual, 3 => tiny, 1 => huge, 1 => no_margin].prop_map(
		|(feed_in, above, network_fee, fund_fee)| Tariff {
			feed_in,
			retail: (feed_in + above).min(10_000_000),
			network_fee,
			fund_fee,
		},
	)
}

pub(crate) fn energies() -> impl Strategy<Value = u32> {
	prop_oneof![3 => Just(0), 4 => 0u32..6, 4 => 0u32..5_000, 1 => any::<u32>()]
}

/// Limits around the band of the tariff, its ends and beyond.
pub(crate) fn limits(tariff: Tariff) -> impl Strategy<Value = Limits> {
	let (low, high) = (tariff.feed_in - 3, tariff.retail + 3);
	let price =
		move || option::weighted(0.5, prop_oneof![low..=high, Just(i32::MIN), Just(i32::MAX)]);
	(price(), price()).prop_map(|(buy_max, sell_min)| Limits { buy_max, sell_min })
}

/// Shares that together are often less than the whole supply and sometimes more.
fn shares() -> impl Strategy<Value = Share> {
	let percent = prop_oneof![3 => Just(100u8), 1 => Just(0), 2 => 0..=100u8];
	let ppm = prop_oneof![1 => Just(0u32), 4 => 0..250_000u32, 1 => 0..=1_000_000u32];
	(percent, ppm)
		.prop_map(|(participation_percent, share_ppm)| Share { participation_percent, share_ppm })
}

fn member(tariff: Tariff, energy: BoxedStrategy<u32>) -> impl Strategy<Value = Member> {
	(energy.clone(), energy, limits(tariff), shares(), prop::bool::weighted(0.1)).prop_map(
		|(export, import, limits, share, outside)| Member {
			export,
			import,
			limits,
			share,
			outside,
		},
	)
}

/// Any rule, with an agreed price in the band, at its ends or beyond.
fn rules(tariff: Tariff) -> impl Strategy<Value = Rule> {
	let keys = prop_oneof![Just(Keys::Dynamic), Just(Keys::Static)];
	let (low, high) = (tariff.feed_in - 3, tariff.retail + 3);
	let price = prop_oneof![4 => low..=high, 1 => Just(i32::MIN), 1 => Just(i32::MAX)];
	let sharing = (keys, price).prop_map(|(keys, price)| Rule::Sharing(Sharing { keys, price }));
	prop_oneof![1 => Just(Rule::Ratio), 3 => sharing]
}

fn modes() -> impl Strategy<Value = GridMode> {
	prop_oneof![
		4 => Just(GridMode::OnChain), 2 => Just(GridMode::Outside), 1 => Just(GridMode::Closed)
	]
}

fn markets_of(
	energy: BoxedStrategy<u32>,
	loss: BoxedStrategy<i64>,
	members: std::ops::Range<usize>,
) -> impl Strategy<Value = Market> {
	tariffs().prop_flat_map(move |tariff| {
		(any::<Slot>(), vec(member(tariff, energy.clone()), members.clone()), loss.clone())
			.prop_map(move |(slot, members, loss)| Market {
				slot,
				loss,
				..Market::new(tariff, members)
			})
	})
}

fn on_any_terms(markets: impl Strategy<Value = Market>) -> impl Strategy<Value = Market> {
	markets.prop_flat_map(|market| {
		(rules(market.tariff), modes()).prop_map(move |(rule, mode)| Market {
			rule,
			mode,
			..market.clone()
		})
	})
}

/// Any market under the ratio rule: with losses of both signs, without members, with one.
pub(crate) fn markets() -> impl Strategy<Value = Market> {
	let loss =
		prop_oneof![2 => Just(0i64), 4 => -300i64..300, 1 => -9_000_000_000i64..9_000_000_000];
	markets_of(energies().boxed(), loss.boxed(), 0..24)
}

/// Any market under any rule and in any mode.
pub(crate) fn all_markets() -> impl Strategy<Value = Market> {
	on_any_terms(markets())
}

/// Markets under any rule and in any mode whose every base quantity can be looked at.
pub(crate) fn small_markets() -> impl Strategy<Value = Market> {
	let energy = prop_oneof![Just(0u32), 0u32..40].boxed();
	on_any_terms(markets_of(energy, (-25i64..25).boxed(), 0..10))
}
