// SPDX-License-Identifier: Apache-2.0
//! A small chain around the pallet, with real devices and relays.

use crate as pallet_metering;
use crate::*;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use energy_primitives::{
	Carrier, Communities, CommunityId, CreditNotes, EvidenceError, Figure, HouseholdQuota, MeterId,
	NetworkId, PageIndex, RowEnergy, Slot, SlotSink,
};
use frame_support::{
	derive_impl, parameter_types,
	storage::{with_transaction, TransactionOutcome},
	traits::{ConstU32, Hooks},
	weights::WeightMeter,
};
use metering_core::{
	meter::{Mark, MeterRole},
	reading::{batch_message, possession_message, reading_message, SignedReading},
};
use scale_info::TypeInfo;
use sp_core::{ed25519, sr25519, Pair};
use sp_runtime::{
	traits::IdentityLookup, AccountId32, BuildStorage, DispatchError, MultiSignature, MultiSigner,
};
use std::{cell::RefCell, collections::BTreeMap};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeHoldReason,
		RuntimeFreezeReason,
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type Metering = pallet_metering;
}

pub(crate) type AccountId = AccountId32;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

/// One community, 0, whose operator is account 1.
pub struct OneCommunity;

impl Communities<AccountId> for OneCommunity {
	fn operator(community: CommunityId) -> Option<AccountId> {
		(community == 0).then(operator)
	}
	fn guarantor(_: CommunityId) -> Option<AccountId> {
		None
	}
	fn bank(_: CommunityId) -> Option<AccountId> {
		None
	}
	fn asset(community: CommunityId) -> Option<u32> {
		(community == 0).then_some(1)
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_open(_: &AccountId, _: &AccountId, _: u32) -> CommunityId {
		0
	}
}

std::thread_local! {
	static BOOK: RefCell<Vec<(NetworkId, Slot, PageIndex, RowEnergy)>> = const { RefCell::new(Vec::new()) };
	static NOTICED: RefCell<Vec<NetworkId>> = const { RefCell::new(Vec::new()) };
	static FIGURES: RefCell<BTreeMap<(MeterId, Slot), Figure>> = const { RefCell::new(BTreeMap::new()) };
	static NOTES: RefCell<Vec<Note>> = const { RefCell::new(Vec::new()) };
	static LINES: RefCell<Vec<(MeterId, AccountId, u32, Slot)>> = const { RefCell::new(Vec::new()) };
	static READY: RefCell<bool> = const { RefCell::new(true) };
}

/// Writes down what metering tells settlement.
pub struct Trace;

impl SlotSink for Trace {
	fn record(network: NetworkId, slot: Slot, page: PageIndex, rows: &[RowEnergy]) {
		BOOK.with_borrow_mut(|book| {
			book.extend(rows.iter().map(|row| (network, slot, page, *row)))
		});
	}
	fn notice(network: NetworkId) {
		NOTICED.with_borrow_mut(|noticed| noticed.push(network));
	}
	fn may_open(_: NetworkId, _: Slot, _: u32) -> bool {
		READY.with_borrow(|ready| *ready)
	}
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_prepare(_: NetworkId, _: Slot) {}
}

thread_local! {
	static FREE_CALLS: RefCell<u32> = const { RefCell::new(0) };
}

/// Lets owners have this many calls free.
pub(crate) fn set_free_calls(count: u32) {
	FREE_CALLS.with_borrow_mut(|left| *left = count);
}

impl HouseholdQuota<AccountId> for Trace {
	fn is_free(_: &AccountId, succeeds: impl FnOnce() -> bool) -> bool {
		let tried = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(succeeds()));
		FREE_CALLS.with_borrow(|left| *left > 0) && with_transaction(tried).unwrap_or(false)
	}
	fn use_one(_: &AccountId) {
		FREE_CALLS.with_borrow_mut(|left| *left = left.saturating_sub(1));
	}
}

/// A credit note as metering asked for it: meter, slot, import, export.
pub(crate) type Note = (MeterId, Slot, i64, i64);

/// The settled slots of these tests are in memory, so evidence is only a claim to be looked up.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Claim(pub u32, pub u32);

impl CreditNotes<AccountId> for Trace {
	type Evidence = Claim;

	fn figure(meter: MeterId, slot: Slot, evidence: &Claim) -> Result<Figure, EvidenceError> {
		let known = FIGURES.with_borrow(|figures| figures.get(&(meter, slot)).copied());
		let figure = known.ok_or(EvidenceError::UnknownSlot)?;
		if *evidence == Claim(figure.import, figure.export) {
			Ok(figure)
		} else {
			Err(EvidenceError::WrongRow)
		}
	}

	fn credit_note(meter: MeterId, slot: Slot, figure: &Figure, import: i64, export: i64) -> i128 {
		NOTES.with_borrow_mut(|notes| notes.push((meter, slot, import, export)));
		i128::from(figure.sell_price) * i128::from(export)
			- i128::from(figure.buy_price) * i128::from(import)
	}

