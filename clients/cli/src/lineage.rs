// SPDX-License-Identifier: Apache-2.0
//! Lineage: where energy came from, through homes, storages, converters and neighbours, and what a
//! storage made of what it was given. Nothing of it is recorded: it follows from settled rows.
//!
//! One file per stage: `books` (rows, homes and axes, looked up) -> this file (the walk back) and
//! `stored` (what became of it) -> `tree` (the answer).
//!
//! The walk ends by itself. An export is made of imports in an earlier slot (storage) or of a carrier
//! that stands before its own (converter), or it is an end; an import leads to exports of its own
//! slot and carrier.

mod books;
mod stored;
#[cfg(test)]
pub(crate) mod tests;
mod tree;

pub use books::{Books, Ledger, Meter, StoreLedger};
pub use stored::Kept;
pub use tree::{Node, Origin, Place, Reason};

use crate::{error::Result, flow::Names};
use energy_primitives::{Carrier, MeterId, Slot, SlotLength};
use metering_core::{
	converter::{input_of_floor, is_downhill, split_floor, Output},
	home::{Run, Sink, Source},
	meter::{ConverterInput, Mark, MeterRole, StorageFacts},
	storage,
};
use settlement_core::{Party, Source as NetworkSource};

/// Steps from an export to what it was made of, one inside the other: months of storages in storages.
const DEPTH_MAX: u32 = 128;

/// Steps in all, so that an answer never takes minutes.
const STEPS_MAX: u32 = 200_000;

/// What a base quantity weighs in the shares of an answer.
const WEIGHT: u128 = 1 << 40;

/// Energy whose origin is asked: ranks `[from, to)` of what a meter moved in a slot.
#[derive(Clone, Copy)]
struct Ask {
	meter: MeterId,
	slot: Slot,
	from: u64,
	to: u64,
	/// How much of the whole answer hangs on it.
	weight: u128,
	depth: u32,
}

impl Ask {
	fn quantity(&self) -> u64 {
		self.to.saturating_sub(self.from)
	}

	fn carrier(&self) -> Carrier {
		self.meter.network.carrier
	}

	/// Divides its weight among parts that sum up to `total`.
	fn divide(&self, total: u64) -> Shares {
		Shares { weight: self.weight, total: total.into(), done: 0 }
	}
}

/// A weight that is handed out part by part, nothing left over.
struct Shares {
	weight: u128,
	total: u128,
	done: u128,
}

impl Shares {
	fn next(&mut self, quantity: u64) -> u128 {
		// The weight of an answer is below 2^64 * 2^40, the parts are those of a 32-bit energy.
		let before = (self.weight * self.done).checked_div(self.total).unwrap_or(0);
		self.done = (self.done + u128::from(quantity)).min(self.total);
		let after = (self.weight * self.done).checked_div(self.total).unwrap_or(0);
		after - before
	}
}

/// Adds an end of the walk.
fn leaf(into: &mut Vec<Node>, origin: Origin, ask: &Ask) {
	tree::add(into, origin, ask);
}

fn unattributed(into: &mut Vec<Node>, reason: Reason, ask: &Ask) {
	leaf(into, Origin::Unattributed { reason }, ask);
}

/// One question about where energy came from.
pub struct Lineage<'a, L> {
	books: &'a Books<L>,
	names: &'a Names,
	steps: u32,
	found: Vec<Node>,
}

impl<'a, L: Ledger> Lineage<'a, L> {
	/// A question about energy in these books.
	pub fn new(books: &'a Books<L>, names: &'a Names) -> Self {
		Self { books, names, steps: 0, found: Vec::new() }
	}

	/// Adds what a meter exported in a slot, ranks `[from, to)`, to the question.
	pub fn export(&mut self, meter: MeterId, slot: Slot, from: u64, to: u64) -> Result<()> {
		self.asked(Ask { meter, slot, from, to, weight: 0, depth: 0 }, Self::walk_export)
	}

