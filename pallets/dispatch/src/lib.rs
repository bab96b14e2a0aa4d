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
mod delivery_impls;
mod device_impls;
mod dispatchable_impls;
mod enact_impls;
mod freeze_impls;
mod judge_impls;
mod migration_impls;
#[cfg(test)]
mod mock;
mod payout_impls;
mod queue_impls;
mod reads;
#[cfg(test)]
mod tests;
mod tick_impls;
pub mod timeline;
mod try_state;
mod types;
mod utility_impls;
mod vote_impls;
pub mod weights;

pub use pallet::*;
pub use queue_impls::commitment_hash;
pub use types::*;
pub use weights::WeightInfo;

#[allow(clippy::expect_used, reason = "in what FRAME's macros write")]
#[frame_support::pallet]
pub mod pallet {
	use super::{types::*, WeightInfo};
	use dispatch_core::{Certificate, DeviceLimits, DispatchRules, OfferBlob, RuleBounds};
	use energy_primitives::{
		Communities, CommunityId, DeviceMeters, Electorate, HouseholdQuota, MeterId, NetworkId,
		PageIndex, PlanMoney, Slot,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{self, hold, Credit},
			Consideration, Footprint, OnUnbalanced,
		},
		weights::WeightMeter,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;

	/// The dispatch pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Why native currency is held.
		type RuntimeHoldReason: From<HoldReason>;

		/// The native currency, for deposits of solvers.
		type Currency: hold::Balanced<Self::AccountId>
			+ hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::Mutate<Self::AccountId>;

		/// Where deposits of solvers go that are lost.
		type Slashed: OnUnbalanced<Credit<Self::AccountId, Self::Currency>>;

		/// Native deposit for a device. Held from its owner as long as it is registered.
		type DeviceConsideration: Consideration<Self::AccountId, Footprint>;

		/// Who runs the communities.
		type Communities: Communities<Self::AccountId>;

		/// Who may stop a plan.
		type Electorate: Electorate<Self::AccountId>;

		/// The meters of devices, and the clock.
		type Meters: DeviceMeters<Self::AccountId>;

		/// Tariffs, the members' accounts and the common funds.
		type Money: PlanMoney<Self::AccountId>;

		/// How many calls a household has free a day.
		type Quota: HouseholdQuota<Self::AccountId>;

		/// Who may set the bounds of dispatch rules.
		type BoundsOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Native deposit for committing to a plan.
		#[pallet::constant]
		type SolverDepositBase: Get<BalanceOf<Self>>;

		/// The same for each device and slot of the round.
		#[pallet::constant]
		type SolverDepositPerValue: Get<BalanceOf<Self>>;

		/// How often a member may veto in a window.
		#[pallet::constant]
		type VetoesPerMember: Get<u32>;

		/// Slots of that window.
		#[pallet::constant]
		type VetoWindowSlots: Get<u32>;

		/// Slots in which two vetoed rounds are a storm.
		#[pallet::constant]
		type StormSlots: Get<u32>;

		/// Communities that can have a running programme.
		#[pallet::constant]
		type ProgrammesMax: Get<u32>;

		/// Time from block to block, in milliseconds.
		#[pallet::constant]
		type BlockMillis: Get<u64>;

