// SPDX-License-Identifier: Apache-2.0
//! What few commands ask of a node: many values at once, the runtime's version, a bare transaction.

use super::Chain;
use crate::error::Result;
use subxt::utils::H256;

impl Chain {
	/// The values of these keys at a block; keys without one are left out.
	pub async fn values(&self, keys: &[Vec<u8>], at: H256) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
		let keys = keys.iter().map(Vec::as_slice);
		let sets = self.rpc.state_query_storage_at(keys, Some(at)).await;
		let sets = sets.map_err(|error| self.failed("storage", error))?;
		let values = sets.into_iter().flat_map(|set| set.changes);
		Ok(values.filter_map(|(key, value)| Some((key.0, value?.0))).collect())
	}

	/// The version of the runtime at a block, at the best one by default.
	pub async fn spec_version_at(&self, at: Option<H256>) -> Result<u32> {
		let version = self.rpc.state_get_runtime_version(at).await;
		let version = version.map_err(|error| self.failed("the runtime's version", error))?;
		Ok(version.spec_version)
	}

	/// Hands a transaction to the node's pool.
	pub async fn submit_as(&self, title: &str, transaction: &[u8]) -> Result<()> {
		let hash = self.rpc.author_submit_extrinsic(transaction).await;
		hash.map(drop).map_err(|error| self.failed(title, error))
	}
}
