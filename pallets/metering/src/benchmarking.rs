// SPDX-License-Identifier: Apache-2.0
//! Benchmarks: one per call, and one per step that runs without a call.

use crate::*;
use alloc::{vec, vec::Vec};
use codec::Encode;
use energy_primitives::traits::BenchClock;
use energy_primitives::{
	Carrier, Communities, CreditNotes, MeterId, NetworkId, RowClass, RowEnergy, Slot, SlotSink,
	PAGE_ROWS,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	Authorize, Get, UnfilteredDispatchable,
};
use frame_system::RawOrigin;
use metering_core::grace::Pause;
use metering_core::{
	correction::{Correction, CorrectionReason, Part},
	meter::{CounterRow, MeterRole, MeterStatus, StorageFacts},
	reading::{batch_message, possession_message, reading_message, SignedReading},
	replacement::{Closing, Replacement},
	storage::StorageBooks,
};
use sp_core::{crypto::KeyTypeId, ed25519, sr25519};
use sp_runtime::{
	traits::IdentifyAccount, transaction_validity::TransactionSource, MultiSignature, MultiSigner,
};

const KEYS: KeyTypeId = KeyTypeId(*b"bnch");
const POWER_CAP_W: u32 = 36_000;

fn device_key() -> ed25519::Public {
	sp_io::crypto::ed25519_generate(KEYS, None)
}

fn sign(key: &ed25519::Public, message: &[u8]) -> [u8; 64] {
	sp_io::crypto::ed25519_sign(KEYS, key, message).expect("the key was made here").0
}

fn params() -> NetworkParams {
	NetworkParams { grace_s: 3_600, loss_ppm: 50_000, loss_limit_per_slot: 100_000 }
}

/// A community with its operator, and an electricity network being prepared.
fn prepared<T: Config>() -> (T::AccountId, NetworkId) {
	start_clock::<T>();
	let operator: T::AccountId = whitelisted_caller();
	let community = T::Communities::bench_open(&operator, &operator, 1);
	let network = NetworkId { community, carrier: Carrier::Electricity };
	Pallet::<T>::do_create_network(operator.clone(), network, params()).expect("is new");
	(operator, network)
}

/// Benchmarks begin in 1970; move to a time with slots behind it.
fn start_clock<T: Config>() {
	T::BenchmarkClock::set(1_000_000_000);
}

/// The running slot.
fn current<T: Config>() -> Slot {
	Pallet::<T>::slot_length_const().slot_at(Pallet::<T>::now_s())
}

fn registration<T: Config>(
	owner: &T::AccountId,
	key: &ed25519::Public,
) -> MeterRegistration<T::AccountId> {
	MeterRegistration {
		owner: owner.clone(),
		device_key: key.0,
		role: MeterRole::Boundary,
		mark: None,
		power_cap_w: POWER_CAP_W,
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
		import_register: 0,
		export_register: 0,
		point_tag: Some(key.0),
		link_tag: [0; 32],
		member: None,
	}
}

/// Puts `rows` boundary meters with these keys into the network, as registration would.
fn install<T: Config>(
	network: NetworkId,
	owner: &T::AccountId,
	keys: &[[u8; 32]],
	first_slot: Slot,
) {
	let mut record = Networks::<T>::get(network).unwrap_or_else(|| NetworkRecord::new(params()));
	for key in keys {
		let meter = MeterId { network, index: record.meters };
		let key = ed25519::Public::from_raw(*key);
		let registration = registration::<T>(owner, &key);
		let device = registration.device_row(Slot::MAX);
		let meter_record = MeterRecord::new(registration, first_slot);
		Devices::<T>::mutate(network, meter.page(), |rows| rows.try_push(device)).expect("a page");
		Counters::<T>::mutate(network, meter.page(), |rows| rows.try_push(CounterRow::default()))
			.expect("a page");
		Meters::<T>::insert(meter, meter_record);
		DeviceKeys::<T>::insert(key.0, meter);
		PointTags::<T>::insert(key.0, meter);
		record.meters += 1;
		record.energy_max += Pallet::<T>::energy_max(network, POWER_CAP_W);
		record.resolution_sum += 1;
	}
	record.phase = Phase::Open { first_slot, opened_at_s: Pallet::<T>::now_s() };
	record.progress.next_slot = first_slot;
	record.progress.waited = record.meters;
	record.progress.lagging = record.meters;
	record.window_since = first_slot;
	Networks::<T>::insert(network, record);
}

