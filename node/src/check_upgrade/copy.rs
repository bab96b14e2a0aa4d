// SPDX-License-Identifier: Apache-2.0
//! A copy of a chain's state, and the blocks made on it.

use super::Migrating;
use codec::{Decode, Encode};
use commonwatt_runtime::{
	constants::time::MILLISECONDS_PER_BLOCK, BlockNumber, Header, UncheckedExtrinsic,
};
use sc_executor::{RuntimeVersion, RuntimeVersionOf, WasmExecutor};
use sp_consensus_babe::digests::{CompatibleDigestItem as _, PreDigest, SecondaryPlainPreDigest};
use sp_core::{
	storage::{well_known_keys::CODE, Storage},
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
};
use sp_inherents::InherentData;
use sp_io::{
	hashing::{blake2_256, twox_128},
	TestExternalities,
};
use sp_runtime::{traits::Header as _, Digest, DigestItem};
use sp_timestamp::Timestamp;
use std::time::{Duration, Instant, SystemTime};

type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;

/// A state that nobody else has, and the runtime in it.
pub(super) struct Copy {
	state: TestExternalities,
	executor: Executor,
	code: Vec<u8>,
	entries: usize,
}

/// A block that was made.
pub(super) struct Made {
	/// Its number.
	pub(super) number: BlockNumber,
	/// What it says it weighs, in picoseconds.
	pub(super) weight: u64,
	/// How long it took here.
	pub(super) took: Duration,
}

impl Copy {
	pub(super) fn new(storage: Storage) -> Self {
		let code = storage.top.get(CODE).cloned().unwrap_or_default();
		let entries = storage.top.len();
		let state = TestExternalities::new(storage);
		Self { state, executor: Executor::builder().build(), code, entries }
	}

	/// How much there is in the state.
	pub(super) fn entries(&self) -> usize {
		self.entries
	}

	/// Puts the next runtime in the place of the one that is there.
	pub(super) fn replace_code(&mut self, code: Vec<u8>) {
		self.state.insert(CODE.to_vec(), code.clone());
		self.code = code;
	}

	/// What the runtime says it is.
	pub(super) fn version(&mut self) -> Result<RuntimeVersion, String> {
		let fetcher = WrappedRuntimeCode(self.code.as_slice().into());
		let code = runtime_code(&self.code, &fetcher);
		self.executor
			.runtime_version(&mut self.state.ext(), &code)
			.map_err(|error| format!("this is no runtime: {error}"))
	}

	/// Calls the runtime; what it changed stays.
	pub(super) fn call(&mut self, method: &str, data: &[u8]) -> Result<Vec<u8>, String> {
		let fetcher = WrappedRuntimeCode(self.code.as_slice().into());
		let code = runtime_code(&self.code, &fetcher);
		let context = CallContext::Onchain { import: false };
		let (answer, _) = self.executor.call(&mut self.state.ext(), &code, method, data, context);
		answer.map_err(|error| format!("{method}: {}", first_lines(&error.to_string())))
	}

	/// Calls the runtime without arguments; `None` where it has no such method.
	pub(super) fn ask(&mut self, method: &str) -> Result<Option<Vec<u8>>, String> {
		match self.call(method, &[]) {
			Err(error) if is_missing(&error, method) => Ok(None),
			answer => answer.map(Some),
		}
	}

	/// Makes the next block, with nothing in it but what every block has.
	pub(super) fn make_block(&mut self) -> Result<Made, String> {
		let begun = Instant::now();
		let number = self.number("System", "Number").saturating_add(1);
		let slot = self.next_slot();
		let author = SecondaryPlainPreDigest { authority_index: 0, slot: slot.into() };
		let digest =
			Digest { logs: vec![DigestItem::babe_pre_digest(PreDigest::SecondaryPlain(author))] };
		let zero = Default::default();
		let header = Header::new(number, zero, zero, zero, digest);
		self.call("Core_initialize_block", &header.encode())?;
		for inherent in self.inherents(slot)? {
			let applied = self.call("BlockBuilder_apply_extrinsic", &inherent.encode())?;
			// Both the transaction and what it did went well.
			if applied != [0, 0] {
				return Err(format!("block {number}: an inherent failed ({applied:?})"));
			}
		}
		self.call("BlockBuilder_finalize_block", &[])?;
		self.state.commit_all()?;
		Ok(Made { number, weight: self.weight(), took: begun.elapsed() })
	}

