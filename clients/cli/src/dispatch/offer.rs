// SPDX-License-Identifier: Apache-2.0
//! Offers of a member.

use super::{
	args::{put_json, CommunityArgs},
	kinds::{self, describe::Description, Setting},
	records::Phase,
};
use crate::{
	calls::dispatch as calls,
	clock::slot_length,
	error::{Error, Result},
	keys::AccountId,
	meter::{session::SignArgs, text},
	progress::show,
};
use clap::Args;
use dispatch_core::{Offer, OfferBlob};
use energy_primitives::{CommunityId, Slot};
use std::path::PathBuf;

/// Offer what your devices can do in the next horizon. It replaces all you have offered before.
///
/// The description of a device is the one it was registered with, with what the owner knows of the
/// horizon: how full a store is, when vehicles come and leave, what sun is forecast. Costs no fee.
#[derive(Args, Debug)]
pub struct OfferArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// A device and its description, such as 0=battery.json; all of them in one call.
	#[arg(long = "device", value_name = "NUMBER=FILE", required_unless_present = "nothing")]
	devices: Vec<String>,
	/// Take back what was offered.
	#[arg(long, conflicts_with = "devices")]
	nothing: bool,
	/// The offers hold for every round until they are replaced.
	#[arg(long)]
	standing: bool,
	/// First slot of the horizon, where no round says it.
	#[arg(long, value_name = "SLOT")]
	first_slot: Option<Slot>,
	/// Write what is offered to this file, as JSON.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(args: &OfferArgs) -> Result<()> {
	let mut devices = args.devices.iter().map(|text| pair(text)).collect::<Result<Vec<_>>>()?;
	devices.sort_by_key(|(device, _)| *device);
	let session = args.sign.open().await?;
	let community = args.which.community;
	let state = args.which.state(&session.chain);
	let round = state.round().await?.filter(|round| round.phase == Phase::Offers);
	let setting = Setting {
		length: slot_length(&session.chain)?,
		slots: match &round {
			Some(round) => round.slots.into(),
			None => state.rules().await?.horizon_slots.into(),
		},
		first_slot: args.first_slot.or(round.map(|round| round.first_slot)),
	};
	let offers = devices.into_iter().map(|(device, path)| {
		let offer = kinds::offer(&Description::read(&path)?, &setting)?;
		Ok((device, offer))
	});
	let offers = offers.collect::<Result<Vec<(u16, Offer)>>>()?;
	if args.out.is_some() {
		put_json(&offers, args.out.as_ref())?;
	}
	let blob = OfferBlob::try_from(offers)
		.map_err(|_| Error::Usage("a member offers at most 64 devices".into()))?;
	let receipt = session.send(calls::offer(community, &blob, args.standing)).await?;
	let (_, _, count, round): (CommunityId, AccountId, u32, Option<u32>) =
		receipt.event("Dispatch", "Offered")?;
	let which = match (args.nothing, round) {
		(true, _) => "Nothing is offered any more.".into(),
		(_, Some(round)) => format!("{} offered for round {round}.", devices_are(count)),
		(_, None) => {
			format!("{} offered for every round until you say otherwise.", devices_are(count))
		}
	};
	show(which);
	if let Some(first) = setting.first_slot {
		show(format!(
			"The horizon begins with slot {} and has {} slots.",
			text::slot(setting.length, first),
			setting.slots
		));
	}
	Ok(())
}

fn devices_are(count: u32) -> String {
	match count {
		1 => "1 device is".into(),
		_ => format!("{count} devices are"),
	}
}

fn pair(text: &str) -> Result<(u16, PathBuf)> {
	let parts = text.split_once('=').and_then(|(number, file)| Some((number.parse().ok()?, file)));
	let wrong = || Error::Usage(format!("`{text}` is no device and file, such as 0=battery.json"));
	parts.map(|(number, file)| (number, PathBuf::from(file))).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_device_is_told_with_its_file() {
		assert_eq!(pair("7=a/b=c.json").expect("a pair"), (7, PathBuf::from("a/b=c.json")));
		for wrong in ["", "battery.json", "x=battery.json", "70000=a"] {
			assert_eq!(pair(wrong).expect_err(wrong).code(), 2);
		}
	}
}
