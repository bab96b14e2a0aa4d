// SPDX-License-Identifier: Apache-2.0
//! A signed call, and what it did: the events of its transaction.

use super::args::{KeyArgs, NodeArgs};
use crate::{
	chain::{transactions_of, Chain, Event},
	error::{Error, Result},
	extrinsic::Call,
	flow::decimal,
	keys::{account_id, AccountId},
	storage::{key, Storage},
	types::{AssetMetadata, CommunityRecord},
};
use clap::Args;
use codec::Decode;
use energy_primitives::{CommunityId, MeterId};
use subxt_signer::sr25519::Keypair;

/// Who signs, and where.
#[derive(Args, Debug)]
pub struct SignArgs {
	#[command(flatten)]
	node: NodeArgs,
	#[command(flatten)]
	key: KeyArgs,
}

/// A connection on which one account signs.
pub struct Session {
	/// The chain.
	pub chain: Chain,
	signer: Keypair,
}

impl SignArgs {
	/// Connects.
	pub async fn open(&self) -> Result<Session> {
		let signer = self.key.read()?;
		Ok(Session { chain: self.node.connect().await?, signer })
	}
}

impl Session {
	/// Whoever signs.
	pub fn account(&self) -> AccountId {
		account_id(&self.signer)
	}

	/// Storage of the best block.
	pub fn storage(&self) -> Storage<'_> {
		Storage::new(&self.chain, None)
	}

	/// Signs a call, waits until it is in a block, and returns what it did.
	pub async fn send(&self, call: Call) -> Result<Receipt> {
		let title = call.title();
		let before = self.chain.header(None).await?.number;
		self.chain.sign_all(&self.signer, &[call]).await?;
		let head = self.chain.header(None).await?.number;
		let mut events = Vec::new();
		for number in before.saturating_add(1)..=head {
			let block = self.chain.block_hash(number).await?;
			events.extend(self.own(self.chain.events(block).await?)?);
		}
		Ok(Receipt { title, events })
	}

	/// Signs calls, and waits until all of them are in a block.
	pub async fn send_all(&self, calls: &[Call]) -> Result<()> {
		self.chain.sign_all(&self.signer, calls).await
	}

	/// The events of the signer's transactions.
	fn own(&self, events: Vec<Event>) -> Result<Vec<Event>> {
		let ours = transactions_of(&events, self.account())?;
		Ok(events.into_iter().filter(|event| ours.contains(&event.transaction)).collect())
	}

	/// An amount of a community's currency, with its symbol.
	pub async fn money(&self, community: CommunityId, nano: i128) -> Result<String> {
		money(&self.storage(), community, nano).await
	}
}

/// An amount of a community's currency, with its symbol.
pub async fn money(storage: &Storage<'_>, community: CommunityId, nano: i128) -> Result<String> {
	let record: Option<CommunityRecord> =
		storage.record("Communities", "Communities", &key(community)).await?;
	let asset = record.map_or(0, |record| record.asset);
	let known: Option<AssetMetadata> = storage.record("Assets", "Metadata", &key(asset)).await?;
	let symbol = known.and_then(|known| String::from_utf8(known.symbol).ok());
	Ok(format!("{} {}", decimal(nano, 9), symbol.unwrap_or_else(|| format!("of asset {asset}"))))
}

/// What a transaction did.
pub struct Receipt {
	title: String,
	events: Vec<Event>,
}

impl Receipt {
	/// The fields of the event `name` about a meter, if there is one. The meter comes first in all of
	/// them, and metering and settlement have no names in common.
	pub fn find<T: Decode>(&self, name: &str, meter: MeterId) -> Result<Option<T>> {
		let of_meters = |event: &&Event| event.is("Metering", name) || event.is("Settlement", name);
		for event in self.events.iter().filter(of_meters) {
			if event.decode::<MeterId>()? == meter {
				return event.decode().map(Some);
			}
		}
		Ok(None)
	}

	/// The fields of the only metering event `name`.
	pub fn only<T: Decode>(&self, name: &str) -> Result<T> {
		let missing = || Error::misfit(&self.title, format!("it caused no event {name}"));
		let found = self.events.iter().find(|event| event.is("Metering", name));
		found.ok_or_else(missing)?.decode()
	}

	/// The fields of the only event `pallet.name`.
	pub fn event<T: Decode>(&self, pallet: &str, name: &str) -> Result<T> {
		let missing = || Error::misfit(&self.title, format!("it caused no event {pallet}.{name}"));
		let found = self.events.iter().find(|event| event.is(pallet, name));
		found.ok_or_else(missing)?.decode()
	}

	/// The fields of the event `name` about a meter.
	pub fn expect<T: Decode>(&self, name: &str, meter: MeterId) -> Result<T> {
		let missing = || Error::misfit(&self.title, format!("it caused no event {name}"));
		self.find(name, meter)?.ok_or_else(missing)
	}
}
