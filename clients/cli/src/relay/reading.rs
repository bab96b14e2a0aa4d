// SPDX-License-Identifier: Apache-2.0
//! A signed reading on its way from a gateway over a relay to the chain, and why it may be refused.

use crate::error::{Error, Result};
use energy_primitives::{carrier::FACTS, Carrier, CommunityId, MeterId, NetworkId, Slot};
use metering_core::{
	meter::{CounterRow, DeviceKey},
	reading::{reading_message, Rejection, SignedReading},
};
use serde::{Deserialize, Serialize};
use sp_core::{ed25519, Pair};
use std::fmt;

/// One meter's registers at the end of a slot, signed by its device.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reading {
	/// The meter.
	pub meter: MeterId,
	/// The slot at whose end the registers were read.
	pub slot: Slot,
	/// Import register in base quantities.
	pub import_register: u64,
	/// Export register in base quantities.
	pub export_register: u64,
	/// The device's signature.
	pub signature: [u8; 64],
}

impl Reading {
	/// The reading as a batch of its page carries it.
	pub fn signed(&self) -> SignedReading {
		SignedReading {
			row: self.meter.row(),
			import_register: self.import_register,
			export_register: self.export_register,
			signature: self.signature,
		}
	}

	/// Whether the device with this key signed it for the chain with this first block.
	pub fn is_signed_by(&self, key: &DeviceKey, genesis: &[u8; 32]) -> bool {
		let message =
			reading_message(genesis, self.slot, self.import_register, self.export_register);
		ed25519::Pair::verify(
			&ed25519::Signature::from_raw(self.signature),
			message,
			&ed25519::Public::from_raw(*key),
		)
	}

	/// Whether a meter's counters are exactly what this reading left behind.
	pub fn is_last_of(&self, counter: &CounterRow) -> bool {
		counter.last_slot == self.slot
			&& counter.import_register == self.import_register
			&& counter.export_register == self.export_register
	}
}

impl fmt::Display for Reading {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let MeterId { network, index } = self.meter;
		let name = network.carrier.facts().name;
		write!(f, "community {} {name} meter {index}, slot {}", network.community, self.slot)
	}
}

/// A reading in JSON: the element of the list that `relay_submit` takes.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ReadingJson {
	/// The community.
	pub community: CommunityId,
	/// Its network: `electricity` or `heat`.
	pub network: String,
	/// The meter's number in the network.
	pub meter: u32,
	/// The slot at whose end the registers were read.
	pub slot: Slot,
	/// Import register in base quantities.
	pub import_register: u64,
	/// Export register in base quantities.
	pub export_register: u64,
	/// The device's signature, 64 bytes in hex.
	pub signature: String,
}

impl From<&Reading> for ReadingJson {
	fn from(reading: &Reading) -> Self {
		let MeterId { network, index } = reading.meter;
		Self {
			community: network.community,
			network: network.carrier.facts().name.into(),
			meter: index,
			slot: reading.slot,
			import_register: reading.import_register,
			export_register: reading.export_register,
			signature: hex::encode(reading.signature),
		}
	}
}

impl ReadingJson {
	/// The reading; an error says what is wrong.
	pub fn parse(&self) -> Result<Reading> {
		let carrier = carrier(&self.network)?;
		let network = NetworkId { community: self.community, carrier };
		Ok(Reading {
			meter: MeterId { network, index: self.meter },
			slot: self.slot,
			import_register: self.import_register,
			export_register: self.export_register,
			signature: signature(&self.signature)?,
		})
	}
}

/// The carrier of a network's name.
pub fn carrier(name: &str) -> Result<Carrier> {
	let facts = FACTS.iter().find(|facts| facts.name == name);
	facts
		.map(|facts| facts.carrier)
		.ok_or_else(|| Error::Usage(format!("no network is called `{name}`")))
}

/// A signature in hex, with or without `0x`.
pub fn signature(text: &str) -> Result<[u8; 64]> {
	let mut bytes = [0; 64];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes)
		.map_err(|_| Error::Usage("a signature is 64 bytes in hex".into()))?;
	Ok(bytes)
}

