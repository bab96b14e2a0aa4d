// SPDX-License-Identifier: Apache-2.0
//! What has to be known of the chain: closed statements, lines, deposits, totals.

use super::{
	compare::Totals,
	ledger::{Deposit, DepositKey, History, Ledger},
	plan::PALLET,
	records::{AssetRecord, BankTotals},
	select::Closed,
};
use crate::{
	chain::Chain,
	error::{Error, Result},
	storage::{key, keys, Storage},
	types::{CommunityLedger, CommunityRecord},
};
use bank_core::Line;
use codec::{Decode, Encode, MaxEncodedLen};
use energy_primitives::{CommunityId, MemberAccount, MeterId, NetworkId, StatementId, PAGE_ROWS};
use settlement_core::statement::{PeriodRecord, StatementRow};
use sp_crypto_hashing::{twox_128, twox_64};
use std::time::Duration;
use subxt::utils::H256;

/// A chain at one of its blocks.
pub type View<'a> = (&'a Chain, H256);

/// How long a block may take to be final.
const FINALITY_MAX: Duration = Duration::from_secs(300);

/// How often it is asked for.
const PAUSE: Duration = Duration::from_millis(500);

/// Waits until all that is in the best block of now is final. Returns the final block: what is read
/// there can't be undone, so it may go to the bank.
pub async fn settled(chain: &Chain) -> Result<H256> {
	let goal = chain.header(None).await?.number;
	let begun = std::time::Instant::now();
	loop {
		let head = chain.finalized().await?;
		if chain.header(Some(head)).await?.number >= goal {
			return Ok(head);
		}
		if begun.elapsed() > FINALITY_MAX {
			return Err(Error::Unreachable {
				url: chain.url().into(),
				reason: format!("block {goal} is not final after five minutes; do it again"),
			});
		}
		tokio::time::sleep(PAUSE).await;
	}
}

/// The closed statements of a period; of one that is too old for the chain to keep its statements,
/// those that were ever handed to the bank.
///
/// Errors: it is not closed.
pub async fn closed(view: View<'_>, network: NetworkId, period: u32) -> Result<Vec<Closed>> {
	let storage = Storage::new(view.0, Some(view.1));
	let record: Option<PeriodRecord> =
		storage.get("Settlement", "Periods", &key((network, period))).await?;
	let name = format!("{} period {period}", network.carrier.facts().name);
	let record = record.ok_or_else(|| Error::refused(&name, "it is not closed"))?;
	let mut found = Vec::new();
	for page in 0..record.pages {
		let rows: Option<Vec<StatementRow>> =
			storage.get("Settlement", "Statements", &keys((network, period), page)).await?;
		for row in rows.unwrap_or_default() {
			let index = page.saturating_mul(PAGE_ROWS).saturating_add(row.row.into());
			let account = MemberAccount { meter: MeterId { network, index }, epoch: row.epoch };
			let keep: Option<u64> = storage.get(PALLET, "Mandates", &key(account)).await?;
			let id = StatementId { account, period };
			found.push(Closed { id, closing: row.closing, keep });
		}
	}
	if u32::try_from(found.len()).is_ok_and(|count| count < record.statements) {
		found = handed(view, network, period).await?;
	}
	found.sort_by_key(|closed| closed.id);
	Ok(found)
}

/// Statements of a period that were ever handed to the bank. What they closed at no longer matters:
/// their lines say which way the money goes.
async fn handed(view: View<'_>, network: NetworkId, period: u32) -> Result<Vec<Closed>> {
	let mut ids: Vec<StatementId> = last_keys(view, "Lines", None).await?;
	ids.retain(|id| id.account.meter.network == network && id.period == period);
	Ok(ids.into_iter().map(|id| Closed { id, closing: 0, keep: None }).collect())
}

/// The payments of these statements, as far as there are any.
pub async fn ledger(
	storage: &Storage<'_>,
	ids: impl IntoIterator<Item = StatementId>,
) -> Result<Ledger> {
	let mut ledger = Ledger::default();
	for id in ids {
		if ledger.lines.contains_key(&id) {
			continue;
		}
		let Some(line): Option<Line> = storage.get(PALLET, "Lines", &key(id)).await? else {
			continue;
		};
		let mut past = Vec::new();
		for attempt in 1..line.attempt {
			past.extend(storage.get::<Line>(PALLET, "PastAttempts", &keys(id, attempt)).await?);
		}
		ledger.lines.insert(id, History { line, past });
	}
	Ok(ledger)
}

