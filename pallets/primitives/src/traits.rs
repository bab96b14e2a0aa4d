// SPDX-License-Identifier: Apache-2.0
//! Glue traits: how the energy pallets talk to each other without depending on each other.
//!
//! ```text
//! community --Communities----> metering, settlement
//! metering  --SlotSink-------> settlement     readings go into the slot's book
//! metering  <--SlotSource----- settlement     settlement closes, reads and drops slots
//! metering  --CreditNotes----> settlement     corrections, gaps, owners: what is settled late
//! settlement --SurplusSource-> certificates   what a meter gave to the grid
//! settlement --MemberAccounts-> bank          money that comes from a bank, or goes to one
//! settlement --HouseholdQuota-> metering, bank  how many calls a household has free a day
//! settlement --Participation--> community       who takes part, by what is settled
//! community  --Electorate-----> dispatch        who may stop a plan
//! metering   --DeviceMeters---> dispatch        which meter shows what a device did
//! settlement --PlanMoney------> dispatch        tariffs, and money between members and the fund
//! settlement --Delivery-------> dispatch        what was delivered, slot by slot
//! ```

use crate::{
	CommunityId, MemberAccount, MeterId, NanoPrice, NetworkId, PageIndex, Position, Row, Slot,
	SlotLength, StatementId,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Who runs a community, and in which currency it settles.
pub trait Communities<AccountId> {
	/// The account that may act for the community's networks; `None` for no such community.
	fn operator(community: CommunityId) -> Option<AccountId>;
	/// The account whose deposit covers the limits of others, if one is named.
	fn guarantor(community: CommunityId) -> Option<AccountId>;
	/// The account that exchanges the settlement currency for money outside, if one is named.
	fn bank(community: CommunityId) -> Option<AccountId>;
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

/// How good a figure is.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub enum Quality {
	/// Measured and signed by a calibrated device.
	#[codec(index = 0)]
	#[default]
	Measured,
	/// Measured and signed by a device whose calibration had expired.
	#[codec(index = 1)]
	Uncalibrated,
	/// A part of it is the operator's word: the last energy of a device that was replaced.
	#[codec(index = 2)]
	Substituted,
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
	/// How good the figure is.
	pub quality: Quality,
	/// Slots covered. Only 1 trades; more is a gap.
	pub span: u32,
	/// Base quantities taken from the network.
	pub import: u32,
	/// Base quantities delivered to it.
	pub export: u32,
	/// The last quantities of the import that fill what an earlier downward correction left owing:
	/// they are settled like the others but do not lengthen the lifetime counter. At most `import`.
	pub import_repaid: u32,
	/// The same of the export. At most `export`.
	pub export_repaid: u32,
	/// Lifetime import counter before this delta.
	pub import_before: u64,
	/// Lifetime export counter before this delta.
	pub export_before: u64,
	/// Of a storage: how far its import axis was used up before this delta. None for others.
	pub storage_tail: Option<u64>,
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

/// Why evidence about a settled slot does not hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EvidenceError {
	/// The slot is not settled, or lies before the network's first.
	UnknownSlot,
	/// The chain keeps another record of this slot, or none that the proof leads to.
	WrongRecord,
	/// The record holds no such row, or it is another meter's.
	WrongRow,
}

/// What a settled slot says of a meter.
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
pub struct Figure {
	/// What the meter stood for.
	pub class: RowClass,
	/// Slots the figure covers.
	pub span: u32,
	/// Base quantities it took.
	pub import: u32,
	/// Base quantities it delivered.
	pub export: u32,
	/// What a base quantity of its export brought in that slot, in nano-currency.
	pub sell_price: NanoPrice,
	/// What a base quantity of its import cost in that slot, in nano-currency.
	pub buy_price: NanoPrice,
	/// No feeder meter spoke for the slot: the grid stands for the balancing account.
	pub no_feeder: bool,
}

/// What metering asks of settlement about slots that are settled, and what it has settled late.
pub trait CreditNotes<AccountId> {
	/// Proof of what a settled slot says of one meter.
	type Evidence: Clone
		+ core::fmt::Debug
		+ Decode
		+ DecodeWithMemTracking
		+ Encode
		+ Eq
		+ MaxEncodedLen
		+ Send
		+ Sync
		+ TypeInfo
		+ 'static;
	/// What the record of `slot` says of the meter.
	fn figure(
		meter: MeterId,
		slot: Slot,
		evidence: &Self::Evidence,
	) -> Result<Figure, EvidenceError>;
	/// Settles a change of a settled figure between the meter and the balancing account (for a
	/// feeder: between the grid and the balancing account), at that slot's prices. Returns what
	/// the meter (the grid) gains, in nano-currency.
	fn credit_note(meter: MeterId, slot: Slot, figure: &Figure, import: i64, export: i64) -> i128;
	/// Credits the meter the difference between what the parts of a gap, one per slot and ending
	/// with `slot`, would have brought at their slots' prices, and what the gap brought. `None`
	/// where a slot's record is no longer in state. Never below 0.
	fn reallocate(
		meter: MeterId,
		slot: Slot,
		figure: &Figure,
		parts: &[(u32, u32)],
	) -> Option<i128>;
	/// From `from_slot` on the meter's energy is another owner's: earlier slots, and the money until
	/// then, stay with `owner`, whose `epoch`-th line closes. Returns whether there was room for it.
	fn change_owner(meter: MeterId, owner: AccountId, epoch: u32, from_slot: Slot) -> bool;
	/// A settled slot with evidence for the meter's row, which took and gave 256 base quantities for
	/// each slot of `span`, for benchmarks: folded for one slot, else with all records in state.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_evidence(meter: MeterId, span: u32) -> (Slot, Self::Evidence);
}

/// What certificates ask of settlement.
pub trait SurplusSource<AccountId> {
	/// Proof of what a settled slot says of one meter.
	type Evidence: Clone
		+ core::fmt::Debug
		+ Decode
		+ DecodeWithMemTracking
		+ Encode
		+ Eq
		+ MaxEncodedLen
		+ Send
		+ Sync
		+ TypeInfo
		+ 'static;
	/// Who owns the meter's energy now; `None` for an unknown meter or one without units.
	fn owner_of(meter: MeterId) -> Option<AccountId>;
	/// Where the meter's surplus axis stands now, in base quantities given to the grid.
	fn surplus_of(meter: MeterId) -> u64;
	/// Where it stood before `slot`, by its record.
	fn surplus_before(
		meter: MeterId,
		slot: Slot,
		evidence: &Self::Evidence,
	) -> Result<u64, EvidenceError>;
	/// Whether figures of `slot` can no longer be corrected by the operator alone.
	fn is_final(meter: MeterId, slot: Slot) -> bool;
	/// A meter of this owner with a settled, final slot in which it gave `surplus` to the grid, for
	/// benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_surplus(owner: &AccountId, surplus: u32) -> (MeterId, Slot, Self::Evidence);
}

/// Why money can't move between a bank and an account.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MoneyError {
	/// There is no such account.
	NoAccount,
	/// The account, or what is in payment, holds less.
	PositionTooLow,
	/// An account would hold more than can be counted.
	PositionTooHigh,
	/// The guarantor's free money does not cover it.
	NotCovered,
	/// The community has no guarantor.
	NoGuarantor,
	/// The settlement currency refuses.
	Currency,
}

