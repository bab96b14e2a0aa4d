// SPDX-License-Identifier: Apache-2.0
//! The pallet's invariants, one function each. Numbers as in `docs/invariants.md`.

use crate::{Communities, Config, MemberTags, Members, NextCommunity, Pallet};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet against its whole state.
	///
	/// Linear in the number of members: for tests, simulations and `try-runtime`, never in a block.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_dense_numbers()?;
		Self::check_members_counted()?;
		Self::check_one_account_one_tag()
	}

	/// C3: communities are numbered densely from 0.
	fn check_dense_numbers() -> Result<(), TryRuntimeError> {
		let next = NextCommunity::<T>::get();
		let count = Communities::<T>::iter_keys().count();
		ensure!(usize::try_from(next) == Ok(count), "C3: a community number was left out");
		ensure!(
			Communities::<T>::iter_keys().all(|community| community < next),
			"C3: a community beyond the next number"
		);
		Ok(())
	}

	/// C4: a community counts exactly its members, and only existing communities have members.
	fn check_members_counted() -> Result<(), TryRuntimeError> {
		for (community, record) in Communities::<T>::iter() {
			let members = Members::<T>::iter_key_prefix(community).count();
			ensure!(
				usize::try_from(record.member_count) == Ok(members),
				"C4: member count differs from the members"
			);
		}
		ensure!(
			Members::<T>::iter_keys()
				.all(|(community, _)| Communities::<T>::contains_key(community)),
			"C4: a member of no community"
		);
		Ok(())
	}

	/// C5: in a community a tag has one account and an account one tag.
	fn check_one_account_one_tag() -> Result<(), TryRuntimeError> {
		for (community, person_tag, member) in Members::<T>::iter() {
			ensure!(
				MemberTags::<T>::get(community, &member.account) == Some(person_tag),
				"C5: a member's account leads to another tag"
			);
		}
		ensure!(
			Members::<T>::iter_keys().count() == MemberTags::<T>::iter_keys().count(),
			"C5: an account stands for no member"
		);
		Ok(())
	}
}