		/// The most of a block that rounds and deliveries may take by themselves.
		#[pallet::constant]
		type PollShare: Get<Perbill>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds native currency.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit for a device.
		#[codec(index = 0)]
		Device,
		/// The deposit for a plan that is promised.
		#[codec(index = 1)]
		Solution,
	}

	/// The dispatch programmes of communities.
	#[pallet::storage]
	pub type Programmes<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, Programme, OptionQuery>;

	/// The rules members chose. Bounds set later hold at once: read them by `rules`.
	#[pallet::storage]
	pub type Rules<T: Config> = StorageMap<_, Twox64Concat, CommunityId, DispatchRules, ValueQuery>;

	/// The bounds of all rules.
	#[pallet::storage]
	pub type Bounds<T: Config> = StorageValue<_, RuleBounds, ValueQuery>;

	/// The load nobody plans, by network, kind of day and slot of the day, from midnight UTC.
	#[pallet::storage]
	pub type Passive<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, NetworkId>,
			NMapKey<Twox64Concat, DayClass>,
			NMapKey<Twox64Concat, u16>,
		),
		PassiveRecord,
		OptionQuery,
	>;

	/// The number the next device of a community gets. No number is used twice.
	#[pallet::storage]
	pub type NextDevice<T: Config> = StorageMap<_, Twox64Concat, CommunityId, u32, ValueQuery>;

	/// How many devices a community has.
	#[pallet::storage]
	pub type DeviceCount<T: Config> = StorageMap<_, Twox64Concat, CommunityId, u32, ValueQuery>;

	/// The devices of communities.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		u16,
		DeviceRecordOf<T>,
		OptionQuery,
	>;

	/// Which meters of a page belong to devices, in the order of rows.
	#[pallet::storage]
	pub type DeviceMeterRows<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		MeterRows,
		ValueQuery,
	>;

	/// What members offer. While a round's offers are frozen, this is about the next one.
	#[pallet::storage]
	pub type Offers<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		OfferRecord,
		OptionQuery,
	>;

	/// The last round of each community.
	#[pallet::storage]
	pub type Rounds<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, RoundRecord<BlockNumberFor<T>>, OptionQuery>;

	/// The inputs of the running round, from the end of its offers on.
	#[pallet::storage]
	pub type Frozen<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, FrozenRecord, OptionQuery>;

	/// The devices of the running round, 32 a page.
	#[pallet::storage]
	pub type FrozenPages<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		PageIndex,
		PageOf<FrozenRow>,
		OptionQuery,
	>;

	/// Who committed to a plan in the running round and has not shown it, the best claim first.
	#[pallet::storage]
	pub type Queues<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		BoundedVec<CommitmentOf<T>, ConstU32<QUEUE_MAX>>,
		ValueQuery,
	>;

	/// The best plan shown in the running round.
	#[pallet::storage]
	pub type Leaders<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, Candidate<T::AccountId>, OptionQuery>;

	/// The next best plan shown in the running round.
	#[pallet::storage]
	pub type Seconds<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, Candidate<T::AccountId>, OptionQuery>;

	/// The prices of the running round, by the best bound shown.
	#[pallet::storage]
	pub type BestDuals<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, PriceRecord<T::AccountId>, OptionQuery>;

	/// In which round a voter voted last.
	#[pallet::storage]
	pub type LastVotes<T: Config> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, u32, u32, OptionQuery>;

	/// In which slots a voter vetoed lately.
	#[pallet::storage]
	pub type VetoesOf<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		u32,
		BoundedVec<Slot, T::VetoesPerMember>,
		ValueQuery,
	>;

	/// In which slots the last two rounds of a community were vetoed.
	#[pallet::storage]
	pub type VetoedRounds<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, BoundedVec<Slot, ConstU32<2>>, ValueQuery>;

	/// Enacted plans that are not settled yet, by community and round.
	#[pallet::storage]
	pub type Plans<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		u32,
		PlanRecord<T::AccountId>,
		OptionQuery,
	>;

	/// What devices do by an enacted plan, 32 a page.
	#[pallet::storage]
	pub type PlanPages<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		(CommunityId, u32),
		Twox64Concat,
		PageIndex,
		PageOf<PlanRow>,
		OptionQuery,
	>;

	/// Which plan of a community holds when.
	#[pallet::storage]
	pub type Timelines<T: Config> = StorageMap<_, Twox64Concat, CommunityId, Timeline, ValueQuery>;

	/// Meters of devices in the slot that is being settled.
	#[pallet::storage]
	pub type Metered<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Twox64Concat, Slot, MeteredSlot, OptionQuery>;

	/// The last slot of each network that was settled.
	#[pallet::storage]
	pub type LastSettled<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Slot, OptionQuery>;

	/// What each device delivered.
	#[pallet::storage]
	pub type Deliveries<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		u16,
		DeliveryRecord,
		ValueQuery,
	>;

	/// What devices of a community claim of its fund and were not paid yet, in nano-currency.
	#[pallet::storage]
	pub type OpenClaims<T: Config> = StorageMap<_, Twox64Concat, CommunityId, u128, ValueQuery>;

	/// Which communities are to be looked at, and from which block on, in this order.
	#[pallet::storage]
	pub type Due<T: Config> =
		StorageValue<_, BoundedVec<(BlockNumberFor<T>, CommunityId), T::ProgrammesMax>, ValueQuery>;

	/// Work that is waiting, by its place.
	#[pallet::storage]
	pub type WorkQueue<T: Config> = StorageMap<_, Twox64Concat, u64, Work, OptionQuery>;

	/// Place of the next work, and of the next to come.
	#[pallet::storage]
	pub type WorkEnds<T: Config> = StorageValue<_, (u64, u64), ValueQuery>;

	/// The last block before a migration of the chain's state that is not over: since then no block
	/// takes transactions, and rounds rest.
	#[pallet::storage]
	pub type RestingSince<T: Config> = StorageValue<_, BlockNumberFor<T>, OptionQuery>;

	/// What happened to rounds, plans and devices. Amounts are in nano-currency.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A community plans together, or its networks were described anew.
		ProgrammeSet {
			/// Which community.
			community: CommunityId,
		},
		/// A community stopped planning together. Enacted plans hold to their end.
		ProgrammeStopped {
			/// Which community.
			community: CommunityId,
		},
		/// The operator said what load to expect where nothing was measured yet.
		PassiveDeclared {
			/// Which network.
			network: NetworkId,
			/// On which days.
			day: DayClass,
		},
		/// A device takes part.
		DeviceRegistered {
			/// In which community.
			community: CommunityId,
			/// Its number.
			device: u16,
			/// Whose it is.
			owner: T::AccountId,
			/// The meter that shows what it does.
			meter: MeterId,
		},
		/// A device no longer takes part.
		DeviceRetired {
			/// In which community.
			community: CommunityId,
			/// Its number.
			device: u16,
		},
		/// A retired device is settled, and its deposits went back.
		DeviceRemoved {
			/// In which community.
			community: CommunityId,
			/// Its number.
			device: u16,
		},
		/// Money of an account covers a device's dues.
		DepositLocked {
			/// In which community.
			community: CommunityId,
			/// Which device.
			device: u16,
			/// How much was added.
			amount: u128,
		},
		/// Money that covered a device's dues went back to the account.
		DepositUnlocked {
			/// In which community.
			community: CommunityId,
			/// Which device.
			device: u16,
			/// How much.
			amount: u128,
		},
		/// A member offers what its devices can do.
		Offered {
			/// In which community.
			community: CommunityId,
			/// Who.
			who: T::AccountId,
			/// How many devices.
			devices: u32,
			/// For which round; every round where none is named.
			round: Option<u32>,
		},
		/// A round began: offers are taken.
		RoundStarted {
			/// In which community.
			community: CommunityId,
			/// Its number.
			round: u32,
			/// First slot of the horizon.
			first_slot: Slot,
			/// Slots of the horizon.
			slots: u8,
		},
		/// The offers of a round are frozen. Solvers may commit to a plan.
		RoundFrozen {
			/// In which community.
			community: CommunityId,
			/// Which round.
			round: u32,
			/// Devices that take part in it.
			devices: u32,
			/// What happens at most, if nobody finds a better plan, costs.
			fallback_cost: i128,
		},
		/// A round ended without a plan.
		RoundSkipped {
			/// In which community.
			community: CommunityId,
			/// Which round.
			round: u32,
			/// Why.
			reason: SkipReason,
		},
		/// A solver committed to a plan.
		Committed {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
			/// What its plan costs at most.
			claimed_cost: Option<i128>,
			/// What its bound is at least.
			claimed_bound: Option<i128>,
		},
		/// Better claims took a solver's place. Half of its deposit is lost.
		Ejected {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
		},
		/// The phase of showing plans began.
		RevealStarted {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
		},
		/// A plan or prices were shown and are what was claimed.
		Revealed {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
			/// What the plan costs.
			cost: Option<i128>,
			/// What the prices prove.
			bound: Option<i128>,
			/// Whether it is the best plan now.
			leads: bool,
			/// Whether its prices are the round's now.
			prices: bool,
		},
		/// What a solver showed is not what it claimed. Its deposit is lost.
		ClaimFalse {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
			/// What is wrong.
			fault: Fault,
		},
		/// A solver did not show what it had committed to. A tenth of its deposit is lost.
		NotRevealed {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
		},
		/// The best plan of a round stands to vote.
		VotingStarted {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// What is proven about the plan.
			certificate: Certificate,
			/// Whether it holds only if members endorse it.
			needs_endorsement: bool,
			/// How many members stop it, or endorse it.
			votes_needed: u32,
		},
		/// A member vetoed a plan.
		Vetoed {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
			/// Why.
			reason: VetoReason,
		},
		/// A member endorsed a plan.
		Endorsed {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
		},
		/// Members stopped a plan.
		PlanStopped {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
		},
		/// A plan holds.
		PlanEnacted {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Where it comes from.
			source: PlanSource,
			/// First slot in which it holds.
			from_slot: Slot,
			/// The slot after the last one.
			to_slot: Slot,
			/// What is proven about it.
			certificate: Certificate,
		},
		/// A solver was paid from the fund.
		SolverRewarded {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// Who.
			who: T::AccountId,
			/// How much.
			amount: u128,
		},
		/// The last slot of a plan is settled.
		PlanDelivered {
			/// In which community.
			community: CommunityId,
			/// Of which round.
			round: u32,
		},
		/// Claims of a billing period were paid as far as the fund allows.
		ClaimsPaid {
			/// In which network.
			network: NetworkId,
			/// What devices claimed.
			claimed: u128,
			/// What they were paid.
			paid: u128,
		},
		/// The bounds of all dispatch rules were set.
		BoundsSet,
		/// The chain's state was migrated, and nobody could do anything: the running phase of a round
		/// lasts as much longer.
		RoundPutOff {
			/// In which community.
			community: CommunityId,
			/// In which round.
			round: u32,
			/// The block in which the phase ends now.
			ends: BlockNumberFor<T>,
		},
		/// The dispatch rules of a community were set by its members.
		RulesSet {
			/// In which community.
			community: CommunityId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such community.
		CommunityNotFound,
		/// Only the community's operator may do this.
		NotOperator,
		/// There is no such network.
		NetworkNotFound,
		/// Lines are not in the order from the transformer outwards, or parts don't sum to 1000.
		NoTree,
		/// No more communities can plan together.
		TooManyProgrammes,
		/// The community does not plan together.
		NoProgramme,
		/// One value for each slot of a day is needed.
		WrongLength,
		/// All of this was measured already.
		AlreadyMeasured,
		/// There is no such meter, or it is out of service.
		MeterNotFound,
		/// Only the owner may do this.
		NotOwner,
		/// The meter measures another community, another carrier, or no connection and no device.
		WrongMeter,
		/// The device can't be what this says, is beyond its connection, or there is no such line.
		WrongLimits,
		/// The meter belongs to another device.
		MeterTaken,
		/// No more devices can take part.
		TooManyDevices,
		/// There is no such device.
		DeviceNotFound,
		/// The device takes part no longer.
		DeviceIsRetired,
		/// A plan, or a round, still counts on it.
		DepositInUse,
		/// The deposit, or the account, holds less.
		PositionTooLow,
		/// The account would hold more than can be counted.
		PositionTooHigh,
		/// The meter has no account.
		AccountNotFound,
		/// The settlement currency refuses.
		CurrencyRefused,
		/// Devices are to be named once, in ascending order.
		DevicesNotInOrder,
		/// A profile does not cover the horizon exactly.
		OfferWrongLength,
		/// The device has no such side or store.
		OfferNoSuchSide,
		/// The offer is beyond what the device can do.
		OfferOutOfBounds,
		/// The safe powers break the offer itself.
		OfferInfeasible,
		/// The community is planning already.
		RoundRunning,
		/// The horizon begins in a slot that has begun already, or that is too far away.
		SlotIsFrozen,
		/// Nobody announced a tariff for the horizon.
		NoTariff,
		/// There is no such round, or it is not where this can happen.
		WrongPhase,
		/// Neither a plan nor prices are claimed.
		NothingClaimed,
		/// A plan can't cost that little: a bound is known that is above.
		ClaimImpossible,
		/// You have committed to a plan in this round already.
		AlreadyCommitted,
		/// Better plans have been promised by as many solvers as are heard.
		ClaimTooWeak,
		/// You have committed to no plan in this round.
		NotCommitted,
		/// This is not what you have committed to.
		HashMismatch,
		/// Only members that counted when offers were frozen may vote.
		NotVoter,
		/// You have voted in this round.
		AlreadyVoted,
		/// You have vetoed too often lately.
		TooManyVetoes,
		/// Without the plan a line would be overloaded: nobody can stop it.
		Emergency,
		/// The plan needs no endorsement.
		NothingToEndorse,
		/// Bounds that contradict each other, or are wider than the chain can bear.
		SenselessBounds,
		/// The rules are outside their bounds.
		OutOfBounds,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Describe the networks of a community that plans together, or describe them anew. Rounds
		/// use what was set when their offers are frozen.
		///
		/// - `origin`: signed by the community's operator.
		/// - `community`: which community.
		/// - `electricity`: its lines from the transformer outwards, and its contract with the grid.
		/// - `heat`: the same for heat, if there is a heat network.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotOperator`, `NetworkNotFound`,
		/// `NoTree`, `TooManyProgrammes`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_programme())]
		pub fn set_programme(
			origin: OriginFor<T>,
			community: CommunityId,
			electricity: GridConfig,
			heat: Option<GridConfig>,
		) -> DispatchResult {
			Self::do_set_programme(ensure_signed(origin)?, community, electricity, heat)
		}

		/// Say what load to expect that nobody plans, for slots of the day in which nothing was
		/// measured yet.
		///
		/// - `origin`: signed by the community's operator.
		/// - `network`: which network.
		/// - `day`: on which days.
		/// - `load_w`: the load in each slot of a day from midnight UTC, in W; negative where more
		///   is made than used.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotOperator`, `NetworkNotFound`,
		/// `WrongLength`, `AlreadyMeasured`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::declare_passive(load_w.len() as u32))]
		pub fn declare_passive(
			origin: OriginFor<T>,
			network: NetworkId,
			day: DayClass,
			load_w: BoundedVec<i32, ConstU32<DAY_SLOTS_MAX>>,
		) -> DispatchResult {
			Self::do_declare_passive(ensure_signed(origin)?, network, day, &load_w)
		}

		/// Let a device of yours take part. A native deposit is held as long as it does.
		///
		/// - `origin`: signed by the owner of the meter.
		/// - `community`: in which community.
		/// - `limits`: what the device can physically do. No offer goes beyond it.
		/// - `meter`: the meter that shows what it takes and gives: its own, or that of its
		///   connection if nothing else is there.
		/// - `other_meter`: the meter that shows what goes with it on the other carrier, if any.
		///
		/// Errors, first that applies: `NoProgramme`, `MeterNotFound`, `NotOwner`, `WrongMeter`,
		/// `WrongLimits`, `MeterTaken`, `TooManyDevices`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register_device())]
		pub fn register_device(
			origin: OriginFor<T>,
			community: CommunityId,
			limits: DeviceLimits,
			meter: MeterId,
			other_meter: Option<MeterId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_device(who, community, limits, meter, other_meter)
		}

		/// Take a device out. It has no setpoints from now on. When what it was planned for is
		/// settled, its claims are paid and its deposits go back.
		///
		/// - `origin`: signed by its owner, or by whoever owns its meter now.
		/// - `community`, `device`: which device.
		///
		/// Errors, first that applies: `DeviceNotFound`, `NotOwner`, `DeviceIsRetired`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::retire_device())]
		pub fn retire_device(
			origin: OriginFor<T>,
			community: CommunityId,
			device: u16,
		) -> DispatchResult {
			Self::do_retire_device(ensure_signed(origin)?, community, device)
		}

		/// Put money of the device's account aside: it covers what the device owes by a plan and the
		/// account can't pay.
		///
		/// - `origin`: signed by its owner.
		/// - `community`, `device`: which device.
		/// - `amount`: how much, in nano-currency.
		///
		/// Errors, first that applies: `DeviceNotFound`, `NotOwner`, `DeviceIsRetired`,
		/// `NotOwner` where the meter was sold, `AccountNotFound`, `PositionTooLow`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::lock_deposit())]
		pub fn lock_deposit(
			origin: OriginFor<T>,
			community: CommunityId,
			device: u16,
			amount: u128,
		) -> DispatchResult {
			Self::do_lock_deposit(ensure_signed(origin)?, community, device, amount)
		}

		/// Put money back to the device's account that was set aside. Possible while no plan that is
		/// not settled yet, and no running round, counts on the device.
		///
		/// - `origin`: signed by its owner.
		/// - `community`, `device`: which device.
		/// - `amount`: how much, in nano-currency.
		///
		/// Errors, first that applies: `DeviceNotFound`, `NotOwner`, `DepositInUse`,
		/// `PositionTooLow`, `AccountNotFound`, `PositionTooHigh`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::unlock_deposit())]
		pub fn unlock_deposit(
			origin: OriginFor<T>,
			community: CommunityId,
			device: u16,
			amount: u128,
		) -> DispatchResult {
			Self::do_unlock_deposit(ensure_signed(origin)?, community, device, amount)
		}

		/// Offer what your devices can do. It replaces what you have offered before; offering
		/// nothing takes it back. Offers of a running round are frozen when its first phase ends:
		/// what comes later is for the next round.
		///
		/// Costs no fee as long as you have free calls left today.
		///
		/// - `origin`: signed by the owner of the devices.
		/// - `community`: in which community.
		/// - `blob`: the offers, by device number in ascending order.
		/// - `standing`: whether they hold for every round until you replace them.
		///
		/// Errors, first that applies: `NoProgramme`, `DevicesNotInOrder`, then for each device
		/// `DeviceNotFound`, `NotOwner`, `DeviceIsRetired`, `OfferWrongLength`, `OfferNoSuchSide`,
		/// `OfferOutOfBounds`, `OfferInfeasible`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::offer(blob.len() as u32))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, community: &CommunityId, blob: &OfferBlob, standing: &bool| -> bool {
			Pallet::<T>::is_free(origin, |who| {
				Pallet::<T>::do_offer(who, *community, blob.clone(), *standing)
			})
		})]
		pub fn offer(
			origin: OriginFor<T>,
			community: CommunityId,
			blob: OfferBlob,
			standing: bool,
		) -> DispatchResult {
			Self::do_offer(ensure_signed(origin)?, community, blob, standing)
		}

		/// Begin a round. Later ones begin by themselves while the programme runs and the network is
		/// open.
		///
		/// - `origin`: signed by the community's operator.
		/// - `community`: which community.
		/// - `first_slot`: first slot of the horizon. It has not begun, or the network prepares.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotOperator`, `NoProgramme`,
		/// `RoundRunning`, `SlotIsFrozen`, `NoTariff`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::start_round())]
		pub fn start_round(
			origin: OriginFor<T>,
			community: CommunityId,
			first_slot: Slot,
		) -> DispatchResult {
			Self::do_start_round(ensure_signed(origin)?, community, first_slot)
		}

		/// Commit to a plan, to prices, or to both, without showing them. A native deposit is held
		/// until they are shown. Whoever claims least is heard last: better claims take its place,
		/// and half of its deposit is lost.
		///
		/// - `origin`: signed by anyone.
		/// - `community`, `round`: which round.
		/// - `hash`: Blake2-256 of ("cw/commit", community, round, your account, salt, bytes).
		/// - `claimed_cost`: what the plan costs at most, in nano-currency; leave it out without one.
		/// - `claimed_bound`: what the prices prove at least; leave it out without them.
		///
		/// Errors, first that applies: `WrongPhase`, `NothingClaimed`, `ClaimImpossible`,
		/// `AlreadyCommitted`, `ClaimTooWeak`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::commit())]
		pub fn commit(
			origin: OriginFor<T>,
			community: CommunityId,
			round: u32,
			hash: [u8; 32],
			claimed_cost: Option<i128>,
			claimed_bound: Option<i128>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_commit(who, community, round, hash, claimed_cost, claimed_bound)
		}

		/// Show what you have committed to. It is checked at once. If it is what you claimed, your
		/// deposit goes back; if not, it is lost.
		///
		/// - `origin`: signed by whoever committed.
		/// - `community`, `round`: which round.
		/// - `salt`: the salt of the hash.
		/// - `bytes`: the plan, the prices, or both, encoded.
		///
		/// Errors, first that applies: `WrongPhase`, `NotCommitted`, `HashMismatch`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::reveal(dispatch_core::DEVICES_MAX))]
		pub fn reveal(
			origin: OriginFor<T>,
			community: CommunityId,
			round: u32,
			salt: [u8; 32],
			bytes: RevealBytes,
		) -> DispatchResultWithPostInfo {
			Self::do_reveal(ensure_signed(origin)?, community, round, salt, &bytes)
		}

		/// Veto the plan that stands to vote. If enough members do, it does not hold. Two vetoes in
		/// seven days are free to every member.
		///
		/// Costs no fee as long as you have free calls left today.
		///
		/// - `origin`: signed by a member that counted when offers were frozen.
		/// - `community`, `round`: which round.
		/// - `reason`: why.
		///
		/// Errors, first that applies: `WrongPhase`, `NotVoter`, `AlreadyVoted`, `Emergency`,
		/// `TooManyVetoes`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::veto())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, community: &CommunityId, round: &u32, reason: &VetoReason| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::do_veto(who, *community, *round, *reason))
		})]
		pub fn veto(
			origin: OriginFor<T>,
			community: CommunityId,
			round: u32,
			reason: VetoReason,
		) -> DispatchResult {
			Self::do_veto(ensure_signed(origin)?, community, round, reason)
		}

		/// Endorse the plan that stands to vote and can't hold without.
		///
		/// Costs no fee as long as you have free calls left today.
		///
		/// - `origin`: signed by a member that counted when offers were frozen.
		/// - `community`, `round`: which round.
		///
		/// Errors, first that applies: `WrongPhase`, `NotVoter`, `AlreadyVoted`,
		/// `NothingToEndorse`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::endorse())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, community: &CommunityId, round: &u32| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::do_endorse(who, *community, *round))
		})]
		pub fn endorse(origin: OriginFor<T>, community: CommunityId, round: u32) -> DispatchResult {
			Self::do_endorse(ensure_signed(origin)?, community, round)
		}

		/// Set the bounds of all dispatch rules, for every community. Rules outside of them are read
		/// as the nearest ones inside from now on.
		///
		/// - `origin`: a referendum on the track `bounds`, or Root.
		/// - `bounds`: the least and the most of each rule.
		///
		/// Errors, first that applies: `SenselessBounds`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::set_bounds())]
		pub fn set_bounds(origin: OriginFor<T>, bounds: RuleBounds) -> DispatchResult {
			T::BoundsOrigin::ensure_origin(origin)?;
			Self::do_set_bounds(bounds)
		}

		/// Stop planning together. A round that runs ends without a plan, and its solvers get their
		/// deposits back. Plans that hold do so to their end.
		///
		/// - `origin`: signed by the community's operator.
		/// - `community`: which community.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotOperator`, `NoProgramme`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::stop_programme())]
		pub fn stop_programme(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
			Self::do_stop_programme(ensure_signed(origin)?, community)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(now: BlockNumberFor<T>, weight: &mut WeightMeter) {
			Self::do_poll(now, weight);
		}

		fn integrity_test() {
			Self::check_config();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The rules that hold for the next round: what members chose, within the bounds.
		pub fn dispatch_rules(community: CommunityId) -> DispatchRules {
			Self::rules(community)
		}

		/// The last round of a community.
		pub fn round(community: CommunityId) -> Option<RoundRecord<BlockNumberFor<T>>> {
			Rounds::<T>::get(community)
		}

		/// The inputs of the running round, but for its devices; nothing while offers are taken.
		pub fn frozen(community: CommunityId) -> Option<FrozenRecord> {
			Frozen::<T>::get(community)
		}

		/// The devices of the running round, 32 a page.
		pub fn frozen_page(community: CommunityId, page: PageIndex) -> Option<PageOf<FrozenRow>> {
			FrozenPages::<T>::get(community, page)
		}

		/// The round whose plan holds in a slot.
		pub fn round_of(community: CommunityId, slot: Slot) -> Option<u32> {
			Self::span_at(community, slot).map(|span| span.round)
		}

		/// An enacted plan that is not settled yet, but for its devices.
		pub fn plan(community: CommunityId, round: u32) -> Option<PlanRecord<T::AccountId>> {
			Plans::<T>::get(community, round)
		}

		/// What a device is to do in a slot; nothing where no plan holds.
		pub fn setpoint(community: CommunityId, device: u16, slot: Slot) -> Option<Setpoint> {
			Self::setpoint_at(community, device, slot)
		}

		/// What a device is to do from the present slot on, to the end of all plans, at most 96
		/// slots. Where the network prepares: from the first slot of the last plan on.
		pub fn setpoints(community: CommunityId, device: u16) -> alloc::vec::Vec<Setpoint> {
			Self::setpoints_of(community, device)
		}

		/// What a device delivered, and what came of it.
		pub fn delivery(community: CommunityId, device: u16) -> Option<DeliveryRecord> {
			Devices::<T>::contains_key(community, device)
				.then(|| Deliveries::<T>::get(community, device))
		}

		/// The native deposit a solver needs in the running round.
		pub fn solver_deposit(community: CommunityId) -> Option<BalanceOf<T>> {
			Frozen::<T>::get(community).map(|frozen| Self::deposit_for(&frozen))
		}
	}
}
