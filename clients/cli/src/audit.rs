// SPDX-License-Identifier: Apache-2.0
//! `audit`: conservation at every step. At each block that becomes final, all accounts of a community
//! are summed up anew, wherever its sweeps, periods and payments happen to be.

use crate::{
	chain::Chain,
	error::{Error, Result},
	progress::{say, show},
	report_file,
	storage::{constant_or_misfit, Storage},
	verify,
};
use clap::Args;
use codec::{Compact, Decode};
use energy_primitives::CommunityId;
use serde::Serialize;
use std::{path::PathBuf, time::Duration};
use subxt::utils::H256;

/// Check at every final block that no money of a community was made or lost.
///
/// Sums up all positions, named accounts, suspense, money on its way to a bank, deposits of planned
/// devices and rounding, and compares them with what is booked and with what the pot holds. Runs until it is stopped, or fails
/// at the first block that does not add up.
#[derive(Args, Debug)]
pub struct AuditArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	url: String,
	/// Which community.
	#[arg(long, default_value_t = 0, value_name = "ID")]
	community: CommunityId,
	/// Seconds to wait for the node, at the start and whenever it goes away.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	wait: u64,
	/// Keep what was checked in this file, as JSON; written anew after every block.
	#[arg(long, value_name = "FILE")]
	report: Option<PathBuf>,
}

/// What was checked, and held.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Audited {
	/// Final blocks at which the money was summed up, and added up.
	pub conservation_checks: u64,
	/// Of them, with a slot half settled: prices known, rows still to be paid.
	pub conservation_checks_mid_sweep: u64,
	/// Of them, with money on its way to a bank.
	pub conservation_checks_in_payment: u64,
	/// How full the fullest of these blocks was, in thousandths of what a block may weigh.
	pub block_fullness_max_permille: u64,
}

/// Checks blocks one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Audit {
	/// The first block that was not looked at yet; none before the first look.
	next: Option<u64>,
	audited: Audited,
}

/// Runs the command.
pub async fn run(args: &AuditArgs) -> Result<()> {
	let patience = Duration::from_secs(args.wait);
	let mut chain = Chain::connect(&args.url, patience).await?;
	let genesis = chain.genesis();
	let mut audit = Audit::default();
	loop {
		match watch(args, &chain, &mut audit).await {
			Err(Error::Unreachable { reason, .. }) => {
				say(format!("  the node went away ({reason}), waiting for it to come back"));
			}
			Err(error) => return Err(error),
			Ok(()) => {}
		}
		chain = Chain::connect(&args.url, patience).await?;
		if chain.genesis() != genesis {
			return Err(Error::refused("the audit", "the node came back with another chain"));
		}
	}
}

/// Checks blocks as they become final, until the node goes away.
async fn watch(args: &AuditArgs, chain: &Chain, audit: &mut Audit) -> Result<()> {
	let mut heads = chain.finalized_heads().await?;
	loop {
		let head = chain.next(&mut heads).await?.number;
		let before = audit.audited;
		audit.catch_up(chain, args.community).await?;
		if before == audit.audited {
			continue;
		}
		match &args.report {
			Some(path) => report_file::write(path, &audit.audited)?,
			None => show(format!(
				"block {head}: the money adds up, as it did at {} blocks before",
				before.conservation_checks
			)),
		}
	}
}

impl Audit {
	/// Checks every block that became final since the last time. Fails at the first one whose money
	/// does not add up.
	pub async fn catch_up(&mut self, chain: &Chain, community: CommunityId) -> Result<()> {
		let head = chain.header(Some(chain.finalized().await?)).await?.number;
		for number in self.next.unwrap_or(head)..=head {
			let block = chain.block_hash(number).await?;
			if let Some(money) = verify::money_if_any(chain, community, Some(block)).await? {
				money.check_at(number)?;
				self.audited.note(&money, fullness_permille(chain, block).await?);
			}
			self.next = Some(number + 1);
		}
		Ok(())
	}

	/// What was checked until now.
	pub fn audited(&self) -> Audited {
		self.audited
	}
}

impl Audited {
	fn note(&mut self, money: &verify::Money, fullness_permille: u64) {
		self.conservation_checks += 1;
		self.conservation_checks_mid_sweep += u64::from(money.is_mid_sweep());
		self.conservation_checks_in_payment += u64::from(money.in_payment_nano != 0);
		self.block_fullness_max_permille = self.block_fullness_max_permille.max(fullness_permille);
	}
}

/// Computing time and proof size.
type Weight = (Compact<u64>, Compact<u64>);

/// How much of the computing time that a block may take this one took, in thousandths. A block in
/// which the validators may change counts as full, whatever it does: it is passed over as 0.
async fn fullness_permille(chain: &Chain, block: H256) -> Result<u64> {
	// One weight per class of calls; the chain's limits begin with the empty block's and the largest.
	let used: Option<[Weight; 3]> =
		Storage::new(chain, Some(block)).get("System", "BlockWeight", &[]).await?;
	let limits: Limits = constant_or_misfit(chain.metadata(), "System", "BlockWeights")?;
	let used: u64 = used.iter().flatten().map(|(time, _)| time.0).sum();
	Ok(permille(used, limits.max_block))
}

fn permille(used: u64, max_block: u64) -> u64 {
	match u128::from(used) * 1_000 / u128::from(max_block.max(1)) {
		full if full >= 1_000 => 0,
		// Below 1 000.
		part => part as u64,
	}
}

/// The beginning of the chain's limits; the rest is passed over.
struct Limits {
	max_block: u64,
}

impl Decode for Limits {
	fn decode<I: codec::Input>(input: &mut I) -> std::result::Result<Self, codec::Error> {
		let (_empty, (time, _)) = <(Weight, Weight)>::decode(input)?;
		while input.remaining_len()?.is_some_and(|left| left > 0) {
			input.read_byte()?;
		}
		Ok(Self { max_block: time.0 })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::verify::Money;
	use codec::Encode;

	#[test]
	fn blocks_are_counted_by_what_was_under_way() {
		let mut audited = Audited::default();
		let sweeping = Money { suspense_nano: -1, ..Money::default() };
		let paying = Money { in_payment_nano: 1, ..Money::default() };
		for (money, fullness) in [(sweeping, 300), (Money::default(), 700), (paying, 20)] {
			audited.note(&money, fullness);
		}
		let expected = Audited {
			conservation_checks: 3,
			conservation_checks_mid_sweep: 1,
			conservation_checks_in_payment: 1,
			block_fullness_max_permille: 700,
		};
		assert_eq!(audited, expected);
	}

	#[test]
	fn a_block_that_counts_as_full_is_passed_over() {
		assert_eq!((permille(999, 1_000), permille(1_000, 1_000), permille(0, 0)), (999, 0, 0));
		assert_eq!(permille(1, 3), 333);
	}

	#[test]
	fn the_largest_block_is_the_second_of_the_limits() {
		let weight = |time: u64| (Compact(time), Compact(9u64));
		let bytes = (weight(5), weight(2_000_000_000_000), [7u8; 40]).encode();
		let limits = Limits::decode(&mut bytes.as_slice()).expect("limits");
		assert_eq!(limits.max_block, 2_000_000_000_000);
	}
}
