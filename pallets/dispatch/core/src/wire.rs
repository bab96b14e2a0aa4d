// SPDX-License-Identifier: Apache-2.0
//! What a solver shows, as bytes: few of them, one way to write each, and nothing allocated that
//! the bytes themselves do not fill.
//!
//! Numbers are SCALE compact, signed ones in zigzag order (0, -1, 1, -2, ...). Lengths that the
//! problem knows are not written.

use crate::{
	plan::{Duals, Plan},
	profile::{Run, SLOTS_MAX},
};
use alloc::vec::Vec;
use codec::{Compact, Decode, Encode, Input};

/// What a solver shows: a plan, duals, or both.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Reveal {
	/// The plan.
	pub plan: Option<Plan>,
	/// The duals.
	pub duals: Option<Duals>,
}

/// Why bytes are no reveal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum WireError {
	/// They end too early, or a number in them is none or too large.
	Malformed,
	/// They go on after the end.
	Trailing,
	/// A list is longer than the problem allows.
	TooLong,
}

impl From<codec::Error> for WireError {
	fn from(_: codec::Error) -> Self {
		Self::Malformed
	}
}

/// The most bytes of a reveal with this many devices and slots, for any numbers.
pub fn reveal_bytes_max(rows: usize, slots: usize) -> usize {
	let powers =
		rows.saturating_mul(slots).saturating_mul(5).saturating_add(rows.saturating_mul(4));
	let lists = slots.saturating_mul(9).saturating_mul(6);
	let runs = rows.saturating_add(128).saturating_mul(slots.saturating_mul(10).saturating_add(8));
	powers.saturating_add(lists).saturating_add(runs).saturating_add(64)
}

fn put(value: i64, out: &mut Vec<u8>) {
	let zigzag = value.wrapping_shl(1) ^ value.wrapping_shr(63);
	Compact(u64::from_ne_bytes(zigzag.to_ne_bytes())).encode_to(out);
}

fn put_small(value: i32, out: &mut Vec<u8>) {
	let zigzag = value.wrapping_shl(1) ^ value.wrapping_shr(31);
	Compact(u32::from_ne_bytes(zigzag.to_ne_bytes())).encode_to(out);
}

fn put_list(values: &[i64], out: &mut Vec<u8>) {
	let length = u32::try_from(values.len()).unwrap_or(u32::MAX);
	Compact(length).encode_to(out);
	values.iter().for_each(|value| put(*value, out));
}

fn put_runs(lists: &[(u16, Vec<Run<i64>>)], out: &mut Vec<u8>) {
	Compact(u32::try_from(lists.len()).unwrap_or(u32::MAX)).encode_to(out);
	for (index, runs) in lists {
		Compact(*index).encode_to(out);
		Compact(u32::try_from(runs.len()).unwrap_or(u32::MAX)).encode_to(out);
		for run in runs {
			out.push(run.slots);
			put(run.value, out);
		}
	}
}

/// A plan and duals as bytes.
pub fn encode_reveal(plan: Option<&Plan>, duals: Option<&Duals>) -> Vec<u8> {
	let mut out = Vec::new();
	out.push(u8::from(plan.is_some()));
	if let Some(plan) = plan {
		plan.power_w.iter().for_each(|power| put_small(*power, &mut out));
		plan.alpha_permille.iter().for_each(|alpha| Compact(*alpha).encode_to(&mut out));
	}
	out.push(u8::from(duals.is_some()));
	if let Some(duals) = duals {
		put_list(&duals.electricity_q8, &mut out);
		put_list(&duals.heat_q8, &mut out);
		put_runs(&duals.electricity_nodes_q8, &mut out);
		put_runs(&duals.heat_nodes_q8, &mut out);
		put_list(&duals.peak_q8, &mut out);
		put_list(&duals.ramp_q8, &mut out);
		put_list(&duals.reserve_up_q8, &mut out);
		put_list(&duals.reserve_down_q8, &mut out);
		put_runs(&duals.stores_q8, &mut out);
	}
	out
}

