// SPDX-License-Identifier: Apache-2.0
//! The description of a device: a JSON object that a person writes by hand, with series from CSV
//! files beside it. A field that is left out is 0 or no, unless it says otherwise.

use super::series::{Series, When};
use crate::error::{Error, Result};
use serde::Deserialize;
use serde_json::{from_value, Value};
use std::path::Path;

/// A device.
#[derive(Clone, Debug)]
pub enum Description {
	/// A battery.
	Battery(Battery),
	/// Charging points of electric vehicles.
	EvHub(EvHub),
	/// A heat pump.
	HeatPump(HeatPump),
	/// A combined heat and power unit.
	MicroChp(MicroChp),
	/// A boiler.
	Boiler(Boiler),
	/// A heat store.
	HeatStore(HeatStore),
	/// Photovoltaics.
	Photovoltaic(Photovoltaic),
	/// A load that can wait.
	Shiftable(Shiftable),
	/// Many homes that a gateway splits the power among.
	Aggregate(Aggregate),
}

/// A battery.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Battery {
	/// The line it is on.
	#[serde(default)]
	pub node: u16,
	/// Whether it may carry reserve.
	#[serde(default)]
	pub reserve: bool,
	/// What it can hold.
	pub capacity_wh: f64,
	/// The most power, either way.
	pub power_w: f64,
	/// What comes out again of what goes in, such as 0.9.
	pub efficiency: f64,
	/// What it loses by itself.
	#[serde(default)]
	pub loss_w: f64,
	/// What it holds when the horizon begins.
	#[serde(default)]
	pub level_wh: f64,
	/// What it holds at least.
	#[serde(default)]
	pub least_wh: f64,
	/// What it holds at least at the end; left out: what it began with, less losses.
	pub end_wh: Option<f64>,
	/// What its owner asks for each kWh given.
	#[serde(default)]
	pub wear_per_kwh: f64,
	/// What each kWh left at the end is worth.
	#[serde(default)]
	pub end_value_per_kwh: f64,
}

/// Charging points of electric vehicles. It charges as one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvHub {
	/// The line it is on.
	#[serde(default)]
	pub node: u16,
	/// Whether it may carry reserve.
	#[serde(default)]
	pub reserve: bool,
	/// What all vehicles hold together that can be there at once.
	pub capacity_wh: f64,
	/// The most charging power of the hub.
	pub power_w: f64,
	/// The most power back to the network.
	#[serde(default)]
	pub give_power_w: f64,
	/// What of a kWh charged is in the vehicle, and of one in the vehicle comes back; left out: 0.95.
	#[serde(default = "ev_efficiency")]
	pub efficiency: f64,
	/// What is asked for each kWh given back.
	#[serde(default)]
	pub wear_per_kwh: f64,
	/// The vehicles of the horizon.
	#[serde(default)]
	pub stays: Vec<Stay>,
}

/// A vehicle at a hub.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stay {
	/// When it comes.
	pub from: When,
	/// When it leaves.
	pub until: When,
	/// Its charging power.
	pub power_w: f64,
	/// Its power back.
	#[serde(default)]
	pub give_power_w: f64,
	/// What its battery holds at most.
	pub capacity_wh: f64,
	/// What it holds when it comes.
	pub level_wh: f64,
	/// What it leaves with.
	pub leaves_with_wh: f64,
}

fn ev_efficiency() -> f64 {
	0.95
}

/// Where heat goes: without a building, into the community's heat network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Building {
	/// How much heat it can store.
	pub store_wh: f64,
	/// How much of that it holds when the horizon begins.
	#[serde(default)]
	pub level_wh: f64,
	/// The heat it needs.
	#[serde(default)]
	pub demand_w: Series,
}

/// A heat pump.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeatPump {
	/// The line it is on.
	#[serde(default)]
	pub node: u16,
	/// Its line in the heat network.
	#[serde(default)]
	pub heat_node: u16,
	/// Whether it may carry reserve.
	#[serde(default)]
	pub reserve: bool,
	/// The most electric power.
	pub power_w: f64,
	/// Heat for each unit of electricity.
	pub cop: Series,
	/// The building it heats, if its heat does not go into the network.
	pub building: Option<Building>,
	/// What is asked for each kWh of electricity.
	#[serde(default)]
	pub cost_per_kwh: f64,
	/// Electric power if nobody plans, where the heat goes into the network.
	#[serde(default)]
	pub usual_w: Series,
}

/// A combined heat and power unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MicroChp {
	/// The line it is on.
	#[serde(default)]
	pub node: u16,
	/// Its line in the heat network.
	#[serde(default)]
	pub heat_node: u16,
	/// Whether it may carry reserve.
	#[serde(default)]
	pub reserve: bool,
	/// The most electric power.
	pub power_w: f64,
	/// Electricity from each unit of fuel, such as 0.3.
	pub electric_efficiency: f64,
	/// Heat from each unit of fuel, such as 0.6.
	pub heat_efficiency: f64,
	/// What a kWh of fuel costs.
	pub fuel_per_kwh: f64,
	/// What a kWh of fuel emits, in g of CO2.
	#[serde(default)]
	pub fuel_g_per_kwh: f64,
	/// The building it heats, if its heat does not go into the network.
	pub building: Option<Building>,
	/// Electric power if nobody plans, where the heat goes into the network.
	#[serde(default)]
	pub usual_w: Series,
}

