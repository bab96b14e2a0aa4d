// SPDX-License-Identifier: Apache-2.0
//! Prints slots with their clearing, legs and flow as JSON lines, for the oracle in
//! `scripts/oracle`: seeded random ones, or those of standard input (`read.rs`).
//!
//! `cargo run --release -p settlement-core --example books [count] [seed]`, or `-` for both

mod read;

use energy_primitives::{ClosedSlot, RowClass, RowEnergy};
use settlement_core::{
	clear, named_legs, row_leg, Axes, Book, Clearing, Fate, FlowRow, Gather, GridMode, Keys,
	Limits, PageShares, Party, RowLeaf, Rule, Share, ShareRow, Sharing, SlotFlow, SlotTerms,
	Standing, Tariff, WHOLE_PPM,
};
use std::io::{BufWriter, Write};

/// SplitMix64: enough for a test, and the same on every machine.
struct Random(u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
		let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
		let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
		z ^ (z >> 31)
	}

	/// In `[low, high]`.
	fn within(&mut self, low: i64, high: i64) -> i64 {
		low + (self.next() % ((high - low) as u64 + 1)) as i64
	}

	fn one_in(&mut self, odds: u64) -> bool {
		self.next().is_multiple_of(odds)
	}

	fn price(&mut self, low: i64, high: i64) -> i32 {
		self.within(low, high) as i32
	}
}

fn tariff(random: &mut Random) -> Tariff {
	let (feed_in, above, fee) = match random.next() % 8 {
		0 => (random.price(-9, 9), random.price(0, 14), 4),
		1 => (random.price(-10_000_000, -1), random.price(0, 10_000_000), 100_000),
		2 => (random.price(-100, 100), random.price(0, 600), 200),
		_ => (random.price(-150_000, 150_000), random.price(0, 400_000), 30_000),
	};
	let network_fee = random.price(0, fee);
	let fund_fee = random.price(0, fee);
	let above = if random.one_in(16) { network_fee + fund_fee } else { above };
	Tariff { feed_in, retail: feed_in + above, network_fee, fund_fee }
}

/// Half of the slots by ratio, half shared; a price in the band, at its ends or beyond.
fn terms(random: &mut Random) -> SlotTerms {
	let tariff = tariff(random);
	let price = random.price(i64::from(tariff.feed_in) - 9, i64::from(tariff.retail) + 9);
	let rule = match random.next() % 4 {
		0 => Rule::Sharing(Sharing { keys: Keys::Dynamic, price }),
		1 => Rule::Sharing(Sharing { keys: Keys::Static, price }),
		_ => Rule::Ratio,
	};
	let mode = match random.next() % 12 {
		0 => GridMode::Closed,
		1..=3 => GridMode::Outside,
		_ => GridMode::OnChain,
	};
	SlotTerms { tariff, rule, mode }
}

/// Together often less than the whole supply, sometimes more.
fn share(random: &mut Random, count: u64) -> Share {
	let most = (2 * u64::from(WHOLE_PPM) / count).min(WHOLE_PPM.into()) as i64;
	let share_ppm = if random.one_in(4) { 0 } else { random.within(0, most) as u32 };
	let participation_percent = if random.one_in(2) { 100 } else { random.within(0, 100) as u8 };
	Share { participation_percent, share_ppm }
}

struct Member {
	energy: RowEnergy,
	limits: Limits,
	share: Share,
	outside: bool,
}

/// A reading without a past.
fn plain_energy(row: u8, export: u32, import: u32) -> RowEnergy {
	RowEnergy {
		row,
		class: RowClass::Boundary,
		span: 1,
		import,
		export,
		import_before: 0,
		export_before: 0,
		quality: energy_primitives::Quality::Measured,
		import_repaid: 0,
		export_repaid: 0,
		storage_tail: None,
	}
}

fn member(random: &mut Random, (row, count): (u8, u8), tariff: &Tariff, most: u64) -> Member {
	let (low, high) = (i64::from(tariff.feed_in) - 5, i64::from(tariff.retail) + 5);
	let mut energy = || if random.one_in(3) { 0 } else { (random.next() % (most + 1)) as u32 };
	let (import, export) = (energy(), energy());
	let mut limit = || random.one_in(3).then(|| random.price(low, high));
	let limits = Limits { buy_max: limit(), sell_min: limit() };
	Member {
		energy: plain_energy(row, export, import),
		limits,
		share: share(random, count.into()),
		outside: random.one_in(12),
	}
}

