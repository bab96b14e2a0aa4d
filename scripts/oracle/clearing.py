#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recomputes cleared slots from their rows (`market.py`) and compares every figure.

usage: books COUNT SEED | clearing.py
       clearing.py --write FOLDER|COUNT [SEED] | books - | clearing.py

Reads the JSON lines of the example `books` of settlement-core from standard input. `--write`
writes the inputs of slots in the example's own line form instead: every slot of both networks of a
day in `data/` under every rule, or random slots of another kind than the example makes.

Exit code 0: all slots agree. 1: some figure differs (the first ones are printed). 2: no input.
"""

import json
import sys
from collections import Counter

import books
import market
from market import GRID

SHOWN = 5
LAID_OUT_MAX = 20_000
# So often, the comparison itself is tried with wrong figures.
UNSEEN_EVERY = 500
FIGURES = (
    "tick", "supply", "demand", "matched", "refused_supply", "refused_demand", "outside_supply",
    "outside_demand", "price_seller", "price_buyer", "sell_price", "buy_price", "rotation", "grid",
    "balancing", "fund", "rounding", "suspense",
)


def laid_out(slot, figures, doing):
    """Whether the importer of every matched base quantity, one list entry each, is the told one."""
    names = [*range(len(slot["rows"])), market.BALANCING]
    importers = [name for name, run in zip(names, doing["matched_import"]) for _ in range(run)]
    turned = importers[figures["rotation"] :] + importers[: figures["rotation"]]
    told = [to for _, to, quantity in slot["flow"] if to != GRID for _ in range(quantity)]
    return told == turned


def never_worse(slot, band, row_legs):
    """Nobody inside is worse than with the grid alone, whatever the rule."""
    return all(
        row["outside"] or leg >= row["export"] * band.feed_in - row["import"] * band.retail
        for row, leg in zip(slot["rows"], row_legs)
    )


def invariants(slot, band, figures, row_legs):
    """What must hold whatever the figures are, as (name, holds)."""
    c, on_chain = figures, slot["mode"] == "on_chain"
    if on_chain:
        yield "price order", (
            band.feed_in <= c["sell_price"] <= c["price_seller"]
            <= c["price_buyer"] <= c["buy_price"] <= band.retail
        )
        yield "never worse than with the grid", never_worse(slot, band, row_legs)
    taken = c["demand"] - c["matched"] + c["refused_demand"] + c["outside_demand"]
    given = c["supply"] - c["matched"] + c["refused_supply"] + c["outside_supply"]
    yield "energy", taken - given == slot["grid_net"]
    yield "rounding", 0 <= c["rounding"] < max(c["supply"], c["demand"], 1)
    yield "rounding of the sharing rule", slot["rule"] == "ratio" or c["rounding"] == 0
    yield "matched once", sum(run[2] for run in slot["flow"] if run[1] != GRID) == c["matched"]
    exports = sum(row["export"] for row in slot["rows"]) + market.found(slot)
    yield "every quantity has a fate", sum(run[2] for run in slot["flow"]) == exports
    if slot["mode"] == "closed":
        yield "closed moves no money", not any([c["grid"], c["balancing"], c["fund"], *row_legs])
    for row in slot["rows"]:
        if slot["rule"] == "ratio" and c["matched"]:
            if row["sells"] and row["sell_min"] is not None:
                yield "seller's limit", c["price_seller"] >= row["sell_min"]
            if row["buys"] and row["buy_max"] is not None:
                yield "buyer's limit", c["price_buyer"] <= row["buy_max"]


def differences(slot):
    figures, row_legs, doing, band = market.settle(slot)
    for name, value in figures.items():
        if slot[name] != value:
            yield f"{name}: {slot[name]}, expected {value}"
    expected = zip(doing["sells"], doing["buys"], doing["bought"], row_legs)
    for index, (row, own) in enumerate(zip(slot["rows"], expected, strict=True)):
        told = (row["sells"], row["buys"], row["import_in_market"], row["leg"])
        if told != own:
            yield f"row {index}: {told}, expected {own}"
    runs = market.flow(slot, figures, doing)
    if slot["flow"] != runs:
        yield f"flow: {slot['flow']}, expected {runs}"
    if figures["matched"] <= LAID_OUT_MAX and not laid_out(slot, figures, doing):
        yield "flow: not the rotation of the importers laid out one by one"
    for name, holds in invariants(slot, band, figures, row_legs):
        if not holds:
            yield f"broken: {name}"


def kind(slot):
    return "/".join(filter(None, [slot["rule"], slot["keys"], slot["mode"]]))


def unseen(slot):
    """The figures of a slot that could be wrong by one without a difference."""
    for name in FIGURES:
        if not any(differences({**slot, name: slot[name] + 1})):
            yield f"nobody would notice a wrong {name}"
    for index, row in enumerate(slot["rows"]):
        rows = list(slot["rows"])
        rows[index] = {**row, "leg": row["leg"] + 1}
        if not any(differences({**slot, "rows": rows})):
            yield f"nobody would notice a wrong leg of row {index}"


def compare(lines):
    count, wrong, traded, kinds = 0, 0, 0, Counter()
    for number, line in enumerate(lines, 1):
        slot = json.loads(line)
        count += 1
        traded += slot["matched"] > 0
        kinds[kind(slot)] += 1
        found = list(differences(slot))
        if count % UNSEEN_EVERY == 1:
            found += unseen(slot)
        if not found:
            continue
        wrong += 1
        if wrong <= SHOWN:
            print(f"slot on line {number} differs:", *found, sep="\n  ", file=sys.stderr)
    return {"slots": count, "traded": traded, "differ": wrong, "kinds": dict(sorted(kinds.items()))}


def main(arguments):
    if arguments[:1] == ["--write"]:
        for slot in books.slots(arguments[1], int(arguments[2]) if arguments[2:] else 1):
            print(books.line(slot))
        return 0
    result = compare(sys.stdin)
    if not result["slots"]:
        print("oracle: nothing to check", file=sys.stderr)
        return 2
    print(json.dumps(result))
    return 1 if result["differ"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
