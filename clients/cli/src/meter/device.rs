// SPDX-License-Identifier: Apache-2.0
//! `device`: what happens beside the meter, with the seed that never leaves it.

use super::{
	args::{address, register, Proof},
	tags, text,
};
use crate::{
	chain::Chain,
	clock::slot_length,
	csvfile::CsvFile,
	error::{Error, Result},
	progress::{say, show},
	relay::reading::{carrier, Reading, ReadingJson},
	telegram::{map::Map, Clock, Registers},
};
use clap::{Args, Subcommand};
use energy_primitives::{CommunityId, MeterId, NetworkId, Slot, SlotLength};
use metering_core::reading::{possession_message, reading_message};
use sp_core::{ed25519, Pair};
use std::{
	io::Write,
	path::{Path, PathBuf},
	time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The columns of signed readings, as `commonwatt send` takes them.
const COLUMNS: [&str; 7] =
	["community", "network", "meter", "slot", "import_register", "export_register", "signature"];

/// Beside the meter: make its key, prove that it is held, and sign readings.
#[derive(Args, Debug)]
pub struct DeviceArgs {
	#[command(subcommand)]
	command: DeviceCommand,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
	New(NewArgs),
	Prove(ProveArgs),
	Sign(SignArgs),
}

/// Make the seed of a device's ed25519 key, in a file that only its owner can read.
#[derive(Args, Debug)]
struct NewArgs {
	/// The seed's file; it must not exist.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

/// Prove that the device holds its key, to an operator who registers it for an owner. Prints what
/// `commonwatt meter register --proof` takes.
#[derive(Args, Debug)]
struct ProveArgs {
	/// The device's seed.
	#[arg(long, value_name = "FILE")]
	seed_file: PathBuf,
	/// The operator: an address, its public key as 0x and 64 digits, or a development key.
	#[arg(long, value_name = "ADDRESS")]
	operator: String,
	/// Whose energy the meter measures now.
	#[arg(long, value_name = "ADDRESS")]
	owner: String,
	#[command(flatten)]
	chain: ChainArgs,
}

/// For which chain is signed: a signature counts on one only.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct ChainArgs {
	/// A node that is asked for the hash of the chain's first block.
	#[arg(long, value_name = "URL")]
	url: Option<String>,
	/// That hash, 32 bytes in hex: nothing is asked.
	#[arg(long, value_name = "HEX")]
	genesis: Option<String>,
}

/// Sign a meter's registers at the end of a slot. Prints lines that `commonwatt send` takes.
///
/// Either registers as the meter shows them (--import, --export), or telegrams of a P1 port as they
/// came, byte by byte (--p1 with --map). A value that can't be trusted is refused alone.
#[derive(Args, Debug)]
struct SignArgs {
	#[command(flatten)]
	chain: ChainArgs,
	/// Length of the chain's slots in seconds, where no node is asked.
	#[arg(long, default_value_t = 900, value_name = "SECONDS")]
	slot_seconds: u32,
	/// Append to this file instead of printing.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	#[command(flatten)]
	shown: ShownArgs,
	/// What a P1 port said.
	#[arg(long, value_name = "FILE", requires = "map", conflicts_with = "import")]
	p1: Option<PathBuf>,
	/// Which value of a telegram is which meter's.
	#[arg(long, value_name = "FILE", requires = "p1")]
	map: Option<PathBuf>,
}

/// Registers of one meter.
#[derive(Args, Debug)]
struct ShownArgs {
	/// The device's seed.
	#[arg(long, value_name = "FILE", required_unless_present = "p1", help_heading = "One meter")]
	seed_file: Option<PathBuf>,
	/// The community.
	#[arg(long, default_value_t = 0, value_name = "NUMBER", help_heading = "One meter")]
	community: CommunityId,
	/// Its network: electricity or heat.
	#[arg(
		long,
		alias = "carrier",
		value_name = "CARRIER",
		required_unless_present = "p1",
		help_heading = "One meter"
	)]
	network: Option<String>,
	/// The meter, by its number in the network.
	#[arg(long, value_name = "INDEX", required_unless_present = "p1", help_heading = "One meter")]
	meter: Option<u32>,
	/// The slot at whose end the registers were read; left out: the last that ended.
	#[arg(long, value_name = "SLOT", conflicts_with = "p1", help_heading = "One meter")]
	slot: Option<Slot>,
	/// The import register, such as `1234.567 kWh` or `12.345 GJ`.
	#[arg(
		long,
		value_name = "REGISTER",
		required_unless_present = "p1",
		help_heading = "One meter"
	)]
	import: Option<String>,
	/// The export register.
	#[arg(
		long,
		default_value = "0",
		value_name = "REGISTER",
		conflicts_with = "p1",
		help_heading = "One meter"
	)]
	export: String,
}

