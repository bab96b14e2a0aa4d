// SPDX-License-Identifier: Apache-2.0
//! The community that is simulated: two networks, 14 meters, and how it begins.

use crate::who::{Who, HOMES, RELAYS};
use codec::Encode;
use commonwatt_runtime::{
	constants::{currency::CWT, euro::EUR},
	Balance, Metering, RuntimeCall, System,
};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot, SlotSource};
use metering_core::{
	meter::{Mark, MeterFacts, MeterRole, StorageFacts},
	reading::possession_message,
};
use pallet_metering::{MeterRegistration, NetworkParams};
use pallet_settlement::NamedAccount;
use settlement_core::{Cycle, Tariff};
use sp_core::{ed25519, Pair};
use sp_io::hashing::blake2_256;

/// The community and its networks.
pub const COMMUNITY: u32 = 0;
pub const POWER: NetworkId = NetworkId { community: COMMUNITY, carrier: Carrier::Electricity };
pub const HEAT: NetworkId = NetworkId { community: COMMUNITY, carrier: Carrier::Heat };
pub const NETWORKS: [NetworkId; 2] = [POWER, HEAT];
/// The settlement currency.
pub const ASSET: u32 = 1;
/// The most a connection carries.
pub const POWER_CAP_W: u32 = 20_000;
/// A slot, and how long one waits for silent meters.
pub const SLOT_S: u64 = 900;
pub const GRACE_S: u32 = 4 * 900;
/// Slots of a billing period.
pub const PERIOD_SLOTS: u32 = 6;
/// Meters 1 to 7 of the electricity network are homes', 8 is a solar plant, 9 a battery.
pub const SUN: u32 = 8;
pub const BATTERY: u32 = 9;
/// The home with a heat pump, on both networks, and the one with a heat store.
pub const PUMP: u32 = 2;
pub const STORE: u32 = 1;
/// Sleeps for longer than a day where the script says so: the operator leaves it alone.
pub const SLEEPER: MeterId = MeterId { network: HEAT, index: 3 };
/// Meters with a feeder each.
pub const POWER_METERS: u32 = 10;
pub const HEAT_METERS: u32 = 4;
/// What a relay vouches with.
pub const BOND: Balance = 20 * CWT;

pub fn meters_of(network: NetworkId) -> u32 {
	if network == POWER {
		POWER_METERS
	} else {
		HEAT_METERS
	}
}

pub fn meter(network: NetworkId, index: u32) -> MeterId {
	MeterId { network, index }
}

/// The connection points, which are all meters but the feeders.
pub fn points() -> impl Iterator<Item = MeterId> {
	NETWORKS
		.into_iter()
		.flat_map(|network| (1..meters_of(network)).map(move |index| meter(network, index)))
}

/// Whose connection point it is at first. Homes 1 to 3 take heat too.
pub fn first_owner(meter: MeterId) -> Who {
	if meter.index == 0 {
		Who::Grid
	} else {
		Who::Home(meter.index as u8)
	}
}

/// What the papers of a meter's devices say.
pub fn facts(at: MeterId) -> MeterFacts {
	MeterFacts {
		power_cap_w: if at.index == 0 { 20 * POWER_CAP_W } else { POWER_CAP_W },
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
	}
}

/// The key of a meter's device, the `generation`-th.
pub fn device(meter: MeterId, generation: u32) -> ed25519::Pair {
	ed25519::Pair::from_seed(&blake2_256(&(b"device", meter, generation).encode()))
}

pub fn genesis_hash() -> [u8; 32] {
	System::block_hash(0).0
}

/// A device's proof that it holds its key.
pub fn possession(device: &ed25519::Pair, owner: Who) -> [u8; 64] {
	let operator = Who::Operator.account().encode();
	let owner = owner.account().encode();
	device.sign(&possession_message(&genesis_hash(), &operator, &owner, &device.public().0)).0
}

