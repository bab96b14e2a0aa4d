// SPDX-License-Identifier: Apache-2.0
//! A district that plans together: 1 000 homes with a device each, on two networks.

use crate::{
	chain::Result,
	fleet::Fleet,
	genesis,
	town::{self, Order, GUARANTOR, NETWORK, OPERATOR},
};
use commonwatt_runtime::{
	constants::{currency::CWT, euro::EUR},
	AccountId, Balances, Dispatch, Runtime,
};
use dispatch_core::{
	profile, Contract, DeviceKind, DeviceLimits, DispatchRules, Node, Offer, Profile, Run,
	SideLimits, SideOffer, StoreOffer, SLOTS_MAX,
};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot};
use frame_support::traits::fungible::Mutate;
use pallet_dispatch::{Call, DayClass, GridConfig};
use pallet_metering::NetworkParams;
use pallet_settlement::NamedAccount;
use settlement_core::Tariff;
use sp_keyring::Sr25519Keyring as Key;

const SLOTS: u8 = SLOTS_MAX as u8;
const HEAT: NetworkId = NetworkId { community: 0, carrier: Carrier::Heat };
/// Lines of the electricity network and of the heat network.
const LINES: (usize, usize) = (21, 3);
/// The load nobody plans, in W.
const LOAD_W: (i32, i32) = (300_000, 500_000);
const POWER_W: u32 = 3_700;

/// Makes the community, its networks, homes and devices, and begins a round whose horizon starts
/// with `first_slot`. Solvers get what their deposits and fees take.
pub(super) fn found(fleet: &Fleet, first_slot: Slot, solvers: &[Key]) -> Result<()> {
	genesis::found(fleet, first_slot)?;
	heat(first_slot)?.into_iter().try_for_each(genesis::carry_out)?;
	programme()?.into_iter().try_for_each(genesis::carry_out)?;
	fund().into_iter().try_for_each(genesis::carry_out)?;
	let rules = DispatchRules {
		reserve_w: 20_000,
		offer_blocks: 4,
		commit_blocks: 8,
		reveal_blocks: 40,
		veto_blocks: 4,
		// Whatever comes of it is put in force, and in a block of its own.
		regret_max_nano: 100_000_000_000,
		gap_max_ppm: 0,
		..DispatchRules::default()
	};
	Dispatch::set_rules(0, rules).map_err(|error| format!("the rules: {error:?}"))?;
	for key in solvers {
		endow(&key.to_account_id())?;
	}
	for (number, owner) in (0u16..).zip(fleet.owners()) {
		endow(&owner)?;
		let (limits, offer) = device(number);
		let meter = MeterId { network: NETWORK, index: number.into() };
		let community = 0;
		let other_meter = None;
		genesis::act(
			&owner,
			Call::<Runtime>::register_device { community, limits, meter, other_meter },
		)?;
		let blob = vec![(number, offer)].try_into().map_err(|_| "one offer fits")?;
		genesis::act(&owner, Call::<Runtime>::offer { community, blob, standing: true })?;
	}
	genesis::carry_out(Order::new(
		OPERATOR,
		Call::<Runtime>::start_round { community: 0, first_slot },
	))
}

fn endow(who: &AccountId) -> Result<()> {
	Balances::mint_into(who, 100_000 * CWT).map_err(|error| format!("no currency: {error:?}"))?;
	Ok(())
}

/// The heat network, without meters of its own.
fn heat(first_slot: Slot) -> Result<Vec<Order>> {
	let params = NetworkParams { grace_s: 86_400, loss_ppm: 100_000, loss_limit_per_slot: 100_000 };
	let tariffs =
		vec![Tariff { feed_in: 20_000, retail: 120_000, network_fee: 5_000, fund_fee: 2_000 }];
	let tariffs = tariffs.try_into().map_err(|_| "one tariff fits")?;
	Ok(vec![
		Order::new(
			OPERATOR,
			pallet_metering::Call::<Runtime>::create_network { network: HEAT, params },
		),
		Order::new(
			OPERATOR,
			pallet_settlement::Call::<Runtime>::set_accounts {
				network: HEAT,
				grid: Key::Bob.to_account_id(),
				balancing: Key::Eve.to_account_id(),
			},
		),
		Order::new(
			OPERATOR,
			pallet_settlement::Call::<Runtime>::set_tariffs {
				network: HEAT,
				from_slot: first_slot,
				tariffs,
			},
		),
	])
}

/// Enough for whatever a plan promises.
fn fund() -> [Order; 2] {
	let amount = 1_000_000 * EUR;
	let account = NamedAccount::Fund(0);
	let give = pallet_settlement::Call::<Runtime>::deposit_named { account, amount };
	[town::endow(GUARANTOR, amount), Order::new(GUARANTOR, give)]
}

