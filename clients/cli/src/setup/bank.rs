// SPDX-License-Identifier: Apache-2.0
//! Billing before a network opens: when periods end, which bank the community has, and that this
//! bank may mint.

use super::Setup;
use crate::{
	calls,
	error::Result,
	extrinsic::Call,
	keys::{account_id, AccountId},
	progress::say,
	storage::{key, keys},
	types::{BillingRecord, CommunityRecord},
};
use energy_primitives::{CommunityId, NetworkId};

/// What a bank may mint in one window: a million, in nano-currency.
const MINT_MAX: u128 = 1_000_000_000_000_000;

/// Native currency for the bank's fees: a thousand units of 12 decimals.
const BANK_FEES: u128 = 1_000_000_000_000_000;

impl Setup<'_> {
	/// Chooses when billing periods of a network end, unless that is chosen.
	pub(super) async fn billing_calls(&self, id: NetworkId) -> Result<Vec<Call>> {
		let held: Option<BillingRecord> =
			self.storage().record("Settlement", "Billings", &key(id)).await?;
		let cycle = held.map(|held| held.next_cycle.0.unwrap_or(held.cycle.0)).unwrap_or_default();
		let due = cycle != self.terms.cycle;
		Ok(due.then(|| calls::set_billing(id, self.terms.cycle)).into_iter().collect())
	}

	/// Names the community's bank, unless one is named.
	pub(super) fn bank_calls(
		&self,
		community: CommunityId,
		record: Option<&CommunityRecord>,
	) -> Vec<Call> {
		let named = record.is_some_and(|record| record.bank.is_some());
		let call = (!named).then(|| calls::set_bank(community, account_id(self.bank)));
		call.into_iter().collect()
	}

	/// Lets the bank mint, if the operator may do that: on a development chain, which has one key for
	/// everything. Elsewhere the chain's members decide.
	pub(super) async fn approval_calls(&self) -> Result<Vec<Call>> {
		let bank = account_id(self.bank);
		if self.storage().has("Bank", "Approvals", &keys(self.asset, bank)).await? {
			return Ok(Vec::new());
		}
		if self.chain.metadata().pallet_by_name("Sudo").is_some() {
			let sudo: Option<AccountId> = self.get("Sudo", "Key", &[]).await?;
			if sudo == Some(account_id(&self.parties.operator)) {
				let approve = calls::approve_bank(self.asset, bank, MINT_MAX);
				return Ok(vec![self.chain.composer().as_root(&approve)?]);
			}
		}
		say("  the bank may not mint yet: a referendum has to approve it (Bank.approve_bank)");
		Ok(Vec::new())
	}

	/// Native currency for the bank, if it has none.
	pub(super) async fn bank_fee_calls(&self) -> Result<Vec<Call>> {
		let bank = account_id(self.bank);
		let known = self.storage().has("System", "Account", &key(bank)).await?;
		let call = (!known).then(|| calls::transfer_native(bank, BANK_FEES));
		Ok(call.into_iter().collect())
	}
}
