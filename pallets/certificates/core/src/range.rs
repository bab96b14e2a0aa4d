// SPDX-License-Identifier: Apache-2.0
//! Ranges of a meter's surplus axis. The axis counts the base quantities a meter gave to the grid,
//! from 0, and only grows; a pointer says how far it was claimed.
//!
//! ```text
//! 0         claimed     before the last final slot         now
//! |--- gone ---|---- may be claimed ----|---- not yet final ----|
//! ```
//!
//! Everything below the pointer was claimed once and can't be claimed again, whatever became of the
//! certificates. Ranges come only from [`Range::claim`], [`Range::split`] and [`Range::merge`]: none
//! is empty, and no two of them ever overlap.

/// The base quantities `[begin, end)` of a surplus axis.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Range {
	/// The first one.
	pub begin: u64,
	/// The first one behind it.
	pub end: u64,
}

/// Why there is no such range.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RangeError {
	/// It would hold nothing.
	Empty,
	/// It would reach past what was given to the grid.
	PastSurplus,
	/// The place does not lie in the range.
	Outside,
	/// The second range ends where the first begins: they were named in the wrong order.
	Reversed,
	/// The ranges do not touch.
	NotAdjacent,
}

impl Range {
	/// The next `quantity` base quantities of an axis that was claimed up to `claimed` and stood at
	/// `surplus`. Its end is the new pointer.
	///
	/// Errors, first that applies: `Empty`, `PastSurplus`.
	pub fn claim(claimed: u64, surplus: u64, quantity: u64) -> Result<Self, RangeError> {
		if quantity == 0 {
			return Err(RangeError::Empty);
		}
		match claimed.checked_add(quantity) {
			Some(end) if end <= surplus => Ok(Self { begin: claimed, end }),
			_ => Err(RangeError::PastSurplus),
		}
	}

	/// The parts in front of `at` and from it on.
	///
	/// Errors, first that applies: `Outside`, `Empty`.
	pub fn split(self, at: u64) -> Result<(Self, Self), RangeError> {
		if at < self.begin || self.end < at {
			return Err(RangeError::Outside);
		}
		if at == self.begin || at == self.end {
			return Err(RangeError::Empty);
		}
		Ok((Self { end: at, ..self }, Self { begin: at, ..self }))
	}

	/// This range and the one that follows it, as one.
	///
	/// Errors: `Reversed` where it is the other way round, else `NotAdjacent`.
	pub fn merge(self, next: Self) -> Result<Self, RangeError> {
		if self.end == next.begin {
			return Ok(Self { begin: self.begin, end: next.end });
		}
		match next.end == self.begin {
			true => Err(RangeError::Reversed),
			false => Err(RangeError::NotAdjacent),
		}
	}
}
