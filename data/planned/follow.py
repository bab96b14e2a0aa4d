#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lets the sub-meters of a day show what a plan says, as if every device had followed it.

usage: follow.py DAY DEVICES PLAN

DAY is a folder with meters.csv and readings.csv in which devices rest. DEVICES and PLAN are what
`commonwatt dispatch device list --json` and `commonwatt dispatch plan --json` print. The connection
point above a device and the network's feeder show the difference, too.
"""

import csv
import json
import sys
from pathlib import Path


def above(meters: list[dict], network: str, index: int) -> list[int]:
    """The meters that see what a meter sees: itself, its connection point, and the feeder."""
    of_network = {int(row["index"]): row for row in meters if row["network"] == network}
    parent = of_network[index]["parent"]
    feeder = next(at for at, row in of_network.items() if row["class"] == "feeder")
    return [index] + ([int(parent)] if parent else []) + [feeder]


def shown(given: int) -> dict:
    """Import and export of something given; negative taken."""
    return {"import": max(-given, 0), "export": max(given, 0)}


def main() -> None:
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    day = Path(sys.argv[1])
    meters = list(csv.DictReader((day / "meters.csv").open()))
    readings = list(csv.DictReader((day / "readings.csv").open()))
    meter_of = {line["device"]: line["meter"] for line in json.load(open(sys.argv[2]))}
    plan = json.load(open(sys.argv[3]))

    given = {}
    for device in plan["devices"]:
        network, index = meter_of[device["device"]].split(":")
        seen = above(meters, network, int(index))
        for slot, energy in enumerate(device["planned_base"]):
            for at in seen:
                # A feeder exports what the grid delivers: the less, the more devices give.
                place = (network, at, slot)
                given[place] = given.get(place, 0) + (-energy if at == seen[-1] else energy)

    with (day / "readings.csv").open("w", newline="") as file:
        out = csv.DictWriter(file, readings[0].keys(), lineterminator="\n")
        out.writeheader()
        for row in readings:
            place = (row["network"], int(row["index"]), int(row["slot"]))
            if place in given:
                row |= shown(int(row["export"]) - int(row["import"]) + given[place])
            out.writerow(row)
    print(f"{len(plan['devices'])} devices have followed the plan of round {plan['round']}.")


if __name__ == "__main__":
    main()
