// SPDX-License-Identifier: Apache-2.0
//! Converters: which input an output is made of. CHP, heat pump, boiler: both sides are metered in
//! the same slot, and the output lies evenly on its input.
//!
//! Energy runs from fuel to electricity to heat and never back, so lineage through converters ends.

use alloc::vec::Vec;
use energy_primitives::Carrier;

/// What one meter of a converter delivered in a slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Output {
	/// What it delivered.
	pub carrier: Carrier,
	/// How much, in base quantities.
	pub quantity: u64,
}

/// Whether a converter may turn `input` into `output`: carriers stand in the order in which energy
/// is converted, and the order is strict.
pub const fn is_downhill(input: Carrier, output: Carrier) -> bool {
	input.facts().rank < output.facts().rank
}

/// How one metered input of a slot is divided among the outputs made of it: `[from, to)` each.
///
/// By energy content, so electricity counts 3.6 per Wh and heat 1 per kJ (18 to 5 in whole
/// numbers). The parts follow each other in the order of `outputs` (electricity first, by
/// convention) and partition the input; each border is rounded down, in favour of the later
/// output. Without any output all parts are empty. `None` beyond 128 bits, far above any slot.
pub fn split_floor(input: u64, outputs: &[Output]) -> Option<Vec<(u64, u64)>> {
	let weight = |output: &Output| {
		u128::from(output.quantity).checked_mul(output.carrier.facts().joules_per_base.into())
	};
	let sum = outputs.iter().try_fold(0u128, |sum, output| sum.checked_add(weight(output)?))?;
	let border = |before: u128| {
		let product = u128::from(input).checked_mul(before)?;
		u64::try_from(product.checked_div(sum).unwrap_or(0)).ok()
	};
	let (mut parts, mut before, mut from) = (Vec::with_capacity(outputs.len()), 0u128, 0);
	for output in outputs {
		before = before.checked_add(weight(output)?)?;
		let to = border(before)?;
		parts.push((from, to));
		from = to;
	}
	Some(parts)
}

/// The input that the outputs `[from, to)` of a slot are made of, as `[from, to)` on the slot's
/// input (or this output's part of it): `[⌊from·m/e⌋, ⌊to·m/e⌋)`.
///
/// Rounded down at both ends, so neighbouring ranges touch and all outputs together take the whole
/// input. An empty input gives an empty range: ambient heat, or inertia. `None` for a range beyond
/// the output.
pub fn input_of_floor(input: u64, output: u64, from: u64, to: u64) -> Option<(u64, u64)> {
	if from > to || to > output {
		return None;
	}
	let place = |rank: u64| {
		// Below 2^128, and at most `input` because `rank <= output`; 0 of no output.
		let product = u128::from(rank).checked_mul(input.into())?;
		u64::try_from(product.checked_div(output.into()).unwrap_or(0)).ok()
	};
	Some((place(from)?, place(to)?))
}
