// SPDX-License-Identifier: Apache-2.0
//! What a run has to show, else it would prove nothing. Only what is certain is asked for: what the
//! script brings about, and what happens so often that no seed could miss it. An actor or a pallet
//! that no longer works at all is still noticed.

use crate::{script::PROBES, stats::Stats};

/// Events of four runs: each comes at least some twenty times on any seeds, or follows from the
/// script.
const EVENTS: [&str; 37] = [
	"Metering.SlotClosed",
	"Metering.SlotDisputed",
	"Metering.OwnerChanging",
	"Metering.KeyRotated",
	"Metering.DeviceReplaced",
	"Metering.CorrectionProposed",
	"Metering.Corrected",
	// The script lets a meter sleep.
	"Metering.MeterSilent",
	"Metering.MeterAwake",
	"Settlement.SlotSwept",
	"Settlement.PeriodClosed",
	"Settlement.GapSettled",
	"Settlement.TakenOver",
	"Settlement.OutsideFrom",
	"Settlement.InsideFrom",
	"Settlement.LineClosed",
	"Settlement.RecordFolded",
	"Settlement.Withdrawn",
	"Settlement.NamedWithdrawn",
	"Bank.LineExported",
	"Bank.Collected",
	"Bank.PaidOut",
	"Bank.PaymentFailed",
	"Bank.PaymentReturned",
	"Certificates.Claimed",
	"Certificates.Retired",
	"Communities.VoterEnrolled",
	// All agree on every third ballot.
	"Communities.BallotPassed",
	"Communities.BallotFailed",
	"Dispatch.PlanEnacted",
	"Dispatch.PlanDelivered",
	"Dispatch.ClaimFalse",
	"Dispatch.NotRevealed",
	"Referenda.Confirmed",
	"ConvictionVoting.Voted",
	// The script has validators reported.
	"Validators.OffenderDropped",
	"MultiBlockMigrations.UpgradeCompleted",
];

/// What people do that the chain has to carry out now and then, each by far more often than once.
const DONE: [&str; 40] = [
	"answer a dispute",
	"bounds of plans",
	"claim a certificate",
	"collected",
	"commit",
	"correction",
	"decision deposit",
	"decision deposit back",
	"declare loads",
	"deposit",
	"deposit by bank",
	"deposit for a named account",
	"enrol",
	"export",
	"forget a proposal",
	"hand over",
	"limit of a member",
	"limit of a named account",
	"lock a deposit",
	"mandate",
	"new device",
	"new key",
	"offer",
	"order",
	"paid out",
	"payment failed",
	"payment returned",
	"price rule",
	"propose",
	"readings",
	"register a device",
	"reopen",
	"resume a meter",
	"reveal",
	"suspend a meter",
	"tariffs",
	"vote",
	"vote in a referendum",
	"withdraw",
	"withdraw from a named account",
];

/// What the chain never may carry out, however often it is tried.
const NEVER: [&str; 8] = [
	"claim of what was never given",
	"correction of what was never said",
	"readings of the future",
	"readings without bond",
	"readings wrongly signed",
	"referendum of another length",
	"retire a meter",
	"vote when it is over",
];

/// Checks runs of the short form.
pub fn check(stats: &Stats) {
	let counts = |kind: &str| stats.actions.get(kind).copied().unwrap_or((0, 0));
	let idle: Vec<_> = DONE.iter().filter(|kind| counts(kind).0 == 0).collect();
	assert!(idle.is_empty(), "nobody ever did: {idle:?}");
	let through: Vec<_> = NEVER.iter().filter(|kind| counts(kind).0 > 0).collect();
	assert!(through.is_empty(), "let through: {through:?}");
	for (kind, ..) in PROBES {
		let (done, refused) = counts(kind);
		assert!(done == 0 && refused > 0, "{kind}: {done} let through, {refused} refused");
	}
	assert!(stats.faults.values().all(|times| *times > 0), "{:?}", stats.faults);
	let never: Vec<_> = EVENTS.iter().filter(|name| !stats.events.contains_key(**name)).collect();
	assert!(never.is_empty(), "never happened: {never:?}");
}
