// SPDX-License-Identifier: Apache-2.0
//! The rules members vote on: what a plan costs, and how a round goes; and their bounds.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Writes the rules with their bounds from one line per field.
macro_rules! rules {
	($($(#[$doc:meta])* $field:ident: $type:ty = $default:literal in $low:literal..=$high:literal,)*) => {
		/// The dispatch rules of a community.
		#[derive(
			Clone,
			Copy,
			Debug,
			Decode,
			DecodeWithMemTracking,
			Encode,
			Eq,
			MaxEncodedLen,
			PartialEq,
			TypeInfo,
		)]
		#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
		pub struct DispatchRules {
			$($(#[$doc])* pub $field: $type,)*
		}

		impl Default for DispatchRules {
			fn default() -> Self {
				Self { $($field: $default,)* }
			}
		}

		/// The bounds of every rule, set by referenda for the whole chain.
		#[derive(
			Clone,
			Copy,
			Debug,
			Decode,
			DecodeWithMemTracking,
			Encode,
			Eq,
			MaxEncodedLen,
			PartialEq,
			TypeInfo,
		)]
		#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
		pub struct RuleBounds {
			/// The least of each rule.
			pub least: DispatchRules,
			/// The most of each rule.
			pub most: DispatchRules,
		}

		impl Default for RuleBounds {
			fn default() -> Self {
				Self {
					least: DispatchRules { $($field: $low,)* },
					most: DispatchRules { $($field: $high,)* },
				}
			}
		}

		impl RuleBounds {
			/// Whether no least is above its most, and the widest bounds the code can bear hold.
			pub fn is_sound(&self) -> bool {
				let widest = Self::default();
				true $(&& self.least.$field <= self.most.$field
					&& self.least.$field >= widest.least.$field
					&& self.most.$field <= widest.most.$field)*
			}

			/// Whether rules keep all bounds.
			pub fn allow(&self, rules: &DispatchRules) -> bool {
				true $(&& rules.$field >= self.least.$field && rules.$field <= self.most.$field)*
			}

			/// The allowed rules nearest to these.
			pub fn clamp(&self, rules: &DispatchRules) -> DispatchRules {
				DispatchRules {
					$($field: rules.$field.max(self.least.$field).min(self.most.$field),)*
				}
			}
		}
	};
}

rules! {
	/// What a W of the highest import of the horizon costs, in nano-currency. No cash flows for it.
	peak_nano_per_w: u32 = 100_000 in 0..=10_000_000,
	/// How much the exchange with the grid may change from slot to slot for nothing, in W.
	ramp_limit_w: u32 = 40_000 in 0..=100_000_000,
	/// What a W of change beyond it costs in each slot, in nano-currency. No cash flows for it.
	ramp_nano_per_w: u32 = 2_000 in 0..=10_000_000,
	/// What a kg of CO2 counts, in nano-currency. No cash flows for it.
	carbon_nano_per_kg: u64 = 0 in 0..=1_000_000_000,
	/// CO2 of a unit from the electricity grid, in g.
	grid_carbon_g_per_unit: u32 = 380 in 0..=2_000,
	/// Reserve the plan keeps in both directions, in W.
	reserve_w: u32 = 0 in 0..=100_000_000,
	/// What lacks of it costs, in nano-currency per base quantity.
	reserve_short_nano: u32 = 500_000 in 0..=10_000_000,
	/// For how many slots a store must be able to back its reserve.
	reserve_slots: u8 = 1 in 1..=8,
	/// How much of each line's capacity a plan may use, in thousandths.
	capacity_permille: u16 = 1_000 in 500..=1_000,
	/// What flow beyond a capacity, and demand nobody serves, costs, in nano-currency per base
	/// quantity.
	overload_nano: u32 = 5_000_000 in 100_000..=100_000_000,
	/// What a change against the last plan costs, in nano-currency per base quantity.
	calm_nano: u32 = 1_000 in 0..=1_000_000,
	/// Loss added to the load nobody plans, in thousandths.
	loss_permille: u16 = 30 in 0..=200,
	/// What a base quantity of deviation costs its device, in nano-currency.
	penalty_nano: u32 = 100_000 in 0..=10_000_000,
	/// Deviation that costs nothing, in thousandths of the planned quantity.
	tolerance_permille: u16 = 50 in 0..=1_000,
	/// Deviation that costs nothing in any case, in base quantities.
	tolerance_base: u32 = 10 in 0..=100_000,
	/// What a base quantity of activated reserve earns, in nano-currency.
	activation_nano: u32 = 20_000 in 0..=10_000_000,
	/// A plan with a gap of at most this, in millionths of its cost, needs no waiting.
	gap_max_ppm: u32 = 1_000 in 0..=1_000_000,
	/// A plan that could cost a device more than this, in nano-currency, needs endorsement.
	regret_max_nano: u64 = 500_000_000 in 0..=100_000_000_000,
	/// How much better a plan must be to replace the best one, in millionths of its cost.
	improvement_ppm: u32 = 1_000 in 0..=1_000_000,
	/// What a solver gets for a plan that is enacted, in nano-currency.
	reward_base_nano: u64 = 0 in 0..=10_000_000_000,
	/// What it gets of its advantage over the second best, in thousandths.
	reward_share_permille: u16 = 100 in 0..=1_000,
	/// The most it gets altogether, in nano-currency.
	reward_max_nano: u64 = 1_000_000_000 in 0..=100_000_000_000,
	/// Slots a plan covers.
	horizon_slots: u8 = 96 in 4..=96,
	/// Slots from one round to the next.
	every_slots: u8 = 4 in 1..=96,
	/// Blocks in which offers are taken.
	offer_blocks: u16 = 100 in 2..=28_800,
	/// Blocks in which solvers commit to a plan.
	commit_blocks: u16 = 100 in 2..=28_800,
	/// Blocks in which they show it.
	reveal_blocks: u16 = 20 in 2..=28_800,
	/// Blocks in which members may veto or endorse.
	veto_blocks: u16 = 60 in 2..=28_800,
	/// How many of the voters can stop a plan, in thousandths; never fewer than 3 members.
	veto_permille: u16 = 200 in 50..=1_000,
}
