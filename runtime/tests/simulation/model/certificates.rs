// SPDX-License-Identifier: Apache-2.0
//! Certificates: which ranges of what a meter gave to the grid are claimed, whose they are, and who
//! paid the deposits.

use super::records::Records;
use crate::{who::Who, world::now_slot};
use commonwatt_runtime::{AccountId, Balances, Runtime, RuntimeHoldReason, Settlement};
use energy_primitives::{MeterId, SurplusSource};
use frame_support::traits::fungible::InspectHold;
use pallet_certificates::{Call, Certificates as Stored, Event};
use std::collections::BTreeMap;

/// A certificate that lives.
#[derive(Clone, Debug)]
pub struct Certificate {
	pub meter: MeterId,
	pub begin: u64,
	pub end: u64,
	pub owner: Who,
	depositor: Who,
}

/// All certificates.
#[derive(Clone, Default)]
pub struct Certificates {
	pub living: BTreeMap<pallet_certificates::CertificateId, Certificate>,
	claimed: BTreeMap<MeterId, u64>,
	/// What was used up, in base quantities.
	retired: BTreeMap<MeterId, u64>,
	next: pallet_certificates::CertificateId,
	/// Deposit of one.
	deposit: Option<u128>,
}

fn known(account: &AccountId) -> Result<Who, String> {
	Who::of(account).ok_or("a certificate of nobody".to_owned())
}

impl Certificates {
	/// How far a meter's surplus is claimed.
	pub fn claimed(&self, at: MeterId) -> u64 {
		self.claimed.get(&at).copied().unwrap_or(0)
	}

	/// Whether somebody may claim: the energy was given before a slot that is final, and nobody has
	/// claimed it.
	fn may_claim(&self, records: &Records, who: Who, call: &Call<Runtime>) -> bool {
		let Call::claim { meter, slot, quantity, evidence } = call else { return false };
		let Some(row) = records.row(*meter, *slot) else { return false };
		let settled = records.latest(meter.network).next().unwrap_or(0);
		let is_final = slot + pallet_settlement::Window::<Runtime>::get() < settled + 1;
		let is_owner = meter.index > 0 && crate::actors::members::owner(*meter) == Some(who);
		let proven = records.evidence(*meter, *slot).as_ref() == Some(&**evidence);
		let there = self.claimed(*meter).checked_add(*quantity);
		let enough = there.is_some_and(|end| end <= row.surplus_before);
		is_final && is_owner && proven && *quantity > 0 && enough
	}

	/// A call that was refused.
	pub fn refused(&self, records: &Records, who: Who, call: &Call<Runtime>) -> Result<(), String> {
		let owns = |id| self.living.get(id).is_some_and(|known| known.owner == who);
		let wrongly = match call {
			Call::claim { .. } => self.may_claim(records, who, call),
			Call::transfer { id, .. } | Call::retire { id, .. } => owns(id),
			Call::split { id, at } => {
				owns(id) && self.living[id].begin < *at && *at < self.living[id].end
			}
			Call::merge { first, second } if owns(first) && owns(second) => {
				let (first, second) = (&self.living[first], &self.living[second]);
				first.meter == second.meter && first.end == second.begin
			}
			_ => false,
		};
		(!wrongly)
			.then_some(())
			.ok_or(format!("{who:?} was refused, and may: {call:?}, slot {}", now_slot()))
	}

	/// A call that was carried out.
	pub fn done(&self, records: &Records, who: Who, call: &Call<Runtime>) -> Result<(), String> {
		// The event came first: it says that the claim is made.
		let Call::claim { meter, slot, quantity, .. } = call else { return Ok(()) };
		let row = records.row(*meter, *slot).ok_or("claimed with a slot that is not settled")?;
		let end = self.claimed(*meter);
		(*quantity > 0 && end <= row.surplus_before)
			.then_some(())
			.ok_or(format!("{who:?} claimed up to {end} of {}", row.surplus_before))
	}

