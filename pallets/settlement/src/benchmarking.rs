// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: every call, and every part of a step that blocks do by themselves.

use super::*;
use crate::account_impls::AccountState;
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use energy_primitives::{
	Carrier, ClosedSlot, Communities, CommunityId, MeterId, NetworkId, Quality, RowClass,
	RowEnergy, Slot, SlotSink, SlotSource, StatementId, PAGE_ROWS,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		tokens::fungibles::{Create, Inspect, Mutate},
		EnsureOrigin, Get, Hooks,
	},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::RawOrigin;
use settlement_core::{
	Axes, Band, Book, Class, Cycle, Evidence, Fees, Keys, Limits, Mountain, Note, NoteKind,
	NoteSum, PageLeaf, Path, PeriodRecord, Policy, Presence, PriceBounds, RootBuilder, RowLeaf,
	RowProof, Rule, Share, ShareRow, Sharing, SlotHeader, SlotRecord, StatementRow, Tariff,
	DECISIONS_MAX,
};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

const ASSET: u32 = 1;
/// More than any benchmark moves, and far from the ends of every type.
const WEALTH: u128 = 1_000_000_000_000_000_000_000;
const AMOUNT: u128 = 1_000_000_000_000;

fn tariff(feed_in: i32) -> Tariff {
	Tariff { feed_in, retail: 300_000, network_fee: 5_000, fund_fee: 1_000 }
}

impl<T: Config> Pallet<T> {
	/// Accounts, a tariff, and a grid limit that covers any slot, with the money behind it.
	pub(crate) fn prepare_for_benchmarks(network: NetworkId, first_slot: Slot) {
		let grid: T::AccountId = account("grid", 0, 0);
		let balancing: T::AccountId = account("balancing", 0, 0);
		Accounts::<T>::insert(network, NetworkAccounts { grid, balancing });
		Tariffs::<T>::insert(
			network,
			BoundedVec::truncate_from(vec![(first_slot, tariff(80_000))]),
		);
		let community = network.community;
		if let Some(asset) = T::Communities::asset(community) {
			let _ = T::Assets::mint_into(asset, &Self::pot_of(community), WEALTH);
		}
		Purses::<T>::mutate(community, |purse| {
			purse.guarantor = purse.guarantor.saturating_add(WEALTH as i128);
			purse.booked = purse.booked.saturating_add(WEALTH);
			purse.backer = T::Communities::guarantor(community);
		});
		Ledgers::<T>::mutate(network, |ledger| ledger.grid_limit = WEALTH / 2);
	}
}

/// A community, and a network whose next slot has `rows` complete rows. Returns the network, its
/// operator, its guarantor and its meters' owner.
fn world<T: Config>(rows: u32) -> (NetworkId, T::AccountId, T::AccountId, T::AccountId)
where
	T::Assets: Create<T::AccountId>,
{
	let operator: T::AccountId = whitelisted_caller();
	let guarantor: T::AccountId = account("guarantor", 0, 0);
	let owner: T::AccountId = account("owner", 0, 0);
	if !T::Assets::asset_exists(ASSET) {
		T::Assets::create(ASSET, operator.clone(), true, 1).expect("a fresh id");
	}
	for who in [&operator, &guarantor, &owner] {
		T::Assets::mint_into(ASSET, who, WEALTH).expect("a small sum");
	}
	let community = T::Communities::bench_open(&operator, &guarantor, ASSET);
	let network = NetworkId { community, carrier: Carrier::Electricity };
	Pallet::<T>::prepare_for_benchmarks(network, 0);
	T::Metering::bench_slot(network, &owner, rows);
	(network, operator, guarantor, owner)
}

/// Height of the mountain ranges of benchmarks: a million slots.
const HEIGHT: u32 = 20;

/// The record of a slot whose single page has these rows.
fn record_of(slot: Slot, leaves: &[RowLeaf]) -> (SlotRecord, PageLeaf) {
	let closed = ClosedSlot {
		slot,
		grid_net: 0,
		loss: 0,
		no_feeder: false,
		contested: false,
		feeder_late: 0,
	};
	let clearing = settlement_core::clear(&Book::default(), &closed, &tariff(80_000).into(), None)
		.expect("empty");
	let header = SlotHeader {
		clearing,
		grid_export_before: 0,
		grid_import_before: 0,
		no_feeder: false,
		contested: false,
	};
	let (page, _) = PageLeaf::new::<BlakeTwo256>(0, Axes::default(), leaves).expect("small");
	let mut tree = RootBuilder::for_slot::<BlakeTwo256>(&header);
	tree.push::<BlakeTwo256>(page.hash::<BlakeTwo256>()).expect("few");
	(SlotRecord { header, pages: 1, root: tree.root::<BlakeTwo256>() }, page)
}

