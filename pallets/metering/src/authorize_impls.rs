// SPDX-License-Identifier: Apache-2.0
//! Which batches of readings the transaction pool and a block take.

use crate::*;
use codec::Encode;
use energy_primitives::{NetworkId, Slot};
use frame_support::{ensure, pallet_prelude::*};
use metering_core::{
	meter::{CounterRow, DeviceRow},
	reading::{batch_message, check_fresh, Setting, SignedReading},
};
use sp_runtime::traits::Verify;

/// Above every tip: a flood of transfers can't hold readings up. Their number per block is bounded.
/// The slot is taken off, so that a backlog goes into blocks in the order of its slots: a later slot
/// that overtook an earlier one would turn it into a gap.
const PRIORITY: TransactionPriority = TransactionPriority::MAX / 2;

/// A batch with this many fresh readings or more goes before one with fewer, whatever their slots: a
/// reading that comes almost alone takes seven times the time of one in a full page, so a flood of
/// such batches must not stand in front of full ones.
const FULL_ROWS: usize = 16;

/// More than slots can take off.
const FULL_BONUS: TransactionPriority = 1 << 33;

/// Blocks a batch waits in the pool before it must prove fresh again.
const LONGEVITY: TransactionLongevity = 600;

/// A page with something new to say, and the network it stands in.
pub(crate) struct FreshPage {
	/// Where its readings are judged.
	pub(crate) setting: Setting,
	/// Its network.
	pub(crate) record: NetworkRecord,
	/// The two columns.
	pub(crate) devices: Page<DeviceRow>,
	/// See `devices`.
	pub(crate) counters: Page<CounterRow>,
	/// How many of the batch's readings can still count.
	pub(crate) fresh: usize,
}

impl<T: Config> Pallet<T> {
	/// Decides whether a batch may enter the pool or a block. The cheap questions come first, the
	/// relay's signature last.
	pub(crate) fn authorize_submit_readings(
		_source: TransactionSource,
		relay: &T::AccountId,
		batch: &ReadingBatch,
		relay_signature: &T::RelaySignature,
	) -> TransactionValidityWithRefund {
		let in_block = BlockReadings::<T>::get().saturating_add(batch.readings.len() as u32);
		ensure!(
			in_block <= T::ReadingsPerBlockMax::get(),
			TransactionValidityError::from(InvalidTransaction::ExhaustsResources)
		);
		let page = Self::check_batch(batch).map_err(refusal)?;
		ensure!(Self::bond_of(relay) >= Self::worthless_fee(), refusal(Error::<T>::RelayNotBonded));
		let message = batch_message(&Self::genesis(), &batch.encode());
		ensure!(
			relay_signature.verify(message.as_ref(), relay),
			refusal(Error::<T>::WrongRelaySignature)
		);
		// The tag is the batch itself, so a copy under another relay's name replaces nothing.
		let validity = ValidTransaction::with_tag_prefix("commonwatt/readings")
			.priority(priority(page.fresh, batch.slot))
			.longevity(LONGEVITY)
			.and_provides(message)
			.propagate(true)
			.build()?;
		Ok((validity, Weight::zero()))
	}

	/// Whether at least one reading of the batch can count, by what is cheap to know. Returns what was
	/// read for it.
	pub(crate) fn check_batch(batch: &ReadingBatch) -> Result<FreshPage, Error<T>> {
		ensure!(!batch.readings.is_empty(), Error::<T>::EmptyBatch);
		let record = Networks::<T>::get(batch.network).ok_or(Error::<T>::NetworkNotFound)?;
		let setting = Self::setting(batch.network, &record, batch.slot)?;
		let devices = Devices::<T>::get(batch.network, batch.page);
		ensure!(!devices.is_empty(), Error::<T>::PageNotFound);
		let counters = Counters::<T>::get(batch.network, batch.page);
		let is_fresh = |reading: &&SignedReading| {
			let row = usize::from(reading.row);
			match (devices.get(row), counters.get(row)) {
				(Some(device), Some(counter)) => check_fresh(device, counter, &setting).is_ok(),
				_ => false,
			}
		};
		let fresh = batch.readings.iter().filter(is_fresh).count();
		ensure!(fresh > 0, Error::<T>::NothingFresh);
		Ok(FreshPage { setting, record, devices, counters, fresh })
	}

	/// Where readings of this slot are judged, if the slot takes any.
	fn setting(
		network: NetworkId,
		record: &NetworkRecord,
		slot: Slot,
	) -> Result<Setting, Error<T>> {
		let first_slot = record.first_slot().ok_or(Error::<T>::NotOpen)?;
		let slot_length = Self::slot_length_const();
		ensure!(slot_length.has_ended(slot, Self::now_s()), Error::<T>::SlotNotEnded);
		ensure!(slot >= record.progress.next_slot, Error::<T>::SlotClosed);
		Ok(Setting { slot, first_slot, carrier: network.carrier, slot_length })
	}
}

fn priority(fresh: usize, slot: Slot) -> TransactionPriority {
	let bonus = if fresh >= FULL_ROWS { FULL_BONUS } else { 0 };
	PRIORITY.saturating_add(bonus).saturating_sub(slot.into())
}

/// An error as the pool reports it: "custom error" with the error's number in this pallet.
fn refusal<T: Config>(error: Error<T>) -> TransactionValidityError {
	let number = error.encode().first().copied().unwrap_or(u8::MAX);
	InvalidTransaction::Custom(number).into()
}
