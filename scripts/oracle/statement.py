#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds statements up again: files of `commonwatt statement --format json`, figure by figure.

usage: statement.py FILE... [--day FOLDER FIRST_SLOT]
       statement.py --self-test

closing = opening + the legs of its slots + its notes; every leg follows from energy and prices;
totals are sums; the statements of an account hang together. With `--day`, a day's folder of `data/`
that was replayed from FIRST_SLOT on, every slot is recomputed from the readings, tariffs and orders
there (`market.py`), whatever the chain and the tool say.

Exit code 0: all adds up. 1: it does not; differences are printed. 2: nothing to check.
"""

import copy
import hashlib
import json
import random
import sys
from pathlib import Path

import books
import market

# In the order of their codes on chain.
NOTES = (
    "deposit", "withdrawal", "gap", "taken_over", "correction", "credit_paid", "collected",
    "paid_out", "pay_out_failed", "payment_returned", "written_off", "plan",
    "deviation", "device_deposit",
)
PRICED = ("market", "tariffs")
ENERGY = {
    "made": ("made_to_neighbours", "made_lost", "made_to_grid", "made_outside", "made_late"),
    "used": ("used_from_neighbours", "used_from_grid", "used_outside", "used_late"),
}


def notes_digest(notes):
    """The hash chain over notes that stands in a statement's row on chain."""
    digest = bytes(32)
    for note in notes:
        code = bytes([NOTES.index(note["kind"])])
        slot = note["slot"].to_bytes(4, "little")
        amount = note["amount_nano"].to_bytes(8, "little", signed=True)
        digest = hashlib.blake2b(digest + code + slot + amount, digest_size=32).digest()
    return digest.hex()


def leg_follows(line):
    """Whether a leg is one blended price per direction, or what was matched at the local price."""
    amount, made, used = line["amount_nano"], line["made"], line["used"]
    if line["standing"] not in PRICED:
        return amount == 0
    if amount == made * line["sell_price_nano"] - used * line["buy_price_nano"]:
        return True
    # The sharing rule. Fees are not told: they have to come out as one whole number.
    sold, bought, local = line["sold_locally"], line["bought_locally"], line["local_price_nano"]
    for grid_sell, grid_buy in ((line["feed_in_nano"], line["retail_nano"]), (0, 0)):
        plain = (sold - bought) * local + (made - sold) * grid_sell - (used - bought) * grid_buy
        fees = plain - amount
        if fees == 0 or bought and fees > 0 and fees % bought == 0:
            return True
    return False


def differences(statement):
    """Sentences about what does not add up within one statement."""
    slots, notes = statement["slots"], statement["notes"]
    legs = sum(line["amount_nano"] for line in slots)
    noted = sum(note["amount_nano"] for note in notes)
    sums = {
        "closing": (statement["closing_nano"], statement["opening_nano"] + legs + noted),
        "notes": (statement["notes_nano"], noted),
        "money by direction": (sum(statement["money_nano"].values()), legs),
        "saved": (
            statement["saved_nano"], statement["energy_nano"] - statement["grid_alone_nano"],
        ),
        **{
            name: (statement["energy"][name], sum(statement["energy"][part] for part in parts))
            for name, parts in ENERGY.items()
        },
    }
    for name, (told, own) in sums.items():
        if told != own:
            yield f"{name}: {told}, expected {own}"
    numbers = [line["slot"] for line in slots]
    if numbers != sorted(set(numbers)):
        yield "slots are not in order, each once"
    span = range(statement["first_slot"], statement["end_slot"])
    yield from (f"slot {number} is not of the period" for number in numbers if number not in span)
    for line in slots:
        if not leg_follows(line):
            yield f"slot {line['slot']}: {line['amount_nano']} does not follow from its energy"
    back = {note["slot"]: note["amount_nano"] for note in notes if note["kind"] == "taken_over"}
    for line in slots:
        expected = -line["amount_nano"] if line["taken_over"] else 0
        if back.get(line["slot"], 0) != expected:
            yield f"slot {line['slot']}: taken over is not {expected}"
    if "notes_digest" in statement and statement["notes_digest"] != notes_digest(notes):
        yield "the notes are not those the chain hashed"


def account(statement):
    names = ("community", "network", "meter", "owner_epoch")
    return tuple(statement[name] for name in names)


def chained(statements):
    """What one statement of an account closes with, the next opens with."""
    last = {}
    for statement in sorted(statements, key=lambda each: each["first_slot"]):
        before = last.get(account(statement))
        if before and before["end_slot"] == statement["first_slot"]:
            if before["closing_nano"] != statement["opening_nano"]:
                yield f"{account(statement)}: opens with another sum than it closed with"
        last[account(statement)] = statement


