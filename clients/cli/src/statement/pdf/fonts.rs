// SPDX-License-Identifier: Apache-2.0
//! The two fonts of a page. They are among the fourteen that every PDF reader has; only the widths
//! of their characters are needed here.

use pdf_writer::Name;

/// A font.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Font {
	/// Helvetica.
	Plain,
	/// Helvetica-Bold.
	Bold,
}

/// Widths in thousandths of the size, from the space on. Source: Adobe's font metrics of the core
/// fonts.
#[rustfmt::skip]
const PLAIN: [u16; 95] = [
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
	556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
	611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
	667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
	222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[rustfmt::skip]
const BOLD: [u16; 95] = [
	278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
	556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
	611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
	667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
	278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

impl Font {
	/// The name by which pages refer to it.
	pub fn name(self) -> Name<'static> {
		match self {
			Self::Plain => Name(b"F1"),
			Self::Bold => Name(b"F2"),
		}
	}

	/// How wide a text is at a size.
	pub fn width(self, text: &[u8], size: f32) -> f32 {
		let widths = match self {
			Self::Plain => &PLAIN,
			Self::Bold => &BOLD,
		};
		// Letters with accents are about as wide as a digit.
		let of = |byte: &u8| {
			let place = usize::from(*byte).checked_sub(32);
			u32::from(place.and_then(|place| widths.get(place)).copied().unwrap_or(556))
		};
		text.iter().map(of).sum::<u32>() as f32 * size / 1_000.0
	}
}

/// A text in the fonts' encoding, which is Latin-1 in the characters used here; others become `?`.
pub fn encoded(text: &str) -> Vec<u8> {
	let byte = |c: char| match u32::from(c) {
		code @ (0x20..=0x7e | 0xa0..=0xff) => u8::try_from(code).unwrap_or(b'?'),
		_ => b'?',
	};
	text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn widths_are_those_of_the_core_fonts() {
		assert_eq!(Font::Plain.width(b"0", 1_000.0), 556.0);
		assert_eq!(Font::Plain.width(b"W~", 1_000.0), 944.0 + 584.0);
		assert_eq!(Font::Bold.width(b"Aa", 1_000.0), 722.0 + 556.0);
		assert_eq!(encoded("Zürich ▁ 1"), b"Z\xfcrich ? 1");
	}
}
