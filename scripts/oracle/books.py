# SPDX-License-Identifier: Apache-2.0
"""Inputs of slots: the two days in `data/`, and random ones of every kind and at every limit."""

import csv
import random
from pathlib import Path

from market import PPM

U32_MAX = 2**32 - 1
PRICE_MAX = 10_000_000
PLAIN = {"sell_min": None, "buy_max": None, "outside": False}
WHOLE = {"participation_percent": 100, "share_ppm": 0}
MODES = ("on_chain", "outside", "closed")


def line(slot):
    """A slot as the example `books -` reads it."""
    rule = slot["keys"] or "ratio"
    optional = lambda limit: "-" if limit is None else limit
    rows = [
        f"{r['export']}:{r['import']}:{optional(r['sell_min'])}:{optional(r['buy_max'])}:"
        f"{int(r['outside'])}:{r['participation_percent']}:{r['share_ppm']}"
        for r in slot["rows"]
    ]
    head = [slot["slot"], slot["grid_net"], slot["loss"], *slot["tariff"], rule]
    return " ".join(map(str, [*head, slot["price"] or 0, slot["mode"], *rows]))


def slots(source, seed):
    """Of a folder with a day, or so many random ones."""
    if source.isdecimal():
        chance = random.Random(seed)
        return (random_slot(chance) for _ in range(int(source)))
    return (as_ruled for slot in day(Path(source)) for as_ruled in every_rule(slot))


# Days.


def day(folder):
    """Every slot of every network of a day's folder, under the ratio rule."""
    meters, readings = table(folder, "meters.csv"), table(folder, "readings.csv")
    orders = {(row["network"], row["index"]): row for row in table(folder, "orders.csv")}
    measured = {(row["network"], row["index"], row["slot"]): row for row in readings}
    for tariff in table(folder, "tariffs.csv"):
        network, slot = tariff["network"], tariff["slot"]
        rows, grid_net = [], 0
        for meter in (meter for meter in meters if meter["network"] == network):
            reading = measured[network, meter["index"], slot]
            taken, given = int(reading["import"]), int(reading["export"])
            if meter["class"] == "feeder":
                grid_net += given - taken
            elif meter["class"] == "boundary":
                order = orders.get((network, meter["index"]), {})
                limits = {
                    "sell_min": price(order.get("sell_min_nano")),
                    "buy_max": price(order.get("buy_max_nano")),
                }
                energy = {"meter": int(meter["index"]), "export": given, "import": taken}
                rows.append({**PLAIN, **WHOLE, **energy, **limits})
        prices = ("feed_in_nano", "retail_nano", "network_fee_nano", "fund_fee_nano")
        yield ruled(
            {
                "network": network,
                "slot": int(slot),
                "grid_net": grid_net,
                "loss": sum(row["export"] - row["import"] for row in rows) + grid_net,
                "tariff": [int(tariff[name]) for name in prices],
                "mode": "on_chain",
                "rows": rows,
            }
        )


def table(folder, name):
    with open(folder / name, encoding="ascii", newline="") as file:
        return list(csv.DictReader(file))


def price(text):
    return int(text) if text else None


def ruled(slot, keys=None, voted=None):
    """The slot under the ratio rule, or under the sharing rule with keys of this kind."""
    return {**slot, "rule": "sharing" if keys else "ratio", "keys": keys, "price": voted}


def every_rule(slot):
    """A slot of a day under each rule and mode, with a price and keys made up."""
    feed_in, retail, *_ = slot["tariff"]
    count = len(slot["rows"])
    rows = [
        {**row, "participation_percent": 100 - index % 4 * 20, "share_ppm": PPM // count}
        for index, row in enumerate(slot["rows"])
    ]
    for mode in MODES:
        yield ruled({**slot, "mode": mode})
        for keys in ("dynamic", "static"):
            yield ruled({**slot, "mode": mode, "rows": rows}, keys, (feed_in + retail) // 2)


# Random slots. Small numbers meet every tie; the largest meet every overflow.


def random_tariff(chance):
    scale = chance.choice([3, 40, 300_000, PRICE_MAX])
    feed_in = chance.randint(-scale, scale)
    fees = [chance.choice([0, chance.randint(0, max(1, scale // 8))]) for _ in range(2)]
    above = chance.choice([0, sum(fees), chance.randint(0, scale), chance.randint(0, 2 * scale)])
    return [feed_in, min(feed_in + above, PRICE_MAX), *fees]


def random_row(chance, tariff, most):
    energy = lambda: chance.choice([0, 1, most, chance.randint(0, most), chance.randint(0, most)])
    low, high = tariff[0] - 3, tariff[1] + 3
    edges = [tariff[0], tariff[1], -PRICE_MAX, PRICE_MAX]
    limit = lambda: chance.choice([None, None, chance.randint(low, high), chance.choice(edges)])
    return {
        "export": energy(),
        "import": energy(),
        "sell_min": limit(),
        "buy_max": limit(),
        "outside": chance.random() < 0.1,
        "participation_percent": chance.choice([0, 1, 33, 50, 99, 100, 100, 100]),
        "share_ppm": chance.choice([0, 1, 250_000, 333_333, PPM, chance.randint(0, PPM)]),
    }


def random_slot(chance):
    tariff, most = random_tariff(chance), chance.choice([1, 4, 200, 30_000, U32_MAX])
    rows = [random_row(chance, tariff, most) for _ in range(chance.choice([0, 1, 1, 2, 3, 7, 20]))]
    only = chance.choice([None, None, None, "export", "import"])
    if only:  # no producers, or no consumers
        rows = [{**row, only: 0} for row in rows]
    loss = chance.choice([0, 0, 1, -1, chance.randint(-most, most)])  # 0: as without a feeder
    net = sum(row["export"] - row["import"] for row in rows)
    slot = {
        "slot": chance.choice([0, U32_MAX, chance.randint(0, U32_MAX)]),
        "grid_net": loss - net,
        "loss": loss,
        "tariff": tariff,
        "mode": chance.choice(["on_chain", "on_chain", "on_chain", "outside", "closed"]),
        "rows": rows,
    }
    keys = chance.choice([None, None, "dynamic", "static"])
    scale = chance.choice([1, 2])
    voted = chance.randint(tariff[0] - scale, tariff[1] + scale) if keys else None
    return ruled(slot, keys, voted)
