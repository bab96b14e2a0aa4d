// SPDX-License-Identifier: Apache-2.0
//! The pallet's neighbours: communities, and settlement as one table of accounts. It lives in the
//! chain's state, so that what a refused call did to it is undone, and is noticed if not.

use codec::{Decode, Encode};
use energy_primitives::{
	Communities, CommunityId, HouseholdQuota, MemberAccount, MemberAccounts, MeterId, MoneyError,
	Position, StatementId,
};
use frame_support::storage::{unhashed, with_transaction, TransactionOutcome};
use sp_runtime::{traits::Convert, DispatchError};
use std::collections::BTreeMap;

const KEY: &[u8] = b"world";

/// What settlement would know.
#[allow(unreachable_pub, reason = "the public `Config` names it")]
#[derive(Clone, Debug, Decode, Default, Encode)]
pub struct World {
	pub(crate) communities: BTreeMap<CommunityId, Community>,
	pub(crate) owners: BTreeMap<MeterId, (u64, u32)>,
	pub(crate) accounts: BTreeMap<MemberAccount, Account>,
	pub(crate) statements: BTreeMap<StatementId, Position>,
	/// Calls an account has used today.
	pub(crate) used: BTreeMap<u64, u32>,
}

/// A community's other accounts, and its currency.
#[derive(Clone, Debug, Decode, Default, Encode)]
pub(crate) struct Community {
	pub(crate) asset: u32,
	pub(crate) bank: Option<u64>,
	pub(crate) guarantor: Option<u64>,
	/// What the guarantor holds.
	pub(crate) deposit: u128,
	/// What everybody else holds: energy is bought from them and sold to them.
	pub(crate) rest: i128,
	pub(crate) in_payment: u128,
	/// What the accounts held at first.
	pub(crate) endowed: u128,
	pub(crate) minted: u128,
	pub(crate) burned: u128,
	/// What the bank waits for.
	pub(crate) claim: u128,
	/// The currency refuses everything.
	pub(crate) frozen: bool,
}

/// A member's account.
#[derive(Clone, Copy, Debug, Decode, Default, Encode)]
pub(crate) struct Account {
	pub(crate) position: Position,
	pub(crate) limit: u64,
	pub(crate) arrears: u128,
}

impl World {
	pub(crate) fn get() -> Self {
		unhashed::get(KEY).unwrap_or_default()
	}

	pub(crate) fn put(&self) {
		unhashed::put(KEY, self);
	}

	/// Changes the world.
	pub(crate) fn with<R>(f: impl FnOnce(&mut Self) -> R) -> R {
		let mut world = Self::get();
		let result = f(&mut world);
		world.put();
		result
	}

	/// Changes the world, or nothing of it.
	fn try_with<R>(f: impl FnOnce(&mut Self) -> Result<R, MoneyError>) -> Result<R, MoneyError> {
		let mut world = Self::get();
		let result = f(&mut world)?;
		world.put();
		Ok(result)
	}

	/// Money changes hands between an account and the rest of its community, for energy or else.
	pub(crate) fn trade(&mut self, account: MemberAccount, gain: Position) {
		self.accounts.get_mut(&account).expect("it exists").position += gain;
		self.of(account).rest -= i128::from(gain);
	}

	/// Closes a statement of what the account holds now.
	pub(crate) fn close(&mut self, id: StatementId) {
		let position = self.accounts[&id.account].position;
		assert!(self.statements.insert(id, position).is_none(), "a closed statement never changes");
	}

	/// The meter gets another owner, whose account starts at 0.
	pub(crate) fn change_owner(&mut self, meter: MeterId, owner: u64) {
		let (_, epoch) = self.owners[&meter];
		self.owners.insert(meter, (owner, epoch + 1));
		self.accounts.insert(MemberAccount { meter, epoch: epoch + 1 }, Account::default());
	}

	/// The community of an account.
	fn of(&mut self, account: MemberAccount) -> &mut Community {
		self.communities.get_mut(&account.meter.network.community).expect("it exists")
	}

	fn limits(&self, community: CommunityId) -> u128 {
		let of = |account: &&MemberAccount| account.meter.network.community == community;
		self.accounts.keys().filter(of).map(|of| u128::from(self.accounts[of].limit)).sum()
	}

