// SPDX-License-Identifier: Apache-2.0
//! What referenda may be about, and what each has to reach: one track for each origin.
//!
//! | Track | Origin | Decides on |
//! |---|---|---|
//! | 0 `root` | Root | anything |
//! | 1 `fast_track` | `FastTrack` | calls on the technical committee's white list |
//! | 2 `upgrades` | `Upgrades` | the next runtime |
//! | 3 `bounds` | `Bounds` | bounds of dispatch rules, fees and tariffs |
//! | 4 `institutions` | `Institutions` | banks, challenges, ballots that break the rules |
//! | 5 `validators` | `Validators` | who makes blocks |
//!
//! A new runtime, a bank that can mint and the set of validators are as much as Root: they have to
//! reach what Root's referenda reach. Their tracks only keep them apart, so that nobody has to vote
//! for Root to admit a validator.

use crate::{
	constants::{
		currency::CWT,
		time::{DAYS, HOURS, MINUTES},
	},
	origins::{self, Origin},
	Balance, BlockNumber, OriginCaller, Runtime, RuntimeOrigin,
};
use alloc::borrow::Cow;
use frame_support::traits::OriginTrait;
use frame_system::RawOrigin;
use polkadot_sdk::pallet_referenda::{Curve, Track, TrackInfo, TracksInfo};
use sp_runtime::{str_array, FixedI64};

const fn percent(percent: i64) -> FixedI64 {
	FixedI64::from_rational(percent as u128, 100)
}

/// Approval falls from all to a simple majority, soon or late.
const ROOT_APPROVAL: Curve = Curve::make_reciprocal(4, 14, percent(80), percent(50), percent(100));
/// Turnout may be small only at the end.
const ROOT_SUPPORT: Curve = Curve::make_linear(14, 14, percent(1), percent(50));
/// With the committee's word, a large majority wins within hours,
const FAST_APPROVAL: Curve =
	Curve::make_reciprocal(4 * 24, 14 * 24, percent(96), percent(50), percent(100));
/// also at a small turnout.
const FAST_SUPPORT: Curve =
	Curve::make_reciprocal(6, 14 * 24, percent(10), percent(1), percent(50));
/// Bounds only limit what communities decide for themselves: a tenth is enough after two days.
const BOUNDS_SUPPORT: Curve = Curve::make_reciprocal(2, 14, percent(10), percent(1), percent(50));

const ROOT: TrackInfo<Balance, BlockNumber> = TrackInfo {
	name: str_array("root"),
	max_deciding: 2,
	decision_deposit: 1_000 * CWT,
	prepare_period: 2 * HOURS,
	decision_period: 14 * DAYS,
	confirm_period: DAYS,
	min_enactment_period: DAYS,
	min_approval: ROOT_APPROVAL,
	min_support: ROOT_SUPPORT,
};

const FAST_TRACK: TrackInfo<Balance, BlockNumber> = TrackInfo {
	name: str_array("fast_track"),
	max_deciding: 10,
	decision_deposit: 100 * CWT,
	prepare_period: 10 * MINUTES,
	confirm_period: 10 * MINUTES,
	min_enactment_period: 10 * MINUTES,
	min_approval: FAST_APPROVAL,
	min_support: FAST_SUPPORT,
	..ROOT
};

const TRACKS: [Track<u16, Balance, BlockNumber>; 6] = [
	Track { id: 0, info: ROOT },
	Track { id: 1, info: FAST_TRACK },
	Track { id: 2, info: TrackInfo { name: str_array("upgrades"), ..ROOT } },
	Track {
		id: 3,
		info: TrackInfo {
			name: str_array("bounds"),
			max_deciding: 5,
			decision_deposit: 200 * CWT,
			confirm_period: 12 * HOURS,
			min_enactment_period: 12 * HOURS,
			min_support: BOUNDS_SUPPORT,
			..ROOT
		},
	},
	Track {
		id: 4,
		info: TrackInfo {
			name: str_array("institutions"),
			max_deciding: 10,
			decision_deposit: 200 * CWT,
			..ROOT
		},
	},
	Track {
		id: 5,
		info: TrackInfo {
			name: str_array("validators"),
			max_deciding: 10,
			decision_deposit: 200 * CWT,
			..ROOT
		},
	},
];

