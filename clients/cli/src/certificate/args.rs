// SPDX-License-Identifier: Apache-2.0
//! What is said on the command line.

use crate::{
	chain::Chain,
	error::{Error, Result},
	relay,
};
use clap::{Args, Subcommand};
use energy_primitives::{carrier::FACTS, CommunityId, MeterId, NetworkId, Slot};
use std::{path::PathBuf, time::Duration};
use subxt_signer::sr25519::Keypair;

/// Claim, hand on, use up and export certificates of what a meter gave to the grid.
///
/// Ranges count base quantities on the meter's own axis: 1 Wh of electricity, 1 kJ of heat. They
/// begin with 0, and a range `[begin, end)` ends in front of `end`.
#[derive(Args, Debug)]
pub struct CertificateArgs {
	#[command(subcommand)]
	pub(super) command: Command,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
	Claim(ClaimArgs),
	Transfer(TransferArgs),
	Split(SplitArgs),
	Merge(MergeArgs),
	Retire(RetireArgs),
	Export(ExportArgs),
}

/// Where the chain is.
#[derive(Args, Debug)]
pub(super) struct NodeArgs {
	/// Where the node listens.
	#[arg(long, default_value = "ws://127.0.0.1:9944", value_name = "URL")]
	pub(super) url: String,
	/// Seconds to wait for the node.
	#[arg(long, default_value_t = 60, value_name = "SECONDS")]
	pub(super) wait: u64,
}

/// Who signs, and where.
#[derive(Args, Debug)]
pub(super) struct SignArgs {
	#[command(flatten)]
	pub(super) node: NodeArgs,
	/// Key of whoever signs.
	#[arg(long, value_name = "SURI", required_unless_present = "key_file")]
	pub(super) key: Option<String>,
	/// A file with this key: what stands on a command line, others on this machine can see.
	#[arg(long, value_name = "FILE", conflicts_with = "key")]
	pub(super) key_file: Option<PathBuf>,
}

/// Make a certificate of the next energy that a meter gave to the grid.
///
/// It begins where the last claim ended. What is claimed must be past all corrections by the
/// operator alone. A deposit is held until the certificate is retired or merged away.
#[derive(Args, Debug)]
pub(super) struct ClaimArgs {
	#[command(flatten)]
	pub(super) sign: SignArgs,
	/// The database of `commonwatt index`: the evidence comes from there.
	#[arg(long, value_name = "FILE")]
	pub(super) db: PathBuf,
	/// The meter's community.
	#[arg(long, default_value_t = 0, value_name = "NUMBER")]
	pub(super) community: CommunityId,
	/// The meter's network: electricity or heat.
	#[arg(long, default_value = "electricity", value_name = "CARRIER")]
	pub(super) network: String,
	/// The meter, by its number in the network.
	#[arg(long, value_name = "INDEX")]
	pub(super) meter: u32,
	/// The slot before which the meter had given the energy; the last one that is final if left out.
	#[arg(long, value_name = "SLOT")]
	pub(super) slot: Option<Slot>,
	/// How many base quantities; all that was given before the slot if left out.
	#[arg(long, value_name = "QUANTITY")]
	pub(super) quantity: Option<u64>,
}

/// Give a certificate to another account. The deposit stays with whoever paid it until the
/// certificate ends.
#[derive(Args, Debug)]
pub(super) struct TransferArgs {
	#[command(flatten)]
	pub(super) sign: SignArgs,
	/// The certificate.
	pub(super) id: u64,
	/// The new owner: an address, or its public key as 0x and 64 digits.
	#[arg(long, value_name = "ADDRESS")]
	pub(super) to: String,
}

/// Make two certificates of one. The first part keeps the number.
#[derive(Args, Debug)]
pub(super) struct SplitArgs {
	#[command(flatten)]
	pub(super) sign: SignArgs,
	/// The certificate.
	pub(super) id: u64,
	/// Where the second part begins, on the meter's axis.
	#[arg(long, value_name = "QUANTITY")]
	pub(super) at: u64,
}

