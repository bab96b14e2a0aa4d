// SPDX-License-Identifier: Apache-2.0
//! Any bytes as a batch of readings: decoding never panics, takes no more than a full batch, and what
//! it takes is the one encoding of what it means.
#![no_main]

use codec::{Decode, Encode, MaxEncodedLen};
use libfuzzer_sys::fuzz_target;
use metering_core::batch::ReadingBatch;

fuzz_target!(|bytes: &[u8]| {
	let mut rest = bytes;
	let Ok(batch) = ReadingBatch::decode(&mut rest) else { return };
	let used = bytes.len() - rest.len();
	assert!(used <= ReadingBatch::max_encoded_len());
	assert_eq!(batch.encode(), bytes[..used], "two encodings of one batch");
});
