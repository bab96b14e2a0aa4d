// SPDX-License-Identifier: Apache-2.0
//! Asking a relay.

use crate::relay::{
	reading::{Answer, Reading, ReadingJson},
	server::READINGS_MAX,
};
use std::time::Duration;
use subxt::rpcs::{client::RpcClient, rpc_params};

/// How long a relay may think about one request.
const PATIENCE: Duration = Duration::from_secs(20);

/// Hands readings to a relay. A relay that is not there, or does not answer as it should, takes
/// none of them.
pub async fn submit(url: &str, readings: &[&Reading]) -> Vec<Answer> {
	let mut answers = Vec::new();
	for part in readings.chunks(READINGS_MAX / 4) {
		let answered = tokio::time::timeout(PATIENCE, ask(url, part)).await;
		let answered = answered.unwrap_or_else(|_| Err("no answer in time".into()));
		answers.extend(match answered {
			Ok(answered) if answered.len() == part.len() => answered,
			Ok(_) => refusals(part.len(), "the answer does not fit the question"),
			Err(reason) => refusals(part.len(), &reason),
		});
	}
	answers
}

async fn ask(url: &str, readings: &[&Reading]) -> Result<Vec<Answer>, String> {
	let failed =
		|error: &dyn ToString| error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
	let client = RpcClient::from_insecure_url(socket(url)).await;
	let client = client.map_err(|error| failed(&error))?;
	let list: Vec<ReadingJson> = readings.iter().map(|reading| (*reading).into()).collect();
	let answers = client.request("relay_submit", rpc_params![list]).await;
	answers.map_err(|error| failed(&error))
}

/// Relays speak both HTTP and WebSocket at the same address; this program speaks the latter.
fn socket(url: &str) -> String {
	match url.split_once("://") {
		Some(("http", rest)) => format!("ws://{rest}"),
		Some(("https", rest)) => format!("wss://{rest}"),
		_ => url.into(),
	}
}

fn refusals(count: usize, reason: &str) -> Vec<Answer> {
	vec![Answer { ok: false, reason: Some(reason.into()) }; count]
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_relays_address_is_its_socket() {
		assert_eq!(socket("http://127.0.0.1:9955"), "ws://127.0.0.1:9955");
		assert_eq!(socket("https://relay.example/x"), "wss://relay.example/x");
		assert_eq!(socket("ws://127.0.0.1:1"), "ws://127.0.0.1:1");
	}

	#[tokio::test]
	async fn a_relay_that_is_not_there_takes_nothing() {
		let reading = crate::relay::reading::tests::reading(0, 5);
		let answers = submit("http://127.0.0.1:1", &[&reading, &reading]).await;
		assert_eq!(answers.len(), 2);
		assert!(answers.iter().all(|answer| !answer.ok && answer.reason.is_some()));
	}
}
