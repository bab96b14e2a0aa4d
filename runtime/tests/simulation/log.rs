// SPDX-License-Identifier: Apache-2.0
//! Code of ours logs what its proofs say can't be. A run that makes it do so fails.

use frame_support::__private::log::{Level, LevelFilter, Log, Metadata, Record};
use std::cell::RefCell;

struct Ears;

thread_local! {
	static HEARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

impl Log for Ears {
	fn enabled(&self, metadata: &Metadata) -> bool {
		metadata.level() == Level::Error && metadata.target() == "runtime::defensive"
	}

	fn log(&self, record: &Record) {
		if self.enabled(record.metadata()) {
			HEARD.with(|heard| *heard.borrow_mut() = Some(record.args().to_string()));
		}
	}

	fn flush(&self) {}
}

/// Begins to listen.
pub fn listen() {
	// Another test may have begun.
	if frame_support::__private::log::set_logger(&Ears).is_ok() {
		frame_support::__private::log::set_max_level(LevelFilter::Error);
	}
}

/// What this thread heard since the last question.
pub fn complaint() -> Option<String> {
	HEARD.with(|heard| heard.borrow_mut().take())
}
