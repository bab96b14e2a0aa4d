// SPDX-License-Identifier: Apache-2.0
//! Settled figures that are corrected: which corrections may be made, which have to wait for the
//! owner, and what each is worth.

use super::{energy::Energy, records::Records};
use crate::{who::Who, world::BATTERY};
use commonwatt_runtime::{Metering, Runtime};
use energy_primitives::{MeterId, Slot};
use metering_core::correction::Correction;
use pallet_metering::{Call, Event};
use settlement_core::{Class, Rule};
use std::collections::BTreeMap;

/// A figure after its corrections.
#[derive(Clone, Copy)]
struct Standing {
	version: u32,
	import: i64,
	export: i64,
	spread: bool,
}

/// What becomes of a correction.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
	Refused,
	/// It waits for the owner.
	Waits,
	Applies,
}

/// All corrections.
#[derive(Clone, Default)]
pub struct Figures {
	standing: BTreeMap<(MeterId, Slot), Standing>,
	/// What waits for owners.
	pub pending: BTreeMap<MeterId, (Slot, Correction)>,
	/// How many were made, and how many gaps were spread.
	pub made: u64,
	pub spread: u64,
}

impl Figures {
	/// How a figure stands: import, export, and whether it was spread over its slots.
	pub fn stands(&self, records: &Records, at: MeterId, slot: Slot) -> Option<(i64, i64, bool)> {
		let Standing { import, export, spread, .. } = self.standing(records, at, slot)?;
		Some((import, export, spread))
	}

	fn standing(&self, records: &Records, at: MeterId, slot: Slot) -> Option<Standing> {
		let row = records.row(at, slot)?;
		let (import, export) = (row.import.into(), row.export.into());
		let first = Standing { version: 0, import, export, spread: false };
		Some(self.standing.get(&(at, slot)).copied().unwrap_or(first))
	}

	/// What should become of the operator's correction, if its evidence is good.
	fn judge(
		&self,
		records: &Records,
		now: Slot,
		at: MeterId,
		slot: Slot,
		correction: &Correction,
	) -> Verdict {
		let Some(row) = records.row(at, slot) else { return Verdict::Refused };
		let Some(standing) = self.standing(records, at, slot) else { return Verdict::Refused };
		let (import, export) = (i64::from(correction.import), i64::from(correction.export));
		let most = super::energy::most(at, row.span) as i64;
		let after = (standing.import + import, standing.export + export);
		let fits = |by: i64, figure: i64| figure >= 0 && (by <= 0 || figure <= most);
		let changes = (import, export) != (0, 0);
		if !changes || standing.spread || !fits(import, after.0) || !fits(export, after.1) {
			return Verdict::Refused;
		}
		let moved = |after: i64, row: u32| (after - i64::from(row)).abs() * 10 > most;
		let large = moved(after.0, row.import) || moved(after.1, row.export);
		let old = slot + pallet_settlement::Window::<Runtime>::get() < now;
		match large || old {
			true => Verdict::Waits,
			false => Verdict::Applies,
		}
	}

	/// The owner agreed: it waits no longer.
	pub fn accepted(&mut self, at: MeterId) -> Result<(), String> {
		self.pending.remove(&at).map(|_| ()).ok_or("nothing waited".to_owned())
	}

	/// A call about a figure was refused: was that right?
	pub fn refused(
		&self,
		records: &Records,
		now: Slot,
		who: Who,
		call: &Call<Runtime>,
	) -> Result<(), String> {
		let wrongly = match call {
			Call::correct { meter, slot, correction, evidence } => {
				let proven = records.evidence(*meter, *slot).as_ref() == Some(evidence);
				let verdict = self.judge(records, now, *meter, *slot, correction);
				// A storage's books may have no room for it.
				let may = who == Who::Operator && proven && meter.index != BATTERY;
				may && verdict != Verdict::Refused
			}
			Call::accept_correction { meter, slot, correction } => {
				let same = self.pending.get(meter) == Some(&(*slot, *correction));
				let is_owner = crate::actors::members::owner(*meter) == Some(who);
				let verdict = self.judge(records, now, *meter, *slot, correction);
				same && is_owner && meter.index != BATTERY && verdict != Verdict::Refused
			}
			_ => false,
		};
		(!wrongly).then_some(()).ok_or(format!("{who:?} was refused, and may: {call:?}"))
	}

