// SPDX-License-Identifier: Apache-2.0
//! A community with one electricity network, made by the calls that its operator, its guarantor and
//! a relay send.

use crate::{
	chain::{Chain, Result},
	fleet::Fleet,
};
use commonwatt_runtime::{
	configs::energy::settlement_account,
	constants::{
		currency::CWT,
		euro::{ASSET_ID, EUR},
	},
	AccountId, Runtime, RuntimeCall,
};
use energy_primitives::{Carrier, NetworkId, Slot};
use frame_system::RawOrigin;
use pallet_metering::NetworkParams;
use pallet_settlement::NamedAccount;
use settlement_core::Tariff;
use sp_keyring::Sr25519Keyring as Key;

/// The network.
pub(crate) const NETWORK: NetworkId = NetworkId { community: 0, carrier: Carrier::Electricity };
/// Who operates it.
pub(crate) const OPERATOR: Key = Key::Alice;
/// Who brings its readings.
pub(crate) const RELAY: Key = Key::Ferdie;

const SUDO: Key = Key::Alice;
/// Who vouches for the network, and gives.
pub(crate) const GUARANTOR: Key = Key::Charlie;
const METERS_PER_BLOCK: usize = 512;
/// What the guarantor vouches with: the grid's limit covers every open slot with all meters at full
/// power and the most extreme tariff, 10 million for a million meters.
const VOUCHED: u128 = 4_000_000_000 * EUR;

/// A call, and who sends it.
pub(crate) struct Order {
	pub(crate) by: Key,
	pub(crate) call: RuntimeCall,
}

impl Order {
	pub(crate) fn new(by: Key, call: impl Into<RuntimeCall>) -> Self {
		Self { by, call: call.into() }
	}
}

/// What makes the community and its network, up to its meters.
pub(crate) fn founding(first_slot: Slot) -> Result<Vec<Order>> {
	use pallet_community::Call as Community;
	use pallet_metering::Call as Metering;
	use pallet_settlement::Call as Settlement;
	let account = |key: Key| -> AccountId { key.to_account_id() };
	let network = NETWORK;
	let params =
		NetworkParams { grace_s: 86_400, loss_ppm: 50_000, loss_limit_per_slot: 1_000_000 };
	let tariffs =
		vec![Tariff { feed_in: 80_000, retail: 300_000, network_fee: 5_000, fund_fee: 2_000 }];
	let tariffs = tariffs.try_into().map_err(|_| "one tariff fits")?;
	let limit = |account, limit| Settlement::<Runtime>::set_limit { account, limit };
	Ok(vec![
		endow(GUARANTOR, VOUCHED),
		Order::new(OPERATOR, Community::<Runtime>::open_community { asset: ASSET_ID }),
		Order::new(
			OPERATOR,
			Community::<Runtime>::set_guarantor { community: 0, guarantor: account(GUARANTOR) },
		),
		Order::new(OPERATOR, Metering::<Runtime>::create_network { network, params }),
		Order::new(
			OPERATOR,
			Settlement::<Runtime>::set_accounts {
				network,
				grid: account(Key::Bob),
				balancing: account(Key::Eve),
			},
		),
		Order::new(
			OPERATOR,
			Settlement::<Runtime>::set_tariffs { network, from_slot: first_slot, tariffs },
		),
		Order::new(
			GUARANTOR,
			Settlement::<Runtime>::deposit_named {
				account: NamedAccount::Guarantor(0),
				amount: VOUCHED,
			},
		),
		Order::new(GUARANTOR, limit(NamedAccount::Grid(network), VOUCHED / 4 * 3)),
		Order::new(GUARANTOR, limit(NamedAccount::Balancing(network), VOUCHED / 8)),
		Order::new(RELAY, Metering::<Runtime>::bond_relay { amount: 1_000 * CWT }),
	])
}

/// The settlement currency is minted by settlement alone; the sudo key acts for it.
pub(crate) fn endow(who: Key, amount: u128) -> Order {
	let mint = pallet_assets::Call::<Runtime>::mint {
		id: ASSET_ID.into(),
		beneficiary: who.to_account_id().into(),
		amount,
	};
	let as_settlement = polkadot_sdk::pallet_utility::Call::<Runtime>::dispatch_as {
		as_origin: Box::new(RawOrigin::Signed(settlement_account()).into()),
		call: Box::new(mint.into()),
	};
	let call = Box::new(as_settlement.into());
	Order::new(SUDO, polkadot_sdk::pallet_sudo::Call::<Runtime>::sudo { call })
}

/// What opens the network, once its meters are registered.
pub(crate) fn opening(first_slot: Slot) -> Order {
	let call = pallet_metering::Call::<Runtime>::open_network { network: NETWORK, first_slot };
	Order::new(OPERATOR, call)
}

/// Makes community, network and meters on a chain in this process.
pub(crate) fn install(chain: &mut Chain, fleet: &Fleet, first_slot: Slot) -> Result<()> {
	let meters = fleet.registrations(&chain.genesis());
	let mut send = |orders: Vec<Order>| {
		let signed = orders.into_iter().map(|order| chain.signed(order)).collect();
		chain.import(signed).map(drop)
	};
	send(founding(first_slot)?)?;
	let mut meters = meters.into_iter();
	loop {
		let block: Vec<Order> = meters.by_ref().take(METERS_PER_BLOCK).collect();
		if block.is_empty() {
			break;
		}
		send(block)?;
	}
	send(vec![opening(first_slot)])
}
