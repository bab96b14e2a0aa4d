// SPDX-License-Identifier: Apache-2.0
//! Devices: who takes part with what.

use super::{
	args::{put_json, CommunityArgs, LookArgs},
	kinds::{self, describe::Description},
	records::DeviceRecord,
	text::{self, signed, Money},
};
use crate::{
	calls::dispatch as calls,
	error::{Error, Result},
	keys::AccountId,
	meter::session::SignArgs,
	progress::show,
	storage::Storage,
};
use clap::{Args, Subcommand};
use dispatch_core::{DeviceLimits, SideLimits};
use energy_primitives::{Carrier, CommunityId, MeterId, NetworkId};
use serde::Serialize;
use std::path::PathBuf;

/// Devices that take part.
#[derive(Args, Debug)]
pub struct DeviceArgs {
	#[command(subcommand)]
	command: DeviceCommand,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
	Add(AddArgs),
	/// List the devices of a community.
	List(LookArgs),
	Retire(RetireArgs),
}

/// Let a device of yours take part. A deposit in the native currency is held from you as long as it
/// does.
///
/// The description is a JSON object with what stands on the device's label, as docs/dispatch.md
/// lists it kind by kind. No offer goes beyond it.
#[derive(Args, Debug)]
struct AddArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The description of the device.
	#[arg(long, value_name = "FILE")]
	description: PathBuf,
	/// The meter that shows what it takes and gives, by its number in the device's network: its own,
	/// or that of its connection if nothing else is there.
	#[arg(long, value_name = "INDEX")]
	meter: u32,
	/// The meter of what goes with it in the other network.
	#[arg(long, value_name = "INDEX")]
	other_meter: Option<u32>,
}

/// Take a device of yours out. When what it was planned for is settled, its deposits go back.
#[derive(Args, Debug)]
struct RetireArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
	/// The device, by its number in the community.
	#[arg(long, value_name = "NUMBER")]
	device: u16,
}

/// Runs the command.
pub async fn run(args: &DeviceArgs) -> Result<()> {
	match &args.command {
		DeviceCommand::Add(args) => add(args).await,
		DeviceCommand::List(args) => list(args).await,
		DeviceCommand::Retire(args) => {
			let session = args.sign.open().await?;
			let community = args.which.community;
			session.send(calls::retire_device(community, args.device)).await?;
			let left = args.which.state(&session.chain).device(args.device).await?;
			let deposits = match left {
				None => "its deposits are back",
				Some(_) => "its deposits come back when what it was planned for is settled",
			};
			let device = args.device;
			show(format!(
				"Device {device} of community {community} takes part no more; {deposits}."
			));
			Ok(())
		}
	}
}

async fn add(args: &AddArgs) -> Result<()> {
	let description = Description::read(&args.description)?;
	let limits = kinds::limits(&description)?;
	let community = args.which.community;
	let at = |carrier, index| MeterId { network: NetworkId { community, carrier }, index };
	let other = match limits.carrier {
		Carrier::Electricity => Carrier::Heat,
		Carrier::Heat => Carrier::Electricity,
	};
	let meter = at(limits.carrier, args.meter);
	let other_meter = args.other_meter.map(|index| at(other, index));
	let session = args.sign.open().await?;
	let programme = args.which.state(&session.chain).programme().await?;
	if needs_heat(&limits) && programme.is_some_and(|programme| programme.heat.0.is_none()) {
		return Err(Error::refused(
			format!("community {community}"),
			"it plans no heat: its operator has to describe the heat network first",
		));
	}
	let call = calls::register_device(community, &limits, meter, other_meter);
	let receipt = session.send(call).await?;
	let (_, device, _): (CommunityId, u16, AccountId) =
		receipt.event("Dispatch", "DeviceRegistered")?;
	let kind = text::kind(limits.kind);
	show(format!("Device {device} of community {community}: {kind} at {}.", text::meter(meter)));
	Ok(())
}

/// Whether a device takes or gives heat outside its own building.
fn needs_heat(limits: &DeviceLimits) -> bool {
	let sides = [&limits.take, &limits.give];
	let into_heat = |side: &SideLimits| side.other_permille != (0, 0);
	limits.carrier == Carrier::Heat || sides.into_iter().flatten().any(into_heat)
}

/// A device for programs.
#[derive(Serialize)]
struct DeviceLine {
	device: u16,
	kind: &'static str,
	owner: String,
	meter: String,
	account: String,
	deposit_nano: u128,
	retired_at: Option<u32>,
	limits: DeviceLimits,
}

impl DeviceLine {
	fn new(device: u16, record: DeviceRecord) -> Self {
		Self {
			device,
			kind: text::kind(record.limits.0.kind),
			owner: record.owner.to_string(),
			meter: text::meter(record.meter.0),
			account: text::meter(record.account.0),
			deposit_nano: record.deposit,
			retired_at: record.retired_at,
			limits: record.limits.0,
		}
	}
}

async fn list(args: &LookArgs) -> Result<()> {
	let chain = args.node.connect().await?;
	let devices = args.which.state(&chain).devices().await?;
	let lines = devices.into_iter().map(|(device, record)| DeviceLine::new(device, record));
	let lines: Vec<DeviceLine> = lines.collect();
	if args.json {
		return put_json(&lines, None);
	}
	let money = Money::of(&Storage::new(&chain, None), args.which.community).await?;
	for line in &lines {
		let power = |side: &Option<SideLimits>| side.as_ref().map_or(0, |side| side.power_max_w);
		let retired = if line.retired_at.is_some() { ", retired" } else { "" };
		show(format!(
			"{:>5}  {:<13} {:<16} takes {:>7} W, gives {:>7} W, deposit {}, {}{retired}",
			line.device,
			line.kind,
			line.meter,
			power(&line.limits.take),
			power(&line.limits.give),
			money.tell(signed(line.deposit_nano)),
			line.owner,
		));
	}
	show(format!("{} devices", lines.len()));
	Ok(())
}
