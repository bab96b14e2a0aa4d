// SPDX-License-Identifier: Apache-2.0
//! The pallet's neighbour, in memory: what settled slots say of a few meters.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{EvidenceError, MeterId, Slot, SurplusSource};
use frame_support::traits::UnixTime;
use scale_info::TypeInfo;
use std::{cell::RefCell, collections::BTreeMap, time::Duration};

/// Evidence, and what is wrong with it.
#[allow(unreachable_pub, reason = "the public `Config` names it")]
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
pub enum Proof {
	/// Nothing.
	Holds,
	/// It is of a record that the chain does not keep.
	OtherRecord,
	/// It is of another meter's row.
	OtherRow,
}

/// What settlement would know.
#[allow(unreachable_pub, reason = "the public `Config` names it")]
#[derive(Clone, Default)]
pub struct World {
	owners: BTreeMap<MeterId, u64>,
	/// Where the axis stood before a settled slot.
	before: BTreeMap<(MeterId, Slot), u64>,
	surplus: BTreeMap<MeterId, u64>,
	final_before: Slot,
	now_s: u64,
}

thread_local! {
	static WORLD: RefCell<World> = RefCell::default();
}

impl World {
	/// Makes this the world that the pallet sees.
	pub(crate) fn enter(self) {
		WORLD.with(|world| *world.borrow_mut() = self);
	}

	/// Changes the world that the pallet sees.
	pub(crate) fn with<R>(f: impl FnOnce(&mut Self) -> R) -> R {
		WORLD.with(|world| f(&mut world.borrow_mut()))
	}

	/// Adds a meter, or gives it another owner.
	pub(crate) fn add(&mut self, meter: MeterId, owner: u64) {
		self.owners.insert(meter, owner);
	}

	/// In `slot`, the meter gave `quantity` to the grid.
	pub(crate) fn settle(&mut self, meter: MeterId, slot: Slot, quantity: u64) {
		let surplus = self.surplus.entry(meter).or_default();
		self.before.insert((meter, slot), *surplus);
		*surplus += quantity;
	}

	/// Slots before `slot` can't be corrected any more.
	pub(crate) fn close_corrections_before(&mut self, slot: Slot) {
		self.final_before = slot;
	}

	/// It is `unix_s` seconds since 1970.
	pub(crate) fn set_clock(&mut self, unix_s: u64) {
		self.now_s = unix_s;
	}
}

impl UnixTime for World {
	fn now() -> Duration {
		Self::with(|world| Duration::from_secs(world.now_s))
	}
}

impl SurplusSource<u64> for World {
	type Evidence = Proof;

	fn owner_of(meter: MeterId) -> Option<u64> {
		Self::with(|world| world.owners.get(&meter).copied())
	}

	fn surplus_of(meter: MeterId) -> u64 {
		Self::with(|world| world.surplus.get(&meter).copied().unwrap_or(0))
	}

	fn surplus_before(meter: MeterId, slot: Slot, evidence: &Proof) -> Result<u64, EvidenceError> {
		let surplus = Self::with(|world| world.before.get(&(meter, slot)).copied());
		let surplus = surplus.ok_or(EvidenceError::UnknownSlot)?;
		match evidence {
			Proof::Holds => Ok(surplus),
			Proof::OtherRecord => Err(EvidenceError::WrongRecord),
			Proof::OtherRow => Err(EvidenceError::WrongRow),
		}
	}

	fn is_final(_: MeterId, slot: Slot) -> bool {
		Self::with(|world| slot < world.final_before)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_surplus(owner: &u64, surplus: u32) -> (MeterId, Slot, Proof) {
		let (meter, slot) = (super::METER, super::SLOTS[1]);
		Self::with(|world| {
			world.add(meter, *owner);
			world.surplus.insert(meter, 0);
			world.settle(meter, super::SLOTS[0], surplus.into());
			world.settle(meter, slot, 0);
		});
		(meter, slot, Proof::Holds)
	}
}
