// SPDX-License-Identifier: Apache-2.0
//! The network a plan has to fit: a radial tree per carrier, and what nobody plans.

use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The most nodes of a tree.
pub const NODES_MAX: u32 = 64;

/// A node of a radial tree: a line or transformer and everything behind it. Node 0 is the
/// transformer, where the upstream grid delivers; every other node names one before it.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Node {
	/// The node towards the transformer. Node 0 names itself.
	pub parent: u16,
	/// The most power that may flow down to it, in W.
	pub down_max_w: u32,
	/// The most power that may flow up from it, in W.
	pub up_max_w: u32,
	/// Part of the load nobody plans that is connected right here, in thousandths; all nodes
	/// together 1000.
	pub passive_permille: u16,
}

/// A radial tree.
pub type Tree = BoundedVec<Node, ConstU32<NODES_MAX>>;

/// What the contract with the upstream grid allows.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
pub struct Contract {
	/// The most power taken from the grid, in W.
	pub import_max_w: u32,
	/// The most power given to it, in W.
	pub export_max_w: u32,
}

/// Whether a tree is one: at least one node, every parent stands before its child, and the passive
/// parts sum to 1000.
pub fn is_tree(tree: &[Node]) -> bool {
	let parts: u32 = tree.iter().map(|node| u32::from(node.passive_permille)).sum();
	let rooted = tree
		.iter()
		.enumerate()
		.all(|(at, node)| usize::from(node.parent) < at || (at == 0 && node.parent == 0));
	!tree.is_empty() && rooted && parts == 1_000
}
