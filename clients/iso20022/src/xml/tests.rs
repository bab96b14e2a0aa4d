// SPDX-License-Identifier: Apache-2.0
//! What is read, and above all what is not.

use super::*;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10";

fn wrapped(inside: &str) -> String {
	format!("<Document xmlns=\"{NAMESPACE}\">{inside}</Document>")
}

fn reason(file: impl AsRef<[u8]>) -> String {
	read(file.as_ref(), &Limits::default()).expect_err("refused").reason
}

#[test]
fn elements_texts_and_currencies_are_found() {
	let file = wrapped(
		"<!-- a comment --><A><B> x &amp; &#228;&lt;<![CDATA[<y>]]> </B><B Ccy=\"EUR\">1.20</B>\
		 <C/></A>",
	);
	let document = read(file.as_bytes(), &Limits::default()).expect("well-formed");
	assert_eq!(document.message(), Some(("pain.002", "001.10")));
	let a = document.root.one("A").expect("one");
	let texts: Vec<_> = a.all("B").map(Node::text).collect();
	assert_eq!(texts, ["x & ä<<y>", "1.20"]);
	assert_eq!(a.all("B").nth(1).and_then(Node::currency), Some("EUR"));
	assert_eq!(a.text_at(&["C"]).expect("at most one"), None);
	assert_eq!(a.maybe("B").expect_err("two").reason, "occurs twice where once is allowed");
	assert_eq!(a.one("D").expect_err("none").reason, "<D> is missing");
	assert_eq!(a.one("D").expect_err("none").element, "Document/A");
}

#[test]
fn prefixes_are_fine_and_foreign_elements_are_left_out() {
	let file = format!(
		"\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p:Document xmlns:p=\"{NAMESPACE}\" \
		 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\"><p:A>\
		 1</p:A><x:A xmlns:x=\"other\"><p:A>2</p:A></x:A></p:Document>\n"
	);
	let document = read(file.as_bytes(), &Limits::default()).expect("well-formed");
	assert_eq!(document.root.text_at(&["A"]), Ok(Some("1".into())));
	assert_eq!(reason("<p:Document/>"), "the prefix `p` is not declared");
	assert_eq!(reason("<Document/>"), "there is no namespace");
}

#[test]
fn no_entity_is_ever_expanded() {
	let body = wrapped("<A>&xxe;</A>");
	assert_eq!(reason(&body), "the entity `&xxe;` is not allowed");
	let xxe = "<!DOCTYPE a [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]>";
	assert_eq!(reason(format!("{xxe}{body}")), "a document type definition is not allowed");
	let laughs = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY xxe \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
	assert_eq!(reason(format!("{laughs}{body}")), "a document type definition is not allowed");
	let outside = "<!DOCTYPE a SYSTEM \"http://127.0.0.1/a\">";
	assert_eq!(reason(format!("{outside}{body}")), "a document type definition is not allowed");
	let attribute = format!("<Document xmlns=\"{NAMESPACE}\"><A Ccy=\"&xxe;\"/></Document>");
	assert_eq!(reason(attribute), "an attribute with `<` or `&`");
}

#[test]
fn limits_hold() {
	let limits = Limits { bytes: 200, depth: 3, elements: 5, text: 10 };
	let refused =
		|inside: &str| read(wrapped(inside).as_bytes(), &limits).expect_err("refused").reason;
	assert!(read(wrapped("<A><B>x</B></A>").as_bytes(), &limits).is_ok());
	assert_eq!(refused("<A><B><C/></B></A>"), "more than 3 levels deep");
	assert_eq!(refused("<A/><A/><A/><A/><A/>"), "more than 5 elements");
	assert_eq!(refused("<A>12345678901</A>"), "a text of more than 10 bytes");
	assert_eq!(refused("<A>123456<!-- -->78901</A>"), "a text of more than 10 bytes");
	assert!(refused(&" ".repeat(200)).ends_with("and at most 200 are read"));
	let deep = wrapped(&"<A>".repeat(1_000_000));
	assert_eq!(reason(deep), "more than 32 levels deep");
	let foreign = wrapped(&"<x xmlns=\"y\">".repeat(100_000));
	assert_eq!(reason(foreign), "more than 32 levels deep");
}

#[test]
fn what_is_cut_off_or_broken_is_refused_at_its_place() {
	let whole = wrapped("<A>\n<B Ccy=\"EUR\">1.20</B>\n</A>");
	assert!(read(whole.as_bytes(), &Limits::default()).is_ok());
	for length in 0..whole.len() {
		assert!(read(&whole.as_bytes()[..length], &Limits::default()).is_err(), "{length}");
	}
	let fault = read(&whole.as_bytes()[..whole.len() - 15], &Limits::default()).expect_err("cut");
	assert_eq!((fault.line, fault.reason.as_str()), (3, "the file ends in the middle of <A>"));
	for broken in [
		wrapped("<A></B>"),
		wrapped("<A>x<B/>y</A>"),
		wrapped("<A Ccy='EUR' Ccy='USD'/>"),
		wrapped("<A>\u{1}</A>"),
		wrapped("<A>&#0;</A>"),
		wrapped("<A>&#xD800;</A>"),
		wrapped("<A>a & b</A>"),
		format!("{}x", wrapped("")),
		format!("x{}", wrapped("")),
		format!("{}{}", wrapped(""), wrapped("")),
		format!("<?xml version=\"1.1\"?>{}", wrapped("")),
		format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>{}", wrapped("")),
		"not XML".into(),
		" \n".into(),
	] {
		assert!(!reason(&broken).is_empty(), "{broken}");
	}
	let latin = [b"<Document xmlns=\"a\">\n".as_slice(), b"M\xfcller</Document>"].concat();
	let fault = read(&latin, &Limits::default()).expect_err("not UTF-8");
	assert_eq!((fault.line, fault.column, fault.reason.as_str()), (2, 2, "not UTF-8"));
}
