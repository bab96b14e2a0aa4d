// SPDX-License-Identifier: Apache-2.0
//! Records of the metering pallet.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{Figure, MeterId, Row, Slot};
use frame_support::{traits::ConstU32, BoundedVec};
use metering_core::{
	correction::{Correction, Part},
	drift::Drift,
	loss::{LossTerms, LossWindow},
	meter::{
		CounterRow, DeviceKey, DeviceRow, Mark, MeterFacts, MeterRole, MeterStatus, StorageFacts,
		Tag,
	},
	owner::{Owners, Ownership},
	progress::Progress,
	replacement::Carried,
	storage::StorageBooks,
};
use scale_info::TypeInfo;

pub use metering_core::batch::ReadingBatch;

/// Most slots of a gap that can be spread: a week of quarter hours.
pub type PartsMax = ConstU32<672>;

/// The parts of a gap, one per slot.
pub type Parts = BoundedVec<Part, PartsMax>;

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
	/// Losses that add up over time.
	pub drift: Drift,
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
			drift: Drift::default(),
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

	/// Its row in the column of devices; its calibration is valid until the end of a slot.
	pub const fn device_row(&self, calibrated_until: Slot) -> DeviceRow {
		DeviceRow {
			key: self.device_key,
			power_cap_w: self.power_cap_w,
			register_modulus: self.register_modulus,
			calibrated_until,
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
			import_owed: 0,
			export_owed: 0,
			substituted: false,
			last_slot,
		}
	}
}

/// What is known of a meter besides its columns. Never needed by a reading.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct MeterRecord<AccountId> {
	/// Whose energy it measures.
	pub owners: Owners<AccountId>,
	/// What it stands for.
	pub role: MeterRole,
	/// Storage or converter, for lineage.
	pub mark: Option<Mark>,
	/// What the metrology papers of its device say.
	pub facts: MeterFacts,
	/// How many devices it has had before this one.
	pub generation: u32,
	/// The first slot it could measure.
	pub first_slot: Slot,
	/// Where this device's import register would have stood at the meter's registration.
	pub import_origin: i128,
	/// The same of its export register.
	pub export_origin: i128,
	/// What earlier devices measured after the meter's last slot, and that slot: the next reading
	/// brings it along.
	pub carried: (Carried, Slot),
	/// What corrections have done to its axes so far.
	pub adjusted: Adjusted,
	/// Keyed hash of the metering point.
	pub point_tag: Option<Tag>,
}

/// What corrections and the operator's word have done to a meter's axes, all in all.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Adjusted {
	/// Import that corrections added.
	pub import_added: u64,
	/// Export that corrections added.
	pub export_added: u64,
	/// Import that was or is owed.
	pub import_owed: u64,
	/// Export that was or is owed.
	pub export_owed: u64,
}

impl Adjusted {
	/// With what the counters gained and owe more than before.
	pub fn with(self, before: &CounterRow, after: &CounterRow) -> Self {
		let more =
			|sum: u64, before: u64, after: u64| sum.saturating_add(after.saturating_sub(before));
		Self {
			import_added: more(self.import_added, before.import, after.import),
			export_added: more(self.export_added, before.export, after.export),
			import_owed: more(
				self.import_owed,
				before.import_owed.into(),
				after.import_owed.into(),
			),
			export_owed: more(
				self.export_owed,
				before.export_owed.into(),
				after.export_owed.into(),
			),
		}
	}

	/// What devices measured, import and export, by the counters and these sums.
	pub fn measured(&self, counter: &CounterRow) -> (i128, i128) {
		let sum = |axis: u64, added: u64, owed: u64, owing: u32| {
			i128::from(axis)
				.saturating_sub(added.into())
				.saturating_add(owed.into())
				.saturating_sub(owing.into())
		};
		(
			sum(counter.import, self.import_added, self.import_owed, counter.import_owed),
			sum(counter.export, self.export_added, self.export_owed, counter.export_owed),
		)
	}
}

impl<AccountId> MeterRecord<AccountId> {
	/// What was carried over from earlier devices and no reading has brought along yet.
	pub fn pending(&self, counter: &CounterRow) -> Carried {
		let (carried, since) = self.carried;
		if since == counter.last_slot {
			carried
		} else {
			Carried::default()
		}
	}

	/// The record of a new meter that can measure from `first_slot` on.
	pub fn new(registration: MeterRegistration<AccountId>, first_slot: Slot) -> Self
	where
		AccountId: Clone,
	{
		let facts = registration.facts();
		let owner = Ownership {
			owner: registration.owner,
			member: registration.member,
			link_tag: registration.link_tag,
		};
		Self {
			owners: Owners::first(owner),
			role: registration.role,
			mark: registration.mark,
			facts,
			generation: 0,
			first_slot,
			import_origin: registration.import_register.into(),
			export_origin: registration.export_register.into(),
			carried: (Carried::default(), 0),
			adjusted: Adjusted::default(),
			point_tag: registration.point_tag,
		}
	}
}

/// The books of one storage.
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
pub struct StorageRow {
	/// Its row.
	pub row: Row,
	/// What is declared of it.
	pub facts: StorageFacts,
	/// What it gave back, and how far its import is used up.
	pub books: StorageBooks,
}

/// A correction that waits for the owner.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct PendingCorrection {
	/// The slot whose figure changes.
	pub slot: Slot,
	/// What it was, by the slot's record.
	pub figure: Figure,
	/// What it changes by, and why.
	pub correction: Correction,
}

/// A unit as far as the chain's state tells.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct UnitView<AccountId> {
	/// How it is printed, check digit included.
	pub printed: alloc::vec::Vec<u8>,
	/// The meter that exports it.
	pub meter: MeterId,
	/// As the how-manieth of that meter.
	pub serial: u64,
	/// Where it is in its life.
	pub life: UnitLife,
	/// Whose energy the meter measures now.
	pub owner: AccountId,
}

/// Where a unit is in its life, as far as the chain's state tells.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum UnitLife {
	/// The meter has not exported any of it yet.
	#[codec(index = 0)]
	NotYet,
	/// A part of it was exported.
	#[codec(index = 1)]
	Filling {
		/// Base quantities of 1000.
		filled: u16,
	},
	/// All of it was exported. Its parts went where the slots' flows say: the indexer knows, and
	/// proves it.
	#[codec(index = 2)]
	Issued,
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
