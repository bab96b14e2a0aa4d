// SPDX-License-Identifier: Apache-2.0
//! What metering asks about settled slots, and what it has settled late.

use crate::{pallet::*, types::*, utility_impls::place};
use energy_primitives::{
	leg, CreditNotes, EvidenceError, Figure, MemberAccount, MeterId, NanoPrice, NetworkId,
	RowClass, Slot,
};
use frame_support::traits::Get;
use settlement_core::{gap_leg, Class, Clearing, Evidence, NoteKind};
use sp_runtime::traits::BlakeTwo256;

impl<T: Config> Pallet<T> {
	/// Whether the chain stands by the record, and it holds the meter's row.
	pub(crate) fn check_evidence(
		meter: MeterId,
		slot: Slot,
		evidence: &Evidence,
	) -> Result<(), EvidenceError> {
		let network = meter.network;
		let is_ours = match SlotRecords::<T>::get((network, slot)) {
			Some(record) => record == evidence.record,
			None => {
				let mountain = Mountains::<T>::get(network).ok_or(EvidenceError::UnknownSlot)?;
				let folded = mountain.first_slot <= slot
					&& mountain.next_slot().is_some_and(|next| slot < next);
				if !folded {
					return Err(EvidenceError::UnknownSlot);
				}
				mountain.holds::<BlakeTwo256>(&evidence.record, &evidence.mountain)
			}
		};
		if !is_ours {
			return Err(EvidenceError::WrongRecord);
		}
		if evidence.shows::<BlakeTwo256>(meter, slot) {
			Ok(())
		} else {
			Err(EvidenceError::WrongRow)
		}
	}

	/// What a base quantity of a row's export brought, and of its import cost.
	fn prices_of(network: NetworkId, evidence: &Evidence) -> (NanoPrice, NanoPrice) {
		let header = &evidence.record.header;
		let Clearing { slot, tariff, .. } = header.clearing;
		let (class, span) = (evidence.row.leaf.class, evidence.row.leaf.span);
		match class {
			// The grid is paid for what it delivers.
			Class::Feeder => (tariff.retail, tariff.feed_in),
			Class::Sub | Class::Outside => (0, 0),
			Class::Gap => Self::gap_prices(network, slot, span),
			_ if header.no_feeder => header.clearing.grid_prices(),
			_ => header.clearing.row_prices(class),
		}
	}

	/// The protective prices of a gap: of its slots and all since, or of the network's whole life
	/// where those are no longer known.
	fn gap_prices(network: NetworkId, slot: Slot, span: u32) -> (NanoPrice, NanoPrice) {
		let from = slot.saturating_add(1).saturating_sub(span);
		let settled = Self::next_to_settle(network).unwrap_or(0);
		let recent = (settled.saturating_sub(from) <= T::RecordWindow::get())
			.then(|| Extremes::<T>::get(network).over(from))
			.flatten();
		recent.or(Ledgers::<T>::get(network).tariff_extremes).unwrap_or((0, 0))
	}

	/// Moves a late leg between a meter's owner of that slot and the account that stood for it.
	pub(crate) fn settle_late(meter: MeterId, slot: Slot, leg: i128, no_feeder: bool) {
		if leg == 0 {
			return;
		}
		let account = Self::account_at(meter, slot);
		let network = meter.network;
		let mut ledger = Ledgers::<T>::get(network);
		let free = if no_feeder { ledger.grid_free() } else { ledger.balancing_free() };
		let payable = leg <= 0 || u128::try_from(leg).is_ok_and(|leg| leg <= free);
		if payable && Self::post(account, NoteKind::Correction, slot, leg).is_ok() {
			let other = if no_feeder { &mut ledger.grid } else { &mut ledger.balancing };
			*other = other.saturating_sub(leg);
			Ledgers::<T>::insert(network, ledger);
		} else if leg > 0 {
			Self::delay_credit(account, slot, leg.unsigned_abs());
		} else if !no_feeder && Self::grid_bears(network, &ledger, leg) {
			// The supplier of last resort pays, and bills it outside.
			ledger.grid = ledger.grid.saturating_add(leg);
			ledger.balancing = ledger.balancing.saturating_sub(leg);
			Ledgers::<T>::insert(network, ledger);
			Self::deposit_event(Event::TakenOver { meter, slot, leg });
		} else {
			Self::deposit_event(Event::CorrectionUnpaid { meter, slot, leg });
		}
	}

	/// Lets a credit wait until the balancing account can bear it.
	fn delay_credit(account: MemberAccount, slot: Slot, amount: u128) {
		let (network, page, row) = place(account.meter);
		Ledgers::<T>::mutate(network, |ledger| {
			ledger.late_credits = ledger.late_credits.saturating_add(amount);
		});
		LateCredits::<T>::mutate(network, page, |credits| {
			add_credit(credits, row, account.epoch, amount)
		});
		Self::enqueue(network);
		Self::deposit_event(Event::CreditDelayed { meter: account.meter, slot, amount });
	}

	/// Whether the grid account can take a debt over, beside what a running sweep may leave to it.
	fn grid_bears(network: NetworkId, ledger: &NetworkLedger, leg: i128) -> bool {
		let reserve = match Sweeps::<T>::get(network) {
			Some(Stage::Sweeping(sweep)) => sweep.reserve,
			_ => 0,
		};
		leg.unsigned_abs() <= ledger.grid_free().saturating_sub(reserve)
	}