/// How many times faster than usual referenda go on this chain. Where there is no chain (the checks
/// of a built runtime), as usual.
fn pace() -> BlockNumber {
	#[cfg(feature = "std")]
	if sp_externalities::with_externalities(|_| ()).is_none() {
		return 1;
	}
	origins::Pace::<Runtime>::get().max(1)
}

/// The track with all its periods this many times shorter, each at least a block.
fn quickened(
	track: &'static Track<u16, Balance, BlockNumber>,
	pace: BlockNumber,
) -> Cow<'static, Track<u16, Balance, BlockNumber>> {
	if pace <= 1 {
		return Cow::Borrowed(track);
	}
	let shorter = |period: BlockNumber| period.checked_div(pace).unwrap_or(period).max(1);
	let info = &track.info;
	Cow::Owned(Track {
		id: track.id,
		info: TrackInfo {
			prepare_period: shorter(info.prepare_period),
			decision_period: shorter(info.decision_period),
			confirm_period: shorter(info.confirm_period),
			min_enactment_period: shorter(info.min_enactment_period),
			..info.clone()
		},
	})
}

/// The tracks of referenda.
pub struct Tracks;

impl TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = <RuntimeOrigin as OriginTrait>::PalletsOrigin;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<u16, Balance, BlockNumber>>> {
		let pace = pace();
		TRACKS.iter().map(move |track| quickened(track, pace))
	}

	fn track_for(origin: &Self::RuntimeOrigin) -> Result<u16, ()> {
		match origin {
			OriginCaller::system(RawOrigin::Root) => Ok(0),
			OriginCaller::Origins(origin) => Ok(match origin {
				Origin::FastTrack => 1,
				Origin::Upgrades => 2,
				Origin::Bounds => 3,
				Origin::Institutions => 4,
				Origin::Validators => 5,
			}),
			_ => Err(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{AccountId, Referenda};
	use frame_support::{assert_ok, traits::Hooks};

	const ORIGINS: [(Origin, &str); 5] = [
		(Origin::FastTrack, "fast_track"),
		(Origin::Upgrades, "upgrades"),
		(Origin::Bounds, "bounds"),
		(Origin::Institutions, "institutions"),
		(Origin::Validators, "validators"),
	];

	#[test]
	fn tracks_are_sorted_and_sound() {
		assert_ok!(Tracks::check_integrity());
		Referenda::integrity_test();
	}

	#[test]
	fn every_origin_has_the_track_of_its_name() {
		assert_eq!(Tracks::track_for(&OriginCaller::system(RawOrigin::Root)), Ok(0));
		for (origin, name) in ORIGINS {
			let id = Tracks::track_for(&OriginCaller::Origins(origin)).expect("a track");
			let info = Tracks::info(id).expect("it exists");
			assert_eq!(info.name, str_array(name));
		}
		assert_eq!(Tracks::tracks().count(), ORIGINS.len() + 1);
	}

	#[test]
	fn an_account_has_no_track() {
		let signed = RawOrigin::Signed(AccountId::new([0; 32]));
		assert_eq!(Tracks::track_for(&OriginCaller::system(signed)), Err(()));
	}

	#[test]
	fn what_is_as_much_as_root_has_to_reach_as_much() {
		let [root, fast, upgrades, _, institutions, validators] = &TRACKS;
		for track in [upgrades, institutions, validators] {
			assert_eq!(track.info.min_approval, root.info.min_approval);
			assert_eq!(track.info.min_support, root.info.min_support);
			assert_eq!(track.info.confirm_period, root.info.confirm_period);
			assert_eq!(track.info.min_enactment_period, root.info.min_enactment_period);
		}
		assert!(root.info.prepare_period > fast.info.prepare_period);
		assert!(root.info.confirm_period > fast.info.confirm_period);
		assert!(root.info.min_enactment_period > fast.info.min_enactment_period);
	}

	#[test]
	fn a_chain_for_trying_things_goes_faster_and_no_period_vanishes() {
		sp_io::TestExternalities::default().execute_with(|| {
			assert_eq!(Tracks::info(0).expect("root").decision_period, 14 * DAYS);
			origins::Pace::<Runtime>::put(2_400);
			assert_ok!(Tracks::check_integrity());
			let root = Tracks::info(0).expect("root").into_owned();
			assert_eq!(
				(root.prepare_period, root.decision_period, root.confirm_period),
				(1, 168, 12)
			);
			assert_eq!(Tracks::info(1).expect("fast").confirm_period, 1);
		});
	}
}
