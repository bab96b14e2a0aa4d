// SPDX-License-Identifier: Apache-2.0
//! A small chain with real balances and assets, and neighbours that live in memory.

use crate as pallet_settlement;
use energy_primitives::{Carrier, MeterId, NetworkId, RowClass, RowEnergy, Slot};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Hooks},
	weights::WeightMeter,
	PalletId,
};
use frame_system::{mocking::MockBlock, EnsureRoot, EnsureSigned};
use settlement_core::Tariff;
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage, Perbill};

pub(crate) use pallet_settlement::{Event, NamedAccount};

mod dispatch;
mod world;
pub(crate) use dispatch::{Dispatch, Told};
pub(crate) use world::World;

pub(crate) type AccountId = AccountId32;

pub(crate) const fn account(byte: u8) -> AccountId {
	AccountId::new([byte; 32])
}

pub(crate) const OPERATOR: AccountId = account(1);
pub(crate) const GRID: AccountId = account(2);
pub(crate) const BALANCING: AccountId = account(3);
pub(crate) const GUARANTOR: AccountId = account(4);
pub(crate) const OWNER: AccountId = account(5);
pub(crate) const STRANGER: AccountId = account(6);

pub(crate) const ASSET: u32 = 1;
pub(crate) const EUR: u128 = 1_000_000_000;
/// What every account holds at first.
pub(crate) const WEALTH: u128 = 10_000_000 * EUR;
/// The grid's limit in an open world.
pub(crate) const GRID_LIMIT: u128 = 2_000_000 * EUR;

pub(crate) const POWER: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
pub(crate) const HEAT: NetworkId = NetworkId { community: 0, carrier: Carrier::Heat };
pub(crate) const FIRST: Slot = 100;

pub(crate) const TARIFF: Tariff =
	Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 1_000 };

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type Assets = pallet_assets;
	#[runtime::pallet_index(3)]
	pub type Settlement = pallet_settlement;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<u128>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = u128;
	type ExistentialDeposit = ConstU128<1>;
	type AccountStore = System;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = u128;
	type AssetId = u32;
	type AssetIdParameter = u32;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = ConstU128<0>;
	type AssetAccountDeposit = ConstU128<0>;
	type MetadataDepositBase = ConstU128<0>;
	type MetadataDepositPerByte = ConstU128<0>;
	type ApprovalDeposit = ConstU128<0>;
	type Freezer = ();
	type Holder = ();
}

parameter_types! {
	pub const SettlementPalletId: PalletId = PalletId(*b"cw/setlm");
	pub const SweepShare: Perbill = Perbill::from_percent(25);
	pub const ReentryLevel: i64 = 1_000_000_000;
	pub const WarnLevel: i64 = 100_000_000;
}

impl pallet_settlement::Config for Test {
	type Communities = World;
	type Metering = World;
	type Delivery = Dispatch;
	type BoundsOrigin = EnsureRoot<AccountId>;
	type Assets = Assets;
	type PalletId = SettlementPalletId;
	type PriceMaxPerKwh = ConstU64<10_000_000_000>;
	type SweepShare = SweepShare;
	type PatrolNetworks = ConstU32<2>;
	type NamedHoldBlocks = ConstU64<10>;
	type ReentryLevel = ReentryLevel;
	type WarnLevel = WarnLevel;
	type FreeCallsPerDay = ConstU32<3>;
	type RecordWindow = ConstU32<96>;
	type WeightInfo = ();
}

/// A one-slot row of a connection point.
pub(crate) fn energy(row: u8, export: u32, import: u32) -> RowEnergy {
	gap(row, export, import, 1)
}

/// A row over several slots.
pub(crate) fn gap(row: u8, export: u32, import: u32, span: u32) -> RowEnergy {
	RowEnergy {
		row,
		class: RowClass::Boundary,
		span,
		import,
		export,
		import_before: 0,
		export_before: 0,
		quality: energy_primitives::Quality::Measured,
		import_repaid: 0,
		export_repaid: 0,
		storage_tail: None,
	}
}

pub(crate) fn meter(index: u32) -> MeterId {
	MeterId { network: POWER, index }
}

/// Builds a world and checks every invariant after the test.
#[derive(Default)]
pub(crate) struct TestExt {
	meters: usize,
	open: bool,
	heat: bool,
	positions: u128,
}

impl TestExt {
	/// A community with a network that prepares, and nothing else.
	pub(crate) fn new() -> Self {
		Self::default()
	}

