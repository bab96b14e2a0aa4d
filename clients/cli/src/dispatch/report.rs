// SPDX-License-Identifier: Apache-2.0
//! The delivery report: what each device was to do, did, earned and owed, and whether that is what
//! stands in the accounts.

use super::{
	args::{put_json, LookArgs},
	records::{DeliveryRecord, DeviceRecord},
	state::State,
	text::{self as words, signed, Money},
};
use crate::{
	error::{Error, Result},
	meter::text,
	progress::show,
	storage::{key, Storage},
	store::Store,
	types::CommunityLedger,
};
use clap::Args;
use energy_primitives::MeterId;
use serde::Serialize;
use settlement_core::NoteKind;
use std::{
	collections::{BTreeMap, BTreeSet},
	path::PathBuf,
};

/// Report what devices delivered, and what came of it.
///
/// With the database of `commonwatt index` it is compared with the accounts, to the nano: exit code
/// 5 if they differ.
#[derive(Args, Debug)]
pub struct ReportArgs {
	#[command(flatten)]
	look: LookArgs,
	/// Only this device, by its number in the community.
	#[arg(long, value_name = "NUMBER", conflicts_with = "db")]
	device: Option<u16>,
	/// The database of `commonwatt index`, to compare with.
	#[arg(long, value_name = "FILE")]
	db: Option<PathBuf>,
}

/// A device in the report. Amounts in nano-currency, energy in base quantities, positive given.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
	/// Its number.
	pub device: u16,
	/// Its kind.
	pub kind: &'static str,
	/// Whose it is.
	pub owner: String,
	/// The meter that shows what it does.
	pub meter: String,
	/// The connection point whose account its money goes to.
	pub account: String,
	/// Unit of its energy.
	pub unit: &'static str,
	/// Slots it was planned in and that are settled.
	pub slots: u32,
	/// Of them: slots in which it kept to the plan.
	pub kept: u32,
	/// Of them: slots in which its meter was silent.
	pub silent: u32,
	/// What was planned.
	pub planned: i64,
	/// What was metered.
	pub metered: i64,
	/// By how much it deviated, whichever way.
	pub deviation: u64,
	/// Claims: plan legs above zero, and activation.
	pub claimed_nano: u128,
	/// Plan legs below zero.
	pub owed_nano: u128,
	/// Penalties for deviations.
	pub penalty_nano: u128,
	/// What it has paid of both.
	pub charged_nano: u128,
	/// What of them nobody could pay.
	pub dues_lapsed_nano: u128,
	/// What it was paid of its claims.
	pub paid_nano: u128,
	/// What of its claims the fund did not cover.
	pub claims_lapsed_nano: u128,
	/// Claims that are not paid yet.
	pub open_nano: u128,
	/// What it was owed beyond its claims, so that no period left it worse off than without a plan.
	pub made_whole_nano: u128,
	/// The same for the running billing period, as far as it goes: paid first, claims included.
	pub make_whole_nano: i128,
	/// What covers its dues.
	pub deposit_nano: u128,
}

impl Line {
	fn new(device: u16, record: &DeviceRecord, delivery: &DeliveryRecord) -> Self {
		let limits = &record.limits.0;
		let open = delivery.open + delivery.rest;
		let settled = delivery.paid + delivery.claims_lapsed + open;
		Self {
			device,
			kind: words::kind(limits.kind),
			owner: record.owner.to_string(),
			meter: words::meter(record.meter.0),
			account: words::meter(record.account.0),
			unit: limits.carrier.facts().base_unit,
			slots: delivery.slots,
			kept: delivery.kept,
			silent: delivery.silent,
			planned: delivery.planned_base,
			metered: delivery.metered_base,
			deviation: delivery.deviation_base,
			claimed_nano: delivery.claimed,
			owed_nano: delivery.owed,
			penalty_nano: delivery.penalty,
			charged_nano: delivery.charged,
			dues_lapsed_nano: delivery.dues_lapsed,
			paid_nano: delivery.paid,
			claims_lapsed_nano: delivery.claims_lapsed,
			open_nano: open,
			made_whole_nano: settled.saturating_sub(delivery.claimed),
			make_whole_nano: delivery.short.max(0),
			deposit_nano: record.deposit,
		}
	}

	/// Whether every due is paid or lapsed, and every claim paid, lapsed or open.
	fn check(&self) -> Result<()> {
		let dues = self.owed_nano + self.penalty_nano;
		let of_dues = self.charged_nano + self.dues_lapsed_nano;
		if dues != of_dues {
			return Err(Error::Verification(format!(
				"device {}: it owed {dues} nano, {of_dues} were paid or lapsed",
				self.device
			)));
		}
		let of_claims = self.paid_nano + self.claims_lapsed_nano + self.open_nano;
		if self.claimed_nano > of_claims {
			return Err(Error::Verification(format!(
				"device {}: it claimed {} nano, {of_claims} were paid, lapsed or are open",
				self.device, self.claimed_nano
			)));
		}
		Ok(())
	}
}

/// What the accounts say, summed over the devices' connection points. Nano-currency.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Accounts {
	/// Notes of plan legs above zero.
	pub paid_nano: i128,
	/// Notes of plan legs below zero, deviations, and deposits of devices both ways.
	pub taken_nano: i128,
}

