// SPDX-License-Identifier: Apache-2.0
//! From what banks' files say to what has to be said to the chain. Pure: everything is tried on a copy
//! of the chain's lines first, so either all of it can be booked or nothing is sent.

use super::{
	facts::{BankFile, Fact, Said},
	journal::{Imported, Known, Moved, Movement, Received},
	ledger::{cents, nano, Deposit, Ledger, Payee},
};
use crate::{
	error::{Error, Result},
	extrinsic::Call,
};
use bank_core::{end_to_end_id, BankStatus, Direction, LineError, LineState};
use energy_primitives::StatementId;
use std::collections::BTreeSet;

/// The pallet.
pub const PALLET: &str = "Bank";

/// One thing to book.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Action {
	/// What became of an attempt.
	Book {
		/// Which statement.
		id: StatementId,
		/// Which attempt.
		attempt: u32,
		/// What became of it.
		status: BankStatus,
		/// Why, in the bank's words.
		reason: String,
	},
	/// Money that came without being asked for.
	Deposit {
		/// Whose it is.
		payee: Payee,
		/// Hash of the bank's reference.
		reference: [u8; 32],
		/// Nano-currency.
		amount: u128,
	},
}

/// What has to be done about some files.
#[derive(Debug, Default)]
pub struct Plan {
	/// What has to be sent, in order.
	pub actions: Vec<Action>,
	/// How many things are on chain already.
	pub already: usize,
	/// How many payments that the files are about still wait for the bank.
	pub waiting: usize,
	/// What each file says, in order.
	pub said: Vec<(String, Said)>,
	/// What the journal is to keep of them.
	pub imported: Vec<Imported>,
}

impl Action {
	/// As the chain is told.
	pub fn call(&self) -> Call {
		match *self {
			Self::Book { id, attempt, status, .. } => match status {
				BankStatus::Collected(amount) => {
					Call::new(PALLET, "collect", (id, attempt, amount))
				}
				BankStatus::PaidOut(amount) => Call::new(PALLET, "pay_out", (id, attempt, amount)),
				BankStatus::Failed => Call::new(PALLET, "fail", (id, attempt)),
				BankStatus::Returned(amount) => {
					Call::new(PALLET, "return_payment", (id, attempt, amount))
				}
			},
			Self::Deposit { payee, reference, amount } => {
				Call::new(PALLET, "collect_deposit", (payee, reference, amount))
			}
		}
	}
}

/// What has to be done about these files, in whichever order they are given: payments are booked
/// before they come back.
///
/// Errors: a file says what can't be, in itself or after what is on chain.
pub fn plan(files: &[BankFile], ledger: &Ledger, known: &Known) -> Result<Plan> {
	let mut ledger = ledger.clone();
	let mut plan = Plan::default();
	for file in files {
		plan.said.push((file.name.clone(), file.said(&ledger, known)?));
	}
	let said = plan.said.clone();
	for returns in [false, true] {
		for (name, said) in &said {
			for fact in &said.facts {
				if matches!(fact.status, BankStatus::Returned(_)) == returns {
					plan.book(name, fact, &mut ledger)?;
				}
			}
		}
	}
	for (name, said) in &said {
		plan.deposits(name, said, &mut ledger)?;
	}
	let told: BTreeSet<_> = files.iter().flat_map(|file| file.statements(known)).collect();
	let lines = told.iter().filter_map(|id| ledger.lines.get(id));
	plan.waiting = lines.filter(|history| history.line.state == LineState::Exported).count();
	plan.imported = files.iter().zip(&said).map(|(file, (_, said))| imported(file, said)).collect();
	Ok(plan)
}

/// What files say of money that moved, whether or not the chain agrees.
///
/// Errors: a file is about what the chain does not know.
pub fn heard(files: &[BankFile], ledger: &Ledger, known: &Known) -> Result<Vec<Imported>> {
	files.iter().map(|file| Ok(imported(file, &file.said(ledger, known)?))).collect()
}