	/// Moves a late leg of the feeder between the grid and the balancing account.
	fn settle_feeder_note(meter: MeterId, slot: Slot, leg: i128) {
		let network = meter.network;
		let mut ledger = Ledgers::<T>::get(network);
		if leg > 0 {
			let due = leg.unsigned_abs();
			let paid = due.min(ledger.balancing_free());
			ledger.grid_owed = ledger.grid_owed.saturating_add(due.saturating_sub(paid));
			let moved = i128::try_from(paid).unwrap_or(0);
			ledger.grid = ledger.grid.saturating_add(moved);
			ledger.balancing = ledger.balancing.saturating_sub(moved);
		} else if Self::grid_bears(network, &ledger, leg) {
			ledger.grid = ledger.grid.saturating_add(leg);
			ledger.balancing = ledger.balancing.saturating_sub(leg);
		} else {
			Self::deposit_event(Event::CorrectionUnpaid { meter, slot, leg });
		}
		Ledgers::<T>::insert(network, ledger);
		Self::enqueue(network);
	}

	/// The clearing of a slot whose record is in state.
	fn clearing_in_state(network: NetworkId, slot: Slot) -> Option<Clearing> {
		SlotRecords::<T>::get((network, slot)).map(|record| record.header.clearing)
	}
}

impl<T: Config> CreditNotes<T::AccountId> for Pallet<T> {
	type Evidence = Evidence;

	fn figure(meter: MeterId, slot: Slot, evidence: &Evidence) -> Result<Figure, EvidenceError> {
		Self::check_evidence(meter, slot, evidence)?;
		let leaf = &evidence.row.leaf;
		let class = match leaf.class {
			Class::Feeder => RowClass::Feeder,
			Class::Sub => RowClass::Sub,
			_ => RowClass::Boundary,
		};
		let (sell_price, buy_price) = Self::prices_of(meter.network, evidence);
		let no_feeder = evidence.record.header.no_feeder;
		let (span, import, export) = (leaf.span, leaf.import, leaf.export);
		Ok(Figure { class, span, import, export, sell_price, buy_price, no_feeder })
	}

	fn credit_note(meter: MeterId, slot: Slot, figure: &Figure, import: i64, export: i64) -> i128 {
		// 32 bits times 32 bits.
		let part =
			|price: NanoPrice, quantity: i64| i128::from(price).saturating_mul(quantity.into());
		let note = part(figure.sell_price, export).saturating_sub(part(figure.buy_price, import));
		match figure.class {
			RowClass::Sub => return 0,
			RowClass::Boundary => Self::settle_late(meter, slot, note, figure.no_feeder),
			RowClass::Feeder => Self::settle_feeder_note(meter, slot, note),
		}
		note
	}

	fn reallocate(
		meter: MeterId,
		slot: Slot,
		figure: &Figure,
		parts: &[(u32, u32)],
	) -> Option<i128> {
		let first = slot.checked_add(1)?.checked_sub(figure.span)?;
		let (mut worth, mut prices) = (0i128, None::<(NanoPrice, NanoPrice)>);
		let (mut import_sum, mut export_sum) = (0u64, 0u64);
		for (slot, (import, export)) in (first..=slot).zip(parts) {
			let clearing = Self::clearing_in_state(meter.network, slot)?;
			let (sell, buy) = clearing.missed_prices();
			let part = leg(sell, (*export).into()).saturating_sub(leg(buy, (*import).into()));
			worth = worth.saturating_add(part);
			let (sell, buy) = clearing.gap_prices();
			let (low, high) = prices.unwrap_or((sell, buy));
			prices = Some((low.min(sell), high.max(buy)));
			import_sum = import_sum.saturating_add((*import).into());
			export_sum = export_sum.saturating_add((*export).into());
		}
		let (low, high) = prices?;
		// At least 0: no part is worth less than at the worst prices of the gap.
		let credit = worth.saturating_sub(gap_leg(export_sum, import_sum, low, high)).max(0);
		Self::settle_late(meter, slot, credit, figure.no_feeder);
		Some(credit)
	}

	fn change_owner(meter: MeterId, owner: T::AccountId, epoch: u32, from_slot: Slot) -> bool {
		Self::open_line(meter, owner, epoch, from_slot)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_evidence(meter: MeterId, span: u32) -> (Slot, Evidence) {
		crate::benchmarking::evidence::<T>(meter, span)
	}
}

/// Adds to a row's waiting credit; a page has one entry per account.
pub(crate) fn add_credit(
	credits: &mut frame_support::BoundedVec<LateCredit, AccountsMax>,
	row: energy_primitives::Row,
	epoch: u32,
	amount: u128,
) {
	match credits.binary_search_by_key(&(row, epoch), |credit| (credit.row, credit.epoch)) {
		Ok(at) => {
			if let Some(credit) = credits.get_mut(at) {
				credit.amount = credit.amount.saturating_add(amount);
			}
		}
		Err(at) => {
			if credits.try_insert(at, LateCredit { row, epoch, amount }).is_err() {
				frame_support::defensive!("rows and lines of a page have room");
			}
		}
	}
}
