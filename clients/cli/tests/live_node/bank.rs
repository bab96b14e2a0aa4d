// SPDX-License-Identifier: Apache-2.0
//! Money between a real node and a bank: files out, answers back, both agree to the cent.

use crate::support::{commonwatt, commonwatt_in_background, succeed, text, write_day, Node};
use commonwatt_iso20022::sent::{Kind, Sent, SentPayment};
use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
	thread::sleep,
	time::Duration,
};

/// Three periods of eight slots.
const SLOTS: u32 = 24;
const HOMES: u32 = 6;

/// Accounts with right check digits.
const IBANS: [&str; 7] = [
	"DE89370400440532013000",
	"AT611904300234573201",
	"NL91ABNA0417164300",
	"NO9386011117947",
	"FR1420041010050500013M02606",
	"GB29NWBK60161331926819",
	"VA59001123000012345678",
];

/// A node with a day that is settled, and a folder for the bank.
struct Scene {
	folder: tempfile::TempDir,
	node: Node,
}

impl Scene {
	fn new() -> Self {
		let folder = tempfile::tempdir().expect("a folder");
		let data = folder.path().join("day");
		fs::create_dir(&data).expect("a folder");
		write_day(&data, SLOTS, HOMES);
		let node = Node::start(folder.path());
		let scene = Self { folder, node };
		let data = data.to_string_lossy().into_owned();
		let terms = ["--billing", "slots:8", "--members", "mixed"];
		succeed(&[&["replay", "--data", &data, "--url", &scene.node.url()], &terms[..]].concat());
		let mut table = String::from("community,network,meter,name,iban,mandate,signed\n");
		for (meter, iban) in (1..).zip(IBANS) {
			table += &format!("0,electricity,{meter},Home {meter},{iban},M-{meter},2026-01-05\n");
		}
		fs::write(scene.file("table.csv"), table).expect("a table");
		scene
	}