/// The chain that is signed for.
struct Target {
	genesis: [u8; 32],
	length: Option<SlotLength>,
}

/// Runs the command.
pub async fn run(args: &DeviceArgs) -> Result<()> {
	match &args.command {
		DeviceCommand::New(args) => new(args),
		DeviceCommand::Prove(args) => prove(args).await,
		DeviceCommand::Sign(args) => sign(args).await,
	}
}

fn new(args: &NewArgs) -> Result<()> {
	let seed = tags::random();
	tags::write_secret(&args.out, &seed)?;
	show(format!("device key {}", text::hex(ed25519::Pair::from_seed(&seed).public().0)));
	Ok(())
}

async fn prove(args: &ProveArgs) -> Result<()> {
	let device = device(&args.seed_file)?;
	let (operator, owner) = (address(&args.operator)?, address(&args.owner)?);
	let genesis = args.chain.target().await?.genesis;
	let key = device.public().0;
	let signature = device.sign(&possession_message(&genesis, &operator, &owner, &key));
	let proof = Proof { device_key: text::hex(key), possession: text::hex(signature.0) };
	let json = serde_json::to_string_pretty(&proof);
	show(json.map_err(|error| Error::Usage(error.to_string()))?);
	Ok(())
}

fn device(seed_file: &Path) -> Result<ed25519::Pair> {
	Ok(ed25519::Pair::from_seed(&tags::read_secret(seed_file)?))
}

impl ChainArgs {
	async fn target(&self) -> Result<Target> {
		if let Some(genesis) = &self.genesis {
			return Ok(Target { genesis: tags::tag(genesis)?, length: None });
		}
		const PATIENCE: Duration = Duration::from_secs(60);
		let url = self.url.as_deref().unwrap_or_default();
		let chain = Chain::connect(url, PATIENCE).await?;
		Ok(Target { genesis: chain.genesis(), length: Some(slot_length(&chain)?) })
	}
}

async fn sign(args: &SignArgs) -> Result<()> {
	let target = args.chain.target().await?;
	let length = target.length.or(SlotLength::new(args.slot_seconds)).ok_or_else(|| {
		let allowed = SlotLength::ALLOWED;
		Error::Usage(format!("a slot has one of these lengths in seconds: {allowed:?}"))
	})?;
	let now_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
	let readings = match (&args.p1, &args.map) {
		(Some(p1), Some(map)) => from_p1(p1, map, &target.genesis, length, now_s)?,
		_ => vec![args.shown.sign(&target.genesis, length, now_s)?],
	};
	match &args.out {
		Some(path) => append(path, &readings),
		None => {
			show(COLUMNS.join(","));
			readings.iter().for_each(|reading| show(line(reading)));
			Ok(())
		}
	}
}

impl ShownArgs {
	fn sign(&self, genesis: &[u8; 32], length: SlotLength, now_s: u64) -> Result<Reading> {
		let missing = || Error::Usage("--seed-file, --network, --meter and --import".into());
		let carrier = carrier(self.network.as_deref().ok_or_else(missing)?)?;
		let network = NetworkId { community: self.community, carrier };
		let meter = MeterId { network, index: self.meter.ok_or_else(missing)? };
		let import = self.import.as_deref().ok_or_else(missing)?;
		let registers = Registers {
			slot: self.slot.unwrap_or(length.slot_at(now_s).saturating_sub(1)),
			import: register(carrier, import)?,
			export: register(carrier, &self.export)?,
		};
		let device = device(self.seed_file.as_deref().ok_or_else(missing)?)?;
		Ok(signed(&device, meter, &registers, genesis))
	}
}

