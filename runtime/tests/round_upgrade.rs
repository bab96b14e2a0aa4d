// SPDX-License-Identifier: Apache-2.0
//! A round of collective dispatch while the chain's state is migrated to another runtime: no
//! transaction gets into a block, rounds rest, and afterwards they go on with the time they had left.

mod support;

use commonwatt_runtime::{
	constants::{currency::CWT, euro::EUR},
	AccountId, Balances, Communities, Dispatch, Executive, Metering, MultiBlockMigrations, Runtime,
	RuntimeOrigin, Settlement, System,
};
use dispatch_core::{
	encode_reveal, Contract, DeviceKind, DeviceLimits, DispatchRules, Node, Offer, Plan, Run,
	SideLimits, SideOffer,
};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot, SlotSource};
use frame_support::{
	assert_noop, assert_ok,
	migrations::{MigrationStatusHandler, MultiStepMigrator},
	traits::fungible::{Inspect, InspectHold, Mutate},
};
use pallet_dispatch::{
	commitment_hash, Error, GridConfig, Phase, PlanSource, RoundRecord, VetoReason,
};
use pallet_metering::NetworkParams;
use pallet_settlement::NamedAccount;
use polkadot_sdk::pallet_migrations::{ActiveCursor, Cursor, MigrationCursor};
use settlement_core::Tariff;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::{generic::Digest, traits::Header as _, ExtrinsicInclusionMode};
use support::{development, next_block, register};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const METER: MeterId = MeterId { network: NETWORK, index: 1 };
const SLOTS: u8 = 8;
const SALT: [u8; 32] = [7; 32];

fn by(key: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(key.to_account_id())
}

fn home() -> AccountId {
	AccountId::from([1; 32])
}

fn rules() -> DispatchRules {
	DispatchRules {
		horizon_slots: SLOTS,
		every_slots: SLOTS,
		offer_blocks: 2,
		commit_blocks: 4,
		reveal_blocks: 4,
		veto_blocks: 4,
		..DispatchRules::default()
	}
}

/// A network that prepares, with the home's load that may be as low as nothing and is 1000 W if
/// nobody plans.
fn community() -> Slot {
	assert_ok!(Communities::open_community(by(Alice), 1));
	assert_ok!(Communities::set_guarantor(by(Alice), 0, Charlie.to_account_id()));
	let params = NetworkParams { grace_s: 86_400, loss_ppm: 50_000, loss_limit_per_slot: 10_000 };
	assert_ok!(Metering::create_network(by(Alice), NETWORK, params));
	let (grid, balancing) = (Bob.to_account_id(), Eve.to_account_id());
	assert_ok!(Settlement::set_accounts(by(Alice), NETWORK, grid, balancing));
	register(NETWORK, 0, AccountId::from([100; 32]), true);
	register(NETWORK, 1, home(), false);
	let guarantor = NamedAccount::Guarantor(0);
	assert_ok!(Settlement::deposit_named(by(Charlie), guarantor, 9_500_000 * EUR));
	assert_ok!(Balances::mint_into(&home(), 10 * CWT));
	let first_slot = Metering::current_slot() + 1;
	let tariff = Tariff { feed_in: 80_000, retail: 300_000, network_fee: 10_000, fund_fee: 10_000 };
	let tariffs = vec![tariff].try_into().expect("one fits");
	assert_ok!(Settlement::set_tariffs(by(Alice), NETWORK, first_slot, tariffs));
	let node = Node { parent: 0, down_max_w: 50_000, up_max_w: 50_000, passive_permille: 1_000 };
	let grid = GridConfig {
		tree: vec![node].try_into().expect("one fits"),
		contract: Contract { import_max_w: 50_000, export_max_w: 50_000 },
	};
	assert_ok!(Dispatch::set_programme(by(Alice), 0, grid, None));
	assert_ok!(Dispatch::set_rules(0, rules()));
	first_slot
}

