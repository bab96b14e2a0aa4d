// SPDX-License-Identifier: Apache-2.0
//! The command line.

use crate::check_upgrade::CheckUpgradeArgs;
use sc_cli::RunCmd;

/// Arguments of the node.
#[derive(Debug, clap::Parser)]
pub(crate) struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub(crate) subcommand: Option<Subcommand>,

	/// How to run the node.
	#[clap(flatten)]
	pub(crate) run: RunCmd,
}

/// What the program can do besides running a node.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Subcommand {
	/// Make, show and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain specification.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Write a chain specification (the older form of export-chain-spec).
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Execute a block again and check it.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Write the state at a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	CheckUpgrade(CheckUpgradeArgs),

	/// Remove the whole chain.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back blocks that are not final.
	Revert(sc_cli::RevertCmd),

	/// Show what the database holds.
	ChainInfo(sc_cli::ChainInfoCmd),
}
