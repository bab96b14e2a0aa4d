// SPDX-License-Identifier: Apache-2.0
//! What goes to the chain and comes from it, where the type belongs to a pallet and not to a core
//! crate. Records that are only read are decoded by field name and list the fields used here.

use crate::{keys::AccountId, storage::Coded};
use codec::{Decode, Encode};
use energy_primitives::{CommunityId, NetworkId, Slot};
use metering_core::{
	correction::Correction,
	meter::{DeviceKey, Mark, MeterFacts, MeterRole, StorageFacts, Tag},
	owner::Owners,
	storage::StorageBooks,
};
use settlement_core::Cycle;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

pub use metering_core::batch::ReadingBatch;

/// What an operator declares of a network.
#[derive(Clone, Copy, Debug, Encode, Eq, PartialEq)]
pub struct NetworkParams {
	/// How long a slot waits for silent meters, in seconds.
	pub grace_s: u32,
	/// Technical loss to expect, in ppm of the energy fed in.
	pub loss_ppm: u32,
	/// The most one slot may lose, in base quantities.
	pub loss_limit_per_slot: u32,
}

/// A meter to register.
#[derive(Clone, Debug, Encode)]
pub struct MeterRegistration {
	/// The account whose energy it measures.
	pub owner: [u8; 32],
	/// The device's ed25519 public key.
	pub device_key: DeviceKey,
	/// Connection point, feeder, or a device behind a connection point.
	pub role: MeterRole,
	/// Storage or converter.
	pub mark: Option<Mark>,
	/// The most power the connection can carry, in W.
	pub power_cap_w: u32,
	/// Base quantities per count of the register.
	pub resolution: u32,
	/// Accuracy class in ppm.
	pub accuracy_ppm: u32,
	/// Ratio of the measuring transformer.
	pub transformer_ratio: u32,
	/// Where the register starts again at 0; 0 for never.
	pub register_modulus: u64,
	/// Calibration is valid until this second since 1970.
	pub calibrated_until_s: u64,
	/// Opening import register in base quantities.
	pub import_register: u64,
	/// Opening export register.
	pub export_register: u64,
	/// Keyed hash of the metering point.
	pub point_tag: Option<Tag>,
	/// Salted root of off-chain attributes.
	pub link_tag: Tag,
	/// The member whose meter it is.
	pub member: Option<Tag>,
}

/// A signature of an account.
#[derive(Clone, Debug, Encode)]
pub enum MultiSignature {
	/// By an sr25519 key.
	#[codec(index = 1)]
	Sr25519([u8; 64]),
}

/// An account that is named by its part.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq)]
pub enum NamedAccount {
	/// The grid operator of a network.
	#[codec(index = 0)]
	Grid(NetworkId),
	/// The account that bears a network's losses.
	#[codec(index = 1)]
	Balancing(NetworkId),
	/// The account whose deposit covers the limits of others.
	#[codec(index = 2)]
	Guarantor(CommunityId),
	/// What a community owns in common.
	#[codec(index = 3)]
	Fund(CommunityId),
}

/// A meter that the supplier of last resort bills itself.
#[derive(Clone, Copy, Debug, Decode, Encode)]
pub struct OutsideRow {
	/// Its row.
	pub row: u8,
	/// First slot outside.
	pub from_slot: Slot,
	/// First slot inside again, once known.
	pub until_slot: Option<Slot>,
	/// A deposit came while earlier slots were still open.
	pub lifted: bool,
}

impl OutsideRow {
	/// Whether the meter is outside in `slot`.
	pub fn holds(&self, slot: Slot) -> bool {
		self.from_slot <= slot && self.until_slot.is_none_or(|until| slot < until)
	}
}

/// A community.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct CommunityRecord {
	/// Who acts for its networks.
	pub operator: AccountId32,
	/// Whose deposit covers the limits of others.
	pub guarantor: Option<AccountId32>,
	/// Who exchanges the settlement currency for money outside.
	pub bank: Option<AccountId32>,
	/// The settlement currency.
	pub asset: u32,
}

/// A network.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct NetworkRecord {
	/// Where it is in its life.
	pub phase: Phase,
	/// Which slot closes next.
	pub progress: Progress,
	/// Meters registered so far.
	pub meters: u32,
	/// What all boundary meters can move in one slot.
	pub energy_max: u64,
	/// The next slot's dispute.
	pub dispute: Option<Dispute>,
}

