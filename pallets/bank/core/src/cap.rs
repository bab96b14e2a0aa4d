// SPDX-License-Identifier: Apache-2.0
//! How much a bank may mint: a cap per window of time, so that a bank whose key is stolen can do
//! only so much until somebody notices.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What a bank may mint, and what it minted in the window it minted in last.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct MintCap {
	/// The most it may mint in one window, in nano-currency.
	pub mint_max: u128,
	/// The window in which it minted last. Windows are numbered and never run backwards.
	pub window: u32,
	/// What it minted in that window, in nano-currency. At most `mint_max`.
	pub minted: u128,
}

/// Why nothing may be minted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CapError {
	/// The cap leaves less in this window.
	OverCap,
}

impl MintCap {
	/// What may still be minted in `window`. An earlier window than the last counts as the last.
	pub const fn left(&self, window: u32) -> u128 {
		if window > self.window {
			return self.mint_max;
		}
		self.mint_max.saturating_sub(self.minted)
	}

	/// After minting `amount` in `window`.
	///
	/// Errors: `OverCap`.
	pub fn mint(self, window: u32, amount: u128) -> Result<Self, CapError> {
		let left = self.left(window).checked_sub(amount).ok_or(CapError::OverCap)?;
		Ok(Self {
			window: self.window.max(window),
			minted: self.mint_max.saturating_sub(left),
			..self
		})
	}

	/// With another cap. What was minted in the running window above a lower cap counts as the
	/// whole of it: nothing is left until the next window.
	pub fn with_max(self, mint_max: u128) -> Self {
		Self { mint_max, minted: self.minted.min(mint_max), ..self }
	}
}
