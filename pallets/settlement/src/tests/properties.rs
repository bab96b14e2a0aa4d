// SPDX-License-Identifier: Apache-2.0
//! Random days: whatever happens, in whatever order, every invariant holds after every step.

use super::*;
use crate::{mock::*, pallet::Purses};
use energy_primitives::{MemberAccounts, MeterId, MoneyError, NetworkId, RowEnergy, SlotSource};
use frame_support::{assert_ok, storage::with_storage_layer};
use proptest::prelude::*;
use settlement_core::{Cycle, Keys, Limits, PriceBounds, Rule, Share, Sharing, Tariff};
use sp_runtime::DispatchError;

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
	Slot {
		power: bool,
		rows: Vec<(u32, u32, u32, u32)>,
		loss: i8,
		late: i16,
	},
	MemberLimit(u32, u64),
	Rule(Option<(bool, i32)>),
	Share(u32, u8, u32),
	Bank(Banking, u32, u64),
	HandOver(u32),
	/// Network and fund fee.
	Fees(i32, i32),
	/// The lower and the higher end.
	Band(i32, i32),
	/// The rule, and whether members chose it.
	RuleByBallot(i32),
	/// The greatest retail tariff and the least fund fee.
	Bounds(u32, u32),
	Step(bool),
	Block,
}

/// What a bank does to an account.
#[derive(Clone, Copy, Debug)]
enum Banking {
	Hold,
	Release,
	Burn,
	Collect,
	Return,
	ReturnCredit,
	WriteOff,
	PayClaim,
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

fn banking() -> impl Strategy<Value = Banking> {
	use Banking::*;
	let all = vec![Hold, Release, Burn, Collect, Return, ReturnCredit, WriteOff, PayClaim];
	prop::sample::select(all)
}

/// Does what a bank asks for.
fn bank(what: Banking, index: u32, amount: u128) -> Result<(), MoneyError> {
	let account = Settlement::account_now(meter(index));
	match what {
		Banking::Hold => {
			let position = <Settlement as MemberAccounts<_>>::position(account).unwrap_or(0);
			Settlement::hold(account, amount.min(position.max(0).unsigned_abs().into()))
		}
		Banking::Release => Settlement::release(account, amount.min(Settlement::in_payment(0))),
		Banking::Burn => Settlement::burn_held(account, amount.min(Settlement::in_payment(0))),
		Banking::Collect => Settlement::collect(account, amount),
		Banking::Return => Settlement::return_debit(account, amount).map(drop),
		Banking::ReturnCredit => Settlement::mint_to(account, amount),
		Banking::WriteOff => Settlement::write_off(account).map(drop),
		Banking::PayClaim => {
			Settlement::pay_claim(0);
			Ok(())
		}
	}
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
		2 => (index(), money()).prop_map(|(index, limit)| Deed::MemberLimit(index, limit)),
		1 => prop::option::of((any::<bool>(), price())).prop_map(Deed::Rule),
		2 => (index(), 0u8..=100, 0u32..600_000).prop_map(|(i, part, ppm)| Deed::Share(i, part, ppm)),
		6 => (banking(), index(), money()).prop_map(|(what, i, amount)| Deed::Bank(what, i, amount)),
		1 => index().prop_map(Deed::HandOver),
		1 => (0i32..9_000, 0i32..9_000).prop_map(|(network, fund)| Deed::Fees(network, fund)),
		1 => (price(), price()).prop_map(|(a, b)| Deed::Band(a.min(b), a.max(b))),
		1 => price().prop_map(Deed::RuleByBallot),
		1 => (0u32..500_000, 0u32..5_000).prop_map(|(most, fee)| Deed::Bounds(most, fee)),
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
		Deed::MemberLimit(index, limit) => {
			Settlement::set_member_limit(guarantor(), meter(index), limit)
		}
		Deed::Rule(rule) => {
			let keys = |fixed| if fixed { Keys::Static } else { Keys::Dynamic };
			let sharing = |(fixed, price)| Rule::Sharing(Sharing { keys: keys(fixed), price });
			Settlement::set_rule(operator(), POWER, rule.map_or(Rule::Ratio, sharing))
		}
		Deed::Share(index, participation_percent, share_ppm) => {
			let share = Share { participation_percent, share_ppm };
			Settlement::set_share(operator(), meter(index), share)
		}
		Deed::Bank(what, index, amount) => {
			bank(what, index, amount.into()).map_err(|_| DispatchError::Other("refused"))
		}
		Deed::HandOver(index) => {
			let epoch = Settlement::account_now(meter(index)).epoch;
			let until_slot = World::current_slot() + 1;
			let open = Settlement::closing_lines(meter(index)).iter().any(|line| !line.closed);
			if !open {
				Settlement::open_line(meter(index), OWNER, epoch, until_slot);
			}
			Ok(())
		}
		Deed::Fees(network, fund) => Settlement::set_fees_by_ballot(POWER, network, fund),
		Deed::Band(low, high) => Settlement::set_band_by_ballot(POWER, low, high),
		Deed::RuleByBallot(price) => {
			let rule = Rule::Sharing(Sharing { keys: Keys::Dynamic, price });
			Settlement::set_rule_by_ballot(POWER, rule)
		}
		Deed::Bounds(most, fee) => {
			let mut bounds = PriceBounds::widest(10_000_000_000);
			bounds.tariff.most = i64::from(most) * 1_000;
			bounds.fund_fee.least = i64::from(fee) * 1_000;
			Settlement::set_fee_bounds(RuntimeOrigin::root(), bounds)
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
	fn every_step_of_a_random_day_adds_up(
		deeds in prop::collection::vec(deed(), 1..60),
		plans in prop::option::of(any::<u64>()),
	) {
		TestExt::open(METERS as usize).with_heat().execute_with(|| {
			for network in [POWER, HEAT] {
				assert_ok!(Settlement::set_billing(operator(), network, Cycle::Slots(3)));
			}
			for meter in used() {
				let paid = Settlement::deposit(owner(), meter, EUR / 2);
				assert_eq!(paid, Ok(()));
			}
			if let Some(seed) = plans {
				let meters: Vec<_> = used().map(|meter| meter.index).collect();
				Dispatch::move_by_chance(seed, &meters, EUR as u64 / 2);
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
		});
	}
}
