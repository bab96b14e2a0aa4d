// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Electorates, Points, Voters};
use energy_primitives::{Carrier, Electorate, MeterId, NetworkId};

fn call(person: u8, index: u32) -> frame_support::dispatch::DispatchResult {
	Communities::enrol(RuntimeOrigin::signed(voter(person)), COMMUNITY, point(index))
}

#[test]
fn enrol_counts_a_member_under_the_next_number() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		join(3);
		assert_ok!(call(3, 3));

		let enrolled = Event::VoterEnrolled {
			community: COMMUNITY,
			person_tag: tag(3),
			number: 0,
			meter: point(3),
		};
		assert_last(enrolled);
		let record = Communities::voter_of(COMMUNITY, voter(3)).expect("counts");
		assert_eq!((record.number, record.meter), (0, point(3)));
		assert_eq!(Points::<Test>::get(point(3)).expect("taken").person_tag, tag(3));
		assert_eq!(Used::get(voter(3)), 1, "a free call was used");
		join(4);
		assert_ok!(call(4, 4));
		assert_eq!(Communities::voter(COMMUNITY, &voter(4)), Some(1));
		assert_eq!(Communities::electorate(COMMUNITY).voters, 2);
	});
}

#[test]
fn enrol_fails_for_an_unknown_community() {
	TestExt::new().execute_with(|| {
		assert_noop!(call(1, 1), Error::<Test>::UnknownCommunity);
	});
}

#[test]
fn enrol_fails_for_whoever_is_no_member() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		takes_part(voter(1), 1, 2_000);
		assert_noop!(call(1, 1), Error::<Test>::NotMember);
	});
}

#[test]
fn enrol_fails_with_a_point_of_another_community() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		join(1);
		let network = NetworkId { community: COMMUNITY + 1, carrier: Carrier::Electricity };
		let elsewhere = MeterId { network, index: 1 };
		TookPart::insert((voter(1), elsewhere), 2_000);
		assert_noop!(
			Communities::enrol(RuntimeOrigin::signed(voter(1)), COMMUNITY, elsewhere),
			Error::<Test>::WrongCommunity
		);
	});
}

#[test]
fn enrol_fails_for_whoever_counts_already_also_with_another_point() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		enrol(1);
		takes_part(voter(1), 7, 2_000);
		assert_noop!(call(1, 1), Error::<Test>::AlreadyVoter);
		assert_noop!(call(1, 7), Error::<Test>::AlreadyVoter);
	});
}

#[test]
fn enrol_fails_without_a_whole_period_as_a_member() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		SlotToClose::set(&500);
		join(1);
		TookPart::remove((voter(1), point(1)));
		assert_noop!(call(1, 1), Error::<Test>::NotTakenPart);
		takes_part(voter(1), 1, 499);
		assert_noop!(call(1, 1), Error::<Test>::NotTakenPart);
		takes_part(voter(1), 1, 500);
		assert_ok!(call(1, 1));
	});
}

#[test]
fn enrol_counts_the_periods_of_a_replayed_network_from_its_own_slots() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		// The clock is far ahead of what the network closes.
		SlotToClose::set(&200);
		join(1);
		assert_eq!(Communities::member(COMMUNITY, tag(1)).expect("added").since_slot, 200);
		takes_part(voter(1), 1, 296);
		assert_ok!(call(1, 1));
	});
}

#[test]
fn enrol_waits_when_the_electorate_has_grown_by_its_share() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		(0..5).for_each(enrol);
		join(5);
		assert_eq!(Communities::growth_room(COMMUNITY), 0);
		assert_noop!(call(5, 5), Error::<Test>::GrowthReached);
		PeriodsClosed::set(&1);
		assert_eq!(Communities::growth_room(COMMUNITY), 5);
		assert_ok!(call(5, 5));
	});
}

#[test]
fn enrol_fails_when_no_more_can_be_numbered() {
	TestExt::new().with_community(ALICE).execute_with(|| {
		join(1);
		Electorates::<Test>::mutate(COMMUNITY, |record| record.next = 1 << 20);
		assert_noop!(call(1, 1), Error::<Test>::ElectorateFull);
		Electorates::<Test>::remove(COMMUNITY);
	});
}

#[test]
fn enrol_counts_whoever_moved_in_instead_of_whoever_moved_out() {
	TestExt::with_voters(6).execute_with(|| {
		SlotToClose::set(&3_000);
		join(7);
		takes_part(voter(7), 2, 2_999);
		assert_noop!(call(7, 2), Error::<Test>::NotTakenPart);
		takes_part(voter(7), 2, 3_000);
		assert_ok!(call(7, 2));

		assert_eq!(Communities::voter(COMMUNITY, &voter(2)), None, "moved out");
		assert_eq!(Communities::voter(COMMUNITY, &voter(7)), Some(6));
		assert_eq!(Communities::electorate(COMMUNITY).voters, 6);
		System::assert_has_event(
			Event::VoterLeft { community: COMMUNITY, person_tag: tag(2), number: 2 }.into(),
		);
		// The periods before do not bring the vote back.
		assert_noop!(call(2, 2), Error::<Test>::NotTakenPart);
		takes_part(voter(2), 9, 2_500);
		assert_ok!(call(2, 9));
		assert_eq!(Communities::voter(COMMUNITY, &voter(2)), Some(7), "a new number");
	});
}

#[test]
fn an_operator_has_one_vote_at_most() {
	TestExt::with_voters(5).execute_with(|| {
		let alice = RuntimeOrigin::signed(ALICE);
		assert_ok!(Communities::add_member(alice.clone(), COMMUNITY, tag(50), ALICE));
		takes_part(ALICE, 50, 2_000);
		takes_part(ALICE, 51, 2_000);
		PeriodsClosed::set(&9);
		assert_ok!(Communities::enrol(alice.clone(), COMMUNITY, point(50)));
		assert_noop!(
			Communities::add_member(alice.clone(), COMMUNITY, tag(51), ALICE),
			Error::<Test>::AccountTaken
		);
		assert_noop!(Communities::enrol(alice, COMMUNITY, point(51)), Error::<Test>::AlreadyVoter);
		assert_eq!(Voters::<Test>::iter().count(), 6);
	});
}
