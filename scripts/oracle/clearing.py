#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recomputes cleared slots from their rows with exact rationals and compares every figure.

Reads the JSON lines of `cargo run -p settlement-core --example books` from standard input. Written
from the rules, not from the Rust code: ticks are real intervals here, limits are compared with
their ends, the price is found by trying all ticks, and flows are laid out one by one.

Exit code 0: all slots agree. 1: some figure differs (the first ones are printed). 2: no input.
"""

import json
import sys
from bisect import bisect_right
from fractions import Fraction
from math import ceil, floor

TICKS = 256
BALANCING, GRID = -1, -2
SHOWN = 5
LAID_OUT_MAX = 20_000


class Band:
    """The seller's prices of a slot, cut into ticks."""

    def __init__(self, tariff):
        self.feed_in, self.retail, self.network_fee, self.fund_fee = tariff
        self.fees = self.network_fee + self.fund_fee
        self.margin = self.retail - self.feed_in - self.fees

    def begin(self, tick):
        return self.feed_in + Fraction(self.margin * tick, 255)

    def end(self, tick):
        """Every price of the tick is below this."""
        return self.feed_in + Fraction(self.margin * (tick + 1), 255)

    def seller_accepts(self, limit, tick):
        """Whether no price of the tick is below the limit."""
        if self.margin < 0:
            return False
        if limit is None or limit <= self.feed_in:
            return True
        if self.margin == 0:
            return False
        return limit <= self.begin(tick)

    def buyer_accepts(self, limit, tick):
        """Whether no whole price of the tick, fees on top, is above the limit."""
        if self.margin < 0:
            return False
        if limit is None or limit >= self.retail:
            return True
        if self.margin == 0 or tick == TICKS - 1:
            return False
        return ceil(self.end(tick)) - 1 + self.fees <= limit


def accepted(slot, band, tick):
    """Supply and demand that accept a tick, the loss among them."""
    supply = max(-slot["loss"], 0)
    demand = max(slot["loss"], 0)
    for row in slot["rows"]:
        if row["outside"]:
            continue
        if band.seller_accepts(row["sell_min"], tick):
            supply += row["export"]
        if band.buyer_accepts(row["buy_max"], tick):
            demand += row["import"]
    return supply, demand


def fixed_point(slot, band):
    for tick in reversed(range(TICKS)):
        supply, demand = accepted(slot, band, tick)
        if tick * supply <= (TICKS - 1 - tick) * demand:
            return tick, supply, demand
    raise AssertionError("tick 0 always holds")


def seller_price(band, tick, supply, demand):
    if band.margin == 0:
        return band.feed_in
    if supply + demand == 0:
        return band.feed_in + floor(Fraction(band.margin, 2))
    price = band.feed_in + floor(Fraction(band.margin * demand, supply + demand))
    last = band.retail - band.fees if tick == TICKS - 1 else ceil(band.end(tick)) - 1
    return min(price, last)


def clear(slot):
    band = Band(slot["tariff"])
    inside = [row for row in slot["rows"] if not row["outside"]]
    outside = [row for row in slot["rows"] if row["outside"]]
    all_supply = sum(row["export"] for row in inside) + max(-slot["loss"], 0)
    all_demand = sum(row["import"] for row in inside) + max(slot["loss"], 0)
    if band.margin < 0:
        tick = supply = demand = 0
        price_seller = sell_price = band.feed_in
        price_buyer = buy_price = band.retail
    else:
        tick, supply, demand = fixed_point(slot, band)
        price_seller = seller_price(band, tick, supply, demand)
        price_buyer = price_seller + band.fees
        sell_price, buy_price = price_seller, price_buyer
        if supply > demand:
            worth = demand * price_seller + (supply - demand) * band.feed_in
            sell_price = floor(Fraction(worth, supply))
        if demand > supply:
            cost = supply * price_buyer + (demand - supply) * band.retail
            buy_price = ceil(Fraction(cost, demand))
    matched = min(supply, demand)
    return band, {
        "local": band.margin >= 0,
        "tick": tick,
        "supply": supply,
        "demand": demand,
        "matched": matched,
        "refused_supply": all_supply - supply,
        "refused_demand": all_demand - demand,
        "outside_supply": sum(row["export"] for row in outside),
        "outside_demand": sum(row["import"] for row in outside),
        "price_seller": price_seller,
        "price_buyer": price_buyer,
        "sell_price": sell_price,
        "buy_price": buy_price,
        "rotation": slot["slot"] * 0x9E3779B1 % matched if matched else 0,
    }


def row_outcome(row, band, cleared):
    """Whether the row sells and buys locally, and its leg."""
    if row["outside"]:
        return False, False, 0
    sells = band.seller_accepts(row["sell_min"], cleared["tick"])
    buys = band.buyer_accepts(row["buy_max"], cleared["tick"])
    sell = cleared["sell_price"] if sells else band.feed_in
    buy = cleared["buy_price"] if buys else band.retail
    return sells, buys, row["export"] * sell - row["import"] * buy


def named(slot, band, cleared, row_legs):
    """Named legs from what each party really exchanged; rounding is what is left."""
    matched = cleared["matched"]
    bought = cleared["demand"] - matched + cleared["refused_demand"]
    sold = cleared["supply"] - matched + cleared["refused_supply"]
    loss = slot["loss"]
    price = cleared["buy_price"] if loss > 0 else cleared["sell_price"]
    legs = {
        "grid": band.retail * bought - band.feed_in * sold + band.network_fee * matched,
        "balancing": -loss * price,
        "fund": band.fund_fee * matched,
        "suspense": sum(row_legs),
    }
    legs["rounding"] = -sum(legs.values())
    return legs


