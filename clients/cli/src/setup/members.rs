// SPDX-License-Identifier: Apache-2.0
//! Members before their network opens: deposits of those who pay in advance, limits of those who pay
//! afterwards, and what owners do themselves: mandates for the bank, and price limits.

use super::Setup;
use crate::{
	calls,
	data::Network,
	error::Result,
	extrinsic::Call,
	plan::{network_id, paying, Paying},
	storage::{key, keys},
	types::TermsRow,
};
use energy_primitives::{
	CommunityId, MemberAccount, MeterId, NetworkId, PageIndex, Position, Slot, PAGE_ROWS,
};
use futures::future::try_join_all;
use settlement_core::{Limits, OrderRow};
use std::collections::BTreeMap;
use subxt_signer::sr25519::Keypair;

/// Limits of a network's members.
pub(super) struct MemberLimits {
	/// All of them together, in nano-currency.
	pub sum: u128,
	/// The calls that set those which are not set.
	pub calls: Vec<Call>,
}

/// Calls of owners, by name.
type OwnersCalls = BTreeMap<String, Vec<Call>>;

impl Setup<'_> {
	/// How the owner of each connection point pays.
	fn paying(&self, id: NetworkId, network: &Network, first_slot: Slot) -> Vec<(MeterId, Paying)> {
		let paying = paying(network, &self.terms, first_slot).into_iter();
		paying.map(|(index, paying)| (MeterId { network: id, index }, paying)).collect()
	}

	/// Networks of the data set that are still being prepared.
	async fn preparing(&self, community: CommunityId) -> Result<Vec<(NetworkId, &Network)>> {
		let mut preparing = Vec::new();
		for network in &self.set.networks {
			let id = network_id(community, network);
			if self.network(id).await?.and_then(|record| record.first_slot()).is_none() {
				preparing.push((id, network));
			}
		}
		Ok(preparing)
	}

	/// Pages of a network's meters.
	fn pages(network: &Network) -> std::ops::Range<PageIndex> {
		0..u32::try_from(network.meters.len()).unwrap_or(u32::MAX).div_ceil(PAGE_ROWS)
	}

	/// Deposits, before the networks open.
	pub(super) async fn payer_calls(
		&self,
		community: CommunityId,
		first_slot: Slot,
	) -> Result<Vec<Call>> {
		let mut calls = Vec::new();
		for (id, network) in self.preparing(community).await? {
			let mut pages: Vec<Vec<Position>> = Vec::new();
			for page in Self::pages(network) {
				let page = self.get("Settlement", "Positions", &keys(id, page)).await?;
				pages.push(page.unwrap_or_default());
			}
			for (meter, paying) in self.paying(id, network, first_slot) {
				let page = pages.get(meter.page() as usize);
				let held = page.and_then(|page| page.get(usize::from(meter.row()))).copied();
				let held = u128::try_from(held.unwrap_or(0)).unwrap_or(0);
				if held < paying.deposit() {
					calls.push(calls::deposit(meter, paying.deposit() - held));
				}
			}
		}
		Ok(calls)
	}

	/// The limits of those who pay afterwards.
	pub(super) async fn member_limits(
		&self,
		id: NetworkId,
		network: &Network,
		first_slot: Slot,
	) -> Result<MemberLimits> {
		let mut held: BTreeMap<(PageIndex, u8), u64> = BTreeMap::new();
		for page in Self::pages(network) {
			let terms: Option<Vec<TermsRow>> =
				self.storage().record("Settlement", "Terms", &keys(id, page)).await?;
			let terms = terms.unwrap_or_default().into_iter();
			held.extend(terms.map(|terms| ((page, terms.row), terms.limit)));
		}
		let mut limits = MemberLimits { sum: 0, calls: Vec::new() };
		for (meter, paying) in self.paying(id, network, first_slot) {
			let held = held.get(&(meter.page(), meter.row())).copied().unwrap_or(0);
			limits.sum += u128::from(paying.limit());
			if held != paying.limit() {
				limits.calls.push(calls::set_member_limit(meter, paying.limit()));
			}
		}
		Ok(limits)
	}

	/// What owners do while their network is being prepared. Each call goes alone: so it is free.
	pub(super) async fn owners_act(&self, community: CommunityId, first_slot: Slot) -> Result<()> {
		let mut due = OwnersCalls::new();
		for (id, network) in self.preparing(community).await? {
			self.add_orders(id, network, &mut due).await?;
			self.add_mandates(id, network, first_slot, &mut due).await?;
		}
		let owners: Vec<(Keypair, Vec<Call>)> =
			due.into_iter().map(|(name, calls)| (self.parties.owner(&name), calls)).collect();
		try_join_all(owners.iter().map(|(owner, calls)| self.chain.sign_all(owner, calls))).await?;
		Ok(())
	}

	/// Price limits that the chain does not show yet.
	async fn add_orders(
		&self,
		id: NetworkId,
		network: &Network,
		due: &mut OwnersCalls,
	) -> Result<()> {
		for (index, limits) in &network.orders {
			let meter = MeterId { network: id, index: *index };
			let page: Option<Vec<OrderRow>> =
				self.get("Settlement", "Orders", &keys(id, meter.page())).await?;
			let rows = page.unwrap_or_default();
			let held = rows.iter().find(|row| row.row == meter.row()).map(|row| row.next);
			let held: Limits = held.unwrap_or_default();
			if held != *limits {
				owner_of(network, meter, due).push(calls::place_order(meter, *limits));
			}
		}
		Ok(())
	}

	/// Mandates that the chain does not show yet.
	async fn add_mandates(
		&self,
		id: NetworkId,
		network: &Network,
		first_slot: Slot,
		due: &mut OwnersCalls,
	) -> Result<()> {
		for (meter, paying) in self.paying(id, network, first_slot) {
			let Some(keep) = paying.keep() else { continue };
			// While a network is being prepared, every meter has its first owner.
			let account = MemberAccount { meter, epoch: 0 };
			if !self.storage().has("Bank", "Mandates", &key(account)).await? {
				owner_of(network, meter, due).push(calls::set_mandate(meter, Some(keep)));
			}
		}
		Ok(())
	}
}

/// The calls of a meter's owner.
fn owner_of<'a>(network: &Network, meter: MeterId, due: &'a mut OwnersCalls) -> &'a mut Vec<Call> {
	let name = network.meters.get(meter.index as usize).map(|data| data.name.clone());
	due.entry(name.unwrap_or_default()).or_default()
}