	fn inherents(&mut self, slot: u64) -> Result<Vec<UncheckedExtrinsic>, String> {
		let mut data = InherentData::new();
		let now = Timestamp::new(slot.saturating_mul(MILLISECONDS_PER_BLOCK));
		data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &now)
			.map_err(|error| error.to_string())?;
		let encoded = self.call("BlockBuilder_inherent_extrinsics", &data.encode())?;
		Decode::decode(&mut encoded.as_slice()).map_err(|error| format!("inherents: {error}"))
	}

	/// The slot after the last block's; on a state without blocks, now.
	fn next_slot(&mut self) -> u64 {
		match self.read("Babe", "CurrentSlot").and_then(|slot| u64::decode(&mut &slot[..]).ok()) {
			Some(slot) if slot > 0 => slot.saturating_add(1),
			_ => {
				let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
				now.map_or(1, |now| now.as_secs()).saturating_mul(1_000) / MILLISECONDS_PER_BLOCK
			}
		}
	}

	/// What the last block weighs, all classes together.
	fn weight(&mut self) -> u64 {
		type Weight = (codec::Compact<u64>, codec::Compact<u64>);
		let stored = self.read("System", "BlockWeight").unwrap_or_default();
		let classes = <[Weight; 3]>::decode(&mut stored.as_slice());
		classes.map_or(0, |classes| classes.iter().map(|(time, _)| time.0).sum())
	}

	/// How far the migrations in steps are.
	pub(super) fn migrating(&mut self) -> Migrating {
		Migrating::of(self.read("MultiBlockMigrations", "Cursor").as_deref())
	}

	/// Whether a storage value is there.
	pub(super) fn has(&mut self, pallet: &str, entry: &str) -> bool {
		self.read(pallet, entry).is_some()
	}

	fn number(&mut self, pallet: &str, entry: &str) -> BlockNumber {
		let stored = self.read(pallet, entry).unwrap_or_default();
		BlockNumber::decode(&mut stored.as_slice()).unwrap_or_default()
	}

	fn read(&mut self, pallet: &str, entry: &str) -> Option<Vec<u8>> {
		let key = key(pallet, entry);
		self.state.execute_with(|| sp_io::storage::get(&key)).map(|value| value.to_vec())
	}
}

#[cfg(test)]
impl Copy {
	pub(super) fn set(&mut self, pallet: &str, entry: &str, value: &[u8]) {
		self.state.insert(key(pallet, entry), value.to_vec());
	}
}

/// Where a storage value is.
fn key(pallet: &str, entry: &str) -> Vec<u8> {
	[twox_128(pallet.as_bytes()), twox_128(entry.as_bytes())].concat()
}

fn runtime_code<'a>(code: &[u8], fetcher: &'a WrappedRuntimeCode<'a>) -> RuntimeCode<'a> {
	RuntimeCode { code_fetcher: fetcher, heap_pages: None, hash: blake2_256(code).to_vec() }
}

fn is_missing(error: &str, method: &str) -> bool {
	error.contains("not found") && error.contains(method)
}

/// The executor adds a trace of the WASM to the panic's words; nobody needs more than their place.
fn first_lines(error: &str) -> String {
	let trace = error.find("WASM backtrace").unwrap_or(error.len());
	error.get(..trace).unwrap_or(error).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_trace_is_cut_off() {
		let told = "Execution aborted due to panic: panicked at x.rs:1:\nno\nWASM backtrace:\n0: a";
		assert_eq!(first_lines(told), "Execution aborted due to panic: panicked at x.rs:1: no");
		assert_eq!(first_lines("short"), "short");
	}
}
