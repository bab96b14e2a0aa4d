#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays a bank: takes the order files of `commonwatt bank export` and answers as banks do.

    bank_answers.py table  --data DIR --community N --out FILE   whose account is where, for export
    bank_answers.py answer --books FILE --orders DIR --answers DIR --day 2026-11-23
                                          answers every order file that is not known yet
    bank_answers.py later  --books FILE --answers DIR --day 2027-01-11
                                          gives back what had been chosen for it: weeks later
    bank_answers.py failed --books FILE   names the statements that will never be paid

Each answer is a pain.002 (what the bank did with the file) and a camt.054 (what it booked). What
goes wrong is chosen by the order in which payments come, so that the same orders get the same
answers:

    debit 1       fails once (insufficient funds)
    debit 2       is booked, and returned later at the debtor's request
    debit 3       fails (account closed), and so do all later ones of this member
    transfer 1    is booked, and returned later (account closed)
    transfer 2    is refused
    first answer  comes with a copy of its pain.002, and a deposit that nobody had ordered

Numbers count first attempts over the life of the books. Needs Python 3.11, nothing else.
"""

import argparse
import csv
import json
import sys
from datetime import date
from pathlib import Path

from bank_files import Entry, Order, member_of, notification, read_orders, status_report

FAILS_ONCE, RETURNED, CLOSED = 1, 2, 3
TRANSFER_RETURNED, TRANSFER_REFUSED = 1, 2
DEPOSIT_CENTS = 2_500
BANK_CODE = "12030000"


class Books:
    """What the bank remembers between two calls."""

    def __init__(self, path):
        self.path = Path(path)
        empty = {
            "files": [], "numbers": {}, "count": {"D": 0, "C": 0}, "return": [], "entries": 0,
            "answers": 0, "closed": [], "booked_cents": 0, "tally": {},
        }  # fmt: skip
        self.data = json.loads(self.path.read_text()) if self.path.exists() else empty

    def save(self):
        """Writes the books; complete or not at all."""
        beside = self.path.with_suffix(".part")
        beside.write_text(json.dumps(self.data, indent=1) + "\n")
        beside.replace(self.path)

    def number(self, order):
        """As the how-manieth debit or transfer the bank first saw a payment."""
        known = self.data["numbers"].get(order.end_to_end)
        if known is None:
            self.data["count"][order.kind] += 1
            known = self.data["count"][order.kind]
            self.data["numbers"][order.end_to_end] = known
        return known

    def note(self, what):
        """Counts what happened."""
        self.data["tally"][what] = self.data["tally"].get(what, 0) + 1

    def entry(self, order, cents, is_credit, day, **more):
        """A booking on the community's account."""
        self.data["entries"] += 1
        self.data["booked_cents"] += cents if is_credit else -cents
        reference = f"{day.replace('-', '')}{self.data['entries']:08}"
        return Entry(order, cents, is_credit, day, reference, **more)

    def next_answer(self):
        """The number of the next answer."""
        self.data["answers"] += 1
        return self.data["answers"]


def refusal(books, order, number):
    """Why the bank refuses a payment; none if it does not."""
    if order.kind == "D":
        if number == CLOSED:
            books.data["closed"].append(order.member)
        if order.member in books.data["closed"]:
            return "AC04"
        return "AM04" if number == FAILS_ONCE and order.attempt == 1 else None
    return "AC01" if number == TRANSFER_REFUSED and order.attempt == 1 else None


def is_returned(order, number):
    """Whether a booked payment comes back later."""
    chosen = RETURNED if order.kind == "D" else TRANSFER_RETURNED
    return number == chosen and order.attempt == 1


def deposit(books, order, day):
    """Money that a member sends on its own."""
    books.note("deposits")
    text = f"Payment in advance {order.member}"
    return books.entry(None, DEPOSIT_CENTS, True, day, text=text, account=order.account)


def answer_file(books, file, day):
    """Decides about every payment of an order file; returns refusals and bookings."""
    refused, entries = {}, []
    for order in file.orders:
        number = books.number(order)
        reason = refusal(books, order, number)
        what = "debits" if order.kind == "D" else "transfers"
        if reason:
            refused[order.instruction] = reason
            books.note(f"{what}_failed")
            continue
        entries.append(books.entry(order, order.cents, order.kind == "D", day))
        books.note(f"{what}_booked")
        if is_returned(order, number):
            books.data["return"].append(order.as_list())
    return refused, entries


