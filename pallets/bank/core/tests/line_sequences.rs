// SPDX-License-Identifier: Apache-2.0
//! Lines: any sequence of events against a plain list of what was booked.

use bank_core::{
	book, export, reopen, write_off,
	BankStatus::{self, Collected, Failed, PaidOut, Returned},
	Direction::{self, Collect, PayOut},
	Due, Line, Movement, Next, CENT,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Something that happens to a line.
#[derive(Clone, Copy, Debug)]
enum Deed {
	Export(u128),
	Say(u32, BankStatus),
	Reopen,
	WriteOff,
}

fn deed() -> impl Strategy<Value = Deed> {
	let amount = || (1..3u128).prop_map(|cents| cents * CENT);
	let status = prop_oneof![
		3 => amount().prop_map(Collected),
		3 => amount().prop_map(PaidOut),
		2 => Just(Failed),
		3 => amount().prop_map(Returned),
	];
	prop_oneof![
		3 => amount().prop_map(Deed::Export),
		8 => (0..6u32, status).prop_map(|(attempt, status)| Deed::Say(attempt, status)),
		1 => Just(Deed::Reopen),
		1 => Just(Deed::WriteOff),
	]
}

/// What became of an attempt, as a bookkeeper would note it.
#[derive(Clone, Debug, Default)]
struct Attempt {
	amount: u128,
	booked: bool,
	failed: bool,
	returned: bool,
}

/// Plain books of one line: a list of attempts, and whether the guarantor gave up.
struct Books {
	direction: Direction,
	attempts: Vec<Attempt>,
	given_up: bool,
}

impl Books {
	/// Whether a next attempt may begin.
	fn may_go_on(&self) -> bool {
		let over = |attempt: &Attempt| attempt.failed || attempt.returned;
		!self.given_up && self.attempts.last().is_none_or(over)
	}

	/// What should move; `None` for nothing new, or for something that can't be.
	fn say(&mut self, attempt: u32, status: BankStatus) -> Option<Movement> {
		let at = attempt.checked_sub(1)? as usize;
		let note = self.attempts.get_mut(at)?;
		let fresh = !note.booked && !note.failed;
		match (status, self.direction) {
			(Collected(amount), Collect) if fresh && amount == note.amount => {
				note.booked = true;
				Some(Movement::Mint)
			}
			(PaidOut(amount), PayOut) if fresh && amount == note.amount => {
				note.booked = true;
				Some(Movement::BurnHeld)
			}
			(Failed, direction) if fresh => {
				note.failed = true;
				Some(match direction {
					Collect => Movement::Nothing,
					PayOut => Movement::Release,
				})
			}
			(Returned(amount), direction)
				if note.booked && !note.returned && amount == note.amount =>
			{
				note.returned = true;
				Some(match direction {
					Collect => Movement::ReturnDebit,
					PayOut => Movement::ReturnCredit,
				})
			}
			_ => None,
		}
	}
}

/// A line and its past attempts, kept as the chain does.
#[derive(Default)]
struct Kept {
	line: Option<Line>,
	past: BTreeMap<u32, Line>,
}

impl Kept {
	fn go_on(&mut self, next: Next) {
		if let Some(past) = next.past {
			assert!(self.past.insert(past.attempt, past).is_none(), "a past attempt changed");
		}
		self.line = Some(next.line);
	}

	/// Movement and amount, if anything changed.
	fn say(&mut self, attempt: u32, status: BankStatus) -> Option<(Movement, u128)> {
		if let Some(past) = self.past.get(&attempt) {
			assert!(!matches!(book(past, attempt, status), Ok(Some(_))), "the past changed");
			return None;
		}
		let booked = book(self.line.as_ref()?, attempt, status).ok()??;
		self.line = Some(booked.line);
		Some((booked.movement, booked.line.amount))
	}
}

proptest! {
	#[test]
	fn money_moves_exactly_once_per_attempt(
		pay_out in any::<bool>(), deeds in prop::collection::vec(deed(), 0..60),
	) {
		let direction = if pay_out { PayOut } else { Collect };
		let mut books = Books { direction, attempts: Vec::new(), given_up: false };
		let mut kept = Kept::default();
		let mut moved: BTreeMap<(u32, &str), u128> = BTreeMap::new();
		for deed in deeds {
			match deed {
				Deed::Export(amount) => {
					let next = export(kept.line.as_ref(), Due { direction, amount });
					prop_assert_eq!(next.is_ok(), books.may_go_on());
					if let Ok(next) = next {
						kept.go_on(next);
						books.attempts.push(Attempt { amount, ..Attempt::default() });
					}
				}
				Deed::Say(attempt, status) => {
					let expected = books.say(attempt, status);
					let happened = kept.say(attempt, status);
					prop_assert_eq!(happened.map(|(movement, _)| movement), expected);
					if let Some((movement, amount)) = happened {
						let key = match movement {
							Movement::Nothing => continue,
							Movement::Mint | Movement::BurnHeld => "there",
							Movement::Release => "released",
							Movement::ReturnDebit | Movement::ReturnCredit => "back",
						};
						prop_assert!(moved.insert((attempt, key), amount).is_none(), "moved twice");
					}
				}
				Deed::Reopen => if let Some(Ok(Some(next))) = kept.line.as_ref().map(reopen) {
					prop_assert!(books.may_go_on());
					kept.go_on(next);
				},
				Deed::WriteOff => if let Some(Ok(Some(next))) = kept.line.as_ref().map(write_off) {
					prop_assert!(books.may_go_on() && !pay_out);
					kept.go_on(next);
					books.given_up = true;
				},
			}
		}
		// What moved is what a bookkeeper's list says, neither more nor less.
		for (at, note) in books.attempts.iter().enumerate() {
			let attempt = at as u32 + 1;
			let there = moved.get(&(attempt, "there")).copied();
			let back = moved.get(&(attempt, "back")).copied();
			let released = moved.get(&(attempt, "released")).copied();
			prop_assert_eq!(there, note.booked.then_some(note.amount));
			prop_assert_eq!(back, note.returned.then_some(note.amount));
			prop_assert_eq!(released, (note.failed && pay_out).then_some(note.amount));
		}
		let came_back = !pay_out && books.attempts.iter().any(|note| note.returned);
		prop_assert_eq!(kept.line.is_some_and(|line| line.in_arrears), came_back);
	}
}
