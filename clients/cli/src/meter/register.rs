// SPDX-License-Identifier: Apache-2.0
//! Registering a meter.

use super::{
	args::{FactsArgs, NetworkArgs, ProofArgs},
	owner::OwnerArgs,
	session::SignArgs,
	tags, text,
};
use crate::{
	calls,
	clock::slot_length,
	error::{Error, Result},
	keys::AccountId,
	progress::show,
	storage::keys,
	types::MeterRegistration,
};
use clap::{Args, ValueEnum};
use energy_primitives::{Carrier, MeterId, NetworkId};
use metering_core::meter::{ConverterInput, CounterRow, Mark, MeterRole, StorageFacts, Tag};
use std::path::PathBuf;

/// Register a meter. It gets the next number of its network.
///
/// The device proves with `commonwatt device prove` that it holds its key. In an open network the
/// first slot the meter can measure is the one that runs.
#[derive(Args, Debug)]
pub struct RegisterArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	network: NetworkArgs,
	#[command(flatten)]
	owner: OwnerArgs,
	#[command(flatten)]
	proof: ProofArgs,
	#[command(flatten)]
	facts: FactsArgs,
	/// What it stands for.
	#[arg(long, value_enum, default_value = "boundary")]
	role: Role,
	/// The connection point a sub-meter stands behind, by its number in the network.
	#[arg(long, value_name = "INDEX", required_if_eq("role", "sub"))]
	parent: Option<u32>,
	#[command(flatten)]
	mark: MarkArgs,
	/// The metering point, for example its number in the area's register. Only its keyed hash is
	/// sent.
	#[arg(long, value_name = "TEXT", requires = "point_key_file")]
	point: Option<String>,
	/// A file with the key of that hash, 32 bytes in hex: the same for all points of an area.
	#[arg(long, value_name = "FILE", requires = "point")]
	point_key_file: Option<PathBuf>,
}

/// What a meter stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Role {
	/// A connection point: it trades, and its exports become units.
	Boundary,
	/// Where the upstream grid delivers and takes.
	Feeder,
	/// A device behind a connection point.
	Sub,
}

/// What lineage needs to know.
#[derive(Args, Debug)]
struct MarkArgs {
	/// It measures a storage, which gives back this share of what it takes, such as 9/10.
	#[arg(
		long,
		value_name = "NUM/DEN",
		requires = "storage_capacity",
		help_heading = "Storage or converter"
	)]
	storage_efficiency: Option<String>,
	/// The most the storage holds, such as `12 kWh`.
	#[arg(
		long,
		value_name = "QUANTITY",
		requires = "storage_efficiency",
		help_heading = "Storage or converter"
	)]
	storage_capacity: Option<String>,
	/// It measures what a converter gives, whose input another meter of the community measures:
	/// network and number, such as electricity:12.
	#[arg(
		long,
		value_name = "NETWORK:INDEX",
		conflicts_with_all = ["storage_efficiency", "converter_fuel"],
		help_heading = "Storage or converter"
	)]
	converter_input: Option<String>,
	/// It measures what a converter gives, whose fuel is not metered: the number of the fuel in the
	/// AIB's list, such as 2030100 (F02030100) for natural gas.
	#[arg(
		long,
		value_name = "CODE",
		conflicts_with = "storage_efficiency",
		help_heading = "Storage or converter"
	)]
	converter_fuel: Option<u32>,
}

/// Runs the command.
pub async fn run(args: &RegisterArgs) -> Result<()> {
	let network = args.network.id()?;
	let (device_key, possession) = args.proof.read()?;
	let opened = args.facts.read(network.carrier)?;
	let next = args.owner.read()?;
	let registration = MeterRegistration {
		owner: next.owner,
		device_key,
		role: args.role()?,
		mark: args.mark.read(network)?,
		power_cap_w: opened.facts.power_cap_w,
		resolution: opened.facts.resolution,
		accuracy_ppm: opened.facts.accuracy_ppm,
		transformer_ratio: opened.facts.transformer_ratio,
		register_modulus: opened.facts.register_modulus,
		calibrated_until_s: opened.facts.calibrated_until_s,
		import_register: opened.import,
		export_register: opened.export,
		point_tag: args.point_tag()?,
		link_tag: next.link_tag,
		member: next.member,
	};
	let session = args.sign.open().await?;
	let receipt = session.send(calls::register_meter(network, &registration, possession)).await?;
	let (meter, _): (MeterId, AccountId) = receipt.only("MeterRegistered")?;
	let counters: Option<Vec<CounterRow>> =
		session.storage().get("Metering", "Counters", &keys(network, meter.page())).await?;
	let counters = counters.unwrap_or_default();
	let row = counters.get(usize::from(meter.row())).copied().unwrap_or_default();
	let since = match row.last_slot {
		0 => "from the network's first slot on".into(),
		last => {
			let length = slot_length(&session.chain)?;
			format!("from slot {} on", text::slot(length, last.saturating_add(1)))
		}
	};
	show(format!("Registered {}: it measures {since}.", text::meter(meter)));
	Ok(())
}

