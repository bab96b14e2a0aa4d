// SPDX-License-Identifier: Apache-2.0
//! What happened in a run, in numbers.

use commonwatt_runtime::RuntimeEvent;
use serde_json::{json, Value};
use std::collections::BTreeMap;

/// Counts of one run, or of several together.
#[derive(Clone, Default)]
pub struct Stats {
	pub blocks: u64,
	/// Blocks that were imported a second time, from the state before them.
	pub imported: u64,
	pub checks: u64,
	/// What the pallets' invariants took, and what all checks took.
	pub invariant_seconds: f64,
	pub check_seconds: f64,
	pub seconds: f64,
	/// By kind: how often done, how often refused.
	pub actions: BTreeMap<&'static str, (u64, u64)>,
	pub faults: BTreeMap<&'static str, u64>,
	/// What the chain did, by its events.
	pub events: BTreeMap<String, u64>,
	pub readings: (u64, u64),
	pub lost_readings: u64,
	/// Transactions that waited because a session began.
	pub kept_waiting: u64,
	pub ballots: (u64, u64),
	pub settled: u64,
}

impl Stats {
	pub fn action(&mut self, kind: &'static str, done: bool) {
		let counts = self.actions.entry(kind).or_default();
		*(if done { &mut counts.0 } else { &mut counts.1 }) += 1;
	}

	pub fn event(&mut self, event: &RuntimeEvent) {
		let full = format!("{event:?}");
		// `Metering(Event::SlotClosed { .. })` becomes `Metering.SlotClosed`.
		let name = full.replacen("Event::", "", 1).replacen('(', ".", 1);
		let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '.').collect();
		*self.events.entry(name).or_default() += 1;
	}

	/// Adds another run.
	pub fn add(&mut self, other: &Self) {
		self.blocks += other.blocks;
		self.imported += other.imported;
		self.checks += other.checks;
		self.invariant_seconds += other.invariant_seconds;
		self.check_seconds += other.check_seconds;
		self.seconds += other.seconds;
		for (kind, counts) in &other.actions {
			let sum = self.actions.entry(kind).or_default();
			*sum = (sum.0 + counts.0, sum.1 + counts.1);
		}
		for (kind, count) in &other.faults {
			let sum = self.faults.entry(kind).or_default();
			*sum = if kind.starts_with("deepest") { (*sum).max(*count) } else { *sum + count };
		}
		for (kind, count) in &other.events {
			*self.events.entry(kind.clone()).or_default() += count;
		}
		self.readings = (self.readings.0 + other.readings.0, self.readings.1 + other.readings.1);
		self.lost_readings += other.lost_readings;
		self.kept_waiting += other.kept_waiting;
		self.settled += other.settled;
		self.ballots = (self.ballots.0 + other.ballots.0, self.ballots.1 + other.ballots.1);
	}

	pub fn json(&self, seeds: &[u64], wall_seconds: f64) -> Value {
		let actions: BTreeMap<_, _> = self
			.actions
			.iter()
			.map(|(kind, (done, refused))| (*kind, json!({ "done": done, "refused": refused })))
			.collect();
		json!({
			"seeds": seeds,
			"blocks": self.blocks,
			"blocks_imported_again": self.imported,
			"invariant_checks": self.checks,
			"invariant_seconds": self.invariant_seconds,
			"check_seconds": self.check_seconds,
			"run_seconds": self.seconds,
			"wall_seconds": wall_seconds,
			"readings_accepted": self.readings.0,
			"readings_rejected": self.readings.1,
			"readings_lost": self.lost_readings,
			"transactions_kept_waiting": self.kept_waiting,
			"slots_settled": self.settled,
			"ballots_passed": self.ballots.0,
			"ballots_failed": self.ballots.1,
			"actions": actions,
			"faults": self.faults,
			"events": self.events,
		})
	}
}
