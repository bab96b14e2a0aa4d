// SPDX-License-Identifier: Apache-2.0
//! The experiment: the same devices answer a price, each for itself, or follow a common plan.
//!
//! A price that is published once makes them crowd where it is low. A price that answers their load
//! makes them jump from one slot to another, round after round, whatever the price rule. A plan says
//! powers, so there is nothing to answer.

mod coordinated;
mod feedback;
mod measure;

pub use feedback::Feedback;
pub use measure::{over_transformer, DeviceResult, RoundResult, Run};

use crate::{lp::DispatchSolver, progress::Teller, proposal::ProposeError, selfish::Prices};
use dispatch_core::{DeviceKind, Problem};
use energy_primitives::Carrier;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What to run.
#[derive(Clone, Debug)]
pub struct Experiment<'a> {
	/// The instance. What the last plan said is left out of it.
	pub problem: &'a Problem,
	/// The published price.
	pub price: Prices,
	/// Rounds of every feedback.
	pub rounds: usize,
	/// Assumed feedbacks, in EUR/MWh per kW of net load.
	pub betas: Vec<f64>,
	/// Weight of the new price where it is averaged with the old one.
	pub averaging: f64,
	/// Time for each plan.
	pub limit: Duration,
}

/// A device as the results name it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeviceName {
	/// Its number.
	pub device: u16,
	/// What it is.
	pub kind: DeviceKind,
	/// Its carrier.
	pub carrier: Carrier,
}

/// Prices per base quantity, as files have them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PriceFile {
	/// Nano-currency per Wh, per slot.
	pub electricity_nano: Vec<i64>,
	/// Nano-currency per kJ, per slot; empty without a heat network.
	#[serde(default)]
	pub heat_nano: Vec<i64>,
}

/// The results of an experiment.
#[derive(Clone, Debug, Serialize)]
pub struct Results {
	/// Slots of the horizon.
	pub slots: usize,
	/// Length of a slot, in seconds.
	pub slot_s: u32,
	/// The devices, in order.
	pub devices: Vec<DeviceName>,
	/// The published price.
	pub price: PriceFile,
	/// The common plan, re-planned against itself.
	pub coordinated: Run,
	/// Everybody answers the published price.
	pub open_loop: Run,
	/// Everybody answers a price that answers them.
	pub feedback: Vec<Run>,
}

/// The common plan is solved again this often, each time from the one before.
const REPLANS: usize = 3;

impl Experiment<'_> {
	/// Runs all of it.
	pub fn run(
		&self,
		solver: &dyn DispatchSolver,
		teller: &Teller,
	) -> Result<Results, ProposeError> {
		let problem = without_last(self.problem);
		let coordinated = coordinated::run(&problem, solver, self.limit, teller, REPLANS)?;
		teller.run(&coordinated);
		let follow = |feedback: &Feedback, rounds: usize| {
			let run = feedback::run(&problem, &self.price, feedback, rounds, solver);
			teller.run(&run);
			run
		};
		let open_loop = follow(&Feedback::None, 1);
		let mut feedbacks = Vec::new();
		for beta in &self.betas {
			feedbacks.push(Feedback::Load { beta: *beta, weight: 1.0 });
		}
		for beta in &self.betas {
			feedbacks.push(Feedback::Load { beta: *beta, weight: self.averaging });
		}
		feedbacks.push(Feedback::ClearingPrice);
		let feedback = feedbacks.iter().map(|feedback| follow(feedback, self.rounds)).collect();
		Ok(Results {
			slots: problem.slots,
			slot_s: problem.slot_s,
			devices: names(&problem),
			price: self.price.to_file(problem.slot_s),
			coordinated,
			open_loop,
			feedback,
		})
	}
}

/// Every device answers a price alone.
pub fn alone(problem: &Problem, price: &Prices, solver: &dyn DispatchSolver) -> Run {
	feedback::run(problem, price, &Feedback::None, 1, solver)
}

fn names(problem: &Problem) -> Vec<DeviceName> {
	let name = |device: &dispatch_core::DeviceProblem| DeviceName {
		device: device.device,
		kind: device.kind,
		carrier: device.carrier,
	};
	problem.devices.iter().map(name).collect()
}

/// The problem as if there had been no plan before: nobody's change costs anything.
pub fn without_last(problem: &Problem) -> Problem {
	let mut problem = problem.clone();
	problem.devices.iter_mut().for_each(|device| device.last_w = None);
	problem
}

/// Nano-currency per base quantity of a price per W·slot, Q8, rounded down.
pub(crate) fn nano_of(price_q8: i64, carrier: Carrier, slot_s: u32) -> i64 {
	let joules = i64::try_from(carrier.facts().joules_per_base).unwrap_or(i64::MAX);
	(price_q8 * joules).div_euclid(256 * i64::from(slot_s))
}

/// A price per W·slot, Q8, of nano-currency per base quantity, rounded down.
fn q8_of(nano: i64, carrier: Carrier, slot_s: u32) -> i64 {
	let joules = i64::try_from(carrier.facts().joules_per_base).unwrap_or(i64::MAX);
	(nano * 256 * i64::from(slot_s)).div_euclid(joules)
}

impl Prices {
	/// As files have them.
	pub fn to_file(&self, slot_s: u32) -> PriceFile {
		let nano = |prices: &[i64], carrier: Carrier| {
			prices.iter().map(|price| nano_of(*price, carrier, slot_s)).collect()
		};
		PriceFile {
			electricity_nano: nano(&self.electricity_q8, Carrier::Electricity),
			heat_nano: nano(&self.heat_q8, Carrier::Heat),
		}
	}

	/// From a file; `None` unless it has a price per slot.
	pub fn from_file(file: &PriceFile, problem: &Problem) -> Option<Self> {
		let q8 = |prices: &[i64], carrier: Carrier| -> Vec<i64> {
			prices.iter().map(|price| q8_of(*price, carrier, problem.slot_s)).collect()
		};
		let mut heat_q8 = q8(&file.heat_nano, Carrier::Heat);
		if heat_q8.is_empty() {
			heat_q8 = Self::middle(problem).heat_q8;
		}
		let prices =
			Self { electricity_q8: q8(&file.electricity_nano, Carrier::Electricity), heat_q8 };
		let fits =
			prices.electricity_q8.len() == problem.slots && prices.heat_q8.len() == problem.slots;
		fits.then_some(prices)
	}
}