	/// A network that is open from `FIRST` on, with `meters` connection points, accounts, tariffs,
	/// and a grid limit covered by the guarantor.
	pub(crate) fn open(meters: usize) -> Self {
		Self { meters, open: true, ..Self::default() }
	}

	/// Every meter has paid in this much.
	pub(crate) fn prepaid(mut self, positions: u128) -> Self {
		self.positions = positions;
		self
	}

	/// A second network, of heat.
	pub(crate) fn with_heat(mut self) -> Self {
		self.heat = true;
		self
	}

	pub(crate) fn execute_with<R>(self, test: impl FnOnce() -> R) -> R {
		let mut ext = sp_io::TestExternalities::new(genesis());
		ext.execute_with(|| {
			World::reset();
			Dispatch::reset();
			System::set_block_number(1);
			World::set_guarantor(Some(GUARANTOR));
			World::set_current(FIRST);
			self.build(POWER);
			if self.heat {
				self.build(HEAT);
			}
			System::reset_events();
			let result = test();
			check();
			result
		})
	}

	fn build(&self, network: NetworkId) {
		World::add_network(network);
		World::add_meters(network, self.meters, RowClass::Boundary);
		if !self.open {
			return;
		}
		let operator = || RuntimeOrigin::signed(OPERATOR);
		assert_ok!(Settlement::set_accounts(operator(), network, GRID, BALANCING));
		let tariffs = vec![TARIFF].try_into().expect("one fits");
		assert_ok!(Settlement::set_tariffs(operator(), network, FIRST, tariffs));
		let guarantor = || RuntimeOrigin::signed(GUARANTOR);
		let deposit = NamedAccount::Guarantor(network.community);
		assert_ok!(Settlement::deposit_named(guarantor(), deposit, GRID_LIMIT + 1_000 * EUR));
		let grid = NamedAccount::Grid(network);
		assert_ok!(Settlement::set_limit(guarantor(), grid, GRID_LIMIT));
		if self.positions > 0 {
			for index in 0..self.meters as u32 {
				let meter = MeterId { network, index };
				let payer = RuntimeOrigin::signed(STRANGER);
				assert_ok!(Settlement::deposit(payer, meter, self.positions));
			}
		}
		World::open(network, FIRST);
	}
}

fn genesis() -> sp_core::storage::Storage {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("ok");
	let people = [OPERATOR, GRID, BALANCING, GUARANTOR, OWNER, STRANGER];
	pallet_assets::GenesisConfig::<Test> {
		assets: vec![(ASSET, OPERATOR, true, 1)],
		metadata: vec![(ASSET, b"Euro".to_vec(), b"EUR".to_vec(), 9)],
		accounts: people.into_iter().map(|who| (ASSET, who, WEALTH)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("ok");
	storage
}

/// Checks every invariant.
pub(crate) fn check() {
	assert_ok!(Settlement::do_try_state());
}

/// Begins the next block and lets the pallet work.
pub(crate) fn next_block() {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	Settlement::on_poll(number, &mut WeightMeter::new());
}

/// Does one step for a network, in a block of its own.
pub(crate) fn one_step(network: NetworkId) -> bool {
	System::set_block_number(System::block_number() + 1);
	Settlement::push(RuntimeOrigin::signed(STRANGER), network).is_ok()
}

/// What an account holds outside the pot.
pub(crate) fn held(who: &AccountId) -> u128 {
	Assets::balance(ASSET, who)
}

pub(crate) fn position(index: u32) -> i64 {
	Settlement::position(meter(index))
}

pub(crate) fn balance(account: NamedAccount) -> i128 {
	Settlement::balance_of(account)
}

/// Events of the pallet since the last look, without the notes that accompany them.
pub(crate) fn events() -> Vec<Event<Test>> {
	all_events().into_iter().filter(|event| !matches!(event, Event::Noted { .. })).collect()
}

/// Events of the pallet since the last look.
pub(crate) fn all_events() -> Vec<Event<Test>> {
	let all = System::events();
	System::reset_events();
	all.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Settlement(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Export and import of rows.
fn energy_sum(rows: &[RowEnergy]) -> (u64, u64) {
	let sum = |part: fn(&RowEnergy) -> u32| rows.iter().map(|row| u64::from(part(row))).sum();
	(sum(|row| row.export), sum(|row| row.import))
}
