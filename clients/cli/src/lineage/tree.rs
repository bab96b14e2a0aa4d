// SPDX-License-Identifier: Apache-2.0
//! The answer of a lineage: a tree of origins, equal ones put together.

use super::Ask;
use crate::{calendar, flow::Names};
use energy_primitives::{MeterId, Slot, SlotLength};
use serde::Serialize;
use std::{cmp::Reverse, fmt};

/// A meter, as people know it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Place {
	/// Name of its network's carrier.
	pub network: &'static str,
	/// Its index there.
	pub meter: u32,
	/// What it is called.
	pub name: String,
	/// What is behind it; empty where nobody said.
	#[serde(skip_serializing_if = "String::is_empty")]
	pub note: String,
}

impl Place {
	pub(super) fn of(meter: MeterId, names: &Names) -> Self {
		let carrier = meter.network.carrier;
		Self {
			network: carrier.facts().name,
			meter: meter.index,
			name: names.of_meter(carrier, meter.index),
			note: names.note(carrier, meter.index).into(),
		}
	}
}

impl fmt::Display for Place {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { network, meter, name, note } = self;
		if note.is_empty() {
			write!(f, "{name} ({network} meter {meter})")
		} else {
			write!(f, "{name}, {note} ({network} meter {meter})")
		}
	}
}

/// Why energy has no origin.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
	/// A storage gave more than it had in store by its books.
	EmptyStorage,
	/// It fills what an earlier correction left owing.
	Repaid,
	/// The meters it takes did not all speak for the same slot.
	NotRead,
	/// What is declared to feed a converter can't: its carrier does not stand before the output's.
	WrongInput,
	/// It was taken before the first block that is indexed.
	NotIndexed,
}

/// Where energy came from.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
	/// A connection point. Its parts are what is behind it; without parts, no sub-meter is.
	Home(Place),
	/// A device with a sub-meter: an end.
	Device(Place),
	/// Something behind a connection point that no sub-meter shows: an end.
	Rest(Place),
	/// A storage. Its parts are what it had taken, with what was lost on the way.
	Storage(Place),
	/// A converter. Its parts are its input.
	Converter(Place),
	/// A fuel that is not metered: an end.
	Fuel {
		/// Its number in the AIB's list.
		code: u32,
		/// Declared, not measured.
		derived: bool,
	},
	/// A converter's output without an input in the slot: ambient heat, or inertia.
	Ambient,
	/// The upstream grid.
	Grid,
	/// Found in the network: its meters together took more than was delivered.
	Found,
	/// Measured late, over several slots at once or by a correction.
	Late,
	/// Nobody knows.
	Unattributed {
		/// Why.
		reason: Reason,
	},
	/// The walk went no further.
	Cut,
}

impl fmt::Display for Origin {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Home(place) => write!(f, "{place}"),
			Self::Device(place) => write!(f, "made by {place}"),
			Self::Rest(place) => write!(f, "made behind {place}, by something without a sub-meter"),
			Self::Storage(place) => write!(f, "stored in {place}"),
			Self::Converter(place) => write!(f, "converted by {place}"),
			Self::Fuel { code, .. } => write!(f, "fuel {code}, declared and not metered (derived)"),
			Self::Ambient => f.write_str("ambient heat or inertia: no input in the slot"),
			Self::Grid => f.write_str("from the grid"),
			Self::Found => f.write_str("found in the network: no meter shows who delivered it"),
			Self::Late => f.write_str("measured late: carried by the balancing account"),
			Self::Unattributed { reason } => f.write_str(match reason {
				Reason::EmptyStorage => "unattributed: by its books the storage was empty",
				Reason::Repaid => "unattributed: it fills an earlier correction",
				Reason::NotRead => "unattributed: not all meters spoke for this slot",
				Reason::WrongInput => "unattributed: the declared input cannot feed this converter",
				Reason::NotIndexed => "unattributed: taken before the first indexed block",
			}),
			Self::Cut => f.write_str("cut here: the search went no further"),
		}
	}
}

