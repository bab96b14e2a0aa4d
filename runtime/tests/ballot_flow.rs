// SPDX-License-Identifier: Apache-2.0
//! Members decide, with the real configuration: they are counted, vote on rules and fees, take a
//! change back, and vote as a community in a referendum of the chain.

mod support;

use commonwatt_runtime::{
	ballots::{Change, ALLOTMENT},
	constants::{currency::CWT, euro::EUR, time::MINUTES},
	AccountId, Balances, Communities, Dispatch, Metering, OriginCaller, Referenda, Runtime,
	RuntimeCall, RuntimeOrigin, Settlement,
};
use community_core::Choice;
use dispatch_core::{DispatchRules, RuleBounds};
use energy_primitives::{Carrier, MeterId, NetworkId, SlotSource};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Mutate, schedule::DispatchTime, StorePreimage},
};
use pallet_community::BallotState;
use pallet_metering::NetworkParams;
use pallet_settlement::NamedAccount;
use polkadot_sdk::pallet_conviction_voting::{AccountVote, Voting, VotingFor};
use settlement_core::{Cycle, Rule, Tariff};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use support::{development, device_batch, next_block, register, submit, Said};

const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
const TARIFF: Tariff =
	Tariff { feed_in: 80_000, retail: 300_000, network_fee: 10_000, fund_fee: 10_000 };
/// Homes, each a member with a meter of its own.
const HOMES: u8 = 5;

fn by(key: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(key.to_account_id())
}

fn home(index: u8) -> AccountId {
	AccountId::from([index; 32])
}

fn member(index: u8) -> RuntimeOrigin {
	RuntimeOrigin::signed(home(index))
}

fn meter(index: u8) -> MeterId {
	MeterId { network: NETWORK, index: index.into() }
}

/// An open network with a feeder and five members, whose billing periods are two slots; two slots
/// are settled, so the first period is closed and everybody is counted.
fn community() {
	assert_ok!(Communities::open_community(by(Alice), 1));
	assert_ok!(Communities::set_guarantor(by(Alice), 0, Charlie.to_account_id()));
	let params = NetworkParams { grace_s: 86_400, loss_ppm: 50_000, loss_limit_per_slot: 10_000 };
	assert_ok!(Metering::create_network(by(Alice), NETWORK, params));
	let (grid, balancing) = (Bob.to_account_id(), Eve.to_account_id());
	assert_ok!(Settlement::set_accounts(by(Alice), NETWORK, grid, balancing));
	assert_ok!(Settlement::set_billing(by(Alice), NETWORK, Cycle::Slots(2)));
	register(NETWORK, 0, home(100), true);
	for index in 1..=HOMES {
		register(NETWORK, index, home(index), false);
		assert_ok!(Settlement::deposit(by(Dave), meter(index), 10 * EUR));
		assert_ok!(Communities::add_member(by(Alice), 0, [index; 32], home(index)));
		assert_ok!(Balances::mint_into(&home(index), 10 * CWT));
	}
	let guarantor = NamedAccount::Guarantor(0);
	assert_ok!(Settlement::deposit_named(by(Charlie), guarantor, 9_500_000 * EUR));
	let first_slot = Metering::current_slot() - 48;
	let first_slot = first_slot - first_slot % 2;
	let tariffs = vec![TARIFF].try_into().expect("one fits");
	assert_ok!(Settlement::set_tariffs(by(Alice), NETWORK, first_slot, tariffs));
	for (account, eur) in
		[(NamedAccount::Grid(NETWORK), 9_000_000), (NamedAccount::Balancing(NETWORK), 100_000)]
	{
		assert_ok!(Settlement::set_limit(by(Charlie), account, eur * EUR));
	}
	assert_ok!(Metering::open_network(by(Alice), NETWORK, first_slot));
	assert_ok!(Metering::bond_relay(by(Ferdie), 100_000_000_000_000));
	assert_noop!(
		Communities::enrol(member(1), 0, meter(1)),
		pallet_community::Error::<Runtime>::NotTakenPart
	);
	for slot in [first_slot, first_slot + 1] {
		let mut said = vec![Said::import(0, 0), Said::export(1, 1_000)];
		said.extend((2..=HOMES).map(|index| Said::import(index, 250)));
		submit(device_batch(NETWORK, slot, &said));
		next_block();
	}
	for _ in 0..3 {
		next_block();
	}
	for index in 1..=HOMES {
		assert_ok!(Communities::enrol(member(index), 0, meter(index)));
	}
}

