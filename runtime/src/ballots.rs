// SPDX-License-Identifier: Apache-2.0
//! What the members of a community may vote about, and how a community votes in a referendum.
//!
//! The pallets know nothing of each other, so what a ballot changes is named here.

use crate::{
	constants::currency::CWT, AccountId, Balance, Balances, ConvictionVoting, Dispatch, Referenda,
	Runtime, RuntimeOrigin, Settlement,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use dispatch_core::DispatchRules;
use energy_primitives::{Carrier, CommunityId, NanoPrice, NetworkId};
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{fungible::Inspect, Polling},
	weights::Weight,
};
use pallet_community::{BallotChange, CastVotes, Split};
use polkadot_sdk::pallet_conviction_voting::{AccountVote, WeightInfo as _};
use scale_info::TypeInfo;
use settlement_core::Rule;
use sp_runtime::DispatchError;

/// A change that members may vote about.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Change {
	/// How plans are made: what they cost, how long a round takes, who may stop a plan.
	#[codec(index = 0)]
	Dispatch(DispatchRules),
	/// What local trade pays per base quantity: to the grid operator and to the common fund.
	#[codec(index = 1)]
	Fees {
		/// The network.
		network: NetworkId,
		/// To the grid operator, in nano-currency per base quantity.
		network_fee: NanoPrice,
		/// To the common fund, in nano-currency per base quantity.
		fund_fee: NanoPrice,
	},
	/// How members deal with each other: a price by supply and demand, or sharing.
	#[codec(index = 2)]
	PriceRule {
		/// The network.
		network: NetworkId,
		/// The rule.
		rule: Rule,
	},
	/// Between which prices the operator may set the grid's tariffs.
	#[codec(index = 3)]
	TariffBand {
		/// The network.
		network: NetworkId,
		/// What the grid pays at least, in nano-currency per base quantity.
		feed_in_min: NanoPrice,
		/// What it asks at most, in nano-currency per base quantity.
		retail_max: NanoPrice,
	},
}

/// What a change is about.
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
pub enum Subject {
	/// How plans are made.
	#[codec(index = 0)]
	Dispatch,
	/// The fees of a network.
	#[codec(index = 1)]
	Fees(Carrier),
	/// The price rule of a network.
	#[codec(index = 2)]
	PriceRule(Carrier),
	/// The tariff band of a network.
	#[codec(index = 3)]
	TariffBand(Carrier),
}

impl Change {
	/// The network a change is about; dispatch is planned by the slots of the electricity network.
	fn about(&self, community: CommunityId) -> NetworkId {
		match self {
			Self::Dispatch(_) => NetworkId { community, carrier: Carrier::Electricity },
			Self::Fees { network, .. }
			| Self::PriceRule { network, .. }
			| Self::TariffBand { network, .. } => *network,
		}
	}
}

impl BallotChange for Change {
	type Subject = Subject;

	fn subject(&self) -> Subject {
		match self {
			Self::Dispatch(_) => Subject::Dispatch,
			Self::Fees { network, .. } => Subject::Fees(network.carrier),
			Self::PriceRule { network, .. } => Subject::PriceRule(network.carrier),
			Self::TariffBand { network, .. } => Subject::TariffBand(network.carrier),
		}
	}

	fn network(&self, community: CommunityId) -> NetworkId {
		self.about(community)
	}

	/// Fees and the price rule shift money between members, so they need more than a majority.
	fn needs_two_thirds(&self) -> bool {
		matches!(self, Self::Fees { .. } | Self::PriceRule { .. })
	}

	fn check(&self, community: CommunityId) -> DispatchResult {
		let network = self.about(community);
		ensure!(network.community == community, DispatchError::BadOrigin);
		match self {
			Self::Dispatch(rules) => Dispatch::check_rules(rules),
			Self::Fees { network_fee, fund_fee, .. } => {
				Settlement::check_fees(network, *network_fee, *fund_fee)
			}
			Self::PriceRule { rule, .. } => Settlement::check_rule(network, rule),
			Self::TariffBand { feed_in_min, retail_max, .. } => {
				Settlement::check_band(network, *feed_in_min, *retail_max)
			}
		}
	}

