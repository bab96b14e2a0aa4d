// SPDX-License-Identifier: Apache-2.0
//! The rules of collective dispatch as pure functions: no storage, no FRAME, no floating point.
//!
//! One file per stage, in the order in which a round passes them:
//!
//! ```text
//! rules           what members decided: prices of peak, ramp, calm, reserve; how a round goes
//! grid            a radial tree per carrier, the contract with the upstream grid
//! device, offer   what a station can do, what its owner offers for a horizon
//! profile         one value per slot, run-length coded
//! limits          what devices and offers may say, and that an offer can be followed
//! scale           prices per base quantity as prices per W·slot, roundings named
//! build, problem  from state to the problem of a round: the same for the chain and every solver
//! span, store     where a power may be, what it does to a store
//! flow            what powers mean for every node of the tree
//! reserve         what a device could do beyond its plan, as far as its store backs it
//! plan, verify    a plan, and its exact cost
//! prices, terms   duals, and what every device costs at them
//! bound           what no plan can cost less than; how much better a device could do alone
//! certificate     both together
//! accept          whether a plan holds, replaces the best, and what its solver earns
//! fallback        what happens without a plan
//! wire            plans and duals as bytes
//! deliver         what a plan means for a metered device
//! ```
//!
//! Whoever found a plan, and how, does not matter: its cost follows from its powers alone, exactly,
//! and any duals prove a bound, good ones a tight one. Flows and stores are counted in thousandths,
//! money in 256ths of a nano-currency, sums of both in i128: nothing is rounded before the end.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]
#![cfg_attr(
	test,
	allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)
)]

extern crate alloc;

pub mod accept;
pub mod bound;
pub mod build;
pub mod certificate;
pub mod deliver;
pub mod device;
pub mod fallback;
mod flow;
pub mod grid;
pub mod limits;
pub mod offer;
pub mod plan;
pub mod prices;
pub mod problem;
pub mod profile;
mod reserve;
pub mod rules;
pub mod scale;
pub mod span;
mod store;
mod terms;
pub mod verify;
pub mod wire;

pub use accept::{accept, improves, reward, Verdict};
pub use bound::{bound, regrets_nano, Bound};
pub use build::{build, BuildError, DeviceInput, GridInput, PASSIVE_MAX_W};
pub use certificate::Certificate;
pub use deliver::{activation, deliver, energy_of, pay_out, DeliveryRules, SlotDelivery};
pub use device::{DeviceKind, DeviceLimits, OfferBlob, OfferError, SideLimits, DEVICES_MAX};
pub use fallback::fallback;
pub use grid::{is_tree, Contract, Node, Tree, NODES_MAX};
pub use limits::{check_limits, check_offer, COST_MAX_NANO, PERMILLE_MAX, POWER_MAX_W};
pub use offer::{Offer, SideOffer, StoreOffer};
pub use plan::{Duals, Outcome, Plan, PlanError};
pub use prices::{node_prices_q8, price_nano, reference_distance, DualError, DUAL_MAX};
pub use problem::{DeviceProblem, GridProblem, Problem, SideSlot, StoreProblem};
pub use profile::{expand, profile, Profile, Run, SLOTS_MAX};
pub use rules::{DispatchRules, RuleBounds};
pub use scale::{q8_ceil, q8_floor, Weights, Q8};
pub use span::Sides;
pub use verify::verify;
pub use wire::{decode_reveal, encode_reveal, reveal_bytes_max, Reveal, WireError};
