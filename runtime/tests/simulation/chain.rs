// SPDX-License-Identifier: Apache-2.0
//! A chain in memory: builds blocks as an author does, imports them again as everybody else does,
//! and goes back to an earlier one.

#[path = "../common/mod.rs"]
mod common;

use crate::{rng::Rng, who::Who};
use codec::Encode;
use commonwatt_runtime::{
	constants::{currency::CWT, euro::EUR},
	genesis_config_presets::{DEVELOPMENT, LOCAL_TESTNET},
	AccountId, Babe, Block, BlockNumber, Executive, Header, Runtime, RuntimeCall, RuntimeEvent,
	Session, SignedPayload, System, TxExtension, UncheckedExtrinsic,
};
use frame_support::storage::{with_transaction, TransactionOutcome};
use serde_json::{json, Value};
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	BABE_ENGINE_ID,
};
use sp_core::{Pair, H256};
use sp_io::TestExternalities;
use sp_runtime::{
	generic::Era, traits::Header as _, Digest, DigestItem, DispatchError, ExtrinsicInclusionMode,
};
use std::{
	collections::{BTreeMap, BTreeSet},
	panic::{catch_unwind, AssertUnwindSafe},
};

/// What everybody has at first: native, and in the settlement currency.
pub const NATIVE: u128 = 100_000 * CWT;
pub const CURRENCY: u128 = 1_000 * EUR;
/// What those have who cover others.
pub const CURRENCY_MUCH: u128 = 20_000_000 * EUR;

/// The first BABE slot: in 2027.
const FIRST_SLOT: u64 = 600_000_000;

/// What became of a transaction.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fate {
	Done,
	/// It is in the block, and failed.
	Failed(DispatchError),
	/// No block takes it.
	Invalid(String),
}

/// The chain, at some block.
pub struct Chain {
	pub ext: TestExternalities,
	pub clock: u64,
	/// Who builds the block, by its place in the set.
	pub author: u32,
	parent: H256,
	block: Vec<UncheckedExtrinsic>,
	header: Option<Header>,
}

/// A state to go back to.
pub struct Snapshot {
	state: TestExternalities,
	parent: H256,
}

fn copy(ext: &TestExternalities) -> TestExternalities {
	let mut other = TestExternalities::default();
	other.backend = ext.backend.clone();
	other
}

fn account_json(who: Who) -> Value {
	serde_json::to_value(who.account()).expect("an address")
}

/// The development preset with the four validators of the local one, and with the accounts of this
/// test beside the well-known ones.
fn genesis() -> Value {
	let mut genesis = common::preset_json(DEVELOPMENT);
	let local = common::preset_json(LOCAL_TESTNET);
	genesis["validators"] = local["validators"].clone();
	genesis["session"] = local["session"].clone();
	genesis["sudo"] = json!({ "key": account_json(Who::Root) });
	// Half a day, so that figures become old and final within a run.
	genesis["settlement"]["recordWindow"] = json!(48);
	let native = genesis["balances"]["balances"].as_array_mut().expect("a list");
	native.extend(Who::all().into_iter().map(|who| json!([account_json(who), NATIVE as u64])));
	let euros = genesis["assets"]["accounts"].as_array_mut().expect("a list");
	euros.extend(
		Who::all().into_iter().map(|who| json!([1, account_json(who), euros_of(who) as u64])),
	);
	genesis
}

/// What somebody has in the settlement currency at first.
pub fn euros_of(who: Who) -> u128 {
	match who {
		Who::Guarantor | Who::Payer => CURRENCY_MUCH / 2,
		_ => CURRENCY,
	}
}

impl Chain {
	pub fn new() -> Self {
		let mut ext = common::build(genesis());
		ext.commit_all().expect("genesis is no layer of another");
		Self {
			ext,
			clock: FIRST_SLOT,
			author: 0,
			parent: H256::repeat_byte(1),
			block: Vec::new(),
			header: None,
		}
	}

	/// Begins a block so many BABE slots after the last one, and sets its clock. Returns whether it
	/// takes transactions.
	pub fn begin(&mut self, skip: u64, rng: &mut Rng) -> bool {
		self.clock += skip;
		let (clock, parent) = (self.clock, self.parent);
		let choice = rng.next();
		let (author, header, time, mode) = self.ext.execute_with(|| {
			let author = able_author(choice);
			let header = next_header(parent, clock, author);
			let mode = Executive::initialize_block(&header);
			let block_time: u64 = <Runtime as pallet_babe::Config>::ExpectedBlockTime::get();
			let time = pallet_timestamp::Call::set { now: clock * block_time };
			let time = UncheckedExtrinsic::new_bare(time.into());
			Executive::apply_extrinsic(time.clone()).expect("valid").expect("succeeds");
			(author, header, time, mode)
		});
		self.author = author;
		self.header = Some(header);
		self.block = vec![time];
		mode == ExtrinsicInclusionMode::AllExtrinsics
	}

	/// Puts a transaction into the block, if it may be there. If not, it leaves no trace, as with a
	/// block author.
	pub fn apply(&mut self, transaction: UncheckedExtrinsic) -> Fate {
		let tried = || {
			let result = Executive::apply_extrinsic(transaction.clone());
			let done = result.is_ok();
			let result = Ok::<_, DispatchError>(result);
			if done {
				TransactionOutcome::Commit(result)
			} else {
				TransactionOutcome::Rollback(result)
			}
		};
		let result =
			self.ext.execute_with(|| with_transaction(tried)).expect("few layers are open");
		match result {
			Err(error) => Fate::Invalid(format!("{error:?}")),
			Ok(result) => {
				self.block.push(transaction);
				result.map_or_else(Fate::Failed, |()| Fate::Done)
			}
		}
	}