fn register(at: MeterId) -> RuntimeCall {
	let owner = first_owner(at);
	let device = device(at, 0);
	let storage = StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity: 20_000 };
	let registration = MeterRegistration {
		owner: owner.account(),
		device_key: device.public().0,
		role: if at.index == 0 { MeterRole::Feeder } else { MeterRole::Boundary },
		mark: (at == meter(POWER, BATTERY)).then_some(Mark::Storage(storage)),
		power_cap_w: if at.index == 0 { 20 * POWER_CAP_W } else { POWER_CAP_W },
		resolution: 1,
		accuracy_ppm: 10_000,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: 0,
		import_register: 0,
		export_register: 0,
		point_tag: (at.index > 0).then(|| blake2_256(&(b"point", at).encode())),
		link_tag: [0; 32],
		member: None,
	};
	let possession = possession(&device, owner);
	pallet_metering::Call::register_meter { network: at.network, registration, possession }.into()
}

pub fn tariff_of(network: NetworkId) -> Tariff {
	if network == POWER {
		Tariff { feed_in: 80_000, retail: 300_000, network_fee: 10_000, fund_fee: 10_000 }
	} else {
		Tariff { feed_in: 8_000, retail: 30_000, network_fee: 500, fund_fee: 500 }
	}
}

/// A person's tag.
pub fn tag(home: u8) -> [u8; 32] {
	blake2_256(&[home, 1])
}

/// The calls with which everything begins, to be made while the block runs, in their order.
pub fn beginning() -> Vec<(Who, RuntimeCall)> {
	use pallet_community::Call as Community;
	use pallet_settlement::Call as Money;
	let mut calls: Vec<(Who, RuntimeCall)> = vec![
		(Who::Operator, Community::open_community { asset: ASSET }.into()),
		(
			Who::Operator,
			Community::set_guarantor { community: 0, guarantor: Who::Guarantor.account() }.into(),
		),
		(Who::Operator, Community::set_bank { community: 0, bank: Who::Bank.account() }.into()),
	];
	for network in NETWORKS {
		calls.extend(network_calls(network));
	}
	for home in 1..=HOMES {
		let account = Who::Home(home).account();
		let member = Community::add_member { community: 0, person_tag: tag(home), account };
		calls.push((Who::Operator, member.into()));
	}
	for point in points() {
		calls.push((Who::Payer, Money::deposit { meter: point, amount: 20 * EUR }.into()));
	}
	let account = NamedAccount::Guarantor(COMMUNITY);
	let amount = 9_000_000 * EUR;
	calls.push((Who::Guarantor, Money::deposit_named { account, amount }.into()));
	for network in NETWORKS {
		let grid = NamedAccount::Grid(network);
		let balancing = NamedAccount::Balancing(network);
		for (account, euros) in [(grid, 3_000_000), (balancing, 100_000)] {
			let limit = euros * EUR;
			calls.push((Who::Guarantor, Money::set_limit { account, limit }.into()));
		}
		let first_slot = now_slot();
		let open = pallet_metering::Call::open_network { network, first_slot };
		calls.push((Who::Operator, open.into()));
	}
	for relay in 0..RELAYS {
		let bond = pallet_metering::Call::bond_relay { amount: BOND };
		calls.push((Who::Relay(relay), bond.into()));
	}
	calls
}

fn network_calls(network: NetworkId) -> Vec<(Who, RuntimeCall)> {
	use pallet_settlement::Call as Money;
	let params = NetworkParams { grace_s: GRACE_S, loss_ppm: 50_000, loss_limit_per_slot: 3_000 };
	let grid = Who::Grid.account();
	let balancing = Who::Balancing.account();
	let cycle = Cycle::Slots(PERIOD_SLOTS.try_into().expect("a few"));
	let tariffs = vec![tariff_of(network)].try_into().expect("one fits");
	let mut calls: Vec<RuntimeCall> = vec![
		pallet_metering::Call::create_network { network, params }.into(),
		Money::set_accounts { network, grid, balancing }.into(),
		Money::set_billing { network, cycle }.into(),
		Money::set_tariffs { network, from_slot: now_slot(), tariffs }.into(),
	];
	calls.extend((0..meters_of(network)).map(|index| register(meter(network, index))));
	calls.into_iter().map(|call| (Who::Operator, call)).collect()
}

/// The slot that runs.
pub fn now_slot() -> Slot {
	<Metering as SlotSource<_>>::current_slot()
}
