#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a flood did to honest readings, from the report of commonwatt-flood.

usage: flood.py REPORT

Prints a name and a number (JSON) per line. Fails where a reading did not get through.
"""

import json
import pathlib
import sys


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    report = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    attacks = {entry["attack"]: entry for entry in report["attacks"]}
    under = [entry for name, entry in attacks.items() if name != "none"]
    for entry in under:
        if entry["stuck"]:
            sys.exit(f"honest readings did not get through under {entry['attack']}")
    readings = {
        name: {
            "readings": entry["readings"],
            "waited_p50_s": round(entry["median_ms"] / 1000, 1),
            "waited_p99_s": round(entry["p99_ms"] / 1000, 1),
            "blocks_at_most": entry["most_blocks"],
            "transactions_of_the_attacker": entry["transactions_of_the_attacker"],
            "pool_before": entry["pool_before"],
        }
        for name, entry in attacks.items()
    }
    print("honest_readings", json.dumps(readings))
    worst = max(under, key=lambda entry: entry["p99_ms"])
    print("honest_readings_waited_p50_s", max(entry["median_ms"] for entry in under) / 1000)
    print("honest_readings_waited_p99_s", worst["p99_ms"] / 1000)


if __name__ == "__main__":
    main()
