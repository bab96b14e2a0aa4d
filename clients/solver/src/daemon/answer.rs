// SPDX-License-Identifier: Apache-2.0
//! What the chain says about a round.

use super::{
	chain::Rounds,
	record::{Fault, PlanSource},
};
use commonwatt_cli::{chain::Event, error::Result, keys::AccountId};
use dispatch_core::Certificate;
use energy_primitives::CommunityId;

/// An answer of the chain.
#[derive(Clone, Debug)]
pub enum Answer {
	/// Offers were frozen.
	Frozen { round: u32, devices: u32, fallback_nano: i128 },
	/// Somebody committed.
	Committed { round: u32, ours: bool, cost: Option<i128>, bound: Option<i128> },
	/// A place was lost, and half of a deposit.
	Ejected { round: u32, ours: bool },
	/// What was shown holds.
	Accepted { round: u32, ours: bool, cost: Option<i128>, leads: bool, prices: bool },
	/// What was shown is not what was claimed: the deposit is lost.
	False { round: u32, ours: bool, fault: Fault },
	/// Nothing was shown: a tenth of the deposit is lost.
	NotShown { round: u32, ours: bool },
	/// The best plan stands to vote.
	Voting { round: u32, certificate: Certificate, endorsement: bool },
	/// A plan holds.
	Enacted { round: u32, source: PlanSource, certificate: Certificate },
	/// A round ended without a plan.
	Skipped { round: u32 },
	/// A solver was paid.
	Rewarded { round: u32, ours: bool, amount: u128 },
}

type Shown = (CommunityId, u32, AccountId, Option<i128>, Option<i128>, bool, bool);

impl Answer {
	/// What an event says about this community; `None` if nothing.
	pub fn of(event: &Event, rounds: &Rounds) -> Result<Option<Self>> {
		let named = |name: &str| event.is("Dispatch", name);
		let of_round = event.pallet == "Dispatch"
			&& event.fields.starts_with(&rounds.community().to_le_bytes());
		if !of_round {
			return Ok(None);
		}
		let ours = |who: AccountId| who == rounds.account();
		// The first field is the community, which is ours.
		Ok(Some(if named("RoundFrozen") {
			let (_, round, devices, fallback_nano): (CommunityId, _, _, _) = event.decode()?;
			Self::Frozen { round, devices, fallback_nano }
		} else if named("Committed") {
			let (_, round, who, cost, bound): (CommunityId, _, _, _, _) = event.decode()?;
			Self::Committed { round, ours: ours(who), cost, bound }
		} else if named("Ejected") {
			let (_, round, who): (CommunityId, _, _) = event.decode()?;
			Self::Ejected { round, ours: ours(who) }
		} else if named("Revealed") {
			let (_, round, who, cost, _, leads, prices): Shown = event.decode()?;
			Self::Accepted { round, ours: ours(who), cost, leads, prices }
		} else if named("ClaimFalse") {
			let (_, round, who, fault): (CommunityId, _, _, _) = event.decode()?;
			Self::False { round, ours: ours(who), fault }
		} else if named("NotRevealed") {
			let (_, round, who): (CommunityId, _, _) = event.decode()?;
			Self::NotShown { round, ours: ours(who) }
		} else if named("VotingStarted") {
			let (_, round, certificate, endorsement): (CommunityId, _, _, _) = event.decode()?;
			Self::Voting { round, certificate, endorsement }
		} else if named("PlanEnacted") {
			type Enacted = (CommunityId, u32, PlanSource, u32, u32, Certificate);
			let (_, round, source, _, _, certificate): Enacted = event.decode()?;
			Self::Enacted { round, source, certificate }
		} else if named("RoundSkipped") {
			let (_, round): (CommunityId, _) = event.decode()?;
			Self::Skipped { round }
		} else if named("SolverRewarded") {
			let (_, round, who, amount): (CommunityId, _, _, _) = event.decode()?;
			Self::Rewarded { round, ours: ours(who), amount }
		} else {
			return Ok(None);
		}))
	}

	/// Which round it is about.
	pub fn round(&self) -> u32 {
		match self {
			Self::Frozen { round, .. }
			| Self::Committed { round, .. }
			| Self::Ejected { round, .. }
			| Self::Accepted { round, .. }
			| Self::False { round, .. }
			| Self::NotShown { round, .. }
			| Self::Voting { round, .. }
			| Self::Enacted { round, .. }
			| Self::Skipped { round }
			| Self::Rewarded { round, .. } => *round,
		}
	}

	/// Whether a solver has nothing to wait for any more.
	pub fn is_last(&self) -> bool {
		matches!(self, Self::Enacted { .. } | Self::Skipped { .. })
	}

	/// One line.
	pub fn text(&self) -> String {
		let who = |ours: &bool| if *ours { "we" } else { "another solver" };
		let said = match self {
			Self::Frozen { devices, fallback_nano, .. } => format!(
				"offers of {devices} devices are frozen; without a plan they cost {}",
				eur(*fallback_nano)
			),
			Self::Committed { ours, cost, bound, .. } => {
				let part = |what: &str, nano: &Option<i128>| {
					nano.map_or(String::new(), |nano| format!(", {what} {}", eur(nano)))
				};
				let (cost, bound) = (part("a plan for", cost), part("a bound of", bound));
				format!("{} committed{cost}{bound}", who(ours))
			}
			Self::Ejected { ours, .. } => {
				format!("{} lost the place and half of the deposit to better claims", who(ours))
			}
			Self::Accepted { ours, cost, leads, prices, .. } => {
				let plan = match (cost, leads) {
					(Some(cost), true) => format!(" leads with a plan for {}", eur(*cost)),
					(Some(cost), false) => format!(" showed a plan for {}, no leader", eur(*cost)),
					(None, _) => " showed prices".into(),
				};
				let prices = if *prices { "; its prices are the round's" } else { "" };
				format!("accepted: {}{plan}{prices}", if *ours { "ours" } else { "another's" })
			}
			Self::False { ours, fault, .. } => {
				format!(
					"{} lost the deposit: what was shown is not what was claimed ({fault:?})",
					who(ours)
				)
			}
			Self::NotShown { ours, .. } => {
				format!("{} showed nothing and lost a tenth of the deposit", who(ours))
			}
			Self::Voting { certificate, endorsement, .. } => {
				let needs = if *endorsement { ", needs endorsement" } else { "" };
				format!("the best plan stands to vote: {}{needs}", proven(certificate))
			}
			Self::Enacted { source, certificate, .. } => match source {
				PlanSource::Best => format!("enacted: the best plan, {}", proven(certificate)),
				PlanSource::Next => format!("enacted: the next best, {}", proven(certificate)),
				PlanSource::Fallback => "enacted: the fallback".into(),
			},
			Self::Skipped { .. } => "over without a plan".into(),
			Self::Rewarded { ours, amount, .. } => {
				let amount = i128::try_from(*amount).unwrap_or(i128::MAX);
				format!("{} got {} from the fund", who(ours), eur(amount))
			}
		};
		format!("round {}: {said}", self.round())
	}
}

fn proven(certificate: &Certificate) -> String {
	let regret = i128::try_from(certificate.regret_max_nano).unwrap_or(i128::MAX);
	format!(
		"{}, gap {} ppm, worst regret {}",
		eur(certificate.cost_nano),
		certificate.gap_ppm(),
		eur(regret)
	)
}

/// Nano-currency as EUR, to the hundredth of a cent.
fn eur(nano: i128) -> String {
	format!("{:.4} EUR", nano as f64 / 1e9)
}
