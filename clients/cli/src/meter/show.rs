// SPDX-License-Identifier: Apache-2.0
//! A meter as a person wants to see it, from the state of the best block.

use super::{
	args::{NodeArgs, WhichArgs},
	correction::change,
	session::money,
	text,
};
use crate::{
	clock::slot_length,
	error::{Error, Result},
	keys::AccountId,
	progress::show,
	storage::{key, keys, Storage},
	types::{LineRecord, MeterRecord, NetworkRecord, PendingCorrection, StorageRow},
};
use clap::Args;
use codec::{Decode, Encode};
use energy_primitives::{Carrier, MeterId, Position, RowClass, Slot, SlotLength, UnitId};
use metering_core::{
	correction::Standing,
	meter::{ConverterInput, CounterRow, DeviceRow, Mark, MeterRole, MeterStatus},
	owner::Ownership,
	unit::issued_until,
};
use subxt::utils::AccountId32;

/// Show a meter: counters, units, device, owners, corrections, money.
#[derive(Args, Debug)]
pub struct ShowArgs {
	#[command(flatten)]
	node: NodeArgs,
	#[command(flatten)]
	which: WhichArgs,
}

/// All that the chain's state says of a meter.
struct Seen {
	meter: MeterId,
	length: SlotLength,
	record: MeterRecord,
	device: DeviceRow,
	counter: CounterRow,
	last_slot: Slot,
	storage: Option<StorageRow>,
	corrections: Vec<(Slot, Standing)>,
	pending: Option<PendingCorrection>,
}

/// Runs the command.
pub async fn run(args: &ShowArgs) -> Result<()> {
	let meter = args.which.id()?;
	let chain = args.node.connect().await?;
	let storage = Storage::new(&chain, None);
	let page = keys(meter.network, meter.page());
	let row = usize::from(meter.row());
	let missing = || Error::refused(text::meter(meter), "there is no such meter");
	let record: Option<MeterRecord> = storage.record("Metering", "Meters", &key(meter)).await?;
	let devices: Option<Vec<DeviceRow>> = storage.get("Metering", "Devices", &page).await?;
	let counters: Option<Vec<CounterRow>> = storage.get("Metering", "Counters", &page).await?;
	let network: Option<NetworkRecord> =
		storage.record("Metering", "Networks", &key(meter.network)).await?;
	let counter = counters.unwrap_or_default().get(row).copied().ok_or_else(missing)?;
	let first_slot = network.and_then(|network| network.first_slot()).unwrap_or(0);
	let storages: Option<Vec<StorageRow>> = storage.record("Metering", "Storages", &page).await?;
	let seen = Seen {
		meter,
		length: slot_length(&chain)?,
		record: record.ok_or_else(missing)?,
		device: devices.unwrap_or_default().get(row).copied().ok_or_else(missing)?,
		counter,
		last_slot: counter.done_slot(first_slot),
		storage: storages.unwrap_or_default().into_iter().find(|row| row.row == meter.row()),
		corrections: corrections(&chain, &storage, meter).await?,
		pending: storage.record("Metering", "PendingCorrections", &key(meter)).await?,
	};
	for (label, value) in seen.lines() {
		show(format!("{label:<12} {value}"));
	}
	let positions: Option<Vec<Position>> = storage.get("Settlement", "Positions", &page).await?;
	let position = positions.unwrap_or_default().get(row).copied().unwrap_or(0);
	if seen.device.class == RowClass::Boundary {
		let position = money(&storage, meter.network.community, position.into()).await?;
		show(format!("{:<12} {position}", "position"));
	}
	let lines: Option<Vec<LineRecord>> =
		storage.record("Settlement", "ClosingLines", &page).await?;
	let mut lines = lines.unwrap_or_default();
	lines.retain(|line| line.row == meter.row());
	for line in lines {
		let position = money(&storage, meter.network.community, line.position.into()).await?;
		let until = text::slot(seen.length, line.until_slot);
		let (epoch, owner) = (line.epoch, line.owner);
		show(format!("{:<12} {owner}, number {epoch}: {position}, until slot {until}", "earlier"));
	}
	Ok(())
}