	/// Signs a call and puts it into the block.
	pub fn call(&mut self, who: Who, call: RuntimeCall) -> Fate {
		let signed = self.ext.execute_with(|| sign(who, call));
		self.apply(signed)
	}

	/// Ends the block.
	pub fn end(&mut self) -> Block {
		let header = self.ext.execute_with(Executive::finalize_block);
		let begun = self.header.take().expect("it was begun");
		assert_eq!((header.number(), header.parent_hash()), (begun.number(), begun.parent_hash()));
		Block { header, extrinsics: core::mem::take(&mut self.block) }
	}

	/// Writes what the block changed into the state, whose root the block's header must name.
	pub fn commit(&mut self, block: &Block) -> Result<(), String> {
		self.ext.commit_all()?;
		self.parent = block.header.hash();
		let root = *self.ext.backend.root();
		let said = *block.header.state_root();
		(root == said).then_some(()).ok_or(format!("state root {root:?}, the header says {said:?}"))
	}

	pub fn root(&self) -> H256 {
		*self.ext.backend.root()
	}

	pub fn snapshot(&self) -> Snapshot {
		Snapshot { state: copy(&self.ext), parent: self.parent }
	}

	/// Goes back. Time doesn't: the next block is after all that were.
	pub fn back_to(&mut self, snapshot: &Snapshot) {
		self.ext = copy(&snapshot.state);
		self.parent = snapshot.parent;
	}

	/// Looks at the state. Views may bring it up to date for themselves, as a node's do: nothing of
	/// it stays.
	pub fn look<R>(&mut self, look: impl FnOnce() -> R) -> R {
		let look = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(look()));
		self.ext.execute_with(|| with_transaction(look)).expect("few layers are open")
	}

	/// Changes the state between two blocks.
	pub fn poke(&mut self, poke: impl FnOnce()) {
		self.ext.execute_with(poke);
		self.ext.commit_all().expect("no layer is open");
	}

	/// Events of the block so far, from the `from`-th on.
	pub fn events(&mut self, from: usize) -> Vec<RuntimeEvent> {
		self.ext.execute_with(|| {
			System::read_events_no_consensus().skip(from).map(|record| record.event).collect()
		})
	}
}

/// Executes a block on the state before it, as a node that imports it, and compares the states.
pub fn import(before: &Snapshot, block: Block, built: &mut Chain) -> Result<(), String> {
	let mut ext = copy(&before.state);
	let whole = block.clone();
	let run = AssertUnwindSafe(|| ext.execute_with(|| Executive::execute_block(whole.into())));
	if catch_unwind(run).is_err() {
		return Err(format!("importing the block fails: {}", differences(before, block, built)));
	}
	ext.commit_all()?;
	let (root, other) = (built.root(), *ext.backend.root());
	(other == root)
		.then_some(())
		.ok_or(format!("importing the block gives {other:?}, not {root:?}"))
}

/// Which values are others where the block is imported.
fn differences(before: &Snapshot, block: Block, built: &mut Chain) -> String {
	let mut ext = copy(&before.state);
	ext.execute_with(|| {
		Executive::initialize_block(&block.header);
		for extrinsic in block.extrinsics {
			if let Err(error) = Executive::apply_extrinsic(extrinsic) {
				return format!("a transaction is refused: {error:?}");
			}
		}
		Executive::finalize_block();
		String::new()
	});
	let values = |ext: &mut TestExternalities| -> BTreeMap<Vec<u8>, Vec<u8>> {
		ext.execute_with(|| {
			let next = |key: &Vec<u8>| sp_io::storage::next_key(key);
			let keys = core::iter::successors(next(&Vec::new()), next);
			keys.filter_map(|key| Some((key.clone(), sp_io::storage::get(&key)?.to_vec())))
				.collect()
		})
	};
	let (here, there) = (values(&mut built.ext), values(&mut ext));
	let keys: BTreeSet<_> = here.keys().chain(there.keys()).collect();
	let other = keys.into_iter().filter(|key| here.get(*key) != there.get(*key));
	let show = |key: &Vec<u8>| {
		let text = |value: Option<&Vec<u8>>| value.map(|value| hex(value));
		format!(
			"{}: {:?} built, {:?} imported",
			hex(key),
			text(here.get(key)),
			text(there.get(key))
		)
	};
	other.take(8).map(show).collect::<Vec<_>>().join("; ")
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().take(400).map(|byte| format!("{byte:02x}")).collect()
}

/// One of the validators that may build blocks.
fn able_author(choice: u64) -> u32 {
	let disabled = Session::disabled_validators();
	let count = Babe::authorities().len() as u32;
	let able: Vec<u32> = (0..count).filter(|index| !disabled.contains(index)).collect();
	able[choice as usize % able.len()]
}

fn next_header(parent: H256, clock: u64, authority_index: u32) -> Header {
	let slot = clock.into();
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot });
	let digest = Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, pre_digest.encode())] };
	let number: BlockNumber = System::block_number() + 1;
	Header::new(number, Default::default(), Default::default(), parent, digest)
}

/// An extension without tip, for ever, with this nonce.
fn extension(nonce: u32) -> TxExtension {
	(
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0).into(),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	)
}

fn sign(who: Who, call: RuntimeCall) -> UncheckedExtrinsic {
	let account: AccountId = who.account();
	let extension = extension(System::account_nonce(&account));
	let payload = SignedPayload::new(call.clone(), extension.clone()).expect("nothing is missing");
	let signature = payload.using_encoded(|bytes| who.pair().sign(bytes));
	UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension)
}

/// A general transaction, as relays send them.
pub fn general(call: RuntimeCall) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_transaction(call, extension(0))
}
