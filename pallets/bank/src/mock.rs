// SPDX-License-Identifier: Apache-2.0
//! A runtime with the pallet alone, and a settlement of a few accounts.

mod world;

use crate as pallet_bank;
use crate::Mandate;
use bank_core::{Line, CENT};
use energy_primitives::{Carrier, MemberAccount, MeterId, NetworkId, StatementId};
use frame_support::{
	assert_ok, derive_impl,
	traits::{ConstU32, ConstU64},
};
use frame_system::EnsureRoot;
use sp_runtime::BuildStorage;
pub(crate) use world::{Account, Community, World};

type Block = frame_system::mocking::MockBlock<Test>;

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
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Bank = pallet_bank::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type BlockHashCount = ConstU64<10>;
	type MaxConsumers = ConstU32<16>;
}

/// Blocks of a mint window.
pub(crate) const WINDOW: u64 = 100;
/// The most a mandate may keep.
pub(crate) const KEEP_MAX: u64 = 1_000 * EUR as u64;
/// Free calls a day.
pub(crate) const QUOTA: u32 = 2;

impl pallet_bank::Config for Test {
	type Communities = World;
	type GuarantorOf = World;
	type Accounts = World;
	type Quota = World;
	type ApproveOrigin = EnsureRoot<u64>;
	type MintWindow = ConstU64<WINDOW>;
	type KeepMax = ConstU64<KEEP_MAX>;
	type WeightInfo = ();
}

/// The bank of [`COMMUNITY`], approved.
pub(crate) const BANK: u64 = 1;
/// Covers what [`COMMUNITY`] owes.
pub(crate) const GUARANTOR: u64 = 2;
/// Owns [`METER`].
pub(crate) const ALICE: u64 = 3;
/// Owns [`BOBS_METER`].
pub(crate) const BOB: u64 = 4;
/// Owns nothing and is nobody.
pub(crate) const STRANGER: u64 = 9;

pub(crate) const ASSET: u32 = 1;
pub(crate) const EUR: u128 = 100 * CENT;
/// What [`BANK`] may mint in a window.
pub(crate) const MINT_MAX: u128 = 10_000 * EUR;
/// What the guarantor of [`COMMUNITY`] paid in.
pub(crate) const DEPOSIT: u128 = 500 * EUR;
/// How far [`ALICES`] and [`BOBS`] may be below 0.
pub(crate) const LIMIT: u64 = 200 * EUR as u64;

pub(crate) const COMMUNITY: u32 = 7;
/// A community that has named a bank which nobody approved.
pub(crate) const OTHER_COMMUNITY: u32 = 8;
/// A community with the same bank, without a guarantor.
pub(crate) const POOR_COMMUNITY: u32 = 10;
/// No such community.
pub(crate) const NO_COMMUNITY: u32 = 99;

pub(crate) const fn meter(index: u32) -> MeterId {
	meter_in(COMMUNITY, index)
}

pub(crate) const fn meter_in(community: u32, index: u32) -> MeterId {
	MeterId { network: NetworkId { community, carrier: Carrier::Electricity }, index }
}

pub(crate) const METER: MeterId = meter(0);
pub(crate) const BOBS_METER: MeterId = meter(300);
pub(crate) const POOR_METER: MeterId = meter_in(POOR_COMMUNITY, 0);
/// No such meter.
pub(crate) const NO_METER: MeterId = meter(1);

pub(crate) const ALICES: MemberAccount = MemberAccount { meter: METER, epoch: 0 };
pub(crate) const BOBS: MemberAccount = MemberAccount { meter: BOBS_METER, epoch: 0 };
pub(crate) const POOR: MemberAccount = MemberAccount { meter: POOR_METER, epoch: 0 };

/// Builds a state, runs a test in it, and checks the invariants after it.
pub(crate) struct TestExt {
	world: World,
}

