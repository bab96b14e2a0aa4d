// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::{Carrier, NetworkId};
use frame_support::{assert_noop, assert_ok};

fn create(who: u8, network: NetworkId, params: NetworkParams) -> sp_runtime::DispatchResult {
	Metering::create_network(RuntimeOrigin::signed(account(who)), network, params)
}

#[test]
fn an_operator_creates_a_network_per_carrier() {
	TestExt::new().without_network().execute_with(|| {
		assert_ok!(create(1, ELECTRICITY, params()));
		assert_ok!(create(1, HEAT, params()));
		System::assert_last_event(Event::NetworkCreated { network: HEAT }.into());
		assert_eq!(Metering::network(HEAT), Some(NetworkRecord::new(params())));
	});
}

#[test]
fn a_network_is_refused_with_the_reason() {
	TestExt::new().without_network().execute_with(|| {
		let elsewhere = NetworkId { community: 1, carrier: Carrier::Heat };
		assert_noop!(create(1, elsewhere, params()), Error::<Test>::CommunityNotFound);
		assert_noop!(create(2, HEAT, params()), Error::<Test>::NotOperator);
		let wrong = NetworkParams { loss_ppm: 1_000_001, ..params() };
		assert_noop!(create(1, HEAT, wrong), Error::<Test>::LossTooHigh);
		let wrong = NetworkParams { grace_s: 172_801, ..wrong };
		assert_noop!(create(1, HEAT, wrong), Error::<Test>::GraceTooLong);
		assert_ok!(create(1, HEAT, params()));
		assert_noop!(create(1, HEAT, wrong), Error::<Test>::NetworkAlreadyExists);
	});
}
