// SPDX-License-Identifier: Apache-2.0
//! Random days: whatever happens, in whatever order, every invariant holds after every step.

use super::*;
use crate::{
	mock::*,
	pallet::{Positions, Purses},
};
use energy_primitives::{MeterId, NetworkId, RowEnergy, SlotSource};
use frame_support::storage::with_storage_layer;
use proptest::prelude::*;
use settlement_core::{Limits, Tariff};

const METERS: u32 = 520;

/// Something that somebody does between two steps.
#[derive(Clone, Debug)]
enum Deed {
	Deposit(u32, u64),
	DepositNamed(NamedAccount, u64),
	Withdraw(u32),
	WithdrawNamed(NamedAccount),
	Limit(NamedAccount, u64),
	Order(u32, i32, i32),
	Tariff(i32, i32),
	Donate(u64),
	Absorb,
	Slot { power: bool, rows: Vec<(u32, u32, u32, u32)>, loss: i8, late: i16 },
	Step(bool),
	Block,
}

fn named() -> impl Strategy<Value = NamedAccount> {
	let heat = (NamedAccount::Grid(HEAT), NamedAccount::Balancing(HEAT));
	prop_oneof![Just(G), Just(H), Just(B), Just(heat.0), Just(heat.1)]
}

/// Meters on all pages, a few of them often.
fn index() -> impl Strategy<Value = u32> {
	prop_oneof![3 => 0u32..4, 1 => 254u32..258, 1 => Just(METERS - 1)]
}

/// The meters of both networks that ever move energy.
fn used() -> impl Iterator<Item = MeterId> {
	let indices = (0..4).chain(254..258).chain([METERS - 1]);
	indices.flat_map(|index| [POWER, HEAT].map(|network| MeterId { network, index }))
}

fn row() -> impl Strategy<Value = (u32, u32, u32, u32)> {
	let span = prop_oneof![8 => Just(1u32), 1 => 2u32..6, 1 => Just(100u32)];
	let sparse = || prop_oneof![1 => Just(0u32), 2 => 0u32..3_000];
	(index(), sparse(), sparse(), span)
}

fn deed() -> impl Strategy<Value = Deed> {
	let money = || 1u64..2_000_000_000;
	let price = || -400_000i32..400_000;
	let slot = (any::<bool>(), prop::collection::vec(row(), 0..8), any::<i8>(), -300i16..300)
		.prop_map(|(power, rows, loss, late)| Deed::Slot { power, rows, loss, late });
	prop_oneof![
		2 => (index(), money()).prop_map(|(index, amount)| Deed::Deposit(index, amount)),
		1 => (named(), money()).prop_map(|(account, amount)| Deed::DepositNamed(account, amount)),
		2 => index().prop_map(Deed::Withdraw),
		1 => named().prop_map(Deed::WithdrawNamed),
		2 => (named(), money()).prop_map(|(account, limit)| Deed::Limit(account, limit)),
		1 => (index(), price(), price()).prop_map(|(index, buy, sell)| Deed::Order(index, buy, sell)),
		1 => (price(), price()).prop_map(|(a, b)| Deed::Tariff(a.min(b), a.max(b))),
		1 => money().prop_map(Deed::Donate),
		1 => Just(Deed::Absorb),
		6 => slot,
		8 => any::<bool>().prop_map(Deed::Step),
		1 => Just(Deed::Block),
	]
}

/// The next slot to read, per network.
struct Clock {
	power: u32,
	heat: u32,
}

fn read_slot(network: NetworkId, slot: u32, rows: &[(u32, u32, u32, u32)], loss: i64, late: i64) {
	World::set_current(World::current_slot().max(slot + 1));
	let mut pages = std::collections::BTreeMap::<u32, Vec<RowEnergy>>::new();
	for (index, export, import, span) in rows {
		let meter = MeterId { network, index: *index };
		let page = pages.entry(meter.page()).or_default();
		if page.iter().all(|energy| energy.row != meter.row()) {
			page.push(gap(meter.row(), *export, *import, *span));
		}
	}
	for (page, rows) in pages {
		World::read(network, slot, page, rows);
	}
	World::complete(network, slot, loss, late);
}

