// SPDX-License-Identifier: Apache-2.0
//! Money before a network opens: the relay's bond, limits and the guarantor's deposit, members'
//! deposits, and owners' orders.

use super::Setup;
use crate::{
	calls,
	data::Network,
	error::Result,
	extrinsic::Call,
	keys::account_id,
	plan::{self, network_id},
	storage::{constant_or_misfit, key, keys},
	types::{CommunityLedger, NamedAccount, NetworkLedger},
};
use energy_primitives::{Carrier, CommunityId, MeterId, NetworkId, Position, Slot, PAGE_ROWS};
use futures::future::try_join_all;
use settlement_core::{Limits, OrderRow};
use std::collections::{btree_map::Entry, BTreeMap};
use subxt::ext::scale_value::{At, Value, ValueDef};
use subxt_signer::sr25519::Keypair;

/// Slots that may begin between the computation of limits and the opening of the networks.
const SLOTS_SPARE: u32 = 4;

/// Native currency an owner needs for the fees of a few orders: one unit of 12 decimals.
const ORDER_FEES: u128 = 1_000_000_000_000;

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
	) -> Result<Vec<Call>> {
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
		}
		let purse: Option<CommunityLedger> =
			self.storage().record("Settlement", "Purses", &key(community)).await?;
		let paid = purse.map_or(0, |purse| u128::try_from(purse.guarantor).unwrap_or(0));
		let mut calls = Vec::new();
		if paid < sum {
			calls.push(calls::deposit_named(NamedAccount::Guarantor(community), sum - paid));
		}
		calls.extend(limits);
		Ok(calls)
	}

	/// Deposits for every home, before the networks open; fees for owners who place orders.
	pub(super) async fn payer_calls(&self, community: CommunityId) -> Result<Vec<Call>> {
		let mut calls = Vec::new();
		for network in &self.set.networks {
			let id = network_id(community, network);
			if self.network(id).await?.and_then(|record| record.first_slot()).is_some() {
				continue;
			}
			let mut pages: BTreeMap<u32, Vec<Position>> = BTreeMap::new();
			for (index, due) in plan::deposits(network) {
				let meter = MeterId { network: id, index };
				if let Entry::Vacant(page) = pages.entry(meter.page()) {
					let at = keys(id, meter.page());
					page.insert(
						self.get("Settlement", "Positions", &at).await?.unwrap_or_default(),
					);
				}
				let page = pages.get(&meter.page());
				let held = page.and_then(|page| page.get(usize::from(meter.row()))).copied();
				let held = u128::try_from(held.unwrap_or(0)).unwrap_or(0);
				if held < due {
					calls.push(calls::deposit(meter, due - held));
				}
			}
			for name in self.missing_orders(id, network).await?.into_keys() {
				let owner = self.parties.owner_id(&name);
				if !self.storage().has("System", "Account", &key(owner)).await? {
					calls.push(calls::transfer_native(owner, ORDER_FEES));
				}
			}
		}
		Ok(calls)
	}

	/// Orders that the chain does not show yet, by owner.
	async fn missing_orders(
		&self,
		id: NetworkId,
		network: &Network,
	) -> Result<BTreeMap<String, Vec<(MeterId, Limits)>>> {
		let mut missing: BTreeMap<String, Vec<(MeterId, Limits)>> = BTreeMap::new();
		for (index, limits) in &network.orders {
			let meter = MeterId { network: id, index: *index };
			let page: Option<Vec<OrderRow>> =
				self.get("Settlement", "Orders", &keys(id, meter.page())).await?;
			let rows = page.unwrap_or_default();
			let held = rows.iter().find(|row| row.row == meter.row()).map(|row| row.next);
			if held.unwrap_or_default() == *limits {
				continue;
			}
			if let Some(data) = network.meters.get(*index as usize) {
				missing.entry(data.name.clone()).or_default().push((meter, *limits));
			}
		}
		Ok(missing)
	}

	/// Owners set their limits, while their network is being prepared.
	pub(super) async fn place_orders(&self, community: CommunityId) -> Result<()> {
		let mut orders: BTreeMap<String, Vec<Call>> = BTreeMap::new();
		for network in &self.set.networks {
			let id = network_id(community, network);
			if self.network(id).await?.and_then(|record| record.first_slot()).is_some() {
				continue;
			}
			for (name, missing) in self.missing_orders(id, network).await? {
				let placed = missing.into_iter();
				let placed = placed.map(|(meter, limits)| calls::place_order(meter, limits));
				orders.entry(name).or_default().extend(placed);
			}
		}
		let owners: Vec<(Keypair, Vec<Call>)> =
			orders.into_iter().map(|(name, calls)| (self.parties.owner(&name), calls)).collect();
		try_join_all(owners.iter().map(|(owner, calls)| self.send(owner, calls.clone()))).await?;
		Ok(())
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