/// A boiler that feeds the heat network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boiler {
	/// The line it is on: of the heat network, or of the electricity network if it is electric.
	#[serde(default)]
	pub node: u16,
	/// Its line in the heat network, if it is electric.
	#[serde(default)]
	pub heat_node: u16,
	/// Whether it takes electricity, and not fuel.
	#[serde(default)]
	pub electric: bool,
	/// The most heat.
	pub power_w: f64,
	/// Heat from each unit of fuel or electricity.
	pub efficiency: f64,
	/// What a kWh of fuel costs.
	#[serde(default)]
	pub fuel_per_kwh: f64,
	/// What a kWh of fuel emits, in g of CO2.
	#[serde(default)]
	pub fuel_g_per_kwh: f64,
	/// Heat if nobody plans.
	#[serde(default)]
	pub usual_w: Series,
}

/// A heat store in the heat network.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeatStore {
	/// Its line in the heat network.
	#[serde(default)]
	pub node: u16,
	/// What it can hold.
	pub capacity_wh: f64,
	/// The most power, either way.
	pub power_w: f64,
	/// What it loses by itself.
	#[serde(default)]
	pub loss_w: f64,
	/// What it holds when the horizon begins.
	#[serde(default)]
	pub level_wh: f64,
	/// What it holds at least at the end; left out: what it began with, less losses.
	pub end_wh: Option<f64>,
	/// What each kWh left at the end is worth.
	#[serde(default)]
	pub end_value_per_kwh: f64,
}

/// Photovoltaics.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photovoltaic {
	/// The line it is on.
	#[serde(default)]
	pub node: u16,
	/// The most power.
	pub power_w: f64,
	/// What it is expected to give.
	#[serde(default)]
	pub forecast_w: Series,
}

/// A load that can wait.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shiftable {
	/// The line it is on.
	#[serde(default)]
	pub node: u16,
	/// The most power.
	pub power_w: f64,
	/// What it needs altogether.
	pub energy_wh: f64,
	/// From when on it may run; left out: from the beginning.
	pub from: Option<When>,
	/// When it has to be done; left out: at the end.
	pub until: Option<When>,
}

/// Many homes that a gateway splits the power among.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
	/// The line they are on.
	#[serde(default)]
	pub node: u16,
	/// Whether they may carry reserve.
	#[serde(default)]
	pub reserve: bool,
	/// The most power taken together.
	pub power_w: f64,
	/// The most power given together.
	#[serde(default)]
	pub give_power_w: f64,
	/// What they take at least.
	#[serde(default)]
	pub take_least_w: Series,
	/// What they take at most.
	#[serde(default)]
	pub take_most_w: Series,
	/// What they give at most.
	#[serde(default)]
	pub give_most_w: Series,
	/// What they take if nobody plans.
	#[serde(default)]
	pub usual_w: Series,
	/// What is asked for each kWh given.
	#[serde(default)]
	pub cost_per_kwh: f64,
}

impl Description {
	/// Reads a description and the series it names.
	pub fn read(path: &Path) -> Result<Self> {
		let text = std::fs::read(path).map_err(|error| Error::file(path, error))?;
		let name = path.display().to_string();
		let value: Value = serde_json::from_slice(&text).map_err(|error| {
			Error::data(&name, u64::try_from(error.line()).unwrap_or(0), error.to_string())
		})?;
		let mut description = Self::of(value).map_err(|reason| Error::data(&name, 1, reason))?;
		let folder = path.parent().unwrap_or(Path::new("."));
		description.series().into_iter().try_for_each(|series| series.load(folder))?;
		Ok(description)
	}

	/// The description in a JSON object. Numbers are read as they are written, whatever else is
	/// built into this program: no type has to be guessed from them.
	pub(super) fn of(mut value: Value) -> std::result::Result<Self, String> {
		let fields = value.as_object_mut().ok_or("a description is a JSON object")?;
		let kind = fields.remove("kind");
		let kind = kind.as_ref().and_then(Value::as_str).ok_or("`kind` says what the device is")?;
		let described = match kind {
			"battery" => from_value(value).map(Self::Battery),
			"ev_hub" => from_value(value).map(Self::EvHub),
			"heat_pump" => from_value(value).map(Self::HeatPump),
			"micro_chp" => from_value(value).map(Self::MicroChp),
			"boiler" => from_value(value).map(Self::Boiler),
			"heat_store" => from_value(value).map(Self::HeatStore),
			"photovoltaic" => from_value(value).map(Self::Photovoltaic),
			"shiftable" => from_value(value).map(Self::Shiftable),
			"aggregate" => from_value(value).map(Self::Aggregate),
			other => return Err(format!("no kind of device is called `{other}`")),
		};
		described.map_err(|error| error.to_string())
	}

	fn series(&mut self) -> Vec<&mut Series> {
		match self {
			Self::HeatPump(device) => {
				let demand = device.building.as_mut().map(|building| &mut building.demand_w);
				[&mut device.cop, &mut device.usual_w].into_iter().chain(demand).collect()
			}
			Self::MicroChp(device) => {
				let demand = device.building.as_mut().map(|building| &mut building.demand_w);
				[&mut device.usual_w].into_iter().chain(demand).collect()
			}
			Self::Boiler(device) => vec![&mut device.usual_w],
			Self::Photovoltaic(device) => vec![&mut device.forecast_w],
			Self::Aggregate(device) => vec![
				&mut device.take_least_w,
				&mut device.take_most_w,
				&mut device.give_most_w,
				&mut device.usual_w,
			],
			Self::Battery(_) | Self::EvHub(_) | Self::HeatStore(_) | Self::Shiftable(_) => {
				Vec::new()
			}
		}
	}
}
