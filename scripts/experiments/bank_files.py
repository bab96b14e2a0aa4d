# SPDX-License-Identifier: Apache-2.0
"""The files between a community and its bank: orders read, answers written.

Only what `bank_answers.py` needs, by the message definitions of ISO 20022 in their edition of 2019.
Order files come from a program under test, so nothing is taken for granted: counts and sums are
checked against the payments.
"""

import xml.etree.ElementTree as ET
from dataclasses import astuple, dataclass
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
# message -> direction, element of the file, of a payment, of the community's account
KINDS = {
    "pain.008": ("D", "CstmrDrctDbtInitn", "DrctDbtTxInf", "CdtrAcct"),
    "pain.001": ("C", "CstmrCdtTrfInitn", "CdtTrfTxInf", "DbtrAcct"),
}


def member_of(end_to_end):
    """Whose statement it is: its name without the period."""
    head, _, epoch = end_to_end.rsplit("-", 2)
    return f"{head}-{epoch}"


@dataclass(frozen=True)
class Order:
    """One payment of an order file. `kind` is D for a debit, C for a transfer."""

    kind: str
    end_to_end: str
    instruction: str
    group: str
    account: str
    cents: int

    def as_list(self):
        """Its fields, for JSON."""
        return list(astuple(self))

    @property
    def member(self):
        """Whose payment it is."""
        return member_of(self.end_to_end)

    @property
    def attempt(self):
        """The attempt that the instruction's name begins with."""
        return int(self.instruction.split("-")[0], 36)


@dataclass(frozen=True)
class OrderFile:
    """An order file: its name, its kind of message, the account, its payments."""

    message: str
    kind: str
    account: str
    orders: list


@dataclass(frozen=True)
class Entry:
    """A booking on the community's account; `order` is none for a deposit."""

    order: Order
    cents: int
    is_credit: bool
    day: str
    reference: str
    reason: str = ""
    text: str = ""
    account: str = ""


def euros(cents):
    """Cents as the files have them."""
    return f"{cents // 100}.{cents % 100:02}"


def cents(text):
    """An amount in cents; anything finer is an error."""
    amount = Decimal(text) * 100
    if amount != amount.to_integral_value() or amount <= 0:
        raise ValueError(f"{text} is no amount of whole cents")
    return int(amount)


class Node:
    """An element whose children are found without their namespace."""

    def __init__(self, element, namespace):
        self.element, self.namespace = element, namespace

    def all(self, path):
        """All elements below `path`."""
        steps = "/".join(f"{{{self.namespace}}}{step}" for step in path.split("/"))
        return [Node(found, self.namespace) for found in self.element.findall(steps)]

    def one(self, path):
        """The only element below `path`."""
        found = self.all(path)
        if len(found) != 1:
            raise ValueError(f"{len(found)} elements {path} where one is expected")
        return found[0]

    def text(self, path):
        """Its text."""
        return (self.one(path).element.text or "").strip()


def check_totals(node, orders):
    """Number and sum that a file or group states must be those of its payments."""
    if int(node.text("NbOfTxs")) != len(orders):
        raise ValueError("NbOfTxs is not the number of payments")
    if cents(node.text("CtrlSum")) != sum(order.cents for order in orders):
        raise ValueError("CtrlSum is not the sum of the payments")


def read_orders(path):
    """Reads a pain.008 or pain.001."""
    raw = Path(path).read_bytes()
    if b"<!DOCTYPE" in raw:
        raise ValueError(f"{path}: a document type")
    root = ET.fromstring(raw)
    namespace = root.tag[1:].split("}")[0]
    message = namespace.removeprefix(NAMESPACE)
    direction, top, payment, account_at = KINDS[message[:8]]
    top = Node(root, namespace).one(top)
    orders, account = [], ""
    for group in top.all("PmtInf"):
        account = group.text(f"{account_at}/Id/IBAN")
        of_group = [read_order(node, direction, group, account) for node in group.all(payment)]
        check_totals(group, of_group)
        orders += of_group
    header = top.one("GrpHdr")
    check_totals(header, orders)
    if len({order.end_to_end for order in orders}) != len(orders):
        raise ValueError(f"{path}: an end-to-end id occurs twice")
    return OrderFile(header.text("MsgId"), message, account, orders)


def read_order(node, direction, group, account):
    """Reads one payment."""
    amount = node.one("InstdAmt" if direction == "D" else "Amt/InstdAmt").element
    if amount.get("Ccy") != "EUR":
        raise ValueError("an amount that is not in EUR")
    return Order(direction, node.text("PmtId/EndToEndId"), node.text("PmtId/InstrId"),
                 group.text("PmtInfId"), account, cents(amount.text))  # fmt: skip


