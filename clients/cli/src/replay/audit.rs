// SPDX-License-Identifier: Apache-2.0
//! Conservation while a replay runs: at every block that becomes final, all accounts of the
//! community are summed up anew, wherever its sweeps happen to be.

use crate::{chain::Chain, error::Result, verify};
use energy_primitives::CommunityId;
use serde::Serialize;

/// What was checked, and held.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Audited {
	/// Finalised blocks at which the money was summed up, and added up.
	pub conservation_checks: u64,
	/// Of them, with a slot half settled: prices known, rows still to be paid.
	pub conservation_checks_mid_sweep: u64,
}

/// Checks the blocks of a replay one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Audit {
	/// The first block that was not looked at yet; none before the first look.
	next: Option<u64>,
	audited: Audited,
}

impl Audit {
	/// Checks every block that became final since the last time. Fails at the first one whose money
	/// does not add up.
	pub async fn catch_up(&mut self, chain: &Chain, community: CommunityId) -> Result<()> {
		let head = chain.header(Some(chain.finalized().await?)).await?.number;
		for number in self.next.unwrap_or(head)..=head {
			let block = chain.block_hash(number).await?;
			let money = verify::money(chain, community, Some(block)).await?;
			money.check_at(number)?;
			self.audited.note(money.is_mid_sweep());
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
	fn note(&mut self, mid_sweep: bool) {
		self.conservation_checks += 1;
		self.conservation_checks_mid_sweep += u64::from(mid_sweep);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn blocks_in_the_middle_of_a_sweep_are_counted() {
		let mut audited = Audited::default();
		[true, false, true].into_iter().for_each(|mid_sweep| audited.note(mid_sweep));
		let Audited { conservation_checks, conservation_checks_mid_sweep } = audited;
		assert_eq!((conservation_checks, conservation_checks_mid_sweep), (3, 2));
	}
}
