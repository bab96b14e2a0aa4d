// SPDX-License-Identifier: Apache-2.0
//! One entry of an account, and the payments it consists of.

use super::{is_credit, Booking};
use crate::{
	amount::Cents,
	day::Day,
	sent::{cents, check_count, check_sum, count, euros},
	xml::{Node, Result},
};

/// An entry as a whole.
pub struct Entry {
	/// What was booked.
	pub amount: Cents,
	/// Whether money came in.
	pub is_credit: bool,
	/// Whether it is final.
	pub is_booked: bool,
}

/// What a payment's amounts are.
struct Amounts {
	/// What the order was about.
	asked: Cents,
	/// Its part of the entry.
	booked: Cents,
}

impl Entry {
	/// Reads what every entry has.
	pub fn read(node: &Node<'_>) -> Result<Self> {
		let status = node.one("Sts")?;
		let code = status.maybe("Cd")?.unwrap_or(status).text();
		if code.is_empty() {
			return Err(status.fault("there is no status"));
		}
		Ok(Self {
			amount: euros(node.one("Amt")?)?,
			is_credit: is_credit(node)?,
			is_booked: code == "BOOK",
		})
	}
}

/// The payments of an entry. One without details is one payment, or a batch that is told as a sum.
pub fn bookings(node: &Node<'_>, entry: &Entry, account: Option<&str>) -> Result<Vec<Booking>> {
	let payments: Vec<_> = node.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
	check_batches(node)?;
	if payments.is_empty() {
		return whole(node, entry, account).map(|booking| vec![booking]);
	}
	let mut bookings = Vec::new();
	let mut amounts = Vec::new();
	for payment in &payments {
		let only = (payments.len() == 1).then_some(entry.amount);
		let found = amounts_of(payment, only)?;
		let mut booking = Booking { amount: found.asked, ..common(node, payment, account)? };
		booking.is_credit = match payment.maybe("CdtDbtInd")? {
			Some(_) => is_credit(payment)?,
			None => entry.is_credit,
		};
		let own = payment.text_at(&["Refs", "AcctSvcrRef"])?;
		let shared = if payments.len() == 1 { node.text_at(&["AcctSvcrRef"])? } else { None };
		booking.reference = own.or(shared);
		amounts.push((found, booking.is_credit == entry.is_credit));
		bookings.push(booking);
	}
	let charges = charges(node, &payments, entry, &amounts)?;
	if let Some(first) = bookings.first_mut() {
		first.charges = charges;
	}
	Ok(bookings)
}

/// An entry of which nothing more is told.
fn whole(node: &Node<'_>, entry: &Entry, account: Option<&str>) -> Result<Booking> {
	let batches: Vec<_> = node.all("NtryDtls").flat_map(|details| details.all("Btch")).collect();
	let mut booking = Booking {
		amount: entry.amount,
		is_credit: entry.is_credit,
		reference: node.text_at(&["AcctSvcrRef"])?,
		..common(node, node, account)?
	};
	if let [batch] = batches.as_slice() {
		booking.group = batch.text_at(&["PmtInfId"])?;
		booking.batch = batch.maybe("NbOfTxs")?.map(count).transpose()?;
	}
	Ok(booking)
}

/// What the files have for all payments; amounts are still missing.
fn common(entry: &Node<'_>, payment: &Node<'_>, account: Option<&str>) -> Result<Booking> {
	let reference = |name: &str| {
		let told = payment.text_at(&["Refs", name])?;
		Ok(told.filter(|text| text != "NOTPROVIDED"))
	};
	let reason = match payment.maybe("RtrInf")? {
		Some(reason) => told_reason(reason)?,
		None => None,
	};
	let is_reversal =
		entry.text_at(&["RvslInd"])?.is_some_and(|mark| mark == "true" || mark == "1");
	Ok(Booking {
		line: payment.line(),
		column: payment.column(),
		account: account.map(str::to_owned),
		reference: None,
		group: reference("PmtInfId")?,
		instruction: reference("InstrId")?,
		end_to_end: reference("EndToEndId")?,
		is_credit: false,
		amount: Cents::ZERO,
		charges: Cents::ZERO,
		day: day(entry)?,
		is_return: payment.maybe("RtrInf")?.is_some() || is_reversal,
		return_reason: reason,
		text: text(payment)?,
		batch: None,
	})
}

fn told_reason(reason: &Node<'_>) -> Result<Option<String>> {
	let code = reason.text_at(&["Rsn", "Cd"])?.or(reason.text_at(&["Rsn", "Prtry"])?);
	let text = reason.all("AddtlInf").map(|text| text.text().to_owned()).next();
	Ok(code.or(text.filter(|text| !text.is_empty())))
}

