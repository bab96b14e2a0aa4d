// SPDX-License-Identifier: Apache-2.0
//! Where the time of a node's process goes: its processor time from the kernel, split by what its
//! tasks tell Prometheus of themselves.

use crate::{chain::Result, node::Node, steps::round2};
use serde_json::{json, Map, Value};
use std::collections::BTreeMap;

/// The kernel counts processor time in hundredths of a second.
const TICKS_PER_S: f64 = 100.0;

/// Tasks of the node, by what they are for.
const TASKS: [(&str, &[&str]); 5] = [
	("building", &["basic-authorship-proposer"]),
	("importing", &["babe-proposer", "babe-worker", "basic-block-import-worker", "import-queue"]),
	(
		"pool",
		&[
			"transaction-pool-task-0",
			"transaction-pool-task-1",
			"txpool-background",
			"txpool-notifications",
			"on-transaction-imported",
		],
	),
	("finality", &["grandpa-voter"]),
	("network", &["network-transactions-handler", "network-worker", "libp2p-node", "syncing"]),
];

/// Counters of a node at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
	node_s: f64,
	own_s: f64,
	tasks_s: BTreeMap<String, f64>,
	database_s: f64,
	rpc_s: f64,
	/// Time in which blocks were built, and how many.
	built_s: f64,
	built: f64,
	/// Why blocks were not made longer.
	ends: BTreeMap<String, f64>,
}

impl Counters {
	/// The counters now.
	pub(crate) fn read(node: &Node) -> Result<Self> {
		let mut counters = Self::from_metrics(&node.metrics()?);
		counters.node_s = processor_s(&format!("/proc/{}/stat", node.pid()))?;
		counters.own_s = processor_s("/proc/self/stat")?;
		let threads = threads_s(node.pid())?;
		let of = |name: &str| threads.get(name).copied().unwrap_or_default();
		// The database gives its threads no names, so they have the program's.
		counters.database_s = of(&name(node.pid())?);
		counters.rpc_s = of("rpc");
		Ok(counters)
	}

	fn from_metrics(text: &str) -> Self {
		let mut counters = Self::default();
		for (name, labels, value) in text.lines().filter_map(sample) {
			match name {
				"substrate_tasks_polling_duration_sum" => {
					if let Some(task) = label(labels, "task_name") {
						*counters.tasks_s.entry(task.into()).or_default() += value;
					}
				}
				"substrate_proposer_block_constructed_sum" => counters.built_s = value,
				"substrate_proposer_block_constructed_count" => counters.built = value,
				"substrate_proposer_end_proposal_reason" => {
					if let Some(reason) = label(labels, "reason") {
						counters.ends.insert(reason.into(), value);
					}
				}
				_ => {}
			}
		}
		counters
	}

	/// What was counted since `before`.
	pub(crate) fn since(&self, before: &Self) -> Self {
		let less = |now: &BTreeMap<String, f64>, before: &BTreeMap<String, f64>| {
			now.iter()
				.map(|(name, value)| {
					(name.clone(), value - before.get(name).copied().unwrap_or_default())
				})
				.collect()
		};
		Self {
			node_s: self.node_s - before.node_s,
			own_s: self.own_s - before.own_s,
			tasks_s: less(&self.tasks_s, &before.tasks_s),
			database_s: self.database_s - before.database_s,
			rpc_s: self.rpc_s - before.rpc_s,
			built_s: self.built_s - before.built_s,
			built: self.built - before.built,
			ends: less(&self.ends, &before.ends),
		}
	}

	/// Mean time in which a block was built, in milliseconds.
	pub(crate) fn build_ms(&self) -> f64 {
		if self.built > 0.0 {
			self.built_s * 1_000.0 / self.built
		} else {
			0.0
		}
	}

	/// Time in which blocks were built.
	pub(crate) const fn built_s(&self) -> f64 {
		self.built_s
	}

	/// Why blocks were not made longer, and how often.
	pub(crate) fn ends(&self) -> Value {
		let ends = self.ends.iter().filter(|(_, count)| **count > 0.0);
		Value::Object(ends.map(|(reason, count)| (reason.clone(), json!(count))).collect())
	}

