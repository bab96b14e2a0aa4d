// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::Event;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

fn report(offenders: &[u64]) {
	let details: Vec<_> = offenders
		.iter()
		.map(|who| OffenceDetails { offender: (*who, ()), reporters: vec![8] })
		.collect();
	let fractions = vec![Perbill::from_percent(10); offenders.len()];
	Validators::on_offence(&details, &fractions, Session::current_index());
}

#[test]
fn on_offence_disables_now_and_drops_from_the_next_set() {
	TestExt::new().execute_with(|| {
		report(&[2]);
		assert_eq!(Session::disabled_validators(), [1]);
		assert_eq!(listed(), [1, 3, 4]);
		System::assert_last_event(Event::OffenderDropped { validator: 2, session: 0 }.into());
		advance_sessions(1);
		assert_eq!(Session::disabled_validators(), [1], "disabled until the set changes");
		advance_sessions(1);
		assert_eq!(Session::validators(), [1, 3, 4]);
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn on_offence_keeps_the_minimum() {
	TestExt::new().execute_with(|| {
		report(&[2, 3]);
		assert_eq!(listed(), [1, 3, 4]);
		System::assert_last_event(Event::OffenderKept { validator: 3, session: 0 }.into());
		// One of four is the most that may be disabled.
		assert_eq!(Session::disabled_validators(), [1]);
	});
}

#[test]
fn on_offence_is_harmless_when_repeated_or_unknown() {
	TestExt::new().execute_with(|| {
		report(&[2]);
		report(&[2]);
		report(&[77]);
		assert_eq!(listed(), [1, 3, 4]);
		let dropped = |record: &frame_system::EventRecord<RuntimeEvent, _>| {
			matches!(record.event, RuntimeEvent::Validators(Event::OffenderDropped { .. }))
		};
		assert_eq!(System::events().iter().filter(|record| dropped(record)).count(), 1);
	});
}
