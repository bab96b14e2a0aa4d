// SPDX-License-Identifier: Apache-2.0
//! The lines of an account as people read them. Every line is rounded for itself, half away from
//! zero, to cents; what the rounded lines miss or have too much is a line of its own.

use super::{
	model::{Energy, Statement},
	slot::{SlotLine, Standing},
};
use crate::{
	calendar,
	flow::{decimal, per_kwh},
	meter::text,
};
use energy_primitives::{Carrier, NanoPrice, SlotLength};
use settlement_core::{Note, NoteKind};

const CENT: i128 = 10_000_000;

/// All kinds of notes, in the order in which they are told.
pub const KINDS: [NoteKind; 14] = [
	NoteKind::Gap,
	NoteKind::Correction,
	NoteKind::CreditPaid,
	NoteKind::Plan,
	NoteKind::Deviation,
	NoteKind::TakenOver,
	NoteKind::Deposit,
	NoteKind::Collected,
	NoteKind::Withdrawal,
	NoteKind::PaidOut,
	NoteKind::PayOutFailed,
	NoteKind::PaymentReturned,
	NoteKind::WrittenOff,
	NoteKind::DeviceDeposit,
];

/// A line of the account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
	/// What it is.
	pub what: String,
	/// How much, exactly.
	pub nano: i128,
	/// A word on how it comes about.
	pub why: String,
}

/// The account as printed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
	/// What it held before.
	pub opening: i128,
	/// What changed it.
	pub lines: Vec<Line>,
	/// What rounding the lines for print leaves over, in nano-currency; whole cents.
	pub rounding: i128,
	/// What it held in the end.
	pub closing: i128,
}

/// Nano-currency in whole cents, half away from zero, as nano-currency.
pub fn in_cents(nano: i128) -> i128 {
	let cents = (nano.abs() + CENT / 2) / CENT;
	cents * CENT * nano.signum()
}

/// EUR with two decimals.
pub fn eur(nano: i128) -> String {
	decimal(nano, 2)
}

/// A share in per cent with one decimal, rounded down.
pub fn percent(ppm: u64) -> String {
	format!("{}.{} %", ppm / 10_000, ppm / 1_000 % 10)
}

/// What a note is called.
pub fn note_name(kind: NoteKind) -> &'static str {
	match kind {
		NoteKind::Deposit => "Paid in",
		NoteKind::Withdrawal => "Paid out",
		NoteKind::Gap => "Energy measured late",
		NoteKind::TakenOver => "Billed by the grid operator",
		NoteKind::Correction => "Corrections",
		NoteKind::CreditPaid => "Credit that had waited",
		NoteKind::Collected => "Collected by the bank",
		NoteKind::PaidOut => "Paid out by the bank",
		NoteKind::PayOutFailed => "Pay-out that failed",
		NoteKind::PaymentReturned => "Pay-out that came back",
		NoteKind::WrittenOff => "Written off",
		NoteKind::Plan => "For your planned devices",
		NoteKind::Deviation => "Devices off their plan",
		NoteKind::DeviceDeposit => "Deposit of a device",
	}
}

/// What a note is called in files.
pub fn note_code(kind: NoteKind) -> &'static str {
	match kind {
		NoteKind::Deposit => "deposit",
		NoteKind::Withdrawal => "withdrawal",
		NoteKind::Gap => "gap",
		NoteKind::TakenOver => "taken_over",
		NoteKind::Correction => "correction",
		NoteKind::CreditPaid => "credit_paid",
		NoteKind::Collected => "collected",
		NoteKind::PaidOut => "paid_out",
		NoteKind::PayOutFailed => "pay_out_failed",
		NoteKind::PaymentReturned => "payment_returned",
		NoteKind::WrittenOff => "written_off",
		NoteKind::Plan => "plan",
		NoteKind::Deviation => "deviation",
		NoteKind::DeviceDeposit => "device_deposit",
	}
}

