// SPDX-License-Identifier: Apache-2.0
//! Verification from the chain's own state: every account of a community adds up to what is
//! booked, and the pot holds it.

use crate::{
	chain::Chain,
	error::{Error, Result},
	keys::AccountId,
	storage::{constant_or_misfit, key, keys, Storage},
	types::{
		AssetAccount, CommunityLedger, CommunityRecord, LineRecord, NetworkLedger, NetworkRecord,
	},
};
use codec::Encode;
use energy_primitives::{carrier::FACTS, CommunityId, NetworkId, Position, PAGE_ROWS};
use serde::Serialize;
use std::fmt;
use subxt::utils::H256;

/// The money of a community, in nano-currency.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Money {
	/// Members, earlier owners and named accounts: grid, balancing, fund, guarantor, suspense; what is
	/// on its way to a bank, and the deposits of planned devices.
	pub positions_sum_nano: i128,
	/// Of this, the legs of rows that a sweep has still to reach; 0 where none is under way.
	pub suspense_nano: i128,
	/// Of this, what was taken out of accounts and is on its way to a bank.
	pub in_payment_nano: i128,
	/// What blended prices rounded off.
	pub rounding_nano: i128,
	/// What the chain says the sum is.
	pub booked_nano: i128,
	/// What the pot holds.
	pub pot_nano: i128,
}

impl Money {
	/// Whether everything adds up: the accounts to what is booked, and the pot holds at least that.
	pub fn is_conserved(&self) -> bool {
		self.positions_sum_nano + self.rounding_nano == self.booked_nano
			&& self.booked_nano <= self.pot_nano
	}

	/// Whether a slot is half settled.
	pub fn is_mid_sweep(&self) -> bool {
		self.suspense_nano != 0
	}

	/// An error where it does not add up.
	pub fn check(&self) -> Result<()> {
		if self.is_conserved() {
			return Ok(());
		}
		Err(Error::Verification(self.to_string()))
	}

	/// An error where it does not add up, which names the block.
	pub fn check_at(&self, block: u64) -> Result<()> {
		if self.is_conserved() {
			return Ok(());
		}
		Err(Error::Verification(format!("at block {block}, {self}")))
	}
}

impl fmt::Display for Money {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(
			f,
			"positions {} + rounding {} should be the {} booked, and the pot holds {}",
			self.positions_sum_nano, self.rounding_nano, self.booked_nano, self.pot_nano
		)
	}
}

/// Reads the money of a community as of a block. Fails where there is no such community.
pub async fn money(chain: &Chain, community: CommunityId, at: Option<H256>) -> Result<Money> {
	let money = money_if_any(chain, community, at).await?;
	money.ok_or_else(|| Error::refused(format!("community {community}"), "there is none"))
}

/// Reads the money of a community as of a block, if it was there already.
pub async fn money_if_any(
	chain: &Chain,
	community: CommunityId,
	at: Option<H256>,
) -> Result<Option<Money>> {
	let storage = Storage::new(chain, at);
	let record: Option<CommunityRecord> =
		storage.record("Communities", "Communities", &key(community)).await?;
	let Some(record) = record else { return Ok(None) };
	let mut money = Money::default();
	for facts in &FACTS {
		let network = NetworkId { community, carrier: facts.carrier };
		for position in positions(storage, network).await? {
			money.positions_sum_nano += i128::from(position);
		}
		money.positions_sum_nano += closing_lines(storage, network).await?;
		let ledger: Option<NetworkLedger> =
			storage.record("Settlement", "Ledgers", &key(network)).await?;
		if let Some(ledger) = ledger {
			money.positions_sum_nano += ledger.grid + ledger.balancing + ledger.suspense;
			money.suspense_nano += ledger.suspense;
			money.rounding_nano += ledger.rounding;
		}
	}
	let purse: Option<CommunityLedger> =
		storage.record("Settlement", "Purses", &key(community)).await?;
	if let Some(purse) = purse {
		money.in_payment_nano = i128::try_from(purse.in_payment).unwrap_or(i128::MAX);
		money.positions_sum_nano += purse.guarantor + purse.fund + money.in_payment_nano;
		money.positions_sum_nano += i128::try_from(purse.device_deposits).unwrap_or(i128::MAX);
		money.booked_nano = i128::try_from(purse.booked).unwrap_or(i128::MAX);
	}
	money.pot_nano = pot(chain, storage, community, record.asset).await?;
	Ok(Some(money))
}

