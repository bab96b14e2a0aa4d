#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what a chain counted with what the registers of its data set say.

usage: load.py DATA SLOTS REPORT

Prints how many readings the chain counted, how many base units (Wh, kJ) it issued more than the meters of
boundaries exported in these slots, and how many readings are missing. Fails where money does not add up.
"""

import csv
import json
import pathlib
import sys


def rows(path):
    """A CSV file's rows."""
    with open(path, encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    data, slots = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    report = json.loads(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8"))
    if not report["conservation_ok"]:
        sys.exit("the money does not add up")
    feeders = {
        (row["network"], row["index"])
        for row in rows(data / "meters.csv")
        if row["class"] == "feeder"
    }
    exported, readings = {}, {}
    for row in rows(data / "readings.csv"):
        if int(row["slot"]) >= slots:
            continue
        network = row["network"]
        readings[network] = readings.get(network, 0) + 1
        if (network, row["index"]) not in feeders:
            exported[network] = exported.get(network, 0) + int(row["export"])
    counted = doubles = missing = 0
    for network in report["networks"]:
        name = network["network"]
        counted += network["readings_accepted"]
        doubles += max(0, network["exported"] - exported.get(name, 0))
        doubles += max(0, network["readings_accepted"] - readings.get(name, 0))
        missing += max(0, readings.get(name, 0) - network["readings_accepted"])
    print(counted, doubles, missing)


if __name__ == "__main__":
    main()
