// SPDX-License-Identifier: Apache-2.0
//! Communities, meters and settlement: the bounds within which communities choose.

use super::governance::RootOr;
use crate::{
	ballots::{ChainReferenda, Change},
	constants::{
		currency::{deposit, CWT, MILLI_CWT},
		time::{DAYS, MINUTES},
	},
	origins::{EnsureBounds, EnsureInstitutions},
	AccountId, Assets, Balance, Balances, BlockNumber, Communities, Dispatch, Metering, Runtime,
	RuntimeCall, RuntimeHoldReason, Settlement, Signature, Timestamp,
};
use energy_primitives::{CommunityId, DeviceMeters, NetworkId, Slot, SlotSource};
use frame_support::{
	parameter_types,
	traits::{fungible::HoldConsideration, ConstU32, ConstU64, Get, LinearStoragePrice},
	PalletId,
};
use sp_runtime::{
	traits::{AccountIdConversion, Convert, Verify},
	Perbill,
};

parameter_types! {
	/// Root of the pots: the pot of a community is a sub-account of it.
	pub const SettlementPalletId: PalletId = PalletId(*b"cw/settl");
}

/// The account that may mint, burn and freeze the settlement currency. Nobody has its key.
pub fn settlement_account() -> AccountId {
	SettlementPalletId::get().into_account_truncating()
}

/// Calls that run a community, its meters and its orders, but move no money.
pub(super) fn moves_no_money(call: &RuntimeCall) -> bool {
	use pallet_settlement::Call;
	match call {
		// Who votes for somebody else needs a proxy for governance, and a challenge is a bet.
		RuntimeCall::Communities(call) => !votes(call),
		// A relay's bond is money, and so is what a correction credits or debits.
		RuntimeCall::Metering(call) => !matches!(
			call,
			pallet_metering::Call::bond_relay { .. }
				| pallet_metering::Call::unbond_relay {}
				| pallet_metering::Call::correct { .. }
				| pallet_metering::Call::accept_correction { .. }
				| pallet_metering::Call::reallocate_gap { .. }
		),
		RuntimeCall::Settlement(call) => matches!(
			call,
			Call::set_accounts { .. }
				| Call::set_tariffs { .. }
				| Call::place_order { .. }
				| Call::set_billing { .. }
				| Call::set_rule { .. }
				| Call::set_share { .. }
				| Call::push { .. }
		),
		RuntimeCall::Dispatch(call) => matches!(
			call,
			pallet_dispatch::Call::set_programme { .. }
				| pallet_dispatch::Call::stop_programme { .. }
				| pallet_dispatch::Call::declare_passive { .. }
				| pallet_dispatch::Call::offer { .. }
				| pallet_dispatch::Call::start_round { .. }
		),
		_ => false,
	}
}

/// Calls of the communities' pallet in which a member decides, or bets on who is one.
pub(super) fn votes(call: &pallet_community::Call<Runtime>) -> bool {
	use pallet_community::Call;
	matches!(
		call,
		Call::enrol { .. }
			| Call::propose { .. }
			| Call::propose_growth { .. }
			| Call::propose_referendum_vote { .. }
			| Call::propose_roll_back { .. }
			| Call::vote { .. }
			| Call::challenge { .. }
	)
}

parameter_types! {
	/// Why a community's deposit is held.
	pub const CommunityHold: RuntimeHoldReason =
		RuntimeHoldReason::Communities(pallet_community::HoldReason::Community);
	/// Why a member's deposit is held.
	pub const MemberHold: RuntimeHoldReason =
		RuntimeHoldReason::Communities(pallet_community::HoldReason::Member);
	/// Opening a community: enough that nobody opens them for fun.
	pub const CommunityDepositBase: Balance = 10 * CWT;
	/// Registering a member.
	pub const MemberDepositBase: Balance = deposit(1, 0);
	/// Why a certificate's deposit is held.
	pub const CertificateHold: RuntimeHoldReason =
		RuntimeHoldReason::Certificates(pallet_certificates::HoldReason::Certificate);
	/// A certificate.
	pub const CertificateDepositBase: Balance = deposit(1, 0);
	/// All of them, per byte.
	pub const DepositPerByte: Balance = deposit(0, 1);
}

parameter_types! {
	/// Root of the accounts with which communities vote in referenda.
	pub const CommunityPalletId: PalletId = PalletId(*b"cw/commu");
	/// Proposing a ballot; comes back when it ends.
	pub const BallotDeposit: Balance = CWT;
	/// Doubting a member: enough that nobody does it for fun.
	pub const ChallengeDeposit: Balance = 10 * CWT;
	/// A week to vote.
	pub const VotingPeriod: BlockNumber = 7 * DAYS;
	/// A month before the same is asked again.
	pub const RepeatPeriod: BlockNumber = 30 * DAYS;
}

