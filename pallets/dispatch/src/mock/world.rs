// SPDX-License-Identifier: Apache-2.0
//! The pallet's neighbours as one table. It lives in the chain's state, so that what a refused call
//! did to it is undone, and is noticed if not.

use super::*;
use codec::{Decode, Encode};
use energy_primitives::{
	Communities, CommunityId, DeviceMeter, DeviceMeters, Electorate, HouseholdQuota, MoneyError,
	NanoPrice, PlanLeg, PlanMoney, RowClass, SlotLength,
};
use frame_support::storage::{unhashed, with_transaction, TransactionOutcome};
use sp_runtime::DispatchError;
use std::collections::{BTreeMap, BTreeSet};

const KEY: &[u8] = b"world";
/// Free calls a day.
pub(crate) const QUOTA: u32 = 5;

/// What metering, settlement and the community would know.
#[allow(unreachable_pub, reason = "the public `Config` names it")]
#[derive(Clone, Debug, Decode, Default, Encode)]
pub struct World {
	/// The slot that runs now.
	pub(crate) slot: Slot,
	/// Networks, and whether they are open.
	pub(crate) networks: BTreeMap<NetworkId, bool>,
	pub(crate) meters: BTreeMap<MeterId, MeterOf>,
	/// Feed-in and retail, without what changes from slot to slot.
	pub(crate) tariffs: BTreeMap<NetworkId, (NanoPrice, NanoPrice)>,
	/// Connection points that were sold, and since when the next owner has the account.
	pub(crate) sold: BTreeMap<MeterId, Slot>,
	/// What accounts of earlier owners hold.
	pub(crate) past: i128,
	/// What connection points hold. None falls below 0.
	pub(crate) positions: BTreeMap<MeterId, i128>,
	pub(crate) fund: i128,
	pub(crate) deposits: i128,
	/// What solvers were paid.
	pub(crate) rewards: i128,
	/// What went to and came from whoever else there is.
	pub(crate) rest: i128,
	/// The settlement currency refuses everything.
	pub(crate) frozen: bool,
	/// Numbers of voters.
	pub(crate) voters: BTreeMap<u64, u32>,
	/// Numbers that no longer count.
	pub(crate) removed: BTreeSet<u32>,
	/// Reviews that were opened.
	pub(crate) reviews: u32,
	/// Calls an account has used today.
	pub(crate) used: BTreeMap<u64, u32>,
}

/// A meter in service.
#[derive(Clone, Debug, Decode, Encode)]
pub(crate) struct MeterOf {
	pub(crate) owner: u64,
	pub(crate) class: RowClass,
	pub(crate) account: MeterId,
	pub(crate) power_cap_w: u32,
}

impl World {
	/// The networks, meters and voters of [`super`], accounts and fund with [`ENDOWED`].
	pub(crate) fn begin() -> Self {
		let mut world = Self { slot: TODAY + 40, ..Self::default() };
		world.networks = [(POWER, true), (WARMTH, true)].into();
		world.tariffs = [(POWER, (80_000, 250_000)), (WARMTH, (10_000, 30_000))].into();
		let boundary = |owner, account| MeterOf {
			owner,
			class: RowClass::Boundary,
			account,
			power_cap_w: 20_000,
		};
		let sub = |owner, account| MeterOf { class: RowClass::Sub, ..boundary(owner, account) };
		world.meters = [
			(ALICES, boundary(ALICE, ALICES)),
			(BATTERY_METER, sub(ALICE, ALICES)),
			(SUN_METER, boundary(BOB, SUN_METER)),
			(PUMP_METER, boundary(CAROL, PUMP_METER)),
			(PUMP_HEAT_METER, boundary(CAROL, PUMP_HEAT_METER)),
			(FEEDER, MeterOf { class: RowClass::Feeder, ..boundary(OPERATOR, FEEDER) }),
		]
		.into();
		for meter in [ALICES, SUN_METER, PUMP_METER] {
			world.positions.insert(meter, ENDOWED);
			world.rest -= ENDOWED;
		}
		world.fund = ENDOWED;
		world.rest -= ENDOWED;
		world.voters = VOTERS.into_iter().zip(0..).collect();
		world
	}

