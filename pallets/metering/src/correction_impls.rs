// SPDX-License-Identifier: Apache-2.0
//! Settled figures that turn out to be wrong, and gaps that are spread over their slots.

use crate::*;
use energy_primitives::{CreditNotes, Figure, HouseholdQuota, MeterId, RowClass, Slot};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use metering_core::{
	correction::{apply, check_parts, needs_consent, Correction, Standing},
	meter::CounterRow,
	storage,
};

type EvidenceOf<T> =
	<<T as Config>::Settlement as CreditNotes<<T as frame_system::Config>::AccountId>>::Evidence;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_correct(
		who: T::AccountId,
		meter: MeterId,
		slot: Slot,
		correction: Correction,
		evidence: EvidenceOf<T>,
	) -> DispatchResult {
		Self::operated(&who, meter.network)?;
		let (device, counter) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		let figure = T::Settlement::figure(meter, slot, &evidence).map_err(Error::<T>::from)?;
		let energy_max = Self::energy_max_over(meter, figure.span, device.power_cap_w);
		let standing = Self::standing(meter, slot, &figure);
		// A correction that can't be applied now needs nobody's consent.
		let (_, after) =
			apply(&counter, &standing, &correction, energy_max).map_err(Error::<T>::from)?;
		let latest = slot.saturating_add(T::CorrectionSlots::get());
		let is_old = latest < Self::current_slot_number();
		let recorded = (figure.import, figure.export);
		let asks = needs_consent(recorded, &after, energy_max, is_old);
		if device.class != RowClass::Sub && asks {
			let pending = PendingCorrection { slot, figure, correction };
			PendingCorrections::<T>::insert(meter, pending);
			Self::deposit_event(Event::CorrectionProposed { meter, slot, correction });
			return Ok(());
		}
		Self::apply_correction(meter, slot, figure, correction)
	}

	pub(crate) fn do_accept_correction(
		who: T::AccountId,
		meter: MeterId,
		slot: Slot,
		correction: Correction,
	) -> DispatchResult {
		let record = Meters::<T>::get(meter).ok_or(Error::<T>::MeterNotFound)?;
		let owner = &record.owners.at(Self::current_slot_number()).owner;
		ensure!(*owner == who, Error::<T>::NotOwner);
		let pending = PendingCorrections::<T>::take(meter).ok_or(Error::<T>::NothingPending)?;
		// The operator may have proposed something else since the owner looked.
		let same = pending.slot == slot && pending.correction == correction;
		ensure!(same, Error::<T>::OtherPending);
		Self::apply_correction(meter, slot, pending.figure, correction)?;
		T::Quota::use_one(&who);
		Ok(())
	}

	/// Whether a household's call is free.
	pub(crate) fn is_free(
		origin: &OriginFor<T>,
		call: impl FnOnce(T::AccountId) -> DispatchResult,
	) -> bool {
		let who = ensure_signed(origin.clone());
		who.is_ok_and(|who| T::Quota::is_free(&who, || call(who.clone()).is_ok()))
	}

	/// How the figure stands: as the slot's record says, or as it was last corrected.
	fn standing(meter: MeterId, slot: Slot, figure: &Figure) -> Standing {
		Corrections::<T>::get(meter, slot).unwrap_or(Standing {
			version: 0,
			import: figure.import,
			export: figure.export,
			reallocated: false,
		})
	}

	fn energy_max_over(meter: MeterId, span: u32, power_cap_w: u32) -> u64 {
		let seconds = Self::slot_length_const().seconds().saturating_mul(span.into());
		meter.network.carrier.energy_max(power_cap_w, seconds)
	}

	fn apply_correction(
		meter: MeterId,
		slot: Slot,
		figure: Figure,
		correction: Correction,
	) -> DispatchResult {
		let (device, before) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		let mut record = Meters::<T>::get(meter).ok_or(Error::<T>::MeterNotFound)?;
		let energy_max = Self::energy_max_over(meter, figure.span, device.power_cap_w);
		let standing = Self::standing(meter, slot, &figure);
		let (after, standing) =
			apply(&before, &standing, &correction, energy_max).map_err(Error::<T>::from)?;
		Self::lengthen_storage(meter, &before, &after)?;
		record.adjusted = record.adjusted.with(&before, &after);
		Self::put_counter(meter, after);
		Meters::<T>::insert(meter, record);
		Corrections::<T>::insert(meter, slot, standing);
		let (import, export) = (correction.import.into(), correction.export.into());
		let leg = T::Settlement::credit_note(meter, slot, &figure, import, export);
		Self::deposit_event(Event::Corrected {
			meter,
			slot,
			version: standing.version,
			correction,
			leg,
			import_begin: before.import,
			export_begin: before.export,
		});
		Ok(())
	}

	/// What a correction appends to a storage's axes passes through its books like a slot.
	fn lengthen_storage(
		meter: MeterId,
		before: &CounterRow,
		after: &CounterRow,
	) -> Result<(), Error<T>> {
		Storages::<T>::try_mutate(meter.network, meter.page(), |rows| {
			let found = rows.iter_mut().find(|storage| storage.row == meter.row());
			let Some(storage) = found else { return Ok(()) };
			let (export, import) = (
				after.export.saturating_sub(before.export),
				after.import.saturating_sub(before.import),
			);
			let (x, y) = (before.export, before.import);
			let step = storage::step(&storage.facts, &storage.books, x, y, export, import);
			storage.books = step.ok_or(Error::<T>::CounterFull)?.after;
			Ok(())
		})
	}

	pub(crate) fn do_reallocate_gap(
		who: T::AccountId,
		meter: MeterId,
		slot: Slot,
		parts: Parts,
		evidence: EvidenceOf<T>,
	) -> DispatchResult {
		Self::operated(&who, meter.network)?;
		let (device, _) = Self::rows_of(meter).ok_or(Error::<T>::MeterNotFound)?;
		ensure!(device.class == RowClass::Boundary, Error::<T>::NotBoundary);
		let figure = T::Settlement::figure(meter, slot, &evidence).map_err(Error::<T>::from)?;
		let standing = Self::standing(meter, slot, &figure);
		ensure!(!standing.reallocated, Error::<T>::AlreadyReallocated);
		let slot_max = Self::energy_max(meter.network, device.power_cap_w);
		check_parts(&parts, figure.span, standing.import, standing.export, slot_max)
			.map_err(Error::<T>::from)?;
		let energies: alloc::vec::Vec<(u32, u32)> =
			parts.iter().map(|part| (part.import, part.export)).collect();
		let credit = T::Settlement::reallocate(meter, slot, &figure, &energies)
			.ok_or(Error::<T>::SlotTooOld)?;
		Corrections::<T>::insert(meter, slot, Standing { reallocated: true, ..standing });
		Self::deposit_event(Event::GapReallocated { meter, slot, credit });
		Ok(())
	}
}
