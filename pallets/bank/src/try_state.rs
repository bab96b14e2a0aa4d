// SPDX-License-Identifier: Apache-2.0
//! The pallet's invariants, one function each. Numbers as in `docs/invariants.md`.

use crate::{
	Approvals, BankTotals, Config, Lines, OnItsWay, Pallet, PastAttempts, Totals, Waiting,
};
use alloc::collections::{BTreeMap, BTreeSet};
use bank_core::{end_to_end_id, is_whole_cents, parse_end_to_end_id, Direction, Line, LineState};
use energy_primitives::{CommunityId, MemberAccount, MemberAccounts, StatementId};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet against its whole state.
	///
	/// - B1: what was exported as pay-outs is what settlement holds in payment, and per account what
	///   waits is what its lines say.
	/// - B2: amounts are whole cents and not nothing.
	/// - B3: attempts count from 1; all earlier ones are kept, and ended.
	/// - B4: no bank minted more in its last window than its cap.
	/// - B5: the name of every line leads back to it.
	/// - B6: the totals are the sums of all attempts and deposits.
	///
	/// Linear in the number of lines: for tests, simulations and `try-runtime`, never in a block.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::b1_what_waits_is_in_payment()?;
		Self::b2_amounts_are_whole_cents()?;
		Self::b3_attempts_are_complete()?;
		Self::b4_caps_hold()?;
		Self::b5_names_lead_back()?;
		Self::b6_totals_are_the_sums()
	}

	fn b1_what_waits_is_in_payment() -> Result<(), TryRuntimeError> {
		let mut waiting: BTreeMap<MemberAccount, OnItsWay> = BTreeMap::new();
		let mut in_payment: BTreeMap<CommunityId, u128> =
			Totals::<T>::iter_keys().map(|community| (community, 0)).collect();
		let exported = Lines::<T>::iter().filter(|(_, line)| line.state == LineState::Exported);
		for (id, line) in exported {
			let sum = waiting.entry(id.account).or_default().of(line.direction);
			*sum = sum.saturating_add(line.amount);
			if line.direction == Direction::PayOut {
				let sum = in_payment.entry(id.account.meter.network.community).or_default();
				*sum = sum.saturating_add(line.amount);
			}
		}
		ensure!(
			in_payment.iter().all(|(community, sum)| T::Accounts::in_payment(*community) == *sum),
			"B1: what is in payment is not what was exported"
		);
		ensure!(
			Waiting::<T>::iter().collect::<BTreeMap<_, _>>() == waiting,
			"B1: what waits is not what was exported"
		);
		Ok(())
	}

	fn b2_amounts_are_whole_cents() -> Result<(), TryRuntimeError> {
		let is_sound =
			|line: Line| is_whole_cents(line.amount) && is_whole_cents(line.first_amount);
		ensure!(
			Self::attempts().all(|(_, line)| is_sound(line)),
			"B2: an attempt is about no whole cents"
		);
		Ok(())
	}

	fn b3_attempts_are_complete() -> Result<(), TryRuntimeError> {
		let mut past: BTreeSet<(StatementId, u32)> = BTreeSet::new();
		for (id, attempt, line) in PastAttempts::<T>::iter() {
			let ended = matches!(line.state, LineState::Failed | LineState::Returned);
			ensure!(ended && line.attempt == attempt, "B3: a past attempt that has not ended");
			past.insert((id, attempt));
		}
		for (id, line) in Lines::<T>::iter() {
			ensure!(line.attempt >= 1, "B3: an attempt before the first");
			let complete = (1..line.attempt).all(|attempt| past.remove(&(id, attempt)));
			ensure!(complete, "B3: an attempt is lost");
		}
		ensure!(past.is_empty(), "B3: a past attempt that is still to come");
		Ok(())
	}

	fn b4_caps_hold() -> Result<(), TryRuntimeError> {
		ensure!(
			Approvals::<T>::iter_values().all(|cap| cap.minted <= cap.mint_max),
			"B4: a bank minted more than it may"
		);
		Ok(())
	}

	fn b5_names_lead_back() -> Result<(), TryRuntimeError> {
		ensure!(
			Lines::<T>::iter_keys().all(|id| parse_end_to_end_id(&end_to_end_id(id)) == Ok(id)),
			"B5: a line whose name leads elsewhere"
		);
		Ok(())
	}

	fn b6_totals_are_the_sums() -> Result<(), TryRuntimeError> {
		let mut sums: BTreeMap<CommunityId, BankTotals> = BTreeMap::new();
		for (id, line) in Self::attempts() {
			add(sums.entry(id.account.meter.network.community).or_default(), &line);
		}
		for (community, _, record) in crate::References::<T>::iter() {
			let sum = sums.entry(community).or_default();
			sum.deposited = sum.deposited.saturating_add(record.amount);
		}
		for (community, totals) in Totals::<T>::iter() {
			let sum = sums.remove(&community).unwrap_or_default();
			let came_back = totals.debits_returned.saturating_add(T::Accounts::claim(community));
			ensure!(
				totals.collected == sum.collected
					&& totals.paid_out == sum.paid_out
					&& totals.deposited == sum.deposited
					&& totals.credits_returned == sum.credits_returned
					&& came_back == sum.debits_returned,
				"B6: totals are not the sums of what was booked"
			);
		}
		let nothing = BankTotals::default();
		ensure!(sums.values().all(|sum| *sum == nothing), "B6: something booked is in no total");
		Ok(())
	}

	/// Every attempt, past or not.
	fn attempts() -> impl Iterator<Item = (StatementId, Line)> {
		let past = PastAttempts::<T>::iter().map(|(id, _, line)| (id, line));
		Lines::<T>::iter().chain(past)
	}
}

/// Adds what was booked of an attempt. Returned debits count whole, paid by the guarantor or not.
fn add(sums: &mut BankTotals, line: &Line) {
	let (booked, came_back) = match line.direction {
		Direction::Collect => (&mut sums.collected, &mut sums.debits_returned),
		Direction::PayOut => (&mut sums.paid_out, &mut sums.credits_returned),
	};
	if matches!(line.state, LineState::Paid | LineState::Returned) {
		*booked = booked.saturating_add(line.amount);
	}
	if line.state == LineState::Returned {
		*came_back = came_back.saturating_add(line.amount);
	}
}