/// A full page in which every meter took and gave 256 base quantities a slot.
fn full_page(span: u32, surplus_before: u64) -> Vec<RowLeaf> {
	let class = if span > 1 { Class::Gap } else { Class::Accepted };
	let energy = |row| RowEnergy {
		row,
		class: RowClass::Boundary,
		quality: Quality::Measured,
		span,
		import: 256 * span,
		export: 256 * span,
		import_repaid: 0,
		export_repaid: 0,
		import_before: 0,
		export_before: 0,
		storage_tail: None,
	};
	let in_market = if class.buys() { 256 } else { 0 };
	(0..=u8::MAX).map(|row| RowLeaf::new(&energy(row), class, in_market, surplus_before)).collect()
}

/// Folds a record as the first of a range of a million slots. Returns its path.
fn fold(record: &SlotRecord) -> (Mountain, Path) {
	let path = Path::truncate_from(vec![H256::repeat_byte(7); HEIGHT as usize]);
	let mut peak = record.hash::<BlakeTwo256>();
	for sibling in &path {
		peak = BlakeTwo256::hash(&[peak.as_bytes(), sibling.as_bytes()].concat());
	}
	// A tree of full subtrees is its size and their roots.
	let tree = (1u32 << HEIGHT, vec![peak]).encode();
	let tree = RootBuilder::decode(&mut &tree[..]).expect("the two fields of it");
	(Mountain { first_slot: record.header.clearing.slot, tree }, path)
}

/// Evidence for a meter's row: folded for one slot, else with every record of the span in state.
pub(crate) fn evidence<T: Config>(meter: MeterId, span: u32) -> (Slot, Evidence) {
	let slot = T::Metering::current_slot().saturating_sub(1);
	let leaves = full_page(span, 0);
	let (record, page) = record_of(slot, &leaves);
	assert_eq!(meter.page(), 0, "benchmarks have one page");
	let row = u32::from(meter.row());
	let proof = RowProof::new::<BlakeTwo256>(&record.header, &[page], 0, &leaves, row);
	let row = proof.expect("exists");
	if span == 1 {
		let (mountain, path) = fold(&record);
		Mountains::<T>::insert(meter.network, mountain);
		return (slot, Evidence { record, row, mountain: path });
	}
	for earlier in slot.saturating_sub(span)..slot {
		let (record, _) = record_of(earlier, &[]);
		SlotRecords::<T>::insert((meter.network, earlier), record);
	}
	SlotRecords::<T>::insert((meter.network, slot), record);
	(slot, Evidence { record, row, mountain: Path::new() })
}

/// A meter with a folded, final slot before which it had given `surplus` to the grid.
pub(crate) fn surplus_evidence<T: Config>(
	owner: &T::AccountId,
	surplus: u32,
) -> (MeterId, Slot, Evidence) {
	let community = T::Communities::bench_open(owner, owner, ASSET);
	let network = NetworkId { community, carrier: Carrier::Electricity };
	Pallet::<T>::prepare_for_benchmarks(network, 0);
	T::Metering::bench_slot(network, owner, 1);
	let meter = MeterId { network, index: 0 };
	let next = T::Metering::next_slot(network).expect("open");
	let slot = next.saturating_sub(T::RecordWindow::get()).saturating_sub(2);
	let leaves = full_page(1, surplus.into());
	let (record, page) = record_of(slot, &leaves);
	let row = RowProof::new::<BlakeTwo256>(&record.header, &[page], 0, &leaves, 0);
	let row = row.expect("exists");
	let (mountain, path) = fold(&record);
	Mountains::<T>::insert(network, mountain);
	Surplus::<T>::insert(network, 0, BoundedVec::truncate_from(vec![u64::from(surplus)]));
	(meter, slot, Evidence { record, row, mountain: path })
}

/// The first connection point of a network.
fn first_meter<T: Config>(network: NetworkId) -> MeterId {
	(0..PAGE_ROWS)
		.map(|index| MeterId { network, index })
		.find(|meter| {
			T::Metering::owner_of(*meter).is_some_and(|(_, class)| class == RowClass::Boundary)
		})
		.expect("a network of benchmarks has a meter")
}

