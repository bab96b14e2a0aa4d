#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Dispatch problems of a district from published series, as JSON of `dispatch_core::Problem`.

    python3 scripts/experiments/district.py --out DIR [--days N] [--seeds N] [--archives DIR]
        the reference days, noon to noon, about 200 devices behind a transformer of 400 kVA
    python3 scripts/experiments/district.py --small --out DIR
        the small instances of scripts/oracle/dispatch/: all kinds of devices, reserve, few slots

What is where, and what is assumed, stands in README.md beside this file.
"""

import argparse
import json
import os
import re
import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from district_data import SLOTS, Day, Series, SourceError, archives, dice_of, households
from district_devices import BOILER_COST, MAKERS, Grid

ROOT = Path(__file__).resolve().parents[2]
DAYS = [
    Day("2024-01-16", date(2024, 1, 16)),
    Day("2023-03-16", date(2023, 3, 16)),
    Day("2024-05-15", date(2024, 5, 15)),
    # Prices fall to -500 EUR/MWh.
    Day("2023-07-02", date(2023, 7, 2)),
]
COUNTS = {
    "pv": 25, "battery": 60, "ev": 40, "heat_pump": 30, "chp": 6, "boiler": 6, "heat_store": 6,
    "electric_boiler": 2, "shiftable": 40, "aggregate": 4,
}  # fmt: skip
SMALL_COUNTS = {
    "pv": 2, "battery": 3, "ev": 3, "heat_pump": 2, "chp": 1, "boiler": 1, "heat_store": 1,
    "electric_boiler": 1, "shiftable": 2, "aggregate": 1, "chp_house": 1,
}  # fmt: skip
BUY_FEE, SELL_FEE = 20_000, 5_000
"""What the grid adds to the day-ahead price and keeps of it, in nano-EUR per Wh."""
HEAT_PRICE = 120_000
"""Heat from upstream, in thousandths of EUR/MWh."""


@dataclass(frozen=True)
class Setup:
    """What an instance is made of."""

    day: Day
    seed: int
    counts: dict
    households: int
    transformer_w: int
    feeder_w: int
    first: int = 0
    """First quarter hour after noon."""
    slots: int = SLOTS
    group: int = 1
    """Quarter hours in a slot."""
    rules: dict = field(default_factory=dict)
    heat_back_w: int = 0
    """What the pipes upstream take back."""
    last: bool = False
    """Whether there is a plan before this one."""


def default_rules():
    """The defaults of the dispatch rules, read from where they are written."""
    text = (ROOT / "pallets/dispatch/core/src/rules.rs").read_text(encoding="utf-8")
    found = re.findall(r"^\t(\w+): u\d+ = ([\d_]+) in ", text, flags=re.MULTILINE)
    return {name: int(value.replace("_", "")) for name, value in found}


def q8(nano, slot_s, per, up=False):
    """Nano-currency per base quantity as Q8 per W*slot; `per` is 3600 for Wh, 1000 for kJ."""
    return -(-nano * 256 * slot_s // per) if up else nano * 256 * slot_s // per


def tree(down_w, leaves, leaf_w, parts):
    """A transformer with feeders; `parts` of the passive load, in any unit, become thousandths."""
    total, run, permille = sum(parts), 0, []
    for part in parts:
        before = run * 1_000 // total
        run += part
        permille.append(run * 1_000 // total - before)
    root = {"parent": 0, "down_max_w": down_w, "up_max_w": down_w, "passive_permille": 0}
    feeder = {"parent": 0, "down_max_w": leaf_w, "up_max_w": leaf_w}
    return [root] + [{**feeder, "passive_permille": permille[at]} for at in range(leaves)]


def build(setup, folder):
    """One problem."""
    series = Series(folder, setup.day)
    slot_s = 900 * setup.group
    rules = {**default_rules(), **setup.rules, "horizon_slots": setup.slots}
    grid = Grid(series, setup.seed, setup.first, setup.slots, setup.group)
    load = households(series, setup.households, dice_of(setup.seed, "households"))
    price = grid.cut(series.prices())
    devices = []
    for kind, count in setup.counts.items():
        dice = dice_of(setup.seed, kind)
        devices += [MAKERS[kind](grid, dice, number) for number in range(count)]
    for number, device in enumerate(devices):
        device["device"] = number
        device["last_w"] = device["safe_w"] if setup.last and number % 2 == 0 else None
    loss = 1_000 + rules["loss_permille"]
    electricity = {
        "tree": tree(setup.transformer_w, 4, setup.feeder_w, [3, 2, 3, 2]),
        "contract": {"import_max_w": 630_000, "export_max_w": 630_000},
        "buy_q8": [q8(nano + BUY_FEE, slot_s, 3_600, up=True) for nano in price],
        "sell_q8": [q8(nano - SELL_FEE, slot_s, 3_600) for nano in price],
        "passive_w": [-(-watt * loss // 1_000) for watt in grid.cut(load)],
    }
    return {
        "slot_s": slot_s,
        "slots": setup.slots,
        "rules": rules,
        "electricity": electricity,
        "heat": heat_grid(grid, slot_s, loss, setup.heat_back_w),
        "devices": devices,
    }


def heat_grid(grid, slot_s, loss, back_w):
    """The pipes between the buildings with CHPs. Heat also comes from upstream; little or none goes
    back, for nothing."""
    if not grid.buildings:
        return None
    total = [sum(values) for values in zip(*grid.buildings, strict=True)]
    nano = HEAT_PRICE * 1_000 // 3_600
    return {
        "tree": tree(400_000, len(grid.buildings), 80_000, [sum(one) for one in grid.buildings]),
        "contract": {"import_max_w": 250_000, "export_max_w": back_w},
        "buy_q8": [q8(nano, slot_s, 1_000, up=True)] * grid.slots,
        "sell_q8": [0] * grid.slots,
        "passive_w": [-(-watt * loss // 1_000) for watt in total],
    }


def reference(day, seed):
    """A reference instance."""
    return Setup(day, seed, COUNTS, 140, 400_000, 200_000, heat_back_w=20_000)


def small():
    """The instances of the peer check: prices of a package that states its licence, all kinds of
    devices; an evening in quarter hours with reserve, and whole days in hours: one with negative
    prices, and one with a plan before it and too small a transformer."""
    evening, sunny = (
        Day("evening", date(2019, 1, 22), "2019"),
        Day("sunny", date(2019, 6, 8), "2019"),
    )
    reserve = {"reserve_w": 4_000, "carbon_nano_per_kg": 0}
    common = {"counts": SMALL_COUNTS, "households": 8, "transformer_w": 30_000, "feeder_w": 20_000}
    ramp = {"ramp_limit_w": 3_000}
    return {
        "evening": Setup(evening, 1, **common, first=20, slots=16, rules={**reserve, **ramp}),
        "sunny": Setup(sunny, 2, **common, slots=12, group=4, rules=ramp, heat_back_w=3_000),
        "tight": Setup(
            evening,
            3,
            **{**common, "transformer_w": 12_000},
            slots=12,
            group=4,
            rules=ramp,
            last=True,
        ),
    }


def published(problem):
    """The price that selfish devices answer: the middle of buying and selling; heat a little below
    what a boiler asks, so that none heats for sale."""
    slot_s, power = problem["slot_s"], problem["electricity"]
    sums = [buy + sell for buy, sell in zip(power["buy_q8"], power["sell_q8"], strict=True)]
    heat = (BOILER_COST - 400) * 1_000 // 3_600
    return {
        "electricity_nano": [both * 3_600 // (2 * 256 * slot_s) for both in sums],
        "heat_nano": [heat] * problem["slots"],
    }


def write(problem, path):
    """One device a line."""
    devices = problem.pop("devices")
    head = json.dumps(problem, separators=(",", ":"))
    lines = ",\n".join(json.dumps(device, separators=(",", ":")) for device in devices)
    path.write_text(f'{head[:-1]},"devices":[\n{lines}\n]}}\n', encoding="utf-8")


def main():
    """Builds what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--days", type=int, default=len(DAYS))
    parser.add_argument("--seeds", type=int, default=3)
    cache = Path(os.environ.get("HOME", "~")).expanduser() / ".cache/commonwatt/archives"
    parser.add_argument("--archives", type=Path, default=cache)
    asked = parser.parse_args()
    folder = archives(asked.archives)
    setups = small() if asked.small else {
        f"{day.name}-{seed}": reference(day, seed)
        for day in DAYS[: asked.days]
        for seed in range(1, asked.seeds + 1)
    }  # fmt: skip
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, setup in setups.items():
        problem = build(setup, folder)
        if not asked.small:
            prices = asked.out / "prices" / f"{name}.json"
            prices.parent.mkdir(exist_ok=True)
            prices.write_text(json.dumps(published(problem)) + "\n", encoding="utf-8")
        write(problem, asked.out / f"{name}.json")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SourceError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