fn limits() -> DeviceLimits {
	let take = SideLimits {
		power_max_w: 2_000,
		other_permille: (0, 0),
		store_permille: (0, 0),
		cost_max_nano: 0,
		carbon_g_per_unit: 0,
	};
	DeviceLimits {
		kind: DeviceKind::Aggregate,
		carrier: Carrier::Electricity,
		node: 0,
		other_node: 0,
		take: Some(take),
		give: None,
		store_max: 0,
		reserve: false,
	}
}

fn flat<V>(value: V) -> dispatch_core::Profile<V> {
	dispatch_core::Profile::truncate_from(vec![Run { slots: SLOTS, value }])
}

/// A round with one device whose offer is a standing one.
fn round() {
	let first_slot = community();
	let owner = RuntimeOrigin::signed(home());
	assert_ok!(Dispatch::register_device(owner.clone(), 0, limits(), METER, None));
	let take = SideOffer { power_w: flat((0, 2_000)), ..SideOffer::default() };
	let offer = Offer { take, safe_w: flat(-1_000), ..Offer::default() };
	let blob = vec![(0, offer)].try_into().expect("one fits");
	assert_ok!(Dispatch::offer(owner, 0, blob, true));
	assert_ok!(Dispatch::start_round(by(Alice), 0, first_slot));
}

fn phase() -> Phase {
	Dispatch::round(0).expect("one was begun").phase
}

/// Runs until the round is that far.
fn await_phase(wanted: Phase) {
	for _ in 0..20 {
		if phase() == wanted {
			return;
		}
		next_block();
	}
	panic!("the round does not come to {wanted:?}");
}

/// A plan in which the home takes nothing, encoded.
fn plan() -> Vec<u8> {
	let plan = Plan { power_w: vec![0; SLOTS.into()], alpha_permille: vec![0] };
	encode_reveal(Some(&plan), None)
}

fn commit() {
	let hash = commitment_hash(0, 0, &Dave.to_account_id(), &SALT, &plan());
	assert_ok!(Dispatch::commit(by(Dave), 0, 0, hash, Some(0), None));
}

fn reveal() {
	let bytes = plan().try_into().expect("it fits");
	assert_ok!(Dispatch::reveal(by(Dave), 0, 0, SALT, bytes));
}

/// What of Dave's is held.
fn held() -> u128 {
	Balances::total_balance_on_hold(&Dave.to_account_id())
}

type Told = <Runtime as polkadot_sdk::pallet_migrations::Config>::MigrationStatusHandler;

/// The state is migrated for so many blocks: no block takes a transaction, and no round moves. In the
/// last of them nothing is left to migrate, and rounds are put off.
fn migrate(blocks: u32) {
	let before = Dispatch::round(0).expect("one was begun");
	let first = System::block_number() + 1;
	// The executive says so when it begins the first block of another runtime, before it sets its number.
	Told::started();
	Cursor::<Runtime>::put(MigrationCursor::Stuck);
	for left in (0..blocks).rev() {
		assert_eq!(Dispatch::round(0), Some(before.clone()), "rounds rest");
		assert!(MultiBlockMigrations::ongoing());
		assert_only_inherents();
		if left == 0 {
			let done = ActiveCursor { index: 0, inner_cursor: None, started_at: first };
			Cursor::<Runtime>::put(MigrationCursor::Active(done));
		}
		next_block();
	}
	assert!(!MultiBlockMigrations::ongoing());
	let after = Dispatch::round(0).expect("it goes on");
	assert_eq!(after, RoundRecord { ends: before.ends + blocks, ..before });
}

