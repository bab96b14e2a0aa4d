// SPDX-License-Identifier: Apache-2.0
//! Records of the metering pallet.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{NetworkId, PageIndex, Slot};
use frame_support::{traits::ConstU32, BoundedVec};
use metering_core::{
	loss::{LossTerms, LossWindow},
	meter::{CounterRow, DeviceKey, DeviceRow, Mark, MeterFacts, MeterRole, MeterStatus, Tag},
	progress::Progress,
	reading::SignedReading,
};
use scale_info::TypeInfo;

/// One entry per row of a page.
pub type Page<Row> = BoundedVec<Row, ConstU32<{ energy_primitives::PAGE_ROWS }>>;

/// What an operator declares of a network.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct NetworkParams {
	/// How long a slot waits for silent meters, in seconds.
	pub grace_s: u32,
	/// Technical loss to expect, in millionths of the energy fed in.
	pub loss_ppm: u32,
	/// The most one slot may lose, in Wh or kJ.
	pub loss_limit_per_slot: u32,
}

/// Where a network is in its life.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Phase {
	/// The operator registers meters and sets tariffs; no readings yet.
	#[codec(index = 0)]
	Preparing,
	/// Readings are accepted from the first slot on.
	#[codec(index = 1)]
	Open {
		/// The first slot with readings.
		first_slot: Slot,
		/// When the network was opened, in seconds since 1970.
		opened_at_s: u64,
	},
}

/// A slot whose loss is not plausible.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Dispute {
	/// Which slot.
	pub slot: Slot,
	/// It clears at this second since 1970 at the latest, its loss on the balancing account.
	pub deadline_s: u64,
	/// The operator has answered: it clears at the next opportunity.
	pub answered: bool,
}

/// A network.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct NetworkRecord {
	/// What its operator declared.
	pub params: NetworkParams,
	/// Where it is in its life.
	pub phase: Phase,
	/// Which slot closes next, and who is missing.
	pub progress: Progress,
	/// Meters registered so far, retired ones included.
	pub meters: u32,
	/// Feeder meters in service.
	pub feeders: u32,
	/// What all boundary meters in service can move in one slot.
	pub energy_max: u64,
	/// Sum of the boundary and feeder meters' resolutions.
	pub resolution_sum: u64,
	/// The worst accuracy class among them, in ppm.
	pub accuracy_ppm: u32,
	/// Losses of the rolling day.
	pub window: LossWindow,
	/// First slot of the rolling day.
	pub window_since: Slot,
	/// Feeder energy of slots cleared without a feeder, not billed yet.
	pub feeder_unbilled: i64,
	/// The next slot's dispute, if there is one.
	pub dispute: Option<Dispute>,
}

impl NetworkRecord {
	/// A network that has just been created.
	pub fn new(params: NetworkParams) -> Self {
		Self {
			params,
			phase: Phase::Preparing,
			progress: Progress::default(),
			meters: 0,
			feeders: 0,
			energy_max: 0,
			resolution_sum: 0,
			accuracy_ppm: 0,
			window: LossWindow::default(),
			window_since: 0,
			feeder_unbilled: 0,
			dispute: None,
		}
	}

	/// The first slot, if the network is open.
	pub const fn first_slot(&self) -> Option<Slot> {
		match self.phase {
			Phase::Preparing => None,
			Phase::Open { first_slot, .. } => Some(first_slot),
		}
	}

	/// What the network declares of its losses.
	pub const fn loss_terms(&self) -> LossTerms {
		LossTerms {
			resolution_sum: self.resolution_sum,
			accuracy_ppm: self.accuracy_ppm,
			technical_ppm: self.params.loss_ppm,
			limit_per_slot: self.params.loss_limit_per_slot,
		}
	}
}

