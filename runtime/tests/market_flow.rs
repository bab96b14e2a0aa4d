// SPDX-License-Identifier: Apache-2.0
//! The whole flow with the real configuration: a community opens, meters sign, a slot clears, and
//! the money has moved. Every figure is worked out by hand below.

mod support;

use commonwatt_runtime::{
	constants::euro::EUR, AccountId, Assets, Communities, Metering, Runtime, RuntimeOrigin,
	Settlement,
};
use energy_primitives::{Carrier, MeterId, NetworkId, Slot, SlotSource};
use frame_support::{assert_noop, assert_ok};
use pallet_metering::NetworkParams;
use pallet_settlement::NamedAccount;
use settlement_core::Tariff;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use support::{development, device_batch, next_block, register, submit, Said};

const ELECTRICITY: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };

/// Feed-in 8 ct, retail 30 ct, network fee 1 ct, fund 1 ct a kWh.
const TARIFF: Tariff =
	Tariff { feed_in: 80_000, retail: 300_000, network_fee: 10_000, fund_fee: 10_000 };

fn by(key: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(key.to_account_id())
}

fn meter(index: u32) -> MeterId {
	MeterId { network: ELECTRICITY, index }
}

fn home(index: u8) -> AccountId {
	AccountId::from([index; 32])
}

/// A community with a feeder (meter 0) and three homes (meters 1, 2, 3), each with 10 EUR, open
/// from yesterday's first slot on. Returns that slot.
fn open_for_business() -> Slot {
	assert_ok!(Communities::open_community(by(Alice), 1));
	assert_ok!(Communities::set_guarantor(by(Alice), 0, Charlie.to_account_id()));
	let params = NetworkParams { grace_s: 86_400, loss_ppm: 50_000, loss_limit_per_slot: 10_000 };
	assert_ok!(Metering::create_network(by(Alice), ELECTRICITY, params));
	let (grid, balancing) = (Bob.to_account_id(), Eve.to_account_id());
	assert_ok!(Settlement::set_accounts(by(Alice), ELECTRICITY, grid, balancing));
	register(ELECTRICITY, 0, home(100), true);
	for index in 1..=3 {
		register(ELECTRICITY, index, home(index), false);
		assert_ok!(Settlement::deposit(by(Dave), meter(index.into()), 10 * EUR));
	}
	let guarantor = NamedAccount::Guarantor(0);
	assert_ok!(Settlement::deposit_named(by(Charlie), guarantor, 9_000_000 * EUR));
	let first_slot = Metering::current_slot() - 96;
	let tariffs = vec![TARIFF].try_into().expect("one fits");
	assert_ok!(Settlement::set_tariffs(by(Alice), ELECTRICITY, first_slot, tariffs));
	assert_noop!(
		Metering::open_network(by(Alice), ELECTRICITY, first_slot),
		pallet_metering::Error::<Runtime>::SettlementNotReady
	);
	let limit = |account, eur: u128| {
		assert_ok!(Settlement::set_limit(by(Charlie), account, eur * EUR));
	};
	limit(NamedAccount::Grid(ELECTRICITY), 8_000_000);
	limit(NamedAccount::Balancing(ELECTRICITY), 100_000);
	assert_ok!(Metering::open_network(by(Alice), ELECTRICITY, first_slot));
	assert_ok!(Metering::bond_relay(by(Ferdie), 100_000_000_000_000));
	first_slot
}

fn position(index: u32) -> i128 {
	Settlement::position(meter(index)).into()
}

fn pot() -> u128 {
	Assets::balance(1, &Settlement::pot(0))
}

/// The sum of everything that is somebody's, by the public views.
fn all_positions() -> i128 {
	let named = [
		NamedAccount::Grid(ELECTRICITY),
		NamedAccount::Balancing(ELECTRICITY),
		NamedAccount::Guarantor(0),
		NamedAccount::Fund(0),
	];
	let named: i128 = named.into_iter().map(Settlement::balance_of).sum();
	named + (1..=3).map(position).sum::<i128>()
}

