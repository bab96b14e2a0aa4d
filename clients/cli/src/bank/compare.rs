// SPDX-License-Identifier: Apache-2.0
//! Whether chain and bank agree, to the cent. Pure: what the chain keeps and what banks' files said in,
//! sums and every line that differs out.

use super::{
	journal::{Imported, Moved, Movement},
	ledger::{cents, DepositKey, Ledger},
	plan::back,
};
use bank_core::{end_to_end_id, Direction, LineState, CENT};
use commonwatt_iso20022::Cents;
use energy_primitives::{CommunityId, StatementId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the chain has counted between a community and its banks, in nano-currency.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Totals {
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
	/// Of the direct debits that came back, what still waits for the guarantor's money.
	pub claim: u128,
}

/// One kind of movement, on both sides, in cents.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Row {
	/// What it is.
	pub what: &'static str,
	/// By the chain's books.
	pub chain: i128,
	/// By the bank's files.
	pub bank: i128,
}

/// Both sides of everything.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Comparison {
	/// Sums by kind; the last is what is in the bank account for all that is on chain.
	pub rows: Vec<Row>,
	/// Every payment and deposit that is told differently, in words.
	pub differences: Vec<String>,
	/// What the bank waits for from the guarantor, in cents.
	pub claim: i128,
	/// What the bank took for itself, in cents.
	pub charges: u64,
}

type Movements = BTreeMap<(StatementId, u32, Moved), u64>;

/// What banks' files said, each thing once: the same booking stands in notifications, statements and
/// repetitions.
#[derive(Clone, Debug, Default)]
pub struct BankSide {
	movements: Movements,
	deposits: BTreeMap<DepositKey, u64>,
	files: BTreeSet<String>,
	charges: u64,
}

impl BankSide {
	/// Adds a file's part about a community.
	pub fn add(&mut self, community: CommunityId, file: &Imported) {
		if !self.files.insert(file.hash.clone()) {
			return;
		}
		let is_here =
			|movement: &&Movement| movement.id.account.meter.network.community == community;
		for Movement { id, attempt, moved, cents } in file.movements.iter().filter(is_here) {
			self.movements.insert((*id, *attempt, *moved), *cents);
		}
		for deposit in file.deposits.iter().filter(|deposit| deposit.community == community) {
			let mut reference = [0; 32];
			if hex::decode_to_slice(&deposit.reference, &mut reference).is_ok() {
				self.deposits.insert((community, reference), deposit.cents);
			}
		}
		self.charges = self.charges.saturating_add(file.charges);
	}
}

/// Compares what the chain keeps of a community's payments with what banks' files said.
pub fn compare(ledger: &Ledger, totals: &Totals, bank: &BankSide) -> Comparison {
	let (chain, mut differences) = (movements(ledger), Vec::new());
	differences.extend(lines_that_differ(&chain, &bank.movements));
	let deposits: BTreeMap<DepositKey, u64> = ledger
		.deposits
		.iter()
		.filter_map(|(key, deposit)| Some((*key, cents(deposit.amount)?.get())))
		.collect();
	differences.extend(deposits_that_differ(&deposits, &bank.deposits));
	let rows = rows(totals, &bank.movements, &bank.deposits);
	differences.extend(books_that_differ(totals, &chain, &deposits));
	let is_even = rows.iter().all(|row| row.chain == row.bank);
	if differences.is_empty() && !is_even {
		differences.push("the sums differ, and no single payment does".into());
	}
	let claim = in_cents(totals.claim);
	Comparison { rows, differences, claim, charges: bank.charges }
}

/// What moved by the chain's own lines.
fn movements(ledger: &Ledger) -> Movements {
	let mut found = Movements::new();
	for (id, history) in &ledger.lines {
		for line in history.attempts() {
			let Some(cents) = cents(line.amount) else { continue };
			let booked = match line.direction {
				Direction::Collect => Moved::Collected,
				Direction::PayOut => Moved::PaidOut,
			};
			if matches!(line.state, LineState::Paid | LineState::Returned) {
				found.insert((*id, line.attempt, booked), cents.get());
			}
			if line.state == LineState::Returned {
				found.insert((*id, line.attempt, back(line.direction)), cents.get());
			}
		}
	}
	found
}

fn lines_that_differ(chain: &Movements, bank: &Movements) -> Vec<String> {
	let keys: BTreeSet<_> = chain.keys().chain(bank.keys()).collect();
	let mut told = Vec::new();
	for key in keys {
		let (on_chain, at_bank) = (chain.get(key), bank.get(key));
		if on_chain != at_bank {
			let (id, attempt, moved) = key;
			let what = format!("{}, attempt {attempt}, {}", end_to_end_id(*id), name(*moved));
			told.push(difference(&what, on_chain.copied(), at_bank.copied()));
		}
	}
	told
}