	/// Adds what a meter imported in a slot, ranks `[from, to)`, to the question.
	pub fn import(&mut self, meter: MeterId, slot: Slot, from: u64, to: u64) -> Result<()> {
		self.asked(Ask { meter, slot, from, to, weight: 0, depth: 0 }, Self::walk_import)
	}

	/// Adds what a meter exported without a row of a slot to show for it.
	pub fn late_export(&mut self, meter: MeterId, slot: Slot, quantity: u64) -> Result<()> {
		let weight = WEIGHT * u128::from(quantity);
		let ask = Ask { meter, slot, from: 0, to: quantity, weight, depth: 0 };
		let origin = self.origin_of(meter)?;
		let node = tree::add(&mut self.found, origin, &ask);
		leaf(&mut node.parts, Origin::Late, &ask);
		Ok(())
	}

	/// The answer: equal origins put together, the largest first.
	pub fn finish(self, length: SlotLength) -> Vec<Node> {
		tree::finish(self.found, length)
	}

	fn asked(
		&mut self,
		ask: Ask,
		walk: fn(&mut Self, &mut Vec<Node>, Ask) -> Result<()>,
	) -> Result<()> {
		let mut found = std::mem::take(&mut self.found);
		let ask = Ask { weight: WEIGHT * u128::from(ask.quantity()), ..ask };
		let done = walk(self, &mut found, ask);
		self.found = found;
		done
	}

	fn known(&self, meter: MeterId) -> Result<Meter> {
		Ok(self.books.meter(meter)?.unwrap_or(Meter::UNMARKED))
	}

	/// What a meter's export is, as far as its mark says.
	fn origin_of(&self, meter: MeterId) -> Result<Origin> {
		let known = self.known(meter)?;
		let place = Place::of(meter, self.names);
		Ok(match (known.mark, known.role) {
			(Some(Mark::Storage(_)), _) => Origin::Storage(place),
			(Some(Mark::Converter(_)), _) => Origin::Converter(place),
			(None, MeterRole::Sub { .. }) => Origin::Device(place),
			(None, _) => Origin::Home(place),
		})
	}

	fn walk_export(&mut self, into: &mut Vec<Node>, ask: Ask) -> Result<()> {
		if ask.quantity() == 0 {
			return Ok(());
		}
		let node = tree::add(into, self.origin_of(ask.meter)?, &ask);
		self.steps += 1;
		if ask.depth >= DEPTH_MAX || self.steps > STEPS_MAX {
			leaf(&mut node.parts, Origin::Cut, &ask);
			return Ok(());
		}
		let ask = Ask { depth: ask.depth + 1, ..ask };
		match self.known(ask.meter)?.mark {
			Some(Mark::Storage(facts)) => self.walk_storage(node, &facts, ask),
			Some(Mark::Converter(ConverterInput::Meter(input))) => {
				self.walk_converter(node, input, ask)
			}
			Some(Mark::Converter(ConverterInput::Fuel(code))) => {
				leaf(&mut node.parts, Origin::Fuel { code, derived: true }, &ask);
				Ok(())
			}
			None => self.walk_home(node, ask),
		}
	}

	/// What left a home: its sub-meters by index, then the rest. Without sub-meters it is an end.
	fn walk_home(&mut self, node: &mut Node, ask: Ask) -> Result<()> {
		if self.books.subs(ask.meter)?.is_empty() {
			return Ok(());
		}
		let home = self.books.home(ask.meter, ask.slot)?;
		let sources = home.and_then(|home| home.sources(Sink::Network, ask.from, ask.to));
		self.walk_sources(&mut node.parts, ask.meter, sources, ask)
	}

