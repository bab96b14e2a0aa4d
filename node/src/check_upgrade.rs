// SPDX-License-Identifier: Apache-2.0
//! `check-upgrade`: runs the next runtime on a copy of a chain's state, before the chain does.
//!
//! The first block of the new runtime is made with its migrations in it, then as many as its
//! migrations in steps take, then a few more, all without transactions. What a chain would do to
//! itself happens here to the copy: a migration that panics, that is too heavy for a block, that leaves
//! an invariant broken.

mod copy;

use crate::cli::Cli;
use codec::Decode;
use commonwatt_runtime::constants::block::{MAXIMUM_BLOCK_BYTES, MAXIMUM_BLOCK_WEIGHT};
use copy::Copy;
use sc_cli::SubstrateCli;
use std::path::PathBuf;

/// Blocks made after the last migration is done.
const BLOCKS_AFTER: u32 = 3;

/// Try the next runtime on a copy of a chain's state: its migrations, a few blocks, and all invariants
/// before and after. Fails where the upgrade must not be enacted.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckUpgradeArgs {
	/// The next runtime, as it is to be proposed.
	#[arg(long, value_name = "WASM")]
	wasm: PathBuf,
	/// The state: a file of `commonwatt govern snapshot` or `export-state`, or a chain specification.
	#[arg(long, value_name = "FILE")]
	state: String,
	/// At most so many blocks for migrations in steps.
	#[arg(long, default_value_t = 1_000, value_name = "NUMBER")]
	blocks: u32,
}

/// What the new runtime did.
#[derive(Debug)]
struct Findings {
	migrating_blocks: u32,
	heaviest: u64,
	longest_ms: u128,
}

/// Runs the command.
pub(crate) fn run(cli: &Cli, args: &CheckUpgradeArgs) -> sc_cli::Result<()> {
	// A runtime that panics says why in the log.
	sc_cli::LoggerBuilder::new("error").init()?;
	let code = std::fs::read(&args.wasm)?;
	let storage = cli.load_spec(&args.state)?.build_storage()?;
	check(Copy::new(storage), code, args.blocks).map_err(|reason| {
		let reason = format!("this upgrade must not be enacted: {reason}");
		sc_cli::Error::Application(reason.into())
	})
}

fn check(mut copy: Copy, code: Vec<u8>, blocks_max: u32) -> Result<(), String> {
	let (before, entries) = (copy.version()?, copy.entries());
	println!("state: {entries} entries, runtime {} {}", before.spec_name, before.spec_version);
	invariants(&mut copy, "before")?;
	if code.len() >= MAXIMUM_BLOCK_BYTES as usize {
		return Err(format!("{} bytes of code don't fit into a block", code.len()));
	}
	copy.replace_code(code.clone());
	let after = copy.version()?;
	if after.spec_name != before.spec_name || after.spec_version <= before.spec_version {
		return Err(format!(
			"{} {} can't follow {} {}",
			after.spec_name, after.spec_version, before.spec_name, before.spec_version
		));
	}
	println!("upgrade: runtime {}, {} bytes", after.spec_version, code.len());
	let findings = make_blocks(&mut copy, blocks_max)?;
	invariants(&mut copy, "after")?;
	println!(
		"migrations: {} blocks; heaviest block {:.1} % of the limit, longest {} ms",
		findings.migrating_blocks,
		findings.heaviest as f64 * 100.0 / MAXIMUM_BLOCK_WEIGHT.ref_time() as f64,
		findings.longest_ms,
	);
	println!("this upgrade can be enacted");
	Ok(())
}

