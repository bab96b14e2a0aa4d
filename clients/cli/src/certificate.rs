// SPDX-License-Identifier: Apache-2.0
//! `certificate`: claim what a meter gave to the grid, hand it on, use it up, and write it as a
//! granular certificate that others can read.

mod args;
mod device;
mod export;
mod record;
mod surplus;

use crate::{
	calendar,
	chain::Chain,
	error::{Error, Result},
	evidence::evidence,
	extrinsic::Call,
	keys::{account_id, AccountId},
	progress::show,
	report_file,
	storage::{constant_or_misfit, key, Storage},
	store::Store,
};
pub use args::CertificateArgs;
use args::{
	ClaimArgs, Command, ExportArgs, MergeArgs, RetireArgs, SignArgs, SplitArgs, TransferArgs,
};
use device::Device;
use energy_primitives::{MeterId, Slot};
use export::{Document, Origin};
use record::Record;
use std::str::FromStr;
use subxt::utils::{AccountId32, H256};
use subxt_signer::sr25519::Keypair;

const PALLET: &str = "Certificates";

/// Runs the command.
pub async fn run(args: &CertificateArgs) -> Result<()> {
	match &args.command {
		Command::Claim(args) => claim(args).await,
		Command::Transfer(args) => transfer(args).await,
		Command::Split(args) => split(args).await,
		Command::Merge(args) => merge(args).await,
		Command::Retire(args) => retire(args).await,
		Command::Export(args) => export(args).await,
	}
}

/// A node, and a key to sign with.
struct Signer {
	chain: Chain,
	pair: Keypair,
}

impl Signer {
	async fn new(args: &SignArgs) -> Result<Self> {
		let pair = args.pair()?;
		Ok(Self { chain: args.node.connect().await?, pair })
	}

	fn storage(&self) -> Storage<'_> {
		Storage::new(&self.chain, None)
	}

	/// How many slots can be corrected by the operator alone.
	async fn window(&self) -> Result<Slot> {
		match self.storage().get("Settlement", "Window", &[]).await? {
			Some(window) => Ok(window),
			None => constant_or_misfit(self.chain.metadata(), "Settlement", "RecordWindow"),
		}
	}

	async fn send(&self, call: Call) -> Result<()> {
		self.chain.sign_all(&self.pair, &[call]).await
	}

	async fn next_id(&self) -> Result<u64> {
		Ok(self.storage().get(PALLET, "NextCertificate", &[]).await?.unwrap_or(0))
	}

	/// Sends a call that makes a certificate of the signer's on `meter` that begins at `begin`.
	/// Returns its number: others may have been made meanwhile.
	async fn make(&self, call: Call, meter: MeterId, begin: u64) -> Result<u64> {
		let first = self.next_id().await?;
		self.send(call).await?;
		for id in first..self.next_id().await? {
			let record = Record::read(self.storage(), id).await?;
			let made = record.is_some_and(|record| {
				record.meter() == meter
					&& record.begin == begin
					&& record.owner.0 == account_id(&self.pair)
			});
			if made {
				return Ok(id);
			}
		}
		Err(Error::refused("the certificate", "it is gone already"))
	}
}

async fn claim(args: &ClaimArgs) -> Result<()> {
	let meter = args.meter()?;
	let store = Store::open_existing(&args.db)?;
	let signer = Signer::new(&args.sign).await?;
	check_chain(&store, &signer.chain)?;
	let slot = match args.slot {
		Some(slot) => slot,
		None => surplus::last_final(&store, meter, signer.window().await?)?,
	};
	let surplus = surplus::before(&store, meter, slot)?;
	let claimed = signer.storage().get::<u64>(PALLET, "Claimed", &key(meter)).await?;
	let begin = claimed.unwrap_or(0);
	let quantity = args.quantity.unwrap_or(surplus.saturating_sub(begin));
	if quantity == 0 {
		return Err(Error::Usage(format!(
			"nothing to claim: before slot {slot} the meter had given {surplus}, and {begin} are \
			 claimed"
		)));
	}
	let evidence = evidence(&store, meter, slot)?;
	let call = Call::new(PALLET, "claim", (meter, slot, quantity, evidence));
	let id = signer.make(call, meter, begin).await?;
	let unit = meter.network.carrier.facts().base_unit;
	show(format!("Certificate {id}: [{begin}, {}), {quantity} {unit}.", begin + quantity));
	Ok(())
}