	/// Time per reading in microseconds: the processor's for the node in all, for its database and
	/// its RPC, and for this program; and that of the node's tasks by purpose. Tasks tell wall time,
	/// which on a busy machine is more than the processor's. Checks of the devices' signatures are
	/// part of building: as many as there are readings, at the native cost of one.
	pub(crate) fn split(&self, readings: u32, verify_us: f64) -> Value {
		let per_reading =
			|seconds: f64| json!(round2(seconds * 1_000_000.0 / f64::from(readings.max(1))));
		let mut split = Map::new();
		split.insert("node_cpu".into(), per_reading(self.node_s));
		split.insert("driver_cpu".into(), per_reading(self.own_s));
		split.insert("database_cpu".into(), per_reading(self.database_s));
		split.insert("rpc_cpu".into(), per_reading(self.rpc_s));
		for (purpose, names) in TASKS {
			let spent = names.iter().filter_map(|name| self.tasks_s.get(*name)).sum();
			split.insert(purpose.into(), per_reading(spent));
		}
		split.insert("device_signatures".into(), json!(round2(verify_us)));
		Value::Object(split)
	}
}

/// A line of Prometheus' text: name, labels, value.
fn sample(line: &str) -> Option<(&str, &str, f64)> {
	let (name, rest) = line.split_once('{')?;
	let (labels, value) = rest.rsplit_once('}')?;
	Some((name, labels, value.trim().parse().ok()?))
}

fn label<'a>(labels: &'a str, name: &str) -> Option<&'a str> {
	let mut pairs = labels.split(',').filter_map(|pair| pair.split_once('='));
	let (_, value) = pairs.find(|(found, _)| *found == name)?;
	Some(value.trim_matches('"'))
}

/// User and system time of the threads of a process, by their names.
fn threads_s(pid: u32) -> Result<BTreeMap<String, f64>> {
	let mut times = BTreeMap::new();
	for thread in std::fs::read_dir(format!("/proc/{pid}/task"))? {
		// A thread may have ended meanwhile.
		let Ok(text) = std::fs::read_to_string(thread?.path().join("stat")) else { continue };
		let (name, seconds) = stat(&text)?;
		*times.entry(name).or_default() += seconds;
	}
	Ok(times)
}

/// A process' name, as its threads have it.
fn name(pid: u32) -> Result<String> {
	Ok(stat(&std::fs::read_to_string(format!("/proc/{pid}/stat"))?)?.0)
}

/// User and system time of a process.
fn processor_s(path: &str) -> Result<f64> {
	Ok(stat(&std::fs::read_to_string(path)?)?.1)
}

/// Name, and user and system time, of a process or thread.
fn stat(text: &str) -> Result<(String, f64)> {
	// The name stands in brackets and may hold any character.
	let (head, fields) = text.rsplit_once(')').ok_or("a process without a name")?;
	let (_, name) = head.split_once('(').ok_or("a process without a name")?;
	let fields: Vec<&str> = fields.split_whitespace().collect();
	let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
	// Fields 14 and 15; the list begins with field 3.
	let sum = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
	Ok((name.into(), sum.ok_or("a process without times")? / TICKS_PER_S))
}

#[cfg(test)]
mod tests {
	use super::*;

	const METRICS: &str = r#"# HELP substrate_tasks_polling_duration Duration
substrate_tasks_polling_duration_sum{kind="async",task_group="transaction-pool",task_name="txpool-background",chain="x"} 0.5
substrate_tasks_polling_duration_sum{kind="blocking",task_group="transaction-pool",task_name="txpool-background",chain="x"} 0.25
substrate_tasks_polling_duration_sum{kind="blocking",task_group="default",task_name="basic-authorship-proposer",chain="x"} 2
substrate_proposer_block_constructed_sum{chain="x"} 1.5
substrate_proposer_block_constructed_count{chain="x"} 3
substrate_proposer_end_proposal_reason{reason="hit_deadline",chain="x"} 2
"#;

	#[test]
	fn metrics_are_sorted_by_purpose() {
		let mut counters = Counters::from_metrics(METRICS).since(&Counters::default());
		assert_eq!(counters.build_ms(), 500.0);
		assert_eq!(counters.ends(), json!({ "hit_deadline": 2.0 }));
		counters.node_s = 3.0;
		counters.rpc_s = 0.25;
		let split = counters.split(1_000_000, 0.5);
		assert_eq!(split["node_cpu"], 3.0);
		assert_eq!(split["rpc_cpu"], 0.25);
		assert_eq!(split["pool"], 0.75);
		assert_eq!(split["building"], 2.0);
	}

	#[test]
	fn a_name_may_hold_anything() {
		let text = "12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0";
		assert_eq!(stat(text).expect("a process"), ("a) b (c".into(), 2.0));
		assert!(processor_s("/proc/self/stat").is_ok_and(|seconds| seconds >= 0.0));
		assert!(!threads_s(std::process::id()).expect("our own").is_empty());
	}
}
