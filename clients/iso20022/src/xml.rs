// SPDX-License-Identifier: Apache-2.0
//! A strict reader of XML: what a payment file needs, and nothing that an attacker could use.
//!
//! No DTD, so no entities but the five predefined ones; UTF-8 only; limits on size, depth, elements
//! and texts. Elements of foreign namespaces are checked for form and left out.

mod build;

pub use build::read;

use std::{borrow::Cow, fmt, rc::Rc};

/// How much a file may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
	/// Bytes of the file.
	pub bytes: usize,
	/// Elements within elements.
	pub depth: usize,
	/// Elements altogether.
	pub elements: usize,
	/// Bytes of one element's text.
	pub text: usize,
}

/// 64 MiB, 32 levels, four million elements, 64 KiB of text.
impl Default for Limits {
	fn default() -> Self {
		Self { bytes: 64 << 20, depth: 32, elements: 4_000_000, text: 64 << 10 }
	}
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
	/// Line, from 1.
	pub line: u32,
	/// Column in characters, from 1: many banks write a file as one line.
	pub column: u32,
	/// The element and the one around it; empty for the file as a whole.
	pub element: String,
	/// What is wrong.
	pub reason: String,
}

/// Place and reason in one line; the line number is left to whoever names the file.
impl fmt::Display for Fault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "column {}, ", self.column)?;
		if !self.element.is_empty() {
			write!(f, "{}: ", self.element)?;
		}
		f.write_str(&self.reason)
	}
}

impl std::error::Error for Fault {}

/// Result of reading a file.
pub type Result<T> = std::result::Result<T, Fault>;

/// An element and what is in it.
#[derive(Debug)]
pub struct Node<'a> {
	name: Rc<str>,
	parent: Rc<str>,
	line: u32,
	column: u32,
	text: Cow<'a, str>,
	currency: Option<Cow<'a, str>>,
	children: Vec<Node<'a>>,
}

/// The element at the top, and the namespace of the message.
#[derive(Debug)]
pub struct Document<'a> {
	/// The namespace, such as `urn:iso:std:iso:20022:tech:xsd:pain.002.001.10`.
	pub namespace: String,
	/// The element at the top.
	pub root: Node<'a>,
}

impl Document<'_> {
	/// The kind of message, such as `pain.002`, and its version; `None` in no namespace of ISO 20022.
	pub fn message(&self) -> Option<(&str, &str)> {
		let (_, message) = self.namespace.rsplit_once(":xsd:")?;
		let kind = message.get(..8)?;
		Some((kind, message.get(9..)?))
	}
}

impl<'a> Node<'a> {
	/// Its name without a prefix.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// The line where it begins, from 1.
	pub fn line(&self) -> u32 {
		self.line
	}

	/// The column where it begins, from 1.
	pub fn column(&self) -> u32 {
		self.column
	}

	/// A complaint about this element.
	pub fn fault(&self, reason: impl Into<String>) -> Fault {
		let element = match self.parent.as_ref() {
			"" => self.name.to_string(),
			parent => format!("{parent}/{}", self.name),
		};
		Fault { line: self.line, column: self.column, element, reason: reason.into() }
	}

	/// The elements of this name right in it.
	pub fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node<'a>> {
		self.children.iter().filter(move |child| child.name.as_ref() == name)
	}

	/// The element of this name, if there is one.
	///
	/// Errors: there are several.
	pub fn maybe(&self, name: &str) -> Result<Option<&Node<'a>>> {
		let mut found = self.children.iter().filter(|child| child.name.as_ref() == name);
		let first = found.next();
		match found.next() {
			Some(second) => Err(second.fault("occurs twice where once is allowed")),
			None => Ok(first),
		}
	}

	/// The element of this name.
	///
	/// Errors: there is none, or several.
	pub fn one(&self, name: &str) -> Result<&Node<'a>> {
		self.maybe(name)?.ok_or_else(|| self.fault(format!("<{name}> is missing")))
	}

	/// The element at the end of a path of names, if there is one.
	///
	/// Errors: one on the way occurs several times.
	pub fn deep(&self, path: &[&str]) -> Result<Option<&Node<'a>>> {
		let mut at = self;
		for name in path {
			match at.maybe(name)? {
				Some(next) => at = next,
				None => return Ok(None),
			}
		}
		Ok(Some(at))
	}

	/// Its text without the spaces around it. Where elements are allowed it is empty.
	pub fn text(&self) -> &str {
		self.text.trim()
	}

	/// The text at the end of a path, if there is one and it isn't empty.
	///
	/// Errors: one on the way occurs several times.
	pub fn text_at(&self, path: &[&str]) -> Result<Option<String>> {
		let found = self.deep(path)?.map(Node::text).filter(|text| !text.is_empty());
		Ok(found.map(str::to_owned))
	}

	/// Its attribute `Ccy`.
	pub fn currency(&self) -> Option<&str> {
		self.currency.as_deref()
	}
}

#[cfg(test)]
mod tests;
