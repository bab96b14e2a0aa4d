// SPDX-License-Identifier: Apache-2.0
//! A home in one slot: every base quantity has one answer, seen from either side.

use metering_core::home::{Home, Moved, Run, Sink, Source};
use proptest::prelude::*;

fn moved(import: u64, export: u64) -> Moved {
	Moved { import, export }
}

fn run<T>(of: T, from: u64, to: u64) -> Run<T> {
	Run { of, from, to }
}

/// Solar power 3 makes 700, battery 4 gives 200, car 5 takes 300; the home exports 500 and takes
/// nothing: the rest used 100.
fn sunny() -> Home {
	let subs = [(3, moved(0, 700)), (4, moved(0, 200)), (5, moved(300, 0))];
	Home::new(moved(0, 500), &subs).expect("in order")
}

#[test]
fn what_leaves_a_home_comes_from_its_devices_by_index() {
	let home = sunny();
	assert_eq!(home.rest(), moved(100, 0));
	assert_eq!(
		home.sources(Sink::Network, 0, 500),
		Some(vec![run(Source::Sub(3), 0, 500)]),
		"the first device makes more than that"
	);
	assert_eq!(
		home.sources(Sink::Sub(5), 50, 300),
		Some(vec![run(Source::Sub(3), 550, 700), run(Source::Sub(4), 0, 100)])
	);
	assert_eq!(home.sources(Sink::Rest, 0, 100), Some(vec![run(Source::Sub(4), 100, 200)]));
	assert_eq!(
		home.sinks(Source::Sub(3), 400, 700),
		Some(vec![run(Sink::Network, 400, 500), run(Sink::Sub(5), 0, 200)])
	);
}

#[test]
fn a_device_uses_own_energy_before_the_networks() {
	// Solar power 1 makes 100, the heat pump 2 takes 250, the home takes 400.
	let home = Home::new(moved(400, 0), &[(1, moved(0, 100)), (2, moved(250, 0))]);
	let home = home.expect("in order");
	assert_eq!(home.rest(), moved(250, 0));
	assert_eq!(
		home.sources(Sink::Sub(2), 0, 250),
		Some(vec![run(Source::Sub(1), 0, 100), run(Source::Network, 0, 150)])
	);
	assert_eq!(
		home.sinks(Source::Network, 100, 200),
		Some(vec![run(Sink::Sub(2), 200, 250), run(Sink::Rest, 0, 50)])
	);
}

#[test]
fn what_sub_meters_do_not_show_is_the_rests() {
	let alone = Home::new(moved(0, 400), &[]).expect("in order");
	assert_eq!(alone.rest(), moved(0, 400));
	assert_eq!(alone.sources(Sink::Network, 1, 4), Some(vec![run(Source::Rest, 1, 4)]));
	// Something without a sub-meter made 30 more than the solar power's 100.
	let more = Home::new(moved(0, 130), &[(1, moved(0, 100))]).expect("in order");
	assert_eq!(
		more.sources(Sink::Network, 90, 130),
		Some(vec![run(Source::Sub(1), 90, 100), run(Source::Rest, 0, 30)])
	);
}

#[test]
fn a_home_never_passes_the_networks_energy_on_to_it() {
	// Within one slot it took 50 and delivered 80: the rest did both.
	let home = Home::new(moved(50, 80), &[]).expect("in order");
	assert_eq!(home.rest(), moved(50, 80));
	assert_eq!(home.sources(Sink::Network, 0, 80), Some(vec![run(Source::Rest, 0, 80)]));
	assert_eq!(home.sinks(Source::Network, 0, 50), Some(vec![run(Sink::Rest, 0, 50)]));
}

#[test]
fn an_unknown_meter_or_a_range_beyond_its_energy_has_no_answer() {
	let home = sunny();
	assert_eq!(home.sources(Sink::Sub(9), 0, 0), None);
	assert_eq!(home.sources(Sink::Network, 0, 501), None);
	assert_eq!(home.sources(Sink::Network, 2, 1), None);
	assert_eq!(home.sinks(Source::Rest, 0, 1), None);
	assert_eq!(home.sources(Sink::Sub(5), 7, 7), Some(vec![]));
	assert_eq!(Home::new(moved(0, 0), &[(2, moved(0, 0)), (2, moved(0, 0))]), None);
	assert_eq!(Home::new(moved(u64::MAX, 0), &[(1, moved(0, 1))]), None);
}