	/// Energy behind the boundary meter `parent`, by where it came from.
	fn walk_sources(
		&mut self,
		into: &mut Vec<Node>,
		parent: MeterId,
		sources: Option<Vec<Run<Source>>>,
		ask: Ask,
	) -> Result<()> {
		let Some(sources) = sources else {
			unattributed(into, Reason::NotRead, &ask);
			return Ok(());
		};
		let mut shares = ask.divide(ask.quantity());
		for run in sources {
			let weight = shares.next(run.to - run.from);
			let at = Ask { meter: parent, from: run.from, to: run.to, weight, ..ask };
			match run.of {
				Source::Sub(index) => {
					self.walk_export(into, Ask { meter: MeterId { index, ..parent }, ..at })?;
				}
				Source::Rest => {
					leaf(into, Origin::Rest(Place::of(parent, self.names)), &at);
				}
				Source::Network => self.walk_network(into, at)?,
			}
		}
		Ok(())
	}

	/// What came in through a boundary meter.
	fn walk_network(&mut self, into: &mut Vec<Node>, ask: Ask) -> Result<()> {
		let view = self.books.slot(ask.meter.network, ask.slot)?;
		let party = Party::Member(ask.meter.index);
		let shares = view.and_then(|view| view.flow.sources_of_import(party, ask.from, ask.to));
		let Some(found) = shares else {
			unattributed(into, Reason::NotRead, &ask);
			return Ok(());
		};
		let mut shares = ask.divide(ask.quantity());
		for share in found {
			let weight = shares.next(share.quantity);
			let at = Ask { from: 0, to: share.quantity, weight, ..ask };
			match share.with {
				NetworkSource::Member { meter: index, at: from } => {
					let meter = MeterId { index, ..ask.meter };
					let to = from + share.quantity;
					self.walk_export(into, Ask { meter, from, to, ..at })?;
				}
				NetworkSource::Grid { .. } => leaf(into, Origin::Grid, &at),
				NetworkSource::Found => leaf(into, Origin::Found, &at),
				NetworkSource::Late => leaf(into, Origin::Late, &at),
			}
		}
		Ok(())
	}

	/// What a meter took in a slot.
	fn walk_import(&mut self, into: &mut Vec<Node>, ask: Ask) -> Result<()> {
		if ask.quantity() == 0 {
			return Ok(());
		}
		match self.known(ask.meter)?.role {
			MeterRole::Boundary => self.walk_network(into, ask),
			MeterRole::Feeder => {
				unattributed(into, Reason::WrongInput, &ask);
				Ok(())
			}
			MeterRole::Sub { parent } => {
				let index = ask.meter.index;
				let parent = MeterId { index: parent, ..ask.meter };
				let home = self.books.home(parent, ask.slot)?;
				let sink = Sink::Sub(index);
				let sources = home.and_then(|home| home.sources(sink, ask.from, ask.to));
				self.walk_sources(into, parent, sources, ask)
			}
		}
	}

	/// What a storage gave back: what it took before, first in first out.
	fn walk_storage(&mut self, node: &mut Node, facts: &StorageFacts, ask: Ask) -> Result<()> {
		let row = self.books.row(ask.meter, ask.slot)?;
		let Some((row, tail)) = row.and_then(|row| Some((row, row.storage_tail?))) else {
			unattributed(&mut node.parts, Reason::NotRead, &ask);
			return Ok(());
		};
		// The last ranks of a slot may fill an earlier correction: they are not on the axis.
		let export = u64::from(row.export_counted());
		let (from, to) = (ask.from.min(export), ask.to.min(export));
		let take = stored::step(facts, &row, tail).map_or(0, |step| step.take);
		let border = |k: u64| match k.checked_sub(1) {
			None => Some(tail),
			Some(last) => storage::imports_of(tail, take, export, last).map(|(_, to)| to),
		};
		let (begin, end) = border(from).zip(border(to)).unwrap_or((tail, tail));
		let taken = end - begin;
		let empty = (to - from).saturating_sub(taken);
		let repaid = ask.quantity() - (to - from);
		let lost = (taken + empty).saturating_sub(to - from);
		node.lost += lost;
		let mut shares = ask.divide(taken + empty + repaid);
		let part = Ask { from: begin, to: end, weight: shares.next(taken), ..ask };
		self.walk_import_axis(&mut node.parts, part)?;
		for (quantity, reason) in [(empty, Reason::EmptyStorage), (repaid, Reason::Repaid)] {
			let part = Ask { from: 0, to: quantity, weight: shares.next(quantity), ..ask };
			unattributed(&mut node.parts, reason, &part);
		}
		Ok(())
	}