/// Signs what a P1 port said; says what is refused.
fn from_p1(
	p1: &Path,
	map: &Path,
	genesis: &[u8; 32],
	length: SlotLength,
	now_s: u64,
) -> Result<Vec<Reading>> {
	let bytes = std::fs::read(p1).map_err(|error| Error::file(p1, error))?;
	let map = Map::read(map)?;
	let clock = Clock {
		now_s,
		length,
		winter_offset_min: map.winter_offset_min,
		late_max_s: map.late_max_s,
	};
	let (values, refused) = map.readings(&bytes, &clock);
	refused.iter().for_each(|line| say(format!("refused: {line}")));
	let mut readings = Vec::new();
	for (entry, registers) in values {
		let Some(meter) = map.meter(entry) else { continue };
		readings.push(signed(&device(&entry.seed_file)?, meter, &registers, genesis));
	}
	if readings.is_empty() {
		return Err(Error::file(p1, "no value of it can be signed"));
	}
	Ok(readings)
}

fn signed(
	device: &ed25519::Pair,
	meter: MeterId,
	registers: &Registers,
	genesis: &[u8; 32],
) -> Reading {
	let Registers { slot, import, export } = *registers;
	let signature = device.sign(&reading_message(genesis, slot, import, export)).0;
	Reading { meter, slot, import_register: import, export_register: export, signature }
}

fn line(reading: &Reading) -> String {
	let ReadingJson {
		community,
		network,
		meter,
		slot,
		import_register,
		export_register,
		signature,
	} = reading.into();
	format!("{community},{network},{meter},{slot},{import_register},{export_register},{signature}")
}

fn append(path: &Path, readings: &[Reading]) -> Result<()> {
	let failed = |error| Error::file(path, error);
	let is_new = !path.exists();
	let mut options = std::fs::OpenOptions::new();
	let mut file = options.create(true).append(true).open(path).map_err(failed)?;
	if is_new {
		writeln!(file, "{}", COLUMNS.join(",")).map_err(failed)?;
	}
	for reading in readings {
		writeln!(file, "{}", line(reading)).map_err(failed)?;
	}
	Ok(())
}

/// The first signed reading of a meter in such a file.
pub fn read_signed(path: &Path, meter: MeterId) -> Result<Reading> {
	let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
	let file = CsvFile::parse(&path.to_string_lossy(), &text, &COLUMNS)?;
	for row in file.rows() {
		let json = ReadingJson {
			community: file.number(row, "community")?,
			network: file.text(row, "network").into(),
			meter: file.number(row, "meter")?,
			slot: file.number(row, "slot")?,
			import_register: file.number(row, "import_register")?,
			export_register: file.number(row, "export_register")?,
			signature: file.text(row, "signature").into(),
		};
		let reading = json.parse().map_err(|error| file.wrong(row, error.to_string()))?;
		if reading.meter == meter {
			return Ok(reading);
		}
	}
	Err(Error::file(path, format!("no line is of {}", text::meter(meter))))
}

#[cfg(test)]
mod tests {
	use super::*;
	use energy_primitives::Carrier;

	#[test]
	fn signed_lines_are_read_back() {
		let folder = tempfile::tempdir().expect("a folder");
		let path = folder.path().join("readings.csv");
		let network = NetworkId { community: 3, carrier: Carrier::Heat };
		let (pair, genesis) = (ed25519::Pair::from_seed(&[1; 32]), [2; 32]);
		let reading = |index| {
			let registers = Registers { slot: 9, import: 12_345_000, export: 7 };
			signed(&pair, MeterId { network, index }, &registers, &genesis)
		};
		append(&path, &[reading(4)]).expect("written");
		append(&path, &[reading(5)]).expect("written");
		let found = read_signed(&path, MeterId { network, index: 5 }).expect("it is there");
		assert_eq!(found, reading(5));
		assert!(found.is_signed_by(&pair.public().0, &genesis));
		assert!(read_signed(&path, MeterId { network, index: 6 }).is_err());
		let text = std::fs::read_to_string(&path).expect("a file");
		assert_eq!(text.lines().count(), 3, "one header");
	}
}
