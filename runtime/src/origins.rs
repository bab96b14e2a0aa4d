// SPDX-License-Identifier: Apache-2.0
//! Origins that only a referendum can have.

pub use pallet::*;

/// A pallet without calls or storage: it only adds its origins to the runtime's.
#[frame_support::pallet]
pub mod pallet {
	use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
	use frame_support::pallet_prelude::*;

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: polkadot_sdk::frame_system::Config {}

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
	}
}
