// SPDX-License-Identifier: Apache-2.0
//! What the pallet asks of others: who took part, what slot it is, which rules there are, and
//! referenda. Kept in storage, so that what fails leaves nothing.

use super::COMMUNITY;
use crate::{BallotChange, CastVotes, Split};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use community_core::Tally;
use energy_primitives::{
	Carrier, CommunityId, HouseholdQuota, MeterId, NetworkId, Participation, Slot,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult, OptionQuery, ValueQuery},
	parameter_types,
	storage::{with_transaction, TransactionOutcome},
	storage_alias,
	traits::Get,
	weights::Weight,
	Twox64Concat,
};
use scale_info::TypeInfo;
use sp_runtime::traits::Convert;

/// Everything outside the pallet.
pub struct World;

/// Calls that each account has free.
pub(crate) const FREE_CALLS: u32 = 3;

parameter_types! {
	/// The slot that runs.
	pub storage SlotNow: Slot = 1_000;
	/// The slot each network is at, as it closes them; 0 while it prepares.
	pub storage SlotToClose: Slot = 0;
	/// How many billing periods the electricity network has closed.
	pub storage PeriodsClosed: u32 = 0;
	/// The first slot of the next billing period of electricity.
	pub storage NextPeriod: Slot = 1_096;
	/// The chain's bound: no rule is larger.
	pub storage RuleMax: u32 = 100;
	/// Whether rules can be changed at all.
	pub storage Unchangeable: bool = false;
	/// What a review puts back.
	pub storage Review: Option<Rule> = None;
}

/// Who took part with which meter, in the billing period that began with which slot.
#[storage_alias]
pub(crate) type TookPart = StorageMap<World, Twox64Concat, (u64, MeterId), Slot, OptionQuery>;

/// What holds.
#[storage_alias]
pub(crate) type Rules = StorageMap<World, Twox64Concat, (CommunityId, Carrier), u32, ValueQuery>;

/// Free calls an account has used.
#[storage_alias]
pub(crate) type Used = StorageMap<World, Twox64Concat, u64, u32, ValueQuery>;

/// Referenda that run.
#[storage_alias]
pub(crate) type Ongoing = StorageMap<World, Twox64Concat, u32, (), OptionQuery>;

/// What communities' accounts voted.
#[storage_alias]
pub(crate) type CastBy = StorageMap<World, Twox64Concat, (u64, u32), (Tally, u32), OptionQuery>;

/// A rule of a mock community: a number of each carrier. The one of electricity needs two of three.
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
pub struct Rule(pub Carrier, pub u32);

/// A rule the majority can change.
pub(crate) fn heat(value: u32) -> Rule {
	Rule(Carrier::Heat, value)
}

/// A rule that needs two of three.
pub(crate) fn fee(value: u32) -> Rule {
	Rule(Carrier::Electricity, value)
}

/// What holds of heat.
pub(crate) fn heat_now() -> u32 {
	Rules::get((COMMUNITY, Carrier::Heat))
}

/// What a rule outside the bounds is refused with.
pub(crate) const OUT_OF_BOUNDS: DispatchError = DispatchError::Exhausted;
/// What a rule that can't be changed is refused with.
pub(crate) const UNCHANGEABLE: DispatchError = DispatchError::Unavailable;
/// What a vote that can't be cast is refused with.
pub(crate) const NO_VOTE: DispatchError = DispatchError::Corruption;
/// A referendum that takes no vote of the community's account.
pub(crate) const DEAF: u32 = 99;

impl BallotChange for Rule {
	type Subject = Carrier;

	fn subject(&self) -> Carrier {
		self.0
	}

	fn network(&self, community: CommunityId) -> NetworkId {
		NetworkId { community, carrier: self.0 }
	}

	fn needs_two_thirds(&self) -> bool {
		self.0 == Carrier::Electricity
	}

	fn check(&self, _: CommunityId) -> DispatchResult {
		ensure!(self.1 <= RuleMax::get(), OUT_OF_BOUNDS);
		Ok(())
	}

	fn present(&self, community: CommunityId) -> Self {
		Self(self.0, Rules::get((community, self.0)))
	}

	fn enact(self, community: CommunityId) -> DispatchResult {
		Rules::insert((community, self.0), self.1);
		ensure!(!Unchangeable::get(), UNCHANGEABLE);
		Ok(())
	}

	fn review(_: CommunityId) -> Option<Self> {
		Review::get()
	}

	fn in_bounds(community: CommunityId) -> bool {
		Rules::iter().all(|((of, _), value)| of != community || value <= RuleMax::get())
	}

	fn weight() -> Weight {
		Weight::from_parts(1_000, 10)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_change(_: CommunityId) -> Self {
		fee(1)
	}
}

/// The connection point of a number.
pub(crate) fn point(index: u32) -> MeterId {
	let network = NetworkId { community: COMMUNITY, carrier: Carrier::Electricity };
	MeterId { network, index }
}

/// Whoever has an account number owns the point of that number, and took part with it in the period
/// that began with `since`.
pub(crate) fn takes_part(who: u64, index: u32, since: Slot) {
	TookPart::insert((who, point(index)), since);
}

impl Participation<u64> for World {
	fn took_part(who: &u64, meter: MeterId, since_slot: Slot) -> bool {
		TookPart::get((*who, meter)).is_some_and(|began| began >= since_slot)
	}

	fn periods_closed(network: NetworkId) -> u32 {
		if network.carrier == Carrier::Electricity {
			PeriodsClosed::get()
		} else {
			0
		}
	}

	fn next_period(network: NetworkId) -> Slot {
		// Heat is billed later.
		if network.carrier == Carrier::Electricity {
			NextPeriod::get()
		} else {
			NextPeriod::get() + 100
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_participant(community: CommunityId, who: &u64) -> MeterId {
		let network = NetworkId { community, carrier: Carrier::Electricity };
		let meter = MeterId { network, index: TookPart::iter().count() as u32 };
		TookPart::insert((*who, meter), Slot::MAX);
		meter
	}
}

impl Get<Slot> for World {
	fn get() -> Slot {
		SlotNow::get()
	}
}

impl Convert<NetworkId, Option<Slot>> for World {
	fn convert(network: NetworkId) -> Option<Slot> {
		let open = network.carrier == Carrier::Electricity && SlotToClose::get() > 0;
		open.then(SlotToClose::get)
	}
}

impl HouseholdQuota<u64> for World {
	fn is_free(who: &u64, succeeds: impl FnOnce() -> bool) -> bool {
		let tried = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(succeeds()));
		Used::get(who) < FREE_CALLS && with_transaction(tried).unwrap_or(false)
	}

	fn use_one(who: &u64) {
		Used::mutate(who, |used| *used += 1);
	}
}

impl CastVotes<u64> for World {
	fn is_ongoing(referendum: u32) -> bool {
		Ongoing::contains_key(referendum)
	}

	fn cast(account: &u64, referendum: u32, split: &Split) -> DispatchResult {
		CastBy::insert((*account, referendum), (split.tally, split.voters));
		ensure!(referendum != DEAF, NO_VOTE);
		Ok(())
	}

	fn weight() -> Weight {
		Weight::from_parts(2_000, 20)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_referendum(_: &u64) -> u32 {
		Ongoing::insert(7, ());
		7
	}
}

/// What the community's account voted in a referendum, and of how many.
pub(crate) fn cast_in(referendum: u32) -> Option<(Tally, u32)> {
	CastBy::get((super::Communities::account(COMMUNITY), referendum))
}