def answer(books, orders, answers, day):
    """Answers the order files that the books don't know."""
    for path in sorted(Path(orders).glob("**/*.xml")):
        file = read_orders(path)
        if file.message in books.data["files"]:
            continue
        first = not books.data["files"]
        refused, entries = answer_file(books, file, day)
        if first:
            entries.append(deposit(books, file.orders[0], day))
        number = books.next_answer()
        report = status_report(f"BANK-STATUS-{number}", file, refused, day)
        write(answers, f"{number:04}-status.xml", report)
        if first:
            write(answers, f"{number:04}-status-again.xml", report)
        if entries:
            text = notification(f"BANK-NOTICE-{number}", file.account, entries, day)
            write(answers, f"{number:04}-booked.xml", text)
        books.data["files"].append(file.message)
        print(f"{path.name}: {len(file.orders)} payments, {len(refused)} refused")


def later(books, answers, day):
    """Gives back what had been chosen for it. The direction is the other one."""
    orders = [Order(*fields) for fields in books.data["return"]]
    if not orders:
        return
    entries = []
    for order in orders:
        reason = "MD06" if order.kind == "D" else "AC04"
        entries.append(books.entry(order, order.cents, order.kind != "D", day, reason=reason))
        books.note("debits_returned" if order.kind == "D" else "transfers_returned")
    number = books.next_answer()
    text = notification(f"BANK-NOTICE-{number}", orders[0].account, entries, day)
    write(answers, f"{number:04}-returned.xml", text)
    books.data["return"] = []
    print(f"{len(entries)} payments returned")


def failed(books):
    """Statements of the members whose accounts are closed, for the guarantor to give up."""
    closed = books.data["closed"]
    return [name for name in books.data["numbers"] if member_of(name) in closed]


def write(folder, name, text):
    """Writes a file into a folder that may not be there yet."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, name).write_bytes(text.encode("utf-8"))


def iban(number):
    """A German account number with its check digits."""
    account = f"{BANK_CODE}{number:010}"
    check = 98 - int(f"{account}131400") % 97  # D is 13, E is 14
    return f"DE{check:02}{account}"


def table(data, community, out):
    """Whose account is where: one per home, with a mandate for every meter."""
    columns = ["community", "network", "meter", "name", "iban", "mandate", "signed", "sequence"]
    with open(Path(data, "meters.csv"), newline="", encoding="ascii") as file:
        meters = [row for row in csv.DictReader(file) if row["class"] == "boundary"]
    homes = {name: at for at, name in enumerate(dict.fromkeys(m["name"] for m in meters), 1)}
    with open(out, "w", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for meter in meters:
            mandate = f"CW-{community}-{meter['network'][0].upper()}{meter['index']}"
            account = iban(homes[meter["name"]])
            writer.writerow([community, meter["network"], meter["index"], meter["name"], account,
                             mandate, "2026-01-05", "RCUR"])  # fmt: skip


def arguments():
    """What is asked for."""
    parser = argparse.ArgumentParser(description="Play a bank.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("table")
    command.add_argument("--data", required=True)
    command.add_argument("--community", type=int, required=True)
    command.add_argument("--out", required=True)
    for name in ("answer", "later", "failed"):
        command = commands.add_parser(name)
        command.add_argument("--books", required=True)
        if name == "failed":
            continue
        command.add_argument("--answers", required=True)
        command.add_argument("--day", type=date.fromisoformat, required=True)
        if name == "answer":
            command.add_argument("--orders", required=True)
    return parser.parse_args()


def main():
    """Entry point."""
    asked = arguments()
    if asked.command == "table":
        table(asked.data, asked.community, asked.out)
        return 0
    books = Books(asked.books)
    if asked.command == "failed":
        for name in failed(books):
            print(name)
        return 0
    day = asked.day.isoformat()
    if asked.command == "answer":
        answer(books, asked.orders, asked.answers, day)
    else:
        later(books, asked.answers, day)
    books.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
