// SPDX-License-Identifier: Apache-2.0
//! What a bank would answer.

use super::{end_to_end_id, StatementId};

/// A status report about single payments: statement, instruction and status.
pub fn status(message: &str, payments: &[(StatementId, &str, &str)]) -> String {
	let told: String = payments
		.iter()
		.map(|(id, instruction, status)| {
			let (name, instruction) = (end_to_end_id(*id), instruction_of(instruction));
			format!(
				"<TxInfAndSts>{instruction}<OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{status}\
				 </TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>"
			)
		})
		.collect();
	report(
		message,
		"",
		&format!(
		"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message}-R</OrgnlPmtInfId>{told}</OrgnlPmtInfAndSts>"
	),
	)
}

/// A status report about a whole file, with what the bank found in it.
pub fn whole(message: &str, found: &str, status: &str) -> String {
	report(message, &format!("{found}<GrpSts>{status}</GrpSts>"), "")
}

fn report(message: &str, found: &str, payments: &str) -> String {
	format!(
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt><GrpHdr>\
		 <MsgId>B</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>\
		 pain.008.001.08</OrgnlMsgNmId>{found}</OrgnlGrpInfAndSts>{payments}</CstmrPmtStsRpt>\
		 </Document>"
	)
}

fn instruction_of(text: &str) -> String {
	match text {
		"" => String::new(),
		text => format!("<OrgnlInstrId>{text}</OrgnlInstrId>"),
	}
}

/// A notification of entries.
pub fn notice(entries: &[String]) -> String {
	format!(
		"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn>\
		 <GrpHdr><MsgId>B</MsgId></GrpHdr><Ntfctn><Id>N</Id><Acct><Id><IBAN>DE02120300000000202051\
		 </IBAN></Id></Acct>{}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>",
		entries.concat()
	)
}

/// One entry of a notification.
pub struct Entry<'a> {
	/// CRDT or DBIT.
	pub side: &'a str,
	/// What was booked, as in the file.
	pub amount: &'a str,
	/// What was asked for, if that is another amount.
	pub asked: Option<&'a str>,
	/// The end-to-end id.
	pub name: &'a str,
	/// The instruction; empty for none.
	pub instruction: &'a str,
	/// Why it came back.
	pub reason: Option<&'a str>,
	/// What the other side wrote.
	pub text: &'a str,
	/// The bank's reference.
	pub reference: &'a str,
}

impl Default for Entry<'_> {
	fn default() -> Self {
		Self {
			side: "CRDT",
			amount: "0.00",
			asked: None,
			name: "NOTPROVIDED",
			instruction: "",
			reason: None,
			text: "",
			reference: "REF",
		}
	}
}

impl Entry<'_> {
	/// As XML.
	pub fn xml(&self) -> String {
		let Self { side, amount, name, text, reference, .. } = self;
		let instruction = match self.instruction {
			"" => String::new(),
			text => format!("<InstrId>{text}</InstrId>"),
		};
		let asked = self.asked.map(|asked| {
			format!("<AmtDtls><InstdAmt><Amt Ccy=\"EUR\">{asked}</Amt></InstdAmt></AmtDtls>")
		});
		let returned = self.reason.map(|r| format!("<RtrInf><Rsn><Cd>{r}</Cd></Rsn></RtrInf>"));
		format!(
			"<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
			 <AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs>{instruction}<EndToEndId>\
			 {name}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt>{}<RmtInf><Ustrd>{text}</Ustrd>\
			 </RmtInf>{}</TxDtls></NtryDtls></Ntry>",
			asked.unwrap_or_default(),
			returned.unwrap_or_default()
		)
	}
}
