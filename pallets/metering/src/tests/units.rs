// SPDX-License-Identifier: Apache-2.0
//! What the chain's state tells of a unit.

use crate::{mock::*, *};
use energy_primitives::{MeterId, UnitId};

fn unit(index: u32, serial: u64) -> u128 {
	let meter = MeterId { network: ELECTRICITY, index };
	UnitId::new(meter, serial).expect("fits").as_u128()
}

#[test]
fn a_unit_fills_and_is_issued() {
	TestExt::new().execute_with(|| {
		assert_eq!(Metering::life_of(unit(1, 0)), Some(UnitLife::NotYet));
		assert_eq!(Metering::owner_of(unit(1, 0)), None, "nobody owns what does not exist");
		submit(FIRST, vec![reading(1, 1, FIRST, 0, 1_412)]);
		assert_eq!(Metering::life_of(unit(1, 0)), Some(UnitLife::Issued));
		assert_eq!(Metering::life_of(unit(1, 1)), Some(UnitLife::Filling { filled: 412 }));
		assert_eq!(Metering::life_of(unit(1, 2)), Some(UnitLife::NotYet));
		assert_eq!(Metering::owner_of(unit(1, 0)), Some(account(100)));
		let view = Metering::unit(unit(1, 0)).expect("known");
		assert_eq!(view.printed, b"EL-0-1-0-9".to_vec());
		assert_eq!(Metering::slot_rows(ELECTRICITY, FIRST, 0).len(), 1);
	});
}

#[test]
fn feeders_unknown_meters_and_nonsense_have_no_units() {
	TestExt::new().execute_with(|| {
		assert_eq!(Metering::unit(unit(0, 0)), None, "a feeder");
		assert_eq!(Metering::unit(unit(99, 0)), None);
		assert_eq!(Metering::unit(u128::MAX), None, "no such carrier");
	});
}
