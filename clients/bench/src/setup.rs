// SPDX-License-Identifier: Apache-2.0
//! A community with one electricity network and many meters, made by the calls an operator sends.

use crate::chain::{general, Chain, Result};
use codec::Encode;
use commonwatt_runtime::{AccountId, Runtime, RuntimeCall, UncheckedExtrinsic};
use energy_primitives::{Carrier, NetworkId, Slot, PAGE_ROWS};
use metering_core::{
	meter::MeterRole,
	reading::{batch_message, possession_message, reading_message, SignedReading},
};
use pallet_metering::{MeterRegistration, NetworkParams, ReadingBatch};
use pallet_settlement::NamedAccount;
use settlement_core::Tariff;
use sp_core::{ed25519, sr25519, Pair};
use sp_keyring::Sr25519Keyring as Key;

pub(crate) const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };

const POWER_CAP_W: u32 = 24_000;
const METERS_PER_BLOCK: usize = 512;
const EUR: u128 = 1_000_000_000;
const CWT: u128 = 1_000_000_000_000;

/// The network's devices, in the order of their meters.
pub(crate) struct Fleet {
	devices: Vec<ed25519::Pair>,
	genesis: [u8; 32],
}

/// Signs with a dev key, counting its transactions.
struct Sender {
	pair: sr25519::Pair,
	nonce: u32,
}

impl Sender {
	fn new(key: Key) -> Self {
		Self { pair: key.pair(), nonce: 0 }
	}

	fn sign(&mut self, chain: &Chain, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
		let nonce = self.nonce;
		self.nonce += 1;
		chain.signed(&self.pair, nonce, call.into())
	}
}

impl Fleet {
	/// Opens a community and a network with `pages` full pages of meters, from `first_slot` on.
	pub(crate) fn install(chain: &mut Chain, pages: u32, first_slot: Slot) -> Result<Self> {
		let devices = (0..pages * PAGE_ROWS).map(device).collect();
		let fleet = Self { devices, genesis: chain.genesis().0 };
		let mut operator = Sender::new(Key::Alice);
		let mut guarantor = Sender::new(Key::Charlie);
		let mut relay = Sender::new(Key::Ferdie);
		let account = |key: Key| -> AccountId { key.to_account_id() };

		let params =
			NetworkParams { grace_s: 86_400, loss_ppm: 50_000, loss_limit_per_slot: 1_000_000 };
		let tariffs =
			vec![Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 2_000 }];
		let tariffs = tariffs.try_into().map_err(|_| "one tariff fits")?;
		let open = vec![
			operator.sign(chain, pallet_community::Call::<Runtime>::open_community { asset: 1 }),
			operator.sign(
				chain,
				pallet_community::Call::<Runtime>::set_guarantor {
					community: 0,
					guarantor: account(Key::Charlie),
				},
			),
			operator.sign(
				chain,
				pallet_metering::Call::<Runtime>::create_network { network: NETWORK, params },
			),
			operator.sign(
				chain,
				pallet_settlement::Call::<Runtime>::set_accounts {
					network: NETWORK,
					grid: account(Key::Bob),
					balancing: account(Key::Eve),
				},
			),
			operator.sign(
				chain,
				pallet_settlement::Call::<Runtime>::set_tariffs {
					network: NETWORK,
					from_slot: first_slot,
					tariffs,
				},
			),
			guarantor.sign(
				chain,
				pallet_settlement::Call::<Runtime>::deposit_named {
					account: NamedAccount::Guarantor(0),
					amount: 9_000_000 * EUR,
				},
			),
			guarantor.sign(
				chain,
				pallet_settlement::Call::<Runtime>::set_limit {
					account: NamedAccount::Grid(NETWORK),
					limit: 8_000_000 * EUR,
				},
			),
			guarantor.sign(
				chain,
				pallet_settlement::Call::<Runtime>::set_limit {
					account: NamedAccount::Balancing(NETWORK),
					limit: 500_000 * EUR,
				},
			),
			relay.sign(chain, pallet_metering::Call::<Runtime>::bond_relay { amount: 1_000 * CWT }),
		];
		chain.import(open)?;
		for block in fleet.devices.chunks(METERS_PER_BLOCK) {
			let calls = block
				.iter()
				.map(|device| operator.sign(chain, fleet.register(&account(Key::Alice), device)))
				.collect();
			chain.import(calls)?;
		}
		let call = pallet_metering::Call::<Runtime>::open_network { network: NETWORK, first_slot };
		chain.import(vec![operator.sign(chain, call)])?;
		Ok(fleet)
	}

	/// How many meters there are.
	pub(crate) fn meters(&self) -> u32 {
		self.devices.len() as u32
	}

	fn register(
		&self,
		operator: &AccountId,
		device: &ed25519::Pair,
	) -> pallet_metering::Call<Runtime> {
		let device_key = device.public().0;
		let owner: AccountId = device_key.into();
		let message =
			possession_message(&self.genesis, &operator.encode(), &owner.encode(), &device_key);
		let registration = MeterRegistration {
			owner,
			device_key,
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
			point_tag: None,
			link_tag: [0; 32],
			member: None,
		};
		let possession = device.sign(&message).0;
		pallet_metering::Call::register_meter { network: NETWORK, registration, possession }
	}

	/// What every device signs for the `nth` slot of the network: message, signature, public key.
	pub(crate) fn signatures(&self, slot: Slot, nth: u64) -> Vec<(Vec<u8>, [u8; 64], [u8; 32])> {
		let signed = |(index, device): (usize, &ed25519::Pair)| {
			let (import, export) = registers(index, nth);
			let message = reading_message(&self.genesis, slot, import, export);
			let signature = device.sign(&message).0;
			(message, signature, device.public().0)
		};
		self.devices.iter().enumerate().map(signed).collect()
	}

	/// A batch of `rows` readings per page, for the `nth` slot of the network.
	pub(crate) fn batches(&self, slot: Slot, nth: u64, rows: usize) -> Vec<UncheckedExtrinsic> {
		let relay = Key::Ferdie.pair();
		let signatures = self.signatures(slot, nth);
		let page_rows = PAGE_ROWS as usize;
		let batch = |(page, signed): (usize, &[(Vec<u8>, [u8; 64], [u8; 32])])| {
			let readings: Vec<_> = signed
				.iter()
				.take(rows)
				.enumerate()
				.map(|(row, (_, signature, _))| {
					let (import_register, export_register) = registers(page * page_rows + row, nth);
					let signature = *signature;
					SignedReading { row: row as u8, import_register, export_register, signature }
				})
				.collect();
			let readings = readings.try_into().expect("a page");
			let batch = ReadingBatch { network: NETWORK, slot, page: page as u32, readings };
			let message = batch_message(&self.genesis, &batch.encode());
			let relay_signature = relay.sign(&message).into();
			let relay: AccountId = relay.public().into();
			let call = pallet_metering::Call::submit_readings { relay, batch, relay_signature };
			general(RuntimeCall::Metering(call))
		};
		signatures.chunks(page_rows).enumerate().map(batch).collect()
	}
}

fn device(n: u32) -> ed25519::Pair {
	let mut seed = [0xcb; 32];
	seed[..4].copy_from_slice(&n.to_le_bytes());
	ed25519::Pair::from_seed(&seed)
}

/// Even meters take 100 to 1 123 Wh a slot, odd ones give half of that.
fn registers(index: usize, nth: u64) -> (u64, u64) {
	let step = 100 + (index as u64 * 37) % 1_024;
	if index % 2 == 0 {
		(step * nth, 0)
	} else {
		(0, step * nth / 2)
	}
}
