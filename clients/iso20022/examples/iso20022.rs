// SPDX-License-Identifier: Apache-2.0
//! For `scripts/oracle/iso20022.py`: writes one order of each kind and edition, and tells what it
//! reads in a bank's answer.
//!
//! usage: iso20022 write FOLDER | iso20022 read FILE...

use commonwatt_iso20022::{
	booking::BookingReport, initiation::Edition, status::StatusReport, xml::read, Limits,
};
use std::{fs, path::Path, process::ExitCode};

#[path = "../tests/support/mod.rs"]
mod support;

fn main() -> ExitCode {
	let arguments: Vec<String> = std::env::args().skip(1).collect();
	let done = match arguments.split_first() {
		Some((verb, [folder])) if verb == "write" => write(Path::new(folder)),
		Some((verb, files)) if verb == "read" => files.iter().try_for_each(|file| tell(file)),
		_ => Err("usage: iso20022 write FOLDER | iso20022 read FILE...".into()),
	};
	match done {
		Ok(()) => ExitCode::SUCCESS,
		Err(reason) => {
			eprintln!("{reason}");
			ExitCode::FAILURE
		}
	}
}

fn write(folder: &Path) -> Result<(), String> {
	for (edition, year) in [(Edition::Of2009, 2009), (Edition::Of2019, 2019)] {
		let debits = support::debits().write(edition).map_err(|error| error.to_string())?;
		let transfers = support::transfers().write(edition).map_err(|error| error.to_string())?;
		for (name, text) in [("pain.008", debits), ("pain.001", transfers)] {
			let path = folder.join(format!("{name}-{year}.xml"));
			fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
		}
	}
	Ok(())
}

/// One line per payment: what is said of it, its end-to-end id, cents, and what else counts.
fn tell(file: &str) -> Result<(), String> {
	let bytes = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
	let limits = Limits::default();
	let fault = |fault| format!("{file}: {fault}");
	let document = read(&bytes, &limits).map_err(fault)?;
	if document.message().is_some_and(|(kind, _)| kind == "pain.002") {
		let report = StatusReport::read(&bytes, &limits).map_err(fault)?;
		for payment in report.payments {
			let end_to_end = payment.end_to_end.unwrap_or_default();
			println!("status {end_to_end} {:?} {}", payment.status, payment.reasons.join(" "));
		}
		return Ok(());
	}
	for booking in BookingReport::read(&bytes, &limits).map_err(fault)?.bookings {
		let side = if booking.is_credit { "credit" } else { "debit" };
		let back = if booking.is_return { "returned" } else { "new" };
		let end_to_end = booking.end_to_end.unwrap_or_default();
		let reason = booking.return_reason.unwrap_or_default();
		println!("{side} {end_to_end} {} {back} {reason}", booking.amount.get());
	}
	Ok(())
}
