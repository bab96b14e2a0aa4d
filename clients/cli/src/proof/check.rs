// SPDX-License-Identifier: Apache-2.0
//! `verify`: follows a proof from what the reader trusts down to the unit's parts. No node, no
//! database.
//!
//! ```text
//! voters ──sign──> block ──header──> state root ──trie──> record, or mountain range ──> record
//!                                                                │ root
//!                                            parts <──flow── pages of rows
//! ```

use super::{
	anchor::{block_hash, header_start, ProvenState},
	file::{Hash, UnitProof},
	grandpa::Authorities,
};
use crate::{
	calendar,
	error::{Error, Result},
	flow::per_kwh,
	progress::show,
};
use clap::Args;
use energy_primitives::{MeterId, NanoPrice, Slot, SlotLength, UnitId};
use serde::Serialize;
use settlement_core::{life, Fate, Segment, SlotProof};
use sp_core::{Blake2Hasher, H256};
use std::{fmt, path::PathBuf};

/// Verify a unit's proof without any node, and say what became of the unit.
///
/// Name what you trust: a block's hash that you know to be final, or GRANDPA's voters.
#[derive(Args, Debug)]
pub struct VerifyArgs {
	/// The proof.
	#[arg(value_name = "FILE")]
	proof: PathBuf,
	#[command(flatten)]
	trust: TrustArgs,
	/// The unit it has to be about.
	#[arg(long, value_name = "UNIT")]
	unit: Option<String>,
	/// Print JSON instead of text.
	#[arg(long)]
	json: bool,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct TrustArgs {
	/// Hash of the block that the proof is anchored in: known to be final, from whom you trust.
	#[arg(long, value_name = "HASH")]
	block: Option<Hash>,
	/// Root of that block's state.
	#[arg(long, value_name = "HASH")]
	state_root: Option<Hash>,
	/// Who votes on finality, as `commonwatt authorities` wrote it down: no block needs trust.
	#[arg(long, value_name = "FILE")]
	authorities: Option<PathBuf>,
}

/// What a reader trusts.
#[derive(Clone, Debug)]
pub enum Trust {
	/// A block's hash.
	Block(Hash),
	/// The root of a block's state.
	StateRoot(Hash),
	/// GRANDPA's voters.
	Voters(Authorities),
}

/// Runs the command.
pub fn run(args: &VerifyArgs) -> Result<()> {
	let trust = args.trust.read()?;
	let proof = UnitProof::read(&args.proof)?;
	let wanted = args.unit.as_deref().map(|text| {
		text.parse::<UnitId>().map_err(|error| Error::Usage(format!("`{text}`: {error}")))
	});
	if let Some(wanted) = wanted.transpose()? {
		if proof.unit()? != wanted {
			let reason = format!("the proof is about {}, not about {wanted}", proof.unit);
			return Err(Error::Verification(reason));
		}
	}
	let verified = check(&proof, &trust)?;
	if args.json {
		let text = serde_json::to_string_pretty(&verified);
		show(text.map_err(|error| Error::file(&args.proof, error))?);
	} else {
		show(verified);
	}
	Ok(())
}

impl TrustArgs {
	fn read(&self) -> Result<Trust> {
		match (self.block, self.state_root, &self.authorities) {
			(Some(hash), _, _) => Ok(Trust::Block(hash)),
			(_, Some(root), _) => Ok(Trust::StateRoot(root)),
			(_, _, Some(file)) => Ok(Trust::Voters(Authorities::read(file)?)),
			_ => Err(Error::Usage("name what you trust: a block, a state root or voters".into())),
		}
	}
}

/// What a proof shows.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
	/// The unit.
	pub unit: String,
	/// Hash of block 0 of its chain.
	pub chain: String,
	/// Number of the block the proof is anchored in; none where only its state root is known.
	pub block: Option<u32>,
	/// Index of the meter that exported the unit.
	pub meter: u32,
	/// Name of its carrier.
	pub carrier: &'static str,
	/// Base quantity its parts are counted in.
	pub base_unit: &'static str,
	/// Its parts in the order of their export.
	pub parts: Vec<Part>,
}

/// A part of a unit with one fate. Prices in nano-currency per base quantity.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
	/// The slot it was exported in; of what a correction added, the meter's last one before.
	pub slot: Slot,
	/// When that slot began, UTC.
	pub begin_utc: String,
	/// Base quantities.
	pub quantity: u64,
	/// `member`, `grid`, `lost` or `late`.
	pub fate: &'static str,
	/// Index of the meter that used it.
	pub user_meter: Option<u32>,
	/// What the exporter got.
	pub seller_price_nano: Option<NanoPrice>,
	/// What the user paid, fees included.
	pub buyer_price_nano: Option<NanoPrice>,
	/// The exporter's price as currency per kWh.
	pub seller_price_per_kwh: Option<String>,
	/// The user's price as currency per kWh.
	pub buyer_price_per_kwh: Option<String>,
	/// A correction added it after the slot.
	pub added_by_correction: bool,
}

