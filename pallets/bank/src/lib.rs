// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::arithmetic_side_effects,
		clippy::indexing_slicing,
		clippy::unwrap_used,
		clippy::expect_used
	)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod booking_impls;
mod dispatchable_impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
mod utility_impls;
pub mod weights;

pub use pallet::*;
pub use types::{
	BankTotals, DepositRecord, DepositReference, ExportsMax, Mandate, OnItsWay, Payee,
};
pub use weights::WeightInfo;

#[allow(clippy::expect_used, reason = "in what FRAME's macros write")]
#[frame_support::pallet]
pub mod pallet {
	use super::{
		BankTotals, DepositRecord, DepositReference, ExportsMax, Mandate, OnItsWay, Payee,
		WeightInfo,
	};
	use alloc::vec::Vec;
	use bank_core::{BankStatus, Direction, Line, MintCap};
	use energy_primitives::{
		Communities, CommunityId, HouseholdQuota, MemberAccount, MemberAccounts, MeterId,
		StatementId,
	};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::Convert;

	/// The bank pallet.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Who runs the communities, and which bank each has named.
		type Communities: Communities<Self::AccountId>;

		/// Whose money in a community covers what others owe: whoever paid it in, not whoever is
		/// named later.
		type GuarantorOf: Convert<CommunityId, Option<Self::AccountId>>;

		/// The members' accounts and the guarantor's.
		type Accounts: MemberAccounts<Self::AccountId>;

		/// How many calls a household has free a day.
		type Quota: HouseholdQuota<Self::AccountId>;

		/// Who admits banks.
		type ApproveOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// For how many blocks a mint cap holds before it begins anew.
		#[pallet::constant]
		type MintWindow: Get<BlockNumberFor<Self>>;

		/// The most a mandate may keep on an account, in nano-currency: what a stolen key could have
		/// collected from its owner's bank account at most, beyond its debts.
		#[pallet::constant]
		type KeepMax: Get<u64>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Which account may act as a bank for which asset, and how much it may mint.
	#[pallet::storage]
	pub type Approvals<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		u32,
		Blake2_128Concat,
		T::AccountId,
		MintCap,
		OptionQuery,
	>;

	/// What owners allow the bank. A mandate belongs to one owner of a meter and is not handed on.
	#[pallet::storage]
	pub type Mandates<T: Config> = StorageMap<_, Twox64Concat, MemberAccount, Mandate, OptionQuery>;

	/// The payment of each statement that was ever exported, by the statement's name. Nobody chooses
	/// a name, so a short hash is enough.
	#[pallet::storage]
	pub type Lines<T: Config> = StorageMap<_, Twox64Concat, StatementId, Line, OptionQuery>;

	/// Attempts that failed or came back and were followed by another: what makes a late copy of a
	/// bank's file change nothing.
	#[pallet::storage]
	pub type PastAttempts<T: Config> =
		StorageDoubleMap<_, Twox64Concat, StatementId, Twox64Concat, u32, Line, OptionQuery>;

	/// What was handed to the bank for an account and is neither booked nor failed.
	#[pallet::storage]
	pub type Waiting<T: Config> = StorageMap<_, Twox64Concat, MemberAccount, OnItsWay, ValueQuery>;

	/// What was booked between a community and its banks.
	#[pallet::storage]
	pub type Totals<T: Config> = StorageMap<_, Twox64Concat, CommunityId, BankTotals, ValueQuery>;

	/// Deposits that were booked, by the hash of the bank's own reference.
	#[pallet::storage]
	pub type References<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		DepositReference,
		DepositRecord,
		OptionQuery,
	>;

