// SPDX-License-Identifier: Apache-2.0
//! Under which names files, groups and payments are known at the bank.
//!
//! ```text
//! CW0E2-D1-9F3A0B     a file: community 0, electricity, period 2; D collects, C pays out; attempt 1;
//!                     and a hash of the chain and of the file's payments
//! CW0E2-D1-9F3A0B-F   its group of first debits (R recurrent, O one-off; C in files that pay out)
//! 1-CW0-E4-2-0        the instruction of attempt 1 of a statement
//! CW0-E4-0            what a household writes on a transfer: meter 4, owner 0
//! CW0-B               what the guarantor of community 0 writes
//! ```
//!
//! All of it follows from the chain, so a file that is written again after a crash has the same name
//! and the bank refuses the second one.

use bank_core::{end_to_end_id, parse_end_to_end_id, Direction};
use codec::Encode;
use energy_primitives::{Carrier, CommunityId, MemberAccount, NetworkId, StatementId};

const BASE: u32 = 36;

/// As many as six digits in base 36 can tell.
const HASHES: u64 = 36u64.pow(6);

/// Which payments are in a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Batch {
	/// Whose statements.
	pub network: NetworkId,
	/// Of which billing period.
	pub period: u32,
	/// Which way the money goes.
	pub direction: Direction,
	/// Which attempt it is for all of them.
	pub attempt: u32,
}

impl Batch {
	/// The file's identification, at most 33 characters.
	pub fn message(&self, genesis: &[u8; 32], payments: &[(StatementId, u128)]) -> String {
		let content = (genesis, self.network, self.period, self.direction, self.attempt, payments);
		let hash = content.using_encoded(sp_crypto_hashing::blake2_256);
		let hash = u64::from_le_bytes(hash.first_chunk().copied().unwrap_or_default());
		let hash = base36(u32::try_from(hash % HASHES).unwrap_or_default());
		let carrier = match self.network.carrier {
			Carrier::Electricity => 'E',
			Carrier::Heat => 'H',
		};
		let (community, period) = (base36(self.network.community), base36(self.period));
		let (letter, attempt) = (letter(self.direction), base36(self.attempt));
		format!("CW{community}{carrier}{period}-{letter}{attempt}-{hash:0>6}")
	}
}

fn letter(direction: Direction) -> char {
	match direction {
		Direction::Collect => 'D',
		Direction::PayOut => 'C',
	}
}

/// The attempt that a file's or a group's name tells; `None` for somebody else's.
pub fn attempt_of_message(name: &str) -> Option<u32> {
	let mut parts = name.strip_prefix("CW")?.split('-');
	parts.next()?;
	let (_, attempt) = parts.next()?.split_at_checked(1)?;
	parts.next()?;
	parse_base36(attempt)
}

/// The file that a group's name tells.
pub fn message_of_group(group: &str) -> Option<&str> {
	let (message, letter) = group.rsplit_once('-')?;
	(letter.len() == 1 && attempt_of_message(message).is_some()).then_some(message)
}

/// The instruction of an attempt, at most 35 characters. Of the longest names the end is missing; the
/// attempt never is.
pub fn instruction(id: StatementId, attempt: u32) -> String {
	let mut text = format!("{}-{}", base36(attempt), end_to_end_id(id));
	text.truncate(35);
	text
}

/// The attempt that an instruction about this statement tells.
pub fn attempt_of_instruction(text: &str, id: StatementId) -> Option<u32> {
	let (attempt, _) = text.split_once('-')?;
	let attempt = parse_base36(attempt)?;
	(instruction(id, attempt) == text).then_some(attempt)
}

/// Whose money a transfer is that nobody asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Beneficiary {
	/// One of a meter's owners.
	Member(MemberAccount),
	/// A community's guarantor.
	Guarantor(CommunityId),
}

/// All that a text refers to; capitals or not, and whatever stands around it.
pub fn beneficiaries(text: &str) -> Vec<Beneficiary> {
	let is_apart = |c: char| !c.is_ascii_alphanumeric() && c != '-';
	let mut found = Vec::new();
	for word in text.to_ascii_uppercase().split(is_apart) {
		if let Some(beneficiary) = beneficiary(word.trim_matches('-')) {
			if !found.contains(&beneficiary) {
				found.push(beneficiary);
			}
		}
	}
	found
}

fn beneficiary(word: &str) -> Option<Beneficiary> {
	if let Some(community) = word.strip_prefix("CW").and_then(|rest| rest.strip_suffix("-B")) {
		return parse_base36(community).map(Beneficiary::Guarantor);
	}
	// As a statement's name without the period, so the rules of those names hold here too.
	let (head, epoch) = word.rsplit_once('-')?;
	let id = parse_end_to_end_id(&format!("{head}-0-{epoch}")).ok()?;
	Some(Beneficiary::Member(id.account))
}

