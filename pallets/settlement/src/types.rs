// SPDX-License-Identifier: Apache-2.0
//! Records the pallet keeps, and their bounds.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{
	Carrier, ClosedSlot, CommunityId, NanoPrice, NetworkId, Position, Row, Slot, PAGE_ROWS,
};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use settlement_core::{Axes, Book, Cycle, Gather, NoteSum, RootBuilder, SlotHeader, SlotTerms};
use sp_core::H256;

/// Rows of a page.
pub type PageRows = ConstU32<PAGE_ROWS>;
/// Accounts of a page: one per row and one per closing line.
pub type AccountsMax = ConstU32<{ 2 * PAGE_ROWS }>;
/// Periods whose statements stay in state; of older ones the root does.
pub const STATEMENT_PERIODS: u32 = 14;
/// Waiting credits that one step pays.
pub const CREDITS_PER_STEP: u32 = 32;
/// Most different tariffs a network holds: ten days of a new one every 15 minutes.
pub type TariffsMax = ConstU32<1_024>;
/// Most changes of a network's price rule that slots not settled yet may need.
pub type RulesMax = ConstU32<8>;
/// Most tariffs that an operator announces: the rest is for decisions of the members.
pub const TARIFFS_ANNOUNCED_MAX: usize = 1_016;
/// Most changes of the chain's bounds that slots not settled yet may need.
pub type BoundsMax = ConstU32<8>;
/// The same of the mode in which the grid operator settles.
pub type ModesMax = ConstU32<32>;
/// Most tariffs in one call: two days of 15-minute slots.
pub type TariffsPerCall = ConstU32<192>;
/// Most networks that wait for their turn; others are found by the patrol.
pub type DueMax = ConstU32<256>;
/// Named accounts of one community: two per carrier and the guarantor.
pub type NamedMax = ConstU32<{ 2 * energy_primitives::carrier::FACTS.len() as u32 + 1 }>;

/// An account that is named by its part, not by a meter.
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
pub enum NamedAccount {
	/// The grid operator of a network, supplier of last resort.
	#[codec(index = 0)]
	Grid(NetworkId),
	/// The account that bears a network's losses and silent meters.
	#[codec(index = 1)]
	Balancing(NetworkId),
	/// The account whose deposit covers the limits of others.
	#[codec(index = 2)]
	Guarantor(CommunityId),
	/// What the community owns in common.
	#[codec(index = 3)]
	Fund(CommunityId),
}

impl NamedAccount {
	/// The community whose pot holds the account's money.
	pub const fn community(self) -> CommunityId {
		match self {
			Self::Grid(network) | Self::Balancing(network) => network.community,
			Self::Guarantor(community) | Self::Fund(community) => community,
		}
	}
}

/// Who stands behind a network's named accounts.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NetworkAccounts<AccountId> {
	/// The grid operator.
	pub grid: AccountId,
	/// The balancing account.
	pub balancing: AccountId,
}

/// The money of a network that is not in its meters' positions, in nano-currency.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NetworkLedger {
	/// What the grid operator is owed.
	pub grid: i128,
	/// What the balancing account is owed.
	pub balancing: i128,
	/// What the blended prices rounded off, never below 0.
	pub rounding: i128,
	/// Legs of rows still to be swept; 0 between slots.
	pub suspense: i128,
	/// How far the grid account may fall below 0.
	pub grid_limit: u128,
	/// How far the balancing account may fall below 0.
	pub balancing_limit: u128,
	/// What the balancing account owes the grid for energy its feeder reported late.
	pub grid_owed: u128,
	/// Sum of the waiting credits of this network's meters.
	pub late_credits: u128,
	/// Base quantities the grid has delivered to members, over all settled slots.
	pub grid_import: u64,
	/// Base quantities the grid has taken from members, over all settled slots.
	pub grid_export: u64,
	/// Lowest price the grid ever paid and highest it ever took here; none before the first slot.
	pub tariff_extremes: Option<(NanoPrice, NanoPrice)>,
}

impl NetworkLedger {
	/// What the balancing account may still pay, in nano-currency.
	pub fn balancing_free(&self) -> u128 {
		free(self.balancing, self.balancing_limit)
	}

	/// What the grid account may still pay, in nano-currency.
	pub fn grid_free(&self) -> u128 {
		free(self.grid, self.grid_limit)
	}
}

fn free(position: i128, limit: u128) -> u128 {
	let limit = i128::try_from(limit).unwrap_or(i128::MAX);
	u128::try_from(position.saturating_add(limit)).unwrap_or(0)
}