/// The slot that runs now.
pub struct CurrentSlot;

impl Get<Slot> for CurrentSlot {
	fn get() -> Slot {
		<Metering as DeviceMeters<AccountId>>::current_slot()
	}
}

/// The next slot of a network to be closed.
pub struct NextSlot;

impl Convert<NetworkId, Option<Slot>> for NextSlot {
	fn convert(network: NetworkId) -> Option<Slot> {
		<Metering as SlotSource<AccountId>>::next_slot(network)
	}
}

impl pallet_community::Config for Runtime {
	type Assets = Assets;
	type CommunityConsideration = HoldConsideration<
		AccountId,
		Balances,
		CommunityHold,
		LinearStoragePrice<CommunityDepositBase, DepositPerByte, Balance>,
	>;
	type MemberConsideration = HoldConsideration<
		AccountId,
		Balances,
		MemberHold,
		LinearStoragePrice<MemberDepositBase, DepositPerByte, Balance>,
	>;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Participation = Settlement;
	type CurrentSlot = CurrentSlot;
	type NextSlot = NextSlot;
	type Quota = Settlement;
	type Change = Change;
	type Referenda = ChainReferenda;
	type DisputeOrigin = RootOr<EnsureInstitutions>;
	type PalletId = CommunityPalletId;
	type BallotDeposit = BallotDeposit;
	type ChallengeDeposit = ChallengeDeposit;
	type VotingPeriod = VotingPeriod;
	type RepeatPeriod = RepeatPeriod;
	type WeightInfo = pallet_community::weights::SubstrateWeight<Runtime>;
}

/// Length of every slot of this chain, in seconds: a quarter of an hour.
pub const SLOT_SECONDS: u32 = 900;

parameter_types! {
	/// What a relay vouches with at least.
	pub const RelayBondMin: Balance = 10 * CWT;
	/// The fixed part of a batch: ten thousand batches eat the smallest bond.
	pub const BatchFee: Balance = MILLI_CWT;
	/// 96 full pages: 8 192 readings a second, about two thirds of a block.
	pub const ReadingsPerBlockMax: u32 = 96 * 256;
}

impl pallet_metering::Config for Runtime {
	type WeightInfo = pallet_metering::weights::SubstrateWeight<Runtime>;
	type Time = Timestamp;
	type Communities = Communities;
	type Settlement = Settlement;
	type Quota = Settlement;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RelaySignature = Signature;
	type RelayPublic = <Signature as Verify>::Signer;
	type SlotSeconds = ConstU32<SLOT_SECONDS>;
	// A week: long enough for a broken gateway to be replaced.
	type GraceMax = ConstU32<{ 7 * 86_400 }>;
	type SilentSlots = ConstU32<96>;
	type DisputeSlots = ConstU32<96>;
	type CorrectionSlots = CorrectionSlots;
	type BackdateDays = ConstU32<31>;
	type RelayBondMin = RelayBondMin;
	type BatchFee = BatchFee;
	type ReadingsPerBlockMax = ReadingsPerBlockMax;
	type PauseSeconds = ConstU32<60>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkClock = BenchmarkClock;
}

/// The operator alone corrects as long as a slot's record stands in state.
pub struct CorrectionSlots;

impl Get<u32> for CorrectionSlots {
	fn get() -> u32 {
		pallet_settlement::Window::<Runtime>::get()
	}
}

/// Sets the clock in benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct BenchmarkClock;

#[cfg(feature = "runtime-benchmarks")]
impl energy_primitives::traits::BenchClock for BenchmarkClock {
	fn set(unix_s: u64) {
		pallet_timestamp::Now::<Runtime>::put(unix_s * 1_000);
	}
}

parameter_types! {
	/// A fifth of a block clears and sweeps before transactions get their turn.
	pub const SweepShare: Perbill = Perbill::from_percent(20);
	/// Half a minute, in blocks.
	pub const NamedHoldBlocks: BlockNumber = MINUTES / 2;
	/// A meter comes back from the supplier of last resort with more than 1 in currency.
	pub const ReentryLevel: i64 = 1_000_000_000;
	/// Whoever can pay less than 5 in currency is warned.
	pub const WarnLevel: i64 = 5_000_000_000;
}