struct Case {
	terms: SlotTerms,
	members: Vec<Member>,
	closed: ClosedSlot,
}

fn case(random: &mut Random) -> Case {
	let terms = terms(random);
	let most = [3, 12, 2_500, 50_000, u64::from(u32::MAX)][random.next() as usize % 5];
	let count = [0, 1, 2, 5, 12, 40][random.next() as usize % 6];
	let members: Vec<_> =
		(0..count).map(|row| member(random, (row, count), &terms.tariff, most)).collect();
	let loss = match random.next() % 4 {
		0 => 0,
		1 => random.within(-9, 9),
		_ => random.within(-(most as i64), most as i64),
	};
	let net: i64 = members
		.iter()
		.map(|member| i64::from(member.energy.export) - i64::from(member.energy.import))
		.sum();
	let closed = ClosedSlot {
		slot: random.next() as u32,
		grid_net: loss - net,
		loss,
		no_feeder: false,
		contested: false,
		feeder_late: 0,
	};
	Case { terms, members, closed }
}

impl Case {
	fn standing(&self, member: &Member) -> Standing {
		if member.outside {
			return Standing::Outside;
		}
		let SlotTerms { tariff, rule, .. } = &self.terms;
		rule.standing(&member.limits, &member.share, tariff)
	}

	fn book(&self) -> Book {
		let mut book = Book::default();
		for member in &self.members {
			let (export, import) = (member.energy.export.into(), member.energy.import.into());
			let added = match self.terms.rule {
				Rule::Ratio => book.add(export, import, self.standing(member)),
				Rule::Sharing(_) => book.add_shared(export, import, &member.share, member.outside),
			};
			added.expect("40 rows fit");
		}
		book
	}

	fn shares(&self) -> PageShares {
		let row = |member: &Member| ShareRow::first(member.energy.row, member.share, 0);
		let rows: Vec<_> = self.members.iter().map(row).collect();
		PageShares::new(&rows, self.closed.slot, 0)
	}

	fn gather(&self, book: &Book) -> Option<u64> {
		let Rule::Sharing(sharing) = self.terms.rule else { return None };
		let mut gather = Gather::new(book, self.closed.loss).expect("40 rows fit");
		let inside = self.members.iter().filter(|member| !member.outside);
		let rows = inside.map(|member| &member.energy);
		gather.page(&sharing, rows, &self.shares()).expect("40 rows fit");
		Some(gather.matched)
	}

	fn clear(&self) -> Clearing {
		let book = self.book();
		let gathered = self.terms.gathers().then(|| self.gather(&book)).flatten();
		clear(&book, &self.closed, &self.terms, gathered).expect("the loss was made to fit")
	}

	fn leaves(&self, clearing: &Clearing) -> Vec<RowLeaf> {
		let shares = self.shares();
		let leaf = |member: &Member| {
			let RowEnergy { row, import, .. } = member.energy;
			let class = clearing.class(self.standing(member));
			let in_market = clearing.import_in_market(import, class, &shares.of(row));
			RowLeaf::new(&member.energy, class, in_market, 0)
		};
		self.members.iter().map(leaf).collect()
	}

	/// The rows as JSON, with their legs.
	fn rows(&self, clearing: &Clearing, leaves: &[RowLeaf]) -> Vec<String> {
		let mut before = Axes::default();
		let row = |(member, leaf): (&Member, &RowLeaf)| {
			let leg = row_leg(clearing, leaf, &before);
			before = before.after(leaf).expect("40 rows fit");
			row_json(member, leaf, leg)
		};
		self.members.iter().zip(leaves).map(row).collect()
	}

	/// `[exporter, importer, quantity]` per run of exported energy; -1 is the balancing account,
	/// -2 the grid.
	fn flow(&self, clearing: &Clearing, leaves: &[RowLeaf]) -> Vec<String> {
		let rows: Vec<_> = leaves.iter().map(|leaf| FlowRow::new(leaf.row.into(), leaf)).collect();
		let flow = SlotFlow::new(&rows, clearing).expect("the rows are the book's");
		let members = rows.iter().map(|row| (Party::Member(row.meter), row.export));
		let mut runs = Vec::new();
		for (party, export) in members.chain([(Party::Balancing, clearing.found())]) {
			let from = match party {
				Party::Member(meter) => i64::from(meter),
				Party::Balancing => -1,
			};
			for run in flow.fates_of_export(party, 0, export).expect("the whole export") {
				let to = match run.with {
					Fate::Member { meter, .. } => i64::from(meter),
					Fate::Lost => -1,
					Fate::Grid { .. } | Fate::Late => -2,
				};
				runs.push(format!("[{from},{to},{}]", run.quantity));
			}
		}
		runs
	}

