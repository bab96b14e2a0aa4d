// SPDX-License-Identifier: Apache-2.0
//! Writes elements, indented, always the same way.

use quick_xml::escape::escape;

/// A file that is being written.
pub struct Out {
	xml: String,
	depth: usize,
}

impl Out {
	/// A file with a message of this namespace, whose content `inside` writes.
	pub fn document(message: &str, inside: impl FnOnce(&mut Self)) -> String {
		let mut out = Self { xml: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".into(), depth: 0 };
		let namespace = format!("urn:iso:std:iso:20022:tech:xsd:{message}");
		out.line(&format!("<Document xmlns=\"{namespace}\">"));
		out.deeper(inside);
		out.line("</Document>");
		out.xml
	}

	/// An element of elements.
	pub fn within(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
		self.line(&format!("<{name}>"));
		self.deeper(inside);
		self.line(&format!("</{name}>"));
	}

	/// Elements in each other; the innermost holds a text.
	pub fn path(&mut self, path: &[&str], text: &str) {
		match path {
			[] => {}
			[last] => self.leaf(last, text),
			[first, rest @ ..] => self.within(first, |out| out.path(rest, text)),
		}
	}

	/// An element with a text.
	pub fn leaf(&mut self, name: &str, text: &str) {
		self.line(&format!("<{name}>{}</{name}>", escape(text)));
	}

	/// An element with an amount in euros.
	pub fn euros(&mut self, name: &str, amount: impl ToString) {
		self.line(&format!("<{name} Ccy=\"EUR\">{}</{name}>", amount.to_string()));
	}

	fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
		self.depth = self.depth.saturating_add(1);
		inside(self);
		self.depth = self.depth.saturating_sub(1);
	}

	fn line(&mut self, line: &str) {
		self.xml.push_str(&"\t".repeat(self.depth));
		self.xml.push_str(line);
		self.xml.push('\n');
	}
}
