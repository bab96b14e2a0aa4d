// SPDX-License-Identifier: Apache-2.0
//! What can go wrong, in one line each, and the exit code scripts see.

use std::{path::PathBuf, process::ExitCode};

/// Result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the program stops.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// A file of this machine can't be read or written. Exit code 1.
	#[error("{}: {reason}", path.display())]
	File {
		/// Which file.
		path: PathBuf,
		/// What the system says.
		reason: String,
	},
	/// An argument makes no sense. Exit code 2.
	#[error("{0}")]
	Usage(String),
	/// A data file is wrong. Exit code 2.
	#[error("{file}:{line}: {reason}")]
	Data {
		/// Name of the file inside the data set.
		file: String,
		/// Line in it, from 1.
		line: u64,
		/// What is wrong there.
		reason: String,
	},
	/// The node is not there, or went away. Exit code 3.
	#[error("node {url}: {reason}")]
	Unreachable {
		/// Where it was looked for.
		url: String,
		/// What happened.
		reason: String,
	},
	/// The chain answered, and said no. Exit code 4.
	#[error("the chain refused {what}: {reason}")]
	Refused {
		/// What it was asked.
		what: String,
		/// The reason it gave.
		reason: String,
	},
	/// The chain speaks another language than this program. Exit code 4.
	#[error("this chain doesn't fit: {0}")]
	Misfit(String),
	/// What should add up doesn't. Exit code 5.
	#[error("verification failed: {0}")]
	Verification(String),
}

impl Error {
	/// The exit code of this error.
	pub fn code(&self) -> u8 {
		match self {
			Self::File { .. } => 1,
			Self::Usage(_) | Self::Data { .. } => 2,
			Self::Unreachable { .. } => 3,
			Self::Refused { .. } | Self::Misfit(_) => 4,
			Self::Verification(_) => 5,
		}
	}

	/// The exit code as the process returns it.
	pub fn exit(&self) -> ExitCode {
		ExitCode::from(self.code())
	}

	/// A file that can't be read or written.
	pub fn file(path: impl Into<PathBuf>, reason: impl ToString) -> Self {
		Self::File { path: path.into(), reason: one_line(&reason.to_string()) }
	}

	/// A wrong line of a data file.
	pub fn data(file: &str, line: u64, reason: impl Into<String>) -> Self {
		Self::Data { file: file.into(), line, reason: reason.into() }
	}

	/// A refusal by the chain.
	pub fn refused(what: impl Into<String>, reason: impl ToString) -> Self {
		Self::Refused { what: what.into(), reason: one_line(&reason.to_string()) }
	}

	/// Something of the chain that can't be understood.
	pub fn misfit(what: &str, reason: impl ToString) -> Self {
		Self::Misfit(one_line(&format!("{what}: {}", reason.to_string())))
	}
}

/// A message of somebody else's, folded into one line.
fn one_line(text: &str) -> String {
	text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_error_is_one_line_with_its_code() {
		let errors = [
			(Error::file("/x", "not\nthere"), 1, "/x: not there"),
			(Error::Usage("no such day".into()), 2, "no such day"),
			(
				Error::data("meters.csv", 3, "column `name` is missing"),
				2,
				"meters.csv:3: column `name` is missing",
			),
			(
				Error::refused("a deposit", "too\n small"),
				4,
				"the chain refused a deposit: too small",
			),
			(Error::misfit("pallet", "absent"), 4, "this chain doesn't fit: pallet: absent"),
			(
				Error::Verification("1 nano missing".into()),
				5,
				"verification failed: 1 nano missing",
			),
		];
		for (error, code, text) in errors {
			assert_eq!(error.code(), code);
			assert_eq!(error.to_string(), text);
		}
	}
}
