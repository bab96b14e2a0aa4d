#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds commonwatt-iso20022 against others: the published schemas, and a bank that is not ours.

    iso20022.py PROGRAM FOLDER SAMPLES

PROGRAM is the example `iso20022` of commonwatt-iso20022, FOLDER takes its files, SAMPLES holds the
messages that its tests read. Every order and every sample has to fit the schema of its message. Then
mock-bank takes the orders, refuses what is broken, books, rejects and returns; what PROGRAM reads in
its answers must be what the bank says it did. Run by iso20022.sh, which installs the packages.
"""

import importlib.util
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import xmlschema

SCHEMAS = {
    "pain.001": ("sepaxml", "schemas"),
    "pain.008": ("sepaxml", "schemas"),
    "pain.002": ("pain001", "pain002/schemas"),
    "camt.053": ("camt053", "xsd"),
    "camt.054": ("camt053", "xsd"),
}
HOUSE = "DE02120300000000202051"
REJECTED, RETURNED, TRANSFER_BACK = "CW0-E6-2-1", "CW0-E4-2-0", "CW0-E7-2-0"
# Enough for what the orders pay out, with room below the most that the bank counts.
BALANCE = 10_000_000


def fail(reason):
    """Says what is wrong and stops."""
    sys.exit(f"iso20022: {reason}")


def schema_of(path):
    """The schema of the message in a file, from a package that carries the published ones."""
    root = ElementTree.parse(path).getroot()
    message = root.tag[1:].split("}")[0].rsplit(":", 1)[1]
    package, folder = SCHEMAS[message[:8]]
    # Found, not imported: these packages need others that are of no use here.
    spec = importlib.util.find_spec(package)
    schema = Path(spec.origin).parent / folder / f"{message}.xsd"
    return message, schema if schema.exists() else None


def validate(paths):
    """Every file against its schema."""
    schemas = {}
    for path in paths:
        message, schema = schema_of(path)
        if schema is None:
            fail(f"{path}: no schema of {message}")
        schemas[schema] = schemas.get(schema) or xmlschema.XMLSchema(str(schema))
        for error in schemas[schema].iter_errors(str(path)):
            fail(f"{path}: {error.path}: {error.reason}")


def check_schemas_bite(path):
    """A schema that takes everything would prove nothing."""
    _, schema = schema_of(path)
    good = path.read_text()
    for wrong in [
        good.replace("<MsgId>", "<MsgID>").replace("</MsgId>", "</MsgID>"),
        re.sub("<MsgId>[^<]*", "<MsgId>" + "X" * 36, good),
        good.replace('Ccy="EUR">', 'Ccy="EUR">-', 1),
    ]:
        if xmlschema.XMLSchema(str(schema)).is_valid(wrong):
            fail(f"{schema.name} takes a wrong file")


def check_sums(path):
    """Counts and sums of an order, counted here."""
    root = ElementTree.parse(path).getroot()
    space = root.tag.split("}")[0] + "}"
    amounts = [Decimal(node.text) for node in root.iter(f"{space}InstdAmt")]
    header = root.find(f".//{space}GrpHdr")
    said = (int(header.find(f"{space}NbOfTxs").text), Decimal(header.find(f"{space}CtrlSum").text))
    if said != (len(amounts), sum(amounts)):
        fail(f"{path}: it says {said}, and has {(len(amounts), sum(amounts))}")


class Bank:
    """A mock-bank on a loopback port, for as long as this program runs."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        # A Monday morning; the orders collect on 2026-12-07 and pay on 2026-11-24.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mockbank", "--port", str(port), "--clock", "2026-11-23T09:00",
             "--quiet"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(100):
            try:
                self.ask("GET", "/_mock/health")
                return
            except OSError:
                time.sleep(0.1)
        self.close()
        fail("mock-bank did not start")

    def close(self):
        """Ends it."""
        self.process.terminate()
        self.process.wait(timeout=10)

    def ask(self, method, path, body=None):
        """What it answers: status and JSON."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def do(self, method, path, body=None):
        """What it answers if it does it."""
        status, answer = self.ask(method, path, body)
        if status >= 300:
            fail(f"mock-bank refused {method} {path}: {status} {answer}")
        return answer

    def messages(self, folder):
        """New messages that we read, as files."""
        paths = []
        for message in self.do("GET", "/_mock/mailbox"):
            kind = message["type"]
            if kind[:8] in ("pain.002", "camt.054", "camt.053"):
                path = folder / f"{message['id']:03}-{kind}.xml"
                path.write_text(message["body"])
                paths.append(path)
        return paths


def told(program, paths):
    """What the program reads: lines of words."""
    done = subprocess.run(
        [program, "read", *map(str, paths)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        fail(done.stderr.strip())
    return sorted(line.rstrip() for line in done.stdout.splitlines())


def expect(what, found, expected):
    """Both must be the same."""
    if found != sorted(expected):
        fail(f"{what}:\n  read     {found}\n  expected {sorted(expected)}")


def play(program, folder):
    """A bank takes the orders, and what it answers is read."""
    bank = Bank()
    try:
        bank.do("POST", "/_mock/accounts", {
            "id": "HOUSE", "iban": HOUSE, "name": "Gemeinde Sued", "currency": "EUR",
            "balance": BALANCE, "behaviour": "return-later",
            "parameters": {"days": 3, "reason": "AC04", "end_to_end_id": TRANSFER_BACK},
        })  # fmt: skip
        # A debtor whose account at this bank is closed.
        bank.do("POST", "/_mock/accounts", {
            "id": "DEBTOR", "iban": "NL91ABNA0417164300", "name": "A. Smit", "currency": "EUR",
            "balance": 0, "behaviour": "closed-account",
        })  # fmt: skip
        steps(bank, program, folder)
    finally:
        bank.close()


def steps(bank, program, folder):
    """From the orders to the last return."""
    debits = (folder / "pain.008-2019.xml").read_bytes()
    transfers = (folder / "pain.001-2019.xml").read_bytes()
    bank.do("POST", "/payments", debits)
    bank.do("POST", "/payments", transfers)
    status, _ = bank.ask("POST", "/payments", debits)
    if status != 422:
        fail(f"the same file twice: {status}")
    status, _ = bank.ask("POST", "/payments", debits.replace(b">12.30<", b">12.31<", 1))
    if status != 422:
        fail(f"a file with a wrong sum: {status}")
    reports = bank.messages(folder)
    own = [path for path in reports if b"<GrpSts>RJCT" not in path.read_bytes()]
    expect("status reports", told(program, own), [
        "status CW0-E4-2-0 Pending", "status CW0-E5-2-0 Pending",
        f"status {REJECTED} Rejected AC04 the debtor account NL91ABNA0417164300 is closed",
        "status CW0-E7-2-0 Pending", "status CW0-E8-2-0 Pending",
    ])  # fmt: skip
    bank.do("POST", "/_mock/advance?to=2026-12-08")
    expect("first bookings", told(program, notices(bank, folder)), [
        "credit CW0-E4-2-0 1230 new", "credit CW0-E5-2-0 99999999999 new",
        "debit CW0-E7-2-0 123400 new", "debit CW0-E8-2-0 56 new",
        "credit CW0-E7-2-0 123400 returned AC04",
    ])  # fmt: skip
    bank.do("POST", "/_mock/advance?to=2027-01-25")
    bank.do("POST", f"/_mock/collections/{RETURNED}/refuse", {"reason": "MD06"})
    bank.do("POST", "/_mock/advance?to=2027-01-27")
    back = told(program, notices(bank, folder))
    expect("what came back", back, ["debit CW0-E4-2-0 1230 returned MD06"])


def notices(bank, folder):
    """New notifications; the statements must be read too, and tell the same bookings."""
    paths = bank.messages(folder)
    return [path for path in paths if "camt.054" in path.name]


def main():
    """Everything in order."""
    program, folder, samples = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    subprocess.run([program, "write", str(folder)], check=True)
    orders = sorted(folder.glob("*.xml"))
    validate([*orders, *sorted(samples.glob("*.xml"))])
    for order in orders:
        check_schemas_bite(order)
        check_sums(order)
    play(program, folder)
    statements = [path for path in folder.glob("*camt.053*") if path.stat().st_size]
    bookings = [line for line in told(program, statements) if " CW0-" in line]
    if len(bookings) != 6:
        fail(f"the statements tell {len(bookings)} bookings, not 6: {bookings}")
    print(f"{len(orders)} orders and {len(list(samples.glob('*.xml')))} samples fit their schemas; "
          f"{len(list(folder.glob('0*')))} answers of another bank were read")  # fmt: skip


main()
