// SPDX-License-Identifier: Apache-2.0
//! Which call it is about, told by name or as bytes; and sending one as it is.

use super::json::{bytes, Encoder};
use crate::{
	chain::Chain,
	dispatch::put_json,
	error::{Error, Result},
	extrinsic::Call,
	meter::{args::NodeArgs, session::SignArgs},
	progress::show,
};
use clap::Args;
use serde_json::{json, Value};
use std::path::PathBuf;

/// A call.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub struct CallArgs {
	/// The call, as pallet.name, such as validators.addValidator.
	#[arg(long, value_name = "NAME", conflicts_with_all = ["hex", "upgrade"])]
	call: Option<String>,
	/// Its arguments as JSON: a list in their order, or an object by their names. Accounts are
	/// addresses, bytes 0x…, a variant its name or {"Name": fields}, a call {"call": …, "args": …}.
	#[arg(long, value_name = "JSON", requires = "call")]
	args: Option<String>,
	/// The call as SCALE bytes, as Polkadot.js shows it.
	#[arg(long, value_name = "0x…", conflicts_with = "upgrade")]
	hex: Option<String>,
	/// A runtime: the call authorises it, by its hash.
	#[arg(long, value_name = "WASM")]
	upgrade: Option<PathBuf>,
}

/// A call as a chain understands it.
pub struct Action {
	/// Pallet and call.
	pub name: String,
	/// The call.
	pub bytes: Vec<u8>,
}

impl CallArgs {
	/// The call, in this chain's language.
	pub fn read(&self, chain: &Chain) -> Result<Action> {
		let bytes = match (&self.call, &self.hex, &self.upgrade) {
			(Some(name), ..) => named(chain, name, &self.arguments()?)?,
			(_, Some(text), _) => bytes(text).map_err(Error::Usage)?,
			(.., Some(path)) => {
				let code = super::upgrade::read(path)?;
				let hash = sp_crypto_hashing::blake2_256(&code);
				named(chain, "Origins.authorize_upgrade", &json!([hex(&hash)]))?
			}
			_ => return Err(Error::Usage("which call? --call, --hex or --upgrade".into())),
		};
		let (pallet, call) = encoder(chain)
			.names(&bytes)
			.ok_or_else(|| Error::Usage("these bytes are no call of this chain".into()))?;
		Ok(Action { name: format!("{pallet}.{call}"), bytes })
	}

	fn arguments(&self) -> Result<Value> {
		let text = self.args.as_deref().unwrap_or("[]");
		serde_json::from_str(text).map_err(|error| Error::Usage(format!("`{text}`: {error}")))
	}
}

impl Action {
	/// Its hash, under which its preimage is kept.
	pub fn hash(&self) -> [u8; 32] {
		sp_crypto_hashing::blake2_256(&self.bytes)
	}
}

/// Bytes as they are shown.
pub fn hex(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

fn encoder(chain: &Chain) -> Encoder<'_> {
	let metadata = chain.metadata();
	Encoder::new(metadata.types(), metadata.outer_enums().call_enum_ty())
}

fn named(chain: &Chain, name: &str, arguments: &Value) -> Result<Vec<u8>> {
	encoder(chain).call(name, arguments)
}

/// A call that this program makes itself, its arguments in JSON.
pub fn call(chain: &Chain, name: &str, arguments: &Value) -> Result<Call> {
	to_call(chain, &named(chain, name, arguments)?)
}

fn to_call(chain: &Chain, bytes: &[u8]) -> Result<Call> {
	let names = encoder(chain).names(bytes);
	let (pallet, call) = names.ok_or_else(|| Error::misfit("a call", "it has no name"))?;
	let arguments = bytes.get(2..).unwrap_or_default().to_vec();
	Ok(Call::raw(pallet.to_owned(), call.to_owned(), arguments))
}

/// Sign any call and send it, for example a motion of the technical committee.
#[derive(Args, Debug)]
pub struct SendArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	call: CallArgs,
}

/// Runs `send`.
pub async fn send(args: &SendArgs) -> Result<()> {
	let session = args.sign.open().await?;
	let action = args.call.read(&session.chain)?;
	session.send(to_call(&session.chain, &action.bytes)?).await?;
	show(format!("{} is done.", action.name));
	Ok(())
}

/// Show a call as bytes, with the hash that a preimage, a motion or the white list knows it by.
#[derive(Args, Debug)]
pub struct ShowArgs {
	#[command(flatten)]
	node: NodeArgs,
	#[command(flatten)]
	call: CallArgs,
}

/// Runs `call`.
pub async fn show_call(args: &ShowArgs) -> Result<()> {
	let chain = args.node.connect().await?;
	let action = args.call.read(&chain)?;
	let told = json!({
		"name": action.name,
		"hash": hex(&action.hash()),
		"length": action.bytes.len(),
		"bytes": hex(&action.bytes),
	});
	put_json(&told, None)
}
