// SPDX-License-Identifier: Apache-2.0
//! A referendum begins: the call is laid down, the question asked, the deposit made.

use super::{
	action::{call, hex, Action, CallArgs},
	refund::reserved,
};
use crate::{
	dispatch::put_json,
	error::Result,
	flow::decimal,
	keys::AccountId,
	meter::session::{Session, SignArgs},
	progress::show,
};
use clap::{Args, ValueEnum};
use serde_json::{json, Value};

/// How many base units of the native currency a nano is.
const PER_NANO: u128 = 1_000;

/// Propose a call in a referendum. Deposits are held until it is over: `govern refund`.
#[derive(Args, Debug)]
pub struct ProposeArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// What the call is about; `upgrades` where a runtime is proposed.
	#[arg(long, value_enum, required_unless_present = "upgrade")]
	track: Option<Track>,
	#[command(flatten)]
	call: CallArgs,
	/// Blocks between approval and enactment, if that is more than the track asks for.
	#[arg(long, default_value_t = 1, value_name = "BLOCKS")]
	after: u32,
	/// Leave the decision deposit to somebody else (`govern deposit`). Until it is made, nothing is
	/// decided.
	#[arg(long)]
	no_deposit: bool,
	/// Print the result as JSON.
	#[arg(long)]
	json: bool,
}

/// What a referendum can be about.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Track {
	/// Anything.
	Root,
	/// A call on the technical committee's white list.
	FastTrack,
	/// The next runtime.
	Upgrades,
	/// Bounds of rules, fees and tariffs.
	Bounds,
	/// Banks and disputes.
	Institutions,
	/// Who makes blocks.
	Validators,
}

impl Track {
	/// The origin whose track this is.
	fn origin(self) -> Value {
		match self {
			Self::Root => json!({ "system": "Root" }),
			Self::FastTrack => json!({ "Origins": "FastTrack" }),
			Self::Upgrades => json!({ "Origins": "Upgrades" }),
			Self::Bounds => json!({ "Origins": "Bounds" }),
			Self::Institutions => json!({ "Origins": "Institutions" }),
			Self::Validators => json!({ "Origins": "Validators" }),
		}
	}
}

/// Runs `propose`.
pub async fn run(args: &ProposeArgs) -> Result<()> {
	let session = args.sign.open().await?;
	let chain = &session.chain;
	let action = args.call.read(chain)?;
	let track = args.track.unwrap_or(Track::Upgrades);
	let before = reserved(&session.storage(), session.account()).await?;
	if !session.storage().has("Preimage", "RequestStatusFor", &[action.hash().to_vec()]).await? {
		let arguments = json!([hex(&action.bytes)]);
		session.send(call(chain, "Preimage.note_preimage", &arguments)?).await?;
	}
	let number = submit(&session, track, &action, args.after).await?;
	if !args.no_deposit {
		place_deposit(&session, number).await?;
	}
	let held = reserved(&session.storage(), session.account()).await?.saturating_sub(before);
	if args.json {
		let told = json!({
			"referendum": number,
			"call": action.name,
			"hash": hex(&action.hash()),
			"length": action.bytes.len(),
			"held": held.to_string(),
		});
		return put_json(&told, None);
	}
	show(format!("Referendum {number} is about {}.", action.name));
	show(format!("  preimage {}", hex(&action.hash())));
	show(format!("  {} CWT are held until it is over.", cwt(held)));
	Ok(())
}

async fn submit(session: &Session, track: Track, action: &Action, after: u32) -> Result<u32> {
	let proposal = json!({ "hash": hex(&action.hash()), "len": action.bytes.len() });
	let arguments = json!([track.origin(), { "Lookup": proposal }, { "After": after }]);
	let receipt = session.send(call(&session.chain, "Referenda.submit", &arguments)?).await?;
	let (number, _): (u32, u16) = receipt.event("Referenda", "Submitted")?;
	Ok(number)
}

async fn place_deposit(session: &Session, number: u32) -> Result<u128> {
	let call = call(&session.chain, "Referenda.place_decision_deposit", &json!([number]))?;
	let receipt = session.send(call).await?;
	let (_, _, amount): (u32, AccountId, u128) =
		receipt.event("Referenda", "DecisionDepositPlaced")?;
	Ok(amount)
}

/// An amount of the native currency.
pub fn cwt(units: u128) -> String {
	decimal(i128::try_from(units / PER_NANO).unwrap_or(i128::MAX), 6)
}

/// Make the decision deposit of a referendum that has none.
#[derive(Args, Debug)]
pub struct DepositArgs {
	#[command(flatten)]
	sign: SignArgs,
	/// The referendum, by its number.
	#[arg(value_name = "REFERENDUM")]
	referendum: u32,
}

/// Runs `deposit`.
pub async fn deposit(args: &DepositArgs) -> Result<()> {
	let session = args.sign.open().await?;
	let amount = place_deposit(&session, args.referendum).await?;
	show(format!("Referendum {}: {} CWT are held until it is over.", args.referendum, cwt(amount)));
	Ok(())
}
