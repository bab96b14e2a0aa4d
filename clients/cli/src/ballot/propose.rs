// SPDX-License-Identifier: Apache-2.0
//! Proposing a ballot.

use super::{
	change::{changed, lines, price},
	show::account_line,
};
use crate::{
	calls::ballots::{self as calls, Change},
	dispatch::CommunityArgs,
	error::{Error, Result},
	extrinsic::Call,
	meter::session::{Session, SignArgs},
	progress::show,
	relay::reading::carrier,
};
use clap::{Args, Subcommand, ValueEnum};
use energy_primitives::{CommunityId, NetworkId};
use settlement_core::{Keys, Rule, Sharing};
use std::path::PathBuf;

/// Propose to change a rule. All who count in votes now can answer. A deposit in the native currency
/// is held from you until the ballot ends.
#[derive(Args, Debug)]
pub struct ProposeArgs {
	#[command(subcommand)]
	what: Proposal,
}

#[derive(Debug, Subcommand)]
enum Proposal {
	Dispatch(DispatchArgs),
	Fees(FeesArgs),
	PriceRule(PriceRuleArgs),
	Band(BandArgs),
	Growth(GrowthArgs),
	Referendum(ReferendumArgs),
}

/// Who proposes, and where.
#[derive(Args, Debug)]
struct WhoArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: CommunityArgs,
}

/// How plans are made: what they cost, how long a round takes, who can stop a plan.
#[derive(Args, Debug)]
struct DispatchArgs {
	#[command(flatten)]
	who: WhoArgs,
	/// A JSON object with the rules to change; all others stay.
	#[arg(long, value_name = "FILE")]
	rules: PathBuf,
}

/// What local trade pays. Needs two of three.
#[derive(Args, Debug)]
struct FeesArgs {
	#[command(flatten)]
	who: WhoArgs,
	/// The network: electricity or heat.
	#[arg(long, value_name = "CARRIER")]
	network: String,
	/// To the grid operator, in currency per kWh.
	#[arg(long, value_name = "PRICE")]
	network_fee: String,
	/// To the common fund, in currency per kWh.
	#[arg(long, value_name = "PRICE")]
	fund_fee: String,
}

/// How members deal with each other. Needs two of three.
#[derive(Args, Debug)]
struct PriceRuleArgs {
	#[command(flatten)]
	who: WhoArgs,
	/// The network: electricity or heat.
	#[arg(long, value_name = "CARRIER")]
	network: String,
	/// The rule.
	#[arg(long, value_enum)]
	rule: RuleName,
	/// The price of sharing, in currency per kWh.
	#[arg(long, value_name = "PRICE")]
	price: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum RuleName {
	/// The price follows supply and demand.
	Ratio,
	/// Members share in proportion to what they need.
	SharingDynamic,
	/// Members share by fixed shares.
	SharingStatic,
}

/// Between which prices the operator may set the grid's tariffs.
#[derive(Args, Debug)]
struct BandArgs {
	#[command(flatten)]
	who: WhoArgs,
	/// The network: electricity or heat.
	#[arg(long, value_name = "CARRIER")]
	network: String,
	/// What the grid pays at least, in currency per kWh.
	#[arg(long, value_name = "PRICE", allow_negative_numbers = true)]
	feed_in_min: String,
	/// What it asks at most, in currency per kWh.
	#[arg(long, value_name = "PRICE", allow_negative_numbers = true)]
	retail_max: String,
}

/// Count more members at once than a billing period allows.
#[derive(Args, Debug)]
struct GrowthArgs {
	#[command(flatten)]
	who: WhoArgs,
	/// How many more.
	#[arg(long, value_name = "COUNT")]
	more: u32,
}

/// How the community's account shall vote in a referendum of the chain.
#[derive(Args, Debug)]
struct ReferendumArgs {
	#[command(flatten)]
	who: WhoArgs,
	/// The referendum, by its number.
	#[arg(long, value_name = "NUMBER")]
	index: u32,
}

impl Proposal {
	fn who(&self) -> &WhoArgs {
		match self {
			Self::Dispatch(args) => &args.who,
			Self::Fees(args) => &args.who,
			Self::PriceRule(args) => &args.who,
			Self::Band(args) => &args.who,
			Self::Growth(args) => &args.who,
			Self::Referendum(args) => &args.who,
		}
	}