/// The rules once more, one base quantity after the other.
fn fed_one_by_one(
	boundary: Moved,
	subs: &[(u32, Moved)],
	rest: Moved,
) -> Vec<((Source, u64), (Sink, u64))> {
	let mut sources: Vec<(Source, u64)> = Vec::new();
	for (index, sub) in subs {
		sources.extend((0..sub.export).map(|rank| (Source::Sub(*index), rank)));
	}
	sources.extend((0..rest.export).map(|rank| (Source::Rest, rank)));
	sources.extend((0..boundary.import).map(|rank| (Source::Network, rank)));
	let mut left = sources.into_iter();
	let mut fed = Vec::new();
	let mut feed = |sink: Sink, energy: u64| {
		for rank in 0..energy {
			fed.push((left.next().expect("enough"), (sink, rank)));
		}
	};
	feed(Sink::Network, boundary.export);
	for (index, sub) in subs {
		feed(Sink::Sub(*index), sub.import);
	}
	feed(Sink::Rest, rest.import);
	assert_eq!(left.next(), None, "nothing is left over");
	fed
}

fn one_by_one<T: Copy>(runs: Vec<Run<T>>) -> Vec<(T, u64)> {
	runs.into_iter().flat_map(|run| (run.from..run.to).map(move |rank| (run.of, rank))).collect()
}

fn energy() -> impl Strategy<Value = u64> {
	prop_oneof![Just(0u64), 0u64..40]
}

fn device() -> impl Strategy<Value = Moved> {
	(energy(), energy()).prop_map(|(import, export)| Moved { import, export })
}

proptest! {
	#[test]
	fn every_quantity_has_one_source_and_one_sink(
		boundary in device(), devices in prop::collection::vec(device(), 0..5)
	) {
		let subs: Vec<(u32, Moved)> = (2u32..).step_by(3).zip(devices).collect();
		let home = Home::new(boundary, &subs).expect("small");
		let rest = home.rest();
		let net = |moved: &Moved| moved.export as i64 - moved.import as i64;
		let subs_net: i64 = subs.iter().map(|(_, sub)| net(sub)).sum();
		prop_assert_eq!(net(&rest), net(&boundary) - subs_net, "the rest is parent less subs");

		let fed = fed_one_by_one(boundary, &subs, rest);
		let energy_of = |sink: Sink| match sink {
			Sink::Network => boundary.export,
			Sink::Rest => rest.import,
			Sink::Sub(index) => subs.iter().find(|sub| sub.0 == index).map_or(0, |sub| sub.1.import),
		};
		let made_by = |source: Source| match source {
			Source::Network => boundary.import,
			Source::Rest => rest.export,
			Source::Sub(index) => {
				subs.iter().find(|sub| sub.0 == index).map_or(0, |sub| sub.1.export)
			}
		};
		let all: Vec<u32> = subs.iter().map(|sub| sub.0).collect();
		let sinks = all.iter().map(|index| Sink::Sub(*index)).chain([Sink::Network, Sink::Rest]);
		for sink in sinks {
			let all = one_by_one(home.sources(sink, 0, energy_of(sink)).expect("inside"));
			let naive: Vec<_> = fed.iter().filter(|pair| pair.1.0 == sink).map(|pair| pair.0).collect();
			prop_assert_eq!(&all, &naive);
			if sink == Sink::Network {
				prop_assert!(all.iter().all(|source| source.0 != Source::Network));
			}
		}
		let sources = all.iter().map(|index| Source::Sub(*index));
		for source in sources.chain([Source::Network, Source::Rest]) {
			let all = one_by_one(home.sinks(source, 0, made_by(source)).expect("inside"));
			let naive: Vec<_> =
				fed.iter().filter(|pair| pair.0.0 == source).map(|pair| pair.1).collect();
			prop_assert_eq!(all, naive);
		}
	}

	#[test]
	fn parts_of_a_range_are_the_range(
		boundary in device(), devices in prop::collection::vec(device(), 1..4), cut in 0u64..40
	) {
		let subs: Vec<(u32, Moved)> = (1u32..).zip(devices).collect();
		let home = Home::new(boundary, &subs).expect("small");
		let energy = subs[0].1.import;
		let cut = cut.min(energy);
		let sink = Sink::Sub(1);
		let mut parts = one_by_one(home.sources(sink, 0, cut).expect("inside"));
		parts.extend(one_by_one(home.sources(sink, cut, energy).expect("inside")));
		prop_assert_eq!(parts, one_by_one(home.sources(sink, 0, energy).expect("inside")));
	}
}
