// SPDX-License-Identifier: Apache-2.0
//! What is left of a relay's bond, and how far it reaches.

use crate::{
	chain::Chain,
	error::Result,
	keys::AccountId,
	storage::{constant_or_misfit, key, Storage},
};
use subxt::ext::scale_value::{At, Value, ValueDef};

/// A relay's bond in the smallest unit of the native currency, and what batches take of it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Bond {
	/// What is left.
	pub left: u128,
	/// What each batch takes.
	pub batch_fee: u128,
}

impl Bond {
	/// Reads the bond of an account.
	pub async fn of(chain: &Chain, relay: AccountId) -> Result<Self> {
		let batch_fee = constant_or_misfit(chain.metadata(), "Metering", "BatchFee")?;
		let holds: Option<Value> =
			Storage::new(chain, None).record("Balances", "Holds", &key(relay)).await?;
		Ok(Self { left: holds.map_or(0, |holds| held(&holds)), batch_fee })
	}

	/// How many batches it carries: the chain takes one only while the bond could also pay for a
	/// worthless one, ten times as much.
	pub fn batches(&self) -> u128 {
		let worthless = self.batch_fee.saturating_mul(10);
		let over = self.left.checked_sub(worthless);
		over.and_then(|over| over.checked_div(self.batch_fee)).map_or(0, |batches| batches + 1)
	}
}

/// What is held for metering.
fn held(holds: &Value) -> u128 {
	// A bounded vector is a composite around its list.
	let list = if holds.at(0).at("amount").is_some() { Some(holds) } else { holds.at(0) };
	let mut bond = 0u128;
	for place in 0.. {
		let Some(hold) = list.at(place) else { break };
		if hold.at("id").is_some_and(|id| is_variant(id, "Metering")) {
			bond = bond.saturating_add(hold.at("amount").and_then(Value::as_u128).unwrap_or(0));
		}
	}
	bond
}

fn is_variant(value: &Value, name: &str) -> bool {
	matches!(&value.value, ValueDef::Variant(variant) if variant.name == name)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_bond_reaches_until_it_does_not_cover_a_worthless_batch() {
		let batches = |left| Bond { left, batch_fee: 10 }.batches();
		assert_eq!((batches(0), batches(99), batches(100)), (0, 0, 1));
		assert_eq!((batches(109), batches(110), batches(1_000)), (1, 2, 91));
		assert_eq!(Bond { left: 5, batch_fee: 0 }.batches(), 0);
	}
}