	fn reallocate(_: MeterId, slot: Slot, figure: &Figure, parts: &[(u32, u32)]) -> Option<i128> {
		// The price of a slot is its number's last digit more than the gap's.
		let first = slot + 1 - figure.span;
		(first >= FIRST).then(|| {
			let part = |(slot, (_, export)): (Slot, &(u32, u32))| {
				i128::from(slot % 10) * i128::from(*export)
			};
			(first..=slot).zip(parts).map(part).sum()
		})
	}

	fn change_owner(meter: MeterId, owner: AccountId, epoch: u32, from_slot: Slot) -> bool {
		LINES.with_borrow_mut(|lines| {
			let room = lines.len() < 3;
			if room {
				lines.push((meter, owner, epoch, from_slot));
			}
			room
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_evidence(_: MeterId, _: u32) -> (Slot, Claim) {
		(0, Claim(0, 0))
	}
}

/// Makes a settled figure known.
pub(crate) fn settle(meter: MeterId, slot: Slot, span: u32, import: u32, export: u32) -> Claim {
	let class = Metering::meter(meter).expect("known").device.class;
	let (sell_price, buy_price, no_feeder) = (100, 300, false);
	let figure = Figure { class, span, import, export, sell_price, buy_price, no_feeder };
	FIGURES.with_borrow_mut(|figures| figures.insert((meter, slot), figure));
	Claim(import, export)
}

/// Credit notes asked for so far, taken out.
pub(crate) fn take_notes() -> Vec<Note> {
	NOTES.take()
}

/// Closing lines asked for so far, taken out.
pub(crate) fn take_lines() -> Vec<(MeterId, AccountId, u32, Slot)> {
	LINES.take()
}

/// Everything put into books so far, taken out.
pub(crate) fn take_book() -> Vec<(NetworkId, Slot, PageIndex, RowEnergy)> {
	BOOK.take()
}

/// Networks settlement was told to look at, taken out.
pub(crate) fn take_noticed() -> Vec<NetworkId> {
	NOTICED.take()
}

/// Whether settlement lets networks open.
pub(crate) fn set_settlement_ready(ready: bool) {
	READY.set(ready);
}

parameter_types! {
	pub const RelayBondMin: u64 = 1_000;
	pub const BatchFee: u64 = 10;
}

impl Config for Test {
	type WeightInfo = ();
	type Time = Timestamp;
	type Communities = OneCommunity;
	type Settlement = Trace;
	type Quota = Trace;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RelaySignature = MultiSignature;
	type RelayPublic = MultiSigner;
	type SlotSeconds = ConstU32<900>;
	type GraceMax = ConstU32<172_800>;
	type SilentSlots = ConstU32<4>;
	type DisputeSlots = ConstU32<8>;
	type CorrectionSlots = ConstU32<200>;
	type BackdateDays = ConstU32<31>;
	type RelayBondMin = RelayBondMin;
	type BatchFee = BatchFee;
	type ReadingsPerBlockMax = ConstU32<512>;
	type PauseSeconds = ConstU32<60>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkClock = ();
}

pub(crate) const ELECTRICITY: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
pub(crate) const HEAT: NetworkId = NetworkId { community: 0, carrier: Carrier::Heat };

/// First slot of the networks in the tests: the clock starts a day after it.
pub(crate) const FIRST: Slot = 2_000_000;

pub(crate) fn account(n: u8) -> AccountId {
	AccountId::from([n; 32])
}

pub(crate) fn operator() -> AccountId {
	account(1)
}

pub(crate) fn relay_pair() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[7; 32])
}

pub(crate) fn relay() -> AccountId {
	AccountId::from(relay_pair().public())
}

/// The device that seed `n` makes.
pub(crate) fn device(n: u16) -> ed25519::Pair {
	let mut seed = [0; 32];
	seed[..2].copy_from_slice(&n.to_le_bytes());
	ed25519::Pair::from_seed(&seed)
}

/// A registration of device `n` with plausible facts: 36 kW, so 9000 Wh a slot.
pub(crate) fn registration(n: u16, role: MeterRole) -> MeterRegistration<AccountId> {
	MeterRegistration {
		owner: account(100),
		device_key: device(n).public().0,
		role,
		mark: None::<Mark>,
		power_cap_w: 36_000,
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
		import_register: 1_000_000,
		export_register: 0,
		point_tag: None,
		link_tag: [0; 32],
		member: None,
	}
}

pub(crate) fn possession(n: u16, registration: &MeterRegistration<AccountId>) -> [u8; 64] {
	let message = possession_message(
		&Metering::genesis(),
		&operator().encode(),
		&registration.owner.encode(),
		&registration.device_key,
	);
	device(n).sign(&message).0
}

/// Device `n` agrees to this operator, and to the owner of the fixtures' meters.
pub(crate) fn new_possession(n: u16) -> [u8; 64] {
	possession(n, &registration(n, MeterRole::Boundary))
}

/// Registers device `n`; it gets the next index of the network.
pub(crate) fn register(network: NetworkId, n: u16, role: MeterRole) -> MeterId {
	let registration = registration(n, role);
	let possession = possession(n, &registration);
	Metering::register_meter(RuntimeOrigin::signed(operator()), network, registration, possession)
		.expect("a good registration");
	let index = Networks::<Test>::get(network).expect("exists").meters - 1;
	MeterId { network, index }
}

pub(crate) fn params() -> NetworkParams {
	NetworkParams { grace_s: 86_400, loss_ppm: 50_000, loss_limit_per_slot: 5_000 }
}

/// A reading of device `n` in `row`; registers count from the opening registers above.
pub(crate) fn reading(row: u8, n: u16, slot: Slot, import: u64, export: u64) -> SignedReading {
	let (import_register, export_register) = (1_000_000 + import, export);
	let message = reading_message(&Metering::genesis(), slot, import_register, export_register);
	SignedReading { row, import_register, export_register, signature: device(n).sign(&message).0 }
}

pub(crate) fn batch(slot: Slot, readings: Vec<SignedReading>) -> ReadingBatch {
	let readings = readings.try_into().expect("at most a page");
	ReadingBatch { network: ELECTRICITY, slot, page: 0, readings }
}

pub(crate) fn relay_signature(batch: &ReadingBatch) -> MultiSignature {
	relay_pair().sign(&batch_message(&Metering::genesis(), &batch.encode())).into()
}

/// The batch as the call that a relay sends.
pub(crate) fn call(batch: ReadingBatch) -> Call<Test> {
	let relay_signature = relay_signature(&batch);
	Call::submit_readings { relay: relay(), batch, relay_signature }
}

/// Sends the readings the way a block would take them: authorised, then dispatched.
pub(crate) fn submit(slot: Slot, readings: Vec<SignedReading>) {
	use frame_support::traits::{Authorize, UnfilteredDispatchable};
	let call = call(batch(slot, readings));
	call.authorize(sp_runtime::transaction_validity::TransactionSource::External)
		.expect("the call is authorised by the pallet")
		.expect("authorised");
	call.dispatch_bypass_filter(frame_system::RawOrigin::Authorized.into()).expect("dispatched");
}

/// Lets a new block begin `seconds` later, polls included.
pub(crate) fn pass(seconds: u64) {
	let number = System::block_number();
	Metering::on_finalize(number);
	System::set_block_number(number + 1);
	Timestamp::set_timestamp(Timestamp::get() + seconds * 1_000);
	Metering::on_initialize(number + 1);
	Metering::on_poll(number + 1, &mut WeightMeter::new());
}

/// Moves the clock to the end of `slot`.
pub(crate) fn pass_to_end_of(slot: Slot) {
	let end_s = Metering::slot_length_const().end_s(slot);
	pass(end_s.saturating_sub(Metering::now_s()));
}

/// Builds a chain, runs a test on it, checks every invariant.
pub(crate) struct TestExt {
	meters: Vec<MeterRole>,
	open: bool,
}

impl TestExt {
	/// An electricity network with one feeder and two boundary meters (devices 0, 1, 2), open from
	/// [`FIRST`] on, and a bonded relay.
	pub(crate) fn new() -> Self {
		Self {
			meters: vec![MeterRole::Feeder, MeterRole::Boundary, MeterRole::Boundary],
			open: true,
		}
	}

