// SPDX-License-Identifier: Apache-2.0
//! Changes of rules: from what a person writes, and told to a person.

use crate::{
	calls::ballots::Change,
	error::{Error, Result},
	flow::per_kwh,
};
use dispatch_core::DispatchRules;
use energy_primitives::{Carrier, NanoPrice};
use serde_json::Value;
use settlement_core::{Keys, Rule};

/// The rules with the fields that a JSON object names.
pub fn changed(rules: &DispatchRules, text: &[u8], file: &str) -> Result<DispatchRules> {
	let wrong = |error: serde_json::Error| {
		Error::data(file, u64::try_from(error.line()).unwrap_or(0), error.to_string())
	};
	let change: Value = serde_json::from_slice(text).map_err(wrong)?;
	let Value::Object(fields) = change else {
		return Err(Error::data(
			file,
			1,
			"an object of rules is due, such as {\"peak_nano_per_w\": 1}",
		));
	};
	let mut all = serde_json::to_value(rules).map_err(wrong)?;
	let mut changed = *rules;
	// One at a time, so that a value which no rule can have is told with its name.
	for (name, value) in fields {
		let told = format!("{name}: {value}");
		match all.get_mut(&name) {
			Some(field) => *field = value,
			None => return Err(Error::data(file, 1, format!("no rule is called `{name}`"))),
		}
		changed = serde_json::from_value(all.clone())
			.map_err(|error| Error::data(file, 1, format!("{told} can't be ({error})")))?;
	}
	Ok(changed)
}

/// A price per kWh, such as `0.01`, in nano-currency per base quantity, to nearest.
pub fn price(carrier: Carrier, text: &str) -> Result<NanoPrice> {
	const JOULES_PER_KWH: i128 = 3_600_000;
	let (negative, size) = match text.strip_prefix('-') {
		Some(size) => (true, size),
		None => (false, text),
	};
	let nano = i128::try_from(crate::dispatch::amount(size)?).unwrap_or(i128::MAX);
	let joules = i128::from(carrier.facts().joules_per_base);
	let twice = nano.saturating_mul(2).saturating_mul(joules) + JOULES_PER_KWH;
	let price = twice.div_euclid(2 * JOULES_PER_KWH);
	let price = if negative { -price } else { price };
	NanoPrice::try_from(price)
		.map_err(|_| Error::Usage(format!("`{text}` is more than a price can be")))
}

/// A change in lines for a person: for dispatch rules, those that differ from what holds.
pub fn lines(change: &Change, present: &DispatchRules) -> Vec<String> {
	match change {
		Change::Dispatch(rules) => differences(present, rules),
		Change::Fees { network, network_fee, fund_fee } => {
			let carrier = network.carrier;
			vec![format!(
				"fees of {}: {} per kWh to the grid operator, {} to the common fund",
				carrier.facts().name,
				per_kwh(carrier, *network_fee),
				per_kwh(carrier, *fund_fee)
			)]
		}
		Change::PriceRule { network, rule } => {
			let carrier = network.carrier;
			let rule = match rule {
				Rule::Ratio => "a price by supply and demand".into(),
				Rule::Sharing(sharing) => format!(
					"sharing {} at {} per kWh",
					match sharing.keys {
						Keys::Dynamic => "in proportion to what members need",
						Keys::Static => "by fixed shares",
					},
					per_kwh(carrier, sharing.price)
				),
			};
			vec![format!("{}: {rule}", carrier.facts().name)]
		}
		Change::TariffBand { network, feed_in_min, retail_max } => {
			let carrier = network.carrier;
			vec![format!(
				"tariffs of {}: feed-in at least {} per kWh, retail at most {}",
				carrier.facts().name,
				per_kwh(carrier, *feed_in_min),
				per_kwh(carrier, *retail_max)
			)]
		}
	}
}

fn differences(present: &DispatchRules, rules: &DispatchRules) -> Vec<String> {
	let (Ok(present), Ok(rules)) = (serde_json::to_value(present), serde_json::to_value(rules))
	else {
		return Vec::new();
	};
	let fields = rules.as_object().into_iter().flatten();
	let differs = fields.filter(|(name, value)| present.get(name) != Some(value));
	let told: Vec<String> = differs
		.map(|(name, value)| {
			format!("{name}: {value} instead of {}", present.get(name).unwrap_or(&Value::Null))
		})
		.collect();
	if told.is_empty() {
		return vec!["the dispatch rules that hold now".into()];
	}
	told
}

#[cfg(test)]
mod tests {
	use super::*;
	use energy_primitives::NetworkId;
	use settlement_core::Sharing;

	#[test]
	fn only_the_named_rules_change() {
		let rules = DispatchRules::default();
		let text = br#"{ "peak_nano_per_w": 7, "horizon_slots": 16 }"#;
		let changed = changed(&rules, text, "rules.json").expect("rules");
		assert_eq!(changed, DispatchRules { peak_nano_per_w: 7, horizon_slots: 16, ..rules });
		let told = lines(&Change::Dispatch(changed), &rules);
		assert_eq!(
			told,
			["horizon_slots: 16 instead of 96", "peak_nano_per_w: 7 instead of 100000"]
		);
		assert_eq!(lines(&Change::Dispatch(rules), &rules), ["the dispatch rules that hold now"]);
	}

	#[test]
	fn a_rule_that_is_none_is_named() {
		let rules = DispatchRules::default();
		let error = |text: &str| {
			let error = changed(&rules, text.as_bytes(), "rules.json").expect_err(text);
			assert_eq!(error.code(), 2);
			error.to_string()
		};
		assert!(error(r#"{ "peek": 7 }"#).contains("no rule is called `peek`"));
		assert!(error(r#"{ "horizon_slots": 1000 }"#).contains("horizon_slots: 1000 can't be"));
		assert!(error("[]").contains("an object of rules is due"));
		assert!(error("{").starts_with("rules.json:1"));
	}

	#[test]
	fn a_rule_is_told_in_words() {
		let network = NetworkId { community: 0, carrier: Carrier::Heat };
		let told = |rule| lines(&Change::PriceRule { network, rule }, &DispatchRules::default());
		let sharing = |keys| told(Rule::Sharing(Sharing { keys, price: 25_000 }));
		assert_eq!(told(Rule::Ratio), ["heat: a price by supply and demand"]);
		assert_eq!(
			sharing(Keys::Dynamic),
			["heat: sharing in proportion to what members need at 0.0900 per kWh"]
		);
		assert_eq!(sharing(Keys::Static), ["heat: sharing by fixed shares at 0.0900 per kWh"]);
	}

	#[test]
	fn prices_are_read_per_kwh() {
		assert_eq!(price(Carrier::Electricity, "0.01").expect("a price"), 10_000);
		assert_eq!(price(Carrier::Electricity, "-0.05").expect("a price"), -50_000);
		assert_eq!(price(Carrier::Heat, "0.09").expect("a price"), 25_000, "3600 kJ are one kWh");
		assert_eq!(price(Carrier::Electricity, "9999").expect_err("too much").code(), 2);
	}
}
