// SPDX-License-Identifier: Apache-2.0
//! The invariants of settlement, one function each, numbered as in `docs/invariants.md`.

use crate::{account_impls::terms_in, pallet::*, types::*, utility_impls::position_in};
use alloc::{collections::BTreeMap, vec::Vec};
use energy_primitives::{Communities, CommunityId, MeterId, NetworkId, Slot, SlotSource};
use frame_support::{ensure, traits::tokens::fungibles::Inspect};
use settlement_core::{named_legs, page_hash, Clearing, GridMode, RootBuilder};
use sp_runtime::{traits::BlakeTwo256, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Checks every invariant of this pallet. A plain function, so that tests and simulations can
	/// call it after every block.
	///
	/// - S1: all accounts, device deposits, suspense and rounding of a community add up to what is booked, and the
	///   pot holds it.
	/// - S2: in every slot as much is bought locally as is sold locally.
	/// - S3: in every slot, what is not matched comes from or goes to the grid, exactly.
	/// - S4: the statements of a closed period in state are those of its root.
	/// - S6: the guarantor covers the limits; no account is below its limit.
	/// - S8: nobody is worse off than with the grid alone.
	/// - S9: fund and rounding are never below zero.
	/// - S10: the legs of every slot add up to zero; suspense is zero between slots.
	/// - S11: every waiting withdrawal and credit stands in its queue once.
	/// - S12: every settled slot has its record in state or in the mountain range, and only one.
	/// - S13: closing lines stand in the order of rows and cut-offs; an open one holds no money.
	/// - S14: billing periods follow each other without a hole, and an account opens each with what it
	///   closed the last with.
	/// - S15: tariffs comply with what members decided; decisions and bounds stand in their order.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::check_s1_booked()?;
		Self::check_s6_covered()?;
		Self::check_s9_not_negative()?;
		Self::check_s10_suspense()?;
		Self::check_s11_queues()?;
		Self::check_s12_records()?;
		Self::check_s13_lines()?;
		Self::check_s4_statements()?;
		Self::check_s14_billing()?;
		Self::check_s15_decisions()?;
		for record in SlotRecords::<T>::iter_values() {
			Self::check_clearing(&record.header.clearing)?;
		}
		for stage in Sweeps::<T>::iter_values() {
			if let Stage::Sweeping(sweep) = stage {
				Self::check_clearing(&sweep.header.clearing)?;
			}
		}
		Ok(())
	}

	fn check_clearing(clearing: &Clearing) -> Result<(), TryRuntimeError> {
		check_s2_matched(clearing)?;
		check_s3_energy(clearing)?;
		check_s8_prices(clearing)?;
		ensure!(named_legs(clearing).sum() == 0, "S10: the legs of a slot do not add up to 0");
		Ok(())
	}

	/// S1: accounts, device deposits, suspense and rounding = booked <= what the pot holds.
	fn check_s1_booked() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<CommunityId, i128>::new();
		let mut add = |community, amount: i128| -> Result<(), TryRuntimeError> {
			let sum = sums.entry(community).or_default();
			*sum = sum.checked_add(amount).ok_or("S1: a sum leaves 128 bits")?;
			Ok(())
		};
		for (network, _, positions) in Positions::<T>::iter() {
			for position in positions {
				add(network.community, position.into())?;
			}
		}
		for (network, _, lines) in ClosingLines::<T>::iter() {
			for line in lines {
				add(network.community, line.position.into())?;
			}
		}
		for (network, ledger) in Ledgers::<T>::iter() {
			for part in [ledger.grid, ledger.balancing, ledger.rounding, ledger.suspense] {
				add(network.community, part)?;
			}
		}
		for (community, purse) in Purses::<T>::iter() {
			add(community, purse.guarantor)?;
			add(community, purse.fund)?;
			for part in [purse.in_payment, purse.device_deposits] {
				add(community, i128::try_from(part).unwrap_or(i128::MAX))?;
			}
		}
		for (community, sum) in sums {
			let booked = Purses::<T>::get(community).booked;
			ensure!(i128::try_from(booked) == Ok(sum), "S1: accounts differ from what is booked");
			let held = T::Communities::asset(community)
				.map(|asset| T::Assets::balance(asset, &Self::pot_of(community)))
				.unwrap_or(0);
			ensure!(booked <= held, "S1: the pot holds less than is booked");
		}
		Ok(())
	}

	/// S6: no account below its limit (0 for meters), and the guarantor covers the limits.
	fn check_s6_covered() -> Result<(), TryRuntimeError> {
		let mut limits = BTreeMap::<CommunityId, u128>::new();
		let mut add = |network: NetworkId, limit: u64| {
			let sum = limits.entry(network.community).or_default();
			*sum = sum.saturating_add(limit.into());
		};
		for (network, page, positions) in Positions::<T>::iter() {
			let terms = Terms::<T>::get(network, page);
			for (position, row) in positions.into_iter().zip(0..=u8::MAX) {
				let limit = terms_in(&terms, row).limit.into();
				ensure!(within(position.into(), limit), "S6: a meter is below its limit");
			}
		}
		for (network, _, terms) in Terms::<T>::iter() {
			terms.iter().for_each(|terms| add(network, terms.limit));
			ensure!(terms.is_sorted_by_key(|terms| terms.row), "S6: terms out of order");
		}
		for (network, _, lines) in ClosingLines::<T>::iter() {
			for line in lines {
				add(network, line.limit);
				let bears = within(line.position.into(), line.limit.into());
				ensure!(bears, "S6: a closing line is below its limit");
			}
		}
		for (community, purse) in Purses::<T>::iter() {
			let sum = limits.get(&community).copied().unwrap_or(0);
			ensure!(purse.member_limits == sum, "S6: the limits differ from their sum");
		}
		for (network, ledger) in Ledgers::<T>::iter() {
			ensure!(
				within(ledger.grid, ledger.grid_limit),
				"S6: a grid account is below its limit"
			);
			ensure!(
				within(ledger.balancing, ledger.balancing_limit),
				"S6: a balancing account is below its limit"
			);
			let community = network.community;
			let covered = u128::try_from(Purses::<T>::get(community).guarantor);
			ensure!(
				covered.is_ok_and(|covered| covered >= Self::limits_of(community)),
				"S6: the guarantor does not cover the limits"
			);
		}
		Ok(())
	}

	/// S9: fund and rounding are never below zero.
	fn check_s9_not_negative() -> Result<(), TryRuntimeError> {
		ensure!(Purses::<T>::iter_values().all(|purse| purse.fund >= 0), "S9: a fund below zero");
		let mut ledgers = Ledgers::<T>::iter_values();
		ensure!(ledgers.all(|ledger| ledger.rounding >= 0), "S9: a rounding below zero");
		Ok(())
	}

	/// S10: suspense is zero between slots.
	fn check_s10_suspense() -> Result<(), TryRuntimeError> {
		for (network, ledger) in Ledgers::<T>::iter() {
			let sweeping = matches!(Sweeps::<T>::get(network), Some(Stage::Sweeping(_)));
			ensure!(sweeping || ledger.suspense == 0, "S10: suspense between two slots");
		}
		Ok(())
	}

	/// S11: every waiting withdrawal and credit stands in its queue once.
	fn check_s11_queues() -> Result<(), TryRuntimeError> {
		let mut waiting = 0u64;
		for (network, ends) in WithdrawalEnds::<T>::iter() {
			for place in ends.head..ends.tail {
				let index = WithdrawalQueue::<T>::get(network, place)
					.ok_or("S11: a place of the queue is empty")?;
				let meter = energy_primitives::MeterId { network, index };
				ensure!(Withdrawals::<T>::contains_key(meter), "S11: a withdrawal without record");
				waiting = waiting.saturating_add(1);
			}
		}
		ensure!(Withdrawals::<T>::iter().count() as u64 == waiting, "S11: a withdrawal got lost");
		ensure!(WithdrawalQueue::<T>::iter().count() as u64 == waiting, "S11: a place too many");
		for (network, ledger) in Ledgers::<T>::iter() {
			let credits = LateCredits::<T>::iter_prefix_values(network)
				.flatten()
				.fold(0u128, |sum, credit| sum.saturating_add(credit.amount));
			ensure!(credits == ledger.late_credits, "S11: waiting credits differ from their sum");
			let next = T::Metering::next_slot(network);
			let stage = Sweeps::<T>::get(network);
			let moves_energy = stage.filter(|stage| !matches!(stage, Stage::Billing(_)));
			let late = moves_energy.zip(next).is_some_and(|(stage, next)| stage.slot() >= next);
			ensure!(!late, "S11: a slot is settled before it is closed");
		}
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// S12: the records in state follow the folded ones without a hole.
	fn check_s12_records() -> Result<(), TryRuntimeError> {
		let mut slots = BTreeMap::<NetworkId, Vec<Slot>>::new();
		for ((network, slot), record) in SlotRecords::<T>::iter() {
			ensure!(record.header.clearing.slot == slot, "S12: a record at another slot's place");
			slots.entry(network).or_default().push(slot);
		}
		for (network, mut slots) in slots {
			slots.sort_unstable();
			let mountain = Mountains::<T>::get(network).ok_or("S12: records without a range")?;
			let first = mountain.next_slot().ok_or("S12: the range is full")?;
			let settled = Self::next_to_settle(network).ok_or("S12: records before opening")?;
			ensure!(slots.into_iter().eq(first..settled), "S12: a slot's record is missing");
		}
		Ok(())
	}

	/// S4: what is in state of a closed period's statements hashes to its root.
	fn check_s4_statements() -> Result<(), TryRuntimeError> {
		for ((network, period), record) in Periods::<T>::iter() {
			let running = Billings::<T>::get(network).period;
			if period.saturating_add(STATEMENT_PERIODS) < running {
				continue;
			}
			let mut tree = RootBuilder::default();
			let mut count = 0u32;
			for page in 0..record.pages {
				let rows = Statements::<T>::get((network, period), page);
				count = count.saturating_add(rows.len() as u32);
				let hash =
					page_hash::<BlakeTwo256>(page, &rows).map_err(|_| "S4: too many rows")?;
				tree.push::<BlakeTwo256>(hash).map_err(|_| "S4: too many pages")?;
			}
			ensure!(tree.root::<BlakeTwo256>() == record.root, "S4: a closed statement changed");
			ensure!(count == record.statements, "S4: a statement is missing");
		}
		Ok(())
	}

	/// S14: periods follow each other, and openings are the last closings.
	fn check_s14_billing() -> Result<(), TryRuntimeError> {
		for (network, billing) in Billings::<T>::iter() {
			let Some(last) = billing.period.checked_sub(1) else { continue };
			let record = Periods::<T>::get((network, last)).ok_or("S14: a period is missing")?;
			ensure!(record.end_slot == billing.first_slot, "S14: a hole between two periods");
			ensure!(
				record.records_after == billing.records_before,
				"S14: a record between periods"
			);
			if Self::is_billing(network) {
				continue;
			}
			for page in 0..record.pages {
				let openings = Openings::<T>::get(network, page);
				let terms = Terms::<T>::get(network, page);
				for row in Statements::<T>::get((network, last), page) {
					let opening = position_in(&openings, row.row);
					let is_same = terms_in(&terms, row.row).epoch == row.epoch;
					ensure!(
						!is_same || opening == row.closing,
						"S14: an opening is not the closing"
					);
				}
			}
		}
		Ok(())
	}

	/// S15: what was announced is what decisions make of it; decisions and bounds are in order.
	fn check_s15_decisions() -> Result<(), TryRuntimeError> {
		for (network, policy) in Policies::<T>::iter() {
			let announced = Tariffs::<T>::get(network);
			let complies = policy.applied(&announced) == announced.into_inner();
			ensure!(complies, "S15: a tariff is not what members decided");
			let in_order = policy.fees.is_sorted_by(|a, b| a.0 < b.0)
				&& policy.band.is_sorted_by(|a, b| a.0 < b.0);
			ensure!(in_order, "S15: decisions out of order");
		}
		let bounds = FeeBounds::<T>::get();
		ensure!(bounds.is_sorted_by(|a, b| a.0 < b.0), "S15: bounds out of order");
		Ok(())
	}

	fn is_billing(network: NetworkId) -> bool {
		matches!(Sweeps::<T>::get(network), Some(Stage::Billing(_)))
	}

	/// S13: closing lines are in order, hold money only after their cut-off, and close at it.
	fn check_s13_lines() -> Result<(), TryRuntimeError> {
		for (network, page, lines) in ClosingLines::<T>::iter() {
			for line in lines.iter().filter(|line| !line.closed) {
				let meter = MeterId::at(network, page, line.row).ok_or("S13: no such row")?;
				ensure!(
					CutOffs::<T>::contains_key((network, line.until_slot), meter.index),
					"S13: a line that nothing closes"
				);
			}
			let place = |line: &LineRecord<T::AccountId>| (line.row, line.until_slot, line.epoch);
			ensure!(lines.iter().map(place).is_sorted(), "S13: closing lines out of order");
			ensure!(
				lines.iter().all(|line| line.closed || line.position == 0),
				"S13: money in an open line"
			);
		}
		Ok(())
	}
}

