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

mod account_impls;
mod ballot_impls;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod billing_impls;
mod clear_impls;
mod credit_notes;
mod dispatchable_impls;
mod late_impls;
mod line_impls;
mod member_accounts;
#[cfg(test)]
mod mock;
mod page_sweep;
mod participation_impls;
mod plan_money;
mod quota_impls;
mod slot_sink;
mod surplus_source;
mod sweep_impls;
mod terms_impls;
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

/// The settlement pallet.
#[frame_support::pallet]
pub mod pallet {
	use crate::{types::*, weights::WeightInfo};
	use energy_primitives::{
		Communities, CommunityId, Delivery, MemberAccount, MeterId, NanoPrice, NetworkId,
		PageIndex, Position, Slot, SlotSource, SurplusSource,
	};
	use frame_support::{
		dispatch::DispatchResultWithPostInfo, pallet_prelude::*, traits::tokens::fungibles,
		weights::WeightMeter, PalletId,
	};
	use frame_system::pallet_prelude::*;
	use settlement_core::{
		Cycle, GridMode, Limits, Mountain, Note, OrderRow, PeriodRecord, Policy, Presence,
		PriceBounds, Rule, Share, ShareRow, SlotRecord, SlotTerms, StatementRow, SuffixExtremes,
		Tariff,
	};
	use sp_runtime::Perbill;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// The pallet.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime chooses.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who runs a community, who guarantees for it, and in which currency it settles.
		type Communities: Communities<Self::AccountId>;
		/// Where readings come from, slot by slot.
		type Metering: SlotSource<Self::AccountId>;
		/// Who settles what planned devices did, slot by slot.
		type Delivery: Delivery;
		/// Who sets the chain's bounds of fees, prices and tariffs.
		type BoundsOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// The settlement currencies.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = u32, Balance = u128>;
		/// Origin of the pots' accounts: the pot of a community is a sub-account of it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Largest size of a tariff, positive or negative, in nano-currency per kWh.
		#[pallet::constant]
		type PriceMaxPerKwh: Get<u64>;
		/// Largest part of a block that clearing and sweeping take before transactions.
		#[pallet::constant]
		type SweepShare: Get<Perbill>;
		/// Networks looked at in every block even if nobody announced them, so that grace and
		/// deadlines are noticed.
		#[pallet::constant]
		type PatrolNetworks: Get<u32>;
		/// Blocks for which a waiting withdrawal of a named account may hold new clearings back.
		#[pallet::constant]
		type NamedHoldBlocks: Get<BlockNumberFor<Self>>;
		/// A meter taken over by the supplier of last resort returns to the local market when money
		/// paid in lets it pay more than this before it is below its limit, in nano-currency.
		#[pallet::constant]
		type ReentryLevel: Get<Position>;
		/// A meter that can pay less than this before it is below its limit is warned once, in
		/// nano-currency.
		#[pallet::constant]
		type WarnLevel: Get<Position>;
		/// Calls a day that cost an owner no fee.
		#[pallet::constant]
		type FreeCallsPerDay: Get<u32>;
		/// Slots for which a gap is settled at their own prices; a longer one at the lowest price
		/// the grid ever paid and the highest it ever took in the network. Also the slots whose
		/// records stay in state, unless genesis sets fewer.
		#[pallet::constant]
		type RecordWindow: Get<u32>;
		/// Measured weights.
		type WeightInfo: WeightInfo;
	}

	/// The accounts behind a network's grid operator and its balancing account.
	#[pallet::storage]
	pub type Accounts<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, NetworkAccounts<T::AccountId>>;

	/// The tariffs of a network: each holds from its slot on until the next one.
	#[pallet::storage]
	pub type Tariffs<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, BoundedVec<(Slot, Tariff), TariffsMax>, ValueQuery>;

	/// The price rule of a network: each holds from its slot on until the next one. Without one the
	/// price follows supply and demand.
	#[pallet::storage]
	pub type Rules<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, BoundedVec<(Slot, Rule), RulesMax>, ValueQuery>;

	/// What the members of a network decided by ballot on its fees, tariffs and rule.
	#[pallet::storage]
	pub type Policies<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Policy, ValueQuery>;

	/// The chain's bounds of fees, prices and tariffs: each holds from its slot on until the next
	/// one. Before the first, only the largest size of a price bounds them.
	#[pallet::storage]
	pub type FeeBounds<T: Config> =
		StorageValue<_, BoundedVec<(Slot, PriceBounds), BoundsMax>, ValueQuery>;

	/// How far the grid operator settles on chain: each holds from its slot on until the next one.
	#[pallet::storage]
	pub type GridModes<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, BoundedVec<(Slot, GridMode), ModesMax>, ValueQuery>;

	/// The shares of a page's meters in what the network makes, sorted by row.
	#[pallet::storage]
	pub type Shares<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<ShareRow, PageRows>,
		ValueQuery,
	>;

	/// The orders of a page's meters, sorted by row. A meter without a row has no limits.
	#[pallet::storage]
	pub type Orders<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<OrderRow, PageRows>,
		ValueQuery,
	>;

	/// What a page's meters are owed, in nano-currency; rows past the end are 0.
	#[pallet::storage]
	pub type Positions<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<Position, PageRows>,
		ValueQuery,
	>;

	/// The meters of a page that the supplier of last resort bills itself, sorted by row.
	#[pallet::storage]
	pub type Outside<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<OutsideRow, PageRows>,
		ValueQuery,
	>;

	/// What gaps owe the meters of a page until the balancing account can bear it, sorted by row.
	#[pallet::storage]
	pub type LateCredits<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<LateCredit, AccountsMax>,
		ValueQuery,
	>;

	/// Numbers, limits and arrears of a page's owners, sorted by row. An owner without a row is the
	/// first one and has neither.
	#[pallet::storage]
	pub type Terms<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<TermsRow, PageRows>,
		ValueQuery,
	>;

	/// What the page's accounts held when the running billing period began; rows past the end: 0.
	#[pallet::storage]
	pub type Openings<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<Position, PageRows>,
		ValueQuery,
	>;

	/// What changed the page's accounts in the running billing period besides their energy, sorted
	/// by row and owner.
	#[pallet::storage]
	pub type Notes<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<NoteRow, AccountsMax>,
		ValueQuery,
	>;

	/// The running billing period of each network.
	#[pallet::storage]
	pub type Billings<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, BillingRecord, ValueQuery>;

	/// The closed billing periods of each network.
	#[pallet::storage]
	pub type Periods<T: Config> = StorageMap<_, Twox64Concat, (NetworkId, u32), PeriodRecord>;

	/// The statements of closed periods by page, sorted by row and owner. They never change.
	#[pallet::storage]
	pub type Statements<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		(NetworkId, u32),
		Twox64Concat,
		PageIndex,
		BoundedVec<StatementRow, AccountsMax>,
		ValueQuery,
	>;

	/// Whose energy was measured in the running billing period, by page.
	#[pallet::storage]
	pub type Presences<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Twox64Concat, PageIndex, Presence, ValueQuery>;

	/// Whose energy was measured in closed periods, by page: as long as their statements.
	#[pallet::storage]
	pub type Participants<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		(NetworkId, u32),
		Twox64Concat,
		PageIndex,
		Presence,
		ValueQuery,
	>;

	/// The day of an account's last free call, and how many it had that day.
	#[pallet::storage]
	pub type Quotas<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, (u32, u32), ValueQuery>;

	/// The named accounts, the suspense and the rounding of each network.
	#[pallet::storage]
	pub type Ledgers<T: Config> = StorageMap<_, Twox64Concat, NetworkId, NetworkLedger, ValueQuery>;

	/// Lowest seller's and highest buyer's price of a network since any recent slot.
	#[pallet::storage]
	pub type Extremes<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, SuffixExtremes, ValueQuery>;

	/// The guarantor's account, the common fund and the booked money of each community.
	#[pallet::storage]
	pub type Purses<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, CommunityLedger<T::AccountId>, ValueQuery>;

	/// Supply and demand of the slots not yet cleared.
	#[pallet::storage]
	pub type Books<T: Config> =
		StorageMap<_, Twox64Concat, (NetworkId, Slot), BookRecord<BlockNumberFor<T>>, ValueQuery>;

	/// The slot each network is clearing or sweeping; none while it waits for readings.
	#[pallet::storage]
	pub type Sweeps<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Stage>;

	/// The record of each settled slot.
	#[pallet::storage]
	pub type SlotRecords<T: Config> = StorageMap<_, Twox64Concat, (NetworkId, Slot), SlotRecord>;

	/// The records of all slots that left state, as a mountain range per network.
	#[pallet::storage]
	pub type Mountains<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Mountain>;

	/// Slots whose records stay in state.
	#[pallet::storage]
	pub type Window<T: Config> = StorageValue<_, Slot, ValueQuery, T::RecordWindow>;

	/// What a page's meters gave to the grid all in all, in base quantities; rows past the end: 0.
	#[pallet::storage]
	pub type Surplus<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<u64, PageRows>,
		ValueQuery,
	>;

	/// What earlier owners of a page's meters are owed, by row and cut-off.
	#[pallet::storage]
	pub type ClosingLines<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		NetworkId,
		Twox64Concat,
		PageIndex,
		BoundedVec<LineRecord<T::AccountId>, PageRows>,
		ValueQuery,
	>;

	/// Cut-offs to come: the meters that change hands with a slot.
	#[pallet::storage]
	pub type CutOffs<T: Config> =
		StorageDoubleMap<_, Twox64Concat, (NetworkId, Slot), Twox64Concat, u32, ()>;

	/// The last slot whose cut-offs were all seen to; none before a network's first.
	#[pallet::storage]
	pub type CutOffCursor<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Slot>;

	/// The waiting withdrawal of each meter. One at a time, so meters bound the queue.
	#[pallet::storage]
	pub type Withdrawals<T: Config> =
		StorageMap<_, Twox64Concat, MeterId, WithdrawalRecord<T::AccountId>>;

	/// The meters that wait for a withdrawal, in the order of their requests.
	#[pallet::storage]
	pub type WithdrawalQueue<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Twox64Concat, u64, u32>;

	/// Where the queue of withdrawals begins and ends.
	#[pallet::storage]
	pub type WithdrawalEnds<T: Config> =
		StorageMap<_, Twox64Concat, NetworkId, QueueEnds, ValueQuery>;

	/// The waiting withdrawals of a community's named accounts, one each.
	#[pallet::storage]
	pub type NamedWithdrawals<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		NamedQueue<T::AccountId, BlockNumberFor<T>>,
		ValueQuery,
	>;

	/// Networks to look at, in turn.
	#[pallet::storage]
	pub type DueNetworks<T: Config> = StorageValue<_, BoundedVec<NetworkId, DueMax>, ValueQuery>;

	/// The network the patrol looked at last.
	#[pallet::storage]
	pub type PatrolCursor<T: Config> = StorageValue<_, NetworkId>;

	/// What genesis may set.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Slots whose records stay in state; 0 for the chain's constant.
		pub record_window: Slot,
		/// Nothing.
		#[serde(skip)]
		pub marker: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.record_window <= T::RecordWindow::get(), "the window is too long");
			if self.record_window > 0 {
				Window::<T>::put(self.record_window);
			}
		}
	}

	/// What happened, for everybody to read.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The grid operator's and the balancing account of a network were named.
		AccountsSet {
			/// The network.
			network: NetworkId,
			/// The grid operator, supplier of last resort.
			grid: T::AccountId,
			/// The account that bears losses and silent meters.
			balancing: T::AccountId,
		},
		/// Tariffs were announced.
		TariffsSet {
			/// The network.
			network: NetworkId,
			/// First slot with a new tariff.
			from_slot: Slot,
			/// How many slots got one.
			count: u32,
		},
		/// A meter's price limits were changed.
		OrderPlaced {
			/// The meter.
			meter: MeterId,
			/// The new limits.
			limits: Limits,
			/// First slot they hold for.
			from_slot: Slot,
		},
		/// Money was paid in for a meter.
		Deposited {
			/// The meter.
			meter: MeterId,
			/// Who paid.
			from: T::AccountId,
			/// Nano-currency.
			amount: u128,
		},
		/// Money was paid in for a named account.
		NamedDeposited {
			/// The account.
			account: NamedAccount,
			/// Who paid.
			from: T::AccountId,
			/// Nano-currency.
			amount: u128,
		},
		/// The guarantor changed how far an account may fall below zero.
		LimitSet {
			/// The account.
			account: NamedAccount,
			/// Nano-currency.
			limit: u128,
		},
		/// An account changed by something else than a slot's energy. Together with the slots, these
		/// notes make up its statement.
		Noted {
			/// The meter.
			meter: MeterId,
			/// Whose account: as the how-manieth owner, from 0.
			epoch: u32,
			/// Why, and what the account gained or lost.
			note: Note,
			/// What it holds now, in nano-currency.
			position: Position,
		},
		/// The guarantor, or a returned debit, changed how far a meter's account may fall below zero.
		MemberLimitSet {
			/// The meter.
			meter: MeterId,
			/// Nano-currency.
			limit: u64,
		},
		/// A meter's money runs low. When it can't pay a slot any more, the supplier of last resort
		/// takes over and bills it: pay in to prevent that.
		RunningLow {
			/// The meter.
			meter: MeterId,
			/// The slot it was settled for.
			slot: Slot,
			/// What it can still pay, in nano-currency.
			left: i128,
		},
		/// Returned debits: what a meter's owner owes the guarantor changed.
		ArrearsChanged {
			/// The meter.
			meter: MeterId,
			/// Whose account: as the how-manieth owner, from 0.
			epoch: u32,
			/// Nano-currency.
			arrears: u128,
		},
		/// It was chosen when billing periods end.
		BillingSet {
			/// The network.
			network: NetworkId,
			/// When they end.
			cycle: Cycle,
			/// First slot it holds for; 0 for the network's first.
			from_slot: Slot,
		},
		/// The grid account runs short: from this slot on members settle among themselves only, and the
		/// grid operator bills the rest outside the chain.
		GridOutsideFrom {
			/// The network.
			network: NetworkId,
			/// First such slot.
			from_slot: Slot,
		},
		/// The grid account covers the open slots again: everything is settled on chain.
		GridInsideFrom {
			/// The network.
			network: NetworkId,
			/// First such slot.
			from_slot: Slot,
		},
		/// A network's price rule was chosen.
		RuleSet {
			/// The network.
			network: NetworkId,
			/// The rule.
			rule: Rule,
			/// First slot it holds for: the first one of a billing period.
			from_slot: Slot,
		},
		/// The members of a network decided on its fees.
		FeesDecided {
			/// The network.
			network: NetworkId,
			/// Local network fee, in nano-currency per base quantity.
			network_fee: NanoPrice,
			/// Contribution to the common fund, in nano-currency per base quantity.
			fund_fee: NanoPrice,
			/// First slot they hold for: the first one of a billing period.
			from_slot: Slot,
		},
		/// The members of a network decided between which prices its tariffs lie.
		BandDecided {
			/// The network.
			network: NetworkId,
			/// The least feed-in tariff, in nano-currency per base quantity.
			feed_in_min: NanoPrice,
			/// The greatest retail tariff, in nano-currency per base quantity.
			retail_max: NanoPrice,
			/// First slot it holds for: the first one of a billing period.
			from_slot: Slot,
		},
		/// The chain's bounds of fees, prices and tariffs were set. What is outside them holds as the
		/// nearest value within.
		FeeBoundsSet {
			/// The bounds.
			bounds: PriceBounds,
			/// First slot they hold for.
			from_slot: Slot,
		},
		/// The common fund paid somebody who has no account in the community's pot.
		FundPaid {
			/// The community.
			community: CommunityId,
			/// Who was paid.
			to: T::AccountId,
			/// Nano-currency.
			amount: u128,
		},
		/// Deposits of planned devices went to the common fund.
		DeviceDepositForfeited {
			/// The community.
			community: CommunityId,
			/// Nano-currency.
			amount: u128,
		},
		/// A meter's share in what the network makes was set.
		ShareSet {
			/// The meter.
			meter: MeterId,
			/// The share.
			share: Share,
			/// First slot it holds for: the first one of a billing period.
			from_slot: Slot,
		},
		/// A billing period is over: its statements are being closed.
		PeriodClosing {
			/// The network.
			network: NetworkId,
			/// Its number, from 0.
			period: u32,
			/// The first slot after it.
			end_slot: Slot,
		},
		/// The statements of a billing period are closed and never change again.
		PeriodClosed {
			/// The network.
			network: NetworkId,
			/// Its number, from 0.
			period: u32,
			/// How many statements it has.
			statements: u32,
			/// Root over them, for proofs.
			root: sp_core::H256,
		},
		/// A withdrawal waits until the slots that have ended are settled.
		WithdrawalQueued {
			/// The meter.
			meter: MeterId,
			/// Nano-currency asked for.
			amount: u128,
			/// Last slot that must be settled first.
			through_slot: Slot,
		},
		/// A withdrawal was paid: what was asked for, or what was left if that is less.
		Withdrawn {
			/// The meter.
			meter: MeterId,
			/// Who was paid.
			to: T::AccountId,
			/// Nano-currency.
			amount: u128,
		},
		/// A withdrawal could not be paid to this account and was dropped; the money stays.
		WithdrawalFailed {
			/// The meter.
			meter: MeterId,
			/// Who should have been paid.
			to: T::AccountId,
		},
		/// A withdrawal of a named account waits until no slot of its community is half settled.
		NamedWithdrawalQueued {
			/// The account.
			account: NamedAccount,
			/// Nano-currency asked for.
			amount: u128,
		},
		/// A withdrawal of a named account was paid.
		NamedWithdrawn {
			/// The account.
			account: NamedAccount,
			/// Who was paid.
			to: T::AccountId,
			/// Nano-currency.
			amount: u128,
		},
		/// A withdrawal of a named account could not be paid and was dropped; the money stays.
		NamedWithdrawalFailed {
			/// The account.
			account: NamedAccount,
			/// Who should have been paid.
			to: T::AccountId,
		},
		/// Money that had been sent straight to the pot was credited to the common fund.
		Absorbed {
			/// The community.
			community: CommunityId,
			/// Nano-currency.
			amount: u128,
		},
		/// A slot has its prices.
		SlotCleared {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// What sellers get per base quantity, in nano-currency.
			sell_price: NanoPrice,
			/// What buyers pay per base quantity, in nano-currency.
			buy_price: NanoPrice,
			/// Base quantities that members sold to members.
			matched: u64,
			/// Base quantities the grid delivered net of what it took.
			grid_net: i64,
			/// Base quantities lost; negative where the meters disagree the other way.
			loss: i64,
		},
		/// Every meter of a slot has been settled.
		SlotSwept {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// Root over the slot's header and pages, for proofs.
			root: sp_core::H256,
		},
		/// A meter could not pay its slot: the supplier of last resort paid and bills it.
		TakenOver {
			/// The meter.
			meter: MeterId,
			/// The slot.
			slot: Slot,
			/// The unpaid amount as a negative number, in nano-currency.
			leg: i128,
		},
		/// A meter leaves the local market.
		OutsideFrom {
			/// The meter.
			meter: MeterId,
			/// First slot outside.
			from_slot: Slot,
		},
		/// A meter returns to the local market.
		InsideFrom {
			/// The meter.
			meter: MeterId,
			/// First slot inside again.
			from_slot: Slot,
		},
		/// Energy of slots that a meter was silent in was settled with the balancing account.
		GapSettled {
			/// The meter.
			meter: MeterId,
			/// The slot whose reading ended the silence.
			slot: Slot,
			/// What the meter got, negative where it paid, in nano-currency.
			leg: i128,
			/// Slots the reading covers.
			span: u32,
		},
		/// A credit waits until the balancing account can bear it.
		CreditDelayed {
			/// The meter.
			meter: MeterId,
			/// The slot whose reading ended the silence.
			slot: Slot,
			/// Nano-currency.
			amount: u128,
		},
		/// A credit that had waited, or a part of it, was paid.
		CreditPaid {
			/// The meter.
			meter: MeterId,
			/// Nano-currency.
			amount: u128,
		},
		/// Neither the meter nor the grid could pay for a silence: the balancing account bears it.
		GapUnpaid {
			/// The meter.
			meter: MeterId,
			/// The slot whose reading ended the silence.
			slot: Slot,
			/// The unpaid amount as a negative number, in nano-currency.
			leg: i128,
		},
		/// Nobody could pay for a correction now: what is owed is left to a bill outside.
		CorrectionUnpaid {
			/// The meter.
			meter: MeterId,
			/// The slot whose figure was corrected.
			slot: Slot,
			/// The unpaid amount as a negative number, in nano-currency.
			leg: i128,
		},
		/// The record of a slot left the chain's state. It stays provable by the mountain range.
		RecordFolded {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
		},
		/// A meter changed hands: what its earlier owner is owed stands in a closing line.
		LineClosed {
			/// The meter.
			meter: MeterId,
			/// As the how-manieth owner, from 0.
			epoch: u32,
			/// The earlier owner.
			owner: T::AccountId,
			/// What stands in the line so far, in nano-currency.
			position: Position,
		},
		/// An earlier owner of a meter was paid.
		LineWithdrawn {
			/// The meter.
			meter: MeterId,
			/// As the how-manieth owner, from 0.
			epoch: u32,
			/// Who was paid.
			to: T::AccountId,
			/// Nano-currency.
			amount: u128,
		},
		/// Energy that the feeder reported late was settled between grid and balancing account.
		FeederLateSettled {
			/// The network.
			network: NetworkId,
			/// The slot it became known with.
			slot: Slot,
			/// What the grid got, negative where it paid, in nano-currency.
			leg: i128,
			/// What the balancing account still owes the grid for it, in nano-currency.
			owed: u128,
		},
		/// The balancing account paid the grid what it still owed, or a part of it.
		FeederDebtPaid {
			/// The network.
			network: NetworkId,
			/// Nano-currency.
			amount: u128,
		},
		/// The balancing account could not bear a slot's loss: the grid operator did.
		BalancingShort {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// The unpaid amount as a negative number, in nano-currency.
			leg: i128,
		},
		/// The grid account might not have borne a slot: the grid operator bills all of it outside the
		/// chain. A deposit for the grid, or a higher limit, keeps that from happening again.
		GridShort {
			/// The network.
			network: NetworkId,
			/// The slot.
			slot: Slot,
			/// What is missing at most, in nano-currency.
			missing: u128,
		},
	}

	/// Why a call is refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such network.
		UnknownNetwork,
		/// There is no such community.
		UnknownCommunity,
		/// There is no such meter, or it is retired.
		UnknownMeter,
		/// The meter is a feeder or a device behind another meter and has no money of its own.
		NoPosition,
		/// Only the community's operator may do this.
		NotOperator,
		/// Only the meter's owner may do this.
		NotOwner,
		/// Only the community's guarantor may do this.
		NotGuarantor,
		/// Only the named account itself may do this.
		NotAccount,
		/// The community has no guarantor.
		NoGuarantor,
		/// The network's grid and balancing accounts are not set.
		NoAccounts,
		/// The network is open: its accounts stay as they are.
		NetworkOpen,
		/// An account with money or debt can't be replaced.
		AccountsInUse,
		/// The slot has begun: its tariffs stay as they are.
		Frozen,
		/// The list of tariffs is empty.
		NoTariffs,
		/// The network would hold too many different tariffs.
		TooManyTariffs,
		/// A slot number is too large.
		SlotTooFar,
		/// The price for selling to the grid is above the price for buying from it.
		FeedInAboveRetail,
		/// A price is outside the chain's bounds.
		PriceOutOfBounds,
		/// A fee is negative.
		NegativeFee,
		/// An earlier change of this order waits for its slots to be settled.
		ChangePending,
		/// The amount is zero.
		ZeroAmount,
		/// The amount is above what the account holds.
		PositionTooLow,
		/// The account would hold more than can be counted.
		PositionTooHigh,
		/// A withdrawal of this account is waiting already.
		WithdrawalPending,
		/// This account has no limit, or nobody may withdraw from it.
		WrongAccount,
		/// The guarantor's deposit does not cover the limits.
		NotCovered,
		/// The account uses more of its limit than the new one allows.
		LimitInUse,
		/// The network is in the middle of settling a slot: try again in a few blocks.
		Settling,
		/// The pot holds nothing beyond what is booked.
		NothingToAbsorb,
		/// The network has nothing to settle now.
		NothingToDo,
		/// The meter has no such closing line.
		NoLine,
		/// Slots of this closing line are not settled yet.
		LineNotSettled,
		/// Returned debits are still owing to the guarantor: pay them first.
		HasArrears,
		/// The settlement currency refuses.
		CurrencyRefused,
		/// Billing periods can't end like that.
		SenselessCycle,
		/// A share is more than all.
		WrongShare,
		/// The members decided on the fees: a tariff must have theirs.
		FeesByBallot,
		/// The tariff is outside the band that the members decided on.
		OutsideBand,
		/// The members choose the price rule.
		RuleByBallot,
		/// Bounds must hold a price, fees can't be negative, and no price may be larger than the chain
		/// allows at all.
		SenselessBounds,
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
		/// What the meter is owed, in nano-currency; negative where it owes.
		pub fn position(meter: MeterId) -> Position {
			Self::position_of(meter)
		}

		/// The tariff that holds in a slot; none where nobody announced one.
		pub fn tariff_at(network: NetworkId, slot: Slot) -> Option<Tariff> {
			Self::tariff_of(network, slot)
		}

		/// What the members of a network decided on its fees, tariffs and rule.
		pub fn policy(network: NetworkId) -> Policy {
			Policies::<T>::get(network)
		}

		/// The chain's bounds of fees, prices and tariffs of slots to come.
		pub fn fee_bounds() -> PriceBounds {
			Self::latest_bounds()
		}

		/// Tariff, price rule and grid mode of a slot; none where nobody announced a tariff.
		pub fn slot_terms(network: NetworkId, slot: Slot) -> Option<SlotTerms> {
			Self::terms_at(network, slot)
		}

		/// The record of a settled slot.
		pub fn slot_record(network: NetworkId, slot: Slot) -> Option<SlotRecord> {
			SlotRecords::<T>::get((network, slot))
		}

		/// How far the account of the meter's owner may fall below zero, in nano-currency.
		pub fn member_limit(meter: MeterId) -> u64 {
			Self::account(Self::account_now(meter)).unwrap_or_default().limit
		}

		/// The running billing period of a network.
		pub fn billing(network: NetworkId) -> BillingRecord {
			Billings::<T>::get(network)
		}

		/// A closed billing period of a network.
		pub fn period(network: NetworkId, period: u32) -> Option<PeriodRecord> {
			Periods::<T>::get((network, period))
		}

		/// A closed statement, as long as it is in state.
		pub fn statement(account: MemberAccount, period: u32) -> Option<StatementRow> {
			let meter = account.meter;
			let rows = Statements::<T>::get((meter.network, period), meter.page());
			rows.into_iter().find(|row| row.row == meter.row() && row.epoch == account.epoch)
		}

		/// What earlier owners of a meter are owed.
		pub fn closing_lines(meter: MeterId) -> alloc::vec::Vec<LineRecord<T::AccountId>> {
			let lines = ClosingLines::<T>::get(meter.network, meter.page());
			lines.into_iter().filter(|line| line.row == meter.row()).collect()
		}

		/// The mountain range that holds the records of slots that left the chain's state.
		pub fn mountain(network: NetworkId) -> Option<Mountain> {
			Mountains::<T>::get(network)
		}

		/// What a meter gave to the grid all in all, in base quantities.
		pub fn surplus(meter: MeterId) -> u64 {
			<Self as SurplusSource<T::AccountId>>::surplus_of(meter)
		}

		/// What a named account is owed, in nano-currency; negative where it owes.
		pub fn balance_of(account: NamedAccount) -> i128 {
			Self::named_balance(account)
		}

		/// Whose money covers the limits of a community; none while nobody is named.
		pub fn backer(community: CommunityId) -> Option<T::AccountId> {
			Self::guarantor_of(community)
		}

		/// The account that holds a community's money.
		pub fn pot(community: CommunityId) -> T::AccountId {
			Self::pot_of(community)
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Names the grid operator's and the balancing account of a network, while it prepares.
		///
		/// - `origin`: the community's operator.
		/// - `network`: the network.
		/// - `grid`: the grid operator, supplier of last resort.
		/// - `balancing`: the account that bears losses and silent meters.
		///
		/// Errors: `UnknownNetwork`, `NotOperator`, `NetworkOpen`, `AccountsInUse`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_accounts())]
		pub fn set_accounts(
			origin: OriginFor<T>,
			network: NetworkId,
			grid: T::AccountId,
			balancing: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_accounts(who, network, grid, balancing)
		}

		/// Announces tariffs for slots that have not begun, one per slot. Slots after the last
		/// one keep what was announced for them before.
		///
		/// - `origin`: the community's operator.
		/// - `network`: the network.
		/// - `from_slot`: the first tariff's slot.
		/// - `tariffs`: at most 192, in the order of their slots.
		///
		/// Errors: `UnknownNetwork`, `NotOperator`, `NoTariffs`, `Frozen`, `SlotTooFar`,
		/// `PriceOutOfBounds`, `NegativeFee`, `FeedInAboveRetail`, `FeesByBallot`, `OutsideBand`,
		/// `TooManyTariffs`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_tariffs(tariffs.len() as u32))]
		pub fn set_tariffs(
			origin: OriginFor<T>,
			network: NetworkId,
			from_slot: Slot,
			tariffs: BoundedVec<Tariff, TariffsPerCall>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_tariffs(who, network, from_slot, tariffs.into_inner())
		}

		/// Sets the most a meter pays and the least it takes on the local market, from the next
		/// slot on. Without a match its energy goes at the grid's tariffs, never better.
		///
		/// - `origin`: the meter's owner.
		/// - `meter`: a connection point.
		/// - `limits`: in nano-currency per base quantity; none means any price.
		///
		/// Errors: `UnknownMeter`, `NoPosition`, `NotOwner`, `ChangePending`.
		///
		/// Free for the owner, some times a day.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::place_order().saturating_mul(2))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, meter: &MeterId, limits: &Limits| -> bool {
			Pallet::<T>::is_free_for(origin, |who| Pallet::<T>::do_place_order(who, *meter, *limits))
		})]
		pub fn place_order(origin: OriginFor<T>, meter: MeterId, limits: Limits) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_place_order(who, meter, limits)
		}

		/// Pays settlement currency in for a meter.
		///
		/// - `origin`: anyone.
		/// - `meter`: a connection point.
		/// - `amount`: nano-currency.
		///
		/// Errors: `ZeroAmount`, `UnknownMeter`, `NoPosition`, `UnknownCommunity`, those of the
		/// currency, `PositionTooHigh`.
		///
		/// Free for the owner, some times a day.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::deposit().saturating_mul(2))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, meter: &MeterId, amount: &u128| -> bool {
			Pallet::<T>::is_free_for(origin, |who| {
				ensure!(Pallet::<T>::owns(&who, *meter), Error::<T>::NotOwner);
				Pallet::<T>::do_deposit(who, *meter, *amount)
			})
		})]
		pub fn deposit(origin: OriginFor<T>, meter: MeterId, amount: u128) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(who, meter, amount)
		}

		/// Pays settlement currency in for a named account.
		///
		/// - `origin`: anyone.
		/// - `account`: which account.
		/// - `amount`: nano-currency.
		///
		/// Errors: `ZeroAmount`, `UnknownCommunity`, `NoAccounts`, `NoGuarantor`, those of the
		/// currency, `PositionTooHigh`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::deposit_named())]
		pub fn deposit_named(
			origin: OriginFor<T>,
			account: NamedAccount,
			amount: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit_named(who, account, amount)
		}

		/// Sets how far a grid or balancing account may fall below zero. The guarantor's deposit
		/// covers it.
		///
		/// - `origin`: the community's guarantor.
		/// - `account`: a grid or balancing account.
		/// - `limit`: nano-currency.
		///
		/// Errors: `WrongAccount`, `UnknownNetwork`, `NotGuarantor`, `NotCovered`, `Settling`,
		/// `LimitInUse`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_limit())]
		pub fn set_limit(
			origin: OriginFor<T>,
			account: NamedAccount,
			limit: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_limit(who, account, limit)
		}

		/// Asks for a meter's money. Paid when every slot that has ended is settled, at most what
		/// is left then.
		///
		/// - `origin`: the meter's owner, who is paid.
		/// - `meter`: a connection point.
		/// - `amount`: nano-currency.
		///
		/// Errors: `ZeroAmount`, `UnknownMeter`, `NoPosition`, `NotOwner`, `WithdrawalPending`,
		/// `HasArrears`, `PositionTooLow`.
		///
		/// Free for the owner, some times a day.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw().saturating_mul(2))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, meter: &MeterId, amount: &u128| -> bool {
			Pallet::<T>::is_free_for(origin, |who| Pallet::<T>::do_withdraw(who, *meter, *amount))
		})]
		pub fn withdraw(origin: OriginFor<T>, meter: MeterId, amount: u128) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(who, meter, amount)
		}

		/// Asks for a named account's money. Paid when no slot of its community is half settled;
		/// the guarantor keeps what covers the limits.
		///
		/// - `origin`: the account itself, who is paid.
		/// - `account`: a grid, balancing or guarantor account.
		/// - `amount`: nano-currency.
		///
		/// Errors: `ZeroAmount`, `WrongAccount`, `NoAccounts`, `NoGuarantor`, `NotAccount`,
		/// `PositionTooLow`, `WithdrawalPending`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::withdraw_named())]
		pub fn withdraw_named(
			origin: OriginFor<T>,
			account: NamedAccount,
			amount: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_named(who, account, amount)
		}

		/// Credits the common fund with money that was sent straight to the pot.
		///
		/// - `origin`: anyone.
		/// - `community`: whose pot.
		///
		/// Errors: `UnknownCommunity`, `NothingToAbsorb`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::absorb())]
		pub fn absorb(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_absorb(community)
		}

		/// Does one step of a network's settlement now, for a fee. Blocks do the same for free;
		/// this is for whoever can't wait for the network's turn.
		///
		/// - `origin`: anyone.
		/// - `network`: the network.
		///
		/// Errors: `UnknownNetwork`, `NothingToDo`.
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::step_weight_max())]
		pub fn push(origin: OriginFor<T>, network: NetworkId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_push(network)
		}

		/// Takes out what you were owed when your meter became someone else's, once all slots from
		/// before the cut-off are settled.
		///
		/// - `origin`: the earlier owner, who is paid.
		/// - `meter`: the meter.
		/// - `epoch`: as the how-manieth owner, from 0.
		///
		/// Errors: `NoLine`, `NotOwner`, `LineNotSettled`, `HasArrears`, `PositionTooLow`.
		///
		/// Free for the earlier owner, some times a day.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::withdraw_line().saturating_mul(2))]
		#[pallet::feeless_if(|origin: &OriginFor<T>, meter: &MeterId, epoch: &u32| -> bool {
			Pallet::<T>::is_free_for(origin, |who| Pallet::<T>::do_withdraw_line(who, *meter, *epoch))
		})]
		pub fn withdraw_line(origin: OriginFor<T>, meter: MeterId, epoch: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_line(who, meter, epoch)
		}

		/// Sets how far a meter's account may fall below zero: its owner then pays afterwards. The
		/// guarantor's deposit covers it.
		///
		/// - `origin`: the community's guarantor.
		/// - `meter`: a connection point.
		/// - `limit`: nano-currency; 0 for paying in advance.
		///
		/// Errors: `UnknownMeter`, `NotGuarantor`, `NotCovered`, `LimitInUse`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_member_limit())]
		pub fn set_member_limit(
			origin: OriginFor<T>,
			meter: MeterId,
			limit: u64,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_member_limit(who, meter, limit)
		}

		/// Chooses when billing periods end: at once while the network has settled no slot, else from
		/// the next period on.
		///
		/// - `origin`: the community's operator.
		/// - `network`: the network.
		/// - `cycle`: every day or month by a clock that knows no summer time, or every so many slots.
		///
		/// Errors: `UnknownNetwork`, `NotOperator`, `SenselessCycle`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::set_billing())]
		pub fn set_billing(
			origin: OriginFor<T>,
			network: NetworkId,
			cycle: Cycle,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_billing(who, network, cycle)
		}

		/// Chooses how members deal with each other, from the next billing period on: by a price that
		/// follows supply and demand, or by sharing at an agreed price.
		///
		/// - `origin`: the community's operator.
		/// - `network`: the network.
		/// - `rule`: the rule.
		///
		/// Errors: `UnknownNetwork`, `NotOperator`, `RuleByBallot`, `PriceOutOfBounds`,
		/// `ChangePending`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::set_rule())]
		pub fn set_rule(origin: OriginFor<T>, network: NetworkId, rule: Rule) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_rule(who, network, rule)
		}

		/// Sets what part a meter takes where supply is shared, from the next billing period on.
		///
		/// - `origin`: the community's operator.
		/// - `meter`: a connection point.
		/// - `share`: how much of its import takes part, and its fixed share of the supply.
		///
		/// Errors: `UnknownMeter`, `NoPosition`, `UnknownNetwork`, `NotOperator`, `WrongShare`,
		/// `ChangePending`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_share())]
		pub fn set_share(origin: OriginFor<T>, meter: MeterId, share: Share) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_share(who, meter, share)
		}

		/// Bounds fees, sharing prices and tariffs of all networks from the next slot on. What was
		/// announced or decided outside them holds as the nearest value within.
		///
		/// - `origin`: a referendum on the track `bounds`, or Root.
		/// - `bounds`: from where to where they may go, in nano-currency per kWh.
		///
		/// Errors: `BadOrigin`, `SenselessBounds`, `ChangePending`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::set_fee_bounds())]
		pub fn set_fee_bounds(origin: OriginFor<T>, bounds: PriceBounds) -> DispatchResult {
			T::BoundsOrigin::ensure_origin(origin)?;
			Self::do_set_fee_bounds(bounds)
		}
	}
}