/// Adds a deposit, if it is booked.
pub async fn add_deposit(
	storage: &Storage<'_>,
	ledger: &mut Ledger,
	(community, reference): DepositKey,
) -> Result<()> {
	let found: Option<Deposit> =
		storage.get(PALLET, "References", &keys(community, reference)).await?;
	ledger.deposits.extend(found.map(|deposit| ((community, reference), deposit)));
	Ok(())
}

/// All payments and deposits of a community.
pub async fn all_of(view: View<'_>, community: CommunityId) -> Result<Ledger> {
	let storage = Storage::new(view.0, Some(view.1));
	let mut ids: Vec<StatementId> = last_keys(view, "Lines", None).await?;
	ids.retain(|id| id.account.meter.network.community == community);
	let mut ledger = ledger(&storage, ids).await?;
	for reference in last_keys(view, "References", Some(community.encode())).await? {
		add_deposit(&storage, &mut ledger, (community, reference)).await?;
	}
	Ok(ledger)
}

/// What was booked between a community and its banks.
pub async fn totals(storage: &Storage<'_>, community: CommunityId) -> Result<Totals> {
	let found: Option<BankTotals> = storage.record(PALLET, "Totals", &key(community)).await?;
	let purse: Option<CommunityLedger> =
		storage.record("Settlement", "Purses", &key(community)).await?;
	let claim = purse.map_or(0, |purse| purse.claim);
	Ok(found.map_or_else(Totals::default, |totals| Totals {
		collected: totals.collected,
		deposited: totals.deposited,
		paid_out: totals.paid_out,
		debits_returned: totals.debits_returned,
		credits_returned: totals.credits_returned,
		claim,
	}))
}

/// A community's currency, and how much of it no bank of this chain made, in nano-currency.
pub async fn made_elsewhere(view: View<'_>, community: CommunityId) -> Result<(u32, i128)> {
	let storage = &Storage::new(view.0, Some(view.1));
	let asset = asset(storage, community).await?;
	let record: Option<AssetRecord> = storage.record("Assets", "Asset", &key(asset)).await?;
	let supply = record.map_or(0, |record| record.supply);
	let mut rest = i128::try_from(supply).unwrap_or(i128::MAX);
	for other in last_keys::<CommunityId>(view, "Totals", None).await? {
		if self::asset(storage, other).await? == asset {
			rest = rest.saturating_sub(super::compare::made(&totals(storage, other).await?));
		}
	}
	Ok((asset, rest))
}

async fn asset(storage: &Storage<'_>, community: CommunityId) -> Result<u32> {
	let record: Option<CommunityRecord> =
		storage.record("Communities", "Communities", &key(community)).await?;
	let missing = || Error::refused(format!("community {community}"), "there is no such community");
	Ok(record.ok_or_else(missing)?.asset)
}

/// The last keys of all entries of a map, or of those whose first key is this one: it is hashed by
/// twox 64 and followed by itself.
async fn last_keys<K: Decode + MaxEncodedLen>(
	(chain, at): View<'_>,
	entry: &str,
	first: Option<Vec<u8>>,
) -> Result<Vec<K>> {
	let mut prefix = [twox_128(PALLET.as_bytes()), twox_128(entry.as_bytes())].concat();
	if let Some(first) = first {
		prefix.extend(twox_64(&first));
		prefix.extend(first);
	}
	let misfit = || Error::misfit(&format!("{PALLET}.{entry}"), "a key that can't be read");
	let mut found = Vec::new();
	for path in chain.keys(&prefix, Some(at)).await? {
		// All keys here have one length.
		let begin = path.len().checked_sub(K::max_encoded_len()).ok_or_else(misfit)?;
		let mut end = path.get(begin..).unwrap_or_default();
		found.push(K::decode(&mut end).map_err(|_| misfit())?);
	}
	Ok(found)
}
