// SPDX-License-Identifier: Apache-2.0
//! Where all money is: the settlement currency of everybody outside, what banks made and took away,
//! what lies in the pot, and the native currency there is.

use super::energy::Energy;
use crate::{
	chain::euros_of,
	who::Who,
	world::{points, ASSET, COMMUNITY, NETWORKS},
};
use commonwatt_runtime::{
	AccountId, Assets, Balances, Bank, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason,
	Settlement,
};
use energy_primitives::{MeterId, StatementId};
use frame_support::traits::fungible::InspectHold;
use pallet_settlement::NamedAccount;
use std::collections::{BTreeMap, BTreeSet};

/// The well-known accounts have this much each, and nobody touches it.
const WELL_KNOWN: i128 = 6 * commonwatt_runtime::genesis_config_presets::EURO_ENDOWMENT as i128;

/// All money.
#[derive(Clone)]
pub struct Money {
	/// What everybody has outside, in nano-currency.
	outside: BTreeMap<Who, i128>,
	/// What banks made less what they took away.
	minted: i128,
	/// What was sent straight to the pot and is nobody's yet.
	donated: i128,
	/// What the bank waits for.
	claimed: i128,
	/// What was asked for and is not paid, by meter.
	asked: BTreeMap<MeterId, (Who, i128)>,
	/// Named accounts that asked, and for how much.
	asked_named: BTreeMap<u8, i128>,
	/// Lines at the bank: whether it pays out, and how much, per attempt.
	pub lines: BTreeMap<(StatementId, u32), (bool, i128)>,
	/// Bookings that were made: a second one changes nothing.
	booked: BTreeSet<(StatementId, u32, u8)>,
	references: BTreeSet<[u8; 32]>,
	/// Native currency there was at first.
	native: u128,
	/// What is gone of it besides relays' fees, as far as there was a reason.
	lost: u128,
	may_lose: bool,
}

fn named_number(account: &NamedAccount) -> u8 {
	match account {
		NamedAccount::Grid(network) => u8::from(*network == crate::world::HEAT),
		NamedAccount::Balancing(network) => 2 + u8::from(*network == crate::world::HEAT),
		NamedAccount::Guarantor(_) => 4,
		NamedAccount::Fund(_) => 5,
	}
}

fn differ<T: core::fmt::Debug + PartialEq>(
	what: &str,
	found: T,
	expected: T,
) -> Result<(), String> {
	(found == expected).then_some(()).ok_or(format!("{what}: {found:?}, expected {expected:?}"))
}

impl Money {
	pub fn begin() -> Self {
		let outside = Who::all().into_iter().map(|who| (who, euros_of(who) as i128)).collect();
		Self {
			outside,
			minted: 0,
			donated: 0,
			claimed: 0,
			asked: BTreeMap::new(),
			asked_named: BTreeMap::new(),
			lines: BTreeMap::new(),
			booked: BTreeSet::new(),
			references: BTreeSet::new(),
			native: Balances::total_issuance(),
			lost: 0,
			may_lose: false,
		}
	}

	fn pays(&mut self, who: Who, amount: u128) -> Result<(), String> {
		let left = self.outside.get_mut(&who).ok_or("nobody")?;
		*left -= amount as i128;
		(*left >= 0).then_some(()).ok_or(format!("{who:?} paid more than it had"))
	}

	/// Whether a booking is the first of its kind for this attempt.
	fn first(&mut self, id: &StatementId, attempt: u32, kind: u8) -> bool {
		self.booked.insert((*id, attempt, kind))
	}