	/// What happened between accounts and banks. Amounts are in nano-currency: 1 cent is 10 000 000.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account may act as a bank for a currency.
		BankApproved {
			/// The currency.
			asset: u32,
			/// The bank's account.
			bank: T::AccountId,
			/// How much it may mint in one window. 0: it only finishes what was begun.
			mint_max: u128,
		},
		/// An owner told the bank what to keep on its account, or that it may no longer keep it.
		MandateSet {
			/// The owner's meter.
			meter: MeterId,
			/// As the how-manieth owner, from 0.
			epoch: u32,
			/// What the bank may do from now on; nothing: only debts are collected.
			mandate: Option<Mandate>,
		},
		/// A statement's payment was handed to the bank. A pay-out has left the account and is on
		/// its way. A collection is announced by this: the bank will debit this amount from the
		/// owner's bank account, and the money comes to the account when the bank has it.
		LineExported {
			/// Which statement.
			id: StatementId,
			/// The attempt, from 1.
			attempt: u32,
			/// Which way the money goes.
			direction: Direction,
			/// How much.
			amount: u128,
		},
		/// The bank has collected the money, and it came to the account.
		Collected {
			/// Which statement.
			id: StatementId,
			/// Which attempt.
			attempt: u32,
			/// How much.
			amount: u128,
		},
		/// The bank has paid the money to the owner.
		PaidOut {
			/// Which statement.
			id: StatementId,
			/// Which attempt.
			attempt: u32,
			/// How much.
			amount: u128,
		},
		/// The bank could not collect or pay. A pay-out's money went back to the account.
		PaymentFailed {
			/// Which statement.
			id: StatementId,
			/// Which attempt.
			attempt: u32,
			/// Which way the money would have gone.
			direction: Direction,
			/// How much.
			amount: u128,
		},
		/// A payment came back after it was booked. A pay-out's money is on the account again. For a
		/// debit the guarantor pays, and the account's owner owes it to the guarantor.
		PaymentReturned {
			/// Which statement.
			id: StatementId,
			/// Which attempt.
			attempt: u32,
			/// Which way the money had gone.
			direction: Direction,
			/// How much.
			amount: u128,
			/// What of it the guarantor can't pay yet and the bank waits for.
			claimed: u128,
		},
		/// The guarantor gave up what an owner owes, and paid it.
		DebtWrittenOff {
			/// The statement that was not paid.
			id: StatementId,
			/// What the account was below 0.
			debt: u128,
			/// What returned debits had left owing to the guarantor.
			arrears: u128,
		},
		/// A statement's payment will be tried again.
		LineReopened {
			/// Which statement.
			id: StatementId,
			/// The attempt that comes next.
			attempt: u32,
		},
		/// The bank received money for an account, and it came to the account.
		DepositCollected {
			/// Whose account.
			payee: Payee,
			/// Hash of the bank's reference.
			reference: DepositReference,
			/// How much.
			amount: u128,
		},
		/// The guarantor's money paid what the bank waited for.
		ClaimPaid {
			/// Which community.
			community: CommunityId,
			/// How much was paid.
			paid: u128,
			/// What the bank still waits for.
			left: u128,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such community.
		CommunityNotFound,
		/// Only the community's bank may do this.
		NotBank,
		/// The bank is not approved for the community's currency, or only to finish what was begun.
		NotApproved,
		/// Only the community's guarantor may do this.
		NotGuarantor,
		/// There is no such meter, or it has no account.
		MeterNotFound,
		/// Only the meter's owner may do this.
		NotOwner,
		/// More than a mandate may keep on an account.
		KeepTooHigh,
		/// It is so already.
		NothingChanges,
		/// This statement was never handed to the bank.
		LineNotFound,
		/// This attempt was never handed to the bank.
		UnknownAttempt,
		/// The statement's money goes the other way.
		WrongDirection,
		/// The attempt is about another amount, or the amount is no whole number of cents.
		WrongAmount,
		/// The statement's payment has not come to where this can happen, or is past it.
		WrongState,
		/// No further attempt can be numbered.
		AttemptsExhausted,
		/// Money of this account is on its way to or from the bank. Wait for what the bank says.
		MoneyOnItsWay,
		/// Another deposit was booked under this reference.
		ReferenceTaken,
		/// The bank may not mint that much before the next window.
		OverCap,
		/// The bank waits for nothing.
		NothingClaimed,
		/// There is no such account.
		AccountNotFound,
		/// The account does not hold that much.
		PositionTooLow,
		/// The account would hold more than can be counted.
		PositionTooHigh,
		/// The guarantor's free money does not cover it.
		NotCovered,
		/// The community has no guarantor.
		NoGuarantor,
		/// The settlement currency refuses.
		CurrencyRefused,
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The payment of a statement; nothing if it was never handed to the bank.
		pub fn line(id: StatementId) -> Option<Line> {
			Lines::<T>::get(id)
		}

		/// The name under which the bank knows a statement, as text.
		pub fn end_to_end_id(id: StatementId) -> Vec<u8> {
			bank_core::end_to_end_id(id).into_bytes()
		}

		/// What the owner of a meter allows the bank; nothing: only debts are collected.
		pub fn mandate(meter: MeterId) -> Option<Mandate> {
			let (_, epoch) = T::Accounts::owner_of(meter)?;
			Mandates::<T>::get(MemberAccount { meter, epoch })
		}

		/// What was booked between a community and its banks.
		pub fn totals(community: CommunityId) -> BankTotals {
			Totals::<T>::get(community)
		}

		/// What the community's bank has paid back to others and waits for, until the guarantor can
		/// pay it, in nano-currency.
		pub fn claim(community: CommunityId) -> u128 {
			T::Accounts::claim(community)
		}

		/// What an export of this statement would ask for now: which way, and how much in
		/// nano-currency.
		pub fn due(id: StatementId) -> Option<(Direction, u128)> {
			let line = Lines::<T>::get(id);
			Self::next_of(id, line.as_ref()).map(|next| (next.line.direction, next.line.amount))
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Let an account act as a bank for a currency. A community whose operator names this
		/// account, and which settles in this currency, has a bank by it.
		///
		/// - `origin`: a referendum on the track `institutions`, or Root.
		/// - `asset`: the currency.
		/// - `bank`: the bank's account.
		/// - `mint_max`: how much it may mint in one window, in nano-currency, for all communities
		///   together. 0 stops it: it then only books what is on its way out or failed.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::approve_bank())]
		pub fn approve_bank(
			origin: OriginFor<T>,
			asset: u32,
			bank: T::AccountId,
			mint_max: u128,
		) -> DispatchResult {
			T::ApproveOrigin::ensure_origin(origin)?;
			Self::do_approve_bank(asset, bank, mint_max);
			Ok(())
		}

		/// Tell the bank what to keep on your meter's account. When a statement closes, what is above
		/// is paid to your bank account and what is missing is collected from it. Without a mandate
		/// only debts are collected, and what you earn stays on the account until you withdraw it. A
		/// mandate ends when the meter gets another owner.
		///
		/// Costs no fee as long as you have free calls left today.
		///
		/// - `origin`: signed by the meter's owner.
		/// - `meter`: which meter.
		/// - `mandate`: what to keep, in nano-currency; leave it out to end the mandate.
		///
		/// Errors, first that applies: `MeterNotFound`, `NotOwner`, `KeepTooHigh`, `NothingChanges`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_mandate())]
		#[pallet::feeless_if(|origin: &OriginFor<T>, meter: &MeterId, mandate: &Option<Mandate>| -> bool {
			Pallet::<T>::is_free(origin, |who| Pallet::<T>::do_set_mandate(who, *meter, *mandate))
		})]
		pub fn set_mandate(
			origin: OriginFor<T>,
			meter: MeterId,
			mandate: Option<Mandate>,
		) -> DispatchResult {
			Self::do_set_mandate(ensure_signed(origin)?, meter, mandate)
		}

		/// Hand the payments of closed statements to the bank. Each one for which something is due
		/// is exported with its next attempt, also again after it failed, or for its arrears after a
		/// debit came back. The money of pay-outs leaves the accounts now. Statements of which nothing
		/// is due, that are unknown, of other communities, on their way or paid are left out, so
		/// doing it again changes nothing.
		///
		/// - `origin`: signed by the community's bank.
		/// - `community`: which community.
		/// - `ids`: which statements.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::export().saturating_mul(ids.len().max(1) as u64))]
		pub fn export(
			origin: OriginFor<T>,
			community: CommunityId,
			ids: BoundedVec<StatementId, ExportsMax>,
		) -> DispatchResult {
			Self::do_export(ensure_signed(origin)?, community, &ids)
		}

		/// Book a direct debit that was collected: the money is made on chain and comes to the
		/// account, arrears to the guarantor first. Doing it again changes nothing.
		///
		/// - `origin`: signed by the community's bank.
		/// - `id`, `attempt`, `amount`: as exported.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`, `LineNotFound`,
		/// `UnknownAttempt`, `WrongDirection`, `WrongAmount`, `WrongState`, `OverCap`,
		/// `AccountNotFound`, `PositionTooHigh`, `CurrencyRefused`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::collect())]
		pub fn collect(
			origin: OriginFor<T>,
			id: StatementId,
			attempt: u32,
			amount: u128,
		) -> DispatchResult {
			Self::do_book(ensure_signed(origin)?, id, attempt, BankStatus::Collected(amount))
		}

		/// Book a credit transfer that was paid: the money that left the account leaves the chain.
		/// Doing it again changes nothing.
		///
		/// - `origin`: signed by the community's bank.
		/// - `id`, `attempt`, `amount`: as exported.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`, `LineNotFound`,
		/// `UnknownAttempt`, `WrongDirection`, `WrongAmount`, `WrongState`, `PositionTooLow`,
		/// `CurrencyRefused`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::pay_out())]
		pub fn pay_out(
			origin: OriginFor<T>,
			id: StatementId,
			attempt: u32,
			amount: u128,
		) -> DispatchResult {
			Self::do_book(ensure_signed(origin)?, id, attempt, BankStatus::PaidOut(amount))
		}

		/// Book that a payment could not be done. The money of a pay-out goes back to the account.
		/// Doing it again changes nothing.
		///
		/// - `origin`: signed by the community's bank.
		/// - `id`, `attempt`: as exported.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`, `LineNotFound`,
		/// `UnknownAttempt`, `WrongState`, `AccountNotFound`, `PositionTooLow`, `PositionTooHigh`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::fail())]
		pub fn fail(origin: OriginFor<T>, id: StatementId, attempt: u32) -> DispatchResult {
			Self::do_book(ensure_signed(origin)?, id, attempt, BankStatus::Failed)
		}

		/// Book that a payment came back. A pay-out's money comes to the account again. For a debit
		/// the guarantor's free money is burned, the account keeps what it has, and its owner has
		/// arrears; what the guarantor can't pay yet is the bank's claim. Doing it again changes
		/// nothing.
		///
		/// - `origin`: signed by the community's bank.
		/// - `id`, `attempt`, `amount`: as exported.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`, `LineNotFound`,
		/// `UnknownAttempt`, `WrongAmount`, `WrongState`, `OverCap`, `AccountNotFound`,
		/// `PositionTooHigh`, `CurrencyRefused`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::return_payment())]
		pub fn return_payment(
			origin: OriginFor<T>,
			id: StatementId,
			attempt: u32,
			amount: u128,
		) -> DispatchResult {
			Self::do_book(ensure_signed(origin)?, id, attempt, BankStatus::Returned(amount))
		}

		/// Give up a debt: the guarantor pays what the account is below 0, the account starts at 0,
		/// without a limit and without arrears. Doing it again changes nothing.
		///
		/// - `origin`: signed by the community's guarantor.
		/// - `id`: the statement whose collection failed, came back or is open.
		///
		/// Errors, first that applies: `NotGuarantor`, `LineNotFound`, `WrongDirection`,
		/// `WrongState`, `AttemptsExhausted`, `MoneyOnItsWay`, `AccountNotFound`, `NotCovered`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::write_off())]
		pub fn write_off(origin: OriginFor<T>, id: StatementId) -> DispatchResult {
			Self::do_write_off(ensure_signed(origin)?, id)
		}

		/// Book money that came to the bank for an account without being asked for: it is made on
		/// chain and comes to the account, a member's arrears to the guarantor first. Doing it again
		/// changes nothing.
		///
		/// - `origin`: signed by the community's bank.
		/// - `payee`: whose account.
		/// - `reference`: hash of the bank's own reference of this deposit, salted or keyed.
		/// - `amount`: how much, in nano-currency: whole cents.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`, `WrongAmount`,
		/// `ReferenceTaken`, `OverCap`, `AccountNotFound`, `NoGuarantor`, `PositionTooHigh`,
		/// `CurrencyRefused`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::collect_deposit())]
		pub fn collect_deposit(
			origin: OriginFor<T>,
			payee: Payee,
			reference: DepositReference,
			amount: u128,
		) -> DispatchResult {
			Self::do_collect_deposit(ensure_signed(origin)?, payee, reference, amount)
		}

		/// Pay what the bank waits for, as far as the guarantor's free money allows.
		///
		/// - `origin`: signed by anyone.
		/// - `community`: which community.
		///
		/// Errors, first that applies: `NothingClaimed`, `NotCovered` where nothing can be paid.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::pay_claim())]
		pub fn pay_claim(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_pay_claim(community)
		}

		/// Open a statement's payment again that failed or came back: it will be tried again. Doing
		/// it again changes nothing.
		///
		/// - `origin`: signed by the community's bank.
		/// - `id`: which statement.
		///
		/// Errors, first that applies: `CommunityNotFound`, `NotBank`, `NotApproved`, `LineNotFound`,
		/// `WrongState`, `AttemptsExhausted`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::reopen())]
		pub fn reopen(origin: OriginFor<T>, id: StatementId) -> DispatchResult {
			Self::do_reopen(ensure_signed(origin)?, id)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
