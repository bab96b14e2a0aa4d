// SPDX-License-Identifier: Apache-2.0
//! Households: orders, money, mandates, devices. Some try what isn't theirs.

use crate::{
	model::Model,
	rng::Rng,
	run::Action,
	who::{Who, HOMES},
	world::{
		meter, now_slot, points, tariff_of, BATTERY, COMMUNITY, HEAT, POWER, PUMP, STORE, SUN,
	},
};
use commonwatt_runtime::{constants::euro::EUR, Dispatch, Metering, Settlement};
use dispatch_core::{
	DeviceKind, DeviceLimits, Offer, OfferBlob, Profile, Run as Stretch, SideLimits, SideOffer,
	StoreOffer,
};
use energy_primitives::{Carrier, MeterId, SlotSource};
use pallet_settlement::Call as Money;
use settlement_core::Limits;

/// Slots of a plan.
pub const HORIZON: u8 = 8;
/// Thousandths of a W·slot in a Wh.
const WH: i64 = 4_000;
/// And in a kJ, rounded down.
const KJ: i64 = 1_111;
/// What the heat store holds.
const STORE_KJ: u32 = 20_000;

/// Whose meter it is now.
pub fn owner(at: MeterId) -> Option<Who> {
	let (account, _) = <Metering as SlotSource<_>>::owner_of(at)?;
	Who::of(&account)
}

/// Any home.
pub fn anybody(rng: &mut Rng) -> Who {
	Who::Home(1 + rng.below(HOMES.into()) as u8)
}

/// A connection point, and mostly whoever owns it.
fn somebody(rng: &mut Rng) -> (MeterId, Who) {
	let all: Vec<MeterId> = points().collect();
	let at = all[rng.below(all.len() as u64) as usize];
	let who = if rng.chance(80) { anybody(rng) } else { owner(at).unwrap_or(Who::Stranger) };
	(at, who)
}

pub fn act(model: &Model, rng: &mut Rng) -> Vec<Action> {
	if rng.chance(150) {
		if let Some(action) = consent(model, rng) {
			return vec![action];
		}
	}
	let (at, who) = somebody(rng);
	let position = Settlement::position(at);
	let action = match rng.below(100) {
		0..=24 => {
			let tariff = tariff_of(at.network);
			let price = |rng: &mut Rng| {
				let all = i64::from(tariff.retail);
				rng.chance(700).then(|| rng.range(-all / 4, all * 5 / 4) as i32)
			};
			let limits = Limits { buy_max: price(rng), sell_min: price(rng) };
			Action::new("order", who, Money::place_order { meter: at, limits })
		}
		25..=44 => {
			let amount = match rng.below(10) {
				0 => 0,
				1 => 10_000 * EUR,
				_ => u128::from(rng.below(4_000_000_000)),
			};
			Action::new("deposit", who, Money::deposit { meter: at, amount })
		}
		45..=64 => {
			let part = rng.below(1_200) as i128;
			let amount = (i128::from(position.max(0)) * part / 1_000) as u128;
			Action::new("withdraw", who, Money::withdraw { meter: at, amount })
		}
		65..=69 => {
			let lines: Vec<_> = points().flat_map(|at| line_of(at)).collect();
			let (meter, epoch, who) =
				rng.pick(&lines).copied().filter(|_| rng.chance(800)).unwrap_or((at, 0, who));
			Action::new("withdraw a closing line", who, Money::withdraw_line { meter, epoch })
		}
		70..=77 => {
			let keep =
				rng.chance(800).then(|| pallet_bank::Mandate { keep: rng.below(20_000_000_000) });
			Action::new("mandate", who, pallet_bank::Call::set_mandate { meter: at, mandate: keep })
		}
		78..=79 => donate(rng),
		80..=81 => Action::new("push", Who::Stranger, Money::push { network: at.network }),
		82..=83 => Action::new("absorb", Who::Stranger, Money::absorb { community: COMMUNITY }),
		_ => return device(rng),
	};
	vec![action]
}

/// What former owners of a meter are owed.
fn line_of(at: MeterId) -> Vec<(MeterId, u32, Who)> {
	let lines = Settlement::closing_lines(at).into_iter().filter(|line| line.position > 0);
	lines.filter_map(|line| Some((at, line.epoch, Who::of(&line.owner)?))).collect()
}

/// Whoever's meter it is agrees to a correction, or somebody agrees to something else.
fn consent(model: &Model, rng: &mut Rng) -> Option<Action> {
	let waiting: Vec<_> = model.figures.pending.iter().collect();
	let (meter, (slot, correction)) = *rng.pick(&waiting)?;
	let (meter, slot, mut correction) = (*meter, *slot, *correction);
	correction.import += i32::from(rng.chance(60));
	let who = if rng.chance(60) { anybody(rng) } else { owner(meter)? };
	let call = pallet_metering::Call::accept_correction { meter, slot, correction };
	Some(Action::new("consent", who, call))
}

/// Somebody sends currency straight to the pot.
fn donate(rng: &mut Rng) -> Action {
	let amount =
		if rng.chance(200) { 1_000_000_000 * EUR } else { u128::from(1 + rng.below(1_000_000)) };
	let target = Settlement::pot(COMMUNITY).into();
	let call =
		pallet_assets::Call::transfer { id: codec::Compact(crate::world::ASSET), target, amount };
	Action::new("gift to the pot", Who::Payer, call)
}

fn flat<V>(value: V) -> Profile<V> {
	Profile::truncate_from(vec![Stretch { slots: HORIZON, value }])
}

fn side(power_max_w: u32, store_permille: (i32, i32)) -> SideLimits {
	SideLimits {
		power_max_w,
		other_permille: (0, 0),
		store_permille,
		cost_max_nano: 1_000_000,
		carbon_g_per_unit: 0,
	}
}

