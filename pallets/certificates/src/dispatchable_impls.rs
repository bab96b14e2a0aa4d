// SPDX-License-Identifier: Apache-2.0
//! One function per call.

use crate::{
	BeneficiaryTag, CertificateId, CertificateRecord, Certificates, Claimed, Config, Error, Event,
	EvidenceOf, NextCertificate, Pallet,
};
use certificate_core::Range;
use energy_primitives::{MeterId, Slot, SurplusSource};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{Consideration, UnixTime},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_claim(
		who: T::AccountId,
		meter: MeterId,
		slot: Slot,
		quantity: u64,
		evidence: &EvidenceOf<T>,
	) -> DispatchResult {
		let owner = T::Surplus::owner_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(owner == who, Error::<T>::NotOwner);
		ensure!(T::Surplus::is_final(meter, slot), Error::<T>::NotFinal);
		let surplus =
			T::Surplus::surplus_before(meter, slot, evidence).map_err(Error::<T>::from)?;
		let range =
			Range::claim(Claimed::<T>::get(meter), surplus, quantity).map_err(Error::<T>::from)?;
		let (id, next) = Self::next_id()?;

		let ticket = T::CertificateConsideration::new(&who, Self::footprint())?;
		let Range { begin, end } = range;
		let record = CertificateRecord {
			meter,
			begin,
			end,
			issued_s: T::Time::now().as_secs(),
			owner: who.clone(),
			depositor: who.clone(),
			ticket,
		};
		Claimed::<T>::insert(meter, end);
		NextCertificate::<T>::put(next);
		Certificates::<T>::insert(id, record);
		Self::deposit_event(Event::Claimed { id, meter, begin, end, owner: who });
		Ok(())
	}

	pub(crate) fn do_transfer(
		who: T::AccountId,
		id: CertificateId,
		to: T::AccountId,
	) -> DispatchResult {
		let mut record = Self::owned_by(&who, id)?;
		record.owner = to.clone();
		let (meter, Range { begin, end }) = (record.meter, record.range());
		Certificates::<T>::insert(id, record);
		Self::deposit_event(Event::Transferred { id, meter, begin, end, from: who, to });
		Ok(())
	}

	pub(crate) fn do_split(who: T::AccountId, id: CertificateId, at: u64) -> DispatchResult {
		let mut record = Self::owned_by(&who, id)?;
		let (head, tail) = record.range().split(at).map_err(Error::<T>::from)?;
		let (second, next) = Self::next_id()?;

		let ticket = T::CertificateConsideration::new(&who, Self::footprint())?;
		let (meter, begin, end) = (record.meter, head.begin, tail.end);
		let other = CertificateRecord {
			meter,
			begin: tail.begin,
			end: tail.end,
			issued_s: record.issued_s,
			owner: who.clone(),
			depositor: who.clone(),
			ticket,
		};
		record.end = head.end;
		NextCertificate::<T>::put(next);
		Certificates::<T>::insert(id, record);
		Certificates::<T>::insert(second, other);
		Self::deposit_event(Event::Split { first: id, second, meter, begin, at, end, owner: who });
		Ok(())
	}

	pub(crate) fn do_merge(
		who: T::AccountId,
		first: CertificateId,
		second: CertificateId,
	) -> DispatchResult {
		let mut record = Self::owned_by(&who, first)?;
		let other = Self::owned_by(&who, second)?;
		ensure!(record.meter == other.meter, Error::<T>::NotAdjacent);
		let whole = record.range().merge(other.range()).map_err(Error::<T>::from)?;

		other.ticket.drop(&other.depositor)?;
		let (meter, Range { begin, end }) = (record.meter, whole);
		record.end = end;
		record.issued_s = record.issued_s.max(other.issued_s);
		Certificates::<T>::insert(first, record);
		Certificates::<T>::remove(second);
		let at = other.begin;
		Self::deposit_event(Event::Merged { first, second, meter, begin, at, end, owner: who });
		Ok(())
	}

	// Nothing but the event remains: that the range can't come back follows from the pointer.
	pub(crate) fn do_retire(
		who: T::AccountId,
		id: CertificateId,
		beneficiary: Option<BeneficiaryTag>,
	) -> DispatchResult {
		let record = Self::owned_by(&who, id)?;
		let (meter, Range { begin, end }) = (record.meter, record.range());

		record.ticket.drop(&record.depositor)?;
		Certificates::<T>::remove(id);
		Self::deposit_event(Event::Retired { id, meter, begin, end, owner: who, beneficiary });
		Ok(())
	}
}
