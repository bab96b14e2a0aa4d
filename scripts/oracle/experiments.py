#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the price rule promises, tried on many markets and on the two days in `data/`.

usage: experiments.py [MARKETS] [SEED] [EVERY]     300 random markets of seed 1, every 6th meter

- Order: rows permuted change no figure and nobody's money (variance 0).
- 1 Wh: one more base quantity at any limit moves no price by more than its share of the market. The
  textbook's crossing price jumps from 0.14 to 0.30 EUR in the same market.
- Grid alone: no row does worse than with the grid alone, whatever rule and keys.
- Silence: readings held back and brought as one gap later, at the protective prices, against
  readings brought slot by slot without limits.

Silence has two kinds. If the balancing account carries the withheld energy beside its own, every
price stays what it was and silence never gains. If it carries it against its own (an export that
hides loss), or the meter both gave and took, supply and demand shrink alike, the price moves away
from the middle of the band, and silence can gain: how often and how much is reported. Two cures are
tried beside it. A gap paid at the tariffs never gains; one whose prices stop at the middle of the
band gains nothing on the two days and little else.

Exit code 0: all promises held. 1: one did not.
"""

import json
import random
import sys
from collections import Counter
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

import books
import market

DATA = Path(__file__).resolve().parents[2] / "data"
DAYS = [DATA / name for name in ("winter", "summer") if (DATA / name).is_dir()]
SPANS = (2, 4, 96)
USUAL = (300, 1, 6)


class Failed(Exception):
    """A promise that did not hold."""


def promise(holds, what):
    if not holds:
        raise Failed(what)


def open_markets(chance, count):
    """Random slots with a local market billed on chain."""
    while count:
        slot = {**books.random_slot(chance), "mode": "on_chain"}
        if market.Band(slot["tariff"]).margin >= 0:
            yield slot
            count -= 1


# Order.


def order_independence(chance, count):
    """Under the ratio rule; keys of the sharing rule give rows places, so there prices only."""
    legs_seen = []
    for slot in open_markets(chance, count):
        figures, legs, _, _ = market.settle(slot)
        order = list(range(len(legs)))
        chance.shuffle(order)
        permuted = {**slot, "rows": [slot["rows"][index] for index in order]}
        other, other_legs, _, _ = market.settle(permuted)
        if slot["rule"] == "ratio":
            promise(figures == other, "permuted rows changed a figure")
            legs_seen += [legs[index] - leg for index, leg in zip(order, other_legs)]
        elif slot["keys"] == "dynamic":
            same = ("supply", "demand", "matched", "price_seller", "price_buyer", "rounding")
            promise(all(figures[name] == other[name] for name in same), "a total depends on places")
    variance = sum(difference**2 for difference in legs_seen)
    promise(variance == 0, "permuted rows changed somebody's money")
    return {"markets": count, "legs": len(legs_seen), "variance": variance}


# 1 Wh.


def crossing_price(asks, bids):
    """The textbook's: the lowest price at which supply suffices for all who bid more."""
    prices = sorted(price for price, _ in [*asks, *bids])
    return next(
        price
        for price in prices
        if sum(quantity for ask, quantity in asks if ask <= price)
        >= sum(quantity for bid, quantity in bids if bid > price)
    )


def one_more(chance, count):
    """The largest move of p_s by one base quantity, in shares of its fair bound."""
    largest = Fraction(0)
    for slot in open_markets(chance, count):
        slot = books.ruled(slot)
        side, limit = chance.choice(["export", "import"]), chance.choice(["sell_min", "buy_max"])
        low, high = slot["tariff"][:2]
        new = {**books.PLAIN, **books.WHOLE, "export": 0, "import": 0, side: 1}
        new[limit] = chance.choice([None, chance.randint(low - 1, high + 1)])
        before = market.clear(slot)[1]
        band, after, _ = market.clear({**slot, "rows": [*slot["rows"], new]})
        traded = min(x["supply"] + x["demand"] for x in (before, after))
        if traded:
            bound = Fraction(band.margin, traded) + 2
            moved = abs(before["price_seller"] - after["price_seller"])
            promise(moved <= bound, f"1 Wh moved the price by {moved}, more than {float(bound)}")
            largest = max(largest, moved / bound)
    return {"markets": count, "largest_move_of_bound": round(float(largest), 3)}


def jump():
    """10 kWh asked at 0.14 and bid at 0.30 EUR/kWh, and one Wh more demand."""
    asks, bids = [(140_000, 10_000)], [(300_000, 10_000)]
    row = lambda **facts: {**books.PLAIN, **books.WHOLE, "export": 0, "import": 0, **facts}
    rows = [row(export=10_000, sell_min=140_000), row(**{"import": 10_000}, buy_max=300_000)]
    slot = books.ruled(
        {"slot": 0, "grid_net": 0, "loss": 0, "tariff": [80_000, 320_000, 0, 0], "mode": "on_chain"}
    )
    more = [*rows, row(**{"import": 1}, buy_max=300_000)]
    textbook = [crossing_price(asks, book) for book in (bids, [*bids, (300_000, 1)])]
    ours = [market.clear({**slot, "rows": each})[1]["price_seller"] for each in (rows, more)]
    promise(textbook == [140_000, 300_000], f"the textbook's price does not jump: {textbook}")
    share = (320_000 - 80_000) // (10_000 + 10_000)
    promise(abs(ours[1] - ours[0]) <= share + 1, f"ours jumps: {ours}")
    return {"textbook_nano": textbook, "ours_nano": ours}