	/// What the guarantor holds beyond the limits it covers.
	pub(crate) fn free(&self, community: CommunityId) -> u128 {
		let Some(of) = self.communities.get(&community) else { return 0 };
		of.deposit.saturating_sub(self.limits(community))
	}

	fn account(&mut self, account: MemberAccount) -> Result<&mut Account, MoneyError> {
		self.accounts.get_mut(&account).ok_or(MoneyError::NoAccount)
	}

	fn add(&mut self, account: MemberAccount, amount: u128) -> Result<(), MoneyError> {
		let account = self.account(account)?;
		let amount = Position::try_from(amount).map_err(|_| MoneyError::PositionTooHigh)?;
		account.position =
			account.position.checked_add(amount).ok_or(MoneyError::PositionTooHigh)?;
		Ok(())
	}

	fn mint(&mut self, community: CommunityId, amount: u128) -> Result<(), MoneyError> {
		let of = self.communities.get_mut(&community).ok_or(MoneyError::NoAccount)?;
		if of.frozen {
			return Err(MoneyError::Currency);
		}
		of.minted += amount;
		Ok(())
	}

	fn burn(&mut self, community: CommunityId, amount: u128) -> Result<(), MoneyError> {
		let of = self.communities.get_mut(&community).ok_or(MoneyError::NoAccount)?;
		if of.frozen {
			return Err(MoneyError::Currency);
		}
		of.burned += amount;
		Ok(())
	}

	/// Asserts that no money came from nowhere or went there, and that the guarantor covers.
	pub(crate) fn check(&self) {
		for (id, of) in &self.communities {
			let here = |account: &MemberAccount| account.meter.network.community == *id;
			let accounts = self.accounts.iter().filter(|(account, _)| here(account));
			let positions: i128 = accounts.clone().map(|(_, a)| i128::from(a.position)).sum();
			let held = positions + of.rest + of.deposit as i128 + of.in_payment as i128;
			assert_eq!(held, (of.endowed + of.minted) as i128 - of.burned as i128, "conservation");
			assert!(of.deposit >= self.limits(*id), "the guarantor covers the limits");
			let below = |a: &Account| i128::from(a.position) < -i128::from(a.limit);
			assert!(!accounts.clone().any(|(_, a)| below(a)), "an account is below its limit");
		}
	}
}

impl MemberAccounts<u64> for World {
	fn owner_of(meter: MeterId) -> Option<(u64, u32)> {
		Self::get().owners.get(&meter).copied()
	}

	fn closing_position(id: StatementId) -> Option<Position> {
		Self::get().statements.get(&id).copied()
	}

	fn position(account: MemberAccount) -> Option<Position> {
		Self::get().accounts.get(&account).map(|account| account.position)
	}

	fn arrears(account: MemberAccount) -> u128 {
		Self::get().accounts.get(&account).map_or(0, |account| account.arrears)
	}

	fn in_payment(community: CommunityId) -> u128 {
		Self::get().communities.get(&community).map_or(0, |of| of.in_payment)
	}

