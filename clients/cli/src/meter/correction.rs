// SPDX-License-Identifier: Apache-2.0
//! Settled figures that were wrong, and gaps that are spread over their slots. The evidence of the
//! old figure comes from the indexer's database.

use super::{
	args::WhichArgs,
	session::{Receipt, Session, SignArgs},
	tags, text,
};
use crate::{
	calls,
	clock::slot_length,
	csvfile::CsvFile,
	error::{Error, Result},
	evidence::evidence,
	progress::{say, show},
	storage::{key, keys},
	store::Store,
	types::PendingCorrection,
};
use clap::{Args, ValueEnum};
use energy_primitives::{MeterId, Slot};
use metering_core::correction::{Correction, CorrectionReason, Part, Standing};
use std::path::{Path, PathBuf};

/// Correct a settled figure. The slot stays as it was; the difference is settled now, at its prices.
///
/// A correction of more than a tenth of what the connection can carry, or of a slot older than the
/// chain's record window, waits for the owner's `commonwatt meter accept`.
#[derive(Args, Debug)]
pub struct CorrectArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
	#[command(flatten)]
	settled: SettledArgs,
	/// What the import changes by, in Wh (electricity) or kJ (heat): positive where too little was
	/// counted.
	#[arg(long, default_value_t = 0, allow_negative_numbers = true, value_name = "QUANTITY")]
	import: i32,
	/// What the export changes by.
	#[arg(long, default_value_t = 0, allow_negative_numbers = true, value_name = "QUANTITY")]
	export: i32,
	/// Why.
	#[arg(long, value_enum)]
	reason: Reason,
	/// The document that says why; only its salted hash is sent.
	#[arg(long, value_name = "FILE", required_if_eq("reason", "other"), requires = "salt_file")]
	document: Option<PathBuf>,
	/// The salt of that hash, 32 bytes in hex.
	#[arg(long, value_name = "FILE", requires = "document")]
	salt_file: Option<PathBuf>,
}

/// Which settled figure, and where its proof is.
#[derive(Args, Debug)]
struct SettledArgs {
	/// The slot whose figure it is; of a gap, the slot in which it ended.
	#[arg(long, value_name = "SLOT")]
	slot: Slot,
	/// The database of `commonwatt index`.
	#[arg(long, value_name = "FILE")]
	db: PathBuf,
}

/// Why a figure was wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Reason {
	/// The device measured wrongly.
	DeviceFault,
	/// Transformer ratio, resolution or connection were declared wrongly.
	WrongFactor,
	/// A better value arrived later.
	LateValue,
	/// The device was read wrongly.
	ReadingError,
	/// As a document says.
	Other,
}

/// Consent to the correction that waits for you, as the meter's owner.
#[derive(Args, Debug)]
pub struct AcceptArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
}

/// Spread a gap over its slots: its owner is credited what the parts would have brought at their
/// slots' prices.
#[derive(Args, Debug)]
pub struct ReallocateArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	which: WhichArgs,
	#[command(flatten)]
	settled: SettledArgs,
	#[command(flatten)]
	parts: PartsArgs,
}

/// How a gap is spread.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct PartsArgs {
	/// A CSV file with the columns slot, import, export, one line per slot of the gap, in Wh
	/// (electricity) or kJ (heat). The lines add up to the gap.
	#[arg(long, value_name = "FILE")]
	parts: Option<PathBuf>,
	/// The same energy in every slot.
	#[arg(long)]
	evenly: bool,
}

/// Runs `correct`.
pub async fn correct(args: &CorrectArgs) -> Result<()> {
	let meter = args.which.id()?;
	let slot = args.settled.slot;
	let reason = args.reason()?;
	let correction = Correction { import: args.import, export: args.export, reason };
	let evidence = evidence(&Store::open_existing(&args.settled.db)?, meter, slot)?;
	let session = args.sign.open().await?;
	let receipt = session.send(calls::correct(meter, slot, correction, &evidence)).await?;
	type Proposed = (MeterId, Slot, Correction);
	if receipt.find::<Proposed>("CorrectionProposed", meter)?.is_some() {
		show(format!(
			"{}, slot {slot}: {} is proposed; it waits for the owner's `commonwatt meter accept`.",
			text::meter(meter),
			change(meter, &correction)
		));
		return Ok(());
	}
	corrected(&session, &receipt, meter).await
}

/// Runs `accept`.
pub async fn accept(args: &AcceptArgs) -> Result<()> {
	let meter = args.which.id()?;
	let session = args.sign.open().await?;
	let pending: Option<PendingCorrection> =
		session.storage().record("Metering", "PendingCorrections", &key(meter)).await?;
	let Some(PendingCorrection { slot, correction }) = pending else {
		let reason = "no correction of it waits for consent";
		return Err(Error::refused(text::meter(meter), reason));
	};
	say(format!("accepting {} of slot {slot}", change(meter, &correction.0)));
	let receipt = session.send(calls::accept_correction(meter, slot, correction.0)).await?;
	corrected(&session, &receipt, meter).await
}

/// Tells what a correction did.
async fn corrected(session: &Session, receipt: &Receipt, meter: MeterId) -> Result<()> {
	let (_, slot, version, correction, leg): (MeterId, Slot, u32, Correction, i128) =
		receipt.expect("Corrected", meter)?;
	show(format!(
		"{}, slot {slot}: {} (version {version}); its side gains {}.",
		text::meter(meter),
		change(meter, &correction),
		session.money(meter.network.community, leg).await?
	));
	Ok(())
}