fn some_key(n: u32) -> [u8; 32] {
	let mut key = [0xbe; 32];
	key[..4].copy_from_slice(&n.to_le_bytes());
	key
}

/// An open network with `rows` boundary meters whose readings for its next slot are complete.
pub(crate) fn fill_slot<T: Config>(network: NetworkId, owner: &T::AccountId, rows: u32) {
	start_clock::<T>();
	let slot = current::<T>().saturating_sub(1);
	T::Settlement::bench_prepare(network, slot);
	let keys: Vec<_> = (0..rows).map(some_key).collect();
	install::<T>(network, owner, &keys, slot);
	let mut record = Networks::<T>::get(network).expect("installed");
	let mut totals = Totals::<T>::get((network, slot));
	for page in 0..rows.div_ceil(PAGE_ROWS) {
		let devices = Devices::<T>::get(network, page);
		let mut energy = Vec::new();
		for (row, device) in devices.iter().enumerate() {
			let (import, export) = if row % 2 == 0 { (900, 0) } else { (0, 1_100) };
			let row_energy = RowEnergy {
				row: row as u8,
				class: RowClass::Boundary,
				span: 1,
				import,
				export,
				import_before: 0,
				export_before: 0,
				quality: energy_primitives::Quality::Measured,
				import_repaid: 0,
				export_repaid: 0,
				storage_tail: None,
			};
			totals.add(device, &row_energy, Pallet::<T>::energy_max(network, POWER_CAP_W));
			energy.push(row_energy);
		}
		Counters::<T>::mutate(network, page, |counters| {
			for (counter, energy) in counters.iter_mut().zip(&energy) {
				*counter = CounterRow {
					import: energy.import.into(),
					export: energy.export.into(),
					import_register: energy.import.into(),
					export_register: energy.export.into(),
					last_slot: slot,
					..CounterRow::default()
				};
			}
		});
		T::Settlement::record(network, slot, page, &energy);
		let energy = energy.try_into().expect("a page");
		SlotEnergy::<T>::insert((network, slot), page, Page::<RowEnergy>::from(energy));
	}
	totals.last_here = rows;
	record.progress.lagging = 0;
	Totals::<T>::insert((network, slot), totals);
	Networks::<T>::insert(network, record);
	T::Settlement::notice(network);
}

/// A sub-meter behind a new boundary meter of this owner. The network prepares if it is new.
pub(crate) fn behind_a_new_home<T: Config>(network: NetworkId, owner: &T::AccountId) -> MeterId {
	let mut record = Networks::<T>::get(network).unwrap_or_else(|| NetworkRecord::new(params()));
	let home = record.meters;
	for role in [MeterRole::Boundary, MeterRole::Sub { parent: home }] {
		let meter = MeterId { network, index: record.meters };
		let key = sp_io::hashing::blake2_256(&meter.encode());
		let registration = MeterRegistration {
			role,
			point_tag: None,
			..registration::<T>(owner, &ed25519::Public::from_raw(key))
		};
		let device = registration.device_row(Slot::MAX);
		Devices::<T>::mutate(network, meter.page(), |rows| rows.try_push(device)).expect("a page");
		Counters::<T>::mutate(network, meter.page(), |rows| rows.try_push(CounterRow::default()))
			.expect("a page");
		Meters::<T>::insert(meter, MeterRecord::new(registration, 0));
		DeviceKeys::<T>::insert(key, meter);
		record.meters += 1;
	}
	Networks::<T>::insert(network, record);
	MeterId { network, index: home + 1 }
}

