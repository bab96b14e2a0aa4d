// SPDX-License-Identifier: Apache-2.0
//! Glue traits: how the energy pallets talk to each other without depending on each other.
//!
//! ```text
//! community --Communities--> metering, settlement
//! metering  --SlotSink-----> settlement   readings go into the slot's book
//! metering  <--SlotSource--- settlement   settlement closes, reads and drops slots
//! ```

use crate::{CommunityId, MeterId, NetworkId, PageIndex, Row, Slot, SlotLength};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Who runs a community, and in which currency it settles.
pub trait Communities<AccountId> {
	/// The account that may act for the community's networks; `None` for no such community.
	fn operator(community: CommunityId) -> Option<AccountId>;
	/// The account whose deposit covers the limits of others, if one is named.
	fn guarantor(community: CommunityId) -> Option<AccountId>;
	/// The settlement currency, as an asset id.
	fn asset(community: CommunityId) -> Option<u32>;
	/// Makes a community with this operator, guarantor and asset, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_open(operator: &AccountId, guarantor: &AccountId, asset: u32) -> CommunityId;
}

/// What a meter stands for in its network's sums.
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub enum RowClass {
	/// A connection point: book, position, units.
	#[codec(index = 0)]
	Boundary,
	/// Where the upstream grid delivers (export) and takes (import).
	#[codec(index = 1)]
	Feeder,
	/// A device behind a boundary meter: lineage and delivery only.
	#[codec(index = 2)]
	Sub,
}

/// What one meter moved until the end of a slot, since its last accepted reading.
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
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct RowEnergy {
	/// The meter's row in its page.
	pub row: Row,
	/// What the meter stands for.
	pub class: RowClass,
	/// Slots covered. Only 1 trades; more is a gap.
	pub span: u32,
	/// Base quantities taken from the network.
	pub import: u32,
	/// Base quantities delivered to it.
	pub export: u32,
	/// Lifetime import counter before this delta.
	pub import_before: u64,
	/// Lifetime export counter before this delta.
	pub export_before: u64,
}

impl RowEnergy {
	/// Whether the delta enters the slot's book: a connection point, and exactly one slot.
	pub const fn trades(&self) -> bool {
		matches!(self.class, RowClass::Boundary) && self.span == 1
	}
}

/// A slot whose readings are complete, or complete enough.
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
pub struct ClosedSlot {
	/// Which slot.
	pub slot: Slot,
	/// `G`: base quantities the grid delivered net of what it took.
	pub grid_net: i64,
	/// `L = Σe + G - Σm`: positive where energy was lost.
	pub loss: i64,
	/// No feeder meter spoke for exactly this slot, so `G = Σm - Σe` and `L = 0`.
	pub no_feeder: bool,
	/// The loss stayed disputed until the deadline.
	pub contested: bool,
	/// Feeder energy of earlier slots that became known with this one and was not billed yet:
	/// positive where the grid delivered more than it was paid for. Settled between the grid and
	/// the balancing account.
	pub feeder_late: i64,
}

/// What settlement asks of metering.
pub trait SlotSource<AccountId> {
	/// Length of every slot.
	fn slot_length() -> SlotLength;
	/// The slot that runs now.
	fn current_slot() -> Slot;
	/// Whether rules, tariffs and orders of `slot` are frozen: it has begun and the network is open.
	fn is_frozen(network: NetworkId, slot: Slot) -> bool;
	/// Whether the network exists.
	fn exists(network: NetworkId) -> bool;
	/// The next slot to close: every earlier one is closed. `None` while the network prepares.
	fn next_slot(network: NetworkId) -> Option<Slot>;
	/// The most base quantities boundary meters can import, or export, in one slot, whichever is
	/// larger, plus the declared hard limit of the loss: the base of `W1`.
	fn energy_max_per_slot(network: NetworkId) -> u64;
	/// The meter's owner and class, in service or not; `None` for an unknown meter.
	fn owner_of(meter: MeterId) -> Option<(AccountId, RowClass)>;
	/// Pages of the network that hold meters.
	fn page_count(network: NetworkId) -> PageIndex;
	/// Closes the network's next slot if it may close now. At most one slot a call.
	fn close_next(network: NetworkId) -> Option<ClosedSlot>;
	/// The rows of one page of a slot, in meter order; empty where nothing was read.
	fn slot_page(network: NetworkId, slot: Slot, page: PageIndex) -> Vec<RowEnergy>;
	/// Forgets one page of a swept slot.
	fn drop_page(network: NetworkId, slot: Slot, page: PageIndex);
	/// Forgets what is left of a swept slot.
	fn drop_slot(network: NetworkId, slot: Slot);
	/// Networks in a fixed order, at most `limit`, after `after`: for the round robin.
	fn networks_after(after: Option<NetworkId>, limit: u32) -> Vec<NetworkId>;
	/// Makes an open network with `rows` boundary meters, and one slot with a full row each whose
	/// readings are complete, for benchmarks. The slot is the one `next_slot` names.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_slot(network: NetworkId, owner: &AccountId, rows: u32);
}

/// What metering tells settlement.
pub trait SlotSink {
	/// Puts freshly accepted rows of one page into the slot's book.
	fn record(network: NetworkId, slot: Slot, page: PageIndex, rows: &[RowEnergy]);
	/// Every active meter is done for the network's next slot: look at it at the next poll.
	fn notice(network: NetworkId);
	/// Whether a network may open: accounts and a tariff from its first slot on are set, and the
	/// grid's limit covers what can happen in `slots` slots not yet cleared.
	fn may_open(network: NetworkId, first_slot: Slot, slots: u32) -> bool;
	/// Everything `may_open` asks for, set up for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_prepare(network: NetworkId, first_slot: Slot);
}

impl SlotSink for () {
	fn record(_: NetworkId, _: Slot, _: PageIndex, _: &[RowEnergy]) {}
	fn notice(_: NetworkId) {}
	fn may_open(_: NetworkId, _: Slot, _: u32) -> bool {
		true
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_prepare(_: NetworkId, _: Slot) {}
}

/// Sets the clock, for benchmarks: they begin at 1970.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchClock {
	/// It is `unix_s` seconds since 1970 from now on.
	fn set(unix_s: u64);
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchClock for () {
	fn set(_: u64) {}
}
