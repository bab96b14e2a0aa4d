// SPDX-License-Identifier: Apache-2.0
//! A runtime with just enough to hold deposits and to know an asset; what it asks of others is in
//! `mock/world.rs`.

mod world;

pub(crate) use world::*;

use crate as pallet_community;
use crate::{BallotId, BallotState, HoldReason, PersonTag};
use community_core::Choice;
use energy_primitives::CommunityId;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::HoldConsideration, AsEnsureOriginWithArg, ConstU64, LinearStoragePrice},
	PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned};
use sp_runtime::BuildStorage;

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
	pub type Assets = pallet_assets::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Communities = pallet_community::Pallet<Test>;
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

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<u64>>;
	type ForceOrigin = EnsureRoot<u64>;
}

parameter_types! {
	pub const CommunityHold: RuntimeHoldReason = RuntimeHoldReason::Communities(HoldReason::Community);
	pub const MemberHold: RuntimeHoldReason = RuntimeHoldReason::Communities(HoldReason::Member);
	pub const CommunityPalletId: PalletId = PalletId(*b"cw/commu");
}

/// The deposit for a community; nothing per byte, so that tests can name it.
pub(crate) const COMMUNITY_DEPOSIT: u64 = 100;
/// The deposit for a member.
pub(crate) const MEMBER_DEPOSIT: u64 = 5;
/// The deposit for a ballot.
pub(crate) const BALLOT_DEPOSIT: u64 = 20;
/// The deposit of whoever challenges a tag.
pub(crate) const CHALLENGE_DEPOSIT: u64 = 50;
/// Blocks in which votes are taken.
pub(crate) const VOTING: u64 = 70;
/// Blocks before the same may be proposed again.
pub(crate) const REPEAT: u64 = 300;

impl pallet_community::Config for Test {
	type Assets = Assets;
	type CommunityConsideration = HoldConsideration<
		u64,
		Balances,
		CommunityHold,
		LinearStoragePrice<ConstU64<COMMUNITY_DEPOSIT>, ConstU64<0>, u64>,
	>;
	type MemberConsideration = HoldConsideration<
		u64,
		Balances,
		MemberHold,
		LinearStoragePrice<ConstU64<MEMBER_DEPOSIT>, ConstU64<0>, u64>,
	>;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Participation = World;
	type CurrentSlot = World;
	type NextSlot = World;
	type Quota = World;
	type Change = Rule;
	type Referenda = World;
	type DisputeOrigin = EnsureRoot<u64>;
	type PalletId = CommunityPalletId;
	type BallotDeposit = ConstU64<BALLOT_DEPOSIT>;
	type ChallengeDeposit = ConstU64<CHALLENGE_DEPOSIT>;
	type VotingPeriod = ConstU64<VOTING>;
	type RepeatPeriod = ConstU64<REPEAT>;
	type WeightInfo = ();
}

pub(crate) const ALICE: u64 = 1;
pub(crate) const BOB: u64 = 2;
pub(crate) const CHARLIE: u64 = 3;
/// Has nothing.
pub(crate) const PAUPER: u64 = 9;
/// The settlement currency.
pub(crate) const EUR: u32 = 1;
/// The community that [`TestExt::with_community`] opens.
pub(crate) const COMMUNITY: CommunityId = 0;

/// How many people could be members.
pub(crate) const PEOPLE: u8 = 60;

/// A person's tag.
pub(crate) fn tag(person: u8) -> PersonTag {
	[person; 32]
}

/// A person's account.
pub(crate) fn voter(person: u8) -> u64 {
	100 + u64::from(person)
}

/// Makes a person a member who took part with the point of its number.
pub(crate) fn join(person: u8) {
	let origin = RuntimeOrigin::signed(ALICE);
	assert_ok!(Communities::add_member(origin, COMMUNITY, tag(person), voter(person)));
	takes_part(voter(person), u32::from(person), 2_000);
}

/// Makes a person a voter, in the next billing period if none is counted in this one.
pub(crate) fn enrol(person: u8) {
	join(person);
	if Communities::growth_room(COMMUNITY) == 0 {
		PeriodsClosed::set(&(PeriodsClosed::get() + 1));
	}
	let origin = RuntimeOrigin::signed(voter(person));
	assert_ok!(Communities::enrol(origin, COMMUNITY, point(u32::from(person))));
}

