// SPDX-License-Identifier: Apache-2.0
//! Lines: every event in every state.

use bank_core::{
	book, export, reopen, write_off,
	BankStatus::{self, Collected, Failed, PaidOut, Returned},
	Booked,
	Direction::{self, Collect, PayOut},
	Due, Line,
	LineError::{self, *},
	LineState, Movement, Next, CENT,
};

const A: u128 = 7 * CENT;
const STATES: [LineState; 6] = [
	LineState::Open,
	LineState::Exported,
	LineState::Paid,
	LineState::Failed,
	LineState::Returned,
	LineState::WrittenOff,
];

fn line(direction: Direction, state: LineState) -> Line {
	Line { direction, amount: A, first_amount: 9 * CENT, attempt: 3, state, in_arrears: false }
}

/// What a status does in a state: the next state and the movement, nothing, or an error.
type Outcome = Result<Option<(LineState, Movement)>, LineError>;

fn outcome(line: &Line, status: BankStatus) -> Outcome {
	let booked = book(line, line.attempt, status)?;
	if let Some(Booked { line: next, .. }) = booked {
		let came_back = next.state == LineState::Returned && line.direction == Collect;
		assert_eq!(next, Line { state: next.state, in_arrears: came_back, ..*line });
	}
	Ok(booked.map(|booked| (booked.line.state, booked.movement)))
}

#[test]
fn a_debit_goes_its_way_in_every_state() {
	let table: [(BankStatus, [Outcome; 6]); 3] = [
		(
			Collected(A),
			[
				Err(UnknownAttempt),
				Ok(Some((LineState::Paid, Movement::Mint))),
				Ok(None),
				Err(WrongState),
				Ok(None),
				Err(UnknownAttempt),
			],
		),
		(
			Failed,
			[
				Err(UnknownAttempt),
				Ok(Some((LineState::Failed, Movement::Nothing))),
				Err(WrongState),
				Ok(None),
				Err(WrongState),
				Err(UnknownAttempt),
			],
		),
		(
			Returned(A),
			[
				Err(UnknownAttempt),
				Err(WrongState),
				Ok(Some((LineState::Returned, Movement::ReturnDebit))),
				Err(WrongState),
				Ok(None),
				Err(UnknownAttempt),
			],
		),
	];
	for (status, outcomes) in table {
		for (state, expected) in STATES.into_iter().zip(outcomes) {
			assert_eq!(outcome(&line(Collect, state), status), expected, "{status:?} {state:?}");
		}
	}
}

#[test]
fn a_credit_goes_its_way_in_every_state() {
	let table: [(BankStatus, [Outcome; 5]); 3] = [
		(
			PaidOut(A),
			[
				Err(UnknownAttempt),
				Ok(Some((LineState::Paid, Movement::BurnHeld))),
				Ok(None),
				Err(WrongState),
				Ok(None),
			],
		),
		(
			Failed,
			[
				Err(UnknownAttempt),
				Ok(Some((LineState::Failed, Movement::Release))),
				Err(WrongState),
				Ok(None),
				Err(WrongState),
			],
		),
		(
			Returned(A),
			[
				Err(UnknownAttempt),
				Err(WrongState),
				Ok(Some((LineState::Returned, Movement::ReturnCredit))),
				Err(WrongState),
				Ok(None),
			],
		),
	];
	for (status, outcomes) in table {
		for (state, expected) in STATES.into_iter().zip(outcomes) {
			assert_eq!(outcome(&line(PayOut, state), status), expected, "{status:?} {state:?}");
		}
	}
}

#[test]
fn a_status_must_be_about_the_attempt_its_direction_and_its_amount() {
	for state in [LineState::Exported, LineState::Paid, LineState::Failed, LineState::Returned] {
		let debit = line(Collect, state);
		for attempt in [0, 2, 4, u32::MAX] {
			assert_eq!(book(&debit, attempt, Collected(A)), Err(UnknownAttempt));
		}
		assert_eq!(book(&debit, 3, PaidOut(A + 1)), Err(WrongDirection), "before its amount");
		assert_eq!(book(&line(PayOut, state), 3, Collected(A)), Err(WrongDirection));
		for amount in [0, A - CENT, A + 1, debit.first_amount, u128::MAX] {
			assert_eq!(book(&debit, 3, Collected(amount)), Err(WrongAmount), "before its state");
			assert_eq!(book(&debit, 3, Returned(amount)), Err(WrongAmount));
		}
	}
}

