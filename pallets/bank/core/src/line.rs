// SPDX-License-Identifier: Apache-2.0
//! The payment of a statement, attempt by attempt.
//!
//! ```text
//! Open -> Exported -> Paid -> Returned -> Open | WrittenOff
//!                  -> Failed -> Open | WrittenOff
//! ```
//!
//! Every time a line is handed to the bank is an **attempt**, numbered from 1. What the bank says
//! names the attempt, and money moves once per attempt and fate, however often and in whichever
//! order the bank says it. An attempt that failed or came back never changes again: it is put aside
//! as a **past** attempt when the next one begins, and the same functions answer for it.

use crate::due::{is_whole_cents, Due};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Which way money goes.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Direction {
	/// From the owner's bank account, by direct debit.
	#[codec(index = 0)]
	Collect,
	/// To the owner's bank account, by credit transfer.
	#[codec(index = 1)]
	PayOut,
}

/// How far the payment of a statement has come.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum LineState {
	/// To be handed to the bank again.
	#[codec(index = 0)]
	Open,
	/// Handed to the bank.
	#[codec(index = 1)]
	Exported,
	/// The bank booked it.
	#[codec(index = 2)]
	Paid,
	/// The bank could not do it.
	#[codec(index = 3)]
	Failed,
	/// The bank booked it, and later it came back.
	#[codec(index = 4)]
	Returned,
	/// The guarantor gave it up.
	#[codec(index = 5)]
	WrittenOff,
}

/// The payment of a statement.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Line {
	/// Which way the money goes. The same for every attempt.
	pub direction: Direction,
	/// What the attempt is about, in nano-currency: whole cents, above 0.
	pub amount: u128,
	/// What the first attempt was about.
	pub first_amount: u128,
	/// The attempt, from 1. Of an open or written-off line: the one that would come next.
	pub attempt: u32,
	/// How far the attempt has come.
	pub state: LineState,
	/// A collected debit of this line came back. From then on the line asks for the arrears this
	/// left, not for the statement's debt, which was paid by the guarantor.
	pub in_arrears: bool,
}

/// What a bank says of an attempt. Amounts in nano-currency.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BankStatus {
	/// The debit was collected.
	Collected(u128),
	/// The credit was paid.
	PaidOut(u128),
	/// It could not be done.
	Failed,
	/// It had been booked, and came back.
	Returned(u128),
}

/// What must happen to the line's amount of money.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Movement {
	/// Nothing.
	Nothing,
	/// It is made on chain, for the account.
	Mint,
	/// What was held leaves the chain.
	BurnHeld,
	/// What was held goes back to the account.
	Release,
	/// The guarantor pays it back to the bank, and the account has arrears.
	ReturnDebit,
	/// It is made on chain again, for the account.
	ReturnCredit,
}

/// What a bank's status did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Booked {
	/// The line from now on.
	pub line: Line,
	/// What must happen to its amount.
	pub movement: Movement,
}

/// A line that goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Next {
	/// The line from now on.
	pub line: Line,
	/// The attempt that is over by it, to be put aside.
	pub past: Option<Line>,
}

/// Why a line can't do that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LineError {
	/// This attempt was never handed to the bank.
	UnknownAttempt,
	/// The line's money goes the other way.
	WrongDirection,
	/// The attempt is about another amount, or about no whole cents.
	WrongAmount,
	/// The line is not in a state in which this can happen.
	WrongState,
	/// No further attempt can be numbered.
	AttemptsExhausted,
}

impl BankStatus {
	const fn direction(self) -> Option<Direction> {
		match self {
			Self::Collected(_) => Some(Direction::Collect),
			Self::PaidOut(_) => Some(Direction::PayOut),
			Self::Failed | Self::Returned(_) => None,
		}
	}

	const fn amount(self) -> Option<u128> {
		match self {
			Self::Collected(amount) | Self::PaidOut(amount) | Self::Returned(amount) => {
				Some(amount)
			}
			Self::Failed => None,
		}
	}
}

