// SPDX-License-Identifier: Apache-2.0
//! The name under which a bank knows a statement: the end-to-end id of its payments.
//!
//! ```text
//! CW1-E2S-C-1
//! CW  community 1
//!     -E  electricity (H heat), meter 2S = 100
//!         -C  period 12
//!           -1  owner 1, counted from 0
//! ```
//!
//! Numbers stand in base 36, upper case, without leading zeros, so a statement has exactly one name
//! and a name exactly one statement. ISO 20022 allows 35 characters; the longest name has 34. All of
//! them are in the character set that every bank of the SEPA area takes.

use alloc::string::String;
use energy_primitives::{Carrier, MemberAccount, MeterId, NetworkId, StatementId};

/// Most characters of an end-to-end id.
pub const REFERENCE_MAX: usize = 35;

const PREFIX: &str = "CW";
const BASE: u32 = 36;

/// Why a text names no statement.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReferenceError {
	/// It does not begin as ours do: some other payment's.
	Foreign,
	/// It begins as ours do, and goes on as none does.
	Malformed,
}

/// The end-to-end id of a statement.
pub fn end_to_end_id(id: StatementId) -> String {
	let StatementId { account: MemberAccount { meter, epoch }, period } = id;
	let mut text = String::from(PREFIX);
	push_base36(&mut text, meter.network.community);
	text.push('-');
	text.push(carrier_letter(meter.network.carrier));
	push_base36(&mut text, meter.index);
	text.push('-');
	push_base36(&mut text, period);
	text.push('-');
	push_base36(&mut text, epoch);
	text
}

/// The statement with this end-to-end id, exactly as [`end_to_end_id`] writes it.
///
/// Errors, first that applies: `Foreign`, `Malformed`.
pub fn parse_end_to_end_id(text: &str) -> Result<StatementId, ReferenceError> {
	let rest = text.strip_prefix(PREFIX).ok_or(ReferenceError::Foreign)?;
	parse_parts(rest).ok_or(ReferenceError::Malformed)
}

fn parse_parts(rest: &str) -> Option<StatementId> {
	let mut parts = rest.split('-');
	let community = parse_base36(parts.next()?)?;
	let meter = parts.next()?;
	let period = parse_base36(parts.next()?)?;
	let epoch = parse_base36(parts.next()?)?;
	if parts.next().is_some() {
		return None;
	}
	let mut meter = meter.chars();
	let carrier = carrier_of(meter.next()?)?;
	let index = parse_base36(meter.as_str())?;
	let meter = MeterId { network: NetworkId { community, carrier }, index };
	Some(StatementId { account: MemberAccount { meter, epoch }, period })
}

const fn carrier_letter(carrier: Carrier) -> char {
	match carrier {
		Carrier::Electricity => 'E',
		Carrier::Heat => 'H',
	}
}

fn carrier_of(letter: char) -> Option<Carrier> {
	match letter {
		'E' => Some(Carrier::Electricity),
		'H' => Some(Carrier::Heat),
		_ => None,
	}
}

fn push_base36(text: &mut String, number: u32) {
	if let Some(rest) = number.checked_div(BASE).filter(|rest| *rest > 0) {
		push_base36(text, rest);
	}
	let digit = number.checked_rem(BASE).and_then(|digit| char::from_digit(digit, BASE));
	text.extend(digit.map(|digit| digit.to_ascii_uppercase()));
}

fn parse_base36(text: &str) -> Option<u32> {
	let leading_zero = text.len() > 1 && text.starts_with('0');
	if text.is_empty() || leading_zero {
		return None;
	}
	text.chars().try_fold(0u32, |number, letter| {
		let digit = letter.to_digit(BASE).filter(|_| !letter.is_ascii_lowercase())?;
		number.checked_mul(BASE)?.checked_add(digit)
	})
}