	/// What the chain says happened.
	pub fn note(&mut self, records: &Records, event: &Event<Runtime>) -> Result<(), String> {
		let wrong = || format!("certificates: {event:?}");
		match event {
			Event::Claimed { id, meter, begin, end, owner } => {
				let owner = known(owner)?;
				let fits = *begin == self.claimed(*meter) && *end <= records.surplus(*meter);
				if *id != self.next || !fits || begin >= end {
					return Err(wrong());
				}
				self.claimed.insert(*meter, *end);
				self.add(*id, *meter, (*begin, *end), owner);
			}
			Event::Transferred { id, from, to, .. } => {
				let certificate = self.living.get_mut(id).ok_or_else(wrong)?;
				if certificate.owner != known(from)? {
					return Err(wrong());
				}
				certificate.owner = known(to)?;
			}
			Event::Split { first, second, at, .. } => {
				let certificate = self.living.get_mut(first).ok_or_else(wrong)?;
				let end = core::mem::replace(&mut certificate.end, *at);
				let (meter, owner) = (certificate.meter, certificate.owner);
				if *second != self.next || *at <= certificate.begin || *at >= end {
					return Err(wrong());
				}
				self.add(*second, meter, (*at, end), owner);
			}
			Event::Merged { first, second, .. } => {
				let gone = self.living.remove(second).ok_or_else(wrong)?;
				let whole = self.living.get_mut(first).ok_or_else(wrong)?;
				let begin = core::mem::replace(&mut whole.end, gone.end);
				if begin != gone.begin || whole.meter != gone.meter || whole.owner != gone.owner {
					return Err(wrong());
				}
			}
			Event::Retired { id, meter, begin, end, owner, .. } => {
				let gone = self.living.remove(id).ok_or_else(wrong)?;
				let found = (gone.meter, gone.begin, gone.end, gone.owner);
				if found != (*meter, *begin, *end, known(owner)?) {
					return Err(wrong());
				}
				*self.retired.entry(*meter).or_default() += end - begin;
			}
			_ => {}
		}
		Ok(())
	}

	fn add(&mut self, id: u64, meter: MeterId, (begin, end): (u64, u64), owner: Who) {
		self.next = id + 1;
		self.living.insert(id, Certificate { meter, begin, end, owner, depositor: owner });
	}

	/// Compares with the chain.
	pub fn check(&mut self) -> Result<(), String> {
		if Stored::<Runtime>::iter_keys().count() != self.living.len() {
			return Err("there are other certificates than were made".to_owned());
		}
		let mut held: BTreeMap<Who, u128> = BTreeMap::new();
		let mut sums = self.retired.clone();
		for (id, known) in &self.living {
			let found = Stored::<Runtime>::get(id).ok_or(format!("certificate {id} is gone"))?;
			let is = (found.meter, found.begin, found.end, Who::of(&found.owner));
			if is != (known.meter, known.begin, known.end, Some(known.owner)) {
				return Err(format!("certificate {id} is {is:?}, expected {known:?}"));
			}
			*held.entry(known.depositor).or_default() += 1;
			*sums.entry(known.meter).or_default() += known.end - known.begin;
		}
		for (at, sum) in sums {
			if sum != self.claimed(at) || sum > Settlement::surplus_of(at) {
				return Err(format!("{at:?}: certificates of {sum}, claimed {}", self.claimed(at)));
			}
		}
		let reason = RuntimeHoldReason::Certificates(pallet_certificates::HoldReason::Certificate);
		for home in 1..=crate::who::HOMES {
			let who = Who::Home(home);
			let count = held.get(&who).copied().unwrap_or(0);
			let found = Balances::balance_on_hold(&reason, &who.account());
			if count > 0 && self.deposit.is_none() {
				self.deposit = Some(found / count);
			}
			if found != count * self.deposit.unwrap_or(0) || (count > 0 && found == 0) {
				return Err(format!("{who:?} has {found} on hold for {count} certificates"));
			}
		}
		Ok(())
	}
}
