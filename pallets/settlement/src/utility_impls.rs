// SPDX-License-Identifier: Apache-2.0
//! Look-ups and small moves that several calls and steps share.

use crate::{pallet::*, types::*};
use energy_primitives::{
	Communities, CommunityId, MeterId, NanoPrice, NetworkId, PageIndex, Position, Row, RowClass,
	Slot, SlotSource,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		tokens::{fungibles::Mutate, Preservation},
		Get,
	},
	BoundedVec,
};
use settlement_core::{pot, OrderRow, Share, SlotTerms, Standing};
use sp_runtime::{traits::AccountIdConversion, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The account that holds a community's money.
	pub(crate) fn pot_of(community: CommunityId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating((b"pot", community))
	}

	pub(crate) fn position_of(meter: MeterId) -> Position {
		position_in(&Positions::<T>::get(meter.network, meter.page()), meter.row())
	}

	pub(crate) fn put_position(meter: MeterId, position: Position) {
		Positions::<T>::mutate(meter.network, meter.page(), |page| {
			put_position_in(page, meter.row(), position);
		});
	}

	/// The first slot whose money has not moved completely; none while the network prepares.
	pub(crate) fn next_to_settle(network: NetworkId) -> Option<Slot> {
		Sweeps::<T>::get(network)
			.map(|stage| stage.slot())
			.or_else(|| T::Metering::next_slot(network))
	}

	/// The next slot not begun: changes hold from it on. From the first one ever while the network
	/// prepares, because it may open in the past.
	pub(crate) fn next_to_begin(network: NetworkId) -> Slot {
		match T::Metering::next_slot(network) {
			Some(_) => T::Metering::current_slot().saturating_add(1),
			None => 0,
		}
	}

	/// Slots whose records stay in state.
	pub(crate) fn window() -> Slot {
		Window::<T>::get()
	}

	pub(crate) fn price_max(network: NetworkId) -> NanoPrice {
		price_max(network.carrier, T::PriceMaxPerKwh::get())
	}

	/// The owner of a meter that has a position.
	pub(crate) fn owner_of(meter: MeterId) -> Result<T::AccountId, Error<T>> {
		let (owner, class) = T::Metering::owner_of(meter).ok_or(Error::<T>::UnknownMeter)?;
		ensure!(class == RowClass::Boundary, Error::<T>::NoPosition);
		Ok(owner)
	}

	pub(crate) fn ensure_operator(who: &T::AccountId, network: NetworkId) -> DispatchResult {
		ensure!(T::Metering::exists(network), Error::<T>::UnknownNetwork);
		let operator = T::Communities::operator(network.community);
		ensure!(operator.as_ref() == Some(who), Error::<T>::NotOperator);
		Ok(())
	}

	/// Whose money the guarantor's is, or would be.
	pub(crate) fn guarantor_of(community: CommunityId) -> Option<T::AccountId> {
		Purses::<T>::get(community).backer.or_else(|| T::Communities::guarantor(community))
	}

	/// The account behind a named account.
	pub(crate) fn holder_of(account: NamedAccount) -> Result<T::AccountId, Error<T>> {
		match account {
			NamedAccount::Grid(network) => {
				Accounts::<T>::get(network).map(|set| set.grid).ok_or(Error::<T>::NoAccounts)
			}
			NamedAccount::Balancing(network) => {
				Accounts::<T>::get(network).map(|set| set.balancing).ok_or(Error::<T>::NoAccounts)
			}
			NamedAccount::Guarantor(community) => {
				Self::guarantor_of(community).ok_or(Error::<T>::NoGuarantor)
			}
			NamedAccount::Fund(_) => Err(Error::<T>::WrongAccount),
		}
	}

	pub(crate) fn named_balance(account: NamedAccount) -> i128 {
		match account {
			NamedAccount::Grid(network) => Ledgers::<T>::get(network).grid,
			NamedAccount::Balancing(network) => Ledgers::<T>::get(network).balancing,
			NamedAccount::Guarantor(community) => Purses::<T>::get(community).guarantor,
			NamedAccount::Fund(community) => Purses::<T>::get(community).fund,
		}
	}

	/// Adds to a named account.
	pub(crate) fn add_named(account: NamedAccount, amount: i128) -> Result<(), Error<T>> {
		let add = |balance: &mut i128| {
			*balance = balance.checked_add(amount).ok_or(Error::<T>::PositionTooHigh)?;
			Ok(())
		};
		match account {
			NamedAccount::Grid(network) => {
				Ledgers::<T>::try_mutate(network, |ledger| add(&mut ledger.grid))
			}
			NamedAccount::Balancing(network) => {
				Ledgers::<T>::try_mutate(network, |ledger| add(&mut ledger.balancing))
			}
			NamedAccount::Guarantor(community) => {
				Purses::<T>::try_mutate(community, |purse| add(&mut purse.guarantor))
			}
			NamedAccount::Fund(community) => {
				Purses::<T>::try_mutate(community, |purse| add(&mut purse.fund))
			}
		}
	}

	/// The sum of the limits a community's guarantor covers.
	pub(crate) fn limits_of(community: CommunityId) -> u128 {
		let members = Purses::<T>::get(community).member_limits;
		networks_of(community).map(|network| Ledgers::<T>::get(network)).fold(
			members,
			|sum: u128, ledger| {
				sum.saturating_add(ledger.grid_limit).saturating_add(ledger.balancing_limit)
			},
		)
	}

	/// What a named account may take out: never into credit; the grid keeps what covers the open
	/// slots, the guarantor what covers the limits and what a bank waits for.
	pub(crate) fn named_free(account: NamedAccount) -> u128 {
		if let NamedAccount::Grid(network) = account {
			return Self::grid_may_take(network, &Ledgers::<T>::get(network));
		}
		let reserved = match account {
			NamedAccount::Guarantor(community) => {
				Self::limits_of(community).saturating_add(Purses::<T>::get(community).claim)
			}
			_ => 0,
		};
		pot::free(Self::named_balance(account), reserved)
	}

	/// Whether no slot of the community is half settled.
	pub(crate) fn is_settled(community: CommunityId) -> bool {
		networks_of(community)
			.all(|network| !matches!(Sweeps::<T>::get(network), Some(Stage::Sweeping(_))))
	}

	/// Takes money into the pot and books it.
	pub(crate) fn pay_in(
		community: CommunityId,
		from: &T::AccountId,
		amount: u128,
	) -> DispatchResult {
		let asset = T::Communities::asset(community).ok_or(Error::<T>::UnknownCommunity)?;
		let pot = Self::pot_of(community);
		T::Assets::transfer(asset, from, &pot, amount, Preservation::Expendable)?;
		Purses::<T>::try_mutate(community, |purse| {
			purse.booked = purse.booked.checked_add(amount).ok_or(Error::<T>::PositionTooHigh)?;
			Ok(())
		})
	}

	/// Pays money out of the pot and takes it off the books; all or nothing.
	pub(crate) fn pay_out(
		community: CommunityId,
		to: &T::AccountId,
		amount: u128,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		let asset = T::Communities::asset(community).ok_or(Error::<T>::UnknownCommunity)?;
		let pot = Self::pot_of(community);
		with_storage_layer(|| {
			T::Assets::transfer(asset, &pot, to, amount, Preservation::Expendable)?;
			Purses::<T>::try_mutate(community, |purse| {
				purse.booked = purse.booked.checked_sub(amount).ok_or(DispatchError::Corruption)?;
				Ok(())
			})
		})
	}

	/// Queues a network for the next poll. A full queue is no loss: the patrol comes round.
	pub(crate) fn enqueue(network: NetworkId) {
		DueNetworks::<T>::mutate(|due| {
			if !due.contains(&network) {
				let _ = due.try_push(network);
			}
		});
	}
}

