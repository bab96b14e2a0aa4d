// SPDX-License-Identifier: Apache-2.0
//! Whose energy a meter measures: the owner, and the link to attributes that stay off the chain.

use super::{
	args::{address, date, WhichArgs},
	link::{Disclosure, Link},
	session::SignArgs,
	tags, text,
};
use crate::{
	calls,
	clock::slot_length,
	error::{Error, Result},
	keys::AccountId,
	progress::{say, show},
};
use clap::Args;
use energy_primitives::{MeterId, Slot};
use metering_core::{meter::Tag, owner::Ownership};
use std::path::{Path, PathBuf};
use subxt::utils::AccountId32;

/// Whose energy a meter measures.
#[derive(Args, Debug)]
pub struct OwnerArgs {
	/// The owner: an address, its public key as 0x and 64 digits, or a development key.
	#[arg(long, value_name = "ADDRESS", help_heading = "Owner")]
	owner: String,
	/// The owner's tag as a member of the community, 32 bytes in hex.
	#[arg(long, value_name = "HEX", help_heading = "Owner")]
	member: Option<String>,
	/// Attributes that tie the meter to a person, a JSON object of texts: only their salted root is
	/// sent.
	#[arg(long, value_name = "FILE", requires = "salt_file", help_heading = "Owner")]
	link_file: Option<PathBuf>,
	/// The salt of that root, 32 bytes in hex; made if the file is not there. Who forgets it has cut
	/// the link.
	#[arg(long, value_name = "FILE", requires = "link_file", help_heading = "Owner")]
	salt_file: Option<PathBuf>,
	/// The root itself, 32 bytes in hex, where somebody else keeps attributes and salt.
	#[arg(long, value_name = "HEX", conflicts_with = "link_file", help_heading = "Owner")]
	link_tag: Option<String>,
}

impl OwnerArgs {
	/// The ownership. Without attributes the link tag is zero: no link.
	pub fn read(&self) -> Result<Ownership<AccountId>> {
		Ok(Ownership {
			owner: address(&self.owner)?,
			member: self.member.as_deref().map(tags::tag).transpose()?,
			link_tag: self.link_tag()?,
		})
	}

	fn link_tag(&self) -> Result<Tag> {
		if let (Some(link), Some(salt)) = (&self.link_file, &self.salt_file) {
			return Link::read(link, salt_of(salt)?)?.tag();
		}
		Ok(self.link_tag.as_deref().map(tags::tag).transpose()?.unwrap_or_default())
	}
}

/// The salt in a file; a new one where there is no file.
fn salt_of(path: &Path) -> Result<[u8; 32]> {
	if path.exists() {
		return tags::read_secret(path);
	}
	let salt = tags::random();
	tags::write_secret(path, &salt)?;
	say(format!(
		"made a new salt in {}: keep it as long as the link may be asked for",
		path.display()
	));
	Ok(salt)
}

/// Hand a meter over: energy from a slot on is the new owner's.
///
/// What the old owner is owed or owes by then stays the old owner's, in a closing line. Orders don't
/// carry over.
#[derive(Args, Debug)]
pub struct ChangeOwnerArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
	#[command(flatten)]
	owner: OwnerArgs,
	#[command(flatten)]
	cut_off: CutOffArgs,
}

/// From when on.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct CutOffArgs {
	/// The first slot that is the new owner's: one that has not begun.
	#[arg(long, value_name = "SLOT")]
	from_slot: Option<Slot>,
	/// The first day that is the new owner's (UTC), such as 2034-12-31.
	#[arg(long, value_name = "DATE")]
	from: Option<String>,
}

/// Runs `change-owner`.
pub async fn change_owner(args: &ChangeOwnerArgs) -> Result<()> {
	let meter = args.which.id()?;
	let next = args.owner.read()?;
	let day = args.cut_off.from.as_deref().map(date).transpose()?;
	let session = args.sign.open().await?;
	let length = slot_length(&session.chain)?;
	let from_slot = args.cut_off.from_slot.or(day.map(|day_s| length.slot_at(day_s)));
	let from_slot = from_slot.ok_or_else(|| Error::Usage("--from-slot or --from".into()))?;
	let receipt = session.send(calls::change_owner(meter, &next, from_slot)).await?;
	let (_, owner, epoch, from_slot): (MeterId, AccountId, u32, Slot) =
		receipt.expect("OwnerChanging", meter)?;
	show(format!(
		"{}: energy from slot {} on is of {}, its owner number {epoch}.",
		text::meter(meter),
		text::slot(length, from_slot),
		AccountId32(owner)
	));
	Ok(())
}

/// Take out what you were owed when your meter became somebody else's, once the slots before the
/// cut-off are settled.
#[derive(Args, Debug)]
pub struct WithdrawLineArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
	/// As the how-manieth owner, from 0, as `commonwatt meter show` tells.
	#[arg(long, value_name = "NUMBER")]
	owner_number: u32,
}

/// Runs `withdraw-line`.
pub async fn withdraw_line(args: &WithdrawLineArgs) -> Result<()> {
	let meter = args.which.id()?;
	let session = args.sign.open().await?;
	let receipt = session.send(calls::withdraw_line(meter, args.owner_number)).await?;
	let (_, _, _, amount): (MeterId, u32, AccountId, u128) =
		receipt.expect("LineWithdrawn", meter)?;
	let amount = i128::try_from(amount).unwrap_or(i128::MAX);
	let money = session.money(meter.network.community, amount).await?;
	show(format!(
		"{}: {money} paid out to its owner number {}.",
		text::meter(meter),
		args.owner_number
	));
	Ok(())
}

/// The link between a meter and a person: print its tag, disclose one attribute, or check what was
/// disclosed. Nothing is sent.
#[derive(Args, Debug)]
pub struct LinkArgs {
	/// The attributes, a JSON object of texts.
	#[arg(long, value_name = "FILE", requires = "salt_file", required_unless_present = "check")]
	link_file: Option<PathBuf>,
	/// Their salt.
	#[arg(long, value_name = "FILE", requires = "link_file")]
	salt_file: Option<PathBuf>,
	/// Print the proof of this attribute, which says nothing of the others.
	#[arg(long, value_name = "NAME", requires = "link_file")]
	disclose: Option<String>,
	/// Check such a proof.
	#[arg(long, value_name = "FILE", conflicts_with = "link_file", requires = "link_tag")]
	check: Option<PathBuf>,
	/// The meter's link tag on the chain, as `commonwatt meter show` prints it.
	#[arg(long, value_name = "HEX", requires = "check")]
	link_tag: Option<String>,
}

/// Runs `link`.
pub fn link(args: &LinkArgs) -> Result<()> {
	if let (Some(path), Some(tag)) = (&args.check, &args.link_tag) {
		let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
		let shown: Disclosure = serde_json::from_slice(&text)
			.map_err(|error| Error::file(path, format!("no disclosure: {error}")))?;
		if !shown.holds(&tags::tag(tag)?)? {
			return Err(Error::Verification("this is no attribute under that link tag".into()));
		}
		show(format!("{}: {} stands under this link tag.", shown.name, shown.value));
		return Ok(());
	}
	let (Some(file), Some(salt)) = (&args.link_file, &args.salt_file) else {
		return Err(Error::Usage("--link-file with --salt-file, or --check".into()));
	};
	let link = Link::read(file, tags::read_secret(salt)?)?;
	match &args.disclose {
		Some(name) => show(
			serde_json::to_string_pretty(&link.disclose(name)?)
				.map_err(|error| Error::file(file, error))?,
		),
		None => show(text::hex(link.tag()?)),
	}
	Ok(())
}
