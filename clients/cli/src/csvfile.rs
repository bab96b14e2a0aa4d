// SPDX-License-Identifier: Apache-2.0
//! CSV files: named columns, integers only, and every complaint with file, line and reason.

use crate::error::{Error, Result};
use csv_core::ReadRecordResult;
use std::{
	collections::HashMap,
	path::{Path, PathBuf},
	str::FromStr,
};

/// A CSV file with a header line, read into memory. Line ends may be LF or CRLF.
pub struct CsvFile {
	name: String,
	columns: HashMap<String, usize>,
	rows: Vec<CsvRow>,
}

/// One line of a [`CsvFile`].
pub struct CsvRow {
	/// Its number in the file, from 1.
	pub line: u64,
	fields: Vec<String>,
}

impl CsvFile {
	/// Reads `folder/name`, which must have all `columns`, in any order, and at least one row.
	pub fn read(folder: &Path, name: &str, columns: &[&str]) -> Result<Self> {
		let path: PathBuf = folder.join(name);
		let bytes = std::fs::read(&path).map_err(|error| {
			Error::data(name, 1, format!("can't be read in {}: {error}", folder.display()))
		})?;
		let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
		Self::parse(name, text, columns)
	}

	/// Reads the text of a file called `name`.
	pub fn parse(name: &str, text: &[u8], columns: &[&str]) -> Result<Self> {
		if text.trim_ascii().is_empty() {
			return Err(Error::data(name, 1, "the file is empty"));
		}
		let mut records = records(name, text)?.into_iter();
		let header = records.next().map(|(_, header)| header).unwrap_or_default();
		let width = header.len();
		let places: HashMap<String, usize> =
			header.into_iter().enumerate().map(|(place, column)| (column, place)).collect();
		if let Some(missing) = columns.iter().find(|column| !places.contains_key(**column)) {
			return Err(Error::data(name, 1, format!("column `{missing}` is missing")));
		}
		let mut rows = Vec::new();
		for (line, fields) in records {
			if fields.len() != width {
				let reason = format!("{} fields where the header has {width}", fields.len());
				return Err(Error::data(name, line, reason));
			}
			rows.push(CsvRow { line, fields });
		}
		if rows.is_empty() {
			return Err(Error::data(name, 2, "there is a header, but not one row"));
		}
		Ok(Self { name: name.into(), columns: places, rows })
	}

	/// The lines, in order.
	pub fn rows(&self) -> &[CsvRow] {
		&self.rows
	}

	/// A complaint about a line.
	pub fn wrong(&self, row: &CsvRow, reason: impl Into<String>) -> Error {
		Error::data(&self.name, row.line, reason)
	}

	/// The text in a column; empty where the column does not exist.
	pub fn text<'a>(&self, row: &'a CsvRow, column: &str) -> &'a str {
		self.columns.get(column).and_then(|place| row.fields.get(*place)).map_or("", String::as_str)
	}

	/// The integer in a column; `None` where it is empty.
	pub fn maybe<N: FromStr>(&self, row: &CsvRow, column: &str) -> Result<Option<N>> {
		let text = self.text(row, column);
		if text.is_empty() {
			return Ok(None);
		}
		text.parse().map(Some).map_err(|_| self.wrong(row, unparsed(column, text)))
	}

	/// The integer in a column.
	pub fn number<N: FromStr>(&self, row: &CsvRow, column: &str) -> Result<N> {
		self.maybe(row, column)?.ok_or_else(|| self.wrong(row, format!("`{column}` is empty")))
	}
}

/// Why a text is not the number it should be.
fn unparsed(column: &str, text: &str) -> String {
	match text.parse::<i128>() {
		Ok(number) if number < 0 => format!("`{column}` is {number}: it can't be negative"),
		Ok(number) => format!("`{column}` is {number}: out of range"),
		Err(_) => format!("`{column}` is `{text}`: not an integer"),
	}
}