def recomputed(statement, slots):
    """Compares with slots computed from readings: `slots` by network and number."""
    for line in statement["slots"]:
        slot = slots.get((statement["network"], line["slot"]))
        if slot is None:
            continue
        figures, legs, doing, _ = market.settle(slot)
        meters = [row["meter"] for row in slot["rows"]]
        index = meters.index(statement["meter"])
        row = slot["rows"][index]
        own = {
            "made": row["export"],
            "used": row["import"],
            "sold_locally": doing["matched_export"][index],
            "bought_locally": doing["matched_import"][index],
            "local_price_nano": figures["price_seller"],
            "amount_nano": legs[index],
        }
        told = {name: line[name] for name in own}
        if told != own:
            yield f"slot {line['slot']}: {told}, expected {own}"


def replayed(folder, first_slot):
    """A day's slots by network and by the number they had on chain."""
    found = {}
    for slot in books.day(Path(folder)):
        number = slot["slot"] + first_slot
        found[slot["network"], number] = {**slot, "slot": number}
    return found


# A statement of its own, and every way to falsify it.


def sample(chance):
    slot = {**books.random_slot(chance), "mode": "on_chain"}
    slot["rows"] = [{**books.PLAIN, **books.WHOLE, "export": 900, "import": 700}, *slot["rows"]]
    band = market.Band(slot["tariff"])
    figures, legs, doing, _ = market.settle(slot)
    bought = doing["matched_import"][0]
    sold = doing["matched_export"][0]
    line = {
        "slot": 11, "standing": "market" if figures["local"] else "tariffs", "taken_over": True,
        "made": 900, "used": 700, "sold_locally": sold, "bought_locally": bought,
        "sell_price_nano": figures["sell_price"], "buy_price_nano": figures["buy_price"],
        "local_price_nano": figures["price_seller"], "feed_in_nano": band.feed_in,
        "retail_nano": band.retail, "amount_nano": legs[0],
    }
    outside = {**line, "slot": 12, "standing": "outside", "taken_over": False, "amount_nano": 0}
    notes = [
        {"kind": "deposit", "slot": 10, "amount_nano": 5_000},
        {"kind": "taken_over", "slot": 11, "amount_nano": -legs[0]},
        {"kind": "paid_out", "slot": 12, "amount_nano": -400},
    ]
    energy = {part: 0 for name, parts in ENERGY.items() for part in (name, *parts)}
    energy |= {"made": 900, "made_to_neighbours": sold, "made_to_grid": 900 - sold}
    energy |= {"used": 700, "used_from_neighbours": bought, "used_from_grid": 700 - bought}
    return {
        "community": 0, "network": "electricity", "meter": 3, "owner_epoch": 0, "first_slot": 10,
        "end_slot": 20, "opening_nano": 77, "closing_nano": 4_677, "energy_nano": legs[0],
        "grid_alone_nano": 5, "saved_nano": legs[0] - 5, "energy": energy,
        "money_nano": {"one_price": legs[0]}, "notes_nano": 4_600 - legs[0], "notes": notes,
        "notes_digest": notes_digest(notes), "slots": [line, outside],
    }


def falsified(statement):
    """(what, statement with one figure one too high) for every figure that must not be wrong."""
    tops = ("closing_nano", "opening_nano", "notes_nano", "saved_nano", "energy_nano")
    places = [(name,) for name in tops]
    places += [("energy", name) for name in statement["energy"]]
    places += [("notes", 0, "amount_nano"), ("notes", 1, "slot"), ("notes", 2, "slot")]
    places += [("slots", 0, "amount_nano"), ("slots", 1, "amount_nano"), ("slots", 0, "slot")]
    for *path, name in places:
        wrong = copy.deepcopy(statement)
        record = wrong
        for step in path:
            record = record[step]
        record[name] += 1
        yield (*path, name), wrong
    yield "a note left out", {**statement, "notes": statement["notes"][1:]}
    yield "a slot left out", {**statement, "slots": statement["slots"][1:]}


def self_test():
    chance, tried = random.Random(1), 0
    for _ in range(300):
        statement = sample(chance)
        if not statement["energy_nano"]:  # a slot of no worth can be left out
            continue
        found = list(differences(statement))
        if found:
            print("statement: a right one is refused:", *found, sep="\n  ", file=sys.stderr)
            return 1
        for what, wrong in falsified(statement):
            tried += 1
            if not any(differences(wrong)):
                print(f"statement: nobody noticed {what}", file=sys.stderr)
                return 1
        follower = {**statement, "first_slot": 20, "end_slot": 30}
        if not any(chained([statement, follower])):
            print("statement: nobody noticed a wrong opening", file=sys.stderr)
            return 1
    print(json.dumps({"falsified_and_noticed": tried}))
    return 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    slots = {}
    if "--day" in arguments:
        at = arguments.index("--day")
        slots = replayed(arguments[at + 1], int(arguments[at + 2]))
        del arguments[at : at + 3]
    statements = [json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments]
    if not statements:
        print("statement: nothing to check", file=sys.stderr)
        return 2
    wrong = list(chained(statements))
    for statement in statements:
        told = [*differences(statement), *recomputed(statement, slots)]
        wrong += [f"{account(statement)}: {each}" for each in told]
    print(*wrong[:20], sep="\n", end="\n" if wrong else "", file=sys.stderr)
    print(json.dumps({"checked": len(statements), "differences": len(wrong)}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
