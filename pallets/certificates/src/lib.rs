// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::arithmetic_side_effects,
		clippy::indexing_slicing,
		clippy::unwrap_used,
		clippy::expect_used
	)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod dispatchable_impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
mod utility_impls;
pub mod weights;

pub use pallet::*;
pub use types::{
	BeneficiaryTag, CertificateId, CertificateRecord, CertificateRecordOf, EvidenceOf,
};
pub use weights::WeightInfo;

#[allow(clippy::expect_used, reason = "in what FRAME's macros write")]
#[frame_support::pallet]
pub mod pallet {
	use super::{BeneficiaryTag, CertificateId, CertificateRecordOf, EvidenceOf, WeightInfo};
	use alloc::boxed::Box;
	use energy_primitives::{MeterId, Slot, SurplusSource};
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Footprint, UnixTime},
	};
	use frame_system::pallet_prelude::*;

	/// The certificates pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who knows what a meter gave to the grid.
		type Surplus: SurplusSource<Self::AccountId>;

		/// The clock: a certificate says when it was issued.
		type Time: UnixTime;

		/// Native deposit for a certificate. Held from whoever makes it, as long as it lives.
		type CertificateConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds native currency.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit for a certificate.
		#[codec(index = 0)]
		Certificate,
	}

	/// How far a meter's surplus was claimed, in base quantities. Everything below was claimed once
	/// and can't be claimed again.
	#[pallet::storage]
	pub type Claimed<T: Config> = StorageMap<_, Twox64Concat, MeterId, u64, ValueQuery>;

	/// The number the next certificate gets: certificates are numbered from 0, and no number is used
	/// twice.
	#[pallet::storage]
	pub type NextCertificate<T: Config> = StorageValue<_, CertificateId, ValueQuery>;

	/// The certificates that live. Nobody chooses a number, so a short hash is enough.
	#[pallet::storage]
	pub type Certificates<T: Config> =
		StorageMap<_, Twox64Concat, CertificateId, CertificateRecordOf<T>, OptionQuery>;

	/// What happened to certificates. Ranges are `[begin, end)` of what the meter gave to the grid,
	/// in base quantities: 1 Wh of electricity, 1 kJ of heat.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A certificate was made of energy that a meter gave to the grid.
		Claimed {
			/// Its number.
			id: CertificateId,
			/// The meter that gave the energy.
			meter: MeterId,
			/// Where its range begins.
			begin: u64,
			/// Where its range ends.
			end: u64,
			/// The account that owns it.
			owner: T::AccountId,
		},
		/// A certificate has another owner.
		Transferred {
			/// Which certificate.
			id: CertificateId,
			/// The meter that gave the energy.
			meter: MeterId,
			/// Where its range begins.
			begin: u64,
			/// Where its range ends.
			end: u64,
			/// The account that owned it.
			from: T::AccountId,
			/// The account that owns it from now on.
			to: T::AccountId,
		},
		/// A certificate was split: the first part keeps its number.
		Split {
			/// The first part, `[begin, at)`.
			first: CertificateId,
			/// The second part, `[at, end)`.
			second: CertificateId,
			/// The meter that gave the energy.
			meter: MeterId,
			/// Where the whole began.
			begin: u64,
			/// Where it was split.
			at: u64,
			/// Where the whole ended.
			end: u64,
			/// The account that owns both.
			owner: T::AccountId,
		},
		/// Two certificates became one.
		Merged {
			/// The first one. It is the whole from now on.
			first: CertificateId,
			/// The second one. It is gone.
			second: CertificateId,
			/// The meter that gave the energy.
			meter: MeterId,
			/// Where the whole begins.
			begin: u64,
			/// Where the second one began.
			at: u64,
			/// Where the whole ends.
			end: u64,
			/// The account that owns it.
			owner: T::AccountId,
		},
		/// A certificate was used up: its energy counts as consumed, and nobody can claim it again.
		/// This event is the proof of it; the certificate itself is gone.
		Retired {
			/// Which certificate.
			id: CertificateId,
			/// The meter that gave the energy.
			meter: MeterId,
			/// Where its range begins.
			begin: u64,
			/// Where its range ends.
			end: u64,
			/// The account that owned it.
			owner: T::AccountId,
			/// For whom it was used, if it was not the owner: a keyed or salted hash.
			beneficiary: Option<BeneficiaryTag>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such meter, or it gives nothing to the grid that could be claimed.
		MeterNotFound,
		/// There is no such certificate, or it was retired.
		CertificateNotFound,
		/// Only the owner may do this.
		NotOwner,
		/// The slot is not settled, or lies before the network's first one.
		UnknownSlot,
		/// The chain keeps another record of this slot, or none that the evidence leads to.
		WrongRecord,
		/// The slot's record holds no such row, or it is another meter's.
		WrongRow,
		/// The figures of this slot can still be corrected. Claim it later.
		NotFinal,
		/// The meter had not given that much to the grid before this slot.
		PastSurplus,
		/// A certificate of nothing is none.
		EmptyRange,
		/// The place does not lie in the certificate's range.
		OutsideRange,
		/// The two ranges don't touch, or they are of different meters.
		NotAdjacent,
		/// The second certificate ends where the first begins: name them the other way round.
		ReversedRanges,
		/// No further certificate can be numbered.
		IdsExhausted,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A certificate that lives: its meter, its range and its owner.
		pub fn certificate(id: CertificateId) -> Option<CertificateRecordOf<T>> {
			Certificates::<T>::get(id)
		}

		/// How far a meter's surplus was claimed, and how much there is, in base quantities. What
		/// lies between can be claimed as its slots become final.
		pub fn claimable(meter: MeterId) -> (u64, u64) {
			(Claimed::<T>::get(meter), T::Surplus::surplus_of(meter))
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Make a certificate of the next energy your meter gave to the grid. It begins where your
		/// last claim ended. What a former owner of the meter left unclaimed is yours to claim. A
		/// deposit in the native currency is held from you until the certificate is retired or
		/// merged into another.
		///
		/// - `origin`: signed by the meter's owner.
		/// - `meter`: which meter.
		/// - `slot`: a settled slot that can't be corrected any more. Your meter must have given the
		///   energy before it.
		/// - `quantity`: how much, in base quantities: Wh of electricity, kJ of heat.
		/// - `evidence`: what the slot's record says of the meter; `commonwatt certificate claim`
		///   looks it up.
		///
		/// Errors, first that applies: `MeterNotFound`, `NotOwner`, `NotFinal`, `UnknownSlot`,
		/// `WrongRecord`, `WrongRow`, `EmptyRange`, `PastSurplus`, `IdsExhausted`, the deposit can't
		/// be held.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(
			origin: OriginFor<T>,
			meter: MeterId,
			slot: Slot,
			quantity: u64,
			evidence: Box<EvidenceOf<T>>,
		) -> DispatchResult {
			Self::do_claim(ensure_signed(origin)?, meter, slot, quantity, &evidence)
		}

		/// Give a certificate to another account. It acts at once and without being asked, so check
		/// the address. Your deposit is not handed on: it comes back to you when whoever owns the
		/// certificate then retires it or merges it away.
		///
		/// - `origin`: signed by the owner.
		/// - `id`: which certificate.
		/// - `to`: the new owner.
		///
		/// Errors, first that applies: `CertificateNotFound`, `NotOwner`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::transfer())]
		pub fn transfer(
			origin: OriginFor<T>,
			id: CertificateId,
			to: T::AccountId,
		) -> DispatchResult {
			Self::do_transfer(ensure_signed(origin)?, id, to)
		}

		/// Make two certificates of one. The first part keeps the number and its deposit; a deposit
		/// for the second is held from you.
		///
		/// - `origin`: signed by the owner.
		/// - `id`: which certificate.
		/// - `at`: where the second part begins, counted like the certificate's own range.
		///
		/// Errors, first that applies: `CertificateNotFound`, `NotOwner`, `OutsideRange`,
		/// `EmptyRange`, `IdsExhausted`, the deposit can't be held.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::split())]
		pub fn split(origin: OriginFor<T>, id: CertificateId, at: u64) -> DispatchResult {
			Self::do_split(ensure_signed(origin)?, id, at)
		}

		/// Make one certificate of two that follow each other. The first one becomes the whole; the
		/// second one goes, and its deposit returns to whoever paid it.
		///
		/// - `origin`: signed by the owner of both.
		/// - `first`: the certificate in front.
		/// - `second`: the one that begins where the first ends.
		///
		/// Errors, first that applies: `CertificateNotFound`, `NotOwner`, `NotAdjacent` for different
		/// meters, `ReversedRanges`, `NotAdjacent`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::merge())]
		pub fn merge(
			origin: OriginFor<T>,
			first: CertificateId,
			second: CertificateId,
		) -> DispatchResult {
			Self::do_merge(ensure_signed(origin)?, first, second)
		}

		/// Use a certificate up: its energy counts as consumed, by you or by whom you name. This
		/// can't be undone. The deposit returns to whoever paid it.
		///
		/// - `origin`: signed by the owner.
		/// - `id`: which certificate.
		/// - `beneficiary`: for whom, as a keyed or salted hash. Never a plain hash of a name or
		///   number: it could be guessed. Leave it out for yourself.
		///
		/// Errors, first that applies: `CertificateNotFound`, `NotOwner`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(
			origin: OriginFor<T>,
			id: CertificateId,
			beneficiary: Option<BeneficiaryTag>,
		) -> DispatchResult {
			Self::do_retire(ensure_signed(origin)?, id, beneficiary)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
