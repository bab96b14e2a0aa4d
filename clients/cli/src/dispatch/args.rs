// SPDX-License-Identifier: Apache-2.0
//! Arguments that several commands share.

use super::state::State;
use crate::{
	chain::Chain,
	error::{Error, Result},
	meter::args::NodeArgs,
};
use clap::Args;
use energy_primitives::CommunityId;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Which community.
#[derive(Args, Clone, Copy, Debug)]
pub struct CommunityArgs {
	/// The community.
	#[arg(long, default_value_t = 0, value_name = "NUMBER")]
	pub community: CommunityId,
}

impl CommunityArgs {
	/// Its state at the best block of the moment.
	pub fn state<'a>(&self, chain: &'a Chain) -> State<'a> {
		State::new(chain, None, self.community)
	}
}

/// Where to read, of which community, and whether for a program.
#[derive(Args, Debug)]
pub struct LookArgs {
	#[command(flatten)]
	pub node: NodeArgs,
	#[command(flatten)]
	pub which: CommunityArgs,
	/// Print JSON: amounts in nano-currency, energy in Wh or kJ.
	#[arg(long)]
	pub json: bool,
}

/// An amount of currency, such as `12.50`, in nano-currency.
pub fn amount(text: &str) -> Result<u128> {
	let wrong = || Error::Usage(format!("`{text}` is no amount, such as 12.50"));
	let (whole, part) = text.split_once('.').unwrap_or((text, ""));
	let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() || part.len() > 9 || !digits(whole) || !digits(part) {
		return Err(wrong());
	}
	let nano: u128 = format!("{whole}{part:0<9}").parse().map_err(|_| wrong())?;
	Ok(nano)
}

/// A value as JSON.
pub fn to_json(value: &impl Serialize) -> Result<String> {
	serde_json::to_string_pretty(value)
		.map_err(|error| Error::Usage(format!("it can't be told as JSON: {error}")))
}

/// Writes a value as JSON to a file, or prints it.
pub fn put_json(value: &impl Serialize, out: Option<&PathBuf>) -> Result<()> {
	let text = to_json(value)?;
	match out {
		Some(path) => write(path, &text),
		None => {
			crate::progress::show(text);
			Ok(())
		}
	}
}

fn write(path: &Path, text: &str) -> Result<()> {
	std::fs::write(path, format!("{text}\n")).map_err(|error| Error::file(path, error))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_are_read_to_the_last_nano() {
		for (text, nano) in
			[("0", 0), ("12.50", 12_500_000_000), ("0.000000001", 1), ("7", 7_000_000_000)]
		{
			assert_eq!(amount(text).expect(text), nano);
		}
		for wrong in ["", ".5", "-1", "1,5", "1.0000000001", "1.5e3", "x"] {
			assert_eq!(amount(wrong).expect_err(wrong).code(), 2);
		}
	}
}
