// SPDX-License-Identifier: Apache-2.0
//! Signed readings from a CSV file or from standard input.

use crate::{
	csvfile::CsvFile,
	error::{Error, Result},
	relay::reading::{Reading, ReadingJson},
};
use std::{collections::HashSet, io::Read, path::Path};

const COLUMNS: [&str; 7] =
	["community", "network", "meter", "slot", "import_register", "export_register", "signature"];

/// Reads the file, `-` for standard input. A broken line is an error: nothing is sent then.
pub fn read(path: &Path) -> Result<Vec<Reading>> {
	let mut text = Vec::new();
	if path == Path::new("-") {
		std::io::stdin()
			.read_to_end(&mut text)
			.map_err(|error| Error::file("standard input", error))?;
	} else {
		text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
	}
	parse(&path.to_string_lossy(), &text)
}

fn parse(name: &str, text: &[u8]) -> Result<Vec<Reading>> {
	let file = CsvFile::parse(name, text, &COLUMNS)?;
	let (mut readings, mut seen) = (Vec::new(), HashSet::new());
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
		if !seen.insert((reading.meter, reading.slot)) {
			return Err(file.wrong(row, "the meter has a reading for this slot already"));
		}
		readings.push(reading);
	}
	readings.sort_by_key(|reading| (reading.slot, reading.meter));
	Ok(readings)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::relay::reading::tests::reading;

	fn line(reading: &Reading) -> String {
		let json = ReadingJson::from(reading);
		format!(
			"{},{},{},{},{},{},{}\n",
			json.community,
			json.network,
			json.meter,
			json.slot,
			json.import_register,
			json.export_register,
			json.signature
		)
	}

	#[test]
	fn readings_come_in_the_order_of_their_slots() {
		let (early, late) = (reading(9, 4), reading(1, 5));
		let text = format!("{}\n{}{}", COLUMNS.join(","), line(&late), line(&early));
		assert_eq!(parse("x.csv", text.as_bytes()).expect("readings"), [early, late]);
	}

	#[test]
	fn a_broken_line_is_told_with_its_number() {
		let good = line(&reading(1, 5));
		let refused = |lines: &str| {
			let text = format!("{}\n{lines}", COLUMNS.join(","));
			parse("x.csv", text.as_bytes()).expect_err("refused").to_string()
		};
		let twice = format!("{good}{good}");
		assert_eq!(refused(&twice), "x.csv:3: the meter has a reading for this slot already");
		assert_eq!(refused(&good.replace("heat", "gas")), "x.csv:2: no network is called `gas`");
		assert!(refused(&good.replace(",5,", ",five,")).starts_with("x.csv:2: `slot`"));
		assert_eq!(refused("1,heat,1,5,1,1,abc\n"), "x.csv:2: a signature is 64 bytes in hex");
	}
}