impl Plan {
	fn book(&mut self, file: &str, fact: &Fact, ledger: &mut Ledger) -> Result<()> {
		let Fact { id, attempt, status, .. } = *fact;
		let history = ledger.lines.get_mut(&id);
		let state = history.as_ref().and_then(|h| h.attempt(attempt)).map(|line| line.state);
		let booked = match history {
			Some(history) => history.book(attempt, status),
			None => Err(LineError::UnknownAttempt),
		};
		match booked {
			Ok(Some(_)) => {
				let reason = fact.reason.clone();
				self.actions.push(Action::Book { id, attempt, status, reason });
				Ok(())
			}
			Ok(None) => {
				self.already = self.already.saturating_add(1);
				Ok(())
			}
			Err(error) => Err(Error::data(file, fact.line, refusal(fact, state, error))),
		}
	}

	fn deposits(&mut self, file: &str, said: &Said, ledger: &mut Ledger) -> Result<()> {
		for deposit in &said.deposits {
			let (payee, amount) = (deposit.payee, nano(deposit.amount));
			let key = (payee.community(), deposit.reference);
			match ledger.deposits.get(&key) {
				Some(known) if *known == (Deposit { payee, amount }) => {
					self.already = self.already.saturating_add(1);
				}
				Some(known) => {
					let known = cents(known.amount).unwrap_or_default();
					let reason = format!(
						"the bank's reference stands for another deposit already, of {known} EUR"
					);
					return Err(Error::data(file, deposit.line, reason));
				}
				None => {
					ledger.deposits.insert(key, Deposit { payee, amount });
					let reference = deposit.reference;
					self.actions.push(Action::Deposit { payee, reference, amount });
				}
			}
		}
		Ok(())
	}
}

/// Why a fact can't be, in the words of the bank's clerk.
fn refusal(fact: &Fact, state: Option<LineState>, error: LineError) -> String {
	let (name, attempt) = (end_to_end_id(fact.id), fact.attempt);
	let said = match fact.status {
		BankStatus::Collected(_) => "was collected",
		BankStatus::PaidOut(_) => "was paid",
		BankStatus::Failed => "was rejected",
		BankStatus::Returned(_) => "came back",
	};
	let stands = match state {
		Some(LineState::Exported) => "waits for the bank",
		Some(LineState::Paid) => "is booked",
		Some(LineState::Failed) => "was rejected before",
		Some(LineState::Returned) => "came back before",
		Some(LineState::Open | LineState::WrittenOff) | None => "was never handed to the bank",
	};
	match error {
		LineError::WrongState => {
			format!("{name}: the file says that attempt {attempt} {said}, and on chain it {stands}")
		}
		LineError::UnknownAttempt => format!("{name}: attempt {attempt} {stands}"),
		LineError::WrongDirection => format!("{name}: its money goes the other way"),
		LineError::WrongAmount => format!("{name}: attempt {attempt} is about another amount"),
		LineError::AttemptsExhausted => format!("{name}: there can be no further attempt"),
	}
}

fn imported(file: &BankFile, said: &Said) -> Imported {
	let movements = said.facts.iter().filter_map(movement).collect();
	let deposits = said.deposits.iter().map(|deposit| Received {
		community: deposit.payee.community(),
		reference: hex::encode(deposit.reference),
		cents: deposit.amount.get(),
	});
	Imported {
		file: file.name.clone(),
		hash: file.hash.clone(),
		movements,
		deposits: deposits.collect(),
		charges: said.charges.get(),
	}
}

/// The money that moved by a fact.
fn movement(fact: &Fact) -> Option<Movement> {
	let (moved, amount) = match fact.status {
		BankStatus::Collected(amount) => (Moved::Collected, amount),
		BankStatus::PaidOut(amount) => (Moved::PaidOut, amount),
		BankStatus::Returned(amount) => (back(fact.direction), amount),
		BankStatus::Failed => return None,
	};
	let cents = cents(amount)?.get();
	Some(Movement { id: fact.id, attempt: fact.attempt, moved, cents })
}

/// What coming back is called.
pub fn back(direction: Direction) -> Moved {
	match direction {
		Direction::Collect => Moved::DebitReturned,
		Direction::PayOut => Moved::CreditReturned,
	}
}