	fn hold(account: MemberAccount, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			let of = world.account(account)?;
			if amount.saturating_add(of.arrears) > of.position.max(0) as u128 {
				return Err(MoneyError::PositionTooLow);
			}
			of.position -= amount as Position;
			world.of(account).in_payment += amount;
			Ok(())
		})
	}

	fn release(account: MemberAccount, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			world.add(account, amount)?;
			let of = world.of(account);
			of.in_payment = of.in_payment.checked_sub(amount).ok_or(MoneyError::PositionTooLow)?;
			Ok(())
		})
	}

	fn burn_held(account: MemberAccount, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			world.burn(account.meter.network.community, amount)?;
			let of = world.of(account);
			of.in_payment = of.in_payment.checked_sub(amount).ok_or(MoneyError::PositionTooLow)?;
			Ok(())
		})
	}

	fn collect(account: MemberAccount, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			let arrears = &mut world.account(account)?.arrears;
			let paid = amount.min(*arrears);
			*arrears -= paid;
			world.add(account, amount - paid)?;
			world.of(account).deposit += paid;
			world.mint(account.meter.network.community, amount)
		})
	}

	fn mint_to(account: MemberAccount, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			world.add(account, amount)?;
			world.mint(account.meter.network.community, amount)
		})
	}

	fn collect_for_guarantor(community: CommunityId, amount: u128) -> Result<(), MoneyError> {
		Self::try_with(|world| {
			let of = world.communities.get_mut(&community).ok_or(MoneyError::NoGuarantor)?;
			of.guarantor.ok_or(MoneyError::NoGuarantor)?;
			of.deposit += amount;
			world.mint(community, amount)
		})
	}

	fn return_debit(account: MemberAccount, amount: u128) -> Result<u128, MoneyError> {
		Self::try_with(|world| {
			let community = account.meter.network.community;
			let missing = amount.saturating_sub(world.free(community));
			let of = world.account(account)?;
			of.arrears += amount;
			let unused = i128::from(of.limit) + i128::from(of.position).min(0);
			of.limit -= u64::try_from(missing.min(unused as u128)).expect("within the limit");
			let paid = amount.min(world.free(community));
			let of = world.of(account);
			of.deposit -= paid;
			of.claim += amount - paid;
			world.burn(community, paid)?;
			Ok(amount - paid)
		})
	}

	fn claim(community: CommunityId) -> u128 {
		Self::get().communities.get(&community).map_or(0, |of| of.claim)
	}

	fn pay_claim(community: CommunityId) -> u128 {
		let paid = Self::try_with(|world| {
			let paid = Self::claim(community).min(world.free(community));
			world.burn(community, paid)?;
			let of = world.communities.get_mut(&community).ok_or(MoneyError::NoAccount)?;
			of.deposit -= paid;
			of.claim -= paid;
			Ok(paid)
		});
		paid.unwrap_or(0)
	}

	fn write_off(account: MemberAccount) -> Result<u128, MoneyError> {
		Self::try_with(|world| {
			let of = world.account(account)?;
			let debt = u128::from(of.position.min(0).unsigned_abs());
			*of = Account { position: of.position.max(0), limit: 0, arrears: 0 };
			let deposit = &mut world.of(account).deposit;
			*deposit = deposit.checked_sub(debt).ok_or(MoneyError::NotCovered)?;
			Ok(debt)
		})
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_account(owner: &u64, position: Position) -> StatementId {
		Self::with(|world| {
			let index = 1_000 + world.owners.len() as u32;
			let meter = super::meter(index);
			let account = MemberAccount { meter, epoch: 0 };
			let limit = position.min(0).unsigned_abs();
			world.owners.insert(meter, (*owner, 0));
			world.accounts.insert(account, Account { limit, ..Account::default() });
			world.trade(account, position);
			let of = world.of(account);
			of.deposit += u128::from(limit);
			of.endowed += u128::from(limit);
			let id = StatementId { account, period: 0 };
			world.close(id);
			id
		})
	}
}

impl Communities<u64> for World {
	fn operator(community: CommunityId) -> Option<u64> {
		Self::get().communities.get(&community).map(|_| super::STRANGER)
	}

	fn guarantor(community: CommunityId) -> Option<u64> {
		Self::get().communities.get(&community)?.guarantor
	}

	fn bank(community: CommunityId) -> Option<u64> {
		Self::get().communities.get(&community)?.bank
	}

	fn asset(community: CommunityId) -> Option<u32> {
		Some(Self::get().communities.get(&community)?.asset)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_open(_: &u64, _: &u64, _: u32) -> CommunityId {
		super::COMMUNITY
	}
}

impl Convert<CommunityId, Option<u64>> for World {
	fn convert(community: CommunityId) -> Option<u64> {
		<Self as Communities<u64>>::guarantor(community)
	}
}

impl HouseholdQuota<u64> for World {
	fn is_free(who: &u64, succeeds: impl FnOnce() -> bool) -> bool {
		let used = Self::get().used.get(who).copied().unwrap_or(0);
		let tried = || TransactionOutcome::Rollback(Ok::<_, DispatchError>(succeeds()));
		used < super::QUOTA && with_transaction(tried).unwrap_or(false)
	}

	fn use_one(who: &u64) {
		Self::with(|world| {
			let used = world.used.entry(*who).or_default();
			*used = super::QUOTA.min(*used + 1);
		});
	}
}