/// The money of a community that belongs to no network, in nano-currency.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct CommunityLedger<AccountId> {
	/// What the guarantor is owed. Always covers the limits.
	pub guarantor: i128,
	/// What the community owns in common, never below 0.
	pub fund: i128,
	/// The sum of all accounts; the pot holds at least this.
	pub booked: u128,
	/// What was taken out of accounts and is on its way to a bank.
	pub in_payment: u128,
	/// What owners left as deposits of planned devices.
	pub device_deposits: u128,
	/// The sum of the limits of meters and closing lines.
	pub member_limits: u128,
	/// What a bank waits for until the guarantor can pay it: returned debits.
	pub claim: u128,
	/// Whose money the guarantor's is: whoever was the guarantor when the first of it came. A
	/// guarantor named later can't take it.
	pub backer: Option<AccountId>,
}

impl<AccountId> Default for CommunityLedger<AccountId> {
	fn default() -> Self {
		Self {
			guarantor: 0,
			fund: 0,
			booked: 0,
			in_payment: 0,
			device_deposits: 0,
			member_limits: 0,
			claim: 0,
			backer: None,
		}
	}
}

/// A slot's supply and demand while its readings arrive.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct BookRecord<BlockNumber> {
	/// The book.
	pub book: Book,
	/// Block of the last reading: the slot is not cleared in the same one, so that its pages are
	/// found in the state before the block that clears it.
	pub touched: BlockNumber,
}

/// A meter that the supplier of last resort bills itself.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct OutsideRow {
	/// Its row.
	pub row: Row,
	/// First slot outside the local market.
	pub from_slot: Slot,
	/// First slot inside again, once known.
	pub until_slot: Option<Slot>,
	/// A deposit lifted the position while slots from before `from_slot` were still open.
	pub lifted: bool,
}

impl OutsideRow {
	/// Whether the meter is outside in `slot`.
	pub fn holds(&self, slot: Slot) -> bool {
		self.from_slot <= slot && self.until_slot.is_none_or(|until| slot < until)
	}

	/// Whether it holds for no slot from `slot` on.
	pub fn is_over(&self, slot: Slot) -> bool {
		self.until_slot.is_some_and(|until| until <= slot)
	}
}

/// What a meter's earlier owner is owed: the energy of all slots before the cut-off.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct LineRecord<AccountId> {
	/// The meter's row.
	pub row: Row,
	/// As the how-manieth owner, from 0.
	pub epoch: u32,
	/// The earlier owner.
	pub owner: AccountId,
	/// The first slot that is the next owner's.
	pub until_slot: Slot,
	/// The cut-off has passed, and the money stands here.
	pub closed: bool,
	/// Nano-currency; 0 until the cut-off.
	pub position: Position,
	/// What it held when the running billing period began.
	pub opening: Position,
	/// How far it may be below zero, in nano-currency: what the meter's limit was.
	pub limit: u64,
	/// What returned debits left owing to the guarantor, in nano-currency.
	pub arrears: u64,
	/// What was taken out of it and is on its way to a bank, in nano-currency.
	pub held: u64,
}

impl<AccountId> LineRecord<AccountId> {
	/// Whether the cut-off has passed and the money still has to move here.
	pub fn is_due(&self, now: Slot) -> bool {
		!self.closed && self.until_slot <= now
	}
}

/// What a meter's owner has agreed on: kept for rows that differ from nothing.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct TermsRow {
	/// The meter's row.
	pub row: Row,
	/// As the how-manieth owner, from 0.
	pub epoch: u32,
	/// How far the position may fall below zero, in nano-currency; the guarantor covers it.
	pub limit: u64,
	/// What returned debits left owing to the guarantor, in nano-currency.
	pub arrears: u64,
	/// The first slot that was this owner's; 0 for the first owner.
	pub since_slot: Slot,
}

/// What changed an account in the running billing period besides its energy.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NoteRow {
	/// The meter's row.
	pub row: Row,
	/// As the how-manieth owner, from 0.
	pub epoch: u32,
	/// Its notes.
	pub notes: NoteSum,
}

/// The running billing period of a network.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct BillingRecord {
	/// When periods end.
	pub cycle: Cycle,
	/// When they end from the next period on, if that changes.
	pub next_cycle: Option<Cycle>,
	/// Its number, from 0.
	pub period: u32,
	/// Its first slot.
	pub first_slot: Slot,
	/// The first slot after it; 0 until the network has settled its first slot.
	pub end_slot: Slot,
	/// The digest of all slot records before it.
	pub records_before: H256,
	/// The digest of all slot records until now.
	pub records: H256,
}

/// How far the adding up of fixed shares has come.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct GatherSweep {
	/// The slot's totals.
	pub closed: ClosedSlot,
	/// The terms it began with.
	pub terms: SlotTerms,
	/// The sums so far.
	pub gather: Gather,
	/// Pages to look at.
	pub page_count: u32,
	/// The page that comes next.
	pub next_page: u32,
}

