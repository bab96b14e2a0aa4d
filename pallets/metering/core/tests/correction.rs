// SPDX-License-Identifier: Apache-2.0
//! Corrections never shorten an axis, and every base quantity of them is accounted for.

use metering_core::{correction::*, meter::CounterRow};
use proptest::prelude::*;

fn counter() -> CounterRow {
	CounterRow { import: 5_000, export: 3_000, ..CounterRow::default() }
}

fn standing() -> Standing {
	Standing { version: 0, import: 500, export: 300, reallocated: false }
}

fn correction(import: i32, export: i32) -> Correction {
	Correction { import, export, reason: CorrectionReason::DeviceFault }
}

#[test]
fn upward_is_appended_and_downward_is_owed() {
	let (counter, standing) =
		apply(&counter(), &standing(), &correction(40, -300), 9_000).expect("good");
	assert_eq!((counter.import, counter.import_owed), (5_040, 0));
	assert_eq!((counter.export, counter.export_owed), (3_000, 300));
	assert_eq!(standing, Standing { version: 1, import: 540, export: 0, reallocated: false });
}

#[test]
fn a_correction_is_refused_with_the_first_reason_that_applies() {
	let refused = |correction, energy_max| {
		apply(&counter(), &standing(), &correction, energy_max).expect_err("refused")
	};
	assert_eq!(refused(correction(0, 0), 0), CorrectionError::NothingChanges);
	assert_eq!(refused(correction(-501, 0), 9_000), CorrectionError::BelowZero);
	assert_eq!(refused(correction(0, i32::MIN), 9_000), CorrectionError::BelowZero);
	assert_eq!(refused(correction(0, 100), 399), CorrectionError::AbovePowerCap);
	let done = Standing { reallocated: true, ..standing() };
	let again = apply(&counter(), &done, &correction(1, 0), 9_000);
	assert_eq!(again, Err(CorrectionError::AlreadyReallocated));
	let full = CounterRow { export_owed: u32::MAX, ..counter() };
	let over = apply(&full, &standing(), &correction(0, -1), 9_000);
	assert_eq!(over, Err(CorrectionError::CounterFull));
}

#[test]
fn large_or_old_corrections_need_the_owner() {
	let asks = |import, export, is_old| {
		let after = Standing { import, export, ..standing() };
		needs_consent((1_000, 1_000), &after, 9_000, is_old)
	};
	assert!(!asks(1_900, 100, false));
	assert!(asks(1_901, 1_000, false));
	assert!(asks(1_000, 99, false), "however many small steps it took");
	assert!(asks(1_001, 1_000, true));
	assert!(asks(u32::MAX, 0, false));
}

#[test]
fn parts_of_a_gap_add_up_exactly() {
	let part = |import, export| Part { import, export };
	let check = |parts: &[Part], span| check_parts(parts, span, 100, 30, 80);
	assert_eq!(check(&[part(40, 10), part(60, 20)], 2), Ok(()));
	assert_eq!(check(&[part(100, 30)], 1), Err(PartsError::NoGap));
	assert_eq!(check(&[part(100, 30)], 2), Err(PartsError::WrongCount));
	assert_eq!(check(&[part(40, 10), part(61, 20)], 2), Err(PartsError::WrongSum));
	assert_eq!(check(&[part(40, 10), part(60, 21)], 2), Err(PartsError::WrongSum));
	assert_eq!(check(&[part(81, 10), part(19, 20)], 2), Err(PartsError::AbovePowerCap));
}

proptest! {
	#[test]
	fn no_correction_shortens_an_axis_or_loses_energy(
		changes in prop::collection::vec((-400i32..400, -400i32..400), 1..20)
	) {
		let (mut now, mut figure) = (counter(), standing());
		for (import, export) in changes {
			let Ok((after, next)) = apply(&now, &figure, &correction(import, export), 9_000) else {
				continue;
			};
			prop_assert!(after.import >= now.import && after.export >= now.export);
			prop_assert_eq!(next.version, figure.version + 1);
			(now, figure) = (after, next);
		}
		// What was added less what is owed is what the figure changed by.
		let net = |axis: u64, before: u64, owed: u32| axis as i64 - before as i64 - i64::from(owed);
		prop_assert_eq!(net(now.import, 5_000, now.import_owed), i64::from(figure.import) - 500);
		prop_assert_eq!(net(now.export, 3_000, now.export_owed), i64::from(figure.export) - 300);
	}
}