/// What the next block would take; nothing of it stays.
fn assert_only_inherents() {
	type Header = <commonwatt_runtime::Block as sp_runtime::traits::Block>::Header;
	let header = Header::new(
		System::block_number() + 1,
		Default::default(),
		Default::default(),
		System::parent_hash(),
		Digest::default(),
	);
	let _ = frame_support::storage::with_transaction(|| {
		let mode = Executive::initialize_block(&header);
		assert_eq!(mode, ExtrinsicInclusionMode::OnlyInherents);
		frame_support::storage::TransactionOutcome::Rollback(
			Ok::<(), sp_runtime::DispatchError>(()),
		)
	});
}

#[test]
fn a_migration_that_is_shorter_than_a_phase_changes_nothing() {
	development().execute_with(|| {
		round();
		await_phase(Phase::Commit);
		migrate(2);
		commit();
		await_phase(Phase::Reveal);
		migrate(2);
		reveal();
		await_phase(Phase::Voting);
		migrate(2);
		await_phase(Phase::Enacted);
		let round = Dispatch::round(0).expect("it is over");
		assert_eq!(round.enacted, Some(PlanSource::Best));
		assert_eq!(Dispatch::setpoint(0, 0, round.first_slot).expect("planned").power_w, 0);
		assert_eq!(held(), 0);
	});
}

#[test]
fn offers_go_on_after_a_migration() {
	development().execute_with(|| {
		round();
		assert_eq!(phase(), Phase::Offers);
		migrate(20);
		next_block();
		assert_eq!(phase(), Phase::Offers, "a block was left");
		next_block();
		assert_eq!(phase(), Phase::Commit);
		commit();
		await_phase(Phase::Reveal);
		reveal();
		await_phase(Phase::Enacted);
		assert_eq!(Dispatch::round(0).expect("it is over").enacted, Some(PlanSource::Best));
	});
}

#[test]
fn solvers_commit_and_show_after_a_migration_and_lose_nothing() {
	development().execute_with(|| {
		let dave = Dave.to_account_id();
		round();
		await_phase(Phase::Commit);
		migrate(20);
		let before = Balances::total_balance(&dave);
		commit();
		assert!(held() > 0);
		await_phase(Phase::Reveal);
		migrate(20);
		reveal();
		assert_eq!((held(), Balances::total_balance(&dave)), (0, before));
		await_phase(Phase::Enacted);
		assert_eq!(Dispatch::round(0).expect("it is over").enacted, Some(PlanSource::Best));
	});
}

#[test]
fn members_have_their_whole_time_to_veto() {
	development().execute_with(|| {
		round();
		await_phase(Phase::Commit);
		commit();
		await_phase(Phase::Reveal);
		reveal();
		await_phase(Phase::Voting);
		migrate(20);
		// One who may not vote hears that, and not that it is too late.
		let veto = || Dispatch::veto(by(Eve), 0, 0, VetoReason::Comfort);
		for _ in 1..rules().veto_blocks {
			next_block();
			assert_eq!(phase(), Phase::Voting);
			assert_noop!(veto(), Error::<Runtime>::NotVoter);
		}
		next_block();
		let round = Dispatch::round(0).expect("it is over");
		assert_eq!(round.enacted, Some(PlanSource::Best));
		assert_eq!(Dispatch::round_of(0, round.first_slot), Some(0));
		assert_noop!(veto(), Error::<Runtime>::WrongPhase);
	});
}

#[test]
fn a_plan_that_a_migration_held_up_holds_in_slots_that_have_not_begun() {
	development().execute_with(|| {
		round();
		await_phase(Phase::Commit);
		commit();
		await_phase(Phase::Reveal);
		reveal();
		await_phase(Phase::Voting);
		let first_slot = Dispatch::round(0).expect("it runs").first_slot;
		// Longer than a slot of 300 blocks.
		migrate(620);
		await_phase(Phase::Enacted);
		let current = Metering::current_slot();
		assert!(current > first_slot);
		assert_eq!(Dispatch::round_of(0, current + 1), Some(0));
		assert_eq!(Dispatch::round_of(0, first_slot + u32::from(SLOTS) - 1), Some(0));
	});
}
