// SPDX-License-Identifier: Apache-2.0
//! Collective dispatch as a chain's state tells it, and the problem of a round exactly as the chain
//! builds it.

use super::records::{
	Candidate, DeliveryRecord, DeviceRecord, FrozenGrid, FrozenRecord, FrozenRow, OfferRecord,
	PlanRecord, PlanRow, PriceRecord, Programme, RoundRecord, Span,
};
use crate::{
	chain::Chain,
	clock::slot_length,
	error::{Error, Result},
	keys::AccountId,
	storage::{key, keys, Storage},
};
use codec::{Decode, Encode};
use dispatch_core::{
	build, decode_reveal, DeviceInput, DispatchRules, Duals, GridInput, Plan, Problem, RuleBounds,
};
use energy_primitives::{CommunityId, Slot};
use subxt::utils::H256;

const DISPATCH: &str = "Dispatch";

/// Devices whose part of a plan stands together.
const PAGE_ROWS: usize = 32;

/// Collective dispatch of a community at one block.
#[derive(Clone, Copy)]
pub struct State<'a> {
	chain: &'a Chain,
	at: Option<H256>,
	community: CommunityId,
}

/// The inputs of a round, and the problem they make.
#[derive(Clone, Debug)]
pub struct Frozen {
	/// The inputs, but for the devices.
	pub record: FrozenRecord,
	/// The devices, in the order of a plan's rows.
	pub rows: Vec<FrozenRow>,
	/// The problem.
	pub problem: Problem,
}

impl<'a> State<'a> {
	/// The state after the block `at`; none for the best block whenever asked.
	pub fn new(chain: &'a Chain, at: Option<H256>, community: CommunityId) -> Self {
		Self { chain, at, community }
	}

	/// The community.
	pub fn community(&self) -> CommunityId {
		self.community
	}

	fn storage(&self) -> Storage<'a> {
		Storage::new(self.chain, self.at)
	}

	/// The programme, if the community plans together.
	pub async fn programme(&self) -> Result<Option<Programme>> {
		self.storage().record(DISPATCH, "Programmes", &key(self.community)).await
	}

	/// The rules that hold for the next round: what members chose, within the bounds.
	pub async fn rules(&self) -> Result<DispatchRules> {
		let chosen: Option<DispatchRules> =
			self.storage().get(DISPATCH, "Rules", &key(self.community)).await?;
		let bounds: Option<RuleBounds> = self.storage().get(DISPATCH, "Bounds", &[]).await?;
		Ok(bounds.unwrap_or_default().clamp(&chosen.unwrap_or_default()))
	}

	/// The last round.
	pub async fn round(&self) -> Result<Option<RoundRecord>> {
		self.storage().record(DISPATCH, "Rounds", &key(self.community)).await
	}

	/// The inputs of the round that was frozen last.
	pub async fn frozen(&self) -> Result<Option<Frozen>> {
		let record: Option<FrozenRecord> =
			self.storage().record(DISPATCH, "Frozen", &key(self.community)).await?;
		let Some(record) = record else { return Ok(None) };
		let mut rows: Vec<FrozenRow> = Vec::new();
		for page in pages(record.devices.0.len()) {
			let keys = keys(self.community, page);
			let page: Option<Vec<FrozenRow>> =
				self.storage().record(DISPATCH, "FrozenPages", &keys).await?;
			rows.extend(page.unwrap_or_default());
		}
		let slot_s = u32::try_from(slot_length(self.chain)?.seconds()).unwrap_or(u32::MAX);
		let problem = problem(slot_s, &record, &rows)?;
		Ok(Some(Frozen { record, rows, problem }))
	}

	/// The best plan shown in the running round.
	pub async fn leader(&self) -> Result<Option<Candidate>> {
		self.storage().record(DISPATCH, "Leaders", &key(self.community)).await
	}

	/// The prices of the running round.
	pub async fn prices(&self) -> Result<Option<PriceRecord>> {
		self.storage().record(DISPATCH, "BestDuals", &key(self.community)).await
	}

	/// An enacted plan that is not settled yet.
	pub async fn plan(&self, round: u32) -> Result<Option<PlanRecord>> {
		self.storage().record(DISPATCH, "Plans", &keys(self.community, round)).await
	}

	/// The devices of an enacted plan.
	pub async fn plan_rows(&self, round: u32, devices: usize) -> Result<Vec<PlanRow>> {
		let mut rows = Vec::new();
		for page in pages(devices) {
			let keys = keys((self.community, round), page);
			let page: Option<Vec<PlanRow>> =
				self.storage().record(DISPATCH, "PlanPages", &keys).await?;
			rows.extend(page.unwrap_or_default());
		}
		Ok(rows)
	}

	/// Which plan holds when.
	pub async fn timeline(&self) -> Result<Vec<Span>> {
		let spans = self.storage().record(DISPATCH, "Timelines", &key(self.community)).await?;
		Ok(spans.unwrap_or_default())
	}

	/// A device.
	pub async fn device(&self, device: u16) -> Result<Option<DeviceRecord>> {
		self.storage().record(DISPATCH, "Devices", &keys(self.community, device)).await
	}

	/// All devices, by number.
	pub async fn devices(&self) -> Result<Vec<(u16, DeviceRecord)>> {
		let mut found = Vec::new();
		for number in self.numbers().await? {
			found.extend(self.device(number).await?.map(|record| (number, record)));
		}
		Ok(found)
	}

	/// The numbers of all devices, ascending.
	async fn numbers(&self) -> Result<Vec<u16>> {
		use sp_crypto_hashing::{twox_128, twox_64};
		// Both keys are hashed so that they can be read back: twox 64 and then the key itself.
		let encoded = self.community.encode();
		let prefix =
			[&twox_128(b"Dispatch")[..], &twox_128(b"Devices"), &twox_64(&encoded), &encoded]
				.concat();
		let paths = self.chain.keys(&prefix, self.at).await?;
		let number = |path: &Vec<u8>| {
			let mut end = path.get(path.len().saturating_sub(2)..).unwrap_or_default();
			u16::decode(&mut end).map_err(|error| Error::misfit("Dispatch.Devices", error))
		};
		let mut numbers = paths.iter().map(number).collect::<Result<Vec<u16>>>()?;
		numbers.sort_unstable();
		Ok(numbers)
	}

	/// What an account offers.
	pub async fn offers(&self, who: AccountId) -> Result<Option<OfferRecord>> {
		self.storage().record(DISPATCH, "Offers", &keys(self.community, who)).await
	}

	/// What a device delivered; nothing yet where the chain keeps nothing.
	pub async fn delivery(&self, device: u16) -> Result<DeliveryRecord> {
		let found =
			self.storage().record(DISPATCH, "Deliveries", &keys(self.community, device)).await?;
		Ok(found.unwrap_or_default())
	}
}

