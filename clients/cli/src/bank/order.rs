// SPDX-License-Identifier: Apache-2.0
//! From payments to a file that a bank takes. The same payments, table and day give the same bytes.

use super::{
	journal::{Begun, Group, Payment},
	names,
	table::{Member, Table},
};
use crate::error::{Error, Result};
use bank_core::end_to_end_id;
use commonwatt_iso20022::{
	debit::{Debit, DebitGroup, DirectDebits, Sequence},
	initiation::{Edition, Header, Party},
	text::{Id, Remittance},
	transfer::{CreditTransfers, Transfer},
	Cents, CreditorId, Day,
};

/// The account at the bank that the community's money goes through.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct House {
	/// Whose it is.
	pub party: Party,
	/// Under which identifier it collects, if it may.
	pub creditor_id: Option<CreditorId>,
	/// Which edition of the messages its bank takes.
	pub edition: Edition,
}

/// The file of `begun`.
///
/// Errors: a member or its mandate is no longer in the table; no creditor identifier.
pub fn write(begun: &Begun, table: &Table, house: &House) -> Result<String> {
	let header = Header {
		message: id(&begun.message)?,
		created_s: begun.created_s,
		initiator: house.party.name.clone(),
	};
	let due = Day::parse(&begun.due);
	let due = due.ok_or_else(|| Error::Usage(format!("`{}` is no day", begun.due)))?;
	let text = if begun.collects {
		debits(begun, header, due, table, house)?.write(house.edition)
	} else {
		transfers(begun, header, due, table, house)?.write(house.edition)
	};
	text.map_err(|reason| Error::Usage(format!("{}: {reason}", begun.message)))
}

fn debits(
	begun: &Begun,
	header: Header,
	collect_on: Day,
	table: &Table,
	house: &House,
) -> Result<DirectDebits> {
	let creditor_id = house.creditor_id.clone();
	let missing = || Error::Usage("--creditor-id is missing: there is money to collect".into());
	let mut groups = Vec::new();
	for sequence in Sequence::ALL {
		let group = begun.group(Group::of(sequence));
		let mut debits = Vec::new();
		for payment in begun.payments_of(&group) {
			let member = member(payment, table)?;
			let consent = member.consent.as_ref().ok_or_else(|| {
				let name = end_to_end_id(payment.id);
				Error::Usage(format!("{name}: the table no longer has a mandate for it"))
			})?;
			debits.push(debit(begun, payment, member, consent.mandate.clone())?);
		}
		if !debits.is_empty() {
			groups.push(DebitGroup { id: id(&group)?, sequence, collect_on, debits });
		}
	}
	let creditor_id = creditor_id.ok_or_else(missing)?;
	Ok(DirectDebits { header, creditor: house.party.clone(), creditor_id, groups })
}

fn debit(
	begun: &Begun,
	payment: &Payment,
	member: &Member,
	mandate: commonwatt_iso20022::debit::Mandate,
) -> Result<Debit> {
	Ok(Debit {
		instruction: id(&names::instruction(payment.id, begun.attempt))?,
		end_to_end: id(&end_to_end_id(payment.id))?,
		amount: Cents::new(payment.cents),
		mandate,
		debtor: member.party.clone(),
		remittance: remittance(payment)?,
	})
}

fn transfers(
	begun: &Begun,
	header: Header,
	pay_on: Day,
	table: &Table,
	house: &House,
) -> Result<CreditTransfers> {
	let mut transfers = Vec::new();
	for payment in &begun.payments {
		transfers.push(Transfer {
			instruction: id(&names::instruction(payment.id, begun.attempt))?,
			end_to_end: id(&end_to_end_id(payment.id))?,
			amount: Cents::new(payment.cents),
			creditor: member(payment, table)?.party.clone(),
			remittance: remittance(payment)?,
		});
	}
	let group = id(&begun.group(Group::Credits))?;
	Ok(CreditTransfers { header, group, debtor: house.party.clone(), pay_on, transfers })
}

fn member<'t>(payment: &Payment, table: &'t Table) -> Result<&'t Member> {
	table.get(&payment.id.account).ok_or_else(|| {
		Error::Usage(format!("{}: the table no longer has it", end_to_end_id(payment.id)))
	})
}

/// What stands on the member's account statement.
fn remittance(payment: &Payment) -> Result<Remittance> {
	let meter = payment.id.account.meter;
	let carrier = meter.network.carrier.facts().name;
	let (index, period, name) = (meter.index, payment.id.period, end_to_end_id(payment.id));
	let text = format!("{carrier} meter {index}, period {period}, statement {name}");
	Remittance::plain(&text).map_err(Error::Usage)
}

fn id(text: &str) -> Result<Id> {
	Id::new(text).map_err(|reason| Error::Usage(format!("`{text}` {reason}")))
}
