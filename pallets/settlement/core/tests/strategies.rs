// SPDX-License-Identifier: Apache-2.0
//! Markets as they occur, and some that should not.

use energy_primitives::{ClosedSlot, RowClass, RowEnergy, Slot};
use proptest::{collection::vec, option, prelude::*};
use settlement_core::{clear, Book, Class, Clearing, FlowRow, Limits, Standing, Tariff};

#[derive(Clone, Debug)]
pub(crate) struct Member {
	pub(crate) export: u32,
	pub(crate) import: u32,
	pub(crate) limits: Limits,
	pub(crate) outside: bool,
}

impl Member {
	pub(crate) fn new(export: u32, import: u32) -> Self {
		Self { export, import, limits: Limits::default(), outside: false }
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
	pub(crate) members: Vec<Member>,
	pub(crate) loss: i64,
}

impl Market {
	pub(crate) fn new(tariff: Tariff, members: Vec<Member>) -> Self {
		Self { slot: 1_900_000, tariff, members, loss: 0 }
	}

	pub(crate) fn standing(&self, member: &Member) -> Standing {
		if member.outside {
			Standing::Outside
		} else {
			member.limits.standing(&self.tariff)
		}
	}

	pub(crate) fn book(&self) -> Book {
		let mut book = Book::default();
		for member in &self.members {
			let standing = self.standing(member);
			book.add(member.export.into(), member.import.into(), standing).expect("small");
		}
		book
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
		clear(&self.book(), &self.closed(), &self.tariff).expect("clears")
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

	pub(crate) fn flow_rows(&self, clearing: &Clearing) -> Vec<FlowRow> {
		(0..self.members.len())
			.map(|index| FlowRow {
				meter: 3 * index as u32,
				class: self.class(clearing, index),
				export: self.members[index].export.into(),
				import: self.members[index].import.into(),
			})
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

fn member(tariff: Tariff, energy: BoxedStrategy<u32>) -> impl Strategy<Value = Member> {
	(energy.clone(), energy, limits(tariff), prop::bool::weighted(0.1))
		.prop_map(|(export, import, limits, outside)| Member { export, import, limits, outside })
}

fn markets_of(
	energy: BoxedStrategy<u32>,
	loss: BoxedStrategy<i64>,
	members: std::ops::Range<usize>,
) -> impl Strategy<Value = Market> {
	tariffs().prop_flat_map(move |tariff| {
		(any::<Slot>(), vec(member(tariff, energy.clone()), members.clone()), loss.clone())
			.prop_map(move |(slot, members, loss)| Market { slot, tariff, members, loss })
	})
}

/// Any market: with losses of both signs, without members, with one.
pub(crate) fn markets() -> impl Strategy<Value = Market> {
	let loss =
		prop_oneof![2 => Just(0i64), 4 => -300i64..300, 1 => -9_000_000_000i64..9_000_000_000];
	markets_of(energies().boxed(), loss.boxed(), 0..24)
}

/// Markets whose every base quantity can be looked at.
pub(crate) fn small_markets() -> impl Strategy<Value = Market> {
	markets_of(prop_oneof![Just(0u32), 0u32..40].boxed(), (-25i64..25).boxed(), 0..10)
}