/// Clears the network's next slot and sweeps as far as the page that holds its rows.
fn sweep_to_rows<T: Config>(network: NetworkId) -> Sweep {
	let slot = T::Metering::next_slot(network).expect("open");
	let closed = T::Metering::close_next(network).expect("complete");
	assert_eq!(Pallet::<T>::take_up(network, closed, None), Progress::Done);
	loop {
		let Some(Stage::Sweeping(sweep)) = Sweeps::<T>::get(network) else {
			panic!("the slot is being swept");
		};
		let rows = T::Metering::slot_page(network, slot, sweep.next_page);
		if !rows.is_empty() || sweep.next_page >= sweep.page_count {
			return sweep;
		}
		Pallet::<T>::sweep_page(network, sweep);
	}
}

/// A sweep that has come to a full page of which `n` rows were read, without orders, as when the
/// slot was read.
fn page_to_sweep<T: Config>(n: u32) -> (NetworkId, Sweep)
where
	T::Assets: Create<T::AccountId>,
{
	let (network, ..) = world::<T>(n);
	Rules::<T>::insert(network, BoundedVec::truncate_from(vec![(0, sharing())]));
	let sweep = sweep_to_rows::<T>(network);
	let page = sweep.next_page;
	fill_shares::<T>(network, page);
	fill_page::<T>(network, page);
	Surplus::<T>::insert(network, page, BoundedVec::truncate_from(vec![1u64; 256]));
	Orders::<T>::remove(network, page);
	(network, sweep)
}

/// A network with a full page of lines, all closed but the first meter's, whose cut-off is the
/// running slot. Returns it with its owner and that meter.
fn lines<T: Config>() -> (NetworkId, T::AccountId, MeterId)
where
	T::Assets: Create<T::AccountId>,
{
	let (network, _, _, owner) = world::<T>(1);
	fill_page::<T>(network, 0);
	let meter = first_meter::<T>(network);
	Pallet::<T>::put_position(meter, AMOUNT as i64);
	Purses::<T>::mutate(network.community, |purse| purse.booked += AMOUNT);
	let until_slot = T::Metering::current_slot();
	let line = |row: u8| LineRecord {
		row,
		epoch: 0,
		owner: owner.clone(),
		until_slot,
		closed: row != meter.row(),
		position: 0,
		opening: 0,
		limit: 0,
		arrears: 0,
		held: 0,
	};
	let lines = (0..=u8::MAX).map(line).collect::<Vec<_>>();
	ClosingLines::<T>::insert(network, 0, BoundedVec::truncate_from(lines));
	(network, owner, meter)
}

/// Fills every page item of a network with a full page.
fn fill_page<T: Config>(network: NetworkId, page: u32) {
	let orders = (0..=u8::MAX).map(|row| {
		settlement_core::OrderRow::first(
			row,
			Limits { buy_max: Some(250_000), sell_min: Some(90_000) },
			0,
		)
	});
	Orders::<T>::insert(network, page, BoundedVec::truncate_from(orders.collect::<Vec<_>>()));
	Positions::<T>::insert(network, page, BoundedVec::truncate_from(vec![0; 256]));
	let outside = (0..=u8::MAX).map(|row| OutsideRow {
		row,
		from_slot: Slot::MAX,
		until_slot: None,
		lifted: false,
	});
	Outside::<T>::insert(network, page, BoundedVec::truncate_from(outside.collect::<Vec<_>>()));
}

/// Sharing by need: a rule that reads shares in every slot.
fn sharing() -> Rule {
	Rule::Sharing(Sharing { keys: Keys::Dynamic, price: 150_000 })
}

/// Gives every meter of a page a share of its own.
fn fill_shares<T: Config>(network: NetworkId, page: u32) {
	let share = Share { participation_percent: 90, share_ppm: 2_000 };
	let rows = (0..=u8::MAX).map(|row| ShareRow::first(row, share, 0));
	Shares::<T>::insert(network, page, BoundedVec::truncate_from(rows.collect::<Vec<_>>()));
}

/// Gives the first `count` meters of a page money and a note. Returns what their statements
/// would be.
fn fill_statements<T: Config>(
	network: NetworkId,
	page: u32,
	count: u32,
) -> BoundedVec<StatementRow, AccountsMax> {
	let (mut notes, mut rows) = (Vec::new(), Vec::new());
	for row in (0..count).map(|row| row as u8) {
		let mut sum = NoteSum::default();
		let note = Note { kind: NoteKind::Deposit, slot: 0, amount: 1 };
		sum.add::<BlakeTwo256>(&note).expect("small");
		notes.push(NoteRow { row, epoch: 0, notes: sum });
		rows.push(StatementRow { row, epoch: 0, opening: 0, closing: 1, notes: sum });
	}
	Notes::<T>::insert(network, page, BoundedVec::truncate_from(notes));
	let positions = vec![1i64; count as usize];
	Positions::<T>::insert(network, page, BoundedVec::truncate_from(positions));
	BoundedVec::truncate_from(rows)
}

