// SPDX-License-Identifier: Apache-2.0
//! A statement as a page for people: one figure, how it comes about, the days, every line of the
//! account. Notes that do not fit go to further pages.

mod canvas;
mod chart;
mod fonts;
mod waterfall;

use super::{
	lines::{eur, note_line, percent, Account},
	read::Span,
	view::View,
};
use canvas::{
	file, Align, Color, Page, Style, AMBER, GRAY, GREEN, HEIGHT, INK, LINE, MARGIN, PALE, RED,
	WIDTH,
};
use fonts::Font;

const BOTTOM: f32 = HEIGHT - 62.0;
const ROW: f32 = 13.5;
const RIGHT: f32 = WIDTH - MARGIN;

const SMALL: Style = Style(Font::Plain, 8.0, GRAY, Align::Left);
const WORD: Style = Style(Font::Plain, 9.0, INK, Align::Left);
const AMOUNT: Style = Style(Font::Plain, 9.0, INK, Align::Right);
const HEADING: Style = Style(Font::Bold, 10.0, INK, Align::Left);

/// Pages under way, and how far down the last one is filled.
struct Paper {
	pages: Vec<Page>,
	page: Page,
	y: f32,
}

/// The whole statement.
pub fn pdf(view: &View<'_>) -> Vec<u8> {
	let mut paper = Paper { pages: Vec::new(), page: Page::default(), y: 0.0 };
	head(&mut paper, view);
	figures(&mut paper, view);
	waterfall::draw(&mut paper.page, paper.y, &view.found.statement);
	paper.y += waterfall::WATERFALL + 12.0;
	chart::draw(&mut paper.page, paper.y, view);
	paper.y += chart::CHART + 8.0;
	account(&mut paper, view);
	notes(&mut paper, view);
	paper.pages.push(paper.page);
	let count = paper.pages.len();
	for (at, page) in paper.pages.iter_mut().enumerate() {
		foot(page, view, (at + 1, count));
	}
	file(&format!("{}: {}", view.whose(), view.what()), paper.pages)
}

fn head(paper: &mut Paper, view: &View<'_>) {
	let page = &mut paper.page;
	page.rect((0.0, 0.0), (WIDTH, 6.0), GREEN);
	page.text(MARGIN, 40.0, Style(Font::Bold, 11.0, GREEN, Align::Left), "Commonwatt");
	page.text(RIGHT, 40.0, Style(Font::Plain, 9.0, GRAY, Align::Right), "Statement");
	page.text(MARGIN, 66.0, Style(Font::Bold, 19.0, INK, Align::Left), view.name);
	page.text(MARGIN, 81.0, Style(Font::Plain, 9.0, GRAY, Align::Left), &view.whose());
	page.text(RIGHT, 66.0, Style(Font::Bold, 10.0, INK, Align::Right), &view.title());
	page.text(RIGHT, 81.0, Style(Font::Plain, 9.0, GRAY, Align::Right), &view.when());
	paper.y = 94.0;
	if matches!(view.found.span, Span::Running(_)) {
		let style = Style(Font::Bold, 8.5, AMBER, Align::Right);
		page.text(RIGHT, 93.0, style, "PROVISIONAL: not closed, figures may change");
		paper.y = 102.0;
	}
}

/// The big figure, and four small ones beside it.
fn figures(paper: &mut Paper, view: &View<'_>) {
	let (page, y) = (&mut paper.page, paper.y);
	let statement = &view.found.statement;
	let (figure, what) = view.headline();
	page.rect((MARGIN, y), (WIDTH - 2.0 * MARGIN, 88.0), PALE);
	let x = MARGIN + 16.0;
	page.text(x, y + 24.0, Style(Font::Plain, 10.0, GRAY, Align::Left), what);
	let color = if statement.bill() > 0 { GREEN } else { INK };
	page.text(x, y + 62.0, Style(Font::Bold, 34.0, color, Align::Left), &figure);
	let energy = statement.energy();
	let share = |ppm: Option<u64>, word, none| {
		ppm.map_or(("-".into(), INK, none), |ppm| (percent(ppm), INK, word))
	};
	let (used, made) = (energy.self_sufficiency_ppm(), energy.self_consumption_ppm());
	let saved = view.saved();
	let (word, color) = if saved < 0 {
		("the community cost you", RED)
	} else {
		("the community saved you", GREEN)
	};
	let alone = statement.grid_alone();
	let word_alone =
		if alone > 0 { "earned with the grid alone" } else { "cost with the grid alone" };
	let tiles: [(String, Color, &str); 4] = [
		(format!("{} EUR", eur(saved.abs())), color, word),
		share(used, "of your use came from neighbours", "you used nothing"),
		(format!("{} EUR", eur(alone.abs())), INK, word_alone),
		share(made, "of what you made stayed here", "you made nothing"),
	];
	for (place, (figure, color, word)) in tiles.iter().enumerate() {
		let x = MARGIN + 236.0 + 132.0 * (place % 2) as f32;
		let y = y + 26.0 + 38.0 * (place / 2) as f32;
		page.text(x, y, Style(Font::Bold, 13.0, *color, Align::Left), figure);
		page.text(x, y + 12.0, SMALL, word);
	}
	paper.y += 88.0 + 14.0;
	for line in view.energy().into_iter().chain(view.outside()) {
		page.text(MARGIN, paper.y, SMALL, &line);
		paper.y += 11.0;
	}
	paper.y += 4.0;
}