/// How far a network is.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Progress {
	/// The next slot to close.
	pub next_slot: u32,
	/// Meters that slots wait for and that are not done for it.
	pub lagging: u32,
}

/// A slot whose loss is not plausible.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Dispute {
	/// Which slot.
	pub slot: u32,
	/// Whether the operator has answered.
	pub answered: bool,
}

/// Where a network is in its life.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Phase {
	/// No readings yet.
	Preparing,
	/// Readings are accepted from the first slot on.
	Open {
		/// The first slot with readings.
		first_slot: u32,
	},
}

impl NetworkRecord {
	/// The first slot, if the network is open.
	pub fn first_slot(&self) -> Option<Slot> {
		match self.phase {
			Phase::Preparing => None,
			Phase::Open { first_slot } => Some(first_slot),
		}
	}
}

/// What is known of a meter besides its columns.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct MeterRecord {
	/// Whose energy it measures.
	pub owners: Coded<Owners<AccountId>>,
	/// What it stands for.
	pub role: Coded<MeterRole>,
	/// Storage or converter.
	pub mark: Coded<Option<Mark>>,
	/// What the papers of its device say.
	pub facts: Coded<MeterFacts>,
	/// How many devices it has had before this one.
	pub generation: u32,
	/// Keyed hash of the metering point.
	pub point_tag: Coded<Option<Tag>>,
}

/// A correction that waits for the meter's owner.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct PendingCorrection {
	/// The slot whose figure changes.
	pub slot: u32,
	/// What it changes by, and why.
	pub correction: Coded<Correction>,
}

/// The books of one storage.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct StorageRow {
	/// Its row.
	pub row: u8,
	/// What is declared of it.
	pub facts: Coded<StorageFacts>,
	/// What it gave back, and how far its import is used up.
	pub books: Coded<StorageBooks>,
}

/// What a meter's earlier owner is owed.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct LineRecord {
	/// The meter's row.
	pub row: u8,
	/// As the how-manieth owner, from 0.
	pub epoch: u32,
	/// The earlier owner.
	pub owner: AccountId32,
	/// The first slot that is the next owner's.
	pub until_slot: u32,
	/// The cut-off has passed, and the money stands here.
	pub closed: bool,
	/// Nano-currency; 0 until the cut-off.
	pub position: i64,
}

/// What is told of an asset.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct AssetMetadata {
	/// Its symbol, such as EUR.
	pub symbol: Vec<u8>,
}

/// The money of a network outside its meters' positions, in nano-currency.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct NetworkLedger {
	/// What the grid operator is owed.
	pub grid: i128,
	/// What the balancing account is owed.
	pub balancing: i128,
	/// What blended prices rounded off.
	pub rounding: i128,
	/// Legs of rows still to be swept.
	pub suspense: i128,
	/// How far the grid account may fall below 0.
	pub grid_limit: u128,
	/// How far the balancing account may fall below 0.
	pub balancing_limit: u128,
}

/// The money of a community that belongs to no network, in nano-currency.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct CommunityLedger {
	/// What the guarantor is owed.
	pub guarantor: i128,
	/// What the community owns in common.
	pub fund: i128,
	/// What was taken out of accounts and is on its way to a bank.
	pub in_payment: u128,
	/// What owners left as deposits of planned devices.
	pub device_deposits: u128,
	/// Returned debits that a bank waits for until the guarantor can pay them.
	pub claim: u128,
	/// The sum of all accounts.
	pub booked: u128,
}

/// What a meter's owner has agreed on.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct TermsRow {
	/// The meter's row.
	pub row: u8,
	/// How far the account may fall below zero, in nano-currency.
	pub limit: u64,
}

/// The running billing period of a network.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct BillingRecord {
	/// When periods end.
	pub cycle: Coded<Cycle>,
	/// When they end from the next period on, if that changes.
	pub next_cycle: Coded<Option<Cycle>>,
	/// Its number, from 0.
	pub period: u32,
}

/// A holding of an asset.
#[derive(Clone, Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct AssetAccount {
	/// How much.
	pub balance: u128,
}
