// SPDX-License-Identifier: Apache-2.0
//! Does what the command line says.

use crate::{
	chain_spec, check_upgrade,
	cli::{Cli, Subcommand},
	consensus, service,
};
use commonwatt_runtime::{constants::time::DAYS, opaque::Block};
use sc_cli::{DatabasePruningMode, SubstrateCli};
use sc_network::config::NetworkBackendType;

/// The state of two days stays, so that an indexer or a gateway that was away can still read the
/// slots it missed. The SDK's default is 256 blocks, which is shorter than a metering slot.
const STATE_KEPT_BLOCKS: u32 = 2 * DAYS;

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Commonwatt Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		"The Commonwatt contributors".into()
	}

	fn support_url() -> String {
		env!("CARGO_PKG_REPOSITORY").into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id)?))
	}
}

/// Parses the arguments and does what they say.
pub(crate) fn run() -> sc_cli::Result<()> {
	let mut cli = Cli::from_args();
	match cli.subcommand.take() {
		Some(subcommand) => run_subcommand(&cli, subcommand),
		None => run_node(cli),
	}
}

fn run_node(mut cli: Cli) -> sc_cli::Result<()> {
	let pruning = &mut cli.run.import_params.pruning_params;
	pruning.state_pruning.get_or_insert(DatabasePruningMode::Custom(STATE_KEPT_BLOCKS));

	let runner = cli.create_runner(&cli.run)?;
	runner.run_node_until_exit(|config| async move {
		match config.network.network_backend {
			NetworkBackendType::Libp2p => {
				service::new_full::<sc_network::NetworkWorker<_, _>>(config)
			}
			NetworkBackendType::Litep2p => {
				service::new_full::<sc_network::Litep2pNetworkBackend>(config)
			}
		}
		.map_err(sc_cli::Error::Service)
	})
}

fn run_subcommand(cli: &Cli, subcommand: Subcommand) -> sc_cli::Result<()> {
	match subcommand {
		Subcommand::Key(command) => command.run(cli),
		Subcommand::ExportChainSpec(command) => command.run(cli.load_spec(&command.chain)?),
		Subcommand::CheckUpgrade(args) => check_upgrade::run(cli, &args),
		Subcommand::BuildSpec(command) => cli
			.create_runner(&command)?
			.sync_run(|config| command.run(config.chain_spec, config.network)),
		Subcommand::PurgeChain(command) => {
			cli.create_runner(&command)?.sync_run(|config| command.run(config.database))
		}
		Subcommand::ChainInfo(command) => {
			cli.create_runner(&command)?.sync_run(|config| command.run::<Block>(&config))
		}
		other => run_on_database(cli, other),
	}
}

/// The subcommands that need a client on the chain's database.
fn run_on_database(cli: &Cli, subcommand: Subcommand) -> sc_cli::Result<()> {
	match subcommand {
		Subcommand::CheckBlock(command) => cli.create_runner(&command)?.async_run(|config| {
			let parts = service::new_partial(&config)?;
			Ok((command.run(parts.client, parts.import_queue), parts.task_manager))
		}),
		Subcommand::ExportBlocks(command) => cli.create_runner(&command)?.async_run(|config| {
			let parts = service::new_partial(&config)?;
			Ok((command.run(parts.client, config.database), parts.task_manager))
		}),
		Subcommand::ImportBlocks(command) => cli.create_runner(&command)?.async_run(|config| {
			let parts = service::new_partial(&config)?;
			Ok((command.run(parts.client, parts.import_queue), parts.task_manager))
		}),
		Subcommand::ExportState(command) => cli.create_runner(&command)?.async_run(|config| {
			let parts = service::new_partial(&config)?;
			Ok((command.run(parts.client, config.chain_spec), parts.task_manager))
		}),
		Subcommand::Revert(command) => cli.create_runner(&command)?.async_run(|config| {
			let parts = service::new_partial(&config)?;
			let undo = Box::new(consensus::revert);
			Ok((command.run(parts.client, parts.backend, Some(undo)), parts.task_manager))
		}),
		other => Err(format!("{other:?} needs no database").into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn the_command_line_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn the_kept_state_is_longer_than_any_slot() {
		assert_eq!(STATE_KEPT_BLOCKS, 57_600);
	}
}
