// SPDX-License-Identifier: Apache-2.0
//! The people and machines that sign, each with a key of its own.
//!
//! All keys are ed25519: its signatures follow from key and message, so a seed determines every byte
//! of every block. (The well-known accounts' sr25519 signatures are different each time.)

use commonwatt_runtime::AccountId;
use sp_core::{ed25519, Pair};
use sp_io::hashing::blake2_256;
use sp_runtime::traits::IdentifyAccount;
use std::{collections::BTreeMap, sync::OnceLock};

/// Somebody with an account.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Who {
	/// Holds the development chain's sudo key: stands for what referenda decide.
	Root,
	Operator,
	Grid,
	Balancing,
	Guarantor,
	/// Pays in for others.
	Payer,
	Bank,
	Relay(u8),
	Home(u8),
	Solver(u8),
	Stranger,
	/// Submits referenda and pays their deposits.
	Proposer,
}

/// Relays with a bond.
pub const RELAYS: u8 = 3;
/// People with a connection point; one more buys one.
pub const HOMES: u8 = 9;
/// Solvers.
pub const SOLVERS: u8 = 4;

impl Who {
	/// Everybody.
	pub fn all() -> Vec<Self> {
		let mut all = vec![
			Self::Root,
			Self::Operator,
			Self::Grid,
			Self::Balancing,
			Self::Guarantor,
			Self::Payer,
			Self::Bank,
			Self::Stranger,
			Self::Proposer,
		];
		all.extend((0..=RELAYS).map(Self::Relay));
		all.extend((1..=HOMES).map(Self::Home));
		all.extend((0..SOLVERS).map(Self::Solver));
		all
	}

	/// Whose account it is.
	pub fn of(account: &AccountId) -> Option<Self> {
		Self::all().into_iter().find(|who| who.account() == *account)
	}

	pub fn pair(self) -> ed25519::Pair {
		ed25519::Pair::from_seed(&blake2_256(format!("{self:?}").as_bytes()))
	}

	pub fn account(self) -> AccountId {
		static ACCOUNTS: OnceLock<BTreeMap<Who, AccountId>> = OnceLock::new();
		let of = |who: Self| sp_runtime::MultiSigner::from(who.pair().public()).into_account();
		let all =
			ACCOUNTS.get_or_init(|| Self::all().into_iter().map(|who| (who, of(who))).collect());
		all[&self].clone()
	}
}
