// SPDX-License-Identifier: Apache-2.0
//! Setting up a community for a replay, as a real operator would: by extrinsics, each step only if
//! the chain does not show it done already. So an interrupted setup continues where it stopped.

mod bank;
mod funding;
mod members;

use crate::{
	calendar, calls,
	chain::Chain,
	data::{DataSet, Network},
	error::{Error, Result},
	extrinsic::Call,
	keys::account_id,
	plan::{self, network_id, Parties, Terms},
	progress::say,
	storage::{constant, key, keys, Storage},
	types::{CommunityRecord, NetworkParams, NetworkRecord},
};
use energy_primitives::{Carrier, CommunityId, NetworkId, Slot, SlotLength};
use futures::future::try_join;
use metering_core::meter::DeviceRow;
use settlement_core::{tariff_at, Tariff};
use std::collections::BTreeSet;
use subxt_signer::sr25519::Keypair;

/// Calls in one batch: well below a block's weight.
const BATCH: usize = 40;

/// A community that is ready for readings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ready {
	/// The community.
	pub community: CommunityId,
	/// First slot of its networks.
	pub first_slot: Slot,
}

/// What setting up needs to know.
pub struct Setup<'a> {
	/// The node.
	pub chain: &'a Chain,
	/// What is replayed.
	pub set: &'a DataSet,
	/// A network that is not opened yet.
	pub held: Option<Carrier>,
	/// Who signs.
	pub parties: &'a Parties,
	/// When and how members pay.
	pub terms: Terms,
	/// The community's bank.
	pub bank: &'a Keypair,
	/// The asset the community settles in.
	pub asset: u32,
	/// Length of the chain's slots.
	pub length: SlotLength,
	/// The chain's clock, in seconds since 1970.
	pub now_s: u64,
}

