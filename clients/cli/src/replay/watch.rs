// SPDX-License-Identifier: Apache-2.0
//! Notices when nothing moves.

/// Blocks without any progress after which missing readings are submitted again.
const STALL_BLOCKS: u32 = 6;

/// Blocks without any progress after which waiting is given up.
pub const GIVE_UP_BLOCKS: u32 = 30;

/// Counts blocks without progress.
#[derive(Default)]
pub struct Watch {
	settled: u64,
	blocks: u32,
}

impl Watch {
	/// One more block. Whether it is time to look again at what the chain lacks.
	pub fn is_stalled(&mut self, settled: u64, landed: bool) -> bool {
		if landed || settled > self.settled {
			self.settled = settled;
			self.blocks = 0;
			return false;
		}
		self.blocks += 1;
		self.blocks.is_multiple_of(STALL_BLOCKS)
	}

	/// Whether waiting makes no sense any more.
	pub fn is_over(&self) -> bool {
		self.blocks >= GIVE_UP_BLOCKS
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_a_standstill_is_a_stall() {
		let mut watch = Watch::default();
		for block in 1..STALL_BLOCKS {
			assert!(!watch.is_stalled(0, false), "block {block}");
		}
		assert!(watch.is_stalled(0, false));
		assert!(!watch.is_stalled(0, true), "a batch landed");
		assert_eq!(watch.blocks, 0);
		assert!(!watch.is_stalled(1, false), "a slot was settled");
		assert!(!watch.is_stalled(1, false));
		assert_eq!(watch.blocks, 1);
	}

	#[test]
	fn a_long_standstill_is_the_end() {
		let mut watch = Watch::default();
		for _ in 0..GIVE_UP_BLOCKS {
			assert!(!watch.is_over());
			watch.is_stalled(0, false);
		}
		assert!(watch.is_over());
	}
}
