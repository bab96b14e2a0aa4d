// SPDX-License-Identifier: Apache-2.0
//! Which attempt a bank's word is about where it names none, and what it says of it.

use crate::bank::ledger::History;
use bank_core::{BankStatus, Direction, Line, LineState};
use commonwatt_iso20022::status::Status;

/// The attempt that a booking without a word of its attempt is about: the one that waits for the bank,
/// or else the last one.
pub fn running(history: &History) -> u32 {
	let waiting = history.attempts().find(|line| line.state == LineState::Exported);
	waiting.or(history.last()).map_or(0, |line| line.attempt)
}

/// The attempt that a return without a word of its attempt is about: the one that is paid, or else the
/// last that came back.
pub fn paid(history: &History) -> u32 {
	let of = |state| history.attempts().filter(move |line| line.state == state).last();
	let paid = of(LineState::Paid).or(of(LineState::Returned)).or(history.last());
	paid.map_or(0, |line| line.attempt)
}

/// What a status says of an attempt: only that it was rejected or booked comes here.
pub fn status_of(line: &Line, status: Status) -> BankStatus {
	match status {
		Status::Rejected => BankStatus::Failed,
		_ => moved(line, false),
	}
}

/// What a booking says of an attempt: that its money moved, or moved back.
pub fn moved(line: &Line, is_back: bool) -> BankStatus {
	match (is_back, line.direction) {
		(true, _) => BankStatus::Returned(line.amount),
		(false, Direction::Collect) => BankStatus::Collected(line.amount),
		(false, Direction::PayOut) => BankStatus::PaidOut(line.amount),
	}
}