#[test]
fn a_surplus_is_used_next_door_and_the_money_has_moved() {
	development().execute_with(|| {
		let slot = open_for_business();
		let before: Vec<i128> = (1..=3).map(position).collect();
		// Home 1 exports 1000 Wh. Home 2 takes 600, home 3 takes 900. The grid delivers 520, of
		// which 20 are lost: the balancing account's row.
		submit(device_batch(
			ELECTRICITY,
			slot,
			&[
				Said::export(0, 520),
				Said::export(1, 1_000),
				Said::import(2, 600),
				Said::import(3, 900),
			],
		));
		let early = Settlement::slot_record(ELECTRICITY, slot);
		assert!(early.is_none(), "never in the block of the last reading");
		next_block();

		let record = Settlement::slot_record(ELECTRICITY, slot).expect("cleared and swept");
		let clearing = record.header.clearing;
		// S = 1000, D = 600 + 900 + 20, so M = 1000. Margin 300 - 80 - 20 = 200 thousand;
		// p_s = 80 000 + floor(200 000 * 1520 / 2520) = 80 000 + 120 634 = 200 634.
		assert_eq!((clearing.supply, clearing.demand, clearing.matched), (1_000, 1_520, 1_000));
		assert_eq!((clearing.price_seller, clearing.price_buyer), (200_634, 220_634));
		// P_b = ceil((1000 * 220 634 + 520 * 300 000) / 1520) = ceil(247 785.5...) = 247 786.
		assert_eq!((clearing.sell_price, clearing.buy_price), (200_634, 247_786));
		let legs: Vec<i128> =
			(1..=3).map(position).zip(before).map(|(now, then)| now - then).collect();
		assert_eq!(legs, vec![1_000 * 200_634, -600 * 247_786, -900 * 247_786]);
		// The grid is paid for its meter exactly, plus its fee on what was matched.
		let grid = Settlement::balance_of(NamedAccount::Grid(ELECTRICITY));
		assert_eq!(grid, 520 * 300_000 + 1_000 * 10_000);
		assert_eq!(Settlement::balance_of(NamedAccount::Fund(0)), 1_000 * 10_000);
		assert_eq!(Settlement::balance_of(NamedAccount::Balancing(ELECTRICITY)), -20 * 247_786);
		let rounding = 1_520 * 247_786 - 1_000 * 220_634 - 520 * 300_000;
		assert_eq!(rounding, 720, "the ceiling of P_b, times D");
		assert_eq!(all_positions() + rounding, i128::try_from(pot()).expect("fits"));
		// Home 1 has filled its first unit with it.
		assert_eq!(Metering::meter(meter(1)).expect("exists").units_issued, 1);
	});
}

#[test]
fn what_is_withdrawn_waits_for_the_slots_that_had_ended() {
	development().execute_with(|| {
		let slot = open_for_business();
		assert_ok!(Settlement::withdraw(RuntimeOrigin::signed(home(1)), meter(1), 3 * EUR));
		next_block();
		assert_eq!(Assets::balance(1, &home(1)), 0, "95 slots are still to be read");
		for nth in 0..=96 {
			let slot = slot + nth;
			if slot == Metering::current_slot() {
				break;
			}
			let all = [0, 1, 2, 3].map(|row| Said::import(row, 0));
			submit(device_batch(ELECTRICITY, slot, &all));
		}
		for _ in 0..40 {
			next_block();
		}
		assert_eq!(Assets::balance(1, &home(1)), 3 * EUR);
		assert_eq!(position(1), 7_000_000_000);
	});
}

#[test]
fn currency_sent_straight_to_the_pot_is_the_funds_after_absorb() {
	development().execute_with(|| {
		open_for_business();
		let booked = all_positions();
		let gift = 5 * EUR;
		assert_ok!(Assets::transfer(by(Dave), 1.into(), Settlement::pot(0).into(), gift));
		assert_eq!(all_positions(), booked);
		assert_ok!(Settlement::absorb(by(Dave), 0));
		assert_eq!(Settlement::balance_of(NamedAccount::Fund(0)), 5_000_000_000);
		assert_eq!(all_positions(), i128::try_from(pot()).expect("fits"));
	});
}