impl RegisterArgs {
	fn role(&self) -> Result<MeterRole> {
		match (self.role, self.parent) {
			(Role::Boundary, None) => Ok(MeterRole::Boundary),
			(Role::Feeder, None) => Ok(MeterRole::Feeder),
			(Role::Sub, Some(parent)) => Ok(MeterRole::Sub { parent }),
			_ => Err(Error::Usage("a sub-meter, and nothing else, has a --parent".into())),
		}
	}

	fn point_tag(&self) -> Result<Option<Tag>> {
		let (Some(point), Some(path)) = (&self.point, &self.point_key_file) else {
			return Ok(None);
		};
		tags::point_tag(&tags::read_secret(path)?, point).map(Some)
	}
}

impl MarkArgs {
	fn read(&self, network: NetworkId) -> Result<Option<Mark>> {
		if let (Some(share), Some(capacity)) = (&self.storage_efficiency, &self.storage_capacity) {
			return storage(network.carrier, share, capacity)
				.map(|facts| Some(Mark::Storage(facts)));
		}
		if let Some(input) = &self.converter_input {
			let meter = input_meter(network, input)?;
			return Ok(Some(Mark::Converter(ConverterInput::Meter(meter))));
		}
		Ok(self.converter_fuel.map(|fuel| Mark::Converter(ConverterInput::Fuel(fuel))))
	}
}

fn storage(carrier: Carrier, share: &str, capacity: &str) -> Result<StorageFacts> {
	let parts = share.split_once('/');
	let parts = parts.and_then(|(num, den)| Some((num.parse().ok()?, den.parse().ok()?)));
	let wrong = || Error::Usage(format!("`{share}` is no share, such as 9/10"));
	let (efficiency_num, efficiency_den) = parts.ok_or_else(wrong)?;
	let capacity = super::args::register(carrier, capacity)?;
	Ok(StorageFacts { efficiency_num, efficiency_den, capacity })
}

fn input_meter(network: NetworkId, input: &str) -> Result<MeterId> {
	let wrong = || Error::Usage(format!("`{input}` is no meter, such as electricity:12"));
	let (name, index) = input.split_once(':').ok_or_else(wrong)?;
	let carrier = crate::relay::reading::carrier(name)?;
	let index = index.parse().map_err(|_| wrong())?;
	Ok(MeterId { network: NetworkId { carrier, ..network }, index })
}

#[cfg(test)]
mod tests {
	use super::*;

	const NETWORK: NetworkId = NetworkId { community: 3, carrier: Carrier::Heat };

	#[test]
	fn a_storage_is_a_share_and_a_capacity() {
		let facts = storage(Carrier::Electricity, "9/10", "12 kWh").expect("a storage");
		let expected = StorageFacts { efficiency_num: 9, efficiency_den: 10, capacity: 12_000 };
		assert_eq!(facts, expected);
		for wrong in ["0.9", "9/", "/10", "9/10/11", "-9/10"] {
			assert!(storage(Carrier::Electricity, wrong, "1").is_err(), "{wrong}");
		}
	}

	#[test]
	fn a_converter_may_take_from_another_network_of_the_community() {
		let meter = input_meter(NETWORK, "electricity:12").expect("a meter");
		let electricity = NetworkId { community: 3, carrier: Carrier::Electricity };
		assert_eq!(meter, MeterId { network: electricity, index: 12 });
		for wrong in ["gas:1", "12", "electricity:", "electricity:x"] {
			assert!(input_meter(NETWORK, wrong).is_err(), "{wrong}");
		}
	}
}