	pub(crate) fn get() -> Self {
		unhashed::get(KEY).unwrap_or_default()
	}

	pub(crate) fn put(&self) {
		unhashed::put(KEY, self);
	}

	/// Changes the world.
	pub(crate) fn with<R>(f: impl FnOnce(&mut Self) -> R) -> R {
		let mut world = Self::get();
		let result = f(&mut world);
		world.put();
		result
	}

	/// Changes the world, or nothing of it.
	fn try_with<R>(f: impl FnOnce(&mut Self) -> Result<R, MoneyError>) -> Result<R, MoneyError> {
		let mut world = Self::get();
		let result = f(&mut world)?;
		world.put();
		Ok(result)
	}

	/// Gives the fund money from elsewhere.
	pub(crate) fn endow_fund(amount: u128) {
		Self::with(|world| {
			world.fund += amount as i128;
			world.rest -= amount as i128;
		});
	}

	/// An account spends what it holds, but for this much.
	pub(crate) fn spend_all_but(meter: MeterId, left: i128) {
		Self::with(|world| {
			let position = world.positions.get_mut(&meter).expect("it exists");
			world.rest += *position - left;
			*position = left;
		});
	}

	fn move_between(from: &mut i128, to: &mut i128, amount: u128) -> Result<(), MoneyError> {
		let amount = amount as i128;
		if *from < amount {
			return Err(MoneyError::PositionTooLow);
		}
		*from -= amount;
		*to += amount;
		Ok(())
	}

	fn position(&mut self, meter: MeterId) -> Result<&mut i128, MoneyError> {
		self.positions.get_mut(&meter).ok_or(MoneyError::NoAccount)
	}

	/// Asserts that no money came from nowhere or went there, and that nothing is below 0.
	pub(crate) fn check(&self) {
		let positions: i128 = self.positions.values().sum();
		let sum = positions + self.past + self.fund + self.deposits + self.rewards + self.rest;
		assert_eq!(sum, 0, "conservation");
		assert!(self.fund >= 0, "D4: the fund is negative");
		assert!(self.deposits >= 0 && self.positions.values().all(|position| *position >= 0));
		let devices = crate::Devices::<Test>::iter().map(|(_, _, device)| device.deposit);
		assert_eq!(devices.sum::<u128>() as i128, self.deposits, "deposits of devices");
	}
}

impl Communities<u64> for World {
	fn operator(community: CommunityId) -> Option<u64> {
		[COMMUNITY, OTHER, OTHER + 1, OTHER + 2].contains(&community).then_some(OPERATOR)
	}

	fn guarantor(_: CommunityId) -> Option<u64> {
		None
	}

	fn bank(_: CommunityId) -> Option<u64> {
		None
	}

	fn asset(_: CommunityId) -> Option<u32> {
		Some(1)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_open(_: &u64, _: &u64, _: u32) -> CommunityId {
		COMMUNITY
	}
}

impl Electorate<u64> for World {
	fn voter(community: CommunityId, who: &u64) -> Option<u32> {
		let world = Self::get();
		let number = world.voters.get(who).filter(|_| community == COMMUNITY).copied()?;
		(!world.removed.contains(&number)).then_some(number)
	}

	fn snapshot(_: CommunityId) -> u32 {
		Self::get().voters.len() as u32
	}

	fn voters(_: CommunityId, snapshot: u32) -> u32 {
		let world = Self::get();
		snapshot - world.removed.iter().filter(|number| **number < snapshot).count() as u32
	}

	fn open_review(_: CommunityId) {
		Self::with(|world| world.reviews += 1);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_voter(_: CommunityId, who: &u64) {
		Self::with(|world| {
			let number = world.voters.len() as u32;
			world.voters.insert(*who, number);
		});
	}
}

impl DeviceMeters<u64> for World {
	fn slot_length() -> SlotLength {
		SlotLength::QUARTER_HOUR
	}

