// SPDX-License-Identifier: Apache-2.0
//! What a pool says of a batch.

/// A pool's answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Said {
	/// It has the batch.
	Has,
	/// It has the same readings from somebody else, who may yet fail.
	HasAnothers,
	/// Nothing in it is new, or it does not fit what the chain shows now.
	Stale,
	/// The relay's bond is used up.
	NotBonded,
	/// It has no room, even for this.
	Full,
}

impl Said {
	/// Sorts the reason for which a pool refuses a batch.
	pub fn of(reason: &str) -> Self {
		let has = |words: &[&str]| words.iter().any(|word| reason.contains(word));
		if has(&["Already Imported", "temporarily banned"]) {
			Said::Has
		} else if has(&["Priority is too low"]) {
			Said::HasAnothers
		} else if has(&["Metering.RelayNotBonded"]) {
			Said::NotBonded
		} else if has(&["Immediately Dropped"]) {
			Said::Full
		} else {
			Said::Stale
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_the_pool_says_is_understood() {
		assert_eq!(Said::of("Transaction is already imported: Already Imported"), Said::Has);
		assert_eq!(Said::of("Priority is too low: (7 vs 7)"), Said::HasAnothers);
		assert_eq!(Said::of("Metering.RelayNotBonded: This relay has no bond"), Said::NotBonded);
		assert_eq!(Said::of("Immediately Dropped: because of the limit"), Said::Full);
		assert_eq!(Said::of("Metering.NothingFresh: No reading of the batch is new."), Said::Stale);
	}
}
