// SPDX-License-Identifier: Apache-2.0
//! From bytes to elements, without recursion.

use super::{Document, Fault, Limits, Node, Result};
use quick_xml::{
	events::{BytesDecl, BytesRef, BytesStart, Event},
	name::ResolveResult,
	NsReader,
};
use std::{borrow::Cow, collections::BTreeSet, rc::Rc};

/// Reads a whole file.
///
/// Errors, at the first place where it is wrong: too large; not UTF-8; not well-formed or cut off; a
/// DTD or an entity; too deep or too long.
pub fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Document<'a>> {
	let whole = |reason: String| Fault { line: 1, column: 1, element: String::new(), reason };
	if bytes.len() > limits.bytes {
		return Err(whole(format!(
			"the file has {} bytes, and at most {} are read",
			bytes.len(),
			limits.bytes
		)));
	}
	let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
	let text = std::str::from_utf8(bytes).map_err(|error| {
		let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
		let mut place = Place::default();
		place.advance(&String::from_utf8_lossy(good));
		place.fault("", "not UTF-8")
	})?;
	if text.trim().is_empty() {
		return Err(whole("the file is empty".into()));
	}
	Builder::new(text, limits).run()
}

/// A place in the file.
#[derive(Clone, Copy)]
struct Place {
	line: u32,
	column: u32,
}

impl Default for Place {
	fn default() -> Self {
		Self { line: 1, column: 1 }
	}
}

impl Place {
	fn advance(&mut self, text: &str) {
		for c in text.chars() {
			if c == '\n' {
				self.line = self.line.saturating_add(1);
				self.column = 1;
			} else {
				self.column = self.column.saturating_add(1);
			}
		}
	}

	fn fault(self, element: &str, reason: impl Into<String>) -> Fault {
		let Self { line, column } = self;
		Fault { line, column, element: element.into(), reason: reason.into() }
	}
}

struct Builder<'a> {
	text: &'a str,
	limits: Limits,
	/// Where the running event begins, as a place and in bytes.
	place: Place,
	passed: usize,
	namespace: Option<String>,
	open: Vec<Node<'a>>,
	/// Every name once: a large file has a few dozen.
	names: BTreeSet<Rc<str>>,
	/// How many elements of foreign namespaces are open; what is in them counts as foreign.
	foreign: usize,
	elements: usize,
	root: Option<Node<'a>>,
}

impl<'a> Builder<'a> {
	fn new(text: &'a str, limits: &Limits) -> Self {
		Self {
			text,
			limits: *limits,
			place: Place::default(),
			passed: 0,
			namespace: None,
			open: Vec::new(),
			names: BTreeSet::new(),
			foreign: 0,
			elements: 0,
			root: None,
		}
	}

