#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a flood did to honest readings, from the report of commonwatt-flood.

usage: flood.py REPORT

Prints a name and a value (JSON) per line. Readings that wait for longer than 20 blocks are looked after no
longer: the longest wait is at least that. commonwatt-flood itself fails where readings never come.
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
    readings = {
        name: {
            "readings": entry["readings"],
            "waited_p50_s": round(entry["median_ms"] / 1000, 1),
            "waited_p99_s": round(entry["p99_ms"] / 1000, 1),
            "held_up": entry["held_up"],
            "blocks_at_most": entry["most_blocks"],
            "transactions_of_the_attacker": entry["transactions_of_the_attacker"],
            "pool_before": entry["pool_before"],
        }
        for name, entry in attacks.items()
    }
    print("honest_readings", json.dumps(readings))
    for share, field in (("p50", "median_ms"), ("p99", "p99_ms")):
        worst = max(entry[field] for entry in under)
        print(f"honest_readings_waited_{share}_s", round(worst / 1000, 1))


if __name__ == "__main__":
    main()