/// An account with this position, and a closed statement that says so.
pub(crate) fn member_account<T: Config>(owner: &T::AccountId, position: i64) -> StatementId {
	let guarantor: T::AccountId = account("guarantor", 0, 0);
	let community = T::Communities::bench_open(owner, &guarantor, ASSET);
	let network = NetworkId { community, carrier: Carrier::Electricity };
	Pallet::<T>::prepare_for_benchmarks(network, 0);
	T::Metering::bench_slot(network, owner, 1);
	let meter = first_meter::<T>(network);
	fill_page::<T>(network, meter.page());
	Pallet::<T>::put_position(meter, position);
	Purses::<T>::mutate(community, |purse| {
		purse.booked = purse.booked.saturating_add_signed(position.into());
	});
	let account = Pallet::<T>::account_now(meter);
	let before = Pallet::<T>::account(account).expect("a connection point");
	let limit = position.min(0).unsigned_abs();
	Pallet::<T>::put_account(account, before, AccountState { limit, ..before });
	let (row, notes) = (meter.row(), NoteSum::default());
	let row = StatementRow { row, epoch: 0, opening: 0, closing: position, notes };
	Statements::<T>::insert((network, 0), meter.page(), BoundedVec::truncate_from(vec![row]));
	StatementId { account, period: 0 }
}

/// Tariffs, an account that can pay with a full page of everything beside it, and this much in the
/// fund. The pot holds it where the currency exists.
pub(crate) fn plan_money<T: Config>(meter: MeterId, fund: u128) {
	let (network, page) = (meter.network, meter.page());
	let community = network.community;
	Tariffs::<T>::insert(network, BoundedVec::truncate_from(vec![(0, tariff(80_000))]));
	fill_page::<T>(network, page);
	Pallet::<T>::put_position(meter, AMOUNT as i64);
	fill_notes::<T>(network, page);
	let booked = fund.saturating_add(AMOUNT);
	if let Some(asset) = T::Communities::asset(community) {
		let _ = T::Assets::mint_into(asset, &Pallet::<T>::pot_of(community), booked);
	}
	Purses::<T>::mutate(community, |purse| {
		purse.fund = purse.fund.saturating_add_unsigned(fund);
		purse.booked = purse.booked.saturating_add(booked);
	});
}

/// Gives every meter of a page a note.
fn fill_notes<T: Config>(network: NetworkId, page: u32) {
	let mut notes = NoteSum::default();
	let note = Note { kind: NoteKind::Deposit, slot: 0, amount: 1 };
	notes.add::<BlakeTwo256>(&note).expect("small");
	let rows = (0..=u8::MAX).map(|row| NoteRow { row, epoch: 0, notes });
	Notes::<T>::insert(network, page, BoundedVec::truncate_from(rows.collect::<Vec<_>>()));
}

/// What a meter took in one slot.
fn measured(meter: MeterId) -> RowEnergy {
	RowEnergy {
		row: (meter.index % PAGE_ROWS) as u8,
		class: RowClass::Boundary,
		quality: Quality::Measured,
		span: 1,
		import: 900,
		export: 0,
		import_before: 0,
		export_before: 0,
		import_repaid: 0,
		export_repaid: 0,
		storage_tail: None,
	}
}

/// A meter whose owner took part in the oldest closed period that is looked at.
pub(crate) fn participant<T: Config>(community: CommunityId, who: &T::AccountId) -> MeterId {
	let network = NetworkId { community, carrier: Carrier::Electricity };
	T::Metering::bench_slot(network, who, 1);
	let owner = Some((who.clone(), RowClass::Boundary));
	let meter = (0..PAGE_ROWS)
		.map(|index| MeterId { network, index })
		.find(|meter| T::Metering::owner_of(*meter) == owner)
		.expect("the meter of this slot is theirs");
	let slot = T::Metering::next_slot(network).expect("open");
	let mut presence = Presence::default();
	presence.add(&measured(meter), slot, slot);
	Participants::<T>::insert((network, 0), meter.page(), presence);
	for period in 0..STATEMENT_PERIODS {
		let record = PeriodRecord {
			first_slot: slot,
			end_slot: slot,
			records_before: H256::zero(),
			records_after: H256::zero(),
			pages: 1,
			statements: 0,
			root: H256::zero(),
		};
		Periods::<T>::insert((network, period), record);
	}
	Billings::<T>::mutate(network, |billing| billing.period = STATEMENT_PERIODS);
	meter
}

