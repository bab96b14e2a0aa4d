// SPDX-License-Identifier: Apache-2.0
//! A referendum as the chain has it, and what becomes of one that passed.

use super::records::Referendum;
use crate::{
	chain::{Chain, Event},
	error::{Error, Result},
	storage::{key, Storage},
};
use codec::{Decode, Encode};

/// A referendum of the chain.
pub async fn referendum(chain: &Chain, number: u32) -> Result<Referendum> {
	let storage = Storage::new(chain, None);
	let stored = storage.record("Referenda", "ReferendumInfoFor", &key(number)).await?;
	stored.ok_or_else(|| Error::refused(format!("referendum {number}"), "there is none"))
}

/// The name under which the scheduler keeps what a referendum decided.
fn task(number: u32) -> [u8; 32] {
	sp_crypto_hashing::blake2_256(&(*b"assembly", "enactment", number).encode())
}

/// The block in which the scheduler does what a referendum decided, if that is still to come.
pub async fn scheduled(chain: &Chain, number: u32) -> Result<Option<u32>> {
	let storage = Storage::new(chain, None);
	let address: Option<(u32, u32)> =
		storage.get("Scheduler", "Lookup", &[task(number).to_vec()]).await?;
	Ok(address.map(|(block, _)| block))
}

/// How a referendum's call went, if one of these events tells: an error is in the pallet's words.
pub fn enacted(
	chain: &Chain,
	number: u32,
	events: &[Event],
) -> Result<Option<std::result::Result<(), String>>> {
	for event in events.iter().filter(|event| event.is("Scheduler", "Dispatched")) {
		if let Some(outcome) = outcome(&event.fields, task(number)) {
			return Ok(Some(match outcome.split_first() {
				Some((0, _)) => Ok(()),
				Some((1, error)) => Err(chain.dispatch_error(error)),
				_ => return Err(Error::misfit("Scheduler.Dispatched", "it has no result")),
			}));
		}
	}
	Ok(None)
}

/// The result, still encoded, in the fields of the scheduler's event about a task.
fn outcome(mut fields: &[u8], task: [u8; 32]) -> Option<&[u8]> {
	type Head = ((u32, u32), Option<[u8; 32]>);
	let (_, id) = Head::decode(&mut fields).ok()?;
	(id == Some(task)).then_some(fields)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_outcome_is_that_of_the_referendum() {
		let event = ((7u32, 0u32), Some(task(3)), Err::<(), u8>(2)).encode();
		assert_eq!(outcome(&event, task(3)), Some(&[1, 2][..]));
		assert_eq!(outcome(&event, task(4)), None);
		let nameless = ((7u32, 0u32), None::<[u8; 32]>, Ok::<(), u8>(())).encode();
		assert_eq!(outcome(&nameless, task(3)), None);
	}
}