	fn run(mut self) -> Result<Document<'a>> {
		let mut reader = NsReader::from_str(self.text);
		reader.config_mut().expand_empty_elements = true;
		loop {
			let event = reader.read_resolved_event();
			let (resolved, event) = event.map_err(|error| self.fault(error.to_string()))?;
			let namespace = match resolved {
				ResolveResult::Bound(namespace) => Some(namespace.0.to_owned()),
				ResolveResult::Unbound => None,
				ResolveResult::Unknown(prefix) => {
					return Err(self.fault(format!("the prefix `{prefix}` is not declared")))
				}
			};
			if matches!(event, Event::Eof) {
				return self.finish();
			}
			self.event(event, namespace)?;
			let end = usize::try_from(reader.buffer_position()).unwrap_or(self.text.len());
			self.place.advance(self.text.get(self.passed..end).unwrap_or_default());
			self.passed = end;
		}
	}

	fn event(&mut self, event: Event<'a>, namespace: Option<String>) -> Result<()> {
		match event {
			Event::Start(start) | Event::Empty(start) => self.start(&start, namespace),
			Event::End(_) => self.end(),
			Event::Text(text) => self.append(text.into_inner()),
			Event::CData(text) => self.append(text.into_inner()),
			Event::GeneralRef(reference) => self.reference(&reference),
			Event::Decl(declaration) => self.declaration(&declaration),
			Event::DocType(_) => Err(self.fault("a document type definition is not allowed")),
			Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
		}
	}

	fn start(&mut self, start: &BytesStart<'_>, namespace: Option<String>) -> Result<()> {
		self.elements = self.elements.saturating_add(1);
		if self.open.len().saturating_add(self.foreign) >= self.limits.depth {
			return Err(self.fault(format!("more than {} levels deep", self.limits.depth)));
		}
		if self.elements > self.limits.elements {
			return Err(self.fault(format!("more than {} elements", self.limits.elements)));
		}
		if self.root.is_some() {
			return Err(self.fault("a second element at the top"));
		}
		let currency = self.currency(start)?;
		if self.namespace.is_none() {
			let namespace = namespace.clone();
			self.namespace = Some(namespace.ok_or_else(|| self.fault("there is no namespace"))?);
		}
		if self.foreign > 0 || namespace != self.namespace {
			self.foreign = self.foreign.saturating_add(1);
			return Ok(());
		}
		let name = self.name(start.local_name().as_ref());
		self.open.push(Node {
			name,
			parent: self.open.last().map_or_else(|| Rc::from(""), |node| node.name.clone()),
			line: self.place.line,
			column: self.place.column,
			text: Cow::Borrowed(""),
			currency,
			children: Vec::new(),
		});
		Ok(())
	}

	fn name(&mut self, name: &str) -> Rc<str> {
		if let Some(known) = self.names.get(name) {
			return known.clone();
		}
		let new: Rc<str> = Rc::from(name);
		self.names.insert(new.clone());
		new
	}

	/// The attribute `Ccy`; all attributes are checked for form.
	fn currency(&self, start: &BytesStart<'_>) -> Result<Option<Cow<'a, str>>> {
		let mut currency = None;
		for attribute in start.attributes() {
			let attribute = attribute.map_err(|error| self.fault(error.to_string()))?;
			if attribute.value.contains('<') || attribute.value.contains('&') {
				return Err(self.fault("an attribute with `<` or `&`"));
			}
			if attribute.key.as_ref() == "Ccy" {
				currency = Some(Cow::Owned(attribute.value.into_owned()));
			}
		}
		Ok(currency)
	}

	fn end(&mut self) -> Result<()> {
		if self.foreign > 0 {
			self.foreign = self.foreign.saturating_sub(1);
			return Ok(());
		}
		let Some(node) = self.open.pop() else {
			return Err(self.fault("an end without a beginning"));
		};
		if !node.children.is_empty() && !node.text().is_empty() {
			return Err(node.fault("text between elements"));
		}
		match self.open.last_mut() {
			Some(parent) => parent.children.push(node),
			None => self.root = Some(node),
		}
		Ok(())
	}

	fn append(&mut self, text: Cow<'a, str>) -> Result<()> {
		if text.chars().any(|c| !is_allowed(c)) {
			return Err(self.fault("a character that XML does not allow"));
		}
		if self.foreign > 0 {
			return Ok(());
		}
		let limit = self.limits.text;
		let place = self.place;
		let Some(node) = self.open.last_mut() else {
			return match text.trim().is_empty() {
				true => Ok(()),
				false => Err(self.fault("text outside of all elements")),
			};
		};
		if node.text.len().saturating_add(text.len()) > limit {
			return Err(place.fault(&node.name, format!("a text of more than {limit} bytes")));
		}
		if node.text.trim().is_empty() {
			node.text = text;
		} else {
			node.text.to_mut().push_str(&text);
		}
		Ok(())
	}

	/// `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;` and characters by number.
	fn reference(&mut self, reference: &BytesRef<'_>) -> Result<()> {
		let by_number = reference.resolve_char_ref();
		let by_number = by_number.map_err(|error| self.fault(error.to_string()))?;
		let c = match (by_number, reference.as_ref()) {
			(Some(c), _) => c,
			(None, "amp") => '&',
			(None, "lt") => '<',
			(None, "gt") => '>',
			(None, "quot") => '"',
			(None, "apos") => '\'',
			(None, name) => return Err(self.fault(format!("the entity `&{name};` is not allowed"))),
		};
		if self.open.is_empty() {
			return Err(self.fault("text outside of all elements"));
		}
		self.append(Cow::Owned(c.to_string()))
	}

	fn declaration(&self, declaration: &BytesDecl<'_>) -> Result<()> {
		let version = declaration.version().map_err(|error| self.fault(error.to_string()))?;
		if version != "1.0" {
			return Err(self.fault(format!("XML {version}, and only 1.0 is read")));
		}
		let Some(encoding) = declaration.encoding() else {
			return Ok(());
		};
		let encoding = encoding.map_err(|error| self.fault(error.to_string()))?;
		let known = ["utf-8", "utf8", "us-ascii"];
		if known.iter().any(|known| encoding.eq_ignore_ascii_case(known)) {
			return Ok(());
		}
		Err(self.fault(format!("the encoding {encoding}, and only UTF-8 is read")))
	}

	fn finish(self) -> Result<Document<'a>> {
		if let Some(node) = self.open.last() {
			return Err(self.fault(format!("the file ends in the middle of <{}>", node.name)));
		}
		match (self.root, self.namespace) {
			(Some(root), Some(namespace)) if self.foreign == 0 => Ok(Document { namespace, root }),
			_ => Err(self.place.fault("", "the file ends before its last element")),
		}
	}

	/// A complaint about the place where the reader is.
	fn fault(&self, reason: impl Into<String>) -> Fault {
		self.place.fault(self.open.last().map_or("", |node| node.name.as_ref()), reason)
	}
}

/// What XML 1.0 allows.
fn is_allowed(c: char) -> bool {
	matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
