// SPDX-License-Identifier: Apache-2.0
//! A home in one slot: which of its devices made what left it, and what fed each of its devices.
//!
//! Behind a boundary meter, sources and sinks stand on two axes of one length, and rank k of the one
//! is rank k of the other:
//!
//! ```text
//! sources   exports of the sub-meters by index | export of the rest | import of the boundary
//! sinks     export of the boundary | imports of the sub-meters by index | import of the rest
//! ```
//!
//! So what left the home came from its sub-meters by index, then from the rest; and the devices are
//! fed in the order of their index from what remains, own energy before the network's.

use alloc::vec::Vec;

/// What a meter moved in a slot, in base quantities.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Moved {
	/// Of the boundary: taken from the network. Of a sub-meter: taken by the device.
	pub import: u64,
	/// Delivered to the network, or by the device.
	pub export: u64,
}

/// Where energy in a home came from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
	/// The device with this sub-meter.
	Sub(u32),
	/// Something without a sub-meter.
	Rest,
	/// The network, through the boundary meter.
	Network,
}

/// Where energy in a home went.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Sink {
	/// The network, through the boundary meter.
	Network,
	/// The device with this sub-meter.
	Sub(u32),
	/// Something without a sub-meter.
	Rest,
}

/// A run of a source's or sink's energy of the slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Run<T> {
	/// Whose.
	pub of: T,
	/// Its first rank within that energy.
	pub from: u64,
	/// One past its last.
	pub to: u64,
}

/// Somebody's place on an axis.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Place<T> {
	of: T,
	begin: u64,
	end: u64,
}

/// The energy of a home in one slot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Home {
	sources: Vec<Place<Source>>,
	sinks: Vec<Place<Sink>>,
}

impl Home {
	/// A home from its boundary meter and its sub-meters, by rising index.
	///
	/// The rest's net is the boundary's net less that of all sub-meters: whatever the sub-meters do
	/// not show, and what they err by, is the rest's. If that leaves the boundary's export
	/// unexplained, the rest both delivered and took within the slot; the network's energy is never
	/// passed on to the network. So both axes always have one length and nothing is left over.
	///
	/// `None` where the order is wrong or the sums leave 64 bits.
	pub fn new(boundary: Moved, subs: &[(u32, Moved)]) -> Option<Self> {
		let mut neighbours = subs.iter().zip(subs.iter().skip(1));
		if !neighbours.all(|((index, _), (next, _))| index < next) {
			return None;
		}
		let rest = rest(boundary, subs)?;
		let exports = subs.iter().map(|(index, sub)| (Source::Sub(*index), sub.export));
		let more = [(Source::Rest, rest.export), (Source::Network, boundary.import)];
		let sources = axis(exports.chain(more))?;
		let imports = subs.iter().map(|(index, sub)| (Sink::Sub(*index), sub.import));
		let first = [(Sink::Network, boundary.export)];
		let sinks = axis(first.into_iter().chain(imports).chain([(Sink::Rest, rest.import)]))?;
		Some(Self { sources, sinks })
	}

	/// Where the ranks `[from, to)` of a sink's energy came from, in order. `None` for an unknown
	/// sub-meter or a range beyond its energy.
	pub fn sources(&self, sink: Sink, from: u64, to: u64) -> Option<Vec<Run<Source>>> {
		across(&self.sinks, &self.sources, sink, from, to)
	}

	/// Where the ranks `[from, to)` of a source's energy went, in order. `None` for an unknown
	/// sub-meter or a range beyond its energy.
	pub fn sinks(&self, source: Source, from: u64, to: u64) -> Option<Vec<Run<Sink>>> {
		across(&self.sources, &self.sinks, source, from, to)
	}

	/// What the devices without a sub-meter moved.
	pub fn rest(&self) -> Moved {
		let length = |begin: u64, end: u64| end.saturating_sub(begin);
		let source = self.sources.iter().find(|place| place.of == Source::Rest);
		let sink = self.sinks.iter().find(|place| place.of == Sink::Rest);
		Moved {
			import: sink.map_or(0, |place| length(place.begin, place.end)),
			export: source.map_or(0, |place| length(place.begin, place.end)),
		}
	}
}

/// What the sub-meters do not show.
fn rest(boundary: Moved, subs: &[(u32, Moved)]) -> Option<Moved> {
	let sum = |energy: fn(&Moved) -> u64| {
		subs.iter().try_fold(0u64, |sum, (_, sub)| sum.checked_add(energy(sub)))
	};
	let (made, used) = (sum(|sub| sub.export)?, sum(|sub| sub.import)?);
	// What left the home or was used by devices, and what came in or was made by devices.
	let (out, within) = (boundary.export.checked_add(used)?, boundary.import.checked_add(made)?);
	let (export, import) = (out.saturating_sub(within), within.saturating_sub(out));
	let passed_on = boundary.export.saturating_sub(made.checked_add(export)?);
	Some(Moved { import: import.checked_add(passed_on)?, export: export.checked_add(passed_on)? })
}

/// Lays energies one after the other.
fn axis<T>(energies: impl Iterator<Item = (T, u64)>) -> Option<Vec<Place<T>>> {
	let mut places = Vec::new();
	let mut begin = 0u64;
	for (of, energy) in energies {
		let end = begin.checked_add(energy)?;
		places.push(Place { of, begin, end });
		begin = end;
	}
	Some(places)
}

/// The ranks `[from, to)` of somebody's energy, as runs of the other axis.
fn across<A: Copy + PartialEq, B: Copy>(
	own: &[Place<A>],
	other: &[Place<B>],
	of: A,
	from: u64,
	to: u64,
) -> Option<Vec<Run<B>>> {
	let own = own.iter().find(|place| place.of == of)?;
	let (begin, end) = (own.begin.checked_add(from)?, own.begin.checked_add(to)?);
	if from > to || end > own.end {
		return None;
	}
	let run = |place: &Place<B>| {
		let (first, last) = (begin.max(place.begin), end.min(place.end));
		let from = first.checked_sub(place.begin).filter(|_| first < last)?;
		Some(Run { of: place.of, from, to: last.checked_sub(place.begin)? })
	};
	Some(other.iter().filter_map(run).collect())
}