/// Why there is a note.
pub fn note_reason(kind: NoteKind) -> &'static str {
	match kind {
		NoteKind::Deposit => "money was paid in",
		NoteKind::Withdrawal => "money was paid out",
		NoteKind::Gap => "the meter was silent before this slot",
		NoteKind::TakenOver => "the account could not pay this slot: the grid operator bills it",
		NoteKind::Correction => "a settled figure of this slot was corrected",
		NoteKind::CreditPaid => "a credit had to wait for the balancing account",
		NoteKind::Collected => "the bank collected money for the account",
		NoteKind::PaidOut => "money was given to the bank to pay it out",
		NoteKind::PayOutFailed => "the bank could not pay out, the money came back",
		NoteKind::PaymentReturned => "the bank it went to sent the money back",
		NoteKind::WrittenOff => "the guarantor paid what was owed",
		NoteKind::Plan => "a device was planned: the plan's price instead of the slot's",
		NoteKind::Deviation => "a device did something else than planned",
		NoteKind::DeviceDeposit => "the deposit of a planned device, or its return",
	}
}

impl Account {
	/// The lines of a statement.
	pub fn of(statement: &Statement) -> Self {
		let carrier = statement.account.meter.network.carrier;
		let (mut lines, money) = (Vec::new(), statement.money());
		let mut push = |what: &str, nano, why| {
			lines.push(Line { what: what.into(), nano, why });
		};
		let energy = statement.energy();
		let priced = |quantity: u64, nano: i128| match quantity {
			0 => String::new(),
			_ => format!(
				"{} at {} on average",
				text::energy(carrier, quantity.into()),
				average(carrier, nano, quantity)
			),
		};
		let Energy { made_to_neighbours, made_lost, made_to_grid, .. } = energy;
		let sold = made_to_neighbours + made_lost;
		if energy.made > 0 {
			push("Sold to neighbours", money.sold_locally, priced(sold, money.sold_locally));
			push("Sold to the grid", money.sold_to_grid, priced(made_to_grid, money.sold_to_grid));
		}
		if energy.used > 0 {
			let (near, far) = (money.bought_locally, money.bought_from_grid);
			push("Bought from neighbours", near, priced(energy.used_from_neighbours, -near));
			push("Bought from the grid", far, priced(energy.used_from_grid, -far));
		}
		if money.network_fee != 0 {
			push("Local network fee", money.network_fee, "on what neighbours sold you".into());
		}
		if money.fund_fee != 0 {
			push("Common fund", money.fund_fee, "on what neighbours sold you".into());
		}
		if money.one_price != 0 {
			push(
				"One price for all",
				money.one_price,
				"each slot has one price to sell and one to buy".into(),
			);
		}
		for kind in KINDS {
			let count = statement.notes.iter().filter(|note| note.kind == kind).count();
			if count > 0 {
				let why = if count == 1 { "1 note".into() } else { format!("{count} notes") };
				push(note_name(kind), statement.noted(|other| other == kind), why);
			}
		}
		let (opening, closing) = (statement.opening, statement.closing());
		let shown: i128 = lines.iter().map(|line| in_cents(line.nano)).sum();
		let rounding = in_cents(closing) - in_cents(opening) - shown;
		Self { opening, lines, rounding, closing }
	}
}

/// A mean price per kWh, rounded to nearest.
pub fn average(carrier: Carrier, nano: i128, quantity: u64) -> String {
	let price = nano.checked_div(quantity.into()).unwrap_or(0);
	per_kwh(carrier, NanoPrice::try_from(price).unwrap_or(NanoPrice::MAX))
}

/// One note: when, why, how much.
pub fn note_line(note: &Note, length: SlotLength) -> (String, &'static str, String) {
	let at = format!("{} UTC", calendar::slot_begin(length, note.slot));
	(at, note_reason(note.kind), eur(note.amount.into()))
}

/// How a meter stood to a slot.
pub fn standing(line: &SlotLine) -> &'static str {
	match line.standing {
		_ if line.taken_over => "taken over",
		Standing::Market => "market",
		Standing::Tariffs => "grid tariffs",
		Standing::Outside => "outside",
		Standing::Late => "measured late",
		Standing::Silent => "silent",
	}
}