fn take(input: &mut &[u8]) -> Result<i64, WireError> {
	let zigzag = Compact::<u64>::decode(input)?.0;
	let size = i64::from_ne_bytes((zigzag >> 1).to_ne_bytes());
	Ok(if zigzag & 1 == 0 { size } else { !size })
}

fn take_small(input: &mut &[u8]) -> Result<i32, WireError> {
	let zigzag = Compact::<u32>::decode(input)?.0;
	let size = i32::from_ne_bytes((zigzag >> 1).to_ne_bytes());
	Ok(if zigzag & 1 == 0 { size } else { !size })
}

/// A length of at most `most`, and of at most what the bytes left can fill.
fn take_length(input: &mut &[u8], most: usize) -> Result<usize, WireError> {
	let length = usize::try_from(Compact::<u32>::decode(input)?.0).unwrap_or(usize::MAX);
	if length > most {
		return Err(WireError::TooLong);
	}
	if length > input.len() {
		return Err(WireError::Malformed);
	}
	Ok(length)
}

fn take_list(input: &mut &[u8], slots: usize) -> Result<Vec<i64>, WireError> {
	let length = take_length(input, slots)?;
	(0..length).map(|_| take(input)).collect()
}

fn take_runs(
	input: &mut &[u8],
	most: usize,
	slots: usize,
) -> Result<Vec<(u16, Vec<Run<i64>>)>, WireError> {
	let length = take_length(input, most)?;
	let mut lists = Vec::new();
	for _ in 0..length {
		let index = Compact::<u16>::decode(input)?.0;
		let count = take_length(input, slots)?;
		let mut runs = Vec::with_capacity(count);
		for _ in 0..count {
			runs.push(Run { slots: input.read_byte()?, value: take(input)? });
		}
		lists.push((index, runs));
	}
	Ok(lists)
}

fn take_flag(input: &mut &[u8]) -> Result<bool, WireError> {
	match input.read_byte()? {
		0 => Ok(false),
		1 => Ok(true),
		_ => Err(WireError::Malformed),
	}
}

fn take_plan(input: &mut &[u8], rows: usize, slots: usize) -> Result<Plan, WireError> {
	let powers = rows.saturating_mul(slots);
	if powers.saturating_add(rows) > input.len() {
		return Err(WireError::Malformed);
	}
	let power_w = (0..powers).map(|_| take_small(input)).collect::<Result<_, _>>()?;
	let alpha = |_| Ok::<_, WireError>(Compact::<u16>::decode(input)?.0);
	let alpha_permille = (0..rows).map(alpha).collect::<Result<_, _>>()?;
	Ok(Plan { power_w, alpha_permille })
}

fn take_duals(input: &mut &[u8], rows: usize, slots: usize) -> Result<Duals, WireError> {
	let nodes = usize::try_from(crate::grid::NODES_MAX).unwrap_or(0);
	Ok(Duals {
		electricity_q8: take_list(input, slots)?,
		heat_q8: take_list(input, slots)?,
		electricity_nodes_q8: take_runs(input, nodes, slots)?,
		heat_nodes_q8: take_runs(input, nodes, slots)?,
		peak_q8: take_list(input, slots)?,
		ramp_q8: take_list(input, slots)?,
		reserve_up_q8: take_list(input, slots)?,
		reserve_down_q8: take_list(input, slots)?,
		stores_q8: take_runs(input, rows, slots)?,
	})
}

/// A reveal of a problem with this many devices and slots. Errors come from the first byte that is
/// wrong.
pub fn decode_reveal(bytes: &[u8], rows: usize, slots: usize) -> Result<Reveal, WireError> {
	let input = &mut &bytes[..];
	let slots = slots.min(usize::try_from(SLOTS_MAX).unwrap_or(0));
	let plan = take_flag(input)?.then(|| take_plan(input, rows, slots)).transpose()?;
	let duals = take_flag(input)?.then(|| take_duals(input, rows, slots)).transpose()?;
	if !input.is_empty() {
		return Err(WireError::Trailing);
	}
	Ok(Reveal { plan, duals })
}