/// What the other side wrote, lines joined by a space.
fn text(payment: &Node<'_>) -> Result<String> {
	let Some(remittance) = payment.maybe("RmtInf")? else {
		return Ok(String::new());
	};
	let mut texts: Vec<String> =
		remittance.all("Ustrd").map(|text| text.text().to_owned()).collect();
	for structured in remittance.all("Strd") {
		texts.extend(structured.text_at(&["CdtrRefInf", "Ref"])?);
	}
	Ok(texts.join(" "))
}

fn day(entry: &Node<'_>) -> Result<Option<Day>> {
	let Some(node) = entry.maybe("BookgDt")? else {
		return Ok(None);
	};
	let text = node.text_at(&["Dt"])?.or(node.text_at(&["DtTm"])?).unwrap_or_default();
	let day = text.get(..10).and_then(Day::parse);
	day.map(Some).ok_or_else(|| node.fault(format!("`{text}` is no day")))
}

/// Amounts stand in several places; the one that the customer asked for comes first.
fn amounts_of(payment: &Node<'_>, only: Option<Cents>) -> Result<Amounts> {
	let at = |path: &[&str]| payment.deep(path)?.map(euros).transpose();
	let booked = at(&["Amt"])?.or(at(&["AmtDtls", "TxAmt", "Amt"])?);
	let asked = at(&["AmtDtls", "InstdAmt", "Amt"])?.or(booked).or(only);
	let asked = asked.ok_or_else(|| payment.fault("there is no amount"))?;
	Ok(Amounts { asked, booked: booked.unwrap_or(asked) })
}

/// What was booked besides the amounts asked for. It has to be told: as charges, or as payments whose
/// parts make the entry.
fn charges(
	node: &Node<'_>,
	payments: &[&Node<'_>],
	entry: &Entry,
	amounts: &[(Amounts, bool)],
) -> Result<Cents> {
	let sum = |of: fn(&Amounts) -> Cents, same: bool| -> Cents {
		amounts.iter().filter(|(_, is_same)| *is_same == same).map(|(a, _)| of(a)).sum()
	};
	// Payments against the entry's direction make it smaller.
	let net = |of: fn(&Amounts) -> Cents| sum(of, true).checked_sub(sum(of, false));
	let (asked, parts) = (net(|a| a.asked), net(|a| a.booked));
	let wrong = || {
		let sum = asked.map_or_else(|| "less than nothing".into(), |asked| format!("{asked} EUR"));
		node.fault(format!("it is {} EUR, and its payments are {sum}", entry.amount))
	};
	let asked = asked.ok_or_else(wrong)?;
	if asked == entry.amount {
		return Ok(Cents::ZERO);
	}
	let more = if entry.is_credit {
		asked.checked_sub(entry.amount)
	} else {
		entry.amount.checked_sub(asked)
	};
	let more = more.ok_or_else(wrong)?;
	let told = told_charges(node, payments)?;
	let explained = parts == Some(entry.amount) || told == more;
	explained.then_some(more).ok_or_else(wrong)
}

/// All charges that an entry and its payments tell.
fn told_charges(node: &Node<'_>, payments: &[&Node<'_>]) -> Result<Cents> {
	let mut told = Vec::new();
	for charged in payments.iter().copied().chain([node]) {
		for charges in charged.all("Chrgs") {
			let records: Vec<_> = charges.all("Rcrd").collect();
			let own = charges.maybe("Amt")?.or(charges.maybe("TtlChrgsAndTaxAmt")?);
			match (records.is_empty(), own) {
				(false, _) => {
					for record in records {
						told.push(euros(record.one("Amt")?)?);
					}
				}
				(true, Some(own)) => told.push(cents(own)?),
				(true, None) => {}
			}
		}
	}
	Ok(told.into_iter().sum())
}

/// Number and sum that a batch tells of itself, against its payments, where these are listed.
fn check_batches(node: &Node<'_>) -> Result<()> {
	for details in node.all("NtryDtls") {
		let payments: Vec<_> = details.all("TxDtls").collect();
		let Some(batch) = details.maybe("Btch")?.filter(|_| !payments.is_empty()) else {
			continue;
		};
		if let Some(node) = batch.maybe("NbOfTxs")? {
			check_count(node, payments.len())?;
		}
		if let Some(node) = batch.maybe("TtlAmt")? {
			let mut sum = Vec::new();
			for payment in &payments {
				sum.push(
					amounts_of(payment, (payments.len() == 1).then_some(cents(node)?))?.booked,
				);
			}
			check_sum(node, sum.into_iter().sum())?;
		}
	}
	Ok(())
}
