// SPDX-License-Identifier: Apache-2.0
//! # Validators
//!
//! A governed validator set, for chains whose block authors are chosen by referendum and not by
//! stake.
//!
//! ## Overview
//!
//! The pallet keeps one list of accounts. `pallet-session` asks it for the set of every new session,
//! `pallet-offences` tells it who misbehaved.
//!
//! ## Scenario
//!
//! 1. Genesis names the first validators.
//! 2. A utility sets its session keys (`session.setKeys`) and a referendum calls
//!    [`Pallet::add_validator`]. Two sessions later the utility authors blocks.
//! 3. A validator signs two blocks for one slot. Somebody reports it, the session disables it at
//!    once, and it is dropped from the list, so the set planned next is without it.
//! 4. A referendum may call [`Pallet::remove_validator`], or add the offender again.
//!
//! ## Properties
//!
//! - Only accounts with session keys come onto the list.
//! - The list never shrinks below `MinValidators`, not even by an offence.
//! - A session is planned with a new set only when accounts or their keys changed: a set handed over
//!   in every session would wipe the session's memory of disabled validators.
//! - A validator that took its session keys back is left out of the sets planned from then on, and
//!   is still listed.
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod dispatchable_impls;
#[cfg(test)]
mod mock;
mod session_impls;
#[cfg(test)]
mod tests;
mod try_state;
pub mod weights;

pub use pallet::*;
pub use session_impls::UnitIdentification;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_staking::SessionIndex;

	/// Configuration of the pallet. The session and historical pallets are its only neighbours.
	#[pallet::config]
	pub trait Config:
		frame_system::Config
		+ pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
		+ pallet_session::historical::Config<FullIdentification = ()>
	{
		/// Who may change the list.
		type ForceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The list never becomes shorter than this.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// The list never becomes longer than this. Consensus counts on it: keep it at or below the
		/// `MaxAuthorities` of BABE and GRANDPA.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// How many past sessions stay provable. Misbehaviour older than this can't be reported.
		#[pallet::constant]
		type HistoryDepthSessions: Get<SessionIndex>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// The governed list, in order of admission.
	#[pallet::storage]
	pub type Validators<T: Config> =
		StorageValue<_, BoundedVec<T::AccountId, <T as Config>::MaxValidators>, ValueQuery>;

	/// The first validators.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The list at genesis; their session keys stand in the session pallet's genesis. Empty:
		/// the session keeps the set of its own genesis until the list is filled.
		pub validators: Vec<T::AccountId>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let list = BoundedVec::try_from(self.validators.clone())
				.expect("more validators in genesis than MaxValidators");
			Validators::<T>::put(list);
			Pallet::<T>::do_try_state().expect("the genesis list keeps the invariants");
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account was put on the list. It authors blocks two sessions later.
		ValidatorAdded {
			/// The new validator.
			validator: T::AccountId,
		},
		/// An account was taken off the list. It stops authoring two sessions later.
		ValidatorRemoved {
			/// The former validator.
			validator: T::AccountId,
		},
		/// A validator misbehaved and was taken off the list.
		OffenderDropped {
			/// The former validator.
			validator: T::AccountId,
			/// The session in which it misbehaved.
			session: SessionIndex,
		},
		/// A validator misbehaved but stays on the list, which must not become shorter.
		OffenderKept {
			/// The validator.
			validator: T::AccountId,
			/// The session in which it misbehaved.
			session: SessionIndex,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is on the list already.
		AlreadyListed,
		/// The account has no session keys. Set them first.
		NoSessionKeys,
		/// The list is full.
		ListFull,
		/// The account is not on the list.
		NotListed,
		/// The list must not become shorter.
		ListTooShort,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MinValidators::get() >= 1, "a chain needs a block author");
			assert!(T::MinValidators::get() <= T::MaxValidators::get(), "the bounds are in order");
			assert!(T::HistoryDepthSessions::get() >= 1, "the running session must be provable");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state().map_err(Into::into)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Put an account on the list of validators.
		///
		/// It authors blocks two sessions later. The account must have set its session keys.
		///
		/// - `origin`: a referendum on the track `validators`, or Root.
		///
		/// Errors, in this order: `AlreadyListed`, `NoSessionKeys`, `ListFull`.
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::add_validator())]
		pub fn add_validator(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			Self::do_add_validator(validator)
		}

		/// Take an account off the list of validators.
		///
		/// It stops authoring two sessions later.
		///
		/// - `origin`: a referendum on the track `validators`, or Root.
		///
		/// Errors, in this order: `NotListed`, `ListTooShort`.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::remove_validator())]
		pub fn remove_validator(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			T::ForceOrigin::ensure_origin(origin)?;
			Self::do_remove_validator(&validator)
		}
	}
}