/// A full page of signing meters, a bonded relay, and a batch of `n` readings with its signature.
fn signed_batch<T: Config>(n: u32) -> (T::AccountId, ReadingBatch, T::RelaySignature)
where
	T::RelaySignature: From<MultiSignature>,
	T::AccountId: From<<MultiSigner as IdentifyAccount>::AccountId>,
	T::Currency: Mutate<T::AccountId>,
{
	let (operator, network) = prepared::<T>();
	let slot = current::<T>().saturating_sub(1);
	T::Settlement::bench_prepare(network, slot);
	let keys: Vec<_> = (0..PAGE_ROWS).map(|_| device_key()).collect();
	let raw: Vec<_> = keys.iter().map(|key| key.0).collect();
	install::<T>(network, &operator, &raw, slot);
	let genesis = Pallet::<T>::genesis();
	let readings: Vec<_> = keys
		.iter()
		.take(n as usize)
		.enumerate()
		.map(|(row, key)| {
			let (import_register, export_register) = (700, 800);
			let message = reading_message(&genesis, slot, import_register, export_register);
			let signature = sign(key, &message);
			SignedReading { row: row as u8, import_register, export_register, signature }
		})
		.collect();
	let readings = readings.try_into().expect("at most a page");
	let batch = ReadingBatch { network, slot, page: 0, readings };
	let relay_key = sp_io::crypto::sr25519_generate(KEYS, None);
	let message = batch_message(&genesis, &batch.encode());
	let signature: sr25519::Signature =
		sp_io::crypto::sr25519_sign(KEYS, &relay_key, &message).expect("the key was made here");
	let relay: T::AccountId = MultiSigner::from(relay_key).into_account().into();
	fund::<T>(&relay);
	Pallet::<T>::do_bond_relay(relay.clone(), T::RelayBondMin::get()).expect("is funded");
	(relay, batch, MultiSignature::from(signature).into())
}

fn fund<T: Config>(who: &T::AccountId)
where
	T::Currency: Mutate<T::AccountId>,
{
	let amount = T::RelayBondMin::get() * 4u32.into() + T::Currency::minimum_balance();
	T::Currency::set_balance(who, amount);
}

/// The operator of an open network with a full page, and the last meter of it, which is its own.
fn last_meter<T: Config>() -> (T::AccountId, MeterId) {
	let (operator, network) = prepared::<T>();
	let slot = current::<T>().saturating_sub(1);
	T::Settlement::bench_prepare(network, slot);
	let keys: Vec<_> = (0..PAGE_ROWS).map(some_key).collect();
	install::<T>(network, &operator, &keys, slot);
	(operator, MeterId { network, index: PAGE_ROWS - 1 })
}

/// The device's consent to an operator that is also the owner.
fn possession<T: Config>(operator: &T::AccountId, key: &ed25519::Public) -> [u8; 64] {
	let account = operator.encode();
	sign(key, &possession_message(&Pallet::<T>::genesis(), &account, &account, &key.0))
}

/// Makes every meter of the page a storage.
fn fill_storages<T: Config>(meter: MeterId) {
	let facts = StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity: 1_000_000 };
	let storage = |row| StorageRow { row, facts, books: StorageBooks::default() };
	let rows: Vec<_> = (0..=u8::MAX).map(storage).collect();
	Storages::<T>::insert(meter.network, meter.page(), Page::<StorageRow>::truncate_from(rows));
}

