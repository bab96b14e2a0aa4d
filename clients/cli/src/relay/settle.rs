// SPDX-License-Identifier: Apache-2.0
//! What finality says of a reading that is held: the chain has it, will never have it, or not yet.

use crate::{
	chain::Chain,
	error::Result,
	relay::{
		check::{Page, Stage},
		gather::{Held, Slots},
		queue::Place,
		reading::{Reading, Refusal},
		view::{page_at, stage_at},
	},
	storage::{keys, Storage},
};
use energy_primitives::{RowEnergy, Slot};
use metering_core::reading::Rejection;
use subxt::utils::H256;

/// What became of a reading.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
	/// The chain has it.
	Had,
	/// The chain does not have it, and never will.
	Lost(Refusal),
	/// It is still wanted.
	Open,
	/// The meter has spoken for a later slot; whether also by this reading, its counters don't tell.
	Passed,
}

/// The fate of a reading by its page and network after block `number`.
pub fn fate(held: &Held, page: &Page, stage: &Stage, number: u64) -> Fate {
	let reading = &held.reading;
	let Some((_, counter)) = page.rows(reading.meter.row()) else { return Fate::Open };
	if reading.is_last_of(counter) {
		return Fate::Had;
	}
	if counter.last_slot == reading.slot {
		return Fate::Lost(Refusal::Rejected(Rejection::AlreadyRead));
	}
	if counter.last_slot > reading.slot {
		return if held.brought { Fate::Had } else { Fate::Passed };
	}
	match held.refused {
		Some((judged, reason)) if judged <= number => Fate::Lost(Refusal::Rejected(reason)),
		Some(_) => Fate::Open,
		None if reading.slot < stage.next_slot => Fate::Lost(Refusal::SlotClosed),
		None => Fate::Open,
	}
}

/// Whether the chain has a reading of a meter for exactly this slot, while the slot is not cleared.
pub async fn is_in_slot(chain: &Chain, reading: &Reading, at: Option<H256>) -> Result<bool> {
	let meter = reading.meter;
	let keys = keys((meter.network, reading.slot), meter.page());
	let rows: Option<Vec<RowEnergy>> =
		Storage::new(chain, at).get("Metering", "SlotEnergy", &keys).await?;
	Ok(rows.is_some_and(|rows| rows.iter().any(|energy| energy.row == meter.row())))
}

/// What is settled of a page after the final block `number`: readings the chain has, and readings
/// it will never have.
pub async fn settled(
	chain: &Chain,
	place: Place,
	held: &[Held],
	(at, number): (H256, u64),
) -> Result<(Vec<Reading>, Vec<(Reading, Refusal)>)> {
	let (mut had, mut lost) = (Vec::new(), Vec::new());
	let Some(stage) = stage_at(chain, place.0, Some(at)).await? else { return Ok((had, lost)) };
	let page = page_at(chain, place, Some(at)).await?;
	for held in held {
		let reading = held.reading.clone();
		match fate(held, &page, &stage, number) {
			Fate::Had => had.push(reading),
			Fate::Lost(reason) => lost.push((reading, reason)),
			Fate::Open => {}
			Fate::Passed if is_in_slot(chain, &reading, Some(at)).await? => had.push(reading),
			Fate::Passed => lost.push((reading, Refusal::Rejected(Rejection::AlreadyRead))),
		}
	}
	Ok((had, lost))
}

/// Whether finality may have something to say of what is held of a page: something is in a block,
/// was judged, or has missed its slot.
pub fn is_moving(slots: &Slots, page: &Page, next_slot: Slot) -> bool {
	let landed = |slot: Slot, held: &Held| {
		let row = page.rows(held.reading.meter.row());
		held.refused.is_some() || row.is_some_and(|(_, counter)| counter.last_slot >= slot)
	};
	slots
		.iter()
		.any(|(&slot, rows)| slot < next_slot || rows.values().any(|held| landed(slot, held)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::relay::{gather::tests::page, reading::tests::reading};

	const STAGE: Stage = Stage { first_slot: Some(100), next_slot: 101, meters: 1 };

	fn held() -> Held {
		Held::new(reading(0, 101), 0, true)
	}

	#[test]
	fn a_reading_stays_until_it_is_final_one_way_or_the_other() {
		let mut page = page(1, 100);
		assert_eq!(fate(&held(), &page, &STAGE, 50), Fate::Open);
		let closed = Stage { next_slot: 102, ..STAGE };
		assert_eq!(fate(&held(), &page, &closed, 50), Fate::Lost(Refusal::SlotClosed));
		let reason = Rejection::WrongSignature;
		let judged = Held { refused: Some((51, reason)), ..held() };
		assert_eq!(fate(&judged, &page, &STAGE, 50), Fate::Open, "that block is not final");
		let lost = Fate::Lost(Refusal::Rejected(reason));
		assert_eq!(fate(&judged, &page, &STAGE, 51), lost);

		page.counters[0].last_slot = 101;
		let already = Fate::Lost(Refusal::Rejected(Rejection::AlreadyRead));
		assert_eq!(fate(&held(), &page, &STAGE, 50), already, "the chain has another one");
		page.counters[0].import_register = held().reading.import_register;
		page.counters[0].export_register = held().reading.export_register;
		assert_eq!(fate(&held(), &page, &STAGE, 50), Fate::Had);
		assert_eq!(fate(&judged, &page, &STAGE, 51), Fate::Had, "a re-org may change a verdict");
	}

	#[test]
	fn a_meter_that_went_on_leaves_a_question_unless_we_brought_it() {
		let page = page(1, 102);
		assert_eq!(fate(&held(), &page, &STAGE, 50), Fate::Passed);
		let brought = Held { brought: true, ..held() };
		assert_eq!(fate(&brought, &page, &STAGE, 50), Fate::Had);
	}

	#[test]
	fn finality_is_asked_only_where_something_moves() {
		let mut slots = Slots::new();
		slots.entry(101).or_default().insert(0, held());
		assert!(!is_moving(&slots, &page(1, 100), 101));
		assert!(is_moving(&slots, &page(1, 101), 101));
		assert!(is_moving(&slots, &page(1, 100), 102));
		let judged = Held { refused: Some((1, Rejection::CounterFull)), ..held() };
		slots.entry(101).or_default().insert(0, judged);
		assert!(is_moving(&slots, &page(1, 100), 101));
	}
}
