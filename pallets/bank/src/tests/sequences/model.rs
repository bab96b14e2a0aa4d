// SPDX-License-Identifier: Apache-2.0
//! Plain books: every attempt in a list, every account a number.

use super::super::*;
use bank_core::{BankStatus, Direction};
use std::collections::BTreeMap;

/// One attempt, and what was booked of it.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
	pub(super) amount: i128,
	pub(super) booked: bool,
	pub(super) failed: bool,
	pub(super) returned: bool,
}

impl Attempt {
	fn is_waiting(&self) -> bool {
		!self.booked && !self.failed
	}
}

/// A closed statement, and its attempts.
#[derive(Clone, Debug)]
pub(super) struct Statement {
	pub(super) id: StatementId,
	pub(super) who: usize,
	closing: i128,
	pub(super) direction: Option<Direction>,
	pub(super) attempts: Vec<Attempt>,
	pub(super) open: bool,
	pub(super) written_off: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Member {
	pub(super) position: i128,
	pub(super) limit: i128,
	pub(super) arrears: i128,
	pub(super) keep: Option<i128>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
	pub(super) members: [Member; 2],
	pub(super) statements: Vec<Statement>,
	pub(super) deposits: BTreeMap<u8, (Option<usize>, i128)>,
	pub(super) deposit: i128,
	pub(super) claim: i128,
	pub(super) held: i128,
	pub(super) mint_left: i128,
}

type Done = Result<(), Error<Test>>;

impl Model {
	pub(super) fn free(&self) -> i128 {
		self.deposit - self.members.iter().map(|member| member.limit).sum::<i128>()
	}

	pub(super) fn close(&mut self, id: StatementId, who: usize) {
		self.statements.push(Statement {
			id,
			who,
			closing: self.members[who].position,
			direction: None,
			attempts: Vec::new(),
			open: false,
			written_off: false,
		});
	}

	/// What waits of a member, one way.
	fn waiting(&self, who: usize, direction: Direction) -> i128 {
		let of = |s: &&Statement| s.who == who && s.direction == Some(direction);
		let attempts = self.statements.iter().filter(of).flat_map(|s| &s.attempts);
		attempts.filter(|attempt| attempt.is_waiting()).map(|attempt| attempt.amount).sum()
	}

	fn due(&self, at: usize) -> Option<(Direction, i128)> {
		let statement = &self.statements[at];
		let over = |attempt: &Attempt| attempt.failed || attempt.returned;
		if statement.written_off || !statement.attempts.last().is_none_or(over) {
			return None;
		}
		let Member { position: now, arrears, keep, .. } = self.members[statement.who];
		let level = keep.unwrap_or(0);
		let missing =
			(level - now).max(0) + arrears - self.waiting(statement.who, Direction::Collect);
		let returned_debit = statement.direction == Some(Direction::Collect)
			&& statement.attempts.iter().any(|attempt| attempt.returned);
		let collect = match returned_debit {
			true => statement.attempts[0].amount.min(arrears).min(missing),
			false => (level - statement.closing).min(level - now).min(missing),
		};
		let pay_out = match keep {
			Some(_) if !returned_debit => statement.closing.min(now) - level - arrears,
			_ => 0,
		};
		let cent = CENT as i128;
		[(Direction::Collect, collect), (Direction::PayOut, pay_out)]
			.into_iter()
			.map(|(direction, amount)| (direction, amount.max(0) / cent * cent))
			.find(|(_, amount)| *amount > 0)
			.filter(|(direction, _)| statement.direction.is_none_or(|d| d == *direction))
	}

	pub(super) fn export(&mut self, at: usize) {
		let Some((direction, amount)) = self.due(at) else { return };
		let statement = &mut self.statements[at];
		statement.direction = Some(direction);
		statement.open = false;
		let attempt = Attempt { amount, booked: false, failed: false, returned: false };
		statement.attempts.push(attempt);
		if direction == Direction::PayOut {
			self.members[statement.who].position -= amount;
			self.held += amount;
		}
	}