# Grid alone.


def grid_alone(chance, count):
    worst = None
    for slot in open_markets(chance, count):
        figures, legs, _, band = market.settle(slot)
        for row, leg in zip(slot["rows"], legs):
            alone = row["export"] * band.feed_in - row["import"] * band.retail
            promise(row["outside"] or leg >= alone, "a row did worse than with the grid alone")
        lost, found = market.lost(slot), market.found(slot)
        alone = found * band.feed_in - lost * band.retail
        promise(figures["balancing"] >= alone, "losses cost more than with the grid alone")
        worst = min(x for x in (worst, figures["balancing"] - alone) if x is not None)
    return {"markets": count, "least_gain_on_losses_nano": worst}


# Silence.


def reported(slot, index):
    """A row's leg if it reports, without limits: they only ever cost it."""
    rows = list(slot["rows"])
    rows[index] = {**rows[index], "sell_min": None, "buy_max": None}
    return market.settle({**slot, "rows": rows})[1][index]


KINDS = ("recorded", "middle", "tariffs")


def silent(slot, index):
    """(price of export, of import) in the slot cleared without a row, for each of `KINDS`."""
    row = slot["rows"][index]
    rows = [other for place, other in enumerate(slot["rows"]) if place != index]
    loss = slot["loss"] - row["export"] + row["import"]
    band, figures, _ = market.clear({**slot, "rows": rows, "loss": loss})
    recorded = figures["sell_price"], figures["buy_price"]
    middle = band.feed_in + band.margin // 2
    stopped = min(recorded[0], middle), max(recorded[1], middle + band.fees)
    return recorded, stopped, (band.feed_in, band.retail)


def is_netted(slot, index):
    """Whether the energy of a silent row shrinks both sides of the market."""
    row = slot["rows"][index]
    hides = row["export"] and slot["loss"] > 0 or row["import"] and slot["loss"] < 0
    return bool(hides or row["export"] and row["import"])


def gap_leg(slots, index, prices):
    export = sum(slot["rows"][index]["export"] for slot in slots)
    taken = sum(slot["rows"][index]["import"] for slot in slots)
    return export * min(sell for sell, _ in prices) - taken * max(buy for _, buy in prices)


def spans(chance, count):
    """Markets of several slots: steady ones, where silence has its best chances, and others."""
    for slot in open_markets(chance, count):
        slot = books.ruled(slot)
        rows = [row for row in slot["rows"] if not row["outside"]]
        if not rows:
            continue
        span = [{**slot, "rows": rows}]
        steady = chance.random() < 0.5
        for _ in range(chance.randint(1, 4)):
            other = [{**row, "export": chance.randint(0, row["export"])} for row in rows]
            net = 0 if steady else sum(a["export"] - b["export"] for a, b in zip(rows, other))
            span.append({**slot, "rows": rows if steady else other, "loss": slot["loss"] - net})
        yield span, chance.randrange(len(rows))


def gains(slots, index, spans):
    """Per length of gap: what silence brought beyond reporting, for each of `KINDS`."""
    own = sum(reported(slot, index) for slot in slots)
    by_kind = list(zip(*(silent(slot, index) for slot in slots)))
    for span in spans:
        begins, cut = range(0, len(slots), span), lambda items, at: items[at : at + span]
        told = [
            sum(gap_leg(cut(slots, at), index, cut(prices, at)) for at in begins)
            for prices in by_kind
        ]
        promise(told[-1] <= own, "silence gained at the tariffs")
        yield [leg - own for leg in told]


def silence(chance, count):
    tried, gained = Counter(), Counter()
    for slots, index in spans(chance, count):
        netted = any(is_netted(slot, index) for slot in slots)
        tried["netted" if netted else "beside"] += 1
        for kind, gain in zip(KINDS, next(gains(slots, index, [len(slots)]))):
            gained[kind] += gain > 0
            promise(netted or gain <= 0, "silence gained though nothing was netted")
    return {"tried": dict(tried), "gained": dict(gained)}


def silent_days(every):
    """Meters of both days, silent all day in gaps of so many slots: do they gain?"""
    result = {span: Counter() for span in SPANS}
    for folder in DAYS:
        networks = {}
        for slot in books.day(folder):
            networks.setdefault(slot["network"], []).append(slot)
        for slots in networks.values():
            for index in range(len(slots[0]["rows"]) - 1, -1, -every):
                for count, of_kinds in zip(result.values(), gains(slots, index, SPANS)):
                    count["meters"] += 1
                    for kind, gain in zip(KINDS, of_kinds):
                        count[f"gained_{kind}"] += gain > 0
                        most = f"most_nano_{kind}"
                        count[most] = max(count[most], gain)
    return result


def main(arguments):
    count, seed, every = (int(given or usual) for given, usual in zip_longest(arguments, USUAL))
    chance = random.Random(seed)
    try:
        result = {
            "order": order_independence(chance, count),
            "one_more": one_more(chance, count),
            "jump": jump(),
            "grid_alone": grid_alone(chance, count),
            "silence": silence(chance, count),
            "silent_days": silent_days(every),
        }
    except Failed as failed:
        print(f"experiments: {failed}", file=sys.stderr)
        return 1
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
