// SPDX-License-Identifier: Apache-2.0
//! Numbers that more than one part of the runtime, or the node, needs.

/// Time.
pub mod time {
	use crate::BlockNumber;

	/// Length of a BABE slot, so the time between two blocks.
	pub const MILLISECONDS_PER_BLOCK: u64 = 3_000;
	/// Blocks in a minute.
	pub const MINUTES: BlockNumber = 60_000 / (MILLISECONDS_PER_BLOCK as BlockNumber);
	/// Blocks in an hour.
	pub const HOURS: BlockNumber = MINUTES * 60;
	/// Blocks in a day.
	pub const DAYS: BlockNumber = HOURS * 24;
	/// Length of an epoch, which is a session. Short, so that an offender is out within half an
	/// hour and a development chain sees many sessions; a session without a change of the set
	/// costs next to nothing. A minute where a drill has to see the set of validators change.
	pub const EPOCH_BLOCKS: BlockNumber =
		if cfg!(feature = "short-sessions") { MINUTES } else { 10 * MINUTES };
	/// A slot has an author by lottery in one of four cases; else one is appointed.
	pub const PRIMARY_PROBABILITY: (u64, u64) = (1, 4);
	/// Sessions whose misbehaviour can be proved: seven days.
	pub const HISTORY_DEPTH_SESSIONS: u32 = 7 * DAYS / EPOCH_BLOCKS;
}

/// The native token.
pub mod currency {
	use crate::Balance;

	/// Symbol of the native token.
	pub const TOKEN_SYMBOL: &str = "CWT";
	/// Its decimals.
	pub const TOKEN_DECIMALS: u8 = 12;
	/// One token.
	pub const CWT: Balance = 1_000_000_000_000;
	/// A thousandth of it.
	pub const MILLI_CWT: Balance = CWT / 1_000;
	/// A millionth of it.
	pub const MICRO_CWT: Balance = CWT / 1_000_000;
	/// An account with less is removed.
	pub const EXISTENTIAL_DEPOSIT: Balance = MILLI_CWT;

	/// What an account leaves as a deposit for what it stores on chain; it comes back with the
	/// storage.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		items as Balance * 100 * MILLI_CWT + bytes as Balance * 100 * MICRO_CWT
	}
}

/// The settlement currency.
pub mod euro {
	use crate::Balance;

	/// Its asset id.
	pub const ASSET_ID: u32 = 1;
	/// Its decimals: positions are counted in nano-currency, and so is the asset.
	pub const DECIMALS: u8 = 9;
	/// One euro.
	pub const EUR: Balance = 1_000_000_000;
}

/// How addresses are printed: the generic Substrate prefix, until one is registered.
pub const SS58_PREFIX: u16 = 42;

/// Bounds of a block.
pub mod block {
	use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};
	use sp_runtime::Perbill;

	/// Half of the time between two blocks may be spent on executing one.
	pub const MAXIMUM_BLOCK_WEIGHT: Weight =
		Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND * 3 / 2, u64::MAX);
	/// What ordinary transactions may take of it; the rest waits for operational ones.
	pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);
	/// Bytes of a block: what the node's block author fills by default.
	pub const MAXIMUM_BLOCK_BYTES: u32 = 4 * 1024 * 1024;
}