/// How corrected figures of a meter stand, by slot.
async fn corrections(
	chain: &crate::chain::Chain,
	storage: &Storage<'_>,
	meter: MeterId,
) -> Result<Vec<(Slot, Standing)>> {
	use sp_crypto_hashing::{twox_128, twox_64};
	// Both keys are hashed so that they can be read back: twox 64 and then the key itself.
	let encoded = meter.encode();
	let prefix =
		[&twox_128(b"Metering")[..], &twox_128(b"Corrections"), &twox_64(&encoded), &encoded]
			.concat();
	let mut found = Vec::new();
	for path in chain.keys(&prefix, None).await? {
		let mut end = path.get(path.len().saturating_sub(4)..).unwrap_or_default();
		let slot =
			Slot::decode(&mut end).map_err(|error| Error::misfit("Metering.Corrections", error))?;
		let standing: Option<Standing> =
			storage.get("Metering", "Corrections", &keys(meter, slot)).await?;
		found.extend(standing.map(|standing| (slot, standing)));
	}
	found.sort_by_key(|(slot, _)| *slot);
	Ok(found)
}

impl Seen {
	/// Labels and values, in order.
	fn lines(&self) -> Vec<(&'static str, String)> {
		let mut lines = vec![
			("meter", text::meter(self.meter)),
			("role", self.role()),
			("status", status(self.device.status).into()),
			("last slot", text::slot(self.length, self.last_slot)),
		];
		lines.extend(self.counters());
		lines.extend(self.owners());
		lines.extend(self.papers());
		lines.extend(self.marks());
		lines.extend(self.tags());
		lines.extend(self.corrected());
		lines
	}

	fn carrier(&self) -> Carrier {
		self.meter.network.carrier
	}

	fn energy(&self, quantity: u64) -> String {
		text::energy(self.carrier(), quantity.into())
	}

	fn role(&self) -> String {
		match self.record.role.0 {
			MeterRole::Boundary => "connection point".into(),
			MeterRole::Feeder => "feeder".into(),
			MeterRole::Sub { parent } => format!("sub-meter behind meter {parent}"),
		}
	}

	fn counters(&self) -> Vec<(&'static str, String)> {
		let counter = &self.counter;
		let axis = |label, axis: u64, register: u64, owed: u32| {
			// After a replacement a register may stand below 0 until the next reading.
			let register = i128::from(register as i64);
			let mut value = self.energy(axis);
			value += &format!(", register {}", text::energy(self.carrier(), register));
			if owed > 0 {
				value += &format!(", owes {}", self.energy(owed.into()));
			}
			(label, value)
		};
		let mut lines = vec![
			axis("imported", counter.import, counter.import_register, counter.import_owed),
			axis("exported", counter.export, counter.export_register, counter.export_owed),
		];
		if counter.substituted {
			lines.push(("next figure", "substituted: a part of it is the operator's word".into()));
		}
		if self.device.class == RowClass::Boundary {
			lines.push(("units", self.units()));
		}
		lines
	}

	fn units(&self) -> String {
		let count = issued_until(self.counter.export);
		let last = count.checked_sub(1).and_then(|serial| UnitId::new(self.meter, serial));
		match last {
			Some(last) => format!("{count}, the last one {last}"),
			None => "none yet".into(),
		}
	}

	fn owners(&self) -> Vec<(&'static str, String)> {
		let owners = &self.record.owners.0;
		let told = |owner: &Ownership<AccountId>, epoch: u32| {
			let member = owner.member.map(|tag| format!(", member {}", text::hex(tag)));
			let account = AccountId32(owner.owner);
			format!("{account}, number {epoch}{}", member.unwrap_or_default())
		};
		let mut lines = vec![("owner", told(&owners.current, owners.epoch))];
		if let Some((from_slot, next)) = &owners.next {
			let next = told(next, owners.epoch.saturating_add(1));
			lines.push(("next owner", format!("{next}, from slot {}", self.slot(*from_slot))));
		}
		lines
	}

