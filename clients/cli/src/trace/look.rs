// SPDX-License-Identifier: Apache-2.0
//! Units, looked up in the database.

use super::{Stored, Stretch, Trace};
use crate::{
	calendar,
	error::{Error, Result},
	flow::{per_kwh, Names},
	lineage::{Books, Lineage, Meter, StoreLedger},
	store::{Piece, Store},
};
use energy_primitives::{Carrier, MeterId, NanoPrice, Slot, SlotLength, UnitId, UNIT};
use metering_core::{
	home::{Run, Sink, Source},
	meter::{Mark, MeterRole},
};
use settlement_core::{Fate, Party};

/// Looks units up in one database, and remembers what it read.
pub struct Tracer<'a> {
	store: &'a Store,
	names: &'a Names,
	books: Books<StoreLedger<'a>>,
	length: SlotLength,
}

/// What a member did with a part of its import.
struct Use {
	quantity: u64,
	/// The device with a sub-meter that took it.
	device: Option<MeterId>,
	stored: Option<Stored>,
}

impl<'a> Tracer<'a> {
	/// Looks units up in this database.
	pub fn new(store: &'a Store, names: &'a Names) -> Result<Self> {
		let (books, length) = (Books::new(StoreLedger(store)), store.slot_length()?);
		Ok(Self { store, names, books, length })
	}

	/// What became of a unit. Without stretches: nothing of it was exported, as far as is indexed.
	pub fn trace(&self, unit: UnitId) -> Result<Trace> {
		let (meter, range) = self.place(unit)?;
		let carrier = meter.network.carrier;
		let mut stretches = Vec::new();
		for (piece, part) in self.pieces(meter, range)? {
			stretches.extend(self.fates(meter, &piece, part)?);
		}
		let is_whole = self.store.exported(meter)? >= range.1;
		Ok(Trace {
			unit: unit.to_string(),
			carrier: carrier.facts().name,
			base_unit: carrier.facts().base_unit,
			meter: meter.index,
			exporter: self.names.of_meter(carrier, meter.index),
			state: if is_whole { "issued" } else { "filling" },
			filled: stretches.iter().map(|stretch| stretch.quantity).sum(),
			stretches,
			came_from: Vec::new(),
		})
	}

	/// What became of a unit and of what was stored of it, and where it came from.
	pub fn with_lineage(&self, unit: UnitId) -> Result<Trace> {
		let mut trace = self.trace(unit)?;
		for stretch in &mut trace.stretches {
			if let Some(Stored { meter, facts, range }) = stretch.stored {
				stretch.kept = Some(self.books.kept(meter, &facts, stretch.slot, range)?);
			}
		}
		let (meter, range) = self.place(unit)?;
		let mut lineage = Lineage::new(&self.books, self.names);
		for (piece, (from, to)) in self.pieces(meter, range)? {
			if piece.appended {
				lineage.late_export(meter, piece.slot, to - from)?;
			} else {
				lineage.export(meter, piece.slot, from, to)?;
			}
		}
		trace.came_from = lineage.finish(self.length);
		Ok(trace)
	}

	/// Why there is nothing of a unit.
	pub fn not_there(&self, unit: UnitId) -> Result<Error> {
		let (meter, range) = self.place(unit)?;
		let (carrier, index) = (meter.network.carrier.facts(), meter.index);
		let (name, community) = (carrier.name, meter.network.community);
		if self.store.owner(meter)?.is_none() {
			let network = format!("the {name} network of community {community}");
			return Ok(Error::Usage(format!("{unit}: {network} has no meter {index}")));
		}
		let exported = self.store.exported(meter)?;
		if range.0 < exported {
			let reason = "it was exported before the first block that is indexed";
			return Ok(Error::Usage(format!("{unit}: {reason}")));
		}
		let exporter = self.names.of_meter(meter.network.carrier, index);
		let (whole, rest, base) = (exported / UNIT, exported % UNIT, carrier.base_unit);
		let units = if whole == 1 { "unit" } else { "units" };
		Ok(Error::Usage(format!(
			"{unit} does not exist yet: {exporter} has exported {exported} {base} so far, \
			 {whole} {units} and {rest} {base} of the next"
		)))
	}

	/// The meter that exports a unit, and where on its axis the unit lies.
	fn place(&self, unit: UnitId) -> Result<(MeterId, (u64, u64))> {
		let unknown = || Error::Usage(format!("{unit}: its carrier is unknown"));
		let meter = unit.meter().ok_or_else(unknown)?;
		let what = match self.books.meter(meter)?.map(|known| known.role) {
			Some(MeterRole::Sub { .. }) => "a sub-meter",
			Some(MeterRole::Feeder) => "a feeder",
			Some(MeterRole::Boundary) | None => return Ok((meter, unit.range())),
		};
		let reason = format!("meter {} is {what}; only connection points issue units", meter.index);
		Err(Error::Usage(format!("{unit}: {reason}")))
	}