impl Paper {
	/// A row's base line; on a new page where this one is full.
	fn row(&mut self, room: f32) -> f32 {
		if self.y + room > BOTTOM {
			self.pages.push(std::mem::take(&mut self.page));
			self.y = MARGIN;
		}
		self.y += room;
		self.y - 4.0
	}

	fn rule(&mut self) {
		self.page.line(&[(MARGIN, self.y), (RIGHT, self.y)], 0.5, LINE);
	}

	/// Three columns: what, why, how much.
	fn entry(&mut self, what: &str, why: &str, amount: &str, bold: bool) {
		let y = self.row(ROW);
		let font = if bold { Font::Bold } else { Font::Plain };
		let Style(_, size, color, _) = WORD;
		self.page.text(MARGIN, y, Style(font, size, color, Align::Left), what);
		self.page.text(MARGIN + 176.0, y, SMALL, why);
		self.page.text(RIGHT, y, Style(font, size, color, Align::Right), amount);
		self.rule();
	}
}

fn account(paper: &mut Paper, view: &View<'_>) {
	let account = Account::of(&view.found.statement);
	// A table begins where at least a few of its rows fit.
	let y = paper.row(ROW * 4.0) - ROW * 3.0;
	paper.page.text(MARGIN, y, HEADING, "Your account");
	paper.page.text(RIGHT, y, Style(Font::Plain, 8.0, GRAY, Align::Right), "EUR");
	paper.y -= ROW * 3.0;
	paper.rule();
	paper.entry("Opening balance", "", &eur(account.opening), true);
	for line in &account.lines {
		paper.entry(&line.what, &line.why, &eur(line.nano), false);
	}
	if account.rounding != 0 {
		let why = "to cents, so that they add up";
		paper.entry("Rounding of these lines", why, &eur(account.rounding), false);
	}
	paper.entry("Closing balance", &view.carried(), &eur(account.closing), true);
}

fn notes(paper: &mut Paper, view: &View<'_>) {
	let notes = &view.found.statement.notes;
	if notes.is_empty() {
		return;
	}
	let y = paper.row(ROW * 5.0) - ROW * 3.0;
	paper.page.text(MARGIN, y, HEADING, "Notes, in their order");
	paper.y -= ROW * 3.0;
	paper.rule();
	for note in notes {
		let (at, why, amount) = note_line(note, view.length);
		let y = paper.row(ROW);
		paper.page.text(MARGIN, y, WORD, &at);
		paper.page.text(MARGIN + 130.0, y, WORD, why);
		paper.page.text(RIGHT, y, AMOUNT, &amount);
		paper.rule();
	}
}

/// What holds, how figures are rounded, which page of how many.
fn foot(page: &mut Page, view: &View<'_>, (at, count): (usize, usize)) {
	let width = WIDTH - 2.0 * MARGIN;
	let color = if view.proof.holds() { GREEN } else { RED };
	let style = Style(Font::Bold, 8.0, color, Align::Left);
	let y = page.paragraph((MARGIN, BOTTOM + 20.0), width, style, &view.proof.line());
	page.text(MARGIN, y, Style(Font::Plain, 7.5, GRAY, Align::Left), &view.rounding());
	let number = format!("{at} / {count}");
	page.text(RIGHT, y, Style(Font::Plain, 7.5, GRAY, Align::Right), &number);
}
