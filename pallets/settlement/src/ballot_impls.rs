// SPDX-License-Identifier: Apache-2.0
//! What members decide by ballot on fees, tariffs and the price rule, and the chain's bounds for it.
//!
//! Whoever counts ballots calls these functions; nobody else does. A decision holds from the next
//! billing period on. It is checked against the bounds when it is proposed. If they are tighter when
//! it is enacted, or later, what holds is the nearest value within.

use crate::{pallet::*, terms_impls::forget_before, types::*};
use alloc::vec::Vec;
use energy_primitives::{NanoPrice, NetworkId, Slot, SlotSource};
use frame_support::{ensure, traits::Get, BoundedVec};
use settlement_core::{
	policy::decide, value_at, Band, Fees, Policy, PriceBounds, Rule, Tariff, TariffError,
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Lets these fees hold from the next billing period on, in nano-currency per base quantity.
	///
	/// Errors: `UnknownNetwork`, `PriceOutOfBounds` beyond the largest price of the chain,
	/// `NegativeFee`, `ChangePending`, `TooManyTariffs`.
	pub fn set_fees_by_ballot(
		network: NetworkId,
		network_fee: NanoPrice,
		fund_fee: NanoPrice,
	) -> DispatchResult {
		let fees = Fees { network_fee, fund_fee };
		Self::ensure_fees(network, fees)?;
		let from_slot = Self::decide_on(network, |policy, from, needed| {
			decide(&mut policy.fees, from, fees, needed).map_err(|_| Error::<T>::ChangePending)
		})?;
		Self::deposit_event(Event::FeesDecided { network, network_fee, fund_fee, from_slot });
		Ok(())
	}

	/// Lets the tariffs lie between these prices from the next billing period on, in nano-currency
	/// per base quantity. Tariffs that were announced move to the nearest price of the band.
	///
	/// Errors: `UnknownNetwork`, `PriceOutOfBounds` beyond the largest price of the chain,
	/// `FeedInAboveRetail`, `ChangePending`, `TooManyTariffs`.
	pub fn set_band_by_ballot(
		network: NetworkId,
		feed_in_min: NanoPrice,
		retail_max: NanoPrice,
	) -> DispatchResult {
		let band = Band { feed_in_min, retail_max };
		Self::ensure_band(network, band)?;
		let from_slot = Self::decide_on(network, |policy, from, needed| {
			decide(&mut policy.band, from, band, needed).map_err(|_| Error::<T>::ChangePending)
		})?;
		Self::deposit_event(Event::BandDecided { network, feed_in_min, retail_max, from_slot });
		Ok(())
	}

	/// Lets this rule hold from the next billing period on. From now on the operator chooses none.
	///
	/// Errors: `UnknownNetwork`, `PriceOutOfBounds` beyond the largest price of the chain,
	/// `ChangePending`.
	pub fn set_rule_by_ballot(network: NetworkId, rule: Rule) -> DispatchResult {
		Self::ensure_rule(network, &rule)?;
		Self::put_rule(network, rule)?;
		Policies::<T>::mutate(network, |policy| policy.rule_by_ballot = true);
		Ok(())
	}

	/// Whether members may decide on these fees.
	///
	/// Errors: `UnknownNetwork`, `PriceOutOfBounds`, `NegativeFee`.
	pub fn check_fees(
		network: NetworkId,
		network_fee: NanoPrice,
		fund_fee: NanoPrice,
	) -> DispatchResult {
		let fees = Fees { network_fee, fund_fee };
		Self::ensure_fees(network, fees)?;
		let tariff = fees.put(Tariff::default());
		let bounded = Self::latest_bounds().tariff(network.carrier, tariff);
		ensure!(Fees::of(&bounded) == fees, Error::<T>::PriceOutOfBounds);
		Ok(())
	}

	/// Whether members may decide on this band.
	///
	/// Errors: `UnknownNetwork`, `PriceOutOfBounds`, `FeedInAboveRetail`.
	pub fn check_band(
		network: NetworkId,
		feed_in_min: NanoPrice,
		retail_max: NanoPrice,
	) -> DispatchResult {
		let band = Band { feed_in_min, retail_max };
		Self::ensure_band(network, band)?;
		ensure!(Self::bounded_band(network, band) == band, Error::<T>::PriceOutOfBounds);
		Ok(())
	}

	/// Whether somebody may choose this rule.
	///
	/// Errors: `UnknownNetwork`, `PriceOutOfBounds`.
	pub fn check_rule(network: NetworkId, rule: &Rule) -> DispatchResult {
		Self::ensure_rule(network, rule)?;
		let bounded = Self::latest_bounds().rule(network.carrier, *rule);
		ensure!(bounded == *rule, Error::<T>::PriceOutOfBounds);
		Ok(())
	}

	/// The fees that hold in the next billing period as things stand: to the grid operator and to
	/// the common fund, in nano-currency per base quantity.
	pub fn present_fees(network: NetworkId) -> (NanoPrice, NanoPrice) {
		let tariff = Self::tariff_of(network, Self::next_period(network));
		let decided = || {
			let fees = Policies::<T>::get(network).fees.last().map(|(_, fees)| *fees);
			let tariff = fees.unwrap_or_default().put(Tariff::default());
			Self::latest_bounds().tariff(network.carrier, tariff)
		};
		let Tariff { network_fee, fund_fee, .. } = tariff.unwrap_or_else(decided);
		(network_fee, fund_fee)
	}

	/// The band that holds in the next billing period as things stand: least feed-in and greatest
	/// retail tariff, in nano-currency per base quantity. What the chain allows where the members
	/// decided on none.
	pub fn present_band(network: NetworkId) -> (NanoPrice, NanoPrice) {
		let decided = Policies::<T>::get(network).band.last().map(|(_, band)| *band);
		let price_max = Self::price_max(network);
		let widest = Band { feed_in_min: price_max.saturating_neg(), retail_max: price_max };
		let band = Self::bounded_band(network, decided.unwrap_or(widest));
		(band.feed_in_min, band.retail_max)
	}

	/// The rule that holds in the next billing period as things stand.
	pub fn present_rule(network: NetworkId) -> Rule {
		let rule = Rules::<T>::get(network).last().map(|(_, rule)| *rule).unwrap_or_default();
		Self::latest_bounds().rule(network.carrier, rule)
	}

	/// The chain's bounds of slots that have not begun.
	pub(crate) fn latest_bounds() -> PriceBounds {
		let last = FeeBounds::<T>::get().last().map(|(_, bounds)| *bounds);
		last.unwrap_or_else(Self::widest_bounds)
	}

	fn widest_bounds() -> PriceBounds {
		PriceBounds::widest(T::PriceMaxPerKwh::get())
	}

	pub(crate) fn do_set_fee_bounds(bounds: PriceBounds) -> DispatchResult {
		ensure!(bounds.is_sound(T::PriceMaxPerKwh::get()), Error::<T>::SenselessBounds);
		let now = T::Metering::current_slot();
		// A slot that has begun goes by the bounds that it began with.
		let from_slot = now.saturating_add(1);
		FeeBounds::<T>::try_mutate(|all| {
			all.retain(|(from, _)| *from < from_slot);
			forget_before(all, now.saturating_sub(T::RecordWindow::get()));
			all.try_push((from_slot, bounds)).map_err(|_| Error::<T>::ChangePending)
		})?;
		Self::deposit_event(Event::FeeBoundsSet { bounds, from_slot });
		Ok(())
	}

	/// The tariffs as they are stored, if the operator may announce them, one per slot.
	///
	/// Errors in order of precedence for each: `PriceOutOfBounds`, `NegativeFee`,
	/// `FeedInAboveRetail`, `FeesByBallot`, `OutsideBand`.
	pub(crate) fn admit_tariffs(
		network: NetworkId,
		from_slot: Slot,
		tariffs: Vec<Tariff>,
		policy: &Policy,
	) -> Result<Vec<Tariff>, Error<T>> {
		let (carrier, price_max) = (network.carrier, Self::price_max(network));
		let all = FeeBounds::<T>::get();
		let admit = |(slot, tariff): (Slot, Tariff)| {
			tariff.check(price_max)?;
			let bounds = value_at(&all, slot).unwrap_or_else(Self::widest_bounds);
			ensure!(bounds.tariff(carrier, tariff) == tariff, Error::<T>::PriceOutOfBounds);
			Ok(policy.admit(slot, tariff, &bounds, carrier)?)
		};
		(from_slot..=Slot::MAX).zip(tariffs).map(admit).collect()
	}

	/// Writes a network's tariffs without those that no slot needs any more.
	///
	/// Errors: `TooManyTariffs`.
	pub(crate) fn put_tariffs(
		network: NetworkId,
		segments: &[(Slot, Tariff)],
		most: usize,
	) -> Result<(), Error<T>> {
		let first_needed = Self::next_to_settle(network).unwrap_or(0);
		let segments = settlement_core::prune_tariffs(segments, first_needed);
		ensure!(segments.len() <= most, Error::<T>::TooManyTariffs);
		let segments = BoundedVec::try_from(segments).map_err(|_| Error::<T>::TooManyTariffs)?;
		Tariffs::<T>::insert(network, segments);
		Ok(())
	}

	/// Notes a decision and applies it to what was announced. Returns the slot it holds from.
	fn decide_on(
		network: NetworkId,
		decide: impl FnOnce(&mut Policy, Slot, Slot) -> Result<(), Error<T>>,
	) -> Result<Slot, Error<T>> {
		let from_slot = Self::next_period(network);
		Policies::<T>::try_mutate(network, |policy| {
			decide(policy, from_slot, T::Metering::current_slot())?;
			let segments = policy.applied(&Tariffs::<T>::get(network));
			Self::put_tariffs(network, &segments, <TariffsMax as Get<u32>>::get() as usize)
		})?;
		Ok(from_slot)
	}

	fn ensure_fees(network: NetworkId, fees: Fees) -> Result<(), Error<T>> {
		ensure!(T::Metering::exists(network), Error::<T>::UnknownNetwork);
		Ok(fees.put(Tariff::default()).check(Self::price_max(network))?)
	}

	fn ensure_band(network: NetworkId, band: Band) -> Result<(), Error<T>> {
		ensure!(T::Metering::exists(network), Error::<T>::UnknownNetwork);
		let Band { feed_in_min, retail_max } = band;
		let tariff = Tariff { feed_in: feed_in_min, retail: retail_max, ..Tariff::default() };
		Ok(tariff.check(Self::price_max(network))?)
	}

	fn ensure_rule(network: NetworkId, rule: &Rule) -> Result<(), Error<T>> {
		ensure!(T::Metering::exists(network), Error::<T>::UnknownNetwork);
		rule.check(Self::price_max(network)).map_err(|_| TariffError::OutOfBounds)?;
		Ok(())
	}

	fn bounded_band(network: NetworkId, band: Band) -> Band {
		let range = Self::latest_bounds().tariff;
		Band {
			feed_in_min: range.nearest(network.carrier, band.feed_in_min),
			retail_max: range.nearest(network.carrier, band.retail_max),
		}
	}
}
