// SPDX-License-Identifier: Apache-2.0
//! What the chain knows of a meter when it is registered.

use crate::{
	chain::Chain,
	error::Error,
	storage::{key, Coded, Storage},
	store::MeterFactsRow,
};
use energy_primitives::MeterId;
use metering_core::meter::{Mark, MeterRole};
use subxt::{ext::scale_decode::DecodeAsType, utils::H256};

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct MeterRecord {
	role: Coded<MeterRole>,
	mark: Coded<Option<Mark>>,
}

/// The facts of a meter that was registered in `block`.
pub(super) async fn read_facts(
	chain: &Chain,
	block: H256,
	meter: MeterId,
	owner: [u8; 32],
	number: u64,
) -> crate::error::Result<MeterFactsRow> {
	let storage = Storage::new(chain, Some(block));
	let record: Option<MeterRecord> = storage.record("Metering", "Meters", &key(meter)).await?;
	let record =
		record.ok_or_else(|| Error::misfit("Metering.Meters", "a new meter is missing"))?;
	Ok(MeterFactsRow { role: record.role.0, mark: record.mark.0, owner, block: number })
}