/// Makes blocks until nothing migrates any more, and a few beyond.
fn make_blocks(copy: &mut Copy, blocks_max: u32) -> Result<Findings, String> {
	let mut findings = Findings { migrating_blocks: 0, heaviest: 0, longest_ms: 0 };
	let mut left = BLOCKS_AFTER;
	while left > 0 {
		let block = copy.make_block()?;
		findings.heaviest = findings.heaviest.max(block.weight);
		findings.longest_ms = findings.longest_ms.max(block.took.as_millis());
		if block.weight > MAXIMUM_BLOCK_WEIGHT.ref_time() {
			return Err(format!("block {} weighs more than a block may", block.number));
		}
		match copy.migrating() {
			Migrating::Stuck => return Err("a migration in steps failed".into()),
			Migrating::Going if findings.migrating_blocks >= blocks_max => {
				return Err(format!("the migrations are not done after {blocks_max} blocks"));
			}
			Migrating::Going => findings.migrating_blocks += 1,
			Migrating::Done => {
				// The block with the last step counts, too.
				if left == BLOCKS_AFTER {
					findings.migrating_blocks += 1;
				}
				left -= 1;
			}
		}
		if copy.has("SafeMode", "EnteredUntil") {
			return Err("a migration failed and put the chain into safe mode".into());
		}
	}
	Ok(findings)
}

/// How far the migrations in steps are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Migrating {
	/// There are none any more.
	Done,
	/// There is more to do.
	Going,
	/// One of them failed.
	Stuck,
}

impl Migrating {
	/// From the cursor that the chain stores; its first variant is the active one.
	fn of(cursor: Option<&[u8]>) -> Self {
		match cursor {
			None => Self::Done,
			Some([0, ..]) => Self::Going,
			Some(_) => Self::Stuck,
		}
	}
}

fn invariants(copy: &mut Copy, when: &str) -> Result<(), String> {
	let Some(answer) = copy.ask("InvariantsApi_check")? else {
		println!("invariants {when}: this runtime can't tell");
		return Ok(());
	};
	let told = Result::<(), String>::decode(&mut answer.as_slice())
		.map_err(|error| format!("invariants {when}: {error}"))?;
	told.map_err(|broken| format!("invariants {when}: {broken}"))?;
	println!("invariants {when}: all hold");
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chain_spec;
	use sp_runtime::BuildStorage as _;

	fn genesis() -> Copy {
		let spec = chain_spec::development().expect("built in");
		Copy::new(spec.build_storage().expect("builds"))
	}

	fn own_code() -> Vec<u8> {
		commonwatt_runtime::WASM_BINARY.expect("built with it").to_vec()
	}

	#[test]
	fn a_copy_makes_blocks_and_its_invariants_hold() {
		let mut copy = genesis();
		let findings = make_blocks(&mut copy, 5).expect("a sound runtime");
		assert_eq!(findings.migrating_blocks, 1);
		assert!(findings.heaviest > 0);
		assert_eq!(invariants(&mut copy, "after"), Ok(()));
	}

	#[test]
	fn a_runtime_that_is_not_later_is_refused() {
		let refused = check(genesis(), own_code(), 5).expect_err("the same version");
		assert!(refused.contains("can't follow"), "{refused}");
	}

	#[test]
	fn a_runtime_that_fits_into_no_block_is_refused() {
		let code = vec![0; MAXIMUM_BLOCK_BYTES as usize];
		let refused = check(genesis(), code, 5).expect_err("too long");
		assert!(refused.contains("don't fit"), "{refused}");
	}

	#[test]
	fn what_is_no_runtime_is_refused() {
		assert!(check(genesis(), b"no runtime".to_vec(), 5).is_err());
	}

	#[test]
	fn a_call_that_panics_is_an_error() {
		let told = genesis().call("Core_initialize_block", b"no header").expect_err("panics");
		assert!(told.contains("Core_initialize_block"), "{told}");
	}

	#[test]
	fn a_stored_cursor_tells_how_far_migrations_are() {
		assert_eq!(Migrating::of(None), Migrating::Done);
		assert_eq!(Migrating::of(Some(&[0, 1, 0, 0, 0])), Migrating::Going);
		assert_eq!(Migrating::of(Some(&[1])), Migrating::Stuck);
	}

	#[test]
	fn a_broken_invariant_is_told() {
		let mut copy = genesis();
		let alice = sp_core::crypto::Ss58Codec::from_ss58check(
			"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
		);
		let alice: sp_core::sr25519::Public = alice.expect("an address");
		copy.set("Validators", "Validators", &codec::Encode::encode(&vec![alice, alice]));
		let broken = invariants(&mut copy, "before").expect_err("twice the same");
		assert!(broken.contains("V1"), "{broken}");
	}
}