	/// What a call did.
	pub fn done(&mut self, who: Who, call: &RuntimeCall) -> Result<(), String> {
		use pallet_settlement::Call;
		match call {
			RuntimeCall::Settlement(Call::deposit { amount, .. })
			| RuntimeCall::Settlement(Call::deposit_named { amount, .. }) => self.pays(who, *amount),
			RuntimeCall::Settlement(Call::withdraw { meter, amount }) => {
				let before = self.asked.insert(*meter, (who, *amount as i128));
				differ("asked twice", before, None)
			}
			RuntimeCall::Settlement(Call::withdraw_named { account, amount }) => {
				let before = self.asked_named.insert(named_number(account), *amount as i128);
				differ("asked twice", before, None)
			}
			RuntimeCall::Settlement(Call::absorb { .. }) => {
				self.donated = 0;
				Ok(())
			}
			RuntimeCall::Assets(pallet_assets::Call::transfer { amount, .. }) => {
				self.donated += *amount as i128;
				self.pays(who, *amount)
			}
			RuntimeCall::Bank(call) => self.banked(call),
			_ => Ok(()),
		}
	}

	fn banked(&mut self, call: &pallet_bank::Call<Runtime>) -> Result<(), String> {
		use pallet_bank::Call;
		match call {
			Call::collect { id, attempt, amount } => {
				if self.first(id, *attempt, 0) {
					self.minted += *amount as i128;
					return differ("collected", self.line(id, *attempt)?, (false, *amount as i128));
				}
			}
			Call::pay_out { id, attempt, amount } => {
				if self.first(id, *attempt, 0) {
					self.minted -= *amount as i128;
					return differ("paid out", self.line(id, *attempt)?, (true, *amount as i128));
				}
			}
			Call::return_payment { id, attempt, amount } => {
				if self.first(id, *attempt, 1) {
					let (pays_out, sum) = self.line(id, *attempt)?;
					differ("returned", *amount as i128, sum)?;
					self.minted += if pays_out { sum } else { -sum };
				}
			}
			Call::collect_deposit { reference, amount, .. } => {
				if self.references.insert(*reference) {
					self.minted += *amount as i128;
				}
			}
			_ => {}
		}
		Ok(())
	}

	fn line(&self, id: &StatementId, attempt: u32) -> Result<(bool, i128), String> {
		self.lines.get(&(*id, attempt)).copied().ok_or(format!("{id:?} {attempt} was not exported"))
	}

	/// What the chain says it did by itself.
	pub fn note(&mut self, event: &RuntimeEvent) -> Result<(), String> {
		match event {
			RuntimeEvent::Settlement(event) => self.note_settlement(event),
			RuntimeEvent::Bank(event) => self.note_bank(event),
			RuntimeEvent::Dispatch(
				pallet_dispatch::Event::Ejected { .. }
				| pallet_dispatch::Event::ClaimFalse { .. }
				| pallet_dispatch::Event::NotRevealed { .. },
			) => {
				self.may_lose = true;
				Ok(())
			}
			_ => Ok(()),
		}
	}

	/// A deposit in the native currency was lost with reason.
	pub fn allow_loss(&mut self) {
		self.may_lose = true;
	}

	fn note_bank(&mut self, event: &pallet_bank::Event<Runtime>) -> Result<(), String> {
		use pallet_bank::Event;
		match event {
			Event::LineExported { id, attempt, direction, amount } => {
				let pays_out = format!("{direction:?}") == "PayOut";
				self.lines.insert((*id, *attempt), (pays_out, *amount as i128));
			}
			// What the guarantor can't pay yet stays on chain.
			Event::PaymentReturned { claimed, .. } => {
				self.minted += *claimed as i128;
				self.claimed += *claimed as i128;
			}
			Event::ClaimPaid { paid, .. } => {
				self.minted -= *paid as i128;
				self.claimed -= *paid as i128;
			}
			_ => {}
		}
		Ok(())
	}

