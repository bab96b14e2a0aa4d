// SPDX-License-Identifier: Apache-2.0
//! A statement against a node: the closed period with all its statements, or the account of the
//! running one.

use super::{
	proof::{Against, Proof},
	read::{owner_now, Closed, Found, Span},
};
use crate::{
	chain::Chain,
	error::{Error, Result},
	index::{read_period, statements_root},
	storage::{key, keys, Storage},
	store::Store,
	types::LineRecord,
};
use energy_primitives::{MemberAccount, NetworkId, Position};
use settlement_core::StatementRow;
use subxt::utils::H256;

/// Compares with a node's state, and adds what differs. A closed period is compared with the last
/// finalised block, the running one with the last indexed one.
///
/// Errors: `Usage` where the node is of another chain.
pub async fn compare(store: &Store, chain: &Chain, found: &Found, proof: &mut Proof) -> Result<()> {
	if store.genesis()? != Some(chain.genesis()) {
		return Err(Error::Usage("the database is about another chain than the node's".into()));
	}
	match &found.span {
		Span::Closed(closed) => {
			let block = chain.finalized().await?;
			let network = found.statement.account.meter.network;
			proof.differences.extend(with_period(store, chain, block, (network, closed)).await?);
			let block = chain.header(Some(block)).await?.number;
			proof.against = Against::Node { block };
		}
		Span::Running(_) => {
			let Some(last) = store.last_block()? else { return Ok(()) };
			let block = H256(last.hash);
			let account = found.statement.account;
			let last_owner = owner_now(store, account.meter)?;
			if let Some(position) = position(chain, block, account, last_owner).await? {
				let computed = found.statement.closing();
				if computed != position {
					proof.differences.push(format!(
						"balance: {computed} nano by slots and notes, {position} nano on chain at \
						 block {}",
						last.number
					));
				}
				proof.against = Against::Node { block: last.number };
			}
		}
		Span::Excerpt => {}
	}
	Ok(())
}

/// Names what differs between the index and the chain of a closed period.
async fn with_period(
	store: &Store,
	chain: &Chain,
	block: H256,
	(network, closed): (NetworkId, &Closed),
) -> Result<Vec<String>> {
	let mut differences = Vec::new();
	let record = read_period(chain, block, network, closed.period).await?;
	if record != Some(closed.record) {
		differences.push(format!("period {}: its record on chain is another", closed.period));
	}
	let pages = store.statements(network, closed.period)?;
	let root = statements_root(&pages);
	if root != record.map(|record| record.root) {
		differences.push(format!("period {}: its statements have another root", closed.period));
	}
	// The chain keeps pages for some periods only; the root stands for them.
	for (page, kept) in (0u32..).zip(&pages) {
		let path = keys((network, closed.period), page);
		let storage = Storage::new(chain, Some(block));
		let rows: Option<Vec<StatementRow>> =
			storage.get("Settlement", "Statements", &path).await?;
		if rows.is_some_and(|rows| rows != *kept) {
			differences.push(format!("period {}: page {page} on chain is another", closed.period));
		}
	}
	Ok(differences)
}

/// What an account holds at a block; `None` while one of its network's slots is being swept, when
/// some pages have that slot's legs and others don't.
async fn position(
	chain: &Chain,
	block: H256,
	account: MemberAccount,
	last: u32,
) -> Result<Option<i128>> {
	let MemberAccount { meter, epoch } = account;
	let storage = Storage::new(chain, Some(block));
	if storage.has("Settlement", "Sweeps", &key(meter.network)).await? {
		return Ok(None);
	}
	let page = keys(meter.network, meter.page());
	let lines: Option<Vec<LineRecord>> =
		storage.record("Settlement", "ClosingLines", &page).await?;
	let positions: Option<Vec<Position>> = storage.get("Settlement", "Positions", &page).await?;
	let position = positions.unwrap_or_default().get(usize::from(meter.row())).copied();
	let mut lines = lines.unwrap_or_default();
	lines.retain(|line| line.row == meter.row());
	let lines = lines.iter().map(|line| (line.epoch, line.closed.then_some(line.position)));
	let in_row = InRow { position: position.unwrap_or(0), last, lines: lines.collect() };
	Ok(Some(in_row.of(epoch).into()))
}

/// The money of a meter's row: one owner's stands in the row, that of earlier ones in their lines.
struct InRow {
	position: Position,
	/// The last owner named, as the how-manieth.
	last: u32,
	/// Owners with a line, and what is in it once the meter is the next one's.
	lines: Vec<(u32, Option<Position>)>,
}

impl InRow {
	/// What this owner's account holds. A line that is not closed has its money still in the row, and
	/// the owner after it has none yet; a line that is gone was paid out.
	fn of(&self, epoch: u32) -> Position {
		let open = self.lines.iter().find(|(_, closed)| closed.is_none()).map(|(epoch, _)| *epoch);
		let ours = self.lines.iter().find(|(owner, _)| *owner == epoch);
		match ours {
			Some((_, Some(position))) => *position,
			_ if epoch == open.unwrap_or(self.last) => self.position,
			_ => 0,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_row_is_the_present_owners_and_lines_are_the_others() {
		let alone = InRow { position: 5, last: 0, lines: vec![] };
		assert_eq!(alone.of(0), 5);
		let announced = InRow { position: 5, last: 1, lines: vec![(0, None)] };
		assert_eq!([announced.of(0), announced.of(1)], [5, 0]);
		let sold = InRow { position: 5, last: 1, lines: vec![(0, Some(-3))] };
		assert_eq!([sold.of(0), sold.of(1)], [-3, 5]);
		let paid = InRow { position: 5, last: 2, lines: vec![(1, Some(7))] };
		assert_eq!([paid.of(0), paid.of(1), paid.of(2)], [0, 7, 5]);
	}
}