fn act(deed: &Deed, clock: &mut Clock) {
	// Refusals are fine, and leave nothing behind as in a real block.
	let _ = with_storage_layer(|| match deed.clone() {
		Deed::Deposit(index, amount) => Settlement::deposit(owner(), meter(index), amount.into()),
		Deed::DepositNamed(account, amount) => {
			Settlement::deposit_named(stranger(), account, amount.into())
		}
		Deed::Withdraw(index) => {
			let all = position(index).unsigned_abs().into();
			Settlement::withdraw(owner(), meter(index), all)
		}
		Deed::WithdrawNamed(account) => {
			let holder = Settlement::holder_of(account)?;
			let free = Settlement::named_free(account);
			Settlement::withdraw_named(RuntimeOrigin::signed(holder), account, free)
		}
		Deed::Limit(account, limit) => Settlement::set_limit(guarantor(), account, limit.into()),
		Deed::Order(index, buy, sell) => {
			let limits = Limits { buy_max: Some(buy), sell_min: Some(sell) };
			Settlement::place_order(owner(), meter(index), limits)
		}
		Deed::Tariff(feed_in, retail) => {
			let tariff = Tariff { feed_in, retail, ..TARIFF };
			let slot = World::current_slot() + 1;
			let list = vec![tariff].try_into().expect("one");
			Settlement::set_tariffs(operator(), POWER, slot, list)
		}
		Deed::Donate(amount) => {
			Assets::transfer(stranger(), ASSET, Settlement::pot(0), amount.into())
		}
		Deed::Absorb => Settlement::absorb(stranger(), 0),
		Deed::Slot { power, rows, loss, late } => {
			let (network, slot) = match power {
				true => (POWER, &mut clock.power),
				false => (HEAT, &mut clock.heat),
			};
			read_slot(network, *slot, &rows, loss.into(), late.into());
			*slot += 1;
			Ok(())
		}
		Deed::Step(power) => {
			one_step(if power { POWER } else { HEAT });
			Ok(())
		}
		Deed::Block => {
			next_block();
			Ok(())
		}
	});
}

/// Everybody takes out what they can, in this order: the pot must bear it.
fn withdraw_everything() {
	for _ in 0..30 {
		next_block();
	}
	for meter in used() {
		let all = Settlement::position(meter).unsigned_abs().into();
		let _ = Settlement::withdraw(owner(), meter, all);
	}
	for _ in 0..30 {
		next_block();
	}
}

/// Whether a payment ever failed because the pot was short.
fn any_failed() -> bool {
	events().iter().any(|event| {
		matches!(event, Event::WithdrawalFailed { .. } | Event::NamedWithdrawalFailed { .. })
	})
}

proptest! {
	#![proptest_config(ProptestConfig::default())]

	#[test]
	fn every_step_of_a_random_day_adds_up(deeds in prop::collection::vec(deed(), 1..60)) {
		TestExt::open(METERS as usize).with_heat().execute_with(|| {
			for meter in used() {
				let paid = Settlement::deposit(owner(), meter, EUR / 2);
				assert_eq!(paid, Ok(()));
			}
			let mut clock = Clock { power: FIRST, heat: FIRST };
			for deed in &deeds {
				act(deed, &mut clock);
				if let Err(error) = Settlement::do_try_state() {
					panic!("after {deed:?}: {error:?}");
				}
			}
			withdraw_everything();
			check();
			assert!(!any_failed(), "the pot could not pay");
			let held = Assets::balance(ASSET, Settlement::pot(0));
			assert!(Purses::<Test>::get(0).booked <= held);
			assert!(Positions::<Test>::iter_values().flatten().all(|p| p >= 0));
		});
	}
}
