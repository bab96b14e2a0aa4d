// SPDX-License-Identifier: Apache-2.0
//! What the pallet keeps.

mod devices;
mod plans;
mod rounds;
mod solvers;
mod work;

use dispatch_core::{DEVICES_MAX, SLOTS_MAX};
use frame_support::{traits::ConstU32, BoundedVec};

pub use devices::*;
pub use plans::*;
pub use rounds::*;
pub use solvers::*;
pub use work::*;

/// Devices whose part of a plan stands together.
pub const PLAN_PAGE_ROWS: u32 = 32;
/// Like days that are remembered of the load nobody plans.
pub const LIKE_DAYS: u32 = 7;
/// Solvers that can commit to a plan in one round.
pub const QUEUE_MAX: u32 = 8;
/// Stretches of time with a plan of their own that are remembered until they are settled.
pub const TIMELINE_MAX: u32 = 128;
/// The most bytes a solver shows: 1 MiB.
pub const REVEAL_MAX: u32 = 1 << 20;
/// The least number of members that stop a plan, or endorse one.
pub const VOTES_MIN: u32 = 3;
/// Slots of a day where they are shortest.
pub const DAY_SLOTS_MAX: u32 = 1_440;

/// One value per slot of a horizon.
pub type PerSlot<V> = BoundedVec<V, ConstU32<SLOTS_MAX>>;
/// One value per device of a round.
pub type PerDevice<V> = BoundedVec<V, ConstU32<DEVICES_MAX>>;
/// One value per device of a page.
pub type PageOf<V> = BoundedVec<V, ConstU32<PLAN_PAGE_ROWS>>;
/// What a solver shows: [`dispatch_core::encode_reveal`].
pub type RevealBytes = BoundedVec<u8, ConstU32<REVEAL_MAX>>;
