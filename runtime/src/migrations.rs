// SPDX-License-Identifier: Apache-2.0
//! What the state needs when this runtime takes over from the one before it.
//!
//! Short migrations run in the first block of the new runtime. Whatever walks a map is done in steps,
//! over as many blocks as it takes; transactions wait until it is over.

#[cfg(not(feature = "drill"))]
pub use none::{SingleBlock, Stepped};

#[cfg(feature = "drill")]
pub use crate::drill::{SingleBlock, Stepped};

#[cfg(not(feature = "drill"))]
mod none {
	/// Done in the first block.
	pub type SingleBlock = ();
	/// Done in steps.
	pub type Stepped = ();
}