/// The positions of a network's meters, by index.
pub async fn positions(storage: Storage<'_>, network: NetworkId) -> Result<Vec<Position>> {
	let meters = meters(storage, network).await?;
	let mut positions = Vec::new();
	for page in 0..meters.div_ceil(PAGE_ROWS) {
		let rows: Option<Vec<Position>> =
			storage.get("Settlement", "Positions", &keys(network, page)).await?;
		let mut rows = rows.unwrap_or_default();
		// A page is stored up to its last row with money.
		rows.resize(PAGE_ROWS as usize, 0);
		positions.extend(rows);
	}
	positions.truncate(meters as usize);
	Ok(positions)
}

/// How many meters a network has.
async fn meters(storage: Storage<'_>, network: NetworkId) -> Result<u32> {
	let record: Option<NetworkRecord> =
		storage.record("Metering", "Networks", &key(network)).await?;
	Ok(record.map_or(0, |record| record.meters))
}

/// What earlier owners of a network's meters are owed.
async fn closing_lines(storage: Storage<'_>, network: NetworkId) -> Result<i128> {
	let mut sum = 0;
	for page in 0..meters(storage, network).await?.div_ceil(PAGE_ROWS) {
		let lines: Option<Vec<LineRecord>> =
			storage.record("Settlement", "ClosingLines", &keys(network, page)).await?;
		sum += lines.unwrap_or_default().iter().map(|line| i128::from(line.position)).sum::<i128>();
	}
	Ok(sum)
}

/// What the pot of a community holds.
async fn pot(
	chain: &Chain,
	storage: Storage<'_>,
	community: CommunityId,
	asset: u32,
) -> Result<i128> {
	let pallet: [u8; 8] = constant_or_misfit(chain.metadata(), "Settlement", "PalletId")?;
	let held: Option<AssetAccount> =
		storage.record("Assets", "Account", &keys(asset, pot_account(pallet, community))).await?;
	Ok(held.map_or(0, |held| i128::try_from(held.balance).unwrap_or(i128::MAX)))
}

/// The account of a community's pot: a sub-account of the settlement pallet.
pub fn pot_account(pallet: [u8; 8], community: CommunityId) -> AccountId {
	let name = (*b"modl", pallet, *b"pot", community).encode();
	let mut account = [0; 32];
	account.iter_mut().zip(name).for_each(|(to, from)| *to = from);
	account
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_missing_nano_is_noticed() {
		let money = Money {
			positions_sum_nano: 990,
			suspense_nano: 0,
			in_payment_nano: 0,
			rounding_nano: 10,
			booked_nano: 1_000,
			pot_nano: 1_000,
		};
		assert_eq!(money.check().ok(), Some(()));
		assert!(Money { pot_nano: 1_001, ..money }.is_conserved(), "a donation");
		for wrong in [
			Money { pot_nano: 999, ..money },
			Money { rounding_nano: 9, ..money },
			Money { booked_nano: 999, ..money },
		] {
			assert_eq!(wrong.check().expect_err("wrong").code(), 5);
		}
	}

	#[test]
	fn a_block_whose_money_does_not_add_up_is_named() {
		let money = Money { positions_sum_nano: 1, suspense_nano: -2, ..Money::default() };
		assert!(money.is_mid_sweep() && !Money::default().is_mid_sweep());
		assert_eq!(Money::default().check_at(7).ok(), Some(()));
		let error = money.check_at(7).expect_err("wrong").to_string();
		let text =
			"verification failed: at block 7, positions 1 + rounding 0 should be the 0 booked, \
			and the pot holds 0";
		assert_eq!(error, text);
	}

	#[test]
	fn a_pots_account_is_named_after_pallet_and_community() {
		let account = pot_account(*b"cw/settl", 3);
		assert_eq!(&account[..19], b"modlcw/settlpot\x03\0\0\0");
		assert_eq!(account[19..], [0; 13]);
	}
}