/// Why a relay does not take a reading. The names are those of the chain, where it has one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
	/// It is not a reading.
	Malformed,
	/// There is no such network.
	NetworkNotFound,
	/// The network is still being prepared.
	NotOpen,
	/// The slot has not ended yet.
	SlotNotEnded,
	/// The slot is closed: the reading comes too late.
	SlotClosed,
	/// The chain would reject it.
	Rejected(Rejection),
	/// The queue is full, or has no room for this now. To be tried again.
	Busy,
	/// The relay does not reach its node. To be tried again.
	NodeAway,
}

impl Refusal {
	/// Whether the same reading may be taken later.
	pub fn is_passing(self) -> bool {
		matches!(self, Self::Busy | Self::NodeAway | Self::SlotNotEnded | Self::NotOpen)
	}
}

impl fmt::Display for Refusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Rejected(rejection) => write!(f, "{rejection:?}"),
			refusal => write!(f, "{refusal:?}"),
		}
	}
}

/// What became of a reading that was handed in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Answer {
	/// Whether the relay has it on disk, or the chain has it.
	pub ok: bool,
	/// Why not.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub reason: Option<String>,
}

impl From<std::result::Result<(), Refusal>> for Answer {
	fn from(taken: std::result::Result<(), Refusal>) -> Self {
		let reason = taken.err().map(|refusal| refusal.to_string());
		Self { ok: reason.is_none(), reason }
	}
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;

	pub(crate) fn reading(index: u32, slot: Slot) -> Reading {
		let network = NetworkId { community: 3, carrier: Carrier::Heat };
		Reading {
			meter: MeterId { network, index },
			slot,
			import_register: 10 * u64::from(slot),
			export_register: 7,
			signature: [index as u8; 64],
		}
	}

	#[test]
	fn a_reading_survives_json() {
		let reading = reading(300, 5);
		let text = serde_json::to_string(&ReadingJson::from(&reading)).expect("JSON");
		let back: ReadingJson = serde_json::from_str(&text).expect("JSON");
		assert_eq!(back.parse().expect("a reading"), reading);
		assert_eq!(reading.signed().row, 44);
		assert_eq!(reading.to_string(), "community 3 heat meter 300, slot 5");
	}

	#[test]
	fn what_is_no_reading_is_told_so() {
		let good = ReadingJson::from(&reading(1, 5));
		let gas = ReadingJson { network: "gas".into(), ..good.clone() };
		assert!(gas.parse().is_err());
		let short = ReadingJson { signature: "0xabcd".into(), ..good.clone() };
		assert!(short.parse().is_err());
		let prefixed = ReadingJson { signature: format!("0x{}", good.signature), ..good };
		assert!(prefixed.parse().is_ok());
	}

	#[test]
	fn only_the_devices_own_signature_fits() {
		let (pair, genesis) = (ed25519::Pair::from_seed(&[1; 32]), [2; 32]);
		let mut reading = reading(0, 9);
		let message = reading_message(&genesis, 9, reading.import_register, 7);
		reading.signature = pair.sign(&message).0;
		assert!(reading.is_signed_by(&pair.public().0, &genesis));
		assert!(!reading.is_signed_by(&pair.public().0, &[3; 32]));
		assert!(!reading.is_signed_by(&[5; 32], &genesis));
		reading.export_register += 1;
		assert!(!reading.is_signed_by(&pair.public().0, &genesis));
	}

	#[test]
	fn refusals_carry_the_chains_names() {
		let answer = |taken| serde_json::to_string(&Answer::from(taken)).expect("JSON");
		assert_eq!(answer(Ok(())), r#"{"ok":true}"#);
		let wrong = Refusal::Rejected(Rejection::WrongSignature);
		assert_eq!(answer(Err(wrong)), r#"{"ok":false,"reason":"WrongSignature"}"#);
		assert_eq!(answer(Err(Refusal::Busy)), r#"{"ok":false,"reason":"Busy"}"#);
		assert!(Refusal::Busy.is_passing() && !wrong.is_passing());
	}
}