/// The records of a text, each with its first line's number, its fields trimmed.
fn records(name: &str, mut text: &[u8]) -> Result<Vec<(u64, Vec<String>)>> {
	// No record has more bytes or fields than the text, so these are never full.
	let (mut bytes, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 1]);
	let mut reader = csv_core::Reader::new();
	let mut records = Vec::new();
	let (mut written, mut ended, mut line) = (0, 0, 1);
	loop {
		if written == 0 && ended == 0 {
			// Between records: line ends of the last one, and lines of nothing.
			let begin = text.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
			line += lines(&text[..begin]);
			text = &text[begin..];
		}
		let (result, read, wrote, closed) =
			reader.read_record(text, &mut bytes[written..], &mut ends[ended..]);
		let (before, rest) = text.split_at(read);
		text = rest;
		written += wrote;
		ended += closed;
		match result {
			// The rest of the text is read; an empty input then ends the last record.
			ReadRecordResult::InputEmpty => {}
			ReadRecordResult::Record => {
				let fields = fields(&bytes[..written], &ends[..ended])
					.ok_or_else(|| Error::data(name, line, "not UTF-8"))?;
				// Lines of nothing but spaces stand for nothing.
				if fields.iter().any(|field| !field.is_empty()) {
					records.push((line, fields));
				}
				(written, ended) = (0, 0);
				line += lines(before);
			}
			ReadRecordResult::End => return Ok(records),
			ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
				return Err(Error::data(name, line, "the line is too long"));
			}
		}
	}
}

fn lines(text: &[u8]) -> u64 {
	text.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn fields(bytes: &[u8], ends: &[usize]) -> Option<Vec<String>> {
	let mut begin = 0;
	let field = |end: &usize| {
		let field = std::str::from_utf8(bytes.get(begin..*end)?).ok()?;
		begin = *end;
		Some(field.trim().to_owned())
	};
	ends.iter().map(field).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parse(text: &str) -> Result<CsvFile> {
		CsvFile::parse("x.csv", text.as_bytes(), &["a", "b"])
	}

	fn refused(text: &str) -> String {
		parse(text).err().expect("refused").to_string()
	}

	#[test]
	fn columns_are_found_by_name_in_any_order_and_line_end() {
		for text in ["b,c,a\n1,x,2\n", "b,c,a\r\n1,x,2\r\n", " b , c , a \n 1 , x , 2 "] {
			let file = parse(text).expect("well-formed");
			let row = &file.rows()[0];
			assert_eq!(row.line, 2);
			assert_eq!(file.number::<u32>(row, "a").expect("a number"), 2);
			assert_eq!(file.text(row, "c"), "x");
		}
	}

	#[test]
	fn a_broken_file_is_refused_with_line_and_reason() {
		assert_eq!(refused(""), "x.csv:1: the file is empty");
		assert_eq!(refused(" \r\n"), "x.csv:1: the file is empty");
		assert_eq!(refused("a,b\n"), "x.csv:2: there is a header, but not one row");
		assert_eq!(refused("a,c\n1,2\n"), "x.csv:1: column `b` is missing");
		assert_eq!(refused("a,b\n1,2\n3\n"), "x.csv:3: 1 fields where the header has 2");
	}

	#[test]
	fn a_wrong_number_is_refused_with_line_and_reason() {
		let file = parse("a,b\n1,-5\n2,x\n3,4294967296\n4,\n").expect("well-formed");
		let reasons: Vec<String> = file
			.rows()
			.iter()
			.map(|row| file.number::<u32>(row, "b").expect_err("wrong").to_string())
			.collect();
		assert_eq!(
			reasons,
			[
				"x.csv:2: `b` is -5: it can't be negative",
				"x.csv:3: `b` is `x`: not an integer",
				"x.csv:4: `b` is 4294967296: out of range",
				"x.csv:5: `b` is empty",
			]
		);
	}
}
