// SPDX-License-Identifier: Apache-2.0
//! `report`: members' energy and bills, the network's totals, and the demo's figures as JSON.

use crate::{
	calendar,
	chain::Chain,
	data::DataSet,
	error::{Error, Result},
	flow::{decimal, per_kwh, Names},
	ledger::{MemberLine, NetworkLedger, NetworkTotals},
	progress::show,
	report_file::{self, ReplayTimes},
	storage::Storage,
	store::Store,
	trace::{trace, Trace},
	units::issued,
	verify::{self, Money},
};
use clap::Args;
use energy_primitives::{Carrier, CommunityId, MeterId, SlotLength, UnitId};
use serde::Serialize;
use std::{path::PathBuf, time::Duration};

/// Report members' energy and bills: what each delivered and took, how much of it among
/// neighbours, what it cost, and what it would have cost with the grid alone.
///
/// With --url, every position on the chain is checked against the indexed rows, and the
/// community's money against its pot.
#[derive(Args, Debug)]
pub struct ReportArgs {
	/// The database of `commonwatt index`.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
	/// A node to check positions and pot against.
	#[arg(long, value_name = "URL")]
	url: Option<String>,
	/// Folder of the data set, for the names of homes.
	#[arg(long, value_name = "FOLDER")]
	data: Option<PathBuf>,
	/// Which community; the newest one if not said.
	#[arg(long, value_name = "ID")]
	community: Option<CommunityId>,
	/// Write the report to this file, as JSON.
	#[arg(long, value_name = "FILE")]
	json: Option<PathBuf>,
	/// Write the demo's figures to this file, as JSON. Needs --url.
	#[arg(long, value_name = "FILE", requires = "url")]
	demo: Option<PathBuf>,
	/// The report of `commonwatt replay`, for the demo's figures.
	#[arg(long, value_name = "FILE")]
	replay: Option<PathBuf>,
	/// Seconds the build took, for the demo's figures.
	#[arg(long, default_value_t = 0.0, value_name = "SECONDS")]
	build_s: f64,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 10, value_name = "SECONDS")]
	wait: u64,
}

/// The report as JSON.
#[derive(Serialize)]
struct Report<'a> {
	community: CommunityId,
	block: u64,
	networks: Vec<NetworkReport<'a>>,
	money: Option<Money>,
	conservation_ok: Option<bool>,
}

#[derive(Serialize)]
struct NetworkReport<'a> {
	#[serde(flatten)]
	totals: &'a NetworkTotals,
	members: &'a [MemberLine],
}

/// The demo's figures. Energy of electricity in Wh, of heat in kJ; prices are electricity's, in
/// nano-currency per Wh.
#[derive(Serialize)]
struct Demo {
	slots: u32,
	meters: usize,
	readings_accepted: u64,
	readings_rejected: u64,
	exported_wh: u64,
	imported_wh: u64,
	matched_wh: u64,
	heat_matched_kj: u64,
	grid_import_wh: u64,
	grid_export_wh: u64,
	loss_wh: i64,
	price_min: Option<i32>,
	price_max: Option<i32>,
	positions_sum_nano: i128,
	rounding_nano: i128,
	pot_nano: i128,
	conservation_ok: bool,
	traced_unit: Option<Trace>,
	replay_s: f64,
	build_s: f64,
}

/// Runs the command.
pub async fn run(args: &ReportArgs) -> Result<()> {
	let names = match &args.data {
		Some(folder) => Names::of(&DataSet::read(folder)?),
		None => Names::default(),
	};
	let store = Store::open_existing(&args.db)?;
	let (length, block) = (store.slot_length()?, store.last_block()?.map_or(0, |last| last.number));
	let mut networks = store.networks()?;
	let newest = networks.iter().map(|network| network.community).max();
	let Some(community) = args.community.or(newest) else {
		return Err(Error::Usage("nothing is indexed yet".into()));
	};
	networks.retain(|network| network.community == community);
	let mut ledgers = Vec::new();
	for id in networks {
		ledgers.push(NetworkLedger::read(&store, &names, id)?);
	}
	let money = match &args.url {
		Some(url) => {
			let chain = Chain::connect(url, Duration::from_secs(args.wait)).await?;
			Some(check(&store, &chain, &mut ledgers, community, block).await?)
		}
		None => None,
	};
	if let Some(path) = &args.json {
		report_file::write(path, &report(&ledgers, money, community, block))?;
	}
	if let (Some(path), Some(money)) = (&args.demo, money) {
		report_file::write(path, &demo(args, &store, &names, &ledgers, money)?)?;
	}
	for ledger in &ledgers {
		print_network(ledger, length);
	}
	print_money(money.as_ref(), block);
	money.map_or(Ok(()), |money| money.check())
}

/// Checks the rows against the chain, as of the last indexed block.
async fn check(
	store: &Store,
	chain: &Chain,
	ledgers: &mut [NetworkLedger],
	community: CommunityId,
	block: u64,
) -> Result<Money> {
	if store.genesis()? != Some(chain.genesis()) {
		return Err(Error::Usage("the database is about another chain than the node's".into()));
	}
	let block = chain.block_hash(block).await?;
	for ledger in ledgers {
		let storage = Storage::new(chain, Some(block));
		ledger.check_positions(&verify::positions(storage, ledger.id).await?)?;
	}
	verify::money(chain, community, Some(block)).await
}

fn report(
	ledgers: &[NetworkLedger],
	money: Option<Money>,
	community: CommunityId,
	block: u64,
) -> Report<'_> {
	Report {
		community,
		block,
		networks: ledgers.iter().map(network_report).collect(),
		money,
		conservation_ok: money.map(|money| money.is_conserved()),
	}
}

