// SPDX-License-Identifier: Apache-2.0
//! A4 pages to draw on, in points from the top left.

use super::fonts::{encoded, Font};
use pdf_writer::{Content, Name, Pdf, Rect, Ref, Str, TextStr};

/// Width of a page.
pub const WIDTH: f32 = 595.0;
/// Height of a page.
pub const HEIGHT: f32 = 842.0;
/// Free space at the left and the right.
pub const MARGIN: f32 = 48.0;

/// A color as red, green and blue of 255.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Color(pub u8, pub u8, pub u8);

/// The paper.
pub const WHITE: Color = Color(255, 255, 255);
/// Text.
pub const INK: Color = Color(28, 37, 46);
/// Less important text.
pub const GRAY: Color = Color(110, 121, 133);
/// Lines.
pub const LINE: Color = Color(221, 226, 231);
/// Backgrounds.
pub const PALE: Color = Color(243, 246, 248);
/// Money that comes.
pub const GREEN: Color = Color(38, 148, 96);
/// Money that goes.
pub const RED: Color = Color(208, 85, 72);
/// Sums.
pub const BLUE: Color = Color(42, 96, 150);
/// Energy that is made.
pub const LEAF: Color = Color(158, 210, 180);
/// Energy that is used.
pub const SKY: Color = Color(140, 181, 219);
/// What is not final.
pub const AMBER: Color = Color(193, 122, 12);

/// Where a text stands to its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Align {
	/// Begins there.
	Left,
	/// Is centred there.
	Middle,
	/// Ends there.
	Right,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style(pub Font, pub f32, pub Color, pub Align);

/// One page.
pub struct Page {
	content: Content,
}

impl Default for Page {
	fn default() -> Self {
		Self { content: Content::new() }
	}
}

impl Page {
	/// A text whose base line is at `y`.
	pub fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
		let Style(font, size, color, align) = style;
		let bytes = encoded(text);
		let width = font.width(&bytes, size);
		let x = match align {
			Align::Left => x,
			Align::Middle => x - width / 2.0,
			Align::Right => x - width,
		};
		self.fill(color);
		self.content.begin_text();
		self.content.set_font(font.name(), size);
		self.content.next_line(x, HEIGHT - y);
		self.content.show(Str(&bytes));
		self.content.end_text();
	}

	/// A text over as many lines as it needs within `width`. Returns the base line after it.
	pub fn paragraph(&mut self, at: (f32, f32), width: f32, style: Style, text: &str) -> f32 {
		let Style(font, size, ..) = style;
		let (mut line, mut y) = (String::new(), at.1);
		for word in text.split_whitespace() {
			let longer = if line.is_empty() { word.into() } else { format!("{line} {word}") };
			if font.width(&encoded(&longer), size) > width && !line.is_empty() {
				self.text(at.0, y, style, &line);
				y += size * 1.4;
				line = word.into();
			} else {
				line = longer;
			}
		}
		self.text(at.0, y, style, &line);
		y + size * 1.4
	}

	/// A filled rectangle from its upper left corner.
	pub fn rect(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), color: Color) {
		self.fill(color);
		self.content.rect(x, HEIGHT - y - height, width, height);
		self.content.fill_nonzero();
	}

	/// A line through these points.
	pub fn line(&mut self, points: &[(f32, f32)], width: f32, color: Color) {
		let Color(red, green, blue) = color;
		self.content.set_stroke_rgb(part(red), part(green), part(blue));
		self.content.set_line_width(width);
		for (place, (x, y)) in points.iter().enumerate() {
			if place == 0 {
				self.content.move_to(*x, HEIGHT - y);
			} else {
				self.content.line_to(*x, HEIGHT - y);
			}
		}
		self.content.stroke();
	}

	fn fill(&mut self, Color(red, green, blue): Color) {
		self.content.set_fill_rgb(part(red), part(green), part(blue));
	}
}

fn part(of_255: u8) -> f32 {
	f32::from(of_255) / 255.0
}

/// The pages as a file. The same pages make the same bytes.
pub fn file(title: &str, pages: Vec<Page>) -> Vec<u8> {
	let mut pdf = Pdf::new();
	let [catalog, tree, plain, bold, info] = [1, 2, 3, 4, 5].map(Ref::new);
	let first = 6;
	let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
	let page_ids: Vec<Ref> = (0..count).map(|page| Ref::new(first + 2 * page)).collect();
	pdf.catalog(catalog).pages(tree).lang(TextStr("en"));
	pdf.document_info(info).title(TextStr(title)).producer(TextStr("commonwatt"));
	pdf.pages(tree).kids(page_ids.iter().copied()).count(count);
	for (id, page) in page_ids.into_iter().zip(pages) {
		let stream = Ref::new(id.get() + 1);
		let mut out = pdf.page(id);
		out.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(stream);
		let mut resources = out.resources();
		let mut fonts = resources.fonts();
		fonts.pair(Font::Plain.name(), plain);
		fonts.pair(Font::Bold.name(), bold);
		drop(fonts);
		drop(resources);
		drop(out);
		pdf.stream(stream, &page.content.finish());
	}
	for (id, name) in [(plain, &b"Helvetica"[..]), (bold, b"Helvetica-Bold")] {
		let mut font = pdf.type1_font(id);
		font.base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
	}
	pdf.finish()
}
