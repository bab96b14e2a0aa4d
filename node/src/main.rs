// SPDX-License-Identifier: Apache-2.0
//! A Commonwatt node: a standard Substrate node around the Commonwatt runtime. What the chain does
//! is in the runtime; nothing here knows about energy.

mod chain_spec;
mod check_upgrade;
mod cli;
mod command;
mod consensus;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}
