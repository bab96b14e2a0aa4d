// SPDX-License-Identifier: Apache-2.0
//! How devices, plans and amounts are told to a person.

use crate::{
	flow::decimal,
	storage::{key, Storage},
	types::{AssetMetadata, CommunityRecord},
};
use dispatch_core::{Certificate, DeviceKind};
use energy_primitives::{CommunityId, MeterId};

/// What a kind is called in descriptions of devices.
pub fn kind(kind: DeviceKind) -> &'static str {
	match kind {
		DeviceKind::Battery => "battery",
		DeviceKind::EvHub => "ev_hub",
		DeviceKind::HeatPump => "heat_pump",
		DeviceKind::MicroChp => "micro_chp",
		DeviceKind::Boiler => "boiler",
		DeviceKind::HeatStore => "heat_store",
		DeviceKind::Photovoltaic => "photovoltaic",
		DeviceKind::Shiftable => "shiftable",
		DeviceKind::Aggregate => "aggregate",
	}
}

/// `electricity:4`.
pub fn meter(meter: MeterId) -> String {
	format!("{}:{}", meter.network.carrier.facts().name, meter.index)
}

/// Amounts of a community's currency.
pub struct Money {
	symbol: String,
}

impl Money {
	/// Looks up what the currency is called.
	pub async fn of(storage: &Storage<'_>, community: CommunityId) -> crate::error::Result<Self> {
		let record: Option<CommunityRecord> =
			storage.record("Communities", "Communities", &key(community)).await?;
		let asset = record.map_or(0, |record| record.asset);
		let known: Option<AssetMetadata> =
			storage.record("Assets", "Metadata", &key(asset)).await?;
		let symbol = known.and_then(|known| String::from_utf8(known.symbol).ok());
		Ok(Self { symbol: symbol.unwrap_or_else(|| format!("of asset {asset}")) })
	}

	/// An amount to a ten-thousandth.
	pub fn tell(&self, nano: i128) -> String {
		format!("{} {}", decimal(nano, 4), self.symbol)
	}
}

/// An unsigned amount as a signed one; the largest where it does not fit.
pub fn signed(nano: u128) -> i128 {
	i128::try_from(nano).unwrap_or(i128::MAX)
}

/// What is proven about a plan, in one line.
pub fn certificate(money: &Money, certificate: &Certificate) -> String {
	format!(
		"costs {}, no plan less than {} (gap {} ppm); regret at most {}",
		money.tell(certificate.cost_nano),
		money.tell(certificate.bound_nano),
		certificate.gap_ppm(),
		money.tell(signed(certificate.regret_max_nano))
	)
}
