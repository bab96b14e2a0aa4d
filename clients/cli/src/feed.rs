// SPDX-License-Identifier: Apache-2.0
//! Feeding readings: which batches a network still needs, signed by devices and relay, and handed
//! to the pool in the order of their slots, a bounded number at a time.

use crate::{
	calls,
	chain::Chain,
	data::{Network, Registers},
	error::{Error, Result},
	keys::account_id,
	plan::Parties,
	storage::{keys, Storage},
	types::ReadingBatch,
};
use codec::Encode;
use energy_primitives::{NetworkId, PageIndex, Slot, PAGE_ROWS};
use metering_core::{
	meter::CounterRow,
	reading::{batch_message, reading_message, SignedReading},
};
use sp_core::{bounded::BoundedVec, Pair};
use std::{
	collections::{BTreeMap, VecDeque},
	ops::Range,
};
use subxt_signer::sr25519::Keypair;

/// The readings of one page and slot that the chain does not have.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Due {
	slot: Slot,
	page: PageIndex,
	entries: Vec<Registers>,
}

/// What one network still needs.
pub struct Feed<'a> {
	/// The network.
	pub id: NetworkId,
	parties: &'a Parties,
	due: VecDeque<Due>,
	flying: BTreeMap<(Slot, PageIndex), usize>,
}

impl<'a> Feed<'a> {
	/// What is left to submit, by the chain's counters.
	pub async fn new(
		chain: &Chain,
		parties: &'a Parties,
		network: &Network,
		id: NetworkId,
		slots: Range<Slot>,
	) -> Result<Self> {
		let meters = u32::try_from(network.meters.len()).unwrap_or(u32::MAX);
		let mut last = Vec::new();
		for page in 0..meters.div_ceil(PAGE_ROWS) {
			let storage = Storage::new(chain, None);
			let rows: Option<Vec<CounterRow>> =
				storage.get("Metering", "Counters", &keys(id, page)).await?;
			last.extend(rows.unwrap_or_default().iter().map(|row| row.done_slot(slots.start)));
		}
		let due = missing(network, slots, &last);
		Ok(Self { id, parties, due, flying: BTreeMap::new() })
	}

	/// Readings not submitted yet.
	pub fn waiting(&self) -> usize {
		self.due.iter().map(|due| due.entries.len()).sum()
	}

	/// Readings submitted and not seen in a block yet.
	pub fn flying(&self) -> usize {
		self.flying.values().sum()
	}

	/// A block took this batch.
	pub fn landed(&mut self, slot: Slot, page: PageIndex) {
		self.flying.remove(&(slot, page));
	}

	/// Submits batches, oldest slot first, while fewer than `flying_max` readings are under way.
	/// Returns how many readings were handed over.
	pub async fn top_up(&mut self, chain: &Chain, flying_max: usize) -> Result<usize> {
		let mut handed = 0;
		while self.flying() < flying_max {
			let Some(due) = self.due.pop_front() else { break };
			let batch = self.batch(&chain.genesis(), &due);
			let transaction = batch_transaction(chain, &self.parties.relay, &batch)?;
			match chain.submit(&transaction).await {
				Ok(()) => {
					handed += due.entries.len();
					self.flying.insert((due.slot, due.page), due.entries.len());
				}
				Err(error) if is_known(&error) => {}
				Err(error) => return Err(error),
			}
		}
		Ok(handed)
	}

	fn batch(&self, genesis: &[u8; 32], due: &Due) -> ReadingBatch {
		let sign = |entry| sign_reading(self.parties, genesis, self.id, due.slot, entry);
		// A page has no more rows than a batch takes.
		let readings = BoundedVec::truncate_from(due.entries.iter().map(sign).collect());
		ReadingBatch { network: self.id, slot: due.slot, page: due.page, readings }
	}
}

/// Batches the chain lacks: readings of slots after each meter's last. The first of `slots` is the
/// first one of the data set.
fn missing(network: &Network, slots: Range<Slot>, last: &[Slot]) -> VecDeque<Due> {
	let mut due = VecDeque::new();
	for (slot, entries) in slots.zip(&network.slots) {
		let mut pages: BTreeMap<PageIndex, Vec<Registers>> = BTreeMap::new();
		for entry in entries {
			let done = last.get(entry.index as usize).copied();
			if done.is_none_or(|done| done < slot) {
				pages.entry(entry.index / PAGE_ROWS).or_default().push(*entry);
			}
		}
		due.extend(pages.into_iter().map(|(page, entries)| Due { slot, page, entries }));
	}
	due
}

/// A reading as its device signs it.
pub fn sign_reading(
	parties: &Parties,
	genesis: &[u8; 32],
	id: NetworkId,
	slot: Slot,
	entry: &Registers,
) -> SignedReading {
	let message = reading_message(genesis, slot, entry.import, entry.export);
	SignedReading {
		// A remainder of 256.
		row: (entry.index % PAGE_ROWS) as u8,
		import_register: entry.import,
		export_register: entry.export,
		signature: parties.devices.key(id.carrier, entry.index).sign(&message).0,
	}
}

/// The general transaction in which a relay brings a batch.
pub fn batch_transaction(chain: &Chain, relay: &Keypair, batch: &ReadingBatch) -> Result<Vec<u8>> {
	let message = batch_message(&chain.genesis(), &batch.encode());
	let call = calls::submit_readings(account_id(relay), batch, relay.sign(&message).0);
	chain.composer().general(&call)
}

/// Whether a refusal only says that the chain or its pool has these readings already.
fn is_known(error: &Error) -> bool {
	const KNOWN: [&str; 5] = [
		"Metering.NothingFresh",
		"Metering.SlotClosed",
		"Already Imported",
		"Priority is too low",
		"temporarily banned",
	];
	matches!(error, Error::Refused { reason, .. } if KNOWN.iter().any(|known| reason.contains(known)))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::data::Declared;
	use energy_primitives::Carrier;

	#[test]
	fn only_what_the_chain_lacks_is_due_in_slot_order() {
		let entry = |index| Registers { index, import: 1, export: 2 };
		let network = Network {
			carrier: Carrier::Heat,
			meters: Vec::new(),
			slots: vec![vec![entry(0), entry(1), entry(256)], vec![entry(0), entry(1)]],
			tariffs: Vec::new(),
			orders: Vec::new(),
			declared: Declared::default(),
		};
		let mut last = vec![99; 257];
		last[1] = 100;
		let due = missing(&network, 100..200, &last);
		assert_eq!(
			due,
			[
				Due { slot: 100, page: 0, entries: vec![entry(0)] },
				Due { slot: 100, page: 1, entries: vec![entry(256)] },
				Due { slot: 101, page: 0, entries: vec![entry(0), entry(1)] },
			]
		);
		assert!(missing(&network, 100..200, &[101; 257]).is_empty());
		let first_only = missing(&network, 100..101, &last);
		assert_eq!(first_only.iter().collect::<Vec<_>>(), due.iter().take(2).collect::<Vec<_>>());
	}

	#[test]
	fn only_a_refusal_for_staleness_is_passed_over() {
		assert!(is_known(&Error::refused("a transaction", "Metering.NothingFresh: No reading…")));
		assert!(!is_known(&Error::refused("a transaction", "Metering.RelayNotBonded: …")));
		assert!(!is_known(&Error::Usage("Already Imported".into())));
	}
}
