// SPDX-License-Identifier: Apache-2.0
//! How the bill comes about, as bars that begin where the one before ended; beside the sum, what it
//! would be with the grid alone.

use super::{
	canvas::{Align, Color, Page, Style, BLUE, GRAY, GREEN, INK, LINE, MARGIN, RED, WHITE, WIDTH},
	fonts::Font,
};
use crate::statement::{
	lines::{eur, in_cents},
	model::{is_about_energy, Statement},
};

/// Height of the picture with its labels.
pub const WATERFALL: f32 = 158.0;
const BARS: f32 = 96.0;

/// A bar.
struct Bar {
	label: &'static str,
	/// Its figure as printed, in whole cents.
	shown: i128,
	from: i128,
	to: i128,
	color: Color,
}

/// The bars of a statement.
fn bars(statement: &Statement) -> Vec<Bar> {
	let money = statement.money();
	let mut steps = [
		("Sold to neighbours", money.sold_locally),
		("Sold to the grid", money.sold_to_grid),
		("Bought from neighbours", money.bought_locally),
		("Bought from the grid", money.bought_from_grid),
		("Late and corrected", statement.noted(is_about_energy)),
		("Fees and rounding", money.network_fee + money.fund_fee + money.one_price),
	]
	.map(|(label, step)| (label, step, in_cents(step)));
	// The printed figures add up to the printed sum: fees have what rounding leaves over.
	let [others @ .., fees] = &mut steps;
	let others: i128 = others.iter().map(|(_, _, shown)| shown).sum();
	fees.2 = in_cents(statement.bill()) - others;
	let (mut bars, mut sum) = (Vec::new(), 0);
	for (label, step, shown) in steps.into_iter().filter(|step| (step.1, step.2) != (0, 0)) {
		let color = if step < 0 { RED } else { GREEN };
		bars.push(Bar { label, shown, from: sum, to: sum + step, color });
		sum += step;
	}
	let whole = |label, to, color| Bar { label, shown: in_cents(to), from: 0, to, color };
	bars.push(whole("Your energy", sum, BLUE));
	bars.push(whole("With the grid alone", statement.grid_alone(), GRAY));
	bars
}

/// Draws it below `top`.
pub fn draw(page: &mut Page, top: f32, statement: &Statement) {
	let bars = bars(statement);
	let ends = || bars.iter().flat_map(|bar| [bar.from, bar.to]);
	let lowest = ends().min().unwrap_or(0).min(0);
	let highest = ends().max().unwrap_or(0).max(0);
	let range = (highest - lowest).max(1);
	// Room for the figures above and below the bars.
	let y = |nano: i128| top + 30.0 + BARS * ((highest - nano) as f32 / range as f32);
	let step = (WIDTH - 2.0 * MARGIN) / bars.len() as f32;
	page.text(MARGIN, top + 10.0, Style(Font::Bold, 10.0, INK, Align::Left), "How it comes about");
	page.text(
		WIDTH - MARGIN,
		top + 10.0,
		Style(Font::Plain, 8.0, GRAY, Align::Right),
		"EUR; green comes to you, red you pay",
	);
	page.line(&[(MARGIN, y(0)), (WIDTH - MARGIN, y(0))], 0.7, LINE);
	let width = step.min(84.0) * 0.62;
	for (place, bar) in bars.iter().enumerate() {
		let middle = MARGIN + step * (place as f32 + 0.5);
		let (upper, lower) = (y(bar.from.max(bar.to)), y(bar.from.min(bar.to)));
		page.rect((middle - width / 2.0, upper), (width, (lower - upper).max(0.8)), bar.color);
		let next = bars.get(place + 1).filter(|next| next.from == bar.to || next.to == bar.to);
		if next.is_some() {
			let end = middle + step - width / 2.0;
			page.line(&[(middle + width / 2.0, y(bar.to)), (end, y(bar.to))], 0.5, GRAY);
		}
		let amount = eur(bar.shown);
		let below = bar.to < bar.from;
		let figure = if below { lower + 9.5 } else { upper - 3.5 };
		// The line of zero must not strike a figure through.
		page.rect((middle - 14.0, figure - 6.5), (28.0, 7.5), WHITE);
		page.text(middle, figure, Style(Font::Bold, 8.5, bar.color, Align::Middle), &amount);
		label(page, middle, top + 30.0 + BARS + 22.0, bar.label);
	}
}

/// A label in two lines, the break being the space nearest to its middle.
fn label(page: &mut Page, x: f32, y: f32, label: &str) {
	let style = Style(Font::Plain, 7.5, GRAY, Align::Middle);
	let spaces = label.match_indices(' ').map(|(at, _)| at);
	let half = label.len() / 2;
	match spaces.min_by_key(|at| at.abs_diff(half)) {
		Some(at) if label.len() > 12 => {
			page.text(x, y, style, label.get(..at).unwrap_or_default());
			page.text(x, y + 9.0, style, label.get(at..).unwrap_or_default().trim());
		}
		_ => page.text(x, y, style, label),
	}
}