/// Make one certificate of two that follow each other. The first one becomes the whole.
#[derive(Args, Debug)]
pub(super) struct MergeArgs {
	#[command(flatten)]
	pub(super) sign: SignArgs,
	/// The certificate in front.
	pub(super) first: u64,
	/// The certificate that begins where the first ends.
	pub(super) second: u64,
}

/// Use a certificate up: its energy counts as consumed. This can't be undone.
#[derive(Args, Debug)]
pub(super) struct RetireArgs {
	#[command(flatten)]
	pub(super) sign: SignArgs,
	/// The certificate.
	pub(super) id: u64,
	/// For whom, as 0x and 64 digits of a keyed or salted hash; the owner if left out.
	#[arg(long, value_name = "HASH")]
	pub(super) beneficiary: Option<String>,
}

/// Write a certificate as JSON, in the fields of the EnergyTag granular certificate scheme.
///
/// Range, owner and time of issue come from the chain, the production intervals from the index, and
/// what the chain does not know from a file about the device: energy_source, device_id, device_name,
/// device_technology_type, device_production_start_date (2024-05-31), device_capacity (in W),
/// device_location (country, postcode, city, street, and optionally latitude and longitude),
/// country_of_issuance, issuing_body, registry_configuration (1, 2 or 3), disclosure (true or false:
/// may it inform consumers of the origin of their energy) and
/// issuance_post_energy_carrier_conversion (true or false).
#[derive(Args, Debug)]
pub(super) struct ExportArgs {
	#[command(flatten)]
	pub(super) node: NodeArgs,
	/// The certificate.
	pub(super) id: u64,
	/// The database of `commonwatt index`.
	#[arg(long, value_name = "FILE")]
	pub(super) db: PathBuf,
	/// What is known of the device that produced the energy, as JSON.
	#[arg(long, value_name = "FILE")]
	pub(super) device: PathBuf,
	/// The file to write.
	#[arg(long, value_name = "FILE")]
	pub(super) out: PathBuf,
	/// As of this block: a retired certificate is no longer there. The last one if left out.
	#[arg(long, value_name = "BLOCK")]
	pub(super) block: Option<u64>,
}

impl NodeArgs {
	/// A connection to the node.
	pub(super) async fn connect(&self) -> Result<Chain> {
		Chain::connect(&self.url, Duration::from_secs(self.wait)).await
	}
}

impl SignArgs {
	/// The key pair.
	pub(super) fn pair(&self) -> Result<Keypair> {
		relay::key(self.key.as_deref(), self.key_file.as_ref())
	}
}

impl ClaimArgs {
	/// The meter.
	pub(super) fn meter(&self) -> Result<MeterId> {
		let facts = FACTS.iter().find(|facts| facts.name == self.network);
		let facts = facts
			.ok_or_else(|| Error::Usage(format!("no network is called `{}`", self.network)))?;
		let network = NetworkId { community: self.community, carrier: facts.carrier };
		Ok(MeterId { network, index: self.meter })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_meter_is_told_by_community_network_and_number() {
		#[derive(clap::Parser)]
		struct Program {
			#[command(subcommand)]
			command: Command,
		}
		let parse = |network| {
			let line = ["x", "claim", "--key", "//Alice", "--db", "d", "--community", "3"];
			let rest = ["--network", network, "--meter", "7", "--slot", "9"];
			let program: Program = clap::Parser::parse_from(line.iter().chain(&rest));
			match program.command {
				Command::Claim(args) => args.meter(),
				_ => unreachable!(),
			}
		};
		let meter = parse("heat").expect("a meter");
		assert_eq!((meter.network.community, meter.index), (3, 7));
		assert_eq!(meter.network.carrier, energy_primitives::Carrier::Heat);
		assert_eq!(parse("water").expect_err("no network").code(), 2);
	}
}
