// SPDX-License-Identifier: Apache-2.0
//! What a data set needs on a chain: parties, declared losses, limits and deposits, all computed
//! before anything is sent.

mod billing;

pub use billing::{paying, Billing, BillingArgs, Members, Paying, Terms};

use crate::{
	data::{DataSet, Meter, Network},
	error::Result,
	keys::{account, account_id, owner, AccountId, Devices},
	types::{MeterRegistration, NetworkParams},
};
use clap::Args;
use codec::Encode;
use energy_primitives::{Carrier, CommunityId, NetworkId, RowClass, SlotLength};
use metering_core::{
	meter::{ConverterInput, Mark, MeterRole, StorageFacts},
	reading::possession_message,
};
use sp_core::Pair;
use subxt_signer::sr25519::Keypair;

/// Who plays which part. The defaults are the accounts of the development chain.
#[derive(Args, Clone, Debug)]
pub struct PartyArgs {
	/// Key of the community's operator.
	#[arg(long, default_value = "//Alice", value_name = "SURI", help_heading = "Parties")]
	operator: String,
	/// Key of the grid operator, supplier of last resort.
	#[arg(long, default_value = "//Bob", value_name = "SURI", help_heading = "Parties")]
	grid: String,
	/// Key of the guarantor, whose deposit covers the limits of others.
	#[arg(long, default_value = "//Charlie", value_name = "SURI", help_heading = "Parties")]
	guarantor: String,
	/// Key of whoever pays the members' deposits.
	#[arg(long, default_value = "//Dave", value_name = "SURI", help_heading = "Parties")]
	payer: String,
	/// Key of the account that bears losses and silent meters.
	#[arg(long, default_value = "//Eve", value_name = "SURI", help_heading = "Parties")]
	balancing: String,
	/// Key of the relay that brings the readings.
	#[arg(long, default_value = "//Ferdie", value_name = "SURI", help_heading = "Parties")]
	relay: String,
	/// Key from which the meter owners' keys are derived, one per home.
	#[arg(
		long,
		default_value = "//Commonwatt//home",
		value_name = "SURI",
		help_heading = "Parties"
	)]
	homes: String,
	/// Phrase from which the devices' keys are derived.
	#[arg(
		long,
		default_value = "commonwatt replay",
		value_name = "PHRASE",
		help_heading = "Parties"
	)]
	device_seed: String,
}

/// The keys of all parties.
pub struct Parties {
	/// Community operator.
	pub operator: Keypair,
	/// Grid operator.
	pub grid: Keypair,
	/// Guarantor.
	pub guarantor: Keypair,
	/// Payer of deposits.
	pub payer: Keypair,
	/// Balancing account.
	pub balancing: Keypair,
	/// Relay.
	pub relay: Keypair,
	/// Base of the owners' keys.
	pub homes: Keypair,
	/// Devices.
	pub devices: Devices,
}

impl Parties {
	/// Derives all keys for a data set.
	pub fn new(args: &PartyArgs, set: &DataSet) -> Result<Self> {
		Ok(Self {
			operator: account(&args.operator)?,
			grid: account(&args.grid)?,
			guarantor: account(&args.guarantor)?,
			payer: account(&args.payer)?,
			balancing: account(&args.balancing)?,
			relay: account(&args.relay)?,
			homes: account(&args.homes)?,
			devices: Devices::new(&args.device_seed, &set.name),
		})
	}

	/// Who owns the meters of a home.
	pub fn owner(&self, name: &str) -> Keypair {
		owner(&self.homes, name)
	}

	/// The account of that owner.
	pub fn owner_id(&self, name: &str) -> AccountId {
		account_id(&self.owner(name))
	}

	/// What stands for a person on the chain: a keyed hash. Here the key is the devices' seed.
	pub fn person_tag(&self, name: &str) -> [u8; 32] {
		let key = self.devices.key(Carrier::Electricity, u32::MAX).public().0;
		sp_crypto_hashing::blake2_256(&(b"commonwatt/replay/person", key, name).encode())
	}
}

/// The network of a data set in a community.
pub fn network_id(community: CommunityId, network: &Network) -> NetworkId {
	NetworkId { community, carrier: network.carrier }
}