/// A person votes.
pub(crate) fn votes(person: u8, ballot: BallotId, choice: Choice) {
	let origin = RuntimeOrigin::signed(voter(person));
	assert_ok!(Communities::vote(origin, COMMUNITY, ballot, choice));
}

/// The first `ayes` people say yes, the next `nays` no, the next `abstains` neither.
pub(crate) fn all_vote(ballot: BallotId, ayes: u8, nays: u8, abstains: u8) {
	(0..ayes).for_each(|person| votes(person, ballot, Choice::Aye));
	(ayes..ayes + nays).for_each(|person| votes(person, ballot, Choice::Nay));
	(ayes + nays..ayes + nays + abstains).for_each(|person| votes(person, ballot, Choice::Abstain));
}

/// The first person proposes a rule. Returns the ballot.
pub(crate) fn propose(rule: Rule) -> BallotId {
	assert_ok!(Communities::propose(RuntimeOrigin::signed(voter(0)), COMMUNITY, rule));
	crate::NextBallot::<Test>::get(COMMUNITY) - 1
}

/// So many blocks go by, without anything happening by itself.
pub(crate) fn blocks(count: u64) {
	System::set_block_number(System::block_number() + count);
}

/// Counts a ballot after its time.
pub(crate) fn close(ballot: BallotId) {
	blocks(VOTING);
	assert_ok!(Communities::close(RuntimeOrigin::signed(PAUPER), COMMUNITY, ballot));
}

/// Enacts a ballot in the slot before its period, unless that has come already.
pub(crate) fn enact(ballot: BallotId) {
	let BallotState::Passed { from_slot } = state_of(ballot) else {
		return assert_eq!(state_of(ballot), BallotState::Enacted);
	};
	SlotNow::set(&(from_slot - 1));
	assert_ok!(Communities::enact(RuntimeOrigin::signed(PAUPER), COMMUNITY, ballot));
}

/// Proposes a rule; five say yes, and it is enacted. Returns the ballot.
pub(crate) fn change_to(rule: Rule) -> BallotId {
	let ballot = propose(rule);
	all_vote(ballot, 5, 0, 0);
	close(ballot);
	enact(ballot);
	ballot
}

/// How far a ballot has come.
pub(crate) fn state_of(ballot: BallotId) -> BallotState {
	Communities::ballot(COMMUNITY, ballot).expect("opened").state
}

/// Builds a state, runs a test in it, and checks the invariants after it.
pub(crate) struct TestExt {
	with_community: Option<u64>,
	voters: u8,
	communities: pallet_community::GenesisConfig<Test>,
}

impl TestExt {
	pub(crate) fn new() -> Self {
		Self { with_community: None, voters: 0, communities: Default::default() }
	}

	/// ALICE opens [`COMMUNITY`], and the first people count in it.
	pub(crate) fn with_voters(voters: u8) -> Self {
		Self { voters, ..Self::new().with_community(ALICE) }
	}

	/// Genesis says how long ballots take.
	pub(crate) fn with_times(mut self, voting: u64, repeat: u64, at_once: bool) -> Self {
		self.communities = pallet_community::GenesisConfig {
			voting_period: voting,
			repeat_period: repeat,
			enact_at_once: at_once,
		};
		self
	}

	/// Opens [`COMMUNITY`] for `operator` first.
	pub(crate) fn with_community(mut self, operator: u64) -> Self {
		self.with_community = Some(operator);
		self
	}

	pub(crate) fn externalities(&self) -> sp_io::TestExternalities {
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: [ALICE, BOB, CHARLIE]
					.into_iter()
					.chain((0..PEOPLE).map(voter))
					.map(|who| (who, 1_000))
					.collect(),
				..Default::default()
			},
			assets: pallet_assets::GenesisConfig {
				assets: vec![(EUR, ALICE, true, 1)],
				..Default::default()
			},
			communities: self.communities.clone(),
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
			if let Some(operator) = self.with_community {
				assert_ok!(Communities::open_community(RuntimeOrigin::signed(operator), EUR));
			}
			(0..self.voters).for_each(enrol);
			test();
			assert_ok!(Communities::do_try_state());
		});
	}
}

/// What is held from `who` for `reason`.
pub(crate) fn held(reason: HoldReason, who: u64) -> u64 {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&RuntimeHoldReason::Communities(reason), &who)
}