impl pallet_settlement::Config for Runtime {
	type Communities = Communities;
	type Metering = Metering;
	type Delivery = Dispatch;
	type BoundsOrigin = RootOr<EnsureBounds>;
	type Assets = Assets;
	type PalletId = SettlementPalletId;
	// 10 per kWh.
	type PriceMaxPerKwh = ConstU64<10_000_000_000>;
	type SweepShare = SweepShare;
	type PatrolNetworks = ConstU32<4>;
	type NamedHoldBlocks = NamedHoldBlocks;
	type ReentryLevel = ReentryLevel;
	type WarnLevel = WarnLevel;
	// Enough for whoever looks after a meter by hand.
	type FreeCallsPerDay = ConstU32<16>;
	// 35 days of quarter hours.
	type RecordWindow = ConstU32<{ 35 * 96 }>;
	type WeightInfo = pallet_settlement::weights::SubstrateWeight<Runtime>;
}

impl pallet_certificates::Config for Runtime {
	type Surplus = Settlement;
	type Time = Timestamp;
	type CertificateConsideration = HoldConsideration<
		AccountId,
		Balances,
		CertificateHold,
		LinearStoragePrice<CertificateDepositBase, DepositPerByte, Balance>,
	>;
	type WeightInfo = pallet_certificates::weights::SubstrateWeight<Runtime>;
}

/// Whose money covers the limits of a community.
pub struct BackerOf;

impl Convert<CommunityId, Option<AccountId>> for BackerOf {
	fn convert(community: CommunityId) -> Option<AccountId> {
		Settlement::backer(community)
	}
}

parameter_types! {
	/// A bank's cap on new money counts for 30 days.
	pub const MintWindow: BlockNumber = 30 * DAYS;
	/// The most a mandate keeps on a meter's account: 10 000 in currency.
	pub const KeepMax: u64 = 10_000_000_000_000;
}

impl pallet_bank::Config for Runtime {
	type Communities = Communities;
	type GuarantorOf = BackerOf;
	type Accounts = Settlement;
	type Quota = Settlement;
	type ApproveOrigin = RootOr<EnsureInstitutions>;
	type MintWindow = MintWindow;
	type KeepMax = KeepMax;
	type WeightInfo = pallet_bank::weights::SubstrateWeight<Runtime>;
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::configs::system::RuntimeBlockWeights;
	use energy_primitives::SlotLength;
	use frame_support::weights::Weight;
	use pallet_metering::WeightInfo as _;

	#[test]
	fn a_slot_is_a_quarter_of_an_hour() {
		let length = SlotLength::new(SLOT_SECONDS).expect("an allowed length");
		assert_eq!(length, SlotLength::QUARTER_HOUR);
	}

	#[test]
	fn the_smallest_bond_carries_a_relay_for_three_months() {
		let per_day = u128::from(SlotLength::QUARTER_HOUR.per_day());
		assert!(RelayBondMin::get() / BatchFee::get() >= 90 * per_day);
	}

	#[test]
	fn a_block_full_of_readings_fits_beside_the_sweep() {
		type Weights = <Runtime as pallet_metering::Config>::WeightInfo;
		let page =
			Weights::submit_readings(256).saturating_add(Weights::authorize_submit_readings(256));
		let block = RuntimeBlockWeights::get().max_block;
		let left = block.saturating_sub(SweepShare::get() * block);
		assert!(page.all_lte(left), "a full page fits into a block");
		assert!(page.any_gt(Weight::zero()));
	}

	#[test]
	fn weights_are_not_empty() {
		use pallet_settlement::WeightInfo as _;
		assert!(<Runtime as pallet_settlement::Config>::WeightInfo::sweep_page(256)
			.any_gt(Weight::zero()));
	}

	#[test]
	fn a_proxy_for_running_a_community_moves_no_money() {
		let push = pallet_settlement::Call::push {
			network: energy_primitives::NetworkId {
				community: 0,
				carrier: energy_primitives::Carrier::Heat,
			},
		};
		assert!(moves_no_money(&RuntimeCall::Settlement(push)));
		let absorb = pallet_settlement::Call::absorb { community: 0 };
		assert!(!moves_no_money(&RuntimeCall::Settlement(absorb)));
		let bond = pallet_metering::Call::bond_relay { amount: 1 };
		assert!(!moves_no_money(&RuntimeCall::Metering(bond)));
	}

	#[test]
	fn pots_hang_on_the_settlement_account() {
		assert!(
			<Runtime as pallet_settlement::Config>::PalletId::get() == SettlementPalletId::get()
		);
		let pot = Settlement::pot(0);
		assert_ne!(pot, settlement_account());
		assert_ne!(pot, Settlement::pot(1));
	}
}
