// SPDX-License-Identifier: Apache-2.0
//! What lineage looks up: meters, rows of settled slots, homes, and pieces of import axes.

use crate::{
	error::Result,
	flow::SlotView,
	store::{Piece, Store},
};
use energy_primitives::{carrier::FACTS, MeterId, NetworkId, Slot};
use metering_core::{
	home::{Home, Moved},
	meter::{ConverterInput, Mark, MeterRole},
};
use settlement_core::RowLeaf;
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// Slots kept in memory: some days of a network.
const VIEWS_MAX: usize = 1_024;

/// What is known of a meter for good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Meter {
	/// What it stands for.
	pub role: MeterRole,
	/// Storage or converter.
	pub mark: Option<Mark>,
}

impl Meter {
	/// A connection point without a mark: what a meter is until more is known.
	pub const UNMARKED: Self = Self { role: MeterRole::Boundary, mark: None };
}

/// Where settled slots come from.
pub trait Ledger {
	/// The meters of a network that are known, by index.
	fn meters(&self, network: NetworkId) -> Result<Vec<(u32, Meter)>>;
	/// The settled slots of a network, rising.
	fn slots(&self, network: NetworkId) -> Result<Vec<Slot>>;
	/// A settled slot; `None` where there is none.
	fn slot(&self, network: NetworkId, slot: Slot) -> Result<Option<SlotView>>;
	/// What a meter moved in a settled slot; `None` if it did not speak then.
	fn row(&self, meter: MeterId, slot: Slot) -> Result<Option<RowLeaf>>;
	/// The pieces of a meter's import axis that `[from, to)` touches, in order.
	fn imports(&self, meter: MeterId, from: u64, to: u64) -> Result<Vec<Piece>>;
}

/// The indexer's database as a ledger.
pub struct StoreLedger<'a>(pub &'a Store);

impl Ledger for StoreLedger<'_> {
	fn meters(&self, network: NetworkId) -> Result<Vec<(u32, Meter)>> {
		let meters = self.0.meters(network)?.into_iter();
		let known = meters.map(|(id, row)| (id.index, Meter { role: row.role, mark: row.mark }));
		Ok(known.collect())
	}

	fn slots(&self, network: NetworkId) -> Result<Vec<Slot>> {
		self.0.slots(network)
	}

	fn slot(&self, network: NetworkId, slot: Slot) -> Result<Option<SlotView>> {
		SlotView::read(self.0, network, slot)
	}

	fn row(&self, meter: MeterId, slot: Slot) -> Result<Option<RowLeaf>> {
		self.0.row(meter, slot)
	}

	fn imports(&self, meter: MeterId, from: u64, to: u64) -> Result<Vec<Piece>> {
		self.0.imports_over(meter, from, to)
	}
}

/// The meters of a network, and which stand behind which.
#[derive(Default)]
struct Known {
	meters: HashMap<u32, Meter>,
	subs: HashMap<u32, Rc<[u32]>>,
}

/// A ledger with a memory.
pub struct Books<L> {
	ledger: L,
	networks: RefCell<HashMap<NetworkId, Rc<Known>>>,
	views: RefCell<HashMap<(NetworkId, Slot), Option<Rc<SlotView>>>>,
}

impl<L: Ledger> Books<L> {
	/// Books over a ledger. What was read lately is not read again.
	pub fn new(ledger: L) -> Self {
		Self { ledger, networks: RefCell::default(), views: RefCell::default() }
	}

	fn known(&self, network: NetworkId) -> Result<Rc<Known>> {
		if let Some(known) = self.networks.borrow().get(&network) {
			return Ok(known.clone());
		}
		let meters = self.ledger.meters(network)?;
		let mut subs: HashMap<u32, Vec<u32>> = HashMap::new();
		for (index, meter) in &meters {
			if let MeterRole::Sub { parent } = meter.role {
				subs.entry(parent).or_default().push(*index);
			}
		}
		let subs = subs.into_iter().map(|(parent, subs)| (parent, subs.into())).collect();
		let known = Rc::new(Known { meters: meters.into_iter().collect(), subs });
		self.networks.borrow_mut().insert(network, known.clone());
		Ok(known)
	}

	/// What is known of a meter.
	pub fn meter(&self, meter: MeterId) -> Result<Option<Meter>> {
		Ok(self.known(meter.network)?.meters.get(&meter.index).copied())
	}

	/// The sub-meters behind a boundary meter, by index.
	pub fn subs(&self, parent: MeterId) -> Result<Rc<[u32]>> {
		let known = self.known(parent.network)?;
		Ok(known.subs.get(&parent.index).cloned().unwrap_or_default())
	}

	/// The meters of all outputs made of one metered input, by carrier and index.
	pub(super) fn outputs_of(&self, input: MeterId) -> Result<Vec<MeterId>> {
		let mark = Some(Mark::Converter(ConverterInput::Meter(input)));
		let mut outputs = Vec::new();
		for facts in &FACTS {
			let network = NetworkId { carrier: facts.carrier, ..input.network };
			let known = self.known(network)?;
			let made = known.meters.iter().filter(|(_, meter)| meter.mark == mark);
			outputs.extend(made.map(|(index, _)| MeterId { network, index: *index }));
		}
		outputs.sort_unstable();
		Ok(outputs)
	}

	/// A settled slot.
	pub fn slot(&self, network: NetworkId, slot: Slot) -> Result<Option<Rc<SlotView>>> {
		if let Some(view) = self.views.borrow().get(&(network, slot)) {
			return Ok(view.clone());
		}
		let view = self.ledger.slot(network, slot)?.map(Rc::new);
		let mut views = self.views.borrow_mut();
		if views.len() >= VIEWS_MAX {
			views.clear();
		}
		views.insert((network, slot), view.clone());
		Ok(view)
	}

	/// What a meter moved in a slot; `None` if it did not speak then.
	pub fn row(&self, meter: MeterId, slot: Slot) -> Result<Option<RowLeaf>> {
		self.ledger.row(meter, slot)
	}

	/// The settled slots of a network, rising.
	pub(super) fn slots(&self, network: NetworkId) -> Result<Vec<Slot>> {
		self.ledger.slots(network)
	}

	/// The pieces of a meter's import axis that `[from, to)` touches, in order.
	pub(super) fn imports(&self, meter: MeterId, from: u64, to: u64) -> Result<Vec<Piece>> {
		self.ledger.imports(meter, from, to)
	}

	/// A home in a slot, with the sub-meters that were read over the same slots as its boundary
	/// meter; `None` if the boundary meter did not speak then.
	pub fn home(&self, parent: MeterId, slot: Slot) -> Result<Option<Home>> {
		let Some(view) = self.slot(parent.network, slot)? else { return Ok(None) };
		let Some(boundary) = row(&view, parent.index) else { return Ok(None) };
		let moved =
			|leaf: &RowLeaf| Moved { import: leaf.import.into(), export: leaf.export.into() };
		let sub = |index: &u32| {
			let leaf = row(&view, *index).filter(|leaf| leaf.span == boundary.span)?;
			Some((*index, moved(leaf)))
		};
		let subs: Vec<(u32, Moved)> = self.subs(parent)?.iter().filter_map(sub).collect();
		Ok(Home::new(moved(boundary), &subs))
	}
}

fn row(view: &SlotView, index: u32) -> Option<&RowLeaf> {
	let place = view.rows.binary_search_by_key(&index, |(meter, _)| *meter).ok()?;
	view.rows.get(place).map(|(_, leaf)| leaf)
}