def run_lengths(energies, total, matched):
    """How much of each accepted energy is matched: differences of floored shares."""
    before, lengths = 0, []
    share = lambda quantity: floor(Fraction(quantity * matched, total)) if total else 0
    for energy in energies:
        lengths.append(share(before + energy) - share(before))
        before += energy
    return lengths


def flow(slot, outcomes, cleared):
    """Runs [exporter, importer, quantity] of all export of the slot."""
    local, matched = cleared["local"], cleared["matched"]
    exports = [row["export"] for row in slot["rows"]] + [max(-slot["loss"], 0)]
    imports = [row["import"] for row in slot["rows"]] + [max(slot["loss"], 0)]
    sells = [outcome[0] for outcome in outcomes] + [local]
    buys = [outcome[1] for outcome in outcomes] + [local]
    names = list(range(len(slot["rows"]))) + [BALANCING]
    only = lambda energies, flags: [e if flag else 0 for e, flag in zip(energies, flags)]
    out_runs = run_lengths(only(exports, sells), cleared["supply"], matched)
    in_runs = run_lengths(only(imports, buys), cleared["demand"], matched)
    ends, end = [], 0
    for run in in_runs:
        end += run
        ends.append(end)
    runs, rank = [], 0
    for name, export, run in zip(names, exports, out_runs):
        while run > 0:
            there = (rank + cleared["rotation"]) % matched
            importer = bisect_right(ends, there)
            quantity = min(run, ends[importer] - there)
            runs.append([name, names[importer], quantity])
            run, rank, export = run - quantity, rank + quantity, export - quantity
        if export:
            runs.append([name, GRID, export])
    return runs


def laid_out(runs, in_runs, cleared, names):
    """The importer of every matched base quantity, one list entry each."""
    importers = [name for name, run in zip(names, in_runs) for _ in range(run)]
    turned = importers[cleared["rotation"] :] + importers[: cleared["rotation"]]
    told = [to for _, to, quantity in runs if to != GRID for _ in range(quantity)]
    return told == turned


def invariants(slot, band, cleared, legs, runs):
    """What must hold whatever the figures are, as (name, holds)."""
    c = cleared
    yield "price order", (
        band.feed_in <= c["sell_price"] <= c["price_seller"]
        <= c["price_buyer"] <= c["buy_price"] <= band.retail
    )
    taken = c["demand"] - c["matched"] + c["refused_demand"] + c["outside_demand"]
    given = c["supply"] - c["matched"] + c["refused_supply"] + c["outside_supply"]
    yield "energy", taken - given == slot["grid_net"]
    yield "rounding", 0 <= legs["rounding"] < max(c["supply"], c["demand"], 1)
    yield "every quantity has a fate", sum(run[2] for run in runs) == sum(
        row["export"] for row in slot["rows"]
    ) + max(-slot["loss"], 0)
    yield "matched once", sum(run[2] for run in runs if run[1] != GRID) == c["matched"]
    for row in slot["rows"]:
        if c["matched"] and row["sells"] and row["sell_min"] is not None:
            yield "seller's limit", c["price_seller"] >= row["sell_min"]
        if c["matched"] and row["buys"] and row["buy_max"] is not None:
            yield "buyer's limit", c["price_buyer"] <= row["buy_max"]


def differences(slot):
    band, cleared = clear(slot)
    outcomes = [row_outcome(row, band, cleared) for row in slot["rows"]]
    legs = named(slot, band, cleared, [outcome[2] for outcome in outcomes])
    for name, value in {**cleared, **legs}.items():
        if slot[name] != value:
            yield f"{name}: {slot[name]}, expected {value}"
    for index, (row, outcome) in enumerate(zip(slot["rows"], outcomes)):
        told = (row["sells"], row["buys"], row["leg"])
        if told != outcome:
            yield f"row {index}: {told}, expected {outcome}"
    runs = flow(slot, outcomes, cleared)
    if slot["flow"] != runs:
        yield f"flow: {slot['flow']}, expected {runs}"
    if cleared["matched"] <= LAID_OUT_MAX:
        buys = [outcome[1] for outcome in outcomes] + [cleared["local"]]
        imports = [row["import"] for row in slot["rows"]] + [max(slot["loss"], 0)]
        kept = [energy if flag else 0 for energy, flag in zip(imports, buys)]
        in_runs = run_lengths(kept, cleared["demand"], cleared["matched"])
        names = list(range(len(slot["rows"]))) + [BALANCING]
        if not laid_out(slot["flow"], in_runs, cleared, names):
            yield "flow: not the rotation of the importers laid out one by one"
    for name, holds in invariants(slot, band, cleared, legs, runs):
        if not holds:
            yield f"broken: {name}"


def main():
    count = wrong = traded = 0
    for number, line in enumerate(sys.stdin, 1):
        slot = json.loads(line)
        count += 1
        traded += slot["matched"] > 0
        found = list(differences(slot))
        if not found:
            continue
        wrong += 1
        if wrong <= SHOWN:
            print(f"slot on line {number} differs:", *found, sep="\n  ", file=sys.stderr)
    if not count:
        print("oracle: nothing to check", file=sys.stderr)
        return 2
    print(f"oracle: {count} slots recomputed, {traded} with local trade, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
