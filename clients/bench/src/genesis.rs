// SPDX-License-Identifier: Apache-2.0
//! A chain specification whose first state holds a community with all its meters.
//!
//! The state is made by the runtime's own calls, run natively one after the other on the state of
//! the node's development chain: every check is made, every possession is proved. It differs from a
//! chain on which an operator sent them only in that no blocks were needed for it.

use crate::{
	chain::Result,
	fleet::Fleet,
	town::{self, Order},
};
use commonwatt_runtime::{AccountId, Runtime, RuntimeCall, RuntimeOrigin, System};
use energy_primitives::Slot;
use serde_json::{json, Value};
use sp_core::storage::Storage;
use sp_runtime::traits::Dispatchable;
use sp_state_machine::BasicExternalities;
use std::{
	fs::File,
	io::{BufWriter, Write},
	path::Path,
};

/// How large the first state is.
pub(crate) struct Size {
	/// Entries.
	pub(crate) items: usize,
	/// Length of all keys and values.
	pub(crate) bytes: usize,
}

/// Writes the specification: `base`, as the node exports it in its raw form, and the community.
pub(crate) fn write(
	base: &str,
	to: &Path,
	fleet: &Fleet,
	first_slot: Slot,
	now_ms: u64,
) -> Result<Size> {
	let mut spec: Value = serde_json::from_str(base)?;
	let mut storage = read_state(&spec)?;
	let mut founded = Ok(());
	BasicExternalities::execute_with_storage(&mut storage, || {
		founded = at(now_ms, || {
			found(fleet, first_slot)?;
			carry_out(town::opening(first_slot))
		});
	});
	founded?;
	let bytes = storage.top.iter().map(|(key, value)| key.len() + value.len()).sum();
	let size = Size { items: storage.top.len(), bytes };

	// The state is written straight to the file, at the place of a mark.
	const MARK: &str = "\"@\":\"@\"";
	spec["genesis"]["raw"]["top"] = json!({ "@": "@" });
	let text = spec.to_string();
	let (head, tail) = text.split_once(MARK).ok_or("the mark is in the text")?;
	let mut file = BufWriter::new(File::create(to)?);
	file.write_all(head.as_bytes())?;
	for (nth, (key, value)) in storage.top.into_iter().enumerate() {
		let comma = if nth == 0 { "" } else { "," };
		write!(file, "{comma}\"0x{}\":\"0x{}\"", hex::encode(key), hex::encode(value))?;
	}
	file.write_all(tail.as_bytes())?;
	file.flush()?;
	Ok(size)
}

fn read_state(spec: &Value) -> Result<Storage> {
	let top = spec["genesis"]["raw"]["top"].as_object().ok_or("the node's state is not raw")?;
	let bytes = |text: &str| hex::decode(text.trim_start_matches("0x"));
	let mut storage = Storage::default();
	for (key, value) in top {
		storage.top.insert(bytes(key)?, bytes(value.as_str().ok_or("a value is not text")?)?);
	}
	Ok(storage)
}

/// Changes a first state as if it were this time.
pub(crate) fn at(now_ms: u64, change: impl FnOnce() -> Result<()>) -> Result<()> {
	pallet_timestamp::Now::<Runtime>::put(now_ms);
	change()?;
	pallet_timestamp::Now::<Runtime>::kill();
	Ok(())
}

/// Runs the calls that make the community with its meters, up to the opening of its network.
pub(crate) fn found(fleet: &Fleet, first_slot: Slot) -> Result<()> {
	// Block 0 has no hash while its state is being made; possessions are proved for what the chain
	// has in its place.
	let genesis = System::block_hash(0).0;
	let meters = fleet.registrations(&genesis);
	town::founding(first_slot)?.into_iter().chain(meters).try_for_each(carry_out)
}

/// Runs one call.
pub(crate) fn carry_out(order: Order) -> Result<()> {
	act(&order.by.to_account_id(), order.call)
}

/// Runs one call of an account.
pub(crate) fn act(who: &AccountId, call: impl Into<RuntimeCall>) -> Result<()> {
	let done = call.into().dispatch(RuntimeOrigin::signed(who.clone()));
	done.map_err(|error| format!("a call of the first state failed: {:?}", error.error))?;
	Ok(())
}
