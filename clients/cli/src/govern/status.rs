// SPDX-License-Identifier: Apache-2.0
//! How a referendum stands, and waiting for what becomes of it.

use super::{
	propose::cwt,
	records::{Ongoing, Referendum},
	state::{enacted, referendum, scheduled},
};
use crate::{
	chain::Chain,
	clock::next_events,
	dispatch::put_json,
	error::{Error, Result},
	meter::args::NodeArgs,
	progress::{say, show},
};
use clap::Args;
use serde_json::json;
use std::time::Duration;

/// Show how a referendum stands.
#[derive(Args, Debug)]
pub struct StatusArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// The referendum, by its number.
	#[arg(value_name = "REFERENDUM")]
	referendum: u32,
	/// Wait until it is over and its call is done, at most so long. Fails where it does not pass, or
	/// where the call fails.
	#[arg(long, value_name = "SECONDS")]
	until_enacted: Option<u64>,
	/// Print it as JSON.
	#[arg(long)]
	json: bool,
}

/// Runs `status`.
pub async fn run(args: &StatusArgs) -> Result<()> {
	let chain = args.node.connect().await?;
	let number = args.referendum;
	if let Some(seconds) = args.until_enacted {
		let patience = Duration::from_secs(seconds);
		let title = format!("referendum {number}");
		let block = tokio::time::timeout(patience, until_enacted(&chain, number))
			.await
			.map_err(|_| Error::refused(&title, format!("not enacted within {seconds} s")))??;
		if args.json {
			return put_json(&json!({ "referendum": number, "enacted": block }), None);
		}
		show(format!("Referendum {number}: enacted in block {block}."));
		return Ok(());
	}
	let state = referendum(&chain, number).await?;
	let scheduled = scheduled(&chain, number).await?;
	if args.json {
		return put_json(&told(number, &state, scheduled), None);
	}
	show(format!("Referendum {number}: {}", sentence(&state, scheduled)));
	Ok(())
}

/// The block in which the call of a referendum was done.
async fn until_enacted(chain: &Chain, number: u32) -> Result<u64> {
	let mut heads = chain.new_heads().await?;
	let mut seen = chain.header(None).await?.number;
	let mut said = String::new();
	loop {
		let state = referendum(chain, number).await?;
		let waiting = scheduled(chain, number).await?;
		let now = sentence(&state, waiting);
		let over = match &state {
			Referendum::Ongoing(_) => false,
			Referendum::Approved(..) if waiting.is_some() => false,
			Referendum::Approved(..) => true,
			_ => return Err(Error::refused(format!("referendum {number}"), now)),
		};
		if now != said {
			say(format!("  {now}"));
			said = now;
		}
		let before = seen;
		let events = next_events(chain, &mut heads, &mut seen).await?;
		if let Some(outcome) = enacted(chain, number, &events)? {
			let refused =
				|reason| Error::refused(format!("what referendum {number} decided"), reason);
			return outcome.map(|()| seen).map_err(refused);
		}
		if over {
			let reason =
				format!("it was done before block {before}, and its result is not known here");
			return Err(Error::refused(format!("referendum {number}"), reason));
		}
	}
}

fn sentence(state: &Referendum, scheduled: Option<u32>) -> String {
	match (state, scheduled) {
		(Referendum::Ongoing(ongoing), _) => ongoing_sentence(ongoing),
		(Referendum::Approved(block, ..), Some(at)) => {
			format!("passed in block {block}, to be done in block {at}.")
		}
		(Referendum::Approved(block, ..), None) => format!("passed in block {block}, and done."),
		(Referendum::Rejected(block, ..), _) => format!("did not pass, in block {block}."),
		(Referendum::Cancelled(block, ..), _) => format!("cancelled in block {block}."),
		(Referendum::TimedOut(block, ..), _) => {
			format!("over in block {block}, as nobody made the decision deposit.")
		}
		(Referendum::Killed(block), _) => format!("killed in block {block}."),
	}
}

fn ongoing_sentence(ongoing: &Ongoing) -> String {
	let stage = match (&ongoing.decision_deposit, &ongoing.deciding) {
		(None, _) => "waits for the decision deposit".into(),
		(_, None) => "is being prepared".into(),
		(_, Some(deciding)) => match deciding.confirming {
			Some(block) => format!("passes in block {block} if nothing changes"),
			None => format!("is voted on since block {}", deciding.since),
		},
	};
	let tally = &ongoing.tally;
	let (ayes, nays, support) = (cwt(tally.ayes), cwt(tally.nays), cwt(tally.support));
	format!("{stage}; {ayes} ayes, {nays} nays, {support} CWT for it.")
}

fn told(number: u32, state: &Referendum, scheduled: Option<u32>) -> serde_json::Value {
	let (name, block) = match state {
		Referendum::Ongoing(ongoing) => {
			return json!({
				"referendum": number,
				"state": "ongoing",
				"track": ongoing.track,
				"submitter": ongoing.submission_deposit.who.to_string(),
				"decision_deposit": ongoing.decision_deposit.is_some(),
				"deciding_since": ongoing.deciding.as_ref().map(|deciding| deciding.since),
				"confirming_until": ongoing.deciding.as_ref().and_then(|d| d.confirming),
				"ayes": ongoing.tally.ayes.to_string(),
				"nays": ongoing.tally.nays.to_string(),
				"support": ongoing.tally.support.to_string(),
			})
		}
		Referendum::Approved(block, ..) => ("approved", block),
		Referendum::Rejected(block, ..) => ("rejected", block),
		Referendum::Cancelled(block, ..) => ("cancelled", block),
		Referendum::TimedOut(block, ..) => ("timed_out", block),
		Referendum::Killed(block) => ("killed", block),
	};
	let (submission, decision) = state.held();
	json!({
		"referendum": number,
		"state": name,
		"block": block,
		"enactment": scheduled,
		"held": submission.saturating_add(decision).to_string(),
	})
}

#[cfg(test)]
mod tests {
	use super::{super::records::*, *};
	use subxt::utils::AccountId32;

	fn ongoing(decision: bool, deciding: Option<Deciding>) -> Referendum {
		let deposit = Deposit { who: AccountId32([0; 32]), amount: 10 };
		Referendum::Ongoing(Ongoing {
			track: 2,
			submission_deposit: deposit.clone(),
			decision_deposit: decision.then_some(deposit),
			deciding,
			tally: Tally { ayes: 1_000_000_000_000, nays: 0, support: 2_000_000_000_000 },
		})
	}

	#[test]
	fn every_stage_has_its_words() {
		let at = |confirming| Some(Deciding { since: 5, confirming });
		for (state, scheduled, words) in [
			(ongoing(false, None), None, "waits for the decision deposit; 1.000000 ayes"),
			(ongoing(true, None), None, "is being prepared;"),
			(ongoing(true, at(None)), None, "is voted on since block 5;"),
			(ongoing(true, at(Some(9))), None, "passes in block 9 if nothing changes;"),
			(Referendum::Approved(9, None, None), Some(21), "to be done in block 21."),
			(Referendum::Approved(9, None, None), None, "passed in block 9, and done."),
			(Referendum::Rejected(9, None, None), None, "did not pass, in block 9."),
		] {
			let sentence = sentence(&state, scheduled);
			assert!(sentence.contains(words), "{sentence}");
		}
	}
}
