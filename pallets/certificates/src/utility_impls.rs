// SPDX-License-Identifier: Apache-2.0
//! Shared look-ups, and what refusals of others are called here.

use crate::{
	CertificateId, CertificateRecordOf, Certificates, Config, Error, NextCertificate, Pallet,
};
use certificate_core::RangeError;
use energy_primitives::EvidenceError;
use frame_support::{ensure, traits::Footprint};

impl<T: Config> Pallet<T> {
	/// The certificate, if `who` owns it.
	pub(crate) fn owned_by(
		who: &T::AccountId,
		id: CertificateId,
	) -> Result<CertificateRecordOf<T>, Error<T>> {
		let record = Certificates::<T>::get(id).ok_or(Error::<T>::CertificateNotFound)?;
		ensure!(record.owner == *who, Error::<T>::NotOwner);
		Ok(record)
	}

	/// The number of a new certificate, and the one after it.
	pub(crate) fn next_id() -> Result<(CertificateId, CertificateId), Error<T>> {
		let id = NextCertificate::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?;
		Ok((id, next))
	}

	/// What a certificate's deposit pays for: its record, at its largest.
	pub(crate) fn footprint() -> Footprint {
		Footprint::from_mel::<CertificateRecordOf<T>>()
	}
}

impl<T> From<RangeError> for Error<T> {
	fn from(error: RangeError) -> Self {
		match error {
			RangeError::Empty => Self::EmptyRange,
			RangeError::PastSurplus => Self::PastSurplus,
			RangeError::Outside => Self::OutsideRange,
			RangeError::Reversed => Self::ReversedRanges,
			RangeError::NotAdjacent => Self::NotAdjacent,
		}
	}
}

impl<T> From<EvidenceError> for Error<T> {
	fn from(error: EvidenceError) -> Self {
		match error {
			EvidenceError::UnknownSlot => Self::UnknownSlot,
			EvidenceError::WrongRecord => Self::WrongRecord,
			EvidenceError::WrongRow => Self::WrongRow,
		}
	}
}