	fn current_slot() -> Slot {
		Self::get().slot
	}

	fn exists(network: NetworkId) -> bool {
		Self::get().networks.contains_key(&network) || network.community > COMMUNITY
	}

	fn is_frozen(network: NetworkId, slot: Slot) -> bool {
		let world = Self::get();
		slot <= world.slot && world.networks.get(&network) == Some(&true)
	}

	fn meter(meter: MeterId) -> Option<DeviceMeter<u64>> {
		let MeterOf { owner, class, account, power_cap_w } =
			Self::get().meters.get(&meter)?.clone();
		Some(DeviceMeter { owner, class, account, power_cap_w })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_meter(network: NetworkId, owner: &u64) -> MeterId {
		Self::with(|world| {
			let index = 1_000 + world.meters.len() as u32;
			let meter = MeterId { network, index };
			world.networks.insert(network, false);
			let of = MeterOf {
				owner: *owner,
				class: RowClass::Boundary,
				account: meter,
				power_cap_w: 1_000_000,
			};
			world.meters.insert(meter, of);
			meter
		})
	}
}

impl PlanMoney<u64> for World {
	fn tariff(network: NetworkId, slot: Slot) -> Option<(NanoPrice, NanoPrice)> {
		let (sell, buy) = Self::get().tariffs.get(&network).copied()?;
		// Energy is cheap in every other hour.
		let cheap = (slot / 4) % 2 == 0 && network.carrier == Carrier::Electricity;
		Some(if cheap { (sell / 2, buy / 2) } else { (sell, buy) })
	}

	fn fund(community: CommunityId) -> u128 {
		if community == COMMUNITY {
			Self::get().fund as u128
		} else {
			0
		}
	}

	fn pay(meter: MeterId, slot: Slot, _: PlanLeg, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			if world.sold.get(&meter).is_some_and(|since| slot < *since) {
				return Self::move_between(&mut world.fund, &mut world.past, amount);
			}
			let mut fund = world.fund;
			Self::move_between(&mut fund, world.position(meter)?, amount)?;
			world.fund = fund;
			Ok(())
		})
	}

	fn charge(meter: MeterId, _: Slot, _: PlanLeg, amount: u128) -> u128 {
		let moved = Self::try_with(|world| {
			let mut fund = world.fund;
			let position = world.position(meter)?;
			let amount = amount.min((*position).max(0) as u128);
			Self::move_between(position, &mut fund, amount)?;
			world.fund = fund;
			Ok(amount)
		});
		moved.unwrap_or(0)
	}

	fn lock(meter: MeterId, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			let mut deposits = world.deposits;
			Self::move_between(world.position(meter)?, &mut deposits, amount)?;
			world.deposits = deposits;
			Ok(())
		})
	}

	fn unlock(meter: MeterId, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			let mut deposits = world.deposits;
			Self::move_between(&mut deposits, world.position(meter)?, amount)?;
			world.deposits = deposits;
			Ok(())
		})
	}

	fn forfeit(_: CommunityId, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| Self::move_between(&mut world.deposits, &mut world.fund, amount))
	}

	fn reward(_: CommunityId, _: &u64, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			if world.frozen {
				return Err(MoneyError::Currency);
			}
			Self::move_between(&mut world.fund, &mut world.rewards, amount)
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_money(meter: MeterId, fund: u128) {
		Self::with(|world| {
			world.positions.insert(meter, ENDOWED);
			world.rest -= ENDOWED + fund as i128;
			world.fund += fund as i128;
			world.tariffs.insert(meter.network, (80_000, 250_000));
		});
	}
}

impl HouseholdQuota<u64> for World {
	fn is_free(who: &u64, succeeds: impl FnOnce() -> bool) -> bool {
		let used = Self::get().used.get(who).copied().unwrap_or(0);
		let tried = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(succeeds()));
		used < QUOTA && with_transaction(tried).unwrap_or(false)
	}

	fn use_one(who: &u64) {
		Self::with(|world| {
			let used = world.used.entry(*who).or_default();
			*used = QUOTA.min(*used + 1);
		});
	}
}