/// Whether a meter is a home's connection point.
pub fn is_home(meter: &Meter) -> bool {
	meter.class == RowClass::Boundary
}

/// A meter's registration, and its device's proof of possession.
pub fn registration(
	parties: &Parties,
	network: &Network,
	index: u32,
	meter: &Meter,
	genesis: &[u8; 32],
	now_s: u64,
) -> (MeterRegistration, [u8; 64]) {
	const FIVE_YEARS_S: u64 = 5 * 365 * 86_400;
	let device = parties.devices.key(network.carrier, index);
	let (key, owner) = (device.public().0, parties.owner_id(&meter.name));
	let operator = account_id(&parties.operator);
	let possession = device.sign(&possession_message(genesis, &operator, &owner, &key)).0;
	let tag = |domain: &[u8]| sp_crypto_hashing::blake2_256(&(domain, key).encode());
	let home = is_home(meter);
	let registration = MeterRegistration {
		owner,
		device_key: key,
		role: role(meter),
		mark: mark(network.carrier, meter),
		power_cap_w: meter.power_cap_w,
		resolution: meter.resolution,
		accuracy_ppm: meter.accuracy_ppm,
		transformer_ratio: 1,
		register_modulus: 0,
		calibrated_until_s: now_s.saturating_add(FIVE_YEARS_S),
		import_register: meter.import_start,
		export_register: meter.export_start,
		point_tag: home.then(|| tag(b"commonwatt/replay/point")),
		link_tag: tag(b"commonwatt/replay/link"),
		member: home.then(|| parties.person_tag(&meter.name)),
	};
	(registration, possession)
}

fn role(meter: &Meter) -> MeterRole {
	match (meter.class, meter.parent) {
		(RowClass::Feeder, _) => MeterRole::Feeder,
		(RowClass::Sub, Some(parent)) => MeterRole::Sub { parent },
		_ => MeterRole::Boundary,
	}
}

/// Sub-meters of devices that store or convert energy are marked as such, by their note. A data set
/// doesn't say more: a battery is taken to give back nine tenths and to hold four hours at full
/// power, and what burns to burn natural gas.
fn mark(carrier: Carrier, meter: &Meter) -> Option<Mark> {
	const FOUR_HOURS_S: u64 = 4 * 3_600;
	/// Numbers of the AIB's list of energy sources: F02030100, and F00000000 for unspecified.
	const NATURAL_GAS: u32 = 2_030_100;
	const UNSPECIFIED: u32 = 0;
	if meter.class != RowClass::Sub {
		return None;
	}
	let note = meter.note.to_lowercase();
	let has = |words: &[&str]| words.iter().any(|word| note.contains(word));
	if has(&["battery", "storage", "ev", "vehicle"]) {
		let capacity = carrier.energy_max(meter.power_cap_w, FOUR_HOURS_S);
		Some(Mark::Storage(StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity }))
	} else if has(&["chp", "boiler", "stirling"]) {
		Some(Mark::Converter(ConverterInput::Fuel(NATURAL_GAS)))
	} else if has(&["heat pump", "heat_pump"]) {
		Some(Mark::Converter(ConverterInput::Fuel(UNSPECIFIED)))
	} else {
		None
	}
}

/// Energy of one slot as the meters of a data set saw it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SlotSums {
	/// Sum of the boundary meters' exports.
	pub export: i64,
	/// Sum of their imports.
	pub import: i64,
	/// Feeders' export: what the grid delivered.
	pub feeder_export: i64,
	/// Feeders' import: what the grid took.
	pub feeder_import: i64,
}

impl SlotSums {
	/// What was lost.
	pub fn loss(&self) -> i64 {
		self.export + self.feeder_export - self.feeder_import - self.import
	}
}

