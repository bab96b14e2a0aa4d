// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
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

mod authorize_impls;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod correction_impls;
mod device_impls;
mod device_meters;
mod dispatchable_impls;
mod meter_impls;
#[cfg(test)]
mod mock;
mod reading_impls;
mod slot_source;
#[cfg(test)]
mod tests;
mod tick_impls;
mod try_state;
pub mod types;
mod utility_impls;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use energy_primitives::{
		Communities, CreditNotes, EvidenceError, HouseholdQuota, MeterId, NetworkId, PageIndex,
		Row, RowEnergy, Slot, SlotLength, SlotSink, UnitId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{
			fungible::{Inspect, MutateHold},
			UnixTime,
		},
	};
	use frame_system::{ensure_authorized, pallet_prelude::*};
	use metering_core::{
		correction::{Correction, CorrectionError, PartsError, Standing},
		grace::Pause,
		loss::LossEntry,
		meter::{CounterRow, DeviceKey, DeviceRow, FactsError, Tag},
		owner::OwnerError,
		reading::{DeviceSignature, Rejection},
		replacement::{Replacement, ReplacementError},
		totals::SlotTotals,
	};
	use sp_runtime::traits::{IdentifyAccount, Verify};

	/// Balance in the native currency.
	pub type BalanceOf<T> =
		<<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

	/// The metering pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Weights of calls and steps.
		type WeightInfo: WeightInfo;

		/// The clock.
		type Time: UnixTime;

		/// Who runs a community.
		type Communities: Communities<Self::AccountId>;

		/// Who keeps the book of a slot, and settles what is known late.
		type Settlement: SlotSink + CreditNotes<Self::AccountId>;

		/// How many calls a household has free a day.
		type Quota: HouseholdQuota<Self::AccountId>;

		/// Native currency, for relays' bonds.
		type Currency: MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// The runtime's reasons for holds.
		type RuntimeHoldReason: From<HoldReason>;

		/// A relay's signature under a batch.
		type RelaySignature: Verify<Signer = Self::RelayPublic> + Parameter;

		/// A relay's public key.
		type RelayPublic: IdentifyAccount<AccountId = Self::AccountId>;

		/// Length of a slot in seconds: 60, 300, 900, 1800 or 3600.
		#[pallet::constant]
		type SlotSeconds: Get<u32>;

		/// The longest grace a network may choose, in seconds.
		#[pallet::constant]
		type GraceMax: Get<u32>;

		/// How many slots a meter may stay silent before slots no longer wait for it.
		#[pallet::constant]
		type SilentSlots: Get<u32>;

		/// How many slots after its end a disputed slot clears at the latest.
		#[pallet::constant]
		type DisputeSlots: Get<u32>;

		/// How many slots after its end a figure can be corrected without the owner's consent.
		#[pallet::constant]
		type CorrectionSlots: Get<u32>;

		/// How many days back a network may open with its first slot.
		#[pallet::constant]
		type BackdateDays: Get<u32>;

		/// The smallest bond of a relay.
		#[pallet::constant]
		type RelayBondMin: Get<BalanceOf<Self>>;

		/// What a batch costs its relay, whatever is in it. A batch in which nothing counts costs
		/// ten times that.
		#[pallet::constant]
		type BatchFee: Get<BalanceOf<Self>>;

		/// The most readings in one block, so that they leave room for everything else.
		#[pallet::constant]
		type ReadingsPerBlockMax: Get<u32>;

		/// A time without blocks longer than this counts as a pause: grace doesn't run in it.
		#[pallet::constant]
		type PauseSeconds: Get<u32>;

		/// Sets the clock in benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkClock: energy_primitives::traits::BenchClock;
	}

	/// Why this pallet holds native currency.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A relay vouches for its batches.
		#[codec(index = 0)]
		RelayBond,
	}

	/// The networks.
	// Twox: ids are dense numbers given out by the chain, nobody can choose them.
	#[pallet::storage]
	pub type Networks<T: Config> = StorageMap<_, Twox64Concat, NetworkId, NetworkRecord>;

	/// What is known of a meter besides its columns.
	#[pallet::storage]
	pub type Meters<T: Config> = StorageMap<_, Twox64Concat, MeterId, MeterRecord<T::AccountId>>;

	/// Device keys, power caps and status, 256 meters a page.
	#[pallet::storage]
	pub type Devices<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		Page<DeviceRow>,
		ValueQuery,
	>;

	/// Lifetime counters and last registers, 256 meters a page.
	#[pallet::storage]
	pub type Counters<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		Page<CounterRow>,
		ValueQuery,
	>;

	/// Accepted energy of slots that are not cleared yet, in row order.
	#[pallet::storage]
	pub type SlotEnergy<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		(NetworkId, Slot),
		Twox64Concat,
		PageIndex,
		Page<RowEnergy>,
		ValueQuery,
	>;

	/// Sums over the readings of slots that are not cleared yet.
	#[pallet::storage]
	pub type Totals<T: Config> =
		StorageMap<_, Twox64Concat, (NetworkId, Slot), SlotTotals, ValueQuery>;

	/// What the slots of the rolling day contribute to it.
	#[pallet::storage]
	pub type LossDay<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Twox64Concat, Slot, LossEntry>;

	/// The books of a page's storages, in row order.
	#[pallet::storage]
	pub type Storages<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		Page<StorageRow>,
		ValueQuery,
	>;

	/// How settled figures stand that were corrected.
	#[pallet::storage]
	pub type Corrections<T: Config> =
		StorageDoubleMap<_, Twox64Concat, MeterId, Twox64Concat, Slot, Standing>;

	/// Corrections that wait for the meter's owner, at most one a meter.
	#[pallet::storage]
	pub type PendingCorrections<T: Config> =
		StorageMap<_, Twox64Concat, MeterId, PendingCorrection>;

	/// The meter that a device key belongs to.
	// Blake2: keys are chosen by others.
	#[pallet::storage]
	pub type DeviceKeys<T: Config> = StorageMap<_, Blake2_128Concat, DeviceKey, MeterId>;

	/// The meter that stands at a metering point.
	#[pallet::storage]
	pub type PointTags<T: Config> = StorageMap<_, Blake2_128Concat, Tag, MeterId>;

	/// Recent times in which the chain admitted no transactions.
	#[pallet::storage]
	pub type Pauses<T: Config> = StorageValue<_, BoundedVec<Pause, ConstU32<16>>, ValueQuery>;

	/// When transactions were last admitted, in seconds since 1970.
	#[pallet::storage]
	pub type LastAdmitted<T: Config> = StorageValue<_, u64, ValueQuery>;

	/// Readings in this block so far.
	#[pallet::storage]
	pub type BlockReadings<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Networks whose pages are being looked through for silent meters, and the next page.
	#[pallet::storage]
	pub type SilencePatrol<T: Config> = StorageMap<_, Twox64Concat, NetworkId, PageIndex>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A network was created. Its operator can now register meters and set tariffs.
		NetworkCreated {
			/// The new network.
			network: NetworkId,
		},
		/// A network opened: readings are accepted from its first slot on.
		NetworkOpened {
			/// The network.
			network: NetworkId,
			/// Its first slot.
			first_slot: Slot,
		},
		/// A meter was registered.
		MeterRegistered {
			/// The new meter.
			meter: MeterId,
			/// The account whose energy it measures.
			owner: T::AccountId,
		},
		/// A meter was taken out of service.
		MeterRetired {
			/// The meter.
			meter: MeterId,
		},
		/// A meter stayed silent too long: slots no longer wait for it. Its next reading wakes it.
		MeterSilent {
			/// The meter.
			meter: MeterId,
		},
		/// A silent meter has spoken again.
		MeterAwake {
			/// The meter.
			meter: MeterId,
		},
		/// A meter's device has a new key: only readings signed with it count.
		KeyRotated {
			/// The meter.
			meter: MeterId,
		},
		/// A meter has a new device. Its counters and units go on as if nothing had happened.
		DeviceReplaced {
			/// The meter.
			meter: MeterId,
			/// How many devices it has had before.
			generation: u32,
			/// Import of the old device that the next reading brings along, in Wh or kJ.
			import_carried: u32,
			/// Export of the old device that the next reading brings along.
			export_carried: u32,
			/// These two are the operator's word: the export fills no unit.
			on_word: bool,
		},
		/// A meter's key is not to be trusted: no reading of it counts for now.
		MeterSuspended {
			/// The meter.
			meter: MeterId,
		},
		/// A suspended meter is read again.
		MeterResumed {
			/// The meter.
			meter: MeterId,
		},
		/// A meter changes hands: energy from this slot on is the new owner's.
		OwnerChanging {
			/// The meter.
			meter: MeterId,
			/// The new owner.
			owner: T::AccountId,
			/// As the how-manieth owner, from 0.
			epoch: u32,
			/// First slot that is the new owner's.
			from_slot: Slot,
		},
		/// A correction waits for the consent of the meter's owner.
		CorrectionProposed {
			/// The meter.
			meter: MeterId,
			/// The slot whose figure would change.
			slot: Slot,
			/// What it would change by, and why.
			correction: Correction,
		},
		/// A settled figure was corrected. The slot itself stays as it was.
		Corrected {
			/// The meter.
			meter: MeterId,
			/// The slot whose figure was wrong.
			slot: Slot,
			/// How many corrections this figure has had.
			version: u32,
			/// What it changed by, and why.
			correction: Correction,
			/// What the owner gains (the grid, for a feeder meter), in nano-currency.
			leg: i128,
			/// Where on the meter's import axis the added import begins.
			import_begin: u64,
			/// Where on its export axis the added export begins.
			export_begin: u64,
		},
		/// The operator spread a gap over its slots, and the owner was credited the difference.
		GapReallocated {
			/// The meter.
			meter: MeterId,
			/// The slot in which the gap ended.
			slot: Slot,
			/// What the owner gains, in nano-currency.
			credit: i128,
		},
		/// Readings of a page and slot were judged.
		ReadingsAccepted {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// The page.
			page: PageIndex,
			/// Who brought them.
			relay: T::AccountId,
			/// How many count.
			accepted: u32,
			/// How many do not; each has an event of its own.
			rejected: u32,
		},
		/// A reading does not count. The others in its batch are not touched by it.
		ReadingRejected {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// The page.
			page: PageIndex,
			/// The meter's row in the page.
			row: Row,
			/// Why it does not count.
			reason: Rejection,
		},
		/// A slot is complete, or its grace is over. It clears next.
		SlotClosed {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// What the grid delivered net of what it took, in Wh or kJ.
			grid_net: i64,
			/// What was lost, in Wh or kJ.
			loss: i64,
			/// No feeder meter spoke for exactly this slot.
			no_feeder: bool,
			/// Its loss was disputed until the deadline.
			contested: bool,
		},
		/// A slot's loss is not plausible. It waits for the operator's answer, at most until the
		/// deadline.
		SlotDisputed {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// What was lost in the slot, in Wh or kJ.
			loss: i64,
			/// The slot clears at this second since 1970 at the latest.
			deadline_s: u64,
		},
		/// The operator answered a dispute: the slot clears with its loss on the balancing account.
		DisputeAnswered {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
		},
		/// A relay's bond grew.
		RelayBonded {
			/// The relay.
			relay: T::AccountId,
			/// Its bond now.
			bond: BalanceOf<T>,
		},
		/// A relay took its bond back.
		RelayUnbonded {
			/// The relay.
			relay: T::AccountId,
			/// What it got back.
			bond: BalanceOf<T>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no such network.
		NetworkNotFound,
		/// This network exists already.
		NetworkAlreadyExists,
		/// There is no such community.
		CommunityNotFound,
		/// Only the community's operator may do this.
		NotOperator,
		/// The grace is longer than the chain allows.
		GraceTooLong,
		/// A loss can't be more than everything: at most 1 000 000 ppm.
		LossTooHigh,
		/// The network is open already.
		AlreadyOpen,
		/// The network is still being prepared.
		NotOpen,
		/// The first slot lies too far back, too far ahead, or is slot 0.
		FirstSlotOutOfRange,
		/// Tariffs, the grid's account or its limit are not in place yet.
		SettlementNotReady,
		/// The power cap is 0.
		NoPower,
		/// Resolution and transformer ratio are at least 1.
		NoResolution,
		/// An accuracy class is at most 1 000 000 ppm.
		NoAccuracy,
		/// An opening register is not below the register's modulus.
		RegisterAboveModulus,
		/// The parent is not a boundary meter of this network in service.
		ParentNotFound,
		/// Only a boundary meter stands at a metering point.
		PointTagNotAllowed,
		/// A meter with this device key exists already.
		DeviceKeyAlreadyExists,
		/// A meter stands at this metering point already.
		PointTagAlreadyExists,
		/// The device did not sign this registration.
		WrongPossession,
		/// The network has as many meters as can be numbered.
		TooManyMeters,
		/// There is no such meter.
		MeterNotFound,
		/// The meter is out of service.
		MeterRetired,
		/// The bond is below the minimum.
		BondTooSmall,
		/// This relay has no bond, or too little left of it.
		RelayNotBonded,
		/// The relay did not sign this batch.
		WrongRelaySignature,
		/// A batch without readings.
		EmptyBatch,
		/// The slot has not ended yet.
		SlotNotEnded,
		/// The slot is closed: readings for it come too late.
		SlotClosed,
		/// No meter stands in this page.
		PageNotFound,
		/// No reading of the batch is new.
		NothingFresh,
		/// The slot is not disputed.
		NotDisputed,
		/// The register's modulus is above 2^63.
		ModulusTooLarge,
		/// A storage gives back at most what it takes, at least something, and holds something.
		NoStorage,
		/// A register is below its last accepted value.
		RegisterBelowLast,
		/// More energy than the connection can carry in that time.
		AbovePowerCap,
		/// The operator's word is more than the meter moved on average so far.
		WordTooHigh,
		/// The old device did not sign these closing registers, or its key is suspended.
		WrongClosing,
		/// The closing slot is one the meter has spoken for, or has not begun.
		ClosingSlotOutOfRange,
		/// A counter is full.
		CounterFull,
		/// The meter is suspended already.
		AlreadySuspended,
		/// The meter is not suspended.
		NotSuspended,
		/// Only a connection point changes hands.
		NotBoundary,
		/// The cut-off slot has begun.
		SlotBegun,
		/// The cut-off slot is more than a year ahead.
		CutOffTooFar,
		/// Another change of owner waits for its cut-off.
		OwnerChangePending,
		/// Too many closing lines of earlier owners are still open.
		TooManyOwners,
		/// The slot is not settled yet, or lies before the network's first.
		SlotNotSettled,
		/// The evidence is about another record than the chain's.
		WrongRecord,
		/// The evidence shows no row of this meter.
		WrongRow,
		/// The correction changes nothing.
		NothingChanges,
		/// The gap was spread over its slots already.
		AlreadyReallocated,
		/// The figure would fall below 0.
		BelowZero,
		/// No correction waits for consent.
		NothingPending,
		/// Only the meter's owner may do this.
		NotOwner,
		/// The figure is of one slot only.
		NoGap,
		/// A gap needs one part per slot.
		WrongPartCount,
		/// The parts do not add up to the gap.
		WrongPartSum,
		/// A slot of the gap left the chain's state: its prices are no longer known.
		SlotTooOld,
		/// A converter's input is no meter of this community, or of a carrier it can't be made from.
		WrongInput,
		/// Another correction waits for your consent than the one you named: look at it first.
		OtherPending,
	}

	impl<T> From<ReplacementError> for Error<T> {
		fn from(error: ReplacementError) -> Self {
			match error {
				ReplacementError::Register(Rejection::RegisterBelowLast) => Self::RegisterBelowLast,
				ReplacementError::Register(Rejection::RegisterAboveModulus) => {
					Self::RegisterAboveModulus
				}
				ReplacementError::Register(Rejection::AbovePowerCap) => Self::AbovePowerCap,
				// No other reason is about registers.
				ReplacementError::Register(_) => Self::WrongClosing,
				ReplacementError::WordTooHigh => Self::WordTooHigh,
				ReplacementError::CounterFull => Self::CounterFull,
			}
		}
	}

	impl<T> From<OwnerError> for Error<T> {
		fn from(error: OwnerError) -> Self {
			match error {
				OwnerError::SlotBegun => Self::SlotBegun,
				OwnerError::ChangePending => Self::OwnerChangePending,
				OwnerError::TooManyOwners => Self::TooManyOwners,
			}
		}
	}

	impl<T> From<EvidenceError> for Error<T> {
		fn from(error: EvidenceError) -> Self {
			match error {
				EvidenceError::UnknownSlot => Self::SlotNotSettled,
				EvidenceError::WrongRecord => Self::WrongRecord,
				EvidenceError::WrongRow => Self::WrongRow,
			}
		}
	}

	impl<T> From<CorrectionError> for Error<T> {
		fn from(error: CorrectionError) -> Self {
			match error {
				CorrectionError::NothingChanges => Self::NothingChanges,
				CorrectionError::AlreadyReallocated => Self::AlreadyReallocated,
				CorrectionError::BelowZero => Self::BelowZero,
				CorrectionError::AbovePowerCap => Self::AbovePowerCap,
				CorrectionError::CounterFull => Self::CounterFull,
			}
		}
	}

	impl<T> From<PartsError> for Error<T> {
		fn from(error: PartsError) -> Self {
			match error {
				PartsError::NoGap => Self::NoGap,
				PartsError::WrongCount => Self::WrongPartCount,
				PartsError::WrongSum => Self::WrongPartSum,
				PartsError::AbovePowerCap => Self::AbovePowerCap,
			}
		}
	}

	impl<T> From<FactsError> for Error<T> {
		fn from(error: FactsError) -> Self {
			match error {
				FactsError::NoPower => Self::NoPower,
				FactsError::NoResolution => Self::NoResolution,
				FactsError::NoAccuracy => Self::NoAccuracy,
				FactsError::ModulusTooLarge => Self::ModulusTooLarge,
				FactsError::RegisterAboveModulus => Self::RegisterAboveModulus,
				FactsError::NoStorage => Self::NoStorage,
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// For `on_finalize`.
			T::DbWeight::get().writes(1)
		}

		fn on_finalize(_: BlockNumberFor<T>) {
			BlockReadings::<T>::kill();
		}

		fn on_poll(_: BlockNumberFor<T>, meter: &mut frame_support::weights::WeightMeter) {
			Self::do_poll(meter);
		}

		fn integrity_test() {
			assert!(SlotLength::new(T::SlotSeconds::get()).is_some(), "SlotSeconds is not allowed");
			assert!(
				T::RelayBondMin::get() >= Self::worthless_fee(),
				"a relay's smallest bond must cover a worthless batch"
			);
			assert!(
				T::ReadingsPerBlockMax::get() >= energy_primitives::PAGE_ROWS,
				"a full page must fit into a block"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight = T::WeightInfo)]
	impl<T: Config> Pallet<T> {
		/// Create a network for one carrier of your community.
		///
		/// - `origin`: the community's operator.
		/// - `network`: community and carrier.
		/// - `params`: grace, expected technical loss, and the most one slot may lose.
		///
		/// Errors: `CommunityNotFound`, `NotOperator`, `NetworkAlreadyExists`, `GraceTooLong`,
		/// `LossTooHigh`.
		#[pallet::call_index(0)]
		pub fn create_network(
			origin: OriginFor<T>,
			network: NetworkId,
			params: NetworkParams,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_create_network(who, network, params)
		}

		/// Open a network: readings are accepted from its first slot on.
		///
		/// - `origin`: the community's operator.
		/// - `network`: a network being prepared.
		/// - `first_slot`: its first slot, which may lie in the past.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `AlreadyOpen`, `FirstSlotOutOfRange`,
		/// `SettlementNotReady`.
		#[pallet::call_index(1)]
		pub fn open_network(
			origin: OriginFor<T>,
			network: NetworkId,
			first_slot: Slot,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open_network(who, network, first_slot)
		}

		/// Register a meter. It gets the next number of its network.
		///
		/// - `origin`: the community's operator.
		/// - `network`: where it measures.
		/// - `registration`: owner, device key, role and metrology.
		/// - `possession`: the device's signature over domain, genesis, operator, owner and key.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `NoPower`, `NoResolution`, `NoAccuracy`,
		/// `ModulusTooLarge`, `RegisterAboveModulus`, `NoStorage`, `WrongInput`, `ParentNotFound`, `PointTagNotAllowed`, `DeviceKeyAlreadyExists`,
		/// `PointTagAlreadyExists`, `WrongPossession`, `TooManyMeters`.
		#[pallet::call_index(2)]
		pub fn register_meter(
			origin: OriginFor<T>,
			network: NetworkId,
			registration: MeterRegistration<T::AccountId>,
			possession: DeviceSignature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_meter(who, network, registration, possession)
		}

		/// Take a meter out of service for good. Its device key and metering point become free.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: the meter.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `MeterRetired`.
		#[pallet::call_index(3)]
		pub fn retire_meter(origin: OriginFor<T>, meter: MeterId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire_meter(who, meter)
		}

		/// Accept the loss of a disputed slot: it clears with its loss on the balancing account.
		///
		/// - `origin`: the community's operator.
		/// - `network`, `slot`: the disputed slot.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `NotDisputed`.
		#[pallet::call_index(4)]
		pub fn answer_dispute(
			origin: OriginFor<T>,
			network: NetworkId,
			slot: Slot,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer_dispute(who, network, slot)
		}

		/// Become a relay, or raise your bond: this much of your native currency is held.
		///
		/// - `origin`: anyone.
		/// - `amount`: what to add to the bond.
		///
		/// Errors: `BondTooSmall`, or what holding the amount meets.
		#[pallet::call_index(5)]
		pub fn bond_relay(
			origin: OriginFor<T>,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bond_relay(who, amount)
		}

		/// Stop being a relay: what is left of your bond is released.
		///
		/// - `origin`: a relay.
		///
		/// Errors: `RelayNotBonded`.
		#[pallet::call_index(6)]
		pub fn unbond_relay(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbond_relay(who)
		}

		/// Bring readings of one page and slot. Gateways send this as a general transaction: it
		/// needs no account that pays, the relay's bond answers for it.
		///
		/// - `origin`: a transaction that the chain authorised.
		/// - `relay`: who brings the batch.
		/// - `batch`: network, slot, page, and one signed reading per meter.
		/// - `relay_signature`: the relay's signature over the batch.
		///
		/// A reading that does not count is an event; the others count all the same. Errors, which
		/// are also why a transaction is refused: `EmptyBatch`, `NetworkNotFound`, `NotOpen`,
		/// `SlotNotEnded`, `SlotClosed`, `PageNotFound`, `NothingFresh`, `RelayNotBonded`,
		/// `WrongRelaySignature`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::submit_readings(batch.readings.len() as u32))]
		#[pallet::authorize(Self::authorize_submit_readings)]
		#[pallet::weight_of_authorize(
			T::WeightInfo::authorize_submit_readings(batch.readings.len() as u32)
		)]
		pub fn submit_readings(
			origin: OriginFor<T>,
			relay: T::AccountId,
			batch: ReadingBatch,
			_relay_signature: T::RelaySignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::do_submit_readings(relay, batch)
		}

		/// Give a meter's device a new key. Readings signed with the old one no longer count, and a
		/// suspended meter is read again.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: the meter.
		/// - `device_key`: the new ed25519 public key.
		/// - `possession`: its signature over domain, genesis, operator, owner and key.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `MeterRetired`,
		/// `DeviceKeyAlreadyExists`, `WrongPossession`.
		#[pallet::call_index(8)]
		pub fn rotate_key(
			origin: OriginFor<T>,
			meter: MeterId,
			device_key: DeviceKey,
			possession: DeviceSignature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rotate_key(who, meter, device_key, possession)
		}

		/// Put a new device in a meter's place. Counters, units and money go on.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: the meter.
		/// - `replacement`: the new device, its opening registers, and how the old one closed.
		/// - `possession`: the new device's signature over domain, genesis, operator, owner and key.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `MeterRetired`, those of the
		/// new device's facts as in `register_meter`, `DeviceKeyAlreadyExists`, `WrongPossession`,
		/// `ClosingSlotOutOfRange`, `WrongClosing`, `RegisterBelowLast`, `AbovePowerCap`,
		/// `WordTooHigh`, `CounterFull`.
		#[pallet::call_index(9)]
		pub fn replace_device(
			origin: OriginFor<T>,
			meter: MeterId,
			replacement: Replacement,
			possession: DeviceSignature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_replace_device(who, meter, replacement, possession)
		}

		/// Stop trusting a meter's key, at once: its readings don't count, and slots don't wait for
		/// it. For a key that was stolen or a device that was tampered with.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: the meter.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `MeterRetired`,
		/// `AlreadySuspended`.
		#[pallet::call_index(10)]
		pub fn suspend_meter(origin: OriginFor<T>, meter: MeterId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_suspend_meter(who, meter)
		}

		/// Trust a suspended meter's key again.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: the meter.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `NotSuspended`.
		#[pallet::call_index(11)]
		pub fn resume_meter(origin: OriginFor<T>, meter: MeterId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_resume_meter(who, meter)
		}

		/// Hand a meter over. Energy from the cut-off slot on is the new owner's; what the old owner
		/// is owed then stays the old owner's, in a closing line.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: a connection point.
		/// - `owner`, `member`, `link_tag`: the new owner.
		/// - `from_slot`: the cut-off, a slot that has not begun.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `MeterRetired`, `NotBoundary`,
		/// `CutOffTooFar`, `SlotBegun`, `OwnerChangePending`, `TooManyOwners`.
		#[pallet::call_index(12)]
		pub fn change_owner(
			origin: OriginFor<T>,
			meter: MeterId,
			owner: T::AccountId,
			member: Option<Tag>,
			link_tag: Tag,
			from_slot: Slot,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_change_owner(who, meter, owner, member, link_tag, from_slot)
		}

		/// Correct a settled figure. The slot stays as it was; the difference is settled now, at its
		/// prices. A large or old correction waits for the owner's consent.
		///
		/// - `origin`: the community's operator.
		/// - `meter`, `slot`: whose figure was wrong.
		/// - `correction`: by how much, and why.
		/// - `evidence`: proof of the old figure.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `SlotNotSettled`,
		/// `WrongRecord`, `WrongRow`, `NothingChanges`, `AlreadyReallocated`, `BelowZero`,
		/// `AbovePowerCap`, `CounterFull`.
		#[pallet::call_index(13)]
		pub fn correct(
			origin: OriginFor<T>,
			meter: MeterId,
			slot: Slot,
			correction: Correction,
			evidence: <T::Settlement as CreditNotes<T::AccountId>>::Evidence,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_correct(who, meter, slot, correction, evidence)
		}

		/// Consent to the correction that waits for you.
		///
		/// - `origin`: the meter's owner.
		/// - `meter`: your meter.
		/// - `slot`, `correction`: what you consent to, as it was proposed.
		///
		/// Errors: `MeterNotFound`, `NotOwner`, `NothingPending`, `OtherPending`, `NothingChanges`,
		/// `AlreadyReallocated`, `BelowZero`, `AbovePowerCap`, `CounterFull`.
		///
		/// Free for the owner, some times a day.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::accept_correction().saturating_mul(2))]
		#[pallet::feeless_if(|
			origin: &OriginFor<T>,
			meter: &MeterId,
			slot: &Slot,
			correction: &Correction,
		| -> bool {
			Pallet::<T>::is_free(origin, |who| {
				Pallet::<T>::do_accept_correction(who, *meter, *slot, *correction)
			})
		})]
		pub fn accept_correction(
			origin: OriginFor<T>,
			meter: MeterId,
			slot: Slot,
			correction: Correction,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_correction(who, meter, slot, correction)
		}

		/// Spread a gap over its slots: the owner is credited what the parts would have brought at
		/// their slots' prices beyond what the gap brought.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: a connection point.
		/// - `slot`: the slot in which the gap ended.
		/// - `parts`: one per slot of the gap, in order; they add up to it.
		/// - `evidence`: proof of the gap.
		///
		/// Errors: `NetworkNotFound`, `NotOperator`, `MeterNotFound`, `NotBoundary`,
		/// `SlotNotSettled`, `WrongRecord`, `WrongRow`, `AlreadyReallocated`, `NoGap`,
		/// `WrongPartCount`, `WrongPartSum`, `AbovePowerCap`, `SlotTooOld`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::reallocate_gap(parts.len() as u32))]
		pub fn reallocate_gap(
			origin: OriginFor<T>,
			meter: MeterId,
			slot: Slot,
			parts: Parts,
			evidence: <T::Settlement as CreditNotes<T::AccountId>>::Evidence,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reallocate_gap(who, meter, slot, parts, evidence)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A network: what its operator declared, how far it is, what it lost.
		pub fn network(network: NetworkId) -> Option<NetworkRecord> {
			Networks::<T>::get(network)
		}

		/// A meter: what is known of it, its counters, and the units it has issued.
		pub fn meter(meter: MeterId) -> Option<MeterView<T::AccountId>> {
			Self::meter_view(meter)
		}

		/// A unit: which meter exports it, whether it is full, whose it is. Where its parts went is in
		/// the slots' flows, which the indexer keeps.
		pub fn unit(unit: u128) -> Option<UnitView<T::AccountId>> {
			Self::unit_view(UnitId::from_u128(unit)?)
		}

		/// Whose energy a unit is made of: the owner of its meter, once it has been exported.
		pub fn owner_of(unit: u128) -> Option<T::AccountId> {
			let view = Self::unit_view(UnitId::from_u128(unit)?)?;
			(view.life != UnitLife::NotYet).then_some(view.owner)
		}

		/// Where a unit is in its life, as far as the chain's state tells.
		pub fn life_of(unit: u128) -> Option<UnitLife> {
			Self::unit_view(UnitId::from_u128(unit)?).map(|view| view.life)
		}

		/// What meters of a page moved in a slot that is not swept yet.
		pub fn slot_rows(network: NetworkId, slot: Slot, page: PageIndex) -> Page<RowEnergy> {
			SlotEnergy::<T>::get((network, slot), page)
		}

		/// How a settled figure stands after corrections; `None` where it was never corrected.
		pub fn correction(meter: MeterId, slot: Slot) -> Option<Standing> {
			Corrections::<T>::get(meter, slot)
		}

		/// The books of a storage: what it gave back, and how far its import is used up.
		pub fn storage_books(meter: MeterId) -> Option<StorageRow> {
			Self::storage_of(meter)
		}

		/// Sums over the readings of a slot that is not cleared yet.
		pub fn slot_totals(network: NetworkId, slot: Slot) -> SlotTotals {
			Totals::<T>::get((network, slot))
		}
	}
}