	fn slot(&self, slot: Slot) -> String {
		text::slot(self.length, slot)
	}

	fn papers(&self) -> Vec<(&'static str, String)> {
		let (facts, base) = (&self.record.facts.0, self.carrier().facts().base_unit);
		let rolls_over = match facts.register_modulus {
			0 => "never rolls over".into(),
			modulus => format!("rolls over at {}", self.energy(modulus)),
		};
		let device =
			format!("{}, generation {}", text::hex(self.device.key), self.record.generation);
		let papers = format!(
			"up to {} W, {} {base} a count, {} ppm, transformer {}:1, register {rolls_over}",
			facts.power_cap_w, facts.resolution, facts.accuracy_ppm, facts.transformer_ratio
		);
		let calibrated = format!("until slot {}", self.slot(self.device.calibrated_until));
		vec![("device key", device), ("papers", papers), ("calibrated", calibrated)]
	}

	fn marks(&self) -> Vec<(&'static str, String)> {
		match self.record.mark.0 {
			None => Vec::new(),
			Some(Mark::Converter(ConverterInput::Meter(input))) => {
				vec![("converter", format!("of what {} takes", text::meter(input)))]
			}
			Some(Mark::Converter(ConverterInput::Fuel(fuel))) => {
				vec![("converter", format!("of fuel F{fuel:08}, not metered"))]
			}
			Some(Mark::Storage(facts)) => {
				let (num, den) = (facts.efficiency_num, facts.efficiency_den);
				let capacity = self.energy(facts.capacity);
				let mut lines =
					vec![("storage", format!("gives back {num}/{den}, holds {capacity}"))];
				lines.extend(self.storage.as_ref().map(|row| ("in store", self.stock(row))));
				lines
			}
		}
	}

	fn stock(&self, row: &StorageRow) -> String {
		let books = &row.books.0;
		format!(
			"{}; given back {}, lost {}, without origin {}",
			self.energy(self.counter.import.saturating_sub(books.tail)),
			self.energy(books.delivered),
			self.energy(books.tail.saturating_sub(books.delivered)),
			self.energy(books.unattributed)
		)
	}

	fn tags(&self) -> Vec<(&'static str, String)> {
		let mut lines = Vec::new();
		lines.extend(self.record.point_tag.0.map(|tag| ("point tag", text::hex(tag))));
		let link = self.record.owners.0.current.link_tag;
		if link != [0; 32] {
			lines.push(("link tag", text::hex(link)));
		}
		lines
	}

	fn corrected(&self) -> Vec<(&'static str, String)> {
		let told = |(slot, standing): &(Slot, Standing)| {
			let spread = if standing.reallocated { ", gap spread" } else { "" };
			let value = format!(
				"slot {}: import {}, export {}, version {}{spread}",
				self.slot(*slot),
				self.energy(standing.import.into()),
				self.energy(standing.export.into()),
				standing.version
			);
			("corrected", value)
		};
		let mut lines: Vec<(&'static str, String)> = self.corrections.iter().map(told).collect();
		if let Some(pending) = &self.pending {
			let what = change(self.meter, &pending.correction.0);
			let slot = self.slot(pending.slot);
			lines.push(("proposed", format!("slot {slot}: {what}, for the owner to accept")));
		}
		lines
	}
}

fn status(status: MeterStatus) -> &'static str {
	match status {
		MeterStatus::Active => "active",
		MeterStatus::Silent => "silent: slots don't wait for it, its next reading wakes it",
		MeterStatus::Retired => "retired",
		MeterStatus::Suspended => "suspended: its readings don't count",
	}
}

#[cfg(test)]
mod tests;
