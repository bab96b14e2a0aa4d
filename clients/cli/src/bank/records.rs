// SPDX-License-Identifier: Apache-2.0
//! Records of the chain that are decoded by the names of their fields.

use subxt::ext::scale_decode::DecodeAsType;

/// What was booked between a community and its banks, in nano-currency.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct BankTotals {
	/// Direct debits that were booked.
	pub collected: u128,
	/// Deposits that were booked.
	pub deposited: u128,
	/// Credit transfers that were booked.
	pub paid_out: u128,
	/// Of the direct debits that came back, what the guarantor has paid.
	pub debits_returned: u128,
	/// Credit transfers that came back.
	pub credits_returned: u128,
}

/// An asset.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct AssetRecord {
	/// How much of it there is.
	pub supply: u128,
}
