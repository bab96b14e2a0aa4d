// SPDX-License-Identifier: Apache-2.0
//! Owners: whose energy a meter measures, slot by slot.

use crate::meter::Tag;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::Slot;
use scale_info::TypeInfo;

/// Who owns a meter's energy.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Ownership<AccountId> {
	/// The account.
	pub owner: AccountId,
	/// Its member of the community.
	pub member: Option<Tag>,
	/// Salted root of the attributes that tie the meter to a person, off chain.
	pub link_tag: Tag,
}

/// The owners of a meter: the one now, and at most one who follows.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Owners<AccountId> {
	/// Who owns it until the cut-off, if there is one.
	pub current: Ownership<AccountId>,
	/// As the how-manieth, from 0.
	pub epoch: u32,
	/// Who owns it from the cut-off slot on.
	pub next: Option<(Slot, Ownership<AccountId>)>,
}

/// Why a meter can't change hands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OwnerError {
	/// The cut-off slot has begun.
	SlotBegun,
	/// Another change of owner waits for its cut-off.
	ChangePending,
	/// It changed hands too often to be counted.
	TooManyOwners,
}

impl<AccountId: Clone> Owners<AccountId> {
	/// A meter's first owner.
	pub fn first(current: Ownership<AccountId>) -> Self {
		Self { current, epoch: 0, next: None }
	}

	/// Who owns the energy of `slot`, for any slot from the last change on.
	pub fn at(&self, slot: Slot) -> &Ownership<AccountId> {
		match &self.next {
			Some((from, next)) if *from <= slot => next,
			_ => &self.current,
		}
	}

	/// The owners after a change that holds from `from_slot` on, asked for in slot `now`.
	///
	/// Errors in order of precedence: as listed at [`OwnerError`].
	pub fn change(
		&self,
		next: Ownership<AccountId>,
		from_slot: Slot,
		now: Slot,
	) -> Result<Self, OwnerError> {
		if from_slot <= now {
			return Err(OwnerError::SlotBegun);
		}
		if self.next.as_ref().is_some_and(|(from, _)| *from > now) {
			return Err(OwnerError::ChangePending);
		}
		let passed = u32::from(self.next.is_some());
		let epoch = self.epoch.checked_add(passed).ok_or(OwnerError::TooManyOwners)?;
		Ok(Self { current: self.at(now).clone(), epoch, next: Some((from_slot, next)) })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn owner(account: u8) -> Ownership<u8> {
		Ownership { owner: account, member: None, link_tag: [account; 32] }
	}

	#[test]
	fn a_meter_changes_hands_at_its_cut_off() {
		let owners = Owners::first(owner(1)).change(owner(2), 10, 5).expect("in time");
		assert_eq!((owners.at(9).owner, owners.at(10).owner, owners.epoch), (1, 2, 0));
		assert_eq!(owners.change(owner(3), 11, 9), Err(OwnerError::ChangePending));
		let owners = owners.change(owner(3), 12, 10).expect("the first is over");
		assert_eq!((owners.at(11).owner, owners.at(12).owner, owners.epoch), (2, 3, 1));
	}

	#[test]
	fn a_slot_that_has_begun_stays_with_its_owner() {
		let owners = Owners::first(owner(1));
		assert_eq!(owners.change(owner(2), 5, 5), Err(OwnerError::SlotBegun));
		assert_eq!(owners.change(owner(2), 4, 5), Err(OwnerError::SlotBegun));
	}
}