/// What the bank asks of settlement. Amounts in nano-currency. Every function does all of it or
/// nothing.
pub trait MemberAccounts<AccountId> {
	/// The owner of now, and as the how-manieth; `None` for an unknown meter or one without money.
	fn owner_of(meter: MeterId) -> Option<(AccountId, u32)>;
	/// The closing position of a closed statement; `None` where there is none.
	fn closing_position(id: StatementId) -> Option<Position>;
	/// What the account holds now; negative where it owes.
	fn position(account: MemberAccount) -> Option<Position>;
	/// What returned debits left owing to the guarantor.
	fn arrears(account: MemberAccount) -> u128;
	/// The money of the community's accounts that is on its way to a bank.
	fn in_payment(community: CommunityId) -> u128;
	/// Takes money out of an account to pay it by bank. Errors: `NoAccount`, `PositionTooLow`.
	fn hold(account: MemberAccount, amount: u128) -> Result<(), MoneyError>;
	/// A payment failed: the money goes back. Errors: `NoAccount`, `PositionTooLow`,
	/// `PositionTooHigh`.
	fn release(account: MemberAccount, amount: u128) -> Result<(), MoneyError>;
	/// A payment arrived: the money leaves the chain. Errors: `PositionTooLow`, `Currency`.
	fn burn_held(account: MemberAccount, amount: u128) -> Result<(), MoneyError>;
	/// A bank booked money for the account: made on chain, arrears to the guarantor first. Errors:
	/// `NoAccount`, `PositionTooHigh`, `Currency`.
	fn collect(account: MemberAccount, amount: u128) -> Result<(), MoneyError>;
	/// A payment came back from the bank it went to: made on chain again, all for the account.
	/// Errors: `NoAccount`, `PositionTooHigh`, `Currency`.
	fn mint_to(account: MemberAccount, amount: u128) -> Result<(), MoneyError>;
	/// A bank booked money for the guarantor. Errors: `NoGuarantor`, `PositionTooHigh`, `Currency`.
	fn collect_for_guarantor(community: CommunityId, amount: u128) -> Result<(), MoneyError>;
	/// A collected debit came back: the guarantor's free money pays, after the account's unused limit
	/// is cut, and the account has arrears. What the guarantor can't pay joins the bank's claim.
	/// Returns that part. Errors: `NoAccount`, `PositionTooHigh`, `Currency`.
	fn return_debit(account: MemberAccount, amount: u128) -> Result<u128, MoneyError>;
	/// What a bank waits for until the guarantor can pay it.
	fn claim(community: CommunityId) -> u128;
	/// Pays of the bank's claim what the guarantor's free money allows. Returns it.
	fn pay_claim(community: CommunityId) -> u128;
	/// The guarantor pays what the account owes, and its limit and arrears end. Returns the debt.
	/// Errors: `NoAccount`, `NotCovered`.
	fn write_off(account: MemberAccount) -> Result<u128, MoneyError>;
	/// A closed statement of an account of this owner that holds `position`, in a community whose
	/// guarantor covers it, for benchmarks.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_account(owner: &AccountId, position: Position) -> StatementId;
}

/// How many calls a household has free a day.
pub trait HouseholdQuota<AccountId> {
	/// Whether a call costs nothing: one is left today, and `succeeds`, which is tried and taken
	/// back, says so. A call that fails must cost, or failing ones without end would be free.
	fn is_free(who: &AccountId, succeeds: impl FnOnce() -> bool) -> bool;
	/// Uses one, if one is left.
	fn use_one(who: &AccountId);
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
