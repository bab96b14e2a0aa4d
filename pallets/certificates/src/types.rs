// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps about a certificate.

use crate::Config;
use certificate_core::Range;
use codec::{Decode, Encode, MaxEncodedLen};
use energy_primitives::{MeterId, SurplusSource};
use scale_info::TypeInfo;

/// Number of a certificate.
pub type CertificateId = u64;

/// Keyed or salted hash that stands for whoever a certificate was used for.
pub type BeneficiaryTag = [u8; 32];

/// Proof of what a settled slot says of a meter, in a runtime.
pub type EvidenceOf<T> =
	<<T as Config>::Surplus as SurplusSource<<T as frame_system::Config>::AccountId>>::Evidence;

/// A certificate: base quantities that a meter gave to the grid.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct CertificateRecord<AccountId, Ticket> {
	/// The meter that gave the energy.
	pub meter: MeterId,
	/// The first base quantity on the meter's surplus axis.
	pub begin: u64,
	/// The first one behind it.
	pub end: u64,
	/// When it was claimed, in seconds since 1970. Both parts of a split keep it; a merged one has
	/// that of its later part.
	pub issued_s: u64,
	/// The account that may transfer, split, merge and retire it.
	pub owner: AccountId,
	/// The account the deposit is held from. It stays the same when the certificate changes hands:
	/// a certificate comes without being asked for, so it must not lock anything of the receiver's,
	/// and a receiver who could not pay must not be able to stop a transfer.
	pub depositor: AccountId,
	/// The deposit's ticket.
	pub ticket: Ticket,
}

impl<AccountId, Ticket> CertificateRecord<AccountId, Ticket> {
	/// Its base quantities.
	pub(crate) fn range(&self) -> Range {
		Range { begin: self.begin, end: self.end }
	}
}

/// [`CertificateRecord`] of a runtime.
pub type CertificateRecordOf<T> = CertificateRecord<
	<T as frame_system::Config>::AccountId,
	<T as Config>::CertificateConsideration,
>;