impl Setup<'_> {
	/// Does what is missing, and waits until it is done.
	pub async fn run(&self) -> Result<Ready> {
		let found = self.find_community().await?;
		let community = match found {
			Some(community) => community,
			None => self.get("Communities", "NextCommunity", &[]).await?.unwrap_or(0),
		};
		let first_slot = match self.open_since(community).await? {
			Some(first_slot) => first_slot,
			None => self.first_slot()?,
		};
		let operator = self.operator_calls(community, found.is_none(), first_slot).await?;
		let relay = self.relay_calls().await?;
		let parties = self.parties;
		try_join(self.send(&parties.operator, operator), self.send(&parties.relay, relay)).await?;
		self.check_operator(community).await?;

		let guarantor = self.guarantor_calls(community, first_slot).await?;
		self.send(&parties.payer, guarantor.lent).await?;
		let guarantor = guarantor.calls;
		let mut payer = self.payer_calls(community, first_slot).await?;
		payer.extend(self.bank_fee_calls().await?);
		try_join(self.send(&parties.guarantor, guarantor), self.send(&parties.payer, payer))
			.await?;

		self.owners_act(community, first_slot).await?;
		let open = self.opening_calls(community, first_slot).await?;
		self.send(&parties.operator, open).await?;
		Ok(Ready { community, first_slot })
	}

	/// Where the data set begins, so that all of it has ended.
	fn first_slot(&self) -> Result<Slot> {
		let days = self.set.days();
		let back: Option<u32> = constant(self.chain.metadata(), "Metering", "BackdateDays")?;
		match back {
			// The running day is one of them.
			Some(back) if days >= back => Err(Error::refused(
				format!("a data set of {days} days"),
				format!("a network of this chain opens at most {back} days back"),
			)),
			_ => Ok(calendar::days_ago(self.length, self.now_s, days)),
		}
	}

	fn storage(&self) -> Storage<'_> {
		Storage::new(self.chain, None)
	}

	async fn get<T: codec::Decode>(
		&self,
		pallet: &str,
		entry: &str,
		keys: &[Vec<u8>],
	) -> Result<Option<T>> {
		self.storage().get(pallet, entry, keys).await
	}

	async fn network(&self, id: NetworkId) -> Result<Option<NetworkRecord>> {
		self.storage().record("Metering", "Networks", &key(id)).await
	}

	/// Signs and sends calls in batches, and waits for them.
	async fn send(&self, signer: &Keypair, calls: Vec<Call>) -> Result<()> {
		let composer = self.chain.composer();
		let batches = calls.chunks(BATCH).map(|calls| match calls {
			[call] => Ok(call.clone()),
			calls => composer.batch_all(calls),
		});
		let batches = batches.collect::<Result<Vec<Call>>>()?;
		if batches.is_empty() {
			return Ok(());
		}
		self.chain.sign_all(signer, &batches).await
	}

	/// The community this data set was replayed into before, or an empty one of our operator's.
	async fn find_community(&self) -> Result<Option<CommunityId>> {
		let operator = account_id(&self.parties.operator);
		let next: CommunityId = self.get("Communities", "NextCommunity", &[]).await?.unwrap_or(0);
		let mut empty = None;
		for community in 0..next {
			let record: Option<CommunityRecord> =
				self.storage().record("Communities", "Communities", &key(community)).await?;
			if record
				.is_none_or(|record| record.operator.0 != operator || record.asset != self.asset)
			{
				continue;
			}
			match self.meters_of(community).await? {
				Meters::Ours => return Ok(Some(community)),
				Meters::None => empty = empty.or(Some(community)),
				Meters::Others => {}
			}
		}
		Ok(empty)
	}

	async fn meters_of(&self, community: CommunityId) -> Result<Meters> {
		let mut meters = Meters::None;
		for network in &self.set.networks {
			let page = keys(network_id(community, network), 0u32);
			let rows: Option<Vec<DeviceRow>> = self.get("Metering", "Devices", &page).await?;
			let ours = self.parties.devices.key(network.carrier, 0);
			match rows.unwrap_or_default().first() {
				Some(row) if row.key == sp_core::Pair::public(&ours).0 => return Ok(Meters::Ours),
				Some(_) => meters = Meters::Others,
				None => {}
			}
		}
		Ok(meters)
	}

	/// The first slot, if a network of the community is open.
	async fn open_since(&self, community: CommunityId) -> Result<Option<Slot>> {
		for network in &self.set.networks {
			let record = self.network(network_id(community, network)).await?;
			if let Some(first_slot) = record.and_then(|record| record.first_slot()) {
				return Ok(Some(first_slot));
			}
		}
		Ok(None)
	}

	async fn operator_calls(
		&self,
		community: CommunityId,
		new: bool,
		first_slot: Slot,
	) -> Result<Vec<Call>> {
		let mut calls = Vec::new();
		let record: Option<CommunityRecord> =
			self.storage().record("Communities", "Communities", &key(community)).await?;
		if new {
			calls.push(calls::open_community(self.asset));
		}
		if record.as_ref().is_none_or(|record| record.guarantor.is_none()) {
			let guarantor = account_id(&self.parties.guarantor);
			calls.push(calls::set_guarantor(community, guarantor));
		}
		calls.extend(self.bank_calls(community, record.as_ref()));
		calls.extend(self.approval_calls().await?);
		calls.extend(self.member_calls(community).await?);
		for network in &self.set.networks {
			calls.extend(self.network_calls(community, network, first_slot).await?);
		}
		Ok(calls)
	}

	/// Every home's person becomes a member.
	async fn member_calls(&self, community: CommunityId) -> Result<Vec<Call>> {
		let meters = self.set.networks.iter().flat_map(|network| &network.meters);
		let homes = meters.filter(|meter| plan::is_home(meter)).map(|meter| meter.name.as_str());
		let mut calls = Vec::new();
		for name in homes.collect::<BTreeSet<&str>>() {
			let tag = self.parties.person_tag(name);
			if !self.storage().has("Communities", "Members", &keys(community, tag)).await? {
				calls.push(calls::add_member(community, tag, self.parties.owner_id(name)));
			}
		}
		Ok(calls)
	}

	async fn network_calls(
		&self,
		community: CommunityId,
		network: &Network,
		first_slot: Slot,
	) -> Result<Vec<Call>> {
		let id = network_id(community, network);
		let record = self.network(id).await?;
		let mut calls = Vec::new();
		if record.is_none() {
			calls.push(calls::create_network(id, self.params(network)?));
		}
		if record.as_ref().is_none_or(|record| record.first_slot().is_none()) {
			if !self.storage().has("Settlement", "Accounts", &key(id)).await? {
				let (grid, balancing) = (&self.parties.grid, &self.parties.balancing);
				calls.push(calls::set_accounts(id, account_id(grid), account_id(balancing)));
			}
			calls.extend(self.billing_calls(id).await?);
			calls.extend(self.tariff_calls(id, network, first_slot).await?);
		}
		let registered = record.map_or(0, |record| record.meters);
		let genesis = self.chain.genesis();
		for (index, meter) in (0u32..).zip(&network.meters).skip(registered as usize) {
			let (registration, possession) =
				plan::registration(self.parties, network, index, meter, &genesis, self.now_s);
			calls.push(calls::register_meter(id, &registration, possession));
		}
		Ok(calls)
	}

	/// What the operator declares: grace of a day, or the longest the chain allows.
	fn params(&self, network: &Network) -> Result<NetworkParams> {
		let grace_max: Option<u32> = constant(self.chain.metadata(), "Metering", "GraceMax")?;
		Ok(plan::network_params(network, grace_max.unwrap_or(86_400).min(86_400)))
	}

	async fn tariff_calls(
		&self,
		id: NetworkId,
		network: &Network,
		first_slot: Slot,
	) -> Result<Vec<Call>> {
		let held: Option<Vec<(Slot, Tariff)>> = self.get("Settlement", "Tariffs", &key(id)).await?;
		let held = held.unwrap_or_default();
		let mut due = (first_slot..).zip(&network.tariffs);
		if due.all(|(slot, tariff)| tariff_at(&held, slot).as_ref() == Some(tariff)) {
			return Ok(Vec::new());
		}
		const PER_CALL: u32 = 192;
		let chunks = network.tariffs.chunks(PER_CALL as usize);
		let starts =
			(0u32..).map(|chunk| first_slot.saturating_add(chunk.saturating_mul(PER_CALL)));
		Ok(starts.zip(chunks).map(|(from, chunk)| calls::set_tariffs(id, from, chunk)).collect())
	}

	/// After the first step, the community must be the operator's: another one may have been faster.
	async fn check_operator(&self, community: CommunityId) -> Result<()> {
		let record: Option<CommunityRecord> =
			self.storage().record("Communities", "Communities", &key(community)).await?;
		let operator = account_id(&self.parties.operator);
		if record.is_some_and(|record| record.operator.0 == operator) {
			return Ok(());
		}
		Err(Error::refused("opening a community", "another one got its number; run again"))
	}

	async fn opening_calls(&self, community: CommunityId, first_slot: Slot) -> Result<Vec<Call>> {
		let mut calls = Vec::new();
		let due = |network: &&Network| Some(network.carrier) != self.held;
		for network in self.set.networks.iter().filter(due) {
			let id = network_id(community, network);
			let record = self.network(id).await?;
			if record.and_then(|record| record.first_slot()).is_none() {
				calls.push(calls::open_network(id, first_slot));
			}
		}
		if !calls.is_empty() {
			say(format!("  community {community} is ready, opening its networks"));
		}
		Ok(calls)
	}
}

/// Whose meters a community has.
enum Meters {
	None,
	Ours,
	Others,
}
