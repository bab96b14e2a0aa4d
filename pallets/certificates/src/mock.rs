// SPDX-License-Identifier: Apache-2.0
//! A runtime with just enough to hold deposits, and a settlement in memory.

mod world;

use crate as pallet_certificates;
use crate::{CertificateId, CertificateRecordOf, HoldReason};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU64, LinearStoragePrice,
	},
};
use sp_runtime::BuildStorage;
pub(crate) use world::{Proof, World};

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
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Certificates = pallet_certificates::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

parameter_types! {
	pub const CertificateHold: RuntimeHoldReason =
		RuntimeHoldReason::Certificates(HoldReason::Certificate);
}

/// The deposit for a certificate; nothing per byte, so that tests can name it.
pub(crate) const DEPOSIT: u64 = 7;

impl pallet_certificates::Config for Test {
	type Surplus = World;
	type Time = World;
	type CertificateConsideration = HoldConsideration<
		u64,
		Balances,
		CertificateHold,
		LinearStoragePrice<ConstU64<DEPOSIT>, ConstU64<0>, u64>,
	>;
	type WeightInfo = ();
}

/// Owns [`METER`] and [`HEAT_METER`].
pub(crate) const ALICE: u64 = 1;
/// Owns [`BOBS_METER`].
pub(crate) const BOB: u64 = 2;
/// Owns no meter.
pub(crate) const CHARLIE: u64 = 3;
/// Owns [`PAUPERS_METER`], and has nothing.
pub(crate) const PAUPER: u64 = 9;

const POWER: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
pub(crate) const METER: MeterId = MeterId { network: POWER, index: 0 };
pub(crate) const BOBS_METER: MeterId = MeterId { network: POWER, index: 1 };
pub(crate) const PAUPERS_METER: MeterId = MeterId { network: POWER, index: 300 };
pub(crate) const HEAT_METER: MeterId =
	MeterId { network: NetworkId { community: 0, carrier: Carrier::Heat }, index: 0 };
/// No such meter.
pub(crate) const NO_METER: MeterId = MeterId { network: POWER, index: 2 };

/// The slots in which every meter gave [`PER_SLOT`] to the grid, all settled.
pub(crate) const SLOTS: [Slot; 4] = [100, 101, 102, 103];
/// The last of them that is final: before it, every meter had given [`FINAL`].
pub(crate) const LAST_FINAL: Slot = SLOTS[2];
/// What a meter gave in each of [`SLOTS`].
pub(crate) const PER_SLOT: u64 = 1_000;
/// What a meter gave before [`LAST_FINAL`].
pub(crate) const FINAL: u64 = 2 * PER_SLOT;

/// Builds a state, runs a test in it, and checks the invariants after it.
pub(crate) struct TestExt {
	world: World,
}

impl TestExt {
	/// The meters above, with [`SLOTS`] settled.
	pub(crate) fn new() -> Self {
		let meters =
			[(METER, ALICE), (HEAT_METER, ALICE), (BOBS_METER, BOB), (PAUPERS_METER, PAUPER)];
		let mut world = World::default();
		for (meter, owner) in meters {
			world.add(meter, owner);
			SLOTS.iter().for_each(|slot| world.settle(meter, *slot, PER_SLOT));
		}
		world.close_corrections_before(LAST_FINAL + 1);
		Self { world }
	}

	/// The meters above, which have given nothing yet. What they will give is final at once.
	pub(crate) fn without_surplus() -> Self {
		let mut world = World::default();
		[(METER, ALICE), (BOBS_METER, BOB)]
			.into_iter()
			.for_each(|(meter, owner)| world.add(meter, owner));
		world.close_corrections_before(Slot::MAX);
		Self { world }
	}

	pub(crate) fn externalities(self) -> sp_io::TestExternalities {
		self.world.enter();
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: vec![(ALICE, 1_000), (BOB, 1_000), (CHARLIE, 1_000)],
				..Default::default()
			},
			..Default::default()
		}
		.build_storage()
		.expect("the genesis is sound");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	pub(crate) fn execute_with(self, test: impl FnOnce()) {
		self.externalities().execute_with(|| {
			test();
			assert_ok!(Certificates::do_try_state());
		});
	}
}

/// What is held from `who`.
pub(crate) fn held(who: u64) -> u64 {
	Balances::balance_on_hold(&CertificateHold::get(), &who)
}

/// Claims the next `quantity` of a meter for its owner, by [`LAST_FINAL`].
pub(crate) fn claim(owner: u64, meter: MeterId, quantity: u64) -> CertificateId {
	let id = crate::NextCertificate::<Test>::get();
	let origin = RuntimeOrigin::signed(owner);
	assert_ok!(Certificates::claim(origin, meter, LAST_FINAL, quantity, Box::new(Proof::Holds)));
	id
}

/// The certificate with this number.
pub(crate) fn record(id: CertificateId) -> CertificateRecordOf<Test> {
	crate::Certificates::<Test>::get(id).expect("it lives")
}

/// The range of the certificate with this number.
pub(crate) fn range(id: CertificateId) -> (u64, u64) {
	let record = record(id);
	(record.begin, record.end)
}