/// `import -0.020 kWh, export 0.000 kWh (device fault)`.
pub fn change(meter: MeterId, correction: &Correction) -> String {
	let energy = |quantity: i32| {
		let sign = if quantity > 0 { "+" } else { "" };
		format!("{sign}{}", text::energy(meter.network.carrier, quantity.into()))
	};
	let (import, export) = (energy(correction.import), energy(correction.export));
	format!("import {import}, export {export} ({})", reason_text(&correction.reason))
}

fn reason_text(reason: &CorrectionReason) -> String {
	match reason {
		CorrectionReason::DeviceFault => "device fault".into(),
		CorrectionReason::WrongFactor => "wrong factor".into(),
		CorrectionReason::LateValue => "late value".into(),
		CorrectionReason::ReadingError => "reading error".into(),
		CorrectionReason::Other(tag) => format!("document {}", text::hex(tag)),
	}
}

impl CorrectArgs {
	fn reason(&self) -> Result<CorrectionReason> {
		if let (Some(document), Some(salt)) = (&self.document, &self.salt_file) {
			if self.reason != Reason::Other {
				return Err(Error::Usage("a --document belongs to `--reason other`".into()));
			}
			let bytes = std::fs::read(document).map_err(|error| Error::file(document, error))?;
			return Ok(CorrectionReason::Other(tags::hmac(&tags::read_secret(salt)?, &bytes)));
		}
		match self.reason {
			Reason::DeviceFault => Ok(CorrectionReason::DeviceFault),
			Reason::WrongFactor => Ok(CorrectionReason::WrongFactor),
			Reason::LateValue => Ok(CorrectionReason::LateValue),
			Reason::ReadingError => Ok(CorrectionReason::ReadingError),
			Reason::Other => Err(Error::Usage("`--reason other` needs a --document".into())),
		}
	}
}

/// Runs `reallocate`.
pub async fn reallocate(args: &ReallocateArgs) -> Result<()> {
	let meter = args.which.id()?;
	let slot = args.settled.slot;
	let evidence = evidence(&Store::open_existing(&args.settled.db)?, meter, slot)?;
	let session = args.sign.open().await?;
	let figure = &evidence.row.leaf;
	let standing: Option<Standing> =
		session.storage().get("Metering", "Corrections", &keys(meter, slot)).await?;
	let (import, export) = standing
		.map_or((figure.import, figure.export), |standing| (standing.import, standing.export));
	let parts = match &args.parts.parts {
		Some(path) => read_parts(path, slot, figure.span)?,
		None => evenly(figure.span, import, export),
	};
	let receipt = session.send(calls::reallocate_gap(meter, slot, &parts, &evidence)).await?;
	let (_, _, credit): (MeterId, Slot, i128) = receipt.expect("GapReallocated", meter)?;
	let length = slot_length(&session.chain)?;
	show(format!(
		"{}: the gap of {} slots until {} is spread; its owner gains {}.",
		text::meter(meter),
		figure.span,
		text::slot(length, slot),
		session.money(meter.network.community, credit).await?
	));
	Ok(())
}

/// The same energy in every slot; what doesn't divide goes to the later ones.
fn evenly(span: u32, import: u32, export: u32) -> Vec<Part> {
	let until = |quantity: u32, slots: u32| {
		let product = u64::from(quantity) * u64::from(slots);
		// At most the quantity, so it fits.
		u32::try_from(product.checked_div(span.into()).unwrap_or(0)).unwrap_or(u32::MAX)
	};
	let part = |slots: u32| Part {
		import: until(import, slots + 1) - until(import, slots),
		export: until(export, slots + 1) - until(export, slots),
	};
	(0..span).map(part).collect()
}

fn read_parts(path: &Path, slot: Slot, span: u32) -> Result<Vec<Part>> {
	let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
	let file = CsvFile::parse(&path.to_string_lossy(), &text, &["slot", "import", "export"])?;
	let mut parts = Vec::new();
	let first = slot.saturating_add(1).saturating_sub(span);
	for (expected, row) in (first..).zip(file.rows()) {
		if file.number::<Slot>(row, "slot")? != expected {
			let reason = format!("slot {expected} is expected here: the gap is {first} to {slot}");
			return Err(file.wrong(row, reason));
		}
		let (import, export) = (file.number(row, "import")?, file.number(row, "export")?);
		parts.push(Part { import, export });
	}
	Ok(parts)
}

#[cfg(test)]
mod tests {
	use super::*;
	use energy_primitives::{Carrier, NetworkId};
	use metering_core::correction::check_parts;

	#[test]
	fn a_gap_is_spread_exactly() {
		for (span, import, export) in [(2, 7, 0), (96, 1_000, 95), (3, u32::MAX, 2)] {
			let parts = evenly(span, import, export);
			assert_eq!(check_parts(&parts, span, import, export, u64::MAX), Ok(()));
		}
		assert!(evenly(0, 1, 1).is_empty());
	}

	#[test]
	fn parts_name_their_slots() {
		let folder = tempfile::tempdir().expect("a folder");
		let path = folder.path().join("parts.csv");
		std::fs::write(&path, "slot,import,export\n9,1,2\n10,3,4\n").expect("written");
		let parts = read_parts(&path, 10, 2).expect("two parts");
		assert_eq!(parts, [Part { import: 1, export: 2 }, Part { import: 3, export: 4 }]);
		let error = read_parts(&path, 11, 2).expect_err("another gap").to_string();
		assert!(error.contains("slot 10 is expected here: the gap is 10 to 11"), "{error}");
	}

	#[test]
	fn a_change_is_told_with_signs_and_reason() {
		let network = NetworkId { community: 0, carrier: Carrier::Electricity };
		let reason = CorrectionReason::DeviceFault;
		let correction = Correction { import: -20, export: 700, reason };
		let text = change(MeterId { network, index: 1 }, &correction);
		assert_eq!(text, "import -0.020 kWh, export +0.700 kWh (device fault)");
	}
}
