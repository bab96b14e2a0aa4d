// SPDX-License-Identifier: Apache-2.0
//! Money before a network opens: the relay's bond, the guarantor's deposit, and the limits that it
//! covers.

use super::Setup;
use crate::{
	calls,
	data::Network,
	error::Result,
	extrinsic::Call,
	keys::account_id,
	plan::{self, network_id},
	storage::{constant_or_misfit, key, keys},
	types::{AssetAccount, CommunityLedger, NamedAccount, NetworkLedger},
};
use energy_primitives::{Carrier, CommunityId, Slot, PAGE_ROWS};
use subxt::ext::scale_value::{At, Value, ValueDef};

/// Slots that may begin between the computation of limits and the opening of the networks.
const SLOTS_SPARE: u32 = 4;

/// What makes the guarantor cover the limits.
pub(super) struct GuarantorCalls {
	/// Its own calls.
	pub calls: Vec<Call>,
	/// What the payer does before, so that it can.
	pub lent: Vec<Call>,
}

impl Setup<'_> {
	/// The relay's bond must outlast all batches, twice over.
	pub(super) async fn relay_calls(&self) -> Result<Vec<Call>> {
		let metadata = self.chain.metadata();
		let bond_min: u128 = constant_or_misfit(metadata, "Metering", "RelayBondMin")?;
		let batch_fee: u128 = constant_or_misfit(metadata, "Metering", "BatchFee")?;
		let pages = |network: &Network| network.meters.len().div_ceil(PAGE_ROWS as usize);
		let pages: usize = self.set.networks.iter().map(pages).sum();
		let batches = pages as u128 * u128::from(self.set.slots());
		let due = bond_min.max((2 * batches + 20) * batch_fee);
		let held = self.relay_bond().await?;
		Ok((held < due)
			.then(|| calls::bond_relay((due - held).max(bond_min)))
			.into_iter()
			.collect())
	}

	/// What is held from the relay for metering.
	async fn relay_bond(&self) -> Result<u128> {
		let relay = account_id(&self.parties.relay);
		let holds: Option<Value> = self.storage().record("Balances", "Holds", &key(relay)).await?;
		let Some(holds) = holds else { return Ok(0) };
		// A bounded vector is a composite around its list.
		let list = if holds.at(0).at("amount").is_some() { Some(&holds) } else { holds.at(0) };
		let mut bond = 0;
		for place in 0.. {
			let Some(hold) = list.at(place) else { break };
			let for_metering = hold.at("id").is_some_and(|id| is_variant(id, "Metering"));
			if for_metering {
				bond += hold.at("amount").and_then(Value::as_u128).unwrap_or(0);
			}
		}
		Ok(bond)
	}

	/// Limits of all networks, and the guarantor's deposit that covers them.
	pub(super) async fn guarantor_calls(
		&self,
		community: CommunityId,
		first_slot: Slot,
	) -> Result<GuarantorCalls> {
		let metadata = self.chain.metadata();
		let per_kwh: u64 = constant_or_misfit(metadata, "Settlement", "PriceMaxPerKwh")?;
		let current = self.length.slot_at(self.now_s);
		let open_slots = current.saturating_sub(first_slot) + 1 + SLOTS_SPARE;
		let (mut limits, mut sum) = (Vec::new(), 0u128);
		for network in &self.set.networks {
			let id = network_id(community, network);
			let ledger: Option<NetworkLedger> =
				self.storage().record("Settlement", "Ledgers", &key(id)).await?;
			let held = ledger.map_or((0, 0), |ledger| (ledger.grid_limit, ledger.balancing_limit));
			let opened = self.network(id).await?.and_then(|record| record.first_slot()).is_some();
			let price_max = price_max(network.carrier, per_kwh);
			let params = self.params(network)?;
			let due = plan::limits_needed(network, &params, self.length, price_max, open_slots);
			let due = if opened { held } else { (due.grid, due.balancing) };
			for (account, held, due) in [
				(NamedAccount::Grid(id), held.0, due.0),
				(NamedAccount::Balancing(id), held.1, due.1),
			] {
				sum += held.max(due);
				if held < due {
					limits.push(calls::set_limit(account, due));
				}
			}
			if !opened {
				let members = self.member_limits(id, network, first_slot).await?;
				sum += members.sum;
				limits.extend(members.calls);
			}
		}
		let purse: Option<CommunityLedger> =
			self.storage().record("Settlement", "Purses", &key(community)).await?;
		let paid = purse.map_or(0, |purse| u128::try_from(purse.guarantor).unwrap_or(0));
		let due = sum.saturating_sub(paid);
		let deposit =
			(due > 0).then(|| calls::deposit_named(NamedAccount::Guarantor(community), due));
		let calls = deposit.into_iter().chain(limits).collect();
		Ok(GuarantorCalls { calls, lent: self.lend_to_guarantor(due).await? })
	}

	/// What the guarantor lacks of `due` comes from the payer.
	async fn lend_to_guarantor(&self, due: u128) -> Result<Vec<Call>> {
		let guarantor = account_id(&self.parties.guarantor);
		let held: Option<AssetAccount> =
			self.storage().record("Assets", "Account", &keys(self.asset, guarantor)).await?;
		let lacking = due.saturating_sub(held.map_or(0, |held| held.balance));
		let lent = (lacking > 0).then(|| calls::transfer_asset(self.asset, guarantor, lacking));
		Ok(lent.into_iter().collect())
	}
}

/// The highest price of a base quantity that the chain allows, in nano-currency, rounded up.
fn price_max(carrier: Carrier, per_kwh: u64) -> u128 {
	const JOULES_PER_KWH: u128 = 3_600_000;
	let joules = u128::from(carrier.facts().joules_per_base);
	(u128::from(per_kwh) * joules).div_ceil(JOULES_PER_KWH)
}

fn is_variant(value: &Value, name: &str) -> bool {
	matches!(&value.value, ValueDef::Variant(variant) if variant.name == name)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_highest_price_is_told_per_base_quantity() {
		let ten_per_kwh = 10_000_000_000;
		assert_eq!(price_max(Carrier::Electricity, ten_per_kwh), 10_000_000);
		assert_eq!(price_max(Carrier::Heat, ten_per_kwh), 2_777_778, "3600 kJ are one kWh");
	}

	#[test]
	fn holds_are_told_apart_by_their_pallet() {
		let hold = Value::named_variant("Metering", [("0", Value::from(0u8))]);
		assert!(is_variant(&hold, "Metering"));
		assert!(!is_variant(&hold, "Communities"));
		assert!(!is_variant(&Value::from(1u8), "Metering"));
	}
}
