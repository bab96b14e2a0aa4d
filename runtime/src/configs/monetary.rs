// SPDX-License-Identifier: Apache-2.0
//! The native token, fees, and the settlement currency.

use crate::{
	constants::currency::{deposit, EXISTENTIAL_DEPOSIT, MICRO_CWT, MILLI_CWT},
	AccountId, Authorship, Balance, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason,
	RuntimeHoldReason, System,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU8, NeverEnsureOrigin, OnUnbalanced,
		VariantCountOf,
	},
	weights::{constants::ExtrinsicBaseWeight, Weight, WeightToFee as WeightToFeeTrait},
};
use frame_system::EnsureRoot;
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{FixedPointNumber, Perquintill};

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

/// Fee for the time a transaction takes: a thousandth of a token for an empty one, and in
/// proportion for others. Rounded **up**, in favour of the chain.
pub struct WeightToFee;

impl WeightToFeeTrait for WeightToFee {
	type Balance = Balance;

	fn weight_to_fee(weight: &Weight) -> Balance {
		let unit = u128::from(ExtrinsicBaseWeight::get().ref_time().max(1));
		u128::from(weight.ref_time()).saturating_mul(MILLI_CWT).div_ceil(unit)
	}
}

/// Fee for the bytes of a transaction, which every archive keeps: a millionth of a token each.
pub struct LengthToFee;

impl WeightToFeeTrait for LengthToFee {
	type Balance = Balance;

	fn weight_to_fee(length: &Weight) -> Balance {
		u128::from(length.ref_time()).saturating_mul(MICRO_CWT)
	}
}

/// Gives fees and tips to the author of the block, who bears the costs; burns them where there is
/// none.
pub struct FeesToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for FeesToAuthor {
	fn on_nonzero_unbalanced(fees: Credit<AccountId, Balances>) {
		if let Some(author) = Authorship::author() {
			// What can't be credited, for instance because the author's account is empty and the
			// fee below the existential deposit, is burnt by dropping it.
			drop(Balances::resolve(&author, fees));
		}
	}
}

parameter_types! {
	/// Blocks this full leave the fee as it is.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast fees follow the fullness: full blocks for a day raise them about fivefold.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	/// Fees fall to a tenth at most,
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// and rise to a hundredfold at most, so that a flood can't price operators out for good.
	pub MaximumMultiplier: Multiplier = Multiplier::saturating_from_integer(100);
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, FeesToAuthor>;
	type WeightToFee = WeightToFee;
	type LengthToFee = LengthToFee;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

impl polkadot_sdk::pallet_skip_feeless_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
}

parameter_types! {
	/// Deposit of an asset.
	pub const AssetDeposit: Balance = deposit(1, 190);
	/// Deposit of an account's holding of an asset that doesn't keep the account alive.
	pub const AssetAccountDeposit: Balance = deposit(1, 16);
	/// Deposit of an asset's name and symbol.
	pub const MetadataDepositBase: Balance = deposit(1, 68);
	/// Deposit per byte of them.
	pub const MetadataDepositPerByte: Balance = deposit(0, 1);
	/// Deposit of an approval to spend.
	pub const ApprovalDeposit: Balance = deposit(1, 64);
}

impl pallet_assets::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1000>;
	type AssetId = u32;
	type AssetIdParameter = codec::Compact<u32>;
	type ReserveData = ();
	type Currency = Balances;
	// Currencies are made at genesis or by referendum (`force_create`): anyone's own "EUR" would
	// only mislead households.
	type CreateOrigin = AsEnsureOriginWithArg<NeverEnsureOrigin<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = AssetDeposit;
	type AssetAccountDeposit = AssetAccountDeposit;
	type MetadataDepositBase = MetadataDepositBase;
	type MetadataDepositPerByte = MetadataDepositPerByte;
	type ApprovalDeposit = ApprovalDeposit;
	type StringLimit = ConstU32<50>;
	type Freezer = ();
	type Holder = ();
	type Extra = ();
	type CallbackHandle = ();
	type AssetIdAllocator = ();
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		constants::{
			block::MAXIMUM_BLOCK_WEIGHT,
			currency::{CWT, TOKEN_DECIMALS},
			euro,
		},
		Assets, RuntimeOrigin,
	};
	use frame_support::traits::Get;

	#[test]
	fn decimals_fit_the_units() {
		assert_eq!(10u128.pow(u32::from(TOKEN_DECIMALS)), CWT);
		assert_eq!(10u128.pow(u32::from(euro::DECIMALS)), euro::EUR);
	}

	#[test]
	fn the_existential_deposit_is_a_thousandth_of_a_token() {
		let existential: Balance = <Runtime as pallet_balances::Config>::ExistentialDeposit::get();
		assert_eq!(existential, 1_000_000_000);
	}

	#[test]
	fn fees_are_small_but_a_full_block_is_not() {
		let empty = WeightToFee::weight_to_fee(&ExtrinsicBaseWeight::get());
		assert_eq!(empty, MILLI_CWT);
		assert_eq!(WeightToFee::weight_to_fee(&Weight::from_parts(1, 0)), 10, "rounded up");
		let full = WeightToFee::weight_to_fee(&MAXIMUM_BLOCK_WEIGHT);
		assert!((5 * CWT..50 * CWT).contains(&full), "{full}");
		assert_eq!(LengthToFee::weight_to_fee(&Weight::from_parts(1_000, 0)), MILLI_CWT);
	}

	#[test]
	fn nobody_makes_a_currency_of_their_own() {
		sp_io::TestExternalities::default().execute_with(|| {
			let who = AccountId::new([7; 32]);
			let made = Assets::create(RuntimeOrigin::signed(who.clone()), 2.into(), who.into(), 1);
			assert!(made.is_err());
		});
	}
}