	/// What a storage took: `[from, to)` of its lifetime import, before the slot of `ask`.
	fn walk_import_axis(&mut self, into: &mut Vec<Node>, ask: Ask) -> Result<()> {
		let mut shares = ask.divide(ask.quantity());
		let mut next = ask.from;
		let pieces = self.books.imports(ask.meter, ask.from, ask.to)?;
		for piece in pieces.iter().filter(|piece| piece.slot < ask.slot) {
			let (begin, end) = (piece.begin.clamp(next, ask.to), piece.end().clamp(next, ask.to));
			let gap = Ask { from: next, to: begin, weight: shares.next(begin - next), ..ask };
			unattributed(into, Reason::NotIndexed, &gap);
			let (from, to) = (begin - piece.begin.min(begin), end - piece.begin.min(end));
			let weight = shares.next(end - begin);
			let part = Ask { slot: piece.slot, from, to, weight, ..ask };
			if piece.appended {
				leaf(into, Origin::Late, &part);
			} else {
				self.walk_import(into, part)?;
			}
			next = end;
		}
		let gap = Ask { from: next, weight: shares.next(ask.to - next), ..ask };
		unattributed(into, Reason::NotIndexed, &gap);
		Ok(())
	}

	/// What a converter delivered: its input in the same slot, shared with its other outputs.
	fn walk_converter(&mut self, node: &mut Node, input: MeterId, ask: Ask) -> Result<()> {
		if !is_downhill(input.network.carrier, ask.carrier()) {
			unattributed(&mut node.parts, Reason::WrongInput, &ask);
			return Ok(());
		}
		let Some((part, output)) = self.input_part(input, ask)? else {
			unattributed(&mut node.parts, Reason::NotRead, &ask);
			return Ok(());
		};
		let size = part.1 - part.0;
		if size == 0 {
			leaf(&mut node.parts, Origin::Ambient, &ask);
			return Ok(());
		}
		let Some((from, to)) = input_of_floor(size, output, ask.from, ask.to) else {
			unattributed(&mut node.parts, Reason::NotRead, &ask);
			return Ok(());
		};
		let (from, to) = (part.0 + from, part.0 + to);
		self.walk_import(&mut node.parts, Ask { meter: input, from, to, ..ask })
	}

	/// The part of the input that is the asked output's, and how much that output is in all. `None`
	/// unless both were read over the same slots.
	fn input_part(&self, input: MeterId, ask: Ask) -> Result<Option<((u64, u64), u64)>> {
		let rows = (self.books.row(input, ask.slot)?, self.books.row(ask.meter, ask.slot)?);
		let (Some(input_row), Some(row)) = rows else { return Ok(None) };
		if input_row.span != row.span {
			return Ok(None);
		}
		let mut outputs = Vec::new();
		let mut place = None;
		for meter in self.books.outputs_of(input)? {
			let other = self.books.row(meter, ask.slot)?.filter(|other| other.span == row.span);
			if meter == ask.meter {
				place = Some(outputs.len());
			}
			let quantity = other.map_or(0, |other| other.export.into());
			outputs.push(Output { carrier: meter.network.carrier, quantity });
		}
		let parts = split_floor(input_row.import.into(), &outputs).unwrap_or_default();
		let part = place.and_then(|place| parts.get(place).copied());
		Ok(part.map(|part| (part, row.export.into())))
	}
}
