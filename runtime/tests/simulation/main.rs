// SPDX-License-Identifier: Apache-2.0
//! The real runtime, driven by a seed: everybody who uses a chain, everything that goes wrong, every
//! invariant after every block, and a model beside it. See `docs/simulation.md`.

mod actors;
mod chain;
mod coverage;
mod faults;
mod log;
mod model;
mod rng;
mod run;
mod script;
mod stats;
mod who;
mod world;

use commonwatt_runtime::{Assets, Balances, Runtime};
use frame_support::traits::{fungible, fungibles::Mutate};
use run::run;
use stats::Stats;

/// Blocks and seeds of the short form.
const BLOCKS: u32 = 2_600;
const SEEDS: [u64; 4] = [1, 2, 3, 4];

fn number(name: &str) -> Option<u64> {
	std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// Runs all seeds, as many at once as there are processors.
fn run_all(seeds: &[u64], blocks: u32) -> Stats {
	let started = std::time::Instant::now();
	let workers = std::thread::available_parallelism().map_or(1, usize::from).min(seeds.len());
	let next = std::sync::atomic::AtomicUsize::new(0);
	let work = || {
		let mut sum = Stats::default();
		while let Some(seed) = seeds.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
			sum.add(&run(*seed, blocks, None)?.stats);
		}
		Ok::<_, String>(sum)
	};
	let results: Vec<Result<Stats, String>> = std::thread::scope(|scope| {
		let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
		threads.into_iter().map(|thread| thread.join().expect("runs catch panics")).collect()
	});
	let mut sum = Stats::default();
	for result in results {
		match result {
			Ok(stats) => sum.add(&stats),
			Err(error) => panic!("{error}"),
		}
	}
	let report = sum.json(seeds, started.elapsed().as_secs_f64());
	let text = serde_json::to_string_pretty(&report).expect("JSON");
	if let Ok(path) = std::env::var("COMMONWATT_SIM_REPORT") {
		std::fs::write(&path, text + "\n").expect("the report can be written");
	} else {
		println!("{text}");
	}
	sum
}

#[test]
fn every_block_keeps_every_invariant() {
	log::listen();
	let stats = run_all(&SEEDS, BLOCKS);
	let blocks = SEEDS.len() as u64 * u64::from(BLOCKS);
	assert_eq!((stats.blocks, stats.checks), (blocks, blocks));
	assert!(blocks >= 10_000);
	coverage::check(&stats);
}

/// What `scripts/simulate.sh` runs: seeds from `COMMONWATT_SIM_SEED` on, `COMMONWATT_SIM_SEEDS` of
/// them, `COMMONWATT_SIM_BLOCKS` each.
#[test]
#[ignore = "long: scripts/simulate.sh runs it"]
fn one_seed() {
	log::listen();
	let first = number("COMMONWATT_SIM_SEED").unwrap_or(1);
	let count = number("COMMONWATT_SIM_SEEDS").unwrap_or(1);
	let blocks = number("COMMONWATT_SIM_BLOCKS").unwrap_or(10_000);
	let seeds: Vec<u64> = (first..first + count).collect();
	run_all(&seeds, blocks as u32);
}

#[test]
fn the_same_seed_gives_the_same_chain() {
	log::listen();
	let roots: Vec<_> = (0..2).map(|_| run(7, 300, None).map(|outcome| outcome.root)).collect();
	assert!(roots[0].is_ok(), "{roots:?}");
	assert_eq!(roots[0], roots[1]);
	assert_ne!(roots[0], run(8, 300, None).map(|outcome| outcome.root));
}

/// Breaks something after block 100: the run must end there, and say where that is.
fn is_noticed(sabotage: run::Sabotage, saying: &str) {
	log::listen();
	let error = run(5, 200, Some((100, sabotage))).err().expect("it is noticed");
	assert!(error.contains("seed 5, block "), "{error}");
	assert!(error.contains("(the 101th built)"), "{error}");
	assert!(error.contains("COMMONWATT_SIM_SEED=5 COMMONWATT_SIM_BLOCKS=101 "), "{error}");
	assert!(error.contains(saying), "{error}");
}

#[test]
fn a_position_that_grows_by_itself_is_noticed() {
	is_noticed(
		|run| {
			run.chain.poke(|| {
				pallet_settlement::Positions::<Runtime>::mutate(world::POWER, 0, |rows| {
					rows[1] += 1
				});
			})
		},
		"settlement: S1",
	);
}

/// A counter and its register that are one too high together break no invariant of the pallet.
#[test]
fn energy_that_nobody_measured_is_noticed() {
	is_noticed(
		|run| {
			run.chain.poke(|| {
				pallet_metering::Counters::<Runtime>::mutate(world::HEAT, 0, |rows| {
					rows[2].import += 1;
					rows[2].import_register += 1;
				});
			})
		},
		"accepted was",
	);
}

#[test]
fn currency_from_nowhere_is_noticed() {
	is_noticed(
		|run| {
			run.chain.poke(|| {
				let who = who::Who::Payer.account();
				Assets::mint_into(world::ASSET, &who, 1).expect("it can be minted");
			})
		},
		"currency of Payer",
	);
}

#[test]
fn native_currency_from_nowhere_is_noticed() {
	is_noticed(
		|run| {
			run.chain.poke(|| {
				let who = who::Who::Payer.account();
				<Balances as fungible::Mutate<_>>::mint_into(&who, 1).expect("it can be minted");
			})
		},
		"native currency: ",
	);
}

#[test]
fn a_reading_that_the_model_missed_is_noticed() {
	is_noticed(
		|run| {
			let meter = world::meter(world::POWER, 3);
			run.model.energy.meters.get_mut(&meter).expect("it exists").forget_one();
		},
		"accepted was",
	);
}

/// A correction that waits for its owner, and that no operator proposed.
#[test]
fn a_correction_nobody_made_is_noticed() {
	is_noticed(
		|run| {
			let (at, slot) = (world::meter(world::POWER, 1), 1);
			run.chain.poke(|| {
				let pending = pallet_metering::PendingCorrection {
					slot,
					figure: energy_primitives::Figure {
						class: energy_primitives::RowClass::Boundary,
						span: 1,
						import: 0,
						export: 0,
						sell_price: 0,
						buy_price: 0,
						no_feeder: false,
					},
					correction: metering_core::correction::Correction {
						import: 1,
						export: 0,
						reason: metering_core::correction::CorrectionReason::LateValue,
					},
				};
				pallet_metering::PendingCorrections::<Runtime>::insert(at, pending);
			})
		},
		"corrections wait",
	);
}

/// A deposit in the native currency that nobody asked for breaks no pallet's invariant.
#[test]
fn a_deposit_that_is_held_too_long_is_noticed() {
	is_noticed(
		|run| {
			run.chain.poke(|| {
				use polkadot_sdk::frame_support::traits::ReservableCurrency;
				let who = who::Who::Proposer.account();
				Balances::reserve(&who, 1).expect("it has some");
			})
		},
		"is held for referenda",
	);
}