/// The pages of this many devices.
fn pages(devices: usize) -> std::ops::Range<u32> {
	0..u32::try_from(devices.div_ceil(PAGE_ROWS)).unwrap_or(u32::MAX)
}

/// The problem of a round, built as the chain builds it.
fn problem(slot_s: u32, record: &FrozenRecord, rows: &[FrozenRow]) -> Result<Problem> {
	let inputs: Vec<DeviceInput> = rows.iter().map(device_input).collect();
	let electricity = grid_input(&record.electricity.0);
	let heat = record.heat.0.as_ref().map(grid_input);
	let slots = usize::from(record.slots);
	build(slot_s, slots, &record.rules.0, &electricity, heat.as_ref(), &inputs)
		.map_err(|error| Error::misfit("a frozen round", format!("it makes no problem: {error:?}")))
}

fn device_input(row: &FrozenRow) -> DeviceInput<'_> {
	let FrozenRow { device, limits, offer, last_w } = row;
	DeviceInput {
		device: *device,
		limits: &limits.0,
		offer: Some(&offer.0),
		last_w: last_w.0.clone(),
	}
}

fn grid_input(grid: &FrozenGrid) -> GridInput {
	GridInput {
		tree: grid.tree.clone(),
		contract: grid.contract,
		buy_nano: grid.buy_nano.clone(),
		sell_nano: grid.sell_nano.clone(),
		passive_w: grid.passive_w.clone(),
	}
}

impl Frozen {
	/// The plan of a candidate.
	pub fn plan_of(&self, candidate: &Candidate) -> Result<Plan> {
		let (rows, slots) = (self.problem.devices.len(), self.problem.slots);
		let shown = decode_reveal(&candidate.plan, rows, slots);
		let plan = shown.ok().and_then(|shown| shown.plan);
		plan.ok_or_else(|| Error::misfit("Dispatch.Leaders", "it holds no plan"))
	}

	/// The duals behind a round's prices: what a solver showed, or the public reference.
	pub fn duals_of(&self, prices: &PriceRecord) -> Result<Duals> {
		if prices.duals.is_empty() {
			return Ok(reference(&self.problem));
		}
		let (rows, slots) = (self.problem.devices.len(), self.problem.slots);
		let shown = decode_reveal(&prices.duals, rows, slots);
		let duals = shown.ok().and_then(|shown| shown.duals);
		duals.ok_or_else(|| Error::misfit("Dispatch.BestDuals", "it holds no prices"))
	}

	/// The row of a device, and the slot of the round's horizon that a slot is.
	pub fn row(&self, device: u16) -> Option<usize> {
		self.record.devices.0.binary_search(&device).ok()
	}

	/// The first slot after the horizon.
	pub fn end(&self) -> Slot {
		self.record.first_slot.saturating_add(self.record.slots.into())
	}
}

/// The public reference that a round's prices are until somebody proves better ones: half between
/// buying and selling, and nothing scarce.
pub fn reference(problem: &Problem) -> Duals {
	let half = |buy: &[i64], sell: &[i64]| -> Vec<i64> {
		buy.iter().zip(sell).map(|(buy, sell)| buy.saturating_add(*sell).div_euclid(2)).collect()
	};
	let heat_q8 = problem.heat.as_ref().map(|grid| half(&grid.buy_q8, &grid.sell_q8));
	Duals {
		electricity_q8: half(&problem.electricity.buy_q8, &problem.electricity.sell_q8),
		heat_q8: heat_q8.unwrap_or_default(),
		..Duals::default()
	}
}