	/// Other meters: device n is the n-th.
	pub(crate) fn with_meters(mut self, meters: Vec<MeterRole>) -> Self {
		self.meters = meters;
		self
	}

	/// The network is still being prepared.
	pub(crate) fn preparing(mut self) -> Self {
		self.open = false;
		self
	}

	/// The network does not exist yet.
	pub(crate) fn without_network(self) -> sp_io::TestExternalities {
		let mut storage =
			frame_system::GenesisConfig::<Test>::default().build_storage().expect("builds");
		pallet_balances::GenesisConfig::<Test> {
			balances: vec![(operator(), 1_000_000), (relay(), 1_000_000), (account(9), 1_000_000)],
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("builds");
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.execute_with(|| {
			BOOK.take();
			NOTICED.take();
			FIGURES.take();
			NOTES.take();
			LINES.take();
			READY.set(true);
			System::set_block_number(1);
			frame_system::BlockHash::<Test>::insert(0, sp_core::H256::repeat_byte(0xc0));
			let length = Metering::slot_length_const();
			Timestamp::set_timestamp((length.begin_s(FIRST) + 86_400) * 1_000);
		});
		ext
	}

	pub(crate) fn execute_with(self, test: impl FnOnce()) {
		let (meters, open) = (self.meters.clone(), self.open);
		self.without_network().execute_with(|| {
			let operator = || RuntimeOrigin::signed(operator());
			Metering::create_network(operator(), ELECTRICITY, params()).expect("creates");
			for (n, role) in meters.into_iter().enumerate() {
				register(ELECTRICITY, n as u16, role);
			}
			if open {
				Metering::open_network(operator(), ELECTRICITY, FIRST).expect("opens");
			}
			Metering::bond_relay(RuntimeOrigin::signed(relay()), 10_000).expect("bonds");
			test();
			Metering::do_try_state().expect("invariants hold");
		});
	}
}
