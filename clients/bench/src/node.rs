// SPDX-License-Identifier: Apache-2.0
//! A node's process, on a folder and on ports of its own, all on the loopback interface.

use crate::chain::Result;
use codec::Decode;
use sp_core::{Bytes, H256};
use std::{
	fs::File,
	io::{Read, Write},
	net::{Ipv4Addr, TcpListener, TcpStream},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::{Duration, Instant},
};
use subxt::rpcs::client::{rpc_params, RpcClient, RpcParams};

/// What the transaction pool may hold.
#[derive(Clone, Copy)]
pub(crate) struct Pool {
	/// Transactions.
	pub(crate) limit: usize,
	/// Kilobytes of them.
	pub(crate) kbytes: usize,
}

/// A running node. It ends with this.
pub(crate) struct Node {
	process: Child,
	rpc: RpcClient,
	metrics_port: u16,
}

/// How long a node may take to make its first state and to answer.
const START_MAX: Duration = Duration::from_secs(900);

/// The development chain's specification in its raw form.
pub(crate) fn export_spec(binary: &Path) -> Result<String> {
	let output =
		Command::new(binary).args(["export-chain-spec", "--chain", "dev", "--raw"]).output()?;
	if !output.status.success() {
		return Err(String::from_utf8_lossy(&output.stderr).into());
	}
	Ok(String::from_utf8(output.stdout)?)
}

impl Node {
	/// Starts the node on an empty folder and waits until it answers.
	pub(crate) async fn start(
		binary: &Path,
		spec: &Path,
		folder: &Path,
		pool: Pool,
	) -> Result<Self> {
		let [rpc_port, p2p_port, metrics_port] = free_ports()?;
		let log = folder.join("node.log");
		let mut process = Command::new(binary)
			.args(["--dev", "--no-mdns", "--no-telemetry", "--chain"])
			.arg(spec)
			.arg("--base-path")
			.arg(folder.join("node"))
			.args(["--rpc-port", &rpc_port.to_string()])
			.args(["--prometheus-port", &metrics_port.to_string()])
			.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{p2p_port}")])
			.args(["--pool-limit", &pool.limit.to_string()])
			.args(["--pool-kbytes", &pool.kbytes.to_string()])
			.stdin(Stdio::null())
			.stdout(Stdio::null())
			.stderr(File::create(&log)?)
			.spawn()?;
		match connect(&mut process, &format!("ws://127.0.0.1:{rpc_port}")).await {
			Ok(rpc) => Ok(Self { process, rpc, metrics_port }),
			Err(error) => {
				end(&mut process);
				Err(format!("{error}; its log ends with:\n{}", tail(&log)).into())
			}
		}
	}

	/// Number of the process.
	pub(crate) fn pid(&self) -> u32 {
		self.process.id()
	}

	/// Hash of a block; of the first one, every signature contains it.
	pub(crate) async fn block_hash(&self, number: u32) -> Result<H256> {
		let hash: Option<H256> = self.ask("chain_getBlockHash", rpc_params![number]).await?;
		hash.ok_or_else(|| format!("the node has no block {number}").into())
	}

	/// Number of the best block.
	pub(crate) async fn best(&self) -> Result<u32> {
		let header: serde_json::Value = self.ask("chain_getHeader", rpc_params![]).await?;
		let number = header["number"].as_str().ok_or("a header without a number")?;
		Ok(u32::from_str_radix(number.trim_start_matches("0x"), 16)?)
	}

	/// Hands a transaction to the pool. Returns whether the pool had room for it.
	pub(crate) async fn submit(&self, transaction: &[u8]) -> Result<bool> {
		let bytes = Bytes(transaction.to_vec());
		match self.ask::<H256>("author_submitExtrinsic", rpc_params![bytes]).await {
			Ok(_) => Ok(true),
			Err(error) if error.to_string().contains("Immediately Dropped") => Ok(false),
			Err(error) => Err(error),
		}
	}

	/// A storage value in the state of a block.
	pub(crate) async fn storage<T: Decode>(&self, key: &[u8], at: H256) -> Result<Option<T>> {
		let key = Bytes(key.to_vec());
		let value: Option<Bytes> = self.ask("state_getStorage", rpc_params![key, at]).await?;
		Ok(value.map(|bytes| T::decode(&mut bytes.0.as_slice())).transpose()?)
	}

	/// Length of a block's transactions.
	pub(crate) async fn block_bytes(&self, hash: H256) -> Result<usize> {
		let block: serde_json::Value = self.ask("chain_getBlock", rpc_params![hash]).await?;
		let transactions =
			block["block"]["extrinsics"].as_array().ok_or("a block without a body")?;
		// Two digits a byte, after the 0x.
		let lengths =
			transactions.iter().filter_map(|hex| hex.as_str()).map(|hex| hex.len() / 2 - 1);
		Ok(lengths.sum())
	}

	/// What the node tells of itself, as Prometheus reads it.
	pub(crate) fn metrics(&self) -> Result<String> {
		let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.metrics_port))?;
		stream.set_read_timeout(Some(Duration::from_secs(30)))?;
		stream.write_all(b"GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
		let mut text = String::new();
		stream.read_to_string(&mut text)?;
		Ok(text)
	}

	async fn ask<T: serde::de::DeserializeOwned>(
		&self,
		method: &str,
		params: RpcParams,
	) -> Result<T> {
		Ok(self.rpc.request(method, params).await?)
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		end(&mut self.process);
	}
}

/// Ends a process of ours; it may have ended by itself.
fn end(process: &mut Child) {
	let _ = process.kill();
	let _ = process.wait();
}

async fn connect(process: &mut Child, url: &str) -> Result<RpcClient> {
	let begin = Instant::now();
	while begin.elapsed() < START_MAX {
		if let Ok(rpc) = RpcClient::from_insecure_url(url).await {
			return Ok(rpc);
		}
		if let Some(status) = process.try_wait()? {
			return Err(format!("the node ended ({status})").into());
		}
		tokio::time::sleep(Duration::from_millis(200)).await;
	}
	Err("the node does not answer".into())
}

fn free_ports<const N: usize>() -> Result<[u16; N]> {
	// All are held at once, so that they differ.
	let held: Vec<TcpListener> = (0..N)
		.map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
		.collect::<std::io::Result<_>>()?;
	let mut ports = [0; N];
	for (port, listener) in ports.iter_mut().zip(&held) {
		*port = listener.local_addr()?.port();
	}
	Ok(ports)
}

fn tail(log: &PathBuf) -> String {
	let text = std::fs::read_to_string(log).unwrap_or_default();
	let lines: Vec<&str> = text.lines().collect();
	lines[lines.len().saturating_sub(20)..].join("\n")
}