/// The position in `row`; rows past the page's end are 0.
pub(crate) fn position_in(page: &[Position], row: Row) -> Position {
	page.get(usize::from(row)).copied().unwrap_or(0)
}

/// Writes the position in `row`; the page grows as far as its last row with money.
pub(crate) fn put_position_in(
	page: &mut BoundedVec<Position, PageRows>,
	row: Row,
	position: Position,
) {
	let row = usize::from(row);
	if page.len() <= row {
		page.bounded_resize(row.saturating_add(1), 0);
	}
	// A page is bounded by 256 rows and `row` was a byte, so the resize reached it; qed
	if let Some(place) = page.get_mut(row) {
		*place = position;
	}
}

/// Where a row stands in the book of `slot`. Orders and `outside` are sorted by row.
pub(crate) fn standing_of(
	orders: &[OrderRow],
	outside: &[OutsideRow],
	row: Row,
	slot: Slot,
	share: &Share,
	terms: &SlotTerms,
) -> Standing {
	if is_outside(outside, row, slot) {
		return Standing::Outside;
	}
	let order = orders.binary_search_by_key(&row, |order| order.row).ok();
	let order = order.and_then(|at| orders.get(at));
	let limits = order.map(|order| order.at(slot)).unwrap_or_default();
	terms.rule.standing(&limits, share, &terms.tariff)
}

/// Whether the supplier of last resort bills the row in `slot`. `outside` is sorted by row.
pub(crate) fn is_outside(outside: &[OutsideRow], row: Row, slot: Slot) -> bool {
	let found = outside.binary_search_by_key(&row, |entry| entry.row).ok();
	found.and_then(|at| outside.get(at)).is_some_and(|entry| entry.holds(slot))
}

/// Page and row of a meter, as the page maps are keyed.
pub(crate) fn place(meter: MeterId) -> (NetworkId, PageIndex, Row) {
	(meter.network, meter.page(), meter.row())
}
