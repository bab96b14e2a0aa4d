// SPDX-License-Identifier: Apache-2.0
//! What a person sees while something takes long: a bar on a terminal, a few plain lines elsewhere.
//! Both go to standard error; results go to standard output.

use indicatif::{ProgressBar, ProgressStyle};
use std::{
	fmt::Display,
	io::{IsTerminal, Write},
};

/// Progress of one piece of work.
pub struct Progress {
	label: String,
	total: u64,
	done: u64,
	tenths_said: u64,
	bar: Option<ProgressBar>,
}

/// One line about what happens now.
pub fn say(line: impl AsRef<str>) {
	eprintln!("{}", line.as_ref());
}

/// One line of a result, on standard output. Nobody may be reading any more (`| head`): that is no
/// reason to stop.
pub fn show(line: impl Display) {
	let _ = writeln!(std::io::stdout(), "{line}");
}

impl Progress {
	/// Work of `total` steps that begins now.
	pub fn new(label: &str, total: u64) -> Self {
		let bar = std::io::stderr().is_terminal().then(|| bar(label, total));
		Self { label: label.into(), total, done: 0, tenths_said: 0, bar }
	}

	/// `done` steps are behind us.
	pub fn at(&mut self, done: u64) {
		self.done = done.min(self.total);
		match &self.bar {
			Some(bar) => bar.set_position(self.done),
			None => self.say_tenth(),
		}
	}

	/// One step more.
	pub fn step(&mut self) {
		self.at(self.done.saturating_add(1));
	}

	/// A word beside the bar; lines elsewhere go without it.
	pub fn note(&self, note: String) {
		if let Some(bar) = &self.bar {
			bar.set_message(note);
		}
	}

	/// A line above the bar.
	pub fn say(&self, line: &str) {
		match &self.bar {
			Some(bar) => bar.println(line),
			None => say(line),
		}
	}

	/// The work is over; the bar goes away.
	pub fn finish(self) {
		if let Some(bar) = self.bar {
			bar.finish_and_clear();
		}
	}

	fn say_tenth(&mut self) {
		let tenths = (self.done * 10).checked_div(self.total).unwrap_or(0);
		if tenths > self.tenths_said {
			self.tenths_said = tenths;
			say(format!("  {}: {} of {}", self.label, self.done, self.total));
		}
	}
}

fn bar(label: &str, total: u64) -> ProgressBar {
	let style = ProgressStyle::with_template("  {prefix} {bar:32} {pos}/{len} {elapsed} {msg}");
	let bar = ProgressBar::new(total).with_prefix(label.to_owned());
	bar.enable_steady_tick(std::time::Duration::from_millis(250));
	match style {
		Ok(style) => bar.with_style(style.progress_chars("█▉░")),
		Err(_) => bar,
	}
}