/// Each meter's own steps, slot by slot, in the order of its readings.
pub fn steps(network: &Network) -> impl Iterator<Item = (usize, u32, u64, u64)> + '_ {
	let start = |meter: &Meter| (meter.import_start, meter.export_start);
	let mut last: Vec<(u64, u64)> = network.meters.iter().map(start).collect();
	let entries = network.slots.iter().enumerate();
	entries.flat_map(|(slot, entries)| entries.iter().map(move |entry| (slot, entry))).map(
		move |(slot, entry)| {
			let before = last.get_mut(entry.index as usize);
			let (import, export) = before.as_deref().copied().unwrap_or_default();
			if let Some(before) = before {
				*before = (entry.import, entry.export);
			}
			(slot, entry.index, entry.import - import, entry.export - export)
		},
	)
}

/// The sums of every slot.
pub fn slot_sums(network: &Network) -> Vec<SlotSums> {
	let mut sums = vec![SlotSums::default(); network.slots.len()];
	for (slot, index, import, export) in steps(network) {
		let class = network.meters.get(index as usize).map(|meter| meter.class);
		let (Some(sum), Some(class)) = (sums.get_mut(slot), class) else { continue };
		// A step is a u32 in the data, so a slot's sum fits easily.
		let (import, export) = (import as i64, export as i64);
		match class {
			RowClass::Boundary => {
				sum.import += import;
				sum.export += export;
			}
			RowClass::Feeder => {
				sum.feeder_import += import;
				sum.feeder_export += export;
			}
			RowClass::Sub => {}
		}
	}
	sums
}

/// What the operator declares: what `day.json` says, else one and a half times what the data show.
pub fn network_params(network: &Network, grace_s: u32) -> NetworkParams {
	const MILLION: i64 = 1_000_000;
	let sums = slot_sums(network);
	let lost: i64 = sums.iter().map(SlotSums::loss).sum();
	let fed_in: i64 = sums.iter().map(|sum| sum.export + sum.feeder_export).sum();
	let share = (lost.abs() * MILLION).checked_div(fed_in).unwrap_or(0) * 3 / 2;
	let worst = sums.iter().map(|sum| sum.loss().abs()).max().unwrap_or(0) * 3 / 2;
	let declared = network.declared;
	let clip = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
	NetworkParams {
		grace_s,
		loss_ppm: declared.loss_ppm.unwrap_or_else(|| clip(share).min(1_000_000)),
		loss_limit_per_slot: declared.loss_limit_per_slot.unwrap_or_else(|| clip(worst).max(1)),
	}
}

/// How far the grid and the balancing account of a network must be able to fall, in nano-currency.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LimitsNeeded {
	/// Of the grid operator.
	pub grid: u128,
	/// Of the balancing account.
	pub balancing: u128,
}

/// The limits under which a network may open with `open_slots` slots not yet cleared: for each of
/// them and two more, all meters at full power and the worst declared loss at the highest price.
pub fn limits_needed(
	network: &Network,
	params: &NetworkParams,
	length: SlotLength,
	price_max: u128,
	open_slots: u32,
) -> LimitsNeeded {
	let homes = network.meters.iter().filter(|meter| is_home(meter));
	let energy = |meter: &Meter| network.carrier.energy_max(meter.power_cap_w, length.seconds());
	let energy_max: u128 = homes.map(|meter| u128::from(energy(meter))).sum();
	let loss = u128::from(params.loss_limit_per_slot);
	let slots = u128::from(open_slots) + 2;
	LimitsNeeded {
		grid: slots * (energy_max + loss) * price_max,
		balancing: slots * loss * price_max,
	}
}

/// What each slot of each meter costs at most, in nano-currency: at the grid's tariffs, since nobody
/// pays more than those. By meter index, then by slot.
pub fn slot_costs(network: &Network) -> Vec<Vec<u128>> {
	let mut costs = vec![vec![0u128; network.slots.len()]; network.meters.len()];
	for (slot, index, import, export) in steps(network) {
		let tariff = network.tariffs.get(slot).copied().unwrap_or_default();
		let cost = u128::from(tariff.retail.max(0).unsigned_abs()) * u128::from(import)
			+ u128::from(tariff.feed_in.min(0).unsigned_abs()) * u128::from(export);
		if let Some(of_slot) = costs.get_mut(index as usize).and_then(|costs| costs.get_mut(slot)) {
			*of_slot = cost;
		}
	}
	costs
}

#[cfg(test)]
mod tests;
