// SPDX-License-Identifier: Apache-2.0
//! From when on a connection point speaks for a person. One person has one vote, and so has one
//! connection point.

use energy_primitives::Slot;

/// The first slot of which a billing period has to begin, for a person to be counted through a
/// connection point: the slot it became a member in, and where the point already speaks for
/// another, the slot in which that one was counted, if it is later.
///
/// So somebody who moves in takes the vote of whoever moved out, after a whole period of its own;
/// and whoever moved out can't take it back with the periods before.
pub const fn counts_from(member_since: Slot, point_since: Option<Slot>) -> Slot {
	match point_since {
		Some(since) if since > member_since => since,
		_ => member_since,
	}
}