/// What a household writes on a transfer.
pub fn reference(account: MemberAccount) -> String {
	let name = end_to_end_id(StatementId { account, period: 0 });
	let mut parts = name.rsplitn(3, '-');
	let (epoch, _, head) = (parts.next(), parts.next(), parts.next());
	format!("{}-{}", head.unwrap_or_default(), epoch.unwrap_or_default())
}

fn base36(mut number: u32) -> String {
	let mut digits = Vec::new();
	loop {
		digits.extend(char::from_digit(number % BASE, BASE));
		number /= BASE;
		if number == 0 {
			return digits.iter().rev().map(char::to_ascii_uppercase).collect();
		}
	}
}

fn parse_base36(text: &str) -> Option<u32> {
	let is_form = !text.is_empty() && (text == "0" || !text.starts_with('0'));
	let is_capital = text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
	u32::from_str_radix(text, BASE).ok().filter(|_| is_form && is_capital)
}

#[cfg(test)]
mod tests {
	use super::*;
	use energy_primitives::MeterId;

	fn account(community: u32, index: u32, epoch: u32) -> MemberAccount {
		let network = NetworkId { community, carrier: Carrier::Electricity };
		MemberAccount { meter: MeterId { network, index }, epoch }
	}

	fn batch(community: u32, period: u32, attempt: u32) -> Batch {
		let network = NetworkId { community, carrier: Carrier::Heat };
		Batch { network, period, direction: Direction::Collect, attempt }
	}

	#[test]
	fn names_fit_into_35_characters_and_tell_the_attempt() {
		for (community, period, attempt) in [(0, 0, 1), (7, 36, 37), (u32::MAX, u32::MAX, u32::MAX)]
		{
			let message = batch(community, period, attempt).message(&[1; 32], &[]);
			assert!(message.len() <= 33, "{message}");
			assert_eq!(attempt_of_message(&message), Some(attempt));
			let group = format!("{message}-R");
			assert_eq!(attempt_of_message(&group), Some(attempt));
			assert_eq!(message_of_group(&group), Some(message.as_str()));
			assert_eq!(message_of_group(&message), None);
			let id = StatementId { account: account(community, u32::MAX, attempt), period };
			let text = instruction(id, attempt);
			assert!(text.len() <= 35);
			assert_eq!(attempt_of_instruction(&text, id), Some(attempt));
			let other = StatementId { period: period ^ 1, ..id };
			assert!(community == u32::MAX || attempt_of_instruction(&text, other).is_none());
		}
		for foreign in ["", "ABC", "CW0E2", "1-ABC", "CW0E2-D-00", "NOTPROVIDED"] {
			assert_eq!(attempt_of_message(foreign), None, "{foreign}");
		}
	}

	#[test]
	fn a_file_is_named_after_its_payments() {
		let one = StatementId { account: account(0, 4, 0), period: 2 };
		let name = |genesis, payments: &[(StatementId, u128)]| {
			batch(0, 2, 1).message(&[genesis; 32], payments)
		};
		assert!(name(1, &[(one, 7)]).starts_with("CW0H2-D1-"));
		assert_eq!(name(1, &[(one, 7)]), name(1, &[(one, 7)]));
		assert_ne!(name(1, &[(one, 7)]), name(1, &[(one, 8)]));
		assert_ne!(name(1, &[(one, 7)]), name(2, &[(one, 7)]), "on another chain");
	}

	#[test]
	fn a_text_refers_to_members_and_guarantors() {
		let member = account(0, 4, 0);
		assert_eq!(reference(member), "CW0-E4-0");
		assert_eq!(reference(account(36, 37, 1)), "CW10-E11-1");
		for text in ["CW0-E4-0", "prepaid cw0-e4-0, thanks", "+CW0-E4-0+", "(CW0-E4-0)CW0-E4-0"] {
			assert_eq!(beneficiaries(text), [Beneficiary::Member(member)], "{text}");
		}
		assert_eq!(beneficiaries("CW3-B"), [Beneficiary::Guarantor(3)]);
		let both = beneficiaries("CW0-E4-0 CW0-E4-1");
		assert_eq!(both, [Beneficiary::Member(member), Beneficiary::Member(account(0, 4, 1))]);
		for text in ["", "CW0-E4", "CW0-E4-2-0", "CW0-X4-0", "CW00-E4-0", "XCW0-E4-0", "CW-B"] {
			assert_eq!(beneficiaries(text), [], "{text}");
		}
	}
}
