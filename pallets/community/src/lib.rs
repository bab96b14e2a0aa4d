// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

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
pub use types::{CommunityRecord, CommunityRecordOf, MemberRecord, MemberRecordOf, PersonTag};
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::{CommunityRecordOf, MemberRecordOf, PersonTag, WeightInfo};
	use energy_primitives::CommunityId;
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, Consideration, Footprint},
	};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The fungible assets among which a community chooses its settlement currency.
		type Assets: fungibles::Inspect<Self::AccountId, AssetId = u32>;

		/// Native deposit for a community. Held from whoever opens it, as long as it exists.
		type CommunityConsideration: Consideration<Self::AccountId, Footprint>;

		/// Native deposit for a member. Held from the operator who adds it, until it is removed.
		type MemberConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds native currency.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit for a community.
		#[codec(index = 0)]
		Community,
		/// The deposit for a member.
		#[codec(index = 1)]
		Member,
	}

	/// The number the next community gets: communities are numbered densely from 0.
	#[pallet::storage]
	pub type NextCommunity<T: Config> = StorageValue<_, CommunityId, ValueQuery>;

	/// The communities. Nobody chooses an id, so a short hash is enough.
	#[pallet::storage]
	pub type Communities<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, CommunityRecordOf<T>, OptionQuery>;

	/// The members of a community by tag. The operator chooses tags, hence the strong hash.
	#[pallet::storage]
	pub type Members<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		PersonTag,
		MemberRecordOf<T>,
		OptionQuery,
	>;

	/// The tag an account stands for in a community: the inverse of `Members`.
	#[pallet::storage]
	pub type MemberTags<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		PersonTag,
		OptionQuery,
	>;

	/// What happened to communities and their members.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A community was opened.
		CommunityOpened {
			/// Its number.
			community: CommunityId,
			/// The account that opened it and now operates it.
			operator: T::AccountId,
			/// The asset it settles in.
			asset: u32,
		},
		/// A community has another operator.
		OperatorSet {
			/// Which community.
			community: CommunityId,
			/// The account that operates it from now on.
			operator: T::AccountId,
		},
		/// A community has a guarantor, or another one.
		GuarantorSet {
			/// Which community.
			community: CommunityId,
			/// The account whose deposit covers the limits from now on.
			guarantor: T::AccountId,
		},
		/// A community has a bank, or another one.
		BankSet {
			/// Which community.
			community: CommunityId,
			/// The account of the bank.
			bank: T::AccountId,
		},
		/// A person became a member.
		MemberAdded {
			/// Of which community.
			community: CommunityId,
			/// The keyed hash that stands for the person.
			person_tag: PersonTag,
			/// The account the person acts with.
			account: T::AccountId,
		},
		/// A person is no member any more.
		MemberRemoved {
			/// Of which community.
			community: CommunityId,
			/// The keyed hash that stood for the person.
			person_tag: PersonTag,
			/// The account the person acted with.
			account: T::AccountId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such asset to settle in.
		UnknownAsset,
		/// No further community can be numbered.
		TooManyCommunities,
		/// There is no such community.
		UnknownCommunity,
		/// Only the community's operator may do this.
		NotOperator,
		/// Another guarantor is named; only it can hand its place over.
		GuarantorNamed,
		/// This person is a member of the community already.
		TagTaken,
		/// This account stands for another member of the community.
		AccountTaken,
		/// The community cannot count another member.
		TooManyMembers,
		/// This person is not a member of the community.
		UnknownMember,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A community: who operates it, and in which asset it settles.
		pub fn community(id: CommunityId) -> Option<CommunityRecordOf<T>> {
			Communities::<T>::get(id)
		}

		/// A member of a community, by tag.
		pub fn member(id: CommunityId, person_tag: PersonTag) -> Option<MemberRecordOf<T>> {
			Members::<T>::get(id, person_tag)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Open a community. You become its operator, and a deposit in the native currency is held
		/// from you.
		///
		/// - `origin`: signed, anyone.
		/// - `asset`: the currency the community settles in.
		///
		/// Errors, first that applies: `UnknownAsset`, `TooManyCommunities`, the deposit can't be
		/// held.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open_community())]
		pub fn open_community(origin: OriginFor<T>, asset: u32) -> DispatchResult {
			Self::do_open_community(ensure_signed(origin)?, asset)
		}

		/// Hand the operation of a community to another account. It acts at once and without being
		/// asked, so check the address. The deposit stays with whoever opened the community.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `operator`: the new operator.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_operator())]
		pub fn set_operator(
			origin: OriginFor<T>,
			community: CommunityId,
			operator: T::AccountId,
		) -> DispatchResult {
			Self::do_set_operator(ensure_signed(origin)?, community, operator)
		}

		/// Name the guarantor, whose deposited currency covers the limits of others. Once one is
		/// named, only the guarantor itself can hand its place over, and its deposit with it.
		///
		/// - `origin`: signed by the operator while no guarantor is named, then by the guarantor.
		/// - `community`: which community.
		/// - `guarantor`: the account of the guarantor.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`, `GuarantorNamed`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set_guarantor())]
		pub fn set_guarantor(
			origin: OriginFor<T>,
			community: CommunityId,
			guarantor: T::AccountId,
		) -> DispatchResult {
			Self::do_set_guarantor(ensure_signed(origin)?, community, guarantor)
		}

		/// Name the bank that exchanges the settlement currency for money outside.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `bank`: the account of the bank.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_bank())]
		pub fn set_bank(
			origin: OriginFor<T>,
			community: CommunityId,
			bank: T::AccountId,
		) -> DispatchResult {
			Self::do_set_bank(ensure_signed(origin)?, community, bank)
		}

		/// Add a person to a community. A small deposit in the native currency is held from the
		/// operator until the person is removed.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `person_tag`: hash of the person's identity under the community's secret key. Never a
		///   plain hash of a name or number: it could be guessed.
		/// - `account`: the account the person acts with.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`, `TagTaken`,
		/// `AccountTaken`, `TooManyMembers`, the deposit can't be held.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::add_member())]
		pub fn add_member(
			origin: OriginFor<T>,
			community: CommunityId,
			person_tag: PersonTag,
			account: T::AccountId,
		) -> DispatchResult {
			Self::do_add_member(ensure_signed(origin)?, community, person_tag, account)
		}

		/// Remove a person from a community. The deposit goes back to the operator who paid it.
		/// Meters and positions of the person stay as they are.
		///
		/// - `origin`: signed by the operator.
		/// - `community`: which community.
		/// - `person_tag`: the tag the person was added with.
		///
		/// Errors, first that applies: `UnknownCommunity`, `NotOperator`, `UnknownMember`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::remove_member())]
		pub fn remove_member(
			origin: OriginFor<T>,
			community: CommunityId,
			person_tag: PersonTag,
		) -> DispatchResult {
			Self::do_remove_member(ensure_signed(origin)?, community, person_tag)
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