#[benchmarks(where
	T::RelaySignature: From<MultiSignature>,
	T::AccountId: From<<MultiSigner as IdentifyAccount>::AccountId>,
	T::Currency: Mutate<T::AccountId>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn create_network() {
		start_clock::<T>();
		let operator: T::AccountId = whitelisted_caller();
		let community = T::Communities::bench_open(&operator, &operator, 1);
		let network = NetworkId { community, carrier: Carrier::Heat };

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, params());

		assert!(Networks::<T>::contains_key(network));
	}

	#[benchmark]
	fn open_network() {
		let (operator, network) = prepared::<T>();
		let first_slot = current::<T>();
		T::Settlement::bench_prepare(network, first_slot);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, first_slot);

		let record = Networks::<T>::get(network).expect("exists");
		assert_eq!(record.first_slot(), Some(first_slot));
	}

	/// The last row of a page: both columns are at their longest.
	#[benchmark]
	fn register_meter() {
		let (operator, network) = prepared::<T>();
		let keys: Vec<_> = (0..PAGE_ROWS - 1).map(some_key).collect();
		install::<T>(network, &operator, &keys, current::<T>());
		let key = device_key();
		let registration = registration::<T>(&operator, &key);
		let message = possession_message(
			&Pallet::<T>::genesis(),
			&operator.encode(),
			&operator.encode(),
			&key.0,
		);
		let possession = sign(&key, &message);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, registration, possession);

		assert_eq!(Networks::<T>::get(network).expect("exists").meters, PAGE_ROWS);
	}

	#[benchmark]
	fn retire_meter() {
		let (operator, network) = prepared::<T>();
		let keys: Vec<_> = (0..PAGE_ROWS).map(some_key).collect();
		install::<T>(network, &operator, &keys, current::<T>());
		let meter = MeterId { network, index: PAGE_ROWS - 1 };

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter);

		let (device, _) = Pallet::<T>::rows_of(meter).expect("exists");
		assert_eq!(device.status, MeterStatus::Retired);
	}

	#[benchmark]
	fn answer_dispute() {
		let (operator, network) = prepared::<T>();
		let slot = current::<T>();
		install::<T>(network, &operator, &[some_key(0)], slot);
		Networks::<T>::mutate(network, |record| {
			let dispute = Dispute { slot, deadline_s: u64::MAX, answered: false };
			record.as_mut().expect("exists").dispute = Some(dispute);
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, slot);

		let record = Networks::<T>::get(network).expect("exists");
		assert!(record.dispute.expect("is open").answered);
	}

	#[benchmark]
	fn bond_relay() {
		let relay: T::AccountId = whitelisted_caller();
		fund::<T>(&relay);

		#[extrinsic_call]
		_(RawOrigin::Signed(relay.clone()), T::RelayBondMin::get());

		assert_eq!(Pallet::<T>::bond_of(&relay), T::RelayBondMin::get());
	}

	#[benchmark]
	fn unbond_relay() {
		let relay: T::AccountId = whitelisted_caller();
		fund::<T>(&relay);
		Pallet::<T>::do_bond_relay(relay.clone(), T::RelayBondMin::get()).expect("is funded");

		#[extrinsic_call]
		_(RawOrigin::Signed(relay.clone()));

		assert_eq!(Pallet::<T>::bond_of(&relay), 0u32.into());
	}

	#[benchmark]
	fn submit_readings(n: Linear<1, { PAGE_ROWS }>) {
		let (relay, batch, relay_signature) = signed_batch::<T>(n);
		let (network, slot) = (batch.network, batch.slot);
		let call = Call::<T>::submit_readings { relay, batch, relay_signature };

		#[block]
		{
			call.dispatch_bypass_filter(RawOrigin::Authorized.into()).expect("is good");
		}

		assert_eq!(Totals::<T>::get((network, slot)).readings, n);
	}

	#[benchmark]
	fn authorize_submit_readings(n: Linear<1, { PAGE_ROWS }>) {
		let (relay, batch, relay_signature) = signed_batch::<T>(n);
		let call = Call::<T>::submit_readings { relay, batch, relay_signature };

		#[block]
		{
			call.authorize(TransactionSource::External).expect("is authorised").expect("is good");
		}
	}

	#[benchmark]
	fn rotate_key() {
		let (operator, meter) = last_meter::<T>();
		let key = device_key();
		let possession = possession::<T>(&operator, &key);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, key.0, possession);

		assert_eq!(DeviceKeys::<T>::get(key.0), Some(meter));
	}

	/// The old device signed its closing registers, and its key is not suspended.
	#[benchmark]
	fn replace_device() {
		let (operator, meter) = last_meter::<T>();
		let old = device_key();
		Devices::<T>::mutate(meter.network, 0, |rows| {
			rows.last_mut().expect("a full page").key = old.0;
		});
		let slot = current::<T>();
		let message = reading_message(&Pallet::<T>::genesis(), slot, 700, 800);
		let signature = sign(&old, &message);
		let closing =
			Closing::Signed { slot, import_register: 700, export_register: 800, signature };
		let key = device_key();
		let facts = registration::<T>(&operator, &key).facts();
		let replacement = Replacement {
			device_key: key.0,
			facts,
			import_register: 0,
			export_register: 0,
			closing,
		};
		let possession = possession::<T>(&operator, &key);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, replacement, possession);

		assert_eq!(Meters::<T>::get(meter).expect("exists").generation, 1);
	}

	#[benchmark]
	fn suspend_meter() {
		let (operator, meter) = last_meter::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter);

		let (device, _) = Pallet::<T>::rows_of(meter).expect("exists");
		assert_eq!(device.status, MeterStatus::Suspended);
	}

	#[benchmark]
	fn resume_meter() {
		let (operator, meter) = last_meter::<T>();
		Pallet::<T>::do_suspend_meter(operator.clone(), meter).expect("is active");

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter);

		let (device, _) = Pallet::<T>::rows_of(meter).expect("exists");
		assert_eq!(device.status, MeterStatus::Active);
	}

	#[benchmark]
	fn change_owner() {
		let (operator, meter) = last_meter::<T>();
		let owner: T::AccountId = account("next owner", 0, 0);
		let from_slot = current::<T>() + 1;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, owner, Some([1; 32]), [2; 32], from_slot);

		assert!(Meters::<T>::get(meter).expect("exists").owners.next.is_some());
	}

	/// A folded record, on a page full of storages.
	#[benchmark]
	fn correct() {
		let (operator, meter) = last_meter::<T>();
		fill_storages::<T>(meter);
		let (slot, evidence) = T::Settlement::bench_evidence(meter, 1);
		let correction = Correction { import: 5, export: 5, reason: CorrectionReason::DeviceFault };

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, slot, correction, evidence);

		assert_eq!(Corrections::<T>::get(meter, slot).expect("corrected").version, 1);
	}

	#[benchmark]
	fn accept_correction() {
		let (operator, meter) = last_meter::<T>();
		fill_storages::<T>(meter);
		let (slot, evidence) = T::Settlement::bench_evidence(meter, 1);
		let figure = T::Settlement::figure(meter, slot, &evidence).expect("is good");
		let correction = Correction { import: 5, export: 5, reason: CorrectionReason::DeviceFault };
		PendingCorrections::<T>::insert(meter, PendingCorrection { slot, figure, correction });

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, slot, correction);

		assert_eq!(Corrections::<T>::get(meter, slot).expect("corrected").version, 1);
	}

	#[benchmark]
	fn reallocate_gap(n: Linear<2, 672>) {
		let (operator, meter) = last_meter::<T>();
		let (slot, evidence) = T::Settlement::bench_evidence(meter, n);
		let parts = vec![Part { import: 256, export: 256 }; n as usize];
		let parts = Parts::truncate_from(parts);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), meter, slot, parts, evidence);

		assert!(Corrections::<T>::get(meter, slot).expect("spread").reallocated);
	}

	/// A pause is written down in a full list.
	#[benchmark]
	fn notice_pause() {
		start_clock::<T>();
		LastAdmitted::<T>::put(1);
		Pauses::<T>::put(frame_support::BoundedVec::truncate_from(vec![
			Pause {
				begin_s: 0,
				end_s: 1
			};
			16
		]));

		#[block]
		{
			Pallet::<T>::notice_pause();
		}

		assert_eq!(LastAdmitted::<T>::get(), Pallet::<T>::now_s());
	}

	/// A full page of meters, all silent.
	#[benchmark]
	fn patrol_page() {
		let (operator, network) = prepared::<T>();
		let keys: Vec<_> = (0..PAGE_ROWS).map(some_key).collect();
		let first_slot = current::<T>() - T::SilentSlots::get() - 10;
		install::<T>(network, &operator, &keys, first_slot);
		Networks::<T>::mutate(network, |record| {
			record.as_mut().expect("exists").progress.next_slot = current::<T>();
		});
		SilencePatrol::<T>::insert(network, 0);

		#[block]
		{
			Pallet::<T>::patrol_page();
		}

		assert_eq!(Networks::<T>::get(network).expect("exists").progress.waited, 0);
	}
}
