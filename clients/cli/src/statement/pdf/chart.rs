// SPDX-License-Identifier: Apache-2.0
//! The price over the slots as a line, the meter's own energy as bars: up what it used, down what
//! it made. Many slots are drawn as days.

use super::{
	canvas::{Align, Page, Style, BLUE, GRAY, INK, LEAF, LINE, MARGIN, SKY, WIDTH},
	fonts::Font,
};
use crate::{
	calendar,
	flow::per_kwh,
	meter::text,
	statement::{slot::SlotLine, view::View},
};
use energy_primitives::NanoPrice;

/// Height of the picture with its labels.
pub const CHART: f32 = 160.0;
const HIGH: f32 = 110.0;
const LEFT: f32 = MARGIN + 32.0;
const RIGHT: f32 = WIDTH - MARGIN - 46.0;
/// More steps than these can't be told apart: days are drawn instead of slots.
const STEPS_MAX: usize = 288;

/// Some slots in a row.
struct Step {
	price: Option<NanoPrice>,
	used: u64,
	made: u64,
}

impl Step {
	fn of(lines: &[SlotLine]) -> Self {
		let prices = lines.iter().filter(|line| line.is_priced()).map(|line| line.buy_price);
		let (mut sum, mut count) = (0i64, 0i64);
		prices.for_each(|price| (sum, count) = (sum + i64::from(price), count + 1));
		let price = sum.checked_div(count).and_then(|mean| NanoPrice::try_from(mean).ok());
		let used = lines.iter().map(|line| line.import).sum();
		Self { price, used, made: lines.iter().map(|line| line.export).sum() }
	}
}

/// Draws it below `top`.
pub fn draw(page: &mut Page, top: f32, view: &View<'_>) {
	let slots = &view.found.statement.slots;
	let by_day = slots.len() > STEPS_MAX;
	let joined = if by_day { per_day(view) } else { 1 };
	let steps: Vec<Step> = slots.chunks(joined).map(Step::of).collect();
	let heading = Style(Font::Bold, 10.0, INK, Align::Left);
	page.text(
		MARGIN,
		top + 10.0,
		heading,
		if by_day {
			"Price and your energy, day by day"
		} else {
			"Price and your energy, slot by slot"
		},
	);
	legend(page, top + 10.0);
	if steps.is_empty() {
		let style = Style(Font::Plain, 9.0, GRAY, Align::Left);
		return page.text(MARGIN, top + 40.0, style, "No slot of this period is settled yet.");
	}
	let upper = top + 24.0;
	energy_bars(page, upper, &steps, view);
	price_line(page, upper, &steps, view);
	times(page, upper + HIGH, view);
}

/// How many slots a day has.
fn per_day(view: &View<'_>) -> usize {
	usize::try_from(86_400 / view.length.seconds()).unwrap_or(96).max(1)
}

fn legend(page: &mut Page, y: f32) {
	let style = Style(Font::Plain, 8.0, GRAY, Align::Left);
	let entries = [
		("used", SKY, 262.0),
		("made", LEAF, 305.0),
		("price of a kWh from the network", BLUE, 351.0),
	];
	for (word, color, x) in entries {
		page.rect((MARGIN + x - 10.0, y - 5.5), (7.0, 5.5), color);
		page.text(MARGIN + x, y, style, word);
	}
}

/// Used energy stands on a line, made energy hangs from it; both have one scale.
fn energy_bars(page: &mut Page, upper: f32, steps: &[Step], view: &View<'_>) {
	let carrier = view.found.statement.account.meter.network.carrier;
	let used = steps.iter().map(|step| step.used).max().unwrap_or(0);
	let made = steps.iter().map(|step| step.made).max().unwrap_or(0);
	let range = (used + made).max(1) as f32;
	let zero = upper + HIGH * (used as f32 / range);
	let wide = (RIGHT - LEFT) / steps.len() as f32;
	for (place, step) in steps.iter().enumerate() {
		let x = LEFT + wide * place as f32;
		let high = |quantity: u64| HIGH * (quantity as f32 / range);
		let gap = (wide * 0.15).min(3.0);
		page.rect((x, zero - high(step.used)), (wide - gap, high(step.used)), SKY);
		page.rect((x, zero), (wide - gap, high(step.made)), LEAF);
	}
	page.line(&[(LEFT, zero), (RIGHT, zero)], 0.7, LINE);
	let style = Style(Font::Plain, 7.5, GRAY, Align::Left);
	let peak = |quantity: u64| text::energy(carrier, quantity.into());
	if used > 0 {
		page.text(RIGHT + 4.0, upper + 6.0, style, &peak(used));
	}
	if made > 0 {
		page.text(RIGHT + 4.0, upper + HIGH, style, &peak(made));
	}
}

fn price_line(page: &mut Page, upper: f32, steps: &[Step], view: &View<'_>) {
	let carrier = view.found.statement.account.meter.network.carrier;
	let prices = || steps.iter().filter_map(|step| step.price);
	let (Some(lowest), Some(highest)) = (prices().min(), prices().max()) else { return };
	// Zero belongs to the picture: a price is low or high beside nothing at all.
	let (lowest, highest) = (lowest.min(0), highest.max(0));
	let range = (i64::from(highest) - i64::from(lowest)).max(1) as f32;
	let y =
		|price: NanoPrice| upper + HIGH * ((i64::from(highest) - i64::from(price)) as f32 / range);
	let wide = (RIGHT - LEFT) / steps.len() as f32;
	let mut points = Vec::new();
	for (place, step) in steps.iter().enumerate() {
		let x = LEFT + wide * place as f32;
		match step.price {
			Some(price) => points.extend([(x, y(price)), (x + wide, y(price))]),
			None => {
				page.line(&points, 1.3, BLUE);
				points.clear();
			}
		}
	}
	page.line(&points, 1.3, BLUE);
	let style = Style(Font::Plain, 7.5, BLUE, Align::Right);
	page.text(LEFT - 4.0, y(highest) + 6.0, style, &per_kwh(carrier, highest));
	page.text(LEFT - 4.0, y(lowest), style, &per_kwh(carrier, lowest));
	if lowest < 0 && highest > 0 {
		page.text(LEFT - 4.0, y(0) + 2.5, style, "0");
	}
}

/// Times under the picture: every few hours of one day, or some of many days.
fn times(page: &mut Page, bottom: f32, view: &View<'_>) {
	const MARKS: usize = 8;
	let slots = &view.found.statement.slots;
	let style = Style(Font::Plain, 7.5, GRAY, Align::Middle);
	let per_day = per_day(view);
	let one_day = slots.len() <= per_day;
	let every = if one_day {
		slots.len().div_ceil(MARKS).max(1)
	} else {
		slots.len().div_ceil(per_day).div_ceil(MARKS) * per_day
	};
	let wide = (RIGHT - LEFT) / slots.len().max(1) as f32;
	for (place, line) in slots.iter().enumerate().step_by(every) {
		let (x, at) = (LEFT + wide * place as f32, view.length.begin_s(line.slot));
		let date = calendar::date(at);
		let day = date.get(5..).unwrap_or(&date);
		let word = if one_day { &calendar::time(at) } else { day };
		page.line(&[(x, bottom), (x, bottom + 3.0)], 0.5, GRAY);
		page.text(x, bottom + 12.0, style, word);
	}
}
