// SPDX-License-Identifier: Apache-2.0
//! Origins that only a referendum can have: one for each matter, with a track of its own.

use crate::{OriginCaller, RuntimeOrigin};
use frame_support::traits::{EnsureOrigin, OriginTrait};

pub use pallet::*;

/// The origins, the pace of referenda, and what no SDK pallet lets another origin than Root do.
#[frame_support::pallet]
pub mod pallet {
	use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
	use core::marker::PhantomData;
	use frame_support::{pallet_prelude::*, DefaultNoBound};
	use frame_system::{pallet_prelude::*, WeightInfo};

	/// What the pallet asks of the runtime.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {
		/// Who may authorise the next runtime.
		type UpgradeOrigin: EnsureOrigin<Self::RuntimeOrigin>;
	}

	/// The pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Origin of a referendum, which picks its track.
	#[pallet::origin]
	#[derive(
		Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
	)]
	pub enum Origin {
		/// May dispatch, as Root, a call that the technical committee has put on its white list.
		FastTrack,
		/// May say which code is the next runtime.
		Upgrades,
		/// May set between which bounds communities choose dispatch rules, fees and tariffs.
		Bounds,
		/// May admit banks, and decide disputes between members and operators.
		Institutions,
		/// May admit and remove validators.
		Validators,
	}

	/// How many times faster than usual referenda go. 1 on a live chain; chains for trying things
	/// have more. Set at genesis.
	#[pallet::storage]
	pub type Pace<T> = StorageValue<_, u32, ValueQuery, ConstU32<1>>;

	/// How fast referenda go, from the first block on.
	#[pallet::genesis_config]
	#[derive(DefaultNoBound)]
	pub struct GenesisConfig<T> {
		/// How many times faster than usual; nothing means 1.
		pub pace: Option<core::num::NonZeroU32>,
		#[serde(skip)]
		#[doc(hidden)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if let Some(pace) = self.pace {
				Pace::<T>::put(pace.get());
			}
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Say which code is the next runtime. Anyone then hands in the code itself with
		/// `system.applyAuthorizedUpgrade`; it has to be the code of this hash, a later version of
		/// this chain.
		///
		/// - `origin`: a referendum on the track `upgrades`, or Root.
		/// - `code_hash`: the blake2-256 of the WASM, as it is handed in.
		#[pallet::call_index(0)]
		#[pallet::weight((T::SystemWeightInfo::authorize_upgrade(), DispatchClass::Operational))]
		pub fn authorize_upgrade(origin: OriginFor<T>, code_hash: T::Hash) -> DispatchResult {
			T::UpgradeOrigin::ensure_origin(origin)?;
			frame_system::Pallet::<T>::do_authorize_upgrade(code_hash, true);
			Ok(())
		}
	}
}

/// Names the types that let one origin pass.
macro_rules! ensures {
	($($(#[$doc:meta])* $name:ident = $origin:ident;)*) => { $(
		$(#[$doc])*
		pub struct $name;

		impl EnsureOrigin<RuntimeOrigin> for $name {
			type Success = ();

			fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
				match origin.caller() {
					OriginCaller::Origins(Origin::$origin) => Ok(()),
					_ => Err(origin),
				}
			}

			#[cfg(feature = "runtime-benchmarks")]
			fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
				Ok(Origin::$origin.into())
			}
		}
	)* };
}

ensures! {
	/// A referendum on the fast track.
	EnsureFastTrack = FastTrack;
	/// A referendum on the next runtime.
	EnsureUpgrades = Upgrades;
	/// A referendum on bounds.
	EnsureBounds = Bounds;
	/// A referendum on banks, or on a dispute.
	EnsureInstitutions = Institutions;
	/// A referendum on validators.
	EnsureValidators = Validators;
}
