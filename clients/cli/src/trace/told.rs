// SPDX-License-Identifier: Apache-2.0
//! A trace as text.

use super::{Stretch, Trace};
use energy_primitives::UNIT;
use std::fmt;

impl fmt::Display for Trace {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { unit, carrier, base_unit, exporter, meter, state, filled, .. } = self;
		write!(f, "{unit}: {carrier} exported by {exporter} (meter {meter}), {state}")?;
		match (*state, UNIT.saturating_sub(*filled)) {
			("filling", _) => write!(f, ": {filled} of {UNIT} {base_unit} so far")?,
			(_, 0) => {}
			(_, unknown) => write!(f, "; {unknown} {base_unit} before the first indexed block")?,
		}
		for stretch in &self.stretches {
			let Stretch { begin_utc, quantity, .. } = stretch;
			write!(f, "\n  {begin_utc} UTC  {quantity:>5} {base_unit}  {}", stretch.told())?;
			stretch.write_kept(f, base_unit)?;
		}
		if !self.came_from.is_empty() {
			write!(f, "\nIt came from:")?;
		}
		self.came_from.iter().try_for_each(|node| write!(f, "\n{node}"))
	}
}

impl Stretch {
	fn told(&self) -> String {
		let price = |price: &Option<String>| price.clone().unwrap_or_default();
		let (seller, buyer) = (price(&self.seller_price_per_kwh), price(&self.buyer_price_per_kwh));
		match (self.fate, &self.user, self.user_meter) {
			(fate @ ("member" | "stored"), Some(user), Some(meter)) => {
				let verb = if fate == "stored" { "stored" } else { "used" };
				let device = match (&self.device, self.device_meter) {
					(Some(device), Some(meter)) => format!(" in {device} (meter {meter})"),
					_ => String::new(),
				};
				format!(
					"{verb} by {user} (meter {meter}){device}: {seller} per kWh to the exporter, \
					 {buyer} from the user"
				)
			}
			("grid", ..) => format!("to the grid at {seller} per kWh"),
			("lost", ..) => format!(
				"lost on the way: {seller} per kWh to the exporter, {buyer} from the balancing account"
			),
			_ => "measured late: settled with the balancing account".into(),
		}
	}

	/// What a storage made of it, on a line of its own.
	fn write_kept(&self, f: &mut fmt::Formatter<'_>, base_unit: &str) -> fmt::Result {
		let Some(kept) = &self.kept else { return Ok(()) };
		let parts = [
			(kept.given_back, "given back"),
			(kept.lost, "lost inside"),
			(kept.used_outside, "used outside or standing loss"),
			(kept.corrected, "set against a correction"),
			(kept.in_store, "still in store"),
		];
		let told: Vec<String> = parts
			.iter()
			.filter(|(quantity, _)| *quantity > 0)
			.map(|(quantity, what)| format!("{quantity} {base_unit} {what}"))
			.collect();
		write!(f, "\n{:32}of this {}", "", told.join(", "))
	}
}