	fn file(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	fn text(&self, name: &str) -> String {
		self.file(name).to_string_lossy().into_owned()
	}

	/// Arguments of an export of the first period.
	fn exporting(&self) -> Vec<String> {
		let (url, table, out) = (self.node.url(), self.text("table.csv"), self.text("bank"));
		let house =
			["--creditor-name", "Neighbourhood", "--creditor-iban", "DE02120300000000202051"];
		let key = ["--key", "//Commonwatt//bank", "--creditor-id", "DE98ZZZ09999999999"];
		let what =
			["bank", "export", "--url", &url, "--period", "0", "--table", &table, "--out", &out];
		[&what[..], &house, &key].concat().into_iter().map(str::to_owned).collect()
	}

	fn export(&self, more: &[&str]) -> String {
		let arguments = self.exporting();
		let arguments: Vec<&str> =
			arguments.iter().map(String::as_str).chain(more.to_vec()).collect();
		succeed(&arguments)
	}

	/// Runs `bank import` on a file of this text.
	fn import(&self, name: &str, answer: &str) -> std::process::Output {
		let path = self.text(name);
		fs::write(&path, answer).expect("a file");
		let (url, out) = (self.node.url(), self.text("bank"));
		let what = ["bank", "import", "--url", &url, "--key", "//Commonwatt//bank"];
		commonwatt(&[&what[..], &["--journal", &out, "--file", &path]].concat())
	}

	fn imported(&self, name: &str, answer: &str) -> String {
		let output = self.import(name, answer);
		assert!(output.status.success(), "{}", text(&output.stderr));
		text(&output.stdout)
	}

	fn reconcile(&self) -> std::process::Output {
		let (url, out) = (self.node.url(), self.text("bank"));
		commonwatt(&["bank", "reconcile", "--url", &url, "--journal", &out, "--json"])
	}

	/// The files for the bank, debits before credits.
	fn orders(&self) -> Vec<Sent> {
		let entries = fs::read_dir(self.file("bank")).expect("a folder");
		let mut orders: Vec<Sent> = entries
			.map(|entry| entry.expect("an entry").path())
			.filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
			.map(|path| read(&path))
			.collect();
		orders.sort_by_key(|order| order.kind != Kind::DirectDebits);
		orders
	}
}

fn read(path: &Path) -> Sent {
	Sent::read(&fs::read(path).expect("readable"), &Default::default()).expect("an order")
}

/// A notification of one booking per payment.
fn notice(bookings: &[(&SentPayment, &str, Option<&str>)]) -> String {
	let entries: String = bookings
		.iter()
		.map(|(payment, side, reason)| {
			let SentPayment { end_to_end, amount, instruction, .. } = payment;
			let instruction = instruction.as_deref().unwrap_or_default();
			let reason =
				reason.map(|reason| format!("<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>"));
			format!(
				"<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>BOOK</Sts>\
				 <NtryDtls><TxDtls><Refs><InstrId>{instruction}</InstrId><EndToEndId>{end_to_end}\
				 </EndToEndId></Refs>{}</TxDtls></NtryDtls></Ntry>",
				reason.unwrap_or_default()
			)
		})
		.collect();
	format!(
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.02\"><BkToCstmrDbtCdtNtfctn>\
		 <GrpHdr><MsgId>B</MsgId></GrpHdr><Ntfctn><Id>N</Id><Acct><Id><IBAN>DE02120300000000202051\
		 </IBAN></Id></Acct>{entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
	)
}

/// A status report that rejects one payment.
fn rejection(message: &str, payment: &SentPayment) -> String {
	let (name, group) = (&payment.end_to_end, &payment.group);
	format!(
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt><GrpHdr>\
		 <MsgId>S</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>\
		 pain.008.001.08</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{group}\
		 </OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>RJCT</TxSts>\
		 <StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>\
		 </CstmrPmtStsRpt></Document>"
	)
}

#[test]
fn what_a_bank_books_is_on_chain_to_the_cent() {
	let scene = Scene::new();
	// Killed at several moments, and done again: as if once.
	for delay_ms in [150, 400, 900, 2_000] {
		let arguments = scene.exporting();
		let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
		let mut program = commonwatt_in_background(&arguments);
		sleep(Duration::from_millis(delay_ms));
		let _ = program.kill();
		program.wait().expect("it can be waited for");
	}
	let told = scene.export(&[]);
	assert!(told.starts_with("Community 0, electricity, period 0: "), "{told}");
	let again = scene.export(&[]);
	assert!(again.contains("No file was written"), "{again}");

	let orders = scene.orders();
	let debits = orders.first().filter(|o| o.kind == Kind::DirectDebits).expect("debits");
	let [first, second, ..] = debits.payments.as_slice() else { panic!("two debits: {debits:?}") };
	let credits: Vec<_> = orders.iter().skip(1).flat_map(|order| &order.payments).collect();

	// One is rejected, the others are booked; all of it is said twice.
	let rejected = rejection(&debits.message, first);
	let mut bookings: Vec<_> =
		debits.payments.iter().skip(1).map(|payment| (payment, "CRDT", None)).collect();
	bookings.extend(credits.iter().map(|payment| (*payment, "DBIT", None)));
	let booked = notice(&bookings);
	assert!(scene.imported("1.xml", &rejected).contains(&first.end_to_end));
	assert!(scene.imported("2.xml", &booked).contains("collected"));
	for (name, answer) in [("3.xml", &rejected), ("4.xml", &booked)] {
		let told = scene.imported(name, answer);
		assert!(told.contains("Nothing changed"), "{told}");
	}

	// The rejected one is tried again, under another attempt; another comes back after weeks.
	scene.export(&["--retry"]);
	let retried = scene.orders().into_iter().find(|order| order.message.contains("-D2-"));
	let retried = retried.expect("a second attempt");
	assert_eq!(retried.payments.len(), 1);
	assert_eq!(retried.payments[0].end_to_end, first.end_to_end);
	scene.imported("5.xml", &notice(&[(&retried.payments[0], "CRDT", None)]));
	let back = notice(&[(second, "DBIT", Some("MD06"))]);
	let told = scene.imported("6.xml", &back);
	assert!(told.contains("came back") && told.contains("MD06"), "{told}");

	let output = scene.reconcile();
	assert!(output.status.success(), "{}", text(&output.stderr));
	let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
	assert_eq!(report["agrees"], true);
	let cents = |row: usize| report["rows"][row]["chain"].as_i64().expect("cents");
	let sum = u64::try_from(cents(0)).expect("positive");
	assert_eq!(sum, debits.sum().get(), "all debits were collected, one at the second attempt");
	assert_eq!(
		u64::try_from(cents(3)).expect("positive"),
		second.amount.get(),
		"and one came back"
	);

	// What can't be is refused as a whole, and what differs is named.
	let wrong = booked.replacen(&format!(">{}<", second.amount), ">0.99<", 1);
	let refused = scene.import("7.xml", &wrong);
	assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
	assert!(text(&refused.stderr).contains(&second.end_to_end), "{}", text(&refused.stderr));
	let journal = scene.file("bank").join("journal.jsonl");
	let lines = fs::read_to_string(&journal).expect("a journal");
	let without: String =
		lines.split_inclusive('\n').filter(|line| !line.contains("debit_returned")).collect();
	fs::write(&journal, without).expect("a journal");
	let output = scene.reconcile();
	assert_eq!(output.status.code(), Some(5));
	let expected = format!("{}, attempt 1, debit returned", second.end_to_end);
	assert!(text(&output.stderr).contains(&expected), "{}", text(&output.stderr));
}
