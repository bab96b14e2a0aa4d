// SPDX-License-Identifier: Apache-2.0
//! Readings brought to the chain without anybody between: the sender is its own bonded relay.

use crate::{
	chain::Chain,
	error::{Error, Result},
	relay::{
		disk::Disk,
		pump,
		reading::{Reading, Refusal},
		view::lock,
		Manner, Relay,
	},
};
use std::{
	collections::HashMap,
	sync::Arc,
	time::{Duration, Instant},
};
use subxt_signer::sr25519::Keypair;

/// How often the queue is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// What became of a reading that was brought directly.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Brought {
	/// The chain has it for good.
	Had,
	/// The chain will never have it: the reason.
	Lost(String),
	/// Not known when the time was over.
	Unknown,
}

/// Brings readings to the chain in the name of `key`, and waits at most `patience` until it is final
/// what became of them.
pub async fn bring(
	chain: &Chain,
	key: &Keypair,
	readings: &[Reading],
	patience: Duration,
) -> Result<Vec<Brought>> {
	let begun = Instant::now();
	let manner = Manner { batch_after_s: 0, queue_max: readings.len(), clock_skew_s: 0 };
	let disk = Disk::in_memory(&chain.genesis())?;
	let relay = Arc::new(Relay::new(chain, key.clone(), disk, manner).await?);
	let mut follow = tokio::spawn(pump::follow(relay.clone(), chain.clone()));
	let work = work(&relay, readings, begun + patience);
	let brought = tokio::select! {
		brought = work => Ok(brought),
		ended = &mut follow => match ended {
			Ok(Err(error)) => Err(error),
			_ => Err(Error::refused("readings", "the chain is not followed any more")),
		},
	};
	follow.abort();
	brought?
}

async fn work(relay: &Relay, readings: &[Reading], until: Instant) -> Result<Vec<Brought>> {
	let taken = relay.intake.take(readings.to_vec()).await;
	while relay.waiting() > 0 && Instant::now() < until {
		tokio::time::sleep(LOOK).await;
	}
	let rejected = relay.disk.rejected(readings.len())?;
	let reasons: HashMap<_, _> = rejected
		.iter()
		.map(|rejected| ((rejected.reading.meter, rejected.reading.slot), &rejected.reason))
		.collect();
	let queue = lock(&relay.queue);
	let brought = |(reading, taken): (&Reading, std::result::Result<(), Refusal>)| {
		if let Err(refusal) = taken {
			return if refusal.is_passing() {
				Brought::Unknown
			} else {
				Brought::Lost(refusal.to_string())
			};
		}
		if queue.get(reading.meter, reading.slot).is_some() {
			return Brought::Unknown;
		}
		match reasons.get(&(reading.meter, reading.slot)) {
			Some(reason) => Brought::Lost((*reason).clone()),
			None => Brought::Had,
		}
	};
	Ok(readings.iter().zip(taken).map(brought).collect())
}