	/// What the chain says happened.
	pub fn note(
		&mut self,
		records: &Records,
		energy: &mut Energy,
		now: Slot,
		event: &Event<Runtime>,
	) -> Result<(), String> {
		match event {
			Event::CorrectionProposed { meter, slot, correction } => {
				let verdict = self.judge(records, now, *meter, *slot, correction);
				if verdict != Verdict::Waits {
					return Err(format!("a correction waits, and {verdict:?}: {event:?}"));
				}
				self.pending.insert(*meter, (*slot, *correction));
				Ok(())
			}
			Event::Corrected {
				meter,
				slot,
				version,
				correction,
				leg,
				import_begin,
				export_begin,
			} => {
				let waited = self.pending.get(meter) == Some(&(*slot, *correction));
				match self.judge(records, now, *meter, *slot, correction) {
					Verdict::Applies => {}
					Verdict::Waits if waited => {}
					verdict => return Err(format!("a correction is made, and {verdict:?}")),
				}
				self.made += 1;
				let standing = self.standing(records, *meter, *slot).ok_or("no such figure")?;
				let after = Standing {
					version: standing.version + 1,
					import: standing.import + i64::from(correction.import),
					export: standing.export + i64::from(correction.export),
					spread: false,
				};
				if *version != after.version {
					return Err(format!("version {version}, expected {}", after.version));
				}
				self.standing.insert((*meter, *slot), after);
				worth(records, *meter, *slot, correction, *leg)?;
				let begins = (i128::from(*import_begin), i128::from(*export_begin));
				energy.correct(*meter, correction, begins)
			}
			Event::GapReallocated { meter, slot, credit } => {
				let standing = self.standing(records, *meter, *slot).ok_or("no such figure")?;
				let is_gap = records.row(*meter, *slot).is_some_and(|row| row.span > 1);
				if standing.spread || !is_gap || *credit < 0 {
					return Err(format!("a gap can't be spread: {event:?}"));
				}
				self.spread += 1;
				self.standing.insert((*meter, *slot), Standing { spread: true, ..standing });
				Ok(())
			}
			// What waited for a former owner still waits.
			_ => Ok(()),
		}
	}

	/// Compares with the chain.
	pub fn check(&self) -> Result<(), String> {
		for ((at, slot), standing) in self.standing.iter().rev().take(40) {
			let found = Metering::correction(*at, *slot).ok_or("a correction is forgotten")?;
			let found = (found.version, found.import, found.export, found.reallocated);
			let Standing { version, import, export, spread } = *standing;
			if found != (version, import as u32, export as u32, spread) {
				return Err(format!("{at:?} slot {slot} stands as {found:?}"));
			}
		}
		let waiting = pallet_metering::PendingCorrections::<Runtime>::iter().count();
		let expected = self.pending.len();
		(waiting == expected)
			.then_some(())
			.ok_or(format!("{waiting} corrections wait, not {expected}"))
	}
}

/// Checks what a correction was worth, where the slot says so plainly: at its prices for those in
/// the market, at the tariff for those who were not.
fn worth(
	records: &Records,
	at: MeterId,
	slot: Slot,
	correction: &Correction,
	leg: i128,
) -> Result<(), String> {
	let (Some(row), Some(settled)) = (records.row(at, slot), records.slot(at.network, slot)) else {
		return Err("no such slot".to_owned());
	};
	let clearing = &settled.record.header.clearing;
	let plain = clearing.rule == Rule::Ratio
		&& clearing.mode == settlement_core::GridMode::OnChain
		&& !settled.record.header.no_feeder;
	let (sell, buy) = match row.class {
		Class::Accepted if plain => (clearing.sell_price, clearing.buy_price),
		Class::NotAccepted if plain => (clearing.tariff.feed_in, clearing.tariff.retail),
		Class::Outside | Class::Sub => (0, 0),
		_ => return Ok(()),
	};
	let part = |price: i32, by: i32| i128::from(price) * i128::from(by);
	let expected = part(sell, correction.export) - part(buy, correction.import);
	(leg == expected).then_some(()).ok_or(format!("a correction brought {leg}, not {expected}"))
}
