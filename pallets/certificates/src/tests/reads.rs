// SPDX-License-Identifier: Apache-2.0

use super::*;
use sp_runtime::TryRuntimeError;

#[test]
fn views_show_certificates_and_what_can_be_claimed() {
	TestExt::new().execute_with(|| {
		let id = claim(ALICE, METER, 300);
		assert_eq!(Certificates::certificate(id), Some(record(id)));
		assert_eq!(Certificates::certificate(UNKNOWN), None);
		assert_eq!(Certificates::claimable(METER), (300, 4 * PER_SLOT));
		assert_eq!(Certificates::claimable(BOBS_METER), (0, 4 * PER_SLOT));
		assert_eq!(Certificates::claimable(NO_METER), (0, 0));
	});
}

#[test]
fn try_state_finds_every_broken_promise() {
	TestExt::new().execute_with(|| {
		let (first, second) = (claim(ALICE, METER, 300), claim(ALICE, METER, 10));
		let other = claim(BOB, BOBS_METER, 5);
		let breaks = |change: &dyn Fn(), message: &'static str| {
			let _ = frame_support::storage::with_transaction(|| {
				change();
				assert_eq!(Certificates::do_try_state(), Err(TryRuntimeError::Other(message)));
				sp_runtime::TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
			});
		};
		let put = |id, begin, end| {
			let changed = crate::CertificateRecord { begin, end, ..record(id) };
			Records::<Test>::insert(id, changed);
		};

		breaks(
			&|| Claimed::<Test>::insert(METER, 4 * PER_SLOT + 1),
			"S5: more was claimed than given to the grid",
		);
		breaks(&|| NextCertificate::<Test>::put(other), "S5: a certificate beyond the next number");
		breaks(&|| put(other, 5, 5), "S5: a certificate of nothing");
		breaks(&|| put(second, 300, 311), "S5: a certificate of what was not claimed");
		breaks(&|| put(second, 299, 310), "S5: a base quantity is owned twice");
		breaks(&|| put(first, 0, 301), "S5: a base quantity is owned twice");
		breaks(&|| put(second, 0, 300), "S5: a base quantity is owned twice");
	});
}