impl TestExt {
	/// The communities and accounts above, all accounts at 0.
	pub(crate) fn new() -> Self {
		let mut world = World::default();
		let community = Community {
			asset: ASSET,
			bank: Some(BANK),
			guarantor: Some(GUARANTOR),
			deposit: DEPOSIT,
			endowed: DEPOSIT,
			..Community::default()
		};
		let other = Community { bank: Some(STRANGER), ..community.clone() };
		let poor = Community { guarantor: None, deposit: 0, endowed: 0, ..community.clone() };
		world.communities =
			[(COMMUNITY, community), (OTHER_COMMUNITY, other), (POOR_COMMUNITY, poor)].into();
		for (account, owner, limit) in [(ALICES, ALICE, LIMIT), (BOBS, BOB, LIMIT), (POOR, BOB, 0)]
		{
			world.owners.insert(account.meter, (owner, 0));
			world.accounts.insert(account, Account { limit, ..Account::default() });
		}
		Self { world }
	}

	pub(crate) fn externalities(self) -> sp_io::TestExternalities {
		let storage = RuntimeGenesisConfig::default().build_storage().expect("it is sound");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			self.world.put();
			System::set_block_number(1);
			assert_ok!(Bank::approve_bank(RuntimeOrigin::root(), ASSET, BANK, MINT_MAX));
			System::reset_events();
		});
		ext
	}

	pub(crate) fn execute_with(self, test: impl FnOnce()) {
		self.externalities().execute_with(|| {
			test();
			check();
		});
	}
}

/// Checks every invariant, conservation, and that chain and bank agree.
pub(crate) fn check() {
	assert_ok!(Bank::do_try_state());
	let world = World::get();
	world.check();
	for (community, of) in &world.communities {
		let totals = Bank::totals(*community);
		let came = totals.deposited + totals.collected + totals.credits_returned;
		let went = totals.paid_out + totals.debits_returned;
		assert_eq!(of.minted as i128 - of.burned as i128, came as i128 - went as i128);
	}
}

/// A statement of an account.
pub(crate) const fn statement(account: MemberAccount, period: u32) -> StatementId {
	StatementId { account, period }
}

/// The account's next statement closes at this position.
pub(crate) fn closed_at(account: MemberAccount, position: i128) -> StatementId {
	World::with(|world| {
		let now = i128::from(world.accounts[&account].position);
		world.trade(account, (position - now) as i64);
		let period =
			(0..).find(|period| !world.statements.contains_key(&statement(account, *period)));
		let id = statement(account, period.expect("there is always a next one"));
		world.close(id);
		id
	})
}

/// Sets a mandate.
pub(crate) fn keep(owner: u64, meter: MeterId, keep: u128) {
	let mandate = Some(Mandate { keep: keep as u64 });
	assert_ok!(Bank::set_mandate(RuntimeOrigin::signed(owner), meter, mandate));
}

/// Exports one statement.
pub(crate) fn export(id: StatementId) -> Line {
	let ids = vec![id].try_into().expect("one fits");
	let community = id.account.meter.network.community;
	assert_ok!(Bank::export(RuntimeOrigin::signed(BANK), community, ids));
	line(id)
}

/// The line of a statement.
pub(crate) fn line(id: StatementId) -> Line {
	Bank::line(id).expect("it was exported")
}

/// What an account holds.
pub(crate) fn position(account: MemberAccount) -> i128 {
	World::get().accounts[&account].position.into()
}

/// What an account owes the guarantor.
pub(crate) fn arrears(account: MemberAccount) -> u128 {
	World::get().accounts[&account].arrears
}

/// What [`COMMUNITY`]'s guarantor holds.
pub(crate) fn deposit() -> u128 {
	World::get().communities[&COMMUNITY].deposit
}

/// What is in payment in [`COMMUNITY`].
pub(crate) fn in_payment() -> u128 {
	World::get().communities[&COMMUNITY].in_payment
}

/// Gives [`COMMUNITY`]'s guarantor more, or takes from it.
pub(crate) fn set_deposit(amount: u128) {
	World::with(|world| {
		let of = world.communities.get_mut(&COMMUNITY).expect("it exists");
		of.rest += of.deposit as i128 - amount as i128;
		of.deposit = amount;
	});
}

/// From now on [`COMMUNITY`]'s currency refuses everything.
pub(crate) fn freeze_currency() {
	World::with(|world| {
		world.communities.get_mut(&COMMUNITY).expect("it exists").frozen = true;
	});
}