/// A kind of device, where it is.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Thing {
	Sun,
	Battery,
	/// Takes electricity and gives heat.
	Pump,
	/// Of heat.
	Store,
}

const THINGS: [Thing; 4] = [Thing::Sun, Thing::Battery, Thing::Pump, Thing::Store];

impl Thing {
	fn meter(self) -> MeterId {
		match self {
			Self::Sun => meter(POWER, SUN),
			Self::Battery => meter(POWER, BATTERY),
			Self::Pump => meter(POWER, PUMP),
			Self::Store => meter(HEAT, STORE),
		}
	}

	fn other_meter(self) -> Option<MeterId> {
		(self == Self::Pump).then(|| meter(HEAT, PUMP))
	}

	fn limits(self) -> DeviceLimits {
		let limits = DeviceLimits {
			kind: DeviceKind::Photovoltaic,
			carrier: Carrier::Electricity,
			node: 1,
			other_node: 0,
			take: None,
			give: Some(side(8_000, (0, 0))),
			store_max: 0,
			reserve: false,
		};
		let both = DeviceLimits {
			take: Some(side(5_000, (900, 1_000))),
			give: Some(side(5_000, (-1_100, -1_000))),
			..limits
		};
		match self {
			Self::Sun => limits,
			Self::Battery => {
				DeviceLimits { kind: DeviceKind::Battery, store_max: 10_000, reserve: true, ..both }
			}
			Self::Pump => {
				let take = SideLimits { other_permille: (2_000, 4_000), ..side(6_000, (0, 0)) };
				let kind = DeviceKind::HeatPump;
				DeviceLimits { kind, take: Some(take), give: None, other_node: 1, ..limits }
			}
			Self::Store => {
				let (kind, carrier) = (DeviceKind::HeatStore, Carrier::Heat);
				DeviceLimits { kind, carrier, store_max: STORE_KJ, ..both }
			}
		}
	}

	fn offer(self, power_w: u32, cost: i32) -> Offer {
		let side = |store_permille: i32| SideOffer {
			power_w: flat((0, power_w)),
			cost_nano: flat(cost),
			store_permille: flat(store_permille),
			..SideOffer::default()
		};
		let store = |most: i64| StoreOffer {
			start: most / 2,
			level: flat((0, most)),
			end_value_nano: cost,
			..StoreOffer::default()
		};
		match self {
			Self::Sun => {
				let give = SideOffer { power_w: flat((0, power_w)), ..SideOffer::default() };
				Offer { give, safe_w: flat(power_w as i32), ..Offer::default() }
			}
			Self::Battery => {
				let store = StoreOffer { end_value_nano: 150_000, ..store(10_000 * WH) };
				Offer { take: side(950), give: side(-1_053), store: Some(store), safe_w: flat(0) }
			}
			Self::Pump => {
				let take = SideOffer { other_permille: flat(3_000), ..side(0) };
				Offer { take, safe_w: flat(0), ..Offer::default() }
			}
			Self::Store => {
				let store = store(i64::from(STORE_KJ) * KJ);
				Offer { take: side(950), give: side(-1_053), store: Some(store), safe_w: flat(0) }
			}
		}
	}
}

/// Whoever has a device offers what it can do, and vouches for it.
fn device(rng: &mut Rng) -> Vec<Action> {
	use pallet_dispatch::Call;
	let thing = THINGS[rng.below(4) as usize];
	let at = thing.meter();
	let who = if rng.chance(100) { anybody(rng) } else { owner(at).unwrap_or(Who::Stranger) };
	let devices = pallet_dispatch::Devices::<commonwatt_runtime::Runtime>::iter_prefix(COMMUNITY);
	let here: Vec<(Thing, u16)> = devices
		.filter(|(_, record)| record.owner == who.account() && record.retired_at.is_none())
		.filter_map(|(number, record)| {
			let thing = THINGS.into_iter().find(|thing| thing.meter() == record.meter)?;
			Some((thing, number))
		})
		.collect();
	let own = here.iter().find(|(of, _)| *of == thing).map(|(_, number)| *number);
	let device = match own {
		Some(device) if !rng.chance(50) => device,
		_ => {
			let (limits, other_meter) = (thing.limits(), thing.other_meter());
			let community = COMMUNITY;
			let call = Call::register_device { community, limits, meter: at, other_meter };
			return vec![Action::new("register a device", who, call)];
		}
	};
	let amount = u128::from(rng.below(3_000_000_000));
	let community = COMMUNITY;
	let (kind, call) = match rng.below(100) {
		0..=2 => ("retire a device", Call::retire_device { community, device }),
		3..=17 => ("lock a deposit", Call::lock_deposit { community, device, amount }),
		18..=32 => ("unlock a deposit", Call::unlock_deposit { community, device, amount }),
		_ => {
			// An offer is for all of somebody's devices.
			let mut all: Vec<(u16, Offer)> = here
				.into_iter()
				.map(|(thing, number)| {
					let power_w =
						if rng.chance(50) { 50_000 } else { 1_000 + rng.below(4_000) as u32 };
					(number, thing.offer(power_w, rng.below(5_000) as i32))
				})
				.collect();
			all.sort_by_key(|(number, _)| *number);
			let blob: OfferBlob = all.try_into().expect("a few fit");
			("offer", Call::offer { community, blob, standing: rng.chance(700) })
		}
	};
	vec![Action::new(kind, who, call)]
}

/// Whether planning makes sense: a round runs or could.
pub fn round() -> Option<pallet_dispatch::RoundRecord<u32>> {
	Dispatch::round(COMMUNITY).filter(|round| round.first_slot + 100 > now_slot())
}