/// What the operator says of lines and loads.
fn programme() -> Result<Vec<Order>> {
	let mut orders = vec![Order::new(
		OPERATOR,
		Call::<Runtime>::set_programme {
			community: 0,
			electricity: grid(LINES.0)?,
			heat: Some(grid(LINES.1)?),
		},
	)];
	for (network, load_w) in [(NETWORK, LOAD_W.0), (HEAT, LOAD_W.1)] {
		for day in [DayClass::Weekday, DayClass::Weekend] {
			let load_w = vec![load_w; SLOTS.into()];
			let load_w = load_w.try_into().map_err(|_| "a day has as many slots")?;
			orders.push(Order::new(
				OPERATOR,
				Call::<Runtime>::declare_passive { network, day, load_w },
			));
		}
	}
	Ok(orders)
}

/// Four lines behind each.
fn grid(lines: usize) -> Result<GridConfig> {
	let node = |at: usize| Node {
		parent: (at.saturating_sub(1) / 4) as u16,
		down_max_w: 2_000_000,
		up_max_w: 2_000_000,
		passive_permille: if at == 0 { 1_000 } else { 0 },
	};
	let tree: Vec<_> = (0..lines).map(node).collect();
	Ok(GridConfig {
		tree: tree.try_into().map_err(|_| "a tree may have as many lines")?,
		contract: Contract { import_max_w: 2_000_000, export_max_w: 2_000_000 },
	})
}

/// A battery, a heat pump for the heat network, a micro-CHP that heats its own house too, or panels.
/// No two of a kind offer the same.
fn device(number: u16) -> (DeviceLimits, Offer) {
	let differs = i32::from(number % 97) * 10;
	let limits = DeviceLimits {
		kind: DeviceKind::Battery,
		carrier: Carrier::Electricity,
		node: number % LINES.0 as u16,
		other_node: number % LINES.1 as u16,
		take: None,
		give: None,
		store_max: 0,
		reserve: false,
	};
	let offer = Offer { safe_w: flat(0), ..Offer::default() };
	match number % 4 {
		0 => (
			DeviceLimits {
				take: Some(side((0, 0), (900, 1_000))),
				give: Some(side((0, 0), (-1_100, -1_000))),
				store_max: 10_000,
				reserve: true,
				..limits
			},
			Offer {
				take: flat_side(POWER_W, 5_000 + differs, 0, 950),
				give: flat_side(POWER_W, 5_000, 0, -1_053),
				store: Some(store(20_000_000, 40_000_000, 0)),
				..offer
			},
		),
		1 => (
			DeviceLimits {
				kind: DeviceKind::HeatPump,
				take: Some(side((2_000, 5_000), (0, 0))),
				..limits
			},
			Offer {
				take: SideOffer {
					other_permille: of_slots(|slot| 3_200 + (slot / 4) as i32 * 10),
					..flat_side(POWER_W, differs, 0, 0)
				},
				..offer
			},
		),
		2 => (
			DeviceLimits {
				kind: DeviceKind::MicroChp,
				give: Some(side((0, 2_500), (0, 1_000))),
				store_max: 100_000,
				..limits
			},
			Offer {
				give: flat_side(POWER_W, 90_000 + differs, 1_270, 1_000),
				store: Some(store(20_000_000, 400_000_000, 10)),
				..offer
			},
		),
		_ => {
			let sun = |slot: usize| if slot > 30 { (slot as u32 * 137) % POWER_W } else { 0 };
			(
				DeviceLimits {
					kind: DeviceKind::Photovoltaic,
					give: Some(side((0, 0), (0, 0))),
					..limits
				},
				Offer {
					give: SideOffer {
						power_w: of_slots(|slot| (0, sun(slot))),
						..flat_side(POWER_W, 100 + differs, 0, 0)
					},
					..offer
				},
			)
		}
	}
}

fn side(other_permille: (i32, i32), store_permille: (i32, i32)) -> SideLimits {
	SideLimits {
		power_max_w: POWER_W,
		other_permille,
		store_permille,
		cost_max_nano: 1_000_000,
		carbon_g_per_unit: 0,
	}
}

fn flat_side(most_w: u32, cost: i32, other: i32, store: i32) -> SideOffer {
	SideOffer {
		power_w: flat((0, most_w)),
		cost_nano: flat(cost),
		other_permille: flat(other),
		store_permille: flat(store),
	}
}

/// A store, half of whose content need not be there at the end.
fn store(start: i64, most: i64, drain: i64) -> StoreOffer {
	StoreOffer { start, level: flat((0, most)), drain: flat(drain), end_value_nano: 100_000 }
}

fn flat<V>(value: V) -> Profile<V> {
	Profile::truncate_from(vec![Run { slots: SLOTS, value }])
}

fn of_slots<V: Copy + PartialEq>(value: impl Fn(usize) -> V) -> Profile<V> {
	let values: Vec<V> = (0..usize::from(SLOTS)).map(value).collect();
	profile(&values).unwrap_or_default()
}
