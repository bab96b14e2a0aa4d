// SPDX-License-Identifier: Apache-2.0
//! A certificate as the chain keeps it.

use super::PALLET;
use crate::{
	error::{self, Error},
	storage::{key, Storage},
};
use energy_primitives::{Carrier, MeterId, NetworkId};
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

/// A certificate that lives.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Record {
	meter: MeterFields,
	/// The first base quantity on the meter's surplus axis.
	pub begin: u64,
	/// The first one behind it.
	pub end: u64,
	/// When it was claimed, in seconds since 1970.
	pub issued_s: u64,
	/// Who owns it.
	pub owner: AccountId32,
}

#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct MeterFields {
	network: NetworkFields,
	index: u32,
}

#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct NetworkFields {
	community: u32,
	carrier: CarrierField,
}

#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum CarrierField {
	Electricity,
	Heat,
}

impl Record {
	/// The certificate with this number, if it lives.
	pub async fn read(storage: Storage<'_>, id: u64) -> error::Result<Option<Self>> {
		storage.record(PALLET, "Certificates", &key(id)).await
	}

	/// The certificate with this number.
	pub async fn existing(storage: Storage<'_>, id: u64) -> error::Result<Self> {
		let refused = || {
			let reason = "there is none with this number, or it was retired or merged into another";
			Error::refused(format!("certificate {id}"), reason)
		};
		Self::read(storage, id).await?.ok_or_else(refused)
	}

	/// The meter that gave the energy.
	pub fn meter(&self) -> MeterId {
		let carrier = match self.meter.network.carrier {
			CarrierField::Electricity => Carrier::Electricity,
			CarrierField::Heat => Carrier::Heat,
		};
		let network = NetworkId { community: self.meter.network.community, carrier };
		MeterId { network, index: self.meter.index }
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
	use scale_info::{meta_type, PortableRegistry, Registry, TypeInfo};

	/// What the pallet stores.
	#[derive(Encode, TypeInfo)]
	struct Stored {
		meter: MeterId,
		begin: u64,
		end: u64,
		issued_s: u64,
		owner: sp_core::crypto::AccountId32,
		depositor: sp_core::crypto::AccountId32,
		ticket: u128,
	}

	#[test]
	fn a_record_is_read_by_the_names_of_its_fields() {
		for carrier in [Carrier::Electricity, Carrier::Heat] {
			let meter = MeterId { network: NetworkId { community: 3, carrier }, index: 7 };
			let (owner, depositor) = ([1; 32].into(), [2; 32].into());
			let stored =
				Stored { meter, begin: 4, end: 9, issued_s: 5, owner, depositor, ticket: 6 };
			let mut registry = Registry::new();
			let id = registry.register_type(&meta_type::<Stored>()).id;
			let types = PortableRegistry::from(registry);
			let record = Record::decode_as_type(&mut stored.encode().as_slice(), id, &types);
			let record = record.expect("it fits");
			assert_eq!((record.meter(), record.owner.0), (meter, [1; 32]));
			assert_eq!((record.begin, record.end, record.issued_s), (4, 9, 5));
		}
	}
}