fn deposits_that_differ(
	chain: &BTreeMap<DepositKey, u64>,
	bank: &BTreeMap<DepositKey, u64>,
) -> Vec<String> {
	let keys: BTreeSet<_> = chain.keys().chain(bank.keys()).collect();
	let mut told = Vec::new();
	for key in keys {
		let (on_chain, at_bank) = (chain.get(key), bank.get(key));
		if on_chain != at_bank {
			let what = format!("deposit 0x{}…", hex::encode(key.1.get(..6).unwrap_or_default()));
			told.push(difference(&what, on_chain.copied(), at_bank.copied()));
		}
	}
	told
}

fn difference(what: &str, chain: Option<u64>, bank: Option<u64>) -> String {
	let told = |side: &str, amount: Option<u64>| match amount {
		Some(cents) => format!("{side} {} EUR", Cents::new(cents)),
		None => format!("{side} nothing"),
	};
	format!("{what}: {}, {}", told("chain", chain), told("bank", bank))
}

/// The chain's totals must be those of its own lines.
fn books_that_differ(
	totals: &Totals,
	chain: &Movements,
	deposits: &BTreeMap<DepositKey, u64>,
) -> Vec<String> {
	let rows = rows(totals, chain, deposits);
	// The last row follows from the others.
	let own = rows.split_last().map_or(rows.as_slice(), |(_, own)| own);
	let wrong = own.iter().filter(|row| row.chain != row.bank);
	wrong
		.map(|row| {
			let (totals, lines) = (euros(row.chain), euros(row.bank));
			format!(
				"on chain, {}: the total is {totals} EUR, and the lines make {lines} EUR",
				row.what
			)
		})
		.collect()
}

fn rows(totals: &Totals, moved: &Movements, deposits: &BTreeMap<DepositKey, u64>) -> Vec<Row> {
	let sum = |kind: Moved| -> i128 {
		let of_kind = moved.iter().filter(|((_, _, moved), _)| *moved == kind);
		of_kind.map(|(_, cents)| i128::from(*cents)).sum()
	};
	let deposited: i128 = deposits.values().map(|cents| i128::from(*cents)).sum();
	let returned = totals.debits_returned.saturating_add(totals.claim);
	let mut rows = vec![
		Row { what: "collected", chain: in_cents(totals.collected), bank: sum(Moved::Collected) },
		Row { what: "deposits", chain: in_cents(totals.deposited), bank: deposited },
		Row { what: "paid out", chain: in_cents(totals.paid_out), bank: sum(Moved::PaidOut) },
		Row { what: "debits returned", chain: in_cents(returned), bank: sum(Moved::DebitReturned) },
		Row {
			what: "credits returned",
			chain: in_cents(totals.credits_returned),
			bank: sum(Moved::CreditReturned),
		},
	];
	let net = |side: fn(&Row) -> i128| -> i128 {
		let sign =
			|row: &Row| if matches!(row.what, "paid out" | "debits returned") { -1 } else { 1 };
		rows.iter().map(|row| sign(row) * side(row)).sum()
	};
	let (chain, bank) = (net(|row| row.chain), net(|row| row.bank));
	rows.push(Row { what: "at the bank", chain, bank });
	rows
}

/// What banks made of a currency less what they took off it, in nano-currency.
pub fn made(totals: &Totals) -> i128 {
	let signed = |amount: u128| i128::try_from(amount).unwrap_or(i128::MAX);
	signed(totals.collected)
		.saturating_add(signed(totals.deposited))
		.saturating_add(signed(totals.credits_returned))
		.saturating_sub(signed(totals.paid_out))
		.saturating_sub(signed(totals.debits_returned))
}

fn in_cents(nano: u128) -> i128 {
	i128::try_from(nano / CENT).unwrap_or(i128::MAX)
}

/// `-12.30` for cents.
pub fn euros(cents: i128) -> String {
	let sign = if cents < 0 { "-" } else { "" };
	let size = cents.unsigned_abs();
	format!("{sign}{}.{:02}", size / 100, size % 100)
}

fn name(moved: Moved) -> &'static str {
	match moved {
		Moved::Collected => "collected",
		Moved::PaidOut => "paid out",
		Moved::DebitReturned => "debit returned",
		Moved::CreditReturned => "credit returned",
	}
}