	fn present(&self, community: CommunityId) -> Self {
		let network = self.about(community);
		match self {
			Self::Dispatch(_) => Self::Dispatch(Dispatch::rules(community)),
			Self::Fees { .. } => {
				let (network_fee, fund_fee) = Settlement::present_fees(network);
				Self::Fees { network, network_fee, fund_fee }
			}
			Self::PriceRule { .. } => {
				Self::PriceRule { network, rule: Settlement::present_rule(network) }
			}
			Self::TariffBand { .. } => {
				let (feed_in_min, retail_max) = Settlement::present_band(network);
				Self::TariffBand { network, feed_in_min, retail_max }
			}
		}
	}

	fn enact(self, community: CommunityId) -> DispatchResult {
		self.check(community)?;
		match self {
			Self::Dispatch(rules) => Dispatch::set_rules(community, rules),
			Self::Fees { network, network_fee, fund_fee } => {
				Settlement::set_fees_by_ballot(network, network_fee, fund_fee)
			}
			Self::PriceRule { network, rule } => Settlement::set_rule_by_ballot(network, rule),
			Self::TariffBand { network, feed_in_min, retail_max } => {
				Settlement::set_band_by_ballot(network, feed_in_min, retail_max)
			}
		}
	}

	fn review(community: CommunityId) -> Option<Self> {
		let defaults = DispatchRules::default();
		let differs = Dispatch::rules(community) != defaults;
		(differs && Dispatch::check_rules(&defaults).is_ok()).then_some(Self::Dispatch(defaults))
	}

	fn in_bounds(community: CommunityId) -> bool {
		Dispatch::check_rules(&Dispatch::rules(community)).is_ok()
	}

	fn weight() -> Weight {
		use pallet_settlement::WeightInfo;
		type Weights = <Runtime as pallet_settlement::Config>::WeightInfo;
		// What checks and reads before is in what setting takes: the same storage.
		Weights::set_fees_by_ballot()
			.max(Weights::set_rule_by_ballot())
			.max(Weights::set_band_by_ballot())
			.saturating_mul(2)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_change(_: CommunityId) -> Self {
		let mut rules = DispatchRules::default();
		rules.peak_nano_per_w = rules.peak_nano_per_w.saturating_add(1);
		Self::Dispatch(rules)
	}
}

/// The most native currency a community votes with for each member who could vote. What its account
/// holds beyond it counts for nothing.
pub const ALLOTMENT: Balance = 1_000 * CWT;

/// The chain's referenda.
pub struct ChainReferenda;

impl ChainReferenda {
	/// What the votes of `count` members weigh, of `voters` who could vote: rounded down, so that
	/// all parts together never exceed what the account holds.
	fn part(allotted: Balance, count: u32, voters: u32) -> Balance {
		let sum = allotted.saturating_mul(count.into());
		sum.checked_div(voters.into()).unwrap_or(0)
	}
}

impl CastVotes<AccountId> for ChainReferenda {
	fn is_ongoing(referendum: u32) -> bool {
		Referenda::as_ongoing(referendum).is_some()
	}

	fn cast(account: &AccountId, referendum: u32, split: &Split) -> DispatchResult {
		let Split { tally, voters } = *split;
		let most = ALLOTMENT.saturating_mul(voters.into());
		let allotted = Balances::total_balance(account).min(most);
		let vote = AccountVote::SplitAbstain {
			aye: Self::part(allotted, tally.ayes, voters),
			nay: Self::part(allotted, tally.nays, voters),
			abstain: Self::part(allotted, tally.abstains, voters),
		};
		ConvictionVoting::vote(RuntimeOrigin::signed(account.clone()), referendum, vote)
	}

	fn weight() -> Weight {
		type Weights = <Runtime as polkadot_sdk::pallet_conviction_voting::Config>::WeightInfo;
		Weights::vote_new().max(Weights::vote_existing())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_referendum(account: &AccountId) -> u32 {
		use frame_support::traits::fungible::Mutate;
		let balance = ALLOTMENT.saturating_mul(100);
		Balances::set_balance(account, balance);
		<Referenda as Polling<_>>::create_ongoing(0).expect("the root track takes referenda")
	}
}