/// A network with as many different tariffs as an operator announces, from the running slot on, and
/// decisions that have to be applied to them.
fn decided<T: Config>() -> NetworkId
where
	T::Assets: Create<T::AccountId>,
{
	let (network, ..) = world::<T>(1);
	let now = T::Metering::current_slot();
	let announced = (0..TARIFFS_ANNOUNCED_MAX as u32).map(|at| (now + at, tariff(at as i32)));
	let announced = announced.collect::<Vec<_>>();
	Tariffs::<T>::insert(network, BoundedVec::truncate_from(announced));
	Policies::<T>::insert(network, decisions());
	network
}

/// As many decisions as wait for their slots at most, with room for one more. Announced tariffs
/// comply with them.
fn decisions() -> Policy {
	let tariff = tariff(80_000);
	let band = Band { feed_in_min: -400_000, retail_max: 400_000 };
	let fees = (1..DECISIONS_MAX).map(|from| (from, Fees::of(&tariff))).collect::<Vec<_>>();
	let band = (1..DECISIONS_MAX).map(|from| (from, band)).collect::<Vec<_>>();
	Policy {
		fees: fees.try_into().expect("few"),
		band: band.try_into().expect("few"),
		rule_by_ballot: true,
	}
}

/// As many bounds as are kept, with room for one more.
fn bounds<T: Config>() -> BoundedVec<(Slot, PriceBounds), BoundsMax> {
	let widest = PriceBounds::widest(T::PriceMaxPerKwh::get());
	BoundedVec::truncate_from((0..7).map(|from| (from, widest)).collect::<Vec<_>>())
}

