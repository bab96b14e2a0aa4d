// SPDX-License-Identifier: Apache-2.0
//! What changes about a meter's device: another key, another device, whether it counts.

use super::{
	args::{register, FactsArgs, ProofArgs, WhichArgs},
	device::read_signed,
	session::{Session, SignArgs},
	text,
};
use crate::{
	calls,
	error::{Error, Result},
	progress::show,
};
use clap::Args;
use energy_primitives::{Carrier, MeterId};
use metering_core::replacement::{Closing, Replacement};
use std::path::PathBuf;

/// Give a meter's device a new key. The old one counts no more, and a suspended meter is read again.
#[derive(Args, Debug)]
pub struct RotateKeyArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
	#[command(flatten)]
	proof: ProofArgs,
}

/// Put a new device in a meter's place. Its counters, units and money go on.
///
/// Say how the old device's last energy is known: by its last accepted reading (what it measured
/// since is not known, and the balancing account bears it), by closing registers it signed, or by
/// your word (at most what the meter moved on average so far; export on your word fills no unit).
#[derive(Args, Debug)]
pub struct ReplaceArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
	#[command(flatten)]
	proof: ProofArgs,
	#[command(flatten)]
	facts: FactsArgs,
	#[command(flatten)]
	closing: ClosingArgs,
}

/// How the old device's last energy is known.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct ClosingArgs {
	/// By its last accepted reading.
	#[arg(long, help_heading = "The old device")]
	closing_last_reading: bool,
	/// By the registers it signed when it was taken out: one line of `commonwatt device sign`.
	#[arg(long, value_name = "FILE", help_heading = "The old device")]
	closing_signed: Option<PathBuf>,
	/// By your word: its import and export register, such as `1234.5 kWh,0.2 kWh`.
	#[arg(long, value_name = "IMPORT,EXPORT", help_heading = "The old device")]
	closing_word: Option<String>,
}

/// A meter, and who signs.
#[derive(Args, Debug)]
pub struct StatusArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
}

/// Runs `rotate-key`.
pub async fn rotate_key(args: &RotateKeyArgs) -> Result<()> {
	let meter = args.which.id()?;
	let (key, possession) = args.proof.read()?;
	let session = args.sign.open().await?;
	let receipt = session.send(calls::rotate_key(meter, key, possession)).await?;
	receipt.expect::<MeterId>("KeyRotated", meter)?;
	let key = text::hex(key);
	show(format!("{}: from now on only readings signed with {key} count.", text::meter(meter)));
	Ok(())
}

/// Runs `replace`.
pub async fn replace(args: &ReplaceArgs) -> Result<()> {
	let meter = args.which.id()?;
	let carrier = meter.network.carrier;
	let (device_key, possession) = args.proof.read()?;
	let opened = args.facts.read(carrier)?;
	let replacement = Replacement {
		device_key,
		facts: opened.facts,
		import_register: opened.import,
		export_register: opened.export,
		closing: args.closing.read(meter)?,
	};
	let session = args.sign.open().await?;
	let call = calls::replace_device(meter, &replacement, possession);
	let receipt = session.send(call).await?;
	let (_, generation, import, export, on_word): (MeterId, u32, u32, u32, bool) =
		receipt.expect("DeviceReplaced", meter)?;
	let carried = carried(carrier, import, export, on_word);
	show(format!("{}: generation {generation}; {carried}.", text::meter(meter)));
	Ok(())
}

/// What the old device leaves to the next reading.
fn carried(carrier: Carrier, import: u32, export: u32, on_word: bool) -> String {
	if import == 0 && export == 0 {
		return "nothing is carried over from the old device".into();
	}
	let energy = |quantity: u32| text::energy(carrier, quantity.into());
	let by = if on_word { "your word, and the export fills no unit" } else { "its signature" };
	format!(
		"the next reading brings along import {} and export {} of the old device, on {by}",
		energy(import),
		energy(export)
	)
}

impl ClosingArgs {
	fn read(&self, meter: MeterId) -> Result<Closing> {
		if let Some(path) = &self.closing_signed {
			let reading = read_signed(path, meter)?;
			return Ok(Closing::Signed {
				slot: reading.slot,
				import_register: reading.import_register,
				export_register: reading.export_register,
				signature: reading.signature,
			});
		}
		let Some(word) = &self.closing_word else { return Ok(Closing::LastReading) };
		let (import_register, export_register) = word_registers(meter.network.carrier, word)?;
		Ok(Closing::Word { import_register, export_register })
	}
}

fn word_registers(carrier: Carrier, word: &str) -> Result<(u64, u64)> {
	let wrong = || Error::Usage("--closing-word takes two registers with a comma between".into());
	let (import, export) = word.split_once(',').ok_or_else(wrong)?;
	Ok((register(carrier, import)?, register(carrier, export)?))
}

/// Runs `suspend`.
pub async fn suspend(args: &StatusArgs) -> Result<()> {
	let (session, meter) = args.open().await?;
	let receipt = session.send(calls::suspend_meter(meter)).await?;
	receipt.expect::<MeterId>("MeterSuspended", meter)?;
	let name = text::meter(meter);
	show(format!("{name}: suspended; its readings don't count and no slot waits for it."));
	Ok(())
}

/// Runs `resume`.
pub async fn resume(args: &StatusArgs) -> Result<()> {
	let (session, meter) = args.open().await?;
	let receipt = session.send(calls::resume_meter(meter)).await?;
	receipt.expect::<MeterId>("MeterResumed", meter)?;
	show(format!("{}: its readings count again.", text::meter(meter)));
	Ok(())
}

/// Runs `retire`.
pub async fn retire(args: &StatusArgs) -> Result<()> {
	let (session, meter) = args.open().await?;
	let receipt = session.send(calls::retire_meter(meter)).await?;
	receipt.expect::<MeterId>("MeterRetired", meter)?;
	let name = text::meter(meter);
	show(format!("{name}: out of service for good; its key and metering point are free."));
	Ok(())
}

impl StatusArgs {
	async fn open(&self) -> Result<(Session, MeterId)> {
		let meter = self.which.id()?;
		Ok((self.sign.open().await?, meter))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_carried_over_is_told_with_its_ground() {
		let carried = |import, word| carried(Carrier::Electricity, import, 7, word);
		assert!(carried(12, false).contains("import 0.012 kWh and export 0.007 kWh"));
		assert!(carried(12, false).ends_with("on its signature"));
		assert!(carried(0, true).ends_with("fills no unit"));
		assert!(super::carried(Carrier::Heat, 0, 0, false).starts_with("nothing"));
	}

	#[test]
	fn a_word_is_two_registers() {
		let word = |text| word_registers(Carrier::Electricity, text);
		assert_eq!(word("1.5 kWh,2").expect("two"), (1_500, 2));
		assert!(word("1.5 kWh").is_err() && word("1,5,2").is_err());
	}
}