	fn line(&self) -> String {
		let c = self.clear();
		let leaves = self.leaves(&c);
		let legs = named_legs(&c);
		let (rule, keys, price) = rule_names(&self.terms.rule);
		let tariff = &self.terms.tariff;
		format!(
			"{{\"slot\":{},\"grid_net\":{},\"loss\":{},\"tariff\":[{},{},{},{}],\"rule\":\"{rule}\",\
			 \"keys\":{keys},\"price\":{price},\"mode\":\"{}\",\"rows\":[{}],\
			 \"local\":{},\"tick\":{},\"supply\":{},\"demand\":{},\"matched\":{},\
			 \"refused_supply\":{},\"refused_demand\":{},\"outside_supply\":{},\
			 \"outside_demand\":{},\"price_seller\":{},\"price_buyer\":{},\"sell_price\":{},\
			 \"buy_price\":{},\"rotation\":{},\"grid\":{},\"balancing\":{},\"fund\":{},\
			 \"rounding\":{},\"suspense\":{},\"flow\":[{}]}}",
			self.closed.slot,
			self.closed.grid_net,
			self.closed.loss,
			tariff.feed_in,
			tariff.retail,
			tariff.network_fee,
			tariff.fund_fee,
			mode_name(self.terms.mode),
			self.rows(&c, &leaves).join(","),
			c.local,
			c.tick,
			c.supply,
			c.demand,
			c.matched,
			c.refused_supply,
			c.refused_demand,
			c.outside_supply,
			c.outside_demand,
			c.price_seller,
			c.price_buyer,
			c.sell_price,
			c.buy_price,
			c.rotation,
			legs.grid,
			legs.balancing,
			legs.fund,
			legs.rounding,
			legs.suspense,
			self.flow(&c, &leaves).join(","),
		)
	}
}

/// Name, keys and price of a rule, as JSON but for the quotes of the name.
fn rule_names(rule: &Rule) -> (&str, &str, String) {
	match rule {
		Rule::Ratio => ("ratio", "null", "null".into()),
		Rule::Sharing(Sharing { keys: Keys::Dynamic, price }) => {
			("sharing", "\"dynamic\"", price.to_string())
		}
		Rule::Sharing(Sharing { keys: Keys::Static, price }) => {
			("sharing", "\"static\"", price.to_string())
		}
	}
}

fn mode_name(mode: GridMode) -> &'static str {
	match mode {
		GridMode::OnChain => "on_chain",
		GridMode::Outside => "outside",
		GridMode::Closed => "closed",
	}
}

fn row_json(member: &Member, leaf: &RowLeaf, leg: i128) -> String {
	let limit = |limit: Option<i32>| limit.map_or("null".into(), |price| price.to_string());
	format!(
		"{{\"export\":{},\"import\":{},\"sell_min\":{},\"buy_max\":{},\"outside\":{},\
		 \"participation_percent\":{},\"share_ppm\":{},\"sells\":{},\"buys\":{},\
		 \"import_in_market\":{},\"leg\":{leg}}}",
		leaf.export,
		leaf.import,
		limit(member.limits.sell_min),
		limit(member.limits.buy_max),
		member.outside,
		member.share.participation_percent,
		member.share.share_ppm,
		leaf.class.sells(),
		leaf.class.buys(),
		leaf.import_in_market,
	)
}

fn main() -> std::io::Result<()> {
	let arguments: Vec<_> = std::env::args().skip(1).collect();
	let mut out = BufWriter::new(std::io::stdout().lock());
	if arguments == ["-"] {
		for (number, line) in (1..).zip(std::io::stdin().lines()) {
			let wrong = || std::io::Error::other(format!("line {number} is not a slot"));
			writeln!(out, "{}", read::case(&line?).ok_or_else(wrong)?.line())?;
		}
		return out.flush();
	}
	let mut numbers = arguments.iter().map(|text| text.parse::<u64>());
	let mut number = |usual| match numbers.next() {
		None => Ok(usual),
		Some(number) => number.map_err(std::io::Error::other),
	};
	let (count, seed) = (number(10_000)?, number(1)?);
	let mut random = Random(seed);
	for _ in 0..count {
		writeln!(out, "{}", case(&mut random).line())?;
	}
	out.flush()
}