/// Verifies a proof. Errors: `Verification` with the first thing that doesn't hold.
pub fn check(proof: &UnitProof, trust: &Trust) -> Result<Verified> {
	let unit = proof.unit()?;
	let meter = unit.meter();
	let meter = meter.ok_or_else(|| Error::Verification(format!("{unit}: unknown carrier")))?;
	let (state_root, block) = trusted_root(proof, trust)?;
	let state = ProvenState::new(state_root, &proof.anchor);
	if state.genesis()?.0 != proof.chain.0 {
		let reason = "the state is another chain's than the proof says";
		return Err(Error::Verification(reason.into()));
	}
	let slots = records(proof, &state, meter)?;
	let parts = life::<Blake2Hasher>(meter.index, unit.range(), &slots)
		.map_err(|reason| Error::Verification(format!("{unit}: {reason}")))?;
	let now_s = state.now_s()?;
	let facts = meter.network.carrier.facts();
	Ok(Verified {
		unit: unit.to_string(),
		chain: proof.chain.to_string(),
		block,
		meter: meter.index,
		carrier: facts.name,
		base_unit: facts.base_unit,
		parts: parts.iter().map(|segment| part(segment, meter, now_s)).collect(),
	})
}

/// The root of the state that the proof is anchored in, and the block's number.
fn trusted_root(proof: &UnitProof, trust: &Trust) -> Result<(H256, Option<u32>)> {
	let anchor = &proof.anchor;
	let block = block_hash(&anchor.header);
	match trust {
		Trust::StateRoot(root) => return Ok((H256(root.0), None)),
		Trust::Block(hash) if hash.0 != block.0 => {
			let reason = format!("the proof is anchored in block {block:?}, not in {hash}");
			return Err(Error::Verification(reason));
		}
		Trust::Block(_) => {}
		Trust::Voters(voters) => {
			if voters.chain != proof.chain {
				let reason = format!("the voters are those of chain {}", voters.chain);
				return Err(Error::Verification(reason));
			}
			let missing = || Error::Verification("the proof shows no finality".into());
			voters.check(block, anchor.finality.as_ref().ok_or_else(missing)?)?;
		}
	}
	let header = header_start(&anchor.header)?;
	Ok((header.state_root, Some(header.number)))
}

/// The slots of the proof, once the chain is shown to keep their records.
fn records(proof: &UnitProof, state: &ProvenState, meter: MeterId) -> Result<Vec<SlotProof>> {
	let slot = |entry: &super::file::SlotEntry| {
		let (slot, mountain) = entry.decode()?;
		state.check_record(meter.network, &slot.record, mountain.as_ref())?;
		Ok(slot)
	};
	proof.slots.iter().map(slot).collect()
}

/// The length of the chain's slots: the longest with which a settled slot has ended. Another would
/// put it half as far from 1970.
fn slot_length(slot: Slot, now_s: u64) -> SlotLength {
	let lengths = SlotLength::ALLOWED.into_iter().rev().filter_map(SlotLength::new);
	lengths
		.into_iter()
		.find(|length| length.has_ended(slot, now_s))
		.unwrap_or(SlotLength::QUARTER_HOUR)
}

fn part(segment: &Segment, meter: MeterId, now_s: u64) -> Part {
	let carrier = meter.network.carrier;
	let (fate, user_meter) = match segment.fate {
		Fate::Member { meter, .. } => ("member", Some(meter)),
		Fate::Lost => ("lost", None),
		Fate::Grid { .. } => ("grid", None),
		Fate::Late => ("late", None),
	};
	let Segment { slot, quantity, seller_price, buyer_price, appended, .. } = *segment;
	Part {
		slot,
		begin_utc: calendar::slot_begin(slot_length(slot, now_s), slot),
		quantity,
		fate,
		user_meter,
		seller_price_nano: seller_price,
		buyer_price_nano: buyer_price,
		seller_price_per_kwh: seller_price.map(|price| per_kwh(carrier, price)),
		buyer_price_per_kwh: buyer_price.map(|price| per_kwh(carrier, price)),
		added_by_correction: appended,
	}
}

impl fmt::Display for Verified {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { unit, chain, carrier, base_unit, meter, .. } = self;
		write!(f, "{unit}: proven. {carrier} exported by meter {meter} of chain {chain}")?;
		if let Some(block) = self.block {
			write!(f, ", as of block {block}")?;
		}
		for part in &self.parts {
			let Part { begin_utc, quantity, .. } = part;
			write!(f, "\n  {begin_utc} UTC  {quantity:>5} {base_unit}  {}", part.told())?;
		}
		Ok(())
	}
}

impl Part {
	fn told(&self) -> String {
		let price = |price: &Option<String>| price.clone().unwrap_or_default();
		let (seller, buyer) = (price(&self.seller_price_per_kwh), price(&self.buyer_price_per_kwh));
		match (self.fate, self.user_meter) {
			("member", Some(meter)) => format!(
				"used by meter {meter}: {seller} per kWh to the exporter, {buyer} from the user"
			),
			("grid", _) if self.seller_price_nano.is_none() => {
				"to the grid, which bills it itself".into()
			}
			("grid", _) => format!("to the grid at {seller} per kWh"),
			("lost", _) => format!(
				"lost on the way: {seller} per kWh to the exporter, {buyer} from the balancing account"
			),
			_ if self.added_by_correction => {
				"added by a correction: settled with the balancing account".into()
			}
			_ => "measured late: settled with the balancing account".into(),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_slot_tells_its_length() {
		// 2026-11-21 in quarter hours, hours and minutes.
		for (length, slot) in [(900u32, 1_994_688u32), (3_600, 498_672), (60, 29_920_320)] {
			let now_s = u64::from(slot) * u64::from(length) + 1_000_000;
			assert_eq!(slot_length(slot, now_s).seconds(), u64::from(length));
		}
	}
}
