// SPDX-License-Identifier: Apache-2.0
//! Any sequence of calls, twice, too early, too late or about something else, against plain books:
//! both agree on every answer and on every cent.

mod model;

use super::*;
use bank_core::BankStatus;
use frame_support::pallet_prelude::DispatchResult;
use model::{Model, Statement};
use proptest::prelude::*;

const MEMBERS: [(MemberAccount, u64); 2] = [(ALICES, ALICE), (BOBS, BOB)];
/// All in this test is a few cents.
const CAP: u128 = 80 * CENT;
const COVER: u128 = 60 * CENT;
const SMALL_LIMIT: u64 = 20 * CENT as u64;

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Deed {
	/// Energy is bought or sold, in half cents.
	Trade(usize, i64),
	/// A statement closes, after such a trade.
	Close(usize, i64),
	Keep(usize, Option<u64>),
	/// Statements are counted from the last one.
	Export(Vec<usize>),
	/// Of a statement that was exported.
	Say {
		statement: usize,
		/// Counted from the last one. The first is the one that comes next.
		back: usize,
		said: Said,
		/// Cents too much.
		wrong: u128,
	},
	Reopen(usize),
	WriteOff(usize),
	PayIn(Option<usize>, u8, u128),
	PayClaim,
	/// The guarantor takes out what is free, but for this much.
	TakeOut(u128),
}

#[derive(Clone, Copy, Debug)]
enum Said {
	Booked,
	Failed,
	Returned,
	OtherWay,
}

fn deed() -> impl Strategy<Value = Deed> {
	let who = || 0..MEMBERS.len();
	let at = || prop_oneof![2 => 0..3usize, 1 => 0..8usize];
	let said = prop_oneof![
		10 => Just(Said::Booked),
		5 => Just(Said::Failed),
		10 => Just(Said::Returned),
		1 => Just(Said::OtherWay),
	];
	let back = prop_oneof![6 => Just(1usize), 2 => Just(2usize), 1 => 0..5usize];
	let wrong = prop_oneof![9 => Just(0u128), 1 => Just(1u128)];
	let payee = prop_oneof![Just(None), who().prop_map(Some)];
	prop_oneof![
		2 => (who(), -60..60i64).prop_map(|(who, gain)| Deed::Trade(who, gain)),
		5 => (who(), -60..40i64).prop_map(|(who, gain)| Deed::Close(who, gain)),
		1 => (who(), prop::option::of(0..15u64)).prop_map(|(who, keep)| Deed::Keep(who, keep)),
		6 => prop::collection::vec(at(), 1..4).prop_map(Deed::Export),
		15 => (at(), back, said, wrong).prop_map(|(statement, back, said, wrong)| {
			Deed::Say { statement, back, said, wrong }
		}),
		1 => at().prop_map(Deed::Reopen),
		1 => at().prop_map(Deed::WriteOff),
		1 => (payee, 0..4u8, 1..9u128).prop_map(|(payee, name, cents)| {
			Deed::PayIn(payee, name, cents * CENT)
		}),
		1 => Just(Deed::PayClaim),
		1 => (0..5u128).prop_map(|left| Deed::TakeOut(left * CENT)),
	]
}

/// The statement so many before the last one, of all or of those that were exported.
fn pick(model: &Model, back: usize, exported: bool) -> Option<usize> {
	let ats = (0..model.statements.len()).rev();
	ats.filter(|at| !exported || model.statements[*at].direction.is_some()).nth(back)
}

/// Does it, in the books and for real. Both must answer the same.
fn act(model: &mut Model, deed: &Deed) {
	let (expected, result): (Result<(), Error<Test>>, DispatchResult) = match deed {
		Deed::Trade(who, halves) => return trade(model, *who, halves * CENT as i64 / 2),
		Deed::Close(who, halves) => {
			trade(model, *who, halves * CENT as i64 / 2);
			let id = closed_at(MEMBERS[*who].0, model.members[*who].position);
			return model.close(id, *who);
		}
		Deed::Keep(who, keep) => {
			let keep = keep.map(|cents| cents * CENT as u64);
			let changes = model.members[*who].keep != keep.map(i128::from);
			model.members[*who].keep = keep.map(i128::from);
			let (account, owner) = MEMBERS[*who];
			let mandate = keep.map(|keep| Mandate { keep });
			let result = Bank::set_mandate(signed(owner), account.meter, mandate);
			(if changes { Ok(()) } else { Err(Error::NothingChanges) }, result)
		}
		Deed::Export(backs) => {
			let ats: Vec<_> = backs.iter().filter_map(|back| pick(model, *back, false)).collect();
			let ids: Vec<_> = ats.iter().map(|at| model.statements[*at].id).collect();
			ats.into_iter().for_each(|at| model.export(at));
			let ids = ids.try_into().expect("a few fit");
			(Ok(()), Bank::export(bank(), COMMUNITY, ids))
		}
		Deed::Say { statement, back, said, wrong } => {
			let Some(at) = pick(model, *statement, true) else { return };
			let statement = &model.statements[at];
			let attempt = (statement.attempts.len() + 1).saturating_sub(*back);
			let (id, status) = (statement.id, status_of(statement, attempt, *said, wrong * CENT));
			(model.say(at, attempt, status), say(id, attempt as u32, status))
		}
		Deed::Reopen(back) => {
			let Some(at) = pick(model, *back, back % 4 > 0) else { return };
			(model.reopen(at), Bank::reopen(bank(), model.statements[at].id))
		}
		Deed::WriteOff(back) => {
			let Some(at) = pick(model, *back, back % 4 > 0) else { return };
			let id = model.statements[at].id;
			(model.write_off(at), Bank::write_off(signed(GUARANTOR), id))
		}
		Deed::PayIn(who, name, amount) => {
			let payee = match who {
				Some(who) => Payee::Member(MEMBERS[*who].0),
				None => Payee::Guarantor(COMMUNITY),
			};
			let result = Bank::collect_deposit(bank(), payee, [*name; 32], *amount);
			(model.pay_in(*who, *name, *amount as i128), result)
		}
		Deed::PayClaim => (model.pay_claim(), Bank::pay_claim(signed(STRANGER), COMMUNITY)),
		Deed::TakeOut(left) => {
			model.deposit -= (model.free() - *left as i128).max(0);
			return set_deposit(model.deposit as u128);
		}
	};
	assert_eq!(result, expected.map_err(DispatchError::from), "after {deed:?}");
}

