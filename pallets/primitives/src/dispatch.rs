// SPDX-License-Identifier: Apache-2.0
//! What collective dispatch asks of metering, settlement and the community, and what settlement
//! tells it.

use crate::{
	CommunityId, MeterId, MoneyError, NanoPrice, NetworkId, PageIndex, RowClass, RowEnergy, Slot,
	SlotLength,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Who counts in a community's votes. An account that counts stands for one person.
pub trait Electorate<AccountId> {
	/// As the how-manieth voter this account counts, from 0; `None` for whoever has no vote. A
	/// snapshot that was taken at `n` voters holds exactly the ones with a number below `n`.
	fn voter(community: CommunityId, who: &AccountId) -> Option<u32>;
	/// How many have ever been counted: the snapshot to store.
	fn snapshot(community: CommunityId) -> u32;
	/// How many of the first `snapshot` still count.
	fn voters(community: CommunityId, snapshot: u32) -> u32;
	/// Plans were vetoed again and again: opens a ballot that puts the dispatch rules back to the
	/// chain's defaults, unless one is running.
	fn open_review(community: CommunityId);
	/// A voter of the community, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_voter(community: CommunityId, who: &AccountId);
}

/// What dispatch may know of a meter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceMeter<AccountId> {
	/// Who owns it now.
	pub owner: AccountId,
	/// What it stands for.
	pub class: RowClass,
	/// The connection point whose account its money goes to: itself, or its parent.
	pub account: MeterId,
	/// The most power of its connection, in W.
	pub power_cap_w: u32,
}

/// What dispatch asks of metering.
pub trait DeviceMeters<AccountId> {
	/// Length of every slot.
	fn slot_length() -> SlotLength;
	/// The slot that runs now.
	fn current_slot() -> Slot;
	/// Whether the network exists.
	fn exists(network: NetworkId) -> bool;
	/// Whether rules and plans of `slot` are frozen: it has begun and the network is open.
	fn is_frozen(network: NetworkId, slot: Slot) -> bool;
	/// A meter in service; `None` for an unknown or retired one.
	fn meter(meter: MeterId) -> Option<DeviceMeter<AccountId>>;
	/// A sub-meter of a new boundary meter of this owner in a network that prepares, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_meter(network: NetworkId, owner: &AccountId) -> MeterId;
}

/// Why money moves between a member's account and the common fund.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum PlanLeg {
	/// The difference between the plan's price and the slot's price, for the planned energy.
	#[codec(index = 0)]
	Plan,
	/// The penalty for a deviation from the plan.
	#[codec(index = 1)]
	Deviation,
	/// A device's deposit, or its return.
	#[codec(index = 2)]
	Deposit,
}

/// What dispatch asks of settlement. Amounts in nano-currency. Every function does all of it or
/// nothing, and keeps the sum of a community's money.
pub trait PlanMoney<AccountId> {
	/// The tariffs that hold in a slot: feed-in and retail; `None` before the first.
	fn tariff(network: NetworkId, slot: Slot) -> Option<(NanoPrice, NanoPrice)>;
	/// What the common fund holds.
	fn fund(community: CommunityId) -> u128;
	/// From the fund to the account that `meter` (a connection point) had in `slot`. Errors:
	/// `NoAccount`, `PositionTooHigh`, `PositionTooLow` where the fund holds less.
	fn pay(meter: MeterId, slot: Slot, leg: PlanLeg, amount: u128) -> Result<(), MoneyError>;
	/// From the account that `meter` had in `slot` to the fund, as much of `amount` as its limit
	/// allows. Returns what moved.
	fn charge(meter: MeterId, slot: Slot, leg: PlanLeg, amount: u128) -> u128;
	/// From the account of the meter's owner of now into the community's device deposits. Errors:
	/// `NoAccount`, `PositionTooLow`.
	fn lock(meter: MeterId, amount: u128) -> Result<(), MoneyError>;
	/// Back from the device deposits. Errors: `NoAccount`, `PositionTooHigh`, `PositionTooLow`.
	fn unlock(meter: MeterId, amount: u128) -> Result<(), MoneyError>;
	/// From the device deposits to the fund. Errors: `PositionTooLow`.
	fn forfeit(community: CommunityId, amount: u128) -> Result<(), MoneyError>;
	/// From the fund out of the pot, to an account of its own on chain. Errors: `PositionTooLow`,
	/// `Currency`.
	fn reward(community: CommunityId, who: &AccountId, amount: u128) -> Result<(), MoneyError>;
	/// The tariffs, an account that can pay and a fund of `fund`, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_money(meter: MeterId, fund: u128);
}

/// The sums of a settled slot. Base quantities.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SlotSum {
	/// What boundary meters gave.
	pub export: u64,
	/// What boundary meters took.
	pub import: u64,
	/// What the upstream grid delivered, less what it took.
	pub grid_net: i64,
	/// Whether a feeder meter spoke for it.
	pub measured: bool,
	/// What a base quantity brought its seller, in nano-currency.
	pub sell_price: NanoPrice,
	/// What a base quantity cost its buyer, in nano-currency.
	pub buy_price: NanoPrice,
}

/// What settlement tells dispatch. Called in this order for each slot: pages as they are swept, then
/// the slot; a period when its last slot is settled.
pub trait Delivery {
	/// A page of a slot was swept and written, with these prices for sellers and buyers. Money may
	/// be moved now. Returns how many of its rows were planned.
	fn page_swept(
		network: NetworkId,
		slot: Slot,
		page: PageIndex,
		rows: &[RowEnergy],
		sell_price: NanoPrice,
		buy_price: NanoPrice,
	) -> u32;
	/// All pages of a slot were swept.
	fn slot_swept(network: NetworkId, slot: Slot, sum: SlotSum);
	/// A billing period of the network ended with the slot settled last. Statements are closed
	/// after it.
	fn period_ended(network: NetworkId);
	/// The most a page with `planned` planned rows takes, so that settlement can charge for it.
	fn page_weight(planned: u32) -> (u64, u64);
	/// The most [`Delivery::slot_swept`] and [`Delivery::period_ended`] take together.
	fn slot_weight() -> (u64, u64);
}

impl Delivery for () {
	fn page_swept(
		_: NetworkId,
		_: Slot,
		_: PageIndex,
		_: &[RowEnergy],
		_: NanoPrice,
		_: NanoPrice,
	) -> u32 {
		0
	}
	fn slot_swept(_: NetworkId, _: Slot, _: SlotSum) {}
	fn period_ended(_: NetworkId) {}
	fn page_weight(_: u32) -> (u64, u64) {
		(0, 0)
	}
	fn slot_weight() -> (u64, u64) {
		(0, 0)
	}
}

/// Whether somebody takes part in a network, by what is settled.
pub trait Participation<AccountId> {
	/// Whether `who` owned this connection point in the whole of a closed billing period of its
	/// network that began at or after `since_slot`, and energy was measured and settled there.
	fn took_part(who: &AccountId, meter: MeterId, since_slot: Slot) -> bool;
	/// How many billing periods the network has closed: growth of the electorate is counted per
	/// period.
	fn periods_closed(network: NetworkId) -> u32;
	/// The first slot of the next billing period.
	fn next_period(network: NetworkId) -> Slot;
	/// Makes `took_part` true for this owner, for benchmarks; returns the meter.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_participant(community: CommunityId, who: &AccountId) -> MeterId;
}