/// How far the closing of a billing period has come.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct BillSweep {
	/// The first slot after the period.
	pub end_slot: Slot,
	/// Pages to close.
	pub page_count: u32,
	/// The page that comes next.
	pub next_page: u32,
	/// Statements so far.
	pub statements: u32,
	/// The pages closed so far, as the left part of the period's Merkle tree.
	pub tree: RootBuilder,
}

/// A credit that waits for the balancing account.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct LateCredit {
	/// The meter's row.
	pub row: Row,
	/// As the how-manieth owner, from 0.
	pub epoch: u32,
	/// Nano-currency.
	pub amount: u128,
}

/// Where a network stands between two slots.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Stage {
	/// The readings of a slot are complete; its money has not moved.
	#[codec(index = 0)]
	Closed {
		/// The slot's totals.
		closed: ClosedSlot,
		/// What members can use of their fixed shares, where the rule needs that first.
		gathered: Option<u64>,
	},
	/// Prices are known, pages are being swept.
	#[codec(index = 1)]
	Sweeping(Sweep),
	/// A billing period is over, statements are being closed.
	#[codec(index = 2)]
	Billing(BillSweep),
	/// What members can use of their fixed shares is being added up, before the slot has prices.
	#[codec(index = 3)]
	Gathering(GatherSweep),
}

impl Stage {
	/// The first slot whose money has not moved completely.
	pub fn slot(&self) -> Slot {
		match self {
			Self::Closed { closed, .. } => closed.slot,
			Self::Gathering(gather) => gather.closed.slot,
			Self::Billing(bill) => bill.end_slot,
			Self::Sweeping(sweep) => sweep.header.clearing.slot,
		}
	}
}

/// How far the sweep of a slot has come.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Sweep {
	/// Prices and totals of the slot.
	pub header: SlotHeader,
	/// Pages to sweep.
	pub page_count: u32,
	/// The page that comes next.
	pub next_page: u32,
	/// Sums of energy of the rows swept so far.
	pub axes: Axes,
	/// The first slot of the billing period that this one belongs to.
	pub period_first: Slot,
	/// Sum of the fixed shares of the pages swept so far, in ppm.
	pub shares_before: u32,
	/// The most that rows still to come can leave to the grid account, in nano-currency.
	pub reserve: u128,
	/// The pages swept so far, as the left part of the slot's Merkle tree.
	pub tree: RootBuilder,
}

/// A withdrawal that waits.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct WithdrawalRecord<AccountId> {
	/// Who is paid.
	pub to: AccountId,
	/// Nano-currency asked for.
	pub amount: u128,
	/// Last slot that must be settled first.
	pub through_slot: Slot,
	/// As the how-manieth owner, from 0.
	pub epoch: u32,
}

/// Where a queue begins and ends: entries `[head, tail)`.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct QueueEnds {
	/// The entry served next.
	pub head: u64,
	/// The place of the next request.
	pub tail: u64,
}

/// A named account's withdrawal that waits.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NamedWithdrawal<AccountId> {
	/// Which account.
	pub account: NamedAccount,
	/// Who is paid.
	pub to: AccountId,
	/// Nano-currency asked for.
	pub amount: u128,
}

/// The waiting withdrawals of a community's named accounts.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NamedQueue<AccountId, BlockNumber> {
	/// One per account.
	pub rows: BoundedVec<NamedWithdrawal<AccountId>, NamedMax>,
	/// Since when waiting rows hold new clearings back; none before the first request.
	pub held_from: Option<BlockNumber>,
}

impl<AccountId, BlockNumber> Default for NamedQueue<AccountId, BlockNumber> {
	fn default() -> Self {
		Self { rows: BoundedVec::new(), held_from: None }
	}
}

/// What one look at a network did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
	/// Nothing to do until something is announced.
	Idle,
	/// Something waits for another block.
	Waiting,
	/// Something was done; there may be more.
	Done,
}

/// The networks a community can have, one per carrier.
pub fn networks_of(community: CommunityId) -> impl Iterator<Item = NetworkId> {
	energy_primitives::carrier::FACTS
		.iter()
		.map(move |facts| NetworkId { community, carrier: facts.carrier })
}

/// The largest size of a price per base quantity, from that per kWh, rounded down.
pub fn price_max(carrier: Carrier, per_kwh: u64) -> NanoPrice {
	const JOULES_PER_KWH: u128 = 3_600_000;
	let joules = u128::from(carrier.facts().joules_per_base);
	let price = u128::from(per_kwh).saturating_mul(joules) / JOULES_PER_KWH;
	NanoPrice::try_from(price).unwrap_or(NanoPrice::MAX)
}
