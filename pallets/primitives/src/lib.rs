// SPDX-License-Identifier: Apache-2.0
//! Words shared by the energy pallets: quantities, prices, slots, identifiers, and the glue traits
//! through which pallets talk to each other without depending on each other.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

extern crate alloc;

pub mod account;
pub mod carrier;
pub mod dispatch;
pub mod id;
pub mod money;
pub mod slot;
pub mod traits;
pub mod unit;

pub use account::{MemberAccount, StatementId};
pub use carrier::Carrier;
pub use dispatch::{
	Delivery, DeviceMeter, DeviceMeters, Electorate, Participation, PlanLeg, PlanMoney, SlotSum,
};
pub use id::{CommunityId, MeterId, NetworkId, PageIndex, Row, PAGE_ROWS};
pub use money::{leg, NanoPrice, Position};
pub use slot::{Slot, SlotLength};
pub use traits::{
	ClosedSlot, Communities, CreditNotes, EvidenceError, Figure, HouseholdQuota, MemberAccounts,
	MoneyError, Quality, RowClass, RowEnergy, SlotSink, SlotSource, SurplusSource,
};
pub use unit::{ParseUnitIdError, UnitId, UNIT};
