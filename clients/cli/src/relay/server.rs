// SPDX-License-Identifier: Apache-2.0
//! The relay's door: JSON-RPC over HTTP and WebSocket.

use crate::{
	error::{Error, Result},
	relay::{
		intake::now_ms,
		reading::{Answer, Reading, ReadingJson, Refusal},
		view::lock,
		Relay,
	},
};
use jsonrpsee::{
	server::{Server, ServerHandle},
	types::{ErrorObjectOwned, Params},
	RpcModule,
};
use serde_json::{json, Value};
use std::{net::SocketAddr, sync::Arc};

/// Readings in one request at most.
pub const READINGS_MAX: usize = 4_096;

/// Bytes of a request: room for as many readings, written at length.
const REQUEST_MAX: u32 = 4 * 1024 * 1024;

/// Rejected readings that are shown at most.
const REJECTED_SHOWN: usize = 1_000;

const CONNECTIONS_MAX: u32 = 4_096;

/// "Invalid params" of JSON-RPC.
const INVALID_PARAMS: i32 = -32_602;

/// "Internal error" of JSON-RPC.
const INTERNAL: i32 = -32_603;

type RpcResult<T> = std::result::Result<T, ErrorObjectOwned>;

/// Opens the door. Returns where it is, and its handle.
pub async fn serve(relay: Arc<Relay>, listen: SocketAddr) -> Result<(SocketAddr, ServerHandle)> {
	let failed = |error: String| Error::Usage(format!("can't listen on {listen}: {error}"));
	let server = Server::builder()
		.max_request_body_size(REQUEST_MAX)
		.max_connections(CONNECTIONS_MAX)
		.build(listen)
		.await
		.map_err(|error| failed(error.to_string()))?;
	let address = server.local_addr().map_err(|error| failed(error.to_string()))?;
	let methods = methods(relay).map_err(|error| failed(error.to_string()))?;
	Ok((address, server.start(methods)))
}

fn methods(
	relay: Arc<Relay>,
) -> std::result::Result<RpcModule<Arc<Relay>>, jsonrpsee::core::RegisterMethodError> {
	let mut module = RpcModule::new(relay);
	module.register_async_method("relay_submit", |params, relay, _| async move {
		submit(&relay, &params).await
	})?;
	module.register_method("relay_status", |_, relay, _| status(relay))?;
	module.register_method("relay_rejected", |params, relay, _| rejected(relay, &params))?;
	Ok(module)
}

/// `relay_submit(readings)`: an answer for each, in their order. `ok` means: on disk here, or on the
/// chain.
async fn submit(relay: &Relay, params: &Params<'_>) -> RpcResult<Vec<Answer>> {
	let readings: Vec<Value> = params.one()?;
	if readings.len() > READINGS_MAX {
		let reason = format!("more than {READINGS_MAX} readings in one request");
		return Err(ErrorObjectOwned::owned(INVALID_PARAMS, reason, None::<()>));
	}
	let parsed: Vec<Option<Reading>> = readings.into_iter().map(parse).collect();
	let taken = relay.intake.take(parsed.iter().flatten().cloned().collect()).await;
	let mut taken = taken.into_iter();
	let answer = |parsed: &Option<Reading>| match parsed {
		Some(_) => taken.next().unwrap_or(Err(Refusal::Busy)).into(),
		None => Err(Refusal::Malformed).into(),
	};
	Ok(parsed.iter().map(answer).collect())
}

/// One reading; what is none must not drop the others.
fn parse(value: Value) -> Option<Reading> {
	let json: ReadingJson = serde_json::from_value(value).ok()?;
	json.parse().ok()
}

/// `relay_status()`: how long the queue is, and how far the bond reaches.
fn status(relay: &Relay) -> Value {
	let (counts, length, length_max) = {
		let queue = lock(&relay.queue);
		(queue.counts(), queue.len(), queue.length_max())
	};
	let (tally, bond) = (*lock(&relay.tally), *lock(&relay.bond));
	let waited_s =
		|came_ms: Option<u64>| came_ms.map(|came_ms| now_ms().saturating_sub(came_ms) / 1_000);
	let oldest = counts.values().filter_map(|count| count.oldest_ms).min();
	let networks: Vec<Value> = counts
		.iter()
		.map(|(network, count)| {
			json!({
				"community": network.community,
				"network": network.carrier.facts().name,
				"queued": count.held,
				"under_way": count.under_way,
				"oldest_slot": count.oldest_slot,
				"oldest_waits_s": waited_s(count.oldest_ms),
			})
		})
		.collect();
	json!({
		"relay": format!("0x{}", hex::encode(relay.account)),
		"genesis": format!("0x{}", hex::encode(relay.view.genesis())),
		"best_block": relay.view.best(),
		"queued": length,
		"queued_max": length_max,
		"oldest_waits_s": waited_s(oldest),
		"networks": networks,
		"batches_submitted": tally.batches,
		"readings_on_chain": tally.had,
		"readings_rejected": tally.rejected,
		"bond": bond.left.to_string(),
		"bond_batches": u64::try_from(bond.batches()).unwrap_or(u64::MAX),
	})
}

/// `relay_rejected(count)`: the newest readings that do not count, and why.
fn rejected(relay: &Relay, params: &Params<'_>) -> RpcResult<Vec<Value>> {
	let count: Option<usize> = params.sequence().optional_next()?;
	let count = count.unwrap_or(100).min(REJECTED_SHOWN);
	let rejected = relay.disk.rejected(count);
	let rejected = rejected
		.map_err(|error| ErrorObjectOwned::owned(INTERNAL, error.to_string(), None::<()>))?;
	let show = |rejected: crate::relay::disk::RejectedReading| {
		json!({
			"reading": ReadingJson::from(&rejected.reading),
			"reason": rejected.reason,
			"at_ms": rejected.at_ms,
		})
	};
	Ok(rejected.into_iter().map(show).collect())
}