/// S2: what is matched was accepted on both sides.
fn check_s2_matched(clearing: &Clearing) -> Result<(), TryRuntimeError> {
	let short = clearing.supply.min(clearing.demand);
	// Both sides are 0 where there is no local market.
	ensure!(clearing.matched == short, "S2: the short side is not served in full");
	Ok(())
}

/// S3: the grid delivers and takes exactly what is not matched.
fn check_s3_energy(clearing: &Clearing) -> Result<(), TryRuntimeError> {
	let import = i128::try_from(clearing.grid_import()).map_err(|_| "S3: import too large")?;
	let export = i128::try_from(clearing.grid_export()).map_err(|_| "S3: export too large")?;
	let net = import.saturating_sub(export);
	ensure!(net == i128::from(clearing.grid_net), "S3: the grid's energy does not add up");
	Ok(())
}

/// S8: feed-in <= P_s <= p_s <= p_b <= P_b <= retail, where the grid settles on chain.
fn check_s8_prices(clearing: &Clearing) -> Result<(), TryRuntimeError> {
	if clearing.mode != GridMode::OnChain {
		return Ok(());
	}
	let prices = [
		clearing.tariff.feed_in,
		clearing.sell_price,
		clearing.price_seller,
		clearing.price_buyer,
		clearing.buy_price,
		clearing.tariff.retail,
	];
	ensure!(prices.is_sorted(), "S8: a price is outside the tariffs");
	Ok(())
}

fn within(position: i128, limit: u128) -> bool {
	i128::try_from(limit).is_ok_and(|limit| position >= limit.saturating_neg())
}
