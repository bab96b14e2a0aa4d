// SPDX-License-Identifier: Apache-2.0
//! Closed billing periods: the chain keeps statements for some periods only, the index for ever.

use super::reader::Reader;
use crate::{
	chain::Chain,
	error::{Error, Result},
	storage::{key, keys, Storage},
};
use energy_primitives::NetworkId;
use settlement_core::{page_hash, PeriodRecord, RootBuilder, StatementRow};
use sp_core::{Blake2Hasher, H256};
use subxt::utils;

/// The root of a period's statements, page by page from 0 on; `None` where a page has more rows
/// than can be counted.
pub fn statements_root(pages: &[Vec<StatementRow>]) -> Option<H256> {
	let mut tree = RootBuilder::default();
	for (page, rows) in (0u32..).zip(pages) {
		let hash = page_hash::<Blake2Hasher>(page, rows).ok()?;
		tree.push::<Blake2Hasher>(hash).ok()?;
	}
	Some(tree.root::<Blake2Hasher>())
}

/// The record of a closed period as the chain has it.
pub async fn read_period(
	chain: &Chain,
	block: utils::H256,
	network: NetworkId,
	period: u32,
) -> Result<Option<PeriodRecord>> {
	Storage::new(chain, Some(block)).get("Settlement", "Periods", &key((network, period))).await
}

impl Reader<'_> {
	/// A period was closed in this block: keeps its statements, once they are what its root says.
	pub(super) async fn period(&self, network: NetworkId, period: u32) -> Result<()> {
		let name = format!("{} period {period}", network.carrier.facts().name);
		let record = read_period(self.chain, self.block, network, period).await?;
		let record = record.ok_or_else(|| Error::misfit(&name, "it has no record"))?;
		let after = Storage::new(self.chain, Some(self.block));
		let mut pages: Vec<Vec<StatementRow>> = Vec::new();
		for page in 0..record.pages {
			let path = keys((network, period), page);
			let rows = after.get("Settlement", "Statements", &path).await?;
			pages.push(rows.unwrap_or_default());
		}
		let computed = statements_root(&pages);
		if computed != Some(record.root) {
			let reason =
				format!("{name}: root {computed:?} from its rows, {:?} on chain", record.root);
			return Err(Error::Verification(reason));
		}
		self.batch.put_period(network, period, &record, &pages)
	}
}