fn vote(ballot: u32, choices: &[(u8, Choice)]) {
	for (index, choice) in choices {
		assert_ok!(Communities::vote(member(*index), 0, ballot, *choice));
	}
}

/// Runs until voting is over and what passed holds.
fn let_it_close() {
	for _ in 0..MINUTES + 3 {
		next_block();
	}
}

fn state(ballot: u32) -> BallotState {
	Communities::ballot(0, ballot).expect("it exists").state
}

const ALL_AYE: [(u8, Choice); 5] =
	[(1, Choice::Aye), (2, Choice::Aye), (3, Choice::Aye), (4, Choice::Aye), (5, Choice::Aye)];

fn sharper() -> DispatchRules {
	DispatchRules { peak_nano_per_w: 200_000, ..DispatchRules::default() }
}

#[test]
fn members_change_how_plans_are_made_and_take_it_back() {
	development().execute_with(|| {
		community();
		assert_ok!(Communities::propose(member(1), 0, Change::Dispatch(sharper())));
		vote(0, &ALL_AYE);
		assert_eq!(Dispatch::rules(0), DispatchRules::default());
		let_it_close();
		assert_eq!(state(0), BallotState::Enacted);
		assert_eq!(Dispatch::rules(0), sharper());

		assert_ok!(Communities::propose_roll_back(member(2), 0, 0));
		vote(1, &ALL_AYE);
		let_it_close();
		assert_eq!(Dispatch::rules(0), DispatchRules::default());
		assert_eq!(state(0), BallotState::RolledBack);
	});
}

#[test]
fn a_minority_changes_nothing() {
	development().execute_with(|| {
		community();
		assert_ok!(Communities::propose(member(1), 0, Change::Dispatch(sharper())));
		vote(0, &[(1, Choice::Aye), (2, Choice::Aye), (3, Choice::Nay), (4, Choice::Nay)]);
		vote(0, &[(5, Choice::Nay)]);
		let_it_close();
		assert_eq!(state(0), BallotState::Failed);
		assert_eq!(Dispatch::rules(0), DispatchRules::default());
	});
}

#[test]
fn a_ballot_outside_the_bounds_is_refused_and_tighter_bounds_clamp() {
	development().execute_with(|| {
		community();
		let widest = RuleBounds::default().most.peak_nano_per_w;
		let beyond = DispatchRules { peak_nano_per_w: widest + 1, ..DispatchRules::default() };
		assert_noop!(
			Communities::propose(member(1), 0, Change::Dispatch(beyond)),
			pallet_dispatch::Error::<Runtime>::OutOfBounds
		);
		assert_ok!(Communities::propose(member(1), 0, Change::Dispatch(sharper())));
		vote(0, &ALL_AYE);
		let_it_close();
		assert_eq!(Dispatch::rules(0).peak_nano_per_w, 200_000);

		let mut bounds = RuleBounds::default();
		bounds.most.peak_nano_per_w = 150_000;
		assert_noop!(Dispatch::set_bounds(member(1), bounds), sp_runtime::DispatchError::BadOrigin);
		assert_ok!(Dispatch::set_bounds(RuntimeOrigin::root(), bounds));
		assert_eq!(Dispatch::rules(0).peak_nano_per_w, 150_000);
		next_block();
	});
}