def element(name, *parts, **attributes):
    """An element of texts and other elements, which come as strings already."""
    marks = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{marks}>{''.join(parts)}</{name}>"


def leaf(name, text, **attributes):
    """An element with a text."""
    return element(name, escape(str(text)), **attributes)


def document(message, *parts):
    """A whole file."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + element("Document", *parts, xmlns=NAMESPACE + message) + "\n"


def payment_status(order, reason):
    """What became of one payment."""
    why = element("StsRsnInf", element("Rsn", leaf("Cd", reason))) if reason else ""
    amount = element("Amt", leaf("InstdAmt", euros(order.cents), Ccy="EUR"))
    return element(
        "TxInfAndSts",
        leaf("OrgnlInstrId", order.instruction),
        leaf("OrgnlEndToEndId", order.end_to_end),
        leaf("TxSts", "RJCT" if reason else "ACSP"),
        why,
        element("OrgnlTxRef", amount),
    )


def status_report(message, file, refused, day):
    """A pain.002 about an order file; `refused` has a reason by instruction."""
    total = sum(order.cents for order in file.orders)
    whole = "RJCT" if len(refused) == len(file.orders) else "PART" if refused else "ACSP"
    header = element("GrpHdr", leaf("MsgId", message), leaf("CreDtTm", f"{day}T06:00:00Z"))
    original = element(
        "OrgnlGrpInfAndSts",
        leaf("OrgnlMsgId", file.message),
        leaf("OrgnlMsgNmId", file.kind),
        leaf("OrgnlNbOfTxs", len(file.orders)),
        leaf("OrgnlCtrlSum", euros(total)),
        leaf("GrpSts", whole),
    )
    groups = {}
    for order in file.orders:
        status = payment_status(order, refused.get(order.instruction))
        groups.setdefault(order.group, []).append(status)
    parts = [
        element("OrgnlPmtInfAndSts", leaf("OrgnlPmtInfId", group), *statuses)
        for group, statuses in groups.items()
    ]
    return document("pain.002.001.10", element("CstmrPmtStsRpt", header, original, *parts))


def transaction(entry):
    """The payment behind a booking."""
    order = entry.order
    names = (
        leaf("PmtInfId", order.group),
        leaf("InstrId", order.instruction),
        leaf("EndToEndId", order.end_to_end),
    ) if order else (leaf("EndToEndId", "NOTPROVIDED"),)  # fmt: skip
    parts = [element("Refs", *names)]
    parts.append(leaf("Amt", euros(entry.cents), Ccy="EUR"))
    parts.append(leaf("CdtDbtInd", "CRDT" if entry.is_credit else "DBIT"))
    if entry.text:
        parts.append(element("RmtInf", leaf("Ustrd", entry.text)))
    if entry.reason:
        parts.append(element("RtrInf", element("Rsn", leaf("Cd", entry.reason))))
    return element("TxDtls", *parts)


def booking(entry):
    """One entry of the account."""
    return element(
        "Ntry",
        leaf("Amt", euros(entry.cents), Ccy="EUR"),
        leaf("CdtDbtInd", "CRDT" if entry.is_credit else "DBIT"),
        element("Sts", leaf("Cd", "BOOK")),
        element("BookgDt", leaf("Dt", entry.day)),
        leaf("AcctSvcrRef", entry.reference),
        element("BkTxCd"),
        element("NtryDtls", transaction(entry)),
    )


def summary(name, entries):
    """Number and sum of some entries."""
    if not entries:
        return ""
    total = euros(sum(entry.cents for entry in entries))
    return element(name, leaf("NbOfNtries", len(entries)), leaf("Sum", total))


def notification(message, account, entries, day):
    """A camt.054 with bookings."""
    created = f"{day}T18:00:00Z"
    header = element("GrpHdr", leaf("MsgId", message), leaf("CreDtTm", created))
    sums = element(
        "TxsSummry",
        summary("TtlNtries", entries),
        summary("TtlCdtNtries", [entry for entry in entries if entry.is_credit]),
        summary("TtlDbtNtries", [entry for entry in entries if not entry.is_credit]),
    )
    part = element(
        "Ntfctn",
        leaf("Id", message),
        leaf("CreDtTm", created),
        element("Acct", element("Id", leaf("IBAN", account)), leaf("Ccy", "EUR")),
        sums,
        *(booking(entry) for entry in entries),
    )
    return document("camt.054.001.08", element("BkToCstmrDbtCdtNtfctn", header, part))