	pub(super) fn say(&mut self, at: usize, attempt: usize, status: BankStatus) -> Done {
		let statement = &self.statements[at];
		let (who, direction) = (statement.who, statement.direction.ok_or(Error::LineNotFound)?);
		let mut note = match statement.attempts.get(attempt.wrapping_sub(1)) {
			Some(note) => note.clone(),
			None => return Err(Error::UnknownAttempt),
		};
		let (named_direction, named_amount) = match status {
			BankStatus::Collected(amount) => (Some(Direction::Collect), Some(amount)),
			BankStatus::PaidOut(amount) => (Some(Direction::PayOut), Some(amount)),
			BankStatus::Returned(amount) => (None, Some(amount)),
			BankStatus::Failed => (None, None),
		};
		let amount = note.amount;
		if named_direction.is_some_and(|named| named != direction) {
			return Err(Error::WrongDirection);
		}
		if named_amount.is_some_and(|named| named as i128 != amount) {
			return Err(Error::WrongAmount);
		}
		let (told, possible) = match status {
			BankStatus::Failed => (&mut note.failed, !note.booked),
			BankStatus::Returned(_) => (&mut note.returned, note.booked),
			_ => (&mut note.booked, !note.failed),
		};
		if *told {
			return Ok(());
		}
		if !possible {
			return Err(Error::WrongState);
		}
		*told = true;
		match (status, direction) {
			(BankStatus::Collected(_), _) => self.collect(who, amount)?,
			(BankStatus::PaidOut(_), _) => self.held -= amount,
			(BankStatus::Failed, Direction::Collect) => (),
			(BankStatus::Failed, Direction::PayOut) => {
				self.held -= amount;
				self.members[who].position += amount;
			}
			(BankStatus::Returned(_), Direction::Collect) => self.return_debit(who, amount),
			(BankStatus::Returned(_), Direction::PayOut) => {
				self.mint(amount)?;
				self.members[who].position += amount;
			}
		}
		self.statements[at].attempts[attempt - 1] = note;
		Ok(())
	}

	fn mint(&mut self, amount: i128) -> Done {
		if amount > self.mint_left {
			return Err(Error::OverCap);
		}
		self.mint_left -= amount;
		Ok(())
	}

	fn collect(&mut self, who: usize, amount: i128) -> Done {
		self.mint(amount)?;
		let member = &mut self.members[who];
		let paid = amount.min(member.arrears);
		member.arrears -= paid;
		member.position += amount - paid;
		self.deposit += paid;
		Ok(())
	}

	fn return_debit(&mut self, who: usize, amount: i128) {
		let missing = (amount - self.free()).max(0);
		let member = &mut self.members[who];
		member.arrears += amount;
		member.limit -= missing.min(member.limit + member.position.min(0));
		let paid = amount.min(self.free());
		self.deposit -= paid;
		self.claim += amount - paid;
	}

	pub(super) fn reopen(&mut self, at: usize) -> Done {
		let statement = &mut self.statements[at];
		let last = statement.attempts.last().ok_or(Error::LineNotFound)?;
		if statement.written_off || !(last.failed || last.returned) {
			return Err(Error::WrongState);
		}
		statement.open = true;
		Ok(())
	}

	pub(super) fn write_off(&mut self, at: usize) -> Done {
		let statement = &self.statements[at];
		let who = statement.who;
		let last = statement.attempts.last().ok_or(Error::LineNotFound)?;
		if statement.direction != Some(Direction::Collect) {
			return Err(Error::WrongDirection);
		}
		if statement.written_off {
			return Ok(());
		}
		if !(last.failed || last.returned) {
			return Err(Error::WrongState);
		}
		if self.waiting(who, Direction::Collect) + self.waiting(who, Direction::PayOut) > 0 {
			return Err(Error::MoneyOnItsWay);
		}
		let member = &mut self.members[who];
		self.deposit -= (-member.position).max(0);
		member.position = member.position.max(0);
		(member.limit, member.arrears) = (0, 0);
		self.statements[at].written_off = true;
		Ok(())
	}

	/// For a member, or the guarantor.
	pub(super) fn pay_in(&mut self, payee: Option<usize>, reference: u8, amount: i128) -> Done {
		match self.deposits.get(&reference) {
			Some(booked) if *booked == (payee, amount) => return Ok(()),
			Some(_) => return Err(Error::ReferenceTaken),
			None => (),
		}
		match payee {
			Some(who) => self.collect(who, amount)?,
			None => {
				self.mint(amount)?;
				self.deposit += amount;
			}
		}
		self.deposits.insert(reference, (payee, amount));
		Ok(())
	}

	pub(super) fn pay_claim(&mut self) -> Done {
		let paid = self.claim.min(self.free());
		match (self.claim, paid) {
			(0, _) => Err(Error::NothingClaimed),
			(_, 0) => Err(Error::NotCovered),
			_ => {
				self.claim -= paid;
				self.deposit -= paid;
				Ok(())
			}
		}
	}
}