/// A meter to register.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct MeterRegistration<AccountId> {
	/// The account whose energy it measures.
	pub owner: AccountId,
	/// The device's ed25519 public key.
	pub device_key: DeviceKey,
	/// Connection point, feeder, or a device behind a connection point.
	pub role: MeterRole,
	/// Storage or converter, for lineage.
	pub mark: Option<Mark>,
	/// The most power the connection can carry, in W.
	pub power_cap_w: u32,
	/// Wh or kJ per count of the register.
	pub resolution: u32,
	/// Accuracy class, in ppm.
	pub accuracy_ppm: u32,
	/// Ratio of the measuring transformer, 1 without one.
	pub transformer_ratio: u32,
	/// The register starts again at 0 when it reaches this; 0 for never.
	pub register_modulus: u64,
	/// Calibration is valid until this second since 1970.
	pub calibrated_until_s: u64,
	/// Import register when it was installed, in Wh or kJ.
	pub import_register: u64,
	/// Export register when it was installed.
	pub export_register: u64,
	/// Keyed hash of the metering point, unique on the chain.
	pub point_tag: Option<Tag>,
	/// Salted root of the attributes that tie the meter to a person, off chain.
	pub link_tag: Tag,
	/// The member whose meter it is.
	pub member: Option<Tag>,
}

impl<AccountId> MeterRegistration<AccountId> {
	/// What the metrology papers say.
	pub const fn facts(&self) -> MeterFacts {
		MeterFacts {
			power_cap_w: self.power_cap_w,
			resolution: self.resolution,
			accuracy_ppm: self.accuracy_ppm,
			transformer_ratio: self.transformer_ratio,
			register_modulus: self.register_modulus,
			calibrated_until_s: self.calibrated_until_s,
		}
	}

	/// Its row in the column of devices.
	pub const fn device_row(&self) -> DeviceRow {
		DeviceRow {
			key: self.device_key,
			power_cap_w: self.power_cap_w,
			class: self.role.class(),
			status: MeterStatus::Active,
		}
	}

	/// Its row in the column of counters, having spoken for `last_slot`.
	pub const fn counter_row(&self, last_slot: Slot) -> CounterRow {
		CounterRow {
			import: 0,
			export: 0,
			import_register: self.import_register,
			export_register: self.export_register,
			last_slot,
		}
	}
}

/// What is known of a meter besides its columns. Never needed by a reading.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct MeterRecord<AccountId> {
	/// The account whose energy it measures.
	pub owner: AccountId,
	/// What it stands for.
	pub role: MeterRole,
	/// Storage or converter, for lineage.
	pub mark: Option<Mark>,
	/// What the metrology papers say.
	pub facts: MeterFacts,
	/// Import register at installation: lifetime counters count from here.
	pub import_register: u64,
	/// Export register at installation.
	pub export_register: u64,
	/// Keyed hash of the metering point.
	pub point_tag: Option<Tag>,
	/// Salted root of off-chain attributes.
	pub link_tag: Tag,
	/// The member whose meter it is.
	pub member: Option<Tag>,
}

impl<AccountId> From<MeterRegistration<AccountId>> for MeterRecord<AccountId> {
	fn from(registration: MeterRegistration<AccountId>) -> Self {
		let facts = registration.facts();
		Self {
			owner: registration.owner,
			role: registration.role,
			mark: registration.mark,
			facts,
			import_register: registration.import_register,
			export_register: registration.export_register,
			point_tag: registration.point_tag,
			link_tag: registration.link_tag,
			member: registration.member,
		}
	}
}

/// Readings of one page and slot, brought by a relay.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct ReadingBatch {
	/// The network all meters belong to.
	pub network: NetworkId,
	/// The slot at whose end the registers were read.
	pub slot: Slot,
	/// The page all meters stand in.
	pub page: PageIndex,
	/// One reading per meter.
	pub readings: Page<SignedReading>,
}

/// A meter as a person wants to see it.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct MeterView<AccountId> {
	/// What is known of it.
	pub record: MeterRecord<AccountId>,
	/// Its device key, power cap and status.
	pub device: DeviceRow,
	/// Its counters.
	pub counter: CounterRow,
	/// Whole units (kWh, or 1000 kJ) its exports have filled.
	pub units_issued: u64,
}
