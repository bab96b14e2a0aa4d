// SPDX-License-Identifier: Apache-2.0
//! What a device is to do, slot by slot.

use super::{
	args::{put_json, LookArgs},
	state::State,
};
use crate::{
	calendar, chain::Chain, clock::slot_length, error::Result, flow::per_kwh, progress::show,
};
use clap::Args;
use energy_primitives::{Carrier, NanoPrice, Slot};
use serde::Serialize;

/// Show what a device is to do in all slots that a plan holds in.
#[derive(Args, Debug)]
pub struct SetpointsArgs {
	#[command(flatten)]
	look: LookArgs,
	/// The device, by its number in the community.
	#[arg(long, value_name = "NUMBER")]
	device: u16,
	/// Only from this slot on.
	#[arg(long, value_name = "SLOT", default_value_t = 0)]
	from: Slot,
}

/// What a device is to do in one slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Setpoint {
	/// Which slot.
	pub slot: Slot,
	/// Its power, in W; positive given, negative taken.
	pub power_w: i32,
	/// What the contract pays for a planned base quantity, in nano-currency.
	pub price_nano: Option<NanoPrice>,
	/// Its part of a deviation of the whole network, in thousandths.
	pub alpha_permille: u16,
	/// The round whose plan this is.
	pub round: u32,
}

/// What a device is to do, in the order of slots.
pub async fn setpoints(state: &State<'_>, device: u16) -> Result<Vec<Setpoint>> {
	let mut found = Vec::new();
	for span in state.timeline().await? {
		let Some(plan) = state.plan(span.round).await? else { continue };
		let rows = state.plan_rows(span.round, plan.devices.0.len()).await?;
		let Some(row) = rows.into_iter().find(|row| row.device == device) else { continue };
		let of = |slot: Slot| {
			let at = usize::try_from(slot.checked_sub(plan.first_slot)?).ok()?;
			Some(Setpoint {
				slot,
				power_w: row.power_w.0.get(at).copied()?,
				price_nano: row.price.0.get(at).copied().flatten(),
				alpha_permille: row.alpha_permille,
				round: span.round,
			})
		};
		found.extend((span.from..span.to).filter_map(of));
	}
	Ok(found)
}

/// One line about a setpoint.
pub fn line(chain: &Chain, carrier: Carrier, setpoint: &Setpoint) -> Result<String> {
	let when = calendar::slot_begin(slot_length(chain)?, setpoint.slot);
	let does = match setpoint.power_w {
		0 => "rests".into(),
		power if power > 0 => format!("gives {power} W"),
		power => format!("takes {} W", power.unsigned_abs()),
	};
	let price = setpoint.price_nano.map_or("no contract".into(), |price| {
		format!("contract {} per kWh", per_kwh(carrier, price))
	});
	let share = match setpoint.alpha_permille {
		0 => String::new(),
		alpha => format!(", carries {alpha} ‰ of deviations"),
	};
	Ok(format!("{when}  {does:<16} {price}{share}"))
}

/// Runs the command.
pub async fn run(args: &SetpointsArgs) -> Result<()> {
	let chain = args.look.node.connect().await?;
	let state = args.look.which.state(&chain);
	let record = state.device(args.device).await?.ok_or_else(|| {
		crate::error::Error::refused(format!("device {}", args.device), "there is no such device")
	})?;
	let mut setpoints = setpoints(&state, args.device).await?;
	setpoints.retain(|setpoint| setpoint.slot >= args.from);
	if args.look.json {
		return put_json(&setpoints, None);
	}
	for setpoint in &setpoints {
		show(line(&chain, record.limits.0.carrier, setpoint)?);
	}
	show(format!("{} slots", setpoints.len()));
	Ok(())
}