	fn note_settlement(&mut self, event: &pallet_settlement::Event<Runtime>) -> Result<(), String> {
		use pallet_settlement::Event;
		let gets = |money: &mut Self, to: &AccountId, amount: u128| {
			let who = Who::of(to).ok_or("money went to nobody")?;
			*money.outside.entry(who).or_default() += amount as i128;
			Ok(())
		};
		match event {
			Event::Withdrawn { meter, to, amount } => {
				let (who, asked) = self.asked.remove(meter).ok_or("nobody asked for this")?;
				if Who::of(to) != Some(who) || *amount as i128 > asked {
					return Err(format!("{amount} paid to {to:?}, {who:?} asked for {asked}"));
				}
				gets(self, to, *amount)
			}
			Event::NamedWithdrawn { account, to, amount } => {
				let asked = self.asked_named.remove(&named_number(account)).unwrap_or(0);
				if *amount as i128 > asked {
					return Err(format!("{amount} paid to {account:?}, which asked for {asked}"));
				}
				gets(self, to, *amount)
			}
			Event::WithdrawalFailed { .. } | Event::NamedWithdrawalFailed { .. } => {
				Err(format!("a withdrawal failed: {event:?}"))
			}
			Event::LineWithdrawn { to, amount, .. } | Event::FundPaid { to, amount, .. } => {
				gets(self, to, *amount)
			}
			_ => Ok(()),
		}
	}

	/// Compares with the chain.
	pub fn check(&self, energy: &Energy) -> Result<(), String> {
		let mut sum = WELL_KNOWN;
		for (who, amount) in &self.outside {
			let found = Assets::balance(ASSET, who.account()) as i128;
			differ(&format!("currency of {who:?}"), found, *amount)?;
			sum += amount;
		}
		let begun: i128 = Who::all().into_iter().map(|who| euros_of(who) as i128).sum();
		let supply = Assets::total_supply(ASSET) as i128;
		differ("currency there is", supply, WELL_KNOWN + begun + self.minted)?;
		let pot = Assets::balance(ASSET, Settlement::pot(COMMUNITY)) as i128;
		differ("the pot", pot, supply - sum)?;
		differ("what is booked", booked(), pot - self.donated)?;
		differ("the bank's claim", Bank::claim(COMMUNITY) as i128, self.claimed)?;
		self.check_native(energy)
	}

	fn check_native(&self, energy: &Energy) -> Result<(), String> {
		let there = Balances::total_issuance();
		let accounts = frame_system::Account::<Runtime>::iter_values();
		let held: u128 = accounts.map(|account| account.data.free + account.data.reserved).sum();
		differ("native currency of all accounts", held, there)?;
		differ("native currency", there, self.native - energy.fees - self.lost)?;
		let reason = RuntimeHoldReason::Metering(pallet_metering::HoldReason::RelayBond);
		for (relay, bond) in &energy.bonds {
			let held = Balances::balance_on_hold(&reason, &relay.account());
			differ(&format!("bond of {relay:?}"), held, *bond)?;
		}
		Ok(())
	}

	/// Books what is gone of the native currency in a block in which somebody could lose a deposit.
	pub fn book_losses(&mut self, energy: &Energy) {
		if core::mem::take(&mut self.may_lose) {
			let there = Balances::total_issuance() + energy.fees;
			self.lost = self.lost.max(self.native.saturating_sub(there));
		}
	}
}

/// What is somebody's, by the chain's views and ledgers.
fn booked() -> i128 {
	let positions = points().map(|at| {
		let lines = Settlement::closing_lines(at).into_iter().map(|line| i128::from(line.position));
		i128::from(Settlement::position(at)) + lines.sum::<i128>()
	});
	let networks = NETWORKS.into_iter().map(|network| {
		let ledger = pallet_settlement::Ledgers::<Runtime>::get(network);
		let named = [NamedAccount::Grid(network), NamedAccount::Balancing(network)];
		let named: i128 = named.into_iter().map(Settlement::balance_of).sum();
		named + ledger.rounding + ledger.suspense
	});
	let purse = pallet_settlement::Purses::<Runtime>::get(COMMUNITY);
	let common = [NamedAccount::Guarantor(COMMUNITY), NamedAccount::Fund(COMMUNITY)];
	let common: i128 = common.into_iter().map(Settlement::balance_of).sum();
	let aside = purse.in_payment as i128 + purse.device_deposits as i128;
	positions.sum::<i128>() + networks.sum::<i128>() + common + aside
}