async fn transfer(args: &TransferArgs) -> Result<()> {
	let to = address(&args.to)?;
	let signer = Signer::new(&args.sign).await?;
	signer.send(Call::new(PALLET, "transfer", (args.id, to))).await?;
	show(format!("Certificate {} belongs to {} now.", args.id, AccountId32(to)));
	Ok(())
}

async fn split(args: &SplitArgs) -> Result<()> {
	let signer = Signer::new(&args.sign).await?;
	let whole = Record::existing(signer.storage(), args.id).await?;
	let call = Call::new(PALLET, "split", (args.id, args.at));
	let second = signer.make(call, whole.meter(), args.at).await?;
	let (begin, at, end) = (whole.begin, args.at, whole.end);
	show(format!("Certificate {}: [{begin}, {at}). Certificate {second}: [{at}, {end}).", args.id));
	Ok(())
}

async fn merge(args: &MergeArgs) -> Result<()> {
	let signer = Signer::new(&args.sign).await?;
	signer.send(Call::new(PALLET, "merge", (args.first, args.second))).await?;
	let whole = Record::existing(signer.storage(), args.first).await?;
	show(format!("Certificate {}: [{}, {}).", args.first, whole.begin, whole.end));
	Ok(())
}

async fn retire(args: &RetireArgs) -> Result<()> {
	let beneficiary = args.beneficiary.as_deref().map(hash).transpose()?;
	let signer = Signer::new(&args.sign).await?;
	signer.send(Call::new(PALLET, "retire", (args.id, beneficiary))).await?;
	show(format!("Certificate {} is retired.", args.id));
	Ok(())
}

async fn export(args: &ExportArgs) -> Result<()> {
	let device = Device::read(&args.device)?;
	let store = Store::open_existing(&args.db)?;
	let chain = args.node.connect().await?;
	check_chain(&store, &chain)?;
	let at: Option<H256> = match args.block {
		Some(number) => Some(chain.block_hash(number).await?),
		None => None,
	};
	let record = Record::existing(Storage::new(&chain, at), args.id).await?;
	let (meter, range) = (record.meter(), (record.begin, record.end));
	let origin = Origin {
		genesis: chain.genesis(),
		id: args.id,
		meter,
		owner: record.owner.to_string(),
		issued_s: record.issued_s,
	};
	let given = surplus::stretches(&store, meter, range)?;
	let document = Document::new(&origin, &device, store.slot_length()?, &given);
	report_file::write(&args.out, &document)?;
	let when = calendar::slot_begin(store.slot_length()?, given.first().map_or(0, |g| g.slot));
	let unit = meter.network.carrier.facts().base_unit;
	let (quantity, slots, out) = (range.1 - range.0, given.len(), args.out.display());
	show(format!("{out}: {quantity} {unit} of {slots} slots from {when} UTC on."));
	Ok(())
}

fn check_chain(store: &Store, chain: &Chain) -> Result<()> {
	if store.genesis()? == Some(chain.genesis()) {
		return Ok(());
	}
	Err(Error::Usage("this database is about another chain than the node's".into()))
}

/// An account by its address, or by its public key.
fn address(text: &str) -> Result<AccountId> {
	if text.starts_with("0x") {
		return hash(text);
	}
	let account = AccountId32::from_str(text);
	account.map(|account| account.0).map_err(|_| Error::Usage(format!("`{text}` is no address")))
}

/// 32 bytes as 0x and 64 digits.
fn hash(text: &str) -> Result<[u8; 32]> {
	let mut bytes = [0; 32];
	let digits = text.strip_prefix("0x").unwrap_or(text);
	hex::decode_to_slice(digits, &mut bytes)
		.map_err(|_| Error::Usage(format!("`{text}` is not 0x and 64 digits")))?;
	Ok(bytes)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys::account;

	#[test]
	fn accounts_are_told_by_address_or_key() {
		let alice = account_id(&account("//Alice").expect("valid"));
		let shown = AccountId32(alice).to_string();
		assert_eq!(shown, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
		assert_eq!(address(&shown).expect("valid"), alice);
		assert_eq!(address(&format!("0x{}", hex::encode(alice))).expect("valid"), alice);
		for wrong in ["Alice", "//Alice", "0x00", ""] {
			assert_eq!(address(wrong).expect_err("no account").code(), 2);
		}
	}
}