#[test]
fn a_change_of_another_community_is_refused() {
	development().execute_with(|| {
		community();
		let network = NetworkId { community: 1, carrier: Carrier::Electricity };
		let change = Change::Fees { network, network_fee: 0, fund_fee: 0 };
		assert!(Communities::propose(member(1), 0, change).is_err());
	});
}

#[test]
fn fees_that_members_chose_bind_the_operator() {
	development().execute_with(|| {
		community();
		let change = Change::Fees { network: NETWORK, network_fee: 5_000, fund_fee: 20_000 };
		assert_ok!(Communities::propose(member(1), 0, change));
		vote(0, &ALL_AYE);
		let_it_close();
		assert_eq!(state(0), BallotState::Enacted);
		assert_eq!(Settlement::present_fees(NETWORK), (5_000, 20_000));
		let old = vec![TARIFF].try_into().expect("one fits");
		// Billing periods are two slots: the fees hold there.
		let soon = Metering::current_slot() + 2;
		assert_noop!(
			Settlement::set_tariffs(by(Alice), NETWORK, soon, old),
			pallet_settlement::Error::<Runtime>::FeesByBallot
		);
		let new = Tariff { network_fee: 5_000, fund_fee: 20_000, ..TARIFF };
		let new = vec![new].try_into().expect("one fits");
		assert_ok!(Settlement::set_tariffs(by(Alice), NETWORK, soon, new));
	});
}

#[test]
fn three_of_five_are_too_few_for_fees() {
	development().execute_with(|| {
		community();
		let change = Change::Fees { network: NETWORK, network_fee: 5_000, fund_fee: 20_000 };
		assert_ok!(Communities::propose(member(1), 0, change));
		vote(0, &[(1, Choice::Aye), (2, Choice::Aye), (3, Choice::Aye), (4, Choice::Nay)]);
		vote(0, &[(5, Choice::Nay)]);
		let_it_close();
		assert_eq!(state(0), BallotState::Failed);
	});
}

#[test]
fn a_price_rule_by_ballot_is_no_longer_the_operators() {
	development().execute_with(|| {
		community();
		let change = Change::PriceRule { network: NETWORK, rule: Rule::Ratio };
		assert_ok!(Communities::propose(member(1), 0, change));
		vote(0, &ALL_AYE);
		let_it_close();
		assert_noop!(
			Settlement::set_rule(by(Alice), NETWORK, Rule::Ratio),
			pallet_settlement::Error::<Runtime>::RuleByBallot
		);
	});
}

#[test]
fn the_communitys_account_votes_as_its_members_did() {
	development().execute_with(|| {
		community();
		let account = Communities::account(0);
		assert_ok!(Balances::mint_into(&account, 100_000 * CWT));
		let call = RuntimeCall::System(frame_system::Call::remark { remark: vec![1] });
		let proposal = <commonwatt_runtime::Preimage as StorePreimage>::bound(call).expect("small");
		let origin = Box::new(OriginCaller::system(frame_system::RawOrigin::Root));
		let after = DispatchTime::After(1);
		assert_ok!(Referenda::submit(by(Dave), origin, proposal, after));
		assert_noop!(
			Communities::propose_referendum_vote(member(1), 0, 7),
			pallet_community::Error::<Runtime>::ReferendumNotOngoing
		);
		assert_ok!(Communities::propose_referendum_vote(member(1), 0, 0));
		vote(0, &[(1, Choice::Aye), (2, Choice::Aye), (3, Choice::Aye), (4, Choice::Nay)]);
		vote(0, &[(5, Choice::Abstain)]);
		let_it_close();
		assert_eq!(state(0), BallotState::Cast);
		// Five members can't vote with more than their allotments.
		let Voting::Casting(casting) = VotingFor::<Runtime>::get(&account, 0) else {
			panic!("it votes for itself");
		};
		let expected =
			AccountVote::SplitAbstain { aye: 3 * ALLOTMENT, nay: ALLOTMENT, abstain: ALLOTMENT };
		assert_eq!(casting.votes.to_vec(), vec![(0, expected)]);
	});
}