/// The report.
#[derive(Debug, Serialize)]
struct Report {
	community: u32,
	block: u64,
	devices: Vec<Line>,
	fund_nano: i128,
	device_deposits_nano: u128,
	#[serde(skip_serializing_if = "Option::is_none")]
	accounts: Option<Accounts>,
}

/// Runs the command.
pub async fn run(args: &ReportArgs) -> Result<()> {
	let look = &args.look;
	let chain = look.node.connect().await?;
	let store = args.db.as_deref().map(Store::open_existing).transpose()?;
	let number = match &store {
		Some(store) => match store.last_block()? {
			Some(last) => last.number,
			None => {
				return Err(Error::Usage("the database is empty: run `commonwatt index`".into()))
			}
		},
		None => chain.header(None).await?.number,
	};
	let block = chain.block_hash(number).await?;
	let state = State::new(&chain, Some(block), look.which.community);
	let mut lines = Vec::new();
	let mut points = BTreeSet::new();
	for (device, record) in state.devices().await? {
		if args.device.is_none_or(|only| only == device) {
			lines.push(Line::new(device, &record, &state.delivery(device).await?));
			points.insert(record.account.0);
		}
	}
	let storage = Storage::new(&chain, Some(block));
	let purse: Option<CommunityLedger> =
		storage.record("Settlement", "Purses", &key(look.which.community)).await?;
	let accounts = store.as_ref().map(|store| accounts(store, &points)).transpose()?;
	let report = Report {
		community: look.which.community,
		block: number,
		devices: lines,
		fund_nano: purse.as_ref().map_or(0, |purse| purse.fund),
		device_deposits_nano: purse.as_ref().map_or(0, |purse| purse.device_deposits),
		accounts,
	};
	if look.json {
		put_json(&report, None)?;
	} else {
		tell(&report, &Money::of(&storage, look.which.community).await?);
	}
	report.devices.iter().try_for_each(Line::check)?;
	if let Some(accounts) = &report.accounts {
		compare(&report, accounts)?;
		if !look.json {
			show("The accounts say the same, to the nano.");
		}
	}
	Ok(())
}

/// Notes of plans, deviations and device deposits on these connection points.
fn accounts(store: &Store, points: &BTreeSet<MeterId>) -> Result<Accounts> {
	let mut sums = Accounts::default();
	for point in points {
		for row in store.notes(*point)? {
			let amount = i128::from(row.note.amount);
			match row.note.kind {
				NoteKind::Plan if amount > 0 => sums.paid_nano += amount,
				NoteKind::Plan | NoteKind::Deviation | NoteKind::DeviceDeposit => {
					sums.taken_nano -= amount;
				}
				_ => {}
			}
		}
	}
	Ok(sums)
}

/// What devices were paid stands in notes; what they paid came from the accounts, or from deposits
/// that were taken from the accounts before.
fn compare(report: &Report, accounts: &Accounts) -> Result<()> {
	let sum = |of: fn(&Line) -> u128| -> i128 { report.devices.iter().map(of).map(signed).sum() };
	let paid = sum(|line| line.paid_nano);
	let taken = sum(|line| line.charged_nano) + sum(|line| line.deposit_nano);
	for (what, here, there) in
		[("paid", paid, accounts.paid_nano), ("taken", taken, accounts.taken_nano)]
	{
		if here != there {
			return Err(Error::Verification(format!(
				"devices were {what} {here} nano, their accounts say {there}"
			)));
		}
	}
	Ok(())
}

fn tell(report: &Report, money: &Money) {
	let mut by_owner: BTreeMap<&str, i128> = BTreeMap::new();
	for line in &report.devices {
		let carrier = energy_primitives::carrier::FACTS
			.iter()
			.find(|facts| facts.base_unit == line.unit)
			.map_or(energy_primitives::Carrier::Electricity, |facts| facts.carrier);
		let energy = |quantity: i128| text::energy(carrier, quantity);
		let nano = |value: u128| money.tell(signed(value));
		show(format!("Device {} ({}, {}):", line.device, line.kind, line.meter));
		show(format!(
			"  {} slots, {} kept, {} silent; planned {}, metered {}, deviation {}",
			line.slots,
			line.kept,
			line.silent,
			energy(line.planned.into()),
			energy(line.metered.into()),
			energy(line.deviation.into())
		));
		show(format!(
			"  claims {}, and {} to be made whole: paid {}, lapsed {}, open {}",
			nano(line.claimed_nano),
			nano(line.made_whole_nano),
			nano(line.paid_nano),
			nano(line.claims_lapsed_nano),
			nano(line.open_nano)
		));
		show(format!(
			"  owes {} by the plan and {} for deviations: paid {}, lapsed {}; deposit {}",
			nano(line.owed_nano),
			nano(line.penalty_nano),
			nano(line.charged_nano),
			nano(line.dues_lapsed_nano),
			nano(line.deposit_nano)
		));
		*by_owner.entry(&line.owner).or_default() +=
			signed(line.paid_nano) - signed(line.charged_nano);
	}
	for (owner, gain) in by_owner {
		show(format!("{owner}: {} by plans", money.tell(gain)));
	}
	show(format!(
		"The common fund holds {}, devices have left {} (block {}).",
		money.tell(report.fund_nano),
		money.tell(signed(report.device_deposits_nano)),
		report.block
	));
}