/// Energy with one origin.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Node {
	/// Where it came from.
	#[serde(flatten)]
	pub origin: Origin,
	/// Base quantities, as they came from there.
	pub quantity: u64,
	/// Base quantity.
	pub base_unit: &'static str,
	/// What a storage lost on the way: its parts sum up to quantity and loss.
	#[serde(skip_serializing_if = "is_zero")]
	pub lost: u64,
	/// Its share of all that was asked, in millionths, rounded so that parts sum up exactly.
	pub share_ppm: u32,
	/// When it came from there, UTC: begin of the first slot.
	pub first_utc: String,
	/// Begin of the last slot.
	pub last_utc: String,
	/// What it is made of, the largest first. A converter's parts are in its input's unit.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub parts: Vec<Node>,
	#[serde(skip)]
	weight: u128,
	#[serde(skip)]
	slots: (Slot, Slot),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_zero(quantity: &u64) -> bool {
	*quantity == 0
}

/// Adds energy to the node of its origin; makes it if there is none. Nothing adds nothing.
pub(super) fn add<'n>(into: &'n mut Vec<Node>, origin: Origin, ask: &Ask) -> &'n mut Node {
	let place = into.iter().position(|node| node.origin == origin).unwrap_or_else(|| {
		into.push(Node {
			origin,
			quantity: 0,
			base_unit: ask.carrier().facts().base_unit,
			lost: 0,
			share_ppm: 0,
			first_utc: String::new(),
			last_utc: String::new(),
			parts: Vec::new(),
			weight: 0,
			slots: (ask.slot, ask.slot),
		});
		into.len() - 1
	});
	let node = &mut into[place];
	node.quantity += ask.quantity();
	node.weight += ask.weight;
	node.slots = (node.slots.0.min(ask.slot), node.slots.1.max(ask.slot));
	node
}

const WHOLE_PPM: u32 = 1_000_000;

/// Drops empty nodes, orders the others and says their shares and times.
pub(super) fn finish(mut nodes: Vec<Node>, length: SlotLength) -> Vec<Node> {
	finish_parts(&mut nodes, WHOLE_PPM, length);
	nodes
}

fn finish_parts(nodes: &mut Vec<Node>, share_ppm: u32, length: SlotLength) {
	nodes.retain(|node| node.quantity > 0);
	nodes.sort_by_key(|node| Reverse(node.weight));
	let total: u128 = nodes.iter().map(|node| node.weight).sum();
	let ppm = |weight: u128| {
		let share = (weight * u128::from(share_ppm)).checked_div(total).unwrap_or(0);
		u32::try_from(share).unwrap_or(share_ppm)
	};
	let mut before = 0;
	for node in nodes {
		let begin = ppm(before);
		before += node.weight;
		node.share_ppm = ppm(before) - begin;
		node.first_utc = calendar::slot_begin(length, node.slots.0);
		node.last_utc = calendar::slot_begin(length, node.slots.1);
		finish_parts(&mut node.parts, node.share_ppm, length);
	}
}

impl fmt::Display for Node {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.write(f, 1, ("", ""))
	}
}

impl Node {
	/// One line per node, its parts indented below; times only where they are not the parent's.
	fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize, times: (&str, &str)) -> fmt::Result {
		let Self { origin, quantity, base_unit, lost, share_ppm, first_utc, last_utc, .. } = self;
		let (whole, tenths) = (share_ppm / 10_000, share_ppm / 1_000 % 10);
		let indent = "  ".repeat(depth);
		write!(f, "{indent}{quantity:>5} {base_unit} {whole:>3}.{tenths} %  {origin}")?;
		if *lost > 0 {
			write!(f, ", {lost} {base_unit} more lost inside")?;
		}
		let own = (first_utc.as_str(), last_utc.as_str());
		if own != times && first_utc == last_utc {
			write!(f, "  [{first_utc} UTC]")?;
		} else if own != times {
			write!(f, "  [{first_utc} to {last_utc} UTC]")?;
		}
		for part in &self.parts {
			writeln!(f)?;
			part.write(f, depth + 1, own)?;
		}
		Ok(())
	}
}
