// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, *};
use energy_primitives::{MeterId, NetworkId};
use frame_support::{assert_noop, assert_ok};
use metering_core::meter::MeterRole::{Boundary, Feeder, Sub};

fn try_register(
	network: NetworkId,
	n: u16,
	registration: MeterRegistration<AccountId>,
) -> sp_runtime::DispatchResult {
	let possession = possession(n, &registration);
	let operator = RuntimeOrigin::signed(operator());
	Metering::register_meter(operator, network, registration, possession)
}

#[test]
fn meters_are_numbered_densely_across_pages() {
	TestExt::new().preparing().with_meters(vec![Boundary; 300]).execute_with(|| {
		let record = Networks::<Test>::get(ELECTRICITY).expect("exists");
		assert_eq!((record.meters, record.progress.waited), (300, 300));
		assert_eq!(record.energy_max, 300 * 9_000);
		assert_eq!(Devices::<Test>::get(ELECTRICITY, 0).len(), 256);
		assert_eq!(Devices::<Test>::get(ELECTRICITY, 1).len(), 44);
		let last = MeterId { network: ELECTRICITY, index: 299 };
		assert_eq!(
			Metering::meter(last).expect("exists").device.key,
			registration(299, Boundary).device_key
		);
		System::assert_has_event(
			Event::MeterRegistered { meter: last, owner: account(100) }.into(),
		);
	});
}

#[test]
fn a_meter_registered_later_begins_with_the_running_slot() {
	TestExt::new().execute_with(|| {
		let meter = register(ELECTRICITY, 50, Boundary);
		let counter = Metering::meter(meter).expect("exists").counter;
		assert_eq!(counter.last_slot, FIRST + 95, "the slot before the running one");
	});
}

#[test]
fn a_sub_meter_stands_behind_a_boundary_meter_in_service() {
	TestExt::new().execute_with(|| {
		assert_ok!(try_register(ELECTRICITY, 50, registration(50, Sub { parent: 1 })));
		for parent in [0, 3, 99] {
			let sub = registration(51, Sub { parent });
			assert_noop!(try_register(ELECTRICITY, 51, sub), Error::<Test>::ParentNotFound);
		}
	});
}

#[test]
fn a_device_key_and_a_metering_point_exist_once_on_the_chain() {
	TestExt::new().execute_with(|| {
		let operator = RuntimeOrigin::signed(operator());
		assert_ok!(Metering::create_network(operator, HEAT, params()));
		let again = registration(1, Boundary);
		assert_noop!(try_register(HEAT, 1, again), Error::<Test>::DeviceKeyAlreadyExists);
		let tagged =
			|n| MeterRegistration { point_tag: Some([5; 32]), ..registration(n, Boundary) };
		assert_ok!(try_register(ELECTRICITY, 50, tagged(50)));
		assert_noop!(try_register(HEAT, 51, tagged(51)), Error::<Test>::PointTagAlreadyExists);
		let feeder = MeterRegistration { role: Feeder, ..tagged(51) };
		assert_noop!(try_register(HEAT, 51, feeder), Error::<Test>::PointTagNotAllowed);
	});
}

#[test]
fn a_key_can_only_be_registered_by_who_holds_it() {
	TestExt::new().execute_with(|| {
		let good = registration(50, Boundary);
		let by_another_device = possession(51, &good);
		let for_another_owner =
			possession(50, &MeterRegistration { owner: account(101), ..good.clone() });
		for possession in [by_another_device, for_another_owner, [0; 64]] {
			let operator = RuntimeOrigin::signed(operator());
			assert_noop!(
				Metering::register_meter(operator, ELECTRICITY, good.clone(), possession),
				Error::<Test>::WrongPossession
			);
		}
	});
}

#[test]
fn a_registration_is_refused_with_the_reason() {
	TestExt::new().execute_with(|| {
		let good = || registration(50, Boundary);
		let refused = |registration, error: Error<Test>| {
			assert_noop!(try_register(ELECTRICITY, 50, registration), error);
		};
		assert_noop!(try_register(HEAT, 50, good()), Error::<Test>::NetworkNotFound);
		let stranger = RuntimeOrigin::signed(account(2));
		let signature = possession(50, &good());
		assert_noop!(
			Metering::register_meter(stranger, ELECTRICITY, good(), signature),
			Error::<Test>::NotOperator
		);
		refused(MeterRegistration { power_cap_w: 0, ..good() }, Error::NoPower);
		refused(MeterRegistration { resolution: 0, ..good() }, Error::NoResolution);
		refused(MeterRegistration { transformer_ratio: 0, ..good() }, Error::NoResolution);
		refused(MeterRegistration { accuracy_ppm: 1_000_001, ..good() }, Error::NoAccuracy);
		let wrong = MeterRegistration { register_modulus: 1_000_000, ..good() };
		refused(wrong, Error::RegisterAboveModulus);
	});
}

#[test]
fn a_converters_input_is_a_meter_of_the_community_and_lies_uphill() {
	use energy_primitives::MeterId;
	use metering_core::meter::{ConverterInput, Mark};
	TestExt::new().execute_with(|| {
		let operator = RuntimeOrigin::signed(operator());
		assert_ok!(Metering::create_network(operator, HEAT, params()));
		let made_of = |network, index| {
			let input = ConverterInput::Meter(MeterId { network, index });
			MeterRegistration { mark: Some(Mark::Converter(input)), ..registration(50, Boundary) }
		};
		let refused = |network, registration| {
			assert_noop!(try_register(network, 50, registration), Error::<Test>::WrongInput);
		};
		refused(HEAT, made_of(ELECTRICITY, 99));
		refused(HEAT, made_of(NetworkId { community: 1, ..ELECTRICITY }, 1));
		refused(ELECTRICITY, made_of(ELECTRICITY, 1));
		assert_ok!(try_register(HEAT, 50, made_of(ELECTRICITY, 1)));
		let fuel = Some(Mark::Converter(ConverterInput::Fuel(2_030_100)));
		let chp = MeterRegistration { mark: fuel, ..registration(51, Boundary) };
		assert_ok!(try_register(ELECTRICITY, 51, chp));
	});
}