	/// The pieces of a meter's export axis that lie in a range, and which part of each does.
	fn pieces(&self, meter: MeterId, (begin, end): (u64, u64)) -> Result<Vec<(Piece, (u64, u64))>> {
		let pieces = self.store.exports_over(meter, begin, end)?;
		let part = |piece: Piece| {
			let (from, to) = (begin.max(piece.begin), end.min(piece.end()));
			(piece, (from - piece.begin, to - piece.begin))
		};
		Ok(pieces.into_iter().map(part).collect())
	}

	/// The fates of a part of a piece of a meter's export axis.
	fn fates(&self, meter: MeterId, piece: &Piece, (from, to): (u64, u64)) -> Result<Vec<Stretch>> {
		let slot = piece.slot;
		if piece.appended {
			return Ok(vec![self.stretch(slot, to - from, "late")]);
		}
		let missing = || Error::Verification(format!("slot {slot} is not whole in the database"));
		let view = self.books.slot(meter.network, slot)?.ok_or_else(missing)?;
		let shares = view.flow.fates_of_export(Party::Member(meter.index), from, to);
		let (clearing, carrier) = (view.clearing(), meter.network.carrier);
		let traded = (Some(clearing.price_seller), Some(clearing.price_buyer));
		let feed_in = (Some(clearing.tariff.feed_in), None);
		let mut stretches = Vec::new();
		for share in shares.ok_or_else(missing)? {
			let stretch = |fate| self.stretch(slot, share.quantity, fate);
			match share.with {
				Fate::Member { meter: index, at } => {
					let user = MeterId { index, ..meter };
					for part in self.uses(user, slot, (at, at + share.quantity))? {
						stretches.push(self.used(user, slot, &part).priced(carrier, traded));
					}
				}
				Fate::Lost => stretches.push(stretch("lost").priced(carrier, traded)),
				Fate::Grid { .. } => stretches.push(stretch("grid").priced(carrier, feed_in)),
				Fate::Late => stretches.push(stretch("late")),
			}
		}
		Ok(stretches)
	}

	/// What a member did with the ranks `range` of its import in a slot, as far as meters show.
	fn uses(&self, user: MeterId, slot: Slot, range: (u64, u64)) -> Result<Vec<Use>> {
		let whole = || Ok(vec![self.taken(user, None, range)?]);
		let known = self.books.meter(user)?.unwrap_or(Meter::UNMARKED);
		if known.mark.is_some() || self.books.subs(user)?.is_empty() {
			return whole();
		}
		let home = self.books.home(user, slot)?;
		let Some(runs) = home.and_then(|home| home.sinks(Source::Network, range.0, range.1)) else {
			return whole();
		};
		let taken = |run: Run<Sink>| {
			let device = match run.of {
				Sink::Sub(index) => Some(MeterId { index, ..user }),
				Sink::Rest | Sink::Network => None,
			};
			self.taken(device.unwrap_or(user), device, (run.from, run.to))
		};
		runs.into_iter().map(taken).collect()
	}

	/// A use by what stands behind `meter`.
	fn taken(&self, meter: MeterId, device: Option<MeterId>, range: (u64, u64)) -> Result<Use> {
		let stored = match self.books.meter(meter)?.and_then(|known| known.mark) {
			Some(Mark::Storage(facts)) => Some(Stored { meter, facts, range }),
			_ => None,
		};
		Ok(Use { quantity: range.1 - range.0, device, stored })
	}

	fn used(&self, user: MeterId, slot: Slot, part: &Use) -> Stretch {
		let name = |meter: MeterId| self.names.of_meter(meter.network.carrier, meter.index);
		let fate = if part.stored.is_some() { "stored" } else { "member" };
		Stretch {
			user_meter: Some(user.index),
			user: Some(name(user)),
			device_meter: part.device.map(|device| device.index),
			device: part.device.map(name),
			stored: part.stored,
			..self.stretch(slot, part.quantity, fate)
		}
	}

	fn stretch(&self, slot: Slot, quantity: u64, fate: &'static str) -> Stretch {
		Stretch {
			slot,
			begin_utc: calendar::slot_begin(self.length, slot),
			quantity,
			fate,
			user_meter: None,
			user: None,
			device_meter: None,
			device: None,
			kept: None,
			seller_price_nano: None,
			buyer_price_nano: None,
			seller_price_per_kwh: None,
			buyer_price_per_kwh: None,
			stored: None,
		}
	}
}

impl Stretch {
	/// With what it brought its exporter and cost its user.
	fn priced(
		self,
		carrier: Carrier,
		(seller, buyer): (Option<NanoPrice>, Option<NanoPrice>),
	) -> Self {
		Self {
			seller_price_nano: seller,
			buyer_price_nano: buyer,
			seller_price_per_kwh: seller.map(|price| per_kwh(carrier, price)),
			buyer_price_per_kwh: buyer.map(|price| per_kwh(carrier, price)),
			..self
		}
	}
}
