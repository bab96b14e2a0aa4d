// SPDX-License-Identifier: Apache-2.0
//! One benchmark per call. Each measures the way that changes most; doing a thing again costs less.

use super::*;
use alloc::vec;
use bank_core::{Line, LineState, CENT};
use energy_primitives::{Communities, CommunityId, MemberAccounts, Position, StatementId};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::traits::Convert;

/// What an account of benchmarks holds or owes.
const AMOUNT: u128 = 1_000 * CENT;
/// As much as fits an account, nearly.
const MUCH: u128 = 900_000_000_000 * CENT;

/// A closed statement of an account that holds `position`, with a mandate, and its community's bank,
/// which may mint anything.
fn closed<T: Config>(position: i128) -> (StatementId, T::AccountId) {
	let owner: T::AccountId = account("owner", 0, 0);
	let id = T::Accounts::bench_account(&owner, position as Position);
	Mandates::<T>::insert(id.account, Mandate { keep: 0 });
	(id, approved::<T>(id.account.meter.network.community))
}

/// The community's bank, which may mint anything.
fn approved<T: Config>(community: CommunityId) -> T::AccountId {
	let bank = T::Communities::bank(community).expect("communities of benchmarks name a bank");
	let asset = T::Communities::asset(community).expect("it exists");
	Pallet::<T>::do_approve_bank(asset, bank.clone(), u128::MAX);
	bank
}

/// Exports a statement. Returns the attempt and its amount.
fn exported<T: Config>(bank: &T::AccountId, id: StatementId) -> (u32, u128) {
	let community = id.account.meter.network.community;
	Pallet::<T>::do_export(bank.clone(), community, &[id]).expect("the bank is approved");
	let line = line_of::<T>(id);
	assert_eq!(line.state, LineState::Exported);
	(line.attempt, line.amount)
}

fn line_of<T: Config>(id: StatementId) -> Line {
	Lines::<T>::get(id).expect("it was exported")
}

/// A statement whose debit failed, so that the next step puts an attempt aside.
fn failed<T: Config>() -> (StatementId, T::AccountId) {
	let (id, bank) = closed::<T>(-(AMOUNT as i128));
	let (attempt, _) = exported::<T>(&bank, id);
	Pallet::<T>::fail(RawOrigin::Signed(bank.clone()).into(), id, attempt).expect("it is exported");
	(id, bank)
}

/// A statement whose debit was collected, with the attempt and its amount.
fn collected<T: Config>() -> (StatementId, T::AccountId, u32, u128) {
	let (id, bank) = closed::<T>(-(AMOUNT as i128));
	let (attempt, amount) = exported::<T>(&bank, id);
	let origin = RawOrigin::Signed(bank.clone()).into();
	Pallet::<T>::collect(origin, id, attempt, amount).expect("it is exported");
	(id, bank, attempt, amount)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn approve_bank() -> Result<(), BenchmarkError> {
		let origin =
			T::ApproveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let bank: T::AccountId = account("bank", 0, 0);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 1, bank.clone(), AMOUNT);

		assert_eq!(Approvals::<T>::get(1, bank).map(|cap| cap.mint_max), Some(AMOUNT));
		Ok(())
	}

	#[benchmark]
	fn set_mandate() {
		let (id, _) = closed::<T>(AMOUNT as i128);
		let owner: T::AccountId = account("owner", 0, 0);
		let mandate = Some(Mandate { keep: T::KeepMax::get() });

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id.account.meter, mandate);

		assert_eq!(Mandates::<T>::get(id.account), mandate);
	}

	/// One statement, whose pay-out failed before: it puts an attempt aside and takes money out of an
	/// account. More cost as much each.
	#[benchmark]
	fn export() {
		let (id, bank) = closed::<T>(AMOUNT as i128);
		let community = id.account.meter.network.community;
		let (attempt, _) = exported::<T>(&bank, id);
		let origin = RawOrigin::Signed(bank.clone()).into();
		Pallet::<T>::fail(origin, id, attempt).expect("it is exported");
		let ids = BoundedVec::truncate_from(vec![id]);

		#[extrinsic_call]
		_(RawOrigin::Signed(bank), community, ids);

		let line = line_of::<T>(id);
		assert_eq!((line.state, line.attempt), (LineState::Exported, 2));
	}

	/// Of arrears: it pays the guarantor, too.
	#[benchmark]
	fn collect() {
		let (id, bank, attempt, amount) = collected::<T>();
		let origin = RawOrigin::Signed(bank.clone()).into();
		Pallet::<T>::return_payment(origin, id, attempt, amount).expect("it was collected");
		let (attempt, amount) = exported::<T>(&bank, id);

		#[extrinsic_call]
		_(RawOrigin::Signed(bank), id, attempt, amount);

		assert_eq!(line_of::<T>(id).state, LineState::Paid);
	}

	#[benchmark]
	fn pay_out() {
		let (id, bank) = closed::<T>(AMOUNT as i128);
		let (attempt, amount) = exported::<T>(&bank, id);

		#[extrinsic_call]
		_(RawOrigin::Signed(bank), id, attempt, amount);

		assert_eq!(line_of::<T>(id).state, LineState::Paid);
	}

	/// Of a pay-out: its money goes back.
	#[benchmark]
	fn fail() {
		let (id, bank) = closed::<T>(AMOUNT as i128);
		let (attempt, _) = exported::<T>(&bank, id);

		#[extrinsic_call]
		_(RawOrigin::Signed(bank), id, attempt);

		assert_eq!(line_of::<T>(id).state, LineState::Failed);
	}

	#[benchmark]
	fn return_payment() {
		let (id, bank, attempt, amount) = collected::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(bank), id, attempt, amount);

		assert_eq!(line_of::<T>(id).state, LineState::Returned);
	}

	#[benchmark]
	fn write_off() {
		let (id, _) = failed::<T>();
		let community = id.account.meter.network.community;
		let guarantor = T::GuarantorOf::convert(community).expect("it has one");

		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), id);

		assert_eq!(line_of::<T>(id).state, LineState::WrittenOff);
	}

	#[benchmark]
	fn collect_deposit() {
		let (id, bank) = closed::<T>(AMOUNT as i128);
		let payee = Payee::Member(id.account);

		#[extrinsic_call]
		_(RawOrigin::Signed(bank), payee, [7; 32], AMOUNT);

		let community = id.account.meter.network.community;
		assert!(References::<T>::contains_key(community, [7; 32]));
	}

	/// Of a debit that came back after the guarantor's money was used up.
	#[benchmark]
	fn pay_claim() {
		let (id, bank) = closed::<T>(0);
		let community = id.account.meter.network.community;
		// More comes back than the guarantor has, whatever that is.
		while T::Accounts::claim(community) == 0 {
			T::Accounts::return_debit(id.account, MUCH).expect("the account has no arrears");
			T::Accounts::write_off(id.account).expect("the account owes nothing");
		}
		let origin = RawOrigin::Signed(bank).into();
		Pallet::<T>::collect_deposit(origin, Payee::Guarantor(community), [7; 32], MUCH)
			.expect("the community has a guarantor");
		let caller: T::AccountId = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(caller), community);

		assert_eq!(T::Accounts::claim(community), 0);
	}

	#[benchmark]
	fn reopen() {
		let (id, bank) = failed::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(bank), id);

		assert_eq!(line_of::<T>(id).state, LineState::Open);
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::TestExt::new().externalities(),
		crate::mock::Test
	);
}
