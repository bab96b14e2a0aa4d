// SPDX-License-Identifier: Apache-2.0
//! Ballots as people want to see them.

use super::{
	change::lines,
	records::{account, ballot, count, BallotRecord, BallotState, ElectorateRecord, Motion},
};
use crate::{
	chain::Chain,
	dispatch::{to_json, LookArgs},
	error::{Error, Result},
	flow::decimal,
	progress::show,
	storage::{key, Storage},
};
use clap::Args;
use community_core::{quorum, Tally, Threshold};
use dispatch_core::DispatchRules;
use energy_primitives::CommunityId;
use serde_json::json;

/// List the ballots of a community, and who counts.
#[derive(Args, Debug)]
pub struct ListArgs {
	#[command(flatten)]
	look: LookArgs,
}

/// Show a ballot.
#[derive(Args, Debug)]
pub struct ShowArgs {
	#[command(flatten)]
	look: LookArgs,
	/// The ballot, by its number.
	#[arg(value_name = "BALLOT")]
	ballot: u32,
	/// Wait until it is decided.
	#[arg(long)]
	until_decided: bool,
}

/// Runs `list`.
pub async fn list(args: &ListArgs) -> Result<()> {
	let look = &args.look;
	let chain = look.node.connect().await?;
	let community = look.which.community;
	let electorate: Option<ElectorateRecord> =
		Storage::new(&chain, None).record("Communities", "Electorates", &key(community)).await?;
	let voters = electorate.map_or(0, |electorate| electorate.voters);
	let present = look.which.state(&chain).rules().await?;
	let mut ballots = Vec::new();
	for number in 0..count(&chain, community).await? {
		ballots.extend(ballot(&chain, community, number).await?.map(|record| (number, record)));
	}
	if look.json {
		let ballots: Vec<_> =
			ballots.iter().map(|(number, record)| value(*number, record, &present)).collect();
		show(to_json(&json!({ "voters": voters, "ballots": ballots }))?);
		return Ok(());
	}
	show(format!("{voters} members of community {community} count in votes."));
	for (number, record) in &ballots {
		let asks = asks(&record.motion.0, &present);
		let first = asks.first().map_or("", String::as_str);
		let more = if asks.len() > 1 { ", …" } else { "" };
		show(format!("{number:>4}  {:<40} {first}{more}", state(record)));
	}
	Ok(())
}

/// Runs `show`.
pub async fn run(args: &ShowArgs) -> Result<()> {
	let look = &args.look;
	let chain = look.node.connect().await?;
	let record = find(&chain, args).await?;
	let present = look.which.state(&chain).rules().await?;
	if look.json {
		show(to_json(&value(args.ballot, &record, &present))?);
		return Ok(());
	}
	show(format!("Ballot {}: {}", args.ballot, state(&record)));
	for line in asks(&record.motion.0, &present) {
		show(format!("  {line}"));
	}
	if let Motion::Referendum { .. } = record.motion.0 {
		show(format!("  {}", account_line(&chain, look.which.community).await?));
	}
	let tally = record.tally.0;
	let now = match record.state.0 {
		BallotState::Voting => format!(" (now {})", chain.header(None).await?.number),
		_ => String::new(),
	};
	let needed = match record.threshold.0 {
		Threshold::Majority => "more ayes than nays",
		Threshold::TwoThirds => "at least two ayes for each nay",
	};
	show(format!("  {} ayes, {} nays, {} neither", tally.ayes, tally.nays, tally.abstains));
	show(format!(
		"  {} may vote, at least {} have to, {needed}; from block {} until block {}{now}",
		record.voters,
		quorum(record.voters),
		record.opened,
		record.closes
	));
	Ok(())
}

async fn find(chain: &Chain, args: &ShowArgs) -> Result<BallotRecord> {
	let missing = || Error::refused(format!("ballot {}", args.ballot), "there is no such ballot");
	let mut heads = chain.new_heads().await?;
	loop {
		let record = ballot(chain, args.look.which.community, args.ballot).await?;
		let record = record.ok_or_else(missing)?;
		let runs = matches!(record.state.0, BallotState::Voting | BallotState::Passed { .. });
		if !(args.until_decided && runs) {
			return Ok(record);
		}
		chain.next(&mut heads).await?;
	}
}

/// How far a ballot has come, in words.
pub fn state(ballot: &BallotRecord) -> String {
	match ballot.state.0 {
		BallotState::Voting => "votes are taken".into(),
		BallotState::Passed { from_slot } => format!("passed, holds from slot {from_slot} on"),
		BallotState::Enacted => "passed, and holds".into(),
		BallotState::Failed => failure(ballot).into(),
		BallotState::Lapsed => "passed, and could not be made any more".into(),
		BallotState::Cancelled => "cancelled by a referendum".into(),
		BallotState::RolledBack => "passed, and was taken back".into(),
		BallotState::Cast => "the community's account has voted".into(),
	}
}

/// With what a community votes in referenda.
pub async fn account_line(chain: &Chain, community: CommunityId) -> Result<String> {
	/// Base units of the native currency in a thousandth of a millionth of it.
	const PER_NANO: u128 = 1_000;
	let (who, holds) = account(chain, community).await?;
	let holds = i128::try_from(holds / PER_NANO).unwrap_or(i128::MAX);
	Ok(format!("the community votes with what its account {who} holds: {} CWT", decimal(holds, 9)))
}

/// Why a ballot has failed.
fn failure(ballot: &BallotRecord) -> &'static str {
	let Tally { ayes, nays, abstains } = ballot.tally.0;
	match ayes.saturating_add(nays).saturating_add(abstains) < quorum(ballot.voters) {
		true => "failed: too few voted",
		false => "failed: too few ayes",
	}
}

/// What a ballot asks, in words.
fn asks(motion: &Motion, present: &DispatchRules) -> Vec<String> {
	match motion {
		Motion::Change(change) => lines(change, present),
		Motion::RollBack { ballot, to } => {
			let mut all = vec![format!("take back ballot {ballot}")];
			all.extend(lines(to, present));
			all
		}
		Motion::Growth { more } => vec![format!("count {more} more members at once")],
		Motion::Referendum { index } => vec![format!("vote in referendum {index}")],
	}
}

fn value(number: u32, record: &BallotRecord, present: &DispatchRules) -> serde_json::Value {
	let tally = record.tally.0;
	json!({
		"ballot": number,
		"state": format!("{:?}", record.state.0),
		"asks": asks(&record.motion.0, present),
		"proposer": record.proposer.as_ref().map(ToString::to_string),
		"voters": record.voters,
		"quorum": quorum(record.voters),
		"threshold": format!("{:?}", record.threshold.0),
		"ayes": tally.ayes, "nays": tally.nays, "abstains": tally.abstains,
		"opened": record.opened, "closes": record.closes,
	})
}
