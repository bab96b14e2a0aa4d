// SPDX-License-Identifier: Apache-2.0
//! Deposits come back when a referendum is over.

use super::{
	action::call,
	json::bytes,
	propose::cwt,
	records::{Account, Referendum},
	state::referendum,
};
use crate::{
	error::{Error, Result},
	extrinsic::Call,
	keys::AccountId,
	meter::session::{Session, SignArgs},
	progress::show,
	storage::{key, Storage},
};
use clap::Args;
use serde_json::json;

/// Give the deposits of a referendum that is over back to whoever made them, and take the preimage
/// off the chain.
#[derive(Args, Debug)]
pub struct RefundArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The referendum, by its number.
	#[arg(value_name = "REFERENDUM")]
	referendum: u32,
	/// Hash of the preimage that you laid down, as `govern propose` told it.
	#[arg(long, value_name = "0x…")]
	preimage: Option<String>,
}

/// What an account has left as deposits, of all kinds.
pub async fn reserved(storage: &Storage<'_>, account: AccountId) -> Result<u128> {
	let known: Option<Account> = storage.record("System", "Account", &key(account)).await?;
	Ok(known.map_or(0, |known| known.data.reserved))
}

/// Runs `refund`.
pub async fn run(args: &RefundArgs) -> Result<()> {
	let session = args.sign.open().await?;
	let number = args.referendum;
	let calls = calls(&session, args).await?;
	if calls.is_empty() {
		show(format!("Referendum {number}: everything has been given back."));
		return Ok(());
	}
	let before = reserved(&session.storage(), session.account()).await?;
	session.send_all(&calls).await?;
	let after = reserved(&session.storage(), session.account()).await?;
	show(format!(
		"Referendum {number}: {} CWT are yours again.",
		cwt(before.saturating_sub(after))
	));
	Ok(())
}

async fn calls(session: &Session, args: &RefundArgs) -> Result<Vec<Call>> {
	let number = args.referendum;
	let (submission, decision) = open(&referendum(&session.chain, number).await?)
		.ok_or_else(|| Error::refused(format!("referendum {number}"), "it is not over"))?;
	let mut calls = Vec::new();
	let mut add =
		|name: &str, arguments| call(&session.chain, name, &arguments).map(|call| calls.push(call));
	if decision {
		add("Referenda.refund_decision_deposit", json!([number]))?;
	}
	if submission {
		add("Referenda.refund_submission_deposit", json!([number]))?;
	}
	if let Some(hash) = &args.preimage {
		let stored = bytes(hash).map_err(Error::Usage)?;
		if session.storage().has("Preimage", "RequestStatusFor", &[stored]).await? {
			add("Preimage.unnote_preimage", json!([hash]))?;
		}
	}
	Ok(calls)
}

/// Whether the submission and the decision deposit are still held; `None` where it is not over. The
/// submission deposit of a referendum that did not pass is not given back.
fn open(state: &Referendum) -> Option<(bool, bool)> {
	let (submission, decision) = state.held();
	let passed = matches!(state, Referendum::Approved(..) | Referendum::Cancelled(..));
	let over = !matches!(state, Referendum::Ongoing(_));
	over.then_some((passed && submission > 0, decision > 0))
}

#[cfg(test)]
mod tests {
	use super::{super::records::Deposit, *};
	use subxt::utils::AccountId32;

	#[test]
	fn what_is_given_back_depends_on_how_it_ended() {
		let deposit = || Some(Deposit { who: AccountId32([0; 32]), amount: 10 });
		assert_eq!(open(&Referendum::Approved(1, deposit(), deposit())), Some((true, true)));
		assert_eq!(open(&Referendum::Approved(1, None, deposit())), Some((false, true)));
		assert_eq!(open(&Referendum::Rejected(1, deposit(), deposit())), Some((false, true)));
		assert_eq!(open(&Referendum::Killed(1)), Some((false, false)));
	}
}
