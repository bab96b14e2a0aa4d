// SPDX-License-Identifier: Apache-2.0
//! A linear programme as a plain matrix: least `c'x` with rows `L <= Ax <= U` and columns
//! `l <= x <= u`, a point of it and a price per row.

use super::fraction::{Fraction, ZERO};

/// A variable with its value in the point.
pub struct Column {
	pub name: String,
	pub cost: Fraction,
	pub low: Fraction,
	pub high: Fraction,
	pub value: Fraction,
}

/// A constraint with its price.
pub struct Row {
	pub name: String,
	pub low: Option<Fraction>,
	pub high: Option<Fraction>,
	pub terms: Vec<(usize, Fraction)>,
	pub price: Fraction,
}

#[derive(Default)]
pub struct Matrix {
	pub columns: Vec<Column>,
	pub rows: Vec<Row>,
}

impl Matrix {
	pub fn column(
		&mut self,
		name: String,
		cost: Fraction,
		(low, high): (Fraction, Fraction),
		value: Fraction,
	) -> usize {
		self.columns.push(Column { name, cost, low, high, value });
		self.columns.len() - 1
	}

	pub fn row(
		&mut self,
		name: String,
		(low, high): (Option<Fraction>, Option<Fraction>),
		terms: Vec<(usize, Fraction)>,
		price: Fraction,
	) -> usize {
		self.rows.push(Row { name, low, high, terms, price });
		self.rows.len() - 1
	}

	/// `c'x`.
	pub fn cost(&self) -> Fraction {
		self.columns.iter().map(|column| column.cost * column.value).sum()
	}

	fn activity(&self, row: &Row) -> Fraction {
		row.terms.iter().map(|(column, factor)| *factor * self.columns[*column].value).sum()
	}

	/// Every row and column the point breaks.
	pub fn broken(&self) -> Vec<String> {
		let outside = |column: &&Column| column.value < column.low || column.value > column.high;
		let mut broken: Vec<String> =
			self.columns.iter().filter(outside).map(|column| column.name.clone()).collect();
		for row in &self.rows {
			let sum = self.activity(row);
			if row.low.is_some_and(|low| sum < low) || row.high.is_some_and(|high| sum > high) {
				broken.push(row.name.clone());
			}
		}
		broken
	}

	/// `c - A'y`.
	pub fn reduced(&self) -> Vec<Fraction> {
		let mut reduced: Vec<Fraction> = self.columns.iter().map(|column| column.cost).collect();
		for row in &self.rows {
			for (column, factor) in &row.terms {
				reduced[*column] = reduced[*column] - *factor * row.price;
			}
		}
		reduced
	}

	/// The side of a row that its price is about; a price of the wrong sign for a missing side is
	/// read as 0.
	fn supported(row: &Row) -> Fraction {
		let side = if row.price >= ZERO { row.low } else { row.high };
		side.map_or(ZERO, |side| row.price * side)
	}

	/// The least of a column at a reduced cost.
	pub fn least(column: &Column, reduced: Fraction) -> Fraction {
		reduced * if reduced >= ZERO { column.low } else { column.high }
	}

	/// `sum (y >= 0 ? y L : y U) + sum (r >= 0 ? r l : r u)`.
	pub fn bound(&self) -> Fraction {
		let rows: Fraction = self.rows.iter().map(Self::supported).sum();
		let reduced = self.reduced();
		let columns = self.columns.iter().zip(&reduced);
		rows + columns.map(|(column, reduced)| Self::least(column, *reduced)).sum()
	}

	/// How much better the columns in a range could do at the prices.
	pub fn regret(&self, range: std::ops::Range<usize>, reduced: &[Fraction]) -> Fraction {
		let columns = self.columns[range.clone()].iter().zip(&reduced[range]);
		let regret = |(column, reduced): (&Column, &Fraction)| {
			*reduced * column.value - Self::least(column, *reduced)
		};
		columns.map(regret).sum()
	}

	/// What rows have left, at their prices.
	pub fn slack(&self) -> Fraction {
		(0..self.rows.len()).map(|row| self.slack_of(row)).sum()
	}

	/// What one row has left, at its price.
	pub fn slack_of(&self, row: usize) -> Fraction {
		let row = &self.rows[row];
		row.price * self.activity(row) - Self::supported(row)
	}

	/// `c'x` of the columns whose name begins with one of these words.
	pub fn cost_of(&self, words: &[&str]) -> Fraction {
		self.named(words).map(|column| column.cost * column.value).sum()
	}

	/// The values of these columns.
	pub fn sum_of(&self, words: &[&str]) -> Fraction {
		self.named(words).map(|column| column.value).sum()
	}

	/// The value of one column.
	pub fn value(&self, name: &str) -> Fraction {
		self.columns.iter().find(|column| column.name == name).unwrap().value
	}

	fn named<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = &'a Column> {
		self.columns.iter().filter(|column| words.iter().any(|word| column.name.starts_with(word)))
	}
}