/// Trades as far as the limit allows.
fn trade(model: &mut Model, who: usize, gain: i64) {
	let member = &mut model.members[who];
	if member.position + i128::from(gain) >= -member.limit {
		member.position += i128::from(gain);
		World::with(|world| world.trade(MEMBERS[who].0, gain));
	}
}

/// What the bank says of an attempt, with its amount if it knows one.
fn status_of(statement: &Statement, attempt: usize, said: Said, more: u128) -> BankStatus {
	let note = statement.attempts.get(attempt.wrapping_sub(1));
	let amount = note.map_or(CENT, |note| note.amount as u128) + more;
	match (said, statement.direction) {
		(Said::Booked, Some(PayOut)) | (Said::OtherWay, Some(Collect)) => {
			BankStatus::PaidOut(amount)
		}
		(Said::Booked | Said::OtherWay, _) => BankStatus::Collected(amount),
		(Said::Failed, _) => BankStatus::Failed,
		(Said::Returned, _) => BankStatus::Returned(amount),
	}
}

fn say(id: StatementId, attempt: u32, status: BankStatus) -> DispatchResult {
	match status {
		BankStatus::Collected(amount) => Bank::collect(bank(), id, attempt, amount),
		BankStatus::PaidOut(amount) => Bank::pay_out(bank(), id, attempt, amount),
		BankStatus::Failed => Bank::fail(bank(), id, attempt),
		BankStatus::Returned(amount) => Bank::return_payment(bank(), id, attempt, amount),
	}
}

/// Compares the books with the whole state.
fn compare(model: &Model) {
	for ((account, _), member) in MEMBERS.iter().zip(&model.members) {
		let kept = World::get().accounts[account];
		let kept = (i128::from(kept.position), i128::from(kept.limit), kept.arrears as i128);
		assert_eq!(kept, (member.position, member.limit, member.arrears));
	}
	assert_eq!(deposit() as i128, model.deposit);
	assert_eq!(Bank::claim(COMMUNITY) as i128, model.claim);
	assert_eq!(in_payment() as i128, model.held);
	model.statements.iter().for_each(compare_line);

	let booked = |direction, returned: bool| -> i128 {
		let of = model.statements.iter().filter(|s| s.direction == Some(direction));
		let attempts = of.flat_map(|s| &s.attempts);
		let counted = attempts.filter(|a| if returned { a.returned } else { a.booked });
		counted.map(|attempt| attempt.amount).sum()
	};
	let totals = Bank::totals(COMMUNITY);
	assert_eq!(totals.collected as i128, booked(Collect, false));
	assert_eq!(totals.paid_out as i128, booked(PayOut, false));
	assert_eq!(totals.credits_returned as i128, booked(PayOut, true));
	assert_eq!(totals.debits_returned as i128 + model.claim, booked(Collect, true));
	let deposited: i128 = model.deposits.values().map(|(_, amount)| amount).sum();
	assert_eq!(totals.deposited as i128, deposited);
}

fn compare_line(statement: &Statement) {
	let line = Bank::line(statement.id);
	assert_eq!(line.is_some(), statement.direction.is_some());
	let (Some(line), Some(last)) = (line, statement.attempts.last()) else { return };
	let next = u32::from(statement.open || statement.written_off);
	assert_eq!(line.attempt as usize, statement.attempts.len() + next as usize);
	assert_eq!(line.amount as i128, last.amount);
	assert_eq!(line.first_amount as i128, statement.attempts[0].amount);
	let state = match (statement.written_off, statement.open) {
		(true, _) => LineState::WrittenOff,
		(_, true) => LineState::Open,
		_ if last.returned => LineState::Returned,
		_ if last.booked => LineState::Paid,
		_ if last.failed => LineState::Failed,
		_ => LineState::Exported,
	};
	assert_eq!(line.state, state);
}

/// Two members with small limits, and their books.
fn begin() -> Model {
	assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, CAP));
	World::with(|world| {
		for (account, _) in MEMBERS {
			world.accounts.get_mut(&account).expect("it exists").limit = SMALL_LIMIT;
		}
	});
	set_deposit(COVER);
	let mut model = Model { deposit: COVER as i128, mint_left: CAP as i128, ..Model::default() };
	for member in &mut model.members {
		member.limit = SMALL_LIMIT.into();
	}
	model
}

proptest! {
	#[test]
	fn any_sequence_does_what_plain_books_say(deeds in prop::collection::vec(deed(), 1..120)) {
		TestExt::new().execute_with(|| {
			let mut model = begin();
			for deed in &deeds {
				act(&mut model, deed);
				compare(&model);
				check();
			}
		});
	}
}