#[benchmarks(where T::Assets: Create<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn set_accounts() {
		let (network, operator, guarantor, owner) = world::<T>(1);
		// Everything the call does for a network that prepares.
		#[block]
		{
			assert!(Pallet::<T>::ensure_operator(&operator, network).is_ok());
			let _ = T::Metering::next_slot(network);
			assert!(Pallet::<T>::replace_accounts(network, guarantor, owner).is_ok());
		}
	}

	#[benchmark]
	fn set_tariffs(n: Linear<1, 192>) {
		let (network, operator, ..) = world::<T>(1);
		let from = T::Metering::current_slot().saturating_add(1);
		let old: Vec<_> = (0..800u32).map(|at| (at, tariff(at as i32))).collect();
		Tariffs::<T>::insert(network, BoundedVec::truncate_from(old));
		Policies::<T>::insert(network, decisions());
		FeeBounds::<T>::put(bounds::<T>());
		let tariffs: Vec<_> = (0..n).map(|at| tariff(at as i32)).collect();
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, from, BoundedVec::truncate_from(tariffs));
		assert!(Pallet::<T>::tariff_at(network, from).is_some());
	}

	#[benchmark]
	fn place_order() {
		let (network, _, _, owner) = world::<T>(1);
		let meter = first_meter::<T>(network);
		fill_page::<T>(network, meter.page());
		let limits = Limits { buy_max: Some(200_000), sell_min: Some(100_000) };
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), meter, limits);
	}

	#[benchmark]
	fn deposit() {
		let (network, operator, ..) = world::<T>(1);
		let meter = first_meter::<T>(network);
		fill_page::<T>(network, meter.page());
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, AMOUNT);
		assert_eq!(Pallet::<T>::position(meter) as u128, AMOUNT);
	}

	#[benchmark]
	fn deposit_named() {
		let (network, operator, ..) = world::<T>(1);
		let account = NamedAccount::Guarantor(network.community);
		let before = Pallet::<T>::balance_of(account);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), account, AMOUNT);
		assert_eq!(Pallet::<T>::balance_of(account), before + AMOUNT as i128);
	}

	#[benchmark]
	fn set_limit() {
		let (network, _, guarantor, _) = world::<T>(1);
		let account = NamedAccount::Grid(network);
		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), account, AMOUNT);
		assert_eq!(Ledgers::<T>::get(network).grid_limit, AMOUNT);
	}

	#[benchmark]
	fn withdraw() {
		let (network, _, _, owner) = world::<T>(1);
		let meter = first_meter::<T>(network);
		fill_page::<T>(network, meter.page());
		Pallet::<T>::put_position(meter, AMOUNT as i64);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), meter, AMOUNT);
		assert!(Withdrawals::<T>::contains_key(meter));
	}

	#[benchmark]
	fn withdraw_named() {
		let (network, _, guarantor, _) = world::<T>(1);
		let account = NamedAccount::Guarantor(network.community);
		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), account, AMOUNT);
		assert_eq!(NamedWithdrawals::<T>::get(network.community).rows.len(), 1);
	}

	#[benchmark]
	fn absorb() {
		let (network, operator, ..) = world::<T>(1);
		let pot = Pallet::<T>::pot_of(network.community);
		T::Assets::mint_into(ASSET, &pot, AMOUNT).expect("a small sum");
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network.community);
		assert_eq!(Purses::<T>::get(network.community).fund, AMOUNT as i128);
	}

	#[benchmark]
	fn on_poll_empty() {
		#[block]
		{
			Pallet::<T>::on_poll(1u32.into(), &mut WeightMeter::new());
		}
	}

	#[benchmark]
	fn probe() {
		let (network, ..) = world::<T>(1);
		let sweep = sweep_to_rows::<T>(network);
		Pallet::<T>::sweep_page(network, sweep);
		while Sweeps::<T>::contains_key(network) {
			let _ = Pallet::<T>::step(network);
		}
		#[block]
		{
			assert_eq!(Pallet::<T>::step(network).0, Progress::Idle);
		}
	}

	#[benchmark]
	fn clear() {
		let (network, ..) = world::<T>(PAGE_ROWS);
		#[block]
		{
			let closed = T::Metering::close_next(network).expect("complete");
			assert_eq!(Pallet::<T>::take_up(network, closed, None), Progress::Done);
		}
	}

	/// Everybody shares and can pay.
	#[benchmark]
	fn sweep_page(n: Linear<1, 256>) {
		let (network, sweep) = page_to_sweep::<T>(n);
		let positions = vec![1_000_000_000_000; 256];
		Positions::<T>::insert(network, sweep.next_page, BoundedVec::truncate_from(positions));
		let swept;
		#[block]
		{
			swept = Pallet::<T>::sweep_page(network, sweep);
		}
		assert!(swept.rows >= n && !swept.told);
	}

	/// Everybody shares and is taken over.
	#[benchmark]
	fn sweep_page_told(n: Linear<1, 256>) {
		let (network, sweep) = page_to_sweep::<T>(n);
		let swept;
		#[block]
		{
			swept = Pallet::<T>::sweep_page(network, sweep);
		}
		assert!(swept.rows >= n && swept.told);
	}

	#[benchmark]
	fn finish_sweep() {
		let (network, ..) = world::<T>(1);
		let sweep = sweep_to_rows::<T>(network);
		Pallet::<T>::sweep_page(network, sweep);
		let mut last = None;
		while let Some(Stage::Sweeping(sweep)) = Sweeps::<T>::get(network) {
			if sweep.next_page >= sweep.page_count {
				last = Some(sweep);
				break;
			}
			Pallet::<T>::sweep_page(network, sweep);
		}
		let sweep = last.expect("every sweep ends");
		// Two records leave state, as after a window that became shorter.
		let slot = sweep.header.clearing.slot;
		Window::<T>::put(2);
		Mountains::<T>::insert(network, Mountain::new(slot - 3));
		for earlier in slot - 3..slot {
			SlotRecords::<T>::insert((network, earlier), record_of(earlier, &[]).0);
		}
		#[block]
		{
			Pallet::<T>::finish_sweep(network, sweep);
		}
		assert!(!Sweeps::<T>::contains_key(network));
		assert_eq!(Mountains::<T>::get(network).expect("folded").tree.leaves(), 2);
	}

	/// A page full of lines, one of which closes now and is paid.
	#[benchmark]
	fn withdraw_line() {
		let (network, owner, meter) = lines::<T>();
		let now = T::Metering::next_slot(network).expect("open");
		ClosingLines::<T>::mutate(network, 0, |lines| {
			for line in lines.iter_mut() {
				line.until_slot = now;
			}
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), meter, 0);
		let lines = Pallet::<T>::closing_lines(meter);
		assert!(lines.iter().all(|line| line.position == 0));
	}

	/// A page full of everything, on which one meter changes hands.
	#[benchmark]
	fn close_line() {
		let (network, owner, meter) = lines::<T>();
		let slot = T::Metering::current_slot();
		CutOffs::<T>::insert((network, slot), meter.index, ());
		CutOffCursor::<T>::insert(network, slot - 1);
		let waiting = WithdrawalRecord { to: owner, amount: AMOUNT, through_slot: slot, epoch: 0 };
		Withdrawals::<T>::insert(meter, waiting);
		#[block]
		{
			assert!(Pallet::<T>::close_next_line(network).is_some());
		}
		assert!(Pallet::<T>::closing_lines(meter).iter().all(|line| line.closed));
	}

	#[benchmark]
	fn pay_withdrawal() {
		let (network, _, _, owner) = world::<T>(1);
		let meter = first_meter::<T>(network);
		fill_page::<T>(network, meter.page());
		Pallet::<T>::put_position(meter, AMOUNT as i64);
		Withdrawals::<T>::insert(
			meter,
			WithdrawalRecord { to: owner, amount: AMOUNT, through_slot: 0, epoch: 0 },
		);
		WithdrawalQueue::<T>::insert(network, 0, meter.index);
		WithdrawalEnds::<T>::insert(network, QueueEnds { head: 0, tail: 1 });
		let sweep = sweep_to_rows::<T>(network);
		Sweeps::<T>::remove(network);
		let slot = sweep.header.clearing.slot;
		Withdrawals::<T>::mutate(meter, |waiting| {
			if let Some(waiting) = waiting {
				waiting.through_slot = slot;
			}
		});
		#[block]
		{
			assert!(Pallet::<T>::pay_next_withdrawal(network).is_some());
		}
		assert_eq!(Pallet::<T>::position(meter), 0);
	}

	/// Credits of a full page, as many of them as one step pays.
	#[benchmark]
	fn pay_late(n: Linear<0, { CREDITS_PER_STEP }>) {
		let (network, ..) = world::<T>(PAGE_ROWS);
		let page = first_meter::<T>(network).page();
		fill_page::<T>(network, page);
		Ledgers::<T>::mutate(network, |ledger| {
			ledger.balancing = AMOUNT as i128;
			ledger.grid_owed = u128::from(n == 0);
			ledger.late_credits = if n == 0 { 0 } else { PAGE_ROWS.into() };
		});
		if n > 0 {
			// Those beyond the first `n` can't be paid.
			let amount = |row: u32| if row < n { 1 } else { u128::MAX };
			let credits = (0..PAGE_ROWS).map(|row| LateCredit {
				row: row as u8,
				epoch: 0,
				amount: amount(row),
			});
			let credits = BoundedVec::truncate_from(credits.collect::<Vec<_>>());
			LateCredits::<T>::insert(network, page, credits);
			Ledgers::<T>::mutate(network, |ledger| ledger.balancing = n.into());
		}
		#[block]
		{
			assert!(Pallet::<T>::pay_late(network).is_some());
		}
	}

	#[benchmark]
	fn set_member_limit() {
		let (network, _, guarantor, _) = world::<T>(1);
		let meter = first_meter::<T>(network);
		fill_page::<T>(network, meter.page());
		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), meter, AMOUNT as u64);
		assert_eq!(Pallet::<T>::member_limit(meter), AMOUNT as u64);
	}

	#[benchmark]
	fn set_billing() {
		let (network, operator, ..) = world::<T>(1);
		let cycle = Cycle::Slots(7);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, cycle);
		assert_eq!(Billings::<T>::get(network).cycle, cycle);
	}

	#[benchmark]
	fn set_rule() {
		let (network, operator, ..) = world::<T>(1);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, sharing());
		assert_eq!(Rules::<T>::get(network).len(), 1);
	}

	#[benchmark]
	fn set_share() {
		let (network, operator, ..) = world::<T>(1);
		let meter = first_meter::<T>(network);
		fill_shares::<T>(network, meter.page());
		let share = Share { participation_percent: 7, share_ppm: 7 };
		Shares::<T>::mutate(network, meter.page(), |rows| {
			rows.retain(|row| row.row != meter.row())
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, share);
		assert_eq!(Shares::<T>::get(network, meter.page()).len(), 256);
	}

	#[benchmark]
	fn set_fee_bounds() {
		let _ = world::<T>(1);
		let bounds = PriceBounds::widest(T::PriceMaxPerKwh::get());
		FeeBounds::<T>::put(super::bounds::<T>());
		let origin = T::BoundsOrigin::try_successful_origin().expect("somebody may");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, bounds);
		assert_eq!(Pallet::<T>::fee_bounds(), bounds);
	}

	#[benchmark]
	fn set_fees_by_ballot() {
		let network = decided::<T>();
		#[block]
		{
			assert!(Pallet::<T>::set_fees_by_ballot(network, 4_000, 2_000).is_ok());
		}
		assert_eq!(Pallet::<T>::present_fees(network), (4_000, 2_000));
	}

	#[benchmark]
	fn set_band_by_ballot() {
		let network = decided::<T>();
		#[block]
		{
			assert!(Pallet::<T>::set_band_by_ballot(network, 500, 250_000).is_ok());
		}
		assert_eq!(Pallet::<T>::present_band(network), (500, 250_000));
	}

	#[benchmark]
	fn set_rule_by_ballot() {
		let (network, ..) = world::<T>(1);
		#[block]
		{
			assert!(Pallet::<T>::set_rule_by_ballot(network, sharing()).is_ok());
		}
		assert!(Policies::<T>::get(network).rule_by_ballot);
	}

	#[benchmark]
	fn gather_page(n: Linear<1, 256>) {
		let (network, ..) = world::<T>(n);
		let page = first_meter::<T>(network).page();
		fill_page::<T>(network, page);
		fill_shares::<T>(network, page);
		let fixed = Rule::Sharing(Sharing { keys: Keys::Static, price: 150_000 });
		Rules::<T>::insert(network, BoundedVec::truncate_from(vec![(0, fixed)]));
		let closed = T::Metering::close_next(network).expect("complete");
		assert_eq!(Pallet::<T>::take_up(network, closed, None), Progress::Done);
		let Some(Stage::Gathering(mut gather)) = Sweeps::<T>::get(network) else {
			panic!("fixed shares are gathered")
		};
		gather.next_page = page;
		let rows;
		#[block]
		{
			rows = Pallet::<T>::gather_page(network, gather);
		}
		assert!(rows >= n);
	}

	/// A page on which everybody has a statement with notes, and old ones leave state.
	#[benchmark]
	fn bill_page(n: Linear<1, 256>) {
		let (network, ..) = world::<T>(1);
		let page = first_meter::<T>(network).page();
		fill_page::<T>(network, page);
		let statements = fill_statements::<T>(network, page, n);
		Billings::<T>::mutate(network, |billing| billing.period = STATEMENT_PERIODS);
		Statements::<T>::insert((network, 0), page, statements);
		Pallet::<T>::begin_billing(network);
		let Some(Stage::Billing(mut bill)) = Sweeps::<T>::get(network) else {
			panic!("the period closes")
		};
		bill.next_page = page;
		#[block]
		{
			assert_eq!(Pallet::<T>::bill_page(network, bill), n);
		}
		assert!(!Statements::<T>::contains_key((network, 0), page));
	}

	#[benchmark]
	fn finish_billing() {
		let (network, ..) = world::<T>(1);
		Billings::<T>::mutate(network, |billing| billing.end_slot = 1_000);
		Pallet::<T>::begin_billing(network);
		let Some(Stage::Billing(bill)) = Sweeps::<T>::get(network) else {
			panic!("the period closes")
		};
		#[block]
		{
			Pallet::<T>::finish_billing(network, bill);
		}
		assert!(Periods::<T>::contains_key((network, 0)));
	}

	#[benchmark]
	fn pay_named() {
		let (network, ..) = world::<T>(1);
		let community = network.community;
		let mut accounts = vec![NamedAccount::Guarantor(community)];
		for network in networks_of(community) {
			Ledgers::<T>::mutate(network, |ledger| {
				(ledger.grid, ledger.balancing) = (AMOUNT as i128, AMOUNT as i128);
			});
			accounts.extend([NamedAccount::Grid(network), NamedAccount::Balancing(network)]);
		}
		NamedWithdrawals::<T>::mutate(community, |queue| {
			for (index, named) in accounts.into_iter().enumerate() {
				let to = frame_benchmarking::account("payee", index as u32, 0);
				let row = NamedWithdrawal { account: named, to, amount: AMOUNT };
				queue.rows.try_push(row).expect("one per account");
			}
		});
		#[block]
		{
			assert!(Pallet::<T>::pay_named(community).is_some());
		}
		assert!(NamedWithdrawals::<T>::get(community).rows.is_empty());
	}

	#[benchmark]
	fn record(n: Linear<1, 256>) {
		let (network, ..) = world::<T>(1);
		fill_page::<T>(network, 0);
		let slot = T::Metering::next_slot(network).expect("the network is open");
		let rows: Vec<_> = (0..n)
			.map(|row| RowEnergy {
				row: row as u8,
				class: RowClass::Boundary,
				span: 1,
				import: 1_000,
				export: 1_000,
				import_before: 0,
				export_before: 0,
				quality: energy_primitives::Quality::Measured,
				import_repaid: 0,
				export_repaid: 0,
				storage_tail: None,
			})
			.collect();
		#[block]
		{
			<Pallet<T> as SlotSink>::record(network, slot, 0, &rows);
		}
		assert!(Books::<T>::contains_key((network, slot)));
	}
}
