// SPDX-License-Identifier: Apache-2.0
//! Registers in other units become base quantities without losing anything over time.

use energy_primitives::Carrier::{Electricity, Heat};
use metering_core::conversion::*;
use proptest::prelude::*;

fn unit(symbol: &str) -> MeterUnit {
	meter_unit(symbol).expect("known")
}

#[test]
fn heat_meters_of_all_makes_count_in_kilojoules() {
	assert_eq!(register(Heat, unit("kWh"), "1"), Ok(3_600));
	assert_eq!(register(Heat, unit("MWh"), "0.001"), Ok(3_600));
	assert_eq!(register(Heat, unit("MJ"), "1234.567"), Ok(1_234_567));
	assert_eq!(register(Heat, unit("GJ"), "12.3456789"), Ok(12_345_678));
	assert_eq!(register(Heat, unit("Gcal"), "1"), Ok(4_184_000));
	assert_eq!(register(Electricity, unit("kWh"), "000123.456"), Ok(123_456));
	assert_eq!(register(Electricity, unit("MJ"), "3.6"), Ok(1_000));
	assert_eq!(meter_unit("kwh"), Some(unit("kWh")));
	assert_eq!(meter_unit("BTU"), None);
}

#[test]
fn what_is_no_register_is_refused() {
	for text in ["", ".5", "-1", "1,5", "1e3", "1.2.3", "abc"] {
		assert_eq!(register(Heat, unit("kWh"), text), Err(ConversionError::NotANumber), "{text}");
	}
	assert_eq!(register(Heat, unit("GJ"), "0.1234567891"), Err(ConversionError::TooPrecise));
	let huge = "9".repeat(60);
	assert_eq!(register(Heat, unit("GJ"), &huge), Err(ConversionError::TooLarge));
	assert_eq!(register(Heat, unit("GJ"), "99999999999999999"), Err(ConversionError::TooLarge));
}

proptest! {
	#[test]
	fn a_year_of_small_steps_loses_nothing(steps in prop::collection::vec(0u64..50, 1..200)) {
		// A heat meter that shows Wh: each is 3.6 kJ.
		let (mut shown, mut counted, mut last) = (0u64, 0u64, 0u64);
		for step in steps {
			shown += step;
			let now = register(Heat, unit("Wh"), &shown.to_string()).expect("fits");
			counted += now - last;
			last = now;
		}
		prop_assert_eq!(counted, shown * 36 / 10);
	}
}
