// SPDX-License-Identifier: Apache-2.0
//! All numbered invariants of the chain's state, checked together on demand: by the simulation after
//! every block, by operators over RPC, and on a copy of the state before an upgrade.

use crate::Runtime;
use alloc::{format, string::String};
use sp_runtime::TryRuntimeError;

sp_api::decl_runtime_apis! {
	/// Checks the whole state. It reads everything, so it is for nodes' tools, never for a block.
	pub trait InvariantsApi {
		/// Nothing, or which invariant is broken and how.
		fn check() -> Result<(), String>;
	}
}

/// Checks the invariants of every pallet of ours; the error names the pallet and the invariant.
pub fn check() -> Result<(), String> {
	type Check = fn() -> Result<(), TryRuntimeError>;
	let checks: [(&str, Check); 7] = [
		("validators", || Ok(pallet_validators::Pallet::<Runtime>::do_try_state()?)),
		("communities", pallet_community::Pallet::<Runtime>::do_try_state),
		("metering", pallet_metering::Pallet::<Runtime>::do_try_state),
		("settlement", pallet_settlement::Pallet::<Runtime>::do_try_state),
		("certificates", pallet_certificates::Pallet::<Runtime>::do_try_state),
		("bank", pallet_bank::Pallet::<Runtime>::do_try_state),
		("dispatch", pallet_dispatch::Pallet::<Runtime>::do_try_state),
	];
	for (pallet, check) in checks {
		check().map_err(|error| format!("{pallet}: {}", <&str>::from(error)))?;
	}
	#[cfg(feature = "drill")]
	crate::drill::check().map_err(|error| format!("drill: {error}"))?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::RuntimeGenesisConfig;
	use frame_support::storage::unhashed;
	use sp_runtime::BuildStorage;

	#[test]
	fn a_sound_state_passes_and_a_broken_one_is_named() {
		let storage = RuntimeGenesisConfig::default().build_storage().expect("default is sound");
		sp_io::TestExternalities::from(storage).execute_with(|| {
			assert_eq!(check(), Ok(()));
			let twice = [crate::AccountId::new([1; 32]), crate::AccountId::new([1; 32])];
			let key = pallet_validators::Validators::<Runtime>::hashed_key();
			unhashed::put(&key, &twice.to_vec());
			assert_eq!(check(), Err("validators: V1: a validator is listed twice".into()));
		});
	}
}