#[test]
fn a_first_export_is_attempt_1() {
	for direction in [Collect, PayOut] {
		let exported = export(None, Due { direction, amount: A }).map(|next| next.line);
		let expected = Line {
			direction,
			amount: A,
			first_amount: A,
			attempt: 1,
			state: LineState::Exported,
			in_arrears: false,
		};
		assert_eq!(exported, Ok(expected));
	}
}

#[test]
fn an_export_begins_the_next_attempt_in_every_state() {
	let due = Due { direction: Collect, amount: 2 * CENT };
	let exported = |attempt| {
		let exported = line(Collect, LineState::Exported);
		Line { attempt, amount: due.amount, ..exported }
	};
	let past = |state| Some(line(Collect, state));
	let expected = [
		Ok(Next { line: exported(3), past: None }),
		Err(WrongState),
		Err(WrongState),
		Ok(Next { line: exported(4), past: past(LineState::Failed) }),
		Ok(Next { line: exported(4), past: past(LineState::Returned) }),
		Err(WrongState),
	];
	for (state, expected) in STATES.into_iter().zip(expected) {
		assert_eq!(export(Some(&line(Collect, state)), due), expected, "{state:?}");
	}
	let failed = line(PayOut, LineState::Failed);
	assert_eq!(export(Some(&failed), due), Err(WrongDirection));
	assert_eq!(export(Some(&line(PayOut, LineState::Paid)), due), Err(WrongState));
	for amount in [0, 1, CENT + 1] {
		assert_eq!(export(None, Due { amount, ..due }), Err(WrongAmount));
		assert_eq!(export(Some(&failed), Due { amount, ..due }), Err(WrongAmount));
	}
}

#[test]
fn a_line_opens_again_in_every_state() {
	let opened = |direction, state| {
		let line = line(direction, LineState::Open);
		let past = Some(self::line(direction, state));
		Ok(Some(Next { line: Line { attempt: 4, ..line }, past }))
	};
	for direction in [Collect, PayOut] {
		let expected = [
			Ok(None),
			Err(WrongState),
			Err(WrongState),
			opened(direction, LineState::Failed),
			opened(direction, LineState::Returned),
			Err(WrongState),
		];
		for (state, expected) in STATES.into_iter().zip(expected) {
			assert_eq!(reopen(&line(direction, state)), expected, "{state:?}");
		}
	}
}

#[test]
fn a_debt_is_given_up_in_every_state() {
	let given_up = |attempt, past: Option<LineState>| {
		let line = line(Collect, LineState::WrittenOff);
		let past = past.map(|state| self::line(Collect, state));
		Ok(Some(Next { line: Line { attempt, ..line }, past }))
	};
	let expected = [
		given_up(3, None),
		Err(WrongState),
		Err(WrongState),
		given_up(4, Some(LineState::Failed)),
		given_up(4, Some(LineState::Returned)),
		Ok(None),
	];
	for (state, expected) in STATES.into_iter().zip(expected) {
		assert_eq!(write_off(&line(Collect, state)), expected, "{state:?}");
		assert_eq!(write_off(&line(PayOut, state)), Err(WrongDirection), "{state:?}");
	}
}

#[test]
fn attempts_end_with_their_numbers() {
	for state in [LineState::Failed, LineState::Returned] {
		let last = Line { attempt: u32::MAX, ..line(Collect, state) };
		let due = Due { direction: Collect, amount: A };
		assert_eq!(export(Some(&last), due), Err(AttemptsExhausted));
		assert_eq!(reopen(&last), Err(AttemptsExhausted));
		assert_eq!(write_off(&last), Err(AttemptsExhausted));
	}
}
