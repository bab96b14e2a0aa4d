// SPDX-License-Identifier: Apache-2.0
//! Files from strangers: whatever is in them, reading ends, and soon.

use commonwatt_iso20022::{booking::BookingReport, sent::Sent, status::StatusReport, Limits};
use std::time::{Duration, Instant};

mod support;

const FILES: [&str; 5] = [
	include_str!("files/pain.002.001.03-rejected.xml"),
	include_str!("files/pain.002.001.12-mixed.xml"),
	include_str!("files/camt.054.001.02-batch.xml"),
	include_str!("files/camt.054.001.08-return.xml"),
	include_str!("files/camt.053.001.08-day.xml"),
];

/// Pieces that a parser may stumble over.
const PIECES: [&str; 16] = [
	"<",
	">",
	"</",
	"/>",
	"&",
	";",
	"\"",
	"'",
	"&#x0;",
	"&#65;",
	"<![CDATA[",
	"]]>",
	"<!--",
	"<?x",
	"<!DOCTYPE a>",
	"\u{fffd}",
];

/// A sequence of numbers, the same every time.
struct Dice(u64);

impl Dice {
	fn roll(&mut self, sides: usize) -> usize {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		usize::try_from(self.0 % sides as u64).expect("small")
	}
}

/// Something of the file is left out, doubled, moved or replaced.
fn mutated(file: &str, dice: &mut Dice) -> Vec<u8> {
	let mut bytes = file.as_bytes().to_vec();
	for _ in 0..=dice.roll(3) {
		let (a, b) = (dice.roll(bytes.len()), dice.roll(bytes.len()));
		let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 80));
		match dice.roll(4) {
			0 => drop(bytes.drain(from..to)),
			1 => {
				let piece = bytes[from..to].to_vec();
				let at = dice.roll(bytes.len());
				bytes.splice(at..at, piece);
			}
			2 => drop(bytes.splice(from..from, PIECES[dice.roll(PIECES.len())].bytes())),
			_ => bytes[from] = u8::try_from(dice.roll(256)).expect("a byte"),
		}
		if bytes.is_empty() {
			break;
		}
	}
	bytes
}

#[test]
fn no_altered_file_makes_the_reader_stumble() {
	let (limits, mut dice) = (Limits::default(), Dice(0x9e37_79b9));
	let debits = support::debits().write(Default::default()).expect("an order");
	let transfers = support::transfers().write(Default::default()).expect("an order");
	let mut read = [0u32; 3];
	for turn in 0..20_000 {
		let order = if turn % 12 == 5 { &debits } else { &transfers };
		let file = FILES.get(turn % 6).copied().unwrap_or(order);
		let bytes = mutated(file, &mut dice);
		read[0] += u32::from(StatusReport::read(&bytes, &limits).is_ok());
		read[1] += u32::from(BookingReport::read(&bytes, &limits).is_ok());
		read[2] += u32::from(Sent::read(&bytes, &limits).is_ok());
	}
	// Some changes change nothing that counts; most do.
	assert!(read.iter().all(|read| (1..8_000).contains(read)), "{read:?}");
}

#[test]
fn a_large_file_is_read_in_reasonable_time() {
	let entry = FILES[3];
	let begin = entry.find("\t\t\t<Ntry>").expect("an entry");
	let end = entry.rfind("</Ntry>\n").expect("an entry") + "</Ntry>\n".len();
	let (head, entries, tail) = (&entry[..begin], &entry[begin..end], &entry[end..]);
	let large = [head, &entries.repeat(2_000), tail].concat();
	let begun = Instant::now();
	let report = BookingReport::read(large.as_bytes(), &Limits::default()).expect("well-formed");
	assert_eq!((report.bookings.len(), report.waiting), (4_000, 2_000));
	assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