fn network_report(ledger: &NetworkLedger) -> NetworkReport<'_> {
	NetworkReport { totals: &ledger.totals, members: &ledger.members }
}

fn demo(
	args: &ReportArgs,
	store: &Store,
	names: &Names,
	ledgers: &[NetworkLedger],
	money: Money,
) -> Result<Demo> {
	let totals = |carrier: Carrier| {
		let ledger = ledgers.iter().find(|ledger| ledger.id.carrier == carrier);
		ledger.map(|ledger| ledger.totals.clone()).unwrap_or_default()
	};
	let (electricity, heat) = (totals(Carrier::Electricity), totals(Carrier::Heat));
	let times: ReplayTimes = match &args.replay {
		Some(path) => report_file::read(path)?,
		None => ReplayTimes::default(),
	};
	Ok(Demo {
		slots: electricity.slots.max(heat.slots),
		meters: electricity.meters + heat.meters,
		readings_accepted: electricity.readings_accepted + heat.readings_accepted,
		readings_rejected: electricity.readings_rejected + heat.readings_rejected,
		exported_wh: electricity.exported,
		imported_wh: electricity.imported,
		matched_wh: electricity.matched,
		heat_matched_kj: heat.matched,
		grid_import_wh: electricity.grid_import,
		grid_export_wh: electricity.grid_export,
		loss_wh: electricity.loss,
		price_min: electricity.price_min,
		price_max: electricity.price_max,
		positions_sum_nano: money.positions_sum_nano,
		rounding_nano: money.rounding_nano,
		pot_nano: money.pot_nano,
		conservation_ok: money.is_conserved(),
		traced_unit: chp_unit(store, names, ledgers)?,
		replay_s: times.replay_s,
		build_s: args.build_s,
	})
}

/// A unit of electricity from a home with a CHP that its neighbours used: the first one they used
/// whole, else the one they used most of.
fn chp_unit(store: &Store, names: &Names, ledgers: &[NetworkLedger]) -> Result<Option<Trace>> {
	let mut best: Option<Trace> = None;
	let electric = ledgers.iter().filter(|ledger| ledger.id.carrier == Carrier::Electricity);
	for ledger in electric {
		let is_chp = |line: &&MemberLine| {
			line.note.to_lowercase().contains("chp") || line.name.to_lowercase().contains("chp")
		};
		for line in ledger.members.iter().filter(is_chp) {
			let meter = MeterId { network: ledger.id, index: line.meter };
			for serial in 0..issued(store, meter)? {
				let Some(unit) = UnitId::new(meter, serial) else { break };
				let trace = trace(store, names, unit)?;
				if trace.is_fully_matched() {
					return Ok(Some(trace));
				}
				if best.as_ref().is_none_or(|best| best.matched() < trace.matched()) {
					best = Some(trace);
				}
			}
		}
	}
	Ok(best)
}

fn print_network(ledger: &NetworkLedger, length: SlotLength) {
	let totals = &ledger.totals;
	let unit = totals.base_unit;
	show(format!(
		"{}: {} slots from {} UTC, {} meters, all energy in {unit}",
		totals.network,
		totals.slots,
		calendar::slot_begin(length, totals.first_slot),
		totals.meters
	));
	print_row([
		"",
		"delivered",
		"to others",
		"to grid",
		"lost",
		"taken",
		"from others",
		"from grid",
		"bill EUR",
		"grid alone",
		"saved",
	]);
	for line in &ledger.members {
		let money = |nano| decimal(nano, 4);
		print_row([
			&line.name,
			&line.exported.to_string(),
			&line.to_neighbours.to_string(),
			&line.to_grid.to_string(),
			&line.lost.to_string(),
			&line.imported.to_string(),
			&line.from_neighbours.to_string(),
			&line.from_grid.to_string(),
			&money(line.bill_nano),
			&money(line.grid_alone_nano),
			&money(line.saved_nano),
		]);
	}
	show(format!(
		"  in all: {} delivered, {} taken, {} matched, {} from the grid, {} to the grid, {} lost",
		totals.exported,
		totals.imported,
		totals.matched,
		totals.grid_import,
		totals.grid_export,
		totals.loss
	));
	if let (Some(least), Some(most)) = (totals.price_min, totals.price_max) {
		let carrier = ledger.id.carrier;
		show(format!(
			"  local prices per kWh: {} (lowest, to a seller) to {} (highest, from a buyer)",
			per_kwh(carrier, least),
			per_kwh(carrier, most)
		));
	}
	show("");
}

/// One line of the members' table.
fn print_row([name, cells @ ..]: [&str; 11]) {
	const WIDTHS: [usize; 10] = [10, 10, 9, 6, 9, 12, 10, 10, 11, 9];
	let cells = cells.iter().zip(WIDTHS).map(|(cell, width)| format!("{cell:>width$}"));
	show(format!("  {name:<12}{}", cells.collect::<String>()));
}

fn print_money(money: Option<&Money>, block: u64) {
	let Some(money) = money else { return };
	let verdict = if money.is_conserved() { "adds up" } else { "DOES NOT ADD UP" };
	show(format!(
		"Money at block {block} {verdict}: {} in positions + {} rounding = {} booked; pot {} EUR.",
		decimal(money.positions_sum_nano, 9),
		decimal(money.rounding_nano, 9),
		decimal(money.booked_nano, 9),
		decimal(money.pot_nano, 9)
	));
}