	async fn call(&self, session: &Session) -> Result<Call> {
		let which = self.who().which;
		let community = which.community;
		let network = |name: &str| Ok::<_, Error>(NetworkId { community, carrier: carrier(name)? });
		let change = match self {
			Self::Dispatch(args) => {
				let text =
					std::fs::read(&args.rules).map_err(|error| Error::file(&args.rules, error))?;
				let present = which.state(&session.chain).rules().await?;
				let file = args.rules.display().to_string();
				Change::Dispatch(changed(&present, &text, &file)?)
			}
			Self::Fees(args) => {
				let network = network(&args.network)?;
				let network_fee = price(network.carrier, &args.network_fee)?;
				let fund_fee = price(network.carrier, &args.fund_fee)?;
				Change::Fees { network, network_fee, fund_fee }
			}
			Self::PriceRule(args) => {
				let network = network(&args.network)?;
				let price = args.price.as_deref().map(|text| price(network.carrier, text));
				let price = price.transpose()?;
				Change::PriceRule { network, rule: args.rule.rule(price)? }
			}
			Self::Band(args) => {
				let network = network(&args.network)?;
				let feed_in_min = price(network.carrier, &args.feed_in_min)?;
				let retail_max = price(network.carrier, &args.retail_max)?;
				Change::TariffBand { network, feed_in_min, retail_max }
			}
			Self::Growth(args) => return Ok(calls::propose_growth(community, args.more)),
			Self::Referendum(args) => {
				return Ok(calls::propose_referendum_vote(community, args.index));
			}
		};
		for line in lines(&change, &which.state(&session.chain).rules().await?) {
			show(format!("  {line}"));
		}
		Ok(calls::propose(community, &change))
	}
}

impl RuleName {
	fn rule(self, price: Option<i32>) -> Result<Rule> {
		let keys = match self {
			Self::Ratio if price.is_some() => {
				let why = "a price by supply and demand can't be told: leave --price out";
				return Err(Error::Usage(why.into()));
			}
			Self::Ratio => return Ok(Rule::Ratio),
			Self::SharingDynamic => Keys::Dynamic,
			Self::SharingStatic => Keys::Static,
		};
		let price = price.ok_or_else(|| Error::Usage("sharing needs a --price".into()))?;
		Ok(Rule::Sharing(Sharing { keys, price }))
	}
}

async fn send(session: &Session, call: Call) -> Result<()> {
	let receipt = session.send(call).await?;
	type Fields = (CommunityId, u32, super::records::Motion, u32, u32);
	let (_, ballot, _, voters, closes): Fields = receipt.event("Communities", "BallotOpened")?;
	let quorum = community_core::quorum(voters);
	show(format!(
		"Ballot {ballot}: {voters} may vote until block {closes}, at least {quorum} have to."
	));
	Ok(())
}

/// Runs `propose`.
pub async fn run(args: &ProposeArgs) -> Result<()> {
	let session = args.what.who().sign.open().await?;
	let call = args.what.call(&session).await?;
	send(&session, call).await?;
	if let Proposal::Referendum(args) = &args.what {
		show(format!("  {}", account_line(&session.chain, args.who.which.community).await?));
	}
	Ok(())
}

/// Propose to take back what a ballot changed. More ayes than nays are enough.
#[derive(Args, Debug)]
pub struct RollBackArgs {
	#[command(flatten)]
	who: WhoArgs,
	/// The ballot to take back, by its number.
	#[arg(value_name = "BALLOT")]
	ballot: u32,
}

/// Runs `roll-back`.
pub async fn roll_back(args: &RollBackArgs) -> Result<()> {
	let session = args.who.sign.open().await?;
	send(&session, calls::propose_roll_back(args.who.which.community, args.ballot)).await
}