/// Books what the bank says of an attempt. `None` where this was booked before: nothing changes.
///
/// Errors, first that applies: `UnknownAttempt`, `WrongDirection`, `WrongAmount`, `WrongState`.
pub fn book(line: &Line, attempt: u32, status: BankStatus) -> Result<Option<Booked>, LineError> {
	use LineState::{Exported, Failed, Open, Paid, Returned, WrittenOff};
	if attempt != line.attempt || matches!(line.state, Open | WrittenOff) {
		return Err(LineError::UnknownAttempt);
	}
	if status.direction().is_some_and(|direction| direction != line.direction) {
		return Err(LineError::WrongDirection);
	}
	if status.amount().is_some_and(|amount| amount != line.amount) {
		return Err(LineError::WrongAmount);
	}
	let state = match (status, line.state) {
		(BankStatus::Collected(_) | BankStatus::PaidOut(_), Exported) => Paid,
		(BankStatus::Collected(_) | BankStatus::PaidOut(_), Paid | Returned) => return Ok(None),
		(BankStatus::Failed, Exported) => Failed,
		(BankStatus::Failed, Failed) => return Ok(None),
		(BankStatus::Returned(_), Paid) => Returned,
		(BankStatus::Returned(_), Returned) => return Ok(None),
		_ => return Err(LineError::WrongState),
	};
	let returned_debit = state == Returned && line.direction == Direction::Collect;
	let in_arrears = line.in_arrears || returned_debit;
	let movement = movement(line.direction, state);
	Ok(Some(Booked { line: Line { state, in_arrears, ..*line }, movement }))
}

/// What must happen to the money of a line that comes to this state by the bank's word.
const fn movement(direction: Direction, state: LineState) -> Movement {
	match (direction, state) {
		(Direction::Collect, LineState::Paid) => Movement::Mint,
		(Direction::Collect, LineState::Returned) => Movement::ReturnDebit,
		(Direction::PayOut, LineState::Paid) => Movement::BurnHeld,
		(Direction::PayOut, LineState::Failed) => Movement::Release,
		(Direction::PayOut, LineState::Returned) => Movement::ReturnCredit,
		_ => Movement::Nothing,
	}
}

/// Hands to the bank what is due: a first attempt, or the next one. The caller holds the money of a
/// pay-out.
///
/// Errors, first that applies: `WrongAmount`, `WrongState` while an attempt is on its way, paid, or
/// the line is written off, `WrongDirection`, `AttemptsExhausted`.
pub fn export(line: Option<&Line>, due: Due) -> Result<Next, LineError> {
	let Due { direction, amount } = due;
	if !is_whole_cents(amount) {
		return Err(LineError::WrongAmount);
	}
	let Some(line) = line else {
		let state = LineState::Exported;
		let line =
			Line { direction, amount, first_amount: amount, attempt: 1, state, in_arrears: false };
		return Ok(Next { line, past: None });
	};
	let again = match line.state {
		LineState::Open => Ok(Next { line: *line, past: None }),
		LineState::Failed | LineState::Returned => following(line, LineState::Open),
		_ => Err(LineError::WrongState),
	};
	if again != Err(LineError::WrongState) && direction != line.direction {
		return Err(LineError::WrongDirection);
	}
	again.map(|next| {
		let line = Line { amount, state: LineState::Exported, ..next.line };
		Next { line, ..next }
	})
}

/// Opens a line again whose attempt failed or came back. `None` for one that is open already.
///
/// Errors, first that applies: `WrongState`, `AttemptsExhausted`.
pub fn reopen(line: &Line) -> Result<Option<Next>, LineError> {
	match line.state {
		LineState::Open => Ok(None),
		LineState::Failed | LineState::Returned => following(line, LineState::Open).map(Some),
		_ => Err(LineError::WrongState),
	}
}

/// Gives a debt up. `None` for one that was given up before.
///
/// Errors, first that applies: `WrongDirection` for a pay-out, `WrongState` while the money is on its
/// way or paid, `AttemptsExhausted`.
pub fn write_off(line: &Line) -> Result<Option<Next>, LineError> {
	if line.direction != Direction::Collect {
		return Err(LineError::WrongDirection);
	}
	let state = LineState::WrittenOff;
	match line.state {
		LineState::WrittenOff => Ok(None),
		LineState::Open => Ok(Some(Next { line: Line { state, ..*line }, past: None })),
		LineState::Failed | LineState::Returned => following(line, state).map(Some),
		LineState::Exported | LineState::Paid => Err(LineError::WrongState),
	}
}

/// The line past an attempt that is over.
fn following(line: &Line, state: LineState) -> Result<Next, LineError> {
	let attempt = line.attempt.checked_add(1).ok_or(LineError::AttemptsExhausted)?;
	Ok(Next { line: Line { attempt, state, ..*line }, past: Some(*line) })
}
