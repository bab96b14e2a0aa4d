// SPDX-License-Identifier: Apache-2.0
//! What a closed statement asks a bank for.
//!
//! A statement says what an account held when its period ended, the **closing** position. By the
//! time it is exported, the account has moved on, so both count: what came in since is not
//! collected, and what went out since is not paid out.
//!
//! - With a mandate, the bank keeps the account at `keep`: what is above is paid out, what is
//!   missing is collected.
//! - Without one, a debt is collected and nothing is paid out.
//!
//! Banks move whole cents. What is asked for is rounded **towards zero**; the remainder stays on the
//! account, where the next statement finds it, so nobody gains or loses by it.

use crate::Direction;
use energy_primitives::Position;

/// Nano-currency in a cent.
pub const CENT: u128 = 10_000_000;

/// What a statement asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Due {
	/// Which way the money goes.
	pub direction: Direction,
	/// How much, in nano-currency: whole cents, above 0.
	pub amount: u128,
}

/// How an account stands when its statement is exported.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Standing {
	/// What it holds now, in nano-currency; negative where it owes.
	pub now: Position,
	/// What returned debits left owing to the guarantor, in nano-currency.
	pub arrears: u128,
	/// What is being collected for it already, by other lines, in nano-currency.
	pub collecting: u128,
}

impl Standing {
	/// How much more can be collected before the account holds `keep` and has no arrears, if all
	/// that is on its way arrives.
	fn missing(&self, keep: i128) -> i128 {
		let short = keep.saturating_sub(self.now.into()).max(0);
		short.saturating_add(clamp(self.arrears)).saturating_sub(clamp(self.collecting))
	}
}

/// What a statement that closed at `closing` asks for; `None` for nothing.
///
/// - `keep`: what the owner's mandate keeps on the account, in nano-currency; `None` without one.
///
/// Paid out is what lies above `keep` both at the close and now, less the arrears: what the owner
/// owes the guarantor is not paid to it. Collected is what lay below at the close and does now, as
/// far as it is not on its way already.
pub fn due(closing: Position, standing: &Standing, keep: Option<u64>) -> Option<Due> {
	let closing = i128::from(closing);
	let level = i128::from(keep.unwrap_or(0));
	let above = closing.min(standing.now.into()).saturating_sub(level);
	let below = level.saturating_sub(closing.max(standing.now.into()));
	if below > 0 {
		return in_cents(Direction::Collect, below.min(standing.missing(level)));
	}
	keep?;
	in_cents(Direction::PayOut, above.saturating_sub(clamp(standing.arrears)))
}

/// What a statement asks for whose debit of `amount` was collected and came back: its arrears, as
/// far as they are still owing and not on their way already.
pub fn due_arrears(amount: u128, standing: &Standing, keep: Option<u64>) -> Option<Due> {
	let owing = clamp(amount.min(standing.arrears));
	let missing = standing.missing(i128::from(keep.unwrap_or(0)));
	in_cents(Direction::Collect, owing.min(missing))
}

/// The whole cents in an amount of nano-currency, rounded down.
pub const fn whole_cents_floor(amount: u128) -> u128 {
	match amount.checked_rem(CENT) {
		Some(rest) => amount.saturating_sub(rest),
		None => amount,
	}
}

/// Whether an amount is something a bank can move: whole cents, and not nothing.
pub const fn is_whole_cents(amount: u128) -> bool {
	amount > 0 && whole_cents_floor(amount) == amount
}

fn in_cents(direction: Direction, amount: i128) -> Option<Due> {
	let amount = whole_cents_floor(u128::try_from(amount).ok()?);
	(amount > 0).then_some(Due { direction, amount })
}

fn clamp(amount: u128) -> i128 {
	i128::try_from(amount).unwrap_or(i128::MAX)
}
